//! Reading the template, everything that is wrong at once, each with its cell.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::{Holds, SHEETS};
use crate::formats::import::Identifiers;
use crate::formats::workbook::{Book, Page, Value, short};
use crate::instance::schema::FORMAT;
use crate::instance::{Code, Diagnostic, Instance, Report};

/// A sheet, with where its columns are.
struct Table {
    page: Page,
    columns: BTreeMap<&'static str, u32>,
    rows: Vec<u32>,
}

type Cell = (u32, u32);

impl Table {
    fn new(path: &str, book: &Book, name: &str) -> Self {
        let of = SHEETS.iter().find(|sheet| sheet.name == name);
        if book.sheet(name).is_none() {
            // Sheets that are not needed may be removed.
            let empty = Book { sheets: vec![(name.to_owned(), Default::default())] };
            return Self { page: Page::new(path, &empty, name, 0), columns: BTreeMap::new(), rows: Vec::new() };
        }
        let mut page = Page::new(path, book, name, 0);
        let mut columns = BTreeMap::new();
        let widest = book.sheet(name).and_then(|sheet| sheet.cells.keys().map(|cell| cell.1).max()).unwrap_or(0);
        let known: Vec<String> =
            of.iter().flat_map(|sheet| sheet.columns).map(|column| column.head.to_owned()).collect();
        for number in 1..=widest {
            let text = page.text(1, number);
            let found = of.iter().flat_map(|sheet| sheet.columns);
            match found.into_iter().find(|column| column.head.eq_ignore_ascii_case(text.trim())) {
                Some(column) => {
                    columns.entry(column.head).or_insert(number);
                }
                None if text.trim().is_empty() => {}
                None => {
                    let warning =
                        Diagnostic::warning(Code::UnknownField, "", format!("there is no column {:?}", short(&text)));
                    let advice = crate::formats::suggestion(text.trim(), &known);
                    page.say((1, number), warning.with_help(format!("it is not read; {advice}")));
                }
            }
        }
        for column in of.iter().flat_map(|sheet| sheet.columns).filter(|column| column.needed) {
            if !columns.contains_key(column.head) {
                let message = format!("the column {:?} is missing", column.head);
                let error = Diagnostic::error(Code::MissingField, "", message);
                page.say(
                    (1, widest + 1),
                    error.with_help("the first row names the columns; `plenary template` shows it"),
                );
            }
        }
        let rows = page.rows();
        Self { page, columns, rows }
    }

    fn cell(&self, row: u32, head: &str) -> Option<Cell> {
        let cell = (row, *self.columns.get(head)?);
        self.page.value(cell.0, cell.1).map(|_| cell)
    }

    fn text(&self, row: u32, head: &str) -> String {
        self.cell(row, head).map_or_else(String::new, |(row, column)| self.page.text(row, column).trim().to_owned())
    }

    fn list(&self, row: u32, head: &str) -> Vec<String> {
        let text = self.text(row, head);
        text.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// The text of a column that every row must have, or what is wrong is said.
    fn needed(&mut self, row: u32, head: &'static str) -> Option<String> {
        let text = self.text(row, head);
        if text.is_empty() {
            if let Some(&column) = self.columns.get(head) {
                let error = Diagnostic::error(Code::MissingField, "", format!("{head} is empty"));
                self.page.say((row, column), error.with_help("fill it in, or clear the whole row"));
            }
            return None;
        }
        Some(text)
    }

    /// A whole number within the bounds of its column; `None` where it is empty or wrong.
    fn number(&mut self, sheet: &str, row: u32, head: &'static str) -> Option<i64> {
        let cell = self.cell(row, head)?;
        let columns = SHEETS.iter().filter(|known| known.name == sheet).flat_map(|known| known.columns);
        let holds = columns.into_iter().find(|column| column.head == head).map(|column| column.holds);
        let Some(Holds::Number(least, most)) = holds else { return None };
        // A number that was typed into a cell for text is a number all the same.
        if let Some(Value::Text(text)) = self.page.value(cell.0, cell.1)
            && let Ok(number) = text.trim().parse::<i64>()
            && (i64::from(least)..=i64::from(most)).contains(&number)
        {
            return Some(number);
        }
        Some(self.page.number(cell, None, i64::from(least), i64::from(most)))
    }

    /// A time of day as `HH:MM`.
    fn clock(&mut self, row: u32, head: &'static str) -> Option<String> {
        let cell = self.cell(row, head)?;
        let minutes = self.page.clock(cell);
        Some(format!("{:02}:{:02}", minutes / 60, minutes % 60))
    }

    /// A day as `YYYY-MM-DD`; spreadsheets count days from the end of 1899.
    fn date(&mut self, row: u32, head: &'static str) -> Option<String> {
        let cell = self.cell(row, head)?;
        let day = match self.page.value(cell.0, cell.1)? {
            Value::Number(days) if (1.0..100_000.0).contains(days) => {
                #[expect(clippy::cast_possible_truncation, reason = "below a hundred thousand")]
                let days = days.trunc() as i64;
                jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days)).ok()
            }
            Value::Text(text) => text.trim().parse::<jiff::civil::Date>().ok(),
            _ => None,
        };
        if day.is_none() {
            let message = format!("{:?} is not a day", short(&self.page.text(cell.0, cell.1)));
            self.page.say(cell, Diagnostic::error(Code::BadText, "", message).with_help("write it such as 2030-05-06"));
        }
        day.map(|day| day.to_string())
    }

    /// A name that must be among others, in any case of letters; what is not is said.
    fn name(
        &mut self,
        cell: Cell,
        text: &str,
        known: &BTreeMap<String, String>,
        what: &str,
        code: Code,
    ) -> Option<String> {
        if let Some(name) = known.get(&text.to_lowercase()) {
            return Some(name.clone());
        }
        let names: Vec<String> = known.values().cloned().collect();
        let message = format!("there is no {what} {:?}", short(text));
        let help = crate::formats::suggestion(text, &names);
        let help = if help.is_empty() { format!("add it to the sheet of {what}s") } else { help };
        self.page.say(cell, Diagnostic::error(code, "", message).with_help(help));
        None
    }
}

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
    let (room_ids, session_ids) = (ids(&room_names, "room"), ids(&session_names, "session"));
    let person_ids = ids(&person_names, "person");
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
        settings.insert(what.to_lowercase(), (row, value));
    }
    let setting = |name: &str| settings.get(name).map(|(_, value)| value.clone()).filter(|value| !value.is_empty());
    let zone = setting("time zone").unwrap_or_default();
    if jiff::tz::TimeZone::get(&zone).is_err() {
        let row = settings.get("time zone").map_or(2, |(row, _)| *row);
        let error = Diagnostic::error(Code::BadText, "", format!("{:?} is not a time zone", short(&zone)));
        conference
            .page
            .say((row, 2), error.with_help("write the name of a place such as Europe/Paris or America/Toronto"));
    }
    let languages: Vec<String> = setting("languages")
        .map(|list| list.split(';').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect())
        .unwrap_or_default();
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

    let mut days: BTreeSet<String> = BTreeSet::new();
    let mut slot_list = Vec::new();
    for row in slots.rows.clone() {
        for head in ["Day", "Start", "End"] {
            slots.needed(row, head);
        }
        let (day, from, to) = (slots.date(row, "Day"), slots.clock(row, "Start"), slots.clock(row, "End"));
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
        if let Some(day) = sessions.date(row, "Day") {
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
        let (day, from, to) = (people.date(row, "Away on"), people.clock(row, "From"), people.clock(row, "To"));
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

/// The names of the first column, by what they are in small letters; each once if they must be.
fn names(table: &mut Table, head: &'static str, once: bool) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, (String, u32)> = BTreeMap::new();
    for row in table.rows.clone() {
        let Some(name) = table.needed(row, head) else { continue };
        let (before, first) = names.entry(name.to_lowercase()).or_insert_with(|| (name.clone(), row)).clone();
        if once && first != row {
            let column = table.columns.get(head).copied().unwrap_or(1);
            let message = format!("{:?} is there already, in row {first}", short(&before));
            let error = Diagnostic::error(Code::DuplicateId, "", message);
            table.page.say((row, column), error.with_help("give one of the two another name"));
        }
    }
    names.into_iter().map(|(key, (name, _))| (key, name)).collect()
}
