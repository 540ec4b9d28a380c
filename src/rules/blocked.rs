//! Something runs that a plenary, break or social blocks.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::{Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "blocked",
    summary: "a session runs while a plenary, break or social blocks its kind",
    unit: "minutes",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "While a session runs whose kind `blocks` other kinds (`*` for all), nothing of those kinds runs. Each pair \
          counts with its minutes of overlap.",
    examples: &[Example {
        about: "a talk during the plenary",
        instance: r#""kinds": [{"id": "talk"}, {"id": "plenary", "blocks": ["*"]}],
            "sessions": [{"id": "a"}, {"id": "b", "kind": "plenary"}]"#,
        timetable: "a mon 09:00 attic\n b mon 09:30 hall",
        amount: 30,
    }],
    violations,
    declare,
};

fn blocking(problem: &Problem, a: SessionId, b: SessionId) -> bool {
    let (one, other) = (problem.sessions[a.index()].kind, problem.sessions[b.index()].kind);
    problem.kinds[one.index()].blocks[other.index()] || problem.kinds[other.index()].blocks[one.index()]
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let placed: Vec<_> = view.timetable.placed().collect();
    let mut found = Vec::new();
    for (position, &(a, at)) in placed.iter().enumerate() {
        for &(b, other) in &placed[position + 1..] {
            let spans = (problem.sessions[a.index()].span(at.start), problem.sessions[b.index()].span(other.start));
            let minutes = spans.0.overlap(spans.1);
            if minutes > 0 && blocking(problem, a, b) {
                let name = |id: SessionId| &problem.names.sessions[id.index()];
                let message = format!("{} and {} run together for {minutes} min", name(a), name(b));
                let subjects = vec![Subject::Session(a), Subject::Session(b)];
                let at = Some(at.start.max(other.start));
                found.push(Violation { amount: i64::from(minutes), subjects, at, message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    if problem.kinds.iter().all(|kind| !kind.blocks.contains(&true)) {
        return;
    }
    for a in problem.session_ids() {
        for b in (a.index() + 1..problem.sessions.len()).map(SessionId::new) {
            if blocking(problem, a, b) {
                network.times(vec![Subject::Session(a), Subject::Session(b)], a, b, TimeRelation::Overlap);
            }
        }
    }
}
