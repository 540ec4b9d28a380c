//! Lists: by room, by person, by interpreter, by booth, and what has changed.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Sheet, Styles, day_of};
use crate::formats::html::{booth, booth_of, team, work};
use crate::formats::programme::{Locale, Programme, Role, clean, titled};
use crate::formats::timetable_json::TimetableFile;

/// A programme, and the language it is written in.
type Of<'a> = (&'a Programme<'a>, &'a Locale);

pub(super) fn rooms(sheet: &mut Worksheet, of: Of<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let (programme, locale) = of;
    let labels = &locale.labels;
    let mut sheet = Sheet::new(sheet, labels.rooms, of, styles)?;
    sheet.head(&[
        (labels.room, 30),
        (labels.seats, 9),
        (labels.day, 18),
        (labels.time, 13),
        (labels.session, 50),
        (labels.kind, 20),
        (labels.languages, 24),
    ])?;
    sheet.numbers = Some(1);
    for (room, entries) in programme.by_room() {
        for entry in entries.iter().map(|&position| &programme.entries[position]) {
            let seats = room.map_or_else(String::new, |room| programme.instance.rooms[room].seats.to_string());
            let row = [
                programme.room_name(room, locale),
                seats,
                day_of(programme, entry, locale),
                entry.span(),
                programme.session_title(entry, locale),
                programme.kind_name(entry.kind, locale),
                entry.languages(),
            ];
            sheet.row(&row, Some(entry.kind))?;
        }
    }
    sheet.finish()
}

pub(super) fn people(sheet: &mut Worksheet, of: Of<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let (programme, locale) = of;
    let labels = &locale.labels;
    let mut sheet = Sheet::new(sheet, labels.people, of, styles)?;
    sheet.head(&[
        (labels.people, 28),
        (labels.role, 16),
        (labels.day, 18),
        (labels.time, 13),
        (labels.session, 50),
        (labels.room, 28),
    ])?;
    for (person, entries) in programme.by_person() {
        for (position, role) in entries {
            let entry = &programme.entries[position];
            let role = if role == Role::Speaker { labels.speaker } else { labels.chair };
            let row = [
                programme.person_name(person),
                role.to_owned(),
                day_of(programme, entry, locale),
                entry.span(),
                programme.session_title(entry, locale),
                programme.room_name(entry.room, locale),
            ];
            sheet.row(&row, Some(entry.kind))?;
        }
    }
    sheet.finish()
}

pub(super) fn interpreters(sheet: &mut Worksheet, of: Of<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let (programme, locale) = of;
    let labels = &locale.labels;
    let at = programme.positions();
    let mut sheet = Sheet::new(sheet, labels.interpreters, of, styles)?;
    sheet.head(&[
        (labels.interpreters, 24),
        (labels.day, 18),
        (labels.present, 14),
        (labels.time, 13),
        (labels.session, 46),
        (labels.room, 26),
        (labels.work, 16),
        (labels.booth, 18),
    ])?;
    let clock = |text: &str| text.split('T').nth(1).unwrap_or_default().to_owned();
    for roster in &programme.file.rosters {
        for day in &roster.days {
            for shift in &day.shifts {
                let Some(&position) = at.get(shift.session.as_str()) else { continue };
                let entry = &programme.entries[position];
                let row = [
                    clean(&roster.person),
                    day_of(programme, entry, locale),
                    format!("{}–{}", clock(&day.from), clock(&day.to)),
                    entry.span(),
                    programme.session_title(entry, locale),
                    programme.room_name(entry.room, locale),
                    work(&shift.work),
                    booth(shift.booth.as_deref().unwrap_or_default(), locale),
                ];
                sheet.row(&row, Some(entry.kind))?;
            }
        }
    }
    sheet.finish()
}

/// Where somebody interprets: who sits in which booth when, and where the mobile booths stand.
pub(super) fn booths(sheet: &mut Worksheet, of: Of<'_>, styles: &Styles) -> Result<(), XlsxError> {
    let (programme, locale) = of;
    let labels = &locale.labels;
    let mut sheet = Sheet::new(sheet, labels.booths, of, styles)?;
    sheet.head(&[
        (labels.day, 18),
        (labels.time, 13),
        (labels.room, 28),
        (labels.session, 40),
        (labels.booth, 18),
        (labels.work, 14),
        (labels.team, 28),
        (labels.turns, 40),
    ])?;
    for entry in &programme.entries {
        for place in entry.staffing.iter().flat_map(|staffing| &staffing.booths) {
            let turns: Vec<String> =
                place.turns.iter().map(|turn| format!("{}–{} {}", turn.from, turn.to, clean(&turn.person))).collect();
            let row = [
                day_of(programme, entry, locale),
                entry.span(),
                programme.room_name(entry.room, locale),
                programme.session_title(entry, locale),
                booth_of(place, locale),
                work(&place.work),
                team(place).join(", "),
                turns.join("\n"),
            ];
            sheet.row(&row, Some(entry.kind))?;
        }
    }
    for mobile in &programme.file.booth_plan {
        for stand in &mobile.stands {
            let room = programme.instance.rooms.iter().position(|room| room.id.0 == stand.room);
            let moment = |text: &str| text.replace('T', " ");
            let row = [
                String::new(),
                String::new(),
                programme.room_name(room, locale),
                String::new(),
                booth(&mobile.booth, locale),
                String::new(),
                labels.set_up.to_owned(),
                format!("{} – {}", moment(&stand.from), moment(&stand.to)),
            ];
            sheet.row(&row, None)?;
        }
    }
    sheet.finish()
}

/// What is otherwise than in what was published before.
pub(super) fn changes(
    sheet: &mut Worksheet,
    of: Of<'_>,
    previous: &TimetableFile,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let (programme, locale) = of;
    let labels = &locale.labels;
    let mut sheet = Sheet::new(sheet, labels.changes, of, styles)?;
    sheet.head(&[(labels.changes, 20), (labels.session, 46), (labels.before, 40), (labels.now, 40)])?;
    let before: BTreeMap<&str, (String, String)> = previous
        .placements
        .iter()
        .map(|placed| (placed.session.as_str(), (placed.start.clone(), placed.rooms.join(" "))))
        .collect();
    for entry in &programme.entries {
        let room = entry.room.map_or_else(String::new, |room| programme.instance.rooms[room].id.0.clone());
        let now = (entry.start.local(), room);
        let words = |(time, room): &(String, String)| format!("{} {room}", time.replace('T', " "));
        let (what, was) = match before.get(entry.id()) {
            None => (labels.added.to_owned(), String::new()),
            Some(was) if *was == now => continue,
            Some(was) => {
                let time = (was.0 != now.0).then_some(labels.moved);
                let place = (was.1 != now.1).then_some(labels.other_room);
                (time.into_iter().chain(place).collect::<Vec<_>>().join(", "), words(was))
            }
        };
        sheet.row(&[what, programme.session_title(entry, locale), was, words(&now)], None)?;
    }
    let here = programme.positions();
    for (session, (time, room)) in before.iter().filter(|(session, _)| !here.contains_key(*session)) {
        let known = programme.instance.sessions.iter().find(|known| known.id.0 == **session);
        let title = titled(known.map(|known| &known.title), session, locale);
        sheet.row(
            &[labels.removed.to_owned(), title, format!("{} {room}", time.replace('T', " ")), String::new()],
            None,
        )?;
    }
    sheet.finish()
}
