//! A speaker or chair is in two places at once.

use super::sweep::stretches;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Demand, Profile, Use, Works};
use crate::problem::{PersonId, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "person-clash",
    summary: "a speaker or chair is in two places at once",
    unit: "minutes × sessions too many",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
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
                let amount = (here.len() as i64 - 1) * i64::from(between.to - between.from);
                found.push(Violation { amount, subjects, at: Some(between.from), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for (position, person) in problem.people.iter().enumerate().filter(|(_, person)| person.sessions.len() > 1) {
        let busy = |&session| Use { session, work: 0, demand: Demand::Fixed(1), before: 0, after: 0 };
        let uses = person.sessions.iter().map(busy).collect();
        let subjects = vec![Subject::Person(PersonId::new(position))];
        network.cumulative(subjects, uses, vec![(Works::only(0), Profile::constant(1))], false);
    }
}
