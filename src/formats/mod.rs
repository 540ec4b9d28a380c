//! Readers and writers of files, one module for each format.
//!
//! Formats know what was written and what it means ([`crate::instance`], [`crate::problem`], [`crate::timetable`]);
//! they neither judge a timetable nor touch the disk.

pub mod cosplib;
pub mod frab;
pub mod html;
pub mod icalendar;
pub mod import;
pub mod index;
pub mod markdown;
pub mod native;
pub mod optaplanner;
pub mod orbel;
pub mod pretalx_slots;
pub mod programme;
pub mod solution;
pub mod svg;
pub mod template;
pub mod timetable_csv;
pub mod timetable_json;
pub mod workbook;
pub mod xlsx;

/// Something in a file that cannot be used, said so that it can be put right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", at(.pointer))]
pub struct FormatError {
    /// Where, as a JSON pointer; empty for the file as a whole.
    pub pointer: String,
    /// Where, as line and column counted from 1, if only that is known.
    pub position: Option<(usize, usize)>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

fn at(pointer: &str) -> String {
    if pointer.is_empty() { String::new() } else { format!("{pointer}: ") }
}

impl FormatError {
    pub(crate) fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), position: None, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        let help = help.into();
        self.help = (!help.is_empty()).then_some(help);
        self
    }

    pub(crate) fn of_json(error: &serde_json::Error) -> Self {
        let words = error.to_string();
        let message = words.split(" at line ").next().unwrap_or_default();
        let mut names = message.split('`').skip(1).step_by(2).map(str::to_owned);
        let mut described = match (message.starts_with("unknown field"), names.next()) {
            (true, Some(wrong)) => {
                let known: Vec<String> = names.collect();
                Self::new("", format!("there is no field \"{wrong}\"")).help(suggestion(&wrong, &known))
            }
            _ => Self::new("", message),
        };
        described.position = Some((error.line(), error.column()));
        described
    }
}

/// Advice for an unknown name: the closest one that is known, or some of those that are.
pub(crate) fn suggestion(wrong: &str, known: &[String]) -> String {
    // What is longer is no slip of a name, and comparing it would take long.
    const LONGEST: usize = 100;
    let length = |name: &str| name.chars().take(LONGEST + 1).count();
    let long = length(wrong);
    // Of two letters every other pair is one slip away.
    let most = if long <= 2 { 0 } else { 1 + long / 4 };
    let lower = if long <= LONGEST { wrong.to_lowercase() } else { String::new() };
    let alike = |name: &&String| long <= LONGEST && length(name) <= LONGEST && length(name).abs_diff(long) <= most;
    let close = known.iter().filter(alike).map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name)).min();
    let listed = !known.is_empty() && known.len() <= 12 && known.iter().all(|name| length(name) <= LONGEST);
    match close {
        Some((distance, name)) if distance <= most => format!("did you mean \"{name}\"?"),
        _ if listed => format!("known are {}", known.join(", ")),
        _ => String::new(),
    }
}

/// The line of a record. The reader says where it began to look for it, which is before the rest of a line end and
/// before empty lines.
fn line_of(text: &str, position: &csv::Position) -> usize {
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count();
    usize::try_from(position.line()).unwrap_or(usize::MAX).saturating_add(skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_names_are_compared_and_listed() {
        let known = ["alpha".to_owned(), "beta".to_owned()];
        assert_eq!(suggestion("alpah", &known), "did you mean \"alpha\"?");
        assert_eq!(suggestion("gamma-ray", &known), "known are alpha, beta");
        assert_eq!(suggestion(&"alpha".repeat(1_000_000), &known), "known are alpha, beta");
        let huge = ["x".repeat(1_000_000), "alpha".to_owned()];
        assert_eq!(suggestion("alpah", &huge), "did you mean \"alpha\"?");
        assert_eq!(suggestion(&"x".repeat(999_999), &huge), "");
        assert_eq!(suggestion("alpha", &[]), "");
    }
}
