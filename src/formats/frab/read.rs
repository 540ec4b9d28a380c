//! Reading both.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::formats::import::{Draft, Event, Node, Person, Room, civil};
use crate::formats::programme::clean;
use crate::instance::{Code, Diagnostic, Report, Severity, Source};

/// Fields of events that an instance has no place for.
const UNUSED: [&str; 9] = [
    "abstract",
    "description",
    "links",
    "attachments",
    "recording",
    "logo",
    "answers",
    "feedback_url",
    "video_download_url",
];

/// An event as it stands there, with a way to say where.
struct Said<'a> {
    field: Box<dyn Fn(&str) -> String + 'a>,
    day: Option<Date>,
    /// The room under which it stands.
    room: String,
    people: Vec<Person>,
    id: String,
    at: (String, Option<&'a Node>),
}

/// What is read, and what is wrong.
struct Reading {
    draft: Draft,
    zone: TimeZone,
    errors: Vec<Diagnostic>,
    unused: BTreeMap<&'static str, usize>,
    /// Names of events of which more than the name was in the slug.
    called: BTreeSet<String>,
}

impl Reading {
    fn new(title: &str, acronym: &str, zone: &str, first: Option<&str>) -> Self {
        let mut draft = Draft { id: acronym.to_owned(), title: clean(title), ..Draft::default() };
        draft.time_zone = zone.to_owned();
        let known = TimeZone::get(zone);
        if known.is_err() {
            let fixed = first.and_then(of_offset);
            draft.time_zone = fixed.clone().unwrap_or_else(|| "UTC".to_owned());
            draft.notes.push(format!(
                "the time zone is {}: the first event is taken to tell it ({})",
                if zone.is_empty() { "not in the file".to_owned() } else { format!("{zone:?}, which is not known") },
                draft.time_zone
            ));
        }
        let zone = known.or_else(|_| TimeZone::get(&draft.time_zone)).unwrap_or(TimeZone::UTC);
        Self { draft, zone, errors: Vec::new(), unused: BTreeMap::new(), called: BTreeSet::new() }
    }

    fn event(&mut self, said: Said<'_>, text: &str) {
        /// Looking up a line takes a while; nobody reads more of them.
        const MOST_PLACES: usize = 100;
        let field = |name: &str| (said.field)(name);
        let title = clean(&field("title"));
        let called = if title.trim().is_empty() { said.id.clone() } else { title.clone() };
        let mut wrong = |code: Code, name: &str, message: String, help: &str| {
            let pointer = format!("{}/{name}", said.at.0);
            let mut diagnostic = Diagnostic::error(code, pointer, message).with_help(help);
            if let Some(node) = said.at.1.filter(|_| self.errors.len() < MOST_PLACES) {
                diagnostic = diagnostic.at(node.position(text));
            }
            self.errors.push(diagnostic);
        };
        let start = civil(&field("date"), &self.zone).or_else(|| {
            let (day, start) = (said.day?, field("start"));
            civil(&format!("{day}T{start}"), &self.zone)
        });
        if start.is_none() {
            let message = format!("{called:?} starts at {:?}, which is no date and time", field("date"));
            wrong(Code::BadClock, "date", message, "write it such as 2018-06-07T09:00:00-04:00");
        }
        let minutes = minutes(&field("duration"));
        if minutes.is_none() {
            let message = format!("{called:?} lasts {:?}, which is no duration", field("duration"));
            wrong(Code::BadClock, "duration", message, "write hours and minutes such as 01:30, up to 48:00");
        }
        let mut room = clean(&field("room"));
        if room.trim().is_empty() {
            room = clean(&said.room);
        }
        for name in UNUSED {
            let text = field(name);
            if !text.trim().is_empty() {
                *self.unused.entry(name).or_default() += 1;
            }
        }
        let id = self.id(field("slug").trim(), &said.id);
        self.draft.events.push(Event {
            id,
            title: called,
            subtitle: clean(&field("subtitle")),
            kind: clean(&field("type")),
            track: clean(&field("track")),
            language: field("language").trim().to_owned(),
            minutes: minutes.unwrap_or(1),
            people: said.people,
            day: said.day,
            start,
            room: room.trim().to_owned(),
            ..Event::default()
        });
    }

    /// What an event is called: of the slug `conference-12-opening` the last, where nothing else is called so; else all of it;
    /// its number where there is no slug.
    fn id(&mut self, slug: &str, number: &str) -> String {
        let front = format!("{}-{number}-", self.draft.id);
        let short = slug.strip_prefix(&front).filter(|rest| !rest.is_empty() && self.called.insert((*rest).to_owned()));
        let whole = if slug.is_empty() { number } else { slug };
        short.unwrap_or(whole).to_owned()
    }

    fn finish(mut self, name: &str) -> Result<Draft, Report> {
        // Identifiers must tell events apart, whatever the slugs are.
        let mut seen = BTreeMap::new();
        for event in &mut self.draft.events {
            let times = seen.entry(event.id.clone()).or_insert(0);
            *times += 1;
            if *times > 1 {
                event.id = format!("{}-again-{times}", event.id);
            }
        }
        let twice = seen.values().filter(|times| **times > 1).count();
        if twice > 0 {
            self.draft
                .notes
                .push(format!("{twice} identifiers stand for more than one event: each is a session of its own"));
        }
        if !self.unused.is_empty() {
            let list: Vec<String> = self.unused.iter().map(|(field, count)| format!("{field} ({count})")).collect();
            self.draft.notes.push(format!("not part of an instance: {}", list.join(", ")));
        }
        if self.errors.iter().any(|error| error.severity == Severity::Error) {
            return Err(Report::new(name, self.errors));
        }
        Ok(self.draft)
    }
}

/// Hours and minutes, also with seconds, from one minute to two days.
fn minutes(text: &str) -> Option<u32> {
    let mut parts = text.trim().split(':');
    let (hours, minutes) = (parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
    let whole = hours.checked_mul(60)?.checked_add(minutes)?;
    (1..=2880).contains(&whole).then_some(whole)
}

/// A zone of whole hours that has the offset of a moment.
fn of_offset(moment: &str) -> Option<String> {
    let at = moment.rfind(['+', '-']).filter(|at| *at > 10)?;
    let hours: i32 = moment.get(at..)?.split(':').next()?.parse().ok()?;
    // The names of these zones have the opposite sign.
    Some(match hours {
        0 => "UTC".to_owned(),
        hours if hours > 0 => format!("Etc/GMT-{hours}"),
        hours => format!("Etc/GMT+{}", -hours),
    })
}

/// Reads `schedule.xml`.
pub(in crate::formats) fn read_xml(name: &str, text: &str) -> Result<Draft, Report> {
    let root = Node::read(name, text)?;
    if root.tag != "schedule" {
        let message = format!("the file holds <{}>, not <schedule>", root.tag);
        return Err(Report::new(name, vec![Diagnostic::error(Code::WrongFormat, "", message)]));
    }
    let nothing = Node::default();
    let conference = root.child("conference").unwrap_or(&nothing);
    let events = || root.all("day").flat_map(|day| day.all("room")).flat_map(|room| room.all("event"));
    let first = events().map(|event| event.said("date")).find(|date| !date.is_empty());
    let mut reading =
        Reading::new(conference.said("title"), conference.said("acronym"), conference.said("time_zone_name"), first);
    let mut listed = BTreeSet::new();
    for day in root.all("day") {
        let date = day.attribute("date").and_then(|date| date.parse().ok());
        for room in day.all("room") {
            let called = clean(room.attribute("name").unwrap_or_default());
            if !called.is_empty() && listed.insert(called.clone()) {
                reading.draft.rooms.push(Room { name: called, seats: None });
            }
            for event in room.all("event") {
                let people =
                    event.child("persons").into_iter().flat_map(|persons| persons.all("person")).map(|person| {
                        let name = clean(person.text());
                        Person { key: person.attribute("id").map_or_else(|| name.clone(), str::to_owned), name }
                    });
                let id = event.attribute("id").or(event.attribute("guid")).unwrap_or_default();
                reading.event(
                    Said {
                        field: Box::new(|name| {
                            let child = event.child(name);
                            let inside = child.is_some_and(|child| !child.children.is_empty());
                            if inside { "…".to_owned() } else { event.said(name).to_owned() }
                        }),
                        day: date,
                        room: room.attribute("name").unwrap_or_default().to_owned(),
                        people: people.filter(|person| !person.name.is_empty()).collect(),
                        id: id.to_owned(),
                        at: (format!("/event {id}"), Some(event)),
                    },
                    text,
                );
            }
        }
    }
    reading.finish(name)
}

/// Reads `schedule.json`.
pub(in crate::formats) fn read_json(name: &str, text: &str) -> Result<Draft, Report> {
    let source = Source::from_bytes(name, text.as_bytes().to_vec())?;
    let whole = source.parse()?;
    let conference = &whole["schedule"]["conference"];
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let string = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(list) if !list.is_empty() => "…".to_owned(),
        _ => String::new(),
    };
    let days = list(&conference["days"]);
    let rooms_of = |day: &Value| day["rooms"].as_object().cloned().unwrap_or_default();
    let first =
        days.iter().flat_map(rooms_of).flat_map(|(_, events)| list(&events)).map(|event| string(&event["date"])).next();
    let zone = [&conference["time_zone_name"], &conference["meta"]["time_zone_name"]];
    let mut reading = Reading::new(
        &string(&conference["title"]),
        &string(&conference["acronym"]),
        &zone.into_iter().map(string).find(|zone| !zone.is_empty()).unwrap_or_default(),
        first.as_deref(),
    );
    for room in list(&conference["rooms"]) {
        let seats = room["capacity"].as_u64().and_then(|seats| u32::try_from(seats).ok()).filter(|seats| *seats > 0);
        reading.draft.rooms.push(Room { name: clean(&string(&room["name"])), seats: seats.map(|s| s.min(1_000_000)) });
    }
    for (number, day) in days.iter().enumerate() {
        let date = day["date"].as_str().and_then(|date| date.parse().ok());
        for (room, events) in &rooms_of(day) {
            for (position, event) in list(events).iter().enumerate() {
                let people = list(&event["persons"]).into_iter().map(|person| {
                    let name = [&person["name"], &person["public_name"], &person["full_public_name"]];
                    let name = clean(&name.into_iter().map(string).find(|name| !name.is_empty()).unwrap_or_default());
                    let key = [&person["guid"], &person["id"], &person["code"]];
                    let key = key.into_iter().map(string).find(|key| !key.is_empty()).unwrap_or_else(|| name.clone());
                    Person { key, name }
                });
                let escaped = room.replace('~', "~0").replace('/', "~1");
                let pointer = format!("/schedule/conference/days/{number}/rooms/{escaped}/{position}");
                let id = [&event["id"], &event["guid"]].into_iter().map(string).find(|id| !id.is_empty());
                reading.event(
                    Said {
                        field: Box::new(|name| string(&event[name])),
                        day: date,
                        room: room.clone(),
                        people: people.filter(|person| !person.name.is_empty()).collect(),
                        id: id.unwrap_or_else(|| format!("{number}-{position}")),
                        at: (pointer, None),
                    },
                    text,
                );
            }
        }
    }
    reading.finish(name).map_err(|mut report| {
        let pointers: Vec<&str> = report.diagnostics.iter().map(|diagnostic| diagnostic.pointer.as_str()).collect();
        let places = source.locate_all(&pointers);
        for (diagnostic, place) in report.diagnostics.iter_mut().zip(places) {
            diagnostic.position = place;
        }
        report
    })
}
