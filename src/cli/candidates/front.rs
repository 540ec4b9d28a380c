//! `plenary candidates --front`: what aims cost one another, as a table, a file and a plot.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::exit::{Exit, Failure};
use super::super::files;
use super::super::inputs::Conference;
use super::super::report::{table, text};
use super::super::schema::titled;
use super::super::terminal::{Paint, print, say, width};
use super::plot::plot;
use super::{Args, Output, Task};
use crate::candidates::{self, Aim, Cut, Front, Point, front, weighed};
use crate::formats::timetable_json::TimetableFile;
use crate::timetable::Score;
use crate::verify::verify;

const FORMAT: &str = "plenary-front/1";
/// Timetables unless something else is said.
const NUMBER: u16 = 30;

/// What two or three aims cost one another.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Report {
    /// Always `plenary-front/1`.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    /// The conference.
    instance: String,
    /// What makes it another than its file says, as typed: variants, pack, rules, changes of the instance.
    what_if: Vec<String>,
    /// The aims; of each there should be little.
    aims: Vec<Aim>,
    /// The timetables of which none betters another in every aim, by the first aim; of too many those that are far from one another.
    points: Vec<Row>,
    /// How many were found.
    known: usize,
    /// What was proved, one for each weighing of the aims that was solved.
    cuts: Vec<Cut>,
    /// Whether everything that was to be solved was solved to its proof. Timetables that are best for no weights may be
    /// missing all the same.
    complete: bool,
    /// Conferences solved.
    solves: usize,
    /// Seconds in all; `null` where they are not wanted.
    wall_seconds: Option<f64>,
}

/// One timetable of the front.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Row {
    /// Penalties by aim.
    values: Vec<i64>,
    /// By aim: no timetable that has no more of the other aims has less than this.
    least: Vec<i64>,
    /// Whether that proves that no timetable is better in one aim and not worse in another.
    proved: bool,
    /// Its score under the rules of the conference, aims weighed as there.
    score: Score,
    /// The file it is in, beside this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// The timetable, as `plenary solve` writes it, where it is in no file of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    timetable: Option<Box<TimetableFile>>,
}

/// The JSON Schema.
pub(in super::super) fn json_schema() -> serde_json::Value {
    titled::<Report>(FORMAT)
}

/// The aims as typed; none where no front is wanted.
pub(super) fn aims(args: &Args, conference: &Conference) -> Result<Vec<Aim>, Failure> {
    if args.front.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<String> = args.front.iter().map(|name| name.trim().to_owned()).collect();
    candidates::aims(&names, &conference.rules)
        .map_err(|error| Failure::usage(format!("--front {}: {error}", names.join(","))))
}

pub(super) fn run(task: &Task<'_>, aims: Vec<Aim>) -> Result<Exit, Failure> {
    let (problem, rules) = (&task.conference.problem, &task.conference.rules);
    let run = (task.threads(), task.args.seed, task.args.number.unwrap_or(NUMBER).into());
    let found = front(problem, rules, &aims, task.start.as_ref(), run, &task.stop, &task.reporter);
    if found.points.is_empty() {
        return Ok(task.nothing(found.status));
    }
    let judged = weighed(rules, &aims);
    let (mut points, mut timetables) = (Vec::new(), Vec::new());
    for (number, point) in found.points.iter().enumerate() {
        let verdict = verify(problem, &judged, &point.timetable);
        let of = |aim: &Aim| -> i64 {
            let counted =
                verdict.findings.iter().filter(|finding| aim.rules.iter().any(|rule| rule == finding.rule.id));
            counted.map(crate::verify::Finding::penalty).sum()
        };
        let values: Vec<i64> = aims.iter().map(of).collect();
        if values != point.values || !verdict.is_feasible() {
            let message = format!("the verifier finds {values:?}, the engines {:?}; do not rely on it", point.values);
            return Err(Failure::internal(message));
        }
        let score = verify(problem, rules, &point.timetable).score();
        let name = format!("point-{:02}.timetable.json", number + 1);
        let file = task.file(&point.timetable, score, None)?;
        points.push(Row {
            values,
            least: point.least.clone(),
            proved: point.is_proved(),
            score,
            file: task.apart().then(|| name.clone()),
            timetable: (!task.apart()).then(|| Box::new(file.clone())),
        });
        timetables.push((name, file));
    }
    let report = Report {
        format: FORMAT,
        instance: problem.names.conference.clone(),
        what_if: task.args.instance.changed(),
        aims,
        points,
        known: found.known,
        cuts: found.cuts.clone(),
        complete: found.complete,
        solves: found.solves,
        wall_seconds: task.seconds(),
    };
    let json = serde_json::to_string_pretty(&report).map_err(Failure::internal)?;
    let place = task.write("front", &format!("{json}\n"), &timetables)?;
    if let Output::Folder(folder) = &task.output {
        let names: Vec<&str> = report.aims.iter().map(|aim| aim.name.as_str()).collect();
        let title = format!("{}: {}", report.instance, names.join(" against "));
        files::write(&folder.join("front.svg"), plot(&title, &names, &found).as_bytes())?;
    }
    let words = in_words(&report, &found, Paint::stdout());
    match place {
        Some(place) => print(&format!("{words}Written to {}\n", place.display()))?,
        None => say(words.trim_end()),
    }
    Ok(Exit::Done)
}

fn in_words(report: &Report, found: &Front, paint: Paint) -> String {
    let names: Vec<&str> = report.aims.iter().map(|aim| aim.name.as_str()).collect();
    let count = report.points.len();
    let s = if count == 1 { "" } else { "s" };
    let of = if report.known > count { format!(" of {}", report.known) } else { String::new() };
    let mut out =
        format!("{}: {count}{of} timetable{s} that no other betters in every aim\n\n", paint.bold(&names.join(", ")));
    let mut header = vec!["#"];
    for name in &names {
        header.extend([*name, "at best"]);
    }
    header.extend(["soft", ""]);
    let right: Vec<usize> = (0..=2 * names.len() + 1).collect();
    let mut rows = table(&header, &right, width());
    for (number, (row, point)) in report.points.iter().zip(&found.points).enumerate() {
        let mut cells = vec![(number + 1).to_string()];
        for (value, least) in row.values.iter().zip(&row.least) {
            cells.extend([value.to_string(), least.to_string()]);
        }
        cells.extend([row.score.soft.to_string(), what_is_known(point).to_owned()]);
        rows.add_row(cells);
    }
    out.push_str(&text(&rows));
    out.push_str("\nAt best: with no more of the other aims no timetable has less.\n");
    let proved = report.cuts.iter().filter(|cut| cut.bound == Some(cut.found)).count();
    let time = report.wall_seconds.map_or(String::new(), |seconds| format!(" in {seconds:.1} s"));
    out.push_str(&format!(
        "{} weighings of the aims solved{time}, {proved} of them to the proof.\n",
        report.cuts.len()
    ));
    out.push_str(if report.complete {
        "Only timetables that are best for no weights may be missing.\n"
    } else {
        "Time was too short for more; there may be better timetables within what is told under \"at best\".\n"
    });
    out
}

fn what_is_known(point: &Point) -> &'static str {
    if point.is_proved() { "proved" } else { "bounded" }
}
