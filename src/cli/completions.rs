//! `plenary completions`: what the shell offers when the tabulator key is pressed.

use clap::CommandFactory;
use clap_complete::Shell;

use super::exit::{Exit, Failure};
use super::terminal::print;

const EXAMPLES: &str = "Examples:
  plenary completions bash > ~/.local/share/bash-completion/completions/plenary
  plenary completions fish > ~/.config/fish/completions/plenary.fish";

/// Print a completion script for a shell.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The shell.
    shell: Shell,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::Cli::command(), "plenary", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
