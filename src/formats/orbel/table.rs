//! A table of a folder: rows with their lines, and what is wrong with them.

use serde_json::Value;

use crate::formats::{line_of, suggestion};
use crate::instance::{Code, Collector, Diagnostic, Position, Report, Severity, Source};

/// A row: its line in the file, and a cell for each column that was asked for.
pub(super) struct Row {
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
}

/// A table while it is read.
pub(super) struct Table {
    name: String,
    columns: &'static [&'static str],
    /// Whether nothing could be read, so that what refers to it is not to blame.
    pub(super) unusable: bool,
    pub(super) rows: Vec<Row>,
    collector: Collector,
}

impl Table {
    /// Reads the rows of a file, at most so many. The columns may stand in any order; `optional` ones come last in a
    /// row and are empty where there are none.
    pub(super) fn read(
        source: &Source,
        columns: &'static [&'static str],
        optional: &'static [&'static str],
        most: usize,
    ) -> Self {
        let mut table = Self::empty(source.name(), columns);
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(source.text().as_bytes());
        let header: Vec<String> = match reader.headers() {
            Ok(header) => header.iter().map(str::to_owned).collect(),
            Err(_) => Vec::new(),
        };
        let needed: Vec<Option<usize>> = columns.iter().map(|name| table.column(&header, name)).collect();
        let wanted: Option<Vec<usize>> = needed.into_iter().collect();
        let Some(wanted) = wanted else {
            table.unusable = true;
            return table;
        };
        let more: Vec<Option<usize>> =
            optional.iter().map(|name| header.iter().position(|cell| cell == name)).collect();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(1, |position| line_of(source.text(), position));
                    table.say(at(Diagnostic::error(Code::BadText, "", format!("this is not a row: {error}")), line));
                    continue;
                }
            };
            if record.iter().all(str::is_empty) {
                continue;
            }
            let line = record.position().map_or(1, |position| line_of(source.text(), position));
            if table.rows.len() == most {
                let message = format!("the table has more than {most} rows; further ones are not read");
                let error = Diagnostic::error(Code::WrongLength, "", message);
                table.say(at(error.with_help("is it the right file?"), line));
                break;
            }
            let cells: Vec<String> = wanted
                .iter()
                .map(|&column| Some(column))
                .chain(more.iter().copied())
                .map(|column| column.and_then(|column| record.get(column)).unwrap_or_default().to_owned())
                .collect();
            let row = Row { line, cells };
            for (column, name) in columns.iter().enumerate().filter(|(column, _)| row.cells[*column].is_empty()) {
                let message = format!("the cell \"{name}\" is empty");
                let error = Diagnostic::error(Code::MissingField, pointer(name), message);
                table.say_in(&row, column, error.with_help("fill it in, or remove the row"));
            }
            table.rows.push(row);
        }
        table
    }

    /// A table of which there is no file.
    pub(super) fn missing(name: &str, columns: &'static [&'static str]) -> Self {
        let mut table = Self::empty(name, columns);
        table.unusable = true;
        let help = format!("the folder needs this file; its first line is {}", columns.join(","));
        table.say(Diagnostic::error(Code::UnreadableFile, "", "the file is missing").with_help(help));
        table
    }

    /// A table of which there is a file that is no text.
    pub(super) fn unreadable(report: Report, columns: &'static [&'static str]) -> Self {
        let mut table = Self { unusable: true, ..Self::empty(&report.source, columns) };
        report.diagnostics.into_iter().for_each(|diagnostic| table.say(diagnostic));
        table
    }

    fn empty(name: &str, columns: &'static [&'static str]) -> Self {
        Self { name: name.to_owned(), columns, unusable: false, rows: Vec::new(), collector: Collector::default() }
    }

    fn column(&mut self, header: &[String], name: &str) -> Option<usize> {
        let mut found = header.iter().enumerate().filter(|(_, cell)| *cell == name).map(|(column, _)| column);
        let (first, second) = (found.next(), found.next());
        if first.is_none() {
            let close = suggestion(name, header);
            let help = match close.strip_prefix("did you mean ") {
                Some(close) => format!("is it the column {}? Rename it to \"{name}\"", close.trim_end_matches('?')),
                None if header.len() == 1 && header[0].contains([';', '\t']) => {
                    "cells are separated by commas; save the table again as CSV with commas".to_owned()
                }
                None => format!("the first line names the columns: {}", self.columns.join(",")),
            };
            let message = format!("the table has no column \"{name}\"");
            let error = Diagnostic::error(Code::MissingField, "", message);
            self.say(at(error.with_value(&Value::from(header.join(","))).with_help(help), 1));
        }
        if second.is_some() {
            let message = format!("the table has the column \"{name}\" twice");
            self.say(at(Diagnostic::error(Code::DuplicateKey, "", message).with_help("remove one of the two"), 1));
            return None;
        }
        first
    }

    /// A number from 1 to `most` in a cell, or what is wrong with it is said.
    pub(super) fn number(&mut self, row: &Row, column: usize, most: u32) -> Option<u32> {
        let (text, name) = (&row.cells[column], self.columns[column]);
        if text.is_empty() {
            return None;
        }
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse::<u32>().ok().filter(|number| (1..=most).contains(number));
        if number.is_none() {
            let (code, message) = if is_number {
                (Code::OutOfRange, format!("\"{name}\" is {}, not from 1 to {most}", shown(text)))
            } else {
                (Code::WrongType, format!("\"{name}\" is {}, not a whole number", shown(text)))
            };
            let error = Diagnostic::error(code, pointer(name), message);
            self.say_in(row, column, error.with_help(format!("write a whole number from 1 to {most}")));
        }
        number
    }

    /// Says something about a cell.
    pub(super) fn say_in(&mut self, row: &Row, column: usize, diagnostic: Diagnostic) {
        let diagnostic = diagnostic.with_value(&Value::from(row.cells[column].as_str()));
        self.say(diagnostic.at(Position { line: row.line, column: 1 }));
    }

    /// Says something about the table.
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.collector.push(diagnostic);
    }

    /// Whether what is said next will still be printed: if not, costly advice can be spared.
    pub(super) fn wants_advice(&self) -> bool {
        self.collector.wants_advice()
    }

    /// Whether anything is wrong so far.
    pub(super) fn has_errors(&self) -> bool {
        self.collector.has_errors()
    }

    /// What there is to say, if anything.
    pub(super) fn report(mut self) -> Option<Report> {
        let mut report = Report::new(self.name, self.collector.take());
        report.uncollected_errors = self.collector.uncollected(Severity::Error);
        report.uncollected_warnings = self.collector.uncollected(Severity::Warning);
        (report.errors() + report.warnings() > 0).then_some(report)
    }
}

/// The column of a cell, as a place in messages.
pub(super) fn pointer(column: &str) -> String {
    format!("/{column}")
}

/// Text of a cell in quotes: short, and harmless to a terminal.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut head: String = text.chars().take(LONGEST).collect();
    if head.len() < text.len() {
        head.push('…');
    }
    format!("{head:?}")
}

fn at(diagnostic: Diagnostic, line: usize) -> Diagnostic {
    diagnostic.at(Position { line, column: 1 })
}
