//! A speaker or chair has no time to get from one session to the next.

use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{Person, PersonId, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "person-pause",
    summary: "a speaker or chair has too little time between two sessions",
    unit: "minutes short",
    level: Level::Hard,
    weight: 1,
    parameters: &[Parameter {
        name: "minutes",
        doc: "least pause in minutes, walking not included, for people without their own `pause_minutes`",
        default: 10,
        least: 0,
        most: 1440,
    }],
    doc: "Between two sessions of a person lie at least their pause and the walk from room to room. Overlapping \
          sessions are a matter of `person-clash`.",
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

fn violations(view: &View<'_>) -> Vec<Violation> {
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
