//! Sessions that somebody wants to hear are in different rooms of one slot.

use super::{Example, Parameters, Rule, View, Violation, shared};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "audience-across-rooms",
    summary: "sessions that somebody wants to hear are in different rooms of one slot",
    unit: "pairs",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "Somebody wants to be in two sessions who wishes both, or who wishes the one and is needed in the other (`person` of `attendees`) or chairs its track. Such a pair counts 1 when both are in one slot, in different rooms, at whatever times.",
    examples: &[
        Example {
            about: "in one slot, in two rooms",
            instance: r#""attendees": [{"id": "x", "wishes": {"a": 1, "b": 1}}]"#,
            timetable: "a mon 09:00 hall\n b mon 15:00 attic",
            amount: 1,
        },
        Example {
            about: "in one room",
            instance: r#""attendees": [{"id": "x", "wishes": {"a": 1, "b": 1}}]"#,
            timetable: "a mon 09:00 hall\n b mon 15:00 hall",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    shared::across_rooms(view, &shared::audience(view.problem), "somebody wants to be in both")
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    shared::declare_across_rooms(shared::audience(problem), network);
}
