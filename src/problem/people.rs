//! Those whom sessions need, those who attend, those who interpret.

use super::*;

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
