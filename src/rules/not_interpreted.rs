//! Interpretation that would be worth something is not there.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "not-interpreted",
    summary: "optional interpretation is forgone",
    unit: "value of languages forgone",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Of a session whose interpretation is `optional`, every language and service of `into` that it is not \
          interpreted into counts with its `value`. What it means for those who wish the session is a matter of \
          `missed-wish` and `worst-audience`. Of more than three languages the choice is among none, one, and all.",
    examples: &[
        Example {
            about: "into one of two",
            instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"], "mode": "optional", "value": 20}}]"#,
            timetable: "a mon 09:00 hall fr:i1",
            amount: 20,
        },
        Example {
            about: "into none of two",
            instance: r#""sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"], "mode": "optional", "value": 20}}]"#,
            timetable: "a mon 09:00 hall",
            amount: 40,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let mode = problem.mode(id, placement.mode);
        if mode.forgone > 0 {
            let name = &problem.names.sessions[id.index()];
            let into: Vec<&str> =
                mode.into.iter().map(|language| problem.names.languages[language.index()].as_str()).collect();
            let message = match &into[..] {
                [] => format!("{name} is not interpreted"),
                some => format!("{name} is interpreted into {} only", some.join(" and ")),
            };
            let subjects = vec![Subject::Session(id)];
            found.push(Violation { amount: mode.forgone, subjects, at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let forgone = problem.sessions[id.index()].modes.iter().map(|mode| mode.forgone);
        network.unary(id, Table::ByMode(forgone.collect()));
    }
}
