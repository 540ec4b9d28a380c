//! The sheet of talks.

use std::collections::BTreeMap;

use super::pages::{clock, date, entries, flag, header, names, positions, set, text};
use super::read::{Known, Missing, demand_names, demands, index};
use super::{Conference, Talk};
use crate::formats::workbook::{Page, short};
use crate::instance::{Code, Diagnostic};

/// Every pair of talks can be several costs.
const MOST_TALKS: usize = 1000;
const MOST_LEVEL: i64 = 1_000_000;
const MOST_COUNT: i64 = 1_000_000;

/// The column of the slot and room that a talk has.
pub(super) const NOW: u32 = 24;
/// The column of its published slot and room.
const PUBLISHED: u32 = 28;

fn columns() -> Vec<String> {
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let first = own(&[
        "Code",
        "Title",
        "Talk type",
        "Speakers",
        "Theme track tags",
        "Sector tags",
        "Audience types",
        "Audience level",
        "Content tags",
        "Language",
    ]);
    let last = own(&[
        "Mutually exclusive talks tags",
        "Prerequisite talks codes",
        "Favorite count",
        "Crowd control risk",
        "Pinned by user",
        "Timeslot day",
        "Start",
        "End",
        "Room",
        "Published Timeslot",
        "Published Start",
        "Published End",
        "Published Room",
    ]);
    [first, demand_names("timeslot").to_vec(), demand_names("room").to_vec(), last].concat()
}

/// Reads the talks.
pub(super) fn read_talks(page: &mut Page, conference: &mut Conference, missing: Missing) {
    header(page, 1, &columns());
    let rows = names(page, 1, MOST_TALKS);
    let (types, tags) = (index(&conference.types), Known::of(conference));
    let speakers: Vec<String> = conference.speakers.iter().map(|speaker| speaker.name.clone()).collect();
    let (speakers, places) = (index(&speakers), Places::of(conference));
    let codes: BTreeMap<String, usize> = rows.iter().map(|(_, code)| code.clone()).zip(0..).collect();
    for (row, code) in rows {
        let kind = page.text(row, 3);
        let known = types.get(&kind).copied();
        if known.is_none() && !missing.slots {
            super::pages::unknown(
                page,
                (row, 3),
                (Code::UnknownKind, "type of talk in Timeslots called"),
                &kind,
                &types,
            );
        }
        let talk = Talk {
            row,
            title: text(page, (row, 2)),
            kind: known.unwrap_or(0),
            speakers: speakers_of(page, row, &speakers, missing.speakers),
            themes: set(page, (row, 5)),
            sectors: set(page, (row, 6)),
            audiences: set(page, (row, 7)),
            level: page.number((row, 8), None, 1, MOST_LEVEL),
            contents: set(page, (row, 9)),
            language: text(page, (row, 10)),
            slot_tags: demands(page, row, 11),
            room_tags: demands(page, row, 15),
            exclusive: set(page, (row, 19)),
            after: before(page, row, &code, &codes),
            favourites: page.number((row, 21), Some(0), 0, MOST_COUNT),
            crowd: page.number((row, 22), Some(0), 0, MOST_COUNT) > 0,
            pinned: flag(page, (row, 23)),
            now: places.read(page, row, NOW, missing),
            published: places.read(page, row, PUBLISHED, missing),
            code,
        };
        tags.check(page, row, (11, &talk.slot_tags, missing.slots), (15, &talk.room_tags, missing.rooms));
        if known.is_some() {
            check_pin(page, conference, &talk);
        }
        check_choice(page, conference, &talk, known.is_some());
        conference.talks.push(talk);
    }
}

fn speakers_of(page: &mut Page, row: u32, known: &BTreeMap<String, usize>, missing: bool) -> Vec<usize> {
    let cell = (row, 4);
    if missing {
        return Vec::new();
    }
    let found = positions(page, cell, (Code::UnknownPerson, "speaker"), known);
    let mut once = found.clone();
    once.sort_unstable();
    once.dedup();
    if once.len() < found.len() {
        let error = Diagnostic::error(Code::DuplicateEntry, "", "a speaker is named twice");
        page.say(cell, error.with_help("name everybody once"));
    }
    once
}

/// The talks that come before one.
fn before(page: &mut Page, row: u32, code: &str, codes: &BTreeMap<String, usize>) -> Vec<usize> {
    let cell = (row, 20);
    if entries(page, cell).iter().any(|other| other == code) {
        let error = Diagnostic::error(Code::BadText, "", "a talk cannot come before itself");
        page.say(cell, error.with_help("remove it from its own prerequisites"));
    }
    let mut found = positions(page, cell, (Code::UnknownSession, "talk with the code"), codes);
    found.sort_unstable();
    found.dedup();
    found
}

/// A pin that the talk cannot keep.
fn check_pin(page: &mut Page, conference: &Conference, talk: &Talk) {
    if !talk.pinned {
        return;
    }
    let slot = talk.now.0.map(|slot| &conference.slots[slot].types);
    let room = talk.now.1.map(|room| &conference.rooms[room].types);
    for (types, column, what) in [(slot, NOW, "slot"), (room, NOW + 3, "room")] {
        match types {
            None => {
                let message = format!("the talk is pinned and has no {what}");
                let warning = Diagnostic::warning(Code::WithoutEffect, "", message);
                page.say((talk.row, column), warning.with_help("say where it is pinned to"));
            }
            Some(types) if !types.contains(&talk.kind) => {
                let message = format!("the talk is pinned to a {what} that is not for its type");
                let error = Diagnostic::error(Code::UnknownChoice, "", message);
                page.say((talk.row, column), error.with_help(format!("pin it to another {what}, or change the type")));
            }
            Some(_) => {}
        }
    }
}

/// A talk that no room may hold.
fn check_choice(page: &mut Page, conference: &Conference, talk: &Talk, known: bool) {
    if known && !conference.rooms.is_empty() && !conference.rooms.iter().any(|room| room.types.contains(&talk.kind)) {
        let message = format!("no room is for talks of type {:?}", short(&conference.types[talk.kind]));
        let error = Diagnostic::error(Code::EmptyDomain, "", message);
        page.say((talk.row, 3), error.with_help("admit the type to a room, or change it"));
    }
}

/// Slots by day, start and end, and rooms by name.
pub(super) struct Places {
    slots: BTreeMap<(i64, i64, i64), usize>,
    first: i64,
    rooms: BTreeMap<String, usize>,
}

impl Places {
    pub(super) fn of(conference: &Conference) -> Self {
        let slots = conference.slots.iter().zip(0..);
        let rooms: Vec<String> = conference.rooms.iter().map(|room| room.name.clone()).collect();
        let first = conference.slots.first().and_then(|slot| Some(date(&slot.day)?.1 - slot.number));
        Self {
            slots: slots.map(|(slot, number)| ((slot.number, slot.from, slot.to), number)).collect(),
            first: first.unwrap_or(0),
            rooms: index(&rooms),
        }
    }

    fn slot(&self, day: &str, from: &str, to: &str) -> Option<usize> {
        let key = (date(day)?.1 - self.first, clock(from)?, clock(to)?);
        self.slots.get(&key).copied()
    }

    /// The slot and the room in the four cells from `first` on: day, start, end, room.
    pub(super) fn read(
        &self,
        page: &mut Page,
        row: u32,
        first: u32,
        missing: Missing,
    ) -> (Option<usize>, Option<usize>) {
        let texts = [0, 1, 2, 3].map(|column| page.text(row, first + column));
        let [day, from, to, room] = &texts;
        let mut slot = None;
        if !(missing.slots || day.is_empty() && from.is_empty() && to.is_empty()) {
            slot = self.slot(day, from, to);
            if slot.is_none() {
                let message = format!("there is no slot {:?}, {:?} to {:?}", short(day), short(from), short(to));
                let error = Diagnostic::error(Code::UnknownSlot, "", message);
                page.say((row, first), error.with_help("write a row of the sheet Timeslots, or clear the three cells"));
            }
        }
        let known = self.rooms.get(room).copied();
        if known.is_none() && !missing.rooms && !room.is_empty() {
            super::pages::unknown(page, (row, first + 3), (Code::UnknownRoom, "room"), room, &self.rooms);
        }
        (slot, known)
    }
}
