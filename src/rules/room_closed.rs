//! A room is used while it is closed.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Profile};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "room-closed",
    summary: "a room is used while it is closed",
    unit: "minutes",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "No session takes a room, set-up and teardown included, while it or a room that it is made of is `closed`.",
    examples: &[Example {
        about: "the attic closes at half past nine",
        instance: r#""rooms": [{"id": "attic", "seats": 30, "closed": [{"day": "mon", "from": "09:30"}]}]"#,
        timetable: "a mon 09:00 attic\n b tue 09:00 attic",
        amount: 30,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let Some(room) = placement.room else { continue };
        let span = problem.sessions[id.index()].room_span(placement.start);
        for &part in &problem.rooms[room.index()].parts {
            let minutes: i32 = problem.rooms[part.index()].closed.iter().map(|closed| closed.overlap(span)).sum();
            if minutes > 0 {
                let message = format!(
                    "{} is in {} for {minutes} min while {} is closed",
                    problem.names.sessions[id.index()],
                    problem.names.rooms[room.index()],
                    problem.names.rooms[part.index()]
                );
                let subjects = vec![Subject::Session(id), Subject::Room(part)];
                found.push(Violation { amount: i64::from(minutes), subjects, at: Some(placement.start), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    if problem.rooms.iter().all(|room| room.closed.is_empty()) {
        return;
    }
    let open = i32::MAX;
    let mut capacity: Vec<Profile> = Vec::with_capacity(problem.rooms.len() + 1);
    for room in &problem.rooms {
        let changes = room.closed.iter().map(|&closed| (closed, -open)).collect();
        capacity.push(Profile { base: open, changes });
    }
    capacity.push(Profile::constant(open));
    let before = problem.sessions.iter().map(|session| session.setup).collect();
    let after = problem.sessions.iter().map(|session| session.teardown).collect();
    network.occupancy(before, after, capacity);
}
