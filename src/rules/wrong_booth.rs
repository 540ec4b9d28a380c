//! Somebody sits in a booth whose work they cannot do.

use super::duties::post_name;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Team};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "wrong-booth",
    summary: "an interpreter sits in a booth whose work they cannot do",
    unit: "minutes × people",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Whoever sits in a booth works into its language from the floor, or from a language that another booth gives \
          relay in. In a booth that works both ways everybody works both ways. So it is for sign language and \
          captions. `directions` and `combination` say who works how; classes are those of AIIC: out of all languages \
          into A, out of A into B.",
    examples: &[
        Example {
            about: "from French into English only, in the French booth",
            instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "fr", "into": "en"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1",
            amount: 60,
        },
        Example {
            about: "a booth for two languages takes people who work both ways",
            instance: r#""interpreters": [{"id": "i1", "combination": {"a": ["fr"], "b": ["en"]}},
                    {"id": "i2", "combination": {"a": ["fr"], "c": ["en"]}}],
                "sessions": [{"id": "a", "floor": ["en", "fr"], "interpretation": {"into": ["en", "fr"]}}]"#,
            timetable: "a mon 09:00 hall en+fr:i1,i2",
            amount: 60,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for shift in view.timetable.shifts(problem) {
        let work = &problem.booth_work[problem.posts[shift.post.index()].work.index()];
        if !work.can(&problem.interpreters[shift.person.index()].directions) {
            let message = format!(
                "{} cannot do the work of {} of {}",
                problem.names.interpreters[shift.person.index()],
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

fn declare(_: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    network.team(Team::Unable);
}
