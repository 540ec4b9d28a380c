//! The answer to a workbook: a workbook of two sheets.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::{Library, Place, TERMS};
use crate::formats::workbook::{Book, cell_name, short};
use crate::formats::{FormatError, suggestion};
use crate::instance::MOST_PRINTED;
use crate::timetable::Timetable;

/// The sheet with the timetable.
const SOLUTION: &str = "sol";
/// The sheet that reports what it costs.
const REPORT: &str = "violations";

impl Library {
    /// Reads a solution workbook. Row by row it names the track of every room and session, then the submission of every
    /// time slot; what the tracks say must follow from the submissions.
    ///
    /// # Errors
    /// Everything that cannot be used, each with its cell.
    pub fn read_solution(&self, book: &Book) -> Result<Timetable, Vec<FormatError>> {
        let Some((title, sheet)) = book.sheets.first() else {
            return Err(vec![FormatError::new("", "the workbook has no sheet")]);
        };
        let text = |row: u32, column: u32| {
            let value = sheet.cells.get(&(row, column));
            value.map(crate::formats::workbook::Value::text).unwrap_or_default().trim().to_owned()
        };
        let mut errors = Vec::new();
        let mut wrong = |(row, column): (u32, u32), message: String, help: String| {
            let position = Some((row as usize, column as usize));
            let error = FormatError::new(format!("/{title}/{}", cell_name(row, column)), message).help(help);
            errors.push(FormatError { position, ..error });
        };
        let submissions: BTreeMap<&str, usize> =
            self.submissions.iter().enumerate().map(|(number, s)| (s.name.trim(), number)).collect();
        let known: Vec<String> = submissions.keys().map(|name| (*name).to_owned()).collect();
        let mut found: Vec<Vec<(Place, (u32, u32))>> = vec![Vec::new(); self.submissions.len()];
        let mut row = self.sessions.len() as u32 + 3;
        let mut advised = 0;
        for (session, stretch) in self.sessions.iter().enumerate() {
            for slot in 0..stretch.slots {
                for room in 0..self.rooms.len() {
                    let cell = (row, room as u32 + 2);
                    let name = text(cell.0, cell.1);
                    match submissions.get(name.as_str()) {
                        _ if name.is_empty() => {}
                        Some(&number) => found[number].push((Place { session, room, slot }, cell)),
                        None => {
                            advised += 1;
                            let help = if advised < MOST_PRINTED { suggestion(&name, &known) } else { String::new() };
                            wrong(cell, format!("there is no submission {:?}", short(&name)), help);
                        }
                    }
                }
                row += 1;
            }
        }
        let mut places = vec![None; self.submissions.len()];
        for ((submission, found), place) in self.submissions.iter().zip(&found).zip(&mut places) {
            let Some(&(first, cell)) = found.first() else { continue };
            let whole = found.len() as u32 == submission.slots;
            let in_a_row = (first.slot..).zip(found).all(|(slot, (place, _))| *place == Place { slot, ..first });
            if whole && in_a_row {
                *place = Some(first);
            } else {
                let (name, needed) = (short(submission.name.trim()), submission.slots);
                let message =
                    format!("{name:?} stands in {} time slots, and needs {needed} in a row in one room", found.len());
                wrong(cell, message, "repeat it in the rows below, as often as it needs time slots".to_owned());
            }
        }
        let grid = self.grid(&places);
        for session in 0..self.sessions.len() {
            for room in 0..self.rooms.len() {
                let cell = (session as u32 + 2, room as u32 + 2);
                let name = text(cell.0, cell.1);
                let meets =
                    grid.get(&(session, room)).map(|tracks| tracks.iter().map(|&track| self.tracks[track].name.trim()));
                let fits = meets.map_or(name.is_empty(), |mut names| names.any(|known| known == name));
                if !fits {
                    let message = format!("{:?} is not the track of what stands there", short(&name));
                    wrong(cell, message, "the track of a room and session is that of its submissions".to_owned());
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let placements = places.into_iter().map(|place| place.map(|place| self.placement(place))).collect();
        Ok(Timetable { placements, seats: Vec::new() })
    }

    /// Writes the solution workbook.
    ///
    /// # Errors
    /// If submissions have a time or room that the workbook does not have, or two of them the same time slot.
    pub fn write_solution(&self, timetable: &Timetable) -> Result<Vec<u8>, Vec<FormatError>> {
        let places = self.places(timetable);
        let mut cells: BTreeMap<Place, usize> = BTreeMap::new();
        let mut errors = Vec::new();
        for (number, submission) in self.submissions.iter().enumerate() {
            let name = short(submission.name.trim());
            let Some(first) = places[number] else {
                if timetable.placements[number].is_some() {
                    let error = FormatError::new("", format!("submission {name:?} is where the workbook has no place"));
                    errors.push(error.help("a place is a room and time slots of one session"));
                }
                continue;
            };
            for slot in first.slot..first.slot + submission.slots {
                if let Some(other) = cells.insert(Place { slot, ..first }, number) {
                    let other = short(self.submissions[other].name.trim());
                    errors.push(FormatError::new(
                        "",
                        format!("submissions {other:?} and {name:?} have the same time slot"),
                    ));
                    break;
                }
            }
        }
        for tracks in self.grid(&places).values().filter(|tracks| tracks.len() > 1) {
            let names: Vec<&str> = tracks.iter().map(|&track| self.tracks[track].name.trim()).collect();
            errors.push(FormatError::new("", format!("tracks {} share a room in a session", names.join(" and "))));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        self.save(&places, &cells)
            .map_err(|error| vec![FormatError::new("", format!("the workbook cannot be written: {error}"))])
    }

    fn save(&self, places: &[Option<Place>], cells: &BTreeMap<Place, usize>) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The same timetable, the same bytes.
        let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
        book.set_properties(&properties);
        let grid = self.grid(places);
        let sheet = book.add_worksheet().set_name(SOLUTION)?;
        for (room, name) in self.rooms.iter().enumerate() {
            sheet.write(0, room as u16 + 1, name)?;
        }
        let mut row = self.sessions.len() as u32 + 2;
        for (session, stretch) in self.sessions.iter().enumerate() {
            sheet.write(session as u32 + 1, 0, &stretch.name)?;
            for (&(_, room), tracks) in grid.range((session, 0)..(session + 1, 0)) {
                for &track in tracks {
                    sheet.write(session as u32 + 1, room as u16 + 1, &self.tracks[track].name)?;
                }
            }
            for slot in 0..stretch.slots {
                sheet.write(row, 0, &stretch.name)?;
                for room in 0..self.rooms.len() {
                    if let Some(&number) = cells.get(&Place { session, room, slot }) {
                        sheet.write(row, room as u16 + 1, &self.submissions[number].name)?;
                    }
                }
                row += 1;
            }
        }
        let score = self.score(places);
        let sheet = book.add_worksheet().set_name(REPORT)?;
        sheet.write(0, 0, "Obj")?;
        sheet.write(1, 0, format!("Objective Value = {}", score.objective))?;
        for (number, name) in TERMS.iter().enumerate() {
            let column = 2 * number as u16 + 1;
            sheet.write(0, column, *name)?;
            sheet.write(1, column, "Total")?;
            sheet.write(1, column + 1, score.terms.get(*name).copied().unwrap_or(0) as f64)?;
        }
        book.save_to_buffer()
    }
}
