//! A channel hears a language of the floor at second hand.

use super::relay::routes;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Team};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "relay-used",
    summary: "a language of the floor reaches a channel by relay only",
    unit: "minutes × pairs of floor language and channel",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Systematic relay is to be avoided (AIIC, Professional Standards, art. 6, as quoted by AIB Interpreters): a \
          pair of a floor language and a channel counts while nobody in the booth of the channel works from that \
          language, and another booth of the session gives relay.",
    examples: &[
        Example {
            about: "English into Spanish over French",
            instance: r#""interpretation": {"team": 1},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}, {"id": "i2", "directions": [{"from": "fr", "into": "es"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1 es:i2",
            amount: 60,
        },
        Example {
            about: "the colleague hears English",
            instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}, {"id": "i2", "directions": [{"from": "fr", "into": "es"}]},
                    {"id": "i3", "directions": [{"from": "en", "into": "es"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1 es:i2,i3",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for route in routes(view).iter().filter(|route| route.relayed()) {
        let [session, from, into] = route.names(problem);
        let over: Vec<&str> =
            route.over.iter().map(|giver| problem.names.languages[giver.channel.index()].as_str()).collect();
        let message = format!("{session}: {from} reaches {into} by relay over {} only", over.join(" or "));
        found.push(Violation { amount: route.minutes, subjects: route.subjects(), at: Some(route.start), message });
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    if problem.terms.relay {
        network.team(Team::Relayed);
    }
}
