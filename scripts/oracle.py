#!/usr/bin/env python3
"""An independent look at a timetable: the hard rules, from the JSON files alone.

    python3 scripts/oracle.py INSTANCE.json TIMETABLE.json     one line per problem; exit 1 if there is any
    python3 scripts/oracle.py --self-test                      breaks a small timetable in every way and looks

It shares no code with the program and uses only the standard library; what it knows of interpretation is in
oracle_interpretation.py beside it. Hard rules that the instance or the timetable
file puts on another level are not looked at. Where no settings came from the command line, the persons without a seat
(overflow), the wishes missed (missed-wish) and what interpretation costs and leaves out are computed as well and
compared with what the file says.
Timetables made with --variant are refused: their instance is not the one in the file.
"""

import copy
import itertools
import json
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import oracle_interpretation as interpretation


class Conference:
    """The instance with times as minutes since 1970 (UTC), so that differences are elapsed time."""

    def __init__(self, instance):
        self.json = instance
        self.zone = ZoneInfo(instance["time_zone"])
        self.rooms = {room["id"]: room for room in instance["rooms"]}
        self.kinds = {kind["id"]: kind for kind in instance["kinds"]}
        self.people = {person["id"]: person for person in instance.get("people", [])}
        self.sessions = {session["id"]: session for session in instance["sessions"]}
        self.dates = {day["id"]: date.fromisoformat(day["date"]) for day in instance["days"]}
        self.days, end = {}, None
        for day in self.dates:
            begin = self.at(day, "00:00")
            begin = begin if end is None else max(begin, end)
            slots = [slot for slot in instance["slots"] if slot["day"] == day]
            end = max([self.at(day, "24:00")] + [self.at(day, slot["end"]) for slot in slots])
            self.days[day] = (begin, end)

    def civil(self, moment):
        return int(moment.replace(tzinfo=self.zone).astimezone(timezone.utc).timestamp()) // 60

    def at(self, day, clock):
        hours, minutes = map(int, clock.split(":"))
        there = self.dates[day] + timedelta(days=hours // 24)
        return self.civil(datetime(there.year, there.month, there.day, hours % 24, minutes))

    def day_of(self, minute):
        return next((day for day, (begin, end) in self.days.items() if begin <= minute < end), None)

    def minutes_in(self, windows, span):
        """Minutes of `span` in the union of the windows."""
        covered = set()
        for window in windows:
            for day in [window["day"]] if "day" in window else self.days:
                begin, end = self.days[day]
                begin = self.at(day, window["from"]) if "from" in window else begin
                end = self.at(day, window["to"]) if "to" in window else end
                covered.update(range(max(begin, span[0]), min(end, span[1])))
        return len(covered)

    def parts(self, room):
        """The room and everything it is made of."""
        found, stack = set(), [room]
        while stack:
            part = stack.pop()
            if part not in found:
                found.add(part)
                stack.extend(self.rooms[part].get("joins", []))
        return found

    def walk(self, a, b):
        if a is None or b is None or a == b:
            return 0
        terms = self.json.get("walking", {})
        venue_a, venue_b = self.rooms[a].get("venue"), self.rooms[b].get("venue")
        minutes = terms.get("within_venue" if venue_a == venue_b else "between_venues", 0)
        rank = -1
        for pair in terms.get("pairs", []):
            for one, other in (pair["from"], pair["to"]), (pair["to"], pair["from"]):
                fits = one in (a, venue_a) and other in (b, venue_b)
                exact = (one in self.rooms) + (other in self.rooms)
                if fits and (one in self.rooms) <= (one == a) and (other in self.rooms) <= (other == b) and exact >= rank:
                    minutes, rank = pair["minutes"], exact
        return minutes

    def mobile(self, way, room):
        """Mobile booths for a session that is interpreted in this way."""
        return max(0, way.in_room - self.rooms[room].get("booths", 0))

    def seats(self, way, room):
        lost = self.json.get("mobile_booths", {}).get("seats_lost", 0)
        return max(0, self.rooms[room]["seats"] - lost * self.mobile(way, room))

    def select(self, selector):
        return [
            s["id"]
            for s in self.json["sessions"]
            if s["id"] in selector.get("sessions", [])
            or s["kind"] in selector.get("kinds", [])
            or s.get("track") in selector.get("tracks", [])
            or set(s.get("topics", [])) & set(selector.get("topics", []))
        ]

    def people_of(self, session):
        return set(session.get("speakers", [])) | set(session.get("chairs", []))


def overlap(a, b):
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def pieces(spans):
    """The stretches between the moments at which anything changes."""
    moments = sorted({moment for span in spans for moment in span})
    return zip(moments, moments[1:])


def slot_of(c, session, start):
    for slot in c.json["slots"]:
        begin, end = c.at(slot["day"], slot["start"]), c.at(slot["day"], slot["end"])
        offered = start == begin or ("every" in slot and begin <= start < end and (start - begin) % slot["every"] == 0)
        if offered and session["kind"] in (slot.get("kinds") or [session["kind"]]) and start + session["minutes"] <= end:
            return slot
    return None


def problems(c, timetable):
    """(rule, words) for everything wrong with the hard rules."""
    placed, found = {}, []

    def wrong(rule, words):
        found.append((rule, words))

    for entry in timetable["placements"]:
        name, rooms = entry["session"], entry.get("rooms", [])
        session = c.sessions.get(name)
        if session is None or name in placed or any(room not in c.rooms for room in rooms):
            wrong("format", f"{name}: unknown session or room, or placed twice")
            continue
        if len(rooms) != (1 if session.get("in_room", True) else 0):
            wrong("format", f"{name}: {len(rooms)} rooms")
            continue
        start = c.civil(datetime.fromisoformat(entry["start"]))
        if "end" in entry and c.civil(datetime.fromisoformat(entry["end"])) != start + session["minutes"]:
            wrong("format", f"{name}: ends at {entry['end']}")
        placed[name] = (start, start + session["minutes"], rooms[0] if rooms else None)
    for name, session in c.sessions.items():
        if name not in placed and "optional_value" not in session:
            wrong("unplaced", name)
    span = {name: (start, end) for name, (start, end, _) in placed.items()}
    room = {name: where for name, (_, _, where) in placed.items()}
    taken = {
        name: (span[name][0] - c.sessions[name].get("setup_minutes", 0), span[name][1] + c.sessions[name].get("teardown_minutes", 0))
        for name in placed
    }
    plan = interpretation.Plan(c, timetable, placed, wrong)
    by_person = {person: [n for n in placed if person in c.people_of(c.sessions[n])] for person in c.people}

    for name in placed:
        session, where = c.sessions[name], room[name]
        slot = slot_of(c, session, span[name][0])
        if slot is None:
            wrong("outside-window", name)
        pin = session.get("pin", {})
        if "day" in pin and "start" not in pin and c.day_of(span[name][0]) != pin["day"]:
            wrong("pin-moved", f"{name}: day")
        if "start" in pin and span[name][0] != c.at(pin["day"], pin["start"]):
            wrong("pin-moved", f"{name}: start")
        if "room" in pin and where != pin["room"]:
            wrong("pin-moved", f"{name}: room")
        people = [c.people[person] for person in c.people_of(session)]
        for person in people:
            if c.minutes_in(person.get("away", []), span[name]) or slot and slot["id"] in person.get("away_slots", []):
                wrong("person-away", f"{person['id']} at {name}")
        for who in [session, *people]:
            for present, demand in (slot and slot.get("tags", []), "slot_tags"), (where and c.rooms[where].get("tags", []), "room_tags"):
                tags = who.get(demand, {})
                if present is not None and (
                    set(tags.get("required", [])) - set(present) or set(tags.get("prohibited", [])) & set(present)
                ):
                    wrong("wrong-tag", f"{who['id']} at {name}")
        if where is None:
            continue
        for part in c.parts(where):
            shut = slot and slot["id"] in c.rooms[part].get("closed_slots", [])
            if shut or c.minutes_in(c.rooms[part].get("closed", []), taken[name]):
                wrong("room-closed", f"{name} in {part}")
        if c.seats(plan.way[name], where) < session.get("min_seats", 0):
            wrong("room-too-small", f"{name} in {where}")
        if (set(session.get("needs", [])) | plan.way[name].needs) - set(c.rooms[where].get("features", [])):
            wrong("missing-feature", f"{name} in {where}")
        if not c.rooms[where].get("step_free", True) and any(who.get("step_free") for who in [session, *people]):
            wrong("not-step-free", f"{name} in {where}")
        if c.mobile(plan.way[name], where) > c.rooms[where].get("mobile_booths", 0):
            wrong("no-booth", f"{name} in {where}")

    for part, facts in c.rooms.items():
        users = [name for name in placed if room[name] and part in c.parts(room[name])]
        for piece in pieces(taken[name] for name in users):
            here = [name for name in users if overlap(taken[name], piece)]
            if len(here) > facts.get("parallel", 1):
                wrong("room-clash", f"{part}: {', '.join(here)}")
    for a, b in itertools.combinations(placed, 2):
        kinds = c.sessions[a]["kind"], c.sessions[b]["kind"]
        blocks = any({other, "*"} & set(c.kinds[one].get("blocks", [])) for one, other in (kinds, kinds[::-1]))
        if overlap(span[a], span[b]) and blocks:
            wrong("blocked", f"{a}, {b}")
        if overlap(span[a], span[b]) and set(c.sessions[a].get("topics", [])) & set(c.sessions[b].get("topics", [])):
            wrong("topic-clash", f"{a}, {b}")
    pause = c.json.get("rules", {}).get("person-pause", {}).get("parameters", {}).get("minutes", 10)
    for person, names in by_person.items():
        for a, b in itertools.combinations(names, 2):
            gap = max(span[b][0] - span[a][1], span[a][0] - span[b][1])
            if gap < 0:
                wrong("person-clash", f"{person}: {a}, {b}")
            elif gap < c.people[person].get("pause_minutes", pause) + c.walk(room[a], room[b]):
                wrong("person-pause", f"{person}: {gap} min between {a} and {b}")
        most = c.people[person].get("max_minutes_per_day")
        for day in c.days if most is not None else []:
            if sum(c.sessions[n]["minutes"] for n in names if c.day_of(span[n][0]) == day) > most:
                wrong("person-load", f"{person} on {day}")

    for order in c.json.get("orders", []):
        pairs = itertools.product(c.select(order["before"]), c.select(order["after"]))
        for a, b in (pair for pair in pairs if pair[0] in placed and pair[1] in placed):
            gap = span[b][0] - span[a][1]
            if gap < order.get("min_gap", 0) or gap > order.get("max_gap", gap):
                wrong("order-broken", f"{order['id']}: {a}, {b}")
    for series in c.json.get("series", []):
        for a, b in zip(series["sessions"], series["sessions"][1:]):
            if a in placed and b in placed:
                gap = span[b][0] - span[a][1]
                moved = series.get("same_room", True) and room[a] != room[b]
                if not 0 <= gap <= series.get("max_gap", 0) or moved:
                    wrong("series-broken", f"{series['id']}: {a}, {b}")
    for group in c.json.get("groups", []):
        members = [name for name in c.select(group["sessions"]) if name in placed]
        for a, b in itertools.combinations(members, 2):
            same_day = c.day_of(span[a][0]) == c.day_of(span[b][0])
            shared = room[a] and room[b] and c.parts(room[a]) & c.parts(room[b])
            kept = {
                "same-day": same_day,
                "different-day": not same_day,
                "same-start": span[a][0] == span[b][0],
                "not-parallel": not overlap(span[a], span[b]),
                "same-room": room[a] == room[b],
                "different-room": not shared,
            }
            if not kept[group["must"]]:
                wrong("group-broken", f"{group['id']}: {a}, {b}")

    # Mobile booths stand from set-up to strike; what meets in one room shares them.
    stock = c.json.get("mobile_booths", {})
    standing = {}
    for name in placed:
        if room[name] and c.mobile(plan.way[name], room[name]):
            standing[name] = (span[name][0] - stock.get("setup_minutes", 0), span[name][1] + stock.get("strike_minutes", 0))
    for piece in pieces(standing.values()):
        most = {}
        for name in (name for name in standing if overlap(standing[name], piece)):
            most[room[name]] = max(most.get(room[name], 0), c.mobile(plan.way[name], room[name]))
        if sum(most.values()) > stock.get("count", 0):
            wrong("booth-shortage", f"{sum(most.values())} booths: {', '.join(sorted(most))}")

    interpretation.team_problems(c, plan, wrong)
    interpretation.roster_problems(c, plan, span, room, wrong)
    interpretation.stock_problems(c, plan, span, room, wrong)
    return found, span, room, plan


def amounts(c, plan, span, room):
    """What soft rules count: persons without a seat, the weight of wishes missed when everybody attends the best that they
    can follow, and the cost of interpretation."""
    wishes = {name: 0 for name in c.sessions}
    missed = 0
    for attendee in c.json.get("attendees", []):
        count, wished = attendee.get("count", 1), attendee.get("wishes", {})
        for name in wished:
            wishes[name] += count
        understood = interpretation.understood(c, attendee)
        followed = [name for name in wished if name in span and plan.way[name].followed_by(understood)]
        offers = sorted((span[name][1], span[name][0], wished[name]) for name in followed)
        best = [0]
        for i, (_, start, weight) in enumerate(offers):
            before = max(j for j in range(i + 1) if j == 0 or offers[j - 1][0] <= start)
            best.append(max(best[i], best[before] + weight))
        missed += count * (sum(wished.values()) - best[-1])
    overflow = 0
    for name, where in room.items():
        if where is not None:
            expected = c.sessions[name].get("expected", wishes[name])
            overflow += max(0, expected - c.seats(plan.way[name], where))
    return {"missed-wish": missed, "overflow": overflow, **interpretation.amounts(c, plan, span)}


def examine(instance, timetable):
    if timetable.get("format") != "plenary-timetable/1":
        return ["format: this is no timetable"]
    if timetable.get("variants"):
        return ["format: made with --variant; the instance on file is another one"]
    c = Conference(instance)
    not_hard = {rule for rule, config in instance.get("rules", {}).items() if config.get("level", "hard") != "hard"}
    not_hard |= {rule for rule, config in instance.get("rules", {}).items() if config.get("weight", 1) == 0}
    not_hard |= {setting.split(".")[0] for setting in timetable.get("set", [])}
    found, span, room, plan = problems(c, timetable)
    lines = [f"{rule}: {words}" for rule, words in found if rule not in not_hard]
    claimed = timetable.get("score")
    if claimed and not not_hard and (claimed["hard"] == 0) != (not lines):
        lines.append(f"score: the file says {claimed['hard']} hard, {len(lines)} problems were found")
    if not timetable.get("set") and not any(rule == "format" for rule, _ in found):
        for line in timetable.get("rules", []):
            mine = amounts(c, plan, span, room).get(line["rule"])
            if mine is not None and line.get("amount", mine) != mine:
                lines.append(f"{line['rule']}: the file says {line['amount']}, it is {mine}")
    return lines


def self_test():
    """A small conference with a faultless timetable, and one way to break each rule."""
    instance = {
        "time_zone": "Europe/Zurich",
        "days": [{"id": "mon", "date": "2030-05-06"}, {"id": "tue", "date": "2030-05-07"}],
        "slots": [{"id": day, "day": day, "start": "09:00", "end": "18:00", "every": 30} for day in ("mon", "tue")],
        "rooms": [
            {"id": "hall", "seats": 100, "mobile_booths": 1},
            {"id": "attic", "seats": 30, "step_free": False, "closed": [{"day": "tue"}]},
            {"id": "both", "seats": 130, "joins": ["hall", "attic"]},
        ],
        "kinds": [{"id": "talk"}, {"id": "plenary", "blocks": ["*"]}],
        "people": [{"id": "p", "away": [{"day": "mon", "to": "10:00"}], "max_minutes_per_day": 120, "step_free": True}],
        "mobile_booths": {"count": 1, "setup_minutes": 30, "strike_minutes": 30, "seats_lost": 10},
        "languages": ["en", "fr", "es"],
        "services": [{"id": "asl", "kind": "sign", "team": 1}],
        "interpreters": [
            {"id": "i1", "directions": [{"from": "en", "into": "fr"}], "max_minutes_per_day": 60, "travels": True},
            {"id": "i2", "combination": {"a": ["fr"], "c": ["en", "es"]}},
            {"id": "i3", "directions": [{"from": "en", "into": "asl"}]},
            {"id": "i4", "directions": [{"from": "es", "into": "en"}]},
        ],
        "interpretation": {"lead_minutes": 30, "receivers": {"count": 7}, "fees": {"day": 500, "half_day": 300, "travel": 90}},
        "sessions": [
            {"id": "a", "kind": "talk", "minutes": 60, "speakers": ["p"], "topics": ["t"], "min_seats": 90, "floor": ["en"], "interpretation": {"into": ["fr"]}},
            {"id": "b", "kind": "talk", "minutes": 60, "speakers": ["p"], "topics": ["t"]},
            {"id": "c", "kind": "plenary", "minutes": 60, "pin": {"day": "tue", "start": "10:00"}},
            {"id": "d", "kind": "talk", "minutes": 30, "floor": ["en"], "interpretation": {"into": ["asl"], "mode": "optional", "value": 3}},
        ],
        "orders": [{"id": "o", "before": {"sessions": ["a"]}, "after": {"sessions": ["b"]}}],
        "attendees": [
            {"id": "x", "count": 5, "wishes": {"a": 2, "d": 1}},
            {"id": "y", "count": 7, "languages": ["fr"], "wishes": {"a": 1, "d": 1}},
        ],
    }
    good = [("a", "06T10:00", "hall"), ("b", "06T14:00", "hall"), ("c", "07T10:00", "hall"), ("d", "06T10:00", "attic")]

    def timetable(placements):
        entries = [{"session": s, "start": f"2030-05-{start}", "rooms": [r]} for s, start, r in placements]
        staffed = [{"session": "a", "into": ["fr"], "booths": [{"into": ["fr"], "booth": "mobile-1", "team": ["i1", "i2"]}]}]
        claims = {"missed-wish": 12, "worst-audience": 500, "not-interpreted": 3, "interpreter-fees": 9, "split-teams": 0}
        rules = [{"rule": rule, "amount": amount} for rule, amount in claims.items()]
        return {"format": "plenary-timetable/1", "placements": entries, "interpretation": staffed, "rules": rules}

    assert examine(instance, timetable(good)) == [], examine(instance, timetable(good))

    def moved(**changes):
        return timetable([(s, *changes.get(s, (start, r))) for s, start, r in good if changes.get(s, True)])

    breaks = {
        "unplaced": moved(d=None),
        "outside-window": moved(d=("06T10:10", "attic")),
        "room-clash": moved(d=("06T10:00", "both")),
        "room-closed": moved(d=("07T12:00", "attic")),
        "person-away": moved(a=("06T09:30", "hall")),
        "person-clash": moved(b=("06T10:30", "hall")),
        "person-pause": moved(b=("06T11:00", "hall")),
        "pin-moved": moved(c=("07T11:00", "hall")),
        "blocked": moved(d=("07T10:00", "attic")),
        "order-broken": moved(a=("06T15:00", "hall")),
        "topic-clash": moved(b=("06T10:30", "hall")),
        "not-step-free": moved(b=("06T14:00", "attic")),
        "room-too-small": moved(a=("06T10:00", "attic")),
        "no-booth": moved(a=("06T10:00", "attic")),
        "missed-wish": moved(d=("06T12:00", "attic")),
    }
    for rule, broken in breaks.items():
        lines = examine(instance, broken)
        assert any(line.startswith(rule + ":") for line in lines), (rule, lines)
    changes = {
        "booth-shortage": lambda i: i["mobile_booths"].update(count=0),
        "booth-moves": lambda i: i["mobile_booths"].update(max_moves_per_day=0),
        "interpreter-hours": lambda i: i["interpreters"][0].update(max_minutes_per_day=59),
        "interpreter-away": lambda i: i["interpreters"][1].update(away=[{"day": "mon", "to": "09:31"}]),
        "interpreter-stretch": lambda i: i["interpretation"].update(max_stretch_minutes=59),
        "team-too-small": lambda i: i["interpretation"].update(pack="rsi"),
        "receivers-short": lambda i: i["interpretation"]["receivers"].update(count=6),
        "language-uncovered": lambda i: i["sessions"][0].update(floor=["en", "es"], interpretation={"into": ["fr"]})
        or i["interpreters"][1]["combination"].update(c=["en"]),
        "wrong-booth": lambda i: i["interpreters"][0].update(directions=[{"from": "es", "into": "fr"}]),
        "missing-feature": lambda i: i["sessions"][1].update(needs=["piano"]),
        "wrong-tag": lambda i: i["sessions"][1].update(slot_tags={"required": ["early"]}),
        "person-load": lambda i: i["people"][0].update(max_minutes_per_day=119),
        "group-broken": lambda i: i.update(groups=[{"id": "g", "sessions": {"topics": ["t"]}, "must": "different-day"}]),
        "series-broken": lambda i: i.update(series=[{"id": "s", "sessions": ["a", "b"]}]),
        "overflow": lambda i: i["sessions"][3].update(expected=31),
    }
    for rule, change in changes.items():
        other, file = copy.deepcopy(instance), timetable(good)
        file["rules"].append({"rule": "overflow", "amount": 0})
        change(other)
        lines = examine(other, file)
        assert any(line.startswith(rule + ":") for line in lines), (rule, lines)
    print(f"oracle: self-test passed, {len(breaks) + len(changes) + restaff(instance, timetable(good))} ways to be wrong")


def restaff(instance, file):
    """Ways in which the staffing plan can be wrong: their number."""
    relayed = {"session": "a", "into": ["en", "fr"], "booths": [{"into": ["en"], "team": ["i4"]}, {"into": ["fr"], "team": ["i1", "i2"]}]}
    signed = {"session": "d", "into": ["asl"], "booths": [{"into": ["asl"], "team": ["i3"]}]}

    def lines(change):
        other, plan = copy.deepcopy(instance), copy.deepcopy(file)
        change(other, plan["interpretation"])
        return examine(other, plan)

    def relay(conference, plan, **terms):
        conference["sessions"][0].update(floor=["es"], interpretation={"into": ["en", "fr"]})
        conference["interpreters"][1]["combination"].update(c=["en"])
        conference["interpreters"].append({"id": "i5", "directions": [{"from": "es", "into": "en"}]})
        conference["rooms"][0]["mobile_booths"] = conference["mobile_booths"]["count"] = 2
        conference["interpretation"].update(terms)
        plan[0] = copy.deepcopy(relayed)

    def missing(rule, change):
        assert not any(line.startswith(rule + ":") for line in lines(change)), (rule, lines(change))

    # Over one other booth is allowed, with two who can give relay where a pack says so.
    missing("language-uncovered", relay)
    missing("relay-thin", relay)
    missing("relay-thin", lambda i, p: relay(i, p, pack="aiic-table") or p[0]["booths"][0]["team"].append("i5"))
    missing("wrong-booth", lambda i, p: p.append(signed))
    changes = [
        ("relay-thin", lambda i, p: relay(i, p, pack="aiic-table")),
        ("language-uncovered", lambda i, p: relay(i, p, relay=False)),
        ("not-interpreted", lambda i, p: p.append(signed)),
        ("team-too-small", lambda i, p: p[0]["booths"][0]["team"].pop()),
        ("team-too-small", lambda i, p: p.pop()),
        ("interpreter-clash", lambda i, p: p.append({**signed, "booths": [{"into": ["asl"], "team": ["i1"]}]})),
        ("wrong-booth", lambda i, p: p.append({**signed, "booths": [{"into": ["asl"], "team": ["i1"]}]})),
        ("missing-feature", lambda i, p: i["services"][0].update(room_feature="stage") or p.append(signed)),
        ("format", lambda i, p: p.append({**signed, "into": ["fr"]})),
        ("format", lambda i, p: p[0]["booths"][0].update(team=["i1", "i9"])),
        ("format", lambda i, p: p[0]["booths"][0].update(team=["i1", "i2", "i3"])),
        ("format", lambda i, p: p[0]["booths"][0].update(turns=[{"person": "i3"}])),
        ("interpreter-fees", lambda i, p: i["interpreters"][0].update(travels=False)),
    ]
    for rule, change in changes:
        assert any(line.startswith(rule + ":") for line in lines(change)), (rule, lines(change))
    return len(changes)


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    loaded = []
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8-sig") as file:
            loaded.append(json.load(file))
    lines = examine(*loaded)
    for line in lines:
        print(f"{sys.argv[2]}: {line}")
    if lines:
        sys.exit(1)
    print(f"oracle: nothing wrong with {sys.argv[2]}")


if __name__ == "__main__":
    main()
