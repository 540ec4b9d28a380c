//! Is one study worse than another? A gate for continuous integration.
//!
//! Cells of the same name are pairs. For each measure B is worse if it is worse by more than the tolerance in the mean and a
//! one-sided signed-rank test, corrected for the measures, says that this is not chance. Where there are too few pairs for
//! any test to say so, B is worse if the tolerance is exceeded in the mean and by every pair that differs.

use std::collections::BTreeMap;

use super::analysis::{ALPHA, Analysis, BOOTSTRAP, PAR, Run};
use super::measures::{penalised, share};
use super::statistics::{Interval, Side, bootstrap, holm, least_possible, mean, signed_rank};
use crate::timetable::Score;

/// How B does on a measure, compared with A.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What is measured.
    pub measure: &'static str,
    /// Pairs.
    pub pairs: usize,
    /// Pairs that differ.
    pub differing: usize,
    /// Pairs in which B is worse.
    pub worse_in: usize,
    /// The mean worsening, as a share, with its interval; negative where B is better.
    pub worsening: Interval,
    /// p-value that B is no worse, corrected.
    pub p: f64,
    /// Whether B is worse than tolerance and noise allow.
    pub worse: bool,
    /// Whether so few pairs could show it at all.
    pub can_tell: bool,
}

/// Two studies compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// By measure.
    pub judged: Vec<Judged>,
    /// Cells that only A has run.
    pub only_a: usize,
    /// Cells that only B has run.
    pub only_b: usize,
    /// Cells in which A has a timetable and B has none.
    pub lost: Vec<String>,
}

impl Compared {
    /// Whether the gate stays shut.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        self.judged.iter().any(|judged| judged.worse)
    }
}

/// The worsening from A to B of one pair as a share, or nothing if it cannot be said.
type Worsening = fn(&Run<'_>, &Run<'_>) -> f64;

const MEASURES: [(&str, Worsening); 4] = [
    ("score", |a, b| apart(a.record.score, b.record.score)),
    // A lesser bound is worse.
    ("bound", |a, b| apart(Some(b.record.bound.unwrap_or(Score::ZERO)), Some(a.record.bound.unwrap_or(Score::ZERO)))),
    ("primal–dual integral", |a, b| b.measures.primal_dual_integral - a.measures.primal_dual_integral),
    ("seconds to proof", |a, b| {
        let (a, b) = (a.measures.proved, b.measures.proved);
        // Seconds below one are noise; two that were cut short are tied.
        let (before, after) = (penalised(a, PAR) + 1.0, penalised(b, PAR) + 1.0);
        if a.happened || b.happened { (after - before) / before.max(after) } else { 0.0 }
    }),
];

/// How far `b` is above `a`, as a share; negative where it is below. Without a timetable it is as far as can be.
fn apart(a: Option<Score>, b: Option<Score>) -> f64 {
    let feasible = |score: Option<Score>| score.filter(|score| score.hard == 0);
    match (feasible(a), feasible(b)) {
        (None, None) => 0.0,
        (Some(_), None) => 1.0,
        (None, Some(_)) => -1.0,
        // One of the two is zero.
        (a, b) => share(b, a) - share(a, b),
    }
}

/// Compares B with A, with a tolerance as a share.
#[must_use]
pub fn compare(a: &Analysis<'_>, b: &Analysis<'_>, tolerance: f64) -> Compared {
    let by_name = |of: &'_ Analysis<'_>| -> BTreeMap<String, usize> {
        let named = of.runs.iter().enumerate().filter(|(_, run)| run.cell.repeat == 0);
        named.map(|(position, run)| (run.cell.text(), position)).collect()
    };
    let (in_a, in_b) = (by_name(a), by_name(b));
    let pairs: Vec<(&String, &Run<'_>, &Run<'_>)> =
        in_a.iter().filter_map(|(name, &at)| Some((name, &a.runs[at], &b.runs[*in_b.get(name)?]))).collect();
    let feasible = |run: &Run<'_>| run.record.score.is_some_and(|score| score.hard == 0);
    let lost = pairs.iter().filter(|(_, a, b)| feasible(a) && !feasible(b)).map(|(name, ..)| (*name).clone()).collect();
    let mut judged = Vec::new();
    for (measure, worsening) in MEASURES {
        let differences: Vec<f64> = pairs.iter().map(|(_, a, b)| worsening(a, b)).collect();
        let settings = (BOOTSTRAP.0, BOOTSTRAP.1, a.plan.study.order_seed);
        let Some(worsening) = bootstrap(&differences, mean, settings) else { continue };
        let test = signed_rank(&differences, Side::Greater);
        judged.push(Judged {
            measure,
            pairs: differences.len(),
            differing: test.pairs,
            worse_in: differences.iter().filter(|difference| **difference > 0.0).count(),
            worsening,
            p: test.p,
            worse: false,
            can_tell: true,
        });
    }
    let adjusted = holm(&judged.iter().map(|line| line.p).collect::<Vec<_>>());
    let measures = judged.len();
    for (line, p) in judged.iter_mut().zip(adjusted) {
        line.p = p;
        line.can_tell = measures as f64 * least_possible(line.pairs, Side::Greater) <= ALPHA;
        let exceeds = line.worsening.estimate > tolerance;
        let shown = if line.can_tell { p <= ALPHA } else { line.worse_in == line.differing };
        line.worse = exceeds && shown;
    }
    let common = pairs.len();
    Compared { judged, only_a: in_a.len() - common, only_b: in_b.len() - common, lost }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soft(soft: i64) -> Option<Score> {
        Some(Score { soft, ..Score::ZERO })
    }

    #[test]
    fn worse_is_positive_and_better_negative() {
        assert_eq!(apart(soft(100), soft(200)), 0.5);
        assert_eq!(apart(soft(200), soft(100)), -0.5);
        assert_eq!(apart(soft(7), soft(7)), 0.0);
        assert_eq!(apart(soft(7), None), 1.0);
        assert_eq!(apart(None, soft(7)), -1.0);
        assert_eq!(apart(None, Some(Score { hard: 3, medium: 0, soft: 0 })), 0.0);
        let medium = Some(Score { hard: 0, medium: 1, soft: 0 });
        assert_eq!(apart(soft(500), medium), 1.0);
    }
}
