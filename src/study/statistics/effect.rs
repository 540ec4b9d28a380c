//! Effect sizes: how large a difference is, whatever its p-value.
//!
//! D. S. Kerby, *The simple difference formula*, Comprehensive Psychology 3, 2014 (rank-biserial); A. Vargha, H. D.
//! Delaney, *A critique and improvement of the CL common language effect size statistics*, JEBS 25, 2000.

use super::ranks;

/// The matched-pairs rank-biserial correlation of differences: (W₊ − W₋) / (W₊ + W₋). 1: every difference is positive;
/// −1: negative; 0: balanced, or none differs.
#[must_use]
pub fn rank_biserial(differences: &[f64]) -> f64 {
    let differ: Vec<f64> = differences.iter().copied().filter(|difference| *difference != 0.0).collect();
    let sizes: Vec<f64> = differ.iter().map(|difference| difference.abs()).collect();
    let ranks = ranks(&sizes);
    let all: f64 = ranks.iter().sum();
    let signed: f64 = ranks.iter().zip(&differ).map(|(rank, difference)| rank * difference.signum()).sum();
    if all == 0.0 { 0.0 } else { signed / all }
}

/// Vargha and Delaney's A: the probability that a value of `one` is greater than one of `other`, ties counted half.
/// `None` where one of them is empty.
#[must_use]
pub fn vargha_delaney(one: &[f64], other: &[f64]) -> Option<f64> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    let together: Vec<f64> = one.iter().chain(other).copied().collect();
    let sum: f64 = ranks(&together)[..one.len()].iter().sum();
    let (n, m) = (one.len() as f64, other.len() as f64);
    Some((sum / n - (n + 1.0) / 2.0) / m)
}
