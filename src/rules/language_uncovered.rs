//! A language of the floor does not reach a channel.

use super::relay::routes;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Team};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "language-uncovered",
    summary: "nobody carries a language of the floor into a channel",
    unit: "minutes × pairs of floor language and channel",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "For every language spoken on the floor and every other language interpreted into, somebody in its booth \
          works from the one into the other; or, where `relay` allows it, from a language into which another booth of \
          the session carries it. One language in between and no more (so it is told of the United Nations; elsewhere \
          it is an assumption). A sign language and captions may take relay and give none.",
    examples: &[
        Example {
            about: "the Spanish booth hears English only, French is spoken, too",
            instance: r#""interpretation": {"team": 1, "relay": false},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "es"}]}],
                "sessions": [{"id": "a", "floor": ["en", "fr"], "interpretation": {"into": ["es"]}}]"#,
            timetable: "a mon 09:00 hall es:i1",
            amount: 60,
        },
        Example {
            about: "the Spanish booth takes relay from the French one",
            instance: r#""interpretation": {"team": 1},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}, {"id": "i2", "directions": [{"from": "fr", "into": "es"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1 es:i2",
            amount: 0,
        },
        Example {
            about: "nobody is in the French booth, so that neither channel has anything",
            instance: r#""interpretation": {"team": 1},
                "interpreters": [{"id": "i2", "directions": [{"from": "fr", "into": "es"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"]}}]"#,
            timetable: "a mon 09:00 hall fr: es:i2",
            amount: 120,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for route in routes(view).iter().filter(|route| !route.direct && route.over.is_empty()) {
        let [session, from, into] = route.names(view.problem);
        let message = format!("{session}: nobody carries {from} from the floor into {into}");
        found.push(Violation { amount: route.minutes, subjects: route.subjects(), at: Some(route.start), message });
    }
    found
}

fn declare(_: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    network.team(Team::Uncovered);
}
