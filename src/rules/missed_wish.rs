//! People miss what they wish to see.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Party, Wish};
use crate::problem::{Attendee, Interval, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "missed-wish",
    summary: "people miss sessions that they wish to see",
    unit: "weight of wishes missed",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "A person is in one session at a time. Of the wished sessions, everybody attends those that together weigh \
          most, do not overlap and can be followed: all languages on the floor are understood, or one of those that \
          it is interpreted into. The weight of the rest is missed, also of wished sessions that are left out. Of \
          people whose `languages` are not known it is taken that they follow everything.",
    examples: &[
        Example {
            about: "of two in parallel the dearer is attended",
            instance: r#""attendees": [{"id": "x", "wishes": {"a": 3, "b": 2}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic",
            amount: 2,
        },
        Example {
            about: "two short ones beat a long one",
            instance: r#""sessions": [{"id": "a", "minutes": 120}, {"id": "b"}, {"id": "c"}],
                "attendees": [{"id": "x", "count": 10, "wishes": {"a": 3, "b": 2, "c": 2}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:00 attic\n c mon 10:00 attic",
            amount: 30,
        },
        Example {
            about: "who understands French only cannot follow English without interpretation",
            instance: r#""attendees": [{"id": "x", "count": 7, "languages": ["fr"], "wishes": {"a": 1, "b": 1}}],
                "sessions": [{"id": "a", "floor": ["en"]}, {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 7,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut missed = vec![0i64; problem.sessions.len()];
    let mut not_followed = vec![0i64; problem.sessions.len()];
    for attendee in &problem.attendees {
        let mut offers: Vec<(Interval, usize, i64)> = Vec::new();
        for &(id, weight) in &attendee.wishes {
            let all = attendee.count * weight;
            let Some(placement) = view.timetable.get(id) else {
                missed[id.index()] += all;
                continue;
            };
            let mode = problem.mode(id, placement.mode);
            if problem.audiences[attendee.audience.index()].follows(&mode.floor, &mode.into) {
                offers.push((problem.sessions[id.index()].span(placement.start), id.index(), weight));
            } else {
                missed[id.index()] += all;
                not_followed[id.index()] += all;
            }
        }
        for session in left_aside(&offers) {
            let weight = attendee.wishes.iter().find(|wish| wish.0.index() == session).map_or(0, |wish| wish.1);
            missed[session] += attendee.count * weight;
        }
    }
    let mut found = Vec::new();
    for id in problem.session_ids() {
        let amount = missed[id.index()];
        if amount > 0 {
            let name = &problem.names.sessions[id.index()];
            let message = match not_followed[id.index()] {
                0 => format!("wishes of weight {amount} for {name} are missed"),
                closed => format!("wishes of weight {amount} for {name} are missed, {closed} for want of a language"),
            };
            let subjects = vec![Subject::Session(id)];
            found.push(Violation { amount, subjects, at: view.timetable.get(id).map(|p| p.start), message });
        }
    }
    found
}

/// The sessions that a person does not attend who attends the best: from the last start to the first, whether it is
/// better to be in a session or to pass it by.
fn left_aside(offers: &[(Interval, usize, i64)]) -> Vec<usize> {
    let mut sorted = offers.to_vec();
    sorted.sort_unstable_by_key(|offer| (offer.0.from, offer.1));
    // By position: what can still be attended when nothing before it is, or when it is attended itself.
    let mut ahead = vec![0; sorted.len() + 1];
    let next = |position: usize| sorted.partition_point(|offer| offer.0.from < sorted[position].0.to);
    for position in (0..sorted.len()).rev() {
        ahead[position] = ahead[position + 1].max(sorted[position].2 + ahead[next(position)]);
    }
    let (mut position, mut aside) = (0, Vec::new());
    while position < sorted.len() {
        let until = if ahead[position] > ahead[position + 1] {
            position += 1;
            next(position - 1)
        } else {
            position + 1
        };
        aside.extend(sorted[position..until].iter().map(|offer| offer.1));
        position = until;
    }
    aside
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let wishing = problem.attendees.iter().filter(|attendee| !attendee.wishes.is_empty());
    network.best_of(wishing.map(|attendee| party(problem, attendee)).collect());
}

/// Attendees as a party: what they wish, and in which modes they can follow it.
pub(super) fn party(problem: &Problem, attendee: &Attendee) -> Party {
    let wish = |&(session, weight): &(SessionId, i64)| {
        let modes = problem.sessions[session.index()].modes.iter().enumerate();
        let followed = modes.filter(|(_, mode)| mode.followed[attendee.audience.index()]);
        Wish { session, weight, modes: followed.fold(0, |bits, (mode, _)| bits | 1 << mode) }
    };
    Party { count: attendee.count, wishes: attendee.wishes.iter().map(wish).collect() }
}
