//! Peaks of a day, and the group that fares worst: one column above all that it is the largest of.

use std::ops::Range;

use super::runs;
use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{Column, FREE, Terms};
use crate::network::{Constraint, Peak, Worst};

pub(in crate::engines::mip) fn peak(to: &mut Formulation<'_>, constraint: &Constraint, peak: &Peak) {
    let network = to.network;
    let mut by_day: Vec<Vec<(Range<usize>, Column)>> = vec![Vec::new(); network.days];
    for (session, counts) in &peak.members {
        for (time, column) in to.starts_in(*session, |mode| counts[mode as usize]) {
            let day = network.day_of_start[time as usize] as usize;
            by_day[day].push((network.padded(*session, time, 0, 0), column));
        }
    }
    let hard = Formulation::level(constraint).is_none();
    for spans in by_day.iter().filter(|spans| spans.len() as i64 > peak.free) {
        let beyond = (!hard).then(|| to.model.column(FREE, false));
        for run in runs(network.segments.len(), spans.iter().map(|span| span.0.clone()), |_| false) {
            let here = spans.iter().filter(|span| span.0.contains(&run.start));
            let terms: Terms = here.map(|span| (span.1, 1)).collect();
            match beyond {
                _ if terms.len() as i64 <= peak.free => {}
                Some(beyond) => to.model.define(beyond, 1, &terms, peak.free),
                None => to.model.at_most(terms, peak.free),
            }
        }
        if let Some(beyond) = beyond {
            to.charge(constraint, beyond, peak.cost);
        }
    }
}

pub(in crate::engines::mip) fn worst(to: &mut Formulation<'_>, constraint: &Constraint, worst: &Worst) {
    let hard = Formulation::level(constraint).is_none();
    let largest = (!hard).then(|| to.model.column(FREE, true));
    for group in &worst.groups {
        let mut missed = Terms::new();
        for (session, by_mode, out) in &group.missed {
            let modes = to.modes[session.index()].iter();
            missed.extend(modes.map(|&(mode, column)| (column, by_mode[mode as usize] * worst.parts)));
            missed.extend(to.out[session.index()].map(|column| (column, out * worst.parts)));
        }
        match largest {
            Some(largest) => to.model.define(largest, group.whole, &missed, 0),
            None => to.model.at_most(missed, 0),
        }
    }
    if let Some(largest) = largest {
        to.charge(constraint, largest, 1);
    }
}
