//! Different timetables within a window of the best, side by side.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::exit::{Exit, Failure};
use super::super::progress::percent;
use super::super::report::{table, text};
use super::super::schema::titled;
use super::super::terminal::{Paint, print, say, width};
use super::Task;
use crate::candidates::{Candidates, Distance, Wanted, candidates};
use crate::formats::timetable_json::TimetableFile;
use crate::instance::schema::Level;
use crate::timetable::Score;
use crate::verify::verify;

const FORMAT: &str = "plenary-candidates/1";
/// Timetables unless something else is said.
const NUMBER: u16 = 5;

/// Different timetables that are nearly as good as the best.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Report {
    /// Always `plenary-candidates/1`.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    /// The conference.
    instance: String,
    /// What makes it another than its file says, as typed: variants, pack, rules, changes of the instance.
    what_if: Vec<String>,
    /// How much worse than the best found a candidate may be, as a share of its soft score.
    within: f64,
    /// The score of the best found.
    best: Score,
    /// No timetable scores less; `null` when nothing is proved.
    bound: Option<Score>,
    /// No candidate scores more.
    most: Score,
    /// The best first, then each as far from those before it as there was one.
    candidates: Vec<Row>,
    /// How different each is from each, by position in `candidates`.
    distances: Vec<Vec<Distance>>,
    /// How many timetables wanted.
    wanted: usize,
    /// Different timetables within the window that were found, those not chosen included.
    good: usize,
    /// Conferences solved.
    solves: usize,
    /// Seconds in all; `null` where they are not wanted.
    wall_seconds: Option<f64>,
}

/// One of them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Row {
    /// Its score.
    score: Score,
    /// How much worse than the best found, as a share of the best's soft score.
    above_best: f64,
    /// How much worse than any timetable can be, at most, as a share of the bound's soft score; `null` when there is no bound.
    above_bound: Option<f64>,
    /// Penalties by rule, those without left away.
    rules: Vec<Penalty>,
    /// The file it is in, beside this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// The timetable, as `plenary solve` writes it, where it is in no file of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    timetable: Option<Box<TimetableFile>>,
}

/// What a rule contributes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Penalty {
    /// The rule.
    pub(super) rule: String,
    /// Its level.
    pub(super) level: Level,
    /// Its penalty.
    pub(super) penalty: i64,
}

/// The JSON Schema.
pub(in super::super) fn json_schema() -> serde_json::Value {
    titled::<Report>(FORMAT)
}

pub(super) fn run(task: &Task<'_>) -> Result<Exit, Failure> {
    let args = task.args;
    let wanted = Wanted {
        count: args.number.unwrap_or(NUMBER).into(),
        within: args.within,
        threads: task.threads(),
        seed: args.seed,
    };
    let (problem, rules) = (&task.conference.problem, &task.conference.rules);
    let found = candidates(problem, rules, task.start.as_ref(), &wanted, &task.stop, &task.reporter);
    let Some(most) = found.most else { return Ok(task.nothing(found.status)) };
    let (report, files) = report(task, &found, &wanted, most)?;
    let json = serde_json::to_string_pretty(&report).map_err(Failure::internal)?;
    let place = task.write("candidates", &format!("{json}\n"), &files)?;
    let words = in_words(&report, Paint::stdout());
    match place {
        Some(place) => print(&format!("{words}Written to {}\n", place.display()))?,
        None => say(words.trim_end()),
    }
    Ok(Exit::Done)
}

#[expect(clippy::cast_precision_loss, reason = "scores are far below 2^52")]
fn above(score: Score, least: Score) -> f64 {
    let more = (score.soft - least.soft) as f64 / (least.soft.max(1)) as f64;
    (more * 1e6).round() / 1e6
}

type Files = Vec<(String, TimetableFile)>;

fn report(task: &Task<'_>, found: &Candidates, wanted: &Wanted, most: Score) -> Result<(Report, Files), Failure> {
    let (problem, rules) = (&task.conference.problem, &task.conference.rules);
    let best = found.candidates[0].score;
    let (mut rows, mut files) = (Vec::new(), Vec::new());
    for (number, candidate) in found.candidates.iter().enumerate() {
        let file = task.file(&candidate.timetable, candidate.score, found.bound)?;
        let name = format!("candidate-{:02}.timetable.json", number + 1);
        let verdict = verify(problem, rules, &candidate.timetable);
        let penalties = verdict.findings.iter().filter(|finding| finding.penalty() > 0);
        let penalty = |finding: &crate::verify::Finding| Penalty {
            rule: finding.rule.id.to_owned(),
            level: finding.level,
            penalty: finding.penalty(),
        };
        let bound = found.bound.filter(|bound| bound.medium == candidate.score.medium);
        rows.push(Row {
            score: candidate.score,
            above_best: above(candidate.score, best),
            above_bound: bound.map(|bound| above(candidate.score, bound)),
            rules: penalties.map(penalty).collect(),
            file: task.apart().then(|| name.clone()),
            timetable: (!task.apart()).then(|| Box::new(file.clone())),
        });
        files.push((name, file));
    }
    let report = Report {
        format: FORMAT,
        instance: problem.names.conference.clone(),
        what_if: task.args.instance.changed(),
        within: wanted.within,
        best,
        bound: found.bound,
        most,
        candidates: rows,
        distances: found.distances.clone(),
        wanted: wanted.count,
        good: found.good,
        solves: found.solves,
        wall_seconds: task.seconds(),
    };
    Ok((report, files))
}

fn in_words(report: &Report, paint: Paint) -> String {
    let count = report.candidates.len();
    let bound = report.bound.map_or_else(
        || "nothing is proved of others".to_owned(),
        |bound| format!("no timetable scores less than {bound}"),
    );
    let mut out = format!("Best found: {}; {bound}.\n", report.best);
    let nearest = report.distances.iter().enumerate().flat_map(|(row, distances)| &distances[..row]);
    let nearest = nearest.min_by_key(|distance| distance.points);
    out.push_str(&format!(
        "{count} timetable{} at most {} worse",
        if count == 1 { "" } else { "s" },
        percent(report.within)
    ));
    if let Some(nearest) = nearest {
        out.push_str(&format!(", of which any two differ in at least {} points", nearest.points));
    }
    out.push_str(".\n");
    if count < report.wanted {
        out.push_str(&format!("No more than {count} different ones were found in the time; there may be more.\n"));
    }
    out.push_str(&format!("\n{}\n", paint.bold("Side by side")));
    out.push_str(&side_by_side(report));
    if count > 1 {
        let title = "How different: sessions elsewhere (of them on another day), people to be told";
        out.push_str(&format!("\n{}\n", paint.bold(title)));
        out.push_str(&matrix(report));
    }
    let time = report.wall_seconds.map_or(String::new(), |seconds| format!(" in {seconds:.1} s"));
    out.push_str(&format!("\n{} different ones good enough after {} solves{time}\n", report.good, report.solves));
    out
}

fn side_by_side(report: &Report) -> String {
    let mut header = vec![String::new()];
    header.extend((1..=report.candidates.len()).map(|number| format!("#{number}")));
    let titles: Vec<&str> = header.iter().map(String::as_str).collect();
    let right: Vec<usize> = (1..titles.len()).collect();
    let mut side = table(&titles, &right, width());
    let mut row = |name: &str, value: &dyn Fn(&Row) -> String| {
        side.add_row(std::iter::once(name.to_owned()).chain(report.candidates.iter().map(value)).collect::<Vec<_>>());
    };
    if report.candidates.iter().any(|row| row.score.medium > 0) {
        row("medium", &|row| row.score.medium.to_string());
    }
    row("soft", &|row| row.score.soft.to_string());
    row("above the best", &|row| percent(row.above_best));
    if report.candidates.iter().any(|row| row.above_bound.is_some()) {
        row("above the bound", &|row| row.above_bound.map_or_else(|| "–".to_owned(), percent));
    }
    let mut rules: Vec<&str> = Vec::new();
    for penalty in report.candidates.iter().flat_map(|row| &row.rules) {
        if !rules.contains(&penalty.rule.as_str()) {
            rules.push(&penalty.rule);
        }
    }
    for rule in rules {
        row(rule, &|row| {
            let here = row.rules.iter().find(|penalty| penalty.rule == rule);
            here.map_or_else(|| "0".to_owned(), |penalty| penalty.penalty.to_string())
        });
    }
    text(&side)
}

fn matrix(report: &Report) -> String {
    let mut header = vec![String::new()];
    header.extend((1..report.candidates.len()).map(|number| format!("#{number}")));
    let titles: Vec<&str> = header.iter().map(String::as_str).collect();
    let right: Vec<usize> = (1..titles.len()).collect();
    let mut matrix = table(&titles, &right, width());
    for (row, distances) in report.distances.iter().enumerate().skip(1) {
        let mut cells = vec![format!("#{}", row + 1)];
        let cell = |d: &Distance| format!("{} ({}), {}", d.sessions, d.days, d.people);
        cells.extend(distances[..row].iter().map(cell));
        cells.resize(report.candidates.len(), String::new());
        matrix.add_row(cells);
    }
    text(&matrix)
}
