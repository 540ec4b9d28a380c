//! A session that must be reachable without steps is not.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "not-step-free",
    summary: "a room with steps, for a session or person that needs none",
    unit: "needs (the session's own, and each of its people's)",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "A session that is `step_free`, or has a speaker or chair who is, stands in a step-free room.",
    examples: &[Example {
        about: "the speaker cannot climb to the attic",
        instance: r#""rooms": [{"id": "attic", "seats": 30, "step_free": false}],
            "people": [{"id": "p", "step_free": true}], "sessions": [{"id": "a", "speakers": ["p"]}]"#,
        timetable: "a mon 09:00 attic",
        amount: 1,
    }],
    violations,
    declare,
};

fn needs(problem: &Problem, id: SessionId) -> i64 {
    let session = &problem.sessions[id.index()];
    let people = session.people.iter().filter(|person| problem.people[person.index()].step_free).count();
    i64::from(session.step_free) + people as i64
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let Some(room) = placement.room else { continue };
        let amount = needs(problem, id);
        if amount > 0 && !problem.rooms[room.index()].step_free {
            let names = &problem.names;
            let message =
                format!("{} must be step-free, {} is not", names.sessions[id.index()], names.rooms[room.index()]);
            let subjects = vec![Subject::Session(id), Subject::Room(room)];
            found.push(Violation { amount, subjects, at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let needs = needs(problem, id);
        let mut costs: Vec<i64> = problem.rooms.iter().map(|room| if room.step_free { 0 } else { needs }).collect();
        costs.push(0);
        network.unary(id, Table::ByRoom(costs));
    }
}
