//! A speaker or chair is in two places at once.

use super::sweep::stretches;
use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Demand, Profile, TimeRelation, Use, Works};
use crate::problem::{PersonId, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "person-clash",
    summary: "a speaker or chair is in two places at once",
    unit: "minutes × sessions too many",
    level: Level::Hard,
    weight: 1,
    parameters: &[Parameter {
        name: "pairs",
        doc: "1: every pair counts with the minutes that both run; 0: every session too many",
        default: 0,
        least: 0,
        most: 1,
    }],
    doc: "A person who speaks or chairs is in one session at a time. Partial overlaps count with their minutes.",
    examples: &[
        Example {
            about: "the same speaker, half an hour",
            instance: r#""people": [{"id": "p"}], "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "chairs": ["p"]}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic",
            amount: 30,
        },
        Example {
            about: "a short session inside a long one",
            instance: r#""people": [{"id": "p"}], "sessions": [{"id": "a", "speakers": ["p"], "minutes": 120},
                {"id": "b", "speakers": ["p"], "minutes": 20}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic",
            amount: 20,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (position, person) in problem.people.iter().enumerate() {
        let of = |&id: &SessionId| view.timetable.span(problem, id).map(|span| (id, span));
        let spans: Vec<_> = person.sessions.iter().filter_map(of).collect();
        for (between, here) in stretches(&spans, []) {
            if here.len() > 1 {
                let names: Vec<_> = here.iter().map(|id| problem.names.sessions[id.index()].as_str()).collect();
                let message = format!(
                    "{} is in {} from {} to {}",
                    problem.names.people[position],
                    names.join(" and "),
                    problem.calendar.text(between.from),
                    problem.calendar.clock(between.to)
                );
                let mut subjects = vec![Subject::Person(PersonId::new(position))];
                subjects.extend(here.iter().copied().map(Subject::Session));
                let count = here.len() as i64;
                let excess = if view.parameters.get(0) > 0 { count * (count - 1) / 2 } else { count - 1 };
                let amount = excess * i64::from(between.to - between.from);
                found.push(Violation { amount, subjects, at: Some(between.from), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    for (position, person) in problem.people.iter().enumerate().filter(|(_, person)| person.sessions.len() > 1) {
        if parameters.get(0) > 0 {
            for (i, &a) in person.sessions.iter().enumerate() {
                for &b in &person.sessions[i + 1..] {
                    let who = Subject::Person(PersonId::new(position));
                    network.times(vec![who, Subject::Session(a), Subject::Session(b)], a, b, TimeRelation::Overlap);
                }
            }
            continue;
        }
        let busy = |&session| Use { session, work: 0, demand: Demand::Fixed(1), before: 0, after: 0 };
        let uses = person.sessions.iter().map(busy).collect();
        let subjects = vec![Subject::Person(PersonId::new(position))];
        network.cumulative(subjects, uses, vec![(Works::only(0), Profile::constant(1))], false);
    }
}
