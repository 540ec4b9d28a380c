//! Sessions that somebody wants to hear overlap.

use super::{Example, Parameter, Parameters, Rule, View, Violation, shared};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "audience-overlap",
    summary: "sessions that somebody wants to hear overlap",
    unit: "started units of overlap",
    level: Level::Off,
    weight: 1,
    parameters: &[Parameter { name: "unit", doc: "minutes in a unit", default: 30, least: 1, most: 1440 }],
    doc: "Somebody wants to be in two sessions who wishes both, or who wishes the one and is needed in the other (`person` of `attendees`) or chairs its track. Every such pair that overlaps counts, in started units of its overlap.",
    examples: &[Example {
        about: "half an hour together",
        instance: r#""attendees": [{"id": "x", "wishes": {"a": 1, "b": 1}}]"#,
        timetable: "a mon 09:00 hall\n b mon 09:30 attic",
        amount: 1,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    shared::overlaps(view, &shared::audience(view.problem), "somebody wants to be in both")
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    shared::declare_overlaps(shared::audience(problem), parameters, network);
}
