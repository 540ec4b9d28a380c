//! Sessions with a theme in common run in parallel.

use super::couples::{self, themes};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "theme-clash",
    summary: "sessions with themes in common run in parallel",
    unit: "minutes × labels in common",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Whoever follows a theme cannot see both of two sessions that run at the same time. Every pair counts with the minutes \
          that both run, once for each theme that they share (`about.themes`).",
    examples: &[Example {
        about: "half an hour, and two labels in common",
        instance: r#""sessions": [{"id": "a", "about": {"themes": ["x", "y"]}},
                {"id": "b", "about": {"themes": ["y", "x"]}}]"#,
        timetable: "a mon 09:00 hall\n b mon 09:30 attic",
        amount: 60,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let any = |session: &crate::problem::Session| !session.about.themes.is_empty();
    couples::violations(view, any, "have themes in common and run in parallel", |c| c.share(themes) * c.overlap())
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for (pair, count) in couples::sharing(problem, themes) {
        network.times_counted(couples::subjects(pair), pair, TimeRelation::Overlap, count);
    }
}
