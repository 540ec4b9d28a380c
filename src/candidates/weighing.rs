//! Aims weighed against one another, by other weights each time: what that finds and what it proves.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::front::MOST_AIMS;
use crate::engines::{self, Engine, Event, EventKind, Observer, Options as Engines, Outcome, Status, Stop, Without};
use crate::instance::schema::Level;
use crate::network::{Assignment, Network, Primitive};

/// What was proved by one solve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cut {
    /// What each aim weighed.
    pub weights: Vec<i64>,
    /// No timetable has a smaller weighed sum; absent if nothing was proved.
    pub bound: Option<i64>,
    /// The smallest weighed sum that was found.
    pub found: i64,
}

/// What an aim that matters most weighs against the others; weights are no larger.
const MOST_WEIGHT: i64 = 1000;
/// Solves among which the time is shared out, by the number of aims.
const SOLVES: [f64; MOST_AIMS + 1] = [1.0, 1.0, 10.0, 16.0];
/// Timetables that are kept, at most.
const MOST_KNOWN: usize = 1000;
/// How much longer the ends are looked for: all else lies between them, and of an aim by itself something can be proved.
const CORNER: f64 = 1.5;
/// The finest grid of weights of three aims: parts of the whole.
const FINEST: i64 = 16;

/// Weights of which one matters most.
pub(super) fn corner(count: usize, aim: usize) -> Vec<i64> {
    (0..count).map(|other| if other == aim { MOST_WEIGHT } else { 1 }).collect()
}

/// Weighs aims against one another: every constraint counts to one of them, or stays as it is.
pub(super) struct Weighing<'s> {
    network: &'s Network,
    /// By constraint.
    aim_of: Vec<Option<usize>>,
    aims: usize,
    start: Option<&'s Assignment>,
    /// Weights that are solved first.
    pub(super) corners: Vec<Vec<i64>>,
    /// Beyond points with so much of the first aim nothing is looked for.
    pub(super) most: i64,
    /// Whether something is weighed that the mixed-integer program knows nothing of.
    unbounded: bool,
    /// What no other found betters, of what is best on the levels above.
    pub(super) known: Archive,
    /// The best medium score known; of timetables with more nothing is told.
    medium: Option<i64>,
    pub(super) cuts: Vec<Cut>,
    pub(super) solves: usize,
}

fn weigh(weights: &[i64], values: &[i64]) -> i64 {
    weights.iter().zip(values).map(|(weight, value)| weight.saturating_mul(*value)).sum()
}

impl<'s> Weighing<'s> {
    pub(super) fn new(
        network: &'s Network,
        aim_of: Vec<Option<usize>>,
        aims: usize,
        start: Option<&'s Assignment>,
    ) -> Self {
        let (corners, known, cuts) = (Vec::new(), Archive::default(), Vec::new());
        let unbounded = network.constraints.iter().any(|constraint| matches!(constraint.body, Primitive::Hops(_)));
        Self { network, aim_of, aims, start, corners, most: i64::MAX, unbounded, known, medium: None, cuts, solves: 0 }
    }

    /// Solves until there is nothing left to try, or time is out. What is known of the first solve, and whether all were
    /// carried to their proof.
    pub(super) fn run(
        &mut self,
        (threads, seed): (usize, u64),
        stop: &Stop,
        observer: &dyn Observer,
    ) -> (Status, bool) {
        let mut status = Status::Unknown;
        let left = stop.limit().map_or(f64::INFINITY, |limit| (limit - stop.seconds()).max(0.0));
        let slice = left / SOLVES[self.aims.min(MOST_AIMS)];
        let mut longer = 1.0;
        while stop.reason().is_none() {
            let (batch, seconds) = match (self.next(), self.unproved()) {
                (Some(weights), _) => {
                    let share = if self.corners.contains(&weights) { CORNER } else { 1.0 };
                    (self.batch(weights, threads), slice * share)
                }
                // What was cut short, with more time.
                (None, Some(weights)) if slice.is_finite() => {
                    longer *= 1.5;
                    (vec![weights], slice * longer)
                }
                (None, unproved) => return (status, unproved.is_none()),
            };
            let found = self.solve(&batch, (threads, seed), &stop.apart(seconds * batch.len() as f64));
            if self.known.points.is_empty() {
                status = found;
                if found == Status::Infeasible {
                    break;
                }
                continue;
            }
            status = Status::Feasible;
            let text = format!("{} timetables, {} solves", self.nondominated().len(), self.solves);
            observer.observe(&Event { seconds: stop.seconds(), engine: "front", kind: EventKind::Phase(text) });
        }
        (status, false)
    }

    fn values(&self, at: &Assignment) -> Vec<i64> {
        let mut values = vec![0; self.aims];
        for (constraint, aim) in self.network.constraints.iter().zip(&self.aim_of) {
            if let Some(aim) = aim {
                values[*aim] += constraint.weight * self.network.amount(constraint, at);
            }
        }
        values
    }

    /// The medium score; what is no aim counts as it is.
    fn medium(&self, at: &Assignment) -> i64 {
        let constraints = self.network.constraints.iter().zip(&self.aim_of);
        let medium = constraints.filter(|(constraint, aim)| constraint.level == Level::Medium && aim.is_none());
        medium.map(|(constraint, _)| constraint.weight.saturating_mul(self.network.amount(constraint, at))).sum()
    }

    /// What is solved together with these weights. What has no rows in the mixed-integer program is not bounded, but for an aim by
    /// itself that has: then there is nothing to prove, and a search of one thread in twice the time finds more than two do.
    fn batch(&self, weights: Vec<i64>, threads: usize) -> Vec<Vec<i64>> {
        if !self.unbounded || self.aims != 2 || self.corners.contains(&weights) {
            return vec![weights];
        }
        self.between().into_iter().take(threads.max(1)).collect()
    }

    /// Solves with each of these weights at the same time. The status of the first.
    fn solve(&mut self, batch: &[Vec<i64>], (threads, seed): (usize, u64), stop: &Stop) -> Status {
        let engine = if batch.len() > 1 { Engine::Search } else { Engine::Portfolio };
        let threads = (threads / batch.len()).max(1);
        let engines = Engines { threads, seed, gap: 0.0, engine, without: Without::default() };
        let outcome = |weights: &Vec<i64>| {
            let mut network = self.network.clone();
            for (constraint, aim) in network.constraints.iter_mut().zip(&self.aim_of) {
                constraint.weight *= aim.map_or(1, |aim| weights[aim]);
            }
            let best = self.known.points.iter().min_by_key(|(values, _)| weigh(weights, values));
            let passing = Passing { weighing: self, met: Mutex::default() };
            let outcome = engines::solve(&network, best.map(|(_, at)| at).or(self.start), &engines, stop, &passing);
            (outcome, passing.met.into_inner().unwrap_or_else(PoisonError::into_inner))
        };
        let outcomes: Vec<(Outcome, Archive)> = batch.par_iter().map(outcome).collect();
        let statuses = batch.iter().zip(outcomes).map(|(weights, (outcome, met))| self.note(weights, outcome, met));
        statuses.collect::<Vec<_>>().first().copied().unwrap_or(Status::Unknown)
    }

    fn note(&mut self, weights: &[i64], outcome: Outcome, met: Archive) -> Status {
        self.solves += 1;
        let Some((score, at)) = outcome.score.filter(|score| score.hard == 0).zip(outcome.best) else {
            return outcome.status;
        };
        if self.medium.is_none_or(|medium| score.medium < medium) {
            self.medium = Some(score.medium);
            self.known.points.clear();
            // Bounds on those that are worse on the level above hold for these no longer.
            self.cuts.iter_mut().for_each(|cut| cut.bound = None);
        }
        if self.medium == Some(score.medium) {
            self.known.add(self.values(&at), &at);
            for (values, at) in met.points {
                if self.medium == Some(self.medium(&at)) {
                    self.known.add(values, &at);
                }
            }
        }
        let bound = outcome.bound.filter(|bound| Some(bound.medium) == self.medium).map(|bound| bound.soft);
        match self.cuts.iter_mut().find(|cut| cut.weights == weights) {
            Some(cut) => cut.bound = cut.bound.max(bound),
            None => self.cuts.push(Cut { weights: weights.to_vec(), bound, found: 0 }),
        }
        for cut in &mut self.cuts {
            let best = self.known.points.iter().map(|(values, _)| weigh(&cut.weights, values)).min();
            cut.found = best.unwrap_or(cut.found);
        }
        outcome.status
    }

    /// The points that no other betters, ascending.
    pub(super) fn nondominated(&self) -> Vec<&(Vec<i64>, Assignment)> {
        let mut points: Vec<_> = self.known.points.iter().collect();
        points.sort_by(|one, other| one.0.cmp(&other.0));
        points
    }

    /// By aim, what no timetable goes below that has no more of the others.
    pub(super) fn least(&self, values: &[i64]) -> Vec<i64> {
        let less = |aim: usize, cut: &Cut| {
            let gap = weigh(&cut.weights, values).saturating_sub(cut.bound.unwrap_or(0).max(0));
            gap.div_euclid(cut.weights[aim])
        };
        let of = |(aim, &value): (usize, &i64)| {
            let most = self.cuts.iter().map(|cut| less(aim, cut)).min();
            most.map_or(0, |most| value - most.clamp(0, value.max(0)))
        };
        values.iter().enumerate().map(of).collect()
    }

    /// The weights of the solve that was cut short with most left to prove.
    #[expect(clippy::cast_precision_loss, reason = "scores are far below 2^52")]
    fn unproved(&self) -> Option<Vec<i64>> {
        let gap = |cut: &Cut| (cut.found - cut.bound.unwrap_or(0)) as f64 / cut.found.max(1) as f64;
        let open = self.cuts.iter().filter(|cut| cut.bound.is_none_or(|bound| bound < cut.found));
        open.max_by(|one, other| gap(one).total_cmp(&gap(other))).map(|cut| cut.weights.clone())
    }

    fn is_new(&self, weights: &[i64]) -> bool {
        self.cuts.iter().all(|cut| cut.weights != weights)
    }

    /// The weights of the next solve.
    fn next(&self) -> Option<Vec<i64>> {
        if let Some(corner) = self.corners.iter().find(|weights| self.is_new(weights)) {
            return Some(corner.clone());
        }
        if self.aims == 2 { self.between().into_iter().next() } else { self.on_grid() }
    }

    /// For two aims: across the gaps between neighbours of which it is not known what lies between, the widest first, in relation
    /// to how much there is of each. Neighbours are best for some weights, as far as is known.
    #[expect(clippy::cast_precision_loss, reason = "scores are far below 2^52")]
    fn between(&self) -> Vec<Vec<i64>> {
        let points = hull(self.nondominated().into_iter().map(|(values, _)| values.as_slice()));
        let pairs = points.windows(2).filter(|pair| pair[0][0] < self.most).map(|pair| {
            let (one, other) = (pair[0], pair[1]);
            let (first, second) = (other[0] - one[0], one[1] - other[1]);
            let share = |more: i64, less: i64| (more.max(0) as f64).ln_1p() - (less.max(0) as f64).ln_1p();
            (share(other[0], one[0]) * share(one[1], other[1]), scaled(&[second, first]))
        });
        let mut gaps: Vec<(f64, Vec<i64>)> = pairs.filter(|(_, weights)| self.is_new(weights)).collect();
        gaps.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| other.1.cmp(&one.1)));
        gaps.dedup_by(|one, other| one.1 == other.1);
        gaps.into_iter().map(|(_, weights)| weights).collect()
    }

    /// For three: the next on a grid of weights, each aim in units of what it differs by among what is known.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "scores are far below 2^52")]
    fn on_grid(&self) -> Option<Vec<i64>> {
        let points = self.nondominated();
        let range = |aim: usize| {
            let values = points.iter().map(|(values, _)| values[aim]);
            let (least, most) = (values.clone().min().unwrap_or(0), values.max().unwrap_or(0));
            (most - least).max(1) as f64
        };
        let ranges: Vec<f64> = (0..self.aims).map(range).collect();
        let mut parts = 2;
        while parts <= FINEST {
            // The middle first.
            let mut shares: Vec<[i64; 3]> = Vec::new();
            for first in 0..=parts {
                shares.extend((0..=parts - first).map(|second| [first, second, parts - first - second]));
            }
            shares.sort_by_key(|share| share.iter().map(|part| part * part).sum::<i64>());
            for share in shares {
                let raw: Vec<f64> = share.iter().zip(&ranges).map(|(part, range)| *part as f64 / range).collect();
                let most = raw.iter().copied().fold(0.0, f64::max);
                let weight = |raw: &f64| ((MOST_WEIGHT as f64 * raw / most).round() as i64).max(1);
                let weights: Vec<i64> = raw.iter().map(weight).collect();
                // Ranges change as more is known; what is nearly the same is not solved again.
                let near = |cut: &Cut| cut.weights.iter().zip(&weights).all(|(a, b)| a * 4 <= b * 5 && b * 4 <= a * 5);
                if !self.cuts.iter().any(near) {
                    return Some(weights);
                }
            }
            parts *= 2;
        }
        None
    }
}

/// Of points with two values, ascending, those that are best for some weights: the lower hull (Andrew, *Another efficient algorithm for
/// convex hulls in two dimensions*, Information Processing Letters 9, 1979).
fn hull<'p>(points: impl Iterator<Item = &'p [i64]>) -> Vec<&'p [i64]> {
    let mut hull: Vec<&[i64]> = Vec::new();
    for point in points {
        // The middle one of three stays if it is below the line through the others.
        let below = |one: &[i64], middle: &[i64]| {
            let product = |a: i64, b: i64| i128::from(a) * i128::from(b);
            product(middle[0] - one[0], point[1] - one[1]) > product(middle[1] - one[1], point[0] - one[0])
        };
        while hull.len() > 1 && !below(hull[hull.len() - 2], hull[hull.len() - 1]) {
            hull.pop();
        }
        hull.push(point);
    }
    hull
}

/// Timetables of which none betters another in every aim, with what they have of each.
#[derive(Default)]
pub(super) struct Archive {
    pub(super) points: Vec<(Vec<i64>, Assignment)>,
}

impl Archive {
    /// Adds what nothing here betters or equals, and drops what that betters.
    fn add(&mut self, values: Vec<i64>, at: &Assignment) {
        let no_worse = |one: &[i64], other: &[i64]| one.iter().zip(other).all(|(one, other)| one <= other);
        if self.points.iter().any(|(known, _)| no_worse(known, &values)) {
            return;
        }
        self.points.retain(|(known, _)| !no_worse(&values, known));
        if self.points.len() < MOST_KNOWN {
            self.points.push((values, at.clone()));
        }
    }
}

/// Keeps what local search passes (Ulungu, Teghem, Fortemps & Tuyttens, *MOSA method*, Journal of Multi-Criteria Decision
/// Analysis 8, 1999): so there are also timetables that are best for no weights.
struct Passing<'w, 's> {
    weighing: &'w Weighing<'s>,
    met: Mutex<Archive>,
}

impl Observer for Passing<'_, '_> {
    fn observe(&self, _: &Event) {}

    fn meets(&self) -> bool {
        true
    }

    fn met(&self, at: &Assignment) {
        let values = self.weighing.values(at);
        self.met.lock().unwrap_or_else(PoisonError::into_inner).add(values, at);
    }
}

/// Weights in the same proportion, as far as that can be with whole numbers up to [`MOST_WEIGHT`].
fn scaled(weights: &[i64]) -> Vec<i64> {
    let divisor = weights.iter().copied().fold(0, gcd).max(1);
    let most = weights.iter().copied().max().unwrap_or(1) / divisor;
    let down = |weight: &i64| {
        let weight = weight / divisor;
        if most > MOST_WEIGHT { (weight.saturating_mul(MOST_WEIGHT) / most).max(1) } else { weight.max(1) }
    };
    weights.iter().map(down).collect()
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_keeps_what_nothing_betters() {
        let at = Assignment { cells: Vec::new(), seats: Vec::new() };
        let mut archive = Archive::default();
        for values in [[3, 3], [1, 9], [4, 3], [2, 5], [3, 3], [3, 2], [9, 1]] {
            archive.add(values.to_vec(), &at);
        }
        let mut values: Vec<_> = archive.points.iter().map(|(values, _)| values.clone()).collect();
        values.sort();
        assert_eq!(values, [[1, 9], [2, 5], [3, 2], [9, 1]]);
    }

    #[test]
    fn what_is_best_for_no_weights_is_not_on_the_hull() {
        let points = [[1, 9], [2, 8], [3, 2], [5, 1], [6, 0]].map(|point| point.to_vec());
        let on = hull(points.iter().map(Vec::as_slice));
        assert_eq!(on, [[1, 9], [3, 2], [6, 0]]);
    }

    #[test]
    fn weights_keep_their_proportion() {
        assert_eq!(scaled(&[4, 6]), [2, 3]);
        assert_eq!(scaled(&[2_000_000, 1_000_000]), [2, 1]);
        assert_eq!(scaled(&[2_000_003, 1]), [1000, 1]);
    }
}
