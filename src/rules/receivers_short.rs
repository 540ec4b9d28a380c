//! More people listen through receivers than there are.

use super::sweep::stretches;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Demand, Profile, Use, Works};
use crate::problem::{Interval, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "receivers-short",
    summary: "more receivers are needed at once than there are",
    unit: "minutes × receivers missing",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Whoever does not understand all that is spoken, and understands a language interpreted into, listens through \
          a receiver: people who wish the session, else the same share of those expected. Receivers are bound from \
          `handling_minutes` before the start to as many after the end, by handing out and collecting. The rule is \
          silent where the conference does not say how many there are. No source gives a number of spare ones.",
    examples: &[
        Example {
            about: "two sessions overlap for half an hour with five listeners each, eight receivers",
            instance: r#""interpretation": {"receivers": {"count": 8}},
                "attendees": [{"id": "x", "count": 5, "languages": ["fr"], "wishes": {"a": 1, "b": 1}}, {"id": "y", "count": 9, "languages": ["en"], "wishes": {"a": 1, "b": 1}}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:\n b mon 09:30 attic fr:",
            amount: 60,
        },
        Example {
            about: "ten minutes to collect, ten to hand out, none between",
            instance: r#""interpretation": {"receivers": {"count": 8, "handling_minutes": 10}},
                "attendees": [{"id": "x", "count": 5, "languages": ["fr"], "wishes": {"a": 1, "b": 1}}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:\n b mon 10:00 attic fr:",
            amount: 40,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let Some(stock) = problem.terms.receivers else { return Vec::new() };
    let mut bound: Vec<((SessionId, i64), Interval)> = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let span = problem.sessions[id.index()].span(placement.start);
        let handled = Interval { from: span.from - problem.terms.handling, to: span.to + problem.terms.handling };
        bound.push(((id, i64::from(problem.mode(id, placement.mode).listeners)), handled));
    }
    bound.retain(|((_, listeners), _)| *listeners > 0);
    let mut found = Vec::new();
    for (between, here) in stretches(&bound, []) {
        let needed: i64 = here.iter().map(|(_, listeners)| listeners).sum();
        if needed > i64::from(stock) {
            let names: Vec<_> = here.iter().map(|(id, _)| problem.names.sessions[id.index()].as_str()).collect();
            let message = format!(
                "{needed} receivers are needed from {} to {}, there are {stock} ({})",
                problem.calendar.text(between.from),
                problem.calendar.clock(between.to),
                names.join(", ")
            );
            let subjects = here.iter().map(|(id, _)| Subject::Session(*id)).collect();
            let amount = (needed - i64::from(stock)) * i64::from(between.to - between.from);
            found.push(Violation { amount, subjects, at: Some(between.from), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let Some(stock) = problem.terms.receivers else { return };
    let use_ = |session: SessionId| {
        let listeners: Vec<i32> = problem.sessions[session.index()].modes.iter().map(|mode| mode.listeners).collect();
        let (before, after) = (problem.terms.handling, problem.terms.handling);
        let needed = listeners.iter().any(|&people| people > 0);
        needed.then_some(Use { session, work: 0, demand: Demand::ByMode(listeners), before, after })
    };
    let uses: Vec<Use> = problem.session_ids().filter_map(use_).collect();
    if !uses.is_empty() {
        network.cumulative(Vec::new(), uses, vec![(Works::only(0), Profile::constant(stock))], false);
    }
}
