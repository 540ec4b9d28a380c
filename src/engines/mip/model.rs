//! A mixed-integer model with integer coefficients, exact and solver-neutral.
//!
//! Columns that are not placements are auxiliaries: each is created after all that it depends on, and takes the least
//! value that its rows allow. [`Model::complete`] computes them from a placement, which gives solvers a full start,
//! and lets tests check rows without a solver.

use std::collections::BTreeMap;

/// A column, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Column(pub(crate) u32);

/// No bound.
pub(crate) const FREE: i64 = i64::MAX;

/// A linear expression.
pub(crate) type Terms = Vec<(Column, i64)>;

/// Rows and columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    /// Upper bound by column; lower bounds are zero.
    pub(crate) upper: Vec<i64>,
    /// Whether a column is declared integer.
    pub(crate) integer: Vec<bool>,
    /// Cost by column: medium and soft.
    pub(crate) cost: Vec<[i64; 2]>,
    /// The part of the soft cost by column that slot patterns price, too.
    pub(crate) patterned: Vec<i64>,
    /// Cost of every solution: medium and soft.
    pub(crate) constant: [i64; 2],
    /// Rows `lower ≤ terms ≤ upper`, in order.
    pub(crate) rows: Vec<Row>,
    seen: BTreeMap<(Terms, i64, i64), u32>,
    /// For auxiliaries: the rows that define them.
    defined_by: Vec<Vec<u32>>,
}

/// A row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// `-FREE` for none.
    pub(crate) lower: i64,
    /// `FREE` for none.
    pub(crate) upper: i64,
    pub(crate) terms: Terms,
}

impl Model {
    /// A column from zero to `upper`.
    pub(crate) fn column(&mut self, upper: i64, integer: bool) -> Column {
        self.upper.push(upper);
        self.integer.push(integer);
        self.cost.push([0; 2]);
        self.patterned.push(0);
        self.defined_by.push(Vec::new());
        Column(self.upper.len() as u32 - 1)
    }

    /// Number of columns.
    pub(crate) fn columns(&self) -> usize {
        self.upper.len()
    }

    /// A row, unless the same one is there. Two that bound the same from both sides become one equation: presolve of
    /// HiGHS 1.14 to 1.15.1 takes some such pairs for a contradiction.
    pub(crate) fn row(&mut self, lower: i64, upper: i64, mut terms: Terms) {
        terms.sort_unstable_by_key(|term| term.0);
        terms.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 += later.1;
            }
            same
        });
        terms.retain(|term| term.1 != 0);
        if terms.is_empty() && lower <= 0 && upper >= 0 {
            return;
        }
        if self.seen.contains_key(&(terms.clone(), lower, upper)) || lower == -FREE && self.closes(&terms, upper) {
            return;
        }
        self.seen.insert((terms.clone(), lower, upper), self.rows.len() as u32);
        self.rows.push(Row { lower, upper, terms });
    }

    /// Makes an equation of a row that says `terms ≥ bound`, if there is one.
    fn closes(&mut self, terms: &Terms, bound: i64) -> bool {
        let opposite: Terms = terms.iter().map(|&(column, factor)| (column, -factor)).collect();
        let below = self.seen.get(&(terms.clone(), bound, FREE));
        let Some(&position) = below.or_else(|| self.seen.get(&(opposite, -FREE, -bound))) else { return false };
        let row = &mut self.rows[position as usize];
        let value = if row.lower == -FREE { row.upper } else { row.lower };
        (row.lower, row.upper) = (value, value);
        true
    }

    /// `terms ≤ upper`.
    pub(crate) fn at_most(&mut self, terms: Terms, upper: i64) {
        self.row(-FREE, upper, terms);
    }

    /// The auxiliary is at least `terms - offset`: `auxiliary × scale ≥ terms - offset`.
    pub(crate) fn define(&mut self, auxiliary: Column, scale: i64, terms: &Terms, offset: i64) {
        let mut row: Terms = terms.iter().map(|&(column, factor)| (column, -factor)).collect();
        row.push((auxiliary, scale));
        let before = self.rows.len();
        self.row(-offset, FREE, row);
        if self.rows.len() > before {
            self.defined_by[auxiliary.0 as usize].push(before as u32);
        }
    }

    /// The auxiliary equals `terms`.
    pub(crate) fn equate(&mut self, auxiliary: Column, terms: &Terms) {
        let mut row: Terms = terms.iter().map(|&(column, factor)| (column, -factor)).collect();
        row.push((auxiliary, 1));
        let before = self.rows.len();
        self.row(0, 0, row);
        if self.rows.len() > before {
            self.defined_by[auxiliary.0 as usize].push(before as u32);
        }
    }

    /// What slot patterns price costs at least `bound`. Auxiliaries do not follow from this row: it only holds.
    pub(crate) fn patterns_cost(&mut self, bound: i64) {
        let costs = self.patterned.iter().enumerate().filter(|(_, cost)| **cost != 0);
        let terms: Terms = costs.map(|(column, &cost)| (Column(column as u32), cost)).collect();
        if !terms.is_empty() {
            self.row(bound, FREE, terms);
        }
    }

    /// Fills in the auxiliaries: each takes the least value that its defining rows allow. `values` holds the
    /// placements; everything else is overwritten.
    pub(crate) fn complete(&self, values: &mut [i64]) {
        for (position, rows) in self.defined_by.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            let mut least = 0;
            for &row in rows {
                let row = &self.rows[row as usize];
                let (mut rest, mut scale) = (0, 1);
                for &(column, factor) in &row.terms {
                    if column.0 as usize == position {
                        scale = factor;
                    } else {
                        rest += factor * values[column.0 as usize];
                    }
                }
                let needed = row.lower - rest;
                least = least.max(needed.div_euclid(scale) + i64::from(needed.rem_euclid(scale) > 0));
            }
            values[position] = least;
        }
    }

    /// Medium and soft cost of a solution.
    pub(crate) fn value(&self, values: &[i64]) -> [i64; 2] {
        let mut sums = self.constant;
        for (value, cost) in values.iter().zip(&self.cost) {
            sums[0] += value * cost[0];
            sums[1] += value * cost[1];
        }
        sums
    }

    /// The first bound or row that a solution breaks.
    #[cfg(test)]
    pub(crate) fn broken(&self, values: &[i64]) -> Option<String> {
        for (column, (&value, &upper)) in values.iter().zip(&self.upper).enumerate() {
            if value < 0 || value > upper {
                return Some(format!("column {column} is {value}, not from 0 to {upper}"));
            }
        }
        for (position, row) in self.rows.iter().enumerate() {
            let sum: i64 = row.terms.iter().map(|&(column, factor)| factor * values[column.0 as usize]).sum();
            if sum < row.lower || sum > row.upper {
                return Some(format!("row {position} is {sum}, not from {} to {}", row.lower, row.upper));
            }
        }
        None
    }
}
