//! Slot patterns: a lower bound on everything that depends on what runs in parallel.
//!
//! Where time falls into blocks (two sessions in one block overlap, two in different blocks do not), a timetable is a
//! choice of one *pattern* per block: the set of sessions that run there. What people miss, and what rooms and starts
//! cost, is the sum over patterns, exactly. The linear program over all patterns is far tighter than the compact model,
//! whose bound spreads every session evenly over the blocks (Vangerven et al., *Conference scheduling – a personalized
//! approach*, Omega 81, 2018, use such patterns as the first phase of a heuristic). It is solved by column generation
//! with exact pricing ([`pricing`]). Where few patterns can be in anything better than the best known, an integer program
//! chooses among them ([`integer`]), which often closes the gap.
//!
//! The bound that comes out is safe: it is the Lagrangian bound at the duals rounded to thousandths, computed in
//! integers (Geoffrion, *Lagrangean relaxation for integer programming*, Math. Prog. Study 2, 1974). What patterns do
//! not see (orders, walks, hours of a day, rooms kept by tracks) is relaxed.

mod blocks;
mod floor;
mod integer;
mod master;
mod pricing;

use super::{Shared, Stop};
use crate::network::{ConflictGraph, Domain, Network};
use crate::timetable::Score;

use blocks::BlockProblem;
use master::Master;

/// Duals are integers in these units.
const SCALE: i64 = 1000;
/// Patterns among which the integer master chooses, at most.
const MOST_CHOICES: usize = 60_000;
/// Rounds of column generation, at most.
const MOST_ROUNDS: usize = 400;

/// What slot patterns say of a network.
pub(super) struct Patterns {
    problem: BlockProblem,
    /// What the penalties that patterns do not price come to at least (see [`floor`]).
    floor: i64,
    /// The best bound on those that they price.
    pub(super) bound: i64,
    prices: Prices,
    /// What everything better than the best known costs at most, when that was last looked for.
    tried: i64,
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
    for _ in 0..MOST_ROUNDS {
        if stop.reason().is_some() || shared.is_proved() {
            break;
        }
        let duals = master.solve()?;
        let priced = pricing::price(&problem, &duals.sessions, &duals.blocks, stop);
        let Some(least) = priced.iter().map(|block| block.least).collect::<Option<Vec<i64>>>() else { break };
        let lagrangian = lagrangian(&problem, &duals.sessions, &least);
        if best.as_ref().is_none_or(|known| lagrangian > known.lagrangian) {
            tell(shared, whole(lagrangian), floor);
            best = Some(Prices { lagrangian, sessions: duals.sessions, least });
        }
        let reached = best.as_ref().is_some_and(|known| whole(known.lagrangian) as f64 >= duals.objective - 1e-6);
        if reached || !master.add(&problem, priced) {
            break;
        }
    }
    let prices = best?;
    Some(Patterns { problem, floor, bound: whole(prices.lagrangian), prices, tried: i64::MAX })
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

impl Patterns {
    /// Chooses among all patterns that anything better than the best known can consist of, if they are few: that betters
    /// the bound, and may say what a better timetable looks like. By session, the starts that it has there (all of one
    /// block of time).
    pub(super) fn close(&mut self, network: &Network, stop: &Stop, shared: &Shared<'_>) -> Option<Vec<Vec<u32>>> {
        let (_, score) = shared.best().filter(|(_, score)| (score.hard, score.medium) == (0, 0))?;
        let most = score.soft - 1 - self.floor;
        if most >= self.tried || most < self.bound {
            return None;
        }
        self.tried = most;
        let slack = most.saturating_mul(SCALE).saturating_sub(self.prices.lagrangian);
        let prices = &self.prices;
        let few = pricing::within(&self.problem, &prices.sessions, (&prices.least, slack), MOST_CHOICES, stop)?;
        let count: usize = few.iter().map(Vec::len).sum();
        shared.phase("columns", &format!("{count} patterns that something better can consist of"));
        let (bound, place) = match integer::choose(&self.problem, &few, stop) {
            integer::Choice::Stopped => return None,
            integer::Choice::Nothing => (most + 1, None),
            integer::Choice::Best(cost, _) if cost > most => (most + 1, None),
            integer::Choice::Best(cost, place) => (cost, Some(place)),
        };
        self.bound = self.bound.max(bound);
        tell(shared, self.bound, self.floor);
        let starts = network.starts.len();
        let in_block = |(session, block): (usize, Option<u32>)| -> Vec<u32> {
            let row = &self.problem.block_of[session * starts..(session + 1) * starts];
            (0..starts as u32).filter(|&start| block == Some(row[start as usize])).collect()
        };
        Some(place?.into_iter().enumerate().map(in_block).collect())
    }
}

/// Whether patterns price this constraint: soft costs of placements and absences, and best-of.
pub(super) fn prices(constraint: &crate::network::Constraint) -> bool {
    use crate::network::Primitive;
    constraint.level == crate::instance::schema::Level::Soft
        && matches!(constraint.body, Primitive::Unary(_) | Primitive::Absence(_) | Primitive::BestOf(_))
}
