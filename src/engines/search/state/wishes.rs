//! Best-of, incrementally.
//!
//! Where the open cells of the wished sessions fall into blocks of time such that any two in one block overlap and no
//! two of different blocks do, a person attends the best of each block. With weights at least θ₁ < θ₂ < …, a session that
//! enters a block earns θₖ − θₖ₋₁ for every set of sessions wished at least θₖ of which it is the first there; equal sets
//! of different people count together, and whether it is the first is a bit mask. Sets hold sessions in the modes of
//! interpretation in which those people can follow them. Otherwise each person who wishes the
//! session is scheduled anew (weighted interval scheduling).

use std::collections::BTreeMap;

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

/// Words of a mask up to which sets are masks; beyond, lists.
const MOST_WORDS: usize = 4;

/// Sets of sessions that people wish at least so much and can follow, over the wished sessions and their modes, one bit
/// each.
#[derive(Clone, Debug, Default)]
struct Sets {
    /// Words of a mask.
    words: usize,
    /// By session: the bit of its first mode.
    bit: Vec<usize>,
    bits: usize,
    /// The sets that each session is in, up to [`MOST_WORDS`]: what a set earns, the modes in which it does, and its mask.
    rows: Vec<i64>,
    /// The same beyond: what a set earns, the modes in which it does, and where its list of bits begins and ends.
    lists: Vec<(i64, u64, u32, u32)>,
    members: Vec<u32>,
    /// By session: where its sets begin, counted in sets.
    first: Vec<u32>,
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
        let (mut members, mut of) = (Vec::new(), Vec::new());
        for (set, amount) in amounts {
            let from = members.len() as u32;
            for &(session, modes) in &set {
                let own = (0..network.modes(session)).filter(|mode| modes >> mode & 1 == 1);
                members.extend(own.map(|mode| (bit[session.index()] + mode) as u32));
            }
            let to = members.len() as u32;
            of.extend(set.into_iter().map(|(session, modes)| (session, (amount, modes, from, to))));
        }
        of.sort_by_key(|&(session, _)| session);
        let mut first = vec![0; sessions + 1];
        of.iter().for_each(|(session, _)| first[session.index() + 1] += 1);
        for session in 0..sessions {
            first[session + 1] += first[session];
        }
        let mut lists: Vec<(i64, u64, u32, u32)> = of.into_iter().map(|(_, set)| set).collect();
        let mut rows = Vec::new();
        if words <= MOST_WORDS {
            for (amount, modes, from, to) in lists.drain(..) {
                rows.extend([amount, modes.cast_signed()]);
                let mask = rows.len();
                rows.resize(mask + words, 0);
                for &member in &members[from as usize..to as usize] {
                    rows[mask + member as usize / 64] |= 1 << (member % 64);
                }
            }
            members = Vec::new();
        }
        Self { words, bit, bits, rows, lists, members, first, blocks }
    }

    /// Whether a session is in no set: nobody can follow it in any mode.
    fn is_alone(&self, session: usize) -> bool {
        self.first[session] == self.first[session + 1]
    }

    /// What a session earns that enters a block in which `present` are.
    fn earned(&self, session: usize, mode: u32, present: &[i64]) -> i64 {
        let (from, to) = (self.first[session] as usize, self.first[session + 1] as usize);
        let mut earned = 0i64;
        if self.words > MOST_WORDS {
            let there = |&member: &u32| present[member as usize / 64] >> (member % 64) & 1 == 1;
            for &(amount, modes, from, to) in &self.lists[from..to] {
                if modes >> mode & 1 == 1 && !self.members[from as usize..to as usize].iter().any(there) {
                    earned = earned.wrapping_add(amount);
                }
            }
            return earned;
        }
        let length = self.words + 2;
        for row in self.rows[from * length..to * length].chunks_exact(length) {
            let [amount, modes, mask @ ..] = row else { continue };
            let taken = mask.iter().zip(present).fold(0, |taken, (mask, present)| taken | mask & present);
            earned = earned.wrapping_add(if modes >> mode & 1 == 1 && taken == 0 { *amount } else { 0 });
        }
        earned
    }
}

/// Who is present in a block; with `None` nothing was asked yet.
type Company = Option<[i64; MOST_WORDS]>;

/// What was earned when it was asked last, by bit and block, and in which company; the whole company is compared. Empty
/// where sets are lists.
#[derive(Clone, Debug)]
pub(crate) struct Earnings {
    entries: Vec<(Company, i64)>,
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

    /// Nothing remembered of what was earned.
    pub(super) fn earnings(&self) -> Earnings {
        let entries = if self.sets.words > MOST_WORDS { 0 } else { self.sets.bits * self.sets.blocks };
        Earnings { entries: vec![(Company::default(), 0); entries] }
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
            if layout.block.is_empty() || layout.sets.is_alone(s) {
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
            let earned = match self.earnings[number].entries.get_mut(position * sets.blocks + block as usize) {
                None => sets.earned(s, cell.mode, present),
                Some((company, earned)) => {
                    let mut now = [0; MOST_WORDS];
                    now[..sets.words].copy_from_slice(present);
                    if *company != Some(now) {
                        (*company, *earned) = (Some(now), sets.earned(s, cell.mode, present));
                    }
                    *earned
                }
            };
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
