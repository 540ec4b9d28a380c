//! Where and when sessions can take place: days, slots, starts, rooms, and the booths that move.

use super::*;

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
