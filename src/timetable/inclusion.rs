//! Who can follow what: audiences, and who has nothing to go to.

use std::collections::BTreeSet;

use super::{Placement, Timetable};
use crate::problem::{AudienceId, Interval, Problem, SessionId, SlotId};

/// What an audience wishes, and what it can follow of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The audience.
    pub audience: AudienceId,
    /// The weight of all its wishes, person by person.
    pub wished: i64,
    /// The weight of those for sessions that take place in a language that it understands.
    pub followed: i64,
}

impl Inclusion {
    /// The share that it can follow; `None` when it wishes nothing.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "weights are far below 2^52")]
        (self.wished > 0).then(|| self.followed as f64 / self.wished as f64)
    }
}

/// An audience of which nobody can follow anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShutOut {
    /// The slot.
    pub slot: SlotId,
    /// When: the slot, or where a slot has many starts, from one of them to the last end of what begins then.
    pub span: Interval,
    /// The audience.
    pub audience: AudienceId,
    /// What runs then.
    pub sessions: Vec<SessionId>,
}

fn can_follow(problem: &Problem, session: SessionId, placement: Placement, audience: AudienceId) -> bool {
    problem.mode(session, placement.mode).followed[audience.index()]
}

/// Audiences whose languages are known.
fn known(problem: &Problem) -> impl Iterator<Item = AudienceId> + '_ {
    let numbered = problem.audiences.iter().enumerate();
    numbered.filter(|(_, audience)| !audience.understands.is_empty()).map(|(number, _)| AudienceId::new(number))
}

/// What every audience whose languages are known can follow of what it wishes, the worst first; those that wish
/// nothing come last.
#[must_use]
pub fn inclusion(problem: &Problem, timetable: &Timetable) -> Vec<Inclusion> {
    let mut all: Vec<Inclusion> =
        known(problem).map(|audience| Inclusion { audience, wished: 0, followed: 0 }).collect();
    for attendee in &problem.attendees {
        let Some(here) = all.iter_mut().find(|here| here.audience == attendee.audience) else { continue };
        for &(session, weight) in &attendee.wishes {
            let placement = timetable.get(session);
            let follows = placement.is_some_and(|placement| can_follow(problem, session, placement, here.audience));
            here.wished += attendee.count * weight;
            here.followed += if follows { attendee.count * weight } else { 0 };
        }
    }
    all.sort_by(|a, b| {
        let cross = |part: &Inclusion, whole: &Inclusion| i128::from(part.followed) * i128::from(whole.wished);
        let share = cross(a, b).cmp(&cross(b, a));
        (a.wished == 0).cmp(&(b.wished == 0)).then(share).then(a.audience.cmp(&b.audience))
    });
    all
}

/// Who can follow nothing of what runs, by time, then by audience.
#[must_use]
pub fn shut_out(problem: &Problem, timetable: &Timetable) -> Vec<ShutOut> {
    let mut windows: BTreeSet<(Interval, SlotId)> = BTreeSet::new();
    for (session, placement) in timetable.placed() {
        let Some(slot) = problem.slot(session, placement.start) else { continue };
        let fixed = problem.slots[slot.index()].every.is_none();
        let from_start = || {
            let together = timetable.placed().filter(|(_, other)| other.start == placement.start);
            let end = together.map(|(other, _)| placement.start + problem.sessions[other.index()].minutes).max();
            Interval { from: placement.start, to: end.unwrap_or(placement.start) }
        };
        windows.insert((if fixed { problem.slots[slot.index()].span } else { from_start() }, slot));
    }
    let mut found = Vec::new();
    let mut before = None;
    for (span, slot) in windows {
        // Slots for different kinds may cover the same time.
        if before.replace(span) == Some(span) {
            continue;
        }
        let runs = |(session, placement): &(SessionId, Placement)| {
            problem.sessions[session.index()].span(placement.start).overlap(span) > 0
        };
        let here: Vec<(SessionId, Placement)> = timetable.placed().filter(runs).collect();
        for audience in known(problem) {
            if !here.iter().any(|&(session, placement)| can_follow(problem, session, placement, audience)) {
                let sessions = here.iter().map(|(session, _)| *session).collect();
                found.push(ShutOut { slot, span, audience, sessions });
            }
        }
    }
    found
}
