//! Programmes for readers: every writer on the same conferences, hostile ones included.

mod folder;
mod frab;
mod hostile;
mod html;
mod icalendar;
mod imports;
mod others;
mod round_trips;
mod solutions;
mod template;

use std::path::Path;

use plenary::formats::programme::{Conflict, Programme};
use plenary::formats::timetable_json::{self, Placed, TimetableFile};
use plenary::instance::Instance;
use plenary::problem::Problem;
use serde_json::{Value, json};

/// A conference with a timetable.
struct Conference {
    instance: Instance,
    problem: Problem,
    timetable: plenary::timetable::Timetable,
    file: TimetableFile,
}

impl Conference {
    /// Of an instance, and of session, start and room of what is placed.
    fn new(instance: Value, placed: &[(&str, &str, &str)]) -> Self {
        let instance: Instance = serde_json::from_value(instance).expect("an instance");
        let placed = placed.iter().map(|(session, start, room)| Placed {
            session: (*session).to_owned(),
            start: (*start).to_owned(),
            rooms: room.split_whitespace().map(str::to_owned).collect(),
            ..Placed::default()
        });
        let file = TimetableFile {
            format: timetable_json::FORMAT.to_owned(),
            placements: placed.collect(),
            ..TimetableFile::default()
        };
        Self::of(instance, file)
    }

    fn of(instance: Instance, mut file: TimetableFile) -> Self {
        let problem = Problem::build(&instance).expect("it builds");
        let timetable = timetable_json::timetable(&file, &problem).expect("it fits");
        timetable_json::describe_anew(&mut file, &problem, &timetable);
        Self { instance, problem, timetable, file }
    }

    fn programme(&self, conflicts: Vec<Conflict>) -> Programme<'_> {
        Programme::new(&self.instance, &self.problem, &self.timetable, &self.file, conflicts)
    }
}

/// The conference of 2018 with its golden timetable.
fn ccr2018() -> Conference {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read(root.join(path)).expect("it is there");
    let instance = serde_json::from_slice(&read("instances/ccr2018.json")).expect("an instance");
    let file = timetable_json::read(&read("tests/golden/valid/ccr2018.timetable.json")).expect("a timetable");
    Conference::of(instance, file)
}

/// Texts that would do harm where they are written as they are.
const HOSTILE: &str = "=1+1</td><script>alert('x')</script>\u{202e}\"&amp;,;\\ ]]>\u{0}\nEND:VEVENT";

/// Two days, two rooms, everybody's names hostile; `a` and `b` overlap in one room.
fn hostile() -> Conference {
    let instance = json!({
        "format": "plenary-instance/1", "id": "hostile", "title": {"en": HOSTILE, "fr": "Bonjour"},
        "time_zone": "Europe/Berlin", "languages": ["en", "fr"],
        "days": [{"id": "sat", "date": "2030-10-26", "title": HOSTILE}, {"id": "sun", "date": "2030-10-27"}],
        "slots": [{"id": "s", "day": "sat", "start": "09:00", "end": "18:00", "every": 15},
                  {"id": "n", "day": "sun", "start": "00:00", "end": "12:00", "every": 30}],
        "rooms": [{"id": "hall", "title": HOSTILE, "seats": 10}, {"id": "attic", "seats": 5}],
        "kinds": [{"id": "talk", "title": HOSTILE}, {"id": "plenary", "blocks": ["*"]}],
        "tracks": [{"id": "t", "title": HOSTILE}],
        "people": [{"id": "p", "name": HOSTILE}],
        "sessions": [
            {"id": "a", "title": HOSTILE, "subtitle": HOSTILE, "kind": "talk", "minutes": 60, "track": "t", "speakers": ["p"], "floor": ["en"]},
            {"id": "b", "title": "B", "kind": "talk", "minutes": 45, "chairs": ["p"], "floor": ["fr"]},
            {"id": "c", "title": "C", "kind": "talk", "minutes": 30},
            {"id": "d", "title": "D", "kind": "plenary", "minutes": 60},
            {"id": "night", "title": "Night", "kind": "talk", "minutes": 180},
            {"id": "out", "title": "Left out", "kind": "talk", "minutes": 30, "optional_value": 1}
        ]
    });
    Conference::new(
        instance,
        &[
            ("a", "2030-10-26T09:00", "hall"),
            ("b", "2030-10-26T09:30", "hall"),
            ("c", "2030-10-26T09:15", "attic"),
            ("d", "2030-10-26T11:00", "hall"),
            // The clock goes back at three: three hours later it is three o'clock.
            ("night", "2030-10-27T01:00", "attic"),
        ],
    )
}

/// What the verifier would say of it.
fn clash() -> Vec<Conflict> {
    let message = format!("a and b are both in the hall {HOSTILE}");
    vec![Conflict { rule: "room-clash".into(), message, sessions: vec!["a".into(), "b".into()] }]
}
