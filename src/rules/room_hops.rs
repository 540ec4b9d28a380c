//! People change rooms between what they wish to see.

use std::collections::BTreeMap;

use super::{Example, Parameters, Rule, View, Violation, meetings, missed_wish};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{Minute, Problem, RoomId, SlotId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "room-hops",
    summary: "people change rooms within a slot to see what they wish",
    unit: "changes of room by a person",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "Within a slot, a person sits in a wished session whenever one that can be followed starts, and stays in the room when \
          none does; what counts is how often the room must change at least. Where several wished sessions start at once the \
          person chooses the one that saves changes, whatever it is worth. From slot to slot everybody may change freely. For \
          conferences whose rooms are far apart, or where comings and goings between talks disturb. Off as delivered: \
          whoever counts changes of room says what one weighs against a missed wish.",
    examples: &[
        Example {
            about: "there and back, for ten people",
            instance: r#""sessions": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
                "attendees": [{"id": "x", "count": 10, "wishes": {"a": 1, "b": 1, "c": 1}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 attic\n c mon 11:00 hall",
            amount: 20,
        },
        Example {
            about: "of two in parallel the one in the same room is seen",
            instance: r#""sessions": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
                "attendees": [{"id": "x", "wishes": {"a": 1, "b": 5, "c": 1}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 attic\n c mon 10:00 hall",
            amount: 0,
        },
        Example {
            about: "from one slot to the next everybody may change",
            instance: r#""attendees": [{"id": "x", "wishes": {"a": 1, "b": 1}}]"#,
            timetable: "a mon 09:00 hall\n b tue 09:00 attic",
            amount: 0,
        },
    ],
    violations,
    declare,
};

/// By slot, then start: the rooms with something wished.
type Offers = BTreeMap<SlotId, BTreeMap<Minute, Vec<RoomId>>>;

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut changes: BTreeMap<SlotId, i64> = BTreeMap::new();
    for attendee in &problem.attendees {
        let mut offers = Offers::new();
        for &(id, _) in &attendee.wishes {
            let (Some((slot, room)), Some(placement)) = (meetings::place(view, id), view.timetable.get(id)) else {
                continue;
            };
            let mode = problem.mode(id, placement.mode);
            if problem.audiences[attendee.audience.index()].follows(&mode.floor, &mode.into) {
                offers.entry(slot).or_default().entry(placement.start).or_default().push(room);
            }
        }
        for (slot, positions) in &offers {
            *changes.entry(*slot).or_default() += attendee.count * fewest_changes(positions);
        }
    }
    let mut found = Vec::new();
    for (slot, amount) in changes.into_iter().filter(|(_, amount)| *amount > 0) {
        let message = format!("people change rooms {amount} times in slot {}", problem.names.slots[slot.index()]);
        let span = &problem.slots[slot.index()];
        found.push(Violation { amount, subjects: vec![Subject::Day(span.day)], at: Some(span.span.from), message });
    }
    found
}

/// By room of the last position, the fewest changes on the way there, from the first position to the last.
fn fewest_changes(positions: &BTreeMap<Minute, Vec<RoomId>>) -> i64 {
    let mut ways: BTreeMap<RoomId, i64> = BTreeMap::new();
    for rooms in positions.values() {
        let to = |room: RoomId| {
            let ways = ways.iter().map(|(from, changes)| changes + i64::from(*from != room));
            (room, ways.min().unwrap_or(0))
        };
        ways = rooms.iter().copied().map(to).collect();
    }
    ways.into_values().min().unwrap_or(0)
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let wishing = problem.attendees.iter().filter(|attendee| attendee.wishes.len() > 1);
    network.hops(wishing.map(|attendee| missed_wish::party(problem, attendee)).collect());
}
