//! A timetable that was found for one conference, tried on another that is nearly the same.

use super::strict::Strict;
use crate::network::{Assignment, Network};
use crate::problem::{InterpreterId, Problem, RoomId};
use crate::rules::lower;
use crate::timetable::{Placement, Timetable};

/// A conference and a timetable of it.
pub(crate) type Witness = (Problem, Timetable);

/// The same timetable for another conference, if it breaks nothing hard there.
pub(super) fn holds(witness: &Witness, problem: &Problem, network: &Network) -> Option<Timetable> {
    let timetable = carried(witness, problem)?;
    let at = Assignment::of(problem, &timetable).ok()?;
    (network.score(&at).hard == 0).then_some(timetable)
}

/// The timetable as an assignment for another conference, whatever it breaks there.
pub(super) fn start(witness: &Witness, problem: &Problem) -> Option<Assignment> {
    Assignment::of(problem, &carried(witness, problem)?).ok()
}

/// Whether the timetable breaks nothing hard in this conference.
pub(super) fn holds_in(witness: &Witness, strict: &Strict) -> bool {
    let problem = Problem::build(&strict.instance).ok();
    problem.is_some_and(|problem| holds(witness, &problem, &lower(&problem, &strict.rules)).is_some())
}

/// The timetable in terms of another conference, by names; `None` where a session has no place of its own or its team
/// has other seats.
fn carried((known, timetable): &Witness, problem: &Problem) -> Option<Timetable> {
    let mut carried = Timetable::empty(problem);
    for id in problem.session_ids() {
        let name = &problem.names.sessions[id.index()];
        let before = known.session_ids().find(|session| known.names.sessions[session.index()] == *name)?;
        let Some(placement) = timetable.get(before) else { continue };
        let room = match placement.room {
            Some(room) => {
                let name = &known.names.rooms[room.index()];
                Some(RoomId::new(problem.names.rooms.iter().position(|room| room == name)?))
            }
            None => None,
        };
        let (from, to) = (&known.sessions[before.index()], &problem.sessions[id.index()]);
        if from.modes.len() != to.modes.len() || from.posts.len() != to.posts.len() {
            return None;
        }
        carried.placements[id.index()] = Some(Placement { room, ..placement });
        for (post, desk) in known.posts[from.posts.clone()].iter().zip(&problem.posts[to.posts.clone()]) {
            if post.seats.len() != desk.seats.len() {
                return None;
            }
            for (seat, here) in post.seats.clone().zip(desk.seats.clone()) {
                if let Some(person) = timetable.seats[seat] {
                    let name = &known.names.interpreters[person.index()];
                    let person = problem.names.interpreters.iter().position(|person| person == name)?;
                    carried.seats[here] = Some(InterpreterId::new(person));
                }
            }
        }
    }
    Some(carried)
}
