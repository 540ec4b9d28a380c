//! People miss what they wish to see.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Party};
use crate::problem::{Interval, Problem};

pub(super) static RULE: Rule = Rule {
    id: "missed-wish",
    summary: "people miss sessions that they wish to see",
    unit: "weight of wishes missed",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "A person is in one session at a time. Of the wished sessions, everybody attends those that together weigh \
          most and do not overlap; the weight of the rest is missed, also of wished sessions that are left out.",
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
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut missed = vec![0i64; problem.sessions.len()];
    for attendee in &problem.attendees {
        let mut offers: Vec<(Interval, usize, i64)> = Vec::new();
        for &(id, weight) in &attendee.wishes {
            match view.timetable.span(problem, id) {
                Some(span) => offers.push((span, id.index(), weight)),
                None => missed[id.index()] += attendee.count * weight,
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
            let message = format!("wishes of weight {amount} for {} are missed", problem.names.sessions[id.index()]);
            let subjects = vec![crate::problem::Subject::Session(id)];
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
    let party = |a: &crate::problem::Attendee| Party { count: a.count, wishes: a.wishes.clone() };
    network.best_of(wishing.map(party).collect());
}
