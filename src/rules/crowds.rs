//! Too many sessions that draw a crowd start and end together.

use std::collections::BTreeMap;

use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{Minute, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "crowds",
    summary: "too many sessions that draw a crowd start and end together",
    unit: "minutes",
    level: Level::Soft,
    weight: 1,
    parameters: &[Parameter {
        name: "most",
        doc: "how many may start and end together",
        default: 1,
        least: 0,
        most: 100_000,
    }],
    doc: "Sessions that draw a crowd (`about.draws_crowd`) fill corridors and stairs when they begin and end. Where more than \
          `most` of them start and end together, each of them counts with all its minutes.",
    examples: &[
        Example {
            about: "both at nine",
            instance: r#""sessions": [{"id": "a", "about": {"draws_crowd": true}}, {"id": "b", "about": {"draws_crowd": true}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:00 attic",
            amount: 120,
        },
        Example {
            about: "they overlap, and neither start nor end together",
            instance: r#""sessions": [{"id": "a", "about": {"draws_crowd": true}}, {"id": "b", "about": {"draws_crowd": true}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut together: BTreeMap<(Minute, i32), Vec<SessionId>> = BTreeMap::new();
    for (id, placement) in view.timetable.placed() {
        let session = &problem.sessions[id.index()];
        if session.about.draws_crowd {
            together.entry((placement.start, session.minutes)).or_default().push(id);
        }
    }
    let mut found = Vec::new();
    for ((start, minutes), sessions) in together {
        let count = sessions.len() as i64;
        if count > view.parameters.get(0) {
            let names: Vec<&str> = sessions.iter().map(|id| problem.names.sessions[id.index()].as_str()).collect();
            let message = format!("{} draw crowds and start and end together", names.join(" and "));
            let subjects = sessions.into_iter().map(Subject::Session).collect();
            found.push(Violation { amount: count * i64::from(minutes), subjects, at: Some(start), message });
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    let mut by_length: BTreeMap<i32, Vec<(SessionId, i64)>> = BTreeMap::new();
    for id in problem.session_ids() {
        let session = &problem.sessions[id.index()];
        if session.about.draws_crowd {
            by_length.entry(session.minutes).or_default().push((id, i64::from(session.minutes)));
        }
    }
    for (minutes, members) in by_length {
        let subjects = members.iter().map(|member| Subject::Session(member.0)).collect();
        network.crowd(subjects, members, parameters.get(0).saturating_mul(i64::from(minutes)));
    }
}
