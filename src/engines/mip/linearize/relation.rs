//! Relations: rows over maximal bicliques of forbidden pairs.
//!
//! For each choice of the one session, the choices of the other that it forbids; choices that forbid the same or more
//! join on the one side. Of a precedence this makes the strong rows "a starts at τ or later, or b before its end"
//! rather than one row per pair of starts.

use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{Column, Terms};
use crate::network::{Cell, ConflictGraph, Constraint, Relation, RelationKind};

pub(in crate::engines::mip) fn rows(
    to: &mut Formulation<'_>,
    constraint: &Constraint,
    relation: &Relation,
    conflicts: &ConflictGraph,
) {
    let network = to.network;
    let cell = |to: &Formulation<'_>, time: u32, class: u32| {
        let room = to.classes.representative(class as usize);
        Cell { time, room, mode: 0 }
    };
    let (a, b) = (relation.a.index(), relation.b.index());
    type Choices = Vec<(Cell, Column)>;
    let (one, other): (Choices, Choices) = match relation.kind {
        RelationKind::Times(_) => {
            let of = |s: usize| to.starts[s].iter().map(|&(time, c)| (cell(to, time, 0), c)).collect();
            (of(a), of(b))
        }
        RelationKind::Rooms(_) => {
            let of = |s: usize| to.stands[s].iter().map(|&(class, c)| (cell(to, 0, class), c)).collect();
            (of(a), of(b))
        }
        RelationKind::Walk { .. } | RelationKind::Both(..) => {
            let of = |s: usize| to.places[s].iter().map(|&((time, class), c)| (cell(to, time, class), c)).collect();
            (of(a), of(b))
        }
    };
    let cost: Vec<Vec<i64>> =
        one.iter().map(|&(ca, _)| other.iter().map(|&(cb, _)| relation.cost(network, ca, cb)).collect()).collect();
    let hard = Formulation::level(constraint).is_none();
    if hard {
        let overlap_only = matches!(relation.kind, RelationKind::Times(_))
            && conflicts.conflict(relation.a.0, relation.b.0)
            && one.iter().zip(&cost).all(|(&(ca, _), row)| {
                other.iter().zip(row).all(|(&(cb, _), &cost)| {
                    let apart = network.end(relation.a, ca) <= network.start(cb)
                        || network.end(relation.b, cb) <= network.start(ca);
                    cost == 0 || !apart
                })
            });
        if !overlap_only {
            for terms in bicliques(&one, &other, |i, j| cost[i][j] > 0) {
                to.model.at_most(terms, 1);
            }
        }
        return;
    }
    let mut levels: Vec<i64> = cost.iter().flatten().copied().filter(|&cost| cost > 0).collect();
    levels.sort_unstable();
    levels.dedup();
    let mut below = 0;
    for level in levels {
        let hit = to.model.column(1, false);
        for terms in bicliques(&one, &other, |i, j| cost[i][j] >= level) {
            to.model.define(hit, 1, &terms, 1);
        }
        to.charge(constraint, hit, level - below);
        below = level;
    }
}

/// Bicliques that cover all forbidden pairs, each as the sum of its columns.
fn bicliques(one: &[(Cell, Column)], other: &[(Cell, Column)], forbidden: impl Fn(usize, usize) -> bool) -> Vec<Terms> {
    let mut sides: Vec<Vec<usize>> =
        (0..one.len()).map(|i| (0..other.len()).filter(|&j| forbidden(i, j)).collect()).collect();
    sides.retain(|side| !side.is_empty());
    sides.sort_unstable();
    sides.dedup();
    let mut found: Vec<Terms> = Vec::new();
    for side in sides {
        let whole = |&i: &usize| side.iter().all(|&j| forbidden(i, j));
        let mut terms: Terms = (0..one.len()).filter(whole).map(|i| (one[i].1, 1)).collect();
        terms.extend(side.iter().map(|&j| (other[j].1, 1)));
        found.push(terms);
    }
    found
}
