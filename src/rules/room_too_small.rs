//! A session stands in a room in which it cannot take place.

use super::stands;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{ModeId, Problem, RoomId, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "room-too-small",
    summary: "a room has fewer seats than its session must have",
    unit: "seats",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "A session with `min_seats` stands in a room with at least as many, those lost to mobile booths not counted.",
    examples: &[
        Example {
            about: "fifty must fit into the attic",
            instance: r#""sessions": [{"id": "a", "min_seats": 50}]"#,
            timetable: "a mon 09:00 attic",
            amount: 20,
        },
        Example {
            about: "a mobile booth takes ten seats",
            instance: r#""rooms": [{"id": "attic", "seats": 30, "mobile_booths": 1}],
                "mobile_booths": {"count": 1, "seats_lost": 10, "setup_minutes": 0, "strike_minutes": 0},
                "sessions": [{"id": "a", "min_seats": 25, "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 attic",
            amount: 5,
        },
    ],
    violations,
    declare,
};

fn seats_short(problem: &Problem, id: SessionId, mode: ModeId, room: RoomId) -> i64 {
    let least = problem.sessions[id.index()].min_seats.unwrap_or(0);
    i64::from((least - problem.seats_left(id, mode, room)).max(0))
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let Some(room) = placement.room else { continue };
        let amount = seats_short(problem, id, placement.mode, room);
        if amount > 0 {
            let message = format!(
                "{} needs {} seats, {} has {}",
                problem.names.sessions[id.index()],
                problem.sessions[id.index()].min_seats.unwrap_or(0),
                problem.names.rooms[room.index()],
                problem.seats_left(id, placement.mode, room)
            );
            let subjects = vec![Subject::Session(id), Subject::Room(room)];
            found.push(Violation { amount, subjects, at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        if problem.sessions[id.index()].min_seats.is_some() {
            network.unary(id, stands::table(problem, id, |mode, room| seats_short(problem, id, mode, room)));
        }
    }
}
