//! An interpreter is in two places at once.

use super::duties::{by_person, post_name};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Roster};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "interpreter-clash",
    summary: "an interpreter is in two places at once, or has no time to walk",
    unit: "minutes",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "An interpreter works from the start to the end of a session, in one booth at a time, and between two \
          sessions there is time for the walk from room to room. Each pair of posts counts: the minutes in which both \
          are to be filled; else what the time between them lacks for the walk.",
    examples: &[
        Example {
            about: "half an hour in two booths",
            instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1\n b mon 09:30 attic fr:i1",
            amount: 30,
        },
        Example {
            about: "ten minutes on foot, and no time for it",
            instance: r#""walking": {"within_venue": 10},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1\n b mon 10:00 attic fr:i1",
            amount: 10,
        },
        Example {
            about: "in two booths of one session",
            instance: r#""interpretation": {"team": 1},
                "interpreters": [{"id": "i1", "combination": {"a": ["es", "fr"], "c": ["en"]}}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1 es:i1",
            amount: 60,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (person, shifts) in by_person(view) {
        for (position, first) in shifts.iter().enumerate() {
            for then in &shifts[position + 1..] {
                let together = first.span.overlap(then.span);
                let walk = match (first.room, then.room) {
                    (Some(from), Some(to)) => problem.walk(from, to),
                    _ => 0,
                };
                let minutes = if together > 0 { together } else { walk - first.span.gap(then.span) };
                if minutes <= 0 {
                    continue;
                }
                let name = &problem.names.interpreters[person.index()];
                let posts = [first, then].map(|shift| {
                    let session = &problem.names.sessions[shift.session.index()];
                    format!("{} of {session}", post_name(problem, shift.post))
                });
                let [a, b] = posts;
                let message = if together > 0 {
                    format!("{name} sits in {a} and in {b} at once for {minutes} min")
                } else {
                    format!("{name} has {minutes} min too few to walk from {a} to {b}")
                };
                let mut subjects = vec![Subject::Interpreter(person), Subject::Session(first.session)];
                if then.session != first.session {
                    subjects.push(Subject::Session(then.session));
                }
                let at = Some(then.span.from);
                found.push(Violation { amount: i64::from(minutes), subjects, at, message });
            }
        }
    }
    found
}

fn declare(_: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    network.roster(Roster::Clash);
}
