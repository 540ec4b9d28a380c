//! A sheet of the template while it is read: its columns by their headers, its cells by what they hold.

use std::collections::BTreeMap;

use super::moments::{self, Order, Unread};
use super::{Holds, SHEETS};
use crate::formats::import::Identifiers;
use crate::formats::orbel::id_of;
use crate::formats::workbook::{Book, Page, Value, short};
use crate::instance::schema::Clock;
use crate::instance::{Code, Diagnostic};

/// A sheet, with where its columns are.
pub(super) struct Table {
    pub(super) page: Page,
    columns: BTreeMap<&'static str, u32>,
    pub(super) rows: Vec<u32>,
}

/// Row and column, from 1.
pub(super) type Cell = (u32, u32);

impl Table {
    pub(super) fn new(path: &str, book: &Book, name: &str) -> Self {
        let of = SHEETS.iter().find(|sheet| sheet.name == name);
        if book.sheet(name).is_none() {
            // Sheets that are not needed may be removed.
            let empty = Book { sheets: vec![(name.to_owned(), Default::default())] };
            return Self { page: Page::new(path, &empty, name, 0), columns: BTreeMap::new(), rows: Vec::new() };
        }
        let mut page = Page::new(path, book, name, 0);
        let mut columns = BTreeMap::new();
        let widest = book.sheet(name).and_then(|sheet| sheet.cells.keys().map(|cell| cell.1).max()).unwrap_or(0);
        let known: Vec<String> =
            of.iter().flat_map(|sheet| sheet.columns).map(|column| column.head.to_owned()).collect();
        for number in 1..=widest {
            let text = page.text(1, number);
            let found = of.iter().flat_map(|sheet| sheet.columns);
            match found.into_iter().find(|column| column.head.eq_ignore_ascii_case(text.trim())) {
                Some(column) => {
                    if columns.insert(column.head, number).is_some() {
                        let error = Diagnostic::error(
                            Code::DuplicateKey,
                            "",
                            format!("the column {:?} is there twice", column.head),
                        );
                        page.say((1, number), error.with_help("remove one of the two"));
                    }
                }
                None if text.trim().is_empty() => {}
                None => {
                    let warning =
                        Diagnostic::warning(Code::UnknownField, "", format!("there is no column {:?}", short(&text)));
                    let advice = crate::formats::suggestion(text.trim(), &known);
                    page.say((1, number), warning.with_help(format!("it is not read; {advice}")));
                }
            }
        }
        for column in of.iter().flat_map(|sheet| sheet.columns).filter(|column| column.needed) {
            if !columns.contains_key(column.head) {
                let message = format!("the column {:?} is missing", column.head);
                let error = Diagnostic::error(Code::MissingField, "", message);
                page.say(
                    (1, widest + 1),
                    error.with_help("the first row names the columns; `plenary template` shows it"),
                );
            }
        }
        let rows = page.rows();
        Self { page, columns, rows }
    }

    pub(super) fn cell(&self, row: u32, head: &str) -> Option<Cell> {
        let cell = (row, *self.columns.get(head)?);
        self.page.value(cell.0, cell.1).map(|_| cell)
    }

    pub(super) fn text(&self, row: u32, head: &str) -> String {
        self.cell(row, head).map_or_else(String::new, |(row, column)| self.page.text(row, column).trim().to_owned())
    }

    pub(super) fn list(&self, row: u32, head: &str) -> Vec<String> {
        let text = self.text(row, head);
        text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// The text of a column that every row must have, or what is wrong is said.
    pub(super) fn needed(&mut self, row: u32, head: &'static str) -> Option<String> {
        let text = self.text(row, head);
        if text.is_empty() {
            if let Some(&column) = self.columns.get(head) {
                let error = Diagnostic::error(Code::MissingField, "", format!("{head} is empty"));
                self.page.say((row, column), error.with_help("fill it in, or clear the whole row"));
            }
            return None;
        }
        Some(text)
    }

    /// A whole number within the bounds of its column; `None` where it is empty or wrong.
    pub(super) fn number(&mut self, sheet: &str, row: u32, head: &'static str) -> Option<i64> {
        let cell = self.cell(row, head)?;
        let columns = SHEETS.iter().filter(|known| known.name == sheet).flat_map(|known| known.columns);
        let holds = columns.into_iter().find(|column| column.head == head).map(|column| column.holds);
        let Some(Holds::Number(least, most)) = holds else { return None };
        // A number that was typed into a cell for text is a number all the same.
        let typed = match self.page.value(cell.0, cell.1) {
            Some(Value::Text(text)) => text.trim().parse::<i64>().ok(),
            _ => None,
        };
        let (least, most) = (i64::from(least), i64::from(most));
        match typed {
            Some(number) if (least..=most).contains(&number) => Some(number),
            Some(number) => {
                let error = Diagnostic::error(Code::OutOfRange, "", format!("{number} is not from {least} to {most}"));
                self.page.say(cell, error.with_help(format!("write a whole number from {least} to {most}")));
                None
            }
            None => Some(self.page.number(cell, None, least, most)),
        }
    }

    /// A time of day as `HH:MM`; hours from 24 on are after midnight.
    pub(super) fn clock(&mut self, row: u32, head: &'static str) -> Option<String> {
        let cell = self.cell(row, head)?;
        let typed = match self.page.value(cell.0, cell.1) {
            Some(Value::Text(text)) => {
                let text = text.trim();
                Clock(text.to_owned()).minutes().map(i64::from).or_else(|| moments::clock(text))
            }
            _ => None,
        };
        let minutes = typed.unwrap_or_else(|| self.page.clock(cell));
        Some(format!("{:02}:{:02}", minutes / 60, minutes % 60))
    }

    /// A day as `YYYY-MM-DD`.
    pub(super) fn date(&mut self, row: u32, head: &'static str, order: Option<Order>) -> Option<String> {
        let cell = self.cell(row, head)?;
        let day = match self.page.value(cell.0, cell.1)? {
            Value::Number(days) => moments::counted(*days).ok_or(Unread::None),
            Value::Text(text) => moments::day(text, order),
            _ => Err(Unread::None),
        };
        let why = match day {
            Ok(day) => return Some(day.to_string()),
            Err(why) => why,
        };
        let text = self.page.text(cell.0, cell.1);
        let text = short(text.trim());
        let (message, help) = match why {
            Unread::None => (format!("{text:?} is not a day"), "write it such as 2030-05-06".to_owned()),
            Unread::ShortYear => {
                (format!("{text:?} has no full year"), "write the day such as 2030-05-06, or 6 May 2030".to_owned())
            }
            Unread::Either(one, other) => (
                format!("{text:?} is {one} or {other}"),
                format!("write {one} or {other}; a date that can be read in one way only settles all others"),
            ),
        };
        self.page.say(cell, Diagnostic::error(Code::BadText, "", message).with_help(help));
        None
    }

    /// The texts of a column.
    pub(super) fn texts(&self, head: &'static str) -> Vec<String> {
        self.rows.iter().map(|&row| self.text(row, head)).collect()
    }

    /// A name that must be among others, in any case of letters; what is not is said.
    pub(super) fn name(
        &mut self,
        cell: Cell,
        text: &str,
        known: &BTreeMap<String, String>,
        what: &str,
        code: Code,
    ) -> Option<String> {
        if let Some(name) = known.get(&text.to_lowercase()) {
            return Some(name.clone());
        }
        let message = format!("there is no {what} {:?}", short(text));
        let help = self.page.advice(text, || known.values().cloned().collect());
        let help = if help.is_empty() { format!("add it to the sheet of {what}s") } else { help };
        self.page.say(cell, Diagnostic::error(code, "", message).with_help(help));
        None
    }
}

/// The names of the first column, by what they are in small letters; each once if they must be.
pub(super) fn names(table: &mut Table, head: &'static str, once: bool) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, (String, u32)> = BTreeMap::new();
    for row in table.rows.clone() {
        let Some(name) = table.needed(row, head) else { continue };
        let (before, first) = names.entry(name.to_lowercase()).or_insert_with(|| (name.clone(), row)).clone();
        if once && first != row {
            let column = table.columns.get(head).copied().unwrap_or(1);
            let message = format!("{:?} is there already, in row {first}", short(&before));
            let error = Diagnostic::error(Code::DuplicateId, "", message);
            table.page.say((row, column), error.with_help("give one of the two another name"));
        }
    }
    names.into_iter().map(|(key, (name, _))| (key, name)).collect()
}

/// Identifiers of the rows, by the names in the first column: what the column Id says, else what can be made of the name.
pub(super) fn identifiers(
    table: &mut Table,
    head: &'static str,
    names: &BTreeMap<String, String>,
    prefix: &str,
) -> Identifiers {
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    let mut whose: BTreeMap<String, String> = BTreeMap::new();
    for row in table.rows.clone() {
        let Some(cell) = table.cell(row, "Id") else { continue };
        let (id, name) = (table.text(row, "Id"), table.text(row, head).to_lowercase());
        let Some(name) = names.get(&name) else { continue };
        let wrong = if id_of(&id).as_ref() != Some(&id) {
            let message = format!("{:?} is no identifier", short(&id));
            Some((Code::BadIdentifier, message, "letters without accents, digits, and . _ - inside; or leave it empty"))
        } else if whose.get(&id).is_some_and(|other| other != name) {
            let message = format!("{id:?} is there already, as the identifier of {:?}", short(&whose[&id]));
            Some((Code::DuplicateId, message, "clear one of the two cells"))
        } else if given.get(name).is_some_and(|other| *other != id) {
            let message = format!("{:?} has the identifier {:?} in another row", short(name), given[name]);
            Some((Code::DuplicateId, message, "clear one of the two cells"))
        } else {
            None
        };
        match wrong {
            Some((code, message, help)) => {
                table.page.say(cell, Diagnostic::error(code, "", message).with_help(help));
            }
            None => {
                whose.insert(id.clone(), name.clone());
                given.insert(name.clone(), id);
            }
        }
    }
    Identifiers::keeping(names.values().cloned(), prefix, &given)
}
