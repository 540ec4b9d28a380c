//! `schedule.xml` and `schedule.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use plenary::formats::frab::{write_json, write_xml};
use plenary::formats::import::{self, Foreign};
use plenary::formats::programme::Locale;
use plenary::instance;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use serde_json::{Value, json};

use super::{Conference, ccr2018, hostile};

fn english() -> &'static Locale {
    Locale::find("en").expect("there is one")
}

fn both(conference: &Conference) -> [(Foreign, String); 2] {
    let programme = conference.programme(Vec::new());
    [
        (Foreign::FrabXml, write_xml(&programme, english())),
        (Foreign::FrabJson, write_json(&programme, english()).expect("JSON")),
    ]
}

/// Session, start, end and room of everything.
fn places(conference: &Conference) -> BTreeSet<(String, String, String, String)> {
    let programme = conference.programme(Vec::new());
    let place = |entry: &plenary::formats::programme::Entry<'_>| {
        let title = programme.session_title(entry, english());
        (title, entry.start.local(), entry.end.local(), programme.room_name(entry.room, english()))
    };
    programme.entries.iter().map(place).collect()
}

#[test]
fn what_is_written_is_read_back() {
    for conference in [ccr2018(), hostile()] {
        for (format, text) in both(&conference) {
            assert_eq!(Foreign::detect(&text), Some(format));
            let imported = import::read(format, "file", &text).expect("readable");
            let value = serde_json::to_vec(&imported.instance).expect("JSON");
            let source = instance::Source::from_bytes("file", value).expect("text");
            instance::load(&source, &[]).unwrap_or_else(|report| panic!("{format:?}: {report}"));
            let again = Conference::of(imported.instance, imported.timetable);
            // Outside the rooms is a room like any other: the format knows no other way to say it.
            assert_eq!(places(&again), places(&conference), "{format:?}");
            let people = |of: &Conference| {
                let programme = of.programme(Vec::new());
                let names = programme.by_person().into_iter().map(|(person, _)| programme.person_name(person));
                names.collect::<BTreeSet<String>>()
            };
            assert_eq!(people(&again), people(&conference), "{format:?}");
        }
    }
}

/// Conferences that are hard on the format: hostile names, rooms of one name, zones without a place, nothing placed.
fn hard() -> Vec<Conference> {
    let of = |zone: &str, placed: &[(&str, &str, &str)]| {
        let instance = json!({
            "format": "plenary-instance/1", "id": "A.b", "title": "Twins", "time_zone": zone,
            "days": [{"id": "mon", "date": "2030-05-06"}, {"id": "tue", "date": "2030-05-07"}],
            "slots": [{"id": "s", "day": "mon", "start": "09:00", "end": "18:00", "every": 15}],
            "rooms": [{"id": "r1", "title": "Hall", "seats": 10}, {"id": "r2", "title": "Hall", "seats": 5},
                      {"id": "r3", "title": "Elsewhere", "seats": 5}],
            "kinds": [{"id": "talk"}],
            "people": [{"id": "p", "name": "Speaker"}, {"id": "q", "name": "Speaker"}],
            "sessions": [{"id": "a", "title": "A", "kind": "talk", "minutes": 60, "speakers": ["p"]},
                         {"id": "B.-_", "title": "B", "kind": "talk", "minutes": 45, "speakers": ["q"]},
                         {"id": "c", "title": "C", "kind": "talk", "minutes": 45}]
        });
        Conference::new(instance, placed)
    };
    let placed = [("a", "2030-05-06T09:00", "r1"), ("B.-_", "2030-05-06T09:00", "r2"), ("c", "2030-05-06T09:00", "r3")];
    let zones = ["America/Toronto", "Etc/GMT-5", "US/Eastern", "Etc/UTC", "America/Port-au-Prince"];
    let mut all: Vec<Conference> = zones.into_iter().map(|zone| of(zone, &placed)).collect();
    all.extend([of("Europe/Paris", &[]), ccr2018(), hostile()]);
    all
}

#[test]
fn rooms_of_one_name_and_zones_without_a_place_come_back() {
    for conference in hard().into_iter().filter(|of| of.instance.title.in_language("en") == "Twins") {
        let placed = conference.file.placements.len();
        for (format, text) in both(&conference) {
            if placed == 0 {
                assert!(import::read(format, "file", &text).is_err(), "nothing is in it");
                continue;
            }
            let imported = import::read(format, "file", &text).expect("readable");
            assert_eq!(imported.instance.time_zone, conference.instance.time_zone, "{format:?}");
            assert_eq!((imported.instance.rooms.len(), imported.instance.people.len()), (3, 2), "{format:?}");
            let ids: BTreeSet<&str> = imported.instance.sessions.iter().map(|of| of.id.0.as_str()).collect();
            assert_eq!(ids, BTreeSet::from(["a", "b", "c"]), "{format:?}");
        }
    }
}

/// An element of a document.
#[derive(Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn read(text: &str) -> Element {
        let mut reader = quick_xml::Reader::from_str(text);
        let mut open = vec![Element::default()];
        loop {
            let event = reader.read_event().expect("well-formed");
            let word = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
            let begin = |start: &BytesStart<'_>| Element {
                name: word(start.name().local_name().as_ref().as_ref()),
                attributes: start
                    .attributes()
                    .map(|of| of.expect("an attribute"))
                    .map(|of| {
                        let value = of.normalized_value(XmlVersion::Explicit1_0).expect("escaped").into_owned();
                        (word(of.key.local_name().as_ref().as_ref()), value)
                    })
                    .collect(),
                ..Element::default()
            };
            match event {
                Event::Start(start) => open.push(begin(&start)),
                Event::Empty(start) => {
                    open.last_mut().expect("a parent").children.push(begin(&start));
                }
                Event::End(_) => {
                    let done = open.pop().expect("it is open");
                    open.last_mut().expect("a parent").children.push(done);
                }
                Event::Text(text) => {
                    open.last_mut().expect("a parent").text.push_str(&text.xml10_content());
                }
                Event::Eof => return open.remove(0).children.remove(0),
                _ => {}
            }
        }
    }

    fn all(&self, name: &str) -> Vec<&Element> {
        self.children.iter().filter(|child| child.name == name).collect()
    }

    /// Attributes and children without children of their own, as JSON, if none is there twice.
    fn flat(&self) -> Value {
        let mut of = serde_json::Map::new();
        for (name, value) in &self.attributes {
            of.insert(format!("@{name}"), json!(value));
        }
        for child in &self.children {
            assert!(of.insert(child.name.clone(), json!(child.text)).is_none(), "{} is there twice", child.name);
        }
        Value::Object(of)
    }
}

/// What the published schema asks of the document, in our words: order and number of elements, patterns of texts, what is
/// unique. Its newest edition and the one before it differ: here is what both let pass.
#[test]
fn the_xml_is_what_validators_ask_for() {
    let matches = |pattern: &str| json!({"type": "string", "pattern": format!("^({pattern})$")});
    let moment = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d";
    let guid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    let text = json!({"type": "string"});
    let check = |schema: Value, value: &Value| {
        let validator = jsonschema::options().build(&schema).expect("a schema");
        let errors: Vec<String> = validator.iter_errors(value).map(|error| format!("{error}")).collect();
        assert!(errors.is_empty(), "{errors:#?} of {value}");
    };
    let of_conference = json!({"type": "object", "required": ["title", "acronym"], "additionalProperties": false, "properties": {
        "title": text, "acronym": matches("[a-z0-9_-]{4,}"), "start": {"type": "string", "format": "date"}, "end": {"type": "string", "format": "date"},
        "days": matches("[0-9]+"), "timeslot_duration": matches("[0-9]{1,2}:[0-9]{2}"), "time_zone_name": text}});
    let of_day = json!({"type": "object", "required": ["@date", "@start", "@end", "@index"], "properties": {
        "@date": matches(r"\d{4}-\d\d-\d\d"), "@start": matches(moment), "@end": matches(moment), "@index": matches("[1-9][0-9]*")}});
    let of_event = json!({"type": "object", "additionalProperties": false,
        "required": ["@id", "@guid", "room", "title", "subtitle", "type", "date", "start", "duration", "abstract", "slug", "track"],
        "properties": {
            "@id": matches("[1-9][0-9]*"), "@guid": matches(guid), "room": text, "title": text, "subtitle": text, "type": text,
            "track": text, "abstract": text, "description": text, "language": text, "persons": text, "links": text, "attachments": text,
            "date": matches(moment), "start": matches("[0-2][0-9]:[0-5][0-9]"), "duration": matches("[0-9]{1,2}:[0-9]{2}"),
            "slug": matches("[a-z0-9_]{4,}-[a-z0-9_-]{4,}")}});
    for conference in hard() {
        let [(_, xml), _] = both(&conference);
        let root = Element::read(&xml);
        let names: Vec<&str> = root.children.iter().map(|child| child.name.as_str()).collect();
        assert_eq!((root.name.as_str(), &names[..3]), ("schedule", &["generator", "version", "conference"][..]));
        assert!(names.len() > 3 && names[3..].iter().all(|name| *name == "day"), "{names:?}");
        check(of_conference.clone(), &root.children[2].flat());
        let mut unique = BTreeSet::new();
        let mut once = |what: &str, value: &str| {
            assert!(unique.insert(format!("{what} {value}")), "{what} {value} is there twice")
        };
        for day in root.all("day") {
            let attributes = Element { attributes: day.attributes.clone(), ..Element::default() };
            check(of_day.clone(), &attributes.flat());
            once("day", &day.attributes["index"]);
            for room in &day.children {
                assert_eq!((room.name.as_str(), room.attributes.contains_key("name")), ("room", true));
                for event in &room.children {
                    assert_eq!(event.name, "event");
                    check(of_event.clone(), &event.flat());
                    once("id", &event.attributes["id"]);
                    once("guid", &event.attributes["guid"]);
                    once("slug", &event.all("slug")[0].text);
                    let persons = event.all("persons")[0];
                    for person in &persons.children {
                        assert_eq!(person.name, "person");
                        check(
                            json!({"properties": {"@id": matches("[1-9][0-9]*")}, "additionalProperties": false}),
                            &person.flat(),
                        );
                    }
                }
            }
        }
    }
}

/// What the published validator asks of an event, in our words.
#[test]
fn the_json_is_what_validators_ask_for() {
    let text = json!({"type": "string"});
    let event = json!({
        "type": "object", "additionalProperties": false,
        "required": ["abstract", "date", "duration", "guid", "id", "language", "links", "persons", "room", "slug", "start",
                     "subtitle", "title", "track", "type", "url"],
        "properties": {
            "id": {"type": "integer", "minimum": 1}, "guid": {"type": "string", "format": "uuid"},
            "slug": {"type": "string", "pattern": "^[a-z0-9_-]+[a-z0-9]$"}, "url": {"type": "string", "format": "uri"},
            "date": {"type": "string", "format": "date-time"}, "start": {"type": "string", "pattern": "^(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]$"},
            "duration": {"type": "string", "pattern": "^[0-9]+:[0-9]{2}$"},
            "room": text, "title": text, "subtitle": text, "track": text, "type": text, "language": text,
            "abstract": text, "description": text, "links": {"type": "array"}, "attachments": {"type": "array"},
            "persons": {"type": "array", "items": {"type": "object", "required": ["name"],
                        "properties": {"id": {"type": "integer"}, "name": text}, "not": {"required": ["public_name"]}}}
        }
    });
    let days = json!({"type": "array", "items": {
        "type": "object", "additionalProperties": false,
        "required": ["date", "day_end", "day_start", "index", "rooms"],
        "properties": {"index": {"type": "integer"}, "date": {"format": "date"}, "day_start": {"format": "date-time"},
            "day_end": {"format": "date-time"}, "rooms": {"type": "object", "additionalProperties": {"type": "array", "items": event}}}
    }});
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["schedule"],
        "properties": {"$schema": text, "generator": {"type": "object"}, "schedule": {
            "type": "object", "required": ["conference", "version"],
            "properties": {"version": text, "rooms": false, "conference": {
                "type": "object", "additionalProperties": false,
                "required": ["title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration"],
                "properties": {
                    "acronym": {"type": "string", "pattern": "^[a-z0-9_-][a-z0-9_]{3,}$"}, "title": text,
                    "start": {"type": "string", "format": "date"}, "end": {"type": "string", "format": "date"},
                    "daysCount": {"type": "integer"}, "timeslot_duration": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
                    "time_zone_name": {"type": "string", "pattern": "^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$"},
                    "tracks": {"type": "array", "items": {"type": "object", "properties": {"name": text}}},
                    "rooms": {"type": "array", "items": {"type": "object", "additionalProperties": false,
                        "required": ["guid", "name"], "properties": {"name": text, "guid": {"format": "uuid"}, "capacity": {"type": "number"}}}},
                    "meta": {"type": "object"}, "days": days
                }
            }}
        }}
    });
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    for conference in hard() {
        let [_, (_, text)] = both(&conference);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn numbers_and_names_of_events_are_unique_and_stay() {
    let [(_, first), _] = both(&ccr2018());
    for attribute in ["id=\"", "guid=\""] {
        let of = |text: &str| -> Vec<String> {
            let events = text.split("<event ").skip(1).filter_map(|event| event.split(attribute).nth(1));
            events.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
        };
        let all = of(&first);
        assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len());
        // A session that goes leaves the numbers of all others as they are.
        let mut conference = ccr2018();
        let gone = conference.file.placements.remove(0);
        conference.file.interpretation.retain(|of| of.session != gone.session);
        let after = Conference::of(conference.instance, conference.file);
        let [(_, second), _] = both(&after);
        let left: BTreeSet<String> = of(&second).into_iter().collect();
        assert!(left.is_subset(&all.into_iter().collect()));
    }
    assert!(first.contains("<date>2018-06-07T10:30:00-04:00</date>"), "with offset");
}

#[test]
fn bombs_and_broken_files_are_refused() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE schedule [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\
                <schedule><conference><title>&b;</title></conference></schedule>";
    let deep = format!("<schedule>{}", "<a>".repeat(100_000));
    let entity = "<schedule><conference><title>&xxe;</title></conference></schedule>";
    for (text, word) in [
        (bomb, "document type"),
        (deep.as_str(), "inside each other"),
        (entity, "&xxe;"),
        ("<schedule><conference>", "in the middle"),
        ("<schedule></conference>", "no XML"),
        ("<schedule></schedule>", "no session"),
    ] {
        let report = import::read(Foreign::FrabXml, "file", text).expect_err("refused").to_string();
        assert!(report.contains(word), "{report}");
    }
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let text = "<schedule><conference><acronym>x</acronym><time_zone_name>UTC</time_zone_name></conference>\n\
                <day date=\"2030-01-01\"><room name=\"A\">\n\
                <event id=\"1\"><date>noon</date><duration>01:00</duration><title>One</title></event>\n\
                <event id=\"2\"><start>10:00</start><duration>long</duration><title>Two</title></event>\n\
                <event id=\"3\"><start>10:00</start><duration>99:00</duration><title>Three</title></event>\n\
                </room></day></schedule>";
    let report = import::read(Foreign::FrabXml, "s.xml", text).expect_err("wrong").to_string();
    for place in ["s.xml:3:", "s.xml:4:", "s.xml:5:", "3 errors"] {
        assert!(report.contains(place), "{report}");
    }
}

/// Somebody's programme with a room and a speaker booked twice, and too short a walk.
#[test]
fn a_published_programme_is_audited() {
    let event = |id: u32, time: &str, room: &str, person: u32| {
        format!(
            "<event id=\"{id}\"><date>2030-05-06T{time}:00+02:00</date><start>{time}</start><duration>01:00</duration>\
             <room>{room}</room><title>Talk {id}</title><type>talk</type><abstract>words</abstract>\
             <persons><person id=\"{person}\">P. {person}</person></persons></event>"
        )
    };
    let text = format!(
        "<?xml version=\"1.0\"?><schedule><version>1</version><conference><title>Elsewhere</title>\
         <acronym>elsewhere</acronym><time_zone_name>Europe/Berlin</time_zone_name></conference>\
         <day index=\"1\" date=\"2030-05-06\"><room name=\"Hall 1\">{}{}</room><room name=\"Hall 2\">{}</room></day></schedule>",
        event(1, "10:00", "Hall 1", 7),
        event(2, "10:30", "Hall 1", 8),
        event(3, "10:15", "Hall 2", 7),
    );
    let folder = tempfile::TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("schedule.xml"), text).expect("written");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.args(args).current_dir(folder.path()).output().expect("it runs")
    };
    let output = run(&["check", "schedule.xml", "--json"]);
    assert_eq!(output.status.code(), Some(6), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let broken: Vec<&str> = report["rules"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|rule| rule["penalty"] != 0 && rule["level"] == "hard")
        .filter_map(|rule| rule["rule"].as_str())
        .collect();
    assert_eq!(broken, ["room-clash", "person-clash"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("abstract (3)") && said.contains("seats of 2 rooms"), "{said}");
    // It is an instance as well, and a programme.
    assert!(run(&["convert", "schedule.xml", "instance.json"]).status.success());
    assert!(run(&["convert", "schedule.xml", "programme.html"]).status.success());
    let page = std::fs::read_to_string(folder.path().join("programme.html")).expect("written");
    assert!(page.contains("room-clash"));
    assert_eq!(run(&["check", "instance.json"]).status.code(), Some(2), "an instance publishes nothing");
}
