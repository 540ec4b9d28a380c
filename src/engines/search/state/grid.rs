//! Groups in the rooms of slots, and their programmes, incrementally.

use super::{LOADS, State, pay};
use crate::engines::search::bins::Bin;
use crate::network::{Cell, Grid, is_run, misplaced};
use crate::problem::SessionId;

impl State<'_> {
    /// What changes is only that a cell is used or not, and that a group meets in it or not.
    pub(super) fn change_grid(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        let network = compiled.network;
        if compiled.grids.is_empty() {
            return;
        }
        let Some(slot) = network.slot(SessionId(session), cell) else { return };
        let position = slot * compiled.rooms + cell.room as usize;
        let sign = i64::from(sign);
        let change = self.turn(compiled.slots.used + position, sign);
        if change != 0 {
            for (grid, price) in &compiled.grids {
                if let Grid::Used(costs) = grid {
                    pay(&mut self.parts[LOADS], *price, change * costs[position]);
                }
            }
        }
        let Some(group) = network.layout.group_of[session as usize] else { return };
        let group = group as usize;
        let cells = network.layout.slots * compiled.rooms;
        let change = self.turn(compiled.slots.met + group * cells + position, sign);
        if change == 0 {
            return;
        }
        let here = compiled.slots.mixed + position;
        let groups = self.count(here, self.counts[here] + change);
        let row = compiled.slots.met_rooms + group * network.layout.slots;
        let rooms = self.counts[row + slot];
        let was_run = self.runs(row);
        self.count(row + slot, rooms + change);
        for (grid, price) in &compiled.grids {
            let amount = match grid {
                Grid::Used(_) => 0,
                Grid::Cells(costs) => costs[group].get(position).map_or(0, |cost| change * cost),
                Grid::Split => (rooms + change - 1).max(0) - (rooms - 1).max(0),
                Grid::Mixed => (groups + change - 1).max(0) - (groups - 1).max(0),
                Grid::Interrupted => i64::from(was_run) - i64::from(self.runs(row)),
                Grid::Together(costs) => {
                    let with = |&(other, cost): &(u32, i64)| {
                        let theirs = compiled.slots.met_rooms + other as usize * network.layout.slots + slot;
                        cost * self.counts[theirs]
                    };
                    change * costs[group].iter().map(with).sum::<i64>()
                }
            };
            pay(&mut self.parts[LOADS], *price, amount);
        }
    }

    /// Whether anything stands in a bin.
    pub(crate) fn is_used(&self, bin: Bin) -> bool {
        let compiled = self.compiled;
        self.counts[compiled.slots.used + bin.slot as usize * compiled.rooms + bin.room as usize] > 0
    }

    /// Whether a group meets in a bin.
    pub(crate) fn meets(&self, group: u32, bin: Bin) -> bool {
        let compiled = self.compiled;
        let row = group as usize * compiled.network.layout.slots + bin.slot as usize;
        self.counts[compiled.slots.met + row * compiled.rooms + bin.room as usize] > 0
    }

    /// Counts one more or less: 1 if it is the first, -1 if it was the last.
    fn turn(&mut self, slot: usize, sign: i64) -> i64 {
        let after = self.counts[slot] + sign;
        let before = self.count(slot, after);
        i64::from(after > 0) - i64::from(before > 0)
    }

    /// Whether the slots in which a group meets follow one another.
    fn runs(&self, row: usize) -> bool {
        is_run(self.counts[row..row + self.compiled.network.layout.slots].iter().map(|&rooms| rooms > 0))
    }

    /// The sessions of each group of a session that are not at their place, from where all its members are.
    pub(super) fn measure_sequences(&mut self, session: u32) {
        let compiled = self.compiled;
        let network = compiled.network;
        for &position in compiled.sequence_members.of(session as usize) {
            let (sequence, price) = &compiled.sequences[position as usize];
            let mut placed = std::mem::take(&mut self.keys);
            placed.clear();
            for &(member, wanted) in &sequence.members {
                let key = self.cells[member.index()].and_then(|at| sequence.key(network, member, at));
                placed.extend(key.map(|key| (key, wanted)));
            }
            let now = misplaced(&mut placed);
            self.keys = placed;
            self.measure(compiled.slots.sequences + position as usize, now, *price);
        }
    }
}
