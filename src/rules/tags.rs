//! What `wrong-tag` and `unwanted-tag` share: a count of demands that the tags of a slot or room do not meet.

use super::{View, Violation};
use crate::network::{Declaration, Table};
use crate::problem::{Problem, RoomId, SessionId, Subject, TagId, Tags, TimeId};

/// Counts the demands that the tags present do not meet.
pub(super) type Count = fn(&Tags, &[TagId]) -> i64;

/// The demands of a session and of each of its people on its slot.
fn in_slot(problem: &Problem, id: SessionId, present: &[TagId], count: Count) -> i64 {
    let session = &problem.sessions[id.index()];
    let people = session.people.iter().map(|person| count(&problem.people[person.index()].slot_tags, present));
    count(&session.slot_tags, present) + people.sum::<i64>()
}

/// The demands of a session and of each of its people on its room.
fn in_room(problem: &Problem, id: SessionId, room: RoomId, count: Count) -> i64 {
    let (session, present) = (&problem.sessions[id.index()], &problem.rooms[room.index()].tags);
    let people = session.people.iter().map(|person| count(&problem.people[person.index()].room_tags, present));
    count(&session.room_tags, present) + people.sum::<i64>()
}

/// Every slot and room that does not meet a demand; `words` say so between it and the session.
pub(super) fn violations(view: &View<'_>, count: Count, words: &str) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let name = &problem.names.sessions[id.index()];
        if let Some(slot) = problem.slot(id, placement.start) {
            let amount = in_slot(problem, id, &problem.slots[slot.index()].tags, count);
            if amount > 0 {
                let message = format!("the tags of slot {} {words} {name}", problem.names.slots[slot.index()]);
                let at = Some(placement.start);
                found.push(Violation { amount, subjects: vec![Subject::Session(id)], at, message });
            }
        }
        if let Some(room) = placement.room {
            let amount = in_room(problem, id, room, count);
            if amount > 0 {
                let message = format!("the tags of {} {words} {name}", problem.names.rooms[room.index()]);
                let subjects = vec![Subject::Session(id), Subject::Room(room)];
                found.push(Violation { amount, subjects, at: Some(placement.start), message });
            }
        }
    }
    found
}

/// The same, stated to the network.
pub(super) fn declare(problem: &Problem, network: &mut Declaration<'_>, count: Count) {
    for id in problem.session_ids() {
        let tags = |time: TimeId| problem.slot_at(id, time).map(|slot| &problem.slots[slot.index()].tags);
        let by_time = |time: TimeId| tags(time).map_or(0, |tags| in_slot(problem, id, tags, count));
        network.unary(id, Table::ByTime(problem.time_ids().map(by_time).collect()));
        let mut by_room: Vec<i64> = problem.room_ids().map(|room| in_room(problem, id, room, count)).collect();
        by_room.push(0);
        network.unary(id, Table::ByRoom(by_room));
    }
}
