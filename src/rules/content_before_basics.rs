//! The harder session on some content comes before the easier one is over.

use super::couples::{self, contents};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "content-before-basics",
    summary: "the harder of two sessions on the same contents starts before the easier one is over",
    unit: "minutes of both × contents in common",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Of two sessions with contents in common and different levels (`about.level`), the easier one should be over when the \
          harder one starts, on whatever day. A pair that is not so counts with the minutes of both, once for each content.",
    examples: &[
        Example {
            about: "the basics come second",
            instance: r#""sessions": [{"id": "a", "about": {"contents": ["c"], "level": 1}},
                {"id": "b", "about": {"contents": ["c"], "level": 3}}]"#,
            timetable: "a mon 11:00 hall\n b mon 09:00 hall",
            amount: 120,
        },
        Example {
            about: "the basics come first",
            instance: r#""sessions": [{"id": "a", "about": {"contents": ["c"], "level": 1}},
                {"id": "b", "about": {"contents": ["c"], "level": 3}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let any = |session: &crate::problem::Session| session.about.level.is_some();
    couples::violations(view, any, "share contents, and the harder one starts before the easier one is over", |c| {
        let (one, other) = c.spans();
        let (easier, harder) = if c.one.about.level < c.other.about.level { (one, other) } else { (other, one) };
        let differ = c.one.about.level != c.other.about.level;
        if differ && easier.to > harder.from { c.share(contents) * c.minutes() } else { 0 }
    })
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let level = |id: crate::problem::SessionId| problem.sessions[id.index()].about.level;
    for ((a, b), count) in couples::sharing(problem, contents) {
        let pair = match (level(a), level(b)) {
            (Some(one), Some(other)) if one < other => (a, b),
            (Some(one), Some(other)) if one > other => (b, a),
            _ => continue,
        };
        let minutes = couples::both_minutes(problem, pair, count);
        let finished = TimeRelation::Order { least: 0, most: None };
        network.times_counted(couples::subjects(pair), pair, finished, minutes);
    }
}
