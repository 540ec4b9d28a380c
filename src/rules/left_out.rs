//! An optional session is left out, and with it what it is worth.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "left-out",
    summary: "an optional session is left out",
    unit: "value lost",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "A session with an `optional_value` may be left out; the timetable then loses that value.",
    examples: &[Example {
        about: "B is worth 7 and left out",
        instance: r#""sessions": [{"id": "a"}, {"id": "b", "optional_value": 7}]"#,
        timetable: "a mon 09:00 hall",
        amount: 7,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for id in view.problem.session_ids() {
        let value = view.problem.sessions[id.index()].optional_value.unwrap_or(0);
        if value > 0 && view.timetable.get(id).is_none() {
            let message = format!("{} is left out, worth {value}", view.problem.names.sessions[id.index()]);
            found.push(Violation { amount: value, subjects: vec![Subject::Session(id)], at: None, message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        network.absence(id, problem.sessions[id.index()].optional_value.unwrap_or(0));
    }
}
