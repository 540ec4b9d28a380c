//! `plenary schema`: the formats as JSON Schema.

use clap::ValueEnum;

use super::exit::{Exit, Failure};
use super::terminal::print;
use super::{candidates, progress};
use crate::explain;
use crate::formats::timetable_json;
use crate::instance;

const EXAMPLES: &str = "Examples:
  plenary schema > plenary-instance-1.schema.json     for your editor, next to the instance
  plenary schema timetable
  plenary schema explanation                          what `explain --json` says
  plenary schema progress                             the lines of `solve --progress jsonl`";

/// Print the JSON Schema of a format.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The format.
    #[arg(value_enum, default_value = "instance")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// What a planner writes.
    Instance,
    /// What `solve` writes.
    Timetable,
    /// What `solve --progress jsonl` says while it works.
    Progress,
    /// What `explain --json` says.
    Explanation,
    /// What `candidates` writes.
    Candidates,
    /// What `candidates --front` writes.
    Front,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let schema = match args.format {
        Format::Instance => instance::json_schema(),
        Format::Timetable => timetable_json::json_schema(),
        Format::Progress => progress::json_schema(),
        Format::Explanation => explain::json_schema(),
        Format::Candidates => candidates::candidates_schema(),
        Format::Front => candidates::front_schema(),
    };
    print(&format!("{schema:#}\n"))?;
    Ok(Exit::Done)
}
