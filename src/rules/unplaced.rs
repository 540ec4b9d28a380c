//! A session that must take place has no place in the timetable.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "unplaced",
    summary: "a session that must take place is left out",
    unit: "sessions",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Every session that is not optional (`optional_value`) takes place once.",
    examples: &[Example { about: "B is left out", instance: "", timetable: "a mon 09:00 hall", amount: 1 }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for id in view.problem.session_ids() {
        if view.problem.sessions[id.index()].optional_value.is_none() && view.timetable.get(id).is_none() {
            let message = format!("{} has no place", view.problem.names.sessions[id.index()]);
            found.push(Violation { amount: 1, subjects: vec![Subject::Session(id)], at: None, message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        if problem.sessions[id.index()].optional_value.is_none() {
            network.absence(id, 1);
        }
    }
}
