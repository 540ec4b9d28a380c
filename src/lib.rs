//! `plenary` schedules conferences: sessions into rooms and time slots, proved and checked.

pub mod instance;
pub mod problem;
