//! The model of a network in MPS, for other solvers.
//!
//! Free MPS, as HiGHS, SCIP, CPLEX, Gurobi and OR-Tools read it. The constant of the objective is the negated right-hand
//! side of its row, as they all have it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::Formulation;
use super::lp;
use super::model::FREE;
use crate::network::{Assignment, ConflictGraph, Network, consistent, domains};
use crate::problem::{Problem, Start};

/// What sessions, starts, rooms and people are called in a model, by number; blanks become underscores.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Of the whole.
    pub model: String,
    /// Sessions.
    pub sessions: Vec<String>,
    /// Starts.
    pub starts: Vec<String>,
    /// Rooms, the one outside the list last.
    pub rooms: Vec<String>,
    /// People who serve.
    pub people: Vec<String>,
}

impl Names {
    /// The names of a conference.
    #[must_use]
    pub fn of(problem: &Problem) -> Self {
        let names = &problem.names;
        let start = |start: &Start| problem.calendar.civil(start.minute).strftime("%Y-%m-%dT%H:%M").to_string();
        Names {
            model: names.conference.clone(),
            sessions: names.sessions.clone(),
            starts: problem.starts.iter().map(start).collect(),
            rooms: names.rooms.iter().cloned().chain(["elsewhere".to_owned()]).collect(),
            people: names.interpreters.clone(),
        }
    }
}

/// The mixed-integer model of a network: a column `x.SESSION.START.ROOM.mN` for a placement in a class of interchangeable
/// rooms (named by its first) and a mode, `out.SESSION` for leaving a session out, `sit.SESSION.pN.START.PERSON` for
/// somebody in a post, others for what follows. The objective is the soft penalty; where there are medium penalties they are the
/// objective, and the soft penalty is the free row after it. A comment says if the model is a relaxation.
#[must_use]
pub fn mps(network: &Network, names: &Names) -> String {
    let wide = domains(network);
    let domains = consistent(network, &wide);
    let conflicts = ConflictGraph::new(network, &domains);
    let formulation = super::formulate(network, &domains, &conflicts);
    write(&formulation, names)
}

/// The assignment that a solution of [`mps`] or [`super::lp()`] means, by the names of its columns; columns that are absent are zero. Rooms of
/// a class are handed out first come, first served.
#[must_use]
pub fn of_solution(network: &Network, names: &Names, values: &BTreeMap<String, f64>) -> Assignment {
    let wide = domains(network);
    let domains = consistent(network, &wide);
    let conflicts = ConflictGraph::new(network, &domains);
    let formulation = super::formulate(network, &domains, &conflicts);
    let columns = columns(&formulation, names);
    let value =
        |(name, plain): (&String, &String)| values.get(name).or_else(|| values.get(plain)).copied().unwrap_or(0.0);
    let solution: Vec<f64> = columns.iter().zip(&lp::plain(&columns)).map(value).collect();
    formulation.assignment(&solution)
}

/// The columns of a solution that the model has not: then it is of another one.
#[must_use]
pub fn unknown_columns(network: &Network, names: &Names, values: &BTreeMap<String, f64>) -> Vec<String> {
    let wide = domains(network);
    let domains = consistent(network, &wide);
    let conflicts = ConflictGraph::new(network, &domains);
    let formulation = super::formulate(network, &domains, &conflicts);
    let columns = columns(&formulation, names);
    let mut known: BTreeSet<String> = lp::plain(&columns).into_iter().chain(columns).collect();
    known.insert(lp::ONE.to_owned());
    values.keys().filter(|column| !known.contains(*column)).cloned().collect()
}

pub(super) fn write(formulation: &Formulation<'_>, names: &Names) -> String {
    let model = &formulation.model;
    let has_medium = model.cost.iter().any(|cost| cost[0] != 0);
    let objectives: &[(&str, usize)] = if has_medium { &[("medium", 0), ("soft", 1)] } else { &[("soft", 1)] };
    let mut text = String::new();
    if !formulation.exact {
        text.push_str("* A relaxation: it leaves out some of what the conference asks for, and costs no more.\n");
    }
    let line = |text: &mut String, parts: std::fmt::Arguments<'_>| {
        // Writing to a string cannot fail.
        let _ = text.write_fmt(parts);
        text.push('\n');
    };
    line(&mut text, format_args!("NAME {}", word(&names.model)));
    text.push_str("ROWS\n");
    for (name, _) in objectives {
        line(&mut text, format_args!(" N {name}"));
    }
    // By column: its rows, each with the factor.
    let mut entries: Vec<Vec<(usize, i64)>> = vec![Vec::new(); model.columns()];
    for (number, row) in model.rows.iter().enumerate() {
        let kind = match (row.lower, row.upper) {
            (lower, upper) if lower == upper => 'E',
            (_, FREE) => 'G',
            _ => 'L',
        };
        line(&mut text, format_args!(" {kind} r{number}"));
        for &(column, factor) in &row.terms {
            entries[column.0 as usize].push((number, factor));
        }
    }
    let names = columns(formulation, names);
    text.push_str("COLUMNS\n");
    let mut integer = false;
    for (column, name) in names.iter().enumerate() {
        if model.integer[column] != integer {
            integer = !integer;
            let marker = if integer { "INTORG" } else { "INTEND" };
            line(&mut text, format_args!(" MARKER 'MARKER' '{marker}'"));
        }
        // Every column has a line, also one that no row mentions.
        for &(objective, level) in objectives {
            line(&mut text, format_args!(" {name} {objective} {}", model.cost[column][level]));
        }
        for &(row, factor) in &entries[column] {
            line(&mut text, format_args!(" {name} r{row} {factor}"));
        }
    }
    if integer {
        text.push_str(" MARKER 'MARKER' 'INTEND'\n");
    }
    text.push_str("RHS\n");
    for &(objective, level) in objectives.iter().filter(|&&(_, level)| model.constant[level] != 0) {
        line(&mut text, format_args!(" RHS {objective} {}", -model.constant[level]));
    }
    for (number, row) in model.rows.iter().enumerate() {
        let side = if row.upper == FREE { row.lower } else { row.upper };
        if side != 0 {
            line(&mut text, format_args!(" RHS r{number} {side}"));
        }
    }
    text.push_str("BOUNDS\n");
    for (column, name) in names.iter().enumerate() {
        match model.upper[column] {
            FREE => line(&mut text, format_args!(" PL BND {name}")),
            upper => line(&mut text, format_args!(" UP BND {name} {upper}")),
        }
    }
    text.push_str("ENDATA\n");
    text
}

/// The name of every column.
pub(super) fn columns(formulation: &Formulation<'_>, names: &Names) -> Vec<String> {
    let network = formulation.network;
    let of = |names: &[String], number: usize| names.get(number).map_or_else(|| number.to_string(), |name| word(name));
    let mut columns: Vec<String> = (0..formulation.model.columns()).map(|column| format!("y{column}")).collect();
    for (session, choices) in formulation.choices.iter().enumerate() {
        let name = of(&names.sessions, session);
        for choice in choices {
            let cell = formulation.cell(choice);
            let (start, room) = (of(&names.starts, cell.time as usize), of(&names.rooms, cell.room as usize));
            columns[choice.column.0 as usize] = format!("x.{name}.{start}.{room}.m{}", cell.mode);
        }
        if let Some(out) = formulation.out[session] {
            columns[out.0 as usize] = format!("out.{name}");
        }
    }
    for sit in formulation.seating.iter().flat_map(|seating| &seating.sits) {
        let session = of(&names.sessions, network.staff.posts[sit.post as usize].session.index());
        let (start, person) = (of(&names.starts, sit.time as usize), of(&names.people, sit.person as usize));
        columns[sit.column.0 as usize] = format!("sit.{session}.p{}.{start}.{person}", sit.post);
    }
    columns
}

/// A name as one word.
fn word(name: &str) -> String {
    let word: String = name.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
    if word.is_empty() { "_".to_owned() } else { word }
}
