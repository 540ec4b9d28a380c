//! The MIP engine: the network as a mixed-integer model, solved by HiGHS, level by level.
//!
//! Where the model leaves something out (see [`Formulation::exact`]), that nothing fits is still a proof, and what it
//! costs at least is still a bound. Its solutions count for what they are worth from scratch: proved only if that is the
//! bound.

mod classes;
#[cfg(test)]
mod conformance;
mod formulate;
mod highs;
mod linearize;
mod lp;
mod model;
mod mps;
mod outline;
mod pairs;
mod scarce;
mod seating;

use super::ingredients::{Ingredient, Without};
use super::{Shared, Stop, columns};
use crate::network::{Assignment, ConflictGraph, Domain, Network};

pub(crate) use classes::Classes;
pub(crate) use formulate::{Choice, Formulation};
use highs::{Answer, Limits, Meaning, Task};
use linearize::Parallel;
pub use lp::lp;
pub(super) use model::{FREE, Model};
pub use mps::{Names, mps, of_solution, unknown_columns};
pub(in crate::engines) use pairs::bound as paired;
pub(in crate::engines) use scarce::refutes;

/// The version of HiGHS.
#[must_use]
pub fn solver_version() -> String {
    highs::version()
}

/// The whole model of a network: placements, then what constrains them.
pub(crate) fn formulate<'n>(network: &'n Network, domains: &'n [Domain], conflicts: &ConflictGraph) -> Formulation<'n> {
    formulate_without(Without::default(), network, domains, conflicts)
}

/// The whole model of a network in one of its formulations.
pub(crate) fn formulate_without<'n>(
    without: Without,
    network: &'n Network,
    domains: &'n [Domain],
    conflicts: &ConflictGraph,
) -> Formulation<'n> {
    let mut formulation = Formulation::placements(network, domains, without);
    if without.contains(Ingredient::CliqueRows) {
        linearize::constraints(&mut formulation, &ConflictGraph::without_edges(network), Parallel::Rows);
    } else {
        linearize::constraints(&mut formulation, conflicts, Parallel::Rows);
    }
    formulation
}

/// The model of a network but for what people miss of sessions that run at the same time, which slot patterns know.
pub(super) fn formulate_apart<'n>(
    network: &'n Network,
    domains: &'n [Domain],
    conflicts: &ConflictGraph,
) -> Formulation<'n> {
    let mut formulation = Formulation::placements(network, domains, Without::default());
    linearize::constraints(&mut formulation, conflicts, Parallel::Patterns);
    formulation
}

/// Runs until proof or until told to stop, with the bound that slot patterns give as a row if there
/// is one; every improvement and every bound goes to `shared`. Returns the nodes of the search trees.
#[expect(clippy::too_many_arguments, reason = "the model and the limits for it, each used once")]
pub(super) fn run(
    network: &Network,
    domains: &[Domain],
    conflicts: &ConflictGraph,
    without: Without,
    patterns: Option<i64>,
    seed: u64,
    stop: &Stop,
    shared: &Shared<'_>,
) -> i64 {
    let mut formulation = formulate_without(without, network, domains, conflicts);
    if let Some(bound) = patterns
        && formulation.model.constant[1] == 0
    {
        formulation.model.patterns_cost(bound);
    }
    let model = &formulation.model;
    shared.phase("mip", &format!("{} columns, {} rows", model.columns(), model.rows.len()));
    if model.rows.iter().any(|row| row.terms.is_empty()) {
        shared.infeasible("mip");
        return 0;
    }
    let mut nodes = 0;
    // Levels in order: the optimum of one is a row of the next.
    let has_medium = model.cost.iter().any(|cost| cost[0] != 0);
    let mut medium = model.constant[0];
    let levels = if has_medium { 0..2 } else { 1..2 };
    for level in levels {
        let task =
            Task { formulation: &formulation, conflicts, level, medium, seed, meaning: Meaning::Timetables, step: 1 };
        let limits = Limits { stop, nodes: stop.work(), refute: false };
        let (answer, explored) = highs::solve(&task, &limits, shared);
        nodes += explored;
        match answer {
            Answer::Infeasible => {
                shared.infeasible("mip");
                return nodes;
            }
            Answer::Solved(value) if level == 0 => medium = value,
            Answer::Solved(_) => {}
            Answer::Bounded(_) | Answer::Stopped => return nodes,
        }
    }
    nodes
}

/// Bounds what timetables cost by a relaxation whose costs are soft and in thousandths, in whole placements and people. Returns
/// whether it is solved to the end, and the nodes of the search tree.
pub(super) fn relaxed(
    relaxation: &Formulation<'_>,
    conflicts: &ConflictGraph,
    seed: u64,
    stop: &Stop,
    shared: &Shared<'_>,
) -> (bool, i64) {
    let (columns, rows) = (relaxation.model.columns(), relaxation.model.rows.len());
    shared.phase("mip", &format!("{columns} columns, {rows} rows at the prices of patterns"));
    let meaning = Meaning::Priced(columns::SCALE);
    let task = Task { formulation: relaxation, conflicts, level: 1, medium: 0, seed, meaning, step: 1 };
    let limits = Limits { stop, nodes: stop.work(), refute: false };
    let (answer, nodes) = highs::solve(&task, &limits, shared);
    (matches!(answer, Answer::Bounded(_)), nodes)
}

/// Bounds what timetables cost by their outline (see [`outline`]). Returns the nodes of the search tree.
pub(super) fn outlined(
    network: &Network,
    domains: &[Domain],
    conflicts: &ConflictGraph,
    seed: u64,
    stop: &Stop,
    shared: &Shared<'_>,
) -> i64 {
    let Some(formulation) = outline::outline(network, domains) else { return 0 };
    let model = &formulation.model;
    shared.phase("mip", &format!("{} columns, {} rows of the outline", model.columns(), model.rows.len()));
    // The first level that costs anything.
    let level = usize::from(model.cost.iter().all(|cost| cost[0] == 0));
    let meaning = Meaning::Outlines;
    let task = Task { formulation: &formulation, conflicts, level, medium: 0, seed, meaning, step: 1 };
    let limits = Limits { stop, nodes: stop.work(), refute: false };
    let (answer, nodes) = highs::solve(&task, &limits, shared);
    if answer == Answer::Infeasible {
        shared.infeasible("mip");
    }
    nodes
}

/// Looks for something better than `best` in these domains, with other people only on days that are free, within so many
/// nodes for each level; what is found goes to `shared`. True if the domains are searched to the end.
#[expect(clippy::too_many_arguments, reason = "a part of a network and the limits for it, each used once")]
pub(super) fn improve(
    network: &Network,
    domains: &[Domain],
    free_days: &[bool],
    best: &Assignment,
    seed: u64,
    nodes: u64,
    stop: &Stop,
    shared: &Shared<'_>,
) -> bool {
    let conflicts = ConflictGraph::new(network, domains);
    let mut formulation = formulate(network, domains, &conflicts);
    formulation.keep_people(best, free_days);
    let score = network.score(best);
    // What is medium comes first, as long as there is any.
    let level = usize::from(score.medium <= formulation.model.constant[0]);
    let (medium, meaning) = (score.medium, Meaning::Timetables);
    let mut task = Task { formulation: &formulation, conflicts: &conflicts, level, medium, seed, meaning, step: 1 };
    let limits = Limits { stop, nodes: Some(nodes), refute: false };
    loop {
        match highs::solve(&task, &limits, shared).0 {
            Answer::Solved(medium) if task.level == 0 => (task.level, task.medium) = (1, medium),
            answer => return matches!(answer, Answer::Solved(_)),
        }
    }
}
