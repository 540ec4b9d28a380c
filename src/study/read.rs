//! Reading a study: its shape, then its meaning; all problems at once, each with its place.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::design::MOST_FACTORS;
use super::schema::{Design, DesignKind, FORMAT, RuleChoice, Study, json_schema};
use crate::engines::Ingredient;
use crate::instance::schema::Id;
use crate::instance::{Code, Collector, Diagnostic, Report, Severity, Source, check_by, locate_all, suggestion};
use crate::rules::{RULES, RuleSet};

/// Reads a study.
///
/// # Errors
/// A report of everything that is wrong with it.
pub fn read(source: &Source) -> Result<Study, Report> {
    let value = source.parse()?;
    let mut problems = Collector::default();
    match value.get("format") {
        Some(format) if format != FORMAT => {
            let message = format!("the format is {format}, not \"{FORMAT}\"");
            let help = "a study names instances, variants, engines and limits; `plenary schema study` says how";
            problems.push(Diagnostic::error(Code::WrongFormat, "/format", message).with_help(help));
        }
        _ => check_by(&json_schema(), &value, &mut problems),
    }
    if problems.has_errors() {
        return Err(report(source, &mut problems));
    }
    let study = Study::deserialize(&value).map_err(|error| {
        let message = format!("a value cannot be read: {error}");
        problems.push(Diagnostic::error(Code::UnreadableValue, "", message));
        report(source, &mut problems)
    })?;
    check(&study, &mut problems);
    if problems.has_errors() { Err(report(source, &mut problems)) } else { Ok(study) }
}

fn report(source: &Source, problems: &mut Collector) -> Report {
    let diagnostics = problems.take();
    let mut report = locate_all(source, diagnostics);
    report.uncollected_errors = problems.uncollected(Severity::Error);
    report
}

/// What the shape does not say.
fn check(study: &Study, problems: &mut Collector) {
    let ids = |list: Vec<&Id>| -> Vec<String> { list.into_iter().map(ToString::to_string).collect() };
    let instances = ids(study.instances.iter().map(|one| &one.id).collect());
    let variants = ids(study.variants.iter().map(|one| &one.id).collect());
    unique("instances", &instances, problems);
    unique("variants", &variants, problems);
    unique("designs", &ids(study.designs.iter().map(|one| &one.id).collect()), problems);
    unique("engines", &ids(study.engines.iter().map(|one| &one.id).collect()), problems);
    unique("limits", &ids(study.limits.iter().map(|one| &one.id).collect()), problems);
    unique("seeds", &study.seeds.iter().map(ToString::to_string).collect::<Vec<_>>(), problems);
    for (number, variant) in study.variants.iter().enumerate() {
        let at = format!("/variants/{number}");
        known(&format!("{at}/instances"), &variant.instances, "instances", &instances, problems);
        known(&format!("{at}/with"), &variant.with, "variants", &variants, problems);
        let mut rules = RuleSet::default();
        for (key, value) in &variant.set {
            if let Err(error) = rules.set(&format!("{key}={value}")) {
                let pointer = format!("{at}/set/{}", key.replace('~', "~0").replace('/', "~1"));
                problems.push(Diagnostic::error(Code::BadSetting, pointer, error.to_string()).with_help(SETTINGS));
            }
        }
        if in_circle(study, &variant.id) {
            let message = format!("\"{}\" is made with itself", variant.id);
            let help = "take one of the variants in the circle out of \"with\"";
            problems.push(Diagnostic::error(Code::BadChange, format!("{at}/with"), message).with_help(help));
        }
    }
    for (number, design) in study.designs.iter().enumerate() {
        let at = format!("/designs/{number}");
        known(&format!("{at}/variants"), &design.variants, "variants", &variants, problems);
        check_design(design, &at, problems);
    }
    for (number, engine) in study.engines.iter().enumerate() {
        let names: Vec<&str> = Ingredient::ALL.iter().map(|ingredient| ingredient.name()).collect();
        for (position, name) in engine.without.iter().enumerate().filter(|(_, name)| !names.contains(&name.as_str())) {
            let pointer = format!("/engines/{number}/without/{position}");
            let message = format!("the search has nothing called \"{name}\"");
            let help = suggestion(name, "things it can do without", &names);
            problems.push(Diagnostic::error(Code::UnknownChoice, pointer, message).with_help(help));
        }
        if !engine.command.is_empty() && !engine.command.iter().any(|word| word.contains("{solution}")) {
            let message = "the command does not say where its solution goes";
            let help = "put {solution} where the command takes the name of that file, and {model} where the model";
            let pointer = format!("/engines/{number}/command");
            problems.push(Diagnostic::error(Code::BadText, pointer, message).with_help(help));
        }
    }
    for (number, limit) in
        study.limits.iter().enumerate().filter(|(_, one)| one.seconds.is_none() && one.work.is_none())
    {
        let message = format!("limit \"{}\" has neither \"seconds\" nor \"work\": nothing would stop it", limit.id);
        let help = "give \"seconds\", such as 10, or \"work\", such as 100";
        problems.push(Diagnostic::error(Code::MissingField, format!("/limits/{number}"), message).with_help(help));
    }
}

const SETTINGS: &str = "`plenary rules RULE` shows what can be set";

fn unique(list: &str, ids: &[String], problems: &mut Collector) {
    let mut seen = BTreeSet::new();
    for (number, id) in ids.iter().enumerate().filter(|(_, id)| !seen.insert(id.as_str())) {
        let pointer = format!("/{list}/{number}");
        let message = format!("\"{id}\" is there twice");
        problems.push(Diagnostic::error(Code::DuplicateId, pointer, message).with_help("rename one, or take it out"));
    }
}

fn known(pointer: &str, names: &[Id], plural: &str, there: &[String], problems: &mut Collector) {
    let known: Vec<&str> = there.iter().map(String::as_str).collect();
    for (number, name) in names.iter().enumerate().filter(|(_, name)| !there.contains(&name.0)) {
        let message = format!("\"{name}\" is not among the {plural} of the study");
        let help = suggestion(&name.0, plural, &known);
        problems.push(Diagnostic::error(Code::UnknownChoice, format!("{pointer}/{number}"), message).with_help(help));
    }
}

fn in_circle(study: &Study, start: &Id) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(id) = open.pop() {
        for next in study.variants.iter().filter(|one| one.id == *id).flat_map(|one| &one.with) {
            if next == start {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}

fn check_design(design: &Design, at: &str, problems: &mut Collector) {
    let mut wrong = |field: &str, message: String, help: &str| {
        problems.push(Diagnostic::error(Code::BadChange, format!("{at}{field}"), message).with_help(help));
    };
    if let Some(RuleChoice::Named(names)) = &design.rules {
        let rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        for (number, name) in names.iter().enumerate().filter(|(_, name)| !rules.contains(&name.as_str())) {
            let help = suggestion(name, "rules", &rules);
            wrong(&format!("/rules/{number}"), format!("there is no rule \"{name}\""), &help);
        }
    }
    let factors = design.rules.is_some() || !design.variants.is_empty();
    if design.kind == DesignKind::Sweep {
        if factors {
            wrong("", "a sweep has no factors".to_owned(), "leave \"rules\" and \"variants\" out");
        }
        if design.values.is_empty() {
            wrong("", "a sweep needs \"values\"".to_owned(), "such as \"values\": [1, 2, 5, 10]");
        }
        match design.of.as_deref() {
            None => wrong("", "a sweep needs \"of\"".to_owned(), "such as \"of\": \"overflow.weight\""),
            Some(path) if path.starts_with('/') => {}
            Some(setting) => {
                for (number, value) in design.values.iter().enumerate() {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    if let Err(error) = RuleSet::default().set(&format!("{setting}={text}")) {
                        wrong(&format!("/values/{number}"), error.to_string(), SETTINGS);
                    }
                }
            }
        }
    } else {
        if !factors {
            wrong("", "a design needs factors".to_owned(), "give \"rules\", such as \"on\", or \"variants\"");
        }
        if design.of.is_some() || !design.values.is_empty() {
            wrong(
                "",
                "\"of\" and \"values\" are for sweeps".to_owned(),
                "set \"kind\" to \"sweep\", or leave them out",
            );
        }
    }
    let named = match &design.rules {
        Some(RuleChoice::Named(names)) => names.len(),
        _ => 0,
    };
    if design.kind == DesignKind::Factorial {
        if matches!(design.rules, Some(RuleChoice::Group(_))) {
            let help = "every subset of a group is too many; name the rules";
            wrong("/rules", "a factorial design takes rules by name".to_owned(), help);
        }
        if named + design.variants.len() > MOST_FACTORS {
            let many = named + design.variants.len();
            let help = "every factor doubles the variants; choose fewer, or another kind of design";
            wrong("", format!("{many} factors have 2^{many} subsets; at most {MOST_FACTORS} are allowed"), help);
        }
    } else if design.shares {
        wrong("/shares", "shares are for factorial designs".to_owned(), "set \"kind\" to \"factorial\"");
    }
}

/// A problem with a variant that only shows on an instance, at its place in the study.
pub(crate) fn on_instance(study: &Study, instance: &Id, label: &str, trouble: &super::variant::Trouble) -> Diagnostic {
    let numbered = |id: &Id| study.variants.iter().position(|variant| variant.id == *id);
    let by_design =
        study.designs.iter().position(|design| design.of.as_ref().is_some_and(|of| label.starts_with(&**of)));
    let pointer = match (&trouble.of, by_design) {
        (Some((id, field)), _) => numbered(id).map_or(String::new(), |at| format!("/variants/{at}{field}")),
        (None, Some(design)) => format!("/designs/{design}"),
        (None, None) => study
            .variants
            .iter()
            .position(|one| one.id.0 == label)
            .map_or(String::new(), |at| format!("/variants/{at}")),
    };
    let message = format!("variant {label} of {instance}: {}", trouble.message);
    Diagnostic::error(Code::BadChange, pointer, message).with_help(trouble.help.clone())
}

/// A value that a file of the study must have.
pub(crate) fn tag(value: &Value) -> Option<&str> {
    value.get("format").and_then(Value::as_str)
}
