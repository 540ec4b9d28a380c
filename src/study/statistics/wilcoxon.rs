//! Wilcoxon's signed-rank test for pairs.
//!
//! F. Wilcoxon, *Individual comparisons by ranking methods*, Biometrics Bulletin 1, 1945. Pairs that do not differ are left
//! out. Up to [`MOST_EXACT`] pairs the distribution is the exact one over all signs, given the ranks, ties included;
//! beyond, the normal approximation with the variance corrected for ties, without correction for continuity.

use super::{ranks, upper_tail};

/// Pairs up to which the distribution is exact.
const MOST_EXACT: usize = 50;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Any difference.
    Both,
    /// Differences above zero.
    Greater,
}

/// The result of a test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignedRank {
    /// The sum of the ranks of positive differences.
    pub positive: f64,
    /// The sum of the ranks of negative differences.
    pub negative: f64,
    /// Pairs that differ.
    pub pairs: usize,
    /// The p-value; 1 where no pair differs.
    pub p: f64,
}

/// Tests whether differences are symmetric about zero. They must not be NaN.
#[must_use]
pub fn signed_rank(differences: &[f64], side: Side) -> SignedRank {
    let differ: Vec<f64> = differences.iter().copied().filter(|difference| *difference != 0.0).collect();
    let sizes: Vec<f64> = differ.iter().map(|difference| difference.abs()).collect();
    let ranks = ranks(&sizes);
    let sum = |sign: f64| {
        let of = ranks.iter().zip(&differ).filter(|(_, difference)| difference.signum() == sign);
        of.map(|(rank, _)| rank).sum::<f64>()
    };
    let (positive, negative) = (sum(1.0), sum(-1.0));
    let pairs = differ.len();
    let p = if pairs == 0 {
        1.0
    } else if pairs <= MOST_EXACT {
        exact(&ranks, positive, negative, side)
    } else {
        approximate(&ranks, positive, side)
    };
    SignedRank { positive, negative, pairs, p }
}

/// The least p-value that so many pairs can have: with fewer than six pairs no two-sided test reaches 0.05.
#[must_use]
pub fn least_possible(pairs: usize, side: Side) -> f64 {
    let one = 0.5_f64.powi(i32::try_from(pairs).unwrap_or(i32::MAX));
    match side {
        Side::Both => (2.0 * one).min(1.0),
        Side::Greater => one,
    }
}

/// By counting: every sign of every rank is equally likely. Ranks are halves at worst, so twice a rank is an integer.
fn exact(ranks: &[f64], positive: f64, negative: f64, side: Side) -> f64 {
    let doubled: Vec<usize> = ranks.iter().map(|rank| (2.0 * rank).round() as usize).collect();
    let total: usize = doubled.iter().sum();
    // The probability of every sum.
    let mut chance = vec![0.0_f64; total + 1];
    chance[0] = 1.0;
    let mut reached = 0;
    for rank in doubled {
        for sum in (0..=reached).rev() {
            let half = chance[sum] / 2.0;
            chance[sum] = half;
            chance[sum + rank] += half;
        }
        reached += rank;
    }
    let at_least = |sum: f64| chance[(2.0 * sum).round() as usize..].iter().sum::<f64>();
    match side {
        Side::Greater => at_least(positive).min(1.0),
        Side::Both => (2.0 * at_least(positive.max(negative))).min(1.0),
    }
}

fn approximate(ranks: &[f64], positive: f64, side: Side) -> f64 {
    let n = ranks.len() as f64;
    let mean = n * (n + 1.0) / 4.0;
    // The sum of the squares of the ranks has the correction for ties in it.
    let variance = ranks.iter().map(|rank| rank * rank).sum::<f64>() / 4.0;
    let z = (positive - mean) / variance.sqrt();
    match side {
        Side::Greater => upper_tail(z),
        Side::Both => (2.0 * upper_tail(z.abs())).min(1.0),
    }
}
