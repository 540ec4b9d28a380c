//! Places in a programme: wherever a session that wants a place may stand, so many of its group come before as it wants, or
//! it is not at its place.

use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{Column, Terms};
use crate::network::{Cell, Constraint, Sequence};
use crate::problem::SessionId;

/// By what a session is sorted in a programme.
type Key = (usize, u32, u32, SessionId);

pub(in crate::engines::mip) fn rows(to: &mut Formulation<'_>, constraint: &Constraint, sequence: &Sequence) {
    let network = to.network;
    let mut places: Vec<(Key, Column)> = Vec::new();
    for &(session, _) in &sequence.members {
        for &((time, class), column) in &to.places[session.index()] {
            let cell = Cell { time, room: to.classes.representative(class as usize), mode: 0 };
            places.extend(sequence.key(network, session, cell).map(|key| (key, column)));
        }
    }
    places.sort_unstable_by_key(|place| place.0);
    let others = sequence.members.len() as i64 - 1;
    for &(session, wanted) in sequence.members.iter().filter(|member| member.1 > 0) {
        let before = wanted - 1;
        let most = others.max(before);
        let of_session = |place: &&(Key, Column)| place.0.3 == session;
        let own: Vec<(Key, Column)> = places.iter().filter(of_session).copied().collect();
        if own.is_empty() {
            continue;
        }
        let wrong = to.model.column(1, true);
        for (key, column) in own {
            let earlier = places.iter().filter(|place| place.0 < key && place.0.3 != session);
            let mut too_many: Terms = earlier.map(|&(_, column)| (column, 1)).collect();
            let mut too_few: Terms = too_many.iter().map(|&(column, _)| (column, -1)).collect();
            too_many.push((column, most));
            too_few.push((column, most));
            to.model.define(wrong, most.max(1), &too_many, before + most);
            to.model.define(wrong, most.max(1), &too_few, most - before);
        }
        to.pay(constraint, wrong, 1);
    }
}
