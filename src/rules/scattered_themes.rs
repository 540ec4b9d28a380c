//! Sessions that belong together are on different days.

use super::couples::{self, contents, themes};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "scattered-themes",
    summary: "sessions with themes or contents in common are on different days",
    unit: "minutes of both × labels in common",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "What belongs together should be on one day, so that people can come for that day. Every pair on different days counts \
          with the minutes of both, once for each theme and each content that they share.",
    examples: &[Example {
        about: "two days, a theme and a content",
        instance: r#""sessions": [{"id": "a", "about": {"themes": ["x"], "contents": ["c"]}},
                {"id": "b", "about": {"themes": ["x"], "contents": ["c"]}}]"#,
        timetable: "a mon 09:00 hall\n b tue 11:00 hall",
        amount: 240,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let any =
        |session: &crate::problem::Session| !session.about.themes.is_empty() || !session.about.contents.is_empty();
    couples::violations(view, any, "belong together and are on different days", |c| {
        if c.same_day { 0 } else { (c.share(themes) + c.share(contents)) * c.minutes() }
    })
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let mut shared = couples::sharing(problem, themes);
    for (pair, count) in couples::sharing(problem, contents) {
        *shared.entry(pair).or_default() += count;
    }
    for (pair, count) in shared {
        let minutes = couples::both_minutes(problem, pair, count);
        network.times_counted(couples::subjects(pair), pair, TimeRelation::OtherDay, minutes);
    }
}
