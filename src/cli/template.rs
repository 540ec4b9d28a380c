//! `plenary template`: a workbook to fill in.

use std::path::PathBuf;

use super::exit::{Exit, Failure};
use super::files;
use super::terminal::say;
use crate::formats::template;

const EXAMPLES: &str = "Examples:
  plenary template -o conference.xlsx
  plenary solve conference.xlsx";

/// Write a workbook in which a conference can be described: rooms, slots, sessions, people, wishes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Where to write it
    #[arg(short, long, default_value = "conference.xlsx")]
    output: PathBuf,
    /// Without the rows of the example
    #[arg(long)]
    empty: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let bytes = template::write(!args.empty).map_err(Failure::internal)?;
    if args.output.exists() {
        let message = format!("{} exists already, perhaps filled in; name another file", args.output.display());
        return Err(Failure::usage(message));
    }
    files::write(&args.output, &bytes)?;
    say(format_args!("written to {}: fill it in, then `plenary solve {0}`", args.output.display()));
    Ok(Exit::Done)
}
