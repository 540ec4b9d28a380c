//! Files of other programs that become instances, with the timetable that they publish if there is one.
//!
//! Each reader fills a [`Draft`]; what all of them have in common (identifiers, days, slots, a time zone) is made here.
//! What a file says and an instance cannot, is told in notes.

mod draft;
mod others;
mod xml;

pub(super) use draft::{Draft, Event, Identifiers, Person, Room, civil};
pub(super) use xml::Node;

use serde_json::Value;

use super::frab;
use super::timetable_json::TimetableFile;
use crate::instance::{Instance, Report, Source};

/// A file of another program, as an instance.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The format that it was in.
    pub format: Foreign,
    /// The instance.
    pub instance: Instance,
    /// What is published, if anything is.
    pub timetable: TimetableFile,
    /// What could not be used or had to be assumed, in words.
    pub notes: Vec<String>,
}

/// Formats of other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// `schedule.xml` of pentabarf, frab and pretalx.
    FrabXml,
    /// `schedule.json` of the same.
    FrabJson,
    /// A dump of the API of pretalx.
    Pretalx,
    /// The view *All* of Sessionize.
    Sessionize,
    /// The timetable export of Indico.
    Indico,
}

impl Foreign {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Foreign::FrabXml => "schedule.xml",
            Foreign::FrabJson => "schedule.json",
            Foreign::Pretalx => "pretalx dump",
            Foreign::Sessionize => "Sessionize view",
            Foreign::Indico => "Indico timetable",
        }
    }

    /// What a file looks like, by its content; `None` if it is none of these.
    #[must_use]
    pub fn detect(text: &str) -> Option<Self> {
        let head = text.trim_start_matches('\u{feff}').trim_start();
        if head.starts_with('<') {
            // The root comes after declarations and comments, which are rarely long.
            let head: String = head.chars().take(4096).collect();
            return head.contains("<schedule").then_some(Foreign::FrabXml);
        }
        // An instance or timetable of the program's own says so at its beginning, and is not read twice.
        let beginning: String = head.chars().take(4096).collect();
        if !head.starts_with('{') || beginning.contains("\"plenary-") {
            return None;
        }
        let value: Value = serde_json::from_str(head).ok()?;
        let list = |name: &str| value[name].is_array() || value[name]["results"].is_array();
        if value.pointer("/schedule/conference").is_some() {
            Some(Foreign::FrabJson)
        } else if list("rooms") && (list("submissions") || list("talks")) {
            Some(Foreign::Pretalx)
        } else if list("sessions") && list("rooms") && list("speakers") && value.get("format").is_none() {
            Some(Foreign::Sessionize)
        } else {
            let days = value["results"].as_object().and_then(|events| events.values().next()?.as_object());
            let entry = days.and_then(|days| days.values().next()?.as_object()?.values().next());
            entry.is_some_and(|entry| entry["startDate"].is_object()).then_some(Foreign::Indico)
        }
    }
}

/// Reads a file of this format. `name` is what messages call it.
///
/// # Errors
/// Everything that cannot be used at once.
pub fn read(format: Foreign, name: &str, text: &str) -> Result<Imported, Report> {
    let json = || -> Result<(Source, Value), Report> {
        let source = Source::from_bytes(name, text.as_bytes().to_vec())?;
        let value = source.parse()?;
        Ok((source, value))
    };
    let draft = match format {
        Foreign::FrabXml => frab::read_xml(name, text)?,
        Foreign::FrabJson => frab::read_json(name, text)?,
        Foreign::Pretalx => json().and_then(|(source, value)| others::pretalx(&source, &value))?,
        Foreign::Sessionize => json().and_then(|(source, value)| others::sessionize(&source, &value))?,
        Foreign::Indico => json().and_then(|(source, value)| others::indico(&source, &value))?,
    };
    draft.finish(format, name)
}
