//! Sessions that need the same person are in different rooms of one slot.

use super::{Example, Parameters, Rule, View, Violation, shared};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "speakers-across-rooms",
    summary: "sessions that need the same person are in different rooms of one slot",
    unit: "pairs",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "Two sessions need the same person when they share a speaker or chair, or when somebody of the one chairs the track of the other. Such a pair counts 1 when both are in one slot, in different rooms, at whatever times.",
    examples: &[
        Example {
            about: "in one slot, in two rooms",
            instance: r#""people": [{"id": "p"}], "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "speakers": ["p"]}]"#,
            timetable: "a mon 09:00 hall\n b mon 15:00 attic",
            amount: 1,
        },
        Example {
            about: "in one room",
            instance: r#""people": [{"id": "p"}], "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "speakers": ["p"]}]"#,
            timetable: "a mon 09:00 hall\n b mon 15:00 hall",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    shared::across_rooms(view, &shared::speakers(view.problem), "somebody is needed in both")
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    shared::declare_across_rooms(shared::speakers(problem), network);
}
