//! What `solve` says while it works, on the standard error.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::terminal::say;
use crate::engines::{Event, EventKind, Observer};
use crate::timetable::Score;

/// How progress is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Mode {
    /// Lines for people: all that matters in a terminal, once per second elsewhere.
    Auto,
    /// One JSON object for each event.
    Jsonl,
    /// Nothing.
    None,
}

/// An event of a run, one JSON object on a line (`--progress jsonl`).
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(super) struct Line {
    /// Seconds since the start.
    seconds: f64,
    /// The engine that says so.
    engine: String,
    /// What happened.
    event: What,
    /// The phase that begins, with the event `phase`.
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    /// The score of the best timetable so far.
    incumbent: Option<Score>,
    /// No timetable scores less than this.
    bound: Option<Score>,
    /// (incumbent - bound) / incumbent on the first level on which they differ.
    gap: Option<f64>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum What {
    /// An engine begins something else.
    Phase,
    /// A better timetable.
    Incumbent,
    /// A better bound.
    Bound,
}

/// The JSON Schema of the lines.
pub(super) fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(Line).to_value();
    schema["title"] = Value::String("plenary-progress/1".to_owned());
    schema
}

/// Tells what happens, from any thread.
#[derive(Debug)]
pub(super) struct Reporter {
    mode: Mode,
    terminal: bool,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    incumbent: Option<Score>,
    bound: Option<Score>,
    /// When the last line was said.
    said: Option<f64>,
    header: bool,
}

impl Reporter {
    /// A reporter that has said nothing yet.
    pub(super) fn new(mode: Mode) -> Self {
        Self { mode, terminal: io::stderr().is_terminal(), known: Mutex::default() }
    }
}

impl Observer for Reporter {
    fn observe(&self, event: &Event) {
        if self.mode == Mode::None {
            return;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (what, phase) = match &event.kind {
            EventKind::Phase(phase) => (What::Phase, Some(phase.clone())),
            EventKind::Incumbent(score) => {
                known.incumbent = Some(known.incumbent.map_or(*score, |best| best.min(*score)));
                (What::Incumbent, None)
            }
            EventKind::Bound(bound) => {
                known.bound = Some(known.bound.map_or(*bound, |best| best.max(*bound)));
                (What::Bound, None)
            }
        };
        let line = Line {
            seconds: (event.seconds * 1000.0).round() / 1000.0,
            engine: event.engine.to_owned(),
            event: what,
            phase,
            incumbent: known.incumbent,
            bound: known.bound,
            gap: known.incumbent.zip(known.bound).map(|(score, bound)| gap(score, bound)),
        };
        if self.mode == Mode::Jsonl {
            if let Ok(text) = serde_json::to_string(&line) {
                let _ = writeln!(io::stderr(), "{text}");
            }
            return;
        }
        let pause = if self.terminal { 0.2 } else { 1.0 };
        let due = known.said.is_none_or(|said| event.seconds - said >= pause);
        let wanted = if what == What::Phase { self.terminal } else { due };
        if wanted {
            if !std::mem::replace(&mut known.header, true) {
                say(format_args!("{:>8}  {:<10} {:<28} {:<28} {:>8}", "time", "engine", "best so far", "bound", "gap"));
            }
            say(row(&line));
            if what != What::Phase {
                known.said = Some(event.seconds);
            }
        }
    }
}

fn row(line: &Line) -> String {
    let time = format!("{:.1} s", line.seconds);
    if let Some(phase) = &line.phase {
        return format!("{time:>8}  {:<10} {phase}", line.engine);
    }
    let score = |score: Option<Score>| score.map_or_else(|| "–".to_owned(), compact);
    let gap = line.gap.map_or_else(|| "–".to_owned(), percent);
    format!("{time:>8}  {:<10} {:<28} {:<28} {gap:>8}", line.engine, score(line.incumbent), score(line.bound))
}

/// A score in few words: levels without penalty are left away.
pub(super) fn compact(score: Score) -> String {
    let levels = [(score.hard, "hard"), (score.medium, "medium")];
    let mut parts: Vec<String> = levels
        .into_iter()
        .filter(|(penalty, _)| *penalty != 0)
        .map(|(penalty, level)| format!("{penalty} {level}"))
        .collect();
    parts.push(format!("{} soft", score.soft));
    parts.join(", ")
}

/// A share in per cent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// The gap as [`crate::engines::Outcome::gap`] has it at the end.
fn gap(score: Score, bound: Score) -> f64 {
    let levels = [(score.hard, bound.hard), (score.medium, bound.medium), (score.soft, bound.soft)];
    let differ = levels.into_iter().find(|(score, bound)| score > bound);
    differ.map_or(0.0, |(score, bound)| (score - bound) as f64 / score as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_say_what_is_known() {
        let score = |soft| Some(Score { soft, ..Score::ZERO });
        let line = Line {
            seconds: 1.26,
            engine: "search".into(),
            event: What::Incumbent,
            phase: None,
            incumbent: Some(Score { hard: 2, medium: 0, soft: 70 }),
            bound: score(30),
            gap: Some(1.0),
        };
        assert_eq!(
            row(&line),
            "   1.3 s  search     2 hard, 70 soft              30 soft                       100.0 %"
        );
        let value = serde_json::to_value(&line).expect("JSON");
        assert!(jsonschema::draft202012::new(&json_schema()).expect("a schema").is_valid(&value));
    }
}
