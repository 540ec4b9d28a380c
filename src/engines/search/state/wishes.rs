//! Best-of, incrementally.
//!
//! Where the open cells of the wished sessions fall into blocks of time such that any two in one block overlap and no
//! two of different blocks do, a person attends the best of each block. With weights at least θ₁ < θ₂ < …, a session that
//! enters a block earns θₖ − θₖ₋₁ for every set of sessions wished at least θₖ of which it is the first there; equal sets
//! of different people count together, and whether it is the first is a bit mask. Sets hold sessions in the modes of
//! interpretation in which those people can follow them. Otherwise each person who wishes the
//! session is scheduled anew (weighted interval scheduling).

use std::collections::BTreeMap;

use super::{State, pay};
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
    masks: Vec<u64>,
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
    fn earned(&self, session: usize, mode: u32, present: &[u64]) -> i64 {
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
        Self { price, wished, counts, first, wishes, wishers, block, times: network.starts.len(), sets }
    }

    fn wishes_of(&self, party: u32) -> &[Wish] {
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
                    for wish in layout.wishes_of(party) {
                        let itself = wish.session.0 == session;
                        let at = if itself { (sign > 0).then_some(cell) } else { self.cells[wish.session.index()] };
                        if let Some(at) = at.filter(|at| wish.follows(at.mode)) {
                            let to = compiled.network.end(wish.session, at);
                            state.offers.push((Interval { from: compiled.network.start(at), to }, wish.weight));
                        }
                    }
                    let attended = best_attendance(&mut state.offers);
                    let before = std::mem::replace(&mut state.attended[party as usize], attended);
                    gained = i64::wrapping_add(gained, layout.counts[party as usize].wrapping_mul(attended - before));
                }
            } else if !layout.sets.of.of(session as usize).is_empty() {
                // A session that nobody can follow in any mode has no bits.
                let (sets, s) = (&layout.sets, session as usize);
                let block = layout.block[s * layout.times + cell.time as usize];
                debug_assert_ne!(block, OUT, "only open cells are used");
                let present = &mut state.present[block as usize * sets.words..][..sets.words];
                let position = sets.bit[s] + cell.mode as usize;
                let bit = 1 << (position % 64);
                if sign > 0 {
                    gained = sets.earned(s, cell.mode, present);
                    present[position / 64] |= bit;
                } else {
                    present[position / 64] &= !bit;
                    gained = sets.earned(s, cell.mode, present).wrapping_neg();
                }
            }
            pay(&mut self.score, layout.price, gained.wrapping_neg());
        }
    }
}
