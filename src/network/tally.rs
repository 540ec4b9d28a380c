//! Tally: sums per day, per start or per room, with a most.

use super::{Assignment, Cell, Network};
use crate::problem::SessionId;

/// What a placement is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// The day of its start.
    Day,
    /// Its start.
    Start,
    /// Its room.
    Room,
}

impl Attribute {
    /// How many values there are.
    #[must_use]
    pub fn values(self, network: &Network) -> usize {
        match self {
            Attribute::Day => network.days,
            Attribute::Start => network.starts.len(),
            Attribute::Room => network.rooms(),
        }
    }

    /// The value of a cell.
    #[must_use]
    pub fn of(self, network: &Network, cell: Cell) -> usize {
        match self {
            Attribute::Day => network.day_of_start[cell.time as usize] as usize,
            Attribute::Start => cell.time as usize,
            Attribute::Room => cell.room as usize,
        }
    }
}

/// A most on a sum per day, start or room.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Sessions and what each adds.
    pub members: Vec<(SessionId, i64)>,
    /// What is summed by.
    pub by: Attribute,
    /// The most that a sum may be.
    pub most: i64,
    /// Whether a sum that exceeds the most counts whole, rather than what is beyond the most.
    pub whole: bool,
}

impl Tally {
    /// What a sum amounts to.
    #[must_use]
    pub fn excess(&self, sum: i64) -> i64 {
        excess(sum, self.most, self.whole)
    }

    /// The excess over the most, summed over days, starts or rooms.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let mut sums = vec![0; self.by.values(network)];
        for &(session, weight) in &self.members {
            if let Some(cell) = at.get(session) {
                sums[self.by.of(network, cell)] += weight;
            }
        }
        sums.iter().map(|&sum| self.excess(sum)).sum()
    }
}

/// What a sum amounts to beyond a most; all of it if it counts whole.
pub(crate) fn excess(sum: i64, most: i64, whole: bool) -> i64 {
    match sum > most {
        false => 0,
        true if whole => sum,
        true => sum - most,
    }
}
