//! The workbook that planners fill in.

use std::process::Command;

use plenary::formats::template::{Rows, is_template, read, write};
use plenary::formats::workbook;
use plenary::instance;
use rust_xlsxwriter::Workbook;

#[test]
fn the_template_is_read_and_solved_as_it_is_written() {
    let bytes = write(&Rows::example(true)).expect("it fits");
    assert_eq!(bytes, write(&Rows::example(true)).expect("it fits"), "the same bytes");
    let book = workbook::read("t.xlsx", &bytes, |_, _| true).expect("readable");
    assert!(is_template(&book));
    let (instance, warnings) = read("t.xlsx", "t", &book).expect("nothing is wrong");
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(instance.sessions.len(), 4);
    assert_eq!(instance.people[2].away.len(), 1);
    let source = instance::Source::from_bytes("t", serde_json::to_vec(&instance).expect("JSON")).expect("text");
    instance::load(&source, &[]).unwrap_or_else(|report| panic!("{report}"));

    let folder = tempfile::TempDir::new().expect("a folder");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
        command.args(args).current_dir(folder.path()).output().expect("it runs")
    };
    assert!(run(&["template", "-o", "c.xlsx"]).status.success());
    assert_eq!(
        run(&["template", "-o", "c.xlsx"]).status.code(),
        Some(2),
        "nothing that may be filled in is overwritten"
    );
    let solved = run(&["solve", "c.xlsx", "-o", "c.timetable.json", "--time-limit", "5", "--threads", "1", "--quiet"]);
    assert!(solved.status.success(), "{}", String::from_utf8_lossy(&solved.stderr));
    assert!(run(&["check", "c.xlsx", "c.timetable.json"]).status.success());
    assert!(run(&["convert", "c.timetable.json", "c.html", "--instance", "c.xlsx"]).status.success());
    assert!(run(&["convert", "c.timetable.json", "p.xlsx", "--instance", "c.xlsx"]).status.success());
}

#[test]
fn without_the_example_everything_that_is_missing_is_said() {
    let bytes = write(&Rows::example(false)).expect("it fits");
    let book = workbook::read("t.xlsx", &bytes, |_, _| true).expect("readable");
    let reports = read("t.xlsx", "t", &book).expect_err("there is nothing in it");
    let text: String = reports.iter().map(ToString::to_string).collect();
    for missing in ["there is no room", "there is no slot", "there is no session"] {
        assert!(text.contains(missing), "{text}");
    }
}

/// A workbook of these sheets, row by row.
fn book(sheets: &[(&str, &[&[&str]])]) -> workbook::Book {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells) {
                match text.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number).expect("it fits"),
                    Err(_) => sheet.write_string(row, column, *text).expect("it fits"),
                };
            }
        }
    }
    let bytes = book.save_to_buffer().expect("it fits");
    workbook::read("t.xlsx", &bytes, |_, _| true).expect("readable")
}

#[test]
fn every_mistake_is_told_with_sheet_cell_and_help() {
    let book = book(&[
        ("Conference", &[&["What", "Value"], &["Time zone", "Paris"], &["Languages", "en"], &["Mobile booths", "two"]]),
        ("Rooms", &[&["Room", "Seats"], &["Hall", "many"], &["hall", "10"], &["", "5"]]),
        ("Slots", &[&["Day", "Start", "End"], &["2030-05-06", "nine", "10:00"], &["6 May", "09:00", ""]]),
        (
            "Sessions",
            &[
                &["Session", "Kind", "Minutes", "Speakers", "Floor", "Room", "Start", "For everybody", "Colour"],
                &["A", "talk", "0", "Anna", "en", "Hal", "", "perhaps", "red"],
                &["B", "", "30.5", "Ana; Bob", "fr", "Hall", "09:00", "", ""],
            ],
        ),
        ("People", &[&["Person", "Away on"], &["Ana", "2031-01-01"]]),
        ("Wishes", &[&["Attendee", "Session", "Weight"], &["1", "C", "2000"]]),
    ]);
    let reports = read("t.xlsx", "t", &book).expect_err("wrong in every way");
    let text: String = reports.iter().map(|report| format!("{report}\n")).collect();
    for place in [
        "Conference:2:2",
        "Conference:4:2",
        "/Rooms:2:2",
        "/Rooms:3:1",
        "/Rooms:4:1",
        "/Slots:2:2",
        "/Slots:3:1",
        "/Slots:3:3",
        "/Sessions:2:3",
        "/Sessions:2:4",
        "/Sessions:2:6",
        "/Sessions:2:8",
        "/Sessions:1:9",
        "/Sessions:3:2",
        "/Sessions:3:3",
        "/Sessions:3:4",
        "/Sessions:3:5",
        "/Sessions:3:7",
        "/People:2:2",
        "/Wishes:2:2",
        "/Wishes:2:3",
    ] {
        assert!(text.contains(place), "{place} is missing in\n{text}");
    }
    assert!(text.contains("did you mean \"Ana\"?") && text.contains("did you mean \"Hall\"?"), "{text}");
}
