//! `plenary check`: a second opinion on a timetable.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::exit::{Exit, Failure};
use super::inputs::{self, Conference, InstanceArgs};
use super::report::{by_rule, in_words, level_name, native, rule_lines};
use super::terminal::{Paint, print, say, width};
use crate::formats::timetable_json::TimetableFile;
use crate::rules::find;
use crate::verify::{Verdict, verify};

const EXAMPLES: &str = "Examples:
  plenary check instances/ccr2018.json ccr2018.timetable.json
  plenary check talks.json talks.sol       what another solver has found for `plenary convert talks.json talks.mps`
  plenary check talks.json draft.csv --json | jq '.rules[] | select(.violations != [])'
  plenary check schedule.xml --set /walking/within_venue=5
                             what somebody else has published, against itself

Exit code 0: no hard rule is broken; 6: some are.";

/// How many violations of a rule are said unless all are asked for.
const MOST: usize = 12;

/// Check a timetable against the rules, whoever made it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    instance: InstanceArgs,
    /// The timetable, JSON of format plenary-timetable/1 or CSV, or another solver's solution of the exported model; not
    /// needed where the conference is a programme that says when everything is, such as schedule.xml
    timetable: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
    /// Say every violation, not only the first dozen of each rule
    #[arg(long)]
    all: bool,
}

pub(super) fn run(args: Args) -> Result<Exit, Failure> {
    let conference = inputs::conference(&args.instance, false)?;
    let published = args.timetable.as_ref().unwrap_or(&args.instance.instance);
    if args.timetable.is_none() && !inputs::is_foreign(published) {
        return Err(Failure::usage("TIMETABLE is missing: this conference does not say when everything is"));
    }
    let (source, file) = inputs::timetable_file(published, conference.folder.is_some())?;
    for note in notes(&args, &conference, &file) {
        say(format_args!("note: {note}"));
    }
    let timetable = inputs::timetable(&source, &file, &conference)?;
    let verdict = verify(&conference.problem, &conference.rules, &timetable);
    let measured = conference.native_score(&timetable);
    let text = if args.json {
        let mut report = as_json(&conference, &file, &verdict);
        if let Some(measured) = &measured {
            report["native_score"] = json!(measured);
        }
        format!("{report:#}\n")
    } else {
        in_full(&args, &file, &verdict, width().min(140), Paint::stdout())
            + &measured.as_ref().map(native).unwrap_or_default()
    };
    print(&text)?;
    Ok(if verdict.is_feasible() { Exit::Done } else { Exit::Violated })
}

/// Reasons why the file and what it is checked against may not belong together.
fn notes(args: &Args, conference: &Conference, file: &TimetableFile) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(id) = file.instance.as_ref().filter(|id| **id != conference.problem.names.conference) {
        notes.push(format!("the timetable is of {id}, the instance is {}", conference.problem.names.conference));
    } else if file.instance_sha256.as_ref().is_some_and(|sum| *sum != conference.source.sha256()) {
        notes.push("the instance has been changed since the timetable was made".to_owned());
    }
    let by_hand = file.version.is_none();
    let (made, checked) = (
        typed(&file.variants, file.pack.as_deref(), &file.set, &file.what_if),
        typed(
            &args.instance.variants,
            args.instance.pack.as_deref(),
            &args.instance.rule_settings(),
            &args.instance.what_if(),
        ),
    );
    if !by_hand && made != checked {
        let said = |words: String| if words.is_empty() { "no option".to_owned() } else { words };
        notes.push(format!("the timetable was made with {}, it is checked with {}", said(made), said(checked)));
    }
    notes
}

/// What is changed in an instance, as it is typed.
fn typed(variants: &[String], pack: Option<&str>, set: &[String], what_if: &[String]) -> String {
    let variants = variants.iter().map(|variant| format!("--variant {variant}"));
    let pack = pack.iter().map(|pack| format!("--pack {pack}"));
    let set = set.iter().map(|set| format!("--set {set}"));
    variants.chain(pack).chain(set).chain(what_if.iter().cloned()).collect::<Vec<_>>().join(" ")
}

fn in_full(args: &Args, file: &TimetableFile, verdict: &Verdict, width: usize, paint: Paint) -> String {
    let unit = |rule: &str| find(rule).map_or("", |(_, rule)| rule.unit);
    let mut out = in_words(verdict, if args.all { usize::MAX } else { MOST }, width, paint);
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&by_rule(&rule_lines(verdict), unit, width, paint));
    let score = verdict.score();
    out.push_str(&format!("Score: {score}\n"));
    match file.score {
        None => {}
        Some(claimed) if claimed == score => out.push_str("The file claims the same.\n"),
        Some(claimed) => {
            out.push_str(&paint.alarm(&format!("THE FILE CLAIMS ANOTHER SCORE: {claimed}")));
            out.push('\n');
        }
    }
    out
}

fn as_json(conference: &Conference, file: &TimetableFile, verdict: &Verdict) -> Value {
    let names = &conference.problem.names;
    let mut rules = Vec::new();
    for finding in &verdict.findings {
        let mut violations = Vec::new();
        for violation in &finding.violations {
            let subjects = violation.subjects.iter().map(|&subject| {
                let (kind, id) = names.subject(subject);
                json!({"kind": kind, "id": id})
            });
            violations.push(json!({
                "amount": violation.amount,
                "message": violation.message,
                "at": violation.at.map(|minute| conference.problem.calendar.text(minute)),
                "subjects": subjects.collect::<Vec<_>>(),
            }));
        }
        rules.push(json!({
            "rule": finding.rule.id,
            "level": level_name(finding.level),
            "weight": finding.weight,
            "amount": finding.amount(),
            "penalty": finding.penalty(),
            "violations": violations,
        }));
    }
    json!({
        "format": "plenary-check/1",
        "instance": names.conference,
        "feasible": verdict.is_feasible(),
        "score": verdict.score(),
        "claimed_score": file.score,
        "claim_holds": file.score.map(|claimed| claimed == verdict.score()),
        "rules": rules,
    })
}
