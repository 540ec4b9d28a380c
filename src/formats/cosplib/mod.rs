//! The workbook of CoSPLib, the conference scheduling library of Kheiri, Pylyavskyy and Jacko.
//!
//! Nine sheets describe *sessions* (stretches of time with a number of time slots), rooms, tracks and *submissions*; what
//! should not be is a penalty with a weight. Here a session of theirs is a slot, a submission is a session, and every time
//! slot is equally long. The answer is a workbook with the track of every room and session, and the submission of every
//! time slot.
//!
//! # References
//! Y. Pylyavskyy, P. Jacko, A. Kheiri, *A generic approach to conference scheduling with integer programming*, EJOR 317
//! (2024), for the problem; the semantics are those of the library's evaluator, version 1.0.2.

mod instance;
mod read;
mod score;
mod solution;

pub use read::read;
pub use score::{Place, Score, TERMS};

use std::collections::BTreeSet;

use super::workbook::Book;

/// The sheets of the workbook.
pub const SHEETS: [&str; 9] = [
    "parameters",
    "submissions",
    "tracks",
    "sessions",
    "rooms",
    "tracks_sessions|penalty",
    "tracks_rooms|penalty",
    "similar tracks",
    "sessions_rooms|penalty",
];

/// Whether a workbook is meant to be of this format: most of its sheets are there.
#[must_use]
pub fn is_library(book: &Book) -> bool {
    SHEETS.iter().filter(|sheet| book.sheet(sheet).is_some()).count() > SHEETS.len() / 2
}

/// What a workbook says. Everything is referred to by its position.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    /// What it is called: the name of the file.
    pub name: String,
    /// The weights of [`TERMS`].
    pub weights: [i64; 16],
    /// Sessions in the order of the file.
    pub sessions: Vec<Stretch>,
    /// Names of rooms.
    pub rooms: Vec<String>,
    /// Tracks.
    pub tracks: Vec<Track>,
    /// Submissions.
    pub submissions: Vec<Submission>,
    /// Penalty of a track in a session, tracks × sessions.
    pub track_sessions: Vec<Vec<i64>>,
    /// Penalty of a track in a room, tracks × rooms.
    pub track_rooms: Vec<Vec<i64>>,
    /// Penalty of a room in a session, sessions × rooms.
    pub session_rooms: Vec<Vec<i64>>,
    /// Penalty of two tracks in one session, tracks × tracks, symmetric.
    pub similar: Vec<Vec<i64>>,
}

/// A session: a stretch of time with equally long slots.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stretch {
    /// Its name.
    pub name: String,
    /// How many time slots it has, in every room.
    pub slots: u32,
    /// When it starts, in minutes after midnight.
    pub from: i64,
    /// When it ends, in minutes after midnight.
    pub to: i64,
}

/// A track.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    /// Its name.
    pub name: String,
    /// Who chairs it.
    pub chairs: BTreeSet<String>,
}

/// A submission.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Submission {
    /// Its reference.
    pub name: String,
    /// Its track.
    pub track: usize,
    /// How many time slots it needs, one after the other.
    pub slots: u32,
    /// Its place in its track, from 1; 0 for any.
    pub order: i64,
    /// Who presents it.
    pub presenters: BTreeSet<String>,
    /// Who wants to attend it.
    pub attendees: BTreeSet<String>,
    /// Penalty for the time of day where it is presented from, by session.
    pub zone: Vec<i64>,
    /// Penalty by session.
    pub by_session: Vec<i64>,
    /// Penalty by room.
    pub by_room: Vec<i64>,
}
