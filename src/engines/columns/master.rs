//! The linear program over the patterns known so far.

use std::collections::BTreeSet;

use highs::{ColProblem, HighsModelStatus, Model, Row, Sense};

use super::SCALE;
use super::blocks::{BlockMode, BlockProblem};
use super::pricing::Priced;

/// The restricted master problem: every session in one pattern, one pattern per block of time.
pub(super) struct Master {
    model: Option<Model>,
    rows: Vec<Row>,
    blocks: usize,
    /// By block: sessions and cost. The same sessions in other modes that cost the same are the same column.
    known: BTreeSet<(usize, Vec<u32>, i64)>,
}

/// Duals of the restricted master, rounded to integers in thousandths.
pub(super) struct Duals {
    pub(super) sessions: Vec<i64>,
    pub(super) blocks: Vec<i64>,
    pub(super) objective: f64,
}

impl Master {
    /// A master that knows the empty patterns, and may leave sessions out at a price that is never worth paying.
    pub(super) fn new(problem: &BlockProblem) -> Option<Self> {
        let mut lp = ColProblem::default();
        let dear = dear(problem);
        let mut rows: Vec<Row> = Vec::with_capacity(problem.sessions.len() + problem.blocks.len());
        for session in &problem.sessions {
            let row = lp.add_row(1.0..=1.0);
            lp.add_column(session.absence.map_or(dear, |cost| cost as f64), 0.0.., [(row, 1.0)]);
            rows.push(row);
        }
        for block in &problem.blocks {
            let times = block.times.len() as f64;
            let row = lp.add_row(times..=times);
            lp.add_column(0.0, 0.0.., [(row, 1.0)]);
            rows.push(row);
        }
        let mut model = lp.try_optimise(Sense::Minimise).ok()?;
        model.make_quiet();
        model.set_option("threads", 1);
        Some(Self { model: Some(model), rows, blocks: problem.blocks.len(), known: BTreeSet::new() })
    }

    /// Solves it; `None` if HiGHS does not.
    pub(super) fn solve(&mut self) -> Option<Duals> {
        let solved = self.model.take()?.try_solve().ok()?;
        if solved.status() != HighsModelStatus::Optimal {
            return None;
        }
        let solution = solved.get_solution();
        let round = |dual: &f64| (dual * SCALE as f64).round() as i64;
        let duals: Vec<i64> = solution.dual_rows().iter().map(round).collect();
        let sessions = duals.len() - self.blocks;
        let objective = solved.objective_value();
        self.model = Some(Model::from(solved));
        Some(Duals { sessions: duals[..sessions].to_vec(), blocks: duals[sessions..].to_vec(), objective })
    }

    /// Adds the patterns that pricing found; false when none of them is new.
    pub(super) fn add(&mut self, problem: &BlockProblem, priced: Vec<Priced>) -> bool {
        let Some(model) = self.model.as_mut() else { return false };
        let mut added = false;
        for (block, found) in priced.into_iter().enumerate() {
            for pattern in found.patterns {
                let sessions: Vec<u32> = pattern.sessions(&problem.blocks[block]).collect();
                let cost = pattern.cost();
                if !self.known.insert((block, sessions.clone(), cost)) {
                    continue;
                }
                added = true;
                let rows = sessions.iter().map(|&s| s as usize).chain([problem.sessions.len() + block]);
                let entries: Vec<(Row, f64)> = rows.map(|row| (self.rows[row], 1.0)).collect();
                if model.try_add_column(cost as f64, 0.0.., entries).is_err() {
                    return false;
                }
            }
        }
        added
    }
}

/// More than any timetable can cost: leaving a session out at this price is never worth it.
fn dear(problem: &BlockProblem) -> f64 {
    let wished = |mode: &BlockMode| {
        let follow = mode.wishers.iter().map(|&(party, weight)| problem.counts[party as usize] * weight);
        mode.lost + follow.sum::<i64>()
    };
    let wishes: i64 = problem.sessions.iter().filter_map(|session| session.modes.first()).map(wished).sum();
    (wishes + 1000) as f64
}
