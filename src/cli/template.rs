//! `plenary template`: a workbook to fill in, or a folder of tables.

use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::files;
use super::terminal::say;
use crate::formats::template::{self, Rows};

const EXAMPLES: &str = "Examples:
  plenary template -o conference.xlsx
  plenary solve conference.xlsx
  plenary template --tables -o conference       a folder with rooms.csv, slots.csv, sessions.csv, …
  plenary solve conference
  plenary convert talks.json talks.xlsx         the workbook filled in with what there is";

/// Write a workbook in which a conference can be described: rooms, slots, sessions, people, wishes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Where to write it; conference.xlsx, or the folder conference, when absent
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// As a folder of tables in CSV instead
    #[arg(long)]
    tables: bool,
    /// Without the rows of the example
    #[arg(long)]
    empty: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let rows = Rows::example(!args.empty);
    let otherwise = if args.tables { "conference" } else { "conference.xlsx" };
    let output = args.output.clone().unwrap_or_else(|| PathBuf::from(otherwise));
    if output.exists() {
        let message = format!("{} exists already, perhaps filled in; name another file", output.display());
        return Err(Failure::usage(message));
    }
    if args.tables {
        write_tables(&rows, &output)?;
    } else {
        files::write(&output, &template::write(&rows).map_err(Failure::internal)?)?;
    }
    say(format_args!("written to {}: fill it in, then `plenary solve {0}`", output.display()));
    Ok(Exit::Done)
}

/// Writes the tables of a folder, which is made if it is not there.
pub(super) fn write_tables(rows: &Rows, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new(Exit::Internal, format!("{} cannot be made: {error}", folder.display())))?;
    template::write_folder(rows).iter().try_for_each(|(name, bytes)| files::write(&folder.join(name), bytes))
}
