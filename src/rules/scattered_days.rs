//! A speaker or chair has to come on several days.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Attribute, Declaration};
use crate::problem::{PersonId, Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "scattered-days",
    summary: "a speaker or chair has to come on several days",
    unit: "further days",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "The sessions of a person lie on one day; every further day on which a session of theirs starts counts 1. \
          Waiting within a day is a matter of `idle-gaps`: the two pull in different directions, and their weights say \
          which matters more.",
    examples: &[
        Example {
            about: "a second day for one talk",
            instance: r#""people": [{"id": "p"}],
                "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "speakers": ["p"]}]"#,
            timetable: "a mon 09:00 hall\n b tue 09:00 hall",
            amount: 1,
        },
        Example {
            about: "all on one day",
            instance: r#""people": [{"id": "p"}],
                "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "chairs": ["p"]}]"#,
            timetable: "a mon 09:00 hall\n b mon 15:00 hall",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (position, person) in problem.people.iter().enumerate() {
        let starts = person.sessions.iter().filter_map(|&id| view.timetable.get(id)).map(|placement| placement.start);
        let mut days: Vec<_> = starts.filter_map(|start| problem.day(start)).collect();
        days.sort_unstable();
        days.dedup();
        if days.len() > 1 {
            let names: Vec<_> = days.iter().map(|day| problem.names.days[day.index()].as_str()).collect();
            let message = format!("{} has to come on {}", problem.names.people[position], names.join(" and "));
            let subjects = vec![Subject::Person(PersonId::new(position))];
            found.push(Violation { amount: days.len() as i64 - 1, subjects, at: None, message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for (position, person) in problem.people.iter().enumerate() {
        let subjects = vec![Subject::Person(PersonId::new(position))];
        network.presence(subjects, person.sessions.clone(), Attribute::Day, 1);
    }
}
