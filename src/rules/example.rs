//! Examples: small conferences that say what a rule means, and are run as tests.

use serde_json::{Map, Value, json};

use crate::instance::schema::Instance;
use crate::problem::{InterpreterId, LanguageId, ModeId, Problem, SessionId};
use crate::timetable::{Placement, Timetable};

/// A small conference, a timetable, and the amount that the rule finds.
///
/// The conference is the one of [`Example::BASE`] with the top-level members of `instance` put in place of its own.
#[derive(Debug)]
pub struct Example {
    /// What it shows.
    pub about: &'static str,
    /// The members of the instance that matter here: the inside of a JSON object.
    pub instance: &'static str,
    /// The timetable, a session a line: id, day, start, room (or `-` for none), and what is interpreted by whom:
    /// `fr:i1,i2` for a booth into French, `en+fr:i3` for one that works both ways.
    pub timetable: &'static str,
    /// The amount, in the rule's unit.
    pub amount: i64,
}

impl Example {
    /// The conference that every example starts from: two days from nine to six, starts on the half hour, a hall and
    /// an attic, one kind of session.
    pub const BASE: &'static str = r#"{
        "format": "plenary-instance/1", "id": "example", "title": "Example", "time_zone": "UTC",
        "languages": ["en", "fr", "es"],
        "days": [{"id": "mon", "date": "2030-05-06"}, {"id": "tue", "date": "2030-05-07"}],
        "slots": [{"id": "mon", "day": "mon", "start": "09:00", "end": "18:00", "every": 30},
                  {"id": "tue", "day": "tue", "start": "09:00", "end": "18:00", "every": 30}],
        "rooms": [{"id": "hall", "seats": 100}, {"id": "attic", "seats": 30}],
        "kinds": [{"id": "talk"}],
        "sessions": [{"id": "a", "title": "A", "kind": "talk", "minutes": 60},
                     {"id": "b", "title": "B", "kind": "talk", "minutes": 60}]
    }"#;

    /// The instance of this example.
    ///
    /// # Panics
    /// If the example is not well-formed; the conformance suite builds every one.
    #[must_use]
    pub fn instance(&self) -> Instance {
        let mut instance: Value = serde_json::from_str(Self::BASE).expect("the base is JSON");
        let changes: Map<String, Value> =
            serde_json::from_str(&format!("{{{}}}", self.instance)).expect("an example is the inside of an object");
        for (name, mut value) in changes {
            if name == "sessions" {
                for session in value.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
                    let id = session.get("id").cloned().unwrap_or_default();
                    for (field, default) in [("title", id), ("kind", json!("talk")), ("minutes", json!(60))] {
                        session.entry(field).or_insert(default);
                    }
                }
            }
            instance[name] = value;
        }
        serde_json::from_value(instance).expect("an example is an instance")
    }

    /// The timetable of this example.
    ///
    /// # Panics
    /// If the example is not well-formed; the conformance suite builds every one.
    #[must_use]
    pub fn timetable(&self, problem: &Problem) -> Timetable {
        let mut timetable = Timetable::empty(problem);
        for line in self.timetable.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [id, day, clock, room, booths @ ..] = &fields[..] else {
                panic!("{line:?} is not `id day start room`")
            };
            let find = |names: &[String], name: &str| {
                names.iter().position(|n| n == name).unwrap_or_else(|| panic!("{line:?}: there is no {name:?}"))
            };
            let (hours, minutes) = clock.split_once(':').expect("a start is HH:MM");
            let clock = hours.parse::<i32>().expect("hours") * 60 + minutes.parse::<i32>().expect("minutes");
            let start = problem.calendar.minute(find(&problem.names.days, day), clock).expect("a time that exists");
            let room = (*room != "-").then(|| crate::problem::RoomId::new(find(&problem.names.rooms, room)));
            let session = SessionId::new(find(&problem.names.sessions, id));
            let mut teams: Vec<(Vec<LanguageId>, Vec<InterpreterId>)> = Vec::new();
            for booth in booths {
                let (into, team) = booth.split_once(':').expect("a booth is `languages:people`");
                let language = |name: &str| LanguageId::new(find(&problem.names.languages, name));
                let person = |name: &str| InterpreterId::new(find(&problem.names.interpreters, name));
                let people = team.split(',').filter(|name| !name.is_empty()).map(person).collect();
                teams.push((into.split('+').map(language).collect(), people));
            }
            let into: Vec<LanguageId> = teams.iter().flat_map(|(into, _)| into.iter().copied()).collect();
            let fits = |mode: &ModeId| problem.mode(session, *mode).into.iter().all(|l| into.contains(l));
            let mode = problem.mode_ids(session).filter(fits).last().unwrap_or(ModeId(0));
            timetable.placements[session.index()] = Some(Placement { start, room, mode });
            for (into, people) in teams {
                let speaks = |post: &&crate::problem::Post| {
                    let spoken = problem.booth_work[post.work.index()].speaks();
                    post.session == session && spoken.iter().all(|language| into.contains(language))
                };
                let post = problem.posts.iter().find(speaks).expect("the session has such a booth");
                for (seat, person) in post.seats.clone().zip(people) {
                    timetable.seats[seat] = Some(person);
                }
            }
        }
        timetable
    }
}
