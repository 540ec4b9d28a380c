//! A session lacks equipment.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{FeatureId, Problem, RoomId, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "missing-feature",
    summary: "a room lacks equipment that its session needs",
    unit: "features missing",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Every feature that a session `needs` is among the `features` of its room.",
    examples: &[Example {
        about: "the attic has no projector",
        instance: r#""rooms": [{"id": "hall", "seats": 100, "features": ["projector"]}, {"id": "attic", "seats": 30}],
            "sessions": [{"id": "a", "needs": ["projector"]}]"#,
        timetable: "a mon 09:00 attic",
        amount: 1,
    }],
    violations,
    declare,
};

fn missing(problem: &Problem, id: SessionId, room: RoomId) -> impl Iterator<Item = FeatureId> + '_ {
    let there = &problem.rooms[room.index()].features;
    problem.sessions[id.index()].needs.iter().copied().filter(|feature| !there.contains(feature))
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let Some(room) = placement.room else { continue };
        let names: Vec<_> =
            missing(problem, id, room).map(|feature| problem.names.features[feature.index()].as_str()).collect();
        if !names.is_empty() {
            let message = format!(
                "{} needs {}, {} has none",
                problem.names.sessions[id.index()],
                names.join(" and "),
                problem.names.rooms[room.index()]
            );
            let subjects = vec![Subject::Session(id), Subject::Room(room)];
            found.push(Violation { amount: names.len() as i64, subjects, at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let mut costs: Vec<i64> = problem.room_ids().map(|room| missing(problem, id, room).count() as i64).collect();
        costs.push(0);
        network.unary(id, Table::ByRoom(costs));
    }
}
