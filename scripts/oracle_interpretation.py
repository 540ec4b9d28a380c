"""The part of scripts/oracle.py that looks at interpretation: who sits where, minute by minute.

It reads the instance and the section `interpretation` of the timetable. What packs state is written here once more,
from `plenary packs`.
"""

from fractions import Fraction
from itertools import chain, combinations
from math import ceil, inf

CANADA = [(40, 1), (240, 2), (360, 3), (480, 4)]
AICE = [(90, 1), (420, 2)]

# Booth teams as (minutes up to, people): one way, both ways; whole teams by (languages used, interpreted into).
PACKS = {
    "aiic-table": {
        "whole": {
            (1, 1): 2, (1, 2): 4,
            (2, 1): 2, (2, 2): 3, (2, 3): 5, (2, 4): 7,
            (3, 1): 2, (3, 2): 3, (3, 3): 5, (3, 4): 7, (3, 5): 9,
            (4, 2): 4, (4, 3): 6, (4, 4): 8, (4, 6): 12,
        },
        "givers": (2, 3),
    },
    "aiic-canada": {"steps": (CANADA, CANADA), "whole": {(3, 3): 6}, "day": 480},
    "apic": {"steps": ([(59, 1), (inf, 2)], [(59, 1), (419, 2), (inf, 3)]), "day": 420, "stretch": 240, "rest": 90},
    "aice": {"steps": (AICE, AICE), "day": 420, "lead": 30},
    "un": {"steps": ([(inf, 2)], [(inf, 3)]), "whole": {(6, 6): 14}, "day": 360, "stretch": 180, "rest": 90},
    "rsi": {"steps": ([(inf, 3)], [(inf, 3)]), "stretch": 120, "remote": True},
}


class Terms:
    """What the pack states, and what the instance says where it does not."""

    def __init__(self, written, pack=None):
        pack = pack or written.get("pack")
        stated = PACKS[pack] if pack else {}
        team = [(inf, written["team"] if "team" in written else 2)]
        unstated = (team, team) if pack is None or "team" in written else ([], [])
        self.steps = stated.get("steps", unstated)
        self.whole = stated.get("whole", {})
        self.strong_for = written.get("team_for_minutes", 0)
        self.day = stated.get("day", written.get("max_minutes_per_day", 480 if pack is None else inf))
        self.stretch = stated.get("stretch", written.get("max_stretch_minutes", inf))
        self.rest = max(1, stated.get("rest", written.get("break_minutes", 0)))
        self.lead = stated.get("lead", written.get("lead_minutes", 0))
        self.relay = written.get("relay", True)
        self.givers = stated.get("givers", (0, 0))
        self.remote = stated.get("remote", written.get("remote", False))
        self.fees = written.get("fees")
        self.split_fee = written.get("split_fee", 0)
        self.receivers = written.get("receivers")

    def people(self, both_ways, minutes):
        """People in a booth; infinitely many when nobody may work so long."""
        steps = self.steps[both_ways]
        minutes = max(minutes, self.strong_for)
        return next((people for most, people in steps if minutes <= most), inf) if steps else 1

    def caps(self):
        """(people, minutes): whoever sits in booths of so many or fewer works no longer on a day."""
        steps = list(chain(*self.steps))
        found = {}
        for minutes, people in steps:
            if minutes < inf:
                found[people] = max(found.get(people, 0), minutes)
        endless = min((people for minutes, people in steps if minutes == inf), default=inf)
        return [(people, minutes) for people, minutes in found.items() if people < endless and minutes < self.day]


class Channels:
    """A session in a mode: what is spoken, what can be followed, and its booths and teams."""

    def __init__(self, c, terms, session, chosen):
        wanted = session.get("interpretation", {})
        services = {service["id"]: service for service in c.json.get("services", [])}
        floor, into = set(session.get("floor", [])), set(chosen)
        if wanted.get("regime") == "symmetric" and into - set(services):
            floor, into = floor | (into - set(services)), into | floor
        self.floor, self.into, self.services = frozenset(floor), frozenset(into), services
        spoken = sorted(into - set(services))
        self.works = []  # (what comes out, heard from, relay over)
        if len(floor) == 2 and floor == set(spoken):
            self.works.append((frozenset(floor), frozenset(floor), frozenset()))
        else:
            for language in spoken:
                over = set(spoken) - {language} if terms.relay else set()
                if floor - {language}:
                    self.works.append((frozenset({language}), frozenset(floor - {language}), frozenset(over)))
        booths = len(self.works)
        whole = terms.whole.get((len(floor), len(spoken)), 0) if booths else 0
        least = [terms.people(len(out) == 2, session["minutes"]) for out, _, _ in self.works]
        self.impossible = inf in least
        self.least = [max(1 if people == inf else people, whole // booths) for people in least]
        self.most = [max(people, ceil(Fraction(whole, booths))) for people in self.least]
        self.leads = [terms.lead] * booths
        for service in sorted(into & set(services)):
            facts = services[service]
            over = frozenset(spoken if terms.relay else [])
            self.works.append((frozenset({service}), frozenset(floor - {service}), over))
            self.least.append(facts.get("team", 2))
            self.most.append(facts.get("team", 2))
            self.leads.append(facts.get("lead_minutes", 0))
        self.people = whole + sum(self.least[booths:])
        remote = terms.remote or wanted.get("remote", False)
        self.booths, self.in_room = booths, 0 if remote else booths
        self.needs = {services[s]["room_feature"] for s in into & set(services) if "room_feature" in services[s]}
        missing = set(wanted.get("into", [])) - into
        self.forgone = wanted.get("value", 0) * len(missing) if wanted.get("mode") == "optional" else 0

    def followed_by(self, languages):
        return not languages or self.floor <= set(languages) or bool(self.into & set(languages))

    def heard_by(self, languages):
        """Whether somebody needs a receiver."""
        spoken = self.into - set(self.services)
        return bool(languages) and not self.floor <= set(languages) and bool(spoken & set(languages))


def choices(c, terms, session):
    """Every way in which a session may be interpreted, the least first."""
    wanted = session.get("interpretation")
    into = sorted(set(wanted["into"])) if wanted else []
    if wanted is None or wanted.get("mode", "required") == "required":
        chosen = [into]
    elif len(into) > 3:
        chosen = [[]] + [[one] for one in into] + [into]
    else:
        chosen = [list(some) for size in range(len(into) + 1) for some in combinations(into, size)]
    return sorted((Channels(c, terms, session, some) for some in chosen), key=lambda way: len(way.into))


def directions(interpreter):
    classes = interpreter.get("combination", {})
    a, b, other = (classes.get(name, []) for name in "abc")
    found = {(d["from"], d["into"]) for d in interpreter.get("directions", [])}
    found |= {(heard, out) for out in a for heard in [*a, *b, *other]} | {(heard, out) for out in b for heard in a}
    return {(heard, out) for heard, out in found if heard != out}


def can(works, out, heard, over):
    if len(out) == 2:
        one, other = out
        return {(one, other), (other, one)} <= works
    (language,) = out
    return any((source, language) in works for source in heard | over)


class Plan:
    """The ways in which the placed sessions are interpreted, and who sits where."""

    def __init__(self, c, timetable, names, wrong):
        self.terms = Terms(c.json.get("interpretation", {}), timetable.get("pack"))
        self.ways = {name: choices(c, self.terms, c.sessions[name]) for name in names}
        self.way = {name: ways[0] for name, ways in self.ways.items()}
        self.teams = {name: {} for name in names}
        self.numbers = {name: [] for name in names}
        people = {who["id"] for who in c.json.get("interpreters", [])}
        for entry in timetable.get("interpretation", []):
            name, into = entry["session"], set(entry["into"])
            if name not in self.way:
                wrong("format", f"{name} is interpreted and not placed")
                continue
            fits = [way for way in self.ways[name] if way.into == into]
            fits = fits or [way for way in self.ways[name] if into and way.into == into | set(c.sessions[name].get("floor", []))]
            if not fits:
                wrong("format", f"{name} is not to be interpreted into {' '.join(sorted(into))}")
                continue
            self.way[name] = fits[0]
            outs = [out for out, _, _ in fits[0].works]
            for booth in entry.get("booths", []):
                out, team = frozenset(booth["into"]), [who for who in booth.get("team", []) if who is not None]
                if out not in outs or set(team) - people or out in self.teams[name]:
                    wrong("format", f"{name}: booth into {' '.join(sorted(out))}: {team}")
                    continue
                self.teams[name][out] = team
                if "booth" in booth:
                    self.numbers[name].append(booth["booth"])
                if {turn["person"] for turn in booth.get("turns", [])} - set(team):
                    wrong("format", f"{name}: turns of people who are not in the team")

    def seats(self, name, number):
        """Seats of a booth: what any way of interpreting the session puts into it."""
        work = self.way[name].works[number]
        return max(way.most[way.works.index(work)] for way in self.ways[name] if work in way.works)

    def size(self, name, number):
        """Seats as hours count them: the hours of booths say nothing of teams on the floor."""
        return self.seats(name, number) if number < self.way[name].booths else inf

    def shifts(self, name):
        """(person, booth number) for everybody who sits in a session."""
        for number, (out, _, _) in enumerate(self.way[name].works):
            for person in self.teams[name].get(out, []):
                yield person, number


def understood(c, attendee):
    """Languages and services of the conference that an attendee understands; none: it is not known."""
    there = set(c.json.get("languages", [])) | {service["id"] for service in c.json.get("services", [])}
    return frozenset(attendee.get("languages", [])) & there


def listeners(c, name, way):
    """People who need a receiver."""
    attendees = c.json.get("attendees", [])
    present = [a for a in attendees if name in a.get("wishes", {})]
    heard = lambda some: sum(a.get("count", 1) for a in some if way.heard_by(understood(c, a)))  # noqa: E731
    if present:
        return heard(present)
    everybody = sum(a.get("count", 1) for a in attendees)
    return ceil(Fraction(heard(attendees) * c.sessions[name].get("expected", 0), max(1, everybody)))


def team_problems(c, plan, wrong):
    """What is wrong with the teams of single sessions."""
    works = {who["id"]: directions(who) for who in c.json.get("interpreters", [])}
    for name, way in plan.way.items():
        teams = [plan.teams[name].get(out, []) for out, _, _ in way.works]
        short = [out for (out, _, _), team, least in zip(way.works, teams, way.least) if len(team) < least]
        if short or way.impossible or sum(map(len, teams)) < way.people:
            wrong("team-too-small", f"{name}: {[sorted(team) for team in teams]}")
        for number, team in enumerate(teams):
            if len(team) > plan.seats(name, number):
                wrong("format", f"{name}: {len(team)} people in a booth")
            for person in team:
                if not can(works[person], *way.works[number]):
                    wrong("wrong-booth", f"{name}: {person} into {' '.join(sorted(way.works[number][0]))}")
        booth_of = {language: number for number, (out, _, _) in enumerate(way.works) for language in out}
        for heard in way.floor:
            for language in way.into - {heard}:
                number = booth_of[language]
                if any((heard, language) in works[person] for person in teams[number]):
                    continue
                pivots, givers, both_ways = 0, 0, False
                for pivot in way.works[number][2] - {heard, language}:
                    if pivot in way.services or pivot not in booth_of:
                        continue
                    give = sum((heard, pivot) in works[person] for person in teams[booth_of[pivot]])
                    if give and any((pivot, language) in works[person] for person in teams[number]):
                        pivots, givers = pivots + 1, givers + give
                        both_ways |= len(way.works[booth_of[pivot]][0]) == 2
                if not pivots:
                    wrong("language-uncovered", f"{name}: {heard} into {language}")
                elif givers < plan.terms.givers[both_ways]:
                    wrong("relay-thin", f"{name}: {heard} into {language}, {givers} can give relay")


def roster_problems(c, plan, span, room, wrong):
    """What is wrong with what single people do."""
    terms = plan.terms
    for who in c.json.get("interpreters", []):
        person = who["id"]
        work = [
            (span[name], name, plan.way[name].leads[number], plan.size(name, number))
            for name in plan.way
            for seated, number in plan.shifts(name)
            if seated == person
        ]
        work.sort()
        for (start, end), name, lead, _ in work:
            if c.minutes_in(who.get("away", []), (start - lead, end)):
                wrong("interpreter-away", f"{person} at {name}")
        for ((_, end), one, _, _), ((start, _), other, _, _) in combinations(work, 2):
            if start < end or start - end < c.walk(room[one], room[other]):
                wrong("interpreter-clash", f"{person}: {one}, {other}")
        for day in c.days:
            here = [shift for shift in work if c.day_of(shift[0][0]) == day]
            minutes = lambda most: sum(end - start for (start, end), _, _, seats in here if seats <= most)  # noqa: E731
            if minutes(inf) > min(terms.day, who.get("max_minutes_per_day", inf)):
                wrong("interpreter-hours", f"{person} on {day}")
            for people, most in terms.caps():
                if minutes(people) > most:
                    wrong("interpreter-hours", f"{person} in booths of {people} on {day}")
            begin = until = None
            for (start, end), name, _, _ in here:
                if begin is None or start - until >= terms.rest:
                    begin, until = start, end
                until = max(until, end)
                if until - begin > terms.stretch:
                    wrong("interpreter-stretch", f"{person} at {name}")


def stock_problems(c, plan, span, room, wrong):
    """Receivers that are out, mobile booths that stand in two places, and set-ups."""
    terms = plan.terms
    if terms.receivers:
        handling = terms.receivers.get("handling_minutes", 0)
        out = [(span[n][0] - handling, span[n][1] + handling, listeners(c, n, way)) for n, way in plan.way.items()]
        for moment, _, _ in out:
            needed = sum(people for start, end, people in out if start <= moment < end)
            if needed > terms.receivers["count"]:
                wrong("receivers-short", f"{needed} at {moment}")
                break
    stock = c.json.get("mobile_booths", {})
    before, after = stock.get("setup_minutes", 0), stock.get("strike_minutes", 0)
    stands = {}
    for name, numbers in plan.numbers.items():
        if len(set(numbers)) < len(numbers):
            wrong("format", f"{name}: a mobile booth twice")
        for number in numbers:
            stands.setdefault(number, []).append((span[name][0] - before, span[name][1] + after, room[name], name))
    for number, where in stands.items():
        for (start, end, here, one), (begin, finish, there, other) in combinations(where, 2):
            if here != there and start < finish and begin < end:
                wrong("format", f"{number} stands at {one} and at {other}")
    if len(stands) > stock.get("count", 0):
        wrong("format", f"{len(stands)} mobile booths, there are {stock.get('count', 0)}")
    if "max_moves_per_day" in stock:
        for day, moves in set_ups(c, plan, span, room, stock.get("count", 0), before, after).items():
            if moves > stock["max_moves_per_day"]:
                wrong("booth-moves", f"{moves} on {day}")


def set_ups(c, plan, span, room, count, before, after):
    """By day: how often booths are set up when each stays until it is needed elsewhere, and the one goes whose room
    needs it again last."""
    needs = []
    for name in plan.way:
        booths = c.mobile(plan.way[name], room[name]) if room[name] else 0
        if booths:
            needs.append((span[name][0] - before, room[name], span[name][1] + after, booths, c.day_of(span[name][0])))
    order = {name: number for number, name in enumerate(c.rooms)}
    needs.sort(key=lambda need: (need[0], order[need[1]], need[2], need[3]))
    at, unused, moves = {name: 0 for name in c.rooms}, count, {}
    for number, (now, here, _, _, day) in enumerate(needs):
        busy = {
            name: max((n[3] for n in needs[: number + 1] if n[1] == name and n[2] > now), default=0) for name in c.rooms
        }
        while at[here] < busy[here]:
            if unused:
                unused -= 1
            else:
                spare = [name for name in c.rooms if name != here and at[name] > busy[name]]
                if not spare:
                    break
                again = lambda name: next((n[0] for n in needs[number + 1 :] if n[1] == name and n[3] >= at[name]), inf)  # noqa: E731, B023
                at[max(spare, key=lambda name: (again(name), -order[name]))] -= 1
            at[here] += 1
            moves[day] = moves.get(day, 0) + 1
    return moves


def amounts(c, plan, span):
    """What the soft rules of interpretation count."""

    def parameter(rule, name, default):
        return c.json.get("rules", {}).get(rule, {}).get("parameters", {}).get(name, default)

    audiences = {}
    for attendee in c.json.get("attendees", []):
        known = understood(c, attendee)
        if not known:
            continue
        count = audiences.setdefault(known, [0, 0])
        for name, weight in attendee.get("wishes", {}).items():
            followed = name in plan.way and plan.way[name].followed_by(known)
            count[0] += 0 if followed else weight * attendee.get("count", 1)
            count[1] += weight * attendee.get("count", 1)
    parts = parameter("worst-audience", "parts", 1000)
    worst = max((ceil(Fraction(missed * parts, whole)) for missed, whole in audiences.values() if whole), default=0)

    fee_unit, split_unit = parameter("interpreter-fees", "unit", 100), parameter("split-teams", "unit", 100)
    fees = 0
    for who in c.json.get("interpreters", []):
        terms = who.get("fees", plan.terms.fees)
        present = {}
        for name in plan.way:
            for person, number in plan.shifts(name):
                if person == who["id"]:
                    start, end = span[name][0] - plan.way[name].leads[number], span[name][1]
                    first, last = present.get(c.day_of(span[name][0]), (start, end))
                    present[c.day_of(span[name][0])] = min(first, start), max(last, end)
        if terms is None or not present:
            continue
        for start, end in present.values():
            half = "half_day" in terms and not who.get("travels", False)
            if half and end - start <= terms.get("half_day_minutes", 240):
                fees += ceil(Fraction(terms["half_day"], fee_unit))
            else:
                hours = ceil(Fraction(max(0, end - start - terms.get("day_minutes", 480)), 60))
                fees += ceil(Fraction(terms["day"], fee_unit)) + hours * ceil(Fraction(terms.get("overtime_hour", 0), fee_unit))
        if who.get("travels", False):
            fees += ceil(Fraction(terms.get("travel", 0), fee_unit))
    splits = 0
    for day in c.days:
        here = [span[name] for name, way in plan.way.items() if way.booths and c.day_of(span[name][0]) == day]
        busiest = max((sum(start <= moment < end for start, end in here) for moment, _ in here), default=1)
        splits += (busiest - 1) * ceil(Fraction(plan.terms.split_fee, split_unit))
    forgone = sum(way.forgone for way in plan.way.values())
    return {"not-interpreted": forgone, "worst-audience": worst, "interpreter-fees": fees, "split-teams": splits}
