//! The folder format of ORBEL: what real attendees of a conference wish to hear.
//!
//! A folder holds `talks.csv`, `preferences.csv`, `sessions.csv` and perhaps `availability.csv`; the answer is a table
//! `schedule.csv`. Every row of `sessions.csv` is a *block* of parallel rooms and *positions* that follow one another,
//! all talks being equally long. Participants wish talks. *Missed* counts the wishes beyond the first of a person at a
//! position; *hops* are changes of room within a block. Nothing is known of dates and durations: [`Folder::instance`]
//! gives every block a day of its own and assumes the rest.
//!
//! # References
//! B. Vangerven, A. M. C. Ficker, D. R. Goossens, W. Passchyn, F. C. R. Spieksma, G. J. Woeginger, *Conference
//! scheduling – A personalized approach*, Omega 81 (2018), for the model.

mod instance;
mod read;
mod schedule;
mod table;

pub(super) use instance::{clock, date, id_of, ids, session};
pub use read::{Tables, read};
pub(crate) use schedule::BLOCK_COLUMN;
pub use schedule::{Measures, Place, is_schedule};

use std::collections::BTreeSet;

/// The table of talks.
pub const TALKS: &str = "talks.csv";
/// The table of wishes.
pub const PREFERENCES: &str = "preferences.csv";
/// The table of blocks.
pub const SESSIONS: &str = "sessions.csv";
/// The table of blocks in which presenters cannot come; it may be missing.
pub const AVAILABILITY: &str = "availability.csv";

/// What a folder says. Talks and blocks are referred to by their position in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// What it is called: the name of the folder.
    pub name: String,
    /// The talks.
    pub talks: Vec<Talk>,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// Everybody with a wish.
    pub participants: Vec<Participant>,
    /// Presenters with a block in which they cannot come.
    pub away: BTreeSet<(String, usize)>,
}

/// A talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// Its id in the table.
    pub id: String,
    /// Who gives it.
    pub presenter: String,
    /// Its keywords as written; empty when there are none.
    pub keywords: String,
}

/// A stretch of positions in parallel rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its id in the table.
    pub id: String,
    /// How many rooms it has.
    pub rooms: u32,
    /// How many talks follow one another in each room.
    pub positions: u32,
}

/// Somebody who wishes talks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Their id in the table.
    pub id: String,
    /// The talks that they wish.
    pub wishes: BTreeSet<usize>,
}
