//! An interpreter is to work, or to be there, while away.

use super::duties::post_name;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Roster};
use crate::problem::{Interval, Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "interpreter-away",
    summary: "an interpreter is to work while away",
    unit: "minutes",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Interpreters are there for the whole of their sessions, and for the minutes before the start by which they \
          must be present: `lead_minutes` (thirty by AICE, Working hours), or those of the service (captioners come \
          about thirty minutes before: UCSF, Preparing ASL/CART captioners). Minutes in which they are `away` count.",
    examples: &[
        Example {
            about: "away from half past nine",
            instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}], "away": [{"day": "mon", "from": "09:30"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1",
            amount: 30,
        },
        Example {
            about: "back at the start, where half an hour of presence is asked for",
            instance: r#""interpretation": {"pack": "aice"},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}], "away": [{"day": "mon", "to": "11:00"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 11:00 hall fr:i1",
            amount: 30,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for shift in view.timetable.shifts(problem) {
        let post = &problem.posts[shift.post.index()];
        let there = Interval { from: shift.span.from - post.lead, to: shift.span.to };
        let away = &problem.interpreters[shift.person.index()].away;
        let minutes: i32 = away.iter().map(|away| there.overlap(*away)).sum();
        if minutes > 0 {
            let before = match post.lead {
                0 => String::new(),
                lead => format!(" and the {lead} min before"),
            };
            let message = format!(
                "{} is away for {minutes} min of {} of {}{before}",
                problem.names.interpreters[shift.person.index()],
                post_name(problem, shift.post),
                problem.names.sessions[shift.session.index()]
            );
            let subjects = vec![Subject::Interpreter(shift.person), Subject::Session(shift.session)];
            found.push(Violation { amount: i64::from(minutes), subjects, at: Some(there.from), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let away: Vec<Vec<Interval>> = problem.interpreters.iter().map(|person| person.away.clone()).collect();
    if away.iter().any(|windows| !windows.is_empty()) {
        network.roster(Roster::Away(away));
    }
}
