#!/usr/bin/env python3
"""Writes the files in instances/ from instances/ccr2018.facts.json; the toys stand in this script.

    python3 scripts/build-instances.py            write what has changed
    python3 scripts/build-instances.py --check    write nothing; exit 1 when a committed file is stale

Only the standard library; the same facts give the same bytes on every version of Python from 3.9 on.
"""

import argparse
import copy
import json
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent / "instances"
WIDTH = 118
TOY_WIDTH = 180  # so that a toy fits on a screen
REPORT = "CCR conference report, 2018"


# --- writing ----------------------------------------------------------------------------------------------------


def render(value, width, indent=0, path=()):
    """JSON with one entry per line where it fits, members one under the other where it does not."""
    flat = json.dumps(value, ensure_ascii=False)
    one_line = len(path) == 2 and path[0] == "attendees"
    if one_line or not isinstance(value, (dict, list)) or not value:
        return flat
    if len(path) > 1 and indent + len(flat) <= width:
        return flat
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        lines = [
            f"{inner}{json.dumps(key, ensure_ascii=False)}: {render(member, width, indent + 2, path + (key,))}"
            for key, member in value.items()
        ]
        return "{\n" + ",\n".join(lines) + "\n" + " " * indent + "}"
    lines = [inner + render(member, width, indent + 2, path + (index,)) for index, member in enumerate(value)]
    return "[\n" + ",\n".join(lines) + "\n" + " " * indent + "]"


def render_file(instance):
    width = TOY_WIDTH if instance["id"].startswith("toy-") else WIDTH
    return render(instance, width) + "\n"


# --- small helpers ----------------------------------------------------------------------------------------------


class Dice:
    """Draws from `random.Random(seed).random()` only, whose sequence is promised to be stable."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def shuffled(self, items):
        items = list(items)
        for last in range(len(items) - 1, 0, -1):
            other = int(self.random() * (last + 1))
            items[last], items[other] = items[other], items[last]
        return items

    def weighted(self, weights):
        """An index, with probability in proportion to its (integer) weight."""
        point = self.random() * sum(weights)
        for index, weight in enumerate(weights):
            point -= weight
            if point < 0:
                return index
        return len(weights) - 1


def texts(three):
    return dict(zip(("en", "fr", "es"), three))


def expand(pairs):
    """[["en fr", 2], ["es", 1]] to [["en", "fr"], ["en", "fr"], ["es"]]."""
    return [languages.split() for languages, count in pairs for _ in range(count)]


def minutes(clock):
    hours, rest = clock.split(":")
    return int(hours) * 60 + int(rest)


def is_away(person, slot):
    for window in person.get("away", []):
        if window.get("day", slot["day"]) == slot["day"]:
            start, end = minutes(window.get("from", "00:00")), minutes(window.get("to", "47:59"))
            if minutes(slot["start"]) < end and start < minutes(slot["end"]):
                return True
    return False


def note(status, text):
    return {"status": status, "note": text}


# --- ccr2018 ----------------------------------------------------------------------------------------------------


def build_sessions(facts):
    assumed = facts["assumptions"]
    sessions = []
    for fact in facts["sessions"]:
        plan = assumed["plan"][fact["id"]]
        session = {"id": fact["id"], "title": texts(fact["title"])}
        if "subtitle" in fact:
            session["subtitle"] = texts(fact["subtitle"])
        session["kind"] = fact["kind"]
        session["minutes"] = assumed["minutes"][fact["kind"]]
        for field in ("setup_minutes", "teardown_minutes", "track"):
            if field in plan:
                session[field] = plan[field]
        if "topics" in fact:
            session["topics"] = fact["topics"]
        for field in ("speakers", "chairs"):
            session[field] = []
        for field in ("in_room", "min_seats", "expected", "needs", "step_free", "slot_tags"):
            if field in plan:
                session[field] = plan[field]
        if "floor" in plan:
            session["floor"] = plan["floor"].split()
        if "into" in plan:
            session["interpretation"] = {"into": plan["into"].split(), "mode": "required"}
        if "may" in plan:
            session["interpretation"] = {"into": plan["may"].split(), "mode": "optional", "value": assumed["interpretation_value"]}
            if "regime" in plan:
                session["interpretation"]["regime"] = plan["regime"]
        if "outcomes" in fact:
            session["outcomes"] = fact["outcomes"]
        sessions.append(session)
    return sessions


def build_people(facts, sessions, dice):
    """The people, and who speaks and chairs where (written into `sessions`)."""
    assumed = facts["assumptions"]
    plan = assumed["people"]
    by_id = {session["id"]: session for session in sessions}

    def crowd(prefix, width, languages):
        people = []
        for number, spoken in enumerate(languages, 1):
            person = {"id": f"{prefix}-{number:0{width}}", "languages": spoken}
            person.update(plan["special"].get(person["id"], {}))
            people.append(person)
        return people

    guests = crowd("guest", 2, dice.shuffled(expand(assumed["attendees"]["languages"]["funded"])))
    speakers = crowd("speaker", 3, dice.shuffled(expand(plan["speakers"])))
    chairs = crowd("chair", 2, dice.shuffled(expand(plan["chairs"])))
    load = {person["id"]: [] for person in guests + speakers + chairs}

    def fits(person, session):
        mine = load[person["id"]]
        others = [by_id[other] for other in mine]
        slots = [slot for slot in assumed["slots"] if session["kind"] in slot["kinds"]]
        free = [slot for slot in slots if not is_away(person, slot)]
        return (
            session["id"] not in mine
            and any(language in session["floor"] for language in person["languages"])
            and len(free) >= min(3, len(slots))
            and not (session["kind"] == "plenary" and "away" in person)
            and not any(other["kind"] == session["kind"] == "preliminary" for other in others)
            and len(mine) < 2
        )

    # Places for speakers, those with few possible people first.
    places = []
    for session in sessions:
        count = plan["speakers_per_session"].get(session["kind"], 0)
        count += session["id"] in plan["four_speakers"]
        places += [session["id"]] * count
    places = dice.shuffled(places)

    def take(person, place, role="speakers"):
        load[person["id"]].append(place)
        by_id[place][role].append(person["id"])

    def seat_guest(guest):
        open_places = [
            place
            for place in places
            if fits(guest, by_id[place])
            and by_id[place]["kind"] != "preliminary"
            and sum(name.startswith("guest") for name in by_id[place]["speakers"]) < 2
        ]
        place = dice.pick(open_places)
        places.remove(place)
        take(guest, place)

    for guest in sorted(guests, key=lambda guest: "en" in guest["languages"]):
        seat_guest(guest)
    for guest in dice.shuffled([guest for guest in guests if "en" in guest["languages"]])[
        : plan["guests_with_two_sessions"]
    ]:
        seat_guest(guest)

    def staff(people, places, role):
        for place in sorted(places, key=lambda place: "en" in by_id[place]["floor"]):
            able = [person for person in people if fits(person, by_id[place])]
            least = min(len(load[person["id"]]) for person in able)
            take(dice.pick([person for person in able if len(load[person["id"]]) == least]), place, role)

    staff(speakers, places, "speakers")
    chaired = ("workshop", "caucus", "networking", "preliminary", "working-group")
    staff(chairs, dice.shuffled([s["id"] for s in sessions if s["kind"] in chaired]), "chairs")

    minister = {"id": "speaker-closing-mp", "languages": ["en", "fr"]}
    minister.update(plan["special"][minister["id"]])
    by_id["plenary-closing"]["speakers"].append(minister["id"])

    for session in sessions:
        for role in ("speakers", "chairs"):
            session[role].sort()
            if not session[role]:
                del session[role]
    people = guests + speakers + chairs + [minister]
    idle = [person["id"] for person in people if person["id"] in load and not load[person["id"]]]
    assert not idle, f"people without a session: {idle}"
    return people


def build_attendees(facts, sessions, people, dice):
    assumed = facts["assumptions"]
    plan = assumed["attendees"]
    counts = facts["counts"]
    wishes = plan["wishes"]
    wishable = [s for s in sessions if s["kind"] in ("workshop", "caucus", "networking")]
    tracks = [track["id"] for track in facts["tracks"]]
    theme = {
        s["id"]: assumed["plan"][s["id"]].get("track") or assumed["plan"][s["id"]]["interest"] for s in wishable
    }
    popularity = {s["id"]: assumed["plan"][s["id"]]["popularity"] for s in wishable}
    track_weight = [sum(popularity[s] for s in theme if theme[s] == track) for track in tracks]
    topics = {s["id"]: set(s.get("topics", [])) for s in wishable}

    guests = [person for person in people if person["id"].startswith("guest-")]
    abroad = dice.shuffled(expand(plan["languages"]["abroad"]))
    canada = dice.shuffled(expand(plan["languages"]["canada"]))
    languages = [guest["languages"] for guest in guests] + abroad + canada
    assert len(languages) == counts["attendees"] and len(guests) + len(abroad) == counts["abroad"]

    attendees = []
    for number, understood in enumerate(languages):
        groups = []
        if number < counts["abroad"]:
            groups.append("abroad")
        if number < counts["funded"]:
            groups.append("funded")
        if 0 <= number - counts["abroad"] < counts["youth"]:
            groups.append("youth")
        if 0 <= number - counts["abroad"] - counts["youth"] < counts["travel-supported"]:
            groups.append("travel-supported")
        own = set()
        if number < counts["funded"]:
            name = guests[number]["id"]
            own = {s["id"] for s in sessions if name in s.get("speakers", []) + s.get("chairs", [])}

        main = tracks[dice.weighted(track_weight)]
        second = dice.pick([track for track in tracks if track != main])

        def interest(session):
            """How much they care, in integers so that no rounding differs anywhere."""
            score = 100 * popularity[session["id"]]
            if theme[session["id"]] == main:
                score *= wishes["main_track"]
            elif theme[session["id"]] == second:
                score *= wishes["second_track"]
            # What is optional nobody can count on.
            into = session.get("interpretation", {})
            heard = set(session["floor"]) | set(into["into"] if into.get("mode") == "required" else [])
            if not heard & set(understood):
                score = int(score * wishes["not_understood"])
            for favourite in plan["favourites"]:
                is_theirs = favourite.get("group") in groups or favourite.get("language") in understood
                if is_theirs and session["id"] in favourite["sessions"]:
                    score *= favourite["factor"]
            return score

        scores = {s["id"]: interest(s) for s in wishable if s["id"] not in own}
        wanted = wishes["least"] + int(dice.random() * (wishes["most"] - wishes["least"] + 1))
        chosen = []
        while len(chosen) < wanted:
            names = list(scores)
            name = names[dice.weighted([scores[name] for name in names])]
            chosen.append(name)
            del scores[name]
            for other in scores:
                if topics[other] & topics[name]:
                    scores[other] *= wishes["shared_topic"]
        # What comes to mind first weighs most.
        weights = {name: 3 if rank < 2 else 2 if rank < 4 else 1 for rank, name in enumerate(chosen)}
        order = {s["id"]: rank for rank, s in enumerate(wishable)}
        attendee = {"id": f"attendee-{number + 1:03}"}
        if groups:
            attendee["groups"] = groups
        attendee["languages"] = understood
        attendee["wishes"] = {name: weights[name] for name in sorted(weights, key=order.get)}
        attendees.append(attendee)
    for attendee in attendees:
        if attendee["id"] in plan["instead_of_english"]:
            assert attendee["languages"] == ["en"], attendee["id"]
            attendee["languages"] = plan["instead_of_english"][attendee["id"]].split()
    return attendees


def build_orders(facts):
    orders = [
        {"id": "preliminary-before-opening", "before": {"kinds": ["preliminary"]}, "after": {"sessions": ["plenary-opening"]}},
        {"id": "opening-before-workshops", "before": {"sessions": ["plenary-opening"]}, "after": {"kinds": ["workshop"]}},
        {"id": "opening-before-regional", "before": {"sessions": ["plenary-opening"]}, "after": {"sessions": ["plenary-regional"]}},
        {"id": "regional-before-networking", "before": {"sessions": ["plenary-regional"]}, "after": {"kinds": ["networking"]}},
        {"id": "preliminary-before-workshops", "before": {"kinds": ["preliminary"]}, "after": {"kinds": ["workshop"]}},
        {"id": "workshops-and-caucuses-before-networking", "before": {"kinds": ["workshop", "caucus"]}, "after": {"kinds": ["networking"]}},
        {
            "id": "all-before-closing",
            "before": {
                "sessions": ["plenary-opening", "plenary-regional"],
                "kinds": ["preliminary", "workshop", "caucus", "networking"],
            },
            "after": {"sessions": ["plenary-closing"]},
        },
    ]
    for topic in facts["topics"]:
        stages = [[], [], []]
        for session in facts["sessions"]:
            if topic["id"] in session.get("topics", []):
                stage = {"preliminary": 0, "workshop": 1, "caucus": 2, "networking": 2}[session["kind"]]
                stages[stage].append(session["id"])
        names = ("preliminary-workshop", "workshop-later")
        for name, before, after in zip(names, stages, stages[1:]):
            if before and after:
                orders.append(
                    {"id": f"topic-{topic['id']}-{name}", "before": {"sessions": before}, "after": {"sessions": after}}
                )
    return orders


def build_provenance(facts):
    """What is from the report, what follows from it, and what is ours. The longest pointer that fits holds."""
    ours = "Ours; the report gives English only."
    provenance = {
        "/id": note("assumed", "Our short name."),
        "/title": note("assumed", ours),
        "/title/en": note("source", f"{REPORT}, section 1."),
        "/time_zone": note("derived", "York University, Toronto (section 1)."),
        "/languages": note("source", f"{REPORT}, section 2: programme, kits and plenaries in English, French, Spanish."),
        "/days": note("source", f"{REPORT}, section 1: 7 to 9 June 2018."),
        "/days/*/title": note("derived", "The weekday of the date."),
        "/slots": note("assumed", "The report has no times: three blocks before and after lunch, evenings for socials; 90 minutes is usual for workshops of three speakers."),
        "/rooms": note("assumed", "The report names York University only. Building names are York's; seats, booths, closings are invented to be plausible, with one hall for all 650."),
        "/walking": note("assumed", "A few minutes across the campus; buildings are close."),
        "/mobile_booths": note("assumed", "Small rented stock. 45 min set-up and 30 min strike let a booth move over lunch or overnight, not in a 15-minute pause; 12 seats is about 6 by 3 m of floor with its passage. Six set-ups a day are two crews at work for half of it."),
        "/kinds": note("source", f"{REPORT}, section 2."),
        "/kinds/*/title/fr": note("assumed", ours),
        "/kinds/*/title/es": note("assumed", ours),
        "/kinds/*/blocks": note("assumed", "Everybody is invited to plenaries, the lunch and the socials."),
        "/tracks": note("derived", "The six titles of the preliminary sessions."),
        "/topics": note("derived", "Subjects that the titles of two or more sessions share."),
        "/people": note("assumed", "Anonymous. The report counts 25 funded guests, most of them resource persons; we let all 25 be (guest-01 to -25). Who speaks where is drawn with the seed."),
        "/people/speaker-closing-mp": note("source", "The closing plenary had a Member of Parliament."),
        "/people/speaker-closing-mp/away": note("assumed", "There for the closing afternoon only."),
        "/interpreters": note("assumed", "Twelve, two of whom travel, so that two sit in each of the three booths of a plenary and the others can rest or serve a workshop; eight work both ways. Two people for sign language and one for captions."),
        "/interpretation": note("assumed", "Invented for this test bed where nothing else is said."),
        "/interpretation/pack": note("assumed", "The conference is in Canada: AIIC Canada and ATIO publish these terms. The report does not say on which the interpreters worked."),
        "/interpretation/team_for_minutes": note("assumed", "Teams strong enough for a day of two sessions of ninety minutes."),
        "/interpretation/lead_minutes": note("assumed", "The pack does not say; a quarter of an hour is the pause between two slots."),
        "/interpretation/relay": note("assumed", "Sign language and captions take French and Spanish over the English booth."),
        "/interpretation/fees": note("assumed", "Round amounts in dollars; so are those of interpreters who differ."),
        "/interpretation/fees/half_day": note("derived", "Three quarters of a day, as four hours are paid (ASKOT, working conditions; one market)."),
        "/interpretation/fees/half_day_minutes": note("source", "ASKOT, working conditions: four hours for about three quarters of the fee."),
        "/interpretation/split_fee": note("assumed", "That a split team is charged is in one agency's terms (translators-bg.com); the amount is ours."),
        "/interpretation/receivers": note("assumed", "A rented stock for the workshops; the seats of the plenary hall have their own."),
        "/services": note("assumed", "Two people take turns at signing, as the AIIC Sign Language Network says; captions are one person's work, there half an hour before (UCSF). That the conference had either is invented."),
        "/sessions": note("source", f"{REPORT}, section 2."),
        "/sessions/*/title/fr": note("assumed", ours),
        "/sessions/*/title/es": note("assumed", ours),
        "/sessions/*/minutes": note("assumed", "The report has no times."),
        "/sessions/*/setup_minutes": note("assumed", "Turning the hall round for an evening."),
        "/sessions/*/teardown_minutes": note("assumed", "Turning the hall round for an evening."),
        "/sessions/*/track": note("assumed", "Our sorting of the 24 workshops under the six preliminary themes, four each."),
        "/sessions/*/topics": note("derived", "From the title or subtitle."),
        "/sessions/*/speakers": note("assumed", "Drawn with the seed of the facts file."),
        "/sessions/*/chairs": note("assumed", "Drawn with the seed; the report says that workshops had moderators."),
        "/sessions/*/in_room": note("assumed", "Lunch and the first evening need no room of the list."),
        "/sessions/*/min_seats": note("assumed", "Planning numbers; 650 for plenaries because everybody is invited."),
        "/sessions/*/expected": note("assumed", "Everybody at lunch, most people in the evening; elsewhere the wishers are counted."),
        "/sessions/*/needs": note("assumed", "Round tables where people are to meet, streaming where more want in than can."),
        "/sessions/*/step_free": note("assumed", "Registered needs, not in the report."),
        "/sessions/*/slot_tags": note("assumed", "Youth sessions rather not early."),
        "/sessions/*/floor": note("assumed", "English unless the subject suggests otherwise."),
        "/sessions/*/interpretation": note("assumed", "The report: some workshops. Half of them here, and three other sessions where two languages meet. Where it is optional, the value of 5 for each language is ours."),
        "/sessions/social-1/title/en": note("derived", "Two evening social events (section 2); the numbers are ours."),
        "/sessions/social-2/title/en": note("derived", "Two evening social events (section 2); the numbers are ours."),
        "/orders": note("derived", "Section 2: preliminary sessions at the beginning, networking at the end; one topic builds on the other."),
        "/orders/preliminary-before-opening": note("derived", "The report says both that a plenary opened and that the preliminary sessions were at the beginning; the other reading is the variant plenary-first."),
        "/orders/workshops-and-caucuses-before-networking": note("source", "Ended with networking sessions (section 2)."),
        "/orders/all-before-closing": note("source", "Closed with the closing plenary (section 2)."),
        "/orders/regional-before-networking": note("derived", "The conference ended with networking sessions and the closing plenary."),
        "/groups": note("derived", "Two evenings, two events."),
        "/attendees": note("assumed", "Languages and wishes are drawn with the seed of the facts file from interests and popularity. Eight who understood English read captions or watch sign language instead."),
        "/attendees/*/groups": note("derived", "650 in all, 80 from outside Canada, 25 of them funded, about 45 youth, 19 with travel support (section 4). Which entry is in which group is ours; attendee-001 to -025 are guest-01 to -25."),
        "/rules": note("assumed", "A missing seat counts twice a missed wish of weight 1. Relay is not held against a timetable here: signers and captioners, who work from English, cannot do without."),
        "/variants": note("assumed", "What planners would ask."),
        "/variants/plenary-first": note("derived", "The report says both; see orders."),
    }
    for session in facts["sessions"]:
        pointer = f"/sessions/{session['id']}"
        if session["kind"] == "plenary":
            provenance[f"{pointer}/interpretation"] = note("source", "All plenary sessions were interpreted (section 2). Sign language and captions are ours.")
        if "subtitle" in session:
            provenance[f"{pointer}/subtitle/fr"] = note("assumed", ours)
            provenance[f"{pointer}/subtitle/es"] = note("assumed", ours)
            if session.get("derived"):
                text = "The title is in section 3; that it belongs to this workshop is our reading."
            else:
                text = "Made from section 2."
            provenance[f"{pointer}/subtitle/en"] = note("derived", text)
        if "outcomes" in session:
            text = "Under which headings of section 3 it appears"
            text += "; the pairing of titles is our reading." if session.get("derived") else "."
            provenance[f"{pointer}/outcomes"] = note("derived" if session.get("derived") else "source", text)
    return provenance


def build_ccr2018(facts):
    assumed = facts["assumptions"]
    dice = Dice(assumed["seed"])
    sessions = build_sessions(facts)
    people = build_people(facts, sessions, dice)
    attendees = build_attendees(facts, sessions, people, dice)
    interpreters = []
    for interpreter in assumed["interpreters"]:
        interpreter = dict(interpreter)
        if "directions" in interpreter:
            # "en-fr": from en into fr.
            pairs = [pair.split("-", 1) for pair in interpreter["directions"]]
            interpreter["directions"] = [{"from": heard, "into": spoken} for heard, spoken in pairs]
        interpreters.append(interpreter)
    instance = {
        "format": "plenary-instance/1",
        "id": facts["id"],
        "title": facts["title"],
        "time_zone": facts["time_zone"],
        "languages": facts["languages"],
        "provenance": build_provenance(facts),
        "days": facts["days"],
        "slots": assumed["slots"],
        "rooms": assumed["rooms"],
        "walking": assumed["walking"],
        "mobile_booths": assumed["mobile_booths"],
        "kinds": facts["kinds"],
        "tracks": facts["tracks"],
        "topics": facts["topics"],
        "people": people,
        "interpreters": interpreters,
        "interpretation": assumed["interpretation"],
        "services": assumed["services"],
        "sessions": sessions,
        "orders": build_orders(facts),
        "groups": [
            {"id": "socials-on-two-evenings", "sessions": {"kinds": ["social"]}, "must": "different-day"},
        ],
        "attendees": attendees,
        "rules": {"overflow": {"weight": 2}, "relay-used": {"level": "off"}},
        "variants": [
            {
                "id": "plenary-first",
                "title": {
                    "en": "The opening plenary before the preliminary sessions",
                    "fr": "La plénière d’ouverture avant les séances préliminaires",
                    "es": "La plenaria de apertura antes de las sesiones preliminares",
                },
                "changes": [
                    {"path": "/orders/preliminary-before-opening"},
                    {
                        "path": "/orders/opening-before-preliminary",
                        "value": {
                            "id": "opening-before-preliminary",
                            "before": {"sessions": ["plenary-opening"]},
                            "after": {"kinds": ["preliminary"]},
                        },
                    },
                ],
            },
            {
                "id": "remote",
                "title": {
                    "en": "Interpreters work from elsewhere: no booths in the rooms",
                    "fr": "Interprétation à distance : pas de cabines dans les salles",
                    "es": "Interpretación a distancia: sin cabinas en las salas",
                },
                "changes": [{"path": "/interpretation/remote", "value": True}],
            },
            {
                "id": "inclusion-first",
                "title": {
                    "en": "Whoever understands least comes before everything soft",
                    "fr": "Ceux qui comprennent le moins d’abord",
                    "es": "Primero quienes menos entienden",
                },
                "set": {"worst-audience.level": "medium"},
            },
            {
                "id": "no-optional-interpretation",
                "title": {
                    "en": "Nothing is interpreted that need not be",
                    "fr": "Rien d’interprété qui ne doive l’être",
                    "es": "Sin más interpretación que la obligatoria",
                },
                "changes": [
                    {"path": f"/sessions/{session['id']}/interpretation"}
                    for session in sessions
                    if session.get("interpretation", {}).get("mode") == "optional"
                ],
            },
        ],
    }
    check_facts(facts, instance)
    return instance


def check_facts(facts, instance):
    """The numbers that the report gives."""
    counts = facts["counts"]
    kinds = [session["kind"] for session in instance["sessions"]]
    for kind in [kind["id"] for kind in facts["kinds"]]:
        assert kinds.count(kind) == counts[kind], kind
    main = ("plenary", "preliminary", "workshop", "caucus", "networking")
    assert sum(kind in main for kind in kinds) == counts["sessions"]
    attendees = instance["attendees"]
    assert len(attendees) == counts["attendees"]
    for group in ("abroad", "funded", "youth", "travel-supported"):
        assert sum(group in attendee.get("groups", []) for attendee in attendees) == counts[group], group
    by_id = {session["id"]: session for session in instance["sessions"]}
    for number, attendee in enumerate(attendees[: counts["funded"]], 1):
        guest = f"guest-{number:02}"
        own = [s["id"] for s in instance["sessions"] if guest in s.get("speakers", [])]
        assert own and not set(own) & set(attendee["wishes"]), guest
    assert all(wish in by_id for attendee in attendees for wish in attendee["wishes"])
    plenaries = [s["interpretation"] for s in instance["sessions"] if s["kind"] == "plenary"]
    assert all(i["mode"] == "required" and set(i["into"]) >= set(facts["languages"]) for i in plenaries)


# --- the infeasible twins ---------------------------------------------------------------------------------------


def by_id(items, name):
    return next(item for item in items if item["id"] == name)


def two_booths(twin):
    by_id(twin["rooms"], "hall")["booths"] = 2
    return "/rooms/hall/booths"


def one_mobile_booth(twin):
    twin["mobile_booths"]["count"] = 1
    return "/mobile_booths/count"


def two_people_three_workshops(twin):
    twin["people"] += [
        {"id": "speaker-061", "languages": ["en"], "away": [{"day": "thu", "to": "15:00"}, {"day": "fri", "to": "13:30"}]},
        {"id": "speaker-062", "languages": ["en"], "away": [{"day": "thu"}, {"day": "fri", "to": "10:40"}]},
    ]
    for name in ("workshop-faith", "workshop-statelessness", "workshop-post-deportation"):
        by_id(twin["sessions"], name)["speakers"] += ["speaker-061", "speaker-062"]
    return "/people/speaker-061"


def small_hall(twin):
    by_id(twin["rooms"], "hall")["seats"] = 640
    return "/rooms/hall/seats"


def impossible_order(twin):
    twin["orders"].append(
        {
            "id": "communications-before-socials",
            "before": {"sessions": ["networking-communications"]},
            "after": {"kinds": ["social"]},
        }
    )
    return "/orders/communications-before-socials"


def spanish_booth(twin):
    for number in ("07", "08", "09", "11", "12"):
        by_id(twin["interpreters"], f"interpreter-{number}")["away"] = [{"day": "sat", "from": "12:00"}]
    return "/interpreters/*/away"


def too_few_hours(twin):
    for number in ("01", "02", "03", "04", "06", "10"):
        by_id(twin["interpreters"], f"interpreter-{number}")["max_minutes_per_day"] = 150
    return "/interpreters/*/max_minutes_per_day"


def one_signer(twin):
    by_id(twin["interpreters"], "signer-02")["away"] = [{"day": "sat"}]
    return "/interpreters/signer-02/away"


def wide_topic(twin):
    for name in ("sogie", "childrens-rights", "trafficking", "family-reunification", "refugee-determination", "youth"):
        session = by_id(twin["sessions"], f"workshop-{name}")
        session["topics"] = session.get("topics", []) + ["gender"]
    return "/sessions/*/topics"


# Name, what is done to ccr2018, and why it cannot work then: in the three languages for the title, and at length.
TWINS = [
    ("two-booths", two_booths,
     ["two booths in the hall", "deux cabines dans la salle", "dos cabinas en la sala"],
     "Too few booths: every plenary is interpreted among three languages and needs three booths; the only room for 650 has two and takes no mobile ones."),
    ("one-mobile-booth", one_mobile_booth,
     ["one mobile booth", "une seule cabine mobile", "una sola cabina móvil"],
     "Too few booths: the regional plenary takes one of the six workshop slots, so the hall with its own booths is left for three workshops and one mobile booth for five; twelve must be interpreted."),
    ("two-people-three-workshops", two_people_three_workshops,
     ["two people needed in three workshops", "deux personnes attendues dans trois ateliers", "dos personas para tres talleres"],
     "Two new people speak together in three workshops. Each alone is there in three workshop slots, but they share only two of them (Friday 13:45 and 15:30)."),
    ("small-hall", small_hall,
     ["a hall too small for plenaries", "une salle trop petite pour les plénières", "una sala demasiado pequeña para las plenarias"],
     "A room that is too small: plenaries must seat 650 and the hall has 640 seats."),
    ("impossible-order", impossible_order,
     ["an impossible order", "un ordre impossible", "un orden imposible"],
     "An impossible order: a networking session, which can only be on Saturday, before the evening socials, which are over by Friday night."),
    ("spanish-booth", spanish_booth,
     ["the Spanish booth leaves early", "la cabine espagnole part trop tôt", "la cabina española se va antes"],
     "Too few interpreters: five of the six who work into Spanish leave on Saturday at noon; the closing plenary can only be after that, and its Spanish booth needs two."),
    ("too-few-hours", too_few_hours,
     ["too few hours in the French booths", "trop peu d’heures dans les cabines françaises", "muy pocas horas en las cabinas francesas"],
     "Too few hours: on Thursday and Friday two plenaries and seven workshops of ninety minutes have a French booth of two, eighteen seats; the six who work into French may sit in one of them a day, twelve seats."),
    ("one-signer", one_signer,
     ["one signer on Saturday", "une seule interprète gestuelle le samedi", "una sola intérprete de señas el sábado"],
     "Too few interpreters: the closing plenary is on Saturday and signed by a team of two, and one of the two signers is not there."),
    ("wide-topic", wide_topic,
     ["one topic too wide", "un sujet trop large", "un tema demasiado amplio"],
     "Seven workshops share one topic and must not run in parallel, but only six slots admit workshops."),
]


def build_twins(ccr2018):
    twins = {}
    for name, change, title, reason in TWINS:
        twin = copy.deepcopy(ccr2018)
        pointer = change(twin)
        twin["id"] = f"ccr2018-{name}"
        twin["title"] = {
            language: f"{text} ({word}: {detail})"
            for (language, text), word, detail in zip(
                twin["title"].items(), ("infeasible", "infaisable", "infactible"), title
            )
        }
        twin["provenance"]["/title"] = note("assumed", f"Infeasible on purpose. {reason}")
        del twin["provenance"]["/title/en"]
        twin["provenance"][pointer] = note("assumed", f"Infeasible on purpose. {reason}")
        del twin["variants"]
        for pointer in [pointer for pointer in twin["provenance"] if pointer.startswith("/variants")]:
            del twin["provenance"][pointer]
        twins[f"infeasible/{twin['id']}.json"] = twin
    return twins


# --- toys -------------------------------------------------------------------------------------------------------


def toy(name, title, languages, **sections):
    return {
        "format": "plenary-instance/1",
        "id": f"toy-{name}",
        "title": title,
        "time_zone": "America/Toronto",
        "languages": languages,
        "provenance": {"/title": note("assumed", "A toy: everything in it is invented.")},
        "days": [{"id": "mon", "date": "2018-06-04"}],
        **sections,
    }


def toy_two_rooms():
    """One long slot with a start every half hour: sessions overlap in part."""
    return toy(
        "two-rooms",
        "Two rooms, one morning, a start every half hour",
        ["en"],
        slots=[{"id": "morning", "day": "mon", "start": "09:00", "end": "12:30", "every": 30}],
        rooms=[{"id": "large", "seats": 100}, {"id": "small", "seats": 40}],
        kinds=[{"id": "plenary", "blocks": ["*"]}, {"id": "talk"}],
        people=[{"id": "speaker-1"}, {"id": "speaker-2"}, {"id": "chair-1", "away": [{"day": "mon", "to": "10:30"}]}],
        sessions=[
            {"id": "welcome", "title": "Welcome", "kind": "plenary", "minutes": 30, "min_seats": 80},
            {"id": "a", "title": "A", "kind": "talk", "minutes": 90, "speakers": ["speaker-1"]},
            {"id": "b", "title": "B", "kind": "talk", "minutes": 60, "speakers": ["speaker-2"], "min_seats": 60},
            {"id": "c", "title": "C", "kind": "talk", "minutes": 60, "speakers": ["speaker-1"], "chairs": ["chair-1"]},
            {"id": "d", "title": "D", "kind": "talk", "minutes": 60, "speakers": ["speaker-2"]},
            {"id": "e", "title": "E", "kind": "talk", "minutes": 30},
        ],
        orders=[{"id": "welcome-first", "before": {"kinds": ["plenary"]}, "after": {"kinds": ["talk"]}}],
        attendees=[
            {"id": "attendee-1", "count": 30, "wishes": {"a": 2, "b": 1}},
            {"id": "attendee-2", "count": 25, "wishes": {"b": 2, "c": 2}},
            {"id": "attendee-3", "count": 20, "wishes": {"a": 1, "d": 2, "e": 1}},
        ],
    )


def toy_bilingual():
    """Two languages, one built-in and one mobile booth, four interpreters of whom two work both ways."""
    both = [{"from": "en", "into": "fr"}, {"from": "fr", "into": "en"}]
    return toy(
        "bilingual",
        {"en": "Two languages, two booths, four interpreters", "fr": "Deux langues, deux cabines, quatre interprètes"},
        ["en", "fr"],
        slots=[
            {"id": "mon-1", "day": "mon", "start": "09:00", "end": "10:00", "kinds": ["plenary"]},
            {"id": "mon-2", "day": "mon", "start": "10:30", "end": "12:00", "kinds": ["workshop"]},
            {"id": "mon-3", "day": "mon", "start": "13:30", "end": "15:00", "kinds": ["workshop"]},
        ],
        rooms=[
            {"id": "aula", "seats": 120, "booths": 1},
            {"id": "studio", "seats": 50, "mobile_booths": 1},
            {"id": "attic", "seats": 30, "step_free": False},
        ],
        mobile_booths={"count": 1, "setup_minutes": 60, "strike_minutes": 30, "seats_lost": 10},
        kinds=[{"id": "plenary", "blocks": ["*"]}, {"id": "workshop"}],
        people=[{"id": "speaker-1"}, {"id": "speaker-2", "step_free": True}],
        interpreters=[
            {"id": "interpreter-1", "directions": both},
            {"id": "interpreter-2", "directions": both},
            {"id": "interpreter-3", "directions": both[:1]},
            {"id": "interpreter-4", "directions": both[:1]},
        ],
        interpretation={"team": 2, "max_minutes_per_day": 240},
        sessions=[
            {"id": "opening", "title": {"en": "Opening", "fr": "Ouverture"}, "kind": "plenary", "minutes": 60,
             "min_seats": 100, "floor": ["en", "fr"], "interpretation": {"into": ["en", "fr"]}},
            {"id": "housing", "title": "Housing / Logement", "kind": "workshop", "minutes": 90,
             "speakers": ["speaker-1"], "floor": ["en"], "interpretation": {"into": ["fr"]}},
            {"id": "schools", "title": "Schools / Écoles", "kind": "workshop", "minutes": 90,
             "floor": ["fr"], "interpretation": {"into": ["en"]}},
            {"id": "work", "title": "Work / Travail", "kind": "workshop", "minutes": 90,
             "speakers": ["speaker-1"], "floor": ["en"], "interpretation": {"into": ["fr"]}},
            {"id": "health", "title": "Health / Santé", "kind": "workshop", "minutes": 90,
             "speakers": ["speaker-2"], "floor": ["en"], "interpretation": {"into": ["fr"]}},
            {"id": "theatre", "title": "Theatre / Théâtre", "kind": "workshop", "minutes": 90,
             "floor": ["fr"]},
        ],
        attendees=[
            {"id": "attendee-1", "count": 40, "languages": ["en"], "wishes": {"housing": 2, "work": 1, "health": 1}},
            {"id": "attendee-2", "count": 35, "languages": ["fr"], "wishes": {"schools": 2, "theatre": 1, "health": 2}},
            {"id": "attendee-3", "count": 20, "languages": ["en", "fr"], "wishes": {"work": 2, "schools": 1}},
        ],
    )


def toy_teams():
    """Optional interpretation: two teams of two for more sessions than they can serve, one signer, fees by steps."""
    both = [{"from": "en", "into": "fr"}, {"from": "fr", "into": "en"}]
    return toy(
        "teams",
        {"en": "Two teams for five sessions", "fr": "Deux équipes pour cinq séances"},
        ["en", "fr"],
        slots=[
            {"id": "mon-1", "day": "mon", "start": "09:00", "end": "10:00", "kinds": ["plenary"]},
            {"id": "mon-2", "day": "mon", "start": "10:15", "end": "11:15", "kinds": ["talk"]},
            {"id": "mon-3", "day": "mon", "start": "14:00", "end": "15:00", "kinds": ["talk"]},
        ],
        rooms=[
            {"id": "aula", "seats": 100, "booths": 2, "features": ["sign-place"]},
            {"id": "studio", "seats": 50, "booths": 1},
            {"id": "attic", "seats": 40, "features": ["sign-place"]},
        ],
        kinds=[{"id": "plenary", "blocks": ["*"]}, {"id": "talk"}],
        interpreters=[
            {"id": "interpreter-1", "directions": both, "home_booth": "fr"},
            {"id": "interpreter-2", "combination": {"a": ["en"], "b": ["fr"]}, "home_booth": "en"},
            {"id": "interpreter-3", "combination": {"a": ["fr"], "c": ["en"]}, "home_booth": "fr"},
            {"id": "interpreter-4", "combination": {"a": ["fr"], "c": ["en"]}, "away": [{"day": "mon", "from": "12:00"}]},
            {"id": "signer-1", "directions": [{"from": "en", "into": "lsq"}], "fees": {"day": 500}},
        ],
        interpretation={
            "team": 2,
            "max_minutes_per_day": 240,
            "lead_minutes": 15,
            "fees": {"day": 800, "half_day": 600},
            "split_fee": 200,
            "receivers": {"count": 60, "handling_minutes": 10},
        },
        services=[{"id": "lsq", "kind": "sign", "team": 1, "room_feature": "sign-place"}],
        sessions=[
            {"id": "opening", "title": {"en": "Opening", "fr": "Ouverture"}, "kind": "plenary", "minutes": 60,
             "min_seats": 90, "floor": ["en", "fr"], "interpretation": {"into": ["en", "fr"]}},
            {"id": "housing", "title": "Housing / Logement", "kind": "talk", "minutes": 60,
             "floor": ["en"], "interpretation": {"into": ["fr"], "mode": "optional", "value": 5}},
            {"id": "schools", "title": "Schools / Écoles", "kind": "talk", "minutes": 60,
             "floor": ["en"], "interpretation": {"into": ["fr", "lsq"], "mode": "optional", "value": 5}},
            {"id": "work", "title": "Work / Travail", "kind": "talk", "minutes": 60,
             "floor": ["fr"], "interpretation": {"into": ["en"], "mode": "optional", "regime": "symmetric", "value": 5}},
            {"id": "health", "title": "Health / Santé", "kind": "talk", "minutes": 60,
             "floor": ["en"], "interpretation": {"into": ["lsq"], "mode": "optional", "value": 3}},
        ],
        attendees=[
            {"id": "attendee-1", "count": 40, "languages": ["en"], "wishes": {"housing": 2, "work": 1, "health": 1}},
            {"id": "attendee-2", "count": 30, "languages": ["fr"], "wishes": {"schools": 2, "housing": 1, "work": 1}},
            {"id": "attendee-3", "count": 15, "languages": ["en", "fr"], "wishes": {"work": 2, "schools": 1}},
            {"id": "attendee-4", "count": 5, "languages": ["lsq"], "wishes": {"schools": 2, "health": 2}},
        ],
    )


def toy_wishes():
    """Six sessions, two slots, three rooms: only what people want matters."""
    return toy(
        "wishes",
        "Six sessions in two slots: who gets what they wish",
        ["en"],
        slots=[
            {"id": "mon-1", "day": "mon", "start": "10:00", "end": "11:00"},
            {"id": "mon-2", "day": "mon", "start": "11:15", "end": "12:15"},
        ],
        rooms=[{"id": "red", "seats": 60}, {"id": "green", "seats": 40}, {"id": "blue", "seats": 25}],
        kinds=[{"id": "talk"}],
        sessions=[{"id": name, "title": name.upper(), "kind": "talk", "minutes": 60} for name in "abcdef"],
        attendees=[
            {"id": "attendee-1", "count": 20, "wishes": {"a": 3, "b": 2}},
            {"id": "attendee-2", "count": 15, "wishes": {"a": 1, "c": 2}},
            {"id": "attendee-3", "count": 12, "wishes": {"b": 1, "c": 1}},
            {"id": "attendee-4", "count": 18, "wishes": {"d": 2, "e": 1}},
            {"id": "attendee-5", "count": 10, "wishes": {"d": 1, "f": 3, "a": 1}},
            {"id": "attendee-6", "count": 9, "wishes": {"e": 2, "f": 1}},
        ],
    )


def toy_three_into_two():
    """Infeasible: one speaker, three sessions, two slots."""
    return toy(
        "three-into-two",
        "Infeasible: one speaker gives three sessions in two slots",
        ["en"],
        slots=[
            {"id": "mon-1", "day": "mon", "start": "10:00", "end": "11:00"},
            {"id": "mon-2", "day": "mon", "start": "11:15", "end": "12:15"},
        ],
        rooms=[{"id": "red", "seats": 60}, {"id": "green", "seats": 40}],
        kinds=[{"id": "talk"}],
        people=[{"id": "speaker-1"}],
        sessions=[
            {"id": name, "title": name.upper(), "kind": "talk", "minutes": 60, "speakers": ["speaker-1"]}
            for name in "abc"
        ],
    )


# --- all of it --------------------------------------------------------------------------------------------------


def build_all():
    facts = json.loads((ROOT / "ccr2018.facts.json").read_text(encoding="utf-8"))
    ccr2018 = build_ccr2018(facts)
    return {
        "ccr2018.json": ccr2018,
        "toy-two-rooms.json": toy_two_rooms(),
        "toy-bilingual.json": toy_bilingual(),
        "toy-teams.json": toy_teams(),
        "toy-wishes.json": toy_wishes(),
        "infeasible/toy-three-into-two.json": toy_three_into_two(),
        **build_twins(ccr2018),
    }


def main():
    parser = argparse.ArgumentParser(description="Write instances/ from instances/ccr2018.facts.json.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file is stale")
    arguments = parser.parse_args()
    stale = []
    for name, instance in build_all().items():
        path = ROOT / name
        text = render_file(instance)
        assert json.loads(text) == instance
        if path.exists() and path.read_bytes() == text.encode():
            continue
        stale.append(name)
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    for name in stale:
        print(f"{'stale' if arguments.check else 'written'}: instances/{name}")
    return 1 if arguments.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
