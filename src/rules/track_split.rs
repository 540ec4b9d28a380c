//! A track meets in several rooms of one slot.

use super::meetings::{meetings, rooms, slots, tracks};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Grid};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "track-split",
    summary: "a track meets in several rooms of one slot",
    unit: "further rooms",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "Whoever follows a track can follow all of it: in each slot it meets in one room; every further room counts 1.",
    examples: &[
        Example {
            about: "two rooms at once",
            instance: r#""tracks": [{"id": "t"}], "sessions": [{"id": "a", "track": "t"}, {"id": "b", "track": "t"}]"#,
            timetable: "a mon 09:00 hall\n b mon 11:00 attic",
            amount: 1,
        },
        Example {
            about: "one room",
            instance: r#""tracks": [{"id": "t"}], "sessions": [{"id": "a", "track": "t"}, {"id": "b", "track": "t"}]"#,
            timetable: "a mon 09:00 hall\n b mon 11:00 hall",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let (problem, met) = (view.problem, meetings(view));
    let mut found = Vec::new();
    for track in tracks(problem) {
        for slot in slots(problem) {
            let rooms = rooms(&met, track, slot);
            if rooms.len() > 1 {
                let names: Vec<&str> = rooms.iter().map(|room| problem.names.rooms[room.index()].as_str()).collect();
                let (track_name, slot_name) =
                    (&problem.names.tracks[track.index()], &problem.names.slots[slot.index()]);
                let message = format!("{track_name} meets in {} in slot {slot_name}", names.join(" and "));
                let at = Some(problem.slots[slot.index()].span.from);
                let amount = rooms.len() as i64 - 1;
                found.push(Violation { amount, subjects: vec![Subject::Track(track)], at, message });
            }
        }
    }
    found
}

fn declare(_: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    network.grid(Grid::Split);
}
