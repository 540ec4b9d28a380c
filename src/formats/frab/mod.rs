//! `schedule.xml` and `schedule.json`: the programme format of pentabarf, frab and pretalx, out and in.
//!
//! Out, both are written from [`Schedule`], with everything that the published validators of the c3voc ask for. The
//! format has one language for each event and no place for interpretation: it is said in the description. In, both
//! become a draft of an instance and what it publishes.

mod read;
mod write;

pub(super) use read::{read_json, read_xml};
pub use write::{write_json, write_xml};

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::programme::{Locale, Moment, Programme, Role, titled};

/// A programme as the format tells it.
struct Schedule {
    acronym: String,
    title: String,
    version: String,
    time_zone: String,
    timeslot_minutes: i32,
    /// Names, guids and seats.
    rooms: Vec<(String, String, u32)>,
    tracks: Vec<String>,
    days: Vec<Day>,
}

struct Day {
    date: String,
    start: String,
    end: String,
    /// Events by room, in order of rooms.
    rooms: Vec<(String, Vec<Event>)>,
}

struct Event {
    id: u32,
    guid: String,
    slug: String,
    date: String,
    start: String,
    minutes: i32,
    room: String,
    title: String,
    subtitle: String,
    track: String,
    kind: String,
    language: String,
    description: String,
    persons: Vec<(u32, String)>,
}

/// A universally unique identifier that follows from a text: version 8, of SHA-256.
fn guid(of: &str) -> String {
    let mut bytes: [u8; 16] = [0; 16];
    bytes.copy_from_slice(&Sha256::digest(of.as_bytes())[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// A positive number for each name that follows from the name, and is another only where two would be the same.
fn numbers<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u32> {
    let mut taken = BTreeSet::new();
    let mut numbers = BTreeMap::new();
    for name in names {
        let digest = Sha256::digest(name.as_bytes());
        let mut number = u32::from_be_bytes([0, digest[0], digest[1], digest[2]]).max(1);
        while !taken.insert(number) {
            number += 1;
        }
        numbers.insert(name, number);
    }
    numbers
}

/// Small letters, digits and `_`, at least four.
fn acronym(id: &str) -> String {
    let mut text: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    while text.len() < 4 {
        text.push('_');
    }
    text
}

/// `2018-06-07T09:00:00-04:00`.
fn with_offset(moment: &Moment, zone: &TimeZone) -> String {
    moment.instant.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

impl Schedule {
    fn new(programme: &Programme<'_>, locale: &Locale) -> Self {
        let instance = programme.instance;
        let zone = TimeZone::get(&instance.time_zone).unwrap_or(TimeZone::UTC);
        let ids = numbers(instance.sessions.iter().map(|session| session.id.0.as_str()));
        let person_ids = numbers(instance.people.iter().map(|person| person.id.0.as_str()));
        let name_of = |room: Option<usize>| programme.room_name(room, locale);
        let mut slugs = BTreeSet::new();
        let mut days = Vec::new();
        for day in &programme.days {
            let mut rooms: BTreeMap<(bool, Option<usize>), Vec<Event>> = BTreeMap::new();
            for &position in &day.entries {
                let entry = &programme.entries[position];
                let id = entry.id();
                let mut slug: String = id.to_lowercase().replace('.', "-").trim_end_matches(['-', '_']).to_owned();
                while slug.len() < 2 || !slugs.insert(slug.clone()) {
                    slug.push_str(&format!("-{}", ids[id]));
                }
                let person = |&(person, _): &(usize, Role)| {
                    (person_ids[instance.people[person].id.0.as_str()], programme.person_name(person))
                };
                let mut persons: Vec<(u32, String)> = entry.people.iter().map(person).collect();
                let mut seen = BTreeSet::new();
                persons.retain(|(id, _)| seen.insert(*id));
                rooms.entry((entry.room.is_none(), entry.room)).or_default().push(Event {
                    id: ids[id],
                    guid: guid(&format!("{}/sessions/{id}", instance.id)),
                    slug,
                    date: with_offset(&entry.start, &zone),
                    start: entry.start.clock(),
                    minutes: entry.end.minute - entry.start.minute,
                    room: name_of(entry.room),
                    title: programme.session_title(entry, locale),
                    subtitle: entry.session.subtitle.as_ref().map(|t| titled(Some(t), "", locale)).unwrap_or_default(),
                    track: programme.track_name(entry, locale),
                    kind: programme.kind_name(entry.kind, locale),
                    language: entry.floor().first().map(|tag| (*tag).to_owned()).unwrap_or_default(),
                    description: if entry.channels().is_empty() && entry.floor().len() < 2 {
                        String::new()
                    } else {
                        programme.languages_in_words(entry, locale)
                    },
                    persons,
                });
            }
            let of_day = || day.entries.iter().map(|&position| &programme.entries[position]);
            let first = of_day().map(|entry| entry.start).min_by_key(|moment| moment.minute);
            let last = of_day().map(|entry| entry.end).max_by_key(|moment| moment.minute);
            let moment = |moment: Option<Moment>| moment.map_or_else(String::new, |moment| with_offset(&moment, &zone));
            days.push(Day {
                date: day.date.to_string(),
                start: moment(first),
                end: moment(last),
                rooms: rooms.into_iter().map(|((_, room), events)| (name_of(room), events)).collect(),
            });
        }
        let mut tracks: Vec<String> = programme.entries.iter().map(|e| programme.track_name(e, locale)).collect();
        tracks.sort();
        tracks.dedup();
        tracks.retain(|track| !track.is_empty());
        let apart = |a: i32, b: i32| (1..=b).rev().find(|d| a % d == 0 && b % d == 0).unwrap_or(1);
        let grid = programme
            .entries
            .iter()
            .map(|entry| entry.start.civil.minute())
            .fold(60, |grid, minute| if minute == 0 { grid } else { apart(i32::from(minute), grid) });
        Self {
            acronym: acronym(&instance.id.0),
            title: programme.title(locale),
            version: programme.file.version.clone().unwrap_or_else(|| "1".to_owned()),
            time_zone: super::programme::clean(&instance.time_zone),
            timeslot_minutes: grid,
            rooms: programme
                .by_room()
                .into_iter()
                .map(|(room, _)| {
                    let of = room.map(|room| &instance.rooms[room]);
                    let id = of.map_or("", |room| room.id.0.as_str());
                    let seats = of.map_or(0, |room| room.seats);
                    (name_of(room), guid(&format!("{}/rooms/{id}", instance.id)), seats)
                })
                .collect(),
            tracks,
            days,
        }
    }
}
