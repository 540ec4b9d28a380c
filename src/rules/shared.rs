//! Pairs of sessions that the same people should be in. No rule; what several look at.

use std::collections::{BTreeMap, BTreeSet};

use super::{Parameters, View, Violation};
use crate::network::{Declaration, RoomRelation, TimeRelation};
use crate::problem::{PersonId, Problem, SessionId, Subject};

/// Two sessions, the lower first.
pub(super) type Pairs = BTreeSet<(SessionId, SessionId)>;

/// Pairs with a speaker or chair in common, or of which the one has somebody who chairs the track of the other.
pub(super) fn speakers(problem: &Problem) -> Pairs {
    let mut pairs = Pairs::new();
    for person in &problem.people {
        all_of(&person.sessions, &mut pairs);
    }
    chairing(problem, |chair| problem.people[chair.index()].sessions.clone(), &mut pairs);
    pairs
}

/// Pairs that somebody wishes both of, or wishes the one and speaks in the other or chairs its track.
pub(super) fn audience(problem: &Problem) -> Pairs {
    let mut pairs = Pairs::new();
    let mut wished: BTreeMap<PersonId, Vec<SessionId>> = BTreeMap::new();
    for attendee in &problem.attendees {
        let wishes: Vec<SessionId> = attendee.wishes.iter().map(|wish| wish.0).collect();
        all_of(&wishes, &mut pairs);
        if let Some(person) = attendee.person {
            let given = &problem.people[person.index()].sessions;
            wishes.iter().for_each(|&a| given.iter().for_each(|&b| add(a, b, &mut pairs)));
            wished.entry(person).or_default().extend(wishes);
        }
    }
    chairing(problem, |chair| wished.get(&chair).cloned().unwrap_or_default(), &mut pairs);
    pairs
}

fn add(a: SessionId, b: SessionId, pairs: &mut Pairs) {
    if a != b {
        pairs.insert((a.min(b), a.max(b)));
    }
}

fn all_of(sessions: &[SessionId], pairs: &mut Pairs) {
    for (position, &a) in sessions.iter().enumerate() {
        sessions[position + 1..].iter().for_each(|&b| add(a, b, pairs));
    }
}

/// Sessions of the chairs of a track with the sessions of that track; within one track nobody is torn.
fn chairing(problem: &Problem, of: impl Fn(PersonId) -> Vec<SessionId>, pairs: &mut Pairs) {
    for (number, track) in problem.tracks.iter().enumerate() {
        for &chair in &track.chairs {
            for a in of(chair) {
                if problem.sessions[a.index()].track.is_none_or(|own| own.index() != number) {
                    track.sessions.iter().for_each(|&b| add(a, b, pairs));
                }
            }
        }
    }
}

/// Pairs in different rooms of one slot.
pub(super) fn across_rooms(view: &View<'_>, pairs: &Pairs, why: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    for &(a, b) in pairs {
        let of = |id: SessionId| view.timetable.get(id).map(|p| (view.problem.slot(id, p.start), p.room, p.start));
        let (Some((one, room, at)), Some((other, elsewhere, _))) = (of(a), of(b)) else { continue };
        if one.is_some() && one == other && room != elsewhere {
            let [a_name, b_name] = [a, b].map(|id| &view.problem.names.sessions[id.index()]);
            let message = format!("{a_name} and {b_name} are in different rooms of one slot, and {why}");
            let subjects = vec![Subject::Session(a), Subject::Session(b)];
            found.push(Violation { amount: 1, subjects, at: Some(at), message });
        }
    }
    found
}

pub(super) fn declare_across_rooms(pairs: Pairs, network: &mut Declaration<'_>) {
    for (a, b) in pairs {
        let subjects = vec![Subject::Session(a), Subject::Session(b)];
        network.times_and_rooms(subjects, (a, b), (TimeRelation::SameSlot, 1), RoomRelation::Other);
    }
}

/// Pairs that overlap, in started units.
pub(super) fn overlaps(view: &View<'_>, pairs: &Pairs, why: &str) -> Vec<Violation> {
    let unit = view.parameters.minutes(0);
    let mut found = Vec::new();
    for &(a, b) in pairs {
        let of = |id: SessionId| view.timetable.span(view.problem, id);
        let (Some(one), Some(other)) = (of(a), of(b)) else { continue };
        let minutes = one.to.min(other.to) - one.from.max(other.from);
        if minutes > 0 {
            let [a_name, b_name] = [a, b].map(|id| &view.problem.names.sessions[id.index()]);
            let message = format!("{a_name} and {b_name} overlap by {minutes} min, and {why}");
            let subjects = vec![Subject::Session(a), Subject::Session(b)];
            let amount = i64::from((minutes + unit - 1) / unit);
            found.push(Violation { amount, subjects, at: Some(one.from.max(other.from)), message });
        }
    }
    found
}

pub(super) fn declare_overlaps(pairs: Pairs, parameters: &Parameters, network: &mut Declaration<'_>) {
    for (a, b) in pairs {
        let subjects = vec![Subject::Session(a), Subject::Session(b)];
        network.times(subjects, a, b, TimeRelation::OverlapUnits(parameters.minutes(0)));
    }
}
