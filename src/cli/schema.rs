//! `plenary schema`: the formats as JSON Schema.

use clap::ValueEnum;
use schemars::JsonSchema;
use serde_json::Value;

use super::exit::{Exit, Failure};
use super::terminal::print;
use super::{candidates, explain as questions, progress, replan};
use crate::explain;
use crate::formats::timetable_json;
use crate::instance;
use crate::study;

const EXAMPLES: &str = "Examples:
  plenary schema > plenary-instance-1.schema.json     for your editor, next to the instance
  plenary schema timetable
  plenary schema explanation                          what `explain --json` says
  plenary schema candidates                           what `candidates` writes beside the timetables
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
    /// What `study run` reads.
    Study,
    /// What `study run` writes for each cell.
    Cell,
    /// What `explain --session --json` says.
    Alternatives,
    /// What `explain --prices --json` says.
    Prices,
    /// What `replan --json` says.
    Changes,
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
        Format::Study => study::schema::json_schema(),
        Format::Cell => study::record::json_schema(),
        Format::Alternatives => questions::alternatives_schema(),
        Format::Prices => questions::prices_schema(),
        Format::Changes => replan::json_schema(),
        Format::Candidates => candidates::candidates_schema(),
        Format::Front => candidates::front_schema(),
    };
    print(&format!("{schema:#}\n"))?;
    Ok(Exit::Done)
}

/// The schema of a format of which there is one type.
pub(super) fn titled<T: JsonSchema>(format: &str) -> Value {
    let mut schema = schemars::schema_for!(T).to_value();
    schema["title"] = Value::String(format.to_owned());
    schema
}
