//! What is wrong with a file, said so that a planner can put it right.
//!
//! A [`Diagnostic`] has a [`Code`] for scripts and for looking things up, a place, the offending value, a sentence and
//! usually a way out. A [`Report`] is all of them for one file; it is the error that reading functions return.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use super::codes::Code;

/// Most diagnostics of one severity that are collected; further ones are only counted.
pub const MOST_COLLECTED: usize = 1000;

/// Most diagnostics that a [`Report`] prints.
pub const MOST_PRINTED: usize = 100;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, but probably does not say what was meant.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// A place in a text; both numbers start at 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// One thing that is wrong, or looks wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What sort of mistake it is.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where, as a JSON pointer; empty for the file as a whole.
    pub pointer: String,
    /// Where in the text; absent while it has not been looked up, and for files without text.
    pub position: Option<Position>,
    /// The offending value as JSON, shortened.
    pub value: Option<String>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `pointer`.
    pub fn error(code: Code, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            pointer: pointer.into(),
            position: None,
            value: None,
            message: message.into(),
            help: None,
        }
    }

    /// A warning at `pointer`.
    pub fn warning(code: Code, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, pointer, message) }
    }

    /// The same with the offending value.
    #[must_use]
    pub fn with_value(mut self, value: &Value) -> Self {
        self.value = Some(shorten(value));
        self
    }

    /// The same with advice; an empty `help` is no advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        let help = help.into();
        self.help = (!help.is_empty()).then_some(help);
        self
    }

    /// The same with its place in the text.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    fn write(&self, source: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {source}", self.severity, self.code)?;
        if let Some(position) = self.position {
            write!(f, ":{position}")?;
        }
        if !self.pointer.is_empty() {
            write!(f, ": {}", printable(&self.pointer))?;
        }
        writeln!(f, ": {}", printable(&self.message))?;
        match &self.help {
            Some(help) => writeln!(f, "  Help: {}", printable(help)),
            None => Ok(()),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "code": self.code.name(),
            "severity": self.severity.to_string(),
            "pointer": self.pointer,
            "line": self.position.map(|position| position.line),
            "column": self.position.map(|position| position.column),
            "value": self.value,
            "message": self.message,
            "help": self.help,
        })
    }
}

/// Everything that is wrong with one file, errors first, then in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The file's name.
    pub source: String,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// Errors that were counted but not collected.
    pub uncollected_errors: usize,
    /// Warnings that were counted but not collected.
    pub uncollected_warnings: usize,
}

impl Report {
    /// A report on `source`; puts the diagnostics in order.
    pub fn new(source: impl Into<String>, mut diagnostics: Vec<Diagnostic>) -> Self {
        diagnostics.sort_by(|a, b| {
            (a.severity, a.position, a.code)
                .cmp(&(b.severity, b.position, b.code))
                .then_with(|| a.pointer.cmp(&b.pointer))
        });
        Self { source: source.into(), diagnostics, uncollected_errors: 0, uncollected_warnings: 0 }
    }

    /// How many errors there are, those not collected included.
    pub fn errors(&self) -> usize {
        self.count(Severity::Error) + self.uncollected_errors
    }

    /// How many warnings there are, those not collected included.
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning) + self.uncollected_warnings
    }

    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }

    /// The report for scripts: `source`, `errors`, `warnings` and all collected `diagnostics`.
    pub fn to_json(&self) -> Value {
        json!({
            "source": self.source,
            "errors": self.errors(),
            "warnings": self.warnings(),
            "diagnostics": self.diagnostics.iter().map(Diagnostic::to_json).collect::<Vec<_>>(),
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self.diagnostics.iter().take(MOST_PRINTED) {
            diagnostic.write(&self.source, f)?;
        }
        let (errors, warnings) = (self.errors(), self.warnings());
        let printed = self.diagnostics.len().min(MOST_PRINTED);
        if errors + warnings > printed {
            writeln!(f, "… and {} more", errors + warnings - printed)?;
        }
        match (errors, warnings) {
            (0, 0) => write!(f, "{}: nothing to report", self.source),
            (0, _) => write!(f, "{}: {}", self.source, counted(warnings, "warning")),
            (_, 0) => write!(f, "{}: {}", self.source, counted(errors, "error")),
            _ => write!(f, "{}: {}, {}", self.source, counted(errors, "error"), counted(warnings, "warning")),
        }
    }
}

impl std::error::Error for Report {}

/// Collects diagnostics up to a bound for each severity and counts the rest.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    diagnostics: Vec<Diagnostic>,
    seen: BTreeMap<Severity, usize>,
}

impl Collector {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        let seen = self.seen.entry(diagnostic.severity).or_default();
        *seen += 1;
        if *seen <= MOST_COLLECTED {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether the next error will still be printed: if not, costly advice can be spared.
    pub(crate) fn wants_advice(&self) -> bool {
        self.seen(Severity::Error) + self.seen(Severity::Warning) < 2 * MOST_PRINTED
    }

    /// Whether no further error will be collected.
    pub(super) fn is_full(&self) -> bool {
        self.seen(Severity::Error) >= MOST_COLLECTED
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.seen(Severity::Error) > 0
    }

    pub(super) fn count_unseen(&mut self, severity: Severity, more: usize) {
        *self.seen.entry(severity).or_default() += more;
    }

    pub(crate) fn take(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// How many of this severity were pushed beyond the bound.
    pub(crate) fn uncollected(&self, severity: Severity) -> usize {
        self.seen(severity).saturating_sub(MOST_COLLECTED)
    }

    fn seen(&self, severity: Severity) -> usize {
        self.seen.get(&severity).copied().unwrap_or_default()
    }
}

/// `3 rooms`, `1 room`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A value as JSON on one line, cut to a readable length; long lists and objects are named, not printed.
pub(super) fn shorten(value: &Value) -> String {
    match value {
        Value::Array(members) if !members.is_empty() => format!("a list of {}", members.len()),
        Value::Object(fields) if !fields.is_empty() => {
            let names: Vec<&str> = fields.keys().take(4).map(String::as_str).collect();
            let more = if fields.len() > names.len() { ", …" } else { "" };
            cut(&format!("an object with {}{more}", names.join(", ")))
        }
        Value::String(text) => quoted(text),
        other => cut(&other.to_string()),
    }
}

/// Text in quotes, cut to a readable length, control characters made visible.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", cut(text))
}

fn cut(text: &str) -> String {
    const LONGEST: usize = 60;
    let head: String = text.chars().take(LONGEST + 1).collect();
    let head = printable(&head);
    match head.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &head[..end]),
        None => head,
    }
}

/// Control characters and marks that turn the direction of writing must not reach a terminal.
fn printable(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if steers(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// Whether a character changes how what stands around it is shown.
pub(crate) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The candidate that `word` is most likely a slip of, if any is close.
pub(super) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    // Of two letters every other pair is one slip away.
    let longest_slip = if length <= 2 { 0 } else { 1 + length / 4 };
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.len().abs_diff(lower.len()) > longest_slip + 2 {
            continue;
        }
        let distance = strsim::osa_distance(&lower, &candidate.to_lowercase());
        if distance <= longest_slip
            && (distance < length.min(candidate.len()) || distance == 0)
            && best.is_none_or(|(least, _)| distance < least)
        {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Advice for an unknown name: the closest one, or what there is to choose from.
pub(crate) fn suggestion<'a>(word: &str, plural: &str, candidates: &[&'a str]) -> String {
    const LISTED: usize = 8;
    if let Some(candidate) = closest(word, candidates.iter().copied()) {
        return format!("did you mean \"{candidate}\"?");
    }
    if candidates.is_empty() {
        return format!("the file lists no {plural}");
    }
    let listed: Vec<&'a str> = candidates.iter().take(LISTED).copied().collect();
    let more = candidates.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("the {plural} are {}{more}", listed.join(", "))
}

/// Appends a token to a JSON pointer.
pub(super) fn child(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

/// The tokens of a JSON pointer, unescaped.
pub(super) fn tokens(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_a_hundred_and_counts_all() {
        let mut collector = Collector::default();
        for i in 0..1500 {
            collector.push(Diagnostic::error(Code::UnknownRoom, format!("/sessions/{i}"), "no such room"));
        }
        let mut report = Report::new("file.json", collector.take());
        report.uncollected_errors = collector.uncollected(Severity::Error);
        let text = report.to_string();
        assert_eq!(text.lines().count(), MOST_PRINTED + 2);
        assert!(text.ends_with("… and 1400 more\nfile.json: 1500 errors"), "{text}");
        assert_eq!(report.to_json()["errors"], 1500);
    }

    #[test]
    fn suggests_only_what_is_close() {
        assert_eq!(closest("room-x", ["hall", "room-b"]), Some("room-b"));
        assert_eq!(closest("Room-B", ["hall", "room-b"]), Some("room-b"));
        assert_eq!(closest("speakrs", ["chairs", "speakers"]), Some("speakers"));
        assert_eq!(closest("x", ["hall", "y"]), None);
        assert_eq!(closest("", ["hall", "y"]), None);
    }

    #[test]
    fn values_are_cut_and_harmless() {
        assert_eq!(quoted("a\u{1b}[31m"), "\"a\\u{1b}[31m\"");
        assert!(shorten(&Value::String("ß".repeat(500))).chars().count() < 70);
        assert_eq!(shorten(&json!([1, 2])), "a list of 2");
    }

    #[test]
    fn nothing_in_a_report_steers_a_terminal() {
        let diagnostic = Diagnostic::error(Code::UnknownRoom, "/rooms/\u{1b}[2J", "no room \u{1b}[31m\u{202e}")
            .with_help("the rooms are \u{7}");
        let text = Report::new("file.json", vec![diagnostic]).to_string();
        assert!(text.chars().all(|c| c == '\n' || !steers(c)), "{text:?}");
        assert!(text.contains("\\u{1b}[31m") && text.contains("\\u{7}"), "{text:?}");
    }

    #[test]
    fn pointers_escape() {
        assert_eq!(child("/wishes", "a/b~c"), "/wishes/a~1b~0c");
        assert_eq!(tokens("/wishes/a~1b~0c").collect::<Vec<_>>(), ["wishes", "a/b~c"]);
        assert_eq!(tokens("").count(), 0);
    }
}
