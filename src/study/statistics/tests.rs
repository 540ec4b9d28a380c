//! Against SciPy, and what must hold whatever the values.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn reference() -> Value {
    serde_json::from_str(include_str!("../../../tests/fixtures/statistics.json")).expect("JSON")
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-9)
}

/// Compares for every case of a list.
fn agree(list: &str, ours: impl Fn(&Value) -> f64, theirs: &str) {
    let reference = reference();
    let cases = reference[list].as_array().expect("a list");
    assert!(!cases.is_empty());
    for case in cases {
        let (ours, theirs) = (ours(case), case[theirs].as_f64().expect("a number"));
        assert!(close(ours, theirs), "{list}: {ours} and not {theirs}: {case}");
    }
}

#[test]
fn the_signed_rank_test_is_that_of_scipy() {
    let side = |case: &Value| if case["side"] == "greater" { Side::Greater } else { Side::Both };
    agree("signed_rank", |case| signed_rank(&numbers(&case["differences"]), side(case)).p, "p");
}

#[test]
fn means_quantiles_and_tails_are_those_of_scipy_and_numpy() {
    let number = |case: &Value, name: &str| case[name].as_f64().expect("a number");
    let values = |case: &Value| numbers(&case["values"]);
    let mean = |case: &Value| shifted_geometric_mean(&values(case), number(case, "shift")).expect("a mean");
    agree("shifted_geometric_mean", mean, "mean");
    agree("quantile", |case| quantile(&values(case), number(case, "share")).expect("a quantile"), "quantile");
    agree("upper_tail", |case| upper_tail(number(case, "z")), "p");
    let of = |case: &Value, name: &str| numbers(&case[name]);
    agree("vargha_delaney", |case| vargha_delaney(&of(case, "one"), &of(case, "other")).expect("both"), "a");
}

#[test]
fn ranks_survival_and_correction_are_those_of_the_reference() {
    let reference = reference();
    for case in reference["ranks"].as_array().expect("a list") {
        assert_eq!(ranks(&numbers(&case["values"])), numbers(&case["ranks"]));
    }
    for case in reference["holm"].as_array().expect("a list") {
        let (ours, theirs) = (holm(&numbers(&case["p"])), numbers(&case["holm"]));
        assert!(ours.iter().zip(&theirs).all(|(ours, theirs)| close(*ours, *theirs)), "{ours:?} {theirs:?}");
    }
    for case in reference["kaplan_meier"].as_array().expect("a list") {
        let happened = case["happened"].as_array().expect("a list").iter().map(|one| one == true);
        let observed = numbers(&case["seconds"]).into_iter().zip(happened);
        let observed: Vec<Observation> =
            observed.map(|(seconds, happened)| Observation { seconds, happened }).collect();
        let ours = kaplan_meier(&observed);
        let steps = case["steps"].as_array().expect("a list");
        assert_eq!(ours.len(), steps.len(), "{case}");
        for ((time, share), step) in ours.iter().zip(steps) {
            let step = numbers(step);
            assert!(close(*time, step[0]) && close(*share, step[1]), "{ours:?} {case}");
        }
    }
}

#[test]
fn nothing_and_ties_are_no_evidence() {
    assert_eq!(signed_rank(&[], Side::Both).p, 1.0);
    assert_eq!(signed_rank(&[0.0; 9], Side::Greater).p, 1.0);
    assert_eq!(signed_rank(&[2.0; 5], Side::Both).p, least_possible(5, Side::Both));
    assert_eq!(signed_rank(&[2.0; 5], Side::Greater).p, 0.03125);
    assert_eq!(rank_biserial(&[0.0, 0.0]), 0.0);
    assert_eq!((mean(&[]), median(&[]), vargha_delaney(&[], &[1.0])), (None, None, None));
    assert_eq!(shifted_geometric_mean(&[-1.0, 3.0], 1.0), None);
    assert_eq!(bootstrap(&[], mean, (0.95, 10, 1)), None);
}

#[test]
fn failures_are_never_within_any_ratio() {
    let never = f64::INFINITY;
    let curves = performance_profiles(&[vec![1.0, 4.0, never, never], vec![2.0, 2.0, 5.0, never]]);
    assert_eq!(curves[0], [(1.0, 0.25), (2.0, 0.5)]);
    assert_eq!(curves[1], [(1.0, 0.5), (2.0, 0.75)]);
}

/// With three values there are 27 samples: the interval of many of them is that of all.
#[test]
fn the_bootstrap_of_three_values_is_that_of_all_samples() {
    let values = [1.0, 5.0, 12.0];
    let mut all = Vec::new();
    for a in values {
        for b in values {
            all.extend(values.map(|c| (a + b + c) / 3.0));
        }
    }
    let drawn = bootstrap(&values, mean, (0.8, 20_000, 7)).expect("an interval");
    let expected = (quantile(&all, 0.1).expect("it"), quantile(&all, 0.9).expect("it"));
    assert!((drawn.low - expected.0).abs() < 0.5 && (drawn.high - expected.1).abs() < 0.5, "{drawn:?} {expected:?}");
    assert_eq!(Some(drawn), bootstrap(&values, mean, (0.8, 20_000, 7)));
}

proptest! {
    #[test]
    fn turning_all_signs_turns_everything(differences in prop::collection::vec(-9_i32..9, 0..60)) {
        let differences: Vec<f64> = differences.into_iter().map(f64::from).collect();
        let turned: Vec<f64> = differences.iter().map(|difference| -difference).collect();
        let (one, other) = (signed_rank(&differences, Side::Both), signed_rank(&turned, Side::Both));
        prop_assert!((one.p - other.p).abs() < 1e-12);
        prop_assert_eq!((one.positive, one.negative), (other.negative, other.positive));
        prop_assert!((0.0..=1.0).contains(&one.p) && one.p >= least_possible(one.pairs, Side::Both) - 1e-12);
        prop_assert!((rank_biserial(&differences) + rank_biserial(&turned)).abs() < 1e-12);
    }

    #[test]
    fn scale_changes_no_rank(differences in prop::collection::vec(-9_i32..9, 1..40), factor in 1_u32..1000) {
        let differences: Vec<f64> = differences.into_iter().map(f64::from).collect();
        let scaled: Vec<f64> = differences.iter().map(|difference| difference * f64::from(factor)).collect();
        prop_assert_eq!(signed_rank(&differences, Side::Greater), signed_rank(&scaled, Side::Greater));
    }

    #[test]
    fn holm_keeps_the_order_and_only_raises(p in prop::collection::vec(0.0_f64..1.0, 0..20)) {
        let adjusted = holm(&p);
        for (a, adjusted_a) in p.iter().zip(&adjusted) {
            prop_assert!(adjusted_a >= a && *adjusted_a <= 1.0);
            for (b, adjusted_b) in p.iter().zip(&adjusted) {
                prop_assert!(a > b || adjusted_a <= adjusted_b);
            }
        }
    }

    #[test]
    fn means_lie_between_the_extremes(values in prop::collection::vec(0.0_f64..1e6, 1..30), shift in 0.001_f64..100.0) {
        let (low, high) = (quantile(&values, 0.0).expect("it"), quantile(&values, 1.0).expect("it"));
        let slack = 1e-9 * (high + shift);
        for mean in [mean(&values), median(&values), shifted_geometric_mean(&values, shift)] {
            let mean = mean.expect("a mean");
            prop_assert!(mean >= low - slack && mean <= high + slack);
        }
        let interval = bootstrap(&values, mean, (0.95, 200, 3)).expect("an interval");
        prop_assert!(interval.low >= low - slack && interval.high <= high + slack && interval.low <= interval.high);
    }

    #[test]
    fn without_censoring_survival_is_the_distribution(values in prop::collection::vec(0_i32..20, 1..40)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let observed: Vec<Observation> =
            values.iter().map(|&seconds| Observation { seconds, happened: true }).collect();
        for (ours, theirs) in kaplan_meier(&observed).iter().zip(ecdf(&values)) {
            prop_assert!(ours.0 == theirs.0 && (ours.1 - theirs.1).abs() < 1e-9);
        }
    }
}
