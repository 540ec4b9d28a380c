//! Interpretation: does what is asked for make sense, and can those who are named do it?

use std::collections::{BTreeMap, BTreeSet};

use super::super::codes::Code;
use super::super::diagnostics::{Collector, Diagnostic};
use super::super::schema::{
    Fees, Id, Instance, InterpretationMode, InterpretationTerms, Interpreter, Regime, ServiceKind, Session,
};

pub(super) fn check(instance: &Instance, collector: &mut Collector) {
    let services: BTreeMap<&Id, ServiceKind> =
        instance.services.iter().map(|service| (&service.id, service.kind)).collect();
    for (i, session) in instance.sessions.iter().enumerate() {
        session_wants(i, session, &services, collector);
    }
    for (i, interpreter) in instance.interpreters.iter().enumerate() {
        interpreter_works(i, interpreter, &services, collector);
    }
    terms(&instance.interpretation, collector);
}

/// Captions are read: nobody speaks them, and nobody interprets out of them.
fn are_captions(language: &Id, services: &BTreeMap<&Id, ServiceKind>) -> bool {
    services.get(language) == Some(&ServiceKind::Captions)
}

fn session_wants(i: usize, session: &Session, services: &BTreeMap<&Id, ServiceKind>, collector: &mut Collector) {
    let id = &session.id;
    for (j, language) in session.floor.iter().enumerate().filter(|(_, language)| are_captions(language, services)) {
        let message = format!("session \"{id}\" is spoken in \"{language}\", but captions are only read");
        collector.push(
            Diagnostic::error(Code::BadInterpretation, format!("/sessions/{i}/floor/{j}"), message)
                .with_help("name the language that is spoken; captions belong into \"interpretation\""),
        );
    }
    let Some(wanted) = &session.interpretation else {
        return;
    };
    let pointer = format!("/sessions/{i}/interpretation");
    if session.floor.is_empty() {
        let message =
            format!("session \"{id}\" is to be interpreted, but nothing says which languages are spoken in it");
        collector.push(
            Diagnostic::error(Code::BadInterpretation, &*pointer, message)
                .with_help("add \"floor\" with the languages that are spoken, such as [\"en\"]"),
        );
    }
    let all_spoken = wanted.into.iter().all(|into| session.floor.contains(into));
    if let [only] = &session.floor[..]
        && let Some(j) = wanted.into.iter().position(|into| into == only)
        // Where all may speak all languages, the floor is interpreted into as well.
        && (wanted.regime == Regime::Asymmetric || all_spoken)
    {
        let message =
            format!("session \"{id}\" is to be interpreted into \"{only}\", which is all that is spoken in it");
        let help =
            if all_spoken { "name another language, or remove \"interpretation\"" } else { "remove this language" };
        collector
            .push(Diagnostic::error(Code::BadInterpretation, format!("{pointer}/into/{j}"), message).with_help(help));
    }
    if wanted.regime == Regime::Symmetric && wanted.into.iter().all(|into| services.contains_key(into)) {
        let message =
            format!("session \"{id}\" is interpreted into no spoken language, so \"symmetric\" is without effect");
        collector.push(
            Diagnostic::warning(Code::WithoutEffect, format!("{pointer}/regime"), message)
                .with_help("remove \"regime\", or add a language to \"into\""),
        );
    }
    if wanted.mode == InterpretationMode::Required && wanted.value.is_some() {
        let message = format!("the interpretation of session \"{id}\" is required, so its \"value\" is without effect");
        collector.push(
            Diagnostic::warning(Code::WithoutEffect, format!("{pointer}/value"), message)
                .with_help("remove the value, or write \"mode\": \"optional\""),
        );
    }
}

fn interpreter_works(
    i: usize,
    interpreter: &Interpreter,
    services: &BTreeMap<&Id, ServiceKind>,
    collector: &mut Collector,
) {
    let id = &interpreter.id;
    let pointer = format!("/interpreters/{i}");
    let mut seen = BTreeSet::new();
    for (j, direction) in interpreter.directions.iter().enumerate() {
        let (from, into) = (&direction.from, &direction.into);
        let at = format!("{pointer}/directions/{j}");
        if from == into {
            let message = format!("interpreter \"{id}\" works from \"{from}\" into the same language");
            collector.push(
                Diagnostic::error(Code::BadInterpretation, at, message)
                    .with_help("correct one of the two languages, or remove the direction"),
            );
        } else if are_captions(from, services) {
            let message = format!("interpreter \"{id}\" works from \"{from}\", but captions are only read");
            collector.push(
                Diagnostic::error(Code::BadInterpretation, format!("{at}/from"), message)
                    .with_help("name the language that is heard"),
            );
        } else if !seen.insert((from, into)) {
            let message = format!("interpreter \"{id}\" works from \"{from}\" into \"{into}\" twice");
            collector.push(Diagnostic::warning(Code::DuplicateEntry, at, message).with_help("remove one of the two"));
        }
    }
    two_classes(interpreter, &pointer, collector);
    let directions = interpreter.all_directions();
    if directions.is_empty() && interpreter.directions.is_empty() {
        let message = match &interpreter.combination {
            None => format!("interpreter \"{id}\" has neither \"directions\" nor a \"combination\""),
            Some(_) => format!("the combination of interpreter \"{id}\" has one language only"),
        };
        collector.push(Diagnostic::error(Code::BadInterpretation, &*pointer, message).with_help(
            "say what they work from and into, such as \"combination\": {\"a\": [\"fr\"], \"c\": [\"en\"]}",
        ));
    } else if let Some(home) = &interpreter.home_booth
        && !directions.iter().any(|(_, into)| *into == home)
    {
        let message = format!("the home booth of interpreter \"{id}\" is \"{home}\", which they do not work into");
        let into: BTreeSet<String> = directions.iter().map(|(_, into)| format!("\"{into}\"")).collect();
        let known: Vec<String> = into.into_iter().take(8).collect();
        collector.push(
            Diagnostic::warning(Code::BadInterpretation, format!("{pointer}/home_booth"), message)
                .with_help(format!("they work into {}", known.join(", "))),
        );
    }
    if let Some(own) = &interpreter.fees {
        fees(own, &format!("{pointer}/fees"), collector);
        if own.travel > 0 && !interpreter.travels {
            let message = format!("interpreter \"{id}\" does not travel, so the fee for it is without effect");
            collector.push(
                Diagnostic::warning(Code::WithoutEffect, format!("{pointer}/fees/travel"), message)
                    .with_help("add \"travels\": true, or remove the fee"),
            );
        }
    }
}

/// A language that stands in two classes of a combination.
fn two_classes(interpreter: &Interpreter, pointer: &str, collector: &mut Collector) {
    let Some(combination) = &interpreter.combination else {
        return;
    };
    let mut class_of: BTreeMap<&Id, &str> = BTreeMap::new();
    for (class, languages) in [("a", &combination.a), ("b", &combination.b), ("c", &combination.c)] {
        for (j, language) in languages.iter().enumerate() {
            let first = *class_of.entry(language).or_insert(class);
            if first != class {
                let message = format!(
                    "the combination of interpreter \"{}\" has \"{language}\" as {} and as {}",
                    interpreter.id,
                    first.to_uppercase(),
                    class.to_uppercase()
                );
                collector.push(
                    Diagnostic::error(Code::BadInterpretation, format!("{pointer}/combination/{class}/{j}"), message)
                        .with_help(
                            "keep one of the two: A, the mother tongue; B, another active language; C, understood",
                        ),
                );
            }
        }
    }
}

fn terms(terms: &InterpretationTerms, collector: &mut Collector) {
    if let Some(general) = &terms.fees {
        fees(general, "/interpretation/fees", collector);
    }
    // What a pack states is known where the packs are; here, what needs a pack or another term.
    if terms.pack.is_none() && terms.team_for_minutes.is_some() {
        let message = "teams grow with the hours in rule packs only, so \"team_for_minutes\" is without effect";
        collector.push(
            Diagnostic::warning(Code::WithoutEffect, "/interpretation/team_for_minutes", message)
                .with_help("name a \"pack\" (`plenary packs` lists them), or set \"team\""),
        );
    }
    if terms.pack.is_none() && terms.break_minutes.is_some() && terms.max_stretch_minutes.is_none() {
        let message = "nothing says after how long a break is due, so \"break_minutes\" is without effect";
        collector.push(
            Diagnostic::warning(Code::WithoutEffect, "/interpretation/break_minutes", message)
                .with_help("add \"max_stretch_minutes\""),
        );
    }
}

fn fees(fees: &Fees, pointer: &str, collector: &mut Collector) {
    let Some(half_day) = fees.half_day else {
        return;
    };
    if half_day > fees.day {
        let message = format!("a half-day is paid {half_day}, more than a day with {}", fees.day);
        collector.push(
            Diagnostic::error(Code::BadFees, format!("{pointer}/half_day"), message)
                .with_help("exchange or correct the two; without \"half_day\" every day is a whole one"),
        );
    }
    if fees.half_day_minutes > fees.day_minutes {
        let message = format!(
            "a half-day covers {} minutes of presence, more than a day with {}",
            fees.half_day_minutes, fees.day_minutes
        );
        collector.push(
            Diagnostic::error(Code::BadFees, pointer, message)
                .with_help("correct \"half_day_minutes\" (240 when absent) or \"day_minutes\" (480 when absent)"),
        );
    }
}
