//! Block: sessions that share a room for something hard (a series) move together, by so many minutes and to another
//! room; whoever is in the way takes the place that they leave, or moves by the same time the other way.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::engines::search::construct::units;
use crate::network::Cell;

/// The most sessions worth moving.
const MOST: usize = 24;

#[derive(Clone, Debug)]
pub(super) struct Block {
    /// The blocks of two sessions or more.
    blocks: Vec<Vec<u32>>,
    pushed: Vec<u32>,
}

impl Block {
    pub(super) fn new(state: &State<'_>) -> Self {
        let mut blocks = units(state);
        blocks.retain(|block| block.len() > 1);
        Self { blocks, pushed: Vec::with_capacity(64) }
    }

    /// Whether there are any.
    pub(super) fn exists(&self) -> bool {
        !self.blocks.is_empty()
    }

    pub(super) fn propose(
        &mut self,
        state: &State<'_>,
        rng: &mut Pcg64Mcg,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let compiled = state.compiled;
        let network = compiled.network;
        let block = &self.blocks[rng.random_range(0..self.blocks.len())];
        let lead = block[rng.random_range(0..block.len())];
        let Some(here) = state.cell(lead) else { return false };
        let domain = &compiled.domains[lead as usize];
        let time = domain.times[rng.random_range(0..domain.times.len())];
        // In its room as often as in another.
        let elsewhere = rng.random_range(0..2) == 0;
        let room = if elsewhere { domain.rooms[rng.random_range(0..domain.rooms.len())] } else { here.room };
        let later = network.starts[time as usize] - network.start(here);
        if later == 0 && room == here.room {
            return false;
        }
        let moved = |session: u32, cell: Cell, minutes: i32, room: u32| {
            let start = network.starts.binary_search(&(network.start(cell) + minutes)).ok()?;
            let goal = Cell { time: start as u32, room, ..cell };
            compiled.domains[session as usize].contains(goal).then_some((session, Some(goal)))
        };
        for &member in block {
            let Some(cell) = state.cell(member) else { return false };
            let Some(change) = moved(member, cell, later, room) else { return false };
            changes.push(change);
        }
        for position in 0..block.len() {
            let (member, Some(goal)) = changes[position] else { return false };
            self.pushed.clear();
            state.in_the_way(member, goal, |other| self.pushed.push(other));
            for &other in &self.pushed {
                if changes.iter().any(|&(session, _)| session == other) {
                    continue;
                }
                let Some(cell) = state.cell(other).filter(|_| changes.len() < MOST) else { return false };
                let back = if cell.room == room { here.room } else { cell.room };
                let Some(change) = moved(other, cell, -later, back) else { return false };
                changes.push(change);
            }
        }
        true
    }
}
