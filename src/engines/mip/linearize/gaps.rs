//! Gaps: a moment is idle when something comes before it, something after it, and nothing at it, on the same day.

use super::runs;
use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{FREE, Terms};
use crate::network::{Constraint, Gaps};
use crate::problem::SessionId;

pub(in crate::engines::mip) fn rows(to: &mut Formulation<'_>, constraint: &Constraint, gaps: &Gaps) {
    let network = to.network;
    let segments = network.segments.len();
    for day in 0..network.days as u32 {
        let on_day = |time: u32| network.day_of_start[time as usize] == day;
        let span = |session: SessionId, time: u32| network.padded(session, time, 0, 0);
        let mut spans = Vec::new();
        for &session in &gaps.members {
            let times = to.starts[session.index()].iter().filter(|(time, _)| on_day(*time));
            spans.extend(times.map(|&(time, _)| span(session, time)));
        }
        let (Some(first), Some(last)) = (spans.iter().map(|s| s.end).min(), spans.iter().map(|s| s.start).max()) else {
            continue;
        };
        let mut idle_minutes = Terms::new();
        let between = runs(segments, spans.iter().cloned(), |_| false).into_iter();
        for run in between.filter(|run| run.start >= first && run.end <= last) {
            let (mut before, mut after) = (None, None);
            let mut busy = Terms::new();
            for &session in &gaps.members {
                let earlier = to.starting(session, |t| on_day(t) && span(session, t).end <= run.start);
                let later = to.starting(session, |t| on_day(t) && span(session, t).start >= run.end);
                busy.extend(to.starting(session, |t| on_day(t) && span(session, t).contains(&run.start)));
                for (side, terms) in [(&mut before, earlier), (&mut after, later)] {
                    if !terms.is_empty() {
                        let column = *side.get_or_insert_with(|| to.model.column(1, false));
                        to.model.define(column, 1, &terms, 0);
                    }
                }
            }
            let (Some(before), Some(after)) = (before, after) else { continue };
            let idle = to.model.column(1, false);
            let mut terms: Terms = vec![(before, 1), (after, 1)];
            terms.extend(busy.into_iter().map(|(column, _)| (column, -1)));
            to.model.define(idle, 1, &terms, 1);
            idle_minutes.push((idle, run.map(|segment| network.segments.minutes(segment)).sum()));
        }
        if idle_minutes.is_empty() {
            continue;
        }
        if Formulation::level(constraint).is_none() {
            to.model.at_most(idle_minutes, 0);
        } else {
            let units = to.model.column(FREE, true);
            to.model.define(units, gaps.unit, &idle_minutes, 0);
            to.charge(constraint, units, 1);
        }
    }
}
