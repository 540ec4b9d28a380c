//! Conferences in the corners of the format, where numbers are large, lists are empty and days run into one another.

use plenary::instance::schema::Instance;
use plenary::rules::Example;
use serde_json::{Value, json};

/// Every corner, with what it is about.
pub(crate) fn corners() -> Vec<(&'static str, Instance)> {
    let written = WRITTEN
        .iter()
        .map(|&(about, instance)| (about, Example { about, instance, timetable: "", amount: 0 }.instance()));
    let mut corners: Vec<_> = written.collect();
    corners.push(("more kinds of booth work than 64", babel(9, 20)));
    corners.push(("more kinds of booth work than 256, and nobody to do it", babel(17, 0)));
    corners.push(("fourteen teams that share nobody", teams(14, false)));
    corners.push(("eight teams in a ring", teams(8, true)));
    corners
}

const WRITTEN: &[(&str, &str)] = &[
    (
        "joined rooms of joined rooms, some of which hold two",
        r#""rooms": [{"id": "a", "seats": 9, "parallel": 2}, {"id": "b", "seats": 9, "closed": [{"from": "12:00", "to": "13:00"}]},
            {"id": "c", "seats": 9}, {"id": "ab", "seats": 20, "joins": ["a", "b"], "parallel": 2},
            {"id": "bc", "seats": 20, "joins": ["b", "c"]}, {"id": "all", "seats": 30, "joins": ["ab", "c"], "closed": [{"day": "mon", "from": "16:00"}]}],
        "walking": {"within_venue": 20}, "people": [{"id": "p"}],
        "sessions": [{"id": "s1", "setup_minutes": 30}, {"id": "s2", "teardown_minutes": 45, "speakers": ["p"], "chairs": ["p"]},
            {"id": "s3", "setup_minutes": 1440, "teardown_minutes": 1440}, {"id": "s4", "in_room": false, "speakers": ["p"]},
            {"id": "s5", "min_seats": 25}, {"id": "s6"}, {"id": "s7"}],
        "groups": [{"id": "g", "sessions": {"sessions": ["s1", "s4", "s5", "s6"]}, "must": "different-room"},
            {"id": "h", "sessions": {"sessions": ["s2", "s4", "s7"]}, "must": "same-room"},
            {"id": "one", "sessions": {"sessions": ["s3"]}, "must": "same-day"}]"#,
    ),
    (
        "slots that share starts, with other ends, kinds and tags",
        r#""kinds": [{"id": "talk"}, {"id": "gala", "blocks": ["*"]}, {"id": "idle"}],
        "slots": [{"id": "s1", "day": "mon", "start": "09:00", "end": "09:45", "tags": ["early"]},
            {"id": "s2", "day": "mon", "start": "09:00", "end": "11:00", "every": 30, "kinds": ["talk"], "tags": ["late"]},
            {"id": "s3", "day": "mon", "start": "09:00", "end": "12:00", "every": 20, "kinds": ["gala"]},
            {"id": "s4", "day": "tue", "start": "09:00", "end": "09:01", "every": 1440, "tags": ["early", "late"]}],
        "people": [{"id": "p", "slot_tags": {"required": ["early"], "undesired": ["late"]}, "max_minutes_per_day": 0, "pause_minutes": 0}],
        "sessions": [{"id": "a", "minutes": 45, "speakers": ["p"], "slot_tags": {"prohibited": ["early"]}}, {"id": "b", "speakers": ["p"]},
            {"id": "c", "kind": "gala", "chairs": ["p"]}, {"id": "d", "minutes": 1, "slot_tags": {"preferred": ["late"]}},
            {"id": "e", "kind": "gala", "minutes": 2880, "pin": {"day": "tue"}}]"#,
    ),
    (
        "evenings that run past the next morning's start, and slots that lie the wrong way round",
        r#""slots": [{"id": "m", "day": "mon", "start": "22:00", "end": "25:30", "every": 30},
            {"id": "late", "day": "mon", "start": "28:00", "end": "30:00", "every": 30},
            {"id": "t", "day": "tue", "start": "02:00", "end": "04:00", "every": 30},
            {"id": "u", "day": "tue", "start": "20:00", "end": "47:30", "every": 45}],
        "rooms": [{"id": "hall", "seats": 100, "closed": [{"day": "tue"}]}, {"id": "attic", "seats": 30, "closed": [{"from": "25:00", "to": "27:00"}]}],
        "people": [{"id": "p", "max_minutes_per_day": 60, "away": [{"day": "mon", "from": "23:30"}]}],
        "interpreters": [{"id": "i", "directions": [{"from": "en", "into": "fr"}], "max_minutes_per_day": 30}],
        "groups": [{"id": "g", "sessions": {"kinds": ["talk"]}, "must": "same-day"}, {"id": "h", "sessions": {"kinds": ["talk"]}, "must": "different-day"}],
        "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "speakers": ["p"], "pin": {"day": "mon", "start": "24:30"}},
            {"id": "c", "chairs": ["p"], "published": {"day": "tue", "start": "03:00"}},
            {"id": "d", "floor": ["en"], "interpretation": {"into": ["fr"]}}, {"id": "e", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
    ),
    (
        "clocks that go forward, and windows that begin in the hour that is not",
        r#""time_zone": "America/Toronto",
        "days": [{"id": "mon", "date": "2018-03-10"}, {"id": "tue", "date": "2018-03-11"}],
        "slots": [{"id": "m", "day": "mon", "start": "20:00", "end": "25:30", "every": 30}, {"id": "t", "day": "tue", "start": "03:00", "end": "09:00", "every": 30}],
        "rooms": [{"id": "hall", "seats": 100, "closed": [{"from": "02:30", "to": "05:00"}]}, {"id": "attic", "seats": 9, "closed": [{"day": "mon", "from": "23:00", "to": "26:15"}]}],
        "people": [{"id": "p", "away": [{"day": "tue", "from": "02:15", "to": "02:45"}]}],
        "sessions": [{"id": "a", "setup_minutes": 90, "speakers": ["p"]}, {"id": "b", "speakers": ["p"], "published": {"day": "tue", "start": "02:30"}}, {"id": "c", "minutes": 300}]"#,
    ),
    (
        "clocks that go back",
        r#""time_zone": "America/Toronto",
        "days": [{"id": "mon", "date": "2018-11-03"}, {"id": "tue", "date": "2018-11-04"}],
        "slots": [{"id": "m", "day": "mon", "start": "20:00", "end": "24:30", "every": 30}, {"id": "t", "day": "tue", "start": "03:00", "end": "09:00", "every": 30}],
        "rooms": [{"id": "hall", "seats": 100, "closed": [{"from": "01:30", "to": "05:00"}]}],
        "people": [{"id": "p", "away": [{"day": "mon", "from": "22:00"}]}],
        "sessions": [{"id": "a", "setup_minutes": 90, "speakers": ["p"]}, {"id": "b", "speakers": ["p"]}, {"id": "c", "minutes": 300}]"#,
    ),
    (
        "a series and an order that meet themselves",
        r#""series": [{"id": "s", "sessions": ["a", "a", "b", "a"], "max_gap": 100000, "same_room": true}],
        "orders": [{"id": "o", "before": {"kinds": ["talk"]}, "after": {"sessions": ["a", "b"]}, "max_gap": 0},
            {"id": "q", "before": {"sessions": ["b"]}, "after": {"sessions": ["b"]}, "min_gap": 100000}],
        "groups": [{"id": "g", "sessions": {"sessions": ["a", "a"], "kinds": ["talk"]}, "must": "same-start"}],
        "sessions": [{"id": "a", "topics": []}, {"id": "b"}, {"id": "c", "optional_value": 0}]"#,
    ),
    (
        "large numbers of everything",
        r#""rooms": [{"id": "hall", "seats": 1000000, "parallel": 1000, "booths": 100, "mobile_booths": 100}, {"id": "attic", "seats": 0}],
        "mobile_booths": {"count": 1000, "setup_minutes": 1440, "strike_minutes": 1440, "seats_lost": 1000},
        "interpretation": {"team": 10, "max_minutes_per_day": 2880},
        "attendees": [{"id": "x", "count": 100000, "wishes": {"a": 1000, "b": 1000, "c": 999}}, {"id": "y", "count": 100000, "wishes": {"a": 1, "d": 1000}},
            {"id": "z", "count": 1}],
        "sessions": [{"id": "a", "minutes": 540, "expected": 1000000, "min_seats": 1000000, "floor": ["en"], "interpretation": {"into": ["fr", "es"]}},
            {"id": "b", "optional_value": 1000000}, {"id": "c", "floor": ["en", "fr"], "interpretation": {"into": ["en", "fr"]}}, {"id": "d", "optional_value": 0}]"#,
    ),
    (
        "booths that stand and are shared, with and without stock",
        r#""rooms": [{"id": "hall", "seats": 30, "mobile_booths": 2}, {"id": "attic", "seats": 30, "booths": 1, "mobile_booths": 1}, {"id": "both", "seats": 60, "joins": ["hall", "attic"]}],
        "mobile_booths": {"count": 1, "setup_minutes": 45, "strike_minutes": 15, "seats_lost": 20},
        "sessions": [{"id": "a", "min_seats": 20, "floor": ["en"], "interpretation": {"into": ["fr", "es"]}},
            {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}, {"id": "c", "floor": ["en", "fr", "es"], "interpretation": {"into": ["en", "fr", "es"]}},
            {"id": "d", "in_room": false, "floor": ["en"], "interpretation": {"into": ["fr"]}}, {"id": "e", "floor": ["en"], "interpretation": {"into": ["fr"], "mode": "optional"}}]"#,
    ),
    (
        "interpretation in every regime, into many languages, none and signs, with little to hear and nobody at home",
        r#""languages": ["en", "fr", "es", "pt"], "walking": {"within_venue": 1440},
        "services": [{"id": "asl", "kind": "sign", "team": 10, "lead_minutes": 1440, "room_feature": "stage"}, {"id": "cart", "kind": "captions", "team": 1}],
        "interpretation": {"pack": "aiic-table", "team_for_minutes": 2880, "max_stretch_minutes": 1, "break_minutes": 1440, "lead_minutes": 1440, "split_fee": 1000000,
            "fees": {"day": 0, "half_day": 1000000, "half_day_minutes": 2880, "day_minutes": 1}, "receivers": {"count": 0, "handling_minutes": 1440}},
        "interpreters": [{"id": "i0"}, {"id": "i1", "combination": {"a": ["en", "fr"], "b": ["en", "es"], "c": ["fr", "asl"]}, "home_booth": "pt", "max_minutes_per_day": 0},
            {"id": "i2", "directions": [{"from": "es", "into": "pt"}, {"from": "pt", "into": "pt"}, {"from": "en", "into": "asl"}, {"from": "asl", "into": "cart"}], "away": [{}], "home_booth": "asl"},
            {"id": "i3", "combination": {"a": ["asl", "cart"], "c": ["en", "fr", "es", "pt"]}, "travels": true, "fees": {"day": 1, "overtime_hour": 1000000, "travel": 1, "day_minutes": 1}}],
        "attendees": [{"id": "x", "count": 100000, "languages": ["asl"], "wishes": {"a": 1000, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1}}, {"id": "y", "languages": ["pt", "cart"], "wishes": {"a": 1, "e": 1}},
            {"id": "z", "languages": ["en", "fr"], "wishes": {"c": 3}}, {"id": "silent", "languages": ["es"]}, {"id": "open", "wishes": {"f": 5}}],
        "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["en", "fr", "es", "pt", "asl", "cart"], "mode": "optional", "value": 1000000}},
            {"id": "b", "floor": ["en", "fr", "es", "pt"], "interpretation": {"into": ["en", "fr", "es", "pt"]}}, {"id": "c", "floor": [], "interpretation": {"into": ["fr"], "value": 9}},
            {"id": "d", "floor": ["en"], "interpretation": {"into": ["fr", "asl"], "mode": "optional", "regime": "symmetric", "value": 3}, "optional_value": 1},
            {"id": "e", "floor": ["asl"], "in_room": false, "interpretation": {"into": ["asl", "cart", "pt"], "regime": "symmetric", "remote": true}},
            {"id": "f", "floor": ["en", "fr"], "minutes": 540, "interpretation": {"into": ["en", "fr", "cart"]}}]"#,
    ),
    (
        "what is too long for anybody, at night, with relay forbidden and teams as large as the hours",
        r#""slots": [{"id": "m", "day": "mon", "start": "20:00", "end": "40:00", "every": 60}, {"id": "t", "day": "tue", "start": "18:00", "end": "47:00", "every": 90}],
        "interpretation": {"pack": "aiic-canada", "relay": false, "lead_minutes": 90, "max_stretch_minutes": 240, "fees": {"day": 1000000, "overtime_hour": 1000000}},
        "interpreters": [{"id": "i0", "combination": {"a": ["en", "fr"], "c": ["es"]}, "away": [{"day": "mon", "from": "23:00", "to": "26:00"}]}, {"id": "i1", "combination": {"a": ["fr", "es"], "c": ["en"]}}],
        "sessions": [{"id": "a", "minutes": 481, "floor": ["en", "fr", "es"], "interpretation": {"into": ["en", "fr", "es"], "mode": "optional", "value": 1}},
            {"id": "b", "minutes": 480, "floor": ["en"], "interpretation": {"into": ["fr"]}}, {"id": "c", "minutes": 40, "floor": ["en", "fr"], "interpretation": {"into": ["en", "fr"]}},
            {"id": "d", "minutes": 41, "floor": ["en", "fr", "es"], "interpretation": {"into": ["es"]}}, {"id": "e", "minutes": 360, "floor": ["en", "fr", "es"], "interpretation": {"into": ["en", "fr", "es"]}}]"#,
    ),
];

/// Every language into every other, a session each.
fn babel(languages: usize, interpreters: usize) -> Instance {
    let mut instance = base();
    let name = |language: usize| format!("l{language}");
    let pairs: Vec<(usize, usize)> =
        (0..languages).flat_map(|a| (0..languages).map(move |b| (a, b))).filter(|(a, b)| a != b).collect();
    instance["languages"] = (0..languages).map(name).collect();
    instance["sessions"] = pairs.iter().map(|&(a, b)| interpreted(&format!("s{a}-{b}"), name(a), name(b))).collect();
    let interpreter = |i: usize| {
        let able = pairs.iter().skip(i).step_by(interpreters + 3);
        let directions: Value = able.map(|&(a, b)| json!({"from": name(a), "into": name(b)})).collect();
        json!({"id": format!("i{i}"), "directions": directions, "away": [{"day": "mon", "from": "10:00", "to": "11:00"}]})
    };
    instance["interpreters"] = (0..interpreters).map(interpreter).collect();
    serde_json::from_value(instance).unwrap()
}

/// A language and two people each; in a ring, one of the two also works into the next language.
fn teams(count: usize, ring: bool) -> Instance {
    let mut instance = base();
    let name = |language: usize| format!("l{language}");
    let languages: Value = (0..count).map(name).chain(["en".into()]).collect();
    instance["languages"] = languages;
    instance["sessions"] =
        (0..2 * count).map(|i| interpreted(&format!("s{i}"), "en".into(), name(i % count))).collect();
    let interpreter = |i: usize| {
        let mut directions = vec![json!({"from": "en", "into": name(i % count)})];
        if ring && i < count {
            directions.push(json!({"from": "en", "into": name((i + 1) % count)}));
        }
        json!({"id": format!("i{i}"), "directions": directions, "max_minutes_per_day": 30 * i})
    };
    instance["interpreters"] = (0..2 * count).map(interpreter).collect();
    serde_json::from_value(instance).unwrap()
}

fn base() -> Value {
    serde_json::from_str(Example::BASE).unwrap()
}

fn interpreted(id: &str, from: String, into: String) -> Value {
    json!({"id": id, "title": "T", "kind": "talk", "minutes": 60, "floor": [from], "interpretation": {"into": [into]}})
}
