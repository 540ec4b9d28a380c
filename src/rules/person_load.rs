//! A speaker or chair has too much on one day.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Attribute, Declaration};
use crate::problem::{DayId, PersonId, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "person-load",
    summary: "a speaker or chair has too much on one day",
    unit: "minutes too many",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "On no day do the sessions of a person last longer in all than their `max_minutes_per_day`. A session counts \
          to the day on which it starts.",
    examples: &[Example {
        about: "two hours, ninety minutes allowed",
        instance: r#""people": [{"id": "p", "max_minutes_per_day": 90}],
            "sessions": [{"id": "a", "speakers": ["p"]}, {"id": "b", "speakers": ["p"]}]"#,
        timetable: "a mon 09:00 hall\n b mon 12:00 hall",
        amount: 30,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (position, person) in problem.people.iter().enumerate() {
        let Some(most) = person.max_minutes_per_day else { continue };
        for day in (0..problem.days.len()).map(DayId::new) {
            let on_day = |id: &&SessionId| {
                view.timetable.get(**id).is_some_and(|placement| problem.day(placement.start) == Some(day))
            };
            let minutes: i32 =
                person.sessions.iter().filter(on_day).map(|id| problem.sessions[id.index()].minutes).sum();
            if minutes > most {
                let message = format!(
                    "{} has {minutes} min of sessions on {}, {most} allowed",
                    problem.names.people[position],
                    problem.names.days[day.index()]
                );
                let subjects = vec![Subject::Person(PersonId::new(position)), Subject::Day(day)];
                found.push(Violation { amount: i64::from(minutes - most), subjects, at: None, message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for (position, person) in problem.people.iter().enumerate() {
        let Some(most) = person.max_minutes_per_day else { continue };
        let minutes = |&id: &SessionId| (id, i64::from(problem.sessions[id.index()].minutes));
        let subjects = vec![Subject::Person(PersonId::new(position))];
        network.tally(subjects, person.sessions.iter().map(minutes).collect(), Attribute::Day, i64::from(most));
    }
}
