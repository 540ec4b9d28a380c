//! Rules: metadata, worked examples, specification against network, names and order.

use std::collections::BTreeSet;

use plenary::instance::schema::Level;
use plenary::network::{Assignment, Cell, NOBODY, Network};
use plenary::problem::{Problem, SessionId};
use plenary::rules::{Parameters, RULES, RuleSet, View, lower};
use plenary::verify::verify;

use crate::corners::corners;
use crate::random::{self, Random, SMALL, TOY};

/// Every rule on the level that it has by default; those that are off, on.
fn every_rule() -> RuleSet {
    let mut rules = RuleSet::default();
    for setting in rules.settings.iter_mut().filter(|setting| setting.level == Level::Off) {
        setting.level = Level::Soft;
    }
    rules
}

/// Amounts by rule as the verifier finds them.
fn specified(problem: &Problem, rules: &RuleSet, at: &Assignment) -> Vec<i64> {
    let timetable = at.timetable(problem);
    let verdict = verify(problem, rules, &timetable);
    let mut amounts = vec![0; RULES.len()];
    for finding in &verdict.findings {
        let position = RULES.iter().position(|rule| rule.id == finding.rule.id).unwrap();
        amounts[position] = finding.amount();
    }
    amounts
}

#[test]
fn every_rule_is_documented_and_has_an_example_that_it_catches() {
    let mut names = BTreeSet::new();
    for rule in RULES {
        assert!(names.insert(rule.id), "{} is registered twice", rule.id);
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{} is not kebab-case", rule.id);
        assert!(!rule.summary.is_empty() && !rule.unit.is_empty() && rule.doc.len() > 40, "{} lacks words", rule.id);
        assert!(rule.examples.iter().any(|example| example.amount > 0), "{} has no example that it catches", rule.id);
        for parameter in rule.parameters {
            assert!((parameter.least..=parameter.most).contains(&parameter.default), "{}.{}", rule.id, parameter.name);
            assert!(!["level", "weight"].contains(&parameter.name), "{}.{} is taken", rule.id, parameter.name);
        }
    }
}

#[test]
fn every_example_yields_the_stated_amount_both_ways() {
    let defaults = every_rule();
    for (position, rule) in RULES.iter().enumerate() {
        for example in rule.examples {
            let problem = Problem::build(&example.instance()).expect(rule.id);
            let timetable = example.timetable(&problem);
            let parameters = &defaults.settings[position].parameters;
            let view = View { problem: &problem, timetable: &timetable, parameters };
            let found = (rule.violations)(&view);
            let amount: i64 = found.iter().map(|violation| violation.amount).sum();
            assert_eq!(amount, example.amount, "{}: {}: {found:#?}", rule.id, example.about);
            assert!(found.iter().all(|v| v.amount > 0 && !v.message.is_empty()), "{}: {found:#?}", rule.id);
            if let Ok(at) = Assignment::of(&problem, &timetable) {
                let lowered = lower(&problem, &defaults).amounts_by_rule(&at, RULES.len());
                assert_eq!(lowered[position], example.amount, "{} in the network: {}", rule.id, example.about);
            }
        }
    }
}

#[test]
fn the_specification_and_the_network_agree_on_random_timetables() {
    let rules = every_rule();
    let mut seen = vec![false; RULES.len()];
    let mut compared = 0;
    for seed in 0..300 {
        let problem = Problem::build(&random::instance(seed, SMALL)).unwrap();
        let network = lower(&problem, &rules);
        let r = &mut Random::new(seed ^ 0x5eed);
        for _ in 0..6 {
            let at = assignment(r, &problem, &network);
            let (spec, net) = (specified(&problem, &rules, &at), network.amounts_by_rule(&at, RULES.len()));
            for (position, rule) in RULES.iter().enumerate() {
                seen[position] |= spec[position] > 0;
                compared += 1;
                let findings =
                    || format!("{:#?}", verify(&problem, &rules, &at.timetable(&problem)).findings[position]);
                assert_eq!(spec[position], net[position], "{} on seed {seed}: {}", rule.id, findings());
            }
        }
    }
    let silent: Vec<_> = RULES.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(rule, _)| rule.id).collect();
    assert!(silent.is_empty(), "never violated in random timetables, so never tested: {silent:?}");
    assert!(compared >= 300 * 6 * RULES.len(), "compared {compared} pairs of rule and timetable");
}

#[test]
fn the_specification_and_the_network_agree_in_the_corners() {
    let rules = every_rule();
    for (about, instance) in corners() {
        let problem = Problem::build(&instance).expect(about);
        let network = lower(&problem, &rules);
        let r = &mut Random::new(11);
        for _ in 0..40 {
            let at = assignment(r, &problem, &network);
            let (spec, net) = (specified(&problem, &rules, &at), network.amounts_by_rule(&at, RULES.len()));
            for (position, rule) in RULES.iter().enumerate() {
                assert_eq!(spec[position], net[position], "{}: {about}", rule.id);
            }
        }
    }
}

#[test]
fn the_largest_weights_end_in_the_largest_score() {
    let mut rules = every_rule();
    for setting in &mut rules.settings {
        setting.weight = 1_000_000;
    }
    let mut instance = random::instance(3, TOY);
    for attendee in &mut instance.attendees {
        attendee.count = 100_000;
        attendee.wishes.values_mut().for_each(|weight| weight.0 = 1000);
    }
    // A hundred thousand times as many attendees.
    let mut problem = Problem::build(&instance).unwrap();
    for attendee in &mut problem.attendees {
        attendee.count *= 100_000;
    }
    let network = lower(&problem, &rules);
    let nothing = Assignment::empty(&network);
    assert_eq!(network.score(&nothing).soft, i64::MAX);
    assert_eq!(verify(&problem, &rules, &nothing.timetable(&problem)).score(), network.score(&nothing));
}

#[test]
fn somebody_who_wishes_everything_is_judged_at_once() {
    let mut instance = random::instance(1, random::Size { sessions: 90, ..SMALL });
    let all = instance.sessions.iter().map(|session| (session.id.0.clone(), plenary::instance::schema::Weight(1)));
    instance.attendees[0].wishes = all.collect();
    instance.sessions[0].minutes = 2880;
    let (problem, rules) = (Problem::build(&instance).unwrap(), every_rule());
    let network = lower(&problem, &rules);
    let at = assignment(&mut Random::new(1), &problem, &network);
    assert_eq!(specified(&problem, &rules, &at), network.amounts_by_rule(&at, RULES.len()));
}

#[test]
fn renaming_and_reordering_change_nothing() {
    let rules = every_rule();
    for seed in 0..60 {
        let instance = random::instance(seed, TOY);
        let mut turned = instance.clone();
        turned.rooms.reverse();
        turned.people.reverse();
        turned.topics.reverse();
        turned.attendees.reverse();
        turned.interpreters.reverse();
        let (problem, other) = (Problem::build(&instance).unwrap(), Problem::build(&turned).unwrap());
        let (network, other_network) = (lower(&problem, &rules), lower(&other, &rules));
        let at = assignment(&mut Random::new(seed), &problem, &network);
        let mut same = at.clone();
        let last = problem.rooms.len() as u32 - 1;
        for cell in same.cells.iter_mut().flatten().filter(|cell| cell.room <= last) {
            cell.room = last - cell.room;
        }
        let last = problem.interpreters.len() as u16 - 1;
        for person in same.seats.iter_mut().filter(|person| **person != NOBODY) {
            *person = last - *person;
        }
        assert_eq!(specified(&problem, &rules, &at), specified(&other, &rules, &same), "seed {seed}");
        assert_eq!(network.score(&at), other_network.score(&same), "seed {seed}");
    }
}

#[test]
fn a_wider_conflict_never_lowers_a_cost() {
    let rules = every_rule();
    for seed in 0..60 {
        let instance = random::instance(seed, TOY);
        let mut harder = instance.clone();
        for session in &mut harder.sessions {
            session.topics = vec!["topic0".into()];
        }
        let (problem, other) = (Problem::build(&instance).unwrap(), Problem::build(&harder).unwrap());
        let at = assignment(&mut Random::new(seed), &problem, &lower(&problem, &rules));
        let (before, after) = (specified(&problem, &rules, &at), specified(&other, &rules, &at));
        assert!(before.iter().zip(&after).all(|(before, after)| before <= after), "seed {seed}");
    }
}

#[test]
fn parameters_are_read_where_they_are_documented() {
    // Setting each parameter to either end must not panic and must be heard: the setting holds it.
    for rule in RULES {
        for (position, parameter) in rule.parameters.iter().enumerate() {
            for value in [parameter.least, parameter.most] {
                let mut rules = every_rule();
                rules.set(&format!("{}.{}={value}", rule.id, parameter.name)).unwrap();
                let setting = &rules.settings[plenary::rules::find(rule.id).unwrap().0];
                assert_eq!(setting.parameters.get(position), value);
                for seed in 1..=10 {
                    let problem = Problem::build(&random::instance(seed, SMALL)).unwrap();
                    let network = lower(&problem, &rules);
                    let at = assignment(&mut Random::new(7), &problem, &network);
                    let (spec, net) = (specified(&problem, &rules, &at), network.amounts_by_rule(&at, RULES.len()));
                    assert_eq!(spec, net, "{}.{}={value}, seed {seed}", rule.id, parameter.name);
                }
            }
            assert!(RuleSet::default().set(&format!("{}.{}={}", rule.id, parameter.name, parameter.most + 1)).is_err());
        }
        assert_eq!(Parameters::default(), Parameters(Vec::new()));
    }
}

/// A random assignment: any start, any room, any mode, anybody in any seat, some sessions left out.
fn assignment(r: &mut Random, problem: &Problem, network: &Network) -> Assignment {
    let cells: Vec<Option<Cell>> =
        (0..network.sessions()).map(|session| cell(r, problem, network, SessionId::new(session))).collect();
    let seats = random::seats(r, network, &cells);
    Assignment { cells, seats }
}

/// A random cell of a session, or none.
fn cell(r: &mut Random, problem: &Problem, network: &Network, session: SessionId) -> Option<Cell> {
    let in_room = problem.sessions[session.index()].in_room;
    let room = if in_room { r.below(problem.rooms.len()) as u32 } else { network.nowhere() };
    let (time, mode) = (r.below(network.starts.len()) as u32, r.below(network.modes(session)) as u32);
    (!r.chance(10)).then_some(Cell { time, room, mode })
}
