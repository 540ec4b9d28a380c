//! The answer to a workbook: the same workbook, with slots and rooms of its talks.

use super::read::Missing;
use super::talks::{NOW, Places};
use super::{Conference, Place};
use crate::formats::FormatError;
use crate::formats::workbook::{Book, Page, Texts, Value, cell_name, short, with_texts};
use crate::timetable::Timetable;

/// The sheet that is written.
const TALKS: &str = "Talks";

impl Conference {
    /// The workbook with a slot and room for every talk that has one in the timetable. Every other cell, style and sheet
    /// stays as it is, also those that the application derives from the timetable and renews when it saves.
    ///
    /// # Errors
    /// If talks have a time or room that the workbook does not have, or the workbook cannot be written.
    pub fn write_solution(&self, timetable: &Timetable) -> Result<Vec<u8>, Vec<FormatError>> {
        let places = self.places(timetable);
        let (mut texts, mut errors) = (Texts::new(), Vec::new());
        let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        for ((talk, place), placement) in self.talks.iter().zip(&places).zip(&timetable.placements) {
            let cells = match place {
                Some(place) => {
                    let slot = &self.slots[place.slot];
                    [slot.day.clone(), clock(slot.from), clock(slot.to), self.rooms[place.room].name.clone()]
                }
                None if placement.is_none() => Default::default(),
                None => {
                    let message = format!("talk {:?} is where the workbook has no slot or room", short(&talk.code));
                    errors.push(FormatError::new("", message).help("a place is a row of Timeslots and a row of Rooms"));
                    continue;
                }
            };
            texts.extend((NOW..).zip(cells).map(|(column, text)| ((talk.row, column), text)));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let failed = |message| vec![FormatError::new("", format!("the workbook cannot be written: {message}"))];
        with_texts(&self.package, TALKS, &texts).map_err(failed)
    }

    /// Reads slots and rooms of the talks from a workbook of the same conference.
    ///
    /// # Errors
    /// Everything that cannot be used, each with its cell.
    pub fn read_solution(&self, book: &Book) -> Result<Timetable, Vec<FormatError>> {
        let Some(sheet) = book.sheet(TALKS) else {
            return Err(vec![FormatError::new("", format!("the workbook has no sheet \"{TALKS}\""))]);
        };
        let text = |row: u32, column: u32| sheet.cells.get(&(row, column)).map(Value::text).unwrap_or_default();
        let mut errors = Vec::new();
        let mut wrong = |(row, column): (u32, u32), message: String, help: &str| {
            let position = Some((row as usize, column as usize));
            let error = FormatError::new(format!("/{TALKS}/{}", cell_name(row, column)), message).help(help);
            errors.push(FormatError { position, ..error });
        };
        let mut page = Page::new("", book, TALKS, 1);
        let known = Places::of(self);
        let nothing = Missing { slots: false, rooms: false, speakers: false };
        let mut placements = vec![None; self.talks.len()];
        let mut seen = vec![false; self.talks.len()];
        for row in page.rows() {
            let code = text(row, 1);
            let Some(number) = self.talks.iter().position(|talk| talk.code == code) else {
                let message = format!("there is no talk {:?} in the instance", short(&code));
                wrong((row, 1), message, "is it the workbook of the same conference?");
                continue;
            };
            if std::mem::replace(&mut seen[number], true) {
                wrong((row, 1), format!("talk {:?} is there twice", short(&code)), "remove one of the two");
            }
            let written = [0, 1, 2, 3].map(|column| !text(row, NOW + column).is_empty());
            match known.read(&mut page, row, NOW, nothing) {
                (Some(slot), Some(room)) => placements[number] = Some(self.placement(Place { slot, room })),
                (None, _) if written[..3].contains(&true) => {
                    wrong(
                        (row, NOW),
                        "the three cells are no slot of the instance".to_owned(),
                        "write a row of Timeslots",
                    );
                }
                (_, None) if written[3] => {
                    let message = format!("there is no room {:?}", short(&text(row, NOW + 3)));
                    wrong((row, NOW + 3), message, "write the name of a room of the instance");
                }
                (None, None) => {}
                _ => wrong(
                    (row, NOW),
                    "a talk has a slot and a room, or neither".to_owned(),
                    "fill in both, or clear both",
                ),
            }
        }
        if errors.is_empty() { Ok(Timetable { placements, seats: Vec::new() }) } else { Err(errors) }
    }
}
