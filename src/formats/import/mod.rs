//! Files of other programs that become instances, with the timetable that they publish if there is one.
//!
//! Each reader fills a [`Draft`]; what all of them have in common (identifiers, days, slots, a time zone) is made here.
//! What a file says and an instance cannot, is told in notes.

mod draft;
mod xml;

pub(super) use draft::{Draft, Event, Person, Room, civil};
pub(super) use xml::Node;

use super::frab;
use super::timetable_json::TimetableFile;
use crate::instance::{Instance, Report};

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
}

impl Foreign {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Foreign::FrabXml => "schedule.xml",
            Foreign::FrabJson => "schedule.json",
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
        // The whole is looked at only where its beginning says that this is worth the time.
        let beginning: String = head.chars().take(4096).collect();
        if !head.starts_with('{') || !beginning.contains("\"schedule\"") {
            return None;
        }
        let value: serde_json::Value = serde_json::from_str(head).ok()?;
        value.pointer("/schedule/conference").is_some().then_some(Foreign::FrabJson)
    }
}

/// Reads a file of this format. `name` is what messages call it.
///
/// # Errors
/// Everything that cannot be used at once.
pub fn read(format: Foreign, name: &str, text: &str) -> Result<Imported, Report> {
    let draft = match format {
        Foreign::FrabXml => frab::read_xml(name, text)?,
        Foreign::FrabJson => frab::read_json(name, text)?,
    };
    draft.finish(format, name)
}
