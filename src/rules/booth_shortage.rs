//! More mobile booths stand at once than there are.

use super::stands::by_stand;
use super::sweep::stretches;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Demand, Profile, Use, Works};
use crate::problem::{Interval, Problem, RoomId, SessionId, Subject};
use crate::timetable::Placement;

pub(super) static RULE: Rule = Rule {
    id: "booth-shortage",
    summary: "more mobile booths stand at once than there are",
    unit: "minutes × booths too many",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "What a session needs beyond the booths built into its room comes from the stock of `mobile_booths`, from \
          `setup_minutes` before its start to `strike_minutes` after its end. A booth stays where it stands: sessions \
          in one room whose times with set-up and strike meet share it, and the room needs the most that any of them \
          needs.",
    examples: &[
        Example {
            about: "one booth for two rooms, half an hour apart, an hour to move",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "mobile_booths": 1}, {"id": "attic", "seats": 30, "mobile_booths": 1}],
                "mobile_booths": {"count": 1, "setup_minutes": 30, "strike_minutes": 30, "seats_lost": 0},
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:30 attic",
            amount: 30,
        },
        Example {
            about: "in one room it stays",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "mobile_booths": 1}],
                "mobile_booths": {"count": 1, "setup_minutes": 30, "strike_minutes": 30, "seats_lost": 0},
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:30 hall",
            amount: 0,
        },
    ],
    violations,
    declare,
};

/// The time for which the mobile booths of a session stand.
fn standing(problem: &Problem, id: SessionId, placement: Placement) -> Interval {
    let span = problem.sessions[id.index()].span(placement.start);
    Interval { from: span.from - problem.mobile_booths.setup, to: span.to + problem.mobile_booths.strike }
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut uses: Vec<((SessionId, RoomId, i32), Interval)> = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let Some(room) = placement.room else { continue };
        let needed = problem.mobile_booths_needed(id, placement.mode, room);
        if needed > 0 {
            uses.push(((id, room, needed), standing(problem, id, placement)));
        }
    }
    let mut found = Vec::new();
    for (between, here) in stretches(&uses, []) {
        let in_room = |room: RoomId| here.iter().filter(|u| u.1 == room).map(|u| u.2).max().unwrap_or(0);
        let standing: i32 = problem.room_ids().map(in_room).sum();
        let excess = standing - problem.mobile_booths.count;
        if excess > 0 {
            let names: Vec<_> = here.iter().map(|u| problem.names.sessions[u.0.index()].as_str()).collect();
            let message = format!(
                "{standing} mobile booths are needed from {} to {}, there are {} ({})",
                problem.calendar.text(between.from),
                problem.calendar.clock(between.to),
                problem.mobile_booths.count,
                names.join(", ")
            );
            let subjects = here.iter().map(|u| Subject::Session(u.0)).collect();
            let amount = i64::from(excess) * i64::from(between.to - between.from);
            found.push(Violation { amount, subjects, at: Some(between.from), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let mut uses = Vec::new();
    for session in problem.session_ids() {
        let needed = |mode, room| problem.mobile_booths_needed(session, mode, room);
        let demand: Vec<i32> = by_stand(problem, session, needed);
        if demand.iter().any(|&needed| needed > 0) {
            let (before, after) = (problem.mobile_booths.setup, problem.mobile_booths.strike);
            uses.push(Use { session, work: 0, demand: Demand::ByStand(demand), before, after });
        }
    }
    if !uses.is_empty() {
        let stock = Profile::constant(problem.mobile_booths.count);
        network.cumulative(Vec::new(), uses, vec![(Works::only(0), stock)], true);
    }
}
