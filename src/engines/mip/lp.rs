//! The model of a network in the LP format, for solvers and people that prefer it to MPS.
//!
//! As HiGHS, SCIP, CPLEX and Gurobi read it: a name has no signs that are operators, lines are short, and the constant of the
//! objective is a column that is fixed to one.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::Formulation;
use super::model::{FREE, Terms};
use super::mps::{Names, columns};
use crate::network::{ConflictGraph, Network, consistent, domains};

/// The column that the constant of the objective is a cost of.
pub(super) const ONE: &str = "one";
/// Terms in a line.
const TERMS: usize = 6;

/// The mixed-integer model of a network, as [`super::mps()`] has it, but with names in which whatever is neither a letter, a digit nor a
/// point is an underscore. The objective is the soft penalty, or where there are medium penalties those.
#[must_use]
pub fn lp(network: &Network, names: &Names) -> String {
    let wide = domains(network);
    let domains = consistent(network, &wide);
    let conflicts = ConflictGraph::new(network, &domains);
    write(&super::formulate(network, &domains, &conflicts), names)
}

pub(super) fn write(formulation: &Formulation<'_>, names: &Names) -> String {
    let model = &formulation.model;
    let names = plain(&columns(formulation, names));
    let level = usize::from(model.cost.iter().all(|cost| cost[0] == 0));
    let mut text = String::new();
    if !formulation.exact {
        text.push_str("\\ A relaxation: it leaves out some of what the conference asks for, and costs no more.\n");
    }
    let objective = model.cost.iter().zip(&names).map(|(cost, name)| (name.as_str(), cost[level]));
    let constant = (ONE, model.constant[level]);
    let _ = writeln!(text, "Minimize\n {}:", ["medium", "soft"][level]);
    sum(&mut text, objective.chain([constant]).filter(|term| term.1 != 0));
    text.push_str("\nSubject To\n");
    for (number, row) in model.rows.iter().enumerate() {
        let (sign, side) = match (row.lower, row.upper) {
            (lower, upper) if lower == upper => ("=", upper),
            (lower, FREE) => (">=", lower),
            (_, upper) => ("<=", upper),
        };
        let _ = write!(text, " r{number}:");
        sum(&mut text, of(&row.terms, &names));
        let _ = writeln!(text, " {sign} {side}");
    }
    text.push_str("Bounds\n");
    let _ = writeln!(text, " {ONE} = 1");
    for (name, &upper) in names.iter().zip(&model.upper) {
        let _ = match upper {
            FREE => writeln!(text, " 0 <= {name}"),
            upper => writeln!(text, " 0 <= {name} <= {upper}"),
        };
    }
    text.push_str("General\n");
    for (name, _) in names.iter().zip(&model.integer).filter(|(_, integer)| **integer) {
        let _ = writeln!(text, " {name}");
    }
    text.push_str("End\n");
    text
}

fn of<'a>(terms: &'a Terms, names: &'a [String]) -> impl Iterator<Item = (&'a str, i64)> {
    terms.iter().map(|&(column, factor)| (names[column.0 as usize].as_str(), factor))
}

/// A sum, some terms to a line; nothing is written as no times the constant.
fn sum<'a>(text: &mut String, terms: impl Iterator<Item = (&'a str, i64)>) {
    let mut some = false;
    for (position, (name, factor)) in terms.enumerate() {
        some = true;
        let turn = if position > 0 && position % TERMS == 0 { "\n " } else { "" };
        let sign = if factor < 0 { '-' } else { '+' };
        // Writing to a string cannot fail.
        let _ = write!(text, "{turn} {sign} {} {name}", factor.unsigned_abs());
    }
    if !some {
        let _ = write!(text, " 0 {ONE}");
    }
}

/// Names without operators, no two alike.
pub(super) fn plain(names: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::from([ONE.to_owned()]);
    let mut all = Vec::with_capacity(names.len());
    for name in names {
        let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' });
        let mut word: String = letters.collect();
        while !seen.insert(word.clone()) {
            word.push('_');
        }
        all.push(word);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_without_operators_and_no_two_alike() {
        let names = ["x.a-b.2018-06-07T09:00", "x.a_b.2018_06_07T09_00", "one", "x.é"].map(str::to_owned);
        assert_eq!(plain(&names), ["x.a_b.2018_06_07T09_00", "x.a_b.2018_06_07T09_00_", "one_", "x._"]);
    }
}
