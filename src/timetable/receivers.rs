//! How many receivers are out, and when.

use super::Timetable;
use crate::problem::{Interval, Problem};

/// A stretch of time in which the same number of receivers is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receivers {
    /// When.
    pub span: Interval,
    /// How many; at least one.
    pub needed: i32,
}

/// The stretches in which receivers are needed, handing out and collecting included, in order.
#[must_use]
pub fn receivers(problem: &Problem, timetable: &Timetable) -> Vec<Receivers> {
    let handling = problem.terms.handling;
    let mut uses: Vec<(Interval, i32)> = Vec::new();
    for (session, placement) in timetable.placed() {
        let span = problem.sessions[session.index()].span(placement.start);
        let out = Interval { from: span.from - handling, to: span.to + handling };
        uses.push((out, problem.mode(session, placement.mode).listeners));
    }
    uses.retain(|used| used.1 > 0);
    let mut moments: Vec<i32> = uses.iter().flat_map(|(span, _)| [span.from, span.to]).collect();
    moments.sort_unstable();
    moments.dedup();
    let mut stretches: Vec<Receivers> = Vec::new();
    for pair in moments.windows(2) {
        let span = Interval { from: pair[0], to: pair[1] };
        let out = uses.iter().filter(|(used, _)| used.overlap(span) > 0);
        let needed = out.fold(0, |sum: i32, used| sum.saturating_add(used.1));
        match stretches.last_mut().filter(|last| last.span.to == span.from && last.needed == needed) {
            Some(last) => last.span.to = span.to,
            None if needed > 0 => stretches.push(Receivers { span, needed }),
            None => {}
        }
    }
    stretches
}
