//! A session runs while one of its people is away.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Interval, Person, PersonId, Problem, Subject, TimeId};

pub(super) static RULE: Rule = Rule {
    id: "person-away",
    summary: "a session runs while one of its people is away",
    unit: "minutes",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Speakers and chairs are there for the whole of their sessions; each person's minutes `away` count. A session of a \
          slot in which a person is away (`away_slots`) counts whole.",
    examples: &[
        Example {
            about: "the speaker leaves at half past nine",
            instance: r#""people": [{"id": "p", "away": [{"day": "mon", "from": "09:30"}]}],
                "sessions": [{"id": "a", "speakers": ["p"]}]"#,
            timetable: "a mon 09:00 hall",
            amount: 30,
        },
        Example {
            about: "the speaker is not there for the slot of that day",
            instance: r#""people": [{"id": "p", "away_slots": ["mon"]}], "sessions": [{"id": "a", "speakers": ["p"]}]"#,
            timetable: "a mon 09:00 hall",
            amount: 60,
        },
    ],
    violations,
    declare,
};

fn is_ever_away(person: &Person) -> bool {
    !person.away.is_empty() || !person.away_slots.is_empty()
}

fn minutes_away(person: &Person, span: Interval) -> i32 {
    person.away.iter().map(|away| away.overlap(span)).sum()
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let session = &problem.sessions[id.index()];
        for &person in &session.people {
            let who = &problem.people[person.index()];
            let slot = problem.slot(id, placement.start);
            let whole = slot.is_some_and(|slot| who.away_slots.contains(&slot));
            let away = minutes_away(who, session.span(placement.start));
            let minutes = away + if whole { session.minutes } else { 0 };
            if minutes > 0 {
                let message = format!(
                    "{} is away for {minutes} min of {}",
                    problem.names.people[person.index()],
                    problem.names.sessions[id.index()]
                );
                let subjects = vec![Subject::Person(person), Subject::Session(id)];
                found.push(Violation { amount: i64::from(minutes), subjects, at: Some(placement.start), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let session = &problem.sessions[id.index()];
        let absent: Vec<PersonId> =
            session.people.iter().copied().filter(|p| is_ever_away(&problem.people[p.index()])).collect();
        if absent.is_empty() {
            continue;
        }
        let cost = |time: TimeId| {
            let (span, slot) = (session.span(problem.starts[time.index()].minute), problem.slot_at(id, time));
            let away = |person: &PersonId| {
                let person = &problem.people[person.index()];
                let whole = slot.is_some_and(|slot| person.away_slots.contains(&slot));
                i64::from(minutes_away(person, span)) + i64::from(whole) * i64::from(session.minutes)
            };
            absent.iter().map(away).sum()
        };
        network.unary(id, Table::ByTime(problem.time_ids().map(cost).collect()));
    }
}
