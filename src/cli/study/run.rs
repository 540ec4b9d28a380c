//! `plenary study run`: runs what is not there yet.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::files::{self, Opened};
use crate::cli::exit::{Exit, Failure};
use crate::cli::progress::compact;
use crate::cli::terminal::{print, say};
use crate::study::cell::{self, Care};
use crate::study::cores;
use crate::study::processes;
use crate::study::record::Record;
use crate::study::runner::{self, Place, Told};
use crate::study::store::Store;

const EXAMPLES: &str = "Examples:
  plenary study run rules.study.json -o rules               all cells, each a process on cores of its own
  plenary study run tiny.study.json -o tiny --in-process    thousands of cells that last milliseconds
  plenary study run rules.study.json -o rules --cell KEY    one cell, for schedulers of clusters

What is there is not run again, so the same command goes on after an interruption or a kill. Results count once the
verifier has seen them as they were written.";

/// Run the cells of a study that are not there yet.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The study: a JSON file of format plenary-study/1
    study: PathBuf,
    /// The folder of results [default: ID.results, here]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Cells at a time [default: as many as have cores of their own]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
    /// Run all cells in this process: no processor time and memory by cell, but no process to start
    #[arg(long)]
    in_process: bool,
    /// Run this cell only
    #[arg(long, value_name = "KEY", conflicts_with_all = ["jobs", "in_process"])]
    cell: Option<String>,
    /// Hold the cell to these cores, such as 0,1
    #[arg(long, value_name = "CORES", value_delimiter = ',', requires = "cell")]
    cores: Vec<usize>,
    /// The process that started this one, without which it ends
    #[arg(long, value_name = "PROCESS", requires = "cell", hide = true)]
    runner: Option<i32>,
    /// Go on in a folder that another build of this version has begun
    #[arg(long)]
    any_build: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Seconds between lines of progress.
const PAUSE: f64 = 1.0;

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let opened = files::open(&args.study)?;
    let folder = opened.folder(args.output.as_deref());
    let cannot = |error| Failure::new(Exit::Internal, format!("{} cannot be used: {error}", folder.display()));
    let store = Store::create(&folder).map_err(cannot)?;
    let interrupted = interruptible();
    match &args.cell {
        Some(key) => one(args, &opened, &store, key, &interrupted),
        None => all(args, &opened, &store, &interrupted),
    }
}

/// The first Ctrl-C or SIGTERM ends the run, the second leaves at once.
fn interruptible() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    let handler = move || {
        if raised.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        say("stopping; what has ended is kept (again to leave at once)");
    };
    if ctrlc::set_handler(handler).is_err() {
        say("note: interrupting will leave at once");
    }
    flag
}

fn one(args: &Args, opened: &Opened, store: &Store, key: &str, interrupted: &Arc<AtomicBool>) -> Result<Exit, Failure> {
    if args.runner.is_some_and(|runner| !processes::end_with(runner)) {
        return Err(Failure::new(Exit::Internal, "the runner has ended"));
    }
    if store.read(key).is_some() {
        if !args.quiet {
            say(format_args!("{key} is there"));
        }
        return Ok(Exit::Done);
    }
    let begun = Instant::now();
    // The plan in the folder, if it is of this study, saves making all variants for one.
    let there = store.plan()?.filter(|plan| plan.study_sha256 == opened.source.sha256());
    let plan = match there {
        // The runner has looked already.
        Some(plan) if args.any_build || args.runner.is_some() => plan,
        Some(plan) => {
            let program = files::program_sha256()?;
            if plan.version == env!("CARGO_PKG_VERSION") && plan.program_sha256 != program {
                return Err(other_build(store));
            }
            plan
        }
        None => opened.plan()?.1,
    };
    let Some(cell) = plan.cells.iter().find(|cell| cell.key == key) else {
        let message = format!("the study has no cell {key}\n  Help: `plenary study cells STUDY` lists them");
        return Err(Failure::usage(message));
    };
    let number = plan.study.instances.iter().position(|file| file.id == cell.instance).unwrap_or_default();
    let source = opened.instance(number)?;
    let held = !args.cores.is_empty() && cores::stay_on(&args.cores);
    let care = Care { cores: if held { args.cores.clone() } else { Vec::new() }, alone: true };
    let stop = |limit: &crate::study::schema::Limit| cell::clock(limit).with(interrupted);
    let record = cell::run(&plan, cell, &source, store, &care, &stop)
        .map_err(|why| Failure::new(Exit::Internal, format!("{}: {why}", cell.text())))?;
    if !args.quiet {
        say(format_args!("{}: {} ({:.2} s)", cell.text(), in_words(&record), begun.elapsed().as_secs_f64()));
    }
    Ok(Exit::Done)
}

fn other_build(store: &Store) -> Failure {
    let folder = store.folder().display();
    let message = format!("{folder} holds the plan of another build of version {}", env!("CARGO_PKG_VERSION"));
    Failure::usage(message + "\n  Help: choose another folder, or go on with --any-build")
}

fn all(args: &Args, opened: &Opened, store: &Store, interrupted: &Arc<AtomicBool>) -> Result<Exit, Failure> {
    let (sources, plan) = opened.plan()?;
    if let Some(before) = store.plan()?
        && before.version == plan.version
        && before.program_sha256 != plan.program_sha256
        && !args.any_build
        && !store.keys()?.is_empty()
    {
        return Err(other_build(store));
    }
    store.write_plan(&plan)?;
    store.clean()?;
    let jobs = args.jobs.map_or_else(|| runner::most_jobs(&plan), usize::from);
    if jobs > runner::most_jobs(&plan) && !args.quiet {
        say(format_args!("note: {jobs} cells at a time share cores; times of cells that share are worth little"));
    }
    let place = if args.in_process { Place::Here } else { processes(args, store.folder())? };
    let begun = Instant::now();
    let said: Mutex<Option<Instant>> = Mutex::new(None);
    let tell = |told: &Told<'_>| {
        if args.quiet {
            return;
        }
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        let due = said.is_none_or(|said| said.elapsed() >= Duration::from_secs_f64(PAUSE));
        if let Err(why) = &told.result {
            say(format_args!("failed: {}: {why}", told.cell.text()));
        } else if let (Ok(record), true) = (&told.result, due) {
            let (done, of) = told.done;
            say(format_args!("{done}/{of}  {}: {}", told.cell.text(), in_words(record)));
            *said = Some(Instant::now());
        }
    };
    let totals = runner::run(&plan, &sources, store, (jobs, &place), interrupted, &tell)?;
    let folder = store.folder().display();
    if !args.quiet {
        let (there, ran, failed) = (totals.there, totals.ran, totals.failed.len());
        say(format_args!("{:.1} s on {jobs} at a time", begun.elapsed().as_secs_f64()));
        print(&format!("{folder}: {there} cells were there, {ran} ran, {failed} failed, {} are left\n", totals.left))?;
    }
    if !totals.failed.is_empty() {
        let lines: Vec<String> = totals.failed.iter().map(|(cell, why)| format!("{cell}: {why}")).collect();
        let failed = format!("{} cells failed; the same command tries them again\n{}", lines.len(), lines.join("\n"));
        return Err(Failure::new(Exit::Internal, failed));
    }
    if totals.left > 0 {
        let message = format!("stopped with {} cells left; the same command goes on", totals.left);
        return Err(Failure::new(Exit::Internal, message));
    }
    Ok(Exit::Done)
}

/// Every cell in a process of this program.
fn processes(args: &Args, folder: &Path) -> Result<Place, Failure> {
    let program = std::env::current_exe().map_err(Failure::internal)?;
    let (study, folder) = (args.study.display().to_string(), folder.display().to_string());
    let words = ["study", "run", &study, "-o", &folder, "--quiet", "--runner", &std::process::id().to_string()];
    Ok(Place::Processes { program, arguments: words.map(str::to_owned).to_vec() })
}

fn in_words(record: &Record) -> String {
    let score = record.score.map_or_else(|| format!("{:?}", record.status).to_lowercase(), compact);
    let bound = record.bound.map_or_else(String::new, |bound| format!(", bound {}", compact(bound)));
    format!("{score}{bound}, {:.2} s", record.wall_seconds)
}
