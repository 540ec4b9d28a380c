//! Readers and writers of files, one module for each format.
//!
//! Formats know what was written and what it means ([`crate::instance`], [`crate::problem`], [`crate::timetable`]);
//! they neither judge a timetable nor touch the disk.

pub mod orbel;
pub mod timetable_csv;
pub mod timetable_json;

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
    let lower = wrong.to_lowercase();
    let length = lower.chars().count();
    // Of two letters every other pair is one slip away.
    let most = if length <= 2 { 0 } else { 1 + length / 4 };
    let close = known.iter().map(|name| (strsim::osa_distance(&lower, &name.to_lowercase()), name)).min();
    match close {
        Some((distance, name)) if distance <= most => format!("did you mean \"{name}\"?"),
        Some(_) if known.len() <= 12 => format!("known are {}", known.join(", ")),
        _ => String::new(),
    }
}
