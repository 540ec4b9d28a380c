//! Interpreted sessions run in parallel, so that the team is split.

use super::interpreter_fees::{UNIT, in_units};
use super::sweep::stretches;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{DayId, Interval, Mode, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "split-teams",
    summary: "several interpreted sessions run at once, for which the team is split",
    unit: "units of currency (see `unit`)",
    level: Level::Soft,
    weight: 1,
    parameters: &[UNIT],
    doc: "If participants form groups and the team is split, work in groups is charged apart (so the standard terms of \
          one agency, translators-bg.com). On every day each interpreted session beyond the first that runs at the \
          busiest moment costs the `split_fee` of the conference. Sessions with booths count; sign language and \
          captions alone do not. A session counts to the day on which it starts.",
    examples: &[
        Example {
            about: "two at once on Monday",
            instance: r#""interpretation": {"split_fee": 250},
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}, {"id": "c"}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic\n c mon 09:30 attic",
            amount: 3,
        },
        Example {
            about: "what is optional and not interpreted does not count",
            instance: r#""interpretation": {"split_fee": 250},
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"], "mode": "optional"}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn has_booths(problem: &Problem, mode: &Mode) -> bool {
    mode.posts.iter().any(|staffed| problem.posts[staffed.post.index()].booth)
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let fee = in_units(problem.terms.split_fee, view.parameters.get(0));
    let mut found = Vec::new();
    for day in (0..problem.days.len()).map(DayId::new) {
        let mut running: Vec<(SessionId, Interval)> = Vec::new();
        for (id, placement) in view.timetable.placed() {
            if problem.day(placement.start) == Some(day) && has_booths(problem, problem.mode(id, placement.mode)) {
                running.push((id, problem.sessions[id.index()].span(placement.start)));
            }
        }
        let mut busiest: Option<(Interval, Vec<SessionId>)> = None;
        for (between, here) in stretches(&running, []) {
            if busiest.as_ref().is_none_or(|(_, most)| here.len() > most.len()) {
                busiest = Some((between, here));
            }
        }
        let Some((between, here)) = busiest else { continue };
        let amount = (here.len() as i64 - 1) * fee;
        if amount > 0 {
            let names: Vec<_> = here.iter().map(|id| problem.names.sessions[id.index()].as_str()).collect();
            let message = format!(
                "{} are interpreted at once at {}: the team is split",
                names.join(" and "),
                problem.calendar.text(between.from)
            );
            let mut subjects = vec![Subject::Day(day)];
            subjects.extend(here.iter().copied().map(Subject::Session));
            found.push(Violation { amount, subjects, at: Some(between.from), message });
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    let counts = |id: SessionId| -> (SessionId, Vec<bool>) {
        (id, problem.sessions[id.index()].modes.iter().map(|mode| has_booths(problem, mode)).collect())
    };
    let members = problem.session_ids().map(counts).filter(|(_, modes)| modes.contains(&true)).collect();
    network.peak(members, 1, in_units(problem.terms.split_fee, parameters.get(0)));
}
