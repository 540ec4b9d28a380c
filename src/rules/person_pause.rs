//! A speaker or chair has no time to get from one session to the next.

use std::collections::BTreeMap;

use super::{Example, Parameter, Parameters, Rule, View, Violation, couples};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::{Person, PersonId, Problem, Session, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "person-pause",
    summary: "a speaker or chair has too little time between two sessions",
    unit: "minutes short",
    level: Level::Hard,
    weight: 1,
    parameters: &[
        Parameter {
            name: "minutes",
            doc: "least pause in minutes, walking not included, for people without their own `pause_minutes`",
            default: 10,
            least: 0,
            most: 1440,
        },
        Parameter {
            name: "by-pair",
            doc: "1: every two sessions of somebody that overlap, or are on one day without the pause, count once with \
                  the minutes of both, and walks do not count; 0: the minutes short count, for each person",
            default: 0,
            least: 0,
            most: 1,
        },
    ],
    doc: "Between two sessions of a person lie at least their pause and the walk from room to room. Overlapping \
          sessions are a matter of `person-clash`. With `by-pair` two sessions count once, however many people they have \
          in common, by the longest of their pauses.",
    examples: &[
        Example {
            about: "back to back",
            instance: r#""people": [{"id": "p"}], "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "speakers": ["p"]}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 10,
        },
        Example {
            about: "half an hour, for a walk of forty minutes and no pause",
            instance: r#""people": [{"id": "p", "pause_minutes": 0}],
                "walking": {"within_venue": 40, "between_venues": 60},
                "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "speakers": ["p"]}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:30 attic",
            amount: 10,
        },
    ],
    violations,
    declare,
};

fn pause(person: &Person, parameters: &Parameters) -> i32 {
    person.pause.unwrap_or(parameters.minutes(0))
}

/// Two sessions with people in common, and the longest pause that one of these takes.
fn pairs(problem: &Problem, parameters: &Parameters) -> BTreeMap<(SessionId, SessionId), i32> {
    let mut pairs = BTreeMap::new();
    for person in &problem.people {
        let pause = pause(person, parameters);
        for (index, &a) in person.sessions.iter().enumerate() {
            for &b in &person.sessions[index + 1..] {
                let longest = pairs.entry((a, b)).or_insert(pause);
                *longest = pause.max(*longest);
            }
        }
    }
    pairs
}

fn violations_by_pair(view: &View<'_>) -> Vec<Violation> {
    let concerns = |session: &Session| !session.people.is_empty();
    couples::violations(view, concerns, "leave somebody who is in both no pause between them", |couple| {
        let (one, other) = couple.spans();
        let gap = one.gap(other);
        let common = couple.one.people.iter().filter(|person| couple.other.people.contains(person));
        let longest = common.map(|person| pause(&view.problem.people[person.index()], view.parameters)).max();
        let near = |pause: i32| gap < 0 || couple.same_day && gap < pause;
        if longest.is_some_and(near) { couple.minutes() } else { 0 }
    })
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    if view.parameters.get(1) > 0 {
        return violations_by_pair(view);
    }
    let problem = view.problem;
    let mut found = Vec::new();
    for (position, person) in problem.people.iter().enumerate() {
        for (index, &a) in person.sessions.iter().enumerate() {
            for &b in &person.sessions[index + 1..] {
                let (Some(one), Some(other)) = (view.timetable.get(a), view.timetable.get(b)) else { continue };
                let spans =
                    (problem.sessions[a.index()].span(one.start), problem.sessions[b.index()].span(other.start));
                let gap = spans.0.gap(spans.1);
                let walk = match (one.room, other.room) {
                    (Some(from), Some(to)) => problem.walk(from, to),
                    _ => 0,
                };
                let short = pause(person, view.parameters) + walk - gap;
                if gap >= 0 && short > 0 {
                    let name = |id: SessionId| &problem.names.sessions[id.index()];
                    let message = format!(
                        "{} has {gap} min between {} and {}, {short} too few",
                        problem.names.people[position],
                        name(a),
                        name(b)
                    );
                    let person = Subject::Person(PersonId::new(position));
                    let subjects = vec![person, Subject::Session(a), Subject::Session(b)];
                    let at = Some(one.start.max(other.start));
                    found.push(Violation { amount: i64::from(short), subjects, at, message });
                }
            }
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    if parameters.get(1) > 0 {
        for (pair, pause) in pairs(problem, parameters) {
            let minutes = couples::both_minutes(problem, pair, 1);
            network.times_counted(couples::subjects(pair), pair, TimeRelation::Near(pause), minutes);
        }
        return;
    }
    let walks = problem.walking.iter().any(|&minutes| minutes > 0);
    for (position, person) in problem.people.iter().enumerate() {
        let pause = pause(person, parameters);
        if pause == 0 && !walks {
            continue;
        }
        for (index, &a) in person.sessions.iter().enumerate() {
            for &b in &person.sessions[index + 1..] {
                let person = Subject::Person(PersonId::new(position));
                network.walk(vec![person, Subject::Session(a), Subject::Session(b)], a, b, pause);
            }
        }
    }
}
