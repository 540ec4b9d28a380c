//! The workbook of the conference scheduling example of OptaPlanner and its successor Timefold.
//!
//! Five sheets describe time slots, rooms, speakers and talks, and the weights of thirty-seven constraints on three levels. A
//! talk has a slot and a room; cells that are filled dark grey say where rooms and speakers cannot be had. The answer is the
//! same workbook with slots and rooms of talks filled in. Scores are sums of rewards and penalties, the larger the better.

mod constraints;
mod instance;
mod pages;
mod read;
mod score;
mod talks;
mod write;

pub use constraints::{CONSTRAINTS, rule_of};
pub use read::read;
pub use score::{Place, Score};

use super::workbook::Book;
use crate::instance::schema::Level;

/// The sheets of the workbook that are read.
pub const SHEETS: [&str; 5] = ["Configuration", "Timeslots", "Rooms", "Speakers", "Talks"];

/// Whether a workbook is meant to be of this format: most of its sheets are there.
#[must_use]
pub fn is_conference(book: &Book) -> bool {
    SHEETS.iter().filter(|sheet| book.sheet(sheet).is_some()).count() > SHEETS.len() / 2
}

/// What a workbook says. Everything is referred to by its position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conference {
    /// What it is called: the name of the file.
    pub name: String,
    /// The name of the conference.
    pub title: String,
    /// Least pause between two talks of a speaker on one day, in minutes.
    pub pause: i64,
    /// Level and weight of each of [`CONSTRAINTS`].
    pub weights: Vec<(Level, i64)>,
    /// Types of talk.
    pub types: Vec<String>,
    /// Time slots in the order of the sheet.
    pub slots: Vec<Slot>,
    /// Rooms.
    pub rooms: Vec<Room>,
    /// Speakers.
    pub speakers: Vec<Speaker>,
    /// Talks.
    pub talks: Vec<Talk>,
    /// The workbook as it is, to be written again.
    pub package: Vec<u8>,
}

/// A time slot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// The day as it is written, `Mon 2018-10-01`.
    pub day: String,
    /// The date, `2018-10-01`.
    pub date: String,
    /// Days since the first of all slots' days.
    pub number: i64,
    /// Minutes after midnight.
    pub from: i64,
    /// Minutes after midnight.
    pub to: i64,
    /// Types of talk that may be in it, ascending.
    pub types: Vec<usize>,
    /// Tags.
    pub tags: Vec<String>,
}

/// A room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Its name.
    pub name: String,
    /// How many people it holds.
    pub capacity: i64,
    /// Types of talk that may be in it, ascending.
    pub types: Vec<usize>,
    /// Tags.
    pub tags: Vec<String>,
    /// Slots in which it cannot be had, ascending.
    pub unavailable: Vec<usize>,
}

/// Demands on tags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Demands {
    /// Tags that must be there.
    pub required: Vec<String>,
    /// Tags that should be there.
    pub preferred: Vec<String>,
    /// Tags that must not be there.
    pub prohibited: Vec<String>,
    /// Tags that should not be there.
    pub undesired: Vec<String>,
}

/// A speaker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The name.
    pub name: String,
    /// On the slots of their talks.
    pub slot_tags: Demands,
    /// On the rooms of their talks.
    pub room_tags: Demands,
    /// Slots in which they cannot be had, ascending.
    pub unavailable: Vec<usize>,
}

/// A talk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Talk {
    /// Its row.
    pub row: u32,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// Its type.
    pub kind: usize,
    /// Who speaks.
    pub speakers: Vec<usize>,
    /// Theme tracks.
    pub themes: Vec<String>,
    /// Sectors.
    pub sectors: Vec<String>,
    /// Types of audience.
    pub audiences: Vec<String>,
    /// How much it takes for granted.
    pub level: i64,
    /// Contents.
    pub contents: Vec<String>,
    /// Language.
    pub language: String,
    /// On its slot.
    pub slot_tags: Demands,
    /// On its room.
    pub room_tags: Demands,
    /// Tags of which no two talks at the same time have one in common.
    pub exclusive: Vec<String>,
    /// Talks that end before it starts.
    pub after: Vec<usize>,
    /// How many people like it.
    pub favourites: i64,
    /// Whether it draws a crowd.
    pub crowd: bool,
    /// Whether it keeps its slot and room.
    pub pinned: bool,
    /// Its slot and room now.
    pub now: (Option<usize>, Option<usize>),
    /// Its published slot and room.
    pub published: (Option<usize>, Option<usize>),
}

impl Talk {
    /// How long it lasts in minutes: all slots of its type are equally long.
    fn minutes(&self, conference: &Conference) -> i64 {
        let slot = conference.slots.iter().find(|slot| slot.types.contains(&self.kind));
        slot.map_or(0, |slot| slot.to - slot.from)
    }
}
