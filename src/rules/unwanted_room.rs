//! A session is in a room in which it should not be.

use super::meetings::cost;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "unwanted-room",
    summary: "a session is in a room in which it should not be",
    unit: "points of cost",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Sessions can have rooms in which they should not be, each with its cost (`costs.rooms`).",
    examples: &[Example {
        about: "there all the same",
        instance: r#""sessions": [{"id": "a", "costs": {"rooms": {"hall": 3}}}]"#,
        timetable: "a tue 09:00 hall",
        amount: 3,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let (problem, mut found) = (view.problem, Vec::new());
    for id in problem.session_ids() {
        let Some(placement) = view.timetable.get(id) else { continue };
        let Some(room) = placement.room else { continue };
        let amount = cost(&problem.sessions[id.index()].costs.rooms, room.index());
        if amount > 0 {
            let (name, room_name) = (&problem.names.sessions[id.index()], &problem.names.rooms[room.index()]);
            let message = format!("{name} is in {room_name}, which costs {amount}");
            let subjects = vec![Subject::Session(id), Subject::Room(room)];
            found.push(Violation { amount, subjects, at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let costs = &problem.sessions[id.index()].costs.rooms;
        if !costs.is_empty() {
            // Outside the rooms of the list nothing costs anything.
            network.unary(id, Table::ByRoom(costs.iter().copied().chain([0]).collect()));
        }
    }
}
