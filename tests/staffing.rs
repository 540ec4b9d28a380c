//! The staffing plan as a file, and what follows from it: booths, days, receivers, audiences, money.

use plenary::formats::timetable_json::*;
use plenary::instance::schema::Instance;
use plenary::problem::{InterpreterId, ModeId, Problem, RoomId, SessionId};
use plenary::timetable::{Placement, Timetable};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::{Map, Value, json};

/// Two days from eight to eight with starts every five minutes; the members given replace or join the base.
fn problem(members: Value) -> Problem {
    let mut value = json!({
        "format": "plenary-instance/1", "id": "example", "title": "Example", "time_zone": "UTC",
        "languages": ["en", "fr", "es", "de", "pt"],
        "services": [{"id": "asl", "kind": "sign", "team": 2}],
        "days": [{"id": "mon", "date": "2030-05-06"}, {"id": "tue", "date": "2030-05-07"}],
        "slots": [{"id": "mon", "day": "mon", "start": "08:00", "end": "20:00", "every": 5},
                  {"id": "tue", "day": "tue", "start": "08:00", "end": "20:00", "every": 5}],
        "rooms": [{"id": "hall", "seats": 100, "booths": 1, "mobile_booths": 2}, {"id": "attic", "seats": 30, "mobile_booths": 2},
                  {"id": "cellar", "seats": 30, "mobile_booths": 2}],
        "kinds": [{"id": "talk"}],
        "sessions": []
    });
    let Value::Object(members) = members else { panic!("an object") };
    for (name, member) in members {
        value[name] = member;
    }
    for session in value["sessions"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        let id = session.get("id").cloned().unwrap_or_default();
        for (field, default) in
            [("title", id), ("kind", json!("talk")), ("minutes", json!(60)), ("floor", json!(["en"]))]
        {
            session.entry(field).or_insert(default);
        }
    }
    let instance: Instance = serde_json::from_value(value).expect("an instance");
    Problem::build(&instance).expect("it builds")
}

/// A timetable of a hand-written file.
fn read_by_hand(problem: &Problem, placements: &[(&str, &str, &str)], interpretation: Value) -> Timetable {
    let placed =
        |&(session, start, room): &(&str, &str, &str)| json!({"session": session, "start": start, "rooms": [room]});
    let placements: Vec<Value> = placements.iter().map(placed).collect();
    let text = json!({"format": FORMAT, "placements": placements, "interpretation": interpretation}).to_string();
    timetable(&read(text.as_bytes()).expect("readable"), problem).expect("meaningful")
}

fn id(names: &[String], name: &str) -> usize {
    names.iter().position(|other| other == name).expect("a known name")
}

fn mode_into(problem: &Problem, timetable: &Timetable, session: &str) -> Vec<String> {
    let session = SessionId::new(id(&problem.names.sessions, session));
    let mode = problem.mode(session, timetable.get(session).expect("placed").mode);
    mode.into.iter().map(|language| problem.names.languages[language.index()].clone()).collect()
}

#[test]
fn modes_and_seats_come_back() {
    let languages = ["en", "fr", "es", "de", "pt", "asl"];
    let mut somebody = 0;
    for seed in 0..300 {
        let r = &mut Pcg64Mcg::seed_from_u64(seed);
        let mut some = |most: usize| -> Vec<&str> {
            let mut picked: Vec<&str> =
                (0..=r.random_range(0..most)).map(|_| languages[r.random_range(0..6)]).collect();
            picked.sort_unstable();
            picked.dedup();
            picked
        };
        let sessions: Vec<Value> = (0..5)
            .map(|number| {
                let mut floor = some(3);
                floor.retain(|&language| language != "asl");
                let mut session = json!({"id": format!("t{number}"), "floor": floor});
                if number > 0 {
                    let regime = if some(1)[0] < "en" { "symmetric" } else { "asymmetric" };
                    let mode = if some(1)[0] < "es" { "required" } else { "optional" };
                    session["interpretation"] = json!({"into": some(6), "mode": mode, "regime": regime});
                }
                session
            })
            .collect();
        let interpreters: Vec<Value> = (0..6).map(|i| json!({"id": format!("i{i}")})).collect();
        let pack = ["un", "aiic-table", "apic"][seed as usize % 3];
        let problem =
            problem(json!({"sessions": sessions, "interpreters": interpreters, "interpretation": {"pack": pack},
            "mobile_booths": {"count": 2, "setup_minutes": 10, "strike_minutes": 10}}));
        let mut before = Timetable::empty(&problem);
        for session in problem.session_ids() {
            if r.random_range(0..10) == 0 {
                continue;
            }
            let mode = ModeId::new(r.random_range(0..problem.sessions[session.index()].modes.len()));
            let start = 8 * 60 + r.random_range(0..600);
            let room = Some(RoomId::new(r.random_range(0..3)));
            before.placements[session.index()] = Some(Placement { start, room, mode });
            for staffed in &problem.mode(session, mode).posts {
                for seat in problem.posts[staffed.post.index()].seats.clone() {
                    let person = InterpreterId::new(r.random_range(0..6));
                    before.seats[seat] = Some(person).filter(|_| r.random_range(0..3) > 0);
                    somebody += usize::from(before.seats[seat].is_some());
                }
            }
        }
        let file = describe(&problem, &before);
        let text = write(&file).expect("finite");
        let validator = jsonschema::draft202012::new(&json_schema()).expect("a schema");
        assert!(validator.is_valid(&serde_json::from_str(&text).expect("JSON")), "{seed}: {text}");
        let again = read(text.as_bytes()).expect("readable");
        assert_eq!(again, file, "{seed}");
        assert_eq!(timetable(&again, &problem).expect("meaningful"), before, "{seed}: {text}");
    }
    assert!(somebody > 1000, "{somebody} seats were taken");
}

/// Optional into French and Spanish; symmetric into French; required into French from two languages; none at all.
fn four_sessions() -> Problem {
    problem(json!({
        "sessions": [
            {"id": "free", "interpretation": {"into": ["fr", "es"], "mode": "optional"}},
            {"id": "both", "interpretation": {"into": ["fr"], "mode": "optional", "regime": "symmetric"}},
            {"id": "must", "floor": ["en", "es"], "interpretation": {"into": ["fr"]}},
            {"id": "none"}],
        "interpreters": [{"id": "i1"}, {"id": "i2"}, {"id": "i3"}]
    }))
}

const FOUR: [(&str, &str, &str); 4] = [
    ("free", "2030-05-06T09:00", "hall"),
    ("both", "2030-05-06T09:00", "attic"),
    ("must", "2030-05-06T10:00", "hall"),
    ("none", "2030-05-06T10:00", "attic"),
];

#[test]
fn what_is_not_said_is_interpreted_as_little_as_may_be() {
    let problem = four_sessions();
    let bare = read_by_hand(&problem, &FOUR, json!([]));
    let into = |timetable: &Timetable| FOUR.map(|(session, ..)| mode_into(&problem, timetable, session).join(" "));
    assert_eq!(into(&bare), ["", "", "fr", ""]);
    assert!(bare.seats.iter().all(Option::is_none));
    let minimal = json!([
        {"session": "free", "into": ["es"], "booths": [{"into": ["es"], "team": ["i3", null]}]},
        {"session": "both", "into": ["fr"], "booths": [{"into": ["fr", "en"], "team": [null, "i1"]}]}]);
    let some = read_by_hand(&problem, &FOUR, minimal);
    assert_eq!(into(&some), ["es", "en fr", "fr", ""], "the symmetric regime adds the floor");
    let written = describe(&problem, &some);
    let booths: Vec<&Booth> = written.interpretation.iter().flat_map(|of| &of.booths).collect();
    assert_eq!(booths.iter().map(|booth| booth.work.as_str()).collect::<Vec<_>>(), ["en→es", "en↔fr", "en+es→fr"]);
    assert_eq!(booths[0].team, [Some("i3".to_owned())]);
    assert_eq!(booths[1].team, [None, Some("i1".to_owned())]);
    assert_eq!((booths[0].place, booths[1].place), (Some(Place::BuiltIn), Some(Place::Mobile)));
}

#[test]
fn every_mistake_in_a_staffing_plan_is_reported_at_once() {
    let problem = four_sessions();
    let interpretation = json!([
        {"session": "free", "into": ["fr", "es"], "floor": ["fr"], "booths": [
            {"into": ["fr"], "team": ["i9", "i2", "i3"]},
            {"into": ["fr"], "team": []},
            {"into": ["en"], "team": []},
            {"into": ["ess"], "team": ["i8"]}]},
        {"session": "free", "into": ["fr"]},
        {"session": "must", "into": ["es"]},
        {"session": "nonne", "into": ["es"]},
        {"session": "both", "into": ["fr", "xx"]},
        {"session": "none", "into": []}]);
    let placements: Vec<Value> =
        FOUR[..3].iter().map(|(s, t, r)| json!({"session": s, "start": t, "rooms": [r]})).collect();
    let text = json!({"format": FORMAT, "placements": placements, "interpretation": interpretation}).to_string();
    let errors = timetable(&read(text.as_bytes()).expect("readable"), &problem).expect_err("wrong in every way");
    let found: Vec<(&str, Option<&str>)> = errors.iter().map(|e| (e.pointer.as_str(), e.help.as_deref())).collect();
    let all_people = Some("known are i1, i2, i3");
    let expected = [
        ("/interpretation/0/floor", Some("correct it or leave it away")),
        ("/interpretation/0/booths/0/team/0", all_people),
        ("/interpretation/0/booths/0/team", None),
        ("/interpretation/0/booths/1/into", Some("put its team in one place")),
        ("/interpretation/0/booths/2/into", Some("it has fr, es")),
        ("/interpretation/0/booths/3/team/0", None),
        ("/interpretation/0/booths/3/into/0", None),
        ("/interpretation/1/session", Some("remove one of the two")),
        ("/interpretation/2/into", Some("the instance admits: fr")),
        ("/interpretation/3/session", Some("did you mean \"none\"?")),
        ("/interpretation/4/into/1", None),
        ("/interpretation/5/session", Some("place it, or remove this entry")),
    ];
    let pointers = |list: &[(&str, Option<&str>)]| list.iter().map(|one| one.0.to_owned()).collect::<Vec<_>>();
    assert_eq!(pointers(&found), pointers(&expected), "{errors:#?}");
    for ((_, help), (pointer, wanted)) in found.iter().zip(expected) {
        assert!(wanted.is_none() || *help == wanted, "{pointer}: {help:?}");
    }
    assert!(errors[2].message.contains("3 seats are written for the booth into fr, it has 2"), "{}", errors[2].message);
}

#[test]
fn a_mobile_booth_stays_until_it_is_needed_elsewhere() {
    let session = |id: &str| json!({"id": id, "interpretation": {"into": ["fr"]}});
    let problem = problem(json!({
        "rooms": [{"id": "x", "seats": 9, "mobile_booths": 1}, {"id": "y", "seats": 9, "mobile_booths": 1}, {"id": "z", "seats": 9, "mobile_booths": 1}],
        "sessions": (["a", "b", "c", "d", "e", "f"].map(session)),
        "mobile_booths": {"count": 2, "setup_minutes": 30, "strike_minutes": 15}}));
    // y needs its booth again before x does, so z gets that of x.
    let placements = [
        ("a", "2030-05-06T09:00", "x"),
        ("b", "2030-05-06T09:00", "y"),
        ("c", "2030-05-06T11:00", "z"),
        ("d", "2030-05-06T13:00", "y"),
        ("e", "2030-05-07T09:00", "x"),
        ("f", "2030-05-07T09:00", "y"),
    ];
    let file = describe(&problem, &read_by_hand(&problem, &placements, json!([])));
    let plan: Vec<(String, String)> = file
        .booth_plan
        .iter()
        .flat_map(|booth| {
            booth
                .stands
                .iter()
                .map(|stand| (booth.booth.clone(), format!("{} {}", stand.room, stand.sessions.join(""))))
        })
        .collect();
    let plan: Vec<(&str, &str)> = plan.iter().map(|(booth, stand)| (booth.as_str(), stand.as_str())).collect();
    assert_eq!(plan, [("mobile-1", "x a"), ("mobile-1", "z c"), ("mobile-1", "x e"), ("mobile-2", "y bdf")]);
    let first = &file.booth_plan[0];
    assert_eq!((first.stands[0].from.as_str(), first.stands[0].to.as_str()), ("2030-05-06T08:30", "2030-05-06T10:15"));
    let moves: Vec<(&str, u64)> = first.moves.iter().map(|moves| (moves.day.as_str(), moves.moves)).collect();
    assert_eq!(moves, [("mon", 2), ("tue", 1)]);
    let numbers: Vec<Option<&str>> = file.interpretation.iter().map(|of| of.booths[0].booth.as_deref()).collect();
    assert_eq!(numbers, ["mobile-1", "mobile-2", "mobile-1", "mobile-2", "mobile-1", "mobile-2"].map(Some));
}

#[test]
fn what_the_stock_lacks_has_no_number() {
    let problem = problem(json!({
        "sessions": [{"id": "a", "interpretation": {"into": ["fr", "es"]}}, {"id": "b", "interpretation": {"into": ["fr", "es"]}}],
        "mobile_booths": {"count": 2}}));
    let placements = [("a", "2030-05-06T09:00", "hall"), ("b", "2030-05-06T09:30", "attic")];
    let file = describe(&problem, &read_by_hand(&problem, &placements, json!([])));
    let of = |session: usize| -> Vec<Option<&str>> {
        file.interpretation[session].booths.iter().map(|booth| booth.booth.as_deref()).collect()
    };
    assert_eq!(of(0), [None, Some("mobile-1")], "the first is built in");
    assert_eq!(of(1), [Some("mobile-2"), None]);
    assert_eq!(file.interpretation[1].booths[1].place, Some(Place::Mobile));
}

#[test]
fn no_plan_has_fewer_set_ups() {
    let names: Vec<String> = (0..7).map(|n| format!("s{n}")).collect();
    let sessions: Vec<Value> = names.iter().map(|n| json!({"id": n, "interpretation": {"into": ["fr"]}})).collect();
    let rooms: Vec<Value> =
        (0..4).map(|n| json!({"id": format!("r{n}"), "seats": 9, "mobile_booths": 1, "parallel": 9})).collect();
    let mut compared = 0;
    for seed in 0..150 {
        let r = &mut Pcg64Mcg::seed_from_u64(seed);
        let problem = problem(json!({"sessions": sessions, "rooms": rooms, "mobile_booths": {"count": 3}}));
        let mut timetable = Timetable::empty(&problem);
        let mut needs: Vec<(i32, i32, usize)> = Vec::new();
        for session in problem.session_ids() {
            let (start, room) = (8 * 60 + r.random_range(0..10) * 30, r.random_range(0..4));
            let placement = Placement { start, room: Some(RoomId::new(room)), mode: ModeId(0) };
            timetable.placements[session.index()] = Some(placement);
            needs.push((start, start + 60, room));
        }
        needs.sort_unstable();
        let plan = plenary::timetable::BoothPlan::of(&problem, &timetable);
        if plan.numbers.iter().flatten().any(Option::is_none) {
            continue;
        }
        let set_ups: usize = plan.stands.iter().map(Vec::len).sum();
        assert_eq!(Some(set_ups), fewest(&needs, [(usize::MAX, 0); 3]), "{seed}: {needs:?}");
        compared += 1;
    }
    assert!(compared > 50, "{compared} had enough booths");
}

/// The fewest set-ups for needs (from, to, room) in order, with booths that stand in a room and are free from a moment;
/// by trying everything.
fn fewest(needs: &[(i32, i32, usize)], booths: [(usize, i32); 3]) -> Option<usize> {
    let Some((&(from, to, room), rest)) = needs.split_first() else { return Some(0) };
    let with = |number: usize| {
        let mut booths = booths;
        booths[number] = (room, to.max(booths[number].1));
        booths
    };
    // In the same room at the same time it is shared.
    let shared = (0..3).find(|&number| booths[number].0 == room && booths[number].1 >= from);
    if let Some(number) = shared {
        return fewest(rest, with(number));
    }
    let free = (0..3).filter(|&number| booths[number].1 <= from);
    free.filter_map(|number| Some(usize::from(booths[number].0 != room) + fewest(rest, with(number))?)).min()
}

#[test]
fn days_are_paid_by_presence() {
    let problem = problem(json!({
        "sessions": [{"id": "a", "minutes": 90, "interpretation": {"into": ["fr"]}}, {"id": "b", "interpretation": {"into": ["fr"]}},
                     {"id": "c", "interpretation": {"into": ["asl"]}}],
        "interpreters": [{"id": "i1"}, {"id": "i2", "travels": true}, {"id": "i3", "fees": {"day": 700, "half_day": 400}}],
        "interpretation": {"lead_minutes": 30, "split_fee": 50,
            "fees": {"day": 800, "half_day": 600, "overtime_hour": 120, "travel": 90, "day_minutes": 420}}}));
    let placements =
        [("a", "2030-05-06T09:00", "hall"), ("b", "2030-05-06T16:30", "hall"), ("c", "2030-05-06T10:00", "attic")];
    let interpretation = json!([
        {"session": "a", "into": ["fr"], "booths": [{"into": ["fr"], "team": ["i1", "i2"]}]},
        {"session": "b", "into": ["fr"], "booths": [{"into": ["fr"], "team": ["i1"]}]},
        {"session": "c", "into": ["asl"], "booths": [{"into": ["asl"], "team": ["i3"]}]}]);
    let file = describe(&problem, &read_by_hand(&problem, &placements, interpretation));
    let day = |person: usize| &file.rosters[person].days[0];
    // From 8:30 to 17:30: seven hours, and two begun.
    let of =
        |day: &RosterDay| (day.from[11..].to_owned(), day.to[11..].to_owned(), day.minutes, day.paid, day.idle_minutes);
    assert_eq!(of(day(0)), ("08:30".into(), "17:30".into(), 150, Some(1040), Some(390)));
    assert_eq!(of(day(1)), ("08:30".into(), "10:30".into(), 90, Some(800), Some(330)), "who travels has no half-days");
    assert_eq!(of(day(2)), ("10:00".into(), "11:00".into(), 60, Some(400), Some(180)));
    assert_eq!(day(2).shifts[0].booth.as_deref(), Some("floor"));
    let money = file.money.expect("something is interpreted");
    assert_eq!((money.fees, money.travel, money.splits, money.total), (2240, 90, 0, 2330));
    assert_eq!((money.paid_minutes, money.booth_minutes, money.idle_minutes), (1200, 300, 900));
    assert_eq!((money.busiest, money.mean), (1, Some(1.0)), "who signs sits in no booth");
}

#[test]
fn audiences_that_follow_nothing_are_named() {
    let slot = |id: &str, start: &str, end: &str| json!({"id": id, "day": "mon", "start": start, "end": end});
    let problem = problem(json!({
        "slots": [slot("early", "09:00", "10:30"), slot("late", "11:00", "12:00")],
        "sessions": [{"id": "a", "interpretation": {"into": ["fr", "es"], "mode": "optional"}}, {"id": "b"}, {"id": "c", "floor": ["es"]}],
        "attendees": [
            {"id": "x", "count": 38, "languages": ["es"], "wishes": {"a": 3, "c": 1}},
            {"id": "y", "count": 2, "languages": ["en"], "wishes": {"a": 1, "b": 1}},
            {"id": "z", "count": 5, "languages": ["fr"]},
            {"id": "u", "count": 5, "wishes": {"a": 1}}]}));
    let placements =
        [("a", "2030-05-06T09:00", "hall"), ("b", "2030-05-06T09:00", "attic"), ("c", "2030-05-06T11:00", "attic")];
    let told = |interpretation: Value| {
        let file = describe(&problem, &read_by_hand(&problem, &placements, interpretation));
        let shut_out =
            file.shut_out.iter().map(|out| format!("{} {} {}", out.slot, out.people, out.languages.join("+")));
        let inclusion = file
            .inclusion
            .iter()
            .map(|of| format!("{} {}/{} {:?}", of.languages.join("+"), of.followed, of.wished, of.share));
        let receivers: Vec<i32> = file.receivers.iter().map(|of| of.needed).collect();
        (shut_out.collect::<Vec<_>>(), inclusion.collect::<Vec<_>>(), receivers)
    };
    let (shut_out, inclusion, receivers) = told(json!([]));
    assert_eq!(shut_out, ["early 38 es", "early 5 fr", "late 2 en", "late 5 fr"]);
    assert_eq!(inclusion, ["es 38/152 Some(0.25)", "en 4/4 Some(1.0)", "fr 0/0 None"]);
    assert!(receivers.is_empty());
    let (shut_out, inclusion, receivers) = told(json!([{"session": "a", "into": ["es"]}]));
    assert_eq!(shut_out, ["early 5 fr", "late 2 en", "late 5 fr"]);
    assert_eq!(inclusion[0], "es 152/152 Some(1.0)");
    assert_eq!(receivers, [38]);
}

#[test]
fn stretches_of_receivers_include_handling() {
    let sessions: Vec<Value> = ["a", "b"].map(|id| json!({"id": id, "interpretation": {"into": ["fr"]}})).to_vec();
    let mut wishes = Map::new();
    wishes.extend(["a", "b"].map(|id| (id.to_owned(), json!(1))));
    let problem =
        problem(json!({"sessions": sessions, "interpretation": {"receivers": {"count": 9, "handling_minutes": 10}},
        "attendees": [{"id": "x", "count": 8, "languages": ["fr"], "wishes": wishes}]}));
    let placements = [("a", "2030-05-06T09:00", "hall"), ("b", "2030-05-06T10:10", "attic")];
    let file = describe(&problem, &read_by_hand(&problem, &placements, json!([])));
    let stretches: Vec<(&str, &str, i32)> =
        file.receivers.iter().map(|of| (&of.from[11..], &of.to[11..], of.needed)).collect();
    assert_eq!(stretches, [("08:50", "10:00", 8), ("10:00", "10:10", 16), ("10:10", "11:20", 8)]);
    assert_eq!(file.receivers[0].stock, Some(9));
}
