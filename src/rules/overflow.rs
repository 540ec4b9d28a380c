//! More people are expected than find a seat.

use super::stands;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{ModeId, Problem, RoomId, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "overflow",
    summary: "more people are expected than find a seat",
    unit: "persons",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Expected attendance (`expected`, else the number of attendees who wish the session) beyond the seats of the \
          room, those lost to mobile booths not counted. Only the excess counts; a large empty room earns nothing.",
    examples: &[
        Example {
            about: "forty are expected in the attic",
            instance: r#""sessions": [{"id": "a", "expected": 40}]"#,
            timetable: "a mon 09:00 attic",
            amount: 10,
        },
        Example {
            about: "thirty-three wish it",
            instance: r#""sessions": [{"id": "a"}], "attendees": [{"id": "x", "count": 33, "wishes": {"a": 1}}]"#,
            timetable: "a mon 09:00 attic",
            amount: 3,
        },
    ],
    violations,
    declare,
};

fn excess(problem: &Problem, id: SessionId, mode: ModeId, room: RoomId) -> i64 {
    i64::from((problem.sessions[id.index()].expected - problem.seats_left(id, mode, room)).max(0))
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let Some(room) = placement.room else { continue };
        let amount = excess(problem, id, placement.mode, room);
        if amount > 0 {
            let message = format!(
                "{amount} of {} people expected at {} find no seat in {}",
                problem.sessions[id.index()].expected,
                problem.names.sessions[id.index()],
                problem.names.rooms[room.index()]
            );
            let subjects = vec![Subject::Session(id), Subject::Room(room)];
            found.push(Violation { amount, subjects, at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        network.unary(id, stands::table(problem, id, |mode, room| excess(problem, id, mode, room)));
    }
}
