//! Sessions come in the wrong order.

use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "order-broken",
    summary: "sessions come in the wrong order, too close or too far apart",
    unit: "pairs",
    level: Level::Hard,
    weight: 1,
    parameters: &[Parameter {
        name: "by-minutes",
        doc: "1: a pair counts with the minutes of both; 0: it counts once",
        default: 0,
        least: 0,
        most: 1,
    }],
    doc: "For every order, every session of `before` ends before every session of `after` starts, at least `min_gap` \
          and at most `max_gap` minutes earlier where they are given.",
    examples: &[
        Example {
            about: "B comes first, A should",
            instance: r#""orders": [{"id": "o", "before": {"sessions": ["a"]}, "after": {"sessions": ["b"]}}]"#,
            timetable: "b mon 09:00 hall\n a mon 10:00 hall",
            amount: 1,
        },
        Example {
            about: "half an hour between them is wanted",
            instance: r#""orders": [{"id": "o", "before": {"sessions": ["a"]}, "after": {"sessions": ["b"]},
                "min_gap": 30}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 1,
        },
        Example {
            about: "the next day is too late",
            instance: r#""orders": [{"id": "o", "before": {"sessions": ["a"]}, "after": {"sessions": ["b"]},
                "max_gap": 60}]"#,
            timetable: "a mon 09:00 hall\n b tue 09:00 hall",
            amount: 1,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (position, order) in problem.orders.iter().enumerate() {
        for &a in &order.before {
            for &b in &order.after {
                let (Some(one), Some(other)) = (view.timetable.span(problem, a), view.timetable.span(problem, b))
                else {
                    continue;
                };
                let gap = other.from - one.to;
                let wrong = if gap < 0 {
                    "does not end before".to_owned()
                } else if gap < order.min_gap {
                    format!("ends only {gap} min before")
                } else if order.max_gap.is_some_and(|most| gap > most) {
                    format!("ends {gap} min before, more than allowed,")
                } else {
                    continue;
                };
                let name = |id: crate::problem::SessionId| &problem.names.sessions[id.index()];
                let message = format!("{} {wrong} {} starts ({})", name(a), name(b), problem.names.orders[position]);
                let subjects = vec![Subject::Order(position as u32), Subject::Session(a), Subject::Session(b)];
                let both = one.to - one.from + other.to - other.from;
                let amount = if view.parameters.get(0) > 0 { i64::from(both) } else { 1 };
                found.push(Violation { amount, subjects, at: Some(other.from), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    for (position, order) in problem.orders.iter().enumerate() {
        let relation = TimeRelation::Order { least: order.min_gap, most: order.max_gap };
        for &a in &order.before {
            for &b in &order.after {
                let subjects = vec![Subject::Order(position as u32), Subject::Session(a), Subject::Session(b)];
                let minutes = |id: crate::problem::SessionId| problem.sessions[id.index()].minutes;
                let count = if parameters.get(0) > 0 { minutes(a).saturating_add(minutes(b)) } else { 1 };
                network.times_counted(subjects, (a, b), relation, count);
            }
        }
    }
}
