//! Interpreters are paid.

use super::duties::{by_day, by_person};
use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Roster};
use crate::problem::{Fees, Problem, Subject};

/// In what money is counted.
pub(super) const UNIT: Parameter = Parameter {
    name: "unit",
    doc: "units of currency that count as 1; every item is rounded up",
    default: 100,
    least: 1,
    most: 1_000_000,
};

/// A sum of money in units, rounded up.
pub(super) fn in_units(sum: i64, unit: i64) -> i64 {
    sum / unit + i64::from(sum % unit > 0)
}

pub(super) static RULE: Rule = Rule {
    id: "interpreter-fees",
    summary: "interpreters are paid by the half-day or day, with overtime and travel",
    unit: "units of currency (see `unit`)",
    level: Level::Soft,
    weight: 1,
    parameters: &[UNIT],
    doc: "Interpreters with `fees` are paid for every day on which they work, by steps of presence from the first \
          start, less the minutes by which they must be there before it, to the last end: a half-day as long as it \
          lasts, else a day, and each hour begun beyond it. Whoever travels has no half-days, and is paid `travel` \
          once if they work at all. So it is usual: half-days and days and not hours, four hours for about three \
          quarters of a day, and any travel makes it a whole one (ASKOT, Working conditions). What it costs is always \
          the planner's figure. A session counts to the day on which it starts.",
    examples: &[
        Example {
            about: "a half-day on Monday, a day on Tuesday",
            instance: r#""interpretation": {"fees": {"day": 500, "half_day": 350}},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "minutes": 270, "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1\n b tue 09:00 hall fr:i1",
            amount: 9,
        },
        Example {
            about: "from nine to half past five, an hour of overtime begun, and a journey",
            instance: r#""interpretation": {"fees": {"day": 500, "half_day": 350, "overtime_hour": 80, "travel": 120}},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}], "travels": true}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1\n b mon 16:30 hall fr:i1",
            amount: 8,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let unit = view.parameters.get(0);
    let mut found = Vec::new();
    for (person, day, shifts) in by_day(view) {
        let Some(fees) = problem.interpreters[person.index()].fees else { continue };
        let from = shifts.iter().map(|shift| shift.span.from - problem.posts[shift.post.index()].lead).min();
        let to = shifts.iter().map(|shift| shift.span.to).max();
        let (Some(from), Some(to)) = (from, to) else { continue };
        let presence = to - from;
        let (words, amount) = match fees.half {
            Some((most, cost)) if presence <= most => ("a half-day".to_owned(), in_units(cost, unit)),
            _ => {
                let mut hours = 0;
                while presence > fees.day.0 + 60 * hours {
                    hours += 1;
                }
                let cost = in_units(fees.day.1, unit) + i64::from(hours) * in_units(fees.overtime, unit);
                let overtime = if hours > 0 { format!(" and {hours} h of overtime") } else { String::new() };
                (format!("a day{overtime}"), cost)
            }
        };
        if amount > 0 {
            let message = format!(
                "{} is there from {} to {}: {words}",
                problem.names.interpreters[person.index()],
                problem.calendar.text(from),
                problem.calendar.clock(to)
            );
            let subjects = vec![Subject::Interpreter(person), Subject::Day(day)];
            found.push(Violation { amount, subjects, at: Some(from), message });
        }
    }
    for (person, shifts) in by_person(view) {
        let travel = problem.interpreters[person.index()].fees.map_or(0, |fees| fees.travel);
        if travel > 0 {
            let message = format!("{} travels", problem.names.interpreters[person.index()]);
            let at = shifts.first().map(|shift| shift.span.from);
            let subjects = vec![Subject::Interpreter(person)];
            found.push(Violation { amount: in_units(travel, unit), subjects, at, message });
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    let unit = |cost: i64| in_units(cost, parameters.get(0));
    let counted = |fees: Fees| Fees {
        half: fees.half.map(|(minutes, cost)| (minutes, unit(cost))),
        day: (fees.day.0, unit(fees.day.1)),
        overtime: unit(fees.overtime),
        travel: unit(fees.travel),
    };
    let fees: Vec<Option<Fees>> = problem.interpreters.iter().map(|person| person.fees.map(counted)).collect();
    if fees.iter().any(Option::is_some) {
        network.roster(Roster::Fees(fees));
    }
}
