//! A timetable with everything that is printed of it, in the language wanted; grid and lists are made of it.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::cli::terminal::harmless;
use crate::formats::timetable_json::{Placed, TimetableFile};
use crate::instance::Instance;
use crate::instance::schema::{Session, Text};

/// A timetable, ready to be printed.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Board {
    /// The title of the conference.
    pub(super) title: String,
    /// Days on which something happens, in order.
    pub(super) days: Vec<Day>,
    /// Names of rooms, in order of the instance.
    pub(super) rooms: Vec<String>,
    /// Their ids.
    room_ids: Vec<String>,
    /// Kinds that occur.
    pub(super) kinds: Vec<Kind>,
    /// Languages of the conference.
    pub(super) languages: Vec<String>,
    /// Names of people, in order of the instance.
    pub(super) people: Vec<String>,
}

/// A day.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub(super) id: String,
    pub(super) title: String,
    /// By start.
    pub(super) entries: Vec<Entry>,
}

/// A kind of session.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    id: String,
    pub(super) title: String,
    /// A few letters that stand for it.
    pub(super) short: String,
}

/// A session that takes place.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// As in the file.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) kind: Option<usize>,
    pub(super) start: DateTime,
    pub(super) end: Option<DateTime>,
    pub(super) room: Option<usize>,
    pub(super) floor: Vec<String>,
    pub(super) into: Vec<String>,
    /// Positions of people and what they are here.
    pub(super) people: Vec<(usize, &'static str)>,
    /// Whether its kind blocks others, as plenaries and breaks do.
    pub(super) blocks: bool,
}

impl Entry {
    /// `09:00–10:30`.
    pub(super) fn span(&self) -> String {
        self.end.map_or_else(|| clock(self.start), |end| format!("{}–{}", clock(self.start), clock(end)))
    }

    /// Whether it goes on at a moment.
    pub(super) fn runs_at(&self, moment: DateTime) -> bool {
        self.start <= moment && self.end.is_some_and(|end| moment < end)
    }

    /// `EN→FR ES`: what is spoken, and what it is interpreted into; `EN⇄FR` when all that is spoken is.
    pub(super) fn languages(&self) -> String {
        let upper = |list: &[String], between: &str| -> String {
            let list: Vec<String> = list.iter().map(|language| language.to_uppercase()).collect();
            list.join(between)
        };
        if self.into.is_empty() {
            return upper(&self.floor, " ");
        }
        let both_ways = self.floor.len() > 1 && self.floor.iter().all(|language| self.into.contains(language));
        if !both_ways {
            return format!("{}→{}", upper(&self.floor, "+"), upper(&self.into, " "));
        }
        let others: Vec<String> = self.into.iter().filter(|language| !self.floor.contains(language)).cloned().collect();
        let arrow = if others.is_empty() { "" } else { "→" };
        format!("{}{arrow}{}", upper(&self.floor, "⇄"), upper(&others, " "))
    }
}

/// `09:00`.
pub(super) fn clock(time: DateTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

impl Board {
    /// A board of a file; with the instance it knows titles, without it ids.
    pub(in crate::cli) fn new(file: &TimetableFile, instance: Option<&Instance>, language: &str) -> Self {
        let name = |text: Option<&Text>, id: &str| {
            harmless(text.map(|text| text.in_language(language)).filter(|text| !text.is_empty()).unwrap_or(id))
        };
        let Some(instance) = instance else { return Self::of_ids(file) };
        let positions = |ids: Vec<&str>| -> BTreeMap<String, usize> {
            ids.into_iter().enumerate().map(|(position, id)| (id.to_owned(), position)).collect()
        };
        let rooms = positions(instance.rooms.iter().map(|room| room.id.0.as_str()).collect());
        let people = positions(instance.people.iter().map(|person| person.id.0.as_str()).collect());
        let sessions: BTreeMap<&str, &Session> =
            instance.sessions.iter().map(|session| (session.id.0.as_str(), session)).collect();
        let used: Vec<_> = instance
            .kinds
            .iter()
            .filter(|kind| instance.sessions.iter().any(|session| session.kind == kind.id))
            .collect();
        let short = shorten(&used.iter().map(|kind| kind.id.0.as_str()).collect::<Vec<_>>());
        let kinds: Vec<Kind> = used
            .iter()
            .zip(short)
            .map(|(kind, short)| Kind { id: kind.id.0.clone(), title: name(kind.title.as_ref(), &kind.id.0), short })
            .collect();
        let entry = |placed: &Placed, start: DateTime| {
            let session = sessions.get(placed.session.as_str());
            let kind = session.and_then(|session| kinds.iter().position(|kind| kind.id == session.kind.0));
            let interpreted = file.interpretation.iter().find(|i| i.session == placed.session);
            let ids = |ids: &[crate::instance::schema::Id]| ids.iter().map(|id| id.0.clone()).collect::<Vec<_>>();
            let blocks = session.and_then(|session| instance.kinds.iter().find(|kind| kind.id == session.kind));
            let roles = session.iter().flat_map(|session| {
                let speakers = session.speakers.iter().map(|id| (&id.0, "speaks"));
                speakers.chain(session.chairs.iter().map(|id| (&id.0, "chairs")))
            });
            Entry {
                id: placed.session.clone(),
                title: name(session.map(|session| &session.title), &placed.session),
                kind,
                start,
                end: placed.end.as_deref().and_then(|end| end.parse().ok()),
                room: placed.rooms.first().and_then(|room| rooms.get(room).copied()),
                floor: session.map_or_else(Vec::new, |session| ids(&session.floor)),
                into: interpreted.map_or_else(Vec::new, |interpreted| interpreted.into.clone()),
                people: roles.filter_map(|(id, role)| Some((*people.get(id)?, role))).collect(),
                blocks: blocks.is_some_and(|kind| !kind.blocks.is_empty()),
            }
        };
        let mut days: Vec<Day> = instance
            .days
            .iter()
            .map(|day| Day {
                id: day.id.0.clone(),
                title: day.title.as_ref().map_or_else(|| long_date(&day.date), |title| name(Some(title), &day.id.0)),
                entries: Vec::new(),
            })
            .collect();
        for placed in &file.placements {
            let Ok(start) = placed.start.parse::<DateTime>() else { continue };
            let by_id = days.iter().position(|day| Some(&day.id) == placed.day.as_ref());
            // A session off the conference days has a day of its own.
            let at = by_id.unwrap_or_else(|| day_of(&mut days, &start.date().to_string()));
            days[at].entries.push(entry(placed, start));
        }
        Self {
            title: name(Some(&instance.title), &instance.id.0),
            days: finish(days),
            rooms: instance.rooms.iter().map(|room| name(room.title.as_ref(), &room.id.0)).collect(),
            room_ids: instance.rooms.iter().map(|room| room.id.0.clone()).collect(),
            kinds,
            languages: instance.languages.iter().map(|language| language.0.clone()).collect(),
            people: instance
                .people
                .iter()
                .map(|person| harmless(person.name.as_deref().unwrap_or(&person.id.0)))
                .collect(),
        }
    }

    /// What can be said without the instance.
    fn of_ids(file: &TimetableFile) -> Self {
        let mut rooms: Vec<String> = file.placements.iter().flat_map(|placed| placed.rooms.iter().cloned()).collect();
        rooms.sort_unstable();
        rooms.dedup();
        let mut days = Vec::new();
        for placed in &file.placements {
            let Ok(start) = placed.start.parse::<DateTime>() else { continue };
            let interpreted = file.interpretation.iter().find(|i| i.session == placed.session);
            let id = placed.day.clone().unwrap_or_else(|| start.date().to_string());
            let day = match days.iter().position(|day: &Day| day.id == id) {
                Some(day) => day,
                None => day_of(&mut days, &start.date().to_string()),
            };
            days[day].id = id;
            days[day].entries.push(Entry {
                id: placed.session.clone(),
                title: harmless(&placed.session),
                kind: None,
                start,
                end: placed.end.as_deref().and_then(|end| end.parse().ok()),
                room: placed.rooms.first().and_then(|room| rooms.binary_search(room).ok()),
                floor: interpreted.map_or_else(Vec::new, |interpreted| interpreted.floor.clone()),
                into: interpreted.map_or_else(Vec::new, |interpreted| interpreted.into.clone()),
                people: Vec::new(),
                blocks: false,
            });
        }
        days.sort_by_key(|day| day.entries.iter().map(|entry| entry.start).min());
        Self {
            title: harmless(file.instance.as_deref().unwrap_or("Timetable")),
            days: finish(days),
            rooms: rooms.iter().map(|room| harmless(room)).collect(),
            room_ids: rooms,
            ..Self::default()
        }
    }

    /// Whether nothing is placed.
    pub(super) fn is_empty(&self) -> bool {
        self.days.iter().all(|day| day.entries.is_empty())
    }

    /// The day and the entry of a session.
    pub(super) fn find(&self, session: &str) -> Option<(&Day, &Entry)> {
        let of_day = |day: &'_ Day| day.entries.iter().position(|entry| entry.id == session);
        self.days.iter().find_map(|day| of_day(day).map(|position| (day, &day.entries[position])))
    }

    /// The name of a room.
    pub(super) fn room(&self, id: &str) -> String {
        let position = self.room_ids.iter().position(|room| room == id);
        position.map_or_else(|| harmless(id), |position| self.rooms[position].clone())
    }

    /// `mon 09:00`: a moment as in files; the date where it is on no day of the board.
    pub(super) fn moment(&self, text: &str) -> String {
        let Ok(moment) = text.parse::<DateTime>() else { return harmless(text) };
        let here = |day: &&Day| day.entries.iter().any(|entry| entry.start.date() == moment.date());
        let day = self.days.iter().find(here).map_or_else(|| moment.date().to_string(), |day| day.id.clone());
        format!("{day} {}", clock(moment))
    }

    /// The same with one day only.
    pub(super) fn only(mut self, day: &str) -> Result<Self, String> {
        let known: Vec<String> = self.days.iter().map(|day| day.id.clone()).collect();
        self.days.retain(|there| there.id == day);
        if self.days.is_empty() {
            return Err(format!("--day {day}: nothing is placed on such a day; there are {}", known.join(", ")));
        }
        Ok(self)
    }
}

/// The day of this date, added if need be.
fn day_of(days: &mut Vec<Day>, date: &str) -> usize {
    days.iter().position(|day| day.id == date).unwrap_or_else(|| {
        days.push(Day { id: date.to_owned(), title: long_date(date), entries: Vec::new() });
        days.len() - 1
    })
}

fn finish(mut days: Vec<Day>) -> Vec<Day> {
    days.retain(|day| !day.entries.is_empty());
    for day in &mut days {
        day.entries.sort_by_key(|entry| (entry.start, entry.room, entry.end));
    }
    days
}

/// `Thursday 7 June 2018`.
fn long_date(date: &str) -> String {
    let parsed = date.parse::<jiff::civil::Date>();
    parsed.map_or_else(|_| harmless(date), |date| date.strftime("%A %-d %B %Y").to_string())
}

/// A few letters for each kind, all different: initials of several words, else the beginning.
fn shorten(ids: &[&str]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for id in ids {
        let words: Vec<&str> = id.split(['-', '_', '.']).filter(|word| !word.is_empty()).collect();
        let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
        let beginnings = (4..=id.chars().count().max(4)).map(|length| id.chars().take(length).collect::<String>());
        let first = (words.len() > 1).then_some(initials);
        let free = first.into_iter().chain(beginnings).find(|short| !taken.contains(short));
        taken.push(free.unwrap_or_else(|| (*id).to_owned()));
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(floor: &[&str], into: &[&str]) -> String {
        let own = |list: &[&str]| list.iter().map(|language| (*language).to_owned()).collect();
        Entry {
            id: String::new(),
            title: String::new(),
            kind: None,
            start: jiff::civil::date(2018, 6, 7).at(9, 0, 0, 0),
            end: None,
            room: None,
            floor: own(floor),
            into: own(into),
            people: Vec::new(),
            blocks: false,
        }
        .languages()
    }

    #[test]
    fn languages_read_at_a_glance() {
        assert_eq!(entry(&["en"], &[]), "EN");
        assert_eq!(entry(&["en"], &["fr", "es"]), "EN→FR ES");
        assert_eq!(entry(&["en", "fr"], &["en", "fr"]), "EN⇄FR");
        assert_eq!(entry(&["en", "fr"], &["en", "es", "fr"]), "EN⇄FR→ES");
        assert_eq!(entry(&["en", "es"], &["fr"]), "EN+ES→FR");
        assert_eq!(entry(&[], &[]), "");
    }

    #[test]
    fn kinds_have_short_names() {
        let short = shorten(&["plenary", "workshop", "working-group", "workout", "works"]);
        assert_eq!(short, ["plen", "work", "wg", "worko", "works"]);
    }
}
