//! A timetable as a programme: what every writer for readers needs, in one place.
//!
//! [`Programme`] joins the instance (titles, people, kinds) with the timetable (times, rooms, staffing) and with what is
//! wrong with it, which the caller knows. Texts come out of it harmless: without control characters, and without the
//! marks that turn the direction of what stands around them.

mod clean;
mod grid;
pub mod locale;

pub use clean::clean;
pub use grid::{Cell, Grid, Square};
pub use locale::Locale;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::timetable_json::{Interpreted, TimetableFile};
use crate::instance::Instance;
use crate::instance::schema::{Session, Text};
use crate::problem::{Minute, Problem};
use crate::timetable::Timetable;

/// Something that is wrong with the timetable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The rule that says so.
    pub rule: String,
    /// In words, in English.
    pub message: String,
    /// The sessions that it is about, by id.
    pub sessions: Vec<String>,
}

/// What somebody is in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// They speak.
    Speaker,
    /// They chair or moderate.
    Chair,
}

/// A moment, as clocks at the conference show it and as everywhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Minutes as in the problem; differences are elapsed time.
    pub minute: Minute,
    /// On the clocks of the conference.
    pub civil: DateTime,
    /// On the time line.
    pub instant: Timestamp,
}

impl Moment {
    /// `09:00`.
    #[must_use]
    pub fn clock(&self) -> String {
        format!("{:02}:{:02}", self.civil.hour(), self.civil.minute())
    }

    /// `2018-06-07T09:00`.
    #[must_use]
    pub fn local(&self) -> String {
        format!("{}T{}", self.civil.date(), self.clock())
    }
}

/// A session that takes place.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The session as written.
    pub session: &'a Session,
    /// Its start.
    pub start: Moment,
    /// Its end.
    pub end: Moment,
    /// Position of its day among [`Programme::days`].
    pub day: usize,
    /// Position of its room in the instance; `None` outside the rooms of the list.
    pub room: Option<usize>,
    /// Position of its kind in the instance.
    pub kind: usize,
    /// Its staffing, where it is interpreted.
    pub staffing: Option<&'a Interpreted>,
    /// Positions of people in the instance and what they are here: speakers first.
    pub people: Vec<(usize, Role)>,
    /// Positions of what is wrong among [`Programme::conflicts`].
    pub conflicts: Vec<usize>,
}

impl Entry<'_> {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.session.id.0
    }

    /// Languages spoken on the floor.
    #[must_use]
    pub fn floor(&self) -> Vec<&str> {
        self.session.floor.iter().map(|language| language.0.as_str()).collect()
    }

    /// Languages and services that can be followed besides.
    #[must_use]
    pub fn channels(&self) -> Vec<&str> {
        self.staffing.map_or_else(Vec::new, |staffing| staffing.into.iter().map(String::as_str).collect())
    }

    /// `09:00–10:30`.
    #[must_use]
    pub fn span(&self) -> String {
        format!("{}–{}", self.start.clock(), self.end.clock())
    }

    /// `EN→FR ES`: what is spoken and what it is interpreted into; `EN⇄FR` where everything spoken is.
    #[must_use]
    pub fn languages(&self) -> String {
        let (floor, channels) = (self.floor(), self.channels());
        let short = |list: &[&str], between: &str| -> String {
            let list: Vec<String> = list.iter().map(|tag| short_tag(tag)).collect();
            list.join(between)
        };
        if channels.is_empty() {
            return short(&floor, " ");
        }
        if floor.len() < 2 || !floor.iter().all(|language| channels.contains(language)) {
            return format!("{}→{}", short(&floor, "+"), short(&channels, " "));
        }
        let others: Vec<&str> = channels.into_iter().filter(|language| !floor.contains(language)).collect();
        let arrow = if others.is_empty() { "" } else { "→" };
        format!("{}{arrow}{}", short(&floor, "⇄"), short(&others, " "))
    }
}

/// A language tag or service as a few letters: `EN`, `ASL`, `CC` for captions.
#[must_use]
pub fn short_tag(tag: &str) -> String {
    match tag.strip_prefix("captions") {
        Some(rest) => format!("CC{}", rest.to_uppercase()),
        None => tag.to_uppercase(),
    }
}

/// A day on which something takes place.
#[derive(Clone, Debug)]
pub struct Day<'a> {
    /// Its id; the date of a day that is none of the conference.
    pub id: String,
    /// Its date.
    pub date: Date,
    /// Its title as written.
    pub title: Option<&'a Text>,
    /// Positions of its entries, in order.
    pub entries: Vec<usize>,
}

/// A timetable with everything that is said of it.
#[derive(Clone, Debug)]
pub struct Programme<'a> {
    /// The instance.
    pub instance: &'a Instance,
    /// The timetable as a file, with what follows from it.
    pub file: &'a TimetableFile,
    /// Everything that takes place, by start, room and end.
    pub entries: Vec<Entry<'a>>,
    /// The days, in order.
    pub days: Vec<Day<'a>>,
    /// What is wrong.
    pub conflicts: Vec<Conflict>,
}

impl<'a> Programme<'a> {
    /// Joins an instance, what was made dense of it, a timetable, what is written about that, and what is wrong with it.
    #[must_use]
    pub fn new(
        instance: &'a Instance,
        problem: &Problem,
        timetable: &Timetable,
        file: &'a TimetableFile,
        conflicts: Vec<Conflict>,
    ) -> Self {
        let people: BTreeMap<&str, usize> =
            instance.people.iter().enumerate().map(|(position, person)| (person.id.0.as_str(), position)).collect();
        let kinds: BTreeMap<&str, usize> =
            instance.kinds.iter().enumerate().map(|(position, kind)| (kind.id.0.as_str(), position)).collect();
        let staffing: BTreeMap<&str, &Interpreted> =
            file.interpretation.iter().map(|staffing| (staffing.session.as_str(), staffing)).collect();
        let mut wrong: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (position, conflict) in conflicts.iter().enumerate() {
            for session in &conflict.sessions {
                let of_session = wrong.entry(session).or_default();
                if of_session.last() != Some(&position) {
                    of_session.push(position);
                }
            }
        }
        let calendar = &problem.calendar;
        let moment = |minute| Moment { minute, civil: calendar.civil(minute), instant: calendar.instant(minute) };
        let mut days: Vec<Day<'a>> = instance
            .days
            .iter()
            .enumerate()
            .map(|(position, day)| Day {
                id: day.id.0.clone(),
                date: calendar.date(position),
                title: day.title.as_ref(),
                entries: Vec::new(),
            })
            .collect();
        let mut entries: Vec<Entry<'a>> = Vec::new();
        for (id, placement) in timetable.placed() {
            let session = &instance.sessions[id.index()];
            let span = problem.sessions[id.index()].span(placement.start);
            let (start, end) = (moment(span.from), moment(span.to));
            let day = problem.day(span.from).map_or_else(|| day_of(&mut days, start.civil.date()), |day| day.index());
            let speakers = session.speakers.iter().map(|id| (id, Role::Speaker));
            let chairs = session.chairs.iter().map(|id| (id, Role::Chair));
            entries.push(Entry {
                session,
                start,
                end,
                day,
                room: placement.room.map(|room| room.index()),
                kind: kinds.get(session.kind.0.as_str()).copied().unwrap_or_default(),
                staffing: staffing.get(session.id.0.as_str()).copied(),
                people: speakers
                    .chain(chairs)
                    .filter_map(|(id, role)| Some((*people.get(id.0.as_str())?, role)))
                    .collect(),
                conflicts: wrong.get(session.id.0.as_str()).cloned().unwrap_or_default(),
            });
        }
        entries.sort_by_key(|entry| (entry.start.minute, entry.room, entry.end.minute));
        for (position, entry) in entries.iter().enumerate() {
            days[entry.day].entries.push(position);
        }
        // Days on which nothing happens are not shown.
        let mut kept = vec![0; days.len()];
        let mut order: Vec<usize> = (0..days.len()).filter(|&day| !days[day].entries.is_empty()).collect();
        order.sort_by_key(|&day| entries[days[day].entries[0]].start.minute);
        for (new, &old) in order.iter().enumerate() {
            kept[old] = new;
        }
        for entry in &mut entries {
            entry.day = kept[entry.day];
        }
        let days = order.into_iter().map(|day| days[day].clone()).collect();
        Self { instance, file, entries, days, conflicts }
    }

    /// The title of the conference.
    #[must_use]
    pub fn title(&self, locale: &Locale) -> String {
        titled(Some(&self.instance.title), &self.instance.id.0, locale)
    }

    /// The title of a session.
    #[must_use]
    pub fn session_title(&self, entry: &Entry<'_>, locale: &Locale) -> String {
        titled(Some(&entry.session.title), entry.id(), locale)
    }

    /// The name of a room; [`locale::Labels::elsewhere`] outside the rooms of the list.
    #[must_use]
    pub fn room_name(&self, room: Option<usize>, locale: &Locale) -> String {
        let Some(room) = room.and_then(|room| self.instance.rooms.get(room)) else {
            return locale.labels.elsewhere.to_owned();
        };
        titled(room.title.as_ref(), &room.id.0, locale)
    }

    /// The name of a kind.
    #[must_use]
    pub fn kind_name(&self, kind: usize, locale: &Locale) -> String {
        self.instance.kinds.get(kind).map_or_else(String::new, |kind| titled(kind.title.as_ref(), &kind.id.0, locale))
    }

    /// The name of a track, empty where a session has none.
    #[must_use]
    pub fn track_name(&self, entry: &Entry<'_>, locale: &Locale) -> String {
        let Some(id) = &entry.session.track else { return String::new() };
        let track = self.instance.tracks.iter().find(|track| track.id == *id);
        titled(track.and_then(|track| track.title.as_ref()), &id.0, locale)
    }

    /// The name of a person.
    #[must_use]
    pub fn person_name(&self, person: usize) -> String {
        let person = &self.instance.people[person];
        clean(person.name.as_deref().unwrap_or(&person.id.0))
    }

    /// The title of a day: what is written, else its date.
    #[must_use]
    pub fn day_title(&self, day: &Day<'_>, locale: &Locale) -> String {
        match day.title {
            Some(title) => titled(Some(title), &day.id, locale),
            None => locale.date(day.date),
        }
    }

    /// The names of people with a role in a session.
    #[must_use]
    pub fn names(&self, entry: &Entry<'_>, role: Role) -> Vec<String> {
        let with_role = entry.people.iter().filter(|(_, has)| *has == role);
        with_role.map(|&(person, _)| self.person_name(person)).collect()
    }

    /// What is spoken and what it is interpreted into, as a sentence; empty where neither is known.
    #[must_use]
    pub fn languages_in_words(&self, entry: &Entry<'_>, locale: &Locale) -> String {
        let names = |list: Vec<&str>| -> String {
            let list: Vec<String> = list.into_iter().map(|tag| locale.language(tag)).collect();
            list.join(", ")
        };
        let (floor, channels) = (entry.floor(), entry.channels());
        let mut parts = Vec::new();
        if !floor.is_empty() {
            parts.push(format!("{}{}{}", locale.labels.floor, locale.colon, names(floor)));
        }
        if !channels.is_empty() {
            parts.push(format!("{}{}{}", locale.labels.channels, locale.colon, names(channels)));
        }
        parts.join("; ")
    }

    /// The rooms in which something takes place, with their entries, in order of the instance; outside comes last.
    #[must_use]
    pub fn by_room(&self) -> Vec<(Option<usize>, Vec<usize>)> {
        let mut rooms: BTreeMap<(bool, Option<usize>), Vec<usize>> = BTreeMap::new();
        for (position, entry) in self.entries.iter().enumerate() {
            rooms.entry((entry.room.is_none(), entry.room)).or_default().push(position);
        }
        rooms.into_iter().map(|((_, room), entries)| (room, entries)).collect()
    }

    /// The people who are in any session, with the entries and their roles, by name.
    #[must_use]
    pub fn by_person(&self) -> Vec<(usize, Vec<(usize, Role)>)> {
        let mut people: BTreeMap<usize, Vec<(usize, Role)>> = BTreeMap::new();
        for (position, entry) in self.entries.iter().enumerate() {
            for &(person, role) in &entry.people {
                people.entry(person).or_default().push((position, role));
            }
        }
        let mut people: Vec<_> = people.into_iter().collect();
        people.sort_by_cached_key(|(person, _)| (self.person_name(*person).to_lowercase(), *person));
        people
    }

    /// The position of the entry of a session.
    #[must_use]
    pub fn positions(&self) -> BTreeMap<&str, usize> {
        self.entries.iter().enumerate().map(|(position, entry)| (entry.id(), position)).collect()
    }
}

/// A text in the language of a locale, harmless; the id where there is none.
#[must_use]
pub fn titled(text: Option<&Text>, id: &str, locale: &Locale) -> String {
    let text = text.map(|text| clean(text.in_language(locale.tag))).filter(|text| !text.trim().is_empty());
    text.unwrap_or_else(|| clean(id))
}

/// The day of a date, added if need be.
fn day_of(days: &mut Vec<Day<'_>>, date: Date) -> usize {
    days.iter().position(|day| day.date == date).unwrap_or_else(|| {
        days.push(Day { id: date.to_string(), date, title: None, entries: Vec::new() });
        days.len() - 1
    })
}
