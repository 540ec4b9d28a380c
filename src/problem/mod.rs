//! The dense problem: what the instance says, as indices and integer minutes, immutable.
//!
//! Names survive only in [`Names`], for messages and output; no decision reads them.

mod build;
mod calendar;
mod ids;
mod interpretation;
mod packs;
mod terms;

pub use calendar::{Calendar, Minute};
pub use ids::*;
pub use interpretation::{Audience, BoothWork, Mode, Post, Service, Staffed};
pub use packs::{ANY, PACKS, Pack, Stated, Step, TeamRow};
pub use terms::Terms;

use crate::instance::schema::Relation;

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

/// A day.
#[derive(Clone, Debug)]
pub struct Day {
    /// From its midnight (or the end of the day before, when that runs later) to the next midnight or the end of its
    /// last slot.
    pub span: Interval,
}

/// A time slot.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Its day.
    pub day: DayId,
    /// From the first start to the end by which its sessions have ended.
    pub span: Interval,
    /// Distance of its allowed starts; `None` when there is one only.
    pub every: Option<i32>,
    /// Kinds that may be placed in it.
    pub kinds: Vec<bool>,
    /// Its tags, ascending.
    pub tags: Vec<TagId>,
    /// What it costs to use a room in it, by room.
    pub room_costs: Vec<i64>,
}

impl Slot {
    /// Whether a session may start at `minute` in this slot.
    #[must_use]
    pub fn offers(&self, minute: Minute) -> bool {
        match self.every {
            None => minute == self.span.from,
            Some(every) => self.span.from <= minute && minute < self.span.to && (minute - self.span.from) % every == 0,
        }
    }
}

/// An allowed start.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// The moment.
    pub minute: Minute,
    /// The day it counts to.
    pub day: DayId,
}

/// A room.
#[derive(Clone, Debug)]
pub struct Room {
    /// Seats.
    pub seats: i32,
    /// Sessions that it holds at the same time.
    pub parallel: i32,
    /// Its features, ascending.
    pub features: Vec<FeatureId>,
    /// Its tags, ascending.
    pub tags: Vec<TagId>,
    /// Whether it can be reached without steps.
    pub step_free: bool,
    /// When it cannot be used.
    pub closed: Vec<Interval>,
    /// Slots whose sessions cannot use it, ascending.
    pub closed_slots: Vec<SlotId>,
    /// Built-in booths.
    pub booths: i32,
    /// Mobile booths that fit.
    pub mobile_booths: i32,
    /// The room itself and every room that it is made of.
    pub parts: Vec<RoomId>,
}

/// A kind of session.
#[derive(Clone, Debug)]
pub struct Kind {
    /// By kind: whether nothing of that kind may run while a session of this kind does.
    pub blocks: Vec<bool>,
}

/// Demands on tags; each list ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// Must be there.
    pub required: Vec<TagId>,
    /// Must not be there.
    pub prohibited: Vec<TagId>,
    /// Should be there.
    pub preferred: Vec<TagId>,
    /// Should not be there.
    pub undesired: Vec<TagId>,
}

impl Tags {
    /// Required tags missing, and prohibited tags present, among `present`.
    #[must_use]
    pub fn wrong(&self, present: &[TagId]) -> [i64; 2] {
        [miss(&self.required, present), hit(&self.prohibited, present)]
    }

    /// Preferred tags missing, and undesired tags present, among `present`.
    #[must_use]
    pub fn unwanted(&self, present: &[TagId]) -> [i64; 2] {
        [miss(&self.preferred, present), hit(&self.undesired, present)]
    }
}

fn hit(demanded: &[TagId], present: &[TagId]) -> i64 {
    demanded.iter().filter(|tag| present.contains(tag)).count() as i64
}

fn miss(demanded: &[TagId], present: &[TagId]) -> i64 {
    demanded.len() as i64 - hit(demanded, present)
}

/// Somebody whose presence sessions need.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their sessions, ascending.
    pub sessions: Vec<SessionId>,
    /// When they are not there.
    pub away: Vec<Interval>,
    /// Slots in which they have no session, ascending.
    pub away_slots: Vec<SlotId>,
    /// Most minutes in sessions on one day.
    pub max_minutes_per_day: Option<i32>,
    /// Least pause between two of their sessions, where it differs from the rule's.
    pub pause: Option<i32>,
    /// Needs step-free rooms.
    pub step_free: bool,
    /// Demands on the slots of their sessions.
    pub slot_tags: Tags,
    /// Demands on the rooms of their sessions.
    pub room_tags: Tags,
}

/// What a session is about and whom it is for; each list ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Themes.
    pub themes: Vec<LabelId>,
    /// Sectors.
    pub sectors: Vec<LabelId>,
    /// Contents.
    pub contents: Vec<LabelId>,
    /// Types of audience.
    pub audiences: Vec<LabelId>,
    /// How much it takes for granted.
    pub level: Option<u32>,
    /// Whether it draws a crowd.
    pub draws_crowd: bool,
}

/// A wanted time and room, whole or in part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pin {
    /// The day.
    pub day: Option<DayId>,
    /// The start.
    pub start: Option<Minute>,
    /// The room.
    pub room: Option<RoomId>,
}

/// What it costs to be somewhere; an empty list: nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// By slot.
    pub slots: Vec<i64>,
    /// By room.
    pub rooms: Vec<i64>,
}

/// A track.
#[derive(Clone, Debug, Default)]
pub struct Track {
    /// Its sessions, ascending.
    pub sessions: Vec<SessionId>,
    /// Who chairs it, ascending.
    pub chairs: Vec<PersonId>,
    /// Slots and rooms in which it should not meet.
    pub costs: Costs,
}

/// A session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Kind.
    pub kind: KindId,
    /// Duration in minutes.
    pub minutes: i32,
    /// Minutes that the room is taken before the start.
    pub setup: i32,
    /// Minutes that the room is taken after the end.
    pub teardown: i32,
    /// Track.
    pub track: Option<TrackId>,
    /// Its place among the sessions of its track, from 1, if it has one.
    pub place_in_track: Option<i64>,
    /// Slots and rooms in which it should not be.
    pub costs: Costs,
    /// What it costs those who join from afar, by slot; empty: nothing.
    pub odd_hours: Vec<i64>,
    /// Topics, ascending.
    pub topics: Vec<TopicId>,
    /// What it is about and whom it is for.
    pub about: About,
    /// Speakers and chairs, ascending.
    pub people: Vec<PersonId>,
    /// Whether it takes place in a room of the list.
    pub in_room: bool,
    /// Seats without which it cannot take place.
    pub min_seats: Option<i32>,
    /// Expected attendance in persons: as given, else the number of attendees who wish it.
    pub expected: i32,
    /// Features that its room must have, ascending.
    pub needs: Vec<FeatureId>,
    /// Needs a step-free room, for itself.
    pub step_free: bool,
    /// Demands on the tags of its slot.
    pub slot_tags: Tags,
    /// Demands on the tags of its room.
    pub room_tags: Tags,
    /// What it is worth, if it may be left out.
    pub optional_value: Option<i64>,
    /// Languages on the floor, ascending.
    pub floor: Vec<LanguageId>,
    /// How it may be interpreted; a placement takes one. A session without interpretation has one mode, into nothing.
    pub modes: Vec<Mode>,
    /// The posts of its modes: positions in [`Problem::posts`].
    pub posts: std::ops::Range<usize>,
    /// Fixed time and room.
    pub pin: Pin,
    /// Published time and room.
    pub published: Pin,
}

impl Session {
    /// The time from start to end of the session if it starts at `start`.
    #[must_use]
    pub fn span(&self, start: Minute) -> Interval {
        Interval { from: start, to: start + self.minutes }
    }

    /// The time for which its room is taken if it starts at `start`.
    #[must_use]
    pub fn room_span(&self, start: Minute) -> Interval {
        Interval { from: start - self.setup, to: start + self.minutes + self.teardown }
    }
}

/// An order between groups of sessions.
#[derive(Clone, Debug)]
pub struct Order {
    /// The earlier sessions, ascending.
    pub before: Vec<SessionId>,
    /// The later sessions, ascending.
    pub after: Vec<SessionId>,
    /// Least minutes from an end to a start.
    pub min_gap: i32,
    /// Most minutes from an end to a start.
    pub max_gap: Option<i32>,
}

/// Sessions that follow one another.
#[derive(Clone, Debug)]
pub struct Series {
    /// In order.
    pub sessions: Vec<SessionId>,
    /// Most minutes from an end to the next start.
    pub max_gap: i32,
    /// Whether they share a room.
    pub same_room: bool,
}

/// Sessions that must be together or apart.
#[derive(Clone, Debug)]
pub struct Group {
    /// Ascending.
    pub sessions: Vec<SessionId>,
    /// What must hold for every pair.
    pub must: Relation,
}

/// People who attend and wish the same.
#[derive(Clone, Debug)]
pub struct Attendee {
    /// How many people.
    pub count: i64,
    /// Sessions wished with their weights, ascending by session.
    pub wishes: Vec<(SessionId, i64)>,
    /// The audience that they belong to.
    pub audience: AudienceId,
    /// The speaker or chair who they are, if they are one.
    pub person: Option<PersonId>,
}

/// An interpreter.
#[derive(Clone, Debug)]
pub struct Interpreter {
    /// When they are not there.
    pub away: Vec<Interval>,
    /// Most minutes in booths on one day, theirs and the terms' together.
    pub max_minutes_per_day: Option<i32>,
    /// What they work from and into, ascending.
    pub directions: Vec<(LanguageId, LanguageId)>,
    /// By booth work: whether they can do it.
    pub can: Vec<bool>,
    /// The language of the booth they like to sit in.
    pub home: Option<LanguageId>,
    /// What they are paid.
    pub fees: Option<Fees>,
}

/// What somebody is paid, by steps of presence on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fees {
    /// Presence up to so many minutes, and what it costs: the half-day, if there is one.
    pub half: Option<(i32, i64)>,
    /// The minutes that a day covers, and what it costs.
    pub day: (i32, i64),
    /// Each hour begun beyond a day.
    pub overtime: i64,
    /// Once, for whoever works at all.
    pub travel: i64,
}

impl Fees {
    /// What a day of so many minutes of presence costs; nothing for none.
    #[must_use]
    pub fn of(&self, presence: i32) -> i64 {
        match self.half {
            _ if presence <= 0 => 0,
            Some((minutes, cost)) if presence <= minutes => cost,
            _ => {
                let beyond = (presence - self.day.0).max(0);
                self.day.1 + self.overtime * i64::from((beyond + 59) / 60)
            }
        }
    }

    /// The minutes that are paid for on a day of so many minutes of presence.
    #[must_use]
    pub fn paid_minutes(&self, presence: i32) -> i32 {
        match self.half {
            _ if presence <= 0 => 0,
            Some((minutes, _)) if presence <= minutes => minutes,
            _ => self.day.0.max(presence),
        }
    }
}

/// The stock of mobile booths.
#[derive(Clone, Copy, Debug, Default)]
pub struct MobileBooths {
    /// How many.
    pub count: i32,
    /// Minutes to set up.
    pub setup: i32,
    /// Minutes to strike.
    pub strike: i32,
    /// Seats that each takes.
    pub seats_lost: i32,
    /// Times that one may be set up on one day.
    pub max_moves_per_day: Option<i32>,
}

/// Names for messages and output, by index.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Conference id.
    pub conference: String,
    /// Session ids.
    pub sessions: Vec<String>,
    /// Room ids.
    pub rooms: Vec<String>,
    /// Day ids.
    pub days: Vec<String>,
    /// Slot ids.
    pub slots: Vec<String>,
    /// Kind ids.
    pub kinds: Vec<String>,
    /// Track ids.
    pub tracks: Vec<String>,
    /// Topic ids.
    pub topics: Vec<String>,
    /// Person ids.
    pub people: Vec<String>,
    /// Feature ids.
    pub features: Vec<String>,
    /// Tag ids.
    pub tags: Vec<String>,
    /// Labels of sessions.
    pub labels: Vec<String>,
    /// Language ids.
    pub languages: Vec<String>,
    /// Interpreter ids.
    pub interpreters: Vec<String>,
    /// Order ids.
    pub orders: Vec<String>,
    /// Series ids.
    pub series: Vec<String>,
    /// Group ids.
    pub groups: Vec<String>,
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

/// Something that a message or a constraint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A session.
    Session(SessionId),
    /// A room.
    Room(RoomId),
    /// A day.
    Day(DayId),
    /// A track.
    Track(TrackId),
    /// A topic.
    Topic(TopicId),
    /// A speaker or chair.
    Person(PersonId),
    /// An order, by position.
    Order(u32),
    /// A series, by position.
    Series(u32),
    /// A group, by position.
    Group(u32),
    /// An interpreter.
    Interpreter(InterpreterId),
    /// A language or service.
    Language(LanguageId),
}

impl Names {
    /// What a subject is and its name: `("room", "room-b")`.
    #[must_use]
    pub fn subject(&self, subject: Subject) -> (&'static str, &str) {
        match subject {
            Subject::Session(id) => ("session", &self.sessions[id.index()]),
            Subject::Room(id) => ("room", &self.rooms[id.index()]),
            Subject::Day(id) => ("day", &self.days[id.index()]),
            Subject::Track(id) => ("track", &self.tracks[id.index()]),
            Subject::Topic(id) => ("topic", &self.topics[id.index()]),
            Subject::Person(id) => ("person", &self.people[id.index()]),
            Subject::Order(position) => ("order", &self.orders[position as usize]),
            Subject::Series(position) => ("series", &self.series[position as usize]),
            Subject::Group(position) => ("group", &self.groups[position as usize]),
            Subject::Interpreter(id) => ("interpreter", &self.interpreters[id.index()]),
            Subject::Language(id) => ("language", &self.languages[id.index()]),
        }
    }
}
