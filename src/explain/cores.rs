//! Minimal sets of facts that leave no timetable.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::edit::Edit;
use super::facts::{self, Fact};
use super::minimise::minimise;
use super::oracle::Oracle;
use super::strict::Strict;
use crate::instance::schema::{Id, Level};
use crate::network::{Primitive, consistent, domains};
use crate::problem::Problem;
use crate::rules::{find, lower};

/// Facts that together leave no timetable.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Core {
    /// The facts: sessions, then what is said of them, then rules.
    pub facts: Vec<Fact>,
    /// Whether every one of them is proved to be needed: without it there is a timetable for the others.
    pub minimal: bool,
    /// Positions in `facts` of those of which that is not proved, for want of time.
    pub unproved: Vec<usize>,
    /// Whether any fact was found that is not needed: if not, the core says no more than that there is no timetable.
    #[serde(skip)]
    pub(super) narrowed: bool,
    /// The conference with nothing but these facts.
    #[serde(skip)]
    pub(super) alone: Strict,
}

impl Core {
    /// The facts in words, those of which the same is said together.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<(&str, Vec<&str>)> = Vec::new();
        // A rule that another fact is all about need not be said.
        let said = |fact: &&Fact| {
            let by = |other: &Fact| other.rules.len() == 1 && fact.pointer == format!("/rules/{}", other.rules[0]);
            fact.kind == "rule" && self.facts.iter().any(by)
        };
        for fact in self.facts.iter().filter(|fact| !said(fact)) {
            match lines.iter_mut().find(|line| line.0 == fact.words.0) {
                Some(line) => line.1.push(&fact.words.1),
                None => lines.push((&fact.words.0, vec![&fact.words.1])),
            }
        }
        let text = |(stem, mut items): (&str, Vec<&str>)| {
            items.retain(|item| !item.is_empty());
            if items.is_empty() { stem.to_owned() } else { format!("{stem}: {}", items.join(", ")) }
        };
        lines.into_iter().map(text).collect()
    }

    /// What the facts are, without order.
    pub(super) fn names(&self) -> BTreeSet<(&'static str, String)> {
        self.facts.iter().map(|fact| (fact.kind, fact.text.clone())).collect()
    }
}

/// A minimal core of a conference without a timetable, looked for in `part` of it, if a part is known that has none either; else
/// a part is looked for first.
/// Where time is too short, facts of which not all may be needed.
pub(super) fn core(oracle: &Oracle<'_>, strict: &Strict, part: Option<Strict>) -> Core {
    let part = part.or_else(|| refuted_part(oracle, strict, &[]));
    let few = part.unwrap_or_else(|| strict.clone());
    let few = with_fewer_rules(oracle, few);
    let sessions = facts::sessions(&few.instance);
    let ids: Vec<Id> = few.instance.sessions.iter().map(|session| session.id.clone()).collect();
    oracle.say(format!("which of {} sessions leave no timetable", ids.len()));
    let of_sessions = minimise(oracle, sessions.len(), |kept, seconds| {
        let kept: Vec<Id> = kept.iter().map(|&position| ids[position].clone()).collect();
        oracle.ask_for(&few.only(&kept), &[], seconds)
    });
    let kept: Vec<Id> = of_sessions.kept.iter().map(|&position| ids[position].clone()).collect();
    let few = few.only(&kept);
    let rules = facts::rules(&few);
    oracle.say(format!("which of {} rules leave no timetable for {} sessions", rules.len(), kept.len()));
    let of_rules = minimise(oracle, rules.len(), |kept, seconds| oracle.ask_for(&few, &dropped(&rules, kept), seconds));
    let few = without(&few, &rules, &of_rules.kept);

    let data = facts::data(&few.instance, &few.rules);
    oracle.say(format!("which of {} facts leave no timetable for {} sessions", data.len(), kept.len()));
    let of_data = minimise(oracle, data.len(), |kept, seconds| oracle.ask_for(&few, &dropped(&data, kept), seconds));

    let alone = without(&few, &data, &of_data.kept);
    let narrowed = kept.len() < strict.instance.sessions.len();
    let mut core = Core { facts: Vec::new(), minimal: true, unproved: Vec::new(), narrowed, alone };
    for (facts, minimal) in [(sessions, of_sessions), (data, of_data), (rules, of_rules)] {
        core.narrowed |= minimal.kept.len() < facts.len();
        for &position in &minimal.kept {
            if minimal.unproved.contains(&position) {
                core.unproved.push(core.facts.len());
            }
            core.facts.push(facts[position].clone());
        }
    }
    core.minimal = core.unproved.is_empty();
    core
}

/// Hard rules that look at the same people and things: what is without them all is solved much sooner.
pub(super) const FAMILIES: [&[&str]; 4] = [
    &[
        "team-too-small",
        "wrong-booth",
        "language-uncovered",
        "relay-thin",
        "relay-used",
        "foreign-booth",
        "interpreter-clash",
        "interpreter-away",
        "interpreter-hours",
        "interpreter-stretch",
    ],
    &["no-booth", "booth-shortage", "booth-moves", "receivers-short"],
    &["room-clash", "room-closed", "room-too-small", "missing-feature", "not-step-free", "wrong-tag"],
    &["person-clash", "person-pause", "person-away", "person-load", "topic-clash"],
];

/// The conference without whole families of rules, as far as there is no timetable then either: every solve after that is of a
/// smaller conference.
fn with_fewer_rules(oracle: &Oracle<'_>, mut few: Strict) -> Strict {
    for family in FAMILIES {
        let mut without = few.clone();
        let mut hard = false;
        for (position, _) in family.iter().filter_map(|rule| find(rule)) {
            let level = &mut without.rules.settings[position].level;
            hard |= *level == Level::Hard;
            *level = Level::Off;
        }
        if hard && oracle.refute(&without, oracle.quick_seconds()).is_infeasible() {
            few = without;
        }
    }
    few
}

/// The edits that drop all but the facts that are kept.
fn dropped<'f>(facts: &'f [Fact], kept: &[usize]) -> Vec<&'f Edit> {
    let gone = |(position, fact): (usize, &'f Fact)| (!kept.contains(&position)).then_some(&fact.edit);
    facts.iter().enumerate().filter_map(gone).collect()
}

fn without(strict: &Strict, facts: &[Fact], kept: &[usize]) -> Strict {
    let mut strict = strict.clone();
    for edit in dropped(facts, kept) {
        edit.apply(&mut strict.instance, &mut strict.rules);
    }
    strict
}

/// The conference with few of its sessions, if that has no timetable either: those of a hint, those that share something
/// scarce, or those with least choice, more each time. A small part is refuted, or not, much sooner than the whole.
pub(super) fn refuted_part(oracle: &Oracle<'_>, strict: &Strict, hints: &[Vec<Id>]) -> Option<Strict> {
    let mut sets: Vec<Vec<Id>> = hints.to_vec();
    sets.extend(sharing(strict));
    let order = by_choice(strict);
    let sizes = std::iter::successors(Some(2), |size| Some(2 * size)).take_while(|&size| size < order.len());
    sets.extend(sizes.map(|size| order[..size].to_vec()));
    for pair in sets.chunks(2) {
        let parts: Vec<Strict> = pair.iter().map(|set| strict.only(set)).collect();
        let answers = oracle.each(&parts, |part| oracle.refute(part, oracle.quick_seconds()));
        let refuted = parts.into_iter().zip(answers).find(|(_, answer)| answer.is_infeasible());
        if let Some((part, _)) = refuted {
            return Some(part);
        }
    }
    None
}

/// Sets of sessions that use the same resource, small ones first.
fn sharing(strict: &Strict) -> Vec<Vec<Id>> {
    const MOST: usize = 64;
    let Ok(problem) = Problem::build(&strict.instance) else { return Vec::new() };
    let network = lower(&problem, &strict.rules);
    let shared = network.constraints.iter().filter_map(|constraint| match &constraint.body {
        Primitive::Cumulative(cumulative) => Some(cumulative),
        _ => None,
    });
    let mut sets: BTreeSet<(usize, Vec<usize>)> = BTreeSet::new();
    for cumulative in shared.chain(network.implied.iter().map(|implied| &implied.body)) {
        let mut users: Vec<usize> = cumulative.uses.iter().map(|use_| use_.session.index()).collect();
        users.sort_unstable();
        users.dedup();
        if users.len() > 2 && users.len() < network.sessions() {
            sets.insert((users.len(), users));
        }
    }
    let name = |set: Vec<usize>| set.into_iter().map(|session| strict.instance.sessions[session].id.clone()).collect();
    sets.into_iter().take(MOST).map(|(_, set)| name(set)).collect()
}

/// The sessions, those with least choice first.
fn by_choice(strict: &Strict) -> Vec<Id> {
    let sessions = &strict.instance.sessions;
    let Ok(problem) = Problem::build(&strict.instance) else {
        return sessions.iter().map(|session| session.id.clone()).collect();
    };
    let network = lower(&problem, &strict.rules);
    let domains = consistent(&network, &domains(&network));
    let mut order: Vec<(usize, &Id)> =
        domains.iter().zip(sessions).map(|(domain, session)| (domain.cells().count(), &session.id)).collect();
    order.sort();
    order.into_iter().map(|(_, id)| id.clone()).collect()
}
