//! Random small conferences in which every rule has something to say, and random timetables of them.

use plenary::instance::schema::Instance;
use plenary::network::{Cell, NOBODY, Network};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde_json::{Value, json};

/// How large a random conference is.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) sessions: usize,
    pub(crate) rooms: usize,
    pub(crate) days: usize,
    /// Starts per day.
    pub(crate) starts: usize,
    pub(crate) attendees: usize,
    /// Whether the first rooms are alike, so that nothing tells them apart.
    pub(crate) twins: bool,
}

/// Small enough for a MIP to be solved at once.
pub(crate) const TOY: Size = Size { sessions: 5, rooms: 3, days: 2, starts: 4, attendees: 6, twins: false };
/// Large enough for every primitive to interact.
pub(crate) const SMALL: Size = Size { sessions: 12, rooms: 5, days: 3, starts: 6, attendees: 25, twins: false };

pub(crate) struct Random(Pcg64Mcg);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0.random_range(0..n)
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, of: &[&'a str], most: usize) -> Vec<&'a str> {
        let count = self.below(most + 1);
        let mut picked: Vec<&str> = (0..count).map(|_| of[self.below(of.len())]).collect();
        picked.sort_unstable();
        picked.dedup();
        picked
    }

    fn pick_one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn clock(&mut self, from: usize, to: usize) -> String {
        let minutes = from * 60 + self.below((to - from) * 4) * 15;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    }

    fn window(&mut self, days: usize) -> Value {
        let mut window = json!({"from": self.clock(8, 11), "to": self.clock(12, 16)});
        if self.chance(70) {
            window["day"] = json!(format!("d{}", self.below(days)));
        }
        window
    }

    fn tags(&mut self) -> Value {
        let all = ["x", "y", "z"];
        json!({"required": self.pick(&all, 1), "prohibited": self.pick(&all, 1),
               "preferred": self.pick(&all, 2), "undesired": self.pick(&all, 2)})
    }

    fn ids(&mut self, prefix: &str, count: usize, most: usize) -> Vec<String> {
        let picked = (0..self.below(most + 1)).map(|_| format!("{prefix}{}", self.below(count)));
        let mut picked: Vec<String> = picked.collect();
        picked.sort();
        picked.dedup();
        picked
    }
}

/// A random instance; every section of the format is in it.
pub(crate) fn instance(seed: u64, size: Size) -> Instance {
    let r = &mut Random::new(seed);
    let languages = ["en", "fr", "es"];
    let days: Vec<Value> =
        (0..size.days).map(|d| json!({"id": format!("d{d}"), "date": format!("2030-05-{:02}", 6 + d)})).collect();
    // Half of the conferences have slots that lie side by side; in the others they overlap and offer many starts.
    let tidy = r.chance(50);
    let mut slots = Vec::new();
    for day in 0..size.days {
        let mut minute = 9 * 60;
        for slot in 0..size.starts {
            let length = [45, 60, 90][r.below(3)];
            let length = if tidy { 90 } else { length };
            let (start, end) = (minute, minute + length + if tidy { 0 } else { r.below(3) * 30 });
            let clock = |m: usize| format!("{:02}:{:02}", m / 60, m % 60);
            let mut value = json!({"id": format!("s{day}-{slot}"), "day": format!("d{day}"), "start": clock(start),
                "end": clock(end), "kinds": r.pick(&["talk", "keynote", "social"], 2), "tags": r.pick(&["x", "y", "z"], 2)});
            if !tidy && r.chance(20) {
                value["every"] = json!(30);
            }
            slots.push(value);
            minute += length - if !tidy && r.chance(30) { 15 } else { 0 };
        }
    }
    let rooms: Vec<Value> = (0..size.rooms)
        .map(|room| {
            let joins = if room + 1 == size.rooms && room >= 2 && r.chance(60) { vec!["r0", "r1"] } else { vec![] };
            let closed: Vec<Value> = (0..r.below(2)).map(|_| r.window(size.days)).collect();
            let venue = ["north", "south"][r.below(2)];
            json!({"id": format!("r{room}"), "seats": 5 + r.below(30), "venue": venue,
                "parallel": 1 + usize::from(r.chance(15)), "features": r.pick(&["screen", "piano"], 2),
                "tags": r.pick(&["x", "y", "z"], 2), "step_free": r.chance(70), "closed": closed,
                "booths": r.below(2), "mobile_booths": r.below(3), "joins": joins})
        })
        .collect();
    let people: Vec<Value> = (0..5)
        .map(|person| {
            let away: Vec<Value> = (0..r.below(2)).map(|_| r.window(size.days)).collect();
            let mut value = json!({"id": format!("p{person}"), "away": away, "step_free": r.chance(20),
                "slot_tags": r.tags(), "room_tags": r.tags()});
            if r.chance(50) {
                value["max_minutes_per_day"] = json!(30 + r.below(4) * 30);
            }
            if r.chance(50) {
                value["pause_minutes"] = json!(r.below(3) * 15);
            }
            value
        })
        .collect();
    let interpreters: Vec<Value> = (0..5).map(|i| interpreter(r, i, size.days)).collect();
    let mut sessions = Vec::new();
    for session in 0..size.sessions {
        let floor = languages[r.below(3)];
        let kind = ["talk", "talk", "talk", "keynote", "social"][r.below(5)];
        let minutes = [30, 45, 60][r.below(3)];
        let mut value = json!({"id": format!("t{session}"), "title": "T", "kind": kind, "minutes": minutes, "topics": r.ids("topic", 2, 1), "speakers": r.ids("p", 5, 1), "chairs": r.ids("p", 5, 1),
            "needs": r.pick(&["screen", "piano"], 1), "step_free": r.chance(10), "slot_tags": r.tags(), "room_tags": r.tags(),
            "floor": [floor]});
        let fields = value.as_object_mut().unwrap();
        for (field, percent, most) in [
            ("setup_minutes", 20, 20),
            ("teardown_minutes", 20, 20),
            ("min_seats", 30, 30),
            ("expected", 50, 40),
            ("optional_value", 20, 9),
        ] {
            if r.chance(percent) {
                fields.insert(field.into(), json!(r.below(most + 1)));
            }
        }
        if r.chance(40) {
            fields.insert("track".into(), json!(format!("track{}", r.below(2))));
        }
        if r.chance(10) {
            fields.insert("in_room".into(), json!(false));
        }
        if r.chance(40) {
            if r.chance(30) {
                fields.insert("floor".into(), json!(["en", "fr"]));
            }
            fields.insert("interpretation".into(), interpretation(r));
        }
        for (field, percent) in [("pin", 15), ("published", 30)] {
            if r.chance(percent) {
                let mut pin = json!({"room": format!("r{}", r.below(size.rooms))});
                if r.chance(60) {
                    let slot = &slots[r.below(slots.len())];
                    pin["day"] = slot["day"].clone();
                    if r.chance(60) {
                        pin["start"] = slot["start"].clone();
                    }
                }
                fields.insert(field.into(), pin);
            }
        }
        sessions.push(value);
    }
    let half = size.sessions / 2;
    let series: Vec<Value> = (0..r.below(2))
        .map(|s| json!({"id": format!("series{s}"), "sessions": [format!("t{}", r.below(half)), format!("t{}", half + r.below(size.sessions - half))], "max_gap": r.below(60), "same_room": r.chance(60)}))
        .collect();
    let musts = ["same-day", "different-day", "same-start", "not-parallel", "same-room", "different-room"];
    let groups: Vec<Value> = (0..r.below(3))
        .map(|g| json!({"id": format!("g{g}"), "sessions": {"sessions": r.ids("t", size.sessions, 3)}, "must": r.pick_one(&musts)}))
        .collect();
    let mut order =
        json!({"id": "o", "before": {"sessions": ["t0"]}, "after": {"sessions": r.ids("t", size.sessions, 2)}});
    order["after"]["sessions"].as_array_mut().unwrap().retain(|id| id != "t0");
    if r.chance(40) {
        order["min_gap"] = json!(r.below(60));
    }
    if r.chance(40) {
        order["max_gap"] = json!(60 + r.below(600));
    }
    let attendees: Vec<Value> = (0..size.attendees)
        .map(|a| {
            let wishes: serde_json::Map<String, Value> =
                r.ids("t", size.sessions, 5).into_iter().map(|id| (id, json!(1 + r.below(3)))).collect();
            let understood = r.pick(&["en", "en", "fr", "es", "asl"], 2);
            json!({"id": format!("a{a}"), "count": 1 + r.below(3), "languages": understood, "wishes": wishes})
        })
        .collect();
    let mut value = json!({
        "format": "plenary-instance/1", "id": "random", "title": "Random", "time_zone": "America/Toronto",
        "languages": languages, "days": days, "slots": slots, "rooms": rooms,
        "walking": {"within_venue": 5, "between_venues": 20},
        "mobile_booths": {"count": r.below(3), "setup_minutes": 15, "strike_minutes": 30, "seats_lost": 3},
        "kinds": [{"id": "talk"}, {"id": "keynote", "blocks": ["*"]}, {"id": "social", "blocks": ["talk"]}],
        "tracks": [{"id": "track0"}, {"id": "track1"}], "topics": [{"id": "topic0"}, {"id": "topic1"}],
        "people": people, "interpreters": interpreters, "interpretation": terms(r),
        "services": [{"id": "asl", "kind": "sign", "team": 1 + r.below(2), "lead_minutes": 10 * r.below(2), "room_feature": "screen"}],
        "sessions": sessions, "orders": [order], "series": series, "groups": groups, "attendees": attendees,
    });
    if r.chance(50) {
        value["mobile_booths"]["max_moves_per_day"] = json!(r.below(3));
    }
    avoided(&mut value, &mut Random::new(seed ^ 0xa401d), size);
    labelled(&mut value, &mut Random::new(seed ^ 0x1abe1));
    if size.twins {
        twins(&mut value, r);
    }
    serde_json::from_value(value).expect("the generator writes instances")
}

/// What is better avoided: slots, rooms, tracks at once; places in tracks, and attendees who speak.
fn avoided(value: &mut Value, r: &mut Random, size: Size) {
    let slots: Vec<String> =
        value["slots"].as_array().unwrap().iter().map(|slot| slot["id"].as_str().unwrap().to_owned()).collect();
    let by_slot =
        |r: &mut Random| json!({slots[r.below(slots.len())].clone(): 1 + r.below(9), slots[0].clone(): r.below(3)});
    let by_room = |r: &mut Random| json!({format!("r{}", r.below(size.rooms)): 1 + r.below(9)});
    for slot in value["slots"].as_array_mut().unwrap() {
        if r.chance(30) {
            slot["room_costs"] = by_room(r);
        }
    }
    let people = value["people"].as_array().map_or(0, Vec::len);
    let person = |r: &mut Random, value: &Value| value["people"][r.below(people)]["id"].clone();
    let mut tracks = value["tracks"].take();
    for track in tracks.as_array_mut().unwrap() {
        track["costs"] = json!({"slots": by_slot(r), "rooms": by_room(r)});
        if people > 0 && r.chance(70) {
            track["chairs"] = json!([person(r, value)]);
        }
    }
    value["tracks"] = tracks;
    value["similar_tracks"] = json!([{"tracks": ["track1", "track0"], "cost": 1 + r.below(5)}]);
    for session in value["sessions"].as_array_mut().unwrap() {
        if r.chance(40) {
            session["costs"] = json!({"slots": by_slot(r), "rooms": by_room(r)});
            session["odd_hours"] = by_slot(r);
        }
        if session.get("track").is_some() && r.chance(50) {
            session["place_in_track"] = json!(1 + r.below(4));
        }
    }
    let mut attendees = value["attendees"].take();
    for attendee in attendees.as_array_mut().unwrap() {
        if people > 0 && r.chance(20) {
            attendee["person"] = person(r, value);
        }
    }
    value["attendees"] = attendees;
}

/// What sessions are about, and slots in which rooms and people cannot be had.
fn labelled(value: &mut Value, r: &mut Random) {
    for session in value["sessions"].as_array_mut().unwrap() {
        if r.chance(80) {
            session["about"] = json!({"themes": r.pick(&["x", "y", "z"], 2), "sectors": r.pick(&["x", "s"], 1),
                "contents": r.pick(&["c", "d"], 2), "audiences": r.pick(&["p", "q"], 2), "draws_crowd": r.chance(50)});
            if r.chance(70) {
                session["about"]["level"] = json!(1 + r.below(3));
            }
        }
    }
    let slots: Vec<Value> = value["slots"].as_array().unwrap().iter().map(|slot| slot["id"].clone()).collect();
    for (section, field) in [("rooms", "closed_slots"), ("people", "away_slots")] {
        for member in value[section].as_array_mut().unwrap() {
            if r.chance(30) {
                member[field] = json!([slots[r.below(slots.len())]]);
            }
        }
    }
}

/// Somebody who works between a few languages, or signs.
fn interpreter(r: &mut Random, number: usize, days: usize) -> Value {
    let languages = ["en", "fr", "es"];
    let turn = r.below(3);
    let [one, other, third] = [0, 1, 2].map(|step| languages[(turn + step) % 3]);
    let away: Vec<Value> = (0..r.below(2)).map(|_| r.window(days)).collect();
    let mut value = json!({"id": format!("i{number}"), "away": away, "travels": r.chance(30)});
    let fields = value.as_object_mut().unwrap();
    if r.chance(50) {
        let (b, c) = if r.chance(60) { (vec![other], vec![third]) } else { (vec![], vec![other]) };
        fields.insert("combination".into(), json!({"a": [one], "b": b, "c": c}));
    }
    let mut directions = vec![json!({"from": one, "into": other})];
    if r.chance(60) {
        directions.push(json!({"from": other, "into": one}));
    }
    if r.chance(40) {
        directions.push(json!({"from": one, "into": "asl"}));
    }
    fields.insert("directions".into(), json!(directions));
    if r.chance(50) {
        fields.insert("home_booth".into(), json!(one));
    }
    if r.chance(60) {
        fields.insert("max_minutes_per_day".into(), json!(60 + r.below(3) * 45));
    }
    if r.chance(30) {
        fields.insert("fees".into(), fees(r));
    }
    value
}

fn fees(r: &mut Random) -> Value {
    let mut fees = json!({"day": 100 + r.below(500), "day_minutes": 60 + r.below(200), "half_day_minutes": 30 + r.below(120),
        "overtime_hour": r.below(90), "travel": r.below(300)});
    if r.chance(60) {
        fees["half_day"] = json!(r.below(100));
    }
    fees
}

/// On which terms interpreters work: any pack or none, and anything beside it.
fn terms(r: &mut Random) -> Value {
    let mut terms = json!({"fees": fees(r)});
    let fields = terms.as_object_mut().unwrap();
    if r.chance(50) {
        let packs = ["aiic-table", "aiic-table", "aiic-canada", "apic", "aice", "un", "rsi"];
        fields.insert("pack".into(), json!(r.pick_one(&packs)));
    }
    for (field, percent, least, most) in [
        ("team", 60, 1, 2),
        ("team_for_minutes", 10, 1, 600),
        ("max_minutes_per_day", 30, 60, 480),
        ("max_stretch_minutes", 50, 45, 120),
        ("break_minutes", 60, 0, 45),
        ("lead_minutes", 40, 0, 30),
        ("split_fee", 60, 0, 300),
    ] {
        if r.chance(percent) {
            fields.insert(field.into(), json!(least + r.below(most - least + 1)));
        }
    }
    for (field, percent) in [("relay", 40), ("remote", 20)] {
        if r.chance(percent) {
            fields.insert(field.into(), json!(r.chance(50)));
        }
    }
    if r.chance(50) {
        fields.insert("receivers".into(), json!({"count": r.below(12), "handling_minutes": 5 * r.below(3)}));
    }
    terms
}

fn interpretation(r: &mut Random) -> Value {
    let mut into = r.pick(&["en", "fr", "es", "en", "fr", "es", "asl"], 3);
    if into.is_empty() {
        into.push("fr");
    }
    let mut value = json!({"into": into});
    if r.chance(40) {
        value["mode"] = json!("optional");
        value["value"] = json!(r.below(20));
    }
    if r.chance(20) {
        value["regime"] = json!("symmetric");
    }
    if r.chance(20) {
        value["remote"] = json!(r.chance(50));
    }
    value
}

/// Who sits where when sessions are in these cells: mostly people who can do the work, sometimes anybody or nobody.
pub(crate) fn seats(r: &mut Random, network: &Network, cells: &[Option<Cell>]) -> Vec<u16> {
    let staff = &network.staff;
    let mut seats = vec![NOBODY; staff.seats()];
    for (session, cell) in cells.iter().enumerate() {
        let Some(cell) = cell else { continue };
        for &(post, _) in &staff.crews[session][cell.mode as usize].posts {
            let desk = &staff.posts[post as usize];
            for seat in desk.seats.clone() {
                seats[seat] = match r.below(100) {
                    0..15 => NOBODY,
                    15..85 if !desk.able.is_empty() => desk.able[r.below(desk.able.len())] as u16,
                    _ if staff.people > 0 => r.below(staff.people) as u16,
                    _ => NOBODY,
                };
            }
        }
    }
    seats
}

/// Makes all rooms but the last alike, and takes out what would tell them apart.
fn twins(value: &mut Value, r: &mut Random) {
    let rooms = value["rooms"].as_array_mut().unwrap();
    let last = rooms.len() - 1;
    let mut twin = rooms[0].clone();
    twin["booths"] = json!(3);
    twin["parallel"] = json!(1 + r.below(2));
    for (position, room) in rooms.iter_mut().enumerate() {
        if position < last {
            *room = twin.clone();
        }
        room["id"] = json!(format!("r{position}"));
        room["booths"] = json!(3);
        room["joins"] = json!([]);
    }
    for session in value["sessions"].as_array_mut().unwrap() {
        let session = session.as_object_mut().unwrap();
        session.remove("costs");
        session.remove("track");
        session.remove("place_in_track");
        for pin in ["pin", "published"] {
            if let Some(pin) = session.get_mut(pin).and_then(Value::as_object_mut) {
                pin.remove("room");
            }
        }
    }
    value["tracks"] = json!([]);
    value["similar_tracks"] = json!([]);
    for slot in value["slots"].as_array_mut().unwrap() {
        slot.as_object_mut().unwrap().remove("room_costs");
    }
    value["series"] = json!([]);
    value["groups"].as_array_mut().unwrap().retain(|group| !group["must"].as_str().unwrap().ends_with("room"));
    value["walking"]["within_venue"] = json!(0);
}
