//! Timetables as programmes for readers.

use super::super::exit::Failure;
use super::super::inputs::Conference;
use super::{Args, Target};
use crate::formats::html;
use crate::formats::programme::{Conflict, Locale, Programme, locale::LOCALES};
use crate::formats::timetable_json::TimetableFile;
use crate::instance::schema::Level;
use crate::problem::Subject;
use crate::timetable::Timetable;
use crate::verify::verify;

/// The timetable in a format for readers.
pub(super) fn write(
    args: &Args,
    wanted: Target,
    conference: &Conference,
    timetable: &Timetable,
    file: &TimetableFile,
) -> Result<Vec<u8>, Failure> {
    let first = locale(&args.lang)?;
    let conflicts = conflicts(conference, timetable);
    let programme = Programme::new(&conference.instance, &conference.problem, timetable, file, conflicts);
    match wanted {
        Target::Html => Ok(html::write(&programme, &languages(conference, first)).into_bytes()),
        other => Err(Failure::internal(format!("{other:?} is no programme"))),
    }
}

fn locale(tag: &str) -> Result<&'static Locale, Failure> {
    let known: Vec<&str> = LOCALES.iter().map(|locale| locale.tag).collect();
    Locale::find(tag)
        .ok_or_else(|| Failure::usage(format!("--lang {tag}: programmes are written in {}", known.join(", "))))
}

/// The languages of the page: the one asked for first, then those of the conference.
fn languages(conference: &Conference, first: &'static Locale) -> Vec<&'static Locale> {
    let spoken = conference.instance.languages.iter().filter_map(|language| Locale::find(&language.0));
    let mut languages = vec![first];
    for locale in spoken {
        if !languages.iter().any(|known| known.tag == locale.tag) {
            languages.push(locale);
        }
    }
    languages
}

/// What is wrong with a timetable: the violations of hard rules.
fn conflicts(conference: &Conference, timetable: &Timetable) -> Vec<Conflict> {
    let verdict = verify(&conference.problem, &conference.rules, timetable);
    let names = &conference.problem.names;
    let mut conflicts = Vec::new();
    for finding in verdict.findings.iter().filter(|finding| finding.level == Level::Hard) {
        for violation in &finding.violations {
            let sessions = violation.subjects.iter().filter_map(|subject| match subject {
                Subject::Session(id) => Some(names.sessions[id.index()].clone()),
                _ => None,
            });
            conflicts.push(Conflict {
                rule: finding.rule.id.to_owned(),
                message: violation.message.clone(),
                sessions: sessions.collect(),
            });
        }
    }
    conflicts
}
