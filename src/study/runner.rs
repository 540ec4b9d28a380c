//! Runs the cells of a plan, several at a time, each on cores of its own.
//!
//! By default every cell is a process of its own: it cannot bring down the others, and its processor time and memory are
//! its own. A process costs some milliseconds; for thousands of cells that last no longer than that, they can share one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::cell::{self, Care};
use super::cores;
use super::plan::{Cell, Plan};
use super::record::Record;
use super::store::Store;
use crate::instance::Source;

/// Where cells run.
#[derive(Clone, Debug)]
pub enum Place {
    /// Each in a process: this program, with these arguments before `--cell KEY`.
    Processes {
        /// The program.
        program: PathBuf,
        /// Its arguments.
        arguments: Vec<String>,
    },
    /// All in this process.
    Here,
}

/// How a cell went.
#[derive(Debug)]
pub struct Told<'p> {
    /// The cell.
    pub cell: &'p Cell,
    /// What came of it, or why nothing did.
    pub result: Result<Record, String>,
    /// How many are done, of how many.
    pub done: (usize, usize),
}

/// What came of a run of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Cells that had been there before.
    pub there: usize,
    /// Cells that ran.
    pub ran: usize,
    /// Cells that failed, with the reason.
    pub failed: Vec<(String, String)>,
    /// Cells that were not begun, or cut short, because somebody stopped the run.
    pub left: usize,
}

/// Runs what is not there yet, `jobs` cells at a time. `sources` are the instances in the order of the study.
/// `interrupted` ends the run; cells that are cut short leave nothing.
///
/// # Errors
/// If the folder cannot be read.
pub fn run(
    plan: &Plan,
    sources: &[Source],
    store: &Store,
    (jobs, place): (usize, &Place),
    interrupted: &Arc<AtomicBool>,
    tell: &(dyn Fn(&Told<'_>) + Sync),
) -> std::io::Result<Totals> {
    let there = store.keys()?;
    let runs = plan.runs();
    let open: Vec<&Cell> = runs.iter().copied().filter(|cell| !there.contains(&cell.key)).collect();
    let next = AtomicUsize::new(0);
    let totals = Mutex::new(Totals { there: runs.len() - open.len(), ..Totals::default() });
    let most = plan.study.engines.iter().map(|engine| usize::from(engine.threads)).max().unwrap_or(1);
    let seats = seats(&cores::available(), jobs, most);
    let worker = |seat: &[usize]| {
        let held = !seat.is_empty() && cores::stay_on(seat);
        let cores = if held { seat.to_vec() } else { Vec::new() };
        while !interrupted.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(&cell) = open.get(number) else { break };
            let result = match place {
                Place::Here => here(plan, cell, sources, store, &cores, interrupted),
                Place::Processes { program, arguments } => {
                    let words: Vec<String> = cores.iter().map(ToString::to_string).collect();
                    process(cell, store, program, arguments, &words.join(","))
                }
            };
            let mut totals = totals.lock().unwrap_or_else(PoisonError::into_inner);
            match &result {
                Ok(_) => totals.ran += 1,
                Err(_) if interrupted.load(Ordering::Relaxed) => break,
                Err(why) => totals.failed.push((cell.text(), why.clone())),
            }
            let done = totals.there + totals.ran + totals.failed.len();
            tell(&Told { cell, result, done: (done, runs.len()) });
        }
    };
    std::thread::scope(|scope| {
        for seat in &seats {
            scope.spawn(|| worker(seat));
        }
    });
    let mut totals = totals.into_inner().unwrap_or_else(PoisonError::into_inner);
    totals.failed.sort();
    totals.left = runs.len() - totals.there - totals.ran - totals.failed.len();
    Ok(totals)
}

/// The cores of each worker; none where there are not enough for all.
fn seats(cores: &[usize], jobs: usize, threads: usize) -> Vec<Vec<usize>> {
    let jobs = jobs.max(1);
    if jobs * threads > cores.len() {
        return vec![Vec::new(); jobs];
    }
    cores.chunks(threads).take(jobs).map(<[usize]>::to_vec).collect()
}

/// How many cells can run at a time without sharing cores.
#[must_use]
pub fn most_jobs(plan: &Plan) -> usize {
    let most = plan.study.engines.iter().map(|engine| usize::from(engine.threads)).max().unwrap_or(1);
    (cores::available().len() / most).max(1)
}

fn here(
    plan: &Plan,
    cell: &Cell,
    sources: &[Source],
    store: &Store,
    cores: &[usize],
    interrupted: &Arc<AtomicBool>,
) -> Result<Record, String> {
    let number = plan.study.instances.iter().position(|file| file.id == cell.instance);
    let source = number.and_then(|number| sources.get(number)).ok_or("the plan has no such instance")?;
    let care = Care { cores: cores.to_vec(), alone: false };
    let stop = |limit: &super::schema::Limit| cell::clock(limit).with(interrupted);
    catch_unwind(AssertUnwindSafe(|| cell::run(plan, cell, source, store, &care, &stop)))
        .unwrap_or_else(|_| Err("the program panicked; please report it".to_owned()))
}

fn process(cell: &Cell, store: &Store, program: &PathBuf, arguments: &[String], cores: &str) -> Result<Record, String> {
    let mut command = Command::new(program);
    command.args(arguments).args(["--cell", &cell.key]).stdin(Stdio::null()).stdout(Stdio::null());
    if !cores.is_empty() {
        command.args(["--cores", cores]);
    }
    let ended = command.stderr(Stdio::piped()).output().map_err(|error| format!("no process: {error}"))?;
    if !ended.status.success() {
        let said = String::from_utf8_lossy(&ended.stderr);
        let last = said.trim().lines().last().unwrap_or_default();
        return Err(format!("its process ended with {}: {last}", ended.status));
    }
    store.read(&cell.key).ok_or_else(|| "its process wrote nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_shares_a_core() {
        assert_eq!(seats(&[0, 1, 2, 3, 4], 2, 2), [vec![0, 1], vec![2, 3]]);
        assert_eq!(seats(&[4, 7], 2, 1), [vec![4], vec![7]]);
        assert_eq!(seats(&[0, 1], 2, 2), vec![Vec::<usize>::new(); 2]);
        assert_eq!(seats(&[0, 1], 0, 1), [vec![0]]);
    }
}
