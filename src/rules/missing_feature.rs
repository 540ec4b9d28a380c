//! A session lacks equipment.

use super::stands;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{FeatureId, ModeId, Problem, RoomId, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "missing-feature",
    summary: "a room lacks equipment that its session needs",
    unit: "features missing",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Every feature that a session `needs` is among the `features` of its room, and so is what its sign language \
          and captions need (`room_feature`): signers stand near the speaker, on a floor of about two metres square, \
          at most ten metres from who watches them (AIIC Sign Language Network).",
    examples: &[
        Example {
            about: "the attic has no projector",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "features": ["projector"]}, {"id": "attic", "seats": 30}],
            "sessions": [{"id": "a", "needs": ["projector"]}]"#,
            timetable: "a mon 09:00 attic",
            amount: 1,
        },
        Example {
            about: "signers have no place in the attic",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "features": ["stage"]}, {"id": "attic", "seats": 30}],
            "services": [{"id": "asl", "kind": "sign", "room_feature": "stage"}],
            "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["asl"]}}]"#,
            timetable: "a mon 09:00 attic",
            amount: 1,
        },
    ],
    violations,
    declare,
};

fn missing(problem: &Problem, id: SessionId, mode: ModeId, room: RoomId) -> Vec<FeatureId> {
    let there = &problem.rooms[room.index()].features;
    let mut needs = problem.sessions[id.index()].needs.clone();
    needs.extend(&problem.mode(id, mode).needs);
    needs.sort_unstable();
    needs.dedup();
    needs.retain(|feature| !there.contains(feature));
    needs
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let Some(room) = placement.room else { continue };
        let missing = missing(problem, id, placement.mode, room);
        let names: Vec<_> = missing.iter().map(|feature| problem.names.features[feature.index()].as_str()).collect();
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
        network.unary(id, stands::table(problem, id, |mode, room| missing(problem, id, mode, room).len() as i64));
    }
}
