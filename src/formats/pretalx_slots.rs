//! Slots as the API of pretalx takes them, one object for each session: `submission` is the id of the session, which is
//! its code where the conference came from pretalx; `room` is the name, of which the API wants its own number.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::programme::{Locale, Moment, Programme};

/// The list, in order of time.
///
/// # Errors
/// Never in practice: what is written is text.
pub fn write(programme: &Programme<'_>, locale: &Locale) -> Result<String, serde_json::Error> {
    let zone = TimeZone::get(&programme.instance.time_zone).unwrap_or(TimeZone::UTC);
    let text = |moment: &Moment| moment.instant.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    let slots: Vec<Value> = programme
        .entries
        .iter()
        .map(|entry| {
            let room = entry.room.map(|_| programme.room_name(entry.room, locale));
            json!({"submission": entry.id(), "room": room, "start": text(&entry.start), "end": text(&entry.end)})
        })
        .collect();
    serde_json::to_string_pretty(&slots).map(|text| text + "\n")
}
