//! What else is good, and what now: timetables next to one that is published.
//!
//! [`replan()`] mends a published timetable after the conference has changed: as few people as possible have to be told,
//! and among such timetables it takes the best. [`alternatives()`] says of a session where else it could be, and at what price.

mod alternatives;
mod changes;
mod replan;
#[cfg(test)]
mod tests;

pub use alternatives::{Alternative, Alternatives, Difference, Held, Look, alternatives};
pub use changes::{Change, Changes, Place, Told, changes};
pub use replan::{Freeze, Options, Previous, Replanned, replan};
