//! A published session has moved.

use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "published-moved",
    summary: "a session has left its published place",
    unit: "points: `time` for another time, `room` for another room",
    level: Level::Soft,
    weight: 1,
    parameters: &[
        Parameter { name: "time", doc: "points for another day or start", default: 10, least: 0, most: 100_000 },
        Parameter { name: "room", doc: "points for another room", default: 4, least: 0, most: 100_000 },
    ],
    doc: "A session with a `published` placement stays there, or people have to be told. Leaving it out altogether is \
          a matter of `unplaced` and `left-out`.",
    examples: &[Example {
        about: "another time, the same room",
        instance: r#""sessions": [{"id": "a", "published": {"day": "mon", "start": "09:00", "room": "hall"}}]"#,
        timetable: "a mon 10:00 hall",
        amount: 10,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let published = problem.sessions[id.index()].published;
        let time = published.start.is_some_and(|start| placement.start != start)
            || published.day.is_some_and(|day| problem.day(placement.start) != Some(day));
        let room = published.room.is_some_and(|room| placement.room != Some(room));
        let amount = i64::from(time) * view.parameters.get(0) + i64::from(room) * view.parameters.get(1);
        if amount > 0 {
            let what = match (time, room) {
                (true, true) => "time and room",
                (true, false) => "time",
                _ => "room",
            };
            let message = format!("{} has left its published {what}", problem.names.sessions[id.index()]);
            found.push(Violation { amount, subjects: vec![Subject::Session(id)], at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let published = problem.sessions[id.index()].published;
        let times = problem.starts.iter().map(|start| {
            let moved = published.start.is_some_and(|minute| start.minute != minute)
                || published.day.is_some_and(|day| start.day != day);
            i64::from(moved) * parameters.get(0)
        });
        network.unary(id, Table::ByTime(times.collect()));
        if let Some(room) = published.room {
            let cost = |r: usize| i64::from(r != room.index()) * parameters.get(1);
            network.unary(id, Table::ByRoom((0..=problem.rooms.len()).map(cost).collect()));
        }
    }
}
