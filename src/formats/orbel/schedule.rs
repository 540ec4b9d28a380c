//! The answer to a folder: `schedule.csv`, and how good it is by the measures of the format.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::instance::{DAY, FIRST_START, room_name};
use super::table::shown;
use super::{Folder, SESSIONS, TALKS};
use crate::formats::{FormatError, line_of, suggestion};
use crate::instance::MOST_PRINTED;
use crate::problem::{ModeId, RoomId};
use crate::timetable::{Placement, Timetable};

/// The column that only this table has.
pub(crate) const BLOCK_COLUMN: &str = "Block_ID";
/// What the talk of an empty place is called, with a number behind it.
const EMPTY_PLACE: &str = "DUMMY";

/// Whether a text is a table `schedule.csv`, by its first line.
#[must_use]
pub fn is_schedule(text: &str) -> bool {
    let header = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    !header.starts_with(['{', '[']) && header.split(',').any(|cell| cell.trim().trim_matches('"') == BLOCK_COLUMN)
}

/// Where a talk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The block, by number in the folder.
    pub block: usize,
    /// The position in the block, from 0.
    pub position: u32,
    /// The room, from 0.
    pub room: u32,
}

/// How good a timetable is by the measures of the folder format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measures {
    /// Wishes beyond the first of a person at a position, summed over persons and positions.
    pub missed: i64,
    /// The fewest changes of room within a block for who sits in a wished talk wherever there is one, summed over
    /// persons and blocks.
    pub hops: i64,
    /// Talks without a place of their own, talks in blocks that their presenter cannot come to, and positions at which
    /// a presenter has several talks.
    pub violations: i64,
}

impl Folder {
    /// The place that a placement in [`Folder::instance`] is, if it is one.
    fn place(&self, placement: Placement) -> Option<Place> {
        let minute = u32::try_from(placement.start).ok()?;
        let (block, since) = ((minute / DAY) as usize, (minute % DAY).checked_sub(FIRST_START)?);
        let room = u32::try_from(placement.room?.index()).ok()?;
        let position = since / self.minutes();
        let there = self.blocks.get(block)?;
        let on_time = since % self.minutes() == 0 && position < there.positions;
        (on_time && room < there.rooms).then_some(Place { block, position, room })
    }

    /// The placement in [`Folder::instance`] that a place is.
    fn placement(&self, place: Place) -> Placement {
        let minute = place.block as u32 * DAY + FIRST_START + place.position * self.minutes();
        Placement { start: minute as i32, room: Some(RoomId::new(place.room as usize)), mode: ModeId::new(0) }
    }

    /// By talk: its place, if it has one, in a timetable of [`Folder::instance`].
    #[must_use]
    pub fn places(&self, timetable: &Timetable) -> Vec<Option<Place>> {
        let place = |placement: &Option<Placement>| placement.and_then(|placement| self.place(placement));
        timetable.placements.iter().map(place).collect()
    }

    /// How good a timetable is, by the place of each talk.
    #[must_use]
    pub fn measure(&self, places: &[Option<Place>]) -> Measures {
        let mut measures = Measures { violations: self.violations(places), ..Measures::default() };
        for person in &self.participants {
            // By block and position: the rooms with something wished.
            let mut wished: BTreeMap<usize, BTreeMap<u32, BTreeSet<u32>>> = BTreeMap::new();
            for place in person.wishes.iter().filter_map(|&talk| places[talk]) {
                wished.entry(place.block).or_default().entry(place.position).or_default().insert(place.room);
            }
            for positions in wished.values() {
                measures.missed += positions.values().map(|rooms| rooms.len() as i64 - 1).sum::<i64>();
                measures.hops += fewest_changes(positions.values());
            }
        }
        measures
    }

    fn violations(&self, places: &[Option<Place>]) -> i64 {
        let (mut taken, mut busy) = (BTreeSet::new(), BTreeMap::new());
        let mut violations = 0;
        for (talk, place) in self.talks.iter().zip(places) {
            let Some(place) = place else {
                violations += 1;
                continue;
            };
            violations += i64::from(!taken.insert(*place));
            violations += i64::from(self.away.contains(&(talk.presenter.clone(), place.block)));
            *busy.entry((&talk.presenter, place.block, place.position)).or_insert(0) += 1;
        }
        violations + busy.values().filter(|&&talks| talks > 1).count() as i64
    }

    /// Reads `schedule.csv` as a timetable of [`Folder::instance`]. Rows of empty places are skipped; talks without a
    /// row are left out. Columns may stand in any order; of `Room_ID` and `Room_Name` one will do.
    ///
    /// # Errors
    /// Everything that does not fit at once: missing columns, unknown talks and places, talks that have two.
    pub fn read_schedule(&self, text: &str) -> Result<Timetable, Vec<FormatError>> {
        let mut table = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
        let broken = |error: csv::Error| FormatError::new("", format!("this is not a table: {error}"));
        let header = table.headers().map_err(|error| vec![broken(error)])?.clone();
        let column = |name: &str| header.iter().position(|cell| cell == name);
        let needed = |name: &str, found: Option<usize>| {
            let error = || FormatError::new("", format!("the table has no column \"{name}\""));
            found.ok_or_else(|| vec![error().help("it needs Block_ID, Room_ID or Room_Name, Slot and Talk_ID")])
        };
        let columns: [usize; 4] = [
            needed(BLOCK_COLUMN, column(BLOCK_COLUMN))?,
            needed("Room_ID", column("Room_ID").or(column("Room_Name")))?,
            needed("Slot", column("Slot"))?,
            needed("Talk_ID", column("Talk_ID"))?,
        ];
        let talk_ids: Vec<String> = self.talks.iter().map(|talk| talk.id.clone()).collect();
        let numbers: BTreeMap<&str, usize> = talk_ids.iter().enumerate().map(|(n, id)| (id.as_str(), n)).collect();
        let mut lines: Vec<Option<usize>> = vec![None; talk_ids.len()];
        let mut timetable = Timetable { placements: vec![None; talk_ids.len()], seats: Vec::new() };
        let mut errors = Vec::new();
        for row in table.records() {
            let row = row.map_err(|error| vec![broken(error)])?;
            let line = row.position().map_or(1, |position| line_of(text, position));
            // Looking for what is close takes its time, and only some advice is ever printed.
            let known: &[String] = if errors.len() < MOST_PRINTED { &talk_ids } else { &[] };
            let mut wrong = |message: String, help: String| {
                errors.push(FormatError { position: Some((line, 1)), ..FormatError::new("", message).help(help) });
            };
            let [block, room, slot, talk] = columns.map(|column| row.get(column).unwrap_or_default());
            if row.iter().all(str::is_empty) || talk.to_uppercase().starts_with(EMPTY_PLACE) {
                continue;
            }
            // Some write talk 7 as T007.
            let bare = talk.trim_start_matches('T').trim_start_matches('0');
            let number = numbers.get(talk).or_else(|| numbers.get(bare)).copied();
            let place = self.place_of(block, room, slot);
            match number {
                None => wrong(format!("{TALKS} has no talk {}", shown(talk)), suggestion(talk, known)),
                Some(talk) => match lines[talk].replace(line) {
                    Some(before) => wrong(
                        format!("talk {} has two places, here and in line {before}", shown(&talk_ids[talk])),
                        "remove one of the two".to_owned(),
                    ),
                    None => timetable.placements[talk] = place.map(|place| self.placement(place)),
                },
            }
            if place.is_none() {
                let (block, room, slot) = (shown(block), shown(room), shown(slot));
                let message = format!("{SESSIONS} has no place at block {block}, room {room}, slot {slot}");
                wrong(message, "rooms are Room_1, Room_2, …, slots 1, 2, … of a block of the folder".to_owned());
            }
        }
        if errors.is_empty() { Ok(timetable) } else { Err(errors) }
    }

    /// The place that a row of `schedule.csv` means, if there is one.
    fn place_of(&self, block: &str, room: &str, slot: &str) -> Option<Place> {
        let from_one = |text: &str| text.parse::<u32>().ok()?.checked_sub(1);
        let block = self.blocks.iter().position(|other| other.id == block)?;
        let room = from_one(room.rsplit('_').next()?)?;
        let position = from_one(slot)?;
        let there = &self.blocks[block];
        (room < there.rooms && position < there.positions).then_some(Place { block, position, room })
    }

    /// Writes `schedule.csv`: a row for each talk, by block, position and room.
    ///
    /// # Errors
    /// If talks have a time or room that the folder does not have, or writing fails. Talks that are left out are left
    /// out.
    pub fn write_schedule(&self, timetable: &Timetable, to: impl Write) -> Result<(), Vec<FormatError>> {
        let places = self.places(timetable);
        let outside = |talk: usize| {
            let message = format!("talk {} is where {SESSIONS} has no place", shown(&self.talks[talk].id));
            FormatError::new("", message).help("a place is a room and a position of a block of the folder")
        };
        let astray = (0..places.len()).filter(|&talk| places[talk].is_none() && timetable.placements[talk].is_some());
        let errors: Vec<FormatError> = astray.map(outside).collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut rows: Vec<(Place, usize)> =
            places.iter().enumerate().filter_map(|(talk, place)| place.map(|place| (place, talk))).collect();
        rows.sort_unstable();
        let failed = |error: csv::Error| vec![FormatError::new("", format!("the table cannot be written: {error}"))];
        let mut table = csv::Writer::from_writer(to);
        table.write_record(["Block_ID", "Room_ID", "Room_Name", "Slot", "Talk_ID", "Presenter_ID"]).map_err(failed)?;
        for (place, talk) in rows {
            let (room, slot) = (room_name(place.room + 1), (place.position + 1).to_string());
            let (block, talk) = (&self.blocks[place.block].id, &self.talks[talk]);
            table.write_record([block, &room, &room, &slot, &talk.id, &talk.presenter]).map_err(failed)?;
        }
        table.flush().map_err(|error| failed(error.into()))
    }
}

/// The fewest changes of room for who is in one of the rooms of each position, one after the other.
fn fewest_changes<'a>(positions: impl Iterator<Item = &'a BTreeSet<u32>>) -> i64 {
    // By room of the last position: the fewest changes on the way there.
    let mut least: BTreeMap<u32, i64> = BTreeMap::new();
    for rooms in positions {
        let elsewhere = least.values().min().map_or(0, |least| least + 1);
        least =
            rooms.iter().map(|room| (*room, least.get(room).map_or(elsewhere, |stay| elsewhere.min(*stay)))).collect();
    }
    least.values().copied().min().unwrap_or(0)
}
