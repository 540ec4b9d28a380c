//! Somebody sits in another booth than theirs.

use super::duties::post_name;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Team};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "foreign-booth",
    summary: "an interpreter sits in another booth than their own",
    unit: "minutes × people",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "Interpreters with a `home_booth` sit in a booth that works into that language. Most work best into their \
          mother tongue, but how much that is worth is for the planner to say: the rule is off unless it is given a \
          level.",
    examples: &[
        Example {
            about: "at home in Spanish, at work in French",
            instance: r#""interpreters": [{"id": "i1", "home_booth": "es", "combination": {"a": ["es"], "b": ["fr"], "c": ["en"]}}],
                "sessions": [{"id": "a", "floor": ["es"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1",
            amount: 60,
        },
        Example {
            about: "a booth that works both ways is at home in both languages",
            instance: r#""interpreters": [{"id": "i1", "home_booth": "es", "combination": {"a": ["es"], "b": ["fr"]}}],
                "sessions": [{"id": "a", "floor": ["es", "fr"], "interpretation": {"into": ["es", "fr"]}}]"#,
            timetable: "a mon 09:00 hall es+fr:i1",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for shift in view.timetable.shifts(problem) {
        let Some(home) = problem.interpreters[shift.person.index()].home else { continue };
        let work = &problem.booth_work[problem.posts[shift.post.index()].work.index()];
        if !work.speaks().contains(&home) {
            let message = format!(
                "{}, at home in the {} booth, sits in {} of {}",
                problem.names.interpreters[shift.person.index()],
                problem.names.languages[home.index()],
                post_name(problem, shift.post),
                problem.names.sessions[shift.session.index()]
            );
            let subjects = vec![Subject::Interpreter(shift.person), Subject::Session(shift.session)];
            let amount = i64::from(shift.span.to - shift.span.from);
            found.push(Violation { amount, subjects, at: Some(shift.span.from), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    if problem.interpreters.iter().any(|person| person.home.is_some()) {
        network.team(Team::Foreign);
    }
}
