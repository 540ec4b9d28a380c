//! Tracks that share a chair meet in one slot.

use super::meetings::{meetings, rooms, slots, tracks};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Grid};
use crate::problem::{Problem, Subject, TrackId};

pub(super) static RULE: Rule = Rule {
    id: "track-chairs-clash",
    summary: "tracks that share a chair meet in one slot",
    unit: "pairs of rooms",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "Whoever chairs two tracks (`chairs` of `tracks`) cannot be in both: tracks that share a chair do not meet in the same slot. Each room of the one with each room of the other counts 1, however many chairs they share.",
    examples: &[Example {
        about: "one room of the one, two of the other",
        instance: r#""people": [{"id": "p"}], "tracks": [{"id": "t", "chairs": ["p"]}, {"id": "u", "chairs": ["p"]}],
                "sessions": [{"id": "a", "track": "t"}, {"id": "b", "track": "u"}, {"id": "c", "track": "u"}],
                "rooms": [{"id": "hall", "seats": 100}, {"id": "attic", "seats": 30}, {"id": "nook", "seats": 9}]"#,
        timetable: "a mon 09:00 hall\n b mon 11:00 attic\n c mon 15:00 nook",
        amount: 2,
    }],
    violations,
    declare,
};

fn pairs(problem: &Problem) -> Vec<(TrackId, TrackId, i64)> {
    let chaired = |track: TrackId| &problem.tracks[track.index()].chairs;
    let all = tracks(problem).flat_map(|a| tracks(problem).filter(move |b| a < *b).map(move |b| (a, b)));
    all.filter(|&(a, b)| chaired(a).iter().any(|chair| chaired(b).contains(chair))).map(|(a, b)| (a, b, 1)).collect()
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
