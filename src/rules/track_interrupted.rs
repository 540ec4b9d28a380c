//! A track pauses for a slot or more.

use std::collections::BTreeSet;

use super::meetings::{meetings, tracks};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Grid};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "track-interrupted",
    summary: "a track pauses for a slot or more",
    unit: "tracks",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "The slots in which a track meets follow one another, in the order in which slots are written, over days. A track that does not is counted once, however long or many its pauses.",
    examples: &[
        Example {
            about: "nothing in the second of three slots",
            instance: r#""slots": [{"id": "x", "day": "mon", "start": "09:00", "end": "11:00", "every": 30},
                    {"id": "y", "day": "mon", "start": "11:00", "end": "13:00", "every": 30},
                    {"id": "z", "day": "tue", "start": "09:00", "end": "11:00", "every": 30}],
                "tracks": [{"id": "t"}], "sessions": [{"id": "a", "track": "t"}, {"id": "b", "track": "t"}]"#,
            timetable: "a mon 09:00 hall\n b tue 09:00 attic",
            amount: 1,
        },
        Example {
            about: "one slot after the other",
            instance: r#""slots": [{"id": "x", "day": "mon", "start": "09:00", "end": "11:00", "every": 30},
                    {"id": "y", "day": "mon", "start": "11:00", "end": "13:00", "every": 30},
                    {"id": "z", "day": "tue", "start": "09:00", "end": "11:00", "every": 30}],
                "tracks": [{"id": "t"}], "sessions": [{"id": "a", "track": "t"}, {"id": "b", "track": "t"}]"#,
            timetable: "a mon 11:00 hall\n b tue 09:00 attic",
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
        let slots: BTreeSet<usize> = met.iter().filter(|m| m.0 == track).map(|m| m.1.index()).collect();
        let (Some(first), Some(last)) = (slots.first(), slots.last()) else { continue };
        if last - first + 1 > slots.len() {
            let names: Vec<&str> = slots.iter().map(|&slot| problem.names.slots[slot].as_str()).collect();
            let message = format!("{} meets in slots {} only", problem.names.tracks[track.index()], names.join(", "));
            found.push(Violation { amount: 1, subjects: vec![Subject::Track(track)], at: None, message });
        }
    }
    found
}

fn declare(_: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    network.grid(Grid::Interrupted);
}
