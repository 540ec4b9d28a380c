//! Solvers of other people in a study: they get our model as a file, and what they find is scored by our verifier.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::schema::{EngineSpec, Limit};
use crate::engines::{Event, EventKind, Names, Outcome, Status, StopReason, mps, of_solution};
use crate::formats::solution;
use crate::network::Network;
use crate::problem::Problem;
use crate::timetable::Score;

/// Seconds that a solver may go on beyond its limit, as a multiple of it and besides.
const GRACE: (f64, f64) = (3.0, 60.0);

/// Runs another solver on the model of a conference. Also returns what it said last.
///
/// # Errors
/// In words, if it cannot be started, fails, does not stop, or writes what is no solution.
pub(crate) fn solve(
    problem: &Problem,
    network: &Network,
    spec: &EngineSpec,
    limit: &Limit,
    seed: u64,
) -> Result<(Outcome, Option<String>), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (model, written) = (folder.path().join("model.mps"), folder.path().join("solution.txt"));
    let names = Names::of(problem);
    let text = mps(network, &names);
    let has_medium = text.lines().any(|line| line == " N medium");
    fs::write(&model, text).map_err(|error| error.to_string())?;
    let seconds = limit.seconds.ok_or("another solver needs a limit in seconds")?;
    let words: Vec<String> =
        spec.command.iter().map(|word| fill(word, &model, &written, spec, seconds, seed)).collect();
    let begun = Instant::now();
    let output = folder.path().join("output.txt");
    let said = fs::File::create(&output).map_err(|error| error.to_string())?;
    let errors = said.try_clone().map_err(|error| error.to_string())?;
    let (program, arguments) = words.split_first().ok_or("the command is empty")?;
    let started = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(said).stderr(errors).spawn();
    let child = started.map_err(|error| format!("{program} cannot be started: {error}"))?;
    let ended = wait(child, Duration::from_secs_f64(GRACE.0 * seconds + GRACE.1))?;
    let elapsed = begun.elapsed().as_secs_f64();
    let said = fs::read_to_string(&output).unwrap_or_default();
    if !ended {
        return Err(format!("{program} failed: {}", said.trim().lines().last().unwrap_or_default()));
    }
    let best = match fs::read_to_string(&written) {
        Ok(text) => {
            let values = solution::read("solution.txt", &text).map_err(|error| error.to_string())?;
            Some(of_solution(network, &names, &values))
        }
        Err(_) => None,
    };
    let score = best.as_ref().map(|best| network.score(best));
    let bound = said.lines().rev().find_map(|line| line.strip_prefix("bound ")?.trim().parse::<f64>().ok());
    let bound = bound.filter(|bound| bound.is_finite()).map(|bound| whole(bound, has_medium));
    let event = |kind| Event { seconds: elapsed, engine: "peer", kind };
    let feasible = score.filter(|score| score.hard == 0);
    let proved = feasible.is_some() && score == bound;
    let outcome = Outcome {
        status: match feasible {
            Some(_) if proved => Status::Optimal,
            Some(_) => Status::Feasible,
            None => Status::Unknown,
        },
        stop_reason: if proved { StopReason::Proved } else { StopReason::Time },
        best,
        score,
        bound,
        seconds: elapsed,
        seconds_to_best: elapsed,
        nodes: 0,
        evaluations: 0,
        history: score.map(EventKind::Incumbent).into_iter().chain(bound.map(EventKind::Bound)).map(event).collect(),
    };
    let last = said.trim().lines().last().map(|line| line.chars().take(200).collect());
    Ok((outcome, last))
}

/// A bound on a whole number, up to the tolerance of floating point. Where there are medium penalties it is about those.
fn whole(bound: f64, has_medium: bool) -> Score {
    let least = (bound - 1e-6 * bound.abs().max(1.0)).ceil().max(0.0) as i64;
    if has_medium { Score { medium: least, ..Score::ZERO } } else { Score { soft: least, ..Score::ZERO } }
}

fn fill(word: &str, model: &Path, solution: &Path, spec: &EngineSpec, seconds: f64, seed: u64) -> String {
    word.replace("{model}", &model.display().to_string())
        .replace("{solution}", &solution.display().to_string())
        .replace("{seconds}", &seconds.to_string())
        .replace("{threads}", &spec.threads.to_string())
        .replace("{seed}", &seed.to_string())
}

/// Whether it ended well in time; what does not is ended.
fn wait(mut child: Child, most: Duration) -> Result<bool, String> {
    let begun = Instant::now();
    loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => return Ok(status.success()),
            None if begun.elapsed() > most => {
                // It may have ended just now; then there is nothing to end.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("did not stop within {:.0} s and was ended", most.as_secs_f64()));
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_rounded_up_but_for_what_floating_point_leaves() {
        assert_eq!(whole(12.3, false).soft, 13);
        assert_eq!(whole(12.000_000_01, false).soft, 12);
        assert_eq!(whole(4.0, true).medium, 4);
        assert_eq!(whole(-5.0, false).soft, 0);
    }
}
