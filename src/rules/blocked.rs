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
    // Of two sessions that block one another at least one is of a kind that blocks something.
    let blocks =
        |&(id, _): &(SessionId, _)| problem.kinds[problem.sessions[id.index()].kind.index()].blocks.contains(&true);
    let blockers: Vec<_> = placed.iter().copied().filter(blocks).collect();
    let mut found = Vec::new();
    for (position, &(a, at)) in placed.iter().enumerate() {
        let later = if blocks(&(a, at)) { &placed[position + 1..] } else { &blockers[..] };
        for &(b, other) in later.iter().filter(|(b, _)| *b > a) {
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
    let mut of_kind: Vec<Vec<SessionId>> = vec![Vec::new(); problem.kinds.len()];
    for id in problem.session_ids() {
        of_kind[problem.sessions[id.index()].kind.index()].push(id);
    }
    for a in problem.session_ids() {
        // By kind, not pair by pair: few kinds block, and most sessions have few partners.
        let kind = problem.sessions[a.index()].kind.index();
        let blocking = |other: &usize| problem.kinds[kind].blocks[*other] || problem.kinds[*other].blocks[kind];
        let partners = (0..problem.kinds.len()).filter(blocking).flat_map(|other| &of_kind[other]);
        let mut partners: Vec<SessionId> = partners.copied().filter(|&b| b > a).collect();
        partners.sort_unstable();
        for b in partners {
            network.times(vec![Subject::Session(a), Subject::Session(b)], a, b, TimeRelation::Overlap);
        }
    }
}
