//! `plenary study report`: what a study found.

use std::path::{Path, PathBuf};

use super::files as study_files;
use crate::cli::exit::{Exit, Failure};
use crate::cli::files;
use crate::cli::terminal::{print, say};
use crate::study::analysis::analyse;
use crate::study::report;

const EXAMPLES: &str = "Examples:
  plenary study report rules                      rules/report.html, and beside it report.md, cells.csv, cells.jsonl,
                                                  cells.parquet and the plots as SVG
  plenary study report rules -o rules.html        the one file that needs nothing else";

/// Report on what has run: prices, tests, curves, tables.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The folder of results
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write the HTML file there, and nothing else
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let (store, plan) = study_files::results(&args.folder)?;
    store.clean()?;
    let analysis = analyse(&plan, &store);
    if analysis.runs.is_empty() {
        let message = format!("{}: no cell has run", args.folder.display());
        return Err(Failure::new(Exit::Invalid, message));
    }
    let output = args.output.as_ref().map_or_else(String::new, |output| format!(" -o {}", output.display()));
    let command = format!("plenary study report {}{output}", args.folder.display());
    let document = report::document(&analysis, &store, &command);
    let html = report::html(&document);
    let missing = analysis.missing.len();
    if missing > 0 {
        say(format_args!("note: {missing} cells have not run; the report is about the others"));
    }
    if let Some(path) = &args.output {
        if path == Path::new("-") {
            print(&html)?;
        } else {
            files::write(path, html.as_bytes())?;
        }
        return Ok(Exit::Done);
    }
    let beside = |name: &str| args.folder.join(name);
    let columns = report::flat(&analysis);
    files::write(&beside("report.html"), html.as_bytes())?;
    files::write(&beside("report.md"), report::markdown(&document).as_bytes())?;
    files::write(&beside("cells.csv"), &report::csv(&columns).map_err(Failure::internal)?)?;
    files::write(&beside("cells.jsonl"), report::jsonl(&columns).as_bytes())?;
    files::write(&beside("cells.parquet"), &report::parquet(&columns))?;
    for figure in document.figures() {
        files::write(&beside(&format!("{}.svg", figure.name)), figure.svg.as_bytes())?;
    }
    let runs = analysis.runs.len();
    print(&format!("{}: {runs} cells, {missing} missing\n", beside("report.html").display()))?;
    Ok(Exit::Done)
}
