//! Timetables as programmes for readers.

use std::path::{Path, PathBuf};

use super::super::exit::Failure;
use super::super::inputs::Conference;
use super::{Args, By, Target};
use crate::formats::icalendar::{self, Published};
use crate::formats::programme::{Conflict, Locale, Programme, locale::LOCALES};
use crate::formats::timetable_json::TimetableFile;
use crate::formats::{frab, html, markdown, pretalx_slots, svg, xlsx};
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
    let first = locale("lang", &args.lang)?;
    let conflicts = conflicts(conference, timetable);
    let programme = Programme::new(&conference.instance, &conference.problem, timetable, file, conflicts);
    match wanted {
        Target::Html => Ok(html::write(&programme, &languages(args, conference, first)?).into_bytes()),
        Target::Ics => {
            let selection = match (args.by, &args.only) {
                (Some(by), Some(only)) => {
                    let all = icalendar::by(&programme, whom(by), first);
                    let known = || all.iter().map(|of| of.id.clone()).take(12).collect::<Vec<_>>().join(", ");
                    let found = all.iter().find(|of| of.id == *only).cloned();
                    found.ok_or_else(|| {
                        Failure::usage(format!("--only {only}: there is nothing for them; there are {}", known()))
                    })?
                }
                _ => icalendar::whole(&programme, first),
            };
            let previous = args.previous.as_deref().map(published).transpose()?;
            Ok(icalendar::write(&programme, &selection, first, previous.as_ref(), stamp()?).into_bytes())
        }
        Target::ScheduleXml => Ok(frab::write_xml(&programme, first).into_bytes()),
        Target::ScheduleJson => frab::write_json(&programme, first).map(String::into_bytes).map_err(Failure::internal),
        Target::Pretalx => pretalx_slots::write(&programme, first).map(String::into_bytes).map_err(Failure::internal),
        Target::Markdown => Ok(markdown::write(&programme, first).into_bytes()),
        Target::Svg => Ok(svg::write(&programme, first).into_bytes()),
        Target::Xlsx => {
            let previous = args.previous.as_deref().map(|path| super::super::inputs::timetable_file(path, false));
            let previous = previous.transpose()?.map(|(_, file)| file);
            xlsx::write(&programme, first, previous.as_ref())
                .map_err(|error| Failure::new(super::super::exit::Exit::Internal, format!("the workbook: {error}")))
        }
        other => Err(Failure::internal(format!("{other:?} is no programme"))),
    }
}

/// The calendars that `--by` asks for, with the names of their files.
pub(super) fn calendars(
    args: &Args,
    conference: &Conference,
    timetable: &Timetable,
    file: &TimetableFile,
) -> Result<Vec<(String, String)>, Failure> {
    let locale = locale("lang", &args.lang)?;
    let programme = Programme::new(&conference.instance, &conference.problem, timetable, file, Vec::new());
    let stamp = stamp()?;
    let mut calendars = Vec::new();
    for selection in args.by.iter().flat_map(|&by| icalendar::by(&programme, whom(by), locale)) {
        let name = format!("{}.ics", selection.id);
        let before = args.previous.as_ref().map(|folder| folder.join(&name)).filter(|path| path.exists());
        let before = before.as_deref().map(published).transpose()?;
        let text = icalendar::write(&programme, &selection, locale, before.as_ref(), stamp);
        calendars.push((name, text));
    }
    // Whoever had something and has nothing any more is told as well.
    let folder = args.previous.iter().filter_map(|folder| std::fs::read_dir(folder).ok());
    let mut left: Vec<PathBuf> = folder.flatten().flatten().map(|entry| entry.path()).collect();
    left.sort();
    for path in left.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "ics")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !calendars.iter().any(|(known, _)| *known == name) {
            let mut nothing = icalendar::whole(&programme, locale);
            nothing.entries.clear();
            let text = icalendar::write(&programme, &nothing, locale, Some(&published(&path)?), stamp);
            calendars.push((name, text));
        }
    }
    Ok(calendars)
}

fn whom(by: By) -> icalendar::By {
    match by {
        By::Room => icalendar::By::Room,
        By::Speaker => icalendar::By::Speaker,
        By::Interpreter => icalendar::By::Interpreter,
        By::Attendee => icalendar::By::Attendee,
    }
}

/// When files are written: now, or what `SOURCE_DATE_EPOCH` says, so that files can be made again byte by byte.
fn stamp() -> Result<jiff::Timestamp, Failure> {
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(jiff::Timestamp::now()) };
    let moment = text.parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.ok_or_else(|| Failure::usage(format!("SOURCE_DATE_EPOCH={text}: this is no number of seconds since 1970")))
}

/// A calendar that was published before.
fn published(path: &Path) -> Result<Published, Failure> {
    let source = super::super::inputs::read(path)?;
    Published::read(source.text()).map_err(|error| super::super::inputs::malformed(&source, vec![error]))
}

fn locale(option: &str, tag: &str) -> Result<&'static Locale, Failure> {
    let known: Vec<&str> = LOCALES.iter().map(|locale| locale.tag).collect();
    Locale::find(tag)
        .ok_or_else(|| Failure::usage(format!("--{option} {tag}: programmes are written in {}", known.join(", "))))
}

/// The languages of the page: those asked for, else the first and those of the conference.
fn languages(args: &Args, conference: &Conference, first: &'static Locale) -> Result<Vec<&'static Locale>, Failure> {
    let asked = args.languages.iter().map(|tag| locale("languages", tag.trim())).collect::<Result<Vec<_>, _>>()?;
    let spoken = conference.instance.languages.iter().filter_map(|language| Locale::find(&language.0));
    let all = if asked.is_empty() { std::iter::once(first).chain(spoken).collect() } else { asked };
    let mut languages: Vec<&'static Locale> = Vec::new();
    for locale in all {
        if !languages.iter().any(|known| known.tag == locale.tag) {
            languages.push(locale);
        }
    }
    Ok(languages)
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
