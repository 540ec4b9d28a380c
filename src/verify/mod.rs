//! The second road: a published timetable against the rules.
//!
//! This module sees no network and no engine. It takes a timetable as it was published and asks every rule what is
//! wrong with it, in wall-clock minutes.

use crate::instance::schema::Level;
use crate::problem::Problem;
use crate::rules::{RULES, Rule, RuleSet, View, Violation};
use crate::timetable::{Score, Timetable};

/// What one rule finds.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The level on which it counts.
    pub level: Level,
    /// Its weight.
    pub weight: i64,
    /// Everything wrong.
    pub violations: Vec<Violation>,
}

impl Finding {
    /// The amounts of all violations together, in the rule's unit.
    #[must_use]
    pub fn amount(&self) -> i64 {
        self.violations.iter().fold(0, |sum, violation| sum.saturating_add(violation.amount))
    }

    /// Weight × amount.
    #[must_use]
    pub fn penalty(&self) -> i64 {
        self.weight.saturating_mul(self.amount())
    }
}

/// What all rules find, in the order of the registry; rules that are off are left out.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// One for each rule that is on.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// The score.
    #[must_use]
    pub fn score(&self) -> Score {
        self.findings.iter().map(|finding| Score::on(finding.level, finding.penalty())).sum()
    }

    /// Whether nothing hard is violated.
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        self.score().hard == 0
    }
}

/// Judges a timetable.
#[must_use]
pub fn verify(problem: &Problem, rules: &RuleSet, timetable: &Timetable) -> Verdict {
    let judge = |(rule, setting): (&&'static Rule, &crate::rules::Setting)| {
        let view = View { problem, timetable, parameters: &setting.parameters };
        let on = setting.level != Level::Off && setting.weight > 0;
        let violations = if on { (rule.violations)(&view) } else { Vec::new() };
        on.then_some(Finding { rule, level: setting.level, weight: setting.weight, violations })
    };
    Verdict { findings: RULES.iter().zip(&rules.settings).filter_map(judge).collect() }
}
