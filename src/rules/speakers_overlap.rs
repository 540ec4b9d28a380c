//! Sessions that need the same person overlap.

use super::{Example, Parameter, Parameters, Rule, View, Violation, shared};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "speakers-overlap",
    summary: "sessions that need the same person overlap",
    unit: "started units of overlap",
    level: Level::Off,
    weight: 1,
    parameters: &[Parameter { name: "unit", doc: "minutes in a unit", default: 30, least: 1, most: 1440 }],
    doc: "Two sessions need the same person when they share a speaker or chair, or when somebody of the one chairs the track of the other. Every such pair that overlaps counts, in started units of its overlap.",
    examples: &[Example {
        about: "half an hour together",
        instance: r#""people": [{"id": "p"}], "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "speakers": ["p"]}]"#,
        timetable: "a mon 09:00 hall\n b mon 09:30 attic",
        amount: 1,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    shared::overlaps(view, &shared::speakers(view.problem), "somebody is needed in both")
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    shared::declare_overlaps(shared::speakers(problem), parameters, network);
}
