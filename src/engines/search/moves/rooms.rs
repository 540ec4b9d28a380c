//! Rooms anew: all sessions of one start get rooms again, by an assignment of least cost (Kuhn, *The Hungarian method
//! for the assignment problem*, Naval Research Logistics Quarterly 2, 1955; here by shortest augmenting paths). The costs
//! are those of a session and its room alone, a little disturbed, so that the same start is not always answered alike;
//! what depends on two sessions is left to the pricing of the move.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::engines::search::layout::PRESSURE;
use crate::network::Cell;
use crate::problem::{Interval, SessionId};

/// The most sessions of one start.
const MOST: usize = 24;
/// What a closed or occupied room costs: more than any disturbance.
const CLOSED: i64 = 1 << 40;
/// What a unit of pressure costs in units of soft penalty.
const HARD: i64 = 100;

#[derive(Clone, Debug, Default)]
pub(super) struct Rooms {
    sessions: Vec<u32>,
    /// Sessions × rooms.
    costs: Vec<i64>,
    taken: Vec<bool>,
    matching: Matching,
}

impl Rooms {
    pub(super) fn propose(
        &mut self,
        state: &State<'_>,
        rng: &mut Pcg64Mcg,
        session: u32,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let compiled = state.compiled;
        let network = compiled.network;
        let Some(here) = state.cell(session).filter(|cell| cell.room != network.nowhere()) else { return false };
        let rooms = network.nowhere() as usize;
        self.sessions.clear();
        self.taken.clear();
        self.taken.resize(rooms, false);
        let end = network.end(SessionId(session), here);
        for other in 0..network.sessions() as u32 {
            let Some(cell) = state.cell(other).filter(|cell| cell.room != network.nowhere()) else { continue };
            if cell.time == here.time && compiled.domains[other as usize].rooms.len() > 1 {
                self.sessions.push(other);
                continue;
            }
            let span = Interval { from: network.start(cell), to: network.end(SessionId(other), cell) };
            if span.overlap(Interval { from: network.start(here), to: end }) > 0 {
                for &part in network.parts(cell.room) {
                    self.taken[part as usize] = true;
                }
            }
        }
        if self.sessions.len() < 2 || self.sessions.len() > MOST.min(rooms) {
            return false;
        }
        let noise = 1 << rng.random_range(0..6);
        self.costs.clear();
        for &session in &self.sessions {
            let Some(now) = state.cell(session) else { return false };
            for room in 0..rooms as u32 {
                let cell = Cell { room, ..now };
                let open = compiled.domains[session as usize].contains(cell);
                let free = network.parts(room).iter().all(|&part| !self.taken[part as usize]);
                let cost = if open && free {
                    let levels = state.cost_alone(session, cell);
                    let cost = levels[1] + levels[2] + HARD.saturating_mul(levels[PRESSURE]);
                    cost.clamp(0, CLOSED / 64) + rng.random_range(0..noise)
                } else {
                    CLOSED
                };
                self.costs.push(cost);
            }
        }
        self.matching.solve(&self.costs, self.sessions.len(), rooms);
        for (room, row) in self.matching.row_of.iter().enumerate() {
            let Some(&session) = row.checked_sub(1).and_then(|row| self.sessions.get(row)) else { continue };
            let Some(now) = state.cell(session) else { return false };
            let cell = Cell { room: room as u32, ..now };
            if cell != now && compiled.domains[session as usize].contains(cell) {
                changes.push((session, Some(cell)));
            }
        }
        !changes.is_empty()
    }
}

/// Rows assigned to columns at least cost, at most as many rows as columns.
#[derive(Clone, Debug, Default)]
struct Matching {
    /// By column: its row, counted from 1; 0 for none.
    row_of: Vec<usize>,
    rows: Vec<i64>,
    columns: Vec<i64>,
    least: Vec<i64>,
    before: Vec<usize>,
    used: Vec<bool>,
    /// The columns of a path, with the one outside the matrix last.
    column_rows: Vec<usize>,
}

impl Matching {
    fn solve(&mut self, costs: &[i64], rows: usize, columns: usize) {
        let outside = columns;
        refill(&mut self.rows, rows + 1, 0);
        refill(&mut self.columns, columns + 1, 0);
        refill(&mut self.column_rows, columns + 1, 0);
        refill(&mut self.before, columns + 1, outside);
        for row in 1..=rows {
            self.column_rows[outside] = row;
            refill(&mut self.least, columns + 1, i64::MAX);
            refill(&mut self.used, columns + 1, false);
            let mut at = outside;
            while self.column_rows[at] != 0 {
                self.used[at] = true;
                let row = self.column_rows[at];
                let (mut delta, mut next) = (i64::MAX, outside);
                for column in (0..columns).filter(|&column| !self.used[column]) {
                    let reduced = costs[(row - 1) * columns + column] - self.rows[row] - self.columns[column];
                    if reduced < self.least[column] {
                        self.least[column] = reduced;
                        self.before[column] = at;
                    }
                    if self.least[column] < delta {
                        (delta, next) = (self.least[column], column);
                    }
                }
                for column in 0..=columns {
                    if self.used[column] {
                        self.rows[self.column_rows[column]] += delta;
                        self.columns[column] -= delta;
                    } else if self.least[column] < i64::MAX {
                        self.least[column] -= delta;
                    }
                }
                at = next;
            }
            while at != outside {
                let before = self.before[at];
                self.column_rows[at] = self.column_rows[before];
                at = before;
            }
        }
        self.row_of.clear();
        self.row_of.extend_from_slice(&self.column_rows[..columns]);
    }
}

fn refill<T: Clone>(list: &mut Vec<T>, length: usize, value: T) {
    list.clear();
    list.resize(length, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    /// The least cost by trying everything.
    fn exhaustive(costs: &[i64], columns: usize, row: usize, used: &mut Vec<bool>) -> i64 {
        if row * columns == costs.len() {
            return 0;
        }
        let mut best = i64::MAX;
        for column in 0..columns {
            if !used[column] {
                used[column] = true;
                best = best.min(costs[row * columns + column] + exhaustive(costs, columns, row + 1, used));
                used[column] = false;
            }
        }
        best
    }

    #[test]
    fn rows_are_assigned_at_least_cost() {
        let mut rng = Pcg64Mcg::seed_from_u64(1);
        let mut matching = Matching::default();
        for _ in 0..300 {
            let rows = rng.random_range(1..6);
            let columns = rng.random_range(rows..7);
            let costs: Vec<i64> = (0..rows * columns).map(|_| rng.random_range(0..20)).collect();
            matching.solve(&costs, rows, columns);
            let pairs = matching.row_of.iter().enumerate().filter(|(_, row)| **row > 0);
            let (mut seen, mut cost) = (vec![false; rows], 0);
            for (column, row) in pairs {
                assert!(!std::mem::replace(&mut seen[row - 1], true), "a row has one column");
                cost += costs[(row - 1) * columns + column];
            }
            assert!(seen.iter().all(|&seen| seen));
            assert_eq!(cost, exhaustive(&costs, columns, 0, &mut vec![false; columns]));
        }
    }
}
