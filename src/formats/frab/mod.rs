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
        // Of four digits at least: slugs end in a number and a name, and may not be shorter.
        let mut number = u32::from_be_bytes([0, digest[0], digest[1], digest[2]]).max(1000);
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

/// `ccr2018-1234-opening`: validators want the conference in front, and the number tells apart what differs in case only.
fn slug(acronym: &str, number: u32, id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' };
    let id: String = id.chars().map(plain).collect();
    format!("{acronym}-{number}-{id}").trim_end_matches(['-', '_']).to_owned()
}

/// Names of rooms, no two alike: programs that read the format tell rooms by their names.
fn room_names(programme: &Programme<'_>, locale: &Locale) -> BTreeMap<Option<usize>, String> {
    let mut taken = BTreeSet::new();
    let mut names = BTreeMap::new();
    for (room, _) in programme.by_room() {
        let mut name = programme.room_name(room, locale);
        while !taken.insert(name.clone()) {
            let id = room.map_or("", |room| programme.instance.rooms[room].id.0.as_str());
            name = format!("{name} ({id})");
        }
        names.insert(room, name);
    }
    names
}

/// Whether the published schema for JSON lets the name of a zone pass: some that have no place in them it does not.
fn is_zone_of_a_place(zone: &str) -> bool {
    let word = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(|c| c.is_ascii_uppercase()) && letters.next().is_some_and(|c| c.is_ascii_lowercase())
    };
    let of_region = |region: &str| word(region) && region.chars().skip(1).all(|c| c.is_ascii_lowercase());
    zone.ends_with("UTC") || zone.split_once('/').is_some_and(|(region, place)| of_region(region) && word(place))
}

/// `2018-06-07T09:00:00-04:00`.
fn with_offset(moment: &Moment, zone: &TimeZone) -> String {
    moment.instant.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A day of a programme without sessions, from midnight to midnight.
fn empty_day(date: &str, zone: &TimeZone) -> Option<Day> {
    let date: jiff::civil::Date = date.parse().ok()?;
    let midnight = |date: jiff::civil::Date| {
        let moment = date.to_zoned(zone.clone()).ok()?;
        Some(moment.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    };
    let (start, end) = (midnight(date)?, midnight(date.tomorrow().ok()?)?);
    Some(Day { date: date.to_string(), start, end, rooms: Vec::new() })
}

impl Schedule {
    fn new(programme: &Programme<'_>, locale: &Locale) -> Self {
        let instance = programme.instance;
        let zone = TimeZone::get(&instance.time_zone).unwrap_or(TimeZone::UTC);
        let ids = numbers(instance.sessions.iter().map(|session| session.id.0.as_str()));
        let person_ids = numbers(instance.people.iter().map(|person| person.id.0.as_str()));
        let names = room_names(programme, locale);
        let name_of = |room: Option<usize>| names.get(&room).cloned().unwrap_or_default();
        let acronym = acronym(&instance.id.0);
        let mut days = Vec::new();
        for day in &programme.days {
            let mut rooms: BTreeMap<(bool, Option<usize>), Vec<Event>> = BTreeMap::new();
            for &position in &day.entries {
                let entry = &programme.entries[position];
                let id = entry.id();
                let person = |&(person, _): &(usize, Role)| {
                    (person_ids[instance.people[person].id.0.as_str()], programme.person_name(person))
                };
                let mut persons: Vec<(u32, String)> = entry.people.iter().map(person).collect();
                let mut seen = BTreeSet::new();
                persons.retain(|(id, _)| seen.insert(*id));
                rooms.entry((entry.room.is_none(), entry.room)).or_default().push(Event {
                    id: ids[id],
                    guid: guid(&format!("{}/sessions/{id}", instance.id)),
                    slug: slug(&acronym, ids[id], id),
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
        if days.is_empty() {
            // Nothing takes place: the format asks for days all the same.
            days.extend(instance.days.iter().filter_map(|day| empty_day(&day.date, &zone)));
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
            acronym,
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
