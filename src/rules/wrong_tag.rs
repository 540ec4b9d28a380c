//! A slot or room has a tag that it must not have, or lacks one that it must have.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Problem, RoomId, SessionId, Subject, TimeId};

pub(super) static RULE: Rule = Rule {
    id: "wrong-tag",
    summary: "a slot or room lacks a required tag or has a prohibited one",
    unit: "tags",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Required and prohibited tags of the slot and of the room, as the session and each of its people demand (`slot_tags`, `room_tags`): \
          each one missing or present against the demand counts. A session outside every slot has no slot tags to judge.",
    examples: &[
        Example {
            about: "the room must not be loud",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "tags": ["loud"]}, {"id": "attic", "seats": 30}],
                "sessions": [{"id": "a", "room_tags": {"prohibited": ["loud"]}}]"#,
            timetable: "a mon 09:00 hall",
            amount: 1,
        },
        Example {
            about: "the speaker must be on the first day",
            instance: r#""slots": [{"id": "m", "day": "mon", "start": "09:00", "end": "18:00", "tags": ["first-day"]},
                    {"id": "t", "day": "tue", "start": "09:00", "end": "18:00"}],
                "people": [{"id": "p", "slot_tags": {"required": ["first-day"]}}],
                "sessions": [{"id": "a", "speakers": ["p"]}]"#,
            timetable: "a tue 09:00 hall",
            amount: 1,
        },
    ],
    violations,
    declare,
};

fn in_slot(problem: &Problem, id: SessionId, present: &[crate::problem::TagId]) -> i64 {
    let session = &problem.sessions[id.index()];
    let people = session.people.iter().map(|person| problem.people[person.index()].slot_tags.wrong(present));
    session.slot_tags.wrong(present) + people.sum::<i64>()
}

fn in_room(problem: &Problem, id: SessionId, room: RoomId) -> i64 {
    let (session, present) = (&problem.sessions[id.index()], &problem.rooms[room.index()].tags);
    let people = session.people.iter().map(|person| problem.people[person.index()].room_tags.wrong(present));
    session.room_tags.wrong(present) + people.sum::<i64>()
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let name = &problem.names.sessions[id.index()];
        if let Some(slot) = problem.slot(id, placement.start) {
            let amount = in_slot(problem, id, &problem.slots[slot.index()].tags);
            if amount > 0 {
                let message = format!("the tags of slot {} do not do for {name}", problem.names.slots[slot.index()]);
                let at = Some(placement.start);
                found.push(Violation { amount, subjects: vec![Subject::Session(id)], at, message });
            }
        }
        if let Some(room) = placement.room {
            let amount = in_room(problem, id, room);
            if amount > 0 {
                let message = format!("the tags of {} do not do for {name}", problem.names.rooms[room.index()]);
                let subjects = vec![Subject::Session(id), Subject::Room(room)];
                found.push(Violation { amount, subjects, at: Some(placement.start), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let by_time = |time: TimeId| {
            problem.slot_at(id, time).map_or(0, |slot| in_slot(problem, id, &problem.slots[slot.index()].tags))
        };
        network.unary(id, Table::ByTime(problem.time_ids().map(by_time).collect()));
        let mut by_room: Vec<i64> = problem.room_ids().map(|room| in_room(problem, id, room)).collect();
        by_room.push(0);
        network.unary(id, Table::ByRoom(by_room));
    }
}
