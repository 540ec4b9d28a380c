//! The analysts' laboratory: variants of conferences, run so that what comes out can be relied on, and what they cost.
//!
//! The tour: a [`schema::Study`] is read by [`read()`]; [`plan()`] makes its variants (by name and by [`design`]) and its
//! cells, each keyed by a digest of all that determines it; [`runner::run`] runs those that are not there yet, and
//! [`cell::run`] has each result read back and verified before it counts; [`store::Store`] keeps them; [`measures`]
//! takes times and integrals from the trace of a run; [`analysis::analyse`] compares, with [`statistics`] that know nothing
//! of conferences; [`report`] writes it down; [`compare`] judges one study by another.

pub mod analysis;
pub mod cell;
pub mod compare;
pub mod components;
pub mod cores;
pub mod design;
pub mod measures;
mod peers;
mod plan;
pub mod price;
pub mod processes;
mod read;
pub mod record;
pub mod report;
mod resources;
pub mod runner;
pub mod schema;
pub mod statistics;
pub mod store;
mod variant;

pub use plan::{Cell, MOST_CELLS, Plan, key, plan};
pub use read::read;
pub use variant::{Prepared, Recipe, Trouble, prepare};
