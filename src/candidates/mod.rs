//! What else is good, and what now: timetables next to one that is published.
//!
//! [`replan()`] mends a published timetable after the conference has changed: as few people as possible have to be told,
//! and among such timetables it takes the best. [`alternatives()`] says of a session where else it could be, and at what price.
//! [`candidates()`] finds really different timetables that are all nearly as good as the best.

mod alternatives;
#[cfg(test)]
mod by_hand;
mod changes;
mod curve;
mod distance;
mod front;
mod pool;
mod replan;
#[cfg(test)]
mod tests;
mod weighing;

pub use alternatives::{Alternative, Alternatives, Difference, Exchanged, Held, Look, alternatives};
pub use changes::{Cancelled, Change, Changes, Gone, Place, Told, changes, changes_with};
pub use curve::{Step, curve};
pub use distance::{Distance, alike, distance};
pub use front::{Aim, AimError, Front, GROUPS, MOST_AIMS, Point, REST, aims, front, weighed};
pub use pool::{Candidate, Candidates, Wanted, candidates};
pub use replan::{Freeze, Options, Previous, Replanned, replan};
pub use weighing::Cut;
