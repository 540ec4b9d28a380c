//! Programmes as pretalx, Sessionize and Indico hand them out, in JSON.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::{Draft, Event, Person, Room, civil};
use crate::formats::programme::clean;
use crate::instance::{Code, Diagnostic, Report, Source};

/// What a value says as text; of a text in several languages the English one, else the first.
fn said(value: &Value) -> String {
    match value {
        Value::String(text) => clean(text),
        Value::Number(number) => number.to_string(),
        Value::Object(texts) => {
            let text = ["en", "name", "title"].iter().find_map(|key| texts.get(*key)).or_else(|| texts.values().next());
            text.filter(|text| text.is_string()).map(said).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// The first that says something.
fn first(value: &Value, names: &[&str]) -> String {
    names.iter().map(|name| said(&value[*name])).find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// The members of a list; those of an answer by pages are under `results`.
fn members(value: &Value) -> &[Value] {
    value.as_array().or_else(|| value["results"].as_array()).map_or(&[], Vec::as_slice)
}

fn seats(value: &Value) -> Option<u32> {
    let seats = value.as_u64().and_then(|seats| u32::try_from(seats).ok());
    seats.filter(|seats| (1..=1_000_000).contains(seats))
}

/// Minutes as a number, or between two moments.
fn minutes(said: &Value, start: &str, end: &str) -> Option<u32> {
    let between = || {
        let utc = TimeZone::UTC;
        let (start, end) = (civil(start, &utc)?, civil(end, &utc)?);
        u32::try_from(end.duration_since(start).as_mins()).ok()
    };
    let number = said.as_u64().and_then(|minutes| u32::try_from(minutes).ok());
    number.or_else(between).filter(|minutes| (1..=2880).contains(minutes))
}

/// What is read, with what is wrong.
struct Reading<'a> {
    source: &'a Source,
    draft: Draft,
    zone: TimeZone,
    errors: Vec<Diagnostic>,
    unused: BTreeMap<&'static str, usize>,
}

impl<'a> Reading<'a> {
    fn new(source: &'a Source, zone: &str) -> Self {
        let known = TimeZone::get(zone);
        let mut draft = Draft { time_zone: zone.to_owned(), ..Draft::default() };
        if known.is_err() {
            draft.time_zone = "UTC".to_owned();
            draft.notes.push("the file names no time zone: times are taken as they stand, as if in UTC".to_owned());
        }
        let zone = known.unwrap_or(TimeZone::UTC);
        Self { source, draft, zone, errors: Vec::new(), unused: BTreeMap::new() }
    }

    fn wrong(&mut self, pointer: &str, message: String, help: &str) {
        self.errors.push(Diagnostic::error(Code::BadClock, pointer, message).with_help(help));
    }

    fn unused(&mut self, value: &Value, names: &[&'static str]) {
        for &name in names {
            let empty = match &value[name] {
                Value::Null | Value::Bool(false) => true,
                Value::String(text) => text.is_empty(),
                Value::Array(list) => list.is_empty(),
                _ => false,
            };
            *self.unused.entry(name).or_default() += usize::from(!empty);
        }
    }

    fn finish(mut self) -> Result<Draft, Report> {
        let list: Vec<String> = self
            .unused
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(name, count)| format!("{name} ({count})"))
            .collect();
        if !list.is_empty() {
            self.draft.notes.push(format!("not part of an instance: {}", list.join(", ")));
        }
        if self.errors.is_empty() {
            return Ok(self.draft);
        }
        let pointers: Vec<&str> = self.errors.iter().map(|error| error.pointer.as_str()).collect();
        let places = self.source.locate_all(&pointers);
        for (error, place) in self.errors.iter_mut().zip(places) {
            error.position = place;
        }
        Err(Report::new(self.source.name(), self.errors))
    }
}

/// Reads a dump of the API of pretalx: an object with `submissions` (or `talks`), `rooms`, and `slots` if there are any,
/// each as the API answers; `event` names the time zone.
pub(super) fn pretalx(source: &Source, whole: &Value) -> Result<Draft, Report> {
    let mut reading = Reading::new(source, &first(&whole["event"], &["timezone"]));
    reading.draft.id = first(&whole["event"], &["slug"]);
    reading.draft.title = first(&whole["event"], &["name"]);
    let mut rooms: BTreeMap<String, String> = BTreeMap::new();
    for room in members(&whole["rooms"]) {
        let name = first(room, &["name", "id"]);
        rooms.insert(said(&room["id"]), name.clone());
        reading.draft.rooms.push(Room { name, seats: seats(&room["capacity"]) });
        reading.unused(room, &["description", "speaker_info", "availabilities"]);
    }
    let mut slots: BTreeMap<String, &Value> = BTreeMap::new();
    for slot in members(&whole["slots"]) {
        slots.insert(said(&slot["submission"]), slot);
    }
    let speakers: BTreeMap<String, String> =
        members(&whole["speakers"]).iter().map(|person| (said(&person["code"]), first(person, &["name"]))).collect();
    let list = if whole["submissions"].is_null() { "talks" } else { "submissions" };
    for (number, talk) in members(&whole[list]).iter().enumerate() {
        let pointer = format!("/{list}{}/{number}", if whole[list].is_array() { "" } else { "/results" });
        let (code, title) = (first(talk, &["code"]), first(talk, &["title", "code"]));
        let state = first(talk, &["state"]);
        if !state.is_empty() && !["accepted", "confirmed"].contains(&state.as_str()) {
            *reading.unused.entry("sessions that are neither accepted nor confirmed").or_default() += 1;
            continue;
        }
        let own = talk["slot"].as_object().map(|_| &talk["slot"]).or_else(|| members(&talk["slots"]).first());
        let slot = own.filter(|slot| slot.is_object()).or_else(|| slots.get(&code).copied()).unwrap_or(&Value::Null);
        let (start, end) = (said(&slot["start"]), said(&slot["end"]));
        let Some(minutes) = minutes(&talk["duration"], &start, &end) else {
            reading.wrong(
                &format!("{pointer}/duration"),
                format!("{title:?} has no duration"),
                "write minutes from 1 to 2880",
            );
            continue;
        };
        let at = civil(&start, &reading.zone);
        if at.is_none() && !start.is_empty() {
            reading.wrong(
                &pointer,
                format!("{title:?} starts at {start:?}, which is no moment"),
                "write it such as 2030-05-06T09:00:00Z",
            );
        }
        let room = said(&slot["room"]);
        reading.unused(talk, &["abstract", "description", "answers", "resources", "tags", "do_not_record", "image"]);
        let people = members(&talk["speakers"]).iter().map(|person| {
            let key = if person.is_object() { first(person, &["code", "name"]) } else { said(person) };
            let name = speakers.get(&key).cloned().unwrap_or_else(|| first(person, &["name"]));
            Person { name: if name.is_empty() { key.clone() } else { name }, key }
        });
        reading.draft.events.push(Event {
            id: code,
            title,
            kind: said(&talk["submission_type"]),
            track: said(&talk["track"]),
            language: first(talk, &["content_locale"]),
            minutes,
            people: people.collect(),
            start: at,
            room: rooms.get(&room).cloned().unwrap_or(room),
            ..Event::default()
        });
    }
    reading.finish()
}

/// Reads the view *All* of Sessionize.
pub(super) fn sessionize(source: &Source, whole: &Value) -> Result<Draft, Report> {
    let mut reading = Reading::new(source, &first(whole, &["timeZone", "timezone"]));
    reading.draft.id = "sessionize".to_owned();
    let named = |list: &str, names: &[&str]| -> BTreeMap<String, String> {
        members(&whole[list]).iter().map(|of| (said(&of["id"]), first(of, names))).collect()
    };
    let (rooms, speakers) = (named("rooms", &["name"]), named("speakers", &["fullName"]));
    for room in members(&whole["rooms"]) {
        reading.draft.rooms.push(Room { name: first(room, &["name"]), seats: None });
    }
    let mut categories: BTreeMap<String, (String, String)> = BTreeMap::new();
    for category in members(&whole["categories"]) {
        for item in members(&category["items"]) {
            categories.insert(said(&item["id"]), (first(category, &["title"]).to_lowercase(), first(item, &["name"])));
        }
    }
    for (number, session) in members(&whole["sessions"]).iter().enumerate() {
        let pointer = format!("/sessions/{number}");
        let title = first(session, &["title", "id"]);
        let (start, end) = (said(&session["startsAt"]), said(&session["endsAt"]));
        let at = civil(&start, &reading.zone);
        let Some(minutes) = minutes(&Value::Null, &start, &end) else {
            let help = "startsAt and endsAt say how long a session is; give it a time, however provisional";
            reading.wrong(&pointer, format!("{title:?} does not say how long it is"), help);
            continue;
        };
        let of = |words: &[&str]| {
            let items = members(&session["categoryItems"]).iter().filter_map(|item| categories.get(&said(item)));
            items
                .into_iter()
                .find(|(category, _)| words.iter().any(|word| category.contains(word)))
                .map(|(_, name)| name.clone())
        };
        let service = session["isServiceSession"] == true;
        let plenum = session["isPlenumSession"] == true;
        let kind = if service {
            "service".to_owned()
        } else {
            of(&["format", "type"]).unwrap_or_else(|| "session".to_owned())
        };
        let people = members(&session["speakers"]).iter().map(|speaker| {
            let key = if speaker.is_object() { said(&speaker["id"]) } else { said(speaker) };
            let name = speakers.get(&key).cloned().filter(|name| !name.is_empty()).unwrap_or_else(|| key.clone());
            Person { key, name }
        });
        reading.unused(session, &["description", "questionAnswers", "liveUrl", "recordingUrl"]);
        let room = rooms.get(&said(&session["roomId"])).cloned().unwrap_or_default();
        reading.draft.events.push(Event {
            id: said(&session["id"]),
            title,
            // What is for all rooms and what is not cannot be of one kind.
            kind: if plenum { format!("{kind}-plenum") } else { kind },
            track: of(&["track"]).unwrap_or_default(),
            language: of(&["language"]).unwrap_or_default(),
            minutes,
            people: people.collect(),
            start: at,
            room,
            for_everybody: plenum,
            ..Event::default()
        });
    }
    reading.finish()
}

/// Reads the timetable export of Indico. Blocks of contributions become their contributions.
pub(super) fn indico(source: &Source, whole: &Value) -> Result<Draft, Report> {
    let events = whole["results"].as_object();
    let entries: Vec<(String, &Value)> = events
        .into_iter()
        .flatten()
        .flat_map(|(event, days)| {
            let days = days.as_object().into_iter().flatten();
            days.flat_map(move |(day, entries)| {
                let entries = entries.as_object().into_iter().flatten();
                entries.map(move |(key, entry)| (format!("/results/{event}/{day}/{key}"), entry))
            })
        })
        .collect();
    let zone = entries.first().map(|(_, entry)| said(&entry["startDate"]["tz"])).unwrap_or_default();
    let mut reading = Reading::new(source, &zone);
    reading.draft.id =
        events.and_then(|events| events.keys().next()).map_or("indico".to_owned(), |id| format!("indico-{id}"));
    for (pointer, entry) in &entries {
        let inside = entry["entries"].as_object().filter(|inside| !inside.is_empty());
        match inside {
            Some(inside) => {
                for (key, contribution) in inside {
                    indico_entry(&mut reading, &format!("{pointer}/entries/{key}"), contribution, Some(entry));
                }
            }
            None => indico_entry(&mut reading, pointer, entry, None),
        }
    }
    reading.finish()
}

fn indico_entry(reading: &mut Reading<'_>, pointer: &str, entry: &Value, block: Option<&Value>) {
    let title = first(entry, &["title", "id"]);
    let moment = |value: &Value| civil(&format!("{}T{}", said(&value["date"]), said(&value["time"])), &TimeZone::UTC);
    let (start, end) = (moment(&entry["startDate"]), moment(&entry["endDate"]));
    let between = start.zip(end).and_then(|(start, end)| u32::try_from(end.duration_since(start).as_mins()).ok());
    let minutes = minutes(&entry["duration"], "", "").or(between.filter(|minutes| (1..=2880).contains(minutes)));
    let (Some(start), Some(minutes)) = (start, minutes) else {
        let help = "an entry has a startDate with date and time, and a duration in minutes";
        reading.wrong(pointer, format!("{title:?} does not say when it is or how long"), help);
        return;
    };
    let room = |of: &Value| first(of, &["room", "location"]);
    let room = Some(room(entry)).filter(|room| !room.is_empty()).or_else(|| block.map(room)).unwrap_or_default();
    let people = members(&entry["presenters"]).iter().map(|person| {
        let name = first(person, &["name", "fullName"]);
        let name = if name.is_empty() {
            format!("{} {}", said(&person["firstName"]), said(&person["familyName"]))
        } else {
            name
        };
        Person { key: first(person, &["emailHash", "id"]), name }
    });
    let people = people
        .map(|person| Person { key: if person.key.is_empty() { person.name.clone() } else { person.key }, ..person });
    reading.unused(entry, &["description", "material", "url", "code", "conveners"]);
    let kind = first(entry, &["entryType"]).to_lowercase();
    reading.draft.events.push(Event {
        id: first(entry, &["id", "contributionId", "uniqueId"]),
        title,
        kind,
        track: block.map(|block| first(block, &["title"])).unwrap_or_default(),
        minutes,
        people: people.filter(|person| !person.name.trim().is_empty()).collect(),
        start: Some(start),
        room,
        ..Event::default()
    });
}
