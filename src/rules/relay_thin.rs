//! Relay hangs on too few people.

use super::relay::routes;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Team};
use crate::problem::{Problem, Terms};

pub(super) static RULE: Rule = Rule {
    id: "relay-thin",
    summary: "too few people can give the relay that a channel depends on",
    unit: "minutes × people or languages missing",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Where a channel gets a floor language by relay only, at least two interpreters at work can give relay from \
          it, three when a booth that gives it works both ways (AIIC, Professional Standards, art. 6, as quoted by AIB \
          Interpreters). The rule holds under packs that say so. A pack may also ask for several languages to go over; \
          the interpreters of the European Commission avoid a single pivot (SCIC).",
    examples: &[
        Example {
            about: "one person gives the relay that Spanish depends on",
            instance: r#""interpretation": {"pack": "aiic-table"},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}, {"id": "i2", "directions": [{"from": "fr", "into": "es"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1 es:i2",
            amount: 60,
        },
        Example {
            about: "without a pack nothing is asked for",
            instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}, {"id": "i2", "directions": [{"from": "fr", "into": "es"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr", "es"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1 es:i2",
            amount: 0,
        },
        Example {
            about: "two of the three who are asked for when the booth that gives relay to signers works both ways",
            instance: r#""interpretation": {"pack": "aiic-table"}, "services": [{"id": "asl", "kind": "sign"}],
                "interpreters": [{"id": "i1", "combination": {"a": ["en"], "b": ["fr"]}}, {"id": "i2", "combination": {"a": ["en"], "b": ["fr"]}},
                    {"id": "i3", "directions": [{"from": "en", "into": "asl"}]}, {"id": "i4", "directions": [{"from": "en", "into": "asl"}]}],
                "sessions": [{"id": "a", "floor": ["en", "fr"], "interpretation": {"into": ["en", "fr", "asl"]}}]"#,
            timetable: "a mon 09:00 hall en+fr:i1,i2 asl:i3,i4",
            amount: 60,
        },
    ],
    violations,
    declare,
};

fn asked_for(terms: &Terms) -> bool {
    terms.givers.iter().any(|&people| people > 0) || terms.pivots > 1
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let terms = &problem.terms;
    let mut found = Vec::new();
    for route in routes(view).iter().filter(|route| asked_for(terms) && route.relayed()) {
        let both_ways = route.over.iter().any(|giver| giver.both_ways);
        let (wanted, languages) = (i64::from(terms.givers[usize::from(both_ways)]), i64::from(terms.pivots));
        let people: i64 = route.over.iter().map(|giver| giver.people).sum();
        let missing = (wanted - people).max(0) + (languages - route.over.len() as i64).max(0);
        if missing > 0 {
            let [session, from, into] = route.names(problem);
            let message = format!(
                "{session}: {into} gets {from} by relay only; people who give it: {people} of {}, languages that it goes \
                 over: {} of {}",
                wanted.max(1),
                route.over.len(),
                languages.max(1)
            );
            let amount = missing * route.minutes;
            found.push(Violation { amount, subjects: route.subjects(), at: Some(route.start), message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let terms = &problem.terms;
    if asked_for(terms) && terms.relay {
        network.team(Team::Thin { givers: terms.givers, pivots: terms.pivots });
    }
}
