//! Sessions with a theme and an audience in common run in parallel.

use super::couples::{self, audiences, themes};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "theme-audience-clash",
    summary: "sessions with themes and audiences in common run in parallel",
    unit: "minutes × themes × audiences in common",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Sessions on one theme for the same type of audience take one another's people away. Every pair counts with the minutes \
          that both run, times the themes, times the types of audience that they share.",
    examples: &[
        Example {
            about: "half an hour, one theme, two audiences",
            instance: r#""sessions": [{"id": "a", "about": {"themes": ["x"], "audiences": ["p", "q"]}},
                {"id": "b", "about": {"themes": ["x"], "audiences": ["p", "q"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic",
            amount: 60,
        },
        Example {
            about: "no audience in common",
            instance: r#""sessions": [{"id": "a", "about": {"themes": ["x"], "audiences": ["p"]}},
                {"id": "b", "about": {"themes": ["x"], "audiences": ["q"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let any = |session: &crate::problem::Session| !session.about.themes.is_empty();
    let words = "have themes and audiences in common and run in parallel";
    couples::violations(view, any, words, |c| c.share(themes) * c.share(audiences) * c.overlap())
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let by_audience = couples::sharing(problem, audiences);
    for (pair, count) in couples::sharing(problem, themes) {
        if let Some(also) = by_audience.get(&pair) {
            network.times_counted(couples::subjects(pair), pair, TimeRelation::Overlap, count.saturating_mul(*also));
        }
    }
}
