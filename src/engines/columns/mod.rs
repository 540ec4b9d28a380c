//! Slot patterns: a lower bound on everything that depends on what runs in parallel.
//!
//! Where time falls into blocks (two sessions in one block overlap, two in different blocks do not), a timetable is a
//! choice of one *pattern* per block: the set of sessions that run there. What people miss, and what rooms and starts
//! cost, is the sum over patterns, exactly. The linear program over all patterns is far tighter than the compact model,
//! whose bound spreads every session evenly over the blocks (Vangerven et al., *Conference scheduling – a personalized
//! approach*, Omega 81, 2018, use such patterns as the first phase of a heuristic). It is solved by column generation
//! with exact pricing ([`pricing`]).
//!
//! The bound that comes out is safe: it is the Lagrangian bound at the duals rounded to thousandths, computed in
//! integers (Geoffrion, *Lagrangean relaxation for integer programming*, Math. Prog. Study 2, 1974). What patterns do
//! not see (orders, walks, hours of a day, rooms kept by tracks) is relaxed.

mod blocks;
mod floor;
mod master;
mod pricing;

use super::{Shared, Stop};
use crate::network::{ConflictGraph, Domain, Network};
use crate::timetable::Score;

use blocks::BlockProblem;
use master::Master;

/// Duals are integers in these units.
const SCALE: i64 = 1000;
/// Rounds of column generation, at most.
const MOST_ROUNDS: usize = 400;

/// The bound on the soft penalties that patterns price (see [`prices`]), or `None` where time does not fall into
/// blocks or nobody wishes anything. What is told to `shared` adds what the others cost at least (see [`floor`]).
pub(super) fn bound(
    network: &Network,
    domains: &[Domain],
    conflicts: &ConflictGraph,
    stop: &Stop,
    shared: &Shared<'_>,
) -> Option<i64> {
    let problem = BlockProblem::new(network, domains, conflicts)?;
    shared.phase("columns", &format!("{} sessions in {} blocks", problem.sessions.len(), problem.blocks.len()));
    let mut master = Master::new(&problem)?;
    let floor = floor::floor(network, domains);
    let mut best: Option<i64> = None;
    for _ in 0..MOST_ROUNDS {
        if stop.reason().is_some() || shared.is_proved() {
            break;
        }
        let duals = master.solve()?;
        let priced = pricing::price(&problem, &duals.sessions, &duals.blocks, stop);
        // The Lagrangian bound: what each session is worth, plus the best pattern of each block at these prices.
        let Some(reduced) = priced.iter().map(|block| block.least).sum::<Option<i64>>() else { break };
        let worth: i64 = duals
            .sessions
            .iter()
            .zip(&problem.sessions)
            .map(|(&dual, s)| match s.absence {
                Some(cost) => dual.min(cost * SCALE),
                None => dual,
            })
            .sum();
        let lagrangian = (worth + reduced).div_euclid(SCALE) + i64::from((worth + reduced).rem_euclid(SCALE) > 0);
        if best.is_none_or(|known| lagrangian > known) {
            best = Some(lagrangian);
            shared.bound("columns", Score { hard: 0, medium: 0, soft: lagrangian.max(0).saturating_add(floor) });
        }
        let reached = best.is_some_and(|bound| bound as f64 >= duals.objective - 1e-6);
        if reached || !master.add(&problem, priced) {
            break;
        }
    }
    best
}

/// Whether patterns price this constraint: soft costs of placements and absences, and best-of.
pub(super) fn prices(constraint: &crate::network::Constraint) -> bool {
    use crate::network::Primitive;
    constraint.level == crate::instance::schema::Level::Soft
        && matches!(constraint.body, Primitive::Unary(_) | Primitive::Absence(_) | Primitive::BestOf(_))
}
