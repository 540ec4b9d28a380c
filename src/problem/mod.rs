//! The dense problem: what the instance says, as indices and integer minutes, immutable.
//!
//! Names survive only in [`Names`], for messages and output; no decision reads them.

mod build;
mod calendar;
mod ids;
mod interpretation;
mod names;
mod packs;
mod people;
mod places;
mod sessions;
mod terms;

pub use calendar::{Calendar, Minute};
pub use ids::*;
pub use interpretation::{Audience, BoothWork, Mode, Post, Service, Staffed};
pub use names::{Names, Subject};
pub use packs::{ANY, PACKS, Pack, Stated, Step, TeamRow};
pub use people::{Attendee, Fees, Interpreter, Person};
pub use places::{Day, MobileBooths, Room, Slot, Start};
pub use sessions::{About, Costs, Group, Kind, Order, Pin, Series, Session, Tags, Track};
pub use terms::Terms;

/// Why an instance could not be made dense. A validated instance builds; this is what library users see who skip
/// validation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// Something refers to an entity that is not there.
    #[error("there is no {what} {id:?}")]
    Unknown {
        /// The kind of entity.
        what: &'static str,
        /// The id that was not found.
        id: String,
    },
    /// A date, time or zone makes no sense.
    #[error("{0}")]
    Time(String),
}

/// A half-open stretch of time in minutes, `[from, to)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    /// First minute.
    pub from: Minute,
    /// First minute after.
    pub to: Minute,
}

impl Interval {
    /// Minutes that both share; 0 when they do not meet.
    #[must_use]
    pub fn overlap(self, other: Interval) -> i32 {
        (self.to.min(other.to) - self.from.max(other.from)).max(0)
    }

    /// Minutes from the end of the earlier to the start of the later; negative when they overlap.
    #[must_use]
    pub fn gap(self, other: Interval) -> i32 {
        (other.from - self.to).max(self.from - other.to)
    }
}

/// The dense problem.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Civil time and back.
    pub calendar: Calendar,
    /// Days in order.
    pub days: Vec<Day>,
    /// Slots as written.
    pub slots: Vec<Slot>,
    /// Allowed starts, ascending and distinct.
    pub starts: Vec<Start>,
    /// Rooms.
    pub rooms: Vec<Room>,
    /// Walking minutes, rooms × rooms, row-major.
    pub walking: Vec<i32>,
    /// The stock of mobile booths.
    pub mobile_booths: MobileBooths,
    /// Kinds.
    pub kinds: Vec<Kind>,
    /// Tracks.
    pub tracks: Vec<Track>,
    /// Tracks that should not meet in the same slot, and what each pair of rooms costs; the lower track first.
    pub similar_tracks: Vec<(TrackId, TrackId, i64)>,
    /// Speakers and chairs.
    pub people: Vec<Person>,
    /// Sessions.
    pub sessions: Vec<Session>,
    /// Orders.
    pub orders: Vec<Order>,
    /// Series.
    pub series: Vec<Series>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Attendees.
    pub attendees: Vec<Attendee>,
    /// Interpreters.
    pub interpreters: Vec<Interpreter>,
    /// On which terms they work.
    pub terms: Terms,
    /// The kinds of booth work that occur.
    pub booth_work: Vec<BoothWork>,
    /// The booths and teams that sessions may need, by session, each with its seats.
    pub posts: Vec<Post>,
    /// Services by language; `None` for languages that are spoken.
    pub services: Vec<Option<Service>>,
    /// People who understand the same.
    pub audiences: Vec<Audience>,
    /// Names.
    pub names: Names,
    /// For each class of sessions that fit alike (same kind and duration): the slot by start, classes × starts.
    slot_of: Vec<Option<SlotId>>,
    /// The class of each session.
    fit_class: Vec<u32>,
}

impl Problem {
    /// The slot in which `session` lies when it starts at start number `time`: the first as written that offers this
    /// start, admits its kind, and ends no earlier than the session. `None` when there is no such slot.
    #[must_use]
    pub fn slot_at(&self, session: SessionId, time: TimeId) -> Option<SlotId> {
        let class = self.fit_class[session.index()] as usize;
        self.slot_of[class * self.starts.len() + time.index()]
    }

    /// The slot in which `session` lies when it starts at `minute`, as [`Problem::slot_at`].
    #[must_use]
    pub fn slot(&self, session: SessionId, minute: Minute) -> Option<SlotId> {
        self.time(minute).and_then(|time| self.slot_at(session, time))
    }

    /// The number of the allowed start at `minute`.
    #[must_use]
    pub fn time(&self, minute: Minute) -> Option<TimeId> {
        let position = self.starts.binary_search_by_key(&minute, |start| start.minute);
        position.ok().map(TimeId::new)
    }

    /// The day to which `minute` belongs, if any: that of the slot of an allowed start, which may be the day before by
    /// the calendar.
    #[must_use]
    pub fn day(&self, minute: Minute) -> Option<DayId> {
        if let Some(TimeId(time)) = self.time(minute) {
            return Some(self.starts[time as usize].day);
        }
        let position = self.days.iter().position(|day| day.span.from <= minute && minute < day.span.to);
        position.map(DayId::new)
    }

    /// Minutes on foot from room to room.
    #[must_use]
    pub fn walk(&self, from: RoomId, to: RoomId) -> i32 {
        self.walking[from.index() * self.rooms.len() + to.index()]
    }

    /// Mobile booths that `session` needs in `room` when it is interpreted so: those that are not built in.
    #[must_use]
    pub fn mobile_booths_needed(&self, session: SessionId, mode: ModeId, room: RoomId) -> i32 {
        let needed = self.mode(session, mode).booths;
        (needed - self.rooms[room.index()].booths).max(0)
    }

    /// Seats of `room` that are left when the mobile booths of `session` stand in it.
    #[must_use]
    pub fn seats_left(&self, session: SessionId, mode: ModeId, room: RoomId) -> i32 {
        let lost = self.mobile_booths_needed(session, mode, room) * self.mobile_booths.seats_lost;
        (self.rooms[room.index()].seats - lost).max(0)
    }

    /// A way of interpreting a session.
    #[must_use]
    pub fn mode(&self, session: SessionId, mode: ModeId) -> &Mode {
        &self.sessions[session.index()].modes[mode.index()]
    }

    /// The number of seats in all posts.
    #[must_use]
    pub fn seats(&self) -> usize {
        self.posts.last().map_or(0, |post| post.seats.end)
    }

    /// All ways of interpreting a session.
    pub fn mode_ids(&self, session: SessionId) -> impl Iterator<Item = ModeId> + use<> {
        (0..self.sessions[session.index()].modes.len()).map(ModeId::new)
    }

    /// All session ids.
    pub fn session_ids(&self) -> impl Iterator<Item = SessionId> + use<> {
        (0..self.sessions.len()).map(SessionId::new)
    }

    /// All room ids.
    pub fn room_ids(&self) -> impl Iterator<Item = RoomId> + use<> {
        (0..self.rooms.len()).map(RoomId::new)
    }

    /// All numbers of allowed starts.
    pub fn time_ids(&self) -> impl Iterator<Item = TimeId> + use<> {
        (0..self.starts.len()).map(TimeId::new)
    }
}
