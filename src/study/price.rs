//! What a variant costs, as an interval that stays true when runs were cut short.
//!
//! With the best known S′ and the bound B′ of a variant, and S and B of what it is compared with, the best score changes by
//! at least B′ − S and at most S′ − B.

use std::collections::{BTreeMap, BTreeSet};

use super::measures::Known;
use super::variant::Recipe;
use crate::timetable::Score;

/// What making a variant changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Price {
    /// The best score changes by something from the first to the second.
    Between(Score, Score),
    /// Proved: with the variant there is no timetable.
    Impossible,
    /// Proved: only with the variant is there one.
    Enables,
    /// One of the two has no timetable so far.
    Unknown,
}

/// What is known beforehand of two variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The variant looks at fewer rules: every timetable scores at most what it scores without the variant.
    Relaxes,
    /// It looks at more.
    Tightens,
    /// Nothing.
    Neither,
}

/// Whether a variant only switches rules off, or on again, against what it is compared with.
#[must_use]
pub fn order(variant: &Recipe, base: &Recipe) -> Order {
    let off = |recipe: &Recipe| -> BTreeSet<String> {
        recipe.set.iter().filter(|text| text.ends_with(".level=off")).cloned().collect()
    };
    let rest = |recipe: &Recipe| recipe.set.iter().filter(|text| !text.ends_with(".level=off")).cloned().collect();
    let (with, without): (Vec<String>, Vec<String>) = (rest(variant), rest(base));
    let else_alike =
        variant.with == base.with && with == without && variant.changes.is_empty() && base.changes.is_empty();
    let (with, without) = (off(variant), off(base));
    match (with.is_superset(&without), without.is_superset(&with)) {
        (true, false) if else_alike => Order::Relaxes,
        (false, true) if else_alike => Order::Tightens,
        _ => Order::Neither,
    }
}

/// The price of a variant against what it is compared with.
#[must_use]
pub fn price(variant: &Known, base: &Known, order: Order) -> Price {
    match (variant.score, base.score) {
        _ if variant.infeasible && base.infeasible => Price::Unknown,
        (_, Some(_)) if variant.infeasible => Price::Impossible,
        (Some(_), _) if base.infeasible => Price::Enables,
        (Some(with), Some(without)) => {
            let (low, high) = (variant.least() - without, with - base.least());
            match order {
                // To look at less costs nothing, and to look at more saves nothing.
                Order::Relaxes => Price::Between(low.min(Score::ZERO), high.min(Score::ZERO)),
                Order::Tightens => Price::Between(low.max(Score::ZERO), high.max(Score::ZERO)),
                Order::Neither => Price::Between(low, high),
            }
        }
        _ => Price::Unknown,
    }
}

impl Price {
    /// In a few words.
    #[must_use]
    pub fn verdict(&self) -> &'static str {
        match *self {
            Price::Between(low, high) if low == Score::ZERO && high == Score::ZERO => "changes nothing",
            Price::Between(low, _) if low > Score::ZERO => "costs",
            Price::Between(_, high) if high < Score::ZERO => "saves",
            Price::Between(low, _) if low == Score::ZERO => "saves nothing",
            Price::Between(_, high) if high == Score::ZERO => "costs nothing",
            Price::Between(..) => "undecided",
            Price::Impossible => "no timetable",
            Price::Enables => "makes a timetable possible",
            Price::Unknown => "unknown",
        }
    }
}

/// How a change is shared out among factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares {
    /// For each factor the least and the most of its share.
    pub of: Vec<(String, f64, f64)>,
    /// The least and the most of the whole change.
    pub whole: (f64, f64),
}

/// Shapley's shares of the soft penalty among factors: the mean, over all orders in which the factors can be added, of what
/// each adds. `known` holds every subset of `factors`, as sorted lists. In words what is missing, if something is.
///
/// L. S. Shapley, *A value for n-person games*, Contributions to the Theory of Games II, 1953.
///
/// # Errors
/// If a subset is missing, has no timetable, or has penalties above the soft ones, so that soft ones cannot be compared.
pub fn shares(factors: &[String], known: &BTreeMap<Vec<String>, Known>) -> Result<Shares, String> {
    let of = |set: usize| -> Result<(f64, f64), String> {
        let mut names: Vec<String> =
            (0..factors.len()).filter(|at| set >> at & 1 == 1).map(|at| factors[at].clone()).collect();
        names.sort();
        let text = if names.is_empty() { "none".to_owned() } else { names.join("+") };
        let known = known.get(&names).ok_or_else(|| format!("{text} has not run"))?;
        let score = known.score.ok_or_else(|| format!("{text} has no timetable"))?;
        if score.medium != 0 || score.hard != 0 {
            return Err(format!("{text} has medium penalties, which come before soft ones"));
        }
        Ok((known.least().soft as f64, score.soft as f64))
    };
    let values = (0..1_usize << factors.len()).map(of).collect::<Result<Vec<_>, _>>()?;
    let n = factors.len();
    let factorial = |k: usize| (1..=k).map(|i| i as f64).product::<f64>();
    let share = |at: usize| {
        let (mut low, mut high) = (0.0, 0.0);
        for set in (0..values.len()).filter(|set| set >> at & 1 == 0) {
            let size = set.count_ones() as usize;
            let weight = factorial(size) * factorial(n - size - 1) / factorial(n);
            let (with, without) = (values[set | 1 << at], values[set]);
            low += weight * (with.0 - without.1);
            high += weight * (with.1 - without.0);
        }
        (factors[at].clone(), low, high)
    };
    let (all, none) = (values[values.len() - 1], values[0]);
    Ok(Shares { of: (0..n).map(share).collect(), whole: (all.0 - none.1, all.1 - none.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(bound: i64, score: i64) -> Known {
        let soft = |soft| Some(Score { soft, ..Score::ZERO });
        Known { score: soft(score), bound: soft(bound), infeasible: false }
    }

    #[test]
    fn prices_hold_whatever_was_cut_short() {
        let soft = |soft| Score { soft, ..Score::ZERO };
        assert_eq!(price(&known(90, 100), &known(40, 50), Order::Neither), Price::Between(soft(40), soft(60)));
        assert_eq!(price(&known(90, 100), &known(40, 50), Order::Neither).verdict(), "costs");
        assert_eq!(price(&known(10, 45), &known(40, 50), Order::Neither).verdict(), "undecided");
        assert_eq!(price(&known(50, 50), &known(50, 50), Order::Neither).verdict(), "changes nothing");
        let none = Known { infeasible: true, ..Known::default() };
        assert_eq!(price(&none, &known(1, 2), Order::Neither), Price::Impossible);
        assert_eq!(price(&known(1, 2), &none, Order::Neither), Price::Enables);
        assert_eq!(price(&Known::default(), &known(1, 2), Order::Neither), Price::Unknown);
    }

    #[test]
    fn a_rule_that_is_off_costs_nothing() {
        let recipe =
            |set: &[&str]| Recipe { set: set.iter().map(|&text| text.to_owned()).collect(), ..Recipe::default() };
        let (none, one) = (recipe(&[]), recipe(&["overflow.level=off"]));
        let both = recipe(&["overflow.level=off", "missed-wish.level=off"]);
        assert_eq!((order(&one, &none), order(&one, &both)), (Order::Relaxes, Order::Tightens));
        assert_eq!(
            (order(&one, &one), order(&recipe(&["overflow.level=soft"]), &none)),
            (Order::Neither, Order::Neither)
        );
        let soft = |soft| Score { soft, ..Score::ZERO };
        // Cut short, the run without the rule found less than is there.
        assert_eq!(price(&known(10, 120), &known(40, 100), Order::Relaxes), Price::Between(soft(-90), Score::ZERO));
        assert_eq!(price(&known(40, 100), &known(10, 120), Order::Tightens), Price::Between(Score::ZERO, soft(90)));
    }

    /// The glove game: one left, two right; the left glove has two thirds.
    #[test]
    fn shares_are_shapleys() {
        let factors = ["left", "right-1", "right-2"].map(str::to_owned).to_vec();
        let mut all = BTreeMap::new();
        for set in 0..8_usize {
            let mut names: Vec<String> = (0..3).filter(|at| set >> at & 1 == 1).map(|at| factors[at].clone()).collect();
            names.sort();
            let worth = if set & 1 == 1 && set > 1 { 6 } else { 0 };
            all.insert(names, known(worth, worth));
        }
        let shares = shares(&factors, &all).expect("all are there");
        let values: Vec<f64> = shares.of.iter().map(|(_, low, _)| *low).collect();
        assert!(values.iter().zip([4.0, 1.0, 1.0]).all(|(ours, right)| (ours - right).abs() < 1e-12), "{values:?}");
        assert_eq!(shares.whole, (6.0, 6.0));
        assert!(shares.of.iter().all(|(_, low, high)| (low - high).abs() < 1e-12));
        all.remove(&vec!["left".to_owned()]);
        assert!(super::shares(&factors, &all).expect_err("one is missing").contains("left has not run"));
    }
}
