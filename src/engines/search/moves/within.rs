//! Within a group: a session goes where others of its group are, or into an empty room of a slot; where there is no room it
//! takes the place of one of them, which goes where it came from. Whatever stands there makes room.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::engines::search::bins::{Bins, note};
use crate::network::Cell;

/// Of so many, one goes where nothing is.
const EMPTY: u32 = 6;

/// What stands where the session comes from, and where it goes.
#[derive(Clone, Debug, Default)]
pub(super) struct Within {
    from: Vec<u32>,
    to: Vec<u32>,
}

impl Within {
    pub(super) fn propose(
        &mut self,
        state: &State<'_>,
        bins: &Bins,
        rng: &mut Pcg64Mcg,
        session: u32,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let here = bins.of(state, session);
        let Some(group) = state.compiled.network.layout.group_of[session as usize] else { return false };
        let there = if rng.random_range(0..EMPTY) == 0 {
            let any = bins.all[rng.random_range(0..bins.all.len())];
            (!state.is_used(any)).then_some(any)
        } else {
            let members = &bins.members[group as usize];
            bins.of(state, members[rng.random_range(0..members.len())])
        };
        let Some(there) = there else { return false };
        if Some(there) == here {
            return self.reorder(state, bins, rng, session, changes);
        }
        bins.contents(state, there, &mut self.to);
        // Where there is room, others stay where they are.
        let starts = &bins.starts[there.slot as usize];
        let offset = rng.random_range(0..starts.len());
        for position in 0..starts.len() {
            let time = starts[(position + offset) % starts.len()];
            let cell = bins.open(state, session, there, time);
            if let Some(cell) = cell.filter(|&cell| state.has_room(session, cell)) {
                note(state, session, cell, changes);
                return true;
            }
        }
        let position = rng.random_range(0..=self.to.len());
        self.to.insert(position, session);
        if bins.pack(state, &self.to, there, changes) {
            return true;
        }
        changes.clear();
        let Some(here) = here else { return false };
        let mut out = rng.random_range(0..self.to.len());
        if self.to[out] == session {
            out = (out + 1) % self.to.len();
        }
        let other = self.to[out];
        if other == session {
            return false;
        }
        // As long as it: only the two move.
        let (Some(mine), Some(yours)) = (state.cell(session), state.cell(other)) else { return false };
        let durations = &state.compiled.network.durations;
        if durations[session as usize] == durations[other as usize] {
            let cells = (bins.open(state, session, there, yours.time), bins.open(state, other, here, mine.time));
            let (Some(goal), Some(back)) = cells else { return false };
            note(state, session, goal, changes);
            note(state, other, back, changes);
            return true;
        }
        bins.contents(state, here, &mut self.from);
        self.to.remove(out);
        let Some(own) = self.from.iter().position(|&member| member == session) else { return false };
        self.from[own] = other;
        bins.pack(state, &self.to, there, changes) && bins.pack(state, &self.from, here, changes)
    }

    /// Changes places with another in the same room of the same slot.
    fn reorder(
        &mut self,
        state: &State<'_>,
        bins: &Bins,
        rng: &mut Pcg64Mcg,
        session: u32,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let Some(here) = bins.of(state, session) else { return false };
        bins.contents(state, here, &mut self.from);
        let Some(own) = self.from.iter().position(|&member| member == session) else { return false };
        let other = rng.random_range(0..self.from.len());
        self.from.swap(own, other);
        bins.pack(state, &self.from, here, changes) && !changes.is_empty()
    }
}
