//! Best-of, incrementally.
//!
//! Where the open cells of the wished sessions fall into blocks of time such that any two in one block overlap and no
//! two of different blocks do, a person attends the best of each block: pricing a change is one pass over the wishes
//! of those who wish the session. Otherwise each of them is scheduled anew (weighted interval scheduling).

use super::{State, pay};
use crate::engines::search::compiled::{BySession, Price};
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
}

/// What changes.
#[derive(Clone, Debug)]
pub(crate) struct WishState {
    /// By session: the block in which it stands.
    at: Vec<u32>,
    /// By party, without blocks: the weight attended.
    attended: Vec<i64>,
    offers: Vec<(Interval, i64)>,
}

impl WishState {
    pub(super) fn new(layout: &WishLayout, sessions: usize) -> Self {
        Self { at: vec![OUT; sessions], attended: vec![0; layout.counts.len()], offers: Vec::with_capacity(64) }
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
        Self { price, wished, counts, first, wishes, wishers, block, times: network.starts.len() }
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
                state.at[session as usize] = OUT;
                let block = layout.block[session as usize * layout.times + cell.time as usize];
                debug_assert_ne!(block, OUT, "only open cells are used");
                for &(party, weight) in wishers {
                    let mut best = 0;
                    for &(other, weight) in layout.wishes_of(party) {
                        if state.at[other as usize] == block {
                            best = best.max(weight);
                        }
                    }
                    let more = (weight - best).max(0);
                    gained = gained.wrapping_add(layout.counts[party as usize].wrapping_mul(more));
                }
                if sign > 0 {
                    state.at[session as usize] = block;
                } else {
                    gained = gained.wrapping_neg();
                }
            }
            pay(&mut self.score, layout.price, gained.wrapping_neg());
        }
    }
}
