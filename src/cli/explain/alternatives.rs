//! `plenary explain INSTANCE TIMETABLE --session S`: where else a session could be, and at what price.

use std::path::Path;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;

use super::super::exit::{Exit, Failure};
use super::super::inputs::{self, Conference};
use super::super::progress::Reporter;
use super::super::schema::titled;
use super::super::solve::{interruptible, threads};
use super::super::terminal::{Paint, print, say};
use super::Args;
use crate::candidates::{Alternative, Alternatives, Difference, Held, Look, Place, alternatives};
use crate::engines::Stop;
use crate::problem::SessionId;
use crate::timetable::Score;

/// How many things that are newly broken are said for one place.
const MOST: usize = 4;

const FORMAT: &str = "plenary-alternatives/1";

/// Where else a session could be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Report {
    /// Always `plenary-alternatives/1`.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    /// The conference.
    instance: String,
    /// What makes it another than its file says, as typed: variants, pack, rules, changes of the instance.
    what_if: Vec<String>,
    /// The session and its places.
    alternatives: Alternatives,
}

/// The JSON Schema.
pub(in super::super) fn json_schema() -> serde_json::Value {
    titled::<Report>(FORMAT)
}

pub(super) fn run(
    args: &Args,
    conference: &Conference,
    path: &Path,
    session: &str,
    limit: f64,
) -> Result<Exit, Failure> {
    let problem = &conference.problem;
    let names = &problem.names.sessions;
    let Some(position) = names.iter().position(|name| name == session) else {
        let closest = names.iter().min_by_key(|name| (strsim::damerau_levenshtein(name, session), *name));
        let hint = closest.map_or(String::new(), |name| format!("; did you mean \"{name}\"?"));
        return Err(Failure::usage(format!("--session {session}: there is no such session{hint}")));
    };
    let (source, file) = inputs::timetable_file(path, conference.folder.is_some())?;
    let timetable = inputs::timetable(&source, &file, conference)?;
    if let Some((id, off)) = timetable.placed().find(|(_, placed)| problem.time(placed.start).is_none()) {
        let time = problem.calendar.text(off.start);
        let message = format!("{} starts at {time}, where no slot starts; correct it first", names[id.index()]);
        return Err(Failure::new(Exit::Invalid, message));
    }
    let stop = Stop::new(Some(Duration::from_secs_f64(limit)), None);
    interruptible(&stop, "stopping; what is known so far will be said (again to leave at once)");
    let look =
        Look { places: args.places.into(), seconds: args.box_seconds, threads: threads(args.threads), seed: args.seed };
    let (rules, id) = (&conference.rules, SessionId::new(position));
    let found = alternatives(problem, rules, &timetable, id, &look, &stop, &Reporter::new(args.progress));
    if args.json {
        let instance = problem.names.conference.clone();
        let report = Report { format: FORMAT, instance, what_if: args.instance.changed(), alternatives: found };
        let text = serde_json::to_string_pretty(&report).map_err(Failure::internal)?;
        print(&format!(
            "{text}
"
        ))?;
    } else {
        print(&in_words(&found, Paint::stdout()))?;
        say("`plenary replan --pin SESSION=SLOT@ROOM` moves it there and as little else as can be");
    }
    Ok(Exit::Done)
}

fn in_words(found: &Alternatives, paint: Paint) -> String {
    let now = found.now.as_ref().map_or_else(|| "left out".to_owned(), |now| format!("at {}", at(now)));
    let mut out = format!(
        "{} is {now}; the timetable scores {}.\n{} other places; hard rules leave {} open to it, and {} break nothing more if \
         nothing else moves.\n",
        paint.bold(&found.session),
        found.score,
        found.places,
        found.open,
        found.free
    );
    for alternative in &found.best {
        out.push_str(&one(alternative, paint));
    }
    out
}

fn one(alternative: &Alternative, paint: Paint) -> String {
    let mut out = format!("\n{}\n", paint.bold(&at(&alternative.to)));
    out.push_str(&format!("  alone: {}", change(alternative.alone)));
    let by = |differences: &[Difference]| -> Vec<String> {
        differences.iter().map(|difference| format!("{} {:+}", difference.rule, difference.penalty)).collect()
    };
    let all = [by(&alternative.worse), by(&alternative.better)].concat();
    out.push_str(&if all.is_empty() { "\n".to_owned() } else { format!(" ({})\n", all.join(", ")) });
    for message in alternative.broken.iter().take(MOST) {
        out.push_str(&format!("  · {message}\n"));
    }
    if alternative.broken.len() > MOST {
        out.push_str(&format!("  · and {} more\n", alternative.broken.len() - MOST));
    }
    if let Some(exchanged) = &alternative.exchanged {
        out.push_str(&format!("  exchanged with {}: {}\n", exchanged.with, change(exchanged.change)));
    }
    if let Some(held) = &alternative.solved {
        out.push_str(&solved(held));
    }
    out
}

fn solved(held: &Held) -> String {
    let mut out = match (&held.change, held.status) {
        (_, "infeasible") => "  held there: no timetable keeps all hard rules, that is proved\n".to_owned(),
        (None, _) => "  held there: no timetable that keeps all hard rules was found in time\n".to_owned(),
        (Some(score), "optimal") => {
            format!("  held there, everything else free: {}, that is the best\n", change(*score))
        }
        (Some(score), _) => {
            let least = held.at_least.map_or(String::new(), |least| format!("; at best {}", change(least)));
            format!("  held there, everything else free: {}{least}\n", change(*score))
        }
    };
    if let Some(changes) = &held.changes {
        let moved: Vec<&str> = changes.sessions.iter().map(|change| change.session.as_str()).collect();
        out.push_str(&format!("    {} sessions move, {} people to be told\n", moved.len(), changes.told.people()));
    }
    out
}

fn at(place: &Place) -> String {
    place.room.as_ref().map_or_else(|| place.start.clone(), |room| format!("{} in {room}", place.start))
}

/// A change of the score; levels that do not change are left away.
fn change(score: Score) -> String {
    let levels = [(score.hard, "hard"), (score.medium, "medium"), (score.soft, "soft")];
    let parts: Vec<String> =
        levels.iter().filter(|(by, _)| *by != 0).map(|(by, level)| format!("{by:+} {level}")).collect();
    if parts.is_empty() { "no change".to_owned() } else { parts.join(", ") }
}
