//! `plenary replan`: the smallest change that mends a published timetable.

use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::files;
use super::folders;
use super::inputs::{self, Conference, InstanceArgs};
use super::progress::{Mode, Reporter};
use super::report::{rule_lines, table, text};
use super::schema::titled;
use super::solve::{interruptible, seconds, threads};
use super::terminal::{Paint, print, say, width};
use crate::candidates::{
    Cancelled, Change, Changes, Freeze, Gone, Options, Place, Previous, Replanned, Step, Told, changes_with, curve,
    replan,
};
use crate::engines::{self, Stop};
use crate::formats::timetable_json::{self, Status, TimetableFile};
use crate::problem::{InterpreterId, ModeId, Problem, RoomId};
use crate::timetable::Score;
use crate::verify::{Verdict, verify};

const EXAMPLES: &str = "Examples:
  plenary replan talks-changed.json published.timetable.json -o new.timetable.json
  plenary replan talks.json published.timetable.json --add /people/speaker-017/away='{\"day\":\"fri\"}'
  plenary replan talks-changed.json published.timetable.json --freeze day --freeze room --json
  plenary replan talks.json published.timetable.json --curve 10      what each further move would bring

As few people as possible have to be told: everybody at a session that moves counts, attendees as expected. Of timetables
that tell the same number the best is taken. A session that the timetable does not know is placed wherever it is best.

Exit code 0: a timetable that keeps all hard rules was written; 4: proved that there is none; 5: none was found.";

/// Seconds for everything unless something else is said.
const TIME_LIMIT: f64 = 60.0;

/// Mend a published timetable after the conference has changed, and disturb as few people as possible.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    instance: InstanceArgs,
    /// The published timetable, JSON of format plenary-timetable/1 or CSV
    timetable: PathBuf,
    /// Where to write the new timetable; - for the standard output, and then the changes go to the standard error
    /// [default: INSTANCE.replanned.timetable.json, here]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What must stay as it was published (may be repeated)
    #[arg(long, value_enum, value_name = "WHAT")]
    freeze: Vec<Frozen>,
    /// Stop after so many seconds [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<f64>,
    /// Seconds for quality, once it is known how few people have to be told
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    quality_time: f64,
    /// Say too what quality there is with 0, 1, 2, … so many moved sessions; takes what is left of the time
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(0..=1000))]
    curve: Option<u16>,
    /// Threads [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Seed of all random choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Print the changes as JSON of format plenary-changes/1
    #[arg(long)]
    json: bool,
    /// How progress is told on the standard error
    #[arg(long, value_enum, default_value = "auto")]
    progress: Mode,
    /// Leave the times out, so that the same work gives the same bytes
    #[arg(long)]
    no_times: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Frozen {
    /// Every session keeps its start.
    Time,
    /// Every session keeps its room.
    Room,
    /// Every session keeps its day.
    Day,
    /// Every booth keeps its people.
    Team,
}

const FORMAT: &str = "plenary-changes/1";

/// What is different between a published timetable and the one that mends it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Report<'r> {
    /// Always `plenary-changes/1`.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    /// The conference.
    instance: &'r str,
    /// What makes it another than its file says, as typed: variants, pack, rules, changes of the instance.
    what_if: Vec<String>,
    /// Whether it is proved that no timetable moves sessions with fewer notices.
    least: bool,
    /// Whether it is proved that none with as few is better.
    best_of_the_least: bool,
    /// How many people have to be told.
    people_told: i64,
    /// Who they are.
    told: Told,
    /// Sessions that are elsewhere, new, or out.
    sessions: &'r [Change],
    /// Interpreters whose duties have changed.
    interpreters: &'r [String],
    /// The score of the new timetable.
    score: Score,
    /// What of the published timetable has no place any more.
    notes: &'r [String],
    /// The best with 0, 1, 2, … moved sessions, if that was asked for.
    #[serde(skip_serializing_if = "<[Step]>::is_empty")]
    curve: &'r [Step],
    /// Seconds in all; `null` where they are not wanted.
    wall_seconds: Option<f64>,
}

/// The JSON Schema.
pub(super) fn json_schema() -> serde_json::Value {
    titled::<Report<'_>>(FORMAT)
}

/// A published timetable, in terms of the conference as it is now.
struct Published {
    previous: Vec<Option<Previous>>,
    seats: Vec<Option<InterpreterId>>,
    cancelled: Vec<Gone>,
    notes: Vec<String>,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let conference = inputs::conference(&args.instance, false)?;
    let problem = &conference.problem;
    let output = match &args.output {
        Some(path) => path.clone(),
        None => PathBuf::from(format!("{}.replanned.timetable.json", problem.names.conference)),
    };
    let to_stdout = output.as_os_str() == "-";
    if !to_stdout {
        folders::spare(&args.instance.instance, &output)?;
        files::check_writable(&output)?;
    }
    let (source, file) = inputs::timetable_file(&args.timetable, conference.folder.is_some())?;
    let file = if file.placements.is_empty() && conference.folder.is_some() {
        timetable_json::describe(problem, &inputs::timetable(&source, &file, &conference)?)
    } else {
        file
    };
    let published = published(&file, problem)?;
    for note in &published.notes {
        say(format_args!("note: {note}"));
    }
    let stop = Stop::new(Some(Duration::from_secs_f64(args.time_limit.unwrap_or(TIME_LIMIT))), None);
    interruptible(&stop, "stopping; the best change found so far will be written (again to leave at once)");
    let freeze = |frozen: &Frozen| match frozen {
        Frozen::Time => Freeze::Time,
        Frozen::Room => Freeze::Room,
        Frozen::Day => Freeze::Day,
        Frozen::Team => Freeze::Team,
    };
    let options = Options {
        freeze: args.freeze.iter().map(freeze).collect(),
        threads: threads(args.threads),
        seed: args.seed,
        quality_seconds: args.quality_time,
    };
    let Published { previous, seats, .. } = &published;
    let cancelled = cancelled(&args.instance, &published.cancelled);
    let reporter = Reporter::new(args.progress);
    let replanned = replan(problem, &conference.rules, previous, seats, &options, &stop, &reporter);
    let steps = match (&replanned.timetable, args.curve) {
        (Some(mended), Some(most)) => {
            let run = (options.threads, options.seed);
            let was = (&previous[..], &seats[..], &cancelled);
            curve(problem, &conference.rules, was, &options.freeze, mended, most.into(), run, &stop, &reporter)
        }
        _ => Vec::new(),
    };
    let seconds = (!args.no_times).then(|| (stop.seconds() * 1000.0).round() / 1000.0);
    let Some(timetable) = &replanned.timetable else {
        return Ok(nothing(args, &conference, &replanned));
    };
    let verdict = verify(problem, &conference.rules, timetable);
    if !verdict.is_feasible() {
        let score = verdict.score();
        return Err(Failure::internal(format!("the verifier finds {score} in the new timetable; do not rely on it")));
    }
    let found = changes_with(problem, previous, seats, &cancelled, timetable);
    let written = written(args, &conference, &replanned, &verdict, seconds)?;
    let report = if args.json {
        let report = Report {
            format: FORMAT,
            instance: &problem.names.conference,
            what_if: args.instance.changed(),
            least: replanned.least,
            best_of_the_least: replanned.status == engines::Status::Optimal,
            people_told: found.told.people(),
            told: found.told,
            sessions: &found.sessions,
            interpreters: &found.interpreters,
            score: verdict.score(),
            notes: &published.notes,
            curve: &steps,
            wall_seconds: seconds,
        };
        format!("{}\n", serde_json::to_string_pretty(&report).map_err(Failure::internal)?)
    } else {
        let told = in_words(&replanned, &found, &verdict, seconds, Paint::stdout());
        format!("{told}{}", curve_table(&steps, Paint::stdout()))
    };
    if to_stdout {
        print(&written)?;
        say(report.trim_end());
    } else {
        files::write(&output, written.as_bytes())?;
        print(&report)?;
        if !args.json {
            print(&format!("Written to {}\n", output.display()))?;
        }
    }
    Ok(Exit::Done)
}

/// No timetable: what is known.
fn nothing(args: &Args, conference: &Conference, replanned: &Replanned) -> Exit {
    let name = &conference.problem.names.conference;
    let thawed =
        if args.freeze.is_empty() { "; `plenary explain` says why" } else { "; with less frozen there may be one" };
    if replanned.status == engines::Status::Infeasible {
        say(format_args!("{name}: no timetable keeps all hard rules; that is proved{thawed}"));
        return Exit::Infeasible;
    }
    say(format_args!("{name}: stopped without a timetable that keeps all hard rules; give it more --time-limit"));
    Exit::NothingFeasible
}

/// What was cancelled, with the conference as it was before: without the changes that take sessions out or, if that does not
/// know them, as its file says.
fn cancelled(args: &InstanceArgs, gone: &[Gone]) -> Cancelled {
    let sessions = gone.to_vec();
    if gone.is_empty() {
        return Cancelled { before: None, sessions };
    }
    let session = |path: &String| path.strip_prefix("/sessions/").is_some_and(|rest| !rest.contains('/'));
    let drop = args.drop.iter().filter(|path| !session(path)).cloned().collect();
    let with_changes = InstanceArgs { drop, ..args.clone() };
    let of_the_file = InstanceArgs { instance: args.instance.clone(), format: args.format, ..InstanceArgs::default() };
    let before = [with_changes, of_the_file].iter().find_map(|args| {
        let before = inputs::conference(args, true).ok()?.problem;
        gone.iter().all(|gone| before.names.sessions.contains(&gone.session)).then_some(before)
    });
    if before.is_none() {
        say(
            "note: the conference says nothing of the sessions that are no longer part of it: whom they concern is not counted",
        );
    }
    Cancelled { before, sessions }
}

/// What a file means now. What the conference no longer knows is told, and left away.
fn published(file: &TimetableFile, problem: &Problem) -> Result<Published, Failure> {
    let mut notes = Vec::new();
    let names = &problem.names;
    let known = |list: &[String], name: &str| list.iter().position(|known| known == name);
    let mut previous = vec![None; problem.sessions.len()];
    let mut cancelled = Vec::new();
    let mut clean = file.clone();
    clean.left_out.retain(|session| known(&names.sessions, session).is_some());
    let mut kept = Vec::new();
    for placed in &file.placements {
        let Some(session) = known(&names.sessions, &placed.session) else {
            notes.push(format!("{} is no longer part of the conference", placed.session));
            let from = Place { start: placed.start.clone(), room: placed.rooms.first().cloned() };
            let theirs = file.interpretation.iter().filter(|interpreted| interpreted.session == placed.session);
            let booths = theirs.flat_map(|interpreted| &interpreted.booths);
            let interpreters = booths.flat_map(|booth| booth.team.iter().flatten().cloned()).collect();
            cancelled.push(Gone { session: placed.session.clone(), from, interpreters });
            continue;
        };
        let Ok(start) = problem.calendar.parse(&placed.start) else {
            let message =
                format!("{}: \"{}\" is not a local time such as 2018-06-07T09:00", placed.session, placed.start);
            return Err(Failure::new(Exit::Invalid, message));
        };
        let room = placed.rooms.first().and_then(|room| known(&names.rooms, room));
        let in_room = problem.sessions[session].in_room;
        let room_is_gone = in_room != room.is_some();
        if let (Some(gone), true) = (placed.rooms.first(), room_is_gone) {
            notes.push(format!("{} was in {gone}, which is no more", placed.session));
        }
        let room = room.filter(|_| in_room).map(RoomId::new);
        previous[session] = Some(Previous { start, room, room_is_gone, mode: ModeId(0) });
        if !room_is_gone {
            kept.push(timetable_json::Placed { day: None, end: None, ..placed.clone() });
        }
    }
    let stands = |session: &str| kept.iter().any(|placed| placed.session == session);
    clean.interpretation.retain(|interpreted| stands(&interpreted.session));
    for team in
        clean.interpretation.iter_mut().flat_map(|interpreted| &mut interpreted.booths).map(|booth| &mut booth.team)
    {
        for seat in team {
            if let Some(person) = seat.as_ref().filter(|person| known(&names.interpreters, person).is_none()) {
                notes.push(format!("{person} no longer interprets"));
                *seat = None;
            }
        }
    }
    clean.placements = kept;
    let timetable = timetable_json::timetable(&clean, problem).or_else(|_| {
        // What was interpreted is interpreted otherwise now.
        notes.push("the staffing plan no longer fits; interpreters are assigned anew".to_owned());
        clean.interpretation.clear();
        timetable_json::timetable(&clean, problem)
    });
    let timetable = timetable.map_err(|errors| Failure::new(Exit::Invalid, &errors[0]))?;
    for (id, placement) in timetable.placed() {
        if let Some(previous) = &mut previous[id.index()] {
            previous.mode = placement.mode;
        }
    }
    notes.dedup();
    Ok(Published { previous, seats: timetable.seats, cancelled, notes })
}

/// The new timetable as it is written.
fn written(
    args: &Args,
    conference: &Conference,
    replanned: &Replanned,
    verdict: &Verdict,
    seconds: Option<f64>,
) -> Result<String, Failure> {
    let known = replanned.timetable.as_ref().map(|timetable| timetable_json::describe(&conference.problem, timetable));
    let file = TimetableFile {
        // Best of those that tell as few; nothing is said of others.
        status: Status::Feasible,
        score: Some(verdict.score()),
        rules: rule_lines(verdict),
        wall_seconds: seconds,
        seed: Some(args.seed),
        threads: Some(threads(args.threads) as u64),
        instance: Some(conference.problem.names.conference.clone()),
        instance_sha256: Some(conference.source.sha256()),
        variants: args.instance.variants.clone(),
        pack: args.instance.pack.clone(),
        set: args.instance.rule_settings(),
        what_if: args.instance.what_if(),
        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        solver: Some(format!("HiGHS {}", engines::solver_version())),
        ..known.unwrap_or_default()
    };
    timetable_json::write(&file).map_err(Failure::internal)
}

/// Quality against moves, one line for each number of moves.
fn curve_table(steps: &[Step], paint: Paint) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let mut lines = table(&["moves", "soft", "at best", "people to be told"], &[0, 1, 2, 3], width());
    for step in steps {
        let number = |number: Option<i64>| number.map_or_else(|| "–".to_owned(), |number| number.to_string());
        lines.add_row(vec![step.moves.to_string(), number(step.soft), number(step.least), number(step.people)]);
    }
    format!("\n{}\n{}", paint.bold("With at most so many sessions elsewhere"), text(&lines))
}

fn in_words(replanned: &Replanned, found: &Changes, verdict: &Verdict, seconds: Option<f64>, paint: Paint) -> String {
    let mut out = String::new();
    let place = |place: &Option<Place>| match place {
        None => "–".to_owned(),
        Some(Place { start, room }) => room.as_ref().map_or_else(|| start.clone(), |room| format!("{start} {room}")),
    };
    if found.sessions.is_empty() {
        out.push_str("No session moves.\n");
    }
    for change in &found.sessions {
        let what = match (&change.from, &change.to) {
            (None, _) => format!("new, at {}", place(&change.to)),
            _ if change.cancelled => format!("{} → no longer part of the conference", place(&change.from)),
            (_, None) => format!("{} → left out", place(&change.from)),
            _ => format!("{} → {}", place(&change.from), place(&change.to)),
        };
        out.push_str(&format!("{}: {what}\n", paint.bold(&change.session)));
        let speakers =
            if change.speakers.is_empty() { String::new() } else { format!("{}; ", change.speakers.join(", ")) };
        out.push_str(&format!("    {speakers}{} expected\n", change.expected));
    }
    if !found.interpreters.is_empty() {
        out.push_str(&format!("Other duties for: {}\n", found.interpreters.join(", ")));
    }
    let told = found.told;
    out.push_str(&format!(
        "To be told: {} people ({} speakers and chairs, {} attendees, {} interpreters)\n",
        paint.bold(&told.people().to_string()),
        told.speakers,
        told.attendees,
        told.interpreters
    ));
    out.push_str(if replanned.least {
        "No timetable moves sessions with fewer notices; that is proved.\n"
    } else {
        "There may be a timetable that tells fewer; time was too short to prove that there is none.\n"
    });
    let best = if replanned.status == engines::Status::Optimal { ", the best of those that tell as few" } else { "" };
    out.push_str(&format!("Score: {}{best}\n", verdict.score()));
    if let Some(seconds) = seconds {
        out.push_str(&format!("Run:   {seconds:.1} s\n"));
    }
    out
}
