//! Unary: costs on one session's own placement, or on leaving it out.

use super::{Assignment, Cell, Network};
use crate::problem::SessionId;

/// A cost on a session's start, its room, its mode of interpretation, or two of them.
#[derive(Clone, Debug)]
pub struct Unary {
    /// The session.
    pub session: SessionId,
    /// The costs.
    pub table: Table,
}

/// Costs by start, by room, by mode, or by two of them.
#[derive(Clone, Debug)]
pub enum Table {
    /// By start.
    ByTime(Vec<i64>),
    /// By room, the one outside the list included.
    ByRoom(Vec<i64>),
    /// By start and room, row-major: starts × rooms.
    ByCell(Vec<i64>),
    /// By mode.
    ByMode(Vec<i64>),
    /// By room and mode, row-major: rooms × modes of the session.
    ByStand(Vec<i64>),
}

impl Unary {
    /// The cost in a cell.
    #[must_use]
    pub fn cost(&self, network: &Network, cell: Cell) -> i64 {
        match &self.table {
            Table::ByTime(costs) => costs[cell.time as usize],
            Table::ByRoom(costs) => costs[cell.room as usize],
            Table::ByCell(costs) => costs[cell.time as usize * network.rooms() + cell.room as usize],
            Table::ByMode(costs) => costs[cell.mode as usize],
            Table::ByStand(costs) => costs[cell.room as usize * network.modes(self.session) + cell.mode as usize],
        }
    }

    /// The cost under an assignment; nothing when the session is left out.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        at.get(self.session).map_or(0, |cell| self.cost(network, cell))
    }
}

/// A cost for leaving a session out.
#[derive(Clone, Debug)]
pub struct Absence {
    /// The session.
    pub session: SessionId,
    /// The cost.
    pub cost: i64,
}

impl Absence {
    /// The cost under an assignment.
    #[must_use]
    pub fn amount(&self, at: &Assignment) -> i64 {
        if at.get(self.session).is_none() { self.cost } else { 0 }
    }
}
