//! What an explanation claims is solved again here: nothing with all facts of a core, something without any one of them.

use std::path::Path;

use super::edit::Edit;
use super::oracle::Oracle;
use super::strict::Strict;
use super::*;
use crate::engines::{Observer, Silent, Stop};
use crate::generate::{Cause, interpretation, twin};
use crate::instance::{Instance, Source, load};
use crate::rules::RuleSet;

fn read(path: &str) -> Instance {
    let source = Source::read_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("readable");
    load(&source, &[]).expect("valid").instance
}

fn options(cores: usize, threads: usize) -> Options {
    Options { cores, repairs: 3, threads, seed: 1, box_seconds: 30.0 }
}

fn explain(instance: &Instance, options: &Options) -> Explanation {
    let rules = RuleSet::of(&instance.rules).expect("settings");
    why(instance, &rules, options, &Stop::new(None, None), &Silent)
}

fn silent(stop: &Stop) -> Oracle<'_> {
    Oracle::new(stop, &Silent as &dyn Observer, 1, 7, 30.0)
}

/// Every core of the conference leaves nothing, and something without any one of its facts.
fn cores_are_minimal(explanation: &Explanation) {
    assert_eq!(explanation.status, Verdict::Infeasible);
    assert!(!explanation.cores.is_empty());
    let stop = Stop::new(None, None);
    let oracle = silent(&stop);
    for core in &explanation.cores {
        assert!(core.minimal, "{:?}", core.lines());
        assert!(oracle.ask(&core.alone, &[]).is_infeasible(), "{:?}", core.lines());
        for fact in &core.facts {
            assert!(oracle.ask(&core.alone, &[&fact.edit]).is_feasible(), "{} is not needed", fact.text);
        }
    }
}

/// Every repair that is verified makes a timetable of the whole conference, and no part of it does.
fn repairs_repair(instance: &Instance, explanation: &Explanation) {
    let rules = RuleSet::of(&instance.rules).expect("settings");
    let base = Strict::of(instance, &rules);
    let stop = Stop::new(None, None);
    let oracle = silent(&stop);
    for repair in explanation.repairs.iter().filter(|repair| repair.verified) {
        let edits = |without: Option<usize>| -> Vec<&Edit> {
            let kept = repair.actions.iter().enumerate().filter(|(position, _)| Some(*position) != without);
            kept.flat_map(|(_, action)| &action.edits).collect()
        };
        assert!(oracle.ask(&base, &edits(None)).is_feasible(), "{}", repair.text);
        for part in 0..repair.actions.len() {
            assert!(!oracle.ask(&base, &edits(Some(part))).is_feasible(), "more than is needed: {}", repair.text);
        }
    }
}

#[test]
fn one_speaker_three_sessions_two_slots() {
    let instance = read("instances/infeasible/toy-three-into-two.json");
    for threads in [1, 2] {
        let explanation = explain(&instance, &options(1, threads));
        cores_are_minimal(&explanation);
        repairs_repair(&instance, &explanation);
        let lines = explanation.cores[0].lines();
        assert!(lines.contains(&"speaker-1 is needed at: a, b, c".to_owned()), "{lines:?}");
        assert!(explanation.proofs.iter().any(|proof| proof.kind == "clique"));
        assert!(explanation.repairs[0].text.contains("somebody else than speaker-1"), "{:?}", explanation.repairs);
    }
}

#[test]
fn asked_twice_it_says_the_same() {
    let instance = read("instances/infeasible/ccr2018-small-hall.json");
    let text = || serde_json::to_string(&explain(&instance, &options(1, 2))).expect("JSON");
    assert_eq!(text(), text());
}

#[test]
fn several_reasons_are_told_apart() {
    let mut instance = read("instances/toy-two-rooms.json");
    let first = instance.sessions[0].id.clone();
    instance.sessions[0].min_seats = Some(100_000);
    instance.sessions[1].min_seats = Some(200_000);
    let explanation = explain(&instance, &options(5, 2));
    cores_are_minimal(&explanation);
    assert_eq!(explanation.cores.len(), 2, "{:#?}", explanation.cores.iter().map(Core::lines).collect::<Vec<_>>());
    assert!(explanation.complete);
    assert_eq!(explanation.cores.iter().filter(|core| core.lines()[0].ends_with(&first.0)).count(), 1);
    repairs_repair(&instance, &explanation);
    // Both have to be repaired.
    assert!(explanation.repairs.iter().all(|repair| repair.verified), "{:?}", explanation.repairs);
    let alone = explain(&instance, &options(1, 1));
    assert_eq!((alone.cores.len(), alone.complete), (1, false));
}

#[test]
fn what_has_a_timetable_needs_no_reason() {
    let explanation = explain(&read("instances/toy-wishes.json"), &options(3, 1));
    assert_eq!(explanation.status, Verdict::Feasible);
    assert!(explanation.cores.is_empty() && explanation.repairs.is_empty() && explanation.proofs.is_empty());
}

#[test]
fn interrupted_it_says_so() {
    let instance = read("instances/infeasible/toy-three-into-two.json");
    let stop = Stop::new(None, None);
    stop.interrupt().store(true, std::sync::atomic::Ordering::Relaxed);
    let explanation = why(&instance, &RuleSet::default(), &options(1, 2), &stop, &Silent);
    // Counting takes no time, and proves it all the same.
    assert_eq!(explanation.status, Verdict::Infeasible);
    assert!(explanation.cores.is_empty());
    assert!(!explanation.cut_short.is_empty());
}

#[test]
fn planted_causes_are_found() {
    let planted = interpretation(&crate::generate::Options {
        sessions: 12,
        languages: 3,
        interpreters: None,
        rooms: None,
        days: None,
        scarcity: 50,
        pack: None,
        seed: 3,
    })
    .expect("a conference");
    for (cause, kind) in [(Cause::Language, "interpretation"), (Cause::Booths, "rule"), (Cause::Relay, "terms")] {
        let twin = twin(&planted, cause).expect("a twin");
        let explanation = explain(&twin.instance, &options(1, 2));
        cores_are_minimal(&explanation);
        assert!(
            explanation.cores[0].facts.iter().any(|fact| fact.kind == kind),
            "{cause}: {:?}",
            explanation.cores[0].lines()
        );
        repairs_repair(&twin.instance, &explanation);
        assert!(explanation.repairs.iter().any(|repair| repair.verified), "{cause}");
    }
}
