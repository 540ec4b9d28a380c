//! A pinned session is elsewhere.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "pin-moved",
    summary: "a session is not where it is pinned",
    unit: "pinned facts broken",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "A session with a `pin` stands on its pinned day, at its pinned start, and in its pinned room; each of them \
          that is given and not kept counts 1.",
    examples: &[
        Example {
            about: "wrong start and wrong room",
            instance: r#""sessions": [{"id": "a", "pin": {"day": "mon", "start": "09:00", "room": "hall"}}]"#,
            timetable: "a mon 10:00 attic",
            amount: 2,
        },
        Example {
            about: "wrong day",
            instance: r#""sessions": [{"id": "a", "pin": {"day": "mon"}}]"#,
            timetable: "a tue 10:00 attic",
            amount: 1,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let pin = problem.sessions[id.index()].pin;
        let mut wrong = Vec::new();
        if pin.day.is_some_and(|day| problem.day(placement.start) != Some(day)) {
            wrong.push("day");
        }
        if pin.start.is_some_and(|start| placement.start != start) {
            wrong.push("start");
        }
        if pin.room.is_some_and(|room| placement.room != Some(room)) {
            wrong.push("room");
        }
        if !wrong.is_empty() {
            let message = format!("{} has left its pinned {}", problem.names.sessions[id.index()], wrong.join(" and "));
            let (amount, at) = (wrong.len() as i64, Some(placement.start));
            found.push(Violation { amount, subjects: vec![Subject::Session(id)], at, message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let pin = problem.sessions[id.index()].pin;
        let times = problem.starts.iter().map(|start| {
            i64::from(pin.day.is_some_and(|day| start.day != day))
                + i64::from(pin.start.is_some_and(|minute| start.minute != minute))
        });
        network.unary(id, Table::ByTime(times.collect()));
        if let Some(room) = pin.room {
            let rooms = 0..=problem.rooms.len();
            network.unary(id, Table::ByRoom(rooms.map(|r| i64::from(r != room.index())).collect()));
        }
    }
}
