//! Pairs of sessions and how they lie to one another. No rule; what several look at.

use std::collections::BTreeMap;

use super::{View, Violation};
use crate::problem::{About, Interval, LabelId, Problem, Session, SessionId, Subject};
use crate::timetable::Placement;

/// Two sessions that are both placed, the lower first.
pub(super) struct Couple<'a> {
    pub(super) one: &'a Session,
    pub(super) other: &'a Session,
    pub(super) here: Placement,
    pub(super) there: Placement,
    pub(super) same_day: bool,
}

impl Couple<'_> {
    /// The time of the one and of the other.
    pub(super) fn spans(&self) -> (Interval, Interval) {
        (self.one.span(self.here.start), self.other.span(self.there.start))
    }

    /// Minutes for which both run.
    pub(super) fn overlap(&self) -> i64 {
        let (one, other) = self.spans();
        i64::from((one.to.min(other.to) - one.from.max(other.from)).max(0))
    }

    /// The minutes of both together.
    pub(super) fn minutes(&self) -> i64 {
        both(self.one, self.other)
    }

    /// Whether they are equally long and start at different times.
    pub(super) fn apart(&self) -> bool {
        self.one.minutes == self.other.minutes && self.here.start != self.there.start
    }

    /// How many labels of a list both have.
    pub(super) fn share(&self, list: fn(&About) -> &[LabelId]) -> i64 {
        let theirs = list(&self.other.about);
        list(&self.one.about).iter().filter(|label| theirs.contains(label)).count() as i64
    }
}

/// The minutes of two sessions together.
pub(super) fn both(one: &Session, other: &Session) -> i64 {
    i64::from(one.minutes) + i64::from(other.minutes)
}

/// What is wrong with each couple of sessions that `concerns` admits; `words` say so after their names.
pub(super) fn violations(
    view: &View<'_>,
    concerns: impl Fn(&Session) -> bool,
    words: &str,
    amount: impl Fn(&Couple<'_>) -> i64,
) -> Vec<Violation> {
    let (problem, names) = (view.problem, &view.problem.names.sessions);
    let placed = view.timetable.placed().filter(|(id, _)| concerns(&problem.sessions[id.index()]));
    let placed: Vec<_> = placed.collect();
    let mut found = Vec::new();
    for (position, &(a, here)) in placed.iter().enumerate() {
        for &(b, there) in &placed[position + 1..] {
            let (one, other) = (&problem.sessions[a.index()], &problem.sessions[b.index()]);
            let same_day = problem.day(here.start) == problem.day(there.start);
            let amount = amount(&Couple { one, other, here, there, same_day });
            if amount > 0 {
                let message = format!("{} and {} {words}", names[a.index()], names[b.index()]);
                let subjects = vec![Subject::Session(a), Subject::Session(b)];
                found.push(Violation { amount, subjects, at: Some(here.start.max(there.start)), message });
            }
        }
    }
    found
}

/// Two sessions by their numbers, the lower first.
pub(super) type Numbers = (SessionId, SessionId);

/// Every two sessions that have labels of a list in common, with their number.
pub(super) fn sharing(problem: &Problem, list: fn(&About) -> &[LabelId]) -> BTreeMap<Numbers, i32> {
    let mut having: BTreeMap<LabelId, Vec<SessionId>> = BTreeMap::new();
    for id in problem.session_ids() {
        list(&problem.sessions[id.index()].about).iter().for_each(|&label| having.entry(label).or_default().push(id));
    }
    let mut shared = BTreeMap::new();
    for sessions in having.values() {
        for (position, &a) in sessions.iter().enumerate() {
            sessions[position + 1..].iter().for_each(|&b| *shared.entry((a, b)).or_default() += 1);
        }
    }
    shared
}

/// Every two sessions that `concerns` admits, the lower first.
pub(super) fn all(problem: &Problem, concerns: impl Fn(&Session) -> bool) -> Vec<Numbers> {
    let chosen: Vec<SessionId> = problem.session_ids().filter(|id| concerns(&problem.sessions[id.index()])).collect();
    chosen.iter().enumerate().flat_map(|(i, &a)| chosen[i + 1..].iter().map(move |&b| (a, b))).collect()
}

/// The two as subjects.
pub(super) fn subjects((a, b): Numbers) -> Vec<Subject> {
    vec![Subject::Session(a), Subject::Session(b)]
}

/// The minutes of two sessions together, to be counted so many times.
pub(super) fn both_minutes(problem: &Problem, (a, b): Numbers, times: i32) -> i32 {
    let minutes = |id: SessionId| problem.sessions[id.index()].minutes;
    minutes(a).saturating_add(minutes(b)).saturating_mul(times)
}

/// The themes of a session.
pub(super) fn themes(about: &About) -> &[LabelId] {
    &about.themes
}

/// The sectors of a session.
pub(super) fn sectors(about: &About) -> &[LabelId] {
    &about.sectors
}

/// The contents of a session.
pub(super) fn contents(about: &About) -> &[LabelId] {
    &about.contents
}

/// The types of audience of a session.
pub(super) fn audiences(about: &About) -> &[LabelId] {
    &about.audiences
}
