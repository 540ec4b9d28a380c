//! An interpreter works too much on one day.

use super::duties::by_day;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Roster};
use crate::problem::{Problem, Subject};
use crate::timetable::Shift;

pub(super) static RULE: Rule = Rule {
    id: "interpreter-hours",
    summary: "an interpreter works too much on one day",
    unit: "minutes too many",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "On no day does an interpreter work longer in all than their `max_minutes_per_day` and the terms allow: seven \
          hours by APIC, twice three by the AIIC–UN agreement, the last step of the team table by AIIC Canada and \
          AICE. Where a pack lets teams grow with the hours, small teams end earlier: two people in a booth are enough \
          for four hours (AIIC Canada), so in booths of two or fewer nobody works longer than that on one day. That \
          the hours of a booth bind its people is our reading. A session counts to the day on which it starts; a booth \
          is as large as the seats that it has. Signers and captioners have no booth, and only their own limit and the \
          day's.",
    examples: &[
        Example {
            about: "two hours, ninety minutes allowed",
            instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}], "max_minutes_per_day": 90}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1\n b mon 12:00 hall fr:i1",
            amount: 30,
        },
        Example {
            about: "five hours in booths of two, by the pack of AIIC Canada",
            instance: r#""interpretation": {"pack": "aiic-canada"},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}],
                "sessions": [{"id": "a", "minutes": 180, "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "minutes": 120, "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1\n b mon 13:00 hall fr:i1",
            amount: 60,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (person, day, shifts) in by_day(view) {
        let seats = |shift: &Shift| {
            let post = &problem.posts[shift.post.index()];
            // The hours of booths say nothing of signers and captioners.
            if post.booth { post.seats.len() as i32 } else { i32::MAX }
        };
        let own = problem.interpreters[person.index()].max_minutes_per_day;
        let mut limits: Vec<(String, i32, i32)> = Vec::new();
        limits.extend(own.map(|most| (String::new(), i32::MAX, most)));
        for (people, most) in problem.terms.hours_by_team() {
            limits.push((format!(" in booths of {people} or fewer"), people, most));
        }
        for (words, people, most) in limits {
            let counted = shifts.iter().filter(|shift| seats(shift) <= people);
            let minutes: i32 = counted.map(|shift| shift.span.to - shift.span.from).sum();
            if minutes > most {
                let message = format!(
                    "{} works {minutes} min{words} on {}, {most} allowed",
                    problem.names.interpreters[person.index()],
                    problem.names.days[day.index()]
                );
                let subjects = vec![Subject::Interpreter(person), Subject::Day(day)];
                let at = shifts.first().map(|shift| shift.span.from);
                found.push(Violation { amount: i64::from(minutes - most), subjects, at, message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let most: Vec<Option<i32>> = problem.interpreters.iter().map(|person| person.max_minutes_per_day).collect();
    let by_team = problem.terms.hours_by_team();
    if most.iter().any(Option::is_some) || !by_team.is_empty() {
        network.roster(Roster::Hours { most, by_team });
    }
}
