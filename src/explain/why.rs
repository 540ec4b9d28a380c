//! The whole of an explanation.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use super::cores::{Core, core, refuted_part};
use super::edit::Edit;
use super::oracle::{Answer, Oracle};
use super::strict::Strict;
use super::{Explanation, FORMAT, Verdict, proofs, repairs};
use crate::engines::{Observer, Stop};
use crate::instance::Instance;
use crate::instance::schema::Id;
use crate::rules::RuleSet;

/// What is wanted of an explanation.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Cores, at most; different ones share no more facts than they must.
    pub cores: usize,
    /// Repairs, at most.
    pub repairs: usize,
    /// Threads: from two on, two conferences are solved at once.
    pub threads: usize,
    /// Seed of all random choices.
    pub seed: u64,
    /// Seconds for one solve.
    pub box_seconds: f64,
}

/// Why a conference has no timetable under these rules, or that it has one. The instance is one that was validated; phases
/// are told to the observer.
#[must_use]
pub fn why(
    instance: &Instance,
    rules: &RuleSet,
    options: &Options,
    stop: &Stop,
    observer: &dyn Observer,
) -> Explanation {
    let oracle = Oracle::new(stop, observer, options.threads, options.seed, options.box_seconds);
    let whole = Strict::of(instance, rules);
    let mut explanation = Explanation {
        format: FORMAT,
        instance: instance.id.0.clone(),
        what_if: Vec::new(),
        status: Verdict::Unknown,
        proofs: Vec::new(),
        cores: Vec::new(),
        complete: false,
        repairs: Vec::new(),
        cut_short: Vec::new(),
        solves: 0,
        wall_seconds: None,
    };
    let required = whole.required_only();
    explanation.proofs = proofs::proofs(&required);
    oracle.say("is there a timetable?".to_owned());
    let hints: Vec<Vec<Id>> = explanation.proofs.iter().map(|proof| proof.ids()).collect();
    let counted = !explanation.proofs.is_empty();
    let (answer, part) = decide(&oracle, &whole, &required, &hints, counted);
    explanation.status = match answer {
        Answer::Feasible(_) => Verdict::Feasible,
        Answer::Infeasible => Verdict::Infeasible,
        Answer::Unknown if explanation.proofs.is_empty() => Verdict::Unknown,
        Answer::Unknown => Verdict::Infeasible,
    };
    if explanation.status == Verdict::Infeasible {
        // Where something gets easier when more takes place, what may be left out is kept.
        let easier = part.is_none() && !counted && oracle.ask(&required, &[]).is_feasible();
        let base = if easier { whole } else { required };
        let part = Some(part.unwrap_or_else(|| base.clone()));
        let left = stop.limit().map_or(f64::INFINITY, |limit| limit - stop.seconds());
        let share = if options.repairs > 0 { SHARE_OF_CORES } else { 1.0 };
        let stop = stop.apart(left * share);
        oracle.within(&stop, |oracle| cores(oracle, &base, part, options, &mut explanation));
        repairs::repairs(&oracle, &base, options, &mut explanation);
        let told = explanation.cores.len();
        explanation.cores.retain(|core| core.minimal || core.narrowed);
        if explanation.cores.len() < told {
            explanation.cut_short.push("which facts are the reason; more --time-limit may show it".to_owned());
        }
    } else {
        explanation.proofs.clear();
    }
    if let (Some(reason), true) = (stop.reason(), explanation.status != Verdict::Feasible) {
        explanation.cut_short.push(format!("the run ended early ({reason:?}); more time may show more").to_lowercase());
    }
    let (asked, undecided) = oracle.asked();
    if undecided > 0 && explanation.status == Verdict::Infeasible {
        explanation.cut_short.push(format!("{undecided} of {asked} solves were cut short"));
    }
    explanation.solves = asked;
    explanation
}

/// Whether there is a timetable, and a part of what is required that has none, if one is found sooner. What counting shows
/// needs no search, but a part in which it shows makes everything after it shorter.
fn decide(
    oracle: &Oracle<'_>,
    whole: &Strict,
    required: &Strict,
    hints: &[Vec<Id>],
    counted: bool,
) -> (Answer, Option<Strict>) {
    let first = if counted { Answer::Unknown } else { oracle.ask_for(whole, &[], oracle.quick_seconds()) };
    if first.is_feasible() {
        return (first, None);
    }
    if let Some(part) = refuted_part(oracle, required, hints) {
        return (Answer::Infeasible, Some(part));
    }
    if counted || first.is_infeasible() {
        return (first, None);
    }
    // What is required may be refuted sooner than what is wanted, and a timetable is one of the whole.
    let few = required.clone().growing();
    if oracle.threads == 1 {
        return match oracle.refute(&few, oracle.box_seconds) {
            Answer::Infeasible => (Answer::Infeasible, Some(few)),
            _ => (oracle.ask_for(whole, &[], f64::INFINITY), None),
        };
    }
    let (of_whole, of_few) = (oracle.stop.apart(f64::INFINITY), oracle.stop.apart(f64::INFINITY));
    let (answer, refuted) = rayon::join(
        || {
            let answer = oracle.within(&of_whole, |oracle| oracle.ask_for(whole, &[], f64::INFINITY));
            of_few.interrupt().store(!matches!(answer, Answer::Unknown), Ordering::Relaxed);
            answer
        },
        || {
            let answer = oracle.within(&of_few, |oracle| oracle.refute(&few, f64::INFINITY));
            of_whole.interrupt().store(answer.is_infeasible(), Ordering::Relaxed);
            answer.is_infeasible()
        },
    );
    if refuted { (Answer::Infeasible, Some(few)) } else { (answer, None) }
}

/// The share of the time that is left that the reasons get; the rest is for what would make a timetable.
const SHARE_OF_CORES: f64 = 0.6;

/// The first core, and from it further ones: without one of its facts there is another, or a timetable.
fn cores(oracle: &Oracle<'_>, base: &Strict, part: Option<Strict>, options: &Options, explanation: &mut Explanation) {
    let first = core(oracle, base, part);
    explanation.cores.push(first);
    if options.cores < 2 {
        return;
    }
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut next: Vec<(Vec<Edit>, usize)> = vec![(Vec::new(), 0)];
    let mut position = 0;
    let mut complete = true;
    // Every way to hit the cores found so far, breadth first: what each leaves is feasible or has another core.
    while position < next.len() {
        let (dropped, core_at) = next[position].clone();
        position += 1;
        let facts = explanation.cores[core_at].facts.clone();
        let branches: Vec<Vec<Edit>> = facts
            .iter()
            .map(|fact| dropped.iter().cloned().chain([fact.edit.clone()]).collect::<Vec<Edit>>())
            .filter(|edits| {
                let mut key: Vec<String> = edits.iter().map(|edit| format!("{edit:?}")).collect();
                key.sort();
                seen.insert(key)
            })
            .collect();
        let answers = oracle.each(&branches, |edits: &Vec<Edit>| oracle.ask(base, &edits.iter().collect::<Vec<_>>()));
        for (edits, answer) in branches.into_iter().zip(answers) {
            match answer {
                Answer::Feasible(_) => {}
                Answer::Unknown => complete = false,
                Answer::Infeasible if explanation.cores.len() >= options.cores => complete = false,
                Answer::Infeasible => {
                    let mut edited = base.clone();
                    edits.iter().for_each(|edit| edit.apply(&mut edited.instance, &mut edited.rules));
                    if let Some(core_at) = known(&explanation.cores, &edits) {
                        next.push((edits, core_at));
                        continue;
                    }
                    let another = core(oracle, &edited, None);
                    complete &= another.minimal;
                    if another.minimal && !explanation.cores.iter().any(|known| known.names() == another.names()) {
                        explanation.cores.push(another);
                        next.push((edits, explanation.cores.len() - 1));
                    }
                }
            }
        }
    }
    explanation.complete = complete && explanation.cores.iter().all(|core| core.minimal);
}

/// A core that these edits leave whole.
fn known(cores: &[Core], edits: &[Edit]) -> Option<usize> {
    cores.iter().position(|core| core.facts.iter().all(|fact| !edits.contains(&fact.edit)))
}
