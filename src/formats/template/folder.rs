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

/// The tables of a folder that are there, in order of the sheets, by the names of these.
pub type Tables = BTreeMap<&'static str, Source>;

/// Reads a folder. `path` is what messages call it, `stem` what the conference is called where it has no title.
///
/// # Errors
/// Everything that is wrong, one report for each table.
pub fn read_folder(path: &str, stem: &str, tables: &Tables) -> Result<(Instance, Vec<Report>), Vec<Report>> {
    let missing = NEEDED.iter().filter(|name| !tables.contains_key(*name)).map(|name| {
        let columns: Vec<&str> = SHEETS
            .iter()
            .filter(|sheet| sheet.name == *name)
            .flat_map(|sheet| sheet.columns)
            .map(|of| of.head)
            .collect();
        let help = format!("the folder needs this file; its first line is {}", columns.join(","));
        let error = Diagnostic::error(Code::UnreadableFile, "", "the file is missing").with_help(help);
        Report::new(format!("{path}/{}", file_of(name)), vec![error])
    });
    let missing: Vec<Report> = missing.collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let (mut book, mut open) = (Book::default(), Vec::new());
    for (name, source) in tables {
        match sheet(source) {
            Ok(sheet) => book.sheets.push(((*name).to_owned(), sheet)),
            Err(report) => open.push(report),
        }
    }
    if !open.is_empty() {
        return Err(open);
    }
    let placed = |report: Report| placed(path, tables, report);
    match read(path, stem, &book) {
        Ok((instance, reports)) => Ok((instance, reports.into_iter().map(placed).collect())),
        Err(reports) => Err(reports.into_iter().map(placed).collect()),
    }
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

/// A table as a sheet: the row of a cell is its line, but for the first row, which is that of the headers.
fn sheet(source: &Source) -> Result<Sheet, Report> {
    let mut sheet = Sheet::default();
    let mut records = Records::new(source.text());
    let mut first = true;
    for record in &mut records {
        let row = if std::mem::take(&mut first) { 1 } else { record.line };
        if sheet.cells.len() + record.cells.len() > MOST_CELLS {
            sheet.cut = Some(row);
            return Ok(sheet);
        }
        for (column, cell) in (1..).zip(record.cells) {
            if !cell.text.is_empty() {
                sheet.cells.insert((row, column), Value::Text(unguard(&cell.text).to_owned()));
            }
        }
    }
    match records.open {
        None => Ok(sheet),
        Some(position) => {
            let message = "a quotation mark opens a cell and nothing closes it";
            let help = "close it with another one; a quotation mark inside a cell is written twice";
            let error = Diagnostic::error(Code::BadText, "", message).with_help(help).at(position);
            Err(Report::new(source.name(), vec![error]))
        }
    }
}

/// A report on a sheet as one on the table that it was: with its path, line and column, and the header of the column.
fn placed(path: &str, tables: &Tables, report: Report) -> Report {
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
