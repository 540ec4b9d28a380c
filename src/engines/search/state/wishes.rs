//! Best-of, incrementally.
//!
//! Where the open cells of the wished sessions fall into blocks of time such that any two in one block overlap and no
//! two of different blocks do, a person attends the best of each block. With weights at least θ₁ < θ₂ < …, a session that
//! enters a block earns θₖ − θₖ₋₁ for every set of sessions wished at least θₖ of which it is the first there; equal sets
//! of different people count together, and whether it is the first is a bit mask. Sets hold sessions in the modes of
//! interpretation in which those people can follow them. Otherwise each person who wishes the
//! session is scheduled anew (weighted interval scheduling).

use std::collections::BTreeMap;

use super::memo::Memo;
use super::{State, WISHES, pay};
use crate::engines::search::layout::{BySession, Price};
use crate::network::{BestOf, Cell, Domain, Network, Wish, best_attendance, blocks};
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
    wishes: Vec<Wish>,
    /// By session: who wishes it, with the weight.
    wishers: BySession<(u32, i64)>,
    /// By session and start: the block of time; empty when time does not fall into blocks.
    block: Vec<u32>,
    times: usize,
    sets: Sets,
    /// By session: what all who wish it gain at most when it takes place.
    pub(crate) most: Vec<i64>,
}

/// Sets of sessions that people wish at least so much and can follow, as bit masks over the wished sessions and their
/// modes.
#[derive(Clone, Debug, Default)]
struct Sets {
    /// Words of a mask.
    words: usize,
    /// By session: the bit of its first mode.
    bit: Vec<usize>,
    /// One row of words per set.
    masks: Vec<i64>,
    /// By session: the sets that it is in, each with what it earns and the modes in which it does.
    of: BySession<(u32, i64, u64)>,
    blocks: usize,
}

impl Sets {
    fn new(network: &Network, body: &BestOf, blocks: usize) -> Self {
        let sessions = network.sessions();
        let mut amounts: BTreeMap<Vec<(SessionId, u64)>, i64> = BTreeMap::new();
        for party in &body.parties {
            let mut thresholds: Vec<i64> = party.wishes.iter().map(|wish| wish.weight).collect();
            thresholds.sort_unstable();
            thresholds.dedup();
            let mut below = 0;
            for threshold in thresholds {
                let wanted = party.wishes.iter().filter(|wish| wish.weight >= threshold && wish.modes != 0);
                let set = wanted.map(|wish| (wish.session, wish.modes)).collect();
                let amount = amounts.entry(set).or_default();
                *amount = amount.wrapping_add(party.count.wrapping_mul(threshold - below));
                below = threshold;
            }
        }
        let mut wished: Vec<usize> = amounts.keys().flatten().map(|(session, _)| session.index()).collect();
        wished.sort_unstable();
        wished.dedup();
        let mut bit = vec![0; sessions];
        let mut bits = 0;
        for &session in &wished {
            bit[session] = bits;
            bits += network.modes(SessionId::new(session));
        }
        let words = bits.div_ceil(64);
        let mut masks = vec![0; amounts.len() * words];
        let mut of = Vec::new();
        for (row, (set, amount)) in amounts.into_iter().enumerate() {
            for (session, modes) in set {
                for mode in (0..network.modes(session)).filter(|mode| modes >> mode & 1 == 1) {
                    let bit = bit[session.index()] + mode;
                    masks[row * words + bit / 64] |= 1 << (bit % 64);
                }
                of.push((session, (row as u32, amount, modes)));
            }
        }
        Self { words, bit, masks, of: BySession::new(sessions, of), blocks }
    }

    /// What a session earns that enters a block in which `present` are.
    fn earned(&self, session: usize, mode: u32, present: &[i64]) -> i64 {
        let mut earned = 0i64;
        for &(row, amount, modes) in self.of.of(session) {
            if modes >> mode & 1 == 0 {
                continue;
            }
            let mask = &self.masks[row as usize * self.words..][..self.words];
            if mask.iter().zip(present).all(|(mask, present)| mask & present == 0) {
                earned = earned.wrapping_add(amount);
            }
        }
        earned
    }
}

impl WishLayout {
    pub(crate) fn new(network: &Network, domains: &[Domain], body: &BestOf, price: Price) -> Self {
        let (mut counts, mut first, mut wishes, mut wishers) = (Vec::new(), vec![0], Vec::new(), Vec::new());
        let mut wished = 0;
        for (position, party) in body.parties.iter().enumerate() {
            counts.push(party.count);
            for &wish in &party.wishes {
                wished = i64::wrapping_add(wished, party.count.wrapping_mul(wish.weight));
                wishes.push(wish);
                wishers.push((wish.session, (position as u32, wish.weight)));
            }
            first.push(wishes.len() as u32);
        }
        let wishers = BySession::new(network.sessions(), wishers);
        let wanted = |s: &usize| !wishers.of(*s).is_empty();
        let block = blocks(network, domains, (0..network.sessions()).filter(wanted)).unwrap_or_default();
        let count = block.iter().filter(|&&block| block != OUT).max().map_or(0, |&last| last as usize + 1);
        let sets = if block.is_empty() { Sets::default() } else { Sets::new(network, body, count) };
        let gain = |&(party, weight): &(u32, i64)| i64::wrapping_mul(counts[party as usize], weight);
        let gains = |s: usize| wishers.of(s).iter().map(gain).fold(0, i64::wrapping_add);
        let most = (0..network.sessions()).map(gains).collect();
        Self { price, wished, counts, first, wishes, wishers, block, times: network.starts.len(), sets, most }
    }

    /// What was earned before, to be remembered.
    pub(super) fn memo(&self) -> Memo {
        Memo::new(self.sets.words, 1)
    }

    /// Counters: who is present by block, or the weight attended by party.
    pub(crate) fn counters(&self) -> usize {
        if self.block.is_empty() { self.counts.len() } else { self.sets.words * self.sets.blocks }
    }

    fn wishes_of(&self, party: u32) -> &[Wish] {
        &self.wishes[self.first[party as usize] as usize..self.first[party as usize + 1] as usize]
    }
}

impl State<'_> {
    /// A session enters the block of a cell, or leaves it; nothing but the counters is looked at.
    pub(super) fn change_blocks(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        let s = session as usize;
        for (number, layout) in compiled.wishes.iter().enumerate() {
            // A session that nobody can follow in any mode has no bits.
            if layout.block.is_empty() || layout.sets.of.of(s).is_empty() {
                continue;
            }
            let sets = &layout.sets;
            let block = layout.block[s * layout.times + cell.time as usize];
            debug_assert_ne!(block, OUT, "only open cells are used");
            let first = compiled.slots.wishes[number] + block as usize * sets.words;
            let position = sets.bit[s] + cell.mode as usize;
            let (slot, bit) = (first + position / 64, 1 << (position % 64));
            if sign < 0 {
                self.count(slot, self.counts[slot] & !bit);
            }
            let present = &self.counts[first..][..sets.words];
            let compute = |answer: &mut [i64]| answer[0] = sets.earned(s, cell.mode, present);
            let earned = self.earnings[number].answer(position as i64, present, compute)[0];
            if sign > 0 {
                self.count(slot, self.counts[slot] | bit);
            }
            pay(&mut self.parts[WISHES], layout.price, earned.wrapping_mul(-i64::from(sign)));
        }
    }

    /// Without blocks: everybody who wishes the session chooses anew, with the session where it is said to be and all
    /// others where they are.
    pub(super) fn change_attendance(&mut self, session: u32, cell: Option<Cell>) {
        let compiled = self.compiled;
        for (number, layout) in compiled.wishes.iter().enumerate().filter(|(_, layout)| layout.block.is_empty()) {
            let first = compiled.slots.wishes[number];
            let mut gained = 0i64;
            for &(party, _) in layout.wishers.of(session as usize) {
                self.offers.clear();
                for wish in layout.wishes_of(party) {
                    let at = if wish.session.0 == session { cell } else { self.cells[wish.session.index()] };
                    if let Some(at) = at.filter(|at| wish.follows(at.mode)) {
                        let to = compiled.network.end(wish.session, at);
                        self.offers.push((Interval { from: compiled.network.start(at), to }, wish.weight));
                    }
                }
                let attended = best_attendance(&mut self.offers);
                let before = self.count(first + party as usize, attended);
                gained = gained.wrapping_add(layout.counts[party as usize].wrapping_mul(attended - before));
            }
            pay(&mut self.parts[WISHES], layout.price, gained.wrapping_neg());
        }
    }
}
