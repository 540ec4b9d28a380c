//! Sessions of several tracks share a room in one slot.

use std::collections::BTreeSet;

use super::meetings::{meetings, tracks};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Grid};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "tracks-mixed",
    summary: "sessions of several tracks share a room in one slot",
    unit: "further tracks",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "A room belongs to one track for the whole of a slot, so that its audience can stay seated; every further track with a session there counts 1.",
    examples: &[Example {
        about: "two tracks after each other in one room and slot",
        instance: r#""tracks": [{"id": "t"}, {"id": "u"}], "sessions": [{"id": "a", "track": "t"}, {"id": "b", "track": "u"}]"#,
        timetable: "a mon 09:00 hall\n b mon 11:00 hall",
        amount: 1,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let (problem, met) = (view.problem, meetings(view));
    let cells: BTreeSet<_> = met.iter().map(|&(_, slot, room)| (slot, room)).collect();
    let mut found = Vec::new();
    for (slot, room) in cells {
        let here: Vec<_> = tracks(problem).filter(|&track| met.contains(&(track, slot, room))).collect();
        if here.len() > 1 {
            let names: Vec<&str> = here.iter().map(|track| problem.names.tracks[track.index()].as_str()).collect();
            let (slot_name, room_name) = (&problem.names.slots[slot.index()], &problem.names.rooms[room.index()]);
            let message = format!("{} share {room_name} in slot {slot_name}", names.join(" and "));
            let at = Some(problem.slots[slot.index()].span.from);
            let mut subjects = vec![Subject::Room(room)];
            subjects.extend(here.iter().copied().map(Subject::Track));
            found.push(Violation { amount: here.len() as i64 - 1, subjects, at, message });
        }
    }
    found
}

fn declare(_: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    network.grid(Grid::Mixed);
}
