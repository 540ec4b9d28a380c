//! The command line: arguments and printing, and nothing else.
//!
//! One file for each command. A command turns what was typed into what it means, asks the library, and prints the
//! result: to the standard output what was asked for, to the standard error everything else.

mod candidates;
mod check;
mod completions;
mod convert;
mod exit;
mod explain;
mod files;
mod folders;
mod generate;
mod inputs;
mod packs;
mod progress;
mod replan;
mod report;
mod rules;
mod schema;
mod show;
mod solve;
mod study;
mod template;
mod terminal;
mod what_if;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::{Exit, Failure};
use terminal::say;

/// Schedules conferences: sessions into rooms and time slots, with interpretation, people and capacity – and proves how
/// good the timetable is.
#[derive(Debug, Parser)]
#[command(name = "plenary", version, after_help = EXAMPLES, disable_help_subcommand = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "Examples:
  plenary solve instances/ccr2018.json          a timetable, its score and its bound
  plenary check instances/ccr2018.json ccr2018.timetable.json
  plenary show ccr2018.timetable.json --instance instances/ccr2018.json --by room

Exit codes: 0 done, 1 internal or I/O error, 2 wrong usage, 3 invalid file, 4 proved infeasible,
5 stopped without a feasible timetable, 6 `check` found hard violations, 7 `study compare` found B worse.";

#[derive(Debug, Subcommand)]
enum Command {
    Solve(solve::Args),
    Check(check::Args),
    Explain(explain::Args),
    Candidates(candidates::Args),
    Replan(replan::Args),
    Show(show::Args),
    Rules(rules::Args),
    Packs(packs::Args),
    Schema(schema::Args),
    Convert(convert::Args),
    Template(template::Args),
    Generate(generate::Args),
    Study(study::Args),
    Completions(completions::Args),
}

/// Runs the command that the process was called with.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version are no errors; clap knows where each of them is printed.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Exit::Usage as u8 } else { Exit::Done as u8 });
        }
    };
    std::panic::set_hook(Box::new(|panic| {
        say(format_args!("plenary: internal error, please report it: {}", panic.to_string().replace('\n', " ")));
    }));
    let result = catch_unwind(AssertUnwindSafe(|| match cli.command {
        Command::Solve(args) => solve::run(args),
        Command::Check(args) => check::run(args),
        Command::Explain(args) => explain::run(&args),
        Command::Candidates(args) => candidates::run(&args),
        Command::Replan(args) => replan::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Rules(args) => rules::run(&args),
        Command::Packs(args) => packs::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Convert(args) => convert::run(&args),
        Command::Template(args) => template::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Study(args) => study::run(&args),
        Command::Completions(args) => completions::run(&args),
    }));
    let exit = match result {
        Ok(Ok(exit)) => exit,
        Ok(Err(Failure { exit, message })) => {
            if !message.is_empty() {
                say(message);
            }
            exit
        }
        Err(_) => Exit::Internal,
    };
    ExitCode::from(exit as u8)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_command_has_help_with_an_example() {
        let command = super::Cli::command();
        command.clone().debug_assert();
        for subcommand in command.get_subcommands() {
            let help = subcommand.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("plenary"), "{}", subcommand.get_name());
            assert!(subcommand.get_about().is_some(), "{}", subcommand.get_name());
        }
    }
}
