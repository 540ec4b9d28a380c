//! Sessions, what they are about, and what ties them together.

use super::{
    DayId, FeatureId, Interval, KindId, LabelId, LanguageId, Minute, Mode, PersonId, RoomId, SessionId, TagId, TopicId,
    TrackId,
};
use crate::instance::schema::Relation;

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

fn hit(demanded: &[TagId], present: &[TagId]) -> i64 {
    demanded.iter().filter(|tag| present.contains(tag)).count() as i64
}

fn miss(demanded: &[TagId], present: &[TagId]) -> i64 {
    demanded.len() as i64 - hit(demanded, present)
}
