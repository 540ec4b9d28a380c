//! `plenary study compare`: a gate.

use std::path::PathBuf;

use super::files;
use crate::cli::exit::{Exit, Failure};
use crate::cli::report::{table, text};
use crate::cli::terminal::{print, say, width};
use crate::study::analysis::analyse;
use crate::study::compare::{Judged, compare};

const EXAMPLES: &str = "Examples:
  plenary study compare before after                      exit code 7 if after is worse than noise allows
  plenary study compare main branch --tolerance 0.02      worse by two per cent in the mean is not worse

B is worse in a measure if it is worse by more than the tolerance in the mean over pairs of cells, and a
signed-rank test (one-sided, Holm's correction) says that this is not chance.";

/// Judge one study by another: is B worse than A?
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The folder of results to compare with
    #[arg(value_name = "A")]
    a: PathBuf,
    /// The folder of results that is judged
    #[arg(value_name = "B")]
    b: PathBuf,
    /// What is not yet worse, as a share
    #[arg(long, value_name = "SHARE", default_value = "0.01", value_parser = crate::cli::solve::share)]
    tolerance: f64,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let (store_a, plan_a) = files::results(&args.a)?;
    let (store_b, plan_b) = files::results(&args.b)?;
    let (a, b) = (analyse(&plan_a, &store_a), analyse(&plan_b, &store_b));
    let compared = compare(&a, &b, args.tolerance);
    if compared.judged.is_empty() {
        let message = "the two have no cell in common: same instance, variant, engine, limit and seed";
        return Err(Failure::new(Exit::Invalid, message));
    }
    if compared.only_a + compared.only_b > 0 {
        let (only_a, only_b) = (compared.only_a, compared.only_b);
        say(format_args!("note: {only_a} cells are only in A and {only_b} only in B; they do not count"));
    }
    let header = ["Measure", "pairs", "differ", "B worse in", "mean worsening", "95 %", "p", ""];
    let mut lines = table(&header, &[1, 2, 3, 4, 5, 6], width().min(140));
    for judged in &compared.judged {
        lines.add_row(row(judged));
    }
    let mut out = text(&lines);
    for cell in compared.lost.iter().take(10) {
        out.push_str(&format!("A has a timetable and B has none: {cell}\n"));
    }
    let tolerance = 100.0 * args.tolerance;
    out.push_str(&if compared.is_worse() {
        format!("B is worse than A by more than {tolerance} % and more than chance allows.\n")
    } else {
        format!("B is not shown to be worse than A by more than {tolerance} %.\n")
    });
    print(&out)?;
    Ok(if compared.is_worse() { Exit::Worse } else { Exit::Done })
}

fn row(judged: &Judged) -> Vec<String> {
    let percent = |share: f64| format!("{:+.2} %", 100.0 * share);
    let verdict = match (judged.worse, judged.can_tell) {
        (true, _) => "worse",
        (false, true) => "not shown to be worse",
        (false, false) => "not shown to be worse; too few pairs for a test",
    };
    vec![
        judged.measure.to_owned(),
        judged.pairs.to_string(),
        judged.differing.to_string(),
        judged.worse_in.to_string(),
        percent(judged.worsening.estimate),
        format!("{} … {}", percent(judged.worsening.low), percent(judged.worsening.high)),
        format!("{:.4}", judged.p),
        verdict.to_owned(),
    ]
}
