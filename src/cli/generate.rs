//! `plenary generate`: conferences whose plan, or whose reason for having none, is known.

use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::report::rule_lines;
use super::terminal::{print, say};
use super::{files, packs};
use crate::formats::timetable_json::{self, Status, TimetableFile};
use crate::generate::{self, Cause, ConferenceOptions, Impossible, Least, Options, Planted};
use crate::instance::Source;
use crate::instance::schema::{Instance, Level};
use crate::rules::{RuleSet, find};
use crate::timetable::Score;
use crate::verify::{Verdict, verify};

const EXAMPLES: &str = "Examples:
  plenary generate interpretation -o planted.json --plan planted.timetable.json
  plenary generate interpretation --sessions 150 --languages 6 --pack apic --seed 7 > large.json
  plenary generate interpretation --sessions 40 --infeasible relay -o no-relay.json
  plenary generate conference --sessions 1000 -o large.json --plan large.timetable.json";

const CONFERENCE_EXAMPLES: &str = "Examples:
  plenary generate conference --sessions 200 -o planted.json --plan planted.timetable.json
  plenary generate conference --sessions 10000 --rooms 200 --days 7 --attendees 50000 > congress.json";

/// Make a conference to try things on.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Interpretation(InterpretationArgs),
    Conference(ConferenceArgs),
}

/// A conference of any size, drawn around a timetable that keeps every hard rule: plenaries that block everything,
/// speakers and chairs with several sessions, tracks and topics, series and orders, rooms with features, attendees
/// with wishes, and few sessions with interpretation.
#[derive(Debug, clap::Args)]
#[command(after_help = CONFERENCE_EXAMPLES)]
struct ConferenceArgs {
    /// Sessions, from 10 to 20000
    #[arg(long, value_name = "N", default_value_t = 200)]
    sessions: usize,
    /// Rooms, from 1 to 2000 [default: by sessions and days]
    #[arg(long, value_name = "N")]
    rooms: Option<usize>,
    /// Days, from 1 to 30 [default: by sessions]
    #[arg(long, value_name = "N")]
    days: Option<usize>,
    /// Attendees with wishes, up to 200000 [default: five for each session, at most 50000]
    #[arg(long, value_name = "N")]
    attendees: Option<usize>,
    /// Languages, from 2 to 6
    #[arg(long, value_name = "N", default_value_t = 3)]
    languages: usize,
    /// Sessions that may be interpreted, beside the opening, up to 2000; those for which a team is found are. 0: nothing
    /// is interpreted [default: one in a hundred]
    #[arg(long, value_name = "N")]
    interpreted: Option<usize>,
    /// Seed of all random choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Where to write the conference; - for the standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Where to write the timetable around which it was drawn, with its score and a bound
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
}

/// A conference with interpreters, drawn around a plan that keeps every hard rule; or, with --infeasible, its twin
/// that has none after one change.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
struct InterpretationArgs {
    /// Sessions, from 4 to 5000
    #[arg(long, value_name = "N", default_value_t = 40)]
    sessions: usize,
    /// Languages, from 2 to 6
    #[arg(long, value_name = "N", default_value_t = 3)]
    languages: usize,
    /// Interpreters, from 1 to 5000 [default: by sessions and languages]
    #[arg(long, value_name = "N")]
    interpreters: Option<usize>,
    /// Rooms, from 1 to 500 [default: by sessions and days]
    #[arg(long, value_name = "N")]
    rooms: Option<usize>,
    /// Days, from 1 to 30 [default: by sessions]
    #[arg(long, value_name = "N")]
    days: Option<usize>,
    /// How little is left over beyond what the plan uses: 0, plenty, to 100, nothing
    #[arg(long, value_name = "PERCENT", default_value_t = 50)]
    scarcity: u32,
    /// The rule pack that interpreters work by (`plenary packs` explains them)
    #[arg(long, value_name = "PACK", value_parser = packs::names())]
    pack: Option<String>,
    /// Seed of all random choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Make the one change after which there is no timetable
    #[arg(long, value_name = "CAUSE", value_parser = cause, conflicts_with = "plan")]
    infeasible: Option<Cause>,
    /// Where to write the conference; - for the standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Where to write the plan, with its score and a bound
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
}

fn cause(text: &str) -> Result<Cause, String> {
    Cause::ALL.into_iter().find(|cause| cause.name() == text).ok_or_else(|| {
        let names: Vec<&str> = Cause::ALL.iter().map(|cause| cause.name()).collect();
        format!("the causes are {}", names.join(", "))
    })
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    match &args.what {
        What::Interpretation(args) => interpretation(args),
        What::Conference(args) => conference(args),
    }
}

fn interpretation(args: &InterpretationArgs) -> Result<Exit, Failure> {
    let pack = args.pack.as_deref().map(packs::find).transpose()?;
    let options = Options {
        sessions: args.sessions,
        languages: args.languages,
        interpreters: args.interpreters,
        rooms: args.rooms,
        days: args.days,
        scarcity: args.scarcity,
        pack: pack.map(|pack| pack.name),
        seed: args.seed,
    };
    let planted = generate::interpretation(&options).map_err(impossible)?;
    let verdict = verified(&planted)?;
    if let Some(cause) = args.infeasible {
        let twin = generate::twin(&planted, cause).map_err(impossible)?;
        put(&args.output, &text(&twin.instance)?)?;
        say(format_args!("{}: no timetable keeps all hard rules: {}", twin.instance.id, twin.change));
        return Ok(Exit::Done);
    }
    write(&planted, &verdict, args.seed, &args.output, args.plan.as_deref())
}

fn conference(args: &ConferenceArgs) -> Result<Exit, Failure> {
    let options = ConferenceOptions {
        sessions: args.sessions,
        rooms: args.rooms,
        days: args.days,
        attendees: args.attendees,
        languages: args.languages,
        interpreted: args.interpreted,
        seed: args.seed,
    };
    let planted = generate::conference(&options).map_err(impossible)?;
    let verdict = verified(&planted)?;
    write(&planted, &verdict, args.seed, &args.output, args.plan.as_deref())
}

/// What the rules say of the plan, which must keep the hard ones.
fn verified(planted: &Planted) -> Result<Verdict, Failure> {
    let verdict = verify(&planted.problem, &RuleSet::default(), &planted.timetable);
    if !verdict.is_feasible() {
        let hard = verdict.findings.iter().filter(|finding| finding.level == Level::Hard);
        let broken = hard.flat_map(|finding| &finding.violations).next();
        let broken = broken.map_or("", |violation| &violation.message);
        return Err(Failure::internal(format!("the plan breaks hard rules: {broken}")));
    }
    Ok(verdict)
}

fn write(planted: &Planted, verdict: &Verdict, seed: u64, output: &Path, to: Option<&Path>) -> Result<Exit, Failure> {
    let written = text(&planted.instance)?;
    put(output, &written)?;
    let file = plan(planted, verdict, &written, seed)?;
    if let Some(path) = to {
        put(path, &timetable_json::write(&file).map_err(Failure::internal)?)?;
    }
    say(summary(planted, &file));
    Ok(Exit::Done)
}

fn impossible(error: Impossible) -> Failure {
    match error {
        Impossible::Draft(error) => Failure::internal(error),
        other => Failure::usage(other),
    }
}

fn text(instance: &Instance) -> Result<String, Failure> {
    serde_json::to_string_pretty(instance).map(|text| text + "\n").map_err(Failure::internal)
}

fn put(path: &Path, text: &str) -> Result<(), Failure> {
    if path == Path::new("-") { Ok(print(text)?) } else { files::write(path, text.as_bytes()) }
}

/// The plan as a file, with what it costs and what every timetable costs at least.
fn plan(planted: &Planted, verdict: &Verdict, written: &str, seed: u64) -> Result<TimetableFile, Failure> {
    let source = Source::from_bytes("the conference", written.as_bytes().to_vec()).map_err(Failure::internal)?;
    let (score, bound) = (verdict.score(), bound(verdict, planted.least));
    let status = if score == bound { Status::Optimal } else { Status::Feasible };
    let gap = if score == bound { 0.0 } else { (score.soft - bound.soft) as f64 / score.soft as f64 };
    Ok(TimetableFile {
        format: timetable_json::FORMAT.to_owned(),
        status,
        score: Some(score),
        bound: Some(bound),
        gap: Some(gap),
        rules: rule_lines(verdict),
        seed: Some(seed),
        instance: Some(planted.problem.names.conference.clone()),
        instance_sha256: Some(source.sha256()),
        pack: planted.problem.terms.pack.map(|pack| pack.id.to_owned()),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        ..timetable_json::describe(&planted.problem, &planted.timetable)
    })
}

/// The least amounts at the weights of their rules. Of two rules between which one may choose, the cheaper.
fn bound(verdict: &Verdict, least: Least) -> Score {
    let weight = |rules: &[&str]| -> i64 {
        let weight = |rule: &&str| {
            let finding = verdict.findings.iter().find(|finding| finding.rule.id == *rule);
            finding.filter(|finding| finding.level == Level::Soft).map_or(0, |finding| finding.weight)
        };
        rules.iter().map(weight).min().unwrap_or(0)
    };
    // The rule counts in units of money and rounds every item up.
    let unit = find("interpreter-fees").map_or(1, |(rule, _)| RuleSet::default().settings[rule].parameters.get(0));
    let soft = (least.fees + unit - 1) / unit * weight(&["interpreter-fees"])
        + least.waiting * weight(&["idle-gaps", "scattered-days"])
        + least.relay * weight(&["relay-used"]);
    Score { hard: 0, medium: 0, soft }
}

fn summary(planted: &Planted, file: &TimetableFile) -> String {
    let problem = &planted.problem;
    let interpreted = planted.timetable.placed().filter(|(id, at)| !problem.mode(*id, at.mode).into.is_empty()).count();
    let mut out = format!(
        "{}: {} sessions, {interpreted} of them interpreted in the plan, {} starts, {} rooms, {} interpreters",
        problem.names.conference,
        problem.sessions.len(),
        problem.starts.len(),
        problem.rooms.len(),
        problem.interpreters.len()
    );
    let parts = file.rules.iter().filter(|line| line.penalty > 0);
    let parts: Vec<String> = parts.map(|line| format!("{} {}", line.rule, line.penalty)).collect();
    if let (Some(score), Some(bound)) = (file.score, file.bound) {
        out.push_str(&format!("\nThe plan: {score} ({})", parts.join(", ")));
        out.push_str(&match score == bound {
            true => "\nNo timetable is better, that is proved".to_owned(),
            false => format!("\nNo timetable scores less than {} soft; that the plan is best is not said", bound.soft),
        });
    }
    out
}
