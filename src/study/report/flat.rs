//! A row for each cell, for other programs.

use serde_json::{Map, Value};

use super::parquet::Column;
use crate::study::analysis::{Analysis, Run};

/// What a column holds for a run.
enum Of {
    Text(fn(&Run<'_>) -> Option<String>),
    Integer(fn(&Run<'_>) -> Option<i64>),
    Real(fn(&Run<'_>) -> Option<f64>),
}

/// A name as JSON has it.
fn word(value: impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

/// The columns. Times that were cut short are absent; `wall_seconds` says how long was waited.
const COLUMNS: &[(&str, Of)] = &[
    ("key", Of::Text(|run| Some(run.cell.key.clone()))),
    ("instance", Of::Text(|run| Some(run.cell.instance.to_string()))),
    ("variant", Of::Text(|run| Some(run.cell.variant.clone()))),
    ("problem_sha256", Of::Text(|run| Some(run.problem.to_owned()))),
    ("engine", Of::Text(|run| Some(run.cell.engine.to_string()))),
    ("limit", Of::Text(|run| Some(run.cell.limit.to_string()))),
    ("seed", Of::Integer(|run| i64::try_from(run.cell.seed).ok())),
    ("repeat", Of::Integer(|run| Some(i64::from(run.cell.repeat)))),
    ("status", Of::Text(|run| word(run.record.status))),
    ("stop_reason", Of::Text(|run| word(run.record.stop_reason))),
    ("hard", Of::Integer(|run| run.record.score.map(|score| score.hard))),
    ("medium", Of::Integer(|run| run.record.score.map(|score| score.medium))),
    ("soft", Of::Integer(|run| run.record.score.map(|score| score.soft))),
    ("bound_hard", Of::Integer(|run| run.record.bound.map(|bound| bound.hard))),
    ("bound_medium", Of::Integer(|run| run.record.bound.map(|bound| bound.medium))),
    ("bound_soft", Of::Integer(|run| run.record.bound.map(|bound| bound.soft))),
    ("gap", Of::Real(|run| Some(run.measures.gap))),
    ("primal_gap", Of::Real(|run| Some(run.measures.primal_gap))),
    ("primal_integral", Of::Real(|run| Some(run.measures.primal_integral))),
    ("primal_dual_integral", Of::Real(|run| Some(run.measures.primal_dual_integral))),
    ("seconds_to_first", Of::Real(|run| Some(run.measures.first).filter(|one| one.happened).map(|one| one.seconds))),
    ("seconds_to_near", Of::Real(|run| Some(run.measures.near).filter(|one| one.happened).map(|one| one.seconds))),
    ("seconds_to_best", Of::Real(|run| Some(run.measures.best).filter(|one| one.happened).map(|one| one.seconds))),
    ("seconds_to_proof", Of::Real(|run| Some(run.measures.proved).filter(|one| one.happened).map(|one| one.seconds))),
    ("wall_seconds", Of::Real(|run| Some(run.record.wall_seconds))),
    ("setup_seconds", Of::Real(|run| Some(run.record.setup_seconds))),
    ("cpu_seconds", Of::Real(|run| run.record.cpu_seconds)),
    ("peak_memory_kib", Of::Integer(|run| run.record.peak_memory_kib)),
    ("nodes", Of::Integer(|run| Some(run.record.nodes))),
    ("evaluations", Of::Integer(|run| i64::try_from(run.record.evaluations).ok())),
    ("machine", Of::Text(|run| Some(run.record.machine.clone()))),
];

/// The rules that were on anywhere, or found something, in the order of the registry.
fn rules<'a>(analysis: &'a Analysis<'_>) -> Vec<&'a str> {
    let mut rules: Vec<&str> = Vec::new();
    for line in analysis.runs.iter().flat_map(|run| &run.record.rules) {
        if line.amount != Some(0) && !rules.contains(&line.rule.as_str()) {
            rules.push(&line.rule);
        }
    }
    let place = |rule: &str| crate::rules::find(rule).map(|(position, _)| position);
    rules.sort_by_key(|rule| place(rule));
    rules
}

fn amount(run: &Run<'_>, rule: &str) -> Option<i64> {
    run.record.rules.iter().find(|line| line.rule == rule)?.amount
}

/// All cells, by column; with a column `amount_RULE` for every rule that found something anywhere.
#[must_use]
pub fn flat(analysis: &Analysis<'_>) -> Vec<(String, Column)> {
    let runs = &analysis.runs;
    let column = |of: &Of| match of {
        Of::Text(value) => Column::Text(runs.iter().map(value).collect()),
        Of::Integer(value) => Column::Integer(runs.iter().map(value).collect()),
        Of::Real(value) => Column::Real(runs.iter().map(value).collect()),
    };
    let mut columns: Vec<(String, Column)> =
        COLUMNS.iter().map(|(name, of)| ((*name).to_owned(), column(of))).collect();
    for rule in rules(analysis) {
        let amounts = runs.iter().map(|run| amount(run, rule)).collect();
        columns.push((format!("amount_{}", rule.replace('-', "_")), Column::Integer(amounts)));
    }
    columns
}

fn value(column: &Column, row: usize) -> Value {
    match column {
        Column::Text(values) => values[row].clone().map_or(Value::Null, Value::from),
        Column::Integer(values) => values[row].map_or(Value::Null, Value::from),
        Column::Real(values) => values[row].map_or(Value::Null, Value::from),
    }
}

fn rows(columns: &[(String, Column)]) -> usize {
    match columns.first() {
        Some((_, Column::Text(values))) => values.len(),
        Some((_, Column::Integer(values))) => values.len(),
        Some((_, Column::Real(values))) => values.len(),
        None => 0,
    }
}

/// As JSON, a line for each cell.
#[must_use]
pub fn jsonl(columns: &[(String, Column)]) -> String {
    let row = |row: usize| {
        let fields: Map<String, Value> =
            columns.iter().map(|(name, column)| (name.clone(), value(column, row))).collect();
        format!("{}\n", Value::Object(fields))
    };
    (0..rows(columns)).map(row).collect()
}

/// As CSV; what is absent is empty.
///
/// # Errors
/// If it cannot be written.
pub fn csv(columns: &[(String, Column)]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|(name, _)| name))?;
    for row in 0..rows(columns) {
        writer.write_record(columns.iter().map(|(_, column)| match value(column, row) {
            Value::Null => String::new(),
            Value::String(text) => text,
            other => other.to_string(),
        }))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}
