//! The rows of the template: those of the example, or those that an instance fills.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::SHEETS;
use crate::formats::programme::clean;
use crate::instance::Instance;
use crate::instance::schema::{Id, InterpretationMode, Slot, Text, Window};

/// Rows of every sheet, as texts, each as long as its sheet has columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    sheets: Vec<Vec<Vec<String>>>,
    /// What an instance says and the sheets have no column for, in words.
    pub lost: Vec<String>,
}

/// What the sheets have columns for, by the list of the instance; all else is lost.
const KEPT: [(&str, &[&str]); 12] = [
    ("days", &["id", "date"]),
    ("slots", &["id", "day", "start", "end", "every", "kinds"]),
    ("rooms", &["id", "title", "seats", "features", "booths", "mobile_booths"]),
    ("mobile_booths", &["count"]),
    ("kinds", &["id", "title", "blocks"]),
    ("tracks", &["id", "title"]),
    ("topics", &["id", "title"]),
    ("people", &["id", "name", "away"]),
    ("interpreters", &["id", "directions", "combination"]),
    (
        "sessions",
        &[
            "id",
            "title",
            "kind",
            "minutes",
            "speakers",
            "chairs",
            "track",
            "topics",
            "min_seats",
            "expected",
            "needs",
            "floor",
            "interpretation",
            "pin",
        ],
    ),
    ("attendees", &["id", "wishes"]),
    ("languages", &[]),
];

/// Fields of the instance that are not lost, or nobody's loss.
const PLAIN: [&str; 6] = ["format", "$schema", "id", "title", "time_zone", "provenance"];

impl Rows {
    /// Those of the small example, or of the settings only.
    #[must_use]
    pub fn example(filled: bool) -> Self {
        let rows = |sheet: &super::Sheet| {
            let wanted = if filled || sheet.name == "Conference" { sheet.example } else { &[] };
            wanted.iter().map(|cells| cells.iter().map(|cell| (*cell).to_owned()).collect()).collect()
        };
        Self { sheets: SHEETS.iter().map(rows).collect(), lost: Vec::new() }
    }

    /// What an instance says, in a language where texts are in several.
    #[must_use]
    pub fn of(instance: &Instance, language: &str) -> Self {
        let mut filling = Filling::new(instance, language);
        let sheets = vec![
            filling.conference(),
            filling.rooms(),
            filling.slots(),
            filling.sessions(),
            filling.people(),
            filling.interpreters(),
            filling.wishes(),
        ];
        let mut lost = lost(instance);
        lost.extend(filling.lost.iter().map(|(what, count)| format!("{what} ({count})")));
        Self { sheets, lost }
    }

    /// The rows of each sheet, in order.
    pub(super) fn sheets(&self) -> impl Iterator<Item = &Vec<Vec<String>>> {
        self.sheets.iter()
    }
}

/// Fields that the sheets have no column for, with how many members of their list say something in them.
fn lost(instance: &Instance) -> Vec<String> {
    let Ok(Value::Object(fields)) = serde_json::to_value(instance) else { return Vec::new() };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (name, value) in &fields {
        match (KEPT.iter().find(|(list, _)| list == name), value) {
            (Some((list, kept)), Value::Array(members)) => {
                for field in members.iter().filter_map(Value::as_object).flat_map(|member| member.keys()) {
                    if !kept.contains(&field.as_str()) {
                        *counts.entry(format!("{list}/{field}")).or_default() += 1;
                    }
                }
            }
            (Some((list, kept)), Value::Object(of)) => {
                let zero = |value: &Value| value.is_null() || *value == 0;
                for (field, _) in of.iter().filter(|(field, value)| !kept.contains(&field.as_str()) && !zero(value)) {
                    *counts.entry(format!("{list}/{field}")).or_default() += 1;
                }
            }
            (None, value) if !PLAIN.contains(&name.as_str()) => {
                *counts.entry(name.clone()).or_default() += value.as_array().map_or(1, Vec::len);
            }
            _ => {}
        }
    }
    counts.into_iter().map(|(field, count)| format!("{field} ({count})")).collect()
}

/// An instance while rows are made of it: what everything is called in cells.
struct Filling<'a> {
    instance: &'a Instance,
    language: &'a str,
    rooms: BTreeMap<&'a str, String>,
    sessions: BTreeMap<&'a str, String>,
    people: BTreeMap<&'a str, String>,
    kinds: BTreeMap<&'a str, String>,
    tracks: BTreeMap<&'a str, String>,
    topics: BTreeMap<&'a str, String>,
    /// Dates of days that have a slot.
    days: BTreeMap<&'a str, &'a str>,
    lost: BTreeMap<String, usize>,
}

impl<'a> Filling<'a> {
    fn new(instance: &'a Instance, language: &'a str) -> Self {
        let text = |title: &Option<Text>| title.as_ref().map(|text| text.in_language(language).to_owned());
        let used: BTreeSet<&Id> = instance.slots.iter().map(|slot| &slot.day).collect();
        // Kinds that no session has cannot be told: no cell would name them.
        let of_sessions: BTreeSet<&Id> = instance.sessions.iter().map(|session| &session.kind).collect();
        let kinds = instance.kinds.iter().filter(|kind| of_sessions.contains(&kind.id));
        let mut filling = Self {
            instance,
            language,
            rooms: distinct(instance.rooms.iter().map(|room| (&room.id, text(&room.title)))),
            sessions: distinct(
                instance.sessions.iter().map(|of| (&of.id, Some(of.title.in_language(language).to_owned()))),
            ),
            people: distinct(instance.people.iter().map(|person| (&person.id, person.name.clone()))),
            kinds: distinct(kinds.map(|kind| (&kind.id, text(&kind.title)))),
            tracks: distinct(instance.tracks.iter().map(|track| (&track.id, text(&track.title)))),
            topics: distinct(instance.topics.iter().map(|topic| (&topic.id, text(&topic.title)))),
            days: instance
                .days
                .iter()
                .filter(|day| used.contains(&day.id))
                .map(|day| (day.id.0.as_str(), day.date.as_str()))
                .collect(),
            lost: BTreeMap::new(),
        };
        let unused = instance.kinds.len() - filling.kinds.len();
        filling.lose("kinds that no session has", unused);
        let some = |blocks: &[String]| !blocks.is_empty() && !blocks.iter().any(|block| block == "*");
        filling.lose("kinds that block some kinds only", instance.kinds.iter().filter(|of| some(&of.blocks)).count());
        filling
    }

    fn lose(&mut self, what: &str, count: usize) {
        if count > 0 {
            *self.lost.entry(what.to_owned()).or_default() += count;
        }
    }

    fn conference(&self) -> Vec<Vec<String>> {
        let instance = self.instance;
        let title = clean(instance.title.in_language(self.language)).trim().to_owned();
        let values = [
            if title.is_empty() { instance.id.0.clone() } else { title },
            instance.time_zone.clone(),
            joined(instance.languages.iter().map(|id| id.0.as_str())),
            instance.mobile_booths.count.to_string(),
        ];
        super::SETTINGS.iter().zip(values).map(|(name, value)| vec![(*name).to_owned(), value]).collect()
    }

    fn rooms(&self) -> Vec<Vec<String>> {
        let row = |room: &'a crate::instance::schema::Room| {
            vec![
                self.rooms[room.id.0.as_str()].clone(),
                room.seats.to_string(),
                joined(room.features.iter().map(|id| id.0.as_str())),
                unless_zero(room.booths),
                unless_zero(room.mobile_booths),
                room.id.0.clone(),
            ]
        };
        self.instance.rooms.iter().map(row).collect()
    }

    fn slots(&mut self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for slot in &self.instance.slots {
            let kinds: Vec<&str> =
                slot.kinds.iter().filter_map(|kind| self.kinds.get(kind.0.as_str())).map(String::as_str).collect();
            if kinds.is_empty() && !slot.kinds.is_empty() {
                // An empty cell would admit everything.
                self.lose("slots for kinds that no session has", 1);
                continue;
            }
            let Slot { day, start, end, every, .. } = slot;
            rows.push(vec![
                self.days.get(day.0.as_str()).copied().unwrap_or_default().to_owned(),
                start.0.clone(),
                end.0.clone(),
                every.map_or_else(String::new, |minutes| minutes.to_string()),
                joined(kinds.into_iter()),
            ]);
        }
        rows
    }

    fn sessions(&mut self) -> Vec<Vec<String>> {
        let languages: BTreeSet<&Id> = self.instance.languages.iter().collect();
        let everybody = |kind: &Id| {
            let kind = self.instance.kinds.iter().find(|known| known.id == *kind);
            kind.is_some_and(|kind| kind.blocks.iter().any(|block| block == "*"))
        };
        let mut rows = Vec::new();
        for of in &self.instance.sessions {
            let named = |names: &BTreeMap<&str, String>, ids: &[Id]| {
                joined(ids.iter().filter_map(|id| names.get(id.0.as_str())).map(String::as_str))
            };
            let into: Vec<&str> = match &of.interpretation {
                Some(wanted) if wanted.mode == InterpretationMode::Required => {
                    wanted.into.iter().filter(|id| languages.contains(id)).map(|id| id.0.as_str()).collect()
                }
                _ => Vec::new(),
            };
            let pin = of.pin.clone().unwrap_or_default();
            let day = pin.day.as_ref().and_then(|day| self.days.get(day.0.as_str()).copied());
            let start = pin.start.as_ref().filter(|_| day.is_some());
            rows.push(vec![
                self.sessions[of.id.0.as_str()].clone(),
                self.kinds.get(of.kind.0.as_str()).cloned().unwrap_or_default(),
                of.minutes.to_string(),
                if everybody(&of.kind) { "yes" } else { "" }.to_owned(),
                named(&self.people, &of.speakers),
                named(&self.people, &of.chairs),
                of.track.as_ref().and_then(|id| self.tracks.get(id.0.as_str())).cloned().unwrap_or_default(),
                named(&self.topics, &of.topics),
                of.min_seats.map_or_else(String::new, |seats| seats.to_string()),
                of.expected.map_or_else(String::new, |people| people.to_string()),
                joined(of.needs.iter().map(|id| id.0.as_str())),
                joined(of.floor.iter().filter(|id| languages.contains(id)).map(|id| id.0.as_str())),
                joined(into.iter().copied()),
                day.unwrap_or_default().to_owned(),
                start.map_or_else(String::new, |clock| clock.0.clone()),
                pin.room.as_ref().and_then(|id| self.rooms.get(id.0.as_str())).cloned().unwrap_or_default(),
                of.id.0.clone(),
            ]);
            if let Some(wanted) = &of.interpretation {
                self.lose("interpretation that is optional", usize::from(wanted.mode == InterpretationMode::Optional));
                let special = wanted.remote.is_some() || wanted.regime != Default::default();
                self.lose("regime and place of interpretation", usize::from(special));
                let services = wanted.into.iter().filter(|id| !languages.contains(id)).count();
                self.lose("sign languages and captions of sessions", services);
            }
            self.lose(
                "floors that are no language of the conference",
                of.floor.iter().filter(|id| !languages.contains(id)).count(),
            );
            let unsaid = (pin.day.is_some() && day.is_none()) || (pin.start.is_some() && start.is_none());
            self.lose("pins to a time that no slot has", usize::from(unsaid));
        }
        rows
    }

    fn people(&mut self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for person in &self.instance.people {
            let name = self.people[person.id.0.as_str()].clone();
            let mut said = false;
            for Window { day, from, to } in &person.away {
                let date = day.as_ref().map(|day| self.days.get(day.0.as_str()).copied());
                if date == Some(None) || (day.is_none() && from.is_none() && to.is_none()) {
                    // Nothing is on a day without slots.
                    self.lose("absences on days without slots", usize::from(day.is_some()));
                    self.lose("absences from everything", usize::from(day.is_none()));
                    continue;
                }
                let clock = |clock: &Option<crate::instance::schema::Clock>| {
                    clock.as_ref().map_or_else(String::new, |clock| clock.0.clone())
                };
                let date = date.flatten().unwrap_or_default().to_owned();
                rows.push(vec![name.clone(), date, clock(from), clock(to), person.id.0.clone()]);
                said = true;
            }
            if !said {
                rows.push(vec![name, String::new(), String::new(), String::new(), person.id.0.clone()]);
            }
        }
        rows
    }

    fn interpreters(&mut self) -> Vec<Vec<String>> {
        let languages: BTreeSet<&Id> = self.instance.languages.iter().collect();
        let mut rows = Vec::new();
        for interpreter in &self.instance.interpreters {
            for (from, into) in interpreter.all_directions() {
                if languages.contains(from) && languages.contains(into) {
                    rows.push(vec![interpreter.id.0.clone(), from.0.clone(), into.0.clone()]);
                } else {
                    self.lose("directions of interpreters into sign languages and captions", 1);
                }
            }
        }
        rows
    }

    fn wishes(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for attendee in &self.instance.attendees {
            // Attendees are numbered in the sheet: attendee-7 is 7.
            let id = attendee.id.0.as_str();
            let who = id.strip_prefix("attendee-").filter(|rest| !rest.is_empty()).unwrap_or(id);
            for (session, weight) in &attendee.wishes {
                let Some(title) = self.sessions.get(session.as_str()) else { continue };
                rows.push(vec![who.to_owned(), title.clone(), weight.0.to_string()]);
            }
        }
        rows
    }
}

/// Names by id, on one line, without semicolons, no two alike but for the case of letters: those that are get their id.
fn distinct<'a>(named: impl Iterator<Item = (&'a Id, Option<String>)>) -> BTreeMap<&'a str, String> {
    /// As much as anybody reads, and well within what a cell can hold.
    const LONGEST: usize = 1000;
    let (mut names, mut taken) = (BTreeMap::new(), BTreeSet::new());
    for (id, name) in named {
        let name = clean(&name.unwrap_or_default()).replace(';', ",");
        let name: String = name.trim().chars().take(LONGEST).collect();
        let mut name = if name.trim().is_empty() { id.0.clone() } else { name.trim().to_owned() };
        while !taken.insert(name.to_lowercase()) {
            name = format!("{name} ({id})");
        }
        names.insert(id.0.as_str(), name);
    }
    names
}

fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

fn unless_zero(number: u32) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}
