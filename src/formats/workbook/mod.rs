//! Workbooks of spreadsheets (`.xlsx`, Office Open XML): the values of their cells, within bounds.
//!
//! Only values are read: texts, numbers, truth values, and the last result of formulas; and the colours with which cells
//! are filled. What is unpacked is counted while it is unpacked, so that a small file cannot become a large one.

mod edit;
mod page;
mod xml;

pub(super) use edit::{Texts, with_texts};
pub(super) use page::{Page, cell_name, short};

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::instance::{Code, Diagnostic, Report};

/// Most bytes of all parts together, unpacked.
const MOST_UNPACKED: u64 = 256 << 20;
/// Most cells with a value of one sheet.
pub(super) const MOST_CELLS: usize = 2_000_000;
/// Most rows of a sheet, where nothing else is said.
const MOST_ROWS: u32 = 20_001;
/// Most rows of a sheet that a spreadsheet can have.
pub const ALL_ROWS: u32 = 1_048_576;
/// How every package of this kind begins.
const MAGIC: &[u8] = b"PK\x03\x04";

/// The value of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A number, also a date or a time of day.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// An error such as `#REF!`.
    Error(String),
}

impl Value {
    /// As it is shown.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Value::Text(text) | Value::Error(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Flag(flag) => flag.to_string(),
        }
    }
}

/// A sheet: values by row and column, both from 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The cells that have a value.
    pub cells: BTreeMap<(u32, u32), Value>,
    /// The colours of cells that are filled with one, as `RRGGBB`.
    pub fills: BTreeMap<(u32, u32), String>,
    /// Ranges of merged cells, such as `A1:C1`.
    pub merged: Vec<String>,
    /// The first row that was left out because there are too many.
    pub cut: Option<u32>,
}

/// The sheets of a workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// In their order, those that were not asked for empty.
    pub sheets: Vec<(String, Sheet)>,
}

impl Book {
    /// The sheet of this name.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|(known, _)| known == name).map(|(_, sheet)| sheet)
    }
}

/// Whether these bytes are a package such as workbooks are.
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads the sheets that are wanted, by name and position.
///
/// # Errors
/// If this is no workbook, or a broken one, or one that unpacks to more than it may.
pub fn read(name: &str, bytes: &[u8], wanted: impl Fn(&str, usize) -> bool) -> Result<Book, Report> {
    read_rows(name, bytes, MOST_ROWS, wanted)
}

/// The same, with so many rows of a sheet at most.
///
/// # Errors
/// As [`read`].
pub fn read_rows(
    name: &str,
    bytes: &[u8],
    most_rows: u32,
    wanted: impl Fn(&str, usize) -> bool,
) -> Result<Book, Report> {
    read_parts(bytes, most_rows, wanted).map_err(|(code, message)| {
        let help = "save it again as a workbook (.xlsx), without a password";
        Report::new(name, vec![Diagnostic::error(code, "", message).with_help(help)])
    })
}

type Failed = (Code, String);

fn read_parts(bytes: &[u8], most_rows: u32, wanted: impl Fn(&str, usize) -> bool) -> Result<Book, Failed> {
    let broken = |error: zip::result::ZipError| (Code::UnreadableFile, format!("this is no workbook: {error}"));
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = MOST_UNPACKED;
    let listed = part(&mut package, "xl/workbook.xml", &mut left)?
        .ok_or_else(|| (Code::UnreadableFile, "this is no workbook: it has no part xl/workbook.xml".to_owned()))?;
    let relations = part(&mut package, "xl/_rels/workbook.xml.rels", &mut left)?.unwrap_or_default();
    let targets = xml::relations(&relations)?;
    let strings = match part(&mut package, "xl/sharedStrings.xml", &mut left)? {
        Some(text) => xml::strings(&text)?,
        None => Vec::new(),
    };
    let colours = match part(&mut package, "xl/styles.xml", &mut left)? {
        Some(text) => xml::colours(&text)?,
        None => Vec::new(),
    };
    let mut book = Book::default();
    for (position, (title, relation)) in xml::sheets(&listed)?.into_iter().enumerate() {
        let mut sheet = Sheet::default();
        if wanted(&title, position) {
            let target = targets.get(&relation).map_or("", String::as_str);
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            if let Some(text) = part(&mut package, &path, &mut left)? {
                sheet = xml::sheet(&text, &strings, &colours, (MOST_CELLS, most_rows))?;
            }
        }
        book.sheets.push((title, sheet));
    }
    Ok(book)
}

/// A part of the package as text, if there is one.
fn part(package: &mut ZipArchive<Cursor<&[u8]>>, path: &str, left: &mut u64) -> Result<Option<String>, Failed> {
    let broken = |error: &dyn std::fmt::Display| (Code::UnreadableFile, format!("part {path} cannot be read: {error}"));
    let file = match package.by_name(path) {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(broken(&error)),
    };
    let mut bytes = Vec::new();
    file.take(*left + 1).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
    let length = bytes.len() as u64;
    if length > *left {
        let message = format!("the workbook unpacks to more than {} MiB", MOST_UNPACKED >> 20);
        return Err((Code::FileTooBig, message));
    }
    *left -= length;
    String::from_utf8(bytes).map(Some).map_err(|error| broken(&error))
}
