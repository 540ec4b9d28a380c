//! What is said of workbooks with mistakes.

use super::fixture::{GREY, Sheets, read, row, sheet, sheets, write};

fn complaints(change: impl Fn(&mut Sheets)) -> String {
    let mut changed = sheets();
    change(&mut changed);
    read(&write(&changed)).expect_err("something is wrong")
}

fn assert_all(text: &str, expected: &[&str]) {
    for expected in expected {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
}

#[test]
fn mistakes_are_told_at_their_cells_all_at_once() {
    let text = complaints(|sheets| {
        sheet(sheets, "Configuration")[5][0] = "Room conflicts".into();
        sheet(sheets, "Configuration")[6][1] = "7hard".into();
        sheet(sheets, "Configuration")[7][1] = "7hard/0medium/1soft".into();
        sheet(sheets, "Configuration")[8][1] = "-7hard/0medium/0soft".into();
        sheet(sheets, "Configuration")[13][1] = "0hard/0medium/9soft".into();
        sheet(sheets, "Timeslots")[1][0] = "Tue 2018-10-01".into();
        sheet(sheets, "Timeslots")[2][1] = "9:10".into();
        sheet(sheets, "Timeslots")[3][2] = "08:00".into();
        sheet(sheets, "Rooms")[2][1] = "many".into();
        sheet(sheets, "Rooms")[3][2] = "Brekaout".into();
        sheet(sheets, "Rooms")[4][4] = "#AD7FA8".into();
        sheet(sheets, "Speakers")[5][0] = "Amy Cole".into();
        sheet(sheets, "Talks")[1][7] = "hard".into();
        sheet(sheets, "Talks")[2][3] = "Amy Cole,Beth Fox".into();
        sheet(sheets, "Talks")[3][19] = "S3, S9".into();
        sheet(sheets, "Talks")[4][0] = "S1".into();
        sheet(sheets, "Talks")[7][26] = "R 3".into();
    });
    assert_all(
        &text,
        &[
            "book.xlsx/Configuration:6:1: /A6: there is no constraint \"Room conflicts\"",
            "did you mean \"Room conflict\"?",
            "the constraint \"Room conflict\" is missing",
            "book.xlsx/Configuration:7:2: /B7: \"7hard\" is not a weight",
            "book.xlsx/Configuration:8:2: /B8: \"7hard/0medium/1soft\" weighs on several levels at once",
            "book.xlsx/Configuration:9:2: /B9: -7 is not from 0 to 1000000",
            "\"Speaker prohibited timeslot tags\" are on different levels; both are the rule wrong-tag",
            "book.xlsx/Timeslots:2:1: /A2: \"Tue 2018-10-01\" is not a day",
            "book.xlsx/Timeslots:3:2: /B3: \"9:10\" is not a time of day",
            "book.xlsx/Timeslots:4:3: /C4: the slot ends before it starts",
            "book.xlsx/Rooms:3:2: /B3: \"many\" is not a whole number",
            "book.xlsx/Rooms:4:3: /C4: there is no type of talk in Timeslots called \"Brekaout\"",
            "book.xlsx/Rooms:5:5: /E5: the cell is filled with the colour AD7FA8",
            "book.xlsx/Speakers:6:1: /A6: \"Amy Cole\" is there twice (first in row 3)",
            "book.xlsx/Talks:2:8: /H2: \"hard\" is not a whole number",
            "book.xlsx/Talks:3:4: /D3: \"Amy Cole,Beth Fox\" has a comma without a blank after it",
            "book.xlsx/Talks:4:20: /T4: a talk cannot come before itself",
            "book.xlsx/Talks:4:20: /T4: there is no talk with the code \"S9\"",
            "book.xlsx/Talks:5:1: /A5: \"S1\" is there twice (first in row 2)",
        ],
    );
}

#[test]
fn a_missing_sheet_is_named_and_nothing_else_blamed_for_it() {
    for name in super::SHEETS {
        let text = complaints(|sheets| sheets.retain(|sheet| sheet.0 != name));
        assert!(text.contains(&format!("book.xlsx/{name}: the workbook has no sheet \"{name}\"")), "{text}");
        assert!(!text.contains("there is no "), "{name}: {text}");
    }
}

#[test]
fn headers_are_what_they_are() {
    let text = complaints(|sheets| {
        sheet(sheets, "Talks")[0].swap(4, 5);
        sheet(sheets, "Rooms")[1][5] = "10:10-11:00".into();
        sheet(sheets, "Speakers")[1].push("12:00-13:00".into());
        sheet(sheets, "Speakers")[0][9] = "Tue 2018-10-02".into();
    });
    assert_all(
        &text,
        &[
            "book.xlsx/Talks:1:5: /E1: the column is called \"Sector tags\", not \"Theme track tags\"",
            "book.xlsx/Rooms:2:6: /F2: the column is called \"10:10-11:00\", not \"10:10-11:10\"",
            "book.xlsx/Speakers:2:17: /Q2: column \"12:00-13:00\" is one too many",
            "book.xlsx/Speakers:1:10: /J1: \"Tue 2018-10-02\" stands above a slot of \"Mon 2018-10-01\"",
        ],
    );
}

#[test]
fn what_has_no_one_length_or_no_place_is_told() {
    let text = complaints(|sheets| sheet(sheets, "Timeslots")[1][3] = "Breakout, Lab".into());
    assert!(text.contains("slots of type \"Lab\" are 60 and 120 min long (row 2 and this one)"), "{text}");
    let text = complaints(|sheets| {
        let rooms = sheet(sheets, "Rooms");
        rooms[2][2] = "Breakout".into();
        rooms[3][2] = "Breakout".into();
    });
    assert!(text.contains("no room is for talks of type \"Panel\""), "{text}");
    let text = complaints(|sheets| sheet(sheets, "Speakers")[3][1] = "Erly".into());
    assert_all(&text, &["/Speakers:4:2: /B4: there is no slot with the tag \"Erly\"", "did you mean \"Early\"?"]);
    let text = complaints(|sheets| sheet(sheets, "Talks")[8][24] = "09:05".into());
    assert!(text.contains("/X9: there is no slot \"Mon 2018-10-01\", \"09:05\" to \"10:00\""), "{text}");
    let text = complaints(|sheets| sheet(sheets, "Talks")[7][26] = "R 4".into());
    assert!(text.contains("/AA8: there is no room \"R 4\""), "{text}");
    let text = complaints(|sheets| {
        sheet(sheets, "Rooms")[4][2] = "Lab".into();
        sheet(sheets, "Talks")[7][26] = "R 3".into();
    });
    assert!(text.contains("/AA8: the talk is pinned to a room that is not for its type"), "{text}");
}

#[test]
fn blanks_around_names_are_part_of_them_and_warned_of() {
    let mut changed = sheets();
    sheet(&mut changed, "Talks")[1][4] = "A , B".into();
    let bytes = write(&changed);
    let book = plenary::formats::workbook::read("book.xlsx", &bytes, |_, _| true).unwrap();
    let (conference, warnings) = plenary::formats::optaplanner::read("book.xlsx", "book", &book, bytes).unwrap();
    assert_eq!(conference.talks[0].themes, ["A ", "B"]);
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].to_string().contains("\"A \" begins or ends with blanks"), "{}", warnings[0]);
    let text = complaints(|sheets| sheet(sheets, "Rooms")[2][0] = "R 1 ".into());
    assert!(text.contains("there is no room \"R 1\"") && text.contains("did you mean \"R 1 \"?"), "{text}");
}

#[test]
fn texts_in_cells_of_colours_are_mistakes_and_greys_are_read() {
    let conference = read(&write(&sheets())).unwrap();
    assert_eq!(conference.rooms[0].unavailable, [1, 6]);
    assert_eq!(conference.speakers[2].unavailable, [0, 5]);
    let text = complaints(|sheets| sheet(sheets, "Rooms")[2][4] = "closed".into());
    assert!(text.contains("/E3: \"closed\" stands where only a colour counts"), "{text}");
    assert_eq!(GREY, "#555753");
}

#[test]
fn too_many_rows_are_one_complaint() {
    let text = complaints(|sheets| {
        let rows = sheet(sheets, "Speakers");
        rows.extend((0..30_000).map(|number| row(&format!("speaker {number}"))));
    });
    assert!(text.contains("more than 20001 rows"), "{text}");
    assert!(text.lines().count() < 10, "{text}");
    let text = complaints(|sheets| {
        let rows = sheet(sheets, "Talks");
        rows.extend((0..1500).map(|number| row(&format!("T{number}|T|Breakout|_|_|_|_|1"))));
    });
    assert!(text.contains("there are more than 1000 rows"), "{text}");
    assert!(text.lines().count() < 10, "{text}");
}

#[test]
fn hostile_files_are_refused_within_bounds() {
    for bytes in [&b""[..], b"PK\x03\x04", b"PK\x03\x04 no package at all", b"{}"] {
        assert!(read(bytes).is_err());
    }
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    package.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..300 {
        std::io::Write::write_all(&mut package, &zeros).unwrap();
    }
    let text = read(&package.finish().unwrap().into_inner()).expect_err("too much");
    assert!(text.contains("unpacks to more than 256 MiB"), "{text}");
}

#[test]
fn a_solution_of_another_conference_is_told() {
    let conference = read(&write(&sheets())).unwrap();
    let mut other = sheets();
    sheet(&mut other, "Talks")[1][0] = "X1".into();
    sheet(&mut other, "Talks")[8][26] = String::new();
    let bytes = write(&other);
    let book = plenary::formats::workbook::read("other.xlsx", &bytes, |_, _| true).unwrap();
    let errors = conference.read_solution(&book).unwrap_err();
    let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|said| said.contains("/Talks/A2: there is no talk \"X1\"")), "{said:?}");
    assert!(said.iter().any(|said| said.contains("/Talks/X9: a talk has a slot and a room, or neither")), "{said:?}");
}
