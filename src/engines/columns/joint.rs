//! The joint linear program: the rows of the MIP, with slot patterns for what people miss.
//!
//! The linear program of the MIP spreads sessions evenly over the blocks of time, which costs nothing; slot patterns
//! alone see neither people who serve, nor orders, nor days. Together they see both (Dantzig & Wolfe, *Decomposition
//! principle for linear programs*, Operations Research 8, 1960, applied to the soft best-of constraints only): a session
//! stands in a block and a mode as often as the patterns that are taken there hold it. What rooms cost counts once: the
//! placements pay, and pay at least what the patterns of their block need.
//!
//! The bound is safe. At any duals of the rows, rounded to integers, every column takes the end of its range that costs
//! least and every block its best pattern, priced exactly; the sum is computed in integers (Neumaier & Shcherbina, *Safe
//! bounds in linear and mixed-integer linear programming*, Math. Prog. 99, 2004). Duals are smoothed towards those of
//! the best bound so far (Wentges, *Weighted Dantzig–Wolfe decomposition*, Int. Trans. Oper. Res. 4, 1997), which begin
//! as the prices of the patterns alone.

use std::collections::BTreeMap;

use highs::{ColProblem, HighsModelStatus, Row, Sense};

use super::blocks::{Block, CLOSED};
use super::pricing::{self, Pattern, Prices};
use super::{Patterns, SCALE};
use crate::engines::mip::{self, FREE, Formulation, Model};
use crate::engines::{Shared, Stop};
use crate::network::{ConflictGraph, Domain, Network, Primitive};
use crate::timetable::Score;

/// Duals are integers, so many of them to a thousandth.
const FINE: i64 = 1024;
/// A unit of cost in units of duals.
const UNIT: i128 = (SCALE * FINE) as i128;
/// Patterns for each block to begin with, at most.
const SEEDS: usize = 60;
/// What a pattern too many costs in a block; it only helps the first rounds along.
const SPARE: f64 = 500.0;
/// Rounds, at most.
const MOST_ROUNDS: usize = 400;
/// The primal simplex method, as HiGHS numbers them.
const PRIMAL: i32 = 4;
/// How far duals move from those of the best bound towards those of the linear program, in eighths.
const STEP: i64 = 3;

/// A block of time with its rows: one for each candidate of the block, one for the patterns, one for the cost of rooms.
struct Place {
    kind: usize,
    first: usize,
    candidates: usize,
}

impl Place {
    fn convexity(&self) -> usize {
        self.first + self.candidates
    }

    fn rooms(&self) -> usize {
        self.first + self.candidates + 1
    }
}

/// The patterns of a block of time that the linear program has: what is missed in them by those who could follow, and what
/// their rooms cost.
type Known = BTreeMap<Vec<u32>, (i64, i64)>;

/// The rows of the MIP with those that tie patterns to placements.
struct Joint<'p, 'n> {
    patterns: &'p Patterns,
    formulation: Formulation<'n>,
    places: Vec<Place>,
    /// By column of the model: rows with their factors.
    entries: Vec<Vec<(usize, i64)>>,
    rows: usize,
}

/// Where the best bound was found.
struct Center {
    /// By row.
    duals: Vec<i64>,
    /// What the best patterns of all blocks come to there, in thousandths.
    patterns: i64,
    /// The bound, in [`UNIT`]s.
    total: i128,
}

/// Tells the best bound it can find to `shared`, until told to stop. There must be a timetable that breaks nothing hard or
/// medium: the bound is for what is better.
///
/// What is left is the Lagrangian relaxation that the bound comes from: the rows of the MIP, in which a placement costs what it
/// costs and what its patterns charge for it, in thousandths; the best patterns are in the constant. The linear program
/// knows of it only what is not a matter of whole numbers.
pub(super) fn bound<'n>(
    patterns: &Patterns,
    network: &'n Network,
    domains: &'n [Domain],
    conflicts: &ConflictGraph,
    stop: &Stop,
    shared: &Shared<'_>,
) -> Option<Formulation<'n>> {
    let formulation = mip::formulate_apart(network, domains, conflicts);
    // With costs of both signs nothing can be said of columns without an upper bound.
    if formulation.model.cost.iter().any(|cost| cost[1] < 0) {
        return None;
    }
    let joint = Joint::new(patterns, network, formulation);
    let (rows, columns) = (joint.rows, joint.model().columns());
    shared.phase("joint", &format!("{columns} columns and patterns, {rows} rows"));
    let mut center = None;
    joint.run(&mut center, stop, shared);
    center.map(|center| joint.relaxation(&center))
}

impl<'p, 'n> Joint<'p, 'n> {
    fn new(patterns: &'p Patterns, network: &Network, formulation: Formulation<'n>) -> Self {
        let problem = &patterns.problem;
        let mut entries: Vec<Vec<(usize, i64)>> = vec![Vec::new(); formulation.model.columns()];
        for (number, row) in formulation.model.rows.iter().enumerate() {
            for &(column, factor) in &row.terms {
                entries[column.0 as usize].push((number, factor));
            }
        }
        let mut rows = formulation.model.rows.len();
        let mut places = Vec::new();
        for (kind, block) in problem.blocks.iter().enumerate() {
            for &time in &block.times {
                let place = Place { kind, first: rows, candidates: block.candidates.len() };
                for (member, candidate) in block.candidates.iter().enumerate() {
                    let session = candidate.session as usize;
                    let block_of = &problem.block_of[session * network.starts.len()..];
                    for choice in &formulation.choices[session] {
                        if block_of[choice.time as usize] != time || choice.mode != candidate.mode {
                            continue;
                        }
                        let column = &mut entries[choice.column.0 as usize];
                        column.push((place.first + member, 1));
                        let cost = own_cost(network, session, &formulation, choice);
                        if cost != 0 {
                            column.push((place.rooms(), cost));
                        }
                    }
                }
                rows = place.rooms() + 1;
                places.push(place);
            }
        }
        Self { patterns, formulation, places, entries, rows }
    }

    fn model(&self) -> &Model {
        &self.formulation.model
    }

    /// The rows of the MIP, without patterns, at the duals of those that tie them.
    fn relaxation(mut self, center: &Center) -> Formulation<'n> {
        let first = self.model().rows.len();
        let model = &mut self.formulation.model;
        for (cost, entries) in model.cost.iter_mut().zip(&self.entries) {
            let tied = entries.iter().filter(|(row, _)| *row >= first);
            let charged: i64 = tied.map(|&(row, factor)| center.duals[row] / FINE * factor).sum();
            *cost = [0, cost[1] * SCALE - charged];
        }
        model.constant = [0, model.constant[1] * SCALE + center.patterns];
        self.formulation
    }

    fn block(&self, place: &Place) -> &Block {
        &self.patterns.problem.blocks[place.kind]
    }

    /// What is missed in a mode by those who cannot follow it: the columns of modes pay for it.
    fn lost(&self, block: &Block, member: usize) -> i64 {
        let candidate = &block.candidates[member];
        self.patterns.problem.sessions[candidate.session as usize].modes[candidate.mode as usize].lost
    }

    /// Leaves the place of the best bound in `best`.
    fn run(&self, best: &mut Option<Center>, stop: &Stop, shared: &Shared<'_>) -> Option<()> {
        let (mut lp, rows) = self.program()?;
        let mut known: Vec<Known> = vec![Known::new(); self.places.len()];
        for (place, known) in self.places.iter().zip(&mut known) {
            for pattern in self.seeds(place) {
                self.add(&mut lp, &rows, place, pattern, known)?;
            }
        }
        let first = self.prices_of_patterns();
        // HiGHS counts the seconds of all its runs together.
        let mut spent = 0.0;
        for round in 0..MOST_ROUNDS {
            let begun = stop.seconds();
            let left = stop.limit().map_or(f64::INFINITY, |limit| limit - begun);
            if stop.reason().is_some() || shared.is_proved() {
                return None;
            }
            lp.set_option("time_limit", spent + left.max(0.01));
            // What has no basis is for the interior point method. New columns leave the basis feasible, so that the primal
            // simplex method goes on from it where the dual one, which HiGHS prefers, would begin anew.
            lp.set_option("solver", if round == 0 { "ipm" } else { "simplex" });
            lp.set_option("simplex_strategy", PRIMAL);
            let solved = lp.try_solve().ok()?;
            spent += stop.seconds() - begun;
            if solved.status() != HighsModelStatus::Optimal {
                return None;
            }
            let objective = solved.objective_value();
            let target = self.rounded(solved.get_solution().dual_rows());
            lp = highs::Model::from(solved);
            let ceiling =
                shared.best().map(|(_, score)| score).filter(|score| (score.hard, score.medium) == (0, 0))?.soft;
            let mut added = false;
            // A step towards the duals of the linear program; all the way when that prices no pattern in.
            for step in [STEP, 8] {
                let duals = self.between(best.as_ref().map_or(&first, |best| &best.duals), &target, step);
                let mut patterns = 0;
                for (place, known) in self.places.iter().zip(&mut known) {
                    let priced = self.price(place, &duals, known, stop);
                    patterns += priced.least?;
                    for pattern in priced.patterns {
                        added |= self.add(&mut lp, &rows, place, pattern, known)?;
                    }
                }
                let total = self.of_columns(&duals, ceiling)? + i128::from(patterns) * i128::from(FINE);
                if best.as_ref().is_none_or(|best| total > best.total) {
                    *best = Some(Center { duals, patterns, total });
                    let soft = whole(total).saturating_add(self.model().constant[1]).clamp(0, ceiling);
                    shared.bound("joint", Score { hard: 0, medium: 0, soft });
                }
                if added {
                    break;
                }
            }
            if !added || best.as_ref().is_some_and(|best| whole(best.total) as f64 >= objective - 1e-6) {
                return Some(());
            }
        }
        Some(())
    }

    /// The linear program without patterns.
    fn program(&self) -> Option<(highs::Model, Vec<Row>)> {
        let mut lp = ColProblem::default();
        let mut rows: Vec<Row> = Vec::with_capacity(self.rows);
        for row in &self.model().rows {
            let lower = if row.lower == -FREE { f64::NEG_INFINITY } else { row.lower as f64 };
            let upper = if row.upper == FREE { f64::INFINITY } else { row.upper as f64 };
            rows.push(lp.add_row(lower..=upper));
        }
        for place in &self.places {
            rows.extend((0..place.candidates).map(|_| lp.add_row(0.0..=0.0)));
            rows.push(lp.add_row(..=1.0));
            rows.push(lp.add_row(0.0..));
        }
        for (column, entries) in self.entries.iter().enumerate() {
            let upper =
                if self.model().upper[column] == FREE { f64::INFINITY } else { self.model().upper[column] as f64 };
            let entries = entries.iter().map(|&(row, factor)| (rows[row], factor as f64));
            lp.add_column(self.model().cost[column][1] as f64, 0.0..=upper, entries.collect::<Vec<_>>());
        }
        for place in &self.places {
            lp.add_column(SPARE, 0.0.., [(rows[place.convexity()], -1.0)]);
        }
        let mut lp = lp.try_optimise(Sense::Minimise).ok()?;
        lp.make_quiet();
        lp.set_option("threads", 1);
        Some((lp, rows))
    }

    /// Patterns to begin with: each candidate alone, and what is cheapest at the prices of the patterns alone.
    fn seeds(&self, place: &Place) -> Vec<Pattern> {
        let block = self.block(place);
        let single = |(member, candidate): (usize, &super::blocks::Candidate)| {
            let missed = self.lost(block, member);
            (candidate.least != CLOSED).then(|| Pattern {
                members: vec![member as u32],
                missed,
                rooms: candidate.least,
            })
        };
        let singles = block.candidates.iter().enumerate().filter_map(single);
        let prices = &self.patterns.prices.sessions;
        let reduced = |pattern: &Pattern| {
            let worth: i64 = pattern.sessions(block).map(|session| prices[session as usize]).sum();
            pattern.cost() * SCALE - worth
        };
        let mut found = self.patterns.found[place.kind].clone();
        found.sort_by_cached_key(|pattern| (reduced(pattern), pattern.members.clone()));
        found.truncate(SEEDS);
        singles.chain(found).collect()
    }

    /// Adds a pattern of a block; false if it is known, nothing if HiGHS refuses it.
    fn add(
        &self,
        lp: &mut highs::Model,
        rows: &[Row],
        place: &Place,
        pattern: Pattern,
        known: &mut Known,
    ) -> Option<bool> {
        let cost = pattern.missed - self.lost_in(place, &pattern.members);
        let rooms = pattern.rooms;
        let ties: Vec<(Row, f64)> = pattern.members.iter().map(|&m| (rows[place.first + m as usize], -1.0)).collect();
        if known.insert(pattern.members, (cost, rooms)).is_some() {
            return Some(false);
        }
        let rest = [(rows[place.convexity()], 1.0), (rows[place.rooms()], -(rooms as f64))];
        let entries: Vec<(Row, f64)> = ties.into_iter().chain(rest).collect();
        lp.try_add_column(cost as f64, 0.0.., entries).ok().map(|_| true)
    }

    /// What people miss of the sessions of a pattern who cannot follow them.
    fn lost_in(&self, place: &Place, members: &[u32]) -> i64 {
        let block = self.block(place);
        members.iter().map(|&member| self.lost(block, member as usize)).sum()
    }

    /// The best patterns of a block of time at these duals, and the least reduced cost of all.
    fn price(&self, place: &Place, duals: &[i64], known: &Known, stop: &Stop) -> pricing::Priced {
        let block = self.block(place);
        let worth = |member: usize| -duals[place.first + member] / FINE + self.lost(block, member) * SCALE;
        let prices =
            Prices { candidates: (0..place.candidates).map(worth).collect(), rooms: duals[place.rooms()] / FINE };
        let reduced = |(members, &(cost, rooms)): (&Vec<u32>, &(i64, i64))| {
            let tied: i64 = members.iter().map(|&member| duals[place.first + member as usize] / FINE).sum();
            cost * SCALE + rooms * prices.rooms + tied
        };
        // Only what is better than all that are known is new.
        let least = known.iter().map(reduced).min().unwrap_or(0);
        pricing::price(&self.patterns.problem, block, &prices, least, stop)
    }

    /// Duals as integers of the signs that their rows demand; those that patterns meet in thousandths.
    fn rounded(&self, duals: &[f64]) -> Vec<i64> {
        let mut duals: Vec<i64> = duals.iter().map(|dual| (dual * UNIT as f64).round() as i64).collect();
        for (dual, row) in duals.iter_mut().zip(&self.model().rows) {
            if row.lower == -FREE {
                *dual = (*dual).min(0);
            }
            if row.upper == FREE {
                *dual = (*dual).max(0);
            }
        }
        for place in &self.places {
            duals[place.convexity()] = duals[place.convexity()].min(0);
            duals[place.rooms()] = duals[place.rooms()].max(0);
        }
        self.in_thousandths(duals)
    }

    fn in_thousandths(&self, mut duals: Vec<i64>) -> Vec<i64> {
        for dual in &mut duals[self.model().rows.len()..] {
            *dual = (*dual + FINE / 2).div_euclid(FINE) * FINE;
        }
        duals
    }

    /// So many eighths of the way from one to the other.
    fn between(&self, from: &[i64], to: &[i64], eighths: i64) -> Vec<i64> {
        let duals =
            from.iter().zip(to).map(|(&from, &to)| from + (to - from) / 8 * eighths + (to - from) % 8 * eighths / 8);
        self.in_thousandths(duals.collect())
    }

    /// The prices of the patterns alone as duals: what a session is worth it is given where it stands.
    fn prices_of_patterns(&self) -> Vec<i64> {
        let mut duals = vec![0; self.rows];
        let sessions = &self.patterns.prices.sessions;
        for place in &self.places {
            let block = self.block(place);
            for (member, candidate) in block.candidates.iter().enumerate() {
                duals[place.first + member] = -sessions[candidate.session as usize] * FINE;
            }
            duals[place.rooms()] = SCALE * FINE;
        }
        // The row of each session that it is placed once comes first, in the order of sessions.
        for (dual, price) in duals.iter_mut().zip(sessions) {
            *dual = price * FINE;
        }
        duals
    }

    /// What rows and columns of the model come to at these duals, without patterns, in [`UNIT`]s, for anything that costs at
    /// most `ceiling`; nothing if a column has no end.
    fn of_columns(&self, duals: &[i64], ceiling: i64) -> Option<i128> {
        let mut total = 0i128;
        for (row, &dual) in self.model().rows.iter().zip(duals).filter(|(_, dual)| **dual != 0) {
            total += i128::from(dual) * i128::from(if dual > 0 { row.lower } else { row.upper });
        }
        for (column, entries) in self.entries.iter().enumerate() {
            let cost = self.model().cost[column][1];
            let tied = entries.iter().map(|&(row, factor)| i128::from(duals[row]) * i128::from(factor));
            let reduced = i128::from(cost) * UNIT - tied.sum::<i128>();
            if reduced >= 0 {
                continue;
            }
            let upper = match self.model().upper[column] {
                FREE if cost > 0 => (ceiling - self.model().constant[1]) / cost,
                FREE => return None,
                upper => upper,
            };
            total += reduced * i128::from(upper);
        }
        Some(total)
    }
}

/// The soft cost of a placement by itself, as patterns count it.
fn own_cost(network: &Network, session: usize, formulation: &Formulation<'_>, choice: &mip::Choice) -> i64 {
    let cell = formulation.cell(choice);
    let priced = network.constraints.iter().filter(|constraint| super::prices(constraint));
    let own = priced.filter_map(|constraint| match &constraint.body {
        Primitive::Unary(unary) if unary.session.index() == session => {
            Some(constraint.weight * unary.cost(network, cell))
        }
        _ => None,
    });
    own.sum()
}

/// The least integer that is no less than so many [`UNIT`]s.
fn whole(total: i128) -> i64 {
    let whole = total.div_euclid(UNIT) + i128::from(total.rem_euclid(UNIT) > 0);
    i64::try_from(whole).unwrap_or(if whole > 0 { i64::MAX } else { 0 })
}
