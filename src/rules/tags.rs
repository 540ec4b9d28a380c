//! What `wrong-tag` and `unwanted-tag` share: demands that the tags of a slot or room do not meet, and their points.

use super::{Parameter, Parameters, View, Violation};
use crate::network::{Declaration, Table};
use crate::problem::{Problem, RoomId, SessionId, Subject, TagId, Tags, TimeId};

/// Of the demands on tags, how many that should be among those present are not, and how many that should not be are.
pub(super) type Count = fn(&Tags, &[TagId]) -> [i64; 2];

/// A parameter that says what one tag counts.
pub(super) const fn points(name: &'static str, doc: &'static str) -> Parameter {
    Parameter { name, doc, default: 1, least: 0, most: 1_000_000 }
}

/// The last parameter.
pub(super) const BY_MINUTES: Parameter = Parameter {
    name: "by-minutes",
    doc: "1: a tag counts once for each minute of the session; 0: it counts once",
    default: 0,
    least: 0,
    most: 1,
};

/// What demands are worth: missing and present, of the session and of each of its people; first of the slot, then of the
/// room.
struct Points<'a> {
    parameters: &'a Parameters,
    count: Count,
}

impl Points<'_> {
    fn of(&self, problem: &Problem, id: SessionId, present: &[TagId], room: bool) -> i64 {
        let session = &problem.sessions[id.index()];
        let list = |slot_tags, room_tags| if room { room_tags } else { slot_tags };
        let first = if room { 4 } else { 0 };
        let weigh = |[missing, there]: [i64; 2], first: usize| {
            let missing = missing.saturating_mul(self.parameters.get(first));
            missing.saturating_add(there.saturating_mul(self.parameters.get(first + 1)))
        };
        let mut sum = weigh((self.count)(list(&session.slot_tags, &session.room_tags), present), first);
        for person in &session.people {
            let person = &problem.people[person.index()];
            let theirs = (self.count)(list(&person.slot_tags, &person.room_tags), present);
            sum = sum.saturating_add(weigh(theirs, first + 2));
        }
        let by_minutes = self.parameters.get(8) > 0;
        sum.saturating_mul(if by_minutes { i64::from(session.minutes) } else { 1 })
    }
}

/// Every slot and room that does not meet a demand; `words` say so between it and the session.
pub(super) fn violations(view: &View<'_>, count: Count, words: &str) -> Vec<Violation> {
    let problem = view.problem;
    let points = Points { parameters: view.parameters, count };
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let name = &problem.names.sessions[id.index()];
        if let Some(slot) = problem.slot(id, placement.start) {
            let amount = points.of(problem, id, &problem.slots[slot.index()].tags, false);
            if amount > 0 {
                let message = format!("the tags of slot {} {words} {name}", problem.names.slots[slot.index()]);
                let at = Some(placement.start);
                found.push(Violation { amount, subjects: vec![Subject::Session(id)], at, message });
            }
        }
        if let Some(room) = placement.room {
            let amount = points.of(problem, id, &problem.rooms[room.index()].tags, true);
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
pub(super) fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>, count: Count) {
    let points = Points { parameters, count };
    for id in problem.session_ids() {
        let tags = |time: TimeId| problem.slot_at(id, time).map(|slot| &problem.slots[slot.index()].tags);
        let by_time = |time: TimeId| tags(time).map_or(0, |tags| points.of(problem, id, tags, false));
        network.unary(id, Table::ByTime(problem.time_ids().map(by_time).collect()));
        let by_room = |room: RoomId| points.of(problem, id, &problem.rooms[room.index()].tags, true);
        let mut by_room: Vec<i64> = problem.room_ids().map(by_room).collect();
        by_room.push(0);
        network.unary(id, Table::ByRoom(by_room));
    }
}
