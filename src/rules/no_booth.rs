//! An interpreted session stands in a room without place for its booths.

use super::stands;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{ModeId, Problem, RoomId, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "no-booth",
    summary: "a room has no place for the booths that its session needs",
    unit: "booths",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "An interpreted session needs one booth per language interpreted into, or a single booth when two languages \
          suffice (AIIC Canada, working conditions; AIIC, checklist for simultaneous interpretation equipment). Its \
          room has them built in (`booths`) or has place for mobile ones (`mobile_booths`). Whether there are enough \
          mobile ones at the time is a matter of `booth-shortage`. Interpretation that is not taken up, remote \
          interpretation, sign language and captions need no booth.",
    examples: &[
        Example {
            about: "English into French and Spanish needs two booths, the hall has one",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "booths": 1}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"]}}]"#,
            timetable: "a mon 09:00 hall",
            amount: 1,
        },
        Example {
            about: "English and French, both ways, share one booth",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "booths": 1}],
                "sessions": [{"id": "a", "floor": ["en", "fr"], "interpretation": {"into": ["en", "fr"]}}]"#,
            timetable: "a mon 09:00 hall",
            amount: 0,
        },
        Example {
            about: "from elsewhere, no booth stands in the room",
            instance: r#""interpretation": {"remote": true},
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn short(problem: &Problem, id: SessionId, mode: ModeId, room: RoomId) -> i64 {
    let place = problem.rooms[room.index()].mobile_booths;
    i64::from((problem.mobile_booths_needed(id, mode, room) - place).max(0))
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let Some(room) = placement.room else { continue };
        let amount = short(problem, id, placement.mode, room);
        if amount > 0 {
            let message = format!(
                "booths that {} needs: {}; place for them in {}: {}",
                problem.names.sessions[id.index()],
                problem.mode(id, placement.mode).booths,
                problem.names.rooms[room.index()],
                problem.rooms[room.index()].booths + problem.rooms[room.index()].mobile_booths
            );
            let subjects = vec![Subject::Session(id), Subject::Room(room)];
            found.push(Violation { amount, subjects, at: Some(placement.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        network.unary(id, stands::table(problem, id, |mode, room| short(problem, id, mode, room)));
    }
}
