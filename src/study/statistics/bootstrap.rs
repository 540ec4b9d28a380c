//! Bootstrap intervals.
//!
//! B. Efron, *Bootstrap methods: another look at the jackknife*, Annals of Statistics 7, 1979: the percentile interval. It is
//! too narrow for very few values; callers say how many there were.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::quantile;

/// An interval about an estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate from the values themselves.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// The interval that holds `confidence` of the estimates from `rounds` samples drawn with replacement. `None` where the
/// estimate is none, of the values or of half of the samples. The same seed gives the same interval.
pub fn bootstrap(
    values: &[f64],
    estimate: impl Fn(&[f64]) -> Option<f64>,
    (confidence, rounds, seed): (f64, usize, u64),
) -> Option<Interval> {
    let of_all = estimate(values)?;
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut sample = vec![0.0; values.len()];
    let mut estimates = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        sample.iter_mut().for_each(|value| *value = values[random.random_range(0..values.len())]);
        estimates.extend(estimate(&sample));
    }
    if estimates.len() < rounds.div_ceil(2) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    Some(Interval { estimate: of_all, low: quantile(&estimates, tail)?, high: quantile(&estimates, 1.0 - tail)? })
}
