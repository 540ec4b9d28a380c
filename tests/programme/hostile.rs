//! Files that would do harm: they are refused within bounds, or what they hold does none.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use plenary::formats::import::{self, Foreign};
use plenary::formats::programme::{Locale, clean};
use plenary::formats::template::{Rows, Tables, is_template, read, read_folder, write_folder};
use plenary::formats::{frab, html, icalendar, timetable_csv, workbook};
use plenary::instance::{self, Instance, Source};
use plenary::rules::RuleSet;
use plenary::verify::verify;
use serde_json::json;
use zip::write::SimpleFileOptions;

use super::Conference;

fn plenary(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plenary")).args(arguments).current_dir(folder).output().expect("it runs")
}

/// Writes a part of a package.
type Fill<'a> = &'a dyn Fn(&mut dyn Write);

/// A package of these parts, packed.
fn package(parts: &[(&str, Fill<'_>)]) -> Vec<u8> {
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, fill) in parts {
        package.start_file(*name, SimpleFileOptions::default()).expect("a part");
        fill(&mut package);
    }
    package.finish().expect("a package").into_inner()
}

const LISTED: &str = r#"<workbook><sheets><sheet name="Conference" r:id="r1"/><sheet name="Rooms" r:id="r1"/><sheet name="Slots" r:id="r1"/>
    <sheet name="Sessions" r:id="r1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>"#;

fn with_strings(strings: Fill<'_>) -> Vec<u8> {
    let text = |text: &'static str| move |to: &mut dyn Write| to.write_all(text.as_bytes()).expect("memory");
    package(&[
        ("xl/workbook.xml", &text(LISTED)),
        ("xl/_rels/workbook.xml.rels", &text(RELATIONS)),
        ("xl/worksheets/sheet1.xml", &text("<worksheet><sheetData/></worksheet>")),
        ("xl/sharedStrings.xml", strings),
    ])
}

#[test]
fn what_unpacks_to_more_than_it_may_is_refused_whatever_it_is_taken_for() {
    let bomb = with_strings(&|to| {
        let block = vec![b' '; 1 << 20];
        for _ in 0..300 {
            to.write_all(&block).expect("memory");
        }
    });
    assert!(bomb.len() < 2 << 20, "{} bytes", bomb.len());
    let folder = tempfile::TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("bomb.xlsx"), bomb).expect("written");
    for format in ["auto", "template", "cosplib", "optaplanner"] {
        let output = plenary(&["solve", "bomb.xlsx", "--format", format], folder.path());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains("unpacks to more than 256 MiB"), "{said}");
    }
}

#[test]
fn entities_do_not_grow_in_any_document() {
    let declared = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let strings = format!("<?xml version=\"1.0\"?>{declared}<sst><si><t>&b;</t></si></sst>");
    let bytes = with_strings(&|to| to.write_all(strings.as_bytes()).expect("memory"));
    let report = workbook::read("bomb.xlsx", &bytes, |_, _| true).expect_err("refused").to_string();
    assert!(report.contains("document type"), "{report}");
    let xml = format!("{declared}<schedule><conference><title>&b;</title></conference></schedule>");
    let report = import::read(Foreign::FrabXml, "s.xml", &xml).expect_err("refused").to_string();
    assert!(report.contains("document type"), "{report}");
    let sol = format!("{declared}<CPLEXSolution><variables/></CPLEXSolution>");
    let error = plenary::formats::solution::read("s.sol", &sol).expect_err("refused").to_string();
    assert!(error.contains("document type"), "{error}");
}

#[test]
fn text_in_other_encodings_is_refused_with_advice_and_a_byte_order_mark_does_not_matter() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let at = folder.path();
    assert!(plenary(&["template", "--tables", "-o", "c"], at).status.success());
    assert!(plenary(&["convert", "c", "c.json"], at).status.success());
    assert!(
        plenary(&["solve", "c.json", "--time-limit", "20", "--threads", "1", "-o", "t.json", "--quiet"], at)
            .status
            .success()
    );
    for to in ["t.csv", "t.xml", "t.ics"] {
        assert!(plenary(&["convert", "t.json", to, "--instance", "c.json"], at).status.success(), "{to}");
    }
    std::fs::write(at.join("t.sol"), "x.a.1.hall.m0 1\n").expect("written");
    let cases: [(&str, &[&str]); 7] = [
        ("c.json", &["solve", "X", "--time-limit", "20", "--threads", "1", "-o", "-", "--quiet"]),
        ("t.json", &["check", "c.json", "X"]),
        ("t.csv", &["check", "c.json", "X"]),
        ("t.xml", &["check", "X"]),
        ("t.sol", &["check", "c.json", "X"]),
        ("t.ics", &["convert", "t.json", "n.ics", "--instance", "c.json", "--previous", "X"]),
        ("c/rooms.csv", &["convert", "c", "again.json"]),
    ];
    for (name, arguments) in cases {
        let path = at.join(name);
        let text = std::fs::read_to_string(&path).expect("written");
        // A letter that is no ASCII, where it does no harm.
        let text = text.replacen("Hall", "H\u{e4}ll", 1) + if name.ends_with("json") { "" } else { "\n" };
        let wide = |order: fn(u16) -> [u8; 2]| {
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect::<Vec<u8>>()
        };
        let latin = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).chain([0xe4]).collect::<Vec<u8>>();
        let original = std::fs::read(&path).expect("written");
        for (encoding, bytes) in
            [("UTF-16LE", wide(u16::to_le_bytes)), ("UTF-16BE", wide(u16::to_be_bytes)), ("Latin-1", latin)]
        {
            std::fs::write(&path, bytes).expect("written");
            let arguments: Vec<&str> = arguments.iter().map(|word| if *word == "X" { name } else { word }).collect();
            let output = plenary(&arguments, at);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(3), "{name} in {encoding}: {said}");
            assert!(said.contains("UTF-8"), "{name} in {encoding}: {said}");
        }
        let marked: Vec<u8> = [b"\xef\xbb\xbf", &original[..]].concat();
        std::fs::write(&path, marked).expect("written");
        if name != "t.sol" {
            let arguments: Vec<&str> = arguments.iter().map(|word| if *word == "X" { name } else { word }).collect();
            let output = plenary(&arguments, at);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{name} with a mark: {said}");
        }
        std::fs::write(&path, original).expect("written");
    }
}

#[test]
fn a_hundred_thousand_sessions_are_refused_in_every_format_and_nothing_is_quadratic() {
    const MANY: usize = 100_000;
    let mut xml = String::from(
        "<schedule><conference><title>T</title><acronym>t</acronym><time_zone_name>UTC</time_zone_name></conference><day date=\"2030-05-06\">",
    );
    let mut sessions = String::from("Session,Kind,Minutes,Speakers,Track,Topics,Room\n");
    for number in 0..MANY {
        // Everything is another: rooms, kinds, tracks, people.
        xml.push_str(&format!(
            "<room name=\"R{number}\"><event id=\"{number}\"><start>10:00</start><duration>00:30</duration><title>T{number}</title>\
             <type>k{number}</type><track>t{number}</track><persons><person id=\"{number}\">P{number}</person></persons></event></room>"
        ));
        sessions.push_str(&format!("T{number},k{number},30,P{number},t{number},o{number},R{number}\n"));
    }
    xml.push_str("</day></schedule>");
    let imported = import::read(Foreign::FrabXml, "s.xml", &xml).expect("readable");
    let load = |instance: &Instance| {
        let bytes = serde_json::to_vec(instance).expect("JSON");
        Source::from_bytes("s", bytes)
            .and_then(|source| instance::load(&source, &[]))
            .expect_err("too many")
            .to_string()
    };
    let said = load(&imported.instance);
    assert!(said.contains("/sessions") && said.contains("20000"), "{said}");
    let mut tables = Tables::new();
    let mut put = |sheet: &'static str, text: String| {
        tables.insert(sheet, Source::from_bytes(format!("c/{sheet}.csv"), text.into_bytes()));
    };
    put("Rooms", "Room,Seats\nHall,10\n".to_owned());
    put("Slots", "Day,Start,End\n2030-05-06,10:00,11:00\n".to_owned());
    put("Sessions", sessions);
    // There is no room R0, nor any other: a hundred thousand mistakes, of which some are printed.
    let reports = read_folder("c", "c", &tables).expect_err("there are no such rooms");
    let said: String = reports.iter().map(ToString::to_string).collect();
    assert!(said.contains("100000 errors") && said.len() < 100_000, "{said}");
}

#[test]
fn a_million_rows_are_read_up_to_a_bound() {
    let mut wishes = String::from("Attendee,Session,Weight\n");
    for number in 0..1_000_000 {
        wishes.push_str(&format!("{},Housing,{}\n", number % 5000, number % 9 + 1));
    }
    let mut tables: Tables = plenary::formats::template::tables()
        .filter_map(|(sheet, file)| {
            let files = write_folder(&Rows::example(true));
            let bytes = files.into_iter().find(|(name, _)| *name == file)?.1;
            Some((sheet, Source::from_bytes(file, bytes)))
        })
        .collect();
    tables.insert("Wishes", Source::from_bytes("wishes.csv", wishes.into_bytes()));
    let reports = read_folder("c", "c", &tables).expect_err("too many");
    let said: String = reports.iter().map(ToString::to_string).collect();
    assert!(said.contains("wishes.csv:") && said.contains("2000000 cells"), "{said}");
    // A table of places is read whole, and what is in it is found out with the instance.
    let mut places = String::from("session,start,room\n");
    for number in 0..1_000_000 {
        places.push_str(&format!("s{number},2030-05-06T09:00,hall\n"));
    }
    assert_eq!(timetable_csv::read(places.as_bytes()).expect("a table").placements.len(), 1_000_000);
}

#[test]
fn what_looks_like_a_formula_is_text_in_every_table() {
    let instance = json!({
        "format": "plenary-instance/1", "id": "formulas", "title": "=cmd|' /C calc'!A0", "time_zone": "UTC",
        "days": [{"id": "d", "date": "2030-05-06"}],
        "slots": [{"id": "s", "day": "d", "start": "09:00", "end": "10:00"}],
        "rooms": [{"id": "r", "title": "@SUM(1)", "seats": 1}], "kinds": [{"id": "k", "title": "+1"}],
        "people": [{"id": "p", "name": "-2+3"}],
        "sessions": [{"id": "a", "title": "=HYPERLINK(\"http://x\")", "kind": "k", "minutes": 60, "speakers": ["p"]}]
    });
    let instance: Instance = serde_json::from_value(instance).expect("an instance");
    let rows = Rows::of(&instance, "en");
    for (name, bytes) in write_folder(&rows) {
        let text = String::from_utf8(bytes).expect("text");
        let mut table = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        for row in table.records() {
            for cell in &row.expect("a row") {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell}");
            }
        }
    }
    let bytes = plenary::formats::template::write(&rows).expect("it fits");
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a package");
    for number in 0..package.len() {
        let mut text = String::new();
        let _ = std::io::Read::read_to_string(&mut package.by_index(number).expect("a part"), &mut text);
        assert!(!text.contains("<f>") && !text.contains("<f "), "part {number}");
    }
    let book = workbook::read("b", &bytes, |_, _| true).expect("readable");
    assert!(is_template(&book));
    let (again, _) = read("b", "b", &book).expect("nothing is wrong");
    assert_eq!(again.sessions[0].title.in_language("en"), "=HYPERLINK(\"http://x\")");
}

#[test]
fn marks_of_direction_reach_no_programme_and_no_message() {
    let turned = "Anna\u{202e}koob\u{2066}";
    assert_eq!(clean(turned), "Annakoob");
    let mut tables = Tables::new();
    for (sheet, text) in [
        ("Rooms", "Room,Seats\nHall,10\n".to_owned()),
        ("Slots", "Day,Start,End\n2030-05-06,10:00,11:00\n".to_owned()),
        ("Sessions", format!("Session,Kind,Minutes,Room\nA,talk,30,{turned}\n")),
    ] {
        tables.insert(sheet, Source::from_bytes(format!("{sheet}.csv"), text.into_bytes()));
    }
    let reports = read_folder("c", "c", &tables).expect_err("there is no such room");
    let said: String = reports.iter().map(ToString::to_string).collect();
    assert!(said.contains("\\u{202e}") && !said.contains(['\u{202e}', '\u{2066}']), "{said}");
}

/// The night on which the clock goes forward, and the one on which it goes back.
#[test]
fn nights_on_which_the_clock_is_changed_are_right_in_every_format() {
    for (day, end, utc) in [
        ("2030-03-31", "05:00", ["20300331T000000Z", "20300331T030000Z"]),
        ("2030-10-27", "03:00", ["20301026T230000Z", "20301027T020000Z"]),
    ] {
        let instance = json!({
            "format": "plenary-instance/1", "id": "night", "title": "Night", "time_zone": "Europe/Berlin",
            "days": [{"id": "d", "date": day}],
            "slots": [{"id": "n", "day": "d", "start": "01:00", "end": "12:00", "every": 60}],
            "rooms": [{"id": "r", "seats": 1}], "kinds": [{"id": "k"}],
            "sessions": [{"id": "a", "title": "A", "kind": "k", "minutes": 180}]
        });
        let conference = Conference::new(instance, &[("a", &format!("{day}T01:00"), "r")]);
        let programme = conference.programme(Vec::new());
        let english = Locale::find("en").expect("there is one");
        let stamp = "2030-01-01T00:00:00Z".parse().expect("a moment");
        let ics = icalendar::write(&programme, &icalendar::whole(&programme, english), english, None, stamp);
        assert!(ics.contains(&format!("DTSTART:{}", utc[0])) && ics.contains(&format!("DTEND:{}", utc[1])), "{ics}");
        let page = html::write(&programme, &[english]);
        assert!(
            page.contains(&format!("datetime=\"{day}T01:00\"")) && page.contains(&format!("datetime=\"{day}T{end}\""))
        );
        let xml = frab::write_xml(&programme, english);
        assert!(xml.contains("<duration>03:00</duration>"), "{xml}");
        let again = import::read(Foreign::FrabXml, "s.xml", &xml).expect("readable");
        let again = Conference::of(again.instance, again.timetable);
        let verdict = verify(&again.problem, &RuleSet::default(), &again.timetable);
        assert!(verdict.is_feasible(), "what is published fits into the times that it tells: {verdict:?}");
        let placed = &again.file.placements[0];
        assert_eq!(
            (placed.start.as_str(), placed.end.as_deref()),
            (&*format!("{day}T01:00"), Some(&*format!("{day}T{end}")))
        );
        let json = frab::write_json(&programme, english).expect("JSON");
        let again = import::read(Foreign::FrabJson, "s.json", &json).expect("readable");
        assert_eq!(again.timetable.placements[0].start, format!("{day}T01:00"));
    }
}
