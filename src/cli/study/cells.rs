//! `plenary study cells`: what a study runs.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::files;
use crate::cli::exit::{Exit, Failure};
use crate::cli::terminal::print;
use crate::study::store::Store;

const EXAMPLES: &str = "Examples:
  plenary study cells rules.study.json                      key, instance, variant, engine, limit, seed, repeat
  plenary study cells rules.study.json -o rules --open      what is not there yet; also writes the plan into the folder
  plenary study cells rules.study.json | cut -f1 | xargs -n1 plenary study run rules.study.json -o rules --cell";

/// List the cells of a study, tab-separated, in the order in which they run.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The study: a JSON file of format plenary-study/1
    study: PathBuf,
    /// The folder of results: the plan is written there, so that cells that run one by one find it
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Only cells that are not there yet
    #[arg(long, requires = "output")]
    open: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let opened = files::open(&args.study)?;
    let (_, plan) = opened.plan()?;
    let mut there = BTreeSet::new();
    if let Some(folder) = &args.output {
        let store = Store::create(folder).and_then(|store| store.write_plan(&plan).map(|()| store));
        let cannot = |error| Failure::new(Exit::Internal, format!("{} cannot be written: {error}", folder.display()));
        let store = store.map_err(cannot)?;
        store.clean()?;
        if args.open {
            there = store.keys()?;
        }
    }
    let mut text = String::new();
    for cell in plan.runs().into_iter().filter(|cell| !there.contains(&cell.key)) {
        let (of, terms) = (format!("{}\t{}", cell.instance, cell.variant), format!("{}\t{}", cell.engine, cell.limit));
        text.push_str(&format!("{}\t{of}\t{terms}\t{}\t{}\n", cell.key, cell.seed, cell.repeat));
    }
    print(&text)?;
    Ok(Exit::Done)
}
