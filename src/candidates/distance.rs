//! How different two timetables are, as a planner sees it: sessions on another day, at another start, in another kind of room,
//! and how many people would have to be told.
//!
//! Rooms that the conference does not tell apart count as one: who exchanges them has made no other timetable.

use schemars::JsonSchema;
use serde::Serialize;

use super::changes::changes;
use super::replan::Previous;
use crate::problem::{Pin, Problem, RoomId, SessionId};
use crate::timetable::Timetable;

/// What a session on another day, at another start of its day, or in another kind of room counts.
pub(super) const POINTS: [i64; 3] = [3, 2, 1];

/// The difference of two timetables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Distance {
    /// Sessions that are elsewhere in any of the ways below, or take place in one of the two only.
    pub sessions: usize,
    /// Sessions on another day.
    pub days: usize,
    /// Sessions at another start, on another day or not.
    pub starts: usize,
    /// Sessions in another kind of room, at the same start or not.
    pub rooms: usize,
    /// People who would have to be told, if one were published and the other took its place.
    pub people: i64,
    /// All sessions together: 3 for another day, 2 for another start of the same day, 1 for another kind of room only.
    pub points: i64,
}

/// By room: the first room that is like it in everything that the conference says.
#[must_use]
pub fn alike(problem: &Problem) -> Vec<RoomId> {
    let first = |room: RoomId| problem.room_ids().find(|&other| other == room || same_room(problem, other, room));
    problem.room_ids().map(|room| first(room).unwrap_or(room)).collect()
}

fn same_room(problem: &Problem, a: RoomId, b: RoomId) -> bool {
    let (one, other) = (&problem.rooms[a.index()], &problem.rooms[b.index()]);
    let alone = |room: RoomId| {
        let takes = |other: RoomId| problem.rooms[other.index()].parts.contains(&room);
        problem.rooms[room.index()].parts == [room] && problem.room_ids().filter(|&other| takes(other)).count() == 1
    };
    let built = (one.seats, one.parallel, one.step_free, one.booths, one.mobile_booths)
        == (other.seats, other.parallel, other.step_free, other.booths, other.mobile_booths)
        && one.features == other.features
        && one.tags == other.tags
        && one.closed == other.closed;
    let near = |from: RoomId| problem.walk(a, from) == problem.walk(b, from);
    let walks = problem.walk(a, b) == 0 && problem.room_ids().filter(|&room| room != a && room != b).all(near);
    let named = |pin: &Pin| pin.room == Some(a) || pin.room == Some(b);
    let costs = |costs: &[i64]| costs.get(a.index()) == costs.get(b.index());
    built
        && alone(a)
        && alone(b)
        && walks
        && problem.slots.iter().all(|slot| costs(&slot.room_costs))
        && problem.tracks.iter().all(|track| costs(&track.costs.rooms))
        && problem
            .sessions
            .iter()
            .all(|session| costs(&session.costs.rooms) && !named(&session.pin) && !named(&session.published))
}

/// What a session in these places counts; `None` is left out.
pub(super) fn points(
    problem: &Problem,
    alike: &[RoomId],
    a: Option<(i32, Option<RoomId>)>,
    b: Option<(i32, Option<RoomId>)>,
) -> i64 {
    let (Some((from, room)), Some((to, other))) = (a, b) else { return if a == b { 0 } else { POINTS[0] } };
    let like = |room: Option<RoomId>| room.map(|room| alike[room.index()]);
    if from != to {
        return if problem.day(from) == problem.day(to) { POINTS[1] } else { POINTS[0] };
    }
    if like(room) == like(other) { 0 } else { POINTS[2] }
}

/// How different two timetables are; `alike` as [`alike()`] has it.
#[must_use]
pub fn distance(problem: &Problem, alike: &[RoomId], one: &Timetable, other: &Timetable) -> Distance {
    let mut distance = Distance { points: far(problem, alike, one, other), ..Distance::default() };
    for id in problem.session_ids() {
        let (a, b) = (one.get(id), other.get(id));
        let like = |room: Option<RoomId>| room.map(|room| alike[room.index()]);
        let (days, starts, rooms) = match (a, b) {
            (Some(a), Some(b)) => {
                (problem.day(a.start) != problem.day(b.start), a.start != b.start, like(a.room) != like(b.room))
            }
            _ => (a != b, a != b, a != b),
        };
        distance.days += usize::from(days);
        distance.starts += usize::from(starts);
        distance.rooms += usize::from(rooms);
        distance.sessions += usize::from(starts || rooms);
    }
    // Of a session that only one of them has nobody has heard in the other.
    distance.people = told(problem, alike, one, other).max(told(problem, alike, other, one));
    distance
}

/// The points of all sessions together.
pub(super) fn far(problem: &Problem, alike: &[RoomId], one: &Timetable, other: &Timetable) -> i64 {
    let place = |timetable: &Timetable, id: SessionId| timetable.get(id).map(|place| (place.start, place.room));
    problem.session_ids().map(|id| points(problem, alike, place(one, id), place(other, id))).sum()
}

fn told(problem: &Problem, alike: &[RoomId], from: &Timetable, to: &Timetable) -> i64 {
    let previous: Vec<Option<Previous>> = problem
        .session_ids()
        .map(|id| {
            let was = from.get(id)?;
            let same = to
                .get(id)
                .filter(|is| points(problem, alike, Some((was.start, was.room)), Some((is.start, is.room))) == 0);
            let room = same.map_or(was.room, |is| is.room);
            Some(Previous { start: was.start, room, room_is_gone: false, mode: was.mode })
        })
        .collect();
    changes(problem, &previous, &from.seats, to).told.people()
}
