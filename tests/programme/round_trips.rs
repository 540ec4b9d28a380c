//! What is written and read back is what it was, as far as the format can hold it; on conferences that nobody thought of.

use std::collections::{BTreeMap, BTreeSet};

use plenary::formats::frab::{write_json, write_xml};
use plenary::formats::icalendar::{Published, whole, write as calendar};
use plenary::formats::import::{self, Foreign};
use plenary::formats::programme::Locale;
use plenary::formats::template::{Rows, Tables, read, read_folder, tables, write, write_folder};
use plenary::formats::timetable_json::{self, Placed, TimetableFile};
use plenary::formats::{timetable_csv, workbook};
use plenary::instance::{self, Instance, Source};
use plenary::problem::Problem;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Conference;

fn english() -> &'static Locale {
    Locale::find("en").expect("there is one")
}

/// Titles with what is special in one format or another.
fn title() -> impl Strategy<Value = String> {
    "[-=+@'\"a-cA-C,;:<>&|\\\\ \n\té日\u{202e}_x0-9]{0,12}"
}

/// A small conference: every session has a place in some room, perhaps with others.
fn conference() -> impl Strategy<Value = (Value, Vec<Placed>)> {
    let session = (
        title(),
        0..3usize,
        0..4usize,
        1..5u32,
        0..6u32,
        proptest::collection::vec(0..3usize, 0..3),
        any::<[bool; 6]>(),
    );
    let room = (title(), 0..500u32, any::<bool>());
    (
        title(),
        proptest::collection::vec(room, 1..4),
        proptest::collection::vec(title(), 3),
        proptest::collection::vec(session, 1..7),
        proptest::collection::vec((0..7usize, 1..1000u32), 0..6),
        any::<[bool; 3]>(),
    )
        .prop_map(|(name, rooms, people, sessions, wishes, flags)| {
            let rooms: Vec<Value> = (0..)
                .zip(&rooms)
                .map(|(number, (title, seats, flag))| {
                    json!({"id": format!("r{number}"), "title": title, "seats": seats, "booths": u32::from(*flag),
                           "features": if *flag { vec!["projector", "stage"] } else { vec![] }})
                })
                .collect();
            let people: Vec<Value> = (0..)
                .zip(&people)
                .map(|(number, name)| {
                    let away = json!([{"day": "d1", "from": "10:00", "to": "25:30"}]);
                    json!({"id": format!("p{number}"), "name": name, "away": if flags[0] && number == 1 { away } else { json!([]) }})
                })
                .collect();
            let mut placed = Vec::new();
            let listed: Vec<Value> = (0..)
                .zip(&sessions)
                .map(|(number, (title, kind, hour, quarters, day, speakers, flags))| {
                    let id = format!("s{number}");
                    placed.push(Placed {
                        session: id.clone(),
                        start: format!("2030-05-0{}T{:02}:00", 6 + day % 2, 9 + hour),
                        rooms: vec![format!("r{}", (*day as usize) % rooms.len())],
                        ..Placed::default()
                    });
                    let mut of = json!({"id": id, "title": title, "kind": format!("k{kind}"), "minutes": quarters * 15,
                        "speakers": speakers.iter().collect::<BTreeSet<_>>().iter().map(|p| format!("p{p}")).collect::<Vec<_>>()});
                    let mut set = |flag: bool, field: &str, value: Value| if flag { of[field] = value };
                    set(flags[0], "floor", json!(["en"]));
                    set(flags[0] && flags[1], "interpretation", json!({"into": ["fr"]}));
                    set(flags[2], "topics", json!(["t0"]));
                    set(flags[3], "needs", json!(["projector"]));
                    set(flags[4] && number == 0, "pin", json!({"day": "d1", "start": "24:30", "room": "r0"}));
                    set(flags[5], "track", json!("tr"));
                    set(flags[1], "min_seats", json!(quarters));
                    set(flags[2], "expected", json!(0));
                    of
                })
                .collect();
            let mut wished: BTreeMap<String, u32> = BTreeMap::new();
            for (session, weight) in wishes {
                wished.insert(format!("s{}", session % listed.len()), weight);
            }
            let instance = json!({
                "format": "plenary-instance/1", "id": "c", "title": if name.trim().is_empty() { "C" } else { &name }, "time_zone": "America/Toronto",
                "languages": ["en", "fr"], "mobile_booths": {"count": u32::from(flags[1])},
                "days": [{"id": "d1", "date": "2030-05-06"}, {"id": "d2", "date": "2030-05-07"}],
                "slots": [{"id": "a", "day": "d1", "start": "09:00", "end": "25:30", "every": 30},
                          {"id": "b", "day": "d2", "start": "09:00", "end": "18:00", "every": 15, "kinds": if flags[2] { vec!["k0", "k9"] } else { vec![] }}],
                "rooms": rooms, "people": people, "sessions": listed,
                "kinds": [{"id": "k0", "title": "Talk"}, {"id": "k1", "title": "talk"}, {"id": "k2", "blocks": ["*"]}, {"id": "k9"}],
                "tracks": [{"id": "tr", "title": "=Rights; and more"}], "topics": [{"id": "t0", "title": "Care"}],
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}, {"from": "fr", "into": "en"}]}],
                "attendees": if wished.is_empty() { json!([]) } else { json!([{"id": "attendee-1", "wishes": wished}, {"id": "x2", "wishes": wished}]) },
            });
            (instance, placed)
        })
}

fn built(instance: Value, placements: Vec<Placed>) -> Conference {
    let instance: Instance = serde_json::from_value(instance).expect("an instance");
    let file = TimetableFile { format: timetable_json::FORMAT.to_owned(), placements, ..TimetableFile::default() };
    Conference::of(instance, file)
}

/// What of a programme every reader can see, blanks aside.
fn seen(conference: &Conference) -> BTreeSet<[String; 5]> {
    let programme = conference.programme(Vec::new());
    let one = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let of = |entry: &plenary::formats::programme::Entry<'_>| {
        let mut names: Vec<String> =
            entry.people.iter().map(|&(person, _)| one(programme.person_name(person))).collect();
        names.sort();
        let title = one(programme.session_title(entry, english()));
        [
            title,
            entry.start.local(),
            entry.end.local(),
            one(programme.room_name(entry.room, english())),
            names.join("|"),
        ]
    };
    programme.entries.iter().map(of).collect()
}

fn sheet_rows(rows: &Rows) -> BTreeMap<String, BTreeSet<Vec<u8>>> {
    // The order of people and wishes is that of their names once they have been read.
    let lines = |bytes: Vec<u8>| -> BTreeSet<Vec<u8>> {
        let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
        table.byte_records().map(|row| row.expect("a row").as_slice().to_vec()).collect()
    };
    write_folder(rows).into_iter().map(|(name, bytes)| (name, lines(bytes))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn programmes_come_back_from_schedules((mut instance, placed) in conference()) {
        // The format knows rooms and people by their names: two of one name are one.
        for (list, field) in [("rooms", "title"), ("people", "name")] {
            for (number, of) in instance[list].as_array_mut().expect("a list").iter_mut().enumerate() {
                let name = format!("{} {number}", of[field].as_str().unwrap_or_default().trim());
                of[field] = json!(name.trim());
            }
        }
        let conference = built(instance, placed);
        let programme = conference.programme(Vec::new());
        for (format, text) in [
            (Foreign::FrabXml, write_xml(&programme, english())),
            (Foreign::FrabJson, write_json(&programme, english()).expect("JSON")),
        ] {
            prop_assert_eq!(Foreign::detect(&text), Some(format));
            let imported = import::read(format, "file", &text).unwrap_or_else(|report| panic!("{report}\n{text}"));
            let bytes = serde_json::to_vec(&imported.instance).expect("JSON");
            let source = Source::from_bytes("file", bytes).expect("text");
            instance::load(&source, &[]).unwrap_or_else(|report| panic!("{format:?}: {report}"));
            let again = Conference::of(imported.instance, imported.timetable);
            prop_assert_eq!(seen(&again), seen(&conference), "{:?}", format);
        }
    }

    #[test]
    fn timetables_come_back_from_json_and_tables((instance, placed) in conference()) {
        let conference = built(instance, placed);
        let text = timetable_json::write(&conference.file).expect("finite");
        let file = timetable_json::read(text.as_bytes()).expect("readable");
        prop_assert_eq!(&timetable_json::timetable(&file, &conference.problem).expect("it fits"), &conference.timetable);
        let mut bytes = Vec::new();
        timetable_csv::write(&conference.file, Some(&conference.instance), "en", &mut bytes).expect("memory");
        let file = timetable_csv::read(&bytes[..]).expect("readable");
        let again = timetable_json::timetable(&file, &conference.problem).expect("it fits");
        prop_assert_eq!(&again.placements, &conference.timetable.placements);
    }

    #[test]
    fn templates_come_back_as_workbooks_and_as_folders((instance, _) in conference()) {
        let instance: Instance = serde_json::from_value(instance).expect("an instance");
        let rows = Rows::of(&instance, "en");
        let bytes = write(&rows).expect("it fits");
        let book = workbook::read("t.xlsx", &bytes, |_, _| true).expect("readable");
        let (of_book, warnings) = read("t.xlsx", "t", &book).unwrap_or_else(|reports| panic!("{reports:?}"));
        prop_assert!(warnings.is_empty(), "{:?}", warnings);
        prop_assert_eq!(sheet_rows(&Rows::of(&of_book, "en")), sheet_rows(&rows));
        let source = Source::from_bytes("t", serde_json::to_vec(&of_book).expect("JSON")).expect("text");
        let loaded = instance::load(&source, &[]).unwrap_or_else(|report| panic!("{report}"));
        Problem::build(&loaded.instance).expect("it builds");
        let files: BTreeMap<String, Vec<u8>> = write_folder(&rows).into_iter().collect();
        let there = |(sheet, file): (&'static str, String)| {
            let bytes = files.get(&file)?.clone();
            Some((sheet, Source::from_bytes(file, bytes)))
        };
        let tables: Tables = tables().filter_map(there).collect();
        let (of_folder, _) = read_folder("t", "t", &tables).unwrap_or_else(|reports| panic!("{reports:?}"));
        prop_assert_eq!(serde_json::to_value(&of_folder).expect("JSON"), serde_json::to_value(&of_book).expect("JSON"));
        // What it is about has come along.
        let sizes = |of: &Instance| (of.sessions.len(), of.rooms.len(), of.people.len(), of.attendees.len());
        prop_assert_eq!(sizes(&of_book), sizes(&instance));
        let numbers = |of: &Instance| of.sessions.iter().map(|s| (s.minutes, s.min_seats, s.expected, s.speakers.len(), s.pin.is_some())).collect::<Vec<_>>();
        prop_assert_eq!(numbers(&of_book), numbers(&instance));
    }

    #[test]
    fn calendars_number_what_changes((instance, placed) in conference(), fates in proptest::collection::vec(0..3usize, 7)) {
        // 0 stays, 1 moves by a slot, 2 goes.
        let before = built(instance.clone(), placed.clone());
        let mut now = Vec::new();
        for (mut of, fate) in placed.clone().into_iter().zip(&fates) {
            if *fate == 1 {
                of.start = of.start.replace(":00", ":30");
            }
            if *fate != 2 {
                now.push(of);
            }
        }
        let after = built(instance, now);
        let stamp = "2030-01-01T00:00:00Z".parse().expect("a moment");
        let text = |conference: &Conference, previous: Option<&String>| {
            let previous = previous.map(|text| Published::read(text).expect("readable"));
            let programme = conference.programme(Vec::new());
            calendar(&programme, &whole(&programme, english()), english(), previous.as_ref(), stamp)
        };
        let first = text(&before, None);
        let second = text(&after, Some(&first));
        let third = text(&before, Some(&second));
        let events = |text: &str| -> BTreeMap<String, (String, String)> {
            let unfolded = text.replace("\r\n ", "");
            let value = |event: &str, name: &str| event.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned)).unwrap_or_default();
            unfolded.split("BEGIN:VEVENT").skip(1).map(|event| (value(event, "UID:"), (value(event, "SEQUENCE:"), value(event, "STATUS:")))).collect()
        };
        let (first, second, third) = (events(&first), events(&second), events(&third));
        prop_assert_eq!(first.len(), placed.len(), "every event has an identifier of its own");
        for (of, fate) in placed.iter().zip(&fates) {
            let uid = format!("{}@c.plenary", of.session);
            let expected = [("0", "CONFIRMED", "0"), ("1", "CONFIRMED", "2"), ("1", "CANCELLED", "2")][*fate];
            prop_assert_eq!((second[&uid].0.as_str(), second[&uid].1.as_str(), third[&uid].0.as_str()), expected, "{}", uid);
            prop_assert_eq!(third[&uid].1.as_str(), "CONFIRMED");
        }
    }
}
