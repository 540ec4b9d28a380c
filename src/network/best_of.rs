//! Best-of: a person attends at most one of the sessions that run in parallel, and gets the best of them.

use super::{Assignment, Domain, Network};
use crate::problem::{Interval, SessionId};

/// What people miss.
#[derive(Clone, Debug)]
pub struct BestOf {
    /// People with their wishes.
    pub parties: Vec<Party>,
}

/// People who wish the same.
#[derive(Clone, Debug)]
pub struct Party {
    /// How many.
    pub count: i64,
    /// What they wish.
    pub wishes: Vec<Wish>,
}

/// A wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wish {
    /// The session.
    pub session: SessionId,
    /// How much it is wished.
    pub weight: i64,
    /// The modes of interpretation in which they can follow it, one bit each.
    pub modes: u64,
}

impl Wish {
    /// Whether they can follow the session in a mode.
    #[must_use]
    pub fn follows(&self, mode: u32) -> bool {
        self.modes >> mode & 1 == 1
    }
}

impl BestOf {
    /// The weight of wishes that people miss: all that they wish minus the best that one person can attend and follow
    /// without being in two sessions at once, summed over people.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let mut offers: Vec<(Interval, i64)> = Vec::new();
        let mut missed = 0i64;
        for party in &self.parties {
            offers.clear();
            for wish in &party.wishes {
                if let Some(cell) = at.get(wish.session).filter(|cell| wish.follows(cell.mode)) {
                    let span = Interval { from: network.start(cell), to: network.end(wish.session, cell) };
                    offers.push((span, wish.weight));
                }
            }
            let wished: i64 = party.wishes.iter().map(|wish| wish.weight).sum();
            missed = missed.saturating_add(party.count.saturating_mul(wished - best_attendance(&mut offers)));
        }
        missed
    }
}

/// The greatest weight of pairwise disjoint intervals (weighted interval scheduling; Kleinberg & Tardos, *Algorithm
/// Design*, 2005, section 6.1). Sorts the offers.
#[must_use]
pub fn best_attendance(offers: &mut [(Interval, i64)]) -> i64 {
    offers.sort_unstable_by_key(|offer| (offer.0.to, offer.0.from));
    let mut best = [0i64; 65];
    if offers.len() < best.len() {
        return fill(offers, &mut best);
    }
    fill(offers, &mut vec![0; offers.len() + 1])
}

/// `best[i]` = the greatest weight among the first `i` offers.
fn fill(offers: &[(Interval, i64)], best: &mut [i64]) -> i64 {
    for (position, (interval, weight)) in offers.iter().enumerate() {
        let before = offers[..position].partition_point(|other| other.0.to <= interval.from);
        best[position + 1] = best[position].max(best[before] + weight);
    }
    best[offers.len()]
}

/// The block of each session and start (sessions × starts), if the open times of these sessions fall into blocks.
#[must_use]
pub fn blocks(network: &Network, domains: &[Domain], sessions: impl Iterator<Item = usize>) -> Option<Vec<u32>> {
    let mut spans: Vec<(Interval, usize, u32)> = Vec::new();
    for session in sessions {
        for &time in &domains[session].times {
            let from = network.starts[time as usize];
            spans.push((Interval { from, to: from + network.durations[session] }, session, time));
        }
    }
    spans.sort_unstable();
    let mut block = vec![u32::MAX; network.sessions() * network.starts.len()];
    let (mut current, mut first_end, mut last_end) = (0, i32::MAX, i32::MIN);
    for (span, session, time) in spans {
        if span.from >= last_end {
            current += 1;
            (first_end, last_end) = (span.to, span.to);
        }
        first_end = first_end.min(span.to);
        last_end = last_end.max(span.to);
        if span.from >= first_end {
            return None;
        }
        block[session * network.starts.len() + time as usize] = current;
    }
    Some(block)
}
