//! A session is at an hour that is odd for those who join from afar.

use super::meetings::cost;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Problem, Subject, TimeId};

pub(super) static RULE: Rule = Rule {
    id: "odd-hours",
    summary: "a session is at an hour that is odd for those who join from afar",
    unit: "points of cost",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Who joins from another part of the world does so at another time of day. What a slot costs them (`odd_hours`) counts when the session is in it.",
    examples: &[Example {
        about: "there all the same",
        instance: r#""sessions": [{"id": "a", "odd_hours": {"tue": 10}}]"#,
        timetable: "a tue 09:00 hall",
        amount: 10,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let (problem, mut found) = (view.problem, Vec::new());
    for id in problem.session_ids() {
        let Some(placement) = view.timetable.get(id) else { continue };
        let Some(slot) = problem.slot(id, placement.start) else { continue };
        let amount = cost(&problem.sessions[id.index()].odd_hours, slot.index());
        if amount > 0 {
            let (name, slot) = (&problem.names.sessions[id.index()], &problem.names.slots[slot.index()]);
            let message = format!("{name} is in slot {slot}, which costs {amount}");
            found.push(Violation { amount, subjects: vec![Subject::Session(id)], at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let costs = &problem.sessions[id.index()].odd_hours;
        if !costs.is_empty() {
            let at = |time| problem.slot_at(id, TimeId::new(time)).map_or(0, |slot| costs[slot.index()]);
            network.unary(id, Table::ByTime((0..problem.starts.len()).map(at).collect()));
        }
    }
}
