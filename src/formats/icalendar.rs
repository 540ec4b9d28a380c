//! Calendars (RFC 5545): the whole programme, or what concerns a room, a speaker, an interpreter, an attendee.
//!
//! Moments are written in UTC, which is right on both sides of every change of clocks and needs no table of them;
//! `X-WR-TIMEZONE` names the zone for display. The identifier of an event follows from conference and session and
//! stays the same. Given the calendar that was published before, an event whose time, place or title has changed gets
//! the next sequence number, and one that is no more is cancelled, so that the calendars of those who took it follow.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::FormatError;
use super::html::{booth, work};
use super::programme::{Entry, Locale, Programme, Role, clean};

/// Whom a calendar is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A calendar for each room.
    Room,
    /// One for everybody who speaks or chairs.
    Speaker,
    /// One for everybody who interprets.
    Interpreter,
    /// One for every attendee: the sessions that they wish and that take place.
    Attendee,
}

/// What goes into a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The id of whom it is for; a file can be named so.
    pub id: String,
    /// Their name.
    pub name: String,
    /// Positions of entries, with what is said of them besides.
    pub entries: Vec<(usize, Vec<String>)>,
    /// Whether the events are somebody's work in a session rather than the session.
    work: bool,
}

/// Everything.
#[must_use]
pub fn whole(programme: &Programme<'_>, locale: &Locale) -> Selection {
    Selection {
        id: programme.instance.id.0.clone(),
        name: programme.title(locale),
        entries: (0..programme.entries.len()).map(|position| (position, Vec::new())).collect(),
        work: false,
    }
}

/// The calendars for all of a sort, in order of the instance; those without events are left out.
#[must_use]
pub fn by(programme: &Programme<'_>, by: By, locale: &Locale) -> Vec<Selection> {
    let instance = programme.instance;
    let labels = &locale.labels;
    match by {
        By::Room => programme
            .by_room()
            .into_iter()
            .filter_map(|(room, entries)| {
                let id = instance.rooms.get(room?)?.id.0.clone();
                let entries = entries.into_iter().map(|position| (position, Vec::new())).collect();
                Some(Selection { id, name: programme.room_name(room, locale), entries, work: false })
            })
            .collect(),
        By::Speaker => {
            let role = |role| if role == Role::Speaker { labels.speaker } else { labels.chair };
            let of = |(person, entries): (usize, Vec<(usize, Role)>)| Selection {
                id: instance.people[person].id.0.clone(),
                name: programme.person_name(person),
                entries: entries.into_iter().map(|(position, is)| (position, vec![role(is).to_owned()])).collect(),
                work: false,
            };
            programme.by_person().into_iter().map(of).collect()
        }
        By::Interpreter => interpreters(programme, locale),
        By::Attendee => {
            let at = programme.positions();
            let of = |attendee: &crate::instance::schema::Attendee| {
                let mut entries: Vec<usize> =
                    attendee.wishes.keys().filter_map(|session| at.get(session.as_str()).copied()).collect();
                entries.sort_unstable();
                let entries: Vec<_> = entries.into_iter().map(|position| (position, Vec::new())).collect();
                let (id, name) = (attendee.id.0.clone(), attendee.id.0.clone());
                (!entries.is_empty()).then_some(Selection { id, name, entries, work: false })
            };
            instance.attendees.iter().filter_map(of).collect()
        }
    }
}

fn interpreters(programme: &Programme<'_>, locale: &Locale) -> Vec<Selection> {
    let at = programme.positions();
    let labels = &locale.labels;
    let mut selections = Vec::new();
    for roster in &programme.file.rosters {
        let mut entries = Vec::new();
        for shift in roster.days.iter().flat_map(|day| &day.shifts) {
            let Some(&position) = at.get(shift.session.as_str()) else { continue };
            let mut notes = vec![format!("{}{}{}", labels.work, locale.colon, work(&shift.work))];
            if let Some(place) = &shift.booth {
                notes.push(format!("{}{}{}", labels.booth, locale.colon, booth(place, locale)));
            }
            let booths = programme.entries[position].staffing.iter().flat_map(|staffing| &staffing.booths);
            let turns = booths.filter(|booth| booth.work == shift.work).flat_map(|booth| &booth.turns);
            let turns: Vec<String> = turns
                .filter(|turn| turn.person == roster.person)
                .map(|turn| format!("{}–{}", turn.from, turn.to))
                .collect();
            if !turns.is_empty() {
                notes.push(format!("{}{}{}", labels.turns, locale.colon, turns.join(", ")));
            }
            entries.push((position, notes));
        }
        selections.push(Selection { id: roster.person.clone(), name: clean(&roster.person), entries, work: true });
    }
    selections
}

/// A calendar as it was published before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    events: BTreeMap<String, Vec<(String, String)>>,
}

impl Published {
    /// Reads a calendar that this program wrote.
    ///
    /// # Errors
    /// If it is none, or an event has no identifier.
    pub fn read(text: &str) -> Result<Self, FormatError> {
        let unfolded = text.replace('\r', "").replace("\n ", "").replace("\n\t", "");
        if !unfolded.trim_start_matches('\u{feff}').starts_with("BEGIN:VCALENDAR") {
            let error = FormatError::new("", "this is no calendar: it does not begin with BEGIN:VCALENDAR");
            return Err(error.help("name the .ics file that was published before"));
        }
        let mut events = BTreeMap::new();
        let mut event: Option<Vec<(String, String)>> = None;
        for line in unfolded.lines() {
            match (line, &mut event) {
                ("BEGIN:VEVENT", _) => event = Some(Vec::new()),
                ("END:VEVENT", Some(properties)) => {
                    let uid = properties.iter().find(|(name, _)| name == "UID").map(|(_, value)| value.clone());
                    let uid = uid.ok_or_else(|| FormatError::new("", "an event of the calendar has no UID"))?;
                    events.insert(uid, std::mem::take(properties));
                    event = None;
                }
                (line, Some(properties)) => {
                    let (name, value) = line.split_once(':').unwrap_or((line, ""));
                    properties.push((name.to_owned(), value.to_owned()));
                }
                _ => {}
            }
        }
        Ok(Self { events })
    }

    fn value(&self, uid: &str, name: &str) -> Option<&str> {
        let properties = self.events.get(uid)?;
        properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn sequence(&self, uid: &str) -> u64 {
        self.value(uid, "SEQUENCE").and_then(|number| number.parse().ok()).unwrap_or_default()
    }
}

/// The calendar. `stamp` is when it is written.
#[must_use]
pub fn write(
    programme: &Programme<'_>,
    selection: &Selection,
    locale: &Locale,
    previous: Option<&Published>,
    stamp: Timestamp,
) -> String {
    let mut out = String::new();
    let stamp = utc(stamp);
    let zone = clean(&programme.instance.time_zone);
    let name = if selection.name == programme.title(locale) {
        selection.name.clone()
    } else {
        format!("{} – {}", selection.name, programme.title(locale))
    };
    for (property, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//plenary//programme//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        line(&mut out, property, value);
    }
    line(&mut out, "NAME", &text(&name));
    line(&mut out, "X-WR-CALNAME", &text(&name));
    line(&mut out, "X-WR-TIMEZONE", &text(&zone));
    let mut written = BTreeSet::new();
    for (position, notes) in &selection.entries {
        let entry = &programme.entries[*position];
        let uid = uid(programme, selection, entry.id());
        if written.insert(uid.clone()) {
            event(&mut out, programme, (entry, notes), locale, previous, &uid, &stamp);
        }
    }
    for (uid, properties) in previous.iter().flat_map(|previous| &previous.events) {
        if !written.contains(uid) {
            cancelled(&mut out, uid, properties, &stamp);
        }
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

fn uid(programme: &Programme<'_>, selection: &Selection, session: &str) -> String {
    let of = if selection.work { format!(".{}", selection.id) } else { String::new() };
    format!("{session}{of}@{}.plenary", programme.instance.id)
}

fn event(
    out: &mut String,
    programme: &Programme<'_>,
    (entry, notes): (&Entry<'_>, &[String]),
    locale: &Locale,
    previous: Option<&Published>,
    uid: &str,
    stamp: &str,
) {
    let summary = text(&programme.session_title(entry, locale));
    let place = entry.room.map_or_else(String::new, |_| text(&programme.room_name(entry.room, locale)));
    let (start, end) = (utc(entry.start.instant), utc(entry.end.instant));
    let said = [("SUMMARY", &summary), ("LOCATION", &place), ("DTSTART", &start), ("DTEND", &end)];
    let sequence = match previous.filter(|previous| previous.events.contains_key(uid)) {
        None => 0,
        Some(previous) => {
            let same = said.iter().all(|(name, value)| previous.value(uid, name).unwrap_or_default() == *value);
            let stands = previous.value(uid, "STATUS") != Some("CANCELLED");
            previous.sequence(uid) + u64::from(!(same && stands))
        }
    };
    let mut description: Vec<String> = notes.to_vec();
    let subtitle = entry.session.subtitle.as_ref().map(|text| clean(text.in_language(locale.tag)));
    description.extend(subtitle.filter(|subtitle| !subtitle.is_empty()));
    for (label, role) in [(locale.labels.speakers, Role::Speaker), (locale.labels.chairs, Role::Chair)] {
        let names = programme.names(entry, role);
        if !names.is_empty() {
            description.push(format!("{label}{}{}", locale.colon, names.join(", ")));
        }
    }
    let languages = programme.languages_in_words(entry, locale);
    description.extend((!languages.is_empty()).then_some(languages));
    line(out, "BEGIN", "VEVENT");
    line(out, "UID", uid);
    line(out, "DTSTAMP", stamp);
    line(out, "SEQUENCE", &sequence.to_string());
    line(out, "STATUS", "CONFIRMED");
    for (name, value) in said {
        if !value.is_empty() {
            line(out, name, value);
        }
    }
    line(out, "CATEGORIES", &text(&programme.kind_name(entry.kind, locale)));
    if !description.is_empty() {
        let lines: Vec<String> = description.iter().map(|line| text(line)).collect();
        line(out, "DESCRIPTION", &lines.join("\\n"));
    }
    line(out, "END", "VEVENT");
}

/// An event that is no more: as it was, cancelled. One that was cancelled before stays as it is.
fn cancelled(out: &mut String, uid: &str, properties: &[(String, String)], stamp: &str) {
    let value = |name: &str| properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let before = value("SEQUENCE").and_then(|number| number.parse::<u64>().ok()).unwrap_or_default();
    let already = value("STATUS") == Some("CANCELLED");
    line(out, "BEGIN", "VEVENT");
    line(out, "UID", uid);
    line(out, "DTSTAMP", stamp);
    line(out, "SEQUENCE", &(before + u64::from(!already)).to_string());
    line(out, "STATUS", "CANCELLED");
    for name in ["SUMMARY", "LOCATION", "DTSTART", "DTEND"] {
        if let Some(value) = value(name) {
            line(out, name, value);
        }
    }
    line(out, "END", "VEVENT");
}

/// `20180607T130000Z`.
fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text as the value of a property.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in clean(text).chars() {
        if matches!(c, '\\' | ';' | ',') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line, folded after at most 75 bytes.
fn line(out: &mut String, name: &str, value: &str) {
    const MOST: usize = 75;
    let mut used = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if used + c.len_utf8() > MOST {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out.push_str("\r\n");
}
