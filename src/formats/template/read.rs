//! Reading the template, everything that is wrong at once, each with its cell.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::SETTINGS;
use super::moments;
use super::table::{Table, identifiers, names};
use crate::formats::import::Identifiers;
use crate::formats::workbook::{Book, short};
use crate::instance::schema::FORMAT;
use crate::instance::{Code, Diagnostic, Instance, Report};

/// Reads a template that was filled in. `stem` is what the conference is called where it has no title.
///
/// # Errors
/// Everything that is wrong, one report for each sheet.
pub fn read(path: &str, stem: &str, book: &Book) -> Result<(Instance, Vec<Report>), Vec<Report>> {
    let table = |name: &str| Table::new(path, book, name);
    let mut conference = table("Conference");
    let (mut rooms, mut slots, mut sessions) = (table("Rooms"), table("Slots"), table("Sessions"));
    let (mut people, mut interpreters, mut wishes) = (table("People"), table("Interpreters"), table("Wishes"));
    let room_names = names(&mut rooms, "Room", true);
    let session_names = names(&mut sessions, "Session", true);
    let mut person_names = names(&mut people, "Person", false);
    let open = people.rows.is_empty();
    if open {
        // Nobody is listed: whoever speaks is somebody.
        for &row in &sessions.rows {
            let both = sessions.list(row, "Speakers").into_iter().chain(sessions.list(row, "Chairs"));
            person_names.extend(both.map(|name| (name.to_lowercase(), name)));
        }
    }
    for (table, what, help) in [
        (&mut rooms, "room", "add a row with its name and seats"),
        (&mut slots, "slot", "add a row with day, start and end"),
        (&mut sessions, "session", "add a row with title, kind and minutes"),
    ] {
        if table.rows.is_empty() {
            let error = Diagnostic::error(Code::WrongLength, "", format!("there is no {what}"));
            table.page.say((2, 1), error.with_help(help));
        }
    }
    let ids = |names: &BTreeMap<String, String>, prefix: &str| Identifiers::new(names.values().cloned(), prefix);
    let room_ids = identifiers(&mut rooms, "Room", &room_names, "room");
    let session_ids = identifiers(&mut sessions, "Session", &session_names, "session");
    let person_ids = identifiers(&mut people, "Person", &person_names, "person");
    let words = |table: &Table, heads: &[&str], many: bool| -> BTreeSet<String> {
        let rows = table.rows.iter().flat_map(|&row| heads.iter().map(move |head| (row, *head)));
        rows.flat_map(|(row, head)| if many { table.list(row, head) } else { vec![table.text(row, head)] })
            .filter(|word| !word.is_empty())
            .collect()
    };
    let kinds = words(&sessions, &["Kind"], false);
    let kind_names: BTreeMap<String, String> = kinds.iter().map(|kind| (kind.to_lowercase(), kind.clone())).collect();
    let kind_ids = ids(&kind_names, "kind");
    let tracks = words(&sessions, &["Track"], false);
    let track_ids = Identifiers::new(tracks.iter().cloned(), "track");
    let topics = words(&sessions, &["Topics"], true);
    let topic_ids = Identifiers::new(topics.iter().cloned(), "topic");
    let features: BTreeSet<String> = &words(&rooms, &["Features"], true) | &words(&sessions, &["Needs"], true);
    let feature_ids = Identifiers::new(features.iter().cloned(), "feature");

    let mut settings: BTreeMap<String, (u32, String)> = BTreeMap::new();
    for row in conference.rows.clone() {
        let (what, value) = (conference.text(row, "What"), conference.text(row, "Value"));
        if !SETTINGS.iter().any(|known| known.eq_ignore_ascii_case(&what)) {
            let known: Vec<String> = SETTINGS.iter().map(|known| (*known).to_owned()).collect();
            let warning =
                Diagnostic::warning(Code::UnknownField, "", format!("there is no setting {:?}", short(&what)));
            let advice = crate::formats::suggestion(&what, &known);
            conference.page.say((row, 1), warning.with_help(format!("it is not read; {advice}")));
        }
        settings.insert(what.to_lowercase(), (row, value));
    }
    let setting = |name: &str| settings.get(name).map(|(_, value)| value.clone()).filter(|value| !value.is_empty());
    let unsaid = book.sheet("Conference").is_none();
    let zone = setting("time zone").unwrap_or_else(|| if unsaid { "UTC" } else { "" }.to_owned());
    if unsaid {
        let message = "nothing says in which time zone the conference is: times are taken as UTC";
        let warning = Diagnostic::warning(Code::MissingField, "", message);
        let help =
            "say it under Conference: What is Time zone, Value such as Europe/Paris (`plenary template` shows it)";
        conference.page.say((1, 1), warning.with_help(help));
    }
    if jiff::tz::TimeZone::get(&zone).is_err() {
        let row = settings.get("time zone").map_or(2, |(row, _)| *row);
        let error = Diagnostic::error(Code::BadText, "", format!("{:?} is not a time zone", short(&zone)));
        conference
            .page
            .say((row, 2), error.with_help("write the name of a place such as Europe/Paris or America/Toronto"));
    }
    let languages: Vec<String> = match setting("languages") {
        Some(list) => list.split(';').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect(),
        // None is listed: whatever is spoken is one.
        None => {
            let spoken = words(&sessions, &["Floor", "Interpreted into"], true);
            let heard = words(&interpreters, &["From", "Into"], false);
            let tags: BTreeMap<String, String> =
                spoken.into_iter().chain(heard).map(|tag| (tag.to_lowercase(), tag)).collect();
            tags.into_values().collect()
        }
    };
    let booths = setting("mobile booths").unwrap_or_else(|| "0".to_owned()).parse::<u32>();
    if booths.is_err() {
        let row = settings.get("mobile booths").map_or(2, |(row, _)| *row);
        let error = Diagnostic::error(Code::WrongType, "", "the number of mobile booths is not a whole number");
        conference.page.say((row, 2), error.with_help("write a whole number such as 2"));
    }
    let language_names: BTreeMap<String, String> =
        languages.iter().map(|tag| (tag.to_lowercase(), tag.clone())).collect();

    let room_list: Vec<Json> = rooms
        .rows
        .clone()
        .into_iter()
        .filter_map(|row| {
            let name = rooms.text(row, "Room");
            rooms.needed(row, "Seats");
            let seats = rooms.number("Rooms", row, "Seats").unwrap_or_default();
            let booths = rooms.number("Rooms", row, "Booths").unwrap_or_default();
            let mobile = rooms.number("Rooms", row, "Mobile booths").unwrap_or_default();
            let features: Vec<_> = rooms.list(row, "Features").iter().map(|name| feature_ids.get(name)).collect();
            (!name.is_empty()).then(|| {
                json!({"id": room_ids.get(&name), "title": name, "seats": seats, "features": features,
                       "booths": booths, "mobile_booths": mobile})
            })
        })
        .collect();

    let dates = [slots.texts("Day"), sessions.texts("Day"), people.texts("Away on")].concat();
    let order = moments::order(dates.iter().map(String::as_str));
    let mut days: BTreeSet<String> = BTreeSet::new();
    let mut slot_list = Vec::new();
    for row in slots.rows.clone() {
        for head in ["Day", "Start", "End"] {
            slots.needed(row, head);
        }
        let (day, from, to) = (slots.date(row, "Day", order), slots.clock(row, "Start"), slots.clock(row, "End"));
        let every = slots.number("Slots", row, "Every");
        let mut admitted = Vec::new();
        for kind in slots.list(row, "Kinds") {
            let cell = slots.cell(row, "Kinds").unwrap_or((row, 1));
            let name = slots.name(cell, &kind, &kind_names, "kind", Code::UnknownKind);
            admitted.extend(name.map(|name| kind_ids.get(&name)));
        }
        let (Some(day), Some(from), Some(mut to)) = (day, from, to) else { continue };
        if to <= from {
            // After midnight.
            let hours = to[..2].parse::<u32>().unwrap_or_default() + 24;
            to = format!("{hours}{}", &to[2..]);
        }
        let mut slot =
            json!({"id": format!("{day}-{}-row-{row}", from.replace(':', "")), "day": day, "start": from, "end": to});
        if let Some(every) = every {
            slot["every"] = json!(every);
        }
        if !admitted.is_empty() {
            slot["kinds"] = json!(admitted);
        }
        days.insert(day);
        slot_list.push(slot);
    }
    let day_names: BTreeMap<String, String> = days.iter().map(|day| (day.clone(), day.clone())).collect();

    let mut blocking: BTreeSet<String> = BTreeSet::new();
    let mut session_list = Vec::new();
    for row in sessions.rows.clone() {
        let title = sessions.text(row, "Session");
        let kind = sessions.needed(row, "Kind").and_then(|kind| kind_names.get(&kind.to_lowercase()).cloned());
        sessions.needed(row, "Minutes");
        let minutes = sessions.number("Sessions", row, "Minutes");
        if let Some(cell) = sessions.cell(row, "For everybody") {
            match sessions.text(row, "For everybody").to_lowercase().as_str() {
                "yes" | "true" | "1" | "x" | "oui" | "sí" | "si" => blocking.extend(kind.clone()),
                "no" | "false" | "0" | "non" => {}
                other => {
                    let error =
                        Diagnostic::error(Code::UnknownChoice, "", format!("{:?} is neither yes nor no", short(other)));
                    sessions.page.say(cell, error.with_help("write yes, no, or nothing"));
                }
            }
        }
        let mut of = Map::new();
        for (head, field) in [("Speakers", "speakers"), ("Chairs", "chairs")] {
            let cell = sessions.cell(row, head).unwrap_or((row, 1));
            let mut list = Vec::new();
            for name in sessions.list(row, head) {
                let found = sessions.name(cell, &name, &person_names, "person", Code::UnknownPerson);
                list.extend(found.map(|name| json!(person_ids.get(&name))));
            }
            of.insert(field.to_owned(), Json::Array(list));
        }
        for (head, field) in [("Floor", "floor"), ("Interpreted into", "into")] {
            let cell = sessions.cell(row, head).unwrap_or((row, 1));
            let mut list = Vec::new();
            for tag in sessions.list(row, head) {
                let found = sessions.name(cell, &tag, &language_names, "language", Code::UnknownLanguage);
                list.extend(found.map(Json::String));
            }
            match field {
                "into" if !list.is_empty() => {
                    of.insert("interpretation".to_owned(), json!({"into": list}));
                }
                "into" => {}
                _ => {
                    of.insert(field.to_owned(), Json::Array(list));
                }
            }
        }
        let topics: Vec<_> = sessions.list(row, "Topics").iter().map(|name| topic_ids.get(name)).collect();
        let needs: Vec<_> = sessions.list(row, "Needs").iter().map(|name| feature_ids.get(name)).collect();
        of.insert("topics".to_owned(), json!(topics));
        of.insert("needs".to_owned(), json!(needs));
        let track = sessions.text(row, "Track");
        if !track.is_empty() {
            of.insert("track".to_owned(), json!(track_ids.get(&track)));
        }
        for (head, field) in [("Seats needed", "min_seats"), ("Expected", "expected")] {
            if let Some(number) = sessions.number("Sessions", row, head) {
                of.insert(field.to_owned(), json!(number));
            }
        }
        let mut pin = Map::new();
        if let Some(day) = sessions.date(row, "Day", order) {
            let cell = sessions.cell(row, "Day").unwrap_or((row, 1));
            let found = sessions.name(cell, &day, &day_names, "day", Code::UnknownDay);
            pin.extend(found.map(|day| ("day".to_owned(), Json::String(day))));
        }
        if let Some(start) = sessions.clock(row, "Start") {
            if sessions.cell(row, "Day").is_none() {
                let cell = sessions.cell(row, "Start").unwrap_or((row, 1));
                let error = Diagnostic::error(Code::MissingField, "", "a fixed start needs a day");
                sessions.page.say(cell, error.with_help("fill in Day as well"));
            }
            pin.insert("start".to_owned(), Json::String(start));
        }
        let room = sessions.text(row, "Room");
        if !room.is_empty() {
            let cell = sessions.cell(row, "Room").unwrap_or((row, 1));
            let found = sessions.name(cell, &room, &room_names, "room", Code::UnknownRoom);
            pin.extend(found.map(|name| ("room".to_owned(), json!(room_ids.get(&name)))));
        }
        if !pin.is_empty() {
            of.insert("pin".to_owned(), Json::Object(pin));
        }
        let (Some(kind), Some(minutes)) = (kind, minutes) else { continue };
        of.insert("id".to_owned(), json!(session_ids.get(&title)));
        of.insert("title".to_owned(), json!(title));
        of.insert("kind".to_owned(), json!(kind_ids.get(&kind)));
        of.insert("minutes".to_owned(), json!(minutes));
        session_list.push(Json::Object(of));
    }

    let mut away: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    for row in people.rows.clone() {
        let (day, from, to) = (people.date(row, "Away on", order), people.clock(row, "From"), people.clock(row, "To"));
        let cell = people.cell(row, "Away on").unwrap_or((row, 1));
        let day = day.and_then(|day| people.name(cell, &day, &day_names, "day", Code::UnknownDay));
        if day.is_some() || from.is_some() || to.is_some() {
            let window = [("day", day), ("from", from), ("to", to)];
            let window: Map<String, Json> =
                window.into_iter().filter_map(|(k, v)| Some((k.to_owned(), json!(v?)))).collect();
            away.entry(people.text(row, "Person").to_lowercase()).or_default().push(Json::Object(window));
        }
    }
    let person = |(key, name): (&String, &String)| json!({"id": person_ids.get(name), "name": name, "away": away.get(key).cloned().unwrap_or_default()});
    let person_list: Vec<Json> = person_names.iter().map(person).collect();

    let mut directions: BTreeMap<String, Vec<Json>> = BTreeMap::new();
    for row in interpreters.rows.clone() {
        let name = interpreters.needed(row, "Interpreter");
        let mut direction = Vec::new();
        for head in ["From", "Into"] {
            if let Some(tag) = interpreters.needed(row, head) {
                let cell = interpreters.cell(row, head).unwrap_or((row, 1));
                direction.extend(interpreters.name(cell, &tag, &language_names, "language", Code::UnknownLanguage));
            }
        }
        if let (Some(name), [from, into]) = (name, &direction[..]) {
            directions.entry(name).or_default().push(json!({"from": from, "into": into}));
        }
    }
    let interpreter_ids = Identifiers::new(directions.keys().cloned(), "interpreter");
    let interpreter = |(name, of): (&String, &Vec<Json>)| json!({"id": interpreter_ids.get(name), "directions": of});

    let mut wished: BTreeMap<String, Map<String, Json>> = BTreeMap::new();
    for row in wishes.rows.clone() {
        let who = wishes.needed(row, "Attendee");
        let weight = wishes.number("Wishes", row, "Weight").unwrap_or(1);
        let Some(session) = wishes.needed(row, "Session") else { continue };
        let cell = wishes.cell(row, "Session").unwrap_or((row, 1));
        let session = wishes.name(cell, &session, &session_names, "session", Code::UnknownSession);
        if let (Some(who), Some(session)) = (who, session) {
            wished.entry(who).or_default().insert(session_ids.get(&session).0, json!(weight));
        }
    }
    let attendee_ids = Identifiers::new(wished.keys().map(|who| format!("attendee-{who}")), "attendee");
    let attendee = |(who, of): (&String, &Map<String, Json>)| json!({"id": attendee_ids.get(&format!("attendee-{who}")), "wishes": of});

    let kind = |name: &String| {
        let blocks: &[&str] = if blocking.contains(name) { &["*"] } else { &[] };
        json!({"id": kind_ids.get(name), "title": name, "blocks": blocks})
    };
    let label = |ids: &Identifiers, name: &String| json!({"id": ids.get(name), "title": name});
    let title = setting("title").unwrap_or_else(|| stem.to_owned());
    let value = json!({
        "format": FORMAT,
        "id": crate::formats::orbel::id_of(stem).unwrap_or_else(|| "conference".to_owned()),
        "title": title,
        "time_zone": zone,
        "languages": languages,
        "days": days.iter().map(|day| json!({"id": day, "date": day})).collect::<Vec<_>>(),
        "slots": slot_list,
        "rooms": room_list,
        "mobile_booths": {"count": booths.unwrap_or_default()},
        "kinds": kind_names.values().map(kind).collect::<Vec<_>>(),
        "tracks": tracks.iter().map(|name| label(&track_ids, name)).collect::<Vec<_>>(),
        "topics": topics.iter().map(|name| label(&topic_ids, name)).collect::<Vec<_>>(),
        "people": person_list,
        "interpreters": directions.iter().map(interpreter).collect::<Vec<_>>(),
        "sessions": session_list,
        "attendees": wished.iter().map(attendee).collect::<Vec<_>>(),
    });
    let tables = [conference, rooms, slots, sessions, people, interpreters, wishes];
    let reports: Vec<Report> = tables.into_iter().filter_map(|table| table.page.report()).collect();
    if reports.iter().any(|report| report.errors() > 0) {
        return Err(reports);
    }
    match serde_json::from_value(value) {
        Ok(instance) => Ok((instance, reports)),
        Err(error) => {
            Err(vec![Report::new(path, vec![Diagnostic::error(Code::UnreadableValue, "", error.to_string())])])
        }
    }
}
