//! Sessions with contents in common run in parallel.

use super::couples::{self, contents};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "content-clash",
    summary: "sessions with contents in common run in parallel",
    unit: "minutes × labels in common",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Sessions on the same contents are for the same people. Every pair counts with the minutes that both run, once for each \
          content that they share (`about.contents`).",
    examples: &[Example {
        about: "half an hour, and two labels in common",
        instance: r#""sessions": [{"id": "a", "about": {"contents": ["x", "y"]}},
                {"id": "b", "about": {"contents": ["y", "x"]}}]"#,
        timetable: "a mon 09:00 hall\n b mon 09:30 attic",
        amount: 60,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let any = |session: &crate::problem::Session| !session.about.contents.is_empty();
    couples::violations(view, any, "have contents in common and run in parallel", |c| c.share(contents) * c.overlap())
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for (pair, count) in couples::sharing(problem, contents) {
        network.times_counted(couples::subjects(pair), pair, TimeRelation::Overlap, count);
    }
}
