//! The integer master: the best choice among all patterns that anything that costs so much at most can consist of.
//!
//! At prices at which the Lagrangian bound is `L`, a timetable costs `L` and what the reduced costs of its patterns are
//! above the least of their blocks. So whatever costs at most `U` has no pattern further above than `U − L` (reduced-cost
//! fixing; all in integers, so that nothing is lost to rounding). If few patterns are left, HiGHS chooses among them: what
//! it says of them holds for the whole.

use highs::{ColProblem, HighsModelStatus, Row, Sense};

use super::blocks::BlockProblem;
use super::pricing::Pattern;
use crate::engines::Stop;

/// What the choice comes to.
#[derive(Debug)]
pub(super) enum Choice {
    /// There is none.
    Nothing,
    /// The least cost, and by session the block of time it is in, if any.
    Best(i64, Vec<Option<u32>>),
    /// The same of some choice; whether it is the best is not known.
    Found(i64, Vec<Option<u32>>),
    /// Not known.
    Stopped,
}

/// Chooses for every block of time one of the patterns of its kind, so that no session is left out but at its price.
pub(super) fn choose(problem: &BlockProblem, patterns: &[Vec<Pattern>], stop: &Stop) -> Choice {
    let mut lp = ColProblem::default();
    let n = problem.sessions.len();
    let rows: Vec<Row> = (0..n).map(|_| lp.add_row(1.0..=1.0)).collect();
    let mut absent = 0;
    for (session, &row) in problem.sessions.iter().zip(&rows) {
        if let Some(cost) = session.absence {
            lp.add_integer_column(cost as f64, 0.0..=1.0, [(row, 1.0)]);
            absent += 1;
        }
    }
    let mut columns: Vec<(usize, &Pattern)> = Vec::new();
    for (number, (block, patterns)) in problem.blocks.iter().zip(patterns).enumerate() {
        let times = block.times.len() as f64;
        // What stays free is the empty pattern.
        let row = lp.add_row(0.0..=times);
        for pattern in patterns {
            let sessions = pattern.sessions(block).map(|session| (rows[session as usize], 1.0));
            let entries = sessions.chain([(row, 1.0)]);
            lp.add_integer_column(pattern.cost() as f64, 0.0..=1.0, entries.collect::<Vec<_>>());
            columns.push((number, pattern));
        }
    }
    let Ok(mut model) = lp.try_optimise(Sense::Minimise) else { return Choice::Stopped };
    model.make_quiet();
    model.set_option("threads", 1);
    model.set_option("mip_rel_gap", 0.0);
    // Every cost is an integer.
    model.set_option("mip_abs_gap", 0.9);
    if let Some(limit) = stop.limit() {
        model.set_option("time_limit", (limit - stop.seconds()).max(0.01));
    }
    let Ok(solved) = model.try_solve() else { return Choice::Stopped };
    let best = match solved.status() {
        HighsModelStatus::Infeasible => return Choice::Nothing,
        HighsModelStatus::Optimal => true,
        // Whether there is a solution shows below; asked for its status, the binding panics where HiGHS was stopped before
        // it had one.
        _ => false,
    };
    let solution = solved.get_solution();
    let taken = |position: usize| solution.columns().get(absent + position).is_some_and(|&value| value > 0.5);
    let mut place: Vec<Option<u32>> = vec![None; n];
    let mut next = vec![0; problem.blocks.len()];
    let mut cost = 0;
    for (_, &(number, pattern)) in columns.iter().enumerate().filter(|(position, _)| taken(*position)) {
        let Some(&time) = problem.blocks[number].times.get(next[number]) else { return Choice::Stopped };
        next[number] += 1;
        cost += pattern.cost();
        for session in pattern.sessions(&problem.blocks[number]) {
            if place[session as usize].replace(time).is_some() {
                return Choice::Stopped;
            }
        }
    }
    for (session, _) in problem.sessions.iter().zip(&place).filter(|(_, place)| place.is_none()) {
        let Some(price) = session.absence else { return Choice::Stopped };
        cost += price;
    }
    // What HiGHS claims and what its choice costs must agree.
    match (solved.objective_value() - cost as f64).abs() < 0.1 {
        true if best => Choice::Best(cost, place),
        true => Choice::Found(cost, place),
        false => Choice::Stopped,
    }
}
