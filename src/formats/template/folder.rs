//! The template as a folder of tables in CSV, a file for each sheet.
//!
//! Cells are separated by whichever of comma, semicolon and tab the first line has most of, since spreadsheets write what
//! their country is used to. Lists in a cell are separated by semicolons all the same. A cell that a spreadsheet would
//! take for a formula gets an apostrophe in front, which reading takes away again.

use std::collections::{BTreeMap, BTreeSet};

use super::{NEEDED, Rows, SHEETS, file_of, read};
use crate::formats::timetable_csv::{guard, unguard};
use crate::formats::workbook::{Book, MOST_CELLS, Sheet, Value};
use crate::instance::{Code, Diagnostic, Instance, Position, Report, Source};

/// The tables of a folder that are there, or why they cannot be read, by the names of their sheets.
pub type Tables = BTreeMap<&'static str, Result<Source, Report>>;

/// What is said of names that are not there, by the sheet that they would be in.
const NAMES: [(&str, &[Code]); 5] = [
    ("Conference", &[Code::UnknownLanguage]),
    ("Rooms", &[Code::UnknownRoom]),
    ("Slots", &[Code::UnknownDay]),
    ("Sessions", &[Code::UnknownSession, Code::UnknownKind]),
    ("People", &[Code::UnknownPerson]),
];

/// A table of which not everything is known.
struct Broken {
    report: Report,
    /// The line from which on nothing is known.
    from: usize,
}

/// Reads a folder. `path` is what messages call it, `stem` what the conference is called where it has no title.
///
/// # Errors
/// Everything that is wrong, one report for each table.
pub fn read_folder(path: &str, stem: &str, tables: &Tables) -> Result<(Instance, Vec<Report>), Vec<Report>> {
    let mut broken: BTreeMap<&str, Broken> = BTreeMap::new();
    for sheet in SHEETS.iter().filter(|sheet| NEEDED.contains(&sheet.name) && !tables.contains_key(sheet.name)) {
        let columns: Vec<&str> = sheet.columns.iter().map(|column| column.head).collect();
        let help = format!("the folder needs this file; its first line is {}", columns.join(","));
        let error = Diagnostic::error(Code::UnreadableFile, "", "the file is missing").with_help(help);
        let report = Report::new(format!("{path}/{}", file_of(sheet.name)), vec![error]);
        broken.insert(sheet.name, Broken { report, from: 0 });
    }
    let (mut book, mut sources) = (Book::default(), BTreeMap::new());
    for (name, table) in tables {
        match table {
            Err(report) => _ = broken.insert(name, Broken { report: report.clone(), from: 0 }),
            Ok(source) => {
                let (sheet, open) = sheet(source);
                book.sheets.push(((*name).to_owned(), sheet));
                sources.insert(*name, source);
                if let Some(open) = open {
                    broken.insert(name, open);
                }
            }
        }
    }
    let placed = |report: Report| placed(path, &sources, report);
    let read = read(path, stem, &book);
    if broken.is_empty() {
        return match read {
            Ok((instance, reports)) => Ok((instance, reports.into_iter().map(placed).collect())),
            Err(reports) => Err(reports.into_iter().map(placed).collect()),
        };
    }
    // What is wrong with the other tables is said as well, but for what may follow from what is not known.
    let reports = read.map_or_else(|reports| reports, |(_, reports)| reports);
    let others = reports.into_iter().filter_map(|report| whatever_else(report, &broken)).map(placed);
    Err(broken.values().map(|of| of.report.clone()).chain(others.collect::<Vec<_>>()).collect())
}

/// What is wrong with a sheet whatever those that cannot be read would have said.
fn whatever_else(mut report: Report, broken: &BTreeMap<&str, Broken>) -> Option<Report> {
    let name = report.source.rsplit('/').next().unwrap_or_default().to_owned();
    let unknown = |code: Code| NAMES.iter().any(|(sheet, codes)| broken.contains_key(sheet) && codes.contains(&code));
    let from = broken.get(name.as_str()).map_or(usize::MAX, |of| of.from);
    let all = report.diagnostics.len();
    report.diagnostics.retain(|of| {
        let known = of.position.is_none_or(|at| at.line < from) && (of.code != Code::WrongLength || from == usize::MAX);
        known && !unknown(of.code)
    });
    if report.diagnostics.len() < all {
        // Of those that are only counted, nobody knows what they are about.
        (report.uncollected_errors, report.uncollected_warnings) = (0, 0);
    }
    (!report.diagnostics.is_empty()).then_some(report)
}

/// The tables of these rows, by the names of their files. Tables without a row are left out, unless they are needed.
#[must_use]
pub fn write_folder(rows: &Rows) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for (sheet, rows) in SHEETS.iter().zip(rows.sheets()) {
        if rows.is_empty() && !NEEDED.contains(&sheet.name) {
            continue;
        }
        let mut table = csv::Writer::from_writer(Vec::new());
        let head = sheet.columns.iter().map(|column| column.head.to_owned()).collect::<Vec<_>>();
        for row in std::iter::once(&head).chain(rows) {
            // Writing to memory does not fail, and all rows are equally long.
            let _ = table.write_record(row.iter().map(|cell| guard(cell.clone())));
        }
        files.push((file_of(sheet.name), table.into_inner().unwrap_or_default()));
    }
    files
}

/// A table as a sheet: the row of a cell is its line, but for the first row, which is that of the headers. If a quotation mark
/// is not closed, as far as it is known.
fn sheet(source: &Source) -> (Sheet, Option<Broken>) {
    let mut sheet = Sheet::default();
    let mut records = Records::new(source.text());
    let (mut first, mut from) = (true, 0);
    while let Some(record) = records.next() {
        if records.open.is_some() {
            from = if first { 0 } else { record.line as usize };
            break;
        }
        let row = if std::mem::take(&mut first) { 1 } else { record.line };
        if sheet.cells.len() + record.cells.len() > MOST_CELLS {
            sheet.cut = Some(row);
            break;
        }
        for (column, cell) in (1..).zip(record.cells) {
            if !cell.text.is_empty() {
                sheet.cells.insert((row, column), Value::Text(unguard(&cell.text).to_owned()));
            }
        }
        from = usize::MAX;
    }
    let broken = records.open.map(|position| {
        let message = "a quotation mark opens a cell and nothing closes it";
        let help = "close it with another one; a quotation mark inside a cell is written twice";
        let error = Diagnostic::error(Code::BadText, "", message).with_help(help).at(position);
        Broken { report: Report::new(source.name(), vec![error]), from: from.min(position.line) }
    });
    (sheet, broken)
}

/// A report on a sheet as one on the table that it was: with its path, line and column, and the header of the column.
fn placed(path: &str, tables: &BTreeMap<&str, &Source>, report: Report) -> Report {
    let name = report.source.rsplit('/').next().unwrap_or_default().to_owned();
    let Some(source) = tables.get(name.as_str()) else {
        return Report { source: format!("{path}/{}", file_of(&name)), ..report };
    };
    let wanted: BTreeSet<(usize, usize)> =
        report.diagnostics.iter().filter_map(|of| of.position).map(|at| (at.line, at.column)).collect();
    let (mut heads, mut places, mut first) = (Vec::new(), BTreeMap::new(), true);
    for record in Records::new(source.text()) {
        let row = if first { 1 } else { record.line as usize };
        for (column, cell) in (1..).zip(&record.cells) {
            if wanted.contains(&(row, column)) {
                places.insert((row, column), cell.position);
            }
            if first {
                heads.push(cell.text.trim().to_owned());
            }
        }
        first = false;
    }
    let moved = report.diagnostics.into_iter().map(|mut of| {
        if let Some(at) = of.position {
            // What is not there is where the line has ended, or the file.
            let after = Position { line: at.line, column: 1 };
            of.position = Some(places.get(&(at.line, at.column)).copied().unwrap_or(after));
            let head = heads.get(at.column - 1).filter(|_| at.line > 1);
            of.pointer = head.filter(|head| !head.is_empty()).map_or_else(String::new, |head| format!("/{head}"));
        }
        of
    });
    Report { diagnostics: moved.collect(), source: source.name().to_owned(), ..report }
}

/// A row of a table, and where it begins.
struct Record {
    line: u32,
    cells: Vec<Cell>,
}

struct Cell {
    position: Position,
    text: String,
}

/// The rows of a table, empty ones left out.
struct Records<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    separator: char,
    at: Position,
    /// Where a quotation mark opened that nothing closes.
    open: Option<Position>,
}

impl<'a> Records<'a> {
    fn new(text: &'a str) -> Self {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let many = |of: char| first.matches(of).count();
        // The first of those that are as many.
        let separator = [',', ';', '\t'].into_iter().rev().max_by_key(|&of| many(of)).unwrap_or(',');
        Self { rest: text.chars().peekable(), separator, at: Position { line: 1, column: 1 }, open: None }
    }

    fn step(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        // A carriage return is the end of a line, alone or with what follows it.
        let end = c == '\n' || (c == '\r' && self.rest.peek() != Some(&'\n'));
        self.at = if end {
            Position { line: self.at.line + 1, column: 1 }
        } else {
            Position { line: self.at.line, column: self.at.column + 1 }
        };
        Some(if end { '\n' } else { c })
    }

    /// A cell, and whether another one follows in its row.
    fn cell(&mut self) -> (Cell, bool) {
        let (position, mut text) = (self.at, String::new());
        if self.rest.peek() == Some(&'"') {
            self.step();
            self.open = Some(position);
            while let Some(c) = self.step() {
                match c {
                    '"' if self.rest.peek() == Some(&'"') => {
                        self.step();
                        text.push('"');
                    }
                    '"' => {
                        self.open = None;
                        break;
                    }
                    '\r' => {}
                    c => text.push(c),
                }
            }
        }
        loop {
            match self.step() {
                Some(c) if c == self.separator => return (Cell { position, text }, true),
                None | Some('\n') => return (Cell { position, text }, false),
                Some('\r') => {}
                Some(c) => text.push(c),
            }
        }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while self.rest.peek().is_some() {
            let line = u32::try_from(self.at.line).unwrap_or(u32::MAX);
            let (mut cells, mut more) = (Vec::new(), true);
            while more {
                let (cell, follows) = self.cell();
                cells.push(cell);
                more = follows;
            }
            if cells.iter().any(|cell| !cell.text.trim().is_empty()) {
                return Some(Record { line, cells });
            }
        }
        None
    }
}
