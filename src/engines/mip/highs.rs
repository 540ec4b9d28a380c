//! HiGHS: the only file with foreign calls.
//!
//! The model goes in through `good_lp`; what `good_lp` does not reach (callbacks, a full start, bounds, node counts)
//! goes through the raw handle that it gives out. HiGHS runs on one thread: the portfolio owns the others.
#![expect(unsafe_code, reason = "the foreign function interface of HiGHS; each call is justified where it stands")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

use good_lp::{Constraint, Expression, ProblemVariables, SolverModel, Variable, variable};
use highs_sys as raw;

use super::Formulation;
use super::model::{FREE, Row};
use crate::engines::{Shared, Stop, search};
use crate::network::{Assignment, ConflictGraph};
use crate::timetable::Score;

/// Columns of a relaxation from which its first linear program is solved by an interior-point method.
const LARGE: usize = 10_000;

/// What is to be solved: one level of a formulation.
pub(super) struct Task<'a, 'n> {
    pub(super) formulation: &'a Formulation<'n>,
    pub(super) conflicts: &'a ConflictGraph,
    /// 0 for medium, 1 for soft.
    pub(super) level: usize,
    /// The optimum of the medium level, which the soft level has to keep; 0 while it is not known.
    pub(super) medium: i64,
    pub(super) seed: u64,
    pub(super) meaning: Meaning,
    /// What every timetable costs on this level, without the constant, is a multiple of this.
    pub(super) step: i64,
}

/// What the costs and solutions of a formulation mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Costs are those of timetables, which solutions are.
    Timetables,
    /// Solutions are timetables, and cost no more than they do, in so many units for one of the score.
    Priced(i64),
    /// Solutions are no timetables, and cost no more than those do.
    Outlines,
}

impl Task<'_, '_> {
    /// What a solution costs on this level, without the constant.
    fn objective(&self, solution: &[f64]) -> f64 {
        let costs = self.formulation.model.cost.iter();
        costs.zip(solution).map(|(cost, value)| self.in_units(cost[self.level]) * value).sum()
    }

    fn in_units(&self, cost: i64) -> f64 {
        cost as f64 / if let Meaning::Priced(units) = self.meaning { units as f64 } else { 1.0 }
    }

    /// A score that is so much on this level.
    fn score(&self, value: i64) -> Score {
        match self.level {
            0 => Score { hard: 0, medium: value, soft: 0 },
            _ => Score { hard: 0, medium: self.medium, soft: value },
        }
    }

    /// Whether there is a row for the optimum of the medium level.
    fn keeps_medium(&self) -> bool {
        self.level == 1 && self.formulation.model.cost.iter().any(|cost| cost[0] != 0)
    }
}

/// When to stop.
pub(super) struct Limits<'a> {
    pub(super) stop: &'a Stop,
    /// Nodes of the search tree.
    pub(super) nodes: Option<u64>,
    /// Whether only infeasibility is of interest: it is over when a timetable of the whole is known that breaks nothing hard.
    pub(super) refute: bool,
}

/// What is known at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// There is no solution.
    Infeasible,
    /// The optimum.
    Solved(i64),
    /// No solution of a relaxation costs less on this level; it has been told as a bound.
    Bounded(i64),
    /// Neither, for now.
    Stopped,
}

/// The version of HiGHS.
pub(super) fn version() -> String {
    // SAFETY: `Highs_version` returns a pointer to a static, NUL-terminated string.
    let version = unsafe { CStr::from_ptr(raw::Highs_version()) };
    version.to_string_lossy().into_owned()
}

/// What the callbacks see.
struct Hooks<'a, 'n> {
    task: &'a Task<'a, 'n>,
    stop: &'a Stop,
    refute: bool,
    shared: &'a Shared<'a>,
    /// The objective of the last assignment handed to HiGHS.
    injected: f64,
    nodes: i64,
    panicked: bool,
}

impl Hooks<'_, '_> {
    /// The value of this task's level plus the constant of the model.
    fn score_of(&self, dual_bound: f64) -> Option<Score> {
        if !dual_bound.is_finite() {
            return None;
        }
        let model = &self.task.formulation.model;
        let bound = match self.task.meaning {
            // Constants of such relaxations are in thousandths, too.
            Meaning::Priced(_) => round_up(dual_bound + self.task.in_units(model.constant[self.task.level])),
            _ => multiple_from(round_up(dual_bound), self.task.step) + model.constant[self.task.level],
        };
        let bound = self.task.score(bound.max(0));
        // The optimum of a relaxation cannot be checked from scratch. That it is no better than what is known can.
        let known = || self.shared.best().map(|(_, score)| score);
        let refuted = || known().is_some_and(|score| score.hard == 0 && score < bound);
        (self.task.meaning == Meaning::Timetables || !refuted()).then_some(bound)
    }

    /// The score of a solution, from scratch. What the model leaves open is filled in.
    fn improved(&self, solution: &[f64]) -> Score {
        let formulation = self.task.formulation;
        let mut assignment = formulation.assignment(solution);
        if !formulation.exact && formulation.seating.is_none() {
            let conflicts = self.task.conflicts;
            search::complete(formulation.network, formulation.domains, conflicts, &mut assignment, self.task.seed);
        }
        let score = self.shared.score(&assignment);
        self.shared.offer("mip", &assignment, score);
        score
    }

    /// The best known assignment as a full solution, if HiGHS does not know anything as good.
    fn better_than(&mut self, primal_bound: f64) -> Option<Vec<f64>> {
        let (best, score) = self.shared.best()?;
        let values = full_start(self.task, &best, score)?;
        let level = self.task.level;
        let objective = self.task.in_units(self.task.formulation.model.value(&values)[level]);
        let known = primal_bound + self.task.in_units(self.task.formulation.model.constant[level]);
        if objective >= self.injected || objective > known - 0.5 {
            return None;
        }
        self.injected = objective;
        Some(values.into_iter().map(|value| value as f64).collect())
    }
}

/// A bound that floating point computed, as an integer that is safe against its tolerance.
fn round_up(bound: f64) -> i64 {
    let slack = 1e-6 * bound.abs().max(1.0);
    (bound - slack).ceil() as i64
}

/// The least multiple of `step` that is no less than `value`.
fn multiple_from(value: i64, step: i64) -> i64 {
    (value.div_euclid(step) + i64::from(value.rem_euclid(step) > 0)) * step
}

/// The values of all columns under an assignment that keeps everything hard and the medium optimum.
fn full_start(task: &Task<'_, '_>, assignment: &Assignment, score: Score) -> Option<Vec<i64>> {
    let keeps = score.hard == 0 && (task.level == 0 || score.medium <= task.medium);
    if !keeps || !task.formulation.completes {
        return None;
    }
    task.formulation.values(assignment)
}

/// What the best known timetable costs on this level: outlines that cost as much are of no interest.
fn cutoff(task: &Task<'_, '_>, shared: &Shared<'_>) -> Option<i64> {
    let (_, known) = shared.best().filter(|_| task.meaning == Meaning::Outlines)?;
    match task.level {
        _ if known.hard > 0 => None,
        0 => Some(known.medium),
        _ => (known.medium == task.medium).then_some(known.soft),
    }
}

/// Solves one level. Improvements and bounds go to `shared` as they come. Also returns the nodes explored. What presolve
/// takes for a contradiction counts only if HiGHS finds it without presolve, too.
pub(super) fn solve(task: &Task<'_, '_>, limits: &Limits<'_>, shared: &Shared<'_>) -> (Answer, i64) {
    match attempt(task, limits, shared, "choose") {
        (Answer::Infeasible, 0) => attempt(task, limits, shared, "off"),
        known => known,
    }
}

fn attempt(task: &Task<'_, '_>, limits: &Limits<'_>, shared: &Shared<'_>, presolve: &str) -> (Answer, i64) {
    let Some(mut model) = build(task) else { return (Answer::Stopped, 0) };
    model.set_option("presolve", presolve);
    model.make_quiet();
    model.set_option("threads", 1);
    model.set_option("parallel", "off");
    model.set_option("random_seed", i32::try_from(task.seed % 1_000_000_007).unwrap_or(0));
    model.set_option("mip_rel_gap", 0.0);
    // Every cost is a multiple: less than one step apart is equal.
    model.set_option("mip_abs_gap", task.step as f64 - 0.1);
    if task.meaning != Meaning::Timetables {
        // Presolve of HiGHS 1.15 makes 30 of an optimum of 21 (a case of the conformance suite), and here no score from scratch
        // would show it.
        model.set_option("presolve", "off");
    }
    if task.meaning != Meaning::Timetables {
        // What fits well in a relaxation is not looked for: the bound is what counts.
        model.set_option("mip_heuristic_effort", 0.0);
        // The first linear program of a large one takes the simplex method far longer.
        if task.formulation.model.columns() > LARGE {
            model.set_option("mip_lp_solver", "ipm");
        }
    }
    let cutoff = cutoff(task, shared);
    if let Some(cutoff) = cutoff {
        let constant = task.formulation.model.constant[task.level];
        let less = multiple_from(cutoff - constant, task.step) - task.step;
        model.set_option("objective_bound", less as f64 + 0.5);
    }
    if let Some(limit) = limits.stop.limit() {
        model.set_option("time_limit", (limit - limits.stop.seconds()).max(0.01));
    }
    if let Some(nodes) = limits.nodes {
        model.set_option("mip_max_nodes", i32::try_from(nodes).unwrap_or(i32::MAX));
    }
    let (stop, refute) = (limits.stop, limits.refute);
    let mut hooks = Hooks { task, stop, refute, shared, injected: f64::INFINITY, nodes: 0, panicked: false };
    let start = hooks.better_than(f64::INFINITY);
    let handle = model.as_mut_ptr();
    let columns = task.formulation.model.columns();
    let mut solution = vec![0.0; columns];
    let (status, dual_bound, claimed, nodes);
    // SAFETY: `handle` is the valid instance that `model` owns and keeps until the end of this function. `start` and
    // `solution` have one value per column. The hooks outlive `Highs_run`, which is the only caller of the callback,
    // and nothing else touches them meanwhile; null pointers are documented as "not wanted".
    unsafe {
        if let Some(start) = &start {
            let none = std::ptr::null();
            raw::Highs_setSolution(handle, start.as_ptr(), none, none, none);
        }
        raw::Highs_setCallback(handle, Some(callback), (&raw mut hooks).cast::<c_void>());
        for kind in [
            raw::kHighsCallbackMipImprovingSolution,
            // Also what tells bounds: the callback for that, MipLogging, is silent where HiGHS is.
            raw::kHighsCallbackMipInterrupt,
            raw::kHighsCallbackSimplexInterrupt,
            raw::kHighsCallbackCallbackMipUserSolution,
        ] {
            raw::Highs_startCallback(handle, kind);
        }
        raw::Highs_run(handle);
        status = raw::Highs_getModelStatus(handle);
        let mut bound = f64::NEG_INFINITY;
        raw::Highs_getDoubleInfoValue(handle, c"mip_dual_bound".as_ptr(), &raw mut bound);
        let mut objective = f64::NAN;
        raw::Highs_getDoubleInfoValue(handle, c"objective_function_value".as_ptr(), &raw mut objective);
        let mut count = 0i64;
        raw::Highs_getInt64InfoValue(handle, c"mip_node_count".as_ptr(), &raw mut count);
        let none = std::ptr::null_mut();
        raw::Highs_getSolution(handle, solution.as_mut_ptr(), none, none, none);
        (dual_bound, claimed, nodes) = (bound, objective, count.max(hooks.nodes));
    }
    let answer = match status {
        // With the optimum of the level before as a row, it is tolerances that leave nothing.
        raw::kHighsModelStatusInfeasible | raw::kHighsModelStatusUnboundedOrInfeasible => {
            if let Some(cutoff) = cutoff {
                // There is a timetable that keeps every row; what there is not is one that costs less.
                shared.bound("mip", task.score(cutoff));
                Answer::Bounded(cutoff)
            } else if task.keeps_medium() {
                Answer::Stopped
            } else {
                Answer::Infeasible
            }
        }
        raw::kHighsModelStatusOptimal if task.meaning != Meaning::Timetables => {
            let level = |bound: Score| [bound.medium, bound.soft][task.level];
            hooks.score_of(dual_bound).map_or(Answer::Stopped, |bound| Answer::Bounded(level(bound)))
        }
        raw::kHighsModelStatusOptimal => {
            let score = hooks.improved(&solution);
            let value = [score.medium, score.soft][task.level];
            let kept = score.hard == 0 && (task.level == 0 || score.medium == task.medium);
            // An optimum counts if its objective is what HiGHS claims, and what it is worth from scratch; otherwise
            // nothing that this run said is believed. A relaxation may promise too much, never too little; what it
            // promises is a bound.
            let constant = task.formulation.model.constant[task.level] as f64;
            let found = task.objective(&solution) + constant;
            let exact = (found - value as f64).abs() < 0.1;
            let promised = !task.formulation.exact && (!kept || found < value as f64);
            let agree = (exact || promised) && (claimed + constant - found).abs() < 0.1;
            if !agree {
                return (Answer::Stopped, nodes);
            }
            if kept && exact { Answer::Solved(value) } else { Answer::Stopped }
        }
        _ => Answer::Stopped,
    };
    let bound = match answer {
        Answer::Infeasible => None,
        Answer::Solved(value) => Some(task.score(value)),
        Answer::Bounded(value) => Some(task.score(value)),
        Answer::Stopped => hooks.score_of(dual_bound),
    };
    if let Some(bound) = bound {
        shared.bound("mip", bound);
    }
    if hooks.panicked {
        return (Answer::Stopped, nodes);
    }
    (answer, nodes)
}

/// The HiGHS model of a task, through `good_lp`; `None` if HiGHS refuses it.
fn build(task: &Task<'_, '_>) -> Option<highs::Model> {
    let model = &task.formulation.model;
    let mut variables = ProblemVariables::new();
    let mut columns: Vec<Variable> = Vec::with_capacity(model.columns());
    let mut objective = Expression::default();
    for column in 0..model.columns() {
        let mut definition = variable().min(0);
        if model.upper[column] != FREE {
            definition = definition.max(model.upper[column] as f64);
        }
        if model.integer[column] {
            definition = definition.integer();
        }
        columns.push(variables.add(definition));
        let cost = model.cost[column][task.level];
        if cost != 0 {
            objective.add_mul(task.in_units(cost), columns[column]);
        }
    }
    let mut problem = variables.minimise(objective).using(good_lp::highs);
    for row in &model.rows {
        problem.add_constraint(constraint(row, &columns));
    }
    if task.keeps_medium() {
        let terms = model.cost.iter().enumerate().filter(|(_, cost)| cost[0] != 0);
        let terms = terms.map(|(column, cost)| (super::model::Column(column as u32), cost[0])).collect();
        let row = Row { lower: -FREE, upper: task.medium - model.constant[0], terms };
        problem.add_constraint(constraint(&row, &columns));
    }
    problem.try_into_inner().ok()
}

fn constraint(row: &Row, columns: &[Variable]) -> Constraint {
    let mut sum = Expression::with_capacity(row.terms.len());
    for &(column, factor) in &row.terms {
        sum.add_mul(factor as f64, columns[column.0 as usize]);
    }
    if row.lower == row.upper {
        sum.eq(row.upper as f64)
    } else if row.upper == FREE {
        sum.geq(row.lower as f64)
    } else {
        sum.leq(row.upper as f64)
    }
}

/// HiGHS calls this; a panic must not cross into C++, so it is caught, and HiGHS is told to stop.
unsafe extern "C" fn callback(
    kind: c_int,
    _message: *const c_char,
    out: *const raw::HighsCallbackDataOut,
    input: *mut raw::HighsCallbackDataIn,
    user: *mut c_void,
) {
    // SAFETY: `user` is the hooks that `solve` registered, alive and otherwise untouched until `Highs_run` returns;
    // `out` and `input` are valid for the length of this call, or null, which `as_ref` and `as_mut` see.
    let (hooks, out, input) = unsafe { (&mut *user.cast::<Hooks<'_, '_>>(), out.as_ref(), input.as_mut()) };
    let (Some(out), Some(input)) = (out, input) else { return };
    let caught = catch_unwind(AssertUnwindSafe(|| react(hooks, kind, out, input)));
    if caught.is_err() {
        hooks.panicked = true;
    }
    let over = hooks.stop.reason().is_some() || hooks.shared.is_proved();
    if hooks.panicked || over || hooks.refute && hooks.shared.is_feasible() {
        input.user_interrupt = 1;
    }
}

fn react(
    hooks: &mut Hooks<'_, '_>,
    kind: c_int,
    out: &raw::HighsCallbackDataOut,
    input: &mut raw::HighsCallbackDataIn,
) {
    match kind {
        raw::kHighsCallbackMipInterrupt => {
            hooks.nodes = hooks.nodes.max(out.mip_node_count);
            if let Some(bound) = hooks.score_of(out.mip_dual_bound) {
                hooks.shared.bound("mip", bound);
            }
        }
        raw::kHighsCallbackMipImprovingSolution if hooks.task.meaning != Meaning::Outlines => {
            if let Ok(size) = usize::try_from(out.mip_solution_size)
                && !out.mip_solution.is_null()
                && size > 0
            {
                // SAFETY: HiGHS states that `mip_solution` points to `mip_solution_size` values during this call.
                let solution = unsafe { std::slice::from_raw_parts(out.mip_solution, size) };
                hooks.improved(solution);
            }
        }
        raw::kHighsCallbackCallbackMipUserSolution => {
            if let Some(solution) = hooks.better_than(out.mip_primal_bound)
                && let Ok(columns) = raw::HighsInt::try_from(solution.len())
            {
                // SAFETY: `input` is the structure of this very call, and `solution` has one value per column; HiGHS
                // copies them before it returns.
                unsafe { raw::Highs_setCallbackSolution(input, columns, solution.as_ptr()) };
            }
        }
        _ => {}
    }
}

/// What HiGHS makes of a model in a file by itself: the objective, or nothing if it finds it infeasible.
#[cfg(test)]
pub(super) fn solve_file(path: &std::path::Path) -> Option<f64> {
    let path = std::ffi::CString::new(path.to_string_lossy().as_bytes()).expect("a path without NUL");
    // SAFETY: the instance is created, used and destroyed here; the path is a NUL-terminated string.
    unsafe {
        let handle = raw::Highs_create();
        raw::Highs_setBoolOptionValue(handle, c"output_flag".as_ptr(), 0);
        assert_eq!(raw::Highs_readModel(handle, path.as_ptr()), raw::kHighsStatusOk, "HiGHS reads it");
        raw::Highs_run(handle);
        let status = raw::Highs_getModelStatus(handle);
        let objective = raw::Highs_getObjectiveValue(handle);
        raw::Highs_destroy(handle);
        (status == raw::kHighsModelStatusOptimal).then_some(objective)
    }
}
