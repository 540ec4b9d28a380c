//! Timetables and scores.

mod score;

pub use score::Score;

use crate::problem::{Interval, Minute, Problem, RoomId, SessionId};

/// Where and when a session takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Its start.
    pub start: Minute,
    /// Its room; `None` for sessions that take place outside the rooms of the list.
    pub room: Option<RoomId>,
}

/// A placement for every session, or `None` where it is left out. Any minute is allowed, on the grid or off it: a
/// timetable is what somebody published, right or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// By session.
    pub placements: Vec<Option<Placement>>,
}

impl Timetable {
    /// A timetable in which nothing is placed.
    #[must_use]
    pub fn empty(problem: &Problem) -> Self {
        Self { placements: vec![None; problem.sessions.len()] }
    }

    /// The placement of a session.
    #[must_use]
    pub fn get(&self, session: SessionId) -> Option<Placement> {
        self.placements[session.index()]
    }

    /// When a session takes place, start to end.
    #[must_use]
    pub fn span(&self, problem: &Problem, session: SessionId) -> Option<Interval> {
        self.get(session).map(|placement| problem.sessions[session.index()].span(placement.start))
    }

    /// The sessions that are placed, with their placements, in order of session.
    pub fn placed(&self) -> impl Iterator<Item = (SessionId, Placement)> + '_ {
        let numbered = self.placements.iter().enumerate();
        numbered.filter_map(|(position, placement)| placement.map(|p| (SessionId::new(position), p)))
    }
}
