//! `plenary` schedules conferences: sessions into rooms and time slots, proved and checked.

pub mod candidates;
pub mod cli;
pub mod engines;
pub mod explain;
pub mod formats;
pub mod generate;
pub mod instance;
pub mod network;
pub mod problem;
pub mod rules;
pub mod study;
pub mod timetable;
pub mod verify;

#[cfg(test)]
extern crate self as plenary;
