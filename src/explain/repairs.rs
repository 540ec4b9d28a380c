//! What would make a timetable: sets of changes of different kinds, the least effort first, each verified by solving.
//!
//! A planner chooses between kinds of changes first: move something, hire somebody, interpret less. So of each kind that
//! undoes the core all changes are tried together; where that is not enough, none of them is, else the cheapest that is
//! enough by itself is looked for, or as few together as are. What no kind does by itself several may: every repair hits every
//! core, and the tree of Reiter (*A theory of diagnosis from first principles*, Artificial Intelligence 32, 1987) searched
//! best first gives them in order of effort: a set of changes is tried; if there is still no timetable, there is another
//! core, and every change that would undo it makes another set. Then further changes of the same kinds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::actions::{self, actions};
use super::cores::{Core, core};
use super::edit::Edit;
use super::oracle::{Answer, Oracle};
use super::strict::Strict;
use super::witness::{self, Witness};
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

impl Action {
    /// Changes of one family are much the same decision.
    fn family(&self) -> &str {
        match self.kind {
            "half-day" | "day" | "interpreter" => "people",
            "rule" | "terms" => &self.pointer,
            kind => kind,
        }
    }
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
    /// The changes; without any one of them no timetable was found.
    pub actions: Vec<Action>,
    /// Other changes of the same kind that undo the reason too, in words; not tried on the whole conference.
    pub likewise: Vec<String>,
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
/// Changes of one kind that a timetable makes use of, beyond which fewer are not looked for.
const MOST_OF_A_KIND: usize = 8;
/// What is dearer is not offered: it takes less to make a rule a wish.
const MOST_EFFORT: u32 = 30;
/// Changes of one kind that are tried each by itself, at most.
const MOST_ALONE: usize = 6;
/// Others of the same kind that are told, at most.
const MOST_LIKEWISE: usize = 12;

/// Looks for repairs, and puts them into the explanation.
pub(super) fn repairs(oracle: &Oracle<'_>, base: &Strict, options: &Options, explanation: &mut Explanation) {
    if options.repairs == 0 || explanation.cores.is_empty() {
        return;
    }
    oracle.say("what would make a timetable".to_owned());
    let mut search = Search {
        oracle,
        base,
        wanted: options.repairs,
        cores: explanation.cores.clone(),
        actions: Vec::new(),
        of_core: Vec::new(),
        open: BTreeMap::new(),
        refuted: BTreeSet::new(),
        seen: BTreeSet::new(),
        found: Vec::new(),
        undecided: Vec::new(),
    };
    search.expand(&[], 0);
    search.of_one_kind();
    oracle.say(format!("what of several kinds would, besides {} repairs", search.found.len()));
    if search.of_several_kinds() {
        explanation.cut_short.push("there may be further repairs that change several things at once".to_owned());
    }
    oracle.say(format!("what else would, besides {} repairs", search.found.len()));
    search.of_the_same_kinds();
    if oracle.stop.reason().is_some() {
        explanation.cut_short.push("there may be more repairs, and of less effort".to_owned());
    }
    explanation.repairs = search.best();
}

struct Search<'s> {
    oracle: &'s Oracle<'s>,
    base: &'s Strict,
    /// Repairs that are wanted.
    wanted: usize,
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
    /// Sets after which there is a timetable: this one.
    found: Vec<(Vec<usize>, Arc<Witness>)>,
    /// Sets of which nothing was found out in time.
    undecided: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn edits(&self, set: &[usize]) -> Vec<&Edit> {
        set.iter().flat_map(|&action| &self.actions[action].edits).collect()
    }

    fn effort(&self, set: &[usize]) -> u32 {
        set.iter().map(|&action| self.actions[action].effort).sum()
    }

    fn families(&self, set: &[usize]) -> BTreeSet<&str> {
        set.iter().map(|&action| self.actions[action].family()).collect()
    }

    /// Whether there are as many repairs as are wanted, each of no more effort than this.
    fn enough(&self, effort: u32) -> bool {
        self.found.iter().filter(|(set, _)| self.effort(set) <= effort).count() >= self.wanted
    }

    /// Seconds for one set: there are many.
    fn trial_seconds(&self) -> f64 {
        self.oracle.box_seconds / 3.0
    }

    /// When to stop looking for more, once something is found.
    fn until(&self) -> f64 {
        self.oracle.stop.seconds() + self.oracle.box_seconds / 2.0
    }

    /// Tries sets, and keeps what comes of them. Whether there is a repair among them.
    fn attempt(&mut self, sets: &[Vec<usize>], seconds: f64) -> bool {
        let answers =
            self.oracle.each(sets, |set: &Vec<usize>| self.oracle.ask_for(self.base, &self.edits(set), seconds));
        self.oracle.remember(&answers);
        let mut any = false;
        for (set, answer) in sets.iter().zip(answers) {
            match answer {
                Answer::Feasible(witness) => {
                    any = true;
                    self.accept(set, witness);
                }
                Answer::Unknown => self.undecided.push(set.clone()),
                Answer::Infeasible => {
                    self.refuted.insert((self.effort(set), set.clone()));
                }
            }
        }
        any
    }

    /// There is a timetable after these changes; of which as few are kept as are needed.
    fn accept(&mut self, set: &[usize], witness: Arc<Witness>) {
        let Some((set, witness)) = self.fewest(set, witness) else { return };
        let covers = |known: &Vec<usize>| known.iter().all(|action| set.contains(action));
        if self.effort(&set) <= MOST_EFFORT && !self.found.iter().any(|(known, _)| covers(known)) {
            self.found.push((set, witness));
        }
    }

    /// The changes without those that are not needed, the dearest first: what the timetable does not use takes no solve. `None`
    /// if too many are left.
    fn fewest(&self, set: &[usize], mut witness: Arc<Witness>) -> Option<(Vec<usize>, Arc<Witness>)> {
        let mut kept = set.to_vec();
        kept.sort_by_key(|&action| (self.actions[action].effort, action));
        for unused in [true, false] {
            for action in kept.clone().into_iter().rev().filter(|_| set.len() > 1) {
                let without: Vec<usize> = kept.iter().copied().filter(|&other| other != action).collect();
                if witness::holds_in(&witness, &self.edited(&without)) {
                    kept = without;
                } else if !unused {
                    let answer = self.oracle.ask_for(self.base, &self.edits(&without), self.oracle.quick_seconds());
                    if let Answer::Feasible(other) = answer {
                        (kept, witness) = (without, other);
                    }
                }
            }
            if kept.len() > MOST_OF_A_KIND {
                return None;
            }
        }
        // So many at once are no advice.
        if kept.len() > MOST_CHANGES {
            return None;
        }
        kept.sort_unstable();
        Some((kept, witness))
    }

    fn edited(&self, set: &[usize]) -> Strict {
        let mut edited = self.base.clone();
        self.edits(set).iter().for_each(|edit| edit.apply(&mut edited.instance, &mut edited.rules));
        edited
    }

    /// For each kind of change that undoes the first core, what of it is enough by itself.
    fn of_one_kind(&mut self) {
        let mut kinds: Vec<Vec<usize>> = Vec::new();
        for set in std::mem::take(&mut self.open).into_values() {
            let same = |kind: &&mut Vec<usize>| self.families(kind) == self.families(&set);
            match kinds.iter_mut().find(same) {
                Some(kind) => kind.extend(set),
                None => kinds.push(set),
            }
        }
        for pair in kinds.chunks(2) {
            if self.oracle.stop.reason().is_some() || self.enough(self.effort(&pair[0][..1])) {
                break;
            }
            let seconds = self.oracle.box_seconds / 2.0;
            let ask = |kind: &Vec<usize>| self.oracle.ask_for(self.base, &self.edits(kind), seconds);
            let answers = self.oracle.each(pair, ask);
            self.oracle.remember(&answers);
            for (kind, answer) in pair.iter().zip(answers) {
                self.of_kind(kind, answer);
            }
        }
    }

    /// What of a kind of change is enough by itself, given what all of it together does.
    fn of_kind(&mut self, kind: &[usize], together: Answer) {
        let each: Vec<Vec<usize>> = kind.iter().map(|&action| vec![action]).collect();
        match together {
            Answer::Infeasible => {
                let refuted: Vec<(u32, Vec<usize>)> = each.into_iter().map(|set| (self.effort(&set), set)).collect();
                self.refuted.extend(refuted);
            }
            Answer::Feasible(witness) if kind.len() == 1 => self.accept(kind, witness),
            together => {
                let before = self.found.len();
                for pair in each[..each.len().min(MOST_ALONE)].chunks(2) {
                    if self.attempt(pair, self.trial_seconds()) {
                        // One of a kind, until all kinds have been looked at.
                        self.found.truncate(before + 1);
                        return;
                    }
                }
                if let Answer::Feasible(witness) = together {
                    self.accept(kind, witness);
                }
            }
        }
    }

    /// Changes of several kinds, the least effort first, where no kind among them is enough by itself. Whether time cut it short.
    fn of_several_kinds(&mut self) -> bool {
        let until = self.until();
        let late = |search: &Self| {
            let late = search.oracle.stop.seconds() > until && !search.found.is_empty();
            late || search.oracle.stop.reason().is_some()
        };
        let least = actions::EFFORT.iter().map(|(_, effort)| *effort).min().unwrap_or(0);
        let mut tried = 0;
        let mut left = MOST_CORES;
        loop {
            let batch = self.next();
            if tried + batch.len() > MOST_TRIED || late(self) {
                return true;
            }
            if batch.is_empty() {
                // What was not enough by itself, with more.
                match self.refuted.pop_first() {
                    Some((effort, _)) if self.enough(effort + least) => return false,
                    Some((_, set)) if self.dominated(&set) => continue,
                    Some(_) if left == 0 => return true,
                    Some((_, set)) => left -= usize::from(self.branch(&set, until)),
                    None => return false,
                }
                continue;
            }
            tried += batch.len();
            self.attempt(&batch, self.trial_seconds());
        }
    }

    /// Whether some of the kinds of these changes are enough without the others.
    fn dominated(&self, set: &[usize]) -> bool {
        let families = self.families(set);
        self.found.iter().any(|(known, _)| self.families(known).is_subset(&families))
    }

    /// The sets of least effort, two at a time, as long as they are of use.
    fn next(&mut self) -> Vec<Vec<usize>> {
        let mut batch: Vec<Vec<usize>> = Vec::new();
        while batch.len() < self.oracle.threads.min(2) {
            let Some(((effort, _), set)) = self.open.pop_first() else { break };
            if self.enough(effort) {
                break;
            }
            if !self.dominated(&set) {
                batch.push(set);
            }
        }
        batch
    }

    /// Where there are fewer repairs than are wanted: further changes of the same kinds, and what was not found out before.
    fn of_the_same_kinds(&mut self) {
        let until = self.until();
        let undecided = std::mem::take(&mut self.undecided);
        let further = (0..self.actions.len()).map(|action| vec![action]).filter(|set| {
            let known = self.found.iter().any(|(found, _)| self.more_than(set[0], found)) || undecided.contains(set);
            !known && !self.is_refuted(set) && self.dominated(set)
        });
        let mut sets: Vec<Vec<usize>> = further.chain(undecided.iter().cloned()).collect();
        sets.sort_by_key(|set| (self.effort(set), set.clone()));
        let any = !self.found.is_empty();
        for pair in sets.chunks(2) {
            let stop = &self.oracle.stop;
            if stop.reason().is_some() || any && stop.seconds() > until || self.found.len() >= self.wanted {
                self.undecided.extend(pair.iter().filter(|set| undecided.contains(set)).cloned());
            } else {
                self.attempt(pair, self.oracle.box_seconds);
            }
        }
    }

    fn is_refuted(&self, set: &[usize]) -> bool {
        self.refuted.iter().any(|(_, refuted)| refuted == set)
    }

    /// Adds to a set every change that undoes a core.
    fn expand(&mut self, set: &[usize], core: usize) {
        if set.len() >= MOST_CHANGES {
            return;
        }
        self.of_core.resize(self.cores.len(), None);
        if self.of_core[core].is_none() {
            let undo = actions(self.oracle, &self.cores[core], &self.base.instance);
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
    fn branch(&mut self, set: &[usize], until: f64) -> bool {
        let edits = self.edits(set);
        let stands = |core: &Core| {
            let answer = self.oracle.ask_for(&core.alone, &edits, self.oracle.quick_seconds());
            answer.is_infeasible()
        };
        if let Some(core) = self.cores.iter().position(stands) {
            self.expand(set, core);
            return false;
        }
        let edited = self.edited(set);
        let seconds = if self.found.is_empty() { f64::INFINITY } else { until - self.oracle.stop.seconds() };
        let stop = self.oracle.stop.apart(seconds.max(0.0));
        let another = self.oracle.within(&stop, |oracle| core(oracle, &edited, None));
        if stop.reason().is_none() {
            self.cores.push(another);
            self.expand(set, self.cores.len() - 1);
        }
        true
    }

    /// The repairs, those that were verified first, by effort.
    fn best(&self) -> Vec<Repair> {
        let mut found: Vec<&(Vec<usize>, Arc<Witness>)> = self.found.iter().collect();
        found.sort_by_key(|(set, _)| self.effort(set));
        let verified = found.into_iter().map(|(set, witness)| self.repair(set, Some(witness)));
        let mut undecided: Vec<&Vec<usize>> = self.undecided.iter().collect();
        undecided.sort_by_key(|set| self.effort(set));
        undecided.dedup();
        let open = undecided.into_iter().map(|set| self.repair(set, None));
        verified.chain(open).take(self.wanted).collect()
    }

    /// Whether a change does at least as much as one of these, in the same way.
    fn more_than(&self, action: usize, known: &[usize]) -> bool {
        let (name, rung) = &self.actions[action].ladder;
        known.iter().map(|&known| &self.actions[known].ladder).any(|(other, lower)| name == other && rung >= lower)
    }

    /// Others of the same kind as a change, of each the least, as far as it is not known that they are not enough.
    fn likewise(&self, set: &[usize]) -> Vec<String> {
        let [action] = set[..] else { return Vec::new() };
        let family = self.actions[action].family();
        let mut others: Vec<usize> = Vec::new();
        for other in 0..self.actions.len() {
            let told =
                self.found.iter().any(|(found, _)| self.more_than(other, found)) || self.more_than(other, &others);
            if !told && !self.is_refuted(&[other]) && self.actions[other].family() == family {
                others.push(other);
            }
        }
        others.iter().take(MOST_LIKEWISE).map(|&other| self.actions[other].text.clone()).collect()
    }

    fn repair(&self, set: &[usize], found: Option<&Arc<Witness>>) -> Repair {
        let actions: Vec<Action> = set.iter().map(|&action| self.actions[action].clone()).collect();
        let mut stands = Vec::new();
        if let Some((problem, timetable)) = found.map(Arc::as_ref) {
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
        Repair { text, effort, verified: found.is_some(), actions, likewise: self.likewise(set), stands }
    }
}
