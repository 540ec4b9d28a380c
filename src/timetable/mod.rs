//! Timetables, what follows from them, and scores.

mod booths;
mod costs;
mod inclusion;
mod receivers;
mod rosters;
mod score;

pub use booths::{BoothPlan, Stand};
pub use costs::Costs;
pub use inclusion::{Inclusion, ShutOut, inclusion, shut_out};
pub use receivers::{Receivers, receivers};
pub use rosters::{Paid, Roster, WorkDay, rosters, turns};
pub use score::Score;

use crate::problem::{InterpreterId, Interval, Minute, ModeId, Post, PostId, Problem, RoomId, SessionId};

/// Where and when a session takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Its start.
    pub start: Minute,
    /// Its room; `None` for sessions that take place outside the rooms of the list.
    pub room: Option<RoomId>,
    /// How it is interpreted.
    pub mode: ModeId,
}

/// A placement for every session, or `None` where it is left out, and who sits where. Any minute is allowed, on the grid or off it: a
/// timetable is what somebody published, right or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timetable {
    /// By session.
    pub placements: Vec<Option<Placement>>,
    /// By seat (see [`Post::seats`]): who sits there. Seats of sessions that are left out, and of posts that the mode
    /// does not have, stay empty.
    pub seats: Vec<Option<InterpreterId>>,
}

impl Timetable {
    /// A timetable in which nothing is placed.
    #[must_use]
    pub fn empty(problem: &Problem) -> Self {
        Self { placements: vec![None; problem.sessions.len()], seats: vec![None; problem.seats()] }
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

    /// The people in a post, as far as its seats are taken.
    pub fn team(&self, post: &Post) -> impl Iterator<Item = InterpreterId> + '_ {
        self.seats[post.seats.clone()].iter().flatten().copied()
    }

    /// The posts at which somebody sits, with the session's span; one entry for each seat that is taken.
    pub fn shifts<'a>(&'a self, problem: &'a Problem) -> impl Iterator<Item = Shift> + 'a {
        self.placed().flat_map(move |(session, placement)| {
            let span = problem.sessions[session.index()].span(placement.start);
            let posts = problem.mode(session, placement.mode).posts.iter();
            posts.flat_map(move |staffed| {
                let people = self.team(&problem.posts[staffed.post.index()]);
                people.map(move |person| Shift { person, session, post: staffed.post, span, room: placement.room })
            })
        })
    }
}

/// Somebody works at a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Who.
    pub person: InterpreterId,
    /// The session.
    pub session: SessionId,
    /// The post.
    pub post: PostId,
    /// From the start to the end of the session.
    pub span: Interval,
    /// The room.
    pub room: Option<RoomId>,
}
