//! Tracks that attract the same people meet in one slot.

use super::meetings::{meetings, rooms, slots};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Grid};
use crate::problem::{Problem, Subject, TrackId};

pub(super) static RULE: Rule = Rule {
    id: "similar-tracks",
    summary: "tracks that attract the same people meet in one slot",
    unit: "points of cost",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Pairs of tracks can have a cost of meeting in the same slot (`similar_tracks`). It counts for each room of the one with each room of the other.",
    examples: &[Example {
        about: "one room of the one, two of the other",
        instance: r#""similar_tracks": [{"tracks": ["u", "t"], "cost": 4}], "tracks": [{"id": "t"}, {"id": "u"}],
                "sessions": [{"id": "a", "track": "t"}, {"id": "b", "track": "u"}, {"id": "c", "track": "u"}],
                "rooms": [{"id": "hall", "seats": 100}, {"id": "attic", "seats": 30}, {"id": "nook", "seats": 9}]"#,
        timetable: "a mon 09:00 hall\n b mon 11:00 attic\n c mon 15:00 nook",
        amount: 8,
    }],
    violations,
    declare,
};

fn pairs(problem: &Problem) -> Vec<(TrackId, TrackId, i64)> {
    problem.similar_tracks.clone()
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let (problem, met) = (view.problem, meetings(view));
    let mut found = Vec::new();
    for (a, b, cost) in pairs(problem) {
        for slot in slots(problem) {
            let amount = cost * (rooms(&met, a, slot).len() * rooms(&met, b, slot).len()) as i64;
            if amount > 0 {
                let names = &problem.names;
                let [one, other] = [a, b].map(|track| &names.tracks[track.index()]);
                let message = format!("{one} and {other} both meet in slot {}", names.slots[slot.index()]);
                let at = Some(problem.slots[slot.index()].span.from);
                found.push(Violation { amount, subjects: vec![Subject::Track(a), Subject::Track(b)], at, message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let mut costs = vec![Vec::new(); problem.tracks.len()];
    for (a, b, cost) in pairs(problem) {
        costs[a.index()].push((b.0, cost));
        costs[b.index()].push((a.0, cost));
    }
    network.grid(Grid::Together(costs));
}
