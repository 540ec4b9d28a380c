//! Folders of tables.

use std::path::Path;
use std::process::{Command, Output};

use plenary::formats::template::{Rows, Tables, read, read_folder, tables, write, write_folder};
use plenary::formats::workbook;
use plenary::instance::{Instance, Report, Source};

/// The tables of the example, by sheet.
fn example() -> Vec<(&'static str, String)> {
    let files = write_folder(&Rows::example(true));
    let text = |file: &str| {
        let (_, bytes) = files.iter().find(|(name, _)| name == file)?;
        Some(String::from_utf8(bytes.clone()).expect("text"))
    };
    tables().filter_map(|(sheet, file)| Some((sheet, text(&file)?))).collect()
}

fn of(files: &[(&'static str, String)]) -> Result<(Instance, Vec<Report>), Vec<Report>> {
    let source = |(sheet, text): &(&'static str, String)| {
        let path = format!("c/{}.csv", sheet.to_lowercase());
        (*sheet, Source::from_bytes(path, text.clone().into_bytes()).expect("text"))
    };
    read_folder("c", "c", &files.iter().map(source).collect::<Tables>())
}

fn json(instance: &Instance) -> serde_json::Value {
    serde_json::to_value(instance).expect("JSON")
}

#[test]
fn tables_say_what_the_workbook_says_however_they_are_separated() {
    let bytes = write(&Rows::example(true)).expect("it fits");
    let book = workbook::read("c.xlsx", &bytes, |_, _| true).expect("readable");
    let (expected, _) = read("c.xlsx", "c", &book).expect("nothing is wrong");
    let plain = example();
    type Change = fn(&str) -> String;
    let changes: [Change; 5] = [
        |text| text.to_owned(),
        |text| text.replace('\n', "\r\n"),
        |text| format!("\u{feff}{}", text.replace(',', "\t")),
        // Lists are separated by semicolons as well: such cells stand in quotation marks.
        |text| {
            text.replace("; ", "\u{1}")
                .replace(',', ";")
                .replace("projector\u{1}stage", "\"projector; stage\"")
                .replace("en\u{1}fr", "\"en; fr\"")
        },
        |text| {
            text.lines()
                .rev()
                .skip_while(|line| line.is_empty())
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect::<Vec<_>>()
                .join("\n")
        },
    ];
    for (number, change) in changes.iter().enumerate() {
        let files: Vec<_> = plain.iter().map(|(sheet, text)| (*sheet, change(text))).collect();
        let (instance, warnings) = of(&files).unwrap_or_else(|reports| panic!("{number}: {reports:?}"));
        assert!(warnings.is_empty(), "{number}: {warnings:?}");
        assert_eq!(json(&instance), json(&expected), "{number}");
    }
}

#[test]
fn sheets_that_are_not_needed_may_be_missing() {
    let files: Vec<_> =
        example().into_iter().filter(|(sheet, _)| ["Rooms", "Slots", "Sessions"].contains(sheet)).collect();
    let (instance, warnings) = of(&files).expect("nothing is wrong");
    let said: String = warnings.iter().map(ToString::to_string).collect();
    assert!(said.contains("c/conference.csv") && said.contains("UTC"), "{said}");
    assert_eq!((instance.time_zone.as_str(), instance.languages.len(), instance.people.len()), ("UTC", 2, 3));
    let reports = of(&files[..1]).expect_err("two are needed");
    let said: String = reports.iter().map(ToString::to_string).collect();
    assert!(said.contains("c/slots.csv") && said.contains("c/sessions.csv: the file is missing"), "{said}");
    assert!(said.contains("Session,Kind,Minutes"), "{said}");
}

#[test]
fn mistakes_are_told_with_file_line_and_column() {
    let mut files = example();
    let mut set = |sheet: &str, text: &str| {
        let found = files.iter_mut().find(|(known, _)| *known == sheet).expect("there is one");
        found.1 = text.to_owned();
    };
    set("Rooms", "Room,Seats,Colour\n\"The \"\"big\"\",\nhall\",many,red\nStudio,40,\n");
    set("Slots", "Day,Start,End\n2030-05-06,9:00 PM,10:00\n\n6 May,09:00,10:00\n2030-05-06,25:30,26:00\n");
    set("Sessions", "Session,Kind,Minutes,Room,Speakers\nA,talk,5000,Studo,\nB,talk,30,Studio,Speaker 1; Speakr 2\n");
    set("Wishes", "Attendee;Session\n1;C\n");
    let reports = of(&files).expect_err("wrong in every way");
    let said: String = reports.iter().map(|report| format!("{report}\n")).collect();
    for place in [
        "c/rooms.csv:1:12",
        "c/rooms.csv:3:7: /Seats",
        "c/slots.csv:2:12: /Start",
        "c/slots.csv:4:1: /Day",
        "c/sessions.csv:2:8: /Minutes",
        "c/sessions.csv:2:13: /Room",
        "c/sessions.csv:3:18: /Speakers",
        "c/wishes.csv:2:3: /Session",
    ] {
        // The cell begins where the quotation mark of the one before it has ended.
        assert!(said.contains(place), "{place} is missing in\n{said}");
    }
    assert!(said.contains("did you mean \"Studio\"?"), "{said}");
    let mut open = example();
    open[1].1 = "Room,Seats\n\"Hall,200\nStudio,40\n".to_owned();
    let said: String = of(&open).expect_err("nothing closes it").iter().map(ToString::to_string).collect();
    assert!(said.contains("c/rooms.csv:2:1") && said.contains("quotation mark"), "{said}");
}

fn plenary(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plenary")).args(arguments).current_dir(folder).output().expect("it runs")
}

#[test]
fn the_command_line_writes_solves_and_converts_folders() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let at = folder.path();
    let run = |arguments: &[&str], code: i32| {
        let output = plenary(arguments, at);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        said
    };
    run(&["template", "--tables", "-o", "c"], 0);
    run(&["template", "--tables", "-o", "c"], 2);
    run(&["solve", "c", "--time-limit", "5", "--threads", "1", "--quiet"], 0);
    run(&["check", "c", "c.timetable.json"], 0);
    run(&["convert", "c.timetable.json", "c.html", "--instance", "c"], 0);
    assert!(run(&["convert", "c.timetable.json", "c/sessions.csv", "--instance", "c"], 2).contains("sessions.csv"));
    // Whatever way it goes, it is the same conference.
    run(&["convert", "c", "c.json"], 0);
    run(&["convert", "c", "c.xlsx"], 0);
    run(&["convert", "c.xlsx", "d", "--to", "tables"], 0);
    run(&["convert", "d", "d.json"], 0);
    let read = |path: &str| -> Instance {
        serde_json::from_slice(&std::fs::read(at.join(path)).expect("written")).expect("an instance")
    };
    let (mut one, mut other) = (json(&read("c.json")), json(&read("d.json")));
    for of in [&mut one, &mut other] {
        of["id"] = "same".into();
    }
    assert_eq!(one, other);
    assert!(run(&["convert", "c.timetable.json", "e", "--to", "tables", "--instance", "c"], 2).contains("instance"));
    // What the sheets have no column for is said.
    let with = std::fs::read_to_string(at.join("c.json")).expect("written");
    let with = with.replacen("\"time_zone\"", "\"walking\": {\"within_venue\": 5}, \"time_zone\"", 1);
    std::fs::write(at.join("walk.json"), with).expect("written");
    assert!(run(&["convert", "walk.json", "walk.xlsx"], 0).contains("walking (1)"));
}
