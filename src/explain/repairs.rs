//! What would make a timetable: sets of changes, the least effort first, each verified by solving.
//!
//! Every repair hits every core. The tree of Reiter (*A theory of diagnosis from first principles*, Artificial
//! Intelligence 32, 1987) searched best first gives them in order of effort: a set of changes is tried; if there is still
//! no timetable, there is another core, and every change that would undo it makes another set.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::actions::{self, actions};
use super::cores::{Core, core};
use super::edit::Edit;
use super::oracle::{Answer, Oracle};
use super::strict::Strict;
use super::{Explanation, Options};
use crate::instance::schema::Id;

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Action {
    /// What kind of fact it changes.
    pub kind: &'static str,
    /// Where it is changed in the instance.
    pub pointer: String,
    /// In words.
    pub text: String,
    /// How much effort it is, by the table in `plenary explain --help`.
    pub effort: u32,
    /// Sessions of which one wants to know where they stand then.
    #[serde(skip)]
    pub(super) sessions: Vec<Id>,
    #[serde(skip)]
    pub(super) edits: Vec<Edit>,
    /// Changes of one name do the same, more the higher the number.
    #[serde(skip)]
    pub(super) ladder: (String, usize),
}

/// Changes that together make a timetable.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Repair {
    /// In words.
    pub text: String,
    /// The effort of all changes together.
    pub effort: u32,
    /// Whether a timetable was found after these changes. If not, neither was it proved that there is none.
    pub verified: bool,
    /// The changes; none of them can be left away.
    pub actions: Vec<Action>,
    /// Where the sessions that are changed stand in the timetable that was found.
    pub stands: Vec<Standing>,
}

/// Where a session stands.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Standing {
    /// The session.
    pub session: String,
    /// Its start, local time.
    pub start: String,
    /// Its room, if it is in one.
    pub room: Option<String>,
}

/// Sets of changes that are tried, at most.
const MOST_TRIED: usize = 100;
/// Cores that are looked for on the way, at most.
const MOST_CORES: usize = 3;
/// Changes in one repair, at most.
const MOST_CHANGES: usize = 4;

/// Looks for repairs, and puts them into the explanation.
pub(super) fn repairs(oracle: &Oracle<'_>, base: &Strict, options: &Options, explanation: &mut Explanation) {
    if options.repairs == 0 || explanation.cores.is_empty() {
        return;
    }
    oracle.say("what would make a timetable".to_owned());
    let mut search = Search {
        oracle,
        base,
        cores: explanation.cores.clone(),
        actions: Vec::new(),
        of_core: Vec::new(),
        open: BTreeMap::new(),
        refuted: BTreeSet::new(),
        seen: BTreeSet::new(),
    };
    search.expand(&[], 0);
    let mut found: Vec<(Vec<usize>, Repair)> = Vec::new();
    let mut tried = 0;
    let mut left = MOST_CORES;
    while tried < MOST_TRIED {
        // The effort that is to be beaten.
        let mut efforts: Vec<u32> = found.iter().filter(|(_, r)| r.verified).map(|(_, repair)| repair.effort).collect();
        efforts.sort_unstable();
        let worst = efforts.get(options.repairs - 1).copied().unwrap_or(u32::MAX);
        if oracle.stop.reason().is_some() {
            explanation.cut_short.push("there may be more repairs, and of less effort".to_owned());
            break;
        }
        let batch = search.next(&found, worst);
        if batch.is_empty() {
            // What was not enough by itself, with more.
            let least = actions::EFFORT.iter().map(|(_, effort)| *effort).min().unwrap_or(0);
            match search.refuted.pop_first() {
                Some((effort, set)) if left > 0 && effort + least < worst => {
                    left -= usize::from(search.branch(&set));
                    continue;
                }
                Some(_) if left == 0 => {
                    explanation.cut_short.push("there may be more repairs that change several things".to_owned());
                    break;
                }
                _ => break,
            }
        }
        tried += batch.len();
        let answers = oracle.each(&batch, |set: &Vec<usize>| oracle.ask(base, &search.edits(set)));
        for (set, answer) in batch.into_iter().zip(answers) {
            match answer {
                Answer::Feasible(timetable) => found.push((set.clone(), search.repair(&set, Some(&timetable)))),
                Answer::Unknown => found.push((set.clone(), search.repair(&set, None))),
                Answer::Infeasible => {
                    let effort = search.effort(&set);
                    search.refuted.insert((effort, set));
                }
            }
        }
    }
    let mut repairs: Vec<Repair> = found.into_iter().map(|(_, repair)| repair).collect();
    repairs.sort_by_key(|repair| (!repair.verified, repair.effort));
    repairs.truncate(options.repairs);
    explanation.repairs = repairs;
}

struct Search<'s> {
    oracle: &'s Oracle<'s>,
    base: &'s Strict,
    cores: Vec<Core>,
    /// Every change thought of.
    actions: Vec<Action>,
    /// By core: the changes that undo it.
    of_core: Vec<Option<Vec<usize>>>,
    /// Sets to be tried, by effort, then in the order in which they were thought of.
    open: BTreeMap<(u32, usize), Vec<usize>>,
    /// Sets after which there is still no timetable.
    refuted: BTreeSet<(u32, Vec<usize>)>,
    seen: BTreeSet<Vec<usize>>,
}

impl Search<'_> {
    fn edits(&self, set: &[usize]) -> Vec<&Edit> {
        set.iter().flat_map(|&action| &self.actions[action].edits).collect()
    }

    fn effort(&self, set: &[usize]) -> u32 {
        set.iter().map(|&action| self.actions[action].effort).sum()
    }

    /// The sets of least effort, two at a time, as long as they are less than `worst`.
    fn next(&mut self, found: &[(Vec<usize>, Repair)], worst: u32) -> Vec<Vec<usize>> {
        let mut batch: Vec<Vec<usize>> = Vec::new();
        while batch.len() < self.oracle.threads.min(2) {
            let Some(((effort, _), set)) = self.open.pop_first() else { break };
            if effort >= worst {
                break;
            }
            let ladder = |action: &usize| &self.actions[*action].ladder;
            let covers = |known: &usize| {
                let (name, rung) = ladder(known);
                set.iter().map(ladder).any(|(other, higher)| name == other && higher >= rung)
            };
            let needless = found.iter().any(|(known, repair)| repair.verified && known.iter().all(covers));
            if !needless {
                batch.push(set);
            }
        }
        batch
    }

    /// Adds to a set every change that undoes a core.
    fn expand(&mut self, set: &[usize], core: usize) {
        if set.len() >= MOST_CHANGES {
            return;
        }
        self.of_core.resize(self.cores.len(), None);
        if self.of_core[core].is_none() {
            let undo = actions(self.oracle, &self.cores[core]);
            let numbers = undo.into_iter().map(|action| {
                let known = self.actions.iter().position(|other| *other == action);
                known.unwrap_or_else(|| {
                    self.actions.push(action);
                    self.actions.len() - 1
                })
            });
            self.of_core[core] = Some(numbers.collect());
        }
        for &action in self.of_core[core].clone().iter().flatten() {
            let mut larger = set.to_vec();
            larger.push(action);
            larger.sort_unstable();
            if self.seen.insert(larger.clone()) {
                let effort = self.effort(&larger);
                self.open.insert((effort, self.seen.len()), larger);
            }
        }
    }

    /// There is no timetable after these changes: another core, and what undoes it. True if the core had to be looked for.
    fn branch(&mut self, set: &[usize]) -> bool {
        let edits = self.edits(set);
        let stands = |core: &Core| self.oracle.ask(&core.alone, &edits).is_infeasible();
        if let Some(core) = self.cores.iter().position(stands) {
            self.expand(set, core);
            return false;
        }
        let mut edited = self.base.clone();
        edits.iter().for_each(|edit| edit.apply(&mut edited.instance, &mut edited.rules));
        if let Some(another) = core(self.oracle, &edited, None) {
            self.cores.push(another);
            self.expand(set, self.cores.len() - 1);
        }
        true
    }

    fn repair(&self, set: &[usize], found: Option<&(crate::problem::Problem, crate::timetable::Timetable)>) -> Repair {
        let actions: Vec<Action> = set.iter().map(|&action| self.actions[action].clone()).collect();
        let mut stands = Vec::new();
        if let Some((problem, timetable)) = found {
            for session in actions.iter().flat_map(|action| &action.sessions) {
                let number = problem.session_ids().find(|id| problem.names.sessions[id.index()] == session.0);
                if let Some(place) = number.and_then(|id| timetable.get(id)) {
                    stands.push(Standing {
                        session: session.0.clone(),
                        start: problem.calendar.text(place.start),
                        room: place.room.map(|room| problem.names.rooms[room.index()].clone()),
                    });
                }
            }
        }
        let text = actions.iter().map(|action| action.text.as_str()).collect::<Vec<_>>().join("; and ");
        let effort = self.effort(set);
        Repair { text, effort, verified: found.is_some(), actions, stands }
    }
}
