//! A track meets in a slot in which it should not.

use super::meetings::{cost, meetings};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Grid};
use crate::problem::{Problem, Subject, Track};

pub(super) static RULE: Rule = Rule {
    id: "unwanted-track-slot",
    summary: "a track meets in a slot in which it should not",
    unit: "points of cost",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Tracks have slots in which they should not meet (`costs` of `tracks`). The cost counts once for each room of a slot in which the track has a session, however many it has there.",
    examples: &[Example {
        about: "two sessions in one room are one meeting, a second room is another",
        instance: r#""tracks": [{"id": "t", "costs": {"slots": {"tue": 5}}}],
                "sessions": [{"id": "a", "track": "t"}, {"id": "b", "track": "t"}, {"id": "c", "track": "t"}]"#,
        timetable: "a tue 09:00 attic\n b tue 10:00 attic\n c tue 09:00 hall",
        amount: 10,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let (problem, mut found) = (view.problem, Vec::new());
    for (track, slot, room) in meetings(view) {
        let amount = cost(&problem.tracks[track.index()].costs.slots, slot.index());
        if amount > 0 {
            let names = &problem.names;
            let message = format!(
                "{} meets in {} in slot {}, which costs {amount}",
                names.tracks[track.index()],
                names.rooms[room.index()],
                names.slots[slot.index()]
            );
            let at = Some(problem.slots[slot.index()].span.from);
            found.push(Violation { amount, subjects: vec![Subject::Track(track), Subject::Room(room)], at, message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let (slots, rooms) = (problem.slots.len(), network.network().rooms());
    let of = |track: &Track| match &track.costs.slots {
        none if none.is_empty() => Vec::new(),
        costs => {
            let cells = (0..slots).flat_map(|slot| (0..rooms).map(move |room| (slot, room)));
            cells.map(|(slot, _)| cost(costs, slot)).collect()
        }
    };
    network.grid(Grid::Cells(problem.tracks.iter().map(of).collect()));
}
