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
        (*sheet, Source::from_bytes(path, text.clone().into_bytes()))
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
    set("Slots", "Day,Start,End\n2030-05-06,9:00 XM,10:00\n\n6 May,09:00,10:00\n2030-05-06,25:30,26:00\n");
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
}

/// What a table would have named is not held against the others; what is wrong with them anyway is.
#[test]
fn a_table_that_cannot_be_read_does_not_hide_what_is_wrong_with_the_others() {
    let said = |files: &[(&'static str, String)]| -> String {
        of(files).expect_err("something is wrong").iter().map(|report| format!("{report}\n")).collect()
    };
    let with = |table: &str| {
        let mut files = example();
        files[1].1 = table.to_owned();
        files[2].1 = "Day,Start,End\n2030-05-06,09:00,25h90\n".to_owned();
        files[3].1 = "Session,Kind,Minutes,Room\nHousing,talk,0,Hall\nHealth,talk,30,Hal\n".to_owned();
        files
    };
    for open in
        ["Room,Seats\nStudio,many\n\"Hall,200\n", "Room,Seats\nStudio,many\nHall,200,\"", "Room,Seats\nStudio,many\n\""]
    {
        let text = said(&with(open));
        for place in ["c/rooms.csv:3:", "quotation mark", "c/rooms.csv:2:8", "c/slots.csv:2:18", "c/sessions.csv:2:14"]
        {
            assert!(text.contains(place), "{place} is missing in\n{text}");
        }
        assert!(!text.contains("there is no room"), "{text}");
    }
    let text = said(&with("\"Room,Seats\nHall,200\n"));
    assert!(text.contains("c/rooms.csv:1:1") && !text.contains("column"), "{text}");
    let missing: Vec<_> = with("").into_iter().filter(|(sheet, _)| *sheet != "Rooms").collect();
    let text = said(&missing);
    assert!(text.contains("c/rooms.csv: the file is missing") && text.contains("c/slots.csv:2:18"), "{text}");
    assert!(!text.contains("there is no room"), "{text}");
}

/// The same conference as spreadsheets of three countries save it.
#[test]
fn days_and_times_are_read_as_spreadsheets_write_them() {
    let said = |files: &[(&'static str, String)]| -> String {
        let (instance, warnings) = of(files).unwrap_or_else(|reports| panic!("{reports:?}"));
        assert!(warnings.is_empty(), "{warnings:?}");
        format!("{:?} {:?} {:?}", instance.slots, instance.sessions, instance.people)
    };
    let in_iso = example().into_iter().map(|(sheet, text)| (sheet, text.replace("2030-05-06", "2030-05-16")));
    let in_iso: Vec<_> = in_iso.collect();
    for (day, clocks) in [
        ("16/05/2030", [":00:00", ":30:00"]),
        ("5/16/2030", [":00 AM", ":30 AM"]),
        ("\"Thursday, May 16, 2030\"", [":00", ":30"]),
        ("jeudi 16 mai 2030", ["h00", "h30"]),
        ("\"jueves, 16 de mayo de 2030\"", [":00 a. m.", ":30 a. m."]),
    ] {
        let changed = in_iso.iter().map(|(sheet, text)| {
            let text = text.replace("2030-05-16", day).replace("09:00", &format!("9{}", clocks[0]));
            (*sheet, text.replace("10:30", &format!("10{}", clocks[1])))
        });
        let changed: Vec<_> = changed.collect();
        assert_ne!(changed, in_iso);
        assert_eq!(said(&changed), said(&in_iso), "{day}");
    }
    // 5 June or 6 May: nobody knows, until another date says it.
    let mut files: Vec<_> =
        example().into_iter().map(|(sheet, text)| (sheet, text.replace("2030-05-06", "05/06/2030"))).collect();
    let reports = of(&files).expect_err("nobody knows");
    let text: String = reports.iter().map(ToString::to_string).collect();
    assert!(text.contains("is 2030-06-05 or 2030-05-06"), "{text}");
    files[2].1.push_str("13/06/2030,09:00,10:00,,\n");
    assert_eq!(of(&files).expect("now it is known").0.days[0].date, "2030-06-05");
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
