//! Reading the workbook. Everything that is wrong is said, sheet by sheet.

use std::collections::{BTreeMap, BTreeSet};

use super::{Library, SHEETS, Stretch, Submission, Track};
use crate::formats::workbook::{Book, Page, Value, short};
use crate::instance::{Code, Diagnostic, Report};

/// Every session becomes a day, and a conference has at most sixty.
const MOST_SESSIONS: usize = 60;
const MOST_SLOTS: i64 = super::instance::MINUTES_OF_A_DAY as i64;
const MOST_ROOMS: usize = 2000;
const MOST_PENALTY: i64 = 1_000_000;
const MOST_WEIGHT: i64 = 1_000_000;
/// Most sessions' time slots × rooms × submissions: for every submission the program keeps a bit for each of its places.
const MOST_CHOICES: i64 = 4_000_000_000;

/// What a workbook at `path` says, with warnings: one report for each sheet that has any.
///
/// # Errors
/// Everything that is wrong, one report for each sheet.
pub fn read(path: &str, name: &str, book: &Book) -> Result<(Library, Vec<Report>), Vec<Report>> {
    let mut library = Library { name: name.to_owned(), ..Library::default() };
    let mut pages: Vec<Page> = SHEETS.iter().map(|title| Page::new(path, book, title, 0)).collect();
    if pages.iter().any(Page::is_cut) {
        // What refers to rows that were not read is not to blame.
        return Err(pages.into_iter().filter_map(Page::report).collect());
    }
    let [parameters, submissions, tracks, sessions, rooms, track_sessions, track_rooms, similar, session_rooms] =
        &mut pages[..]
    else {
        return Err(Vec::new());
    };
    let zones = read_parameters(parameters, &mut library);
    read_sessions(sessions, &mut library);
    library.rooms = names(rooms, "Rooms", MOST_ROOMS).into_iter().map(|(_, name)| name).collect();
    read_tracks(tracks, &mut library);
    read_submissions(submissions, &mut library, &zones, tracks.missing);
    let track_names: Vec<String> = library.tracks.iter().map(|track| track.name.clone()).collect();
    let session_names: Vec<String> = library.sessions.iter().map(|session| session.name.clone()).collect();
    library.track_sessions = table(track_sessions, ("track", &track_names), ("session", &session_names));
    library.track_rooms = table(track_rooms, ("track", &track_names), ("room", &library.rooms));
    library.session_rooms = table(session_rooms, ("session", &session_names), ("room", &library.rooms));
    library.similar = read_similar(similar, &track_names);
    for (number, track) in library.tracks.iter().enumerate() {
        if !submissions.missing && !library.submissions.iter().any(|submission| submission.track == number) {
            let message = format!("track {:?} has no submission", short(&track.name));
            let error = Diagnostic::error(Code::EmptySelector, "", message);
            tracks.say((number as u32 + 2, 1), error.with_help("remove it, or give it a submission"));
        }
    }
    check_room(&library, sessions, submissions);
    let reports: Vec<Report> = pages.into_iter().filter_map(Page::report).collect();
    if reports.iter().any(|report| report.errors() > 0) { Err(reports) } else { Ok((library, reports)) }
}

/// Time zones and the hours that suit.
#[derive(Default)]
struct Zones {
    local: i64,
    suitable: (i64, i64),
    less: (i64, i64),
    small: i64,
    big: i64,
}

fn read_parameters(page: &mut Page, library: &mut Library) -> Zones {
    if page.missing {
        return Zones::default();
    }
    for (number, weight) in library.weights.iter_mut().enumerate() {
        *weight = page.number((number as u32 + 2, 5), None, 0, MOST_WEIGHT);
    }
    Zones {
        local: zone(page, (2, 2)),
        suitable: (page.clock((4, 2)), page.clock((5, 2))),
        less: (page.clock((7, 2)), page.clock((8, 2))),
        small: page.number((9, 2), None, 0, MOST_PENALTY),
        big: page.number((11, 2), None, 0, MOST_PENALTY),
    }
}

/// Minutes east of Greenwich of a cell such as `GMT+2`.
fn zone(page: &mut Page, cell: (u32, u32)) -> i64 {
    let text = page.text(cell.0, cell.1);
    let hours = text.trim().strip_prefix("GMT").and_then(|hours| hours.parse::<i64>().ok());
    match hours.filter(|hours| (-12..=14).contains(hours)) {
        Some(hours) => hours * 60,
        None => {
            let message = format!("{:?} is not a time zone", short(&text));
            page.say(
                cell,
                Diagnostic::error(Code::UnknownTimeZone, "", message).with_help("write GMT+0, GMT-4, GMT+10"),
            );
            0
        }
    }
}

/// The penalty of a session's hours for who joins from a zone.
fn penalty(zones: &Zones, session: &Stretch, zone: i64) -> i64 {
    let there = |minutes: i64| (minutes - zones.local + zone).rem_euclid(24 * 60);
    let (from, to) = (there(session.from), there(session.to));
    if from < zones.less.0 || to > zones.less.1 || to < zones.less.0 {
        zones.big
    } else if from < zones.suitable.0 || to > zones.suitable.1 {
        zones.small
    } else {
        0
    }
}

/// Warns of a header that is not the one that belongs there; such columns are read by position.
fn header(page: &mut Page, expected: &[&str]) {
    for (column, expected) in (1..).zip(expected) {
        let text = page.text(1, column);
        if text.trim() != *expected {
            let message = format!("the column is called {:?}, not \"{expected}\"; it is read as that", short(&text));
            let warning = Diagnostic::warning(Code::BadText, "", message);
            page.say((1, column), warning.with_help("are the columns in their order?"));
        }
    }
}

/// The names of the first column, each with its row.
fn names(page: &mut Page, title: &str, most: usize) -> Vec<(u32, String)> {
    if page.missing {
        return Vec::new();
    }
    header(page, &[title]);
    let (mut found, mut first): (Vec<(u32, String)>, BTreeMap<String, u32>) = (Vec::new(), BTreeMap::new());
    for row in page.rows() {
        let name = page.text(row, 1);
        let trimmed = name.trim().to_owned();
        if trimmed.is_empty() {
            let error = Diagnostic::error(Code::MissingField, "", "the row has no name in its first cell");
            page.say((row, 1), error.with_help("fill it in, or clear the row"));
        } else if let Some(before) = first.get(&trimmed) {
            let message = format!("{:?} is there twice (first in row {before})", short(&trimmed));
            let error = Diagnostic::error(Code::DuplicateId, "", message);
            page.say((row, 1), error.with_help("rename or remove one of the two"));
        } else {
            if name != trimmed {
                let message = format!("{:?} begins or ends with blanks; they are ignored in comparisons", short(&name));
                let warning = Diagnostic::warning(Code::BadText, "", message);
                page.say((row, 1), warning.with_help("remove them: other programs may not find the name"));
            }
            first.insert(trimmed, row);
        }
        if found.len() == most {
            let error = Diagnostic::error(Code::WrongLength, "", format!("there are more than {most}"));
            page.say((row, 1), error.with_help("is it the right file?"));
            break;
        }
        found.push((row, name));
    }
    if found.is_empty() {
        let error = Diagnostic::error(Code::WrongLength, "", "the sheet has no rows below its header");
        page.say((1, 1), error.with_help("is it the right file, and was it saved completely?"));
    }
    found
}

/// People in one cell, joined by a comma and a blank.
fn people(page: &Page, row: u32, column: u32) -> BTreeSet<String> {
    page.text(row, column).split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn read_sessions(page: &mut Page, library: &mut Library) {
    for (row, name) in names(page, "Sessions", MOST_SESSIONS) {
        let slots = page.number((row, 2), None, 1, MOST_SLOTS) as u32;
        let (from, to) = (page.clock((row, 4)), page.clock((row, 5)));
        library.sessions.push(Stretch { name, slots, from, to });
    }
}

fn read_tracks(page: &mut Page, library: &mut Library) {
    for (row, name) in names(page, "Tracks", 20_000) {
        library.tracks.push(Track { name, chairs: people(page, row, 2) });
    }
}

fn read_submissions(page: &mut Page, library: &mut Library, zones: &Zones, tracks_missing: bool) {
    let rows = names(page, "Reference", 20_000);
    if page.missing {
        return;
    }
    header(page, &["Reference", "Track", "Required Timeslots", "Order", "Time Zone", "Presenters", "Attendees"]);
    let tracks = positions(library.tracks.iter().map(|track| &track.name));
    let track_names: Vec<String> = tracks.keys().cloned().collect();
    let sessions: Vec<String> = library.sessions.iter().map(|session| session.name.clone()).collect();
    let first_room = 8 + sessions.len() as u32;
    let by_session = columns(page, 8, "session", &sessions);
    let by_room = columns(page, first_room, "room", &library.rooms);
    for (row, name) in rows {
        let track = page.text(row, 2);
        let track = tracks.get(track.trim()).copied().unwrap_or_else(|| {
            if !tracks_missing {
                page.unknown((row, 2), Code::UnknownTrack, "track", &track_names);
            }
            0
        });
        let slots = page.number((row, 3), None, 1, MOST_SLOTS) as u32;
        let order = page.number((row, 4), Some(0), 0, 20_000);
        let zone = zone(page, (row, 5));
        let mut costs = |columns: &[Option<u32>]| -> Vec<i64> {
            let cost =
                |column: &Option<u32>| column.map_or(0, |column| page.number((row, column), Some(0), 0, MOST_PENALTY));
            columns.iter().map(cost).collect()
        };
        let (by_session, by_room) = (costs(&by_session), costs(&by_room));
        let zone = library.sessions.iter().map(|session| penalty(zones, session, zone)).collect();
        let (presenters, attendees) = (people(page, row, 6), people(page, row, 7));
        library.submissions.push(Submission {
            name,
            track,
            slots,
            order,
            presenters,
            attendees,
            zone,
            by_session,
            by_room,
        });
    }
}

/// By name: the column, from `first` on, whose header it is; what is missing or unknown is said.
fn columns(page: &mut Page, first: u32, what: &str, known: &[String]) -> Vec<Option<u32>> {
    let of = positions(known.iter());
    let mut found = vec![None; known.len()];
    let listed: Vec<String> = of.keys().cloned().collect();
    for column in first..first + known.len() as u32 {
        let text = page.text(1, column);
        match of.get(text.trim()) {
            None if text.trim().is_empty() => {}
            None => page.unknown((1, column), Code::UnknownField, what, &listed),
            Some(&position) if found[position].is_some() => {
                let error =
                    Diagnostic::error(Code::DuplicateKey, "", format!("the {what} {:?} has two columns", short(&text)));
                page.say((1, column), error.with_help("remove one of the two"));
            }
            Some(&position) => found[position] = Some(column),
        }
    }
    for (position, name) in known.iter().enumerate().filter(|(position, _)| found[*position].is_none()) {
        let message = format!("there is no column for the {what} {:?}", short(name));
        let error = Diagnostic::error(Code::MissingField, "", message);
        page.say(
            (1, first + position as u32),
            error.with_help("the header of the column is its name; cells may be empty"),
        );
    }
    found
}

fn positions<'a>(names: impl Iterator<Item = &'a String>) -> BTreeMap<String, usize> {
    names.enumerate().map(|(position, name)| (name.trim().to_owned(), position)).collect()
}

/// The rows of a table by name; what is missing costs nothing, as long as something is there.
fn rows_of(page: &mut Page, what: &str, known: &[String]) -> Vec<Option<u32>> {
    let of = positions(known.iter());
    let listed: Vec<String> = of.keys().cloned().collect();
    let mut found = vec![None; known.len()];
    for row in page.rows() {
        let text = page.text(row, 1);
        match of.get(text.trim()) {
            None => page.unknown((row, 1), Code::UnknownField, what, &listed),
            Some(&position) if found[position].is_some() => {
                let error =
                    Diagnostic::error(Code::DuplicateKey, "", format!("the {what} {:?} has two rows", short(&text)));
                page.say((row, 1), error.with_help("remove one of the two"));
            }
            Some(&position) => found[position] = Some(row),
        }
    }
    for name in known.iter().enumerate().filter(|(position, _)| found[*position].is_none()).map(|(_, name)| name) {
        let message = format!("there is no row for the {what} {:?}", short(name));
        let error = Diagnostic::error(Code::MissingField, "", message);
        page.say((1, 1), error.with_help("the first cell of the row is its name; the others may be empty"));
    }
    found
}

/// A table of penalties by the names of its rows and columns.
fn table(page: &mut Page, rows: (&str, &[String]), columns_of: (&str, &[String])) -> Vec<Vec<i64>> {
    let mut costs = vec![vec![0; columns_of.1.len()]; rows.1.len()];
    if page.missing {
        return costs;
    }
    let (rows, columns) = (rows_of(page, rows.0, rows.1), columns(page, 2, columns_of.0, columns_of.1));
    for (costs, row) in costs.iter_mut().zip(&rows) {
        for (cost, column) in costs.iter_mut().zip(&columns) {
            if let (Some(row), Some(column)) = (row, column) {
                *cost = page.number((*row, *column), Some(0), 0, MOST_PENALTY);
            }
        }
    }
    costs
}

/// Pairs of tracks: columns are in the order of rows, and only what is above the diagonal counts.
fn read_similar(page: &mut Page, tracks: &[String]) -> Vec<Vec<i64>> {
    let n = tracks.len();
    let mut costs = vec![vec![0; n]; n];
    if page.missing {
        return costs;
    }
    let rows = rows_of(page, "track", tracks);
    let mut order: Vec<(u32, usize)> =
        rows.iter().enumerate().filter_map(|(track, row)| row.map(|row| (row, track))).collect();
    order.sort_unstable();
    for (a, &(row, one)) in order.iter().enumerate() {
        for (b, &(_, other)) in order.iter().enumerate() {
            let cost = page.number((row, b as u32 + 2), Some(0), 0, MOST_PENALTY);
            if a < b {
                (costs[one][other], costs[other][one]) = (cost, cost);
            } else if cost > 0 && a > b && page.value(order[b].0, a as u32 + 2) != Some(&Value::Number(cost as f64)) {
                let message = "only the cells right of the diagonal count; this one differs from its counterpart there";
                let warning = Diagnostic::warning(Code::WithoutEffect, "", message);
                page.say((row, b as u32 + 2), warning.with_help("write it into the row of the other track"));
            }
        }
    }
    costs
}

/// Whether everything finds a place, and the whole can be kept in memory.
fn check_room(library: &Library, sessions: &mut Page, submissions: &mut Page) {
    if sessions.missing || submissions.missing || library.rooms.is_empty() {
        return;
    }
    let slots: i64 = library.sessions.iter().map(|session| i64::from(session.slots)).sum();
    let (rooms, needed) =
        (library.rooms.len() as i64, library.submissions.iter().map(|s| i64::from(s.slots)).sum::<i64>());
    let longest = library.sessions.iter().map(|session| session.slots).max().unwrap_or(0);
    if slots * rooms < needed {
        let message = format!("submissions need {needed} time slots, and {rooms} rooms have {} in all", slots * rooms);
        sessions.say(
            (1, 2),
            Diagnostic::error(Code::EmptyDomain, "", message).with_help("add time slots, sessions or rooms"),
        );
    }
    if slots * rooms * library.submissions.len() as i64 > MOST_CHOICES {
        let message =
            format!("{slots} time slots in {rooms} rooms are more than can be kept in memory for so many submissions");
        sessions.say((1, 2), Diagnostic::error(Code::OutOfRange, "", message).with_help("are the numbers right?"));
    }
    let rows = submissions.rows();
    for (submission, row) in library.submissions.iter().zip(rows) {
        if submission.slots > longest {
            let message =
                format!("it needs {} time slots in a row, and the longest session has {longest}", submission.slots);
            submissions.say(
                (row, 3),
                Diagnostic::error(Code::SessionTooLong, "", message).with_help("correct one of the two"),
            );
        }
    }
}
