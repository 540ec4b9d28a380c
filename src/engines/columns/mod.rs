//! Slot patterns: a lower bound on everything that depends on what runs in parallel.
//!
//! Where time falls into blocks (two sessions in one block overlap, two in different blocks do not), a timetable is a
//! choice of one *pattern* per block: the set of sessions that run there. What people miss, and what rooms and starts
//! cost, is the sum over patterns, exactly. The linear program over all patterns is far tighter than the compact model,
//! whose bound spreads every session evenly over the blocks (Vangerven et al., *Conference scheduling – a personalized
//! approach*, Omega 81, 2018, use such patterns as the first phase of a heuristic). It is solved by column generation
//! with exact pricing ([`pricing`]). Where few patterns can be in anything that costs little more than the bound, an integer
//! program chooses among them ([`integer`]), which often closes the gap.
//!
//! The bound that comes out is safe: it is the Lagrangian bound at the duals rounded to thousandths, computed in
//! integers (Geoffrion, *Lagrangean relaxation for integer programming*, Math. Prog. Study 2, 1974). What patterns do
//! not see (orders, walks, hours of a day, rooms kept by tracks) is relaxed.

mod blocks;
mod floor;
mod integer;
mod joint;
mod master;
mod pricing;

use super::mip::Formulation;
use super::{Shared, Stop};
use crate::network::{ConflictGraph, Domain, Network};
use crate::timetable::Score;

use blocks::{Block, BlockProblem};
use master::Master;
use pricing::{Pattern, Priced};

/// Duals are integers in these units.
pub(super) const SCALE: i64 = 1000;
/// The first look for what costs little more than the bound goes this share of it beyond.
const FIRST_REACH: i64 = 100;
/// Patterns among which the integer master chooses, at most.
const MOST_CHOICES: usize = 60_000;
/// Rounds of column generation, at most.
const MOST_ROUNDS: usize = 400;

/// What slot patterns say of a network.
pub(super) struct Patterns {
    /// By kind of block, those found on the way.
    found: Vec<Vec<Pattern>>,
    problem: BlockProblem,
    /// What the penalties that patterns do not price come to at least (see [`floor`]).
    floor: i64,
    /// The best bound on those that they price.
    pub(super) bound: i64,
    prices: Prices,
    /// How far beyond the bound the next look goes; 0 when there is nothing to be gained by another.
    reach: i64,
}

/// Prices at which there is a bound.
struct Prices {
    /// The bound in thousandths.
    lagrangian: i64,
    /// By session.
    sessions: Vec<i64>,
    /// By kind of block: the least reduced cost of its patterns.
    least: Vec<i64>,
}

/// Prices slot patterns by column generation; `None` where time does not fall into blocks, nobody wishes anything or time
/// ran out. What is told to `shared` adds what the other penalties come to at least (see [`floor`]).
pub(super) fn patterns(
    network: &Network,
    domains: &[Domain],
    conflicts: &ConflictGraph,
    stop: &Stop,
    shared: &Shared<'_>,
) -> Option<Patterns> {
    if stop.reason().is_some() {
        return None;
    }
    let problem = BlockProblem::new(network, domains, conflicts)?;
    let blocks: usize = problem.blocks.iter().map(|block| block.times.len()).sum();
    let kinds = problem.blocks.len();
    shared.phase("columns", &format!("{} sessions in {blocks} blocks of {kinds} kinds", problem.sessions.len()));
    let mut master = Master::new(&problem)?;
    let floor = floor::floor(network, domains);
    let mut best: Option<Prices> = None;
    let mut found: Vec<Vec<Pattern>> = vec![Vec::new(); kinds];
    for _ in 0..MOST_ROUNDS {
        if stop.reason().is_some() || shared.is_proved() {
            break;
        }
        let duals = master.solve()?;
        let price = |(block, &dual): (&Block, &i64)| {
            pricing::price(&problem, block, &pricing::Prices::of_sessions(block, &duals.sessions), dual, stop)
        };
        let priced: Vec<Priced> = problem.blocks.iter().zip(&duals.blocks).map(price).collect();
        let Some(least) = priced.iter().map(|block| block.least).collect::<Option<Vec<i64>>>() else { break };
        let lagrangian = lagrangian(&problem, &duals.sessions, &least);
        if best.as_ref().is_none_or(|known| lagrangian > known.lagrangian) {
            tell(shared, whole(lagrangian), floor);
            best = Some(Prices { lagrangian, sessions: duals.sessions, least });
        }
        for (found, priced) in found.iter_mut().zip(&priced) {
            found.extend(priced.patterns.iter().cloned());
        }
        let reached = best.as_ref().is_some_and(|known| whole(known.lagrangian) as f64 >= duals.objective - 1e-6);
        if reached || !master.add(&problem, priced) {
            break;
        }
    }
    let prices = best?;
    let bound = whole(prices.lagrangian);
    Some(Patterns { found, problem, floor, bound, prices, reach: (bound / FIRST_REACH).max(1) })
}

/// The Lagrangian bound, in thousandths: what each session is worth, plus the best pattern of each block at these prices.
fn lagrangian(problem: &BlockProblem, prices: &[i64], least: &[i64]) -> i64 {
    let worth = |(&price, session): (&i64, &blocks::BlockSession)| match session.absence {
        Some(cost) => price.min(cost * SCALE),
        None => price,
    };
    let worth: i64 = prices.iter().zip(&problem.sessions).map(worth).sum();
    let blocks = problem.blocks.iter().zip(least);
    worth + blocks.map(|(block, least)| block.times.len() as i64 * least).sum::<i64>()
}

/// The least integer that is no less than so many thousandths.
fn whole(thousandths: i64) -> i64 {
    thousandths.div_euclid(SCALE) + i64::from(thousandths.rem_euclid(SCALE) > 0)
}

fn tell(shared: &Shared<'_>, bound: i64, floor: i64) {
    shared.bound("columns", Score { hard: 0, medium: 0, soft: bound.max(0).saturating_add(floor) });
}

/// What a look among few patterns brought.
pub(super) struct Closer {
    /// By session, the starts (all of one block of time) at which it may stand in what is better, if there is such a thing.
    pub(super) starts: Option<Vec<Vec<u32>>>,
    /// Whether another look may bring more.
    pub(super) more: bool,
}

impl Patterns {
    /// The bound of patterns and the rows of the MIP together, and the relaxation that it comes from (see [`joint::bound`]);
    /// there must be a timetable that breaks nothing hard or medium.
    pub(super) fn join<'n>(
        &self,
        network: &'n Network,
        domains: &'n [Domain],
        conflicts: &ConflictGraph,
        stop: &Stop,
        shared: &Shared<'_>,
    ) -> Option<Formulation<'n>> {
        joint::bound(self, network, domains, conflicts, stop, shared)
    }

    /// Chooses among all patterns that a timetable can consist of that costs little more than the bound: either that is the
    /// best there is, or the bound rises. Each look goes further than the one before, up to the best known.
    pub(super) fn close(&mut self, network: &Network, stop: &Stop, shared: &Shared<'_>) -> Closer {
        let nothing = Closer { starts: None, more: false };
        let known = shared.best().filter(|(_, score)| (score.hard, score.medium) == (0, 0));
        let better = known.map_or(i64::MAX, |(_, score)| score.soft - 1 - self.floor);
        let most = better.min(self.bound.saturating_add(self.reach));
        if most < self.bound || self.reach == 0 {
            return nothing;
        }
        let slack = most.saturating_mul(SCALE).saturating_sub(self.prices.lagrangian);
        let Some(few) = self.within(slack, stop) else {
            // What is further is not less.
            self.reach = 0;
            return nothing;
        };
        let count: usize = few.iter().map(Vec::len).sum();
        shared.phase("columns", &format!("{count} patterns for all that cost {most} at most"));
        let (bound, place) = match integer::choose(&self.problem, &few, stop) {
            integer::Choice::Stopped => (self.bound, None),
            integer::Choice::Nothing => (most.saturating_add(1), None),
            integer::Choice::Best(cost, place) => {
                (cost.min(most.saturating_add(1)), Some(place).filter(|_| cost <= better))
            }
            integer::Choice::Found(cost, place) => (self.bound, Some(place).filter(|_| cost <= better)),
        };
        let risen = bound > self.bound;
        self.bound = self.bound.max(bound);
        self.reach = if risen { self.reach.saturating_mul(2) } else { 0 };
        tell(shared, self.bound, self.floor);
        let starts = network.starts.len();
        let in_block = |(session, block): (usize, Option<u32>)| -> Vec<u32> {
            let row = &self.problem.block_of[session * starts..(session + 1) * starts];
            (0..starts as u32).filter(|&start| block == Some(row[start as usize])).collect()
        };
        Closer { starts: place.map(|place| place.into_iter().enumerate().map(in_block).collect()), more: risen }
    }
}

impl Patterns {
    /// By kind of block, all patterns that cost at most `slack` thousandths more than the least of their kind, those of the same
    /// sessions once; `None` when there are too many of them, or time ran out.
    fn within(&self, slack: i64, stop: &Stop) -> Option<Vec<Vec<Pattern>>> {
        let mut left = MOST_CHOICES;
        let mut all = Vec::with_capacity(self.problem.blocks.len());
        for (block, least) in self.problem.blocks.iter().zip(&self.prices.least) {
            let prices = pricing::Prices::of_sessions(block, &self.prices.sessions);
            let limit = least.saturating_add(slack);
            let mut patterns = pricing::within(&self.problem, block, &prices, limit, left, stop)?;
            left -= patterns.len();
            let sessions = |pattern: &Pattern| pattern.sessions(block).collect::<Vec<u32>>();
            patterns.sort_by_cached_key(|pattern| (sessions(pattern), pattern.cost()));
            patterns.dedup_by(|later, earlier| sessions(later) == sessions(earlier));
            all.push(patterns);
        }
        Some(all)
    }
}

/// Whether patterns price this constraint: soft costs of placements and absences, and best-of.
pub(super) fn prices(constraint: &crate::network::Constraint) -> bool {
    use crate::network::Primitive;
    constraint.level == crate::instance::schema::Level::Soft
        && matches!(constraint.body, Primitive::Unary(_) | Primitive::Absence(_) | Primitive::BestOf(_))
}
