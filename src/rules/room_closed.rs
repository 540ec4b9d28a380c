//! A room is used while it is closed.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Profile, Table};
use crate::problem::{Problem, RoomId, SlotId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "room-closed",
    summary: "a room is used while it is closed",
    unit: "minutes",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "No session takes a room, set-up and teardown included, while it or a room that it is made of is `closed`. A \
          session of a slot for which it is closed (`closed_slots`) counts whole.",
    examples: &[
        Example {
            about: "the attic closes at half past nine",
            instance: r#""rooms": [{"id": "attic", "seats": 30, "closed": [{"day": "mon", "from": "09:30"}]}]"#,
            timetable: "a mon 09:00 attic\n b tue 09:00 attic",
            amount: 30,
        },
        Example {
            about: "the slot of the second day is not for the attic",
            instance: r#""rooms": [{"id": "attic", "seats": 30, "closed_slots": ["tue"]}]"#,
            timetable: "a mon 09:00 attic\n b tue 09:00 attic",
            amount: 60,
        },
    ],
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
            let part_of = &problem.rooms[part.index()];
            let slot = problem.slot(id, placement.start);
            let whole = slot.is_some_and(|slot| part_of.closed_slots.contains(&slot));
            let closed: i32 = part_of.closed.iter().map(|closed| closed.overlap(span)).sum();
            let minutes = closed + if whole { problem.sessions[id.index()].minutes } else { 0 };
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
    by_slot(problem, network);
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
    network.occupancy(before, after, capacity, false);
}

/// What is closed for slots, whole.
fn by_slot(problem: &Problem, network: &mut Declaration<'_>) {
    if problem.rooms.iter().all(|room| room.closed_slots.is_empty()) {
        return;
    }
    for id in problem.session_ids() {
        let minutes = i64::from(problem.sessions[id.index()].minutes);
        let closed = |room: RoomId, slot: SlotId| {
            let parts = problem.rooms[room.index()].parts.iter();
            parts.filter(|part| problem.rooms[part.index()].closed_slots.contains(&slot)).count() as i64
        };
        let mut costs = Vec::new();
        for time in problem.time_ids() {
            let slot = problem.slot_at(id, time);
            let cost = |room| slot.map_or(0, |slot| minutes * closed(room, slot));
            costs.extend(problem.room_ids().map(cost).chain([0]));
        }
        network.unary(id, Table::ByCell(costs));
    }
}
