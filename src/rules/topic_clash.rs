//! Sessions on the same topic run in parallel.

use super::sweep::stretches;
use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Demand, Profile, TimeRelation, Use, Works};
use crate::problem::{Problem, SessionId, Subject, TopicId};

pub(super) static RULE: Rule = Rule {
    id: "topic-clash",
    summary: "sessions on the same topic run in parallel",
    unit: "minutes × sessions too many",
    level: Level::Hard,
    weight: 1,
    parameters: &[Parameter {
        name: "pairs",
        doc: "1: every pair counts with the minutes that both run; 0: every session too many",
        default: 0,
        least: 0,
        most: 1,
    }],
    doc: "At any minute at most one session on a topic runs, so that whoever cares about it can see all of it.",
    examples: &[Example {
        about: "half an hour of the same topic twice",
        instance: r#""topics": [{"id": "youth"}],
            "sessions": [{"id": "a", "topics": ["youth"]}, {"id": "b", "topics": ["youth"]}]"#,
        timetable: "a mon 09:00 hall\n b mon 09:30 attic",
        amount: 30,
    }],
    violations,
    declare,
};

fn sessions_on(problem: &Problem, topic: TopicId) -> Vec<SessionId> {
    problem.session_ids().filter(|id| problem.sessions[id.index()].topics.contains(&topic)).collect()
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for topic in (0..problem.names.topics.len()).map(TopicId::new) {
        let sessions = sessions_on(problem, topic);
        let of = |&id: &SessionId| view.timetable.span(problem, id).map(|span| (id, span));
        let spans: Vec<_> = sessions.iter().filter_map(of).collect();
        for (between, here) in stretches(&spans, []) {
            if here.len() > 1 {
                let names: Vec<_> = here.iter().map(|id| problem.names.sessions[id.index()].as_str()).collect();
                let message = format!(
                    "{} on {} run together from {} to {}",
                    names.join(" and "),
                    problem.names.topics[topic.index()],
                    problem.calendar.text(between.from),
                    problem.calendar.clock(between.to)
                );
                let mut subjects = vec![Subject::Topic(topic)];
                subjects.extend(here.iter().copied().map(Subject::Session));
                let count = here.len() as i64;
                let excess = if view.parameters.get(0) > 0 { count * (count - 1) / 2 } else { count - 1 };
                let amount = excess * i64::from(between.to - between.from);
                found.push(Violation { amount, subjects, at: Some(between.from), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    for topic in (0..problem.names.topics.len()).map(TopicId::new) {
        let sessions = sessions_on(problem, topic);
        if parameters.get(0) > 0 {
            for (i, &a) in sessions.iter().enumerate() {
                for &b in &sessions[i + 1..] {
                    let about = vec![Subject::Topic(topic), Subject::Session(a), Subject::Session(b)];
                    network.times(about, a, b, TimeRelation::Overlap);
                }
            }
            continue;
        }
        let on = |session| Use { session, work: 0, demand: Demand::Fixed(1), before: 0, after: 0 };
        let uses: Vec<Use> = sessions.into_iter().map(on).collect();
        if uses.len() > 1 {
            network.cumulative(vec![Subject::Topic(topic)], uses, vec![(Works::only(0), Profile::constant(1))], false);
        }
    }
}
