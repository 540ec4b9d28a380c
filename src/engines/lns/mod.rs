//! Large neighbourhoods: a part of the best timetable is set free, everything else stays, and HiGHS finds the best way to
//! put the part back.
//!
//! Shaw, *Using constraint programming and local search methods to solve vehicle routing problems*, CP 1998, for parts
//! that are related; Lindahl, Sørensen & Stidsen, *A fix-and-optimize matheuristic for university timetabling*, Journal
//! of Heuristics 24, 2018, for timetables. What local search cannot do in small steps (who serves a whole day, two
//! slots exchanged with their teams) is one small model here.
//!
//! While something hard is broken, the constraints that are broken become dear instead of hard ([`elastic`]), so that the
//! model always has a solution and mends what it can. Each round is a network, a set of domains and a [`Shared`] of its
//! own: nothing that is proved about a part is believed of the whole.

#[cfg(test)]
mod conformance;
mod elastic;
mod parts;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::mip;
use super::{Shared, Stop};
use crate::network::{Domain, Network};

use parts::{Kind, Related};

/// Beyond this many sessions a round costs more than it brings.
const MOST_SESSIONS: usize = 2_000;
/// Seconds for one model.
const SECONDS: f64 = 3.0;
/// Nodes for one model.
const NODES: u64 = 400;
/// A model solved to the end within this many seconds was too small.
const QUICK: f64 = 0.4;
/// Of so many rounds one tries any kind, whatever its record.
const EXPLORE: u32 = 4;

/// What is known of a kind of part: how large it may be, and what it has brought.
#[derive(Clone, Copy, Debug)]
struct Record {
    size: f64,
    gain: f64,
    spent: f64,
}

/// Whether a network is of a size for this.
pub(super) fn suits(network: &Network) -> bool {
    network.sessions() <= MOST_SESSIONS
}

/// What rounds remember from one turn to the next.
pub(super) struct Rounds {
    rng: Pcg64Mcg,
    related: Related,
    records: [Record; Kind::ALL.len()],
}

impl Rounds {
    pub(super) fn new(network: &Network, seed: u64) -> Self {
        let record = |kind: Kind| Record { size: kind.first_size(network), gain: 0.0, spent: 0.0 };
        Self { rng: Pcg64Mcg::seed_from_u64(seed), related: Related::new(network), records: Kind::ALL.map(record) }
    }
}

/// Runs for `most_rounds` or until told to stop, and if it is only to `mend`, until nothing hard is broken. Every
/// improvement goes to `shared`; whether there was any is returned.
pub(super) fn run(
    network: &Network,
    domains: &[Domain],
    memory: &mut Rounds,
    (most_rounds, mend): (Option<u64>, bool),
    stop: &Stop,
    shared: &Shared<'_>,
) -> bool {
    let mut improved = false;
    let Rounds { rng, related, records } = memory;
    let mut rounds = 0;
    let finished = |rounds: u64| {
        let enough = most_rounds.is_some_and(|most| rounds >= most) || mend && shared.is_feasible();
        enough || stop.reason().is_some() || shared.is_proved()
    };
    while !finished(rounds) {
        let Some((best, score)) = shared.best() else {
            if most_rounds.is_some() {
                return improved;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
            continue;
        };
        rounds += 1;
        let kinds: Vec<usize> = (0..Kind::ALL.len()).filter(|&kind| Kind::ALL[kind].suits(network, score)).collect();
        let Some(kind) = choose(&kinds, records, rng) else { return improved };
        let elastic = (score.hard > 0).then(|| elastic::of(network, &best));
        let within = elastic.as_ref().unwrap_or(network);
        let part = Kind::ALL[kind].part(within, domains, &best, related, records[kind].size, rng);
        let begun = stop.seconds();
        // A round knows the best so far, and tells nobody but us.
        let own = Shared::of_part(within, shared);
        own.offer("lns", &best, within.score(&best));
        let sooner = stop.sooner(if most_rounds.is_some() { f64::INFINITY } else { SECONDS });
        let solved = mip::improve(within, &part.domains, &part.days, &best, rng.random(), NODES, &sooner, &own);
        let spent = stop.seconds() - begun;
        let found = own.into_known().best.map(|(assignment, _)| assignment);
        let gain = found.map(|found| (network.score(&found), found)).filter(|(reached, _)| *reached < score);
        let record = &mut records[kind];
        // Under a work limit nothing may depend on the clock.
        record.spent += if most_rounds.is_some() { 1.0 } else { spent };
        if let Some((reached, found)) = gain {
            record.gain += if reached.hard < score.hard || reached.medium < score.medium { 1.0 } else { 0.5 };
            shared.offer("lns", &found, reached);
            improved = true;
        }
        let quick = solved && (most_rounds.is_some() || spent < QUICK);
        record.size *= if quick {
            1.15
        } else if solved {
            1.0
        } else {
            0.85
        };
        record.size = record.size.clamp(2.0, (network.sessions() as f64).max(2.0));
    }
    improved
}

/// Looks for the best timetable in domains that are small, with everybody free.
pub(super) fn put_back(network: &Network, domains: &[Domain], seed: u64, stop: &Stop, shared: &Shared<'_>) {
    let Some((best, score)) = shared.best() else { return };
    let own = Shared::of_part(network, shared);
    mip::improve(network, domains, &vec![true; network.days], &best, seed, NODES, stop, &own);
    let found = own.into_known().best.map(|(assignment, _)| (network.score(&assignment), assignment));
    if let Some((reached, found)) = found.filter(|(reached, _)| *reached < score) {
        shared.offer("columns", &found, reached);
    }
}

/// A kind of part: by rounds that brought something per second, now and then any.
fn choose(kinds: &[usize], records: &[Record], rng: &mut Pcg64Mcg) -> Option<usize> {
    if kinds.is_empty() || rng.random_range(0..EXPLORE) == 0 {
        return (!kinds.is_empty()).then(|| kinds[rng.random_range(0..kinds.len())]);
    }
    // One success in ten seconds is presumed, so that what is untried is tried.
    let worth = |kind: usize| (records[kind].gain + 0.5) / (records[kind].spent + 5.0);
    let mut dice = rng.random::<f64>() * kinds.iter().map(|&kind| worth(kind)).sum::<f64>();
    for &kind in kinds {
        dice -= worth(kind);
        if dice < 0.0 {
            return Some(kind);
        }
    }
    kinds.last().copied()
}
