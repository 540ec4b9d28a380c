//! `plenary solve`: the best timetable in the time given, and how good it is.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::exit::{Exit, Failure};
use super::inputs::{self, Conference, InstanceArgs};
use super::progress::{Mode, Reporter, compact, percent};
use super::report::{by_rule, interpretation, native, rule_lines};
use super::show::{Board, grid_of};
use super::terminal::{Paint, print, say, width};
use super::{convert, files, folders};
use crate::engines::{self, Engine, FORMULATIONS, Ingredient, Options, Outcome, Stop};
use crate::formats::timetable_json::{self, Status, StopReason, TimetableFile};
use crate::network::Assignment;
use crate::problem::Pack;
use crate::rules::{find, lower};
use crate::timetable::{Score, Timetable};
use crate::verify::{Verdict, verify};

const EXAMPLES: &str = "Examples:
  plenary solve instances/ccr2018.json
  plenary solve talks.json -o friday.json --time-limit 600 --set overflow.weight=5 --set topic-clash.level=soft
  plenary solve orbel2017 -o orbel2017.timetable.json          a folder of tables
  plenary solve 18talks.xlsx -o solved.xlsx                    a workbook, with its answer
  plenary solve talks.json --start talks.timetable.json --progress jsonl 2> progress.jsonl

Ctrl-C stops and writes the best timetable found so far; a second one leaves at once.
Exit code 0: a timetable that keeps all hard rules was written; 4: proved that there is none; 5: none was found.";

/// Seconds that a run lasts unless something else is said.
const TIME_LIMIT: f64 = 60.0;

/// Make a timetable: the best in the time given, with a bound on how much better any other can be.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    instance: InstanceArgs,
    /// Where to write the timetable; - for the standard output [default: INSTANCE.timetable.json, here]. Of a workbook, a
    /// file in .xlsx is its answer
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Stop after so many seconds [default: 60, or none with --work-limit]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<f64>,
    /// Stop after so much work: thousands of moves of the search, nodes of the MIP, fifty
    /// a part that is set free; the same on every machine
    #[arg(long, value_name = "UNITS")]
    work_limit: Option<u64>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Seed of all random choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Stop when the timetable is within this share of the best possible, such as 0.01
    #[arg(long, value_name = "SHARE", default_value = "0", value_parser = share)]
    gap: f64,
    /// Start from this timetable (JSON or CSV)
    #[arg(long, value_name = "TIMETABLE")]
    start: Option<PathBuf>,
    /// What runs
    #[arg(long, value_enum, default_value = "portfolio")]
    engine: EngineChoice,
    /// For studies: the engines do without this, so that one sees what it is worth (may be repeated)
    #[arg(long, value_name = "PART", value_parser = ingredients())]
    without: Vec<Ingredient>,
    /// For studies: how the mixed-integer program is written; see ARCHITECTURE.md for what each leaves out
    #[arg(long, value_name = "NAME", default_value = "full", value_parser = formulations())]
    formulation: &'static [Ingredient],
    /// How progress is told on the standard error
    #[arg(long, value_enum, default_value = "auto")]
    progress: Mode,
    /// Language of titles in the grid, where the instance has several
    #[arg(long, default_value = "en")]
    lang: String,
    /// Leave the times out of the file, so that the same work gives the same bytes
    #[arg(long)]
    no_times: bool,
    /// Write the timetable and say nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum EngineChoice {
    /// All engines together.
    Portfolio,
    /// Local search: finds, proves nothing.
    Search,
    /// The mixed-integer program.
    Mip,
    /// Parts of a timetable set free, one after the other, each by the mixed-integer program.
    Parts,
    /// A search, then the bounds of slot patterns.
    Columns,
}

/// Formulations of the mixed-integer program, by name.
fn formulations() -> impl TypedValueParser<Value = &'static [Ingredient]> {
    let find = |name: String| FORMULATIONS.into_iter().find(|(known, _)| *known == name).map(|(_, without)| without);
    PossibleValuesParser::new(FORMULATIONS.map(|(name, _)| name))
        .try_map(move |name| find(name).ok_or("it is not known"))
}

/// What the engines can do without, by name.
fn ingredients() -> impl TypedValueParser<Value = Ingredient> {
    let find = |name: String| Ingredient::ALL.into_iter().find(|ingredient| ingredient.name() == name);
    PossibleValuesParser::new(Ingredient::ALL.map(Ingredient::name))
        .try_map(move |name| find(name).ok_or("it is not known"))
}

/// A number of seconds, as typed.
pub(super) fn seconds(text: &str) -> Result<f64, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| (0.0..=1e7).contains(seconds));
    seconds.ok_or_else(|| "a number of seconds such as 60 or 0.5".to_owned())
}

/// A share, as typed.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share from 0 to 1, such as 0.01 for one per cent".to_owned())
}

/// Threads as typed, or as many as the machine has.
pub(super) fn threads(typed: Option<u16>) -> usize {
    typed.map_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get), usize::from)
}

pub(super) fn run(args: Args) -> Result<Exit, Failure> {
    let conference = inputs::conference(&args.instance, args.quiet)?;
    let output = output(&args, &conference)?;
    let start = args.start.as_deref().map(|path| starting_point(path, &conference)).transpose()?;
    let threads = threads(args.threads);
    let engine = match args.engine {
        EngineChoice::Portfolio => Engine::Portfolio,
        EngineChoice::Search => Engine::Search,
        EngineChoice::Mip => Engine::Mip,
        EngineChoice::Parts => Engine::Parts,
        EngineChoice::Columns => Engine::Columns,
    };
    let without = args.without.iter().chain(args.formulation).copied().collect();
    let options = Options { threads, seed: args.seed, gap: args.gap, engine, without };
    let limit = args.time_limit.or_else(|| args.work_limit.is_none().then_some(TIME_LIMIT));
    if !args.quiet && args.progress == Mode::Auto {
        let problem = &conference.problem;
        let up_to = limit.map_or(String::new(), |limit| format!(", up to {limit} s"));
        say(format_args!(
            "{}: {} sessions, {} starts, {} rooms{up_to} on {threads} thread{}",
            problem.names.conference,
            problem.sessions.len(),
            problem.starts.len(),
            problem.rooms.len(),
            if threads == 1 { "" } else { "s" },
        ));
    }
    let network = lower(&conference.problem, &conference.rules);
    let mode = if args.quiet { Mode::None } else { args.progress };
    let stop = Stop::new(limit.map(Duration::from_secs_f64), args.work_limit);
    interruptible(&stop, "stopping; the best timetable found so far will be written (again to leave at once)");
    let outcome = engines::solve(&network, start.as_ref(), &options, &stop, &Reporter::new(mode));
    finish(&args, &conference, &outcome, threads, output)
}

/// Where the timetable goes; `None` is the standard output.
fn output(args: &Args, conference: &Conference) -> Result<Option<PathBuf>, Failure> {
    let path = match &args.output {
        Some(path) if path == Path::new("-") => return Ok(None),
        Some(path) => path.clone(),
        None => {
            let stem = args.instance.instance.file_stem().unwrap_or_default().to_string_lossy();
            // A folder such as `.` has a name, its path has none.
            let name = &conference.problem.names.conference;
            let stem: &str = if args.instance.instance.is_dir() { name } else { &stem };
            PathBuf::from(format!("{stem}.timetable.json"))
        }
    };
    folders::spare(&args.instance.instance, &path)?;
    if is_workbook(&path) && conference.workbook.is_none() {
        return Err(convert::without_workbook());
    }
    files::check_writable(&path)?;
    Ok(Some(path))
}

/// Whether the name of a file is that of a workbook.
fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
}

/// Writes a timetable as the answer to the workbook of the conference, and makes sure that it reads as what it is; false if
/// the format has no room for it.
fn write_workbook(conference: &Conference, timetable: &Timetable, path: &Path) -> Result<bool, Failure> {
    let workbook = conference.workbook.as_ref().ok_or_else(convert::without_workbook)?;
    let bytes = match workbook.write_solution(timetable) {
        Ok(bytes) => bytes,
        Err(errors) => {
            errors.iter().for_each(|error| say(format_args!("note: {error}")));
            return Ok(false);
        }
    };
    files::write(path, &bytes)?;
    match workbook.read_solution(path)? {
        Ok(again) if again.placements == timetable.placements => Ok(true),
        _ => Err(Failure::internal("the workbook that was written does not say what the timetable says")),
    }
}

/// The assignment from which to start. Sessions that stand at no allowed start are placed anew.
pub(super) fn starting_point(path: &Path, conference: &Conference) -> Result<Assignment, Failure> {
    let (source, file) = inputs::timetable_file(path, conference.folder.is_some())?;
    let problem = &conference.problem;
    let mut timetable = inputs::timetable(&source, &file, conference)?;
    loop {
        match Assignment::of(problem, &timetable) {
            Ok(assignment) => return Ok(assignment),
            Err((session, minute)) => {
                let name = &problem.names.sessions[session.index()];
                let time = problem.calendar.text(minute);
                say(format_args!("note: {name} starts at {time}, where no slot starts; it is placed anew"));
                timetable.placements[session.index()] = None;
            }
        }
    }
}

/// The first Ctrl-C or SIGTERM asks the engines to stop, the second leaves at once.
pub(super) fn interruptible(stop: &Stop, said: &'static str) {
    let flag = stop.interrupt();
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        say(said);
    };
    if ctrlc::set_handler(handler).is_err() {
        say("note: interrupting will leave at once, without writing");
    }
}

/// Writes what was found, reads it again, has it judged, and says how it went.
fn finish(
    args: &Args,
    conference: &Conference,
    outcome: &Outcome,
    threads: usize,
    output: Option<PathBuf>,
) -> Result<Exit, Failure> {
    let problem = &conference.problem;
    let proved_infeasible = outcome.status == engines::Status::Infeasible;
    let best = outcome.best.as_ref().filter(|_| !proved_infeasible);
    let timetable = best.map(|best| best.timetable(problem));
    let verdict = timetable.as_ref().map(|timetable| verify(problem, &conference.rules, timetable));
    let mut file = file_of(args, conference, outcome, threads, timetable.as_ref(), verdict.as_ref());
    if args.no_times {
        (file.wall_seconds, file.seconds_to_best) = (None, None);
    }
    let text = timetable_json::write(&file).map_err(Failure::internal)?;
    let mut output = output;
    if let Some(path) = output.clone().filter(|path| is_workbook(path)) {
        let written = timetable.as_ref().map(|timetable| write_workbook(conference, timetable, &path)).transpose()?;
        if written == Some(true) {
            return conclude(args, conference, outcome, &read_back(text.as_bytes(), conference, outcome)?, Some(&path));
        }
        // Nothing that was found is lost.
        let beside = path.with_extension("timetable.json");
        say(format_args!("note: there is nothing that {} can hold; see {}", path.display(), beside.display()));
        output = Some(beside);
    }
    let written = match &output {
        None => {
            print(&text)?;
            text.into_bytes()
        }
        Some(path) => {
            files::write(path, text.as_bytes())?;
            if path.is_file() {
                std::fs::read(path).map_err(|error| {
                    Failure::new(Exit::Internal, format!("{} cannot be read back: {error}", path.display()))
                })?
            } else {
                text.into_bytes()
            }
        }
    };
    let read = read_back(&written, conference, outcome)?;
    conclude(args, conference, outcome, &read, output.as_deref())
}

/// Says how it went.
fn conclude(
    args: &Args,
    conference: &Conference,
    outcome: &Outcome,
    read: &TimetableFile,
    output: Option<&Path>,
) -> Result<Exit, Failure> {
    let problem = &conference.problem;
    let proved_infeasible = outcome.status == engines::Status::Infeasible;
    if !args.quiet {
        let text = summary(args, conference, read, output);
        if output.is_some() {
            print(&text)?;
        } else {
            say(text.trim_end());
        }
    }
    Ok(match (proved_infeasible, read.score) {
        (true, _) => {
            say(format_args!("{}: no timetable keeps all hard rules; that is proved", problem.names.conference));
            Exit::Infeasible
        }
        (false, Some(score)) if score.hard == 0 => Exit::Done,
        _ => {
            let hint = match outcome.stop_reason {
                engines::StopReason::Time => "; give it more --time-limit",
                engines::StopReason::Work => "; give it more --work-limit",
                _ => "",
            };
            let name = &problem.names.conference;
            say(format_args!("{name}: stopped without a timetable that keeps all hard rules{hint}"));
            Exit::NothingFeasible
        }
    })
}

/// What is written.
fn file_of(
    args: &Args,
    conference: &Conference,
    outcome: &Outcome,
    threads: usize,
    timetable: Option<&Timetable>,
    verdict: Option<&Verdict>,
) -> TimetableFile {
    let known = timetable.map(|timetable| timetable_json::describe(&conference.problem, timetable));
    let milliseconds = |seconds: f64| Some((seconds * 1000.0).round() / 1000.0);
    TimetableFile {
        format: timetable_json::FORMAT.to_owned(),
        status: match outcome.status {
            engines::Status::Optimal => Status::Optimal,
            engines::Status::Feasible => Status::Feasible,
            engines::Status::Infeasible => Status::Infeasible,
            engines::Status::Unknown => Status::Unknown,
        },
        stop_reason: Some(match outcome.stop_reason {
            engines::StopReason::Proved => StopReason::Proved,
            engines::StopReason::Gap => StopReason::Gap,
            engines::StopReason::Time => StopReason::Time,
            engines::StopReason::Work => StopReason::Work,
            engines::StopReason::Interrupted => StopReason::Interrupted,
        }),
        score: verdict.map(Verdict::score),
        bound: outcome.bound,
        gap: outcome.gap().filter(|_| verdict.is_some()),
        rules: verdict.map(rule_lines).unwrap_or_default(),
        wall_seconds: milliseconds(outcome.seconds),
        seconds_to_best: milliseconds(outcome.seconds_to_best),
        seed: Some(args.seed),
        threads: Some(threads as u64),
        instance: Some(conference.problem.names.conference.clone()),
        instance_sha256: Some(conference.source.sha256()),
        variants: args.instance.variants.clone(),
        pack: args.instance.pack.clone(),
        set: args.instance.rule_settings(),
        what_if: args.instance.what_if(),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        solver: Some(format!("HiGHS {}", engines::solver_version())),
        native_score: timetable.and_then(|timetable| conference.native_score(timetable)),
        ..known.unwrap_or_default()
    }
}

/// Reads the written bytes and has them judged anew; whoever disagrees with the engine has found a mistake.
fn read_back(bytes: &[u8], conference: &Conference, outcome: &Outcome) -> Result<TimetableFile, Failure> {
    let file = timetable_json::read(bytes).map_err(|error| Failure::internal(format!("written, not read: {error}")))?;
    if file.status == Status::Infeasible || file.score.is_none() {
        return Ok(file);
    }
    let timetable = timetable_json::timetable(&file, &conference.problem)
        .map_err(|errors| Failure::internal(format!("written, not understood: {}", errors[0])))?;
    let verified = verify(&conference.problem, &conference.rules, &timetable).score();
    let disagree = |who: &str, other: Option<Score>| {
        let other = other.map_or_else(|| "no score".to_owned(), |score| score.to_string());
        Failure::internal(format!("the verifier finds {verified}, {who} {other}; do not rely on this timetable"))
    };
    if outcome.score != Some(verified) {
        return Err(disagree("the engine", outcome.score));
    }
    if file.score != Some(verified) {
        return Err(disagree("the file", file.score));
    }
    if outcome.bound.is_some_and(|bound| bound > verified) {
        return Err(disagree("the bound that no timetable should beat is", outcome.bound));
    }
    Ok(file)
}

/// The grid, the score per rule, the bound and where the file lies.
fn summary(args: &Args, conference: &Conference, file: &TimetableFile, output: Option<&Path>) -> String {
    let paint = Paint::stdout();
    let mut out = String::new();
    if let Some(score) = file.score {
        if output.is_some() {
            out.push_str(&grid_of(&Board::new(file, Some(&conference.instance), &args.lang)));
        }
        if !file.left_out.is_empty() {
            out.push_str(&format!("Left out: {}\n\n", file.left_out.join(", ")));
        }
        let unit = |rule: &str| find(rule).map_or("", |(_, rule)| rule.unit);
        out.push_str(&by_rule(&file.rules, unit, width().min(140), paint));
        if let Some(line) = interpretation(file) {
            out.push_str(&format!("Interpretation: {line}\n"));
            if let Some(Pack { id, .. }) = conference.problem.terms.pack {
                out.push_str(&format!("Terms: {id}; `plenary packs {id}` says what it leaves open\n"));
            }
        }
        out.push_str(&format!("Score: {}\n", paint.bold(&score.to_string())));
        out.push_str(&file.native_score.as_ref().map(native).unwrap_or_default());
    }
    if let (Some(bound), true) = (file.bound, file.score.is_some()) {
        out.push_str(&match file.gap {
            Some(gap) if gap > 0.0 => {
                format!("Bound: no timetable scores less than {}; gap {}\n", compact(bound), percent(gap))
            }
            _ => "Bound: no timetable is better, that is proved\n".to_owned(),
        });
    } else if file.score.is_some() {
        out.push_str("Bound: none; nothing is proved about how good this is\n");
    }
    let end = match file.stop_reason {
        Some(StopReason::Proved) => "finished",
        Some(StopReason::Gap) => "stopped at the gap asked for",
        Some(StopReason::Time) => "stopped by the time limit",
        Some(StopReason::Work) => "stopped by the work limit",
        Some(StopReason::Interrupted) | None => "interrupted; the best found so far",
    };
    let time = file.wall_seconds.map_or(String::new(), |seconds| format!(" after {seconds:.1} s"));
    let place = output.map_or(String::new(), |path| format!("; written to {}", path.display()));
    out.push_str(&format!("Run:   {end}{time}{place}\n"));
    out
}
