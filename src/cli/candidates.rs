//! `plenary candidates`: different timetables that are nearly as good as the best; what two or three aims cost one another.

mod front;
mod plot;
mod pool;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::exit::{Exit, Failure};
use super::inputs::{self, Conference, InstanceArgs};
use super::progress::{Mode, Reporter};
use super::report::rule_lines;
use super::solve::{interruptible, seconds, starting_point, threads};
use super::{files, folders};
use crate::engines::{self, Stop};
use crate::formats::timetable_json::{self, Status, TimetableFile};
use crate::network::Assignment;
use crate::timetable::{Score, Timetable};
use crate::verify::verify;

pub(super) use front::json_schema as front_schema;
pub(super) use pool::json_schema as candidates_schema;

const EXAMPLES: &str = "Examples:
  plenary candidates instances/ccr2018.json -n 10 --within 2% --time-limit 120
  plenary candidates talks.json -n 4 --start talks.timetable.json -o drafts      a folder, a file for each
  plenary candidates talks.json -n 4 -o - > drafts.json                          all in one
  plenary candidates talks.json --front inclusion,cost --time-limit 120
  plenary candidates talks.json --front missed-wish,interpreter-fees,scattered-days -n 12 -o front

Two timetables are as far apart as their sessions have points: 3 for another day, 2 for another start of the same day, 1 for
another kind of room. Rooms that the conference does not tell apart count as one.

Aims of --front are rules, or groups of them: inclusion, cost, wishes, compactness, comfort; rest is all other soft rules.
Rules that are aims are wishes there, on whatever level they are; other soft rules do not count.

Exit code 0: timetables that keep all hard rules were written; 4: proved that there is none; 5: none was found.";

/// Seconds for everything unless something else is said.
const TIME_LIMIT: f64 = 60.0;

/// Make several timetables that are really different and nearly as good as the best; or those among which one aim gives way
/// to another.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    instance: InstanceArgs,
    /// Timetables, at most [default: 5, or 30 of a front]
    #[arg(short = 'n', long = "number", value_name = "K", value_parser = clap::value_parser!(u16).range(1..=100))]
    number: Option<u16>,
    /// How much worse than the best they may be, as a share of its soft score: 2% or 0.02
    #[arg(long, value_name = "SHARE", default_value = "2%", value_parser = share)]
    within: f64,
    /// Instead: what these aims cost one another, two or three of them
    #[arg(long, value_name = "AIM,AIM", value_delimiter = ',', num_args = 1, conflicts_with = "within")]
    front: Vec<String>,
    /// Where to write them: a folder, a file whose name ends in .json, or - for the standard output
    /// [default: the folder INSTANCE.candidates or INSTANCE.front, here]
    #[arg(short, long, value_name = "PLACE")]
    output: Option<PathBuf>,
    /// Stop after so many seconds [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<f64>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Seed of all random choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Start from this timetable (JSON or CSV)
    #[arg(long, value_name = "TIMETABLE")]
    start: Option<PathBuf>,
    /// How progress is told on the standard error
    #[arg(long, value_enum, default_value = "auto")]
    progress: Mode,
    /// Leave the times out, so that the same work gives the same bytes
    #[arg(long)]
    no_times: bool,
}

/// A share as typed: `2%` or `0.02`.
fn share(text: &str) -> Result<f64, String> {
    let number = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
        None => text.parse::<f64>(),
    };
    let share = number.ok().filter(|share| (0.0..=10.0).contains(share));
    share.ok_or_else(|| "a share such as 2% or 0.02".to_owned())
}

/// Where the results go.
enum Output {
    /// All in one, to the standard output.
    Stdout,
    /// All in one file.
    File(PathBuf),
    /// A file for each.
    Folder(PathBuf),
}

/// Everything that is needed for the work.
struct Task<'a> {
    args: &'a Args,
    conference: Conference,
    output: Output,
    start: Option<Assignment>,
    stop: Stop,
    reporter: Reporter,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let conference = inputs::conference(&args.instance, false)?;
    let aims = front::aims(args, &conference)?;
    let output = output(args, &conference)?;
    let start = args.start.as_deref().map(|path| starting_point(path, &conference)).transpose()?;
    let stop = Stop::new(Some(Duration::from_secs_f64(args.time_limit.unwrap_or(TIME_LIMIT))), None);
    interruptible(&stop, "stopping; what was found so far will be written (again to leave at once)");
    let task = Task { args, conference, output, start, stop, reporter: Reporter::new(args.progress) };
    if aims.is_empty() { pool::run(&task) } else { front::run(&task, aims) }
}

fn output(args: &Args, conference: &Conference) -> Result<Output, Failure> {
    let what = if args.front.is_empty() { "candidates" } else { "front" };
    let path = match &args.output {
        Some(path) if path == Path::new("-") => return Ok(Output::Stdout),
        Some(path) => path.clone(),
        None => PathBuf::from(format!("{}.{what}", conference.problem.names.conference)),
    };
    folders::spare(&args.instance.instance, &path)?;
    let json = path.extension().is_some_and(|extension| extension == "json");
    if !path.is_dir() && (json || path.exists()) {
        files::check_writable(&path)?;
        return Ok(Output::File(path));
    }
    std::fs::create_dir_all(&path)
        .map_err(|error| Failure::new(Exit::Internal, format!("{} cannot be made: {error}", path.display())))?;
    files::check_writable(&path.join(format!("{what}.json")))?;
    Ok(Output::Folder(path))
}

impl Task<'_> {
    fn threads(&self) -> usize {
        threads(self.args.threads)
    }

    fn seconds(&self) -> Option<f64> {
        (!self.args.no_times).then(|| (self.stop.seconds() * 1000.0).round() / 1000.0)
    }

    /// A timetable as it is written; the verifier has to agree with the score.
    fn file(&self, timetable: &Timetable, score: Score, bound: Option<Score>) -> Result<TimetableFile, Failure> {
        let Conference { problem, rules, source, .. } = &self.conference;
        let verdict = verify(problem, rules, timetable);
        if verdict.score() != score {
            let found = verdict.score();
            return Err(Failure::internal(format!(
                "the verifier finds {found}, the engine {score}; do not rely on it"
            )));
        }
        let args = self.args;
        Ok(TimetableFile {
            status: if bound == Some(score) { Status::Optimal } else { Status::Feasible },
            score: Some(score),
            bound,
            rules: rule_lines(&verdict),
            seed: Some(args.seed),
            threads: Some(self.threads() as u64),
            instance: Some(problem.names.conference.clone()),
            instance_sha256: Some(source.sha256()),
            variants: args.instance.variants.clone(),
            pack: args.instance.pack.clone(),
            set: args.instance.rule_settings(),
            what_if: args.instance.what_if(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            solver: Some(format!("HiGHS {}", engines::solver_version())),
            native_score: self.conference.native_score(timetable),
            ..timetable_json::describe(problem, timetable)
        })
    }

    /// Writes the report, and into a folder the timetables beside it; returns where.
    fn write(
        &self,
        stem: &str,
        report: &str,
        timetables: &[(String, TimetableFile)],
    ) -> Result<Option<PathBuf>, Failure> {
        match &self.output {
            Output::Stdout => {
                super::terminal::print(report)?;
                Ok(None)
            }
            Output::File(path) => {
                files::write(path, report.as_bytes())?;
                Ok(Some(path.clone()))
            }
            Output::Folder(folder) => {
                for (name, timetable) in timetables {
                    let text = timetable_json::write(timetable).map_err(Failure::internal)?;
                    files::write(&folder.join(name), text.as_bytes())?;
                }
                files::write(&folder.join(format!("{stem}.json")), report.as_bytes())?;
                Ok(Some(folder.clone()))
            }
        }
    }

    /// Whether timetables stand in files of their own.
    fn apart(&self) -> bool {
        matches!(self.output, Output::Folder(_))
    }

    /// Nothing was found: what is known.
    fn nothing(&self, status: engines::Status) -> Exit {
        let name = &self.conference.problem.names.conference;
        if status == engines::Status::Infeasible {
            super::terminal::say(format_args!(
                "{name}: no timetable keeps all hard rules; that is proved; `plenary explain` says why"
            ));
            return Exit::Infeasible;
        }
        super::terminal::say(format_args!(
            "{name}: stopped without a timetable that keeps all hard rules; give it more --time-limit"
        ));
        Exit::NothingFeasible
    }
}
