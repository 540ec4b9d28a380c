//! Bins exchanged: what stands in one room of one slot changes places with what stands in another, which may be empty; so
//! do all rooms of two slots, and two rooms in all slots in which a group meets in the one.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::engines::search::bins::{Bin, Bins};
use crate::network::Cell;

/// The most sessions worth moving.
const MOST: usize = 160;

/// What stands in two bins.
#[derive(Clone, Debug, Default)]
pub(super) struct Exchange {
    one: Vec<u32>,
    other: Vec<u32>,
}

impl Exchange {
    /// Two bins: in one slot, of one room, or anywhere.
    pub(super) fn pair(
        &mut self,
        state: &State<'_>,
        bins: &Bins,
        rng: &mut Pcg64Mcg,
        session: u32,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let Some(here) = bins.of(state, session) else { return false };
        let any = bins.all[rng.random_range(0..bins.all.len())];
        let there = match rng.random_range(0..3) {
            0 => Bin { room: here.room, ..any },
            1 => Bin { slot: here.slot, ..any },
            _ => any,
        };
        here != there && self.swap(state, bins, (here, there), changes)
    }

    /// Two rooms, in all slots in which the group of a session meets in the first.
    pub(super) fn rooms(
        &mut self,
        state: &State<'_>,
        bins: &Bins,
        rng: &mut Pcg64Mcg,
        session: u32,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let Some(here) = bins.of(state, session) else { return false };
        let Some(group) = state.compiled.network.layout.group_of[session as usize] else { return false };
        let Bin { room, .. } = bins.all[rng.random_range(0..bins.all.len())];
        if room == here.room {
            return false;
        }
        for slot in 0..bins.starts.len() as u32 {
            let bin = Bin { slot, room: here.room };
            if state.meets(group, bin) && !self.swap(state, bins, (bin, Bin { slot, room }), changes) {
                return false;
            }
        }
        true
    }

    /// All rooms of two slots.
    pub(super) fn slots(
        &mut self,
        state: &State<'_>,
        bins: &Bins,
        rng: &mut Pcg64Mcg,
        session: u32,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let Some(here) = bins.of(state, session) else { return false };
        let Bin { slot, .. } = bins.all[rng.random_range(0..bins.all.len())];
        if slot == here.slot {
            return false;
        }
        (0..state.compiled.network.nowhere())
            .all(|room| self.swap(state, bins, (Bin { slot: here.slot, room }, Bin { slot, room }), changes))
            && changes.len() <= MOST
    }

    fn swap(
        &mut self,
        state: &State<'_>,
        bins: &Bins,
        (one, other): (Bin, Bin),
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        bins.contents(state, one, &mut self.one);
        bins.contents(state, other, &mut self.other);
        bins.carry(state, &self.one, (one, other), changes) && bins.carry(state, &self.other, (other, one), changes)
    }
}
