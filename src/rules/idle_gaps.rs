//! A speaker or chair waits between sessions.

use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{DayId, PersonId, Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "idle-gaps",
    summary: "a speaker or chair waits between sessions of one day",
    unit: "started units of waiting",
    level: Level::Soft,
    weight: 1,
    parameters: &[Parameter { name: "unit", doc: "minutes in a unit", default: 60, least: 1, most: 1440 }],
    doc: "Compact days for the people a conference depends on: time between a person's first start and last end on a \
          day in which they have no session counts in started units, day by day.",
    examples: &[Example {
        about: "ninety minutes between them are two started hours",
        instance: r#""people": [{"id": "p"}], "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "speakers": ["p"]}]"#,
        timetable: "a mon 09:00 hall\n b mon 11:30 hall",
        amount: 2,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let unit = view.parameters.minutes(0);
    let mut found = Vec::new();
    for (position, person) in problem.people.iter().enumerate() {
        for day in (0..problem.days.len()).map(DayId::new) {
            let mut spans: Vec<_> = person.sessions.iter().filter_map(|&id| view.timetable.span(problem, id)).collect();
            spans.retain(|span| problem.day(span.from) == Some(day));
            spans.sort_unstable();
            let (Some(first), Some(last)) = (spans.first(), spans.iter().map(|span| span.to).max()) else { continue };
            let busy = |minute: i32| spans.iter().any(|span| span.from <= minute && minute < span.to);
            let idle = (first.from..last).filter(|&minute| !busy(minute)).count() as i64;
            if idle > 0 {
                let amount = (idle + i64::from(unit) - 1) / i64::from(unit);
                let message = format!(
                    "{} waits {idle} min between sessions on {}",
                    problem.names.people[position],
                    problem.names.days[day.index()]
                );
                let subjects = vec![Subject::Person(PersonId::new(position)), Subject::Day(day)];
                found.push(Violation { amount, subjects, at: None, message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    for (position, person) in problem.people.iter().enumerate() {
        let subjects = vec![Subject::Person(PersonId::new(position))];
        network.gaps(subjects, person.sessions.clone(), parameters.get(0));
    }
}
