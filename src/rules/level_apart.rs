//! Sessions of different levels are not side by side.

use super::couples;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::{Problem, Session};

pub(super) static RULE: Rule = Rule {
    id: "level-apart",
    summary: "sessions of different levels are not side by side",
    unit: "minutes",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "For conferences that want something for beginners and for others at any time: of sessions that are equally long and of \
          different levels (`about.level`), every pair that does not start at the same time counts with the minutes of one.",
    examples: &[
        Example {
            about: "one after the other",
            instance: r#""sessions": [{"id": "a", "about": {"level": 1}},
                {"id": "b", "about": {"level": 2}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 60,
        },
        Example {
            about: "side by side",
            instance: r#""sessions": [{"id": "a", "about": {"level": 1}},
                {"id": "b", "about": {"level": 2}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:00 attic",
            amount: 0,
        },
        Example {
            about: "alike",
            instance: r#""sessions": [{"id": "a", "about": {"level": 2}},
                {"id": "b", "about": {"level": 2}}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn concerns(session: &Session) -> bool {
    session.about.level.is_some()
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    couples::violations(view, concerns, "are of different levels and not side by side", |c| {
        if c.apart() && c.one.about.level != c.other.about.level { i64::from(c.one.minutes) } else { 0 }
    })
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for pair in couples::all(problem, concerns) {
        let (one, other) = (&problem.sessions[pair.0.index()], &problem.sessions[pair.1.index()]);
        if one.minutes == other.minutes && one.about.level != other.about.level {
            network.times_counted(couples::subjects(pair), pair, TimeRelation::OtherStart, one.minutes);
        }
    }
}
