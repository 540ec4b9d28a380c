//! A timetable as a table: one row for each placement, for spreadsheets.
//!
//! Columns: `session,title,kind,day,start,end,room,floor,interpreted_into`; languages are separated by spaces. A cell
//! that a spreadsheet would take for a formula gets an apostrophe in front, which reading takes away again.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use super::timetable_json::{FORMAT, Interpreted, Placed, TimetableFile};
use super::{FormatError, line_of};
use crate::instance::Instance;
use crate::instance::schema::Session;

const COLUMNS: [&str; 9] = ["session", "title", "kind", "day", "start", "end", "room", "floor", "interpreted_into"];

/// Writes a table. Without the instance there are no titles, kinds and floors except for interpreted sessions.
///
/// # Errors
/// If writing fails.
pub fn write(
    file: &TimetableFile,
    instance: Option<&Instance>,
    language: &str,
    to: impl Write,
) -> Result<(), csv::Error> {
    let sessions: BTreeMap<&str, &Session> =
        instance.iter().flat_map(|i| i.sessions.iter().map(|session| (session.id.0.as_str(), session))).collect();
    let interpreted: BTreeMap<&str, _> = file.interpretation.iter().map(|i| (i.session.as_str(), i)).collect();
    let mut table = csv::Writer::from_writer(to);
    table.write_record(COLUMNS)?;
    for placed in &file.placements {
        let session = sessions.get(placed.session.as_str());
        let booths = interpreted.get(placed.session.as_str());
        let floor = match (session, booths) {
            (Some(session), _) => session.floor.iter().map(|id| id.0.clone()).collect(),
            (None, Some(booths)) => booths.floor.clone(),
            (None, None) => Vec::new(),
        };
        let cells = [
            placed.session.clone(),
            session.map_or(String::new(), |session| session.title.in_language(language).to_owned()),
            session.map_or(String::new(), |session| session.kind.0.clone()),
            placed.day.clone().unwrap_or_default(),
            placed.start.clone(),
            placed.end.clone().unwrap_or_default(),
            placed.rooms.join(" "),
            floor.join(" "),
            booths.map_or(String::new(), |booths| booths.into.join(" ")),
        ];
        table.write_record(cells.map(guard))?;
    }
    table.flush()?;
    Ok(())
}

/// Reads a table back as a timetable that says where, when and into which languages; who interprets is not in it. Only
/// `session`, `start` and `room` are needed, and columns may stand in any order.
///
/// # Errors
/// If it is no table or lacks a column that is needed.
pub fn read(mut from: impl Read) -> Result<TimetableFile, FormatError> {
    let mut text = String::new();
    from.read_to_string(&mut text).map_err(|error| FormatError::new("", format!("this is not a table: {error}")))?;
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let broken = |error: csv::Error| {
        let position = error.position().map(|position| (line_of(&text, position), 1));
        let message = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("the row has {len} cells, the first line has {expected_len}")
            }
            _ => format!("this is not a table: {error}"),
        };
        FormatError { position, ..FormatError::new("", message) }
    };
    let header = table.headers().map_err(broken)?.clone();
    let column = |name: &str| header.iter().position(|cell| cell.trim_start_matches('\u{feff}').trim() == name);
    let needed = |name: &str| {
        column(name).ok_or_else(|| {
            FormatError::new("", format!("the table has no column \"{name}\"")).help(
                if column(super::orbel::BLOCK_COLUMN).is_some() {
                    "this looks like the answer to an ORBEL folder: name that folder as the instance".to_owned()
                } else {
                    format!("the first line names the columns: {}", COLUMNS.join(","))
                },
            )
        })
    };
    let (session, start, room) = (needed("session")?, needed("start")?, needed("room")?);
    let (day, end, into) = (column("day"), column("end"), column("interpreted_into"));
    let mut file = TimetableFile { format: FORMAT.to_owned(), ..TimetableFile::default() };
    for row in table.records() {
        let row = row.map_err(broken)?;
        let cell = |column: usize| unguard(row.get(column).unwrap_or_default()).to_owned();
        let optional = |column: Option<usize>| column.map(cell).filter(|text| !text.is_empty());
        let words = |text: String| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
        if let Some(into) = optional(into) {
            let entry = Interpreted { session: cell(session), into: words(into), ..Interpreted::default() };
            file.interpretation.push(entry);
        }
        file.placements.push(Placed {
            session: cell(session),
            day: optional(day),
            start: cell(start),
            end: optional(end),
            rooms: words(cell(room)),
        });
    }
    Ok(file)
}

/// What makes a spreadsheet take a cell for a formula, and the guard itself.
const DANGEROUS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

pub(super) fn guard(cell: String) -> String {
    if cell.starts_with(DANGEROUS) { format!("'{cell}") } else { cell }
}

pub(super) fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(DANGEROUS)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(sessions: &[&str]) -> TimetableFile {
        let placed = |session: &&str| Placed {
            session: (*session).to_owned(),
            day: Some("mon".into()),
            start: "2030-05-06T09:00".into(),
            end: None,
            rooms: vec!["hall".into()],
        };
        TimetableFile {
            format: FORMAT.into(),
            placements: sessions.iter().map(placed).collect(),
            ..TimetableFile::default()
        }
    }

    #[test]
    fn formulas_are_disarmed_and_come_back() {
        let dangerous = file(&["=1+1", "+a", "-b", "@c", "\tx", "'=d", "'plain", "plain", "a,\"b\"\nc"]);
        let mut bytes = Vec::new();
        write(&dangerous, None, "en", &mut bytes).expect("memory");
        for line in String::from_utf8(bytes.clone()).expect("text").lines().skip(1) {
            let cell = line.trim_start_matches('"');
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{line}");
        }
        assert_eq!(read(&bytes[..]).expect("readable"), dangerous);
    }

    #[test]
    fn languages_come_back_without_teams() {
        let mut interpreted = file(&["a", "b"]);
        let into = vec!["fr".to_owned(), "es".to_owned()];
        let entry = Interpreted { session: "b".into(), into, ..Interpreted::default() };
        interpreted.interpretation = vec![entry];
        let mut bytes = Vec::new();
        write(&interpreted, None, "en", &mut bytes).expect("memory");
        assert_eq!(read(&bytes[..]).expect("readable"), interpreted);
    }

    #[test]
    fn the_line_of_a_broken_row_is_told() {
        for text in ["session,start,room\na,b,c\n\n\nd,e\n", "session,start,room\r\na,b,c\r\n\r\n\r\nd,e\r\n"] {
            let error = read(text.as_bytes()).expect_err("a cell is missing");
            assert_eq!(error.position, Some((5, 1)), "{error}");
        }
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = read("session,start\na,b\n".as_bytes()).expect_err("no room");
        assert!(error.to_string().contains("\"room\""), "{error}");
    }
}
