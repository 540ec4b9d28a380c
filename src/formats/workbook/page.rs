//! A sheet while it is read: its cells, and what is wrong with them.

use serde_json::json;

use super::xml::position;
use super::{Book, MOST_CELLS, Sheet, Value};
use crate::formats::suggestion;
use crate::instance::{Code, Collector, Diagnostic, Position, Report, Severity};

/// A sheet with what there is to say about it.
pub(in crate::formats) struct Page {
    name: String,
    sheet: Sheet,
    /// Whether there is no such sheet, so that what refers to it is not to blame.
    pub(in crate::formats) missing: bool,
    collector: Collector,
}

/// A cell as people call it: `C17`.
pub(in crate::formats) fn cell_name(row: u32, column: u32) -> String {
    let (mut letters, mut rest) = (Vec::new(), column);
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    format!("{}{row}", String::from_utf8_lossy(&letters))
}

impl Page {
    /// The sheet `title` of a workbook at `path`. In its first `header` rows cells may be merged.
    pub(in crate::formats) fn new(path: &str, book: &Book, title: &str, header: u32) -> Self {
        let found = book.sheet(title);
        let mut page = Self {
            name: format!("{path}/{title}"),
            sheet: found.cloned().unwrap_or_default(),
            missing: found.is_none(),
            collector: Collector::default(),
        };
        if page.missing {
            let titles: Vec<String> = book.sheets.iter().map(|(title, _)| title.clone()).collect();
            let error = Diagnostic::error(Code::MissingField, "", format!("the workbook has no sheet \"{title}\""));
            page.collector.push(error.with_help(suggestion(title, &titles)));
        }
        let below = |range: &&String| range.split(':').filter_map(position).any(|(row, _)| row > header);
        for range in page.sheet.merged.iter().filter(below).cloned().collect::<Vec<_>>() {
            let message = format!("the cells {range} are merged: only the first of them has a value");
            let warning = Diagnostic::warning(Code::BadText, format!("/{range}"), message);
            page.collector.push(warning.with_help("take the cells apart and fill in each of them"));
        }
        if let Some(row) = page.sheet.cut {
            let message = format!(
                "the sheet has more than {} rows or {MOST_CELLS} cells; row {row} and further ones are not read",
                row - 1
            );
            page.say((row, 1), Diagnostic::error(Code::WrongLength, "", message).with_help("is it the right file?"));
        }
        page
    }

    /// Whether there is more than was read.
    pub(in crate::formats) fn is_cut(&self) -> bool {
        self.sheet.cut.is_some()
    }

    /// The value of a cell; text of blanks only is none.
    pub(in crate::formats) fn value(&self, row: u32, column: u32) -> Option<&Value> {
        let value = self.sheet.cells.get(&(row, column));
        value.filter(|value| !matches!(value, Value::Text(text) if text.trim().is_empty()))
    }

    /// The text of a cell as written; empty where there is none.
    pub(in crate::formats) fn text(&self, row: u32, column: u32) -> String {
        self.value(row, column).map(Value::text).unwrap_or_default()
    }

    /// The colour with which a cell is filled, if it is, as `RRGGBB`.
    pub(in crate::formats) fn fill(&self, row: u32, column: u32) -> Option<&str> {
        self.sheet.fills.get(&(row, column)).map(String::as_str)
    }

    /// The last column of a row that has any value, or a colour; 0 if there is none.
    pub(in crate::formats) fn last_column(&self, row: u32) -> u32 {
        let value = self.sheet.cells.range((row, 0)..=(row, u32::MAX)).next_back().map_or(0, |(cell, _)| cell.1);
        let fill = self.sheet.fills.range((row, 0)..=(row, u32::MAX)).next_back().map_or(0, |(cell, _)| cell.1);
        value.max(fill)
    }

    /// The rows after the header that have any value.
    pub(in crate::formats) fn rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = self.sheet.cells.keys().map(|cell| cell.0).filter(|&row| row > 1).collect();
        rows.dedup();
        rows.retain(|&row| {
            self.sheet.cells.range((row, 0)..=(row, u32::MAX)).any(|(cell, _)| self.value(cell.0, cell.1).is_some())
        });
        rows
    }

    /// A whole number of a cell from `least` to `most`; `default` where it is empty, or what is wrong is said.
    pub(in crate::formats) fn number(
        &mut self,
        (row, column): (u32, u32),
        default: Option<i64>,
        least: i64,
        most: i64,
    ) -> i64 {
        let help = format!("write a whole number from {least} to {most}");
        let (code, message) = match self.value(row, column) {
            None => match default {
                Some(default) => return default,
                None => (Code::MissingField, "the cell is empty".to_owned()),
            },
            Some(&Value::Number(number)) if number.fract() == 0.0 && number.abs() < 1e15 => {
                let number = number as i64;
                if (least..=most).contains(&number) {
                    return number;
                }
                (Code::OutOfRange, format!("{number} is not from {least} to {most}"))
            }
            Some(other) => (Code::WrongType, format!("{:?} is not a whole number", short(&other.text()))),
        };
        self.say((row, column), Diagnostic::error(code, "", message).with_help(help));
        default.unwrap_or(least)
    }

    /// Minutes after midnight of a cell with a time of day, or what is wrong is said.
    pub(in crate::formats) fn clock(&mut self, (row, column): (u32, u32)) -> i64 {
        let minutes = match self.value(row, column) {
            Some(&Value::Number(number)) if (0.0..3e6).contains(&number) => {
                Some((number.fract() * 1440.0 + 1e-6).floor() as i64)
            }
            Some(Value::Text(text)) => clock_of(text.trim()),
            _ => None,
        };
        minutes.unwrap_or_else(|| {
            let text = self.text(row, column);
            let message = format!("{:?} is not a time of day", short(&text));
            self.say(
                (row, column),
                Diagnostic::error(Code::BadClock, "", message).with_help("write a time such as 09:30"),
            );
            0
        })
    }

    /// Says something about a cell.
    pub(in crate::formats) fn say(&mut self, (row, column): (u32, u32), mut diagnostic: Diagnostic) {
        diagnostic.pointer = format!("/{}", cell_name(row, column));
        if let Some(value) = self.sheet.cells.get(&(row, column)) {
            diagnostic = diagnostic.with_value(&json!(value.text()));
        }
        self.collector.push(diagnostic.at(Position { line: row as usize, column: column as usize }));
    }

    /// Says that a cell names what is not there.
    pub(in crate::formats) fn unknown(&mut self, cell: (u32, u32), code: Code, what: &str, known: &[String]) {
        let text = self.text(cell.0, cell.1);
        let help = if self.collector.wants_advice() { suggestion(text.trim(), known) } else { String::new() };
        let message = format!("there is no {what} {:?}", short(text.trim()));
        self.say(cell, Diagnostic::error(code, "", message).with_help(help));
    }

    /// Whether anything was said that makes the sheet useless.
    pub(in crate::formats) fn has_errors(&self) -> bool {
        self.collector.has_errors()
    }

    /// Advice for a name that is unknown, as long as advice will be printed.
    pub(in crate::formats) fn advice(&self, wrong: &str, known: impl FnOnce() -> Vec<String>) -> String {
        if self.collector.wants_advice() { suggestion(wrong, &known()) } else { String::new() }
    }

    /// What there is to say, if anything.
    pub(in crate::formats) fn report(mut self) -> Option<Report> {
        let mut report = Report::new(self.name, self.collector.take());
        report.uncollected_errors = self.collector.uncollected(Severity::Error);
        report.uncollected_warnings = self.collector.uncollected(Severity::Warning);
        (report.errors() + report.warnings() > 0).then_some(report)
    }
}

fn clock_of(text: &str) -> Option<i64> {
    let (hours, rest) = text.split_once(':')?;
    let (hours, minutes) = (hours.parse::<i64>().ok()?, rest.get(..2)?.parse::<i64>().ok()?);
    // Seconds do not matter; a half of the day would.
    let seconds = rest
        .get(2..)?
        .strip_prefix(':')
        .map_or(rest.len() == 2, |seconds| seconds.len() == 2 && seconds.bytes().all(|byte| byte.is_ascii_digit()));
    if !seconds {
        return None;
    }
    ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
}

/// Text cut to a readable length.
pub(in crate::formats) fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let head: String = text.chars().take(LONGEST).collect();
    if head.len() < text.len() { head + "…" } else { head }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_read_whole_or_not() {
        for (text, minutes) in [("9:30", 570), ("09:30", 570), ("00:00", 0), ("23:59:59", 1439)] {
            assert_eq!(clock_of(text), Some(minutes), "{text}");
        }
        for text in ["9:30 PM", "9:300", "24:00", "9:60", "9", "9:3", "", "9:30:1", "9:30:1x", "-1:30"] {
            assert_eq!(clock_of(text), None, "{text}");
        }
    }
}
