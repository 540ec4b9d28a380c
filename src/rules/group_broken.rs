//! Sessions that belong together are apart, or the other way round.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::{Level, Relation};
use crate::network::{Declaration, RoomRelation, TimeRelation};
use crate::problem::{Problem, SessionId, Subject};
use crate::timetable::Placement;

pub(super) static RULE: Rule = Rule {
    id: "group-broken",
    summary: "sessions that belong together are apart, or the other way round",
    unit: "pairs (not-parallel: minutes of overlap)",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "For every group, every pair of its sessions is as `must` says: on the same day or on different days, at the \
          same start, not in parallel, in the same room or in different rooms (rooms that share a part are the same).",
    examples: &[
        Example {
            about: "the same day was wanted",
            instance: r#""groups": [{"id": "g", "sessions": {"sessions": ["a", "b"]}, "must": "same-day"}]"#,
            timetable: "a mon 09:00 hall\n b tue 09:00 hall",
            amount: 1,
        },
        Example {
            about: "they overlap for half an hour",
            instance: r#""groups": [{"id": "g", "sessions": {"sessions": ["a", "b"]}, "must": "not-parallel"}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic",
            amount: 30,
        },
        Example {
            about: "different rooms were wanted",
            instance: r#""groups": [{"id": "g", "sessions": {"sessions": ["a", "b"]}, "must": "different-room"}]"#,
            timetable: "a mon 09:00 hall\n b tue 09:00 hall",
            amount: 1,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (position, group) in problem.groups.iter().enumerate() {
        for (at, &a) in group.sessions.iter().enumerate() {
            for &b in &group.sessions[at + 1..] {
                let (Some(one), Some(other)) = (view.timetable.get(a), view.timetable.get(b)) else { continue };
                let amount = broken(problem, group.must, (a, one), (b, other));
                if amount > 0 {
                    let name = |id: SessionId| &problem.names.sessions[id.index()];
                    let group = &problem.names.groups[position];
                    let message = format!("{} and {} are not as group {group} demands", name(a), name(b));
                    let subjects = vec![Subject::Group(position as u32), Subject::Session(a), Subject::Session(b)];
                    found.push(Violation { amount, subjects, at: Some(other.start), message });
                }
            }
        }
    }
    found
}

fn broken(problem: &Problem, must: Relation, a: (SessionId, Placement), b: (SessionId, Placement)) -> i64 {
    let same_day = problem.day(a.1.start) == problem.day(b.1.start);
    let span = |(id, placement): (SessionId, Placement)| problem.sessions[id.index()].span(placement.start);
    let share = || match (a.1.room, b.1.room) {
        (Some(one), Some(other)) => {
            let parts = &problem.rooms[other.index()].parts;
            problem.rooms[one.index()].parts.iter().any(|part| parts.contains(part))
        }
        _ => false,
    };
    match must {
        Relation::SameDay => i64::from(!same_day),
        Relation::DifferentDay => i64::from(same_day),
        Relation::SameStart => i64::from(a.1.start != b.1.start),
        Relation::NotParallel => i64::from(span(a).overlap(span(b))),
        Relation::SameRoom => i64::from(a.1.room != b.1.room),
        Relation::DifferentRoom => i64::from(share()),
    }
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for (position, group) in problem.groups.iter().enumerate() {
        for (at, &a) in group.sessions.iter().enumerate() {
            for &b in &group.sessions[at + 1..] {
                let subjects = vec![Subject::Group(position as u32), Subject::Session(a), Subject::Session(b)];
                match group.must {
                    Relation::SameDay => network.times(subjects, a, b, TimeRelation::OtherDay),
                    Relation::DifferentDay => network.times(subjects, a, b, TimeRelation::SameDay),
                    Relation::SameStart => network.times(subjects, a, b, TimeRelation::OtherStart),
                    Relation::NotParallel => network.times(subjects, a, b, TimeRelation::Overlap),
                    Relation::SameRoom => network.rooms(subjects, a, b, RoomRelation::Other),
                    Relation::DifferentRoom => network.rooms(subjects, a, b, RoomRelation::Shared),
                }
            }
        }
    }
}
