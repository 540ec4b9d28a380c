//! Sessions for one type of audience are not side by side.

use super::couples::{self, audiences};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "audience-apart",
    summary: "sessions for the same type of audience are not side by side",
    unit: "minutes × audiences in common",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "For conferences that want to offer every type of audience a choice: of sessions that are equally long and have types of \
          audience in common (`about.audiences`), every pair that does not start at the same time counts with the minutes of \
          one of them, once for each type in common.",
    examples: &[
        Example {
            about: "one after the other",
            instance: r#""sessions": [{"id": "a", "about": {"audiences": ["p"]}},
                {"id": "b", "about": {"audiences": ["p", "q"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 60,
        },
        Example {
            about: "side by side",
            instance: r#""sessions": [{"id": "a", "about": {"audiences": ["p"]}},
                {"id": "b", "about": {"audiences": ["p", "q"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:00 attic",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let any = |session: &crate::problem::Session| !session.about.audiences.is_empty();
    couples::violations(view, any, "are for the same audience and not side by side", |c| {
        if c.apart() { c.share(audiences) * i64::from(c.one.minutes) } else { 0 }
    })
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let length = |id: crate::problem::SessionId| problem.sessions[id.index()].minutes;
    for (pair, count) in couples::sharing(problem, audiences) {
        if length(pair.0) == length(pair.1) {
            let minutes = length(pair.0).saturating_mul(count);
            network.times_counted(couples::subjects(pair), pair, TimeRelation::OtherStart, minutes);
        }
    }
}
