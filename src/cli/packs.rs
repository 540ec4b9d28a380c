//! `plenary packs`: the terms on which interpreters work, as associations and institutions publish them.

use std::fmt::Write;

use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};

use super::exit::{Exit, Failure};
use super::report::{table, text};
use super::terminal::{Paint, print, width, wrap};
use crate::problem::{ANY, PACKS, Pack, Stated, Step, TeamRow};

const EXAMPLES: &str = "Examples:
  plenary packs                            all rule packs
  plenary packs apic                       what one of them states, where it says so, and what it leaves open
  plenary solve instances/ccr2018.json --pack apic";

/// List the rule packs for interpreters, or show what one of them states.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The pack to show
    #[arg(value_parser = names())]
    pack: Option<String>,
    /// As Markdown (docs/packs.md is made of it)
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// The names that can be typed.
pub(super) fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(PACKS.iter().map(|pack| pack.id))
}

/// The pack of a name, which may come from a file.
pub(super) fn find(id: &str) -> Result<&'static Pack, Failure> {
    PACKS.iter().find(|pack| pack.id == id).ok_or_else(|| {
        let known: Vec<&str> = PACKS.iter().map(|pack| pack.id).collect();
        Failure::usage(format!("there is no rule pack \"{id}\"; there are {}", known.join(", ")))
    })
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let chosen: Vec<&'static Pack> = match &args.pack {
        Some(id) => vec![find(id)?],
        None => PACKS.iter().collect(),
    };
    let text = if args.json {
        let list: Vec<Value> = chosen.iter().map(|pack| as_json(pack)).collect();
        format!("{:#}\n", Value::from(list))
    } else if args.markdown {
        markdown(&chosen)
    } else if args.pack.is_some() {
        chosen.iter().map(|pack| explain(pack, width().min(100), Paint::stdout())).collect()
    } else {
        overview(&chosen, width().min(140))
    };
    print(&text)?;
    Ok(Exit::Done)
}

/// A parameter of a pack, ready to be printed.
struct Parameter {
    /// Its name in lists.
    name: &'static str,
    /// What is stated: in words, for scripts, and where.
    stated: Option<(String, Value, &'static str)>,
    /// The field of `interpretation` that holds where nothing is stated.
    field: Option<&'static str>,
    /// Whether a timetable is held to it.
    enforced: bool,
}

fn parameters(pack: &Pack) -> Vec<Parameter> {
    let line = |name, stated, field| Parameter { name, stated, field, enforced: true };
    let minutes = |stated: Stated<i32>| told(stated, |&n| span(n), |&n| json!(n));
    let count = |stated: Stated<i32>| told(stated, ToString::to_string, |&n| json!(n));
    let steps = |stated: Stated<&'static [Step]>| told(stated, |steps| in_steps(steps), |steps| steps_json(steps));
    vec![
        line("people in a one-way booth", steps(pack.one_way), Some("team")),
        line("people in a two-way booth", steps(pack.both_ways), Some("team")),
        line("people in the whole team", told(pack.whole_team, |rows| in_rows(rows), |rows| rows_json(rows)), None),
        line("in booths, per day", minutes(pack.day), Some("max_minutes_per_day")),
        line("from start of work to break", minutes(pack.stretch), Some("max_stretch_minutes")),
        line("break", minutes(pack.rest), Some("break_minutes")),
        line("present before the start", minutes(pack.lead), Some("lead_minutes")),
        line("relay givers", count(pack.relay_givers), None),
        line("relay givers, two-way booth", count(pack.relay_givers_both_ways), None),
        line("languages between, in relay", count(pack.relay_depth), None),
        line("languages that relay goes over", count(pack.pivots), None),
        line(
            "no booth in the room",
            told(pack.remote, |&yes| if yes { "yes" } else { "no" }.to_owned(), |&yes| json!(yes)),
            Some("remote"),
        ),
        Parameter { enforced: false, ..line("working sessions in a week", count(pack.week), None) },
        Parameter {
            enforced: false,
            ..line("cancellation", told(pack.cancellation, |&text| text.to_owned(), |&text| json!(text)), None)
        },
    ]
}

fn told<T: Copy>(
    stated: Stated<T>,
    words: impl Fn(&T) -> String,
    value: impl Fn(&T) -> Value,
) -> Option<(String, Value, &'static str)> {
    match stated {
        Stated::As(it, source) => Some((words(&it), value(&it), source)),
        Stated::Not => None,
    }
}

/// Minutes as people say them.
fn span(minutes: i32) -> String {
    if minutes % 60 == 0 { format!("{} h", minutes / 60) } else { format!("{minutes} min") }
}

fn in_steps(steps: &[Step]) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for step in steps {
        words.push(match (step.minutes, before) {
            (ANY, None) => format!("{}", step.people),
            (ANY, Some(before)) => format!("{} beyond {}", step.people, span(before)),
            (minutes, _) => format!("{} up to {}", step.people, span(minutes)),
        });
        before = Some(step.minutes);
    }
    if before.is_some_and(|last| last != ANY) {
        words.push("nobody longer".to_owned());
    }
    words.join(", ")
}

fn steps_json(steps: &[Step]) -> Value {
    let step = |step: &Step| {
        let minutes = (step.minutes != ANY).then_some(step.minutes);
        json!({"up_to_minutes": minutes, "people": step.people})
    };
    steps.iter().map(step).collect()
}

fn in_rows(rows: &[TeamRow]) -> String {
    let row = |row: &TeamRow| format!("{} for {} → {}", row.people, row.used, row.into);
    let words: Vec<String> = rows.iter().map(row).collect();
    format!("{} (languages used → interpreted into)", words.join(", "))
}

fn rows_json(rows: &[TeamRow]) -> Value {
    rows.iter().map(|row| json!({"used": row.used, "into": row.into, "people": row.people})).collect()
}

/// What holds where a pack states nothing.
fn open(parameter: &Parameter) -> String {
    match parameter.field {
        Some(field) => format!("not stated; interpretation.{field} of the instance holds"),
        None => "not stated".to_owned(),
    }
}

fn overview(packs: &[&Pack], width: usize) -> String {
    let mut table = table(&["Pack", "What it is", "Not stated"], &[], width);
    for pack in packs {
        let parameters = parameters(pack);
        let silent: Vec<&str> = parameters.iter().filter(|p| p.stated.is_none()).map(|p| p.name).collect();
        table.add_row(vec![
            pack.id.to_owned(),
            pack.title.to_owned(),
            format!("{} of {}", silent.len(), parameters.len()),
        ]);
    }
    let mut out = text(&table);
    out.push_str(
        "\nWhat a pack does not state is not enforced in its name. `plenary packs PACK` shows one; --pack PACK puts the\n\
         interpreters of a conference on its terms.\n",
    );
    out
}

fn explain(pack: &Pack, width: usize, paint: Paint) -> String {
    let mut out = format!("{}: {}\n", paint.bold(pack.id), pack.title);
    let parameters = parameters(pack);
    for parameter in parameters.iter().filter(|parameter| parameter.stated.is_some()) {
        if let Some((words, _, source)) = &parameter.stated {
            let remark = if parameter.enforced { "" } else { " (reported, not enforced)" };
            let _ = writeln!(out, "\n{}{remark}", paint.bold(parameter.name));
            for line in wrap(words, width.saturating_sub(2), usize::MAX) {
                let _ = writeln!(out, "  {line}");
            }
            for line in wrap(source, width.saturating_sub(2), usize::MAX) {
                let _ = writeln!(out, "  {}", paint.dim(&line));
            }
        }
    }
    out.push('\n');
    for parameter in parameters.iter().filter(|parameter| parameter.stated.is_none()) {
        let _ = writeln!(out, "{}: {}", parameter.name, open(parameter));
    }
    out
}

fn as_json(pack: &Pack) -> Value {
    let parameters = parameters(pack).into_iter().map(|parameter| {
        let (_, value, source) = parameter.stated.unwrap_or_default();
        json!({
            "name": parameter.name,
            "value": value,
            "source": (!source.is_empty()).then_some(source),
            "otherwise": parameter.field.map(|field| format!("interpretation.{field}")),
            "enforced": parameter.enforced,
        })
    });
    json!({"pack": pack.id, "title": pack.title, "parameters": parameters.collect::<Vec<_>>()})
}

fn markdown(packs: &[&Pack]) -> String {
    let mut out = String::from(
        "# Rule packs\n\nOn what terms interpreters work, as associations and institutions publish it. An instance \
         names a pack in\n`interpretation.pack`, or `--pack` does. What a pack does not state is not enforced in its \
         name, and no pack borrows\nfrom another; where the instance can say it instead, its field is named. The \
         sources were read as web pages, some of\nthem copies or excerpts: verify before quoting.\n",
    );
    for pack in packs {
        let _ = writeln!(out, "\n## `{}`\n\n{}.\n\n| parameter | value | source |\n|---|---|---|", pack.id, pack.title);
        for parameter in parameters(pack) {
            let remark = if parameter.enforced { "" } else { " (reported, not enforced)" };
            let name = parameter.name;
            let _ = match &parameter.stated {
                Some((words, _, source)) => writeln!(out, "| {name}{remark} | {words} | {source} |"),
                None => writeln!(out, "| {name} | {} | |", open(&parameter)),
            };
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_of_a_pack_is_shown() {
        for pack in PACKS {
            let text = explain(pack, 100, Paint::stdout());
            for parameter in parameters(pack) {
                assert!(text.contains(parameter.name), "{}: {}", pack.id, parameter.name);
            }
            assert_eq!(find(pack.id).map(|found| found.name).ok(), Some(pack.name));
        }
    }

    #[test]
    fn steps_are_said_with_their_end() {
        let step = |minutes, people| Step { minutes, people };
        assert_eq!(in_steps(&[step(40, 1), step(240, 2)]), "1 up to 40 min, 2 up to 4 h, nobody longer");
        assert_eq!(in_steps(&[step(59, 1), step(ANY, 2)]), "1 up to 59 min, 2 beyond 59 min");
        assert_eq!(in_steps(&[step(ANY, 3)]), "3");
    }
}
