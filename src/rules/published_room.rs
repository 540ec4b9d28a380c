//! A published session has left its room.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "published-room",
    summary: "a session has left its published room",
    unit: "sessions",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "For conferences that weigh a change of room on another level than a change of time: a session with a `published` \
          room that is in another one. What `published-moved` says of rooms is its parameter `room`, which is then 0.",
    examples: &[Example {
        about: "the same time, another room",
        instance: r#""sessions": [{"id": "a", "published": {"day": "mon", "start": "09:00", "room": "hall"}}]"#,
        timetable: "a mon 09:00 attic",
        amount: 1,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        if let Some(room) = problem.sessions[id.index()].published.room
            && placement.room != Some(room)
        {
            let (name, room_name) = (&problem.names.sessions[id.index()], &problem.names.rooms[room.index()]);
            let message = format!("{name} was published for {room_name}");
            let subjects = vec![Subject::Session(id), Subject::Room(room)];
            found.push(Violation { amount: 1, subjects, at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        if let Some(room) = problem.sessions[id.index()].published.room {
            let cost = |other: usize| i64::from(other != room.index());
            network.unary(id, Table::ByRoom((0..=problem.rooms.len()).map(cost).collect()));
        }
    }
}
