//! Best-of, two ways.
//!
//! Where time falls into blocks, what a person misses in a block is told by thresholds: with weights at least θ₁ < θ₂ <
//! …, the missed weight is Σ (θₖ − θₖ₋₁) · max(0, nₖ − 1), where nₖ counts the sessions in the block that the person
//! wishes at least that much and can follow in its mode. One auxiliary per set of sessions and block, shared by all
//! people with that set. What is left out, or held in a mode that they cannot follow, is missed whole.
//! Otherwise each person has a column for each wished session and start, and attends at most one at any moment.

use std::collections::BTreeMap;

use super::runs;
use crate::engines::ingredients::Ingredient;
use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{FREE, Terms};
use crate::network::{BestOf, Constraint, Network, blocks};
use crate::problem::SessionId;

pub(in crate::engines::mip) fn rows(to: &mut Formulation<'_>, constraint: &Constraint, best_of: &BestOf) {
    let mut wished = vec![false; to.network.sessions()];
    for party in &best_of.parties {
        for wish in &party.wishes {
            wished[wish.session.index()] = true;
        }
    }
    let sessions = (0..to.network.sessions()).filter(|&session| wished[session]);
    let shared = !to.without.contains(Ingredient::SharedWishes);
    match blocks(to.network, to.domains, sessions).filter(|_| shared) {
        Some(block) => by_thresholds(to, constraint, best_of, &block),
        None => by_attendance(to, constraint, best_of),
    }
}

/// A wished session that is left out, or that cannot be followed in its mode, is missed whole.
pub(super) fn charge_absences(to: &mut Formulation<'_>, constraint: &Constraint, best_of: &BestOf) {
    for party in &best_of.parties {
        for wish in &party.wishes {
            let modes = to.modes[wish.session.index()].iter();
            let lost = modes.filter(|(mode, _)| !wish.follows(*mode)).map(|&(_, column)| column);
            for column in lost.chain(to.out[wish.session.index()]).collect::<Vec<_>>() {
                match Formulation::level(constraint) {
                    None => to.model.at_most(vec![(column, 1)], 0),
                    Some(_) => to.charge(constraint, column, party.count * wish.weight),
                }
            }
        }
    }
}

fn by_thresholds(to: &mut Formulation<'_>, constraint: &Constraint, best_of: &BestOf, block: &[u32]) {
    charge_absences(to, constraint, best_of);
    let mut sets: BTreeMap<Vec<(SessionId, u64)>, i64> = BTreeMap::new();
    for party in &best_of.parties {
        let mut thresholds: Vec<i64> = party.wishes.iter().map(|wish| wish.weight).collect();
        thresholds.sort_unstable();
        thresholds.dedup();
        let mut below = 0;
        for threshold in thresholds {
            let wanted = party.wishes.iter().filter(|wish| wish.weight >= threshold);
            let set: Vec<(SessionId, u64)> = wanted.map(|wish| (wish.session, wish.modes)).collect();
            if set.len() > 1 {
                *sets.entry(set).or_default() += party.count * (threshold - below);
            }
            below = threshold;
        }
    }
    let times = to.network.starts.len();
    for (set, amount) in sets {
        let mut in_block: BTreeMap<u32, Terms> = BTreeMap::new();
        let mut members: BTreeMap<u32, usize> = BTreeMap::new();
        for &(session, modes) in &set {
            let mut touched: Vec<u32> = Vec::new();
            for (time, column) in to.starts_in(session, |mode| modes >> mode & 1 == 1) {
                let b = block[session.index() * times + time as usize];
                in_block.entry(b).or_default().push((column, 1));
                touched.push(b);
            }
            touched.sort_unstable();
            touched.dedup();
            for b in touched {
                *members.entry(b).or_default() += 1;
            }
        }
        for (b, terms) in in_block {
            if members[&b] > 1 {
                to.limit(constraint, terms, 1, amount);
            }
        }
    }
}

fn by_attendance(to: &mut Formulation<'_>, constraint: &Constraint, best_of: &BestOf) {
    to.completes = false;
    let network: &Network = to.network;
    for party in &best_of.parties {
        let total: i64 = party.wishes.iter().map(|wish| wish.weight).sum();
        let mut spans = Vec::new();
        let mut missed: Terms = Vec::new();
        for wish in &party.wishes {
            for (time, start) in to.starts_in(wish.session, |mode| wish.follows(mode)) {
                let attends = to.model.column(1, false);
                to.model.at_most(vec![(attends, 1), (start, -1)], 0);
                spans.push((network.padded(wish.session, time, 0, 0), attends));
                missed.push((attends, -wish.weight));
            }
        }
        for run in runs(network.segments.len(), spans.iter().map(|span| span.0.clone()), |_| false) {
            let here = spans.iter().filter(|span| span.0.contains(&run.start));
            let terms: Terms = here.map(|span| (span.1, 1)).collect();
            if terms.len() > 1 {
                to.model.at_most(terms, 1);
            }
        }
        match Formulation::level(constraint) {
            None => to.model.row(-FREE, -total, missed),
            Some(level) => {
                to.model.constant[level] += constraint.weight * party.count * total;
                for (column, weight) in missed {
                    to.charge(constraint, column, party.count * weight);
                }
            }
        }
    }
}
