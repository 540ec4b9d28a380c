//! Repack: a group is laid out anew in the rooms and slots in which it meets, one more or less or exchanged for one in which
//! nothing is, in the order that it has, a little changed, or in the one that is wanted.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::engines::search::bins::{Bin, Bins, note};
use crate::network::Cell;

/// Tries for an empty bin.
const TRIES: usize = 8;

#[derive(Clone, Debug, Default)]
pub(super) struct Repack {
    /// The sessions of the group, in order.
    order: Vec<u32>,
    wanted: Vec<u32>,
    bins: Vec<Bin>,
    /// By bin: up to which minute it is filled.
    filled: Vec<i32>,
}

impl Repack {
    pub(super) fn propose(
        &mut self,
        state: &State<'_>,
        bins: &Bins,
        rng: &mut Pcg64Mcg,
        session: u32,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let Some(group) = state.compiled.network.layout.group_of[session as usize] else { return false };
        self.order.clone_from(&bins.members[group as usize]);
        let key = |&member: &u32| (bins.of(state, member), state.cell(member).map(|cell| cell.time), member);
        self.order.sort_unstable_by_key(key);
        self.bins.clear();
        self.bins.extend(self.order.iter().filter_map(|&member| bins.of(state, member)));
        self.bins.dedup();
        let edited = self.edit_bins(state, bins, rng);
        self.edit_order(bins, rng, edited);
        self.filled.clear();
        self.filled.resize(self.bins.len(), i32::MIN);
        let in_turn = rng.random_range(0..2) == 0;
        let mut first = 0;
        for &member in &self.order {
            let mut open = (first..self.bins.len())
                .filter_map(|bin| Some((bin, bins.next(state, member, self.bins[bin], self.filled[bin])?)));
            let Some((bin, cell)) = open.next() else { return false };
            self.filled[bin] = bins.end(state, member, cell);
            if in_turn {
                first = bin;
            }
            note(state, member, cell, changes);
        }
        !changes.is_empty()
    }

    /// One bin more, less, or another; whether anything is changed.
    fn edit_bins(&mut self, state: &State<'_>, bins: &Bins, rng: &mut Pcg64Mcg) -> bool {
        let kind = rng.random_range(0..4);
        let empty = |rng: &mut Pcg64Mcg| {
            let mut drawn = (0..TRIES).map(|_| bins.all[rng.random_range(0..bins.all.len())]);
            drawn.find(|&bin| !state.is_used(bin))
        };
        let count = self.bins.len();
        match kind {
            0 => return false,
            1 if count > 1 => drop(self.bins.swap_remove(rng.random_range(0..count))),
            2 => {
                let Some(bin) = empty(rng) else { return false };
                self.bins.push(bin);
            }
            _ if count > 0 => {
                let Some(bin) = empty(rng) else { return false };
                self.bins[rng.random_range(0..count)] = bin;
            }
            _ => return false,
        }
        self.bins.sort_unstable();
        true
    }

    fn edit_order(&mut self, bins: &Bins, rng: &mut Pcg64Mcg, edited: bool) {
        let count = self.order.len();
        match rng.random_range(0..4) {
            0 if edited => {}
            1 => {
                let from = rng.random_range(0..count);
                let member = self.order.remove(from);
                self.order.insert(rng.random_range(0..count), member);
            }
            2 => {
                let (one, other) = (rng.random_range(0..count), rng.random_range(0..count));
                self.order[one.min(other)..=one.max(other)].reverse();
            }
            _ => self.as_wanted(bins),
        }
    }

    /// Those who want a place get it, the others fill the rest in the order that they have.
    fn as_wanted(&mut self, bins: &Bins) {
        let wants = |member: u32| bins.wanted[member as usize];
        let count = self.order.len() as i64;
        self.wanted.clear();
        for place in 1..=count {
            let who = self.order.iter().position(|&member| wants(member) == place);
            let who = who.or_else(|| self.order.iter().position(|&member| wants(member) == 0)).unwrap_or(0);
            self.wanted.push(self.order.remove(who));
        }
        std::mem::swap(&mut self.order, &mut self.wanted);
    }
}
