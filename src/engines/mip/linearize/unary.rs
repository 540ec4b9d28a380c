//! Unary costs go on the placement columns; hard ones have closed the cells already.

use crate::engines::mip::formulate::Formulation;
use crate::network::{Absence, Constraint, Unary};

pub(in crate::engines::mip) fn cost(to: &mut Formulation<'_>, constraint: &Constraint, unary: &Unary) {
    if Formulation::level(constraint).is_none() {
        return;
    }
    for choice in to.choices[unary.session.index()].clone() {
        let amount = unary.cost(to.network, to.cell(&choice));
        to.charge(constraint, choice.column, amount);
    }
}

pub(in crate::engines::mip) fn absence(to: &mut Formulation<'_>, constraint: &Constraint, absence: &Absence) {
    if let Some(out) = to.out[absence.session.index()] {
        to.charge(constraint, out, absence.cost);
    }
}
