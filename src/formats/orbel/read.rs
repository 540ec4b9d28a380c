//! Reading the tables of a folder: everything that is wrong with them at once.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{Row, Table, pointer, shown};
use super::{AVAILABILITY, Block, Folder, PREFERENCES, Participant, SESSIONS, TALKS, Talk};
use crate::formats::suggestion;
use crate::instance::{Code, Diagnostic, Report, Source};

/// Most rows of each table.
const MOST_TALKS: usize = 20_000;
/// Every block becomes a day, and a conference has at most sixty.
const MOST_BLOCKS: usize = 60;
const MOST_WISHES: usize = 1_000_000;
const MOST_AWAY: usize = 100_000;
/// Most participants, as of every conference.
const MOST_PARTICIPANTS: usize = 200_000;
/// Most positions × rooms × talks: for every talk the program keeps a bit for each of its places.
const MOST_CHOICES: u64 = 4_000_000_000;
/// Most rooms of a block.
const MOST_ROOMS: u32 = 2000;
/// Most positions of a block: they share a day, and a talk lasts a minute at least.
const MOST_POSITIONS: u32 = super::instance::MINUTES_OF_A_DAY;

/// The bytes of the tables of a folder; `None` where there is no such file.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// `talks.csv`.
    pub talks: Option<Vec<u8>>,
    /// `preferences.csv`.
    pub preferences: Option<Vec<u8>>,
    /// `sessions.csv`.
    pub sessions: Option<Vec<u8>>,
    /// `availability.csv`.
    pub availability: Option<Vec<u8>>,
}

/// What the tables of the folder at `path` say, with warnings: one report for each table that has any.
///
/// # Errors
/// Everything that is wrong, one report for each table.
pub fn read(path: &str, name: &str, tables: Tables) -> Result<(Folder, Vec<Report>), Vec<Report>> {
    let mut folder = Folder { name: name.to_owned(), ..Folder::default() };
    let table = |bytes: Option<Vec<u8>>, file, columns, optional, most| {
        let name = format!("{path}/{file}");
        match bytes.map(|bytes| Source::from_bytes(&name, bytes)) {
            Some(Ok(source)) => Table::read(&source, columns, optional, most),
            Some(Err(report)) => Table::unreadable(report, columns),
            None => Table::missing(&name, columns),
        }
    };
    let mut talks = table(tables.talks, TALKS, &["talk_id", "presenter_id"], &["keywords"], MOST_TALKS);
    let mut blocks = table(tables.sessions, SESSIONS, &["session_id", "n_rooms", "n_talks_per_room"], &[], MOST_BLOCKS);
    let mut wishes = table(tables.preferences, PREFERENCES, &["participant_id", "talk_id"], &[], MOST_WISHES);
    let mut away = tables
        .availability
        .map(|bytes| table(Some(bytes), AVAILABILITY, &["presenter_id", "unavailable_timeslot"], &[], MOST_AWAY));

    read_talks(&mut talks, &mut folder);
    read_blocks(&mut blocks, &mut folder);
    read_wishes(&mut wishes, talks.unusable, &mut folder);
    if let Some(away) = &mut away {
        read_away(away, talks.unusable, blocks.unusable, &mut folder);
    }
    let reports: Vec<Report> =
        [Some(talks), Some(wishes), Some(blocks), away].into_iter().flatten().filter_map(Table::report).collect();
    if reports.iter().any(|report| report.errors() > 0) { Err(reports) } else { Ok((folder, reports)) }
}

/// Every row once, with the table at hand to complain to.
fn each(table: &mut Table, mut read: impl FnMut(&mut Table, &Row)) {
    let rows = std::mem::take(&mut table.rows);
    rows.iter().for_each(|row| read(table, row));
}

/// Remembers the line of an id, or says that it has been there before.
fn is_new(table: &mut Table, row: &Row, lines: &mut BTreeMap<String, usize>, column: &str) -> bool {
    let id = &row.cells[0];
    if id.is_empty() {
        return false;
    }
    if let Some(before) = lines.get(id) {
        let message = format!("\"{column}\" {} is there twice (first in line {before})", shown(id));
        let error = Diagnostic::error(Code::DuplicateId, pointer(column), message);
        table.say_in(row, 0, error.with_help("rename or remove one of the two"));
        return false;
    }
    lines.insert(id.clone(), row.line);
    true
}

fn read_talks(table: &mut Table, folder: &mut Folder) {
    nothing_there(table, "talks");
    let mut lines = BTreeMap::new();
    each(table, |table, row| {
        if is_new(table, row, &mut lines, "talk_id") {
            let [id, presenter, keywords] = [0, 1, 2].map(|column: usize| row.cells[column].clone());
            folder.talks.push(Talk { id, presenter, keywords });
        }
    });
}

fn read_blocks(table: &mut Table, folder: &mut Folder) {
    nothing_there(table, "blocks");
    let (mut lines, talks) = (BTreeMap::new(), folder.talks.len() as u64);
    let (mut all_positions, mut most_rooms, mut too_many) = (0, 0, false);
    each(table, |table, row| {
        let (rooms, positions) = (table.number(row, 1, MOST_ROOMS), table.number(row, 2, MOST_POSITIONS));
        all_positions += u64::from(positions.unwrap_or(0));
        most_rooms = most_rooms.max(u64::from(rooms.unwrap_or(0)));
        if !too_many && all_positions * most_rooms * talks > MOST_CHOICES {
            too_many = true;
            let message = format!(
                "{all_positions} positions up to here, in up to {most_rooms} rooms, are more than can be kept in \
                 memory for {talks} talks"
            );
            let error = Diagnostic::error(Code::OutOfRange, pointer("n_talks_per_room"), message);
            table.say_in(row, 2, error.with_help("are the numbers right? Otherwise split the conference"));
        }
        if is_new(table, row, &mut lines, "session_id") {
            let block =
                Block { id: row.cells[0].clone(), rooms: rooms.unwrap_or(0), positions: positions.unwrap_or(0) };
            folder.blocks.push(block);
        }
    });
    let places: u64 = folder.blocks.iter().map(|block| u64::from(block.rooms) * u64::from(block.positions)).sum();
    // Of rows that are refused nobody knows how many places they offer.
    if !table.unusable && !table.has_errors() && places < talks {
        let message = format!("there are {talks} talks and only {places} places for them");
        let warning = Diagnostic::warning(Code::EmptyDomain, "", message);
        table.say(warning.with_help("no timetable holds them all; add rooms, positions or a block"));
    }
}

fn read_wishes(table: &mut Table, talks_unknown: bool, folder: &mut Folder) {
    let talks: Vec<String> = folder.talks.iter().map(|talk| talk.id.clone()).collect();
    let known = positions(&talks);
    let mut participants: BTreeMap<String, usize> = BTreeMap::new();
    let mut too_many = false;
    each(table, |table, row| {
        let (who, what) = (&row.cells[0], &row.cells[1]);
        if who.is_empty() || what.is_empty() || talks_unknown || too_many {
            return;
        }
        let Some(&talk) = known.get(what) else {
            return unknown(table, row, 1, ("talk_id", TALKS, Code::UnknownSession), &talks, Some("the wish"));
        };
        let everybody = &mut folder.participants;
        if everybody.len() == MOST_PARTICIPANTS && !participants.contains_key(who) {
            too_many = true;
            let message = format!("there are more than {MOST_PARTICIPANTS} participants; further rows are not read");
            let error = Diagnostic::error(Code::WrongLength, pointer("participant_id"), message);
            return table.say_in(row, 0, error.with_help("is it the right file?"));
        }
        let person = *participants.entry(who.clone()).or_insert_with(|| {
            everybody.push(Participant { id: who.clone(), wishes: BTreeSet::new() });
            everybody.len() - 1
        });
        if !everybody[person].wishes.insert(talk) {
            let message = format!("participant {} wishes talk {} twice", shown(who), shown(what));
            let warning = Diagnostic::warning(Code::DuplicateEntry, pointer("talk_id"), message);
            table.say_in(row, 1, warning.with_help("it counts once; remove one of the rows"));
        }
    });
}

fn read_away(table: &mut Table, talks_unknown: bool, blocks_unknown: bool, folder: &mut Folder) {
    let presenters: BTreeSet<&String> =
        folder.talks.iter().map(|talk| &talk.presenter).filter(|presenter| !presenter.is_empty()).collect();
    let presenters: Vec<String> = presenters.into_iter().cloned().collect();
    let blocks: Vec<String> = folder.blocks.iter().map(|block| block.id.clone()).collect();
    let known = positions(&blocks);
    each(table, |table, row| {
        let (who, when) = (&row.cells[0], &row.cells[1]);
        let gives_a_talk = presenters.binary_search(who).is_ok();
        if !who.is_empty() && !talks_unknown && !gives_a_talk {
            unknown(table, row, 0, ("presenter_id", TALKS, Code::UnknownPerson), &presenters, Some("the row"));
        }
        match known.get(when) {
            Some(&block) if gives_a_talk => {
                folder.away.insert((who.clone(), block));
            }
            Some(_) => {}
            None if when.is_empty() || blocks_unknown => {}
            None => unknown(table, row, 1, ("session_id", SESSIONS, Code::UnknownDay), &blocks, None),
        }
    });
}

/// Says that a table has no rows.
fn nothing_there(table: &mut Table, what: &str) {
    if table.rows.is_empty() && !table.unusable {
        table.unusable = true;
        let error = Diagnostic::error(Code::WrongLength, "", format!("the table has no rows, so there are no {what}"));
        table.say(error.with_help("is it the right file, and was it saved completely?"));
    }
}

/// Says that a cell names what the column of another table does not have; it is a mistake unless something is ignored
/// for it.
fn unknown(
    table: &mut Table,
    row: &Row,
    column: usize,
    (name, file, code): (&str, &str, Code),
    known: &[String],
    ignored: Option<&str>,
) {
    let text = &row.cells[column];
    let message = format!("{file} has no \"{name}\" {}", shown(text));
    let diagnostic = match ignored {
        Some(what) => Diagnostic::warning(code, pointer(name), format!("{message}, so {what} is ignored")),
        None => Diagnostic::error(code, pointer(name), message),
    };
    // Looking for what is close takes its time, and only some advice is ever printed.
    let close = if table.wants_advice() { suggestion(text, known) } else { String::new() };
    let help = if close.is_empty() { format!("correct it, remove the row, or add it to {file}") } else { close };
    table.say_in(row, column, diagnostic.with_help(help));
}

fn positions(names: &[String]) -> BTreeMap<String, usize> {
    names.iter().enumerate().map(|(position, name)| (name.clone(), position)).collect()
}
