//! A session runs while one of its people is away.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Interval, Person, PersonId, Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "person-away",
    summary: "a session runs while one of its people is away",
    unit: "minutes",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Speakers and chairs are there for the whole of their sessions; each person's minutes `away` count.",
    examples: &[Example {
        about: "the speaker leaves at half past nine",
        instance: r#""people": [{"id": "p", "away": [{"day": "mon", "from": "09:30"}]}],
            "sessions": [{"id": "a", "speakers": ["p"]}]"#,
        timetable: "a mon 09:00 hall",
        amount: 30,
    }],
    violations,
    declare,
};

fn minutes_away(person: &Person, span: Interval) -> i32 {
    person.away.iter().map(|away| away.overlap(span)).sum()
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let session = &problem.sessions[id.index()];
        for &person in &session.people {
            let minutes = minutes_away(&problem.people[person.index()], session.span(placement.start));
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
            session.people.iter().copied().filter(|p| !problem.people[p.index()].away.is_empty()).collect();
        if absent.is_empty() {
            continue;
        }
        let cost = |start: &crate::problem::Start| {
            let span = session.span(start.minute);
            absent.iter().map(|person| i64::from(minutes_away(&problem.people[person.index()], span))).sum()
        };
        network.unary(id, Table::ByTime(problem.starts.iter().map(cost).collect()));
    }
}
