//! What part of the best possible penalty each rule has, as an interval that stays true when runs were cut short.
//!
//! Let S be the best known of a variant. A run with rules switched off proves that the rules that it looks at cannot have
//! less than its bound together, in any timetable of the variant. So a rule has at most S less what all the others
//! must have, and at least what a run of it alone must have, and the bound of all less the most that the others have. A rule that the variant switches off has at least the bound with
//! it less S, and no most: nothing holds it down.

use std::collections::{BTreeMap, BTreeSet};

use super::price::{Order, order};
use super::variant::Recipe;

/// What is known of the runs of one variant, for components.
#[derive(Clone, Debug)]
pub struct Of<'p> {
    /// How it is made.
    pub recipe: &'p Recipe,
    /// The best known soft penalty, if it is all the penalty there is.
    pub best: Option<i64>,
    /// The bound of the soft penalty.
    pub bound: i64,
    /// The rules that are soft in it, with weights.
    pub soft: BTreeMap<String, i64>,
}

/// The part of a rule in every best timetable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// At least.
    pub low: i64,
    /// At most; `None` where nothing holds it down.
    pub high: Option<i64>,
}

/// The rules that are off in `fewer` and not in `more`, if that is all in which the two differ.
#[must_use]
pub fn switched_off<'a>(fewer: &'a Recipe, more: &Recipe) -> Option<BTreeSet<&'a str>> {
    if order(fewer, more) != Order::Relaxes {
        return None;
    }
    let off = |text: &'a String| text.strip_suffix(".level=off").filter(|_| !more.set.contains(text));
    Some(fewer.set.iter().filter_map(off).collect())
}

/// The parts of the rules in the best timetables of a variant, by rule; penalties at the weight that the rule has where it is
/// soft. `all` are the variants of the instance, this one among them. Empty without a timetable that only has soft penalties.
#[must_use]
pub fn parts(of: &Of<'_>, all: &[Of<'_>]) -> BTreeMap<String, Part> {
    let Some(best) = of.best else { return BTreeMap::new() };
    let own: BTreeSet<&str> = of.soft.keys().map(String::as_str).collect();
    // Sets of rules that have at least so much together.
    let mut together: Vec<(BTreeSet<&str>, i64)> = vec![(own.clone(), of.bound)];
    for other in all {
        if let Some(off) = switched_off(other.recipe, of.recipe) {
            together.push((own.difference(&off).copied().collect(), other.bound));
        }
    }
    let alone = |rule: &str| {
        let single = together.iter().filter(|(rules, _)| rules.len() == 1 && rules.contains(rule));
        single.map(|(_, bound)| *bound).max().unwrap_or(0)
    };
    let least = |rules: &BTreeSet<&str>| {
        let sets = together.iter().filter(|(known, _)| known.is_subset(rules)).map(|(_, bound)| *bound);
        sets.max().unwrap_or(0).max(rules.iter().map(|rule| alone(rule)).sum())
    };
    let mut parts = BTreeMap::new();
    for &rule in &own {
        let others: BTreeSet<&str> = own.iter().copied().filter(|other| *other != rule).collect();
        parts.insert(rule.to_owned(), Part { low: alone(rule), high: Some(best - least(&others)) });
    }
    // What the others leave of the bound of all.
    let most: i64 = parts.values().filter_map(|part| part.high).sum();
    for part in parts.values_mut() {
        let others = most - part.high.unwrap_or(0);
        part.low = part.low.max(of.bound - others);
    }
    // What is off here and soft where nothing else is different.
    for other in all {
        let Some(off) = switched_off(of.recipe, other.recipe) else { continue };
        if let [rule] = off.into_iter().collect::<Vec<_>>()[..]
            && other.soft.contains_key(rule)
        {
            let low = (other.bound - best).max(0);
            let known = parts.entry(rule.to_owned()).or_insert(Part { low, high: None });
            known.low = known.low.max(low);
        }
    }
    parts
}

/// The change from one part to another.
#[must_use]
pub fn change(from: Part, to: Part) -> (Option<i64>, Option<i64>) {
    (from.high.map(|high| to.low - high), to.high.map(|high| high - from.low))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'p>(recipe: &'p Recipe, (best, bound): (i64, i64), soft: &[&str]) -> Of<'p> {
        let soft = soft.iter().map(|rule| ((*rule).to_owned(), 1)).collect();
        Of { recipe, best: Some(best), bound, soft }
    }

    fn recipe(off: &[&str]) -> Recipe {
        Recipe { set: off.iter().map(|rule| format!("{rule}.level=off")).collect(), ..Recipe::default() }
    }

    #[test]
    fn a_part_is_what_the_others_leave() {
        let recipes = [recipe(&[]), recipe(&["a"]), recipe(&["b"]), recipe(&["b", "c"])];
        let all = [
            of(&recipes[0], (100, 90), &["a", "b", "c"]),
            of(&recipes[1], (60, 50), &["b", "c"]),
            of(&recipes[2], (80, 70), &["a", "c"]),
            of(&recipes[3], (25, 20), &["a"]),
        ];
        let written = parts(&all[0], &all);
        // b and c have at least 50 of 100; a alone has at least 20.
        assert_eq!(written["a"], Part { low: 20, high: Some(50) });
        // a and c have at least 70.
        assert_eq!(written["b"], Part { low: 0, high: Some(30) });
        // Nothing is known of a and b together, but of a; all have at least 90, a and b at most 80 of it.
        assert_eq!(written["c"], Part { low: 10, high: Some(80) });
        let without = parts(&all[1], &all);
        assert_eq!(without["a"], Part { low: 30, high: None });
        assert_eq!(change(written["a"], without["a"]), (Some(-20), None));
        assert_eq!(without["b"], Part { low: 0, high: Some(60) });
    }

    #[test]
    fn a_part_is_at_least_what_the_others_cannot_have() {
        let recipes = [recipe(&[]), recipe(&["a"]), recipe(&["b"])];
        let all = [
            of(&recipes[0], (100, 98), &["a", "b", "c"]),
            of(&recipes[1], (70, 50), &["b", "c"]),
            of(&recipes[2], (80, 60), &["a", "c"]),
        ];
        let written = parts(&all[0], &all);
        assert_eq!(written["a"], Part { low: 0, high: Some(50) });
        assert_eq!(written["b"], Part { low: 0, high: Some(40) });
        // All have at least 98, a and b at most 90 of it. Nothing is known of c alone.
        assert_eq!(written["c"], Part { low: 8, high: Some(100) });
    }

    #[test]
    fn nothing_is_said_without_a_timetable() {
        let recipe = recipe(&[]);
        let unknown = Of { best: None, ..of(&recipe, (0, 0), &["a"]) };
        assert!(parts(&unknown, std::slice::from_ref(&unknown)).is_empty());
    }
}
