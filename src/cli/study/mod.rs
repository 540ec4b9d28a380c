//! `plenary study`: what constraints cost and which engine is better, measured so that it survives review.

mod cells;
mod compare;
mod files;
mod report;
mod run;

use clap::Subcommand;

use super::exit::{Exit, Failure};

const EXAMPLES: &str = "Examples:
  plenary study cells rules.study.json              what would run, a line for each cell
  plenary study run rules.study.json -o rules       run what is not there yet; again to go on after an interruption
  plenary study report rules                        report.html and tables
  plenary study compare main branch --tolerance 0.02

`plenary schema study` describes the file; docs/study.md explains designs, statistics and clusters.";

/// Compare variants of conferences, engines and settings: run them, report on them, gate on them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Cells(cells::Args),
    Report(report::Args),
    Compare(compare::Args),
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.command {
        Command::Run(args) => run::run(args),
        Command::Cells(args) => cells::run(args),
        Command::Report(args) => report::run(args),
        Command::Compare(args) => compare::run(args),
    }
}
