//! `plenary rules`: what can be asked of a timetable.

use std::fmt::Write;

use serde_json::{Value, json};

use super::exit::{Exit, Failure};
use super::report::{level_name, table, text};
use super::terminal::{Paint, print, width, wrap};
use crate::rules::{RULES, Rule, SettingError, find};

const EXAMPLES: &str = "Examples:
  plenary rules                            all rules
  plenary rules person-pause               what one of them means, and what can be set
  plenary solve talks.json --set person-pause.minutes=15 --set topic-clash.level=soft";

/// List the rules, or explain one of them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The rule to explain
    rule: Option<String>,
    /// As Markdown (docs/rules.md is made of it)
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let chosen: Vec<&'static Rule> = match &args.rule {
        Some(id) => {
            let unknown = || Failure::usage(SettingError::UnknownRule(id.clone()));
            vec![find(id).ok_or_else(unknown)?.1]
        }
        None => RULES.to_vec(),
    };
    let text = if args.json {
        let list: Vec<Value> = chosen.iter().map(|rule| as_json(rule)).collect();
        format!("{:#}\n", Value::from(list))
    } else if args.markdown {
        markdown(&chosen)
    } else if args.rule.is_some() {
        chosen.iter().map(|rule| explain(rule, width().min(100), Paint::stdout())).collect()
    } else {
        overview(&chosen, width().min(140))
    };
    print(&text)?;
    Ok(Exit::Done)
}

fn overview(rules: &[&Rule], width: usize) -> String {
    let mut table = table(&["Rule", "Level", "Weight", "What is wrong", "Unit"], &[2], width);
    for rule in rules {
        table.add_row(vec![rule.id, level_name(rule.level), &rule.weight.to_string(), rule.summary, rule.unit]);
    }
    let mut out = text(&table);
    out.push_str("\nThe penalty of a rule is its weight times its amount. `plenary rules RULE` explains one rule.\n");
    out
}

fn explain(rule: &Rule, width: usize, paint: Paint) -> String {
    let mut out = format!("{}: {}\n\n", paint.bold(rule.id), rule.summary);
    for line in wrap(rule.doc, width, usize::MAX) {
        let _ = writeln!(out, "{line}");
    }
    let _ = writeln!(out, "\nlevel   {} (hard, medium, soft or off)", level_name(rule.level));
    let _ = writeln!(out, "weight  {} for each unit: {}", rule.weight, rule.unit);
    for parameter in rule.parameters {
        let range = format!("{} to {}", parameter.least, parameter.most);
        let _ = writeln!(out, "{}  {} ({range}): {}", parameter.name, parameter.default, parameter.doc);
    }
    let _ = writeln!(out, "\nSet them in the instance or with --set {0}.weight=5, --set {0}.level=soft.", rule.id);
    for example in rule.examples {
        let _ = writeln!(out, "\n{} – amount {}", paint.bold(example.about), example.amount);
        for line in example.instance.lines().map(str::trim).chain(example.timetable.lines().map(str::trim)) {
            if !line.is_empty() {
                let _ = writeln!(out, "    {line}");
            }
        }
    }
    out
}

fn as_json(rule: &Rule) -> Value {
    let parameters = rule.parameters.iter().map(|parameter| {
        json!({"name": parameter.name, "doc": parameter.doc, "default": parameter.default,
               "least": parameter.least, "most": parameter.most})
    });
    let examples = rule
        .examples
        .iter()
        .map(|example| json!({"about": example.about, "timetable": example.timetable, "amount": example.amount}));
    json!({
        "rule": rule.id,
        "summary": rule.summary,
        "unit": rule.unit,
        "level": level_name(rule.level),
        "weight": rule.weight,
        "doc": rule.doc,
        "parameters": parameters.collect::<Vec<_>>(),
        "examples": examples.collect::<Vec<_>>(),
    })
}

fn markdown(rules: &[&Rule]) -> String {
    let mut out = String::from(
        "# Rules\n\nWhat `plenary` asks of a timetable. The penalty of a rule is its weight times its amount; hard \
         penalties must be\nzero, medium ones come before everything soft. Level, weight and parameters can be set in \
         the `rules` section of an\ninstance or with `--set RULE.weight=5`.\n\n\
         | rule | level | weight | what is wrong | unit |\n|---|---|---|---|---|\n",
    );
    for rule in rules {
        let (id, level) = (rule.id, level_name(rule.level));
        let _ = writeln!(out, "| [`{id}`](#{id}) | {level} | {} | {} | {} |", rule.weight, rule.summary, rule.unit);
    }
    for rule in rules {
        let _ = writeln!(out, "\n## `{}`\n", rule.id);
        let _ = writeln!(out, "{}: {}.\n", capital(rule.unit), rule.summary);
        for line in wrap(rule.doc, 118, usize::MAX) {
            let _ = writeln!(out, "{line}");
        }
        for parameter in rule.parameters {
            let _ = writeln!(
                out,
                "\n* `{}` (default {}, {} to {}): {}",
                parameter.name, parameter.default, parameter.least, parameter.most, parameter.doc
            );
        }
        for example in rule.examples {
            let _ = writeln!(out, "\nExample: {} – amount {}.\n\n```text", example.about, example.amount);
            let lines = example.instance.lines().chain(example.timetable.lines()).map(str::trim);
            for line in lines.filter(|line| !line.is_empty()) {
                let _ = writeln!(out, "{line}");
            }
            out.push_str("```\n");
        }
    }
    out.push_str(
        "\nThe examples say only what differs from a conference with a hall of 100 seats and an attic of 30, open on \
         Monday and\nTuesday from nine to six, and two sessions of an hour, `a` and `b`; the last lines are the \
         timetable.\n",
    );
    out
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
