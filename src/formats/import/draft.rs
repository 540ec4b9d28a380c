//! What a file of another program says, before identifiers and slots are made.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::{Foreign, Imported};
use crate::formats::orbel::{id_of, ids, session};
use crate::formats::timetable_json::{FORMAT, Placed, TimetableFile};
use crate::instance::schema::{
    Clock, Day, Id, Kind, Provenance, ProvenanceStatus, Session, Slot, Text, Track, Walking,
};
use crate::instance::{Code, Diagnostic, Instance, Report};

/// A conference as another program tells it.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Draft {
    /// Short name.
    pub(in crate::formats) id: String,
    /// Title.
    pub(in crate::formats) title: String,
    /// IANA name of the zone.
    pub(in crate::formats) time_zone: String,
    /// Rooms; those of events are added.
    pub(in crate::formats) rooms: Vec<Room>,
    /// What takes place, or is to.
    pub(in crate::formats) events: Vec<Event>,
    /// What could not be used.
    pub(in crate::formats) notes: Vec<String>,
}

/// A room.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Room {
    pub(in crate::formats) name: String,
    pub(in crate::formats) seats: Option<u32>,
}

/// Somebody who speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::formats) struct Person {
    /// What tells them from others of the same name; the name itself where there is nothing better.
    pub(in crate::formats) key: String,
    pub(in crate::formats) name: String,
}

/// An event.
#[derive(Clone, Debug, Default)]
pub(in crate::formats) struct Event {
    /// What it is called in the file: a number, a code, a slug.
    pub(in crate::formats) id: String,
    pub(in crate::formats) title: String,
    pub(in crate::formats) subtitle: String,
    pub(in crate::formats) kind: String,
    pub(in crate::formats) track: String,
    pub(in crate::formats) language: String,
    pub(in crate::formats) minutes: u32,
    pub(in crate::formats) people: Vec<Person>,
    pub(in crate::formats) expected: Option<u32>,
    /// The day that it counts to, where that is not the date of its start.
    pub(in crate::formats) day: Option<Date>,
    pub(in crate::formats) start: Option<DateTime>,
    /// The name of its room; empty outside rooms, or where it has none yet.
    pub(in crate::formats) room: String,
    /// Whether everything else waits for it.
    pub(in crate::formats) for_everybody: bool,
}

/// A moment with offset, `Z` or neither, as a civil time of a zone.
pub(in crate::formats) fn civil(text: &str, zone: &TimeZone) -> Option<DateTime> {
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Some(zone.to_datetime(moment));
    }
    text.parse::<DateTime>().ok()
}

/// Identifiers for names: what is one already stays, others are made of letters and numbers or numbered.
pub(in crate::formats) struct Identifiers {
    of: BTreeMap<String, Id>,
}

impl Identifiers {
    pub(in crate::formats) fn new(names: impl Iterator<Item = String>, prefix: &str) -> Self {
        Self::keeping(names, prefix, &BTreeMap::new())
    }

    /// The same, but for names that have an identifier already.
    pub(in crate::formats) fn keeping(
        names: impl Iterator<Item = String>,
        prefix: &str,
        given: &BTreeMap<String, String>,
    ) -> Self {
        let mut of: BTreeMap<String, Id> = given.iter().map(|(name, id)| (name.clone(), Id(id.clone()))).collect();
        let mut taken: BTreeSet<String> = given.values().cloned().collect();
        for name in names {
            if of.contains_key(&name) {
                continue;
            }
            let plain = ids(std::iter::once(name.as_str()), "").first().filter(|id| id.0 == name).cloned();
            let made = plain.map(|id| id.0).or_else(|| id_of(&name.to_lowercase()).filter(|id| !id.contains("--")));
            let mut number = taken.len() + 1;
            let mut id = made.unwrap_or_else(|| format!("{prefix}-{number}"));
            while !taken.insert(id.clone()) {
                number += 1;
                id = format!("{prefix}-{number}");
            }
            of.insert(name, Id(id));
        }
        Self { of }
    }

    pub(in crate::formats) fn get(&self, name: &str) -> Id {
        self.of.get(name).cloned().unwrap_or_default()
    }
}

impl Draft {
    /// The instance and what is published.
    pub(in crate::formats) fn finish(mut self, format: Foreign, name: &str) -> Result<Imported, Report> {
        let refuse = |message: &str, help: &str| {
            Report::new(name, vec![Diagnostic::error(Code::MissingField, "", message.to_owned()).with_help(help)])
        };
        if self.events.is_empty() {
            return Err(refuse("there is no session in the file", "is it the export of the whole programme?"));
        }
        let mut listed: BTreeSet<String> = self.rooms.iter().map(|room| room.name.clone()).collect();
        for event in &mut self.events {
            if event.kind.is_empty() {
                event.kind = "session".to_owned();
            }
            if !event.room.is_empty() && listed.insert(event.room.clone()) {
                self.rooms.push(Room { name: event.room.clone(), seats: None });
            }
        }
        if self.rooms.is_empty() {
            return Err(refuse("there is no room in the file", "add the rooms, or write an instance"));
        }
        let unknown = self.rooms.iter().filter(|room| room.seats.is_none()).count();
        if unknown > 0 {
            self.notes.push(format!("seats of {unknown} rooms are not in the file: they are not checked"));
        }
        let rooms = Identifiers::new(self.rooms.iter().map(|room| room.name.clone()), "room");
        let kinds = Identifiers::new(self.events.iter().map(|event| event.kind.clone()), "kind");
        let tracks: Vec<String> =
            self.events.iter().map(|event| event.track.clone()).filter(|track| !track.is_empty()).collect();
        let track_ids = Identifiers::new(tracks.iter().cloned(), "track");
        let sessions = Identifiers::new(self.events.iter().map(|event| event.id.clone()), "session");
        let people = self.people();
        let days = self.days();
        let blocking: BTreeSet<&str> =
            self.events.iter().filter(|event| event.for_everybody).map(|event| event.kind.as_str()).collect();
        let zone = TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC);
        let slots = slots(&self.events, &days, &zone);
        let languages: BTreeSet<&str> =
            self.events.iter().map(|event| event.language.as_str()).filter(|language| is_language(language)).collect();
        let instance = Instance {
            format: crate::instance::schema::FORMAT.to_owned(),
            schema: None,
            id: Id(id_of(&self.id).unwrap_or_else(|| "conference".to_owned())),
            title: Text::Plain(if self.title.is_empty() { self.id.clone() } else { self.title.clone() }),
            time_zone: self.time_zone.clone(),
            languages: languages.iter().map(|language| Id((*language).to_owned())).collect(),
            provenance: provenance(format, unknown > 0),
            days: days.iter().map(|day| Day { id: Id(day.to_string()), date: day.to_string(), title: None }).collect(),
            slots,
            rooms: self.rooms.iter().map(|room| room_of(room, rooms.get(&room.name))).collect(),
            walking: Walking::default(),
            mobile_booths: Default::default(),
            kinds: distinct(self.events.iter().map(|event| event.kind.as_str()))
                .into_iter()
                .map(|kind| Kind {
                    id: kinds.get(kind),
                    title: titled(kind, &kinds.get(kind)),
                    blocks: if blocking.contains(kind) { vec!["*".to_owned()] } else { Vec::new() },
                })
                .collect(),
            tracks: distinct(tracks.iter().map(String::as_str))
                .into_iter()
                .map(|track| Track {
                    id: track_ids.get(track),
                    title: titled(track, &track_ids.get(track)),
                    chairs: Vec::new(),
                    costs: Default::default(),
                })
                .collect(),
            similar_tracks: Vec::new(),
            topics: Vec::new(),
            people: people
                .values()
                .map(|(id, name)| crate::instance::schema::Person {
                    id: id.clone(),
                    name: (id.0 != *name).then(|| name.clone()),
                    ..crate::instance::schema::Person::default()
                })
                .collect(),
            interpreters: Vec::new(),
            interpretation: Default::default(),
            services: Vec::new(),
            sessions: self
                .events
                .iter()
                .map(|event| Session {
                    subtitle: (!event.subtitle.is_empty()).then(|| Text::Plain(event.subtitle.clone())),
                    track: (!event.track.is_empty()).then(|| track_ids.get(&event.track)),
                    speakers: distinct(event.people.iter().map(|person| person.key.as_str()))
                        .into_iter()
                        .filter_map(|key| people.get(key).map(|(id, _)| id.clone()))
                        .collect(),
                    in_room: !(event.room.is_empty() && event.start.is_some()),
                    expected: event.expected,
                    floor: if is_language(&event.language) { vec![Id(event.language.clone())] } else { Vec::new() },
                    kind: kinds.get(&event.kind),
                    ..session(&sessions.get(&event.id), &event.title, event.minutes)
                })
                .collect(),
            orders: Vec::new(),
            series: Vec::new(),
            groups: Vec::new(),
            attendees: Vec::new(),
            rules: BTreeMap::new(),
            variants: Vec::new(),
        };
        let placed = self.events.iter().filter_map(|event| {
            let start = event.start?;
            Some(Placed {
                session: sessions.get(&event.id).0,
                start: format!("{}T{:02}:{:02}", start.date(), start.hour(), start.minute()),
                rooms: if event.room.is_empty() { Vec::new() } else { vec![rooms.get(&event.room).0] },
                ..Placed::default()
            })
        });
        let timetable =
            TimetableFile { format: FORMAT.to_owned(), placements: placed.collect(), ..TimetableFile::default() };
        Ok(Imported { format, instance, timetable, notes: self.notes })
    }

    /// Identifier and name of everybody, by key.
    fn people(&self) -> BTreeMap<String, (Id, String)> {
        let everybody: Vec<&Person> = self.events.iter().flat_map(|event| &event.people).collect();
        let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for person in &everybody {
            names.entry(&person.name).or_default().insert(&person.key);
        }
        // Who shares a name with somebody else is told apart by the key.
        let called = |person: &Person| {
            if names[person.name.as_str()].len() == 1 { person.name.clone() } else { person.key.clone() }
        };
        let ids = Identifiers::new(everybody.iter().map(|person| called(person)), "person");
        let of = |person: &&Person| (person.key.clone(), (ids.get(&called(person)), person.name.clone()));
        everybody.iter().map(of).collect()
    }

    /// The days on which something takes place; if nothing does yet, a day that the notes say is made up.
    fn days(&mut self) -> Vec<Date> {
        let mut days: BTreeSet<Date> = BTreeSet::new();
        for event in &self.events {
            days.extend(event.start.map(|start| day_of(event, start)));
        }
        if days.is_empty() {
            self.notes
                .push("nothing has a time yet: 2000-01-01 from 09:00 to 18:00 stands for the days to come".to_owned());
            days.insert(jiff::civil::date(2000, 1, 1));
        }
        let open = self.events.iter().filter(|event| event.start.is_none()).count();
        if open > 0 {
            self.notes
                .push(format!("{open} sessions have no time yet: they may start every {EVERY} minutes on any day"));
        }
        days.into_iter().collect()
    }
}

/// The day that an event counts to: the one that is said, if the event starts within 24 hours of its midnight.
fn day_of(event: &Event, start: DateTime) -> Date {
    let said = event.day.filter(|day| {
        let minutes = minutes_after(*day, start);
        (0..30 * 60).contains(&minutes)
    });
    said.unwrap_or(start.date())
}

/// Minutes on the clock from the midnight of a day to a time.
fn minutes_after(day: Date, time: DateTime) -> i64 {
    let days = i64::from(time.date().since(day).map_or(0, |span| span.get_days()));
    days * 1440 + i64::from(time.hour()) * 60 + i64::from(time.minute())
}

/// Minutes between the starts that sessions without a time can have.
const EVERY: u32 = 15;

/// When an event ends on the clock, which may be changed meanwhile.
fn end_of(start: DateTime, minutes: u32, zone: &TimeZone) -> DateTime {
    let lasts = jiff::Span::new().minutes(i64::from(minutes));
    let end = zone.to_ambiguous_zoned(start).compatible().and_then(|start| start.checked_add(lasts));
    end.map_or_else(|_| start.saturating_add(lasts), |end| end.datetime())
}

/// A slot for every stretch in which something runs; events of the same times share one.
fn slots(events: &[Event], days: &[Date], zone: &TimeZone) -> Vec<Slot> {
    let mut stretches: BTreeSet<(Date, i64, i64)> = BTreeSet::new();
    for event in events {
        if let Some(start) = event.start {
            let day = day_of(event, start);
            let from = minutes_after(day, start);
            // Long enough by the clock and by what passes; they differ where the clock is changed.
            let to = (from + i64::from(event.minutes)).max(minutes_after(day, end_of(start, event.minutes, zone)));
            stretches.insert((day, from, to.min(2879)));
        }
    }
    let clock = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let slot = |(day, from, to): (Date, i64, i64), every: Option<u32>| Slot {
        id: Id(format!("{day}-{}-{}", clock(from).replace(':', ""), clock(to).replace(':', ""))
            + every.map_or("", |_| "-open")),
        day: Id(day.to_string()),
        start: Clock(clock(from)),
        end: Clock(clock(to)),
        every,
        kinds: Vec::new(),
        tags: Vec::new(),
        room_costs: BTreeMap::new(),
        title: None,
    };
    // What has no time yet may be at any on a day on which something is.
    let longest = events.iter().filter(|event| event.start.is_none()).map(|event| i64::from(event.minutes)).max();
    let open = days.iter().filter_map(|&day| {
        let of_day = || stretches.iter().filter(|stretch| stretch.0 == day);
        let from = of_day().map(|stretch| stretch.1).min().unwrap_or(9 * 60);
        let to = of_day().map(|stretch| stretch.2).max().unwrap_or(18 * 60).max(from + longest?).min(2879);
        Some(slot((day, from, to), Some(EVERY)))
    });
    let open: Vec<Slot> = open.collect();
    stretches.into_iter().map(|stretch| slot(stretch, None)).chain(open).collect()
}

/// Whether a text can be the tag of a language.
fn is_language(text: &str) -> bool {
    (2..=12).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !text.starts_with('-')
}

/// Each name once, in order.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}

fn titled(name: &str, id: &Id) -> Option<Text> {
    (id.0 != name).then(|| Text::Plain(name.to_owned()))
}

fn provenance(format: Foreign, seats: bool) -> BTreeMap<String, Provenance> {
    let mut said = BTreeMap::new();
    let of = |status, note: String| Provenance { status, note };
    said.insert("/sessions".to_owned(), of(ProvenanceStatus::Source, format!("The {} that was read.", format.name())));
    let slots = "The times at which something is placed there.".to_owned();
    said.insert("/slots".to_owned(), of(ProvenanceStatus::Derived, slots));
    if seats {
        let note = "0 where the file does not say how many there are.".to_owned();
        said.insert("/rooms/*/seats".to_owned(), of(ProvenanceStatus::Assumed, note));
    }
    said
}

fn room_of(room: &Room, id: Id) -> crate::instance::schema::Room {
    crate::instance::schema::Room {
        title: titled(&room.name, &id),
        id,
        venue: None,
        seats: room.seats.unwrap_or_default(),
        parallel: 1,
        features: Vec::new(),
        tags: Vec::new(),
        step_free: true,
        closed: Vec::new(),
        closed_slots: Vec::new(),
        booths: 0,
        mobile_booths: 0,
        joins: Vec::new(),
    }
}
