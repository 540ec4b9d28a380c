//! Writing both.

use std::fmt::Write;

use quick_xml::escape::escape;
use serde_json::{Map, Value, json};

use super::{Event, Schedule};
use crate::formats::programme::{Locale, Programme};

/// `1:30`, with two digits for hours where they have.
fn duration(minutes: i32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// `schedule.xml`.
#[must_use]
pub fn write_xml(programme: &Programme<'_>, locale: &Locale) -> String {
    let schedule = Schedule::new(programme, locale);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<schedule>\n");
    let _ = writeln!(out, "  <generator name=\"plenary\" version=\"{}\"/>", env!("CARGO_PKG_VERSION"));
    let mut line = |indent: usize, tag: &str, text: &str| {
        let _ = writeln!(out, "{:indent$}<{tag}>{}</{tag}>", "", escape(text));
    };
    line(2, "version", &schedule.version);
    out.push_str("  <conference>\n");
    let mut line = |indent: usize, tag: &str, text: &str| {
        let _ = writeln!(out, "{:indent$}<{tag}>{}</{tag}>", "", escape(text));
    };
    line(4, "title", &schedule.title);
    line(4, "acronym", &schedule.acronym);
    if let (Some(first), Some(last)) = (schedule.days.first(), schedule.days.last()) {
        line(4, "start", &first.date);
        line(4, "end", &last.date);
    }
    line(4, "days", &schedule.days.len().to_string());
    line(4, "timeslot_duration", &duration(schedule.timeslot_minutes));
    line(4, "time_zone_name", &schedule.time_zone);
    out.push_str("  </conference>\n");
    for (number, day) in schedule.days.iter().enumerate() {
        let _ = writeln!(
            out,
            "  <day index=\"{}\" date=\"{}\" start=\"{}\" end=\"{}\">",
            number + 1,
            day.date,
            day.start,
            day.end
        );
        for (room, events) in &day.rooms {
            let _ = writeln!(out, "    <room name=\"{}\">", escape(room));
            for event in events {
                event_xml(event, &mut out);
            }
            out.push_str("    </room>\n");
        }
        out.push_str("  </day>\n");
    }
    out.push_str("</schedule>\n");
    out
}

fn event_xml(event: &Event, out: &mut String) {
    let _ = writeln!(out, "      <event id=\"{}\" guid=\"{}\">", event.id, event.guid);
    for (tag, text) in [
        ("date", &event.date),
        ("start", &event.start),
        ("duration", &duration(event.minutes)),
        ("room", &event.room),
        ("slug", &event.slug),
        ("title", &event.title),
        ("subtitle", &event.subtitle),
        ("track", &event.track),
        ("type", &event.kind),
        ("language", &event.language),
        ("abstract", &String::new()),
        ("description", &event.description),
    ] {
        let _ = writeln!(out, "        <{tag}>{}</{tag}>", escape(text.as_str()));
    }
    out.push_str("        <persons>\n");
    for (id, name) in &event.persons {
        let _ = writeln!(out, "          <person id=\"{id}\">{}</person>", escape(name.as_str()));
    }
    out.push_str("        </persons>\n        <links/>\n        <attachments/>\n      </event>\n");
}

/// `schedule.json`.
///
/// # Errors
/// Never in practice: what is written is text and numbers.
pub fn write_json(programme: &Programme<'_>, locale: &Locale) -> Result<String, serde_json::Error> {
    let schedule = Schedule::new(programme, locale);
    let day = |(number, day): (usize, &super::Day)| {
        let rooms: Map<String, Value> = day
            .rooms
            .iter()
            .map(|(room, events)| (room.clone(), Value::Array(events.iter().map(event_json).collect())))
            .collect();
        json!({"index": number + 1, "date": day.date, "day_start": day.start, "day_end": day.end, "rooms": rooms})
    };
    let rooms = schedule.rooms.iter().map(|(name, guid, seats)| json!({"name": name, "guid": guid, "capacity": seats}));
    let mut conference = json!({
        "acronym": schedule.acronym,
        "title": schedule.title,
        "start": schedule.days.first().map(|day| &day.date),
        "end": schedule.days.last().map(|day| &day.date),
        "daysCount": schedule.days.len(),
        "timeslot_duration": duration(schedule.timeslot_minutes),
        "tracks": schedule.tracks.iter().map(|name| json!({"name": name})).collect::<Vec<_>>(),
        "rooms": rooms.collect::<Vec<_>>(),
        "days": schedule.days.iter().enumerate().map(day).collect::<Vec<_>>(),
    });
    if super::is_zone_of_a_place(&schedule.time_zone) {
        conference["time_zone_name"] = json!(schedule.time_zone);
    } else {
        // The schema has no place for it but among what it leaves open.
        conference["meta"] = json!({"time_zone_name": schedule.time_zone});
    }
    let whole = json!({
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": "plenary", "version": env!("CARGO_PKG_VERSION")},
        "schedule": {"version": schedule.version, "conference": conference},
    });
    serde_json::to_string_pretty(&whole).map(|text| text + "\n")
}

fn event_json(event: &Event) -> Value {
    json!({
        "id": event.id,
        "guid": event.guid,
        "slug": event.slug,
        // The format asks for an address; an event of a file has none but its name.
        "url": format!("urn:uuid:{}", event.guid),
        "date": event.date,
        "start": event.start,
        "duration": duration(event.minutes),
        "room": event.room,
        "title": event.title,
        "subtitle": event.subtitle,
        "track": event.track,
        "type": event.kind,
        "language": event.language,
        "abstract": "",
        "description": event.description,
        "persons": event.persons.iter().map(|(id, name)| json!({"id": id, "name": name})).collect::<Vec<_>>(),
        "links": [],
        "attachments": [],
    })
}
