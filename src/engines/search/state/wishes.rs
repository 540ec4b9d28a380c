//! Best-of, incrementally.
//!
//! Where the open cells of the wished sessions fall into blocks of time such that any two in one block overlap and no
//! two of different blocks do, a person attends the best of each block. With weights at least θ₁ < θ₂ < …, a session that
//! enters a block earns θₖ − θₖ₋₁ for every set of sessions wished at least θₖ of which it is the first there; equal sets
//! of different people count together, and whether it is the first is a bit mask. Otherwise each person who wishes the
//! session is scheduled anew (weighted interval scheduling).

use std::collections::BTreeMap;

use super::{State, pay};
use crate::engines::search::layout::{BySession, Price};
use crate::network::{BestOf, Cell, Domain, Network, best_attendance, blocks};
use crate::problem::{Interval, SessionId};

const OUT: u32 = u32::MAX;

/// Who wishes what, flat.
#[derive(Clone, Debug)]
pub(crate) struct WishLayout {
    pub(crate) price: Price,
    /// The weight of all wishes of all people.
    pub(crate) wished: i64,
    counts: Vec<i64>,
    first: Vec<u32>,
    wishes: Vec<(u32, i64)>,
    /// By session: who wishes it, with the weight.
    wishers: BySession<(u32, i64)>,
    /// By session and start: the block of time; empty when time does not fall into blocks.
    block: Vec<u32>,
    times: usize,
    sets: Sets,
}

/// Sets of sessions that people wish at least so much, as bit masks over the wished sessions.
#[derive(Clone, Debug, Default)]
struct Sets {
    /// Words of a mask.
    words: usize,
    /// By session: its bit.
    bit: Vec<usize>,
    /// One row of words per set.
    masks: Vec<u64>,
    /// By session: the sets that it is in, each with what it earns.
    of: BySession<(u32, i64)>,
    blocks: usize,
}

impl Sets {
    fn new(sessions: usize, body: &BestOf, blocks: usize) -> Self {
        let mut amounts: BTreeMap<Vec<SessionId>, i64> = BTreeMap::new();
        for party in &body.parties {
            let mut thresholds: Vec<i64> = party.wishes.iter().map(|wish| wish.1).collect();
            thresholds.sort_unstable();
            thresholds.dedup();
            let mut below = 0;
            for threshold in thresholds {
                let set = party.wishes.iter().filter(|wish| wish.1 >= threshold).map(|wish| wish.0).collect();
                let amount = amounts.entry(set).or_default();
                *amount = amount.wrapping_add(party.count.wrapping_mul(threshold - below));
                below = threshold;
            }
        }
        let mut wished: Vec<usize> = amounts.keys().flatten().map(|session| session.index()).collect();
        wished.sort_unstable();
        wished.dedup();
        let words = wished.len().div_ceil(64);
        let mut bit = vec![0; sessions];
        for (position, &session) in wished.iter().enumerate() {
            bit[session] = position;
        }
        let mut masks = vec![0; amounts.len() * words];
        let mut of = Vec::new();
        for (row, (set, amount)) in amounts.into_iter().enumerate() {
            for session in set {
                masks[row * words + bit[session.index()] / 64] |= 1 << (bit[session.index()] % 64);
                of.push((session, (row as u32, amount)));
            }
        }
        Self { words, bit, masks, of: BySession::new(sessions, of), blocks }
    }

    /// What a session earns that enters a block in which `present` are.
    fn earned(&self, session: usize, present: &[u64]) -> i64 {
        let mut earned = 0i64;
        for &(row, amount) in self.of.of(session) {
            let mask = &self.masks[row as usize * self.words..][..self.words];
            if mask.iter().zip(present).all(|(mask, present)| mask & present == 0) {
                earned = earned.wrapping_add(amount);
            }
        }
        earned
    }
}

/// What changes.
#[derive(Clone, Debug)]
pub(crate) struct WishState {
    /// By block: which wished sessions stand in it, as a bit mask.
    present: Vec<u64>,
    /// By party, without blocks: the weight attended.
    attended: Vec<i64>,
    offers: Vec<(Interval, i64)>,
}

impl WishState {
    pub(super) fn new(layout: &WishLayout) -> Self {
        let present = vec![0; layout.sets.words * layout.sets.blocks];
        Self { present, attended: vec![0; layout.counts.len()], offers: Vec::with_capacity(64) }
    }
}

impl WishLayout {
    pub(crate) fn new(network: &Network, domains: &[Domain], body: &BestOf, price: Price) -> Self {
        let (mut counts, mut first, mut wishes, mut wishers) = (Vec::new(), vec![0], Vec::new(), Vec::new());
        let mut wished = 0;
        for (position, party) in body.parties.iter().enumerate() {
            counts.push(party.count);
            for &(session, weight) in &party.wishes {
                wished = i64::wrapping_add(wished, party.count.wrapping_mul(weight));
                wishes.push((session.0, weight));
                wishers.push((session, (position as u32, weight)));
            }
            first.push(wishes.len() as u32);
        }
        let wishers = BySession::new(network.sessions(), wishers);
        let wanted = |s: &usize| !wishers.of(*s).is_empty();
        let block = blocks(network, domains, (0..network.sessions()).filter(wanted)).unwrap_or_default();
        let count = block.iter().filter(|&&block| block != OUT).max().map_or(0, |&last| last as usize + 1);
        let sets = if block.is_empty() { Sets::default() } else { Sets::new(network.sessions(), body, count) };
        Self { price, wished, counts, first, wishes, wishers, block, times: network.starts.len(), sets }
    }

    fn wishes_of(&self, party: u32) -> &[(u32, i64)] {
        &self.wishes[self.first[party as usize] as usize..self.first[party as usize + 1] as usize]
    }
}

impl State<'_> {
    /// The session is out in `self.cells` while this runs.
    pub(super) fn change_wishes(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        for (layout, state) in compiled.wishes.iter().zip(&mut self.wishes) {
            let wishers = layout.wishers.of(session as usize);
            if wishers.is_empty() {
                continue;
            }
            let mut gained = 0;
            if layout.block.is_empty() {
                for &(party, _) in wishers {
                    state.offers.clear();
                    for &(other, weight) in layout.wishes_of(party) {
                        let at = if other == session { (sign > 0).then_some(cell) } else { self.cells[other as usize] };
                        if let Some(at) = at {
                            let to = compiled.network.end(SessionId(other), at);
                            state.offers.push((Interval { from: compiled.network.start(at), to }, weight));
                        }
                    }
                    let attended = best_attendance(&mut state.offers);
                    let before = std::mem::replace(&mut state.attended[party as usize], attended);
                    gained = i64::wrapping_add(gained, layout.counts[party as usize].wrapping_mul(attended - before));
                }
            } else {
                let (sets, s) = (&layout.sets, session as usize);
                let block = layout.block[s * layout.times + cell.time as usize];
                debug_assert_ne!(block, OUT, "only open cells are used");
                let present = &mut state.present[block as usize * sets.words..][..sets.words];
                let bit = 1 << (sets.bit[s] % 64);
                if sign > 0 {
                    gained = sets.earned(s, present);
                    present[sets.bit[s] / 64] |= bit;
                } else {
                    present[sets.bit[s] / 64] &= !bit;
                    gained = sets.earned(s, present).wrapping_neg();
                }
            }
            pay(&mut self.score, layout.price, gained.wrapping_neg());
        }
    }
}
