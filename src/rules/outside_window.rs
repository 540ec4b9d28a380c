//! A session starts where no slot lets it.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Table};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "outside-window",
    summary: "a session starts where no slot admits it",
    unit: "sessions",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "A session starts at an allowed start of a slot that admits its kind, and ends by the end of that slot. This \
          is how kinds get their windows: preliminary sessions on the first morning, socials in the evening.",
    examples: &[
        Example { about: "19:00 is after hours", instance: "", timetable: "a mon 19:00 hall", amount: 1 },
        Example { about: "09:10 is not on the half hour", instance: "", timetable: "a mon 09:10 hall", amount: 1 },
        Example { about: "from 17:30 it would end at 18:30", instance: "", timetable: "a mon 17:30 hall", amount: 1 },
        Example {
            about: "Monday admits socials only",
            instance: r#""kinds": [{"id": "talk"}, {"id": "social"}],
                "slots": [{"id": "m", "day": "mon", "start": "09:00", "end": "18:00", "kinds": ["social"]},
                          {"id": "t", "day": "tue", "start": "09:00", "end": "18:00"}]"#,
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
    for (id, placement) in view.timetable.placed() {
        let session = &problem.sessions[id.index()];
        let admitted = problem.slots.iter().any(|slot| {
            slot.kinds[session.kind.index()]
                && slot.offers(placement.start)
                && session.span(placement.start).to <= slot.span.to
        });
        if !admitted {
            let message = format!(
                "{} ({}, {} min) may not start at {}",
                problem.names.sessions[id.index()],
                problem.names.kinds[session.kind.index()],
                session.minutes,
                problem.calendar.text(placement.start)
            );
            let at = Some(placement.start);
            found.push(Violation { amount: 1, subjects: vec![Subject::Session(id)], at, message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for id in problem.session_ids() {
        let cost = |time| i64::from(problem.slot_at(id, time).is_none());
        network.unary(id, Table::ByTime(problem.time_ids().map(cost).collect()));
    }
}
