//! Cells of this workbook: headers, names, lists, days and times, colours.

use std::collections::BTreeMap;

use super::Slot;
use crate::formats::workbook::{Page, Value, short};
use crate::instance::{Code, Diagnostic};

/// The fill of a cell that says that somebody or something cannot be had.
const UNAVAILABLE: &str = "555753";

/// Most entries of one list in a cell.
const MOST_ENTRIES: usize = 1000;

/// Refuses a header that is not the one that belongs there: it is told by its columns what is what.
pub(super) fn header(page: &mut Page, row: u32, expected: &[String]) {
    named(page, row, expected);
    if !page.missing && page.last_column(row) as usize > expected.len() {
        let column = expected.len() as u32 + 1;
        let message = format!("column {:?} is one too many", short(&page.text(row, column)));
        let error = Diagnostic::error(Code::UnknownField, "", message);
        page.say((row, column), error.with_help("columns of slots follow the sheet Timeslots, one for each"));
    }
}

fn named(page: &mut Page, row: u32, expected: &[String]) {
    if page.missing {
        return;
    }
    for (column, expected) in (1..).zip(expected) {
        let text = page.text(row, column);
        if text != *expected {
            let message = format!("the column is called {:?}, not {expected:?}", short(&text));
            let error = Diagnostic::error(Code::UnknownField, "", message);
            page.say((row, column), error.with_help("columns have their names and their order"));
        }
    }
}

/// The header of a sheet with a column for each slot: the days in the first row, names and times in the second. Where slots
/// are not known, only names are looked at.
pub(super) fn header_with_slots(page: &mut Page, names: &[&str], slots: Option<&[Slot]>) {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let Some(slots) = slots.filter(|_| !page.missing) else { return named(page, 2, &names) };
    let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let time = |slot: &Slot| format!("{}-{}", clock(slot.from), clock(slot.to));
    let first = names.len() as u32 + 1;
    let all: Vec<String> = names.into_iter().chain(slots.iter().map(time)).collect();
    header(page, 2, &all);
    for (column, slot) in (first..).zip(slots) {
        let day = page.text(1, column);
        if !day.is_empty() && day != slot.day {
            let message = format!("{:?} stands above a slot of {:?}", short(&day), slot.day);
            let error = Diagnostic::error(Code::UnknownDay, "", message);
            page.say((1, column), error.with_help("columns of slots follow the sheet Timeslots, one for each"));
        }
    }
}

/// The names of the first column, each with its row; at most so many. Where there are more, or one is there twice, it is said.
pub(super) fn names(page: &mut Page, header: u32, most: usize) -> Vec<(u32, String)> {
    let (mut found, mut first): (Vec<(u32, String)>, BTreeMap<String, u32>) = (Vec::new(), BTreeMap::new());
    if page.missing {
        return found;
    }
    for row in page.rows().into_iter().filter(|&row| row > header) {
        if found.len() == most {
            let message = format!("there are more than {most} rows");
            let error = Diagnostic::error(Code::WrongLength, "", message);
            page.say((row, 1), error.with_help("is it the right file?"));
            break;
        }
        let name = text(page, (row, 1));
        if name.is_empty() {
            let error = Diagnostic::error(Code::MissingField, "", "the row has no name in its first cell");
            page.say((row, 1), error.with_help("fill it in, or clear the row"));
        } else if let Some(before) = first.get(&name) {
            let message = format!("{:?} is there twice (first in row {before})", short(&name));
            let error = Diagnostic::error(Code::DuplicateId, "", message);
            page.say((row, 1), error.with_help("rename or remove one of the two"));
            continue;
        } else {
            first.insert(name.clone(), row);
        }
        found.push((row, name));
    }
    if found.is_empty() {
        let error = Diagnostic::error(Code::WrongLength, "", "the sheet has no rows below its header");
        page.say((1, 1), error.with_help("is it the right file, and was it saved completely?"));
    }
    found
}

/// The text of a cell, as it is; blanks around it are part of it, which is said.
pub(super) fn text(page: &mut Page, cell: (u32, u32)) -> String {
    let text = page.text(cell.0, cell.1);
    warn_of_blanks(page, cell, &text);
    text
}

fn warn_of_blanks(page: &mut Page, cell: (u32, u32), text: &str) {
    if text.trim() != text {
        let message = format!("{:?} begins or ends with blanks; they are part of the name", short(text));
        let warning = Diagnostic::warning(Code::BadText, "", message);
        page.say(cell, warning.with_help("remove them: what is named without them is something else"));
    }
}

/// The entries of a cell, joined by a comma and a blank, in their order.
pub(super) fn entries(page: &mut Page, cell: (u32, u32)) -> Vec<String> {
    let text = page.text(cell.0, cell.1);
    let list: Vec<String> = text.split(", ").filter(|entry| !entry.is_empty()).map(str::to_owned).collect();
    if list.len() > MOST_ENTRIES {
        let message = format!("there are {} entries in the cell, at most {MOST_ENTRIES} are read", list.len());
        page.say(cell, Diagnostic::error(Code::WrongLength, "", message).with_help("is it the right file?"));
        return Vec::new();
    }
    for entry in &list {
        if entry.contains(',') {
            let message = format!("{:?} has a comma without a blank after it, or ends with one", short(entry));
            let error = Diagnostic::error(Code::BadText, "", message);
            page.say(cell, error.with_help("entries are separated by a comma and one blank"));
        } else {
            warn_of_blanks(page, cell, entry);
        }
    }
    list
}

/// The same as a set, ascending.
pub(super) fn set(page: &mut Page, cell: (u32, u32)) -> Vec<String> {
    let mut list = entries(page, cell);
    list.sort_unstable();
    list.dedup();
    list
}

/// Positions of the entries of a cell among what is known, in the order of the cell; others are said to be unknown.
pub(super) fn positions(
    page: &mut Page,
    cell: (u32, u32),
    (code, what): (Code, &str),
    known: &BTreeMap<String, usize>,
) -> Vec<usize> {
    let mut found = Vec::new();
    for entry in entries(page, cell) {
        match known.get(&entry) {
            Some(&position) => found.push(position),
            None => unknown(page, cell, (code, what), &entry, known),
        }
    }
    found
}

/// Says that there is no such entry.
pub(super) fn unknown(
    page: &mut Page,
    cell: (u32, u32),
    (code, what): (Code, &str),
    entry: &str,
    known: &BTreeMap<String, usize>,
) {
    let help = page.advice(entry, || known.keys().cloned().collect());
    let message = format!("there is no {what} {:?}", short(entry));
    page.say(cell, Diagnostic::error(code, "", message).with_help(help));
}

/// A date such as `Mon 2018-10-01`, as `2018-10-01` and in days since the year 0.
pub(super) fn date(text: &str) -> Option<(String, i64)> {
    let (weekday, date) = text.split_once(' ')?;
    let mut numbers = date.split('-');
    let mut number = |length: usize| {
        let digits = numbers.next().filter(|digits| digits.len() == length)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    let february = if leap { 29 } else { 28 };
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::try_from(month - 1).ok().filter(|&index| index < 12)?;
    if numbers.next().is_some() || year < 1 || !(1..=months[index]).contains(&day) {
        return None;
    }
    let before = year - 1;
    let since = 365 * before + before / 4 - before / 100 + before / 400;
    let number = since + months[..index].iter().sum::<i64>() + day - 1;
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    (names[number.rem_euclid(7) as usize] == weekday).then(|| (date.to_owned(), number))
}

/// Minutes after midnight of `09:30`.
pub(super) fn clock(text: &str) -> Option<i64> {
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let (hours, minutes) = text.split_once(':').filter(|(hours, minutes)| digits(hours) && digits(minutes))?;
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    (hours < 24 && minutes < 60).then(|| i64::from(hours) * 60 + i64::from(minutes))
}

/// The slots whose columns, from `first` on, are filled dark grey; other fills and texts there are mistakes.
pub(super) fn unavailable(page: &mut Page, row: u32, first: u32, slots: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for slot in 0..slots {
        let cell = (row, first + slot as u32);
        match page.fill(cell.0, cell.1).map(str::to_owned) {
            Some(colour) if colour == UNAVAILABLE => found.push(slot),
            None => {}
            Some(colour) => {
                let message = format!("the cell is filled with the colour {colour}");
                let help = format!("dark grey ({UNAVAILABLE}) says that the slot cannot be had, no fill that it can");
                page.say(cell, Diagnostic::error(Code::UnknownChoice, "", message).with_help(help));
            }
        }
        if page.value(cell.0, cell.1).is_some() {
            let message = format!("{:?} stands where only a colour counts", short(&page.text(cell.0, cell.1)));
            let error = Diagnostic::error(Code::BadText, "", message);
            page.say(cell, error.with_help("clear the cell, and fill it dark grey if the slot cannot be had"));
        }
    }
    found
}

/// Whether a cell says yes; empty is no.
pub(super) fn flag(page: &mut Page, cell: (u32, u32)) -> bool {
    match page.value(cell.0, cell.1) {
        None => false,
        Some(&Value::Flag(flag)) => flag,
        Some(other) => {
            let message = format!("{:?} is neither true nor false", short(&other.text()));
            page.say(cell, Diagnostic::error(Code::WrongType, "", message).with_help("write TRUE or FALSE"));
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_their_weekday() {
        assert_eq!(date("Mon 2018-10-01").map(|date| date.0), Some("2018-10-01".to_owned()));
        assert_eq!(date("Tue 2018-10-02").unwrap().1 - date("Mon 2018-10-01").unwrap().1, 1);
        assert_eq!(date("Fri 2021-01-01").unwrap().1 - date("Thu 2020-12-31").unwrap().1, 1);
        assert_eq!(date("Sun 2020-03-01").unwrap().1 - date("Sat 2020-02-29").unwrap().1, 1);
        for wrong in
            ["Tue 2018-10-01", "2018-10-01", "Mon 2018-02-30", "Mon 18-10-01", "Mon 2018-10-01-1", "Mon 2018-1-001"]
        {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_have_two_digits_each() {
        assert_eq!(clock("09:05"), Some(545));
        for wrong in ["9:05", "24:00", "09:60", "09:5", "0905", "+9:05"] {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
    }
}
