//! Tallies and presences.

use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{FREE, Terms};
use crate::network::{Attribute, Cell, Constraint, Presence, Tally};
use crate::problem::SessionId;

/// The columns that say that a session has a value of an attribute.
fn having(to: &Formulation<'_>, session: SessionId, attribute: Attribute, value: usize) -> Terms {
    let of = |cell: Cell| attribute.of(to.network, cell) == value;
    match attribute {
        Attribute::Day | Attribute::Start => to.starting(session, |time| of(Cell { time, room: 0, mode: 0 })),
        Attribute::Room => {
            let stands = to.stands[session.index()].iter();
            let room = |class: u32| to.classes.representative(class as usize);
            let there = stands.filter(|(class, _)| of(Cell { time: 0, room: room(*class), mode: 0 }));
            there.map(|&(_, column)| (column, 1)).collect()
        }
    }
}

pub(in crate::engines::mip) fn tally(to: &mut Formulation<'_>, constraint: &Constraint, tally: &Tally) {
    // What counts whole once it is too much is at least what is too much.
    to.exact &= !tally.whole || Formulation::level(constraint).is_none();
    for value in 0..tally.by.values(to.network) {
        let mut terms = Terms::new();
        for &(session, weight) in &tally.members {
            terms.extend(having(to, session, tally.by, value).into_iter().map(|(column, _)| (column, weight)));
        }
        to.limit(constraint, terms, tally.most, 1);
    }
}

pub(in crate::engines::mip) fn presence(to: &mut Formulation<'_>, constraint: &Constraint, presence: &Presence) {
    let mut all = Terms::new();
    for value in 0..presence.of.values(to.network) {
        let mut defined = None;
        for &session in &presence.members {
            let there = having(to, session, presence.of, value);
            if !there.is_empty() {
                let present = *defined.get_or_insert_with(|| to.model.column(1, false));
                to.model.define(present, 1, &there, 0);
            }
        }
        all.extend(defined.map(|present| (present, 1)));
    }
    if Formulation::level(constraint).is_none() {
        to.model.at_most(all, presence.free);
    } else {
        let excess = to.model.column(FREE, false);
        to.model.define(excess, 1, &all, presence.free);
        to.charge(constraint, excess, 1);
    }
}
