//! One run: solve, write, read back, verify.

use std::time::{Duration, Instant};

use super::cores;
use super::plan::{Cell, Plan};
use super::record::{FORMAT, Record, Step};
use super::schema::{EngineName, EngineSpec, Limit};
use super::store::Store;
use super::variant::Prepared;
use crate::engines::{self, Engine, Event, EventKind, Ingredient, Options, Outcome, Silent, Stop};
use crate::formats::timetable_json::{self, RuleLine, Status, StopReason, TimetableFile};
use crate::instance::Source;
use crate::instance::schema::Level;
use crate::rules::{RuleSet, lower};
use crate::timetable::Timetable;
use crate::verify::{Finding, verify};

/// How a run is looked after.
#[derive(Clone, Debug, Default)]
pub struct Care {
    /// The cores that it is held to.
    pub cores: Vec<usize>,
    /// Whether it has the process for itself, so that processor time and memory are its own.
    pub alone: bool,
}

/// Runs a cell on its instance and keeps what came of it.
///
/// # Errors
/// In words: if it cannot be prepared or written, if the verifier disagrees with the engine, or if it was interrupted.
/// Nothing is kept then.
pub fn run(
    plan: &Plan,
    cell: &Cell,
    source: &Source,
    store: &Store,
    care: &Care,
    stop: Stopper<'_>,
) -> Result<Record, String> {
    let begun = Instant::now();
    let prepared = plan.prepare(cell, source)?;
    let (engine, limit) = plan.terms(cell).ok_or("the plan has no such engine or limit")?;
    let network = lower(&prepared.problem, &prepared.rules);
    let setup_seconds = begun.elapsed().as_secs_f64();
    let stop = stop(limit);
    let solved = if engine.command.is_empty() {
        let outcome = engines::solve(&network, None, &options(engine, limit, cell.seed), &stop, &Silent);
        (outcome, None)
    } else {
        super::peers::solve(&prepared.problem, &network, engine, limit, cell.seed)?
    };
    let (outcome, note) = solved;
    if outcome.stop_reason == engines::StopReason::Interrupted {
        return Err("interrupted".to_owned());
    }
    let mut record = record(&cell.key, &prepared, &outcome);
    record.setup_seconds = milliseconds(setup_seconds);
    record.cores.clone_from(&care.cores);
    record.note = note;
    if let Some((seconds, memory)) = cores::used().filter(|_| care.alone) {
        (record.cpu_seconds, record.peak_memory_kib) = (Some(milliseconds(seconds)), Some(memory));
    }
    store.write(&record, |read| judge(read, &prepared, &outcome)).map_err(|error| error.to_string())?;
    Ok(record)
}

/// Makes the clock of a run, which starts then.
pub type Stopper<'a> = &'a dyn Fn(&Limit) -> Stop;

/// A clock for a limit.
#[must_use]
pub fn clock(limit: &Limit) -> Stop {
    Stop::new(limit.seconds.map(Duration::from_secs_f64), limit.work)
}

fn options(spec: &EngineSpec, limit: &Limit, seed: u64) -> Options {
    let engine = match spec.engine {
        EngineName::Portfolio => Engine::Portfolio,
        EngineName::Search => Engine::Search,
        EngineName::Mip => Engine::Mip,
        EngineName::Parts => Engine::Parts,
        EngineName::Columns => Engine::Columns,
    };
    let named = |ingredient: &Ingredient| spec.without.iter().any(|name| name == ingredient.name());
    let without = Ingredient::ALL.into_iter().filter(named).collect();
    Options { threads: usize::from(spec.threads), seed, gap: limit.gap.unwrap_or(0.0), engine, without }
}

fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e6
}

fn record(key: &str, prepared: &Prepared, outcome: &Outcome) -> Record {
    let infeasible = outcome.status == engines::Status::Infeasible;
    let best = outcome.best.as_ref().filter(|_| !infeasible);
    let timetable = best.map(|best| best.timetable(&prepared.problem));
    let score = timetable.as_ref().map(|timetable| verify(&prepared.problem, &prepared.rules, timetable).score());
    let step = |event: &Event| {
        let (incumbent, bound) = match event.kind {
            EventKind::Incumbent(score) => (Some(score), None),
            EventKind::Bound(score) => (None, Some(score)),
            EventKind::Phase(_) => return None,
        };
        Some(Step { seconds: milliseconds(event.seconds), engine: event.engine.to_owned(), incumbent, bound })
    };
    Record {
        format: FORMAT.to_owned(),
        key: key.to_owned(),
        status: match outcome.status {
            engines::Status::Optimal => Status::Optimal,
            engines::Status::Feasible => Status::Feasible,
            engines::Status::Infeasible => Status::Infeasible,
            engines::Status::Unknown => Status::Unknown,
        },
        stop_reason: match outcome.stop_reason {
            engines::StopReason::Proved => StopReason::Proved,
            engines::StopReason::Gap => StopReason::Gap,
            engines::StopReason::Time => StopReason::Time,
            engines::StopReason::Work => StopReason::Work,
            engines::StopReason::Interrupted => StopReason::Interrupted,
        },
        score,
        bound: outcome.bound,
        rules: timetable.as_ref().map(|timetable| rule_lines(prepared, timetable)).unwrap_or_default(),
        wall_seconds: milliseconds(outcome.seconds),
        setup_seconds: 0.0,
        cpu_seconds: None,
        peak_memory_kib: None,
        trace: outcome.history.iter().filter_map(step).collect(),
        nodes: outcome.nodes,
        evaluations: outcome.evaluations,
        cores: Vec::new(),
        machine: cores::machine(),
        note: None,
        timetable: timetable.map(|timetable| bare(timetable_json::describe(&prepared.problem, &timetable))),
    }
}

/// What every rule finds. Those that are off are asked as well, so that one sees what it costs not to look at them.
fn rule_lines(prepared: &Prepared, timetable: &Timetable) -> Vec<RuleLine> {
    let mut all = prepared.rules.clone();
    for setting in &mut all.settings {
        if setting.level == Level::Off || setting.weight == 0 {
            (setting.level, setting.weight) = (Level::Soft, 1);
        }
    }
    let verdict = verify(&prepared.problem, &all, timetable);
    let line = |(finding, setting): (&Finding, &crate::rules::Setting)| {
        let off = setting.level == Level::Off || setting.weight == 0;
        RuleLine {
            rule: finding.rule.id.to_owned(),
            level: if off { Level::Off } else { setting.level },
            weight: setting.weight,
            violations: finding.violations.len() as u64,
            amount: Some(finding.amount()),
            penalty: if off { 0 } else { finding.penalty() },
        }
    };
    verdict.findings.iter().zip(&prepared.rules.settings).map(line).collect()
}

/// Without what follows from the rest.
fn bare(file: TimetableFile) -> TimetableFile {
    TimetableFile {
        format: file.format,
        placements: file.placements,
        left_out: file.left_out,
        interpretation: file.interpretation,
        ..TimetableFile::default()
    }
}

/// Has what was read back judged by the verifier.
fn judge(read: &Record, prepared: &Prepared, outcome: &Outcome) -> Result<(), String> {
    let Some(file) = &read.timetable else {
        let fits = read.score.is_none();
        return if fits { Ok(()) } else { Err("a score without a timetable was written".to_owned()) };
    };
    let timetable = timetable_json::timetable(file, &prepared.problem)
        .map_err(|errors| errors.first().map_or_else(String::new, ToString::to_string))?;
    let verified = score_of(prepared, &prepared.rules, &timetable);
    let disagree = |who: &str, other: String| {
        Err(format!("the verifier finds {verified}, {who} {other}: do not rely on this build, and report it"))
    };
    if outcome.score != Some(verified) {
        return disagree("the engine", outcome.score.map_or("no score".to_owned(), |score| score.to_string()));
    }
    if read.score != Some(verified) {
        return disagree("the file", read.score.map_or("no score".to_owned(), |score| score.to_string()));
    }
    match outcome.bound.filter(|bound| *bound > verified) {
        Some(bound) => disagree("the bound that no timetable should beat is", bound.to_string()),
        None => Ok(()),
    }
}

fn score_of(prepared: &Prepared, rules: &RuleSet, timetable: &Timetable) -> crate::timetable::Score {
    verify(&prepared.problem, rules, timetable).score()
}
