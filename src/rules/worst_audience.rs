//! One audience is shut out more than the others.

use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Share};
use crate::problem::{Audience, AudienceId, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "worst-audience",
    summary: "the audience that fares worst cannot follow part of what it wishes",
    unit: "parts of its wishes (see `parts`)",
    level: Level::Soft,
    weight: 1,
    parameters: &[Parameter {
        name: "parts",
        doc: "parts of a whole in which the share is counted, rounded up; 1000 for per mille",
        default: 1000,
        least: 1,
        most: 1_000_000,
    }],
    doc: "Attendees who understand the same `languages` are an audience. Of the weight of all that an audience wishes, \
          a share belongs to sessions that it cannot follow or that are left out; the amount is the share of the \
          audience for which it is the largest, in parts. It is the measure of inclusion: sums let a small group pay \
          for a large one, the worst-off does not. What people miss because sessions run in parallel is a matter of \
          `missed-wish`.",
    examples: &[
        Example {
            about: "French follows two of three, English all",
            instance: r#""sessions": [{"id": "a", "floor": ["en"]}, {"id": "b", "floor": ["fr"]}, {"id": "c", "floor": ["en"], "interpretation": {"into": ["fr"]}}],
                "attendees": [{"id": "x", "count": 2, "languages": ["fr"], "wishes": {"a": 1, "b": 1, "c": 1}}, {"id": "y", "count": 90, "languages": ["en"], "wishes": {"a": 1}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall\n c mon 11:00 hall fr:",
            amount: 334,
        },
        Example {
            about: "what is left out, nobody follows",
            instance: r#""sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}, "optional_value": 1}],
                "attendees": [{"id": "x", "languages": ["fr"], "wishes": {"a": 1}}]"#,
            timetable: "",
            amount: 1000,
        },
    ],
    violations,
    declare,
};

/// Audiences of which it is known what they understand.
fn known(problem: &Problem) -> impl Iterator<Item = (AudienceId, &Audience)> {
    let numbered = problem.audiences.iter().enumerate();
    let known = numbered.filter(|(_, audience)| !audience.understands.is_empty());
    known.map(|(position, audience)| (AudienceId::new(position), audience))
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut worst: Option<(i64, i64, i64, &Audience)> = None;
    for (id, audience) in known(problem) {
        let (mut shut_out, mut wished) = (0, 0);
        for attendee in problem.attendees.iter().filter(|attendee| attendee.audience == id) {
            for &(session, weight) in &attendee.wishes {
                let placement = view.timetable.get(session);
                let mode = placement.map(|placement| problem.mode(session, placement.mode));
                wished += attendee.count * weight;
                if !mode.is_some_and(|mode| audience.follows(&mode.floor, &mode.into)) {
                    shut_out += attendee.count * weight;
                }
            }
        }
        if shut_out > 0 {
            let parts = i128::from(shut_out) * i128::from(view.parameters.get(0));
            let whole = i128::from(wished);
            let share = i64::try_from(parts / whole + i128::from(parts % whole > 0)).unwrap_or(i64::MAX);
            if worst.is_none_or(|(most, ..)| share > most) {
                worst = Some((share, shut_out, wished, audience));
            }
        }
    }
    let Some((amount, shut_out, wished, audience)) = worst else { return Vec::new() };
    let name = |language: &crate::problem::LanguageId| problem.names.languages[language.index()].as_str();
    let languages: Vec<&str> = audience.understands.iter().map(name).collect();
    let message = format!(
        "of wishes of weight {wished}, those who understand {} cannot follow {shut_out}",
        languages.join(" and ")
    );
    let subjects = audience.understands.iter().copied().map(Subject::Language).collect();
    vec![Violation { amount, subjects, at: None, message }]
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    let group = |(id, _): (AudienceId, &Audience)| {
        let mut wished = vec![0i64; problem.sessions.len()];
        for attendee in problem.attendees.iter().filter(|attendee| attendee.audience == id) {
            for &(session, weight) in &attendee.wishes {
                wished[session.index()] += attendee.count * weight;
            }
        }
        let missed = |session: SessionId| {
            let all = wished[session.index()];
            let modes = problem.sessions[session.index()].modes.iter();
            (session, modes.map(|mode| if mode.followed[id.index()] { 0 } else { all }).collect(), all)
        };
        let sessions = problem.session_ids().filter(|session| wished[session.index()] > 0);
        Share { whole: wished.iter().sum(), missed: sessions.map(missed).collect() }
    };
    network.worst(known(problem).map(group).collect(), parameters.get(0));
}
