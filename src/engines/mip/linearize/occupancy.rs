//! Occupancy: for every room and moment, the sessions that would be there.

use super::runs;
use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{Column, Terms};
use crate::network::{Constraint, Occupancy};
use crate::problem::SessionId;
use std::ops::Range;

pub(in crate::engines::mip) fn rows(to: &mut Formulation<'_>, constraint: &Constraint, occupancy: &Occupancy) {
    let network = to.network;
    let segments = network.segments.len();
    // There are at least as many pairs as sessions too many.
    to.exact &= !occupancy.pairs || Formulation::level(constraint).is_none();
    for room in 0..network.nowhere() {
        let row = room as usize * segments;
        let capacity = &occupancy.capacity[row..row + segments];
        // Interchangeable rooms count together, at their first.
        let size = match to.classes.members.iter().position(|members| members.contains(&room)) {
            Some(class) if to.classes.representative(class) == room => to.classes.size(class),
            _ => continue,
        };
        let mut spans: Vec<(Range<usize>, Column, usize)> = Vec::new();
        for (session, places) in to.places.iter().enumerate() {
            for &((time, class), column) in places {
                if network.parts(to.classes.representative(class as usize)).contains(&room) {
                    let (before, after) = (occupancy.before[session], occupancy.after[session]);
                    let span = network.padded(SessionId::new(session), time, before, after);
                    spans.push((span, column, session));
                }
            }
        }
        let cut = |segment: usize| segment > 0 && capacity[segment] != capacity[segment - 1];
        for run in runs(segments, spans.iter().map(|span| span.0.clone()), cut) {
            let here = spans.iter().filter(|span| span.0.contains(&run.start));
            let mut sessions: Vec<usize> = here.clone().map(|span| span.2).collect();
            sessions.dedup();
            let limit = i64::from(capacity[run.start]).saturating_mul(size);
            if sessions.len() as i64 > limit {
                let terms: Terms = here.map(|span| (span.1, 1)).collect();
                let minutes = run.map(|segment| network.segments.minutes(segment)).sum();
                to.limit(constraint, terms, limit, minutes);
            }
        }
    }
}
