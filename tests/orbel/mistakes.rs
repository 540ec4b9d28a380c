//! What is said of tables that are wrong.

use plenary::formats::orbel::{self, Tables};
use plenary::instance::{Code, Report};
use plenary::problem::{ModeId, RoomId};
use plenary::timetable::{Placement, Timetable};

use super::small;

/// What is said of a folder in which some tables are replaced, as `file:line code`.
fn complaints(changed: impl FnOnce(&mut Tables)) -> (bool, Vec<String>, String) {
    let mut tables = small().tables();
    changed(&mut tables);
    let (failed, reports) = match orbel::read("conf", "conf", tables) {
        Ok((_, warnings)) => (false, warnings),
        Err(reports) => (true, reports),
    };
    let mut found = Vec::new();
    for report in &reports {
        for diagnostic in &report.diagnostics {
            let line = diagnostic.position.map_or(String::new(), |position| format!(":{}", position.line));
            found.push(format!("{}{line} {}", report.source, diagnostic.code));
            assert!(diagnostic.help.is_some() || diagnostic.code == Code::BadText, "{diagnostic:?}");
        }
    }
    (failed, found, reports.iter().map(Report::to_string).collect::<Vec<_>>().join("\n"))
}

#[test]
fn all_mistakes_are_told_at_once() {
    let bytes = |text: &str| Some(text.as_bytes().to_vec());
    let (failed, found, text) = complaints(|tables| {
        tables.talks = bytes("talk_id,presenter_id\n1,10\n2,\n1,11\n\n4 , 12 \n");
        tables.sessions = bytes("session_id,n_rooms,n_talks_per_room\nMON,two,2\nTUE,1,0\nMON,1,1.5\n");
        tables.preferences = bytes("participant_id,talk_id\na,1\na,9\n,4\na,1\n");
        tables.availability = bytes("presenter_id,unavailable_timeslot\n99,MON\n10,WED\n");
    });
    assert!(failed);
    let expected = [
        "conf/talks.csv:3 missing-field",
        "conf/talks.csv:4 duplicate-id",
        "conf/preferences.csv:3 unknown-session",
        "conf/preferences.csv:4 missing-field",
        "conf/preferences.csv:5 duplicate-entry",
        "conf/sessions.csv:2 wrong-type",
        "conf/sessions.csv:3 out-of-range",
        "conf/sessions.csv:4 wrong-type",
        "conf/sessions.csv:4 duplicate-id",
        "conf/availability.csv:2 unknown-person",
        "conf/availability.csv:3 unknown-day",
    ];
    let mut found = found;
    let mut expected = expected.map(str::to_owned).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{text}");
    for value in ["\"two\"", "\"1.5\"", "\"9\"", "\"99\"", "\"WED\""] {
        assert!(text.contains(value), "{value}: {text}");
    }
}

#[test]
fn tables_that_are_none_are_not_blamed_on_others() {
    let (failed, found, text) = complaints(|tables| tables.talks = None);
    assert!(failed);
    assert_eq!(found, ["conf/talks.csv unreadable-file"], "{text}");

    let (_, found, text) = complaints(|tables| tables.talks = Some(b"talkid;presenter_id\n1;10\n".to_vec()));
    assert_eq!(found, ["conf/talks.csv:1 missing-field"; 2], "{text}");
    assert!(text.contains("commas"), "{text}");

    let (_, found, text) = complaints(|tables| tables.talks = Some(b"talk,presenter_id\n1,10\n".to_vec()));
    assert_eq!(found, ["conf/talks.csv:1 missing-field"], "{text}");

    let (_, found, text) = complaints(|tables| tables.talks = Some(b"talk_id,presenter_id\n1,\xff\n".to_vec()));
    assert_eq!(found, ["conf/talks.csv not-utf8"], "{text}");

    let (_, found, text) = complaints(|tables| tables.talks = Some(b"talk_id,presenter_id\n \n,\n".to_vec()));
    assert_eq!(found, ["conf/talks.csv wrong-length"], "{text}");
}

#[test]
fn too_many_rows_are_refused_and_too_many_talks_are_noticed() {
    let (failed, found, text) = complaints(|tables| {
        let mut blocks = "session_id,n_rooms,n_talks_per_room\nMON,2,2\n".to_owned();
        blocks.extend((0..60).map(|block| format!("B{block},1,1\n")));
        tables.sessions = Some(blocks.into_bytes());
    });
    assert!(failed);
    assert_eq!(found, ["conf/sessions.csv:62 wrong-length"], "{text}");

    let (failed, found, text) =
        complaints(|tables| tables.sessions = Some(b"session_id,n_rooms,n_talks_per_room\nMON,2,2\n".to_vec()));
    assert!(!failed, "{text}");
    assert_eq!(found, ["conf/sessions.csv empty-domain"], "{text}");
}

#[test]
fn lines_are_counted_as_editors_do() {
    for text in ["talk_id,presenter_id\n1,10\n\n\n1,11\n", "talk_id,presenter_id\r\n1,10\r\n\r\n\r\n1,11\r\n"] {
        let (_, found, said) = complaints(|tables| {
            tables.talks = Some(text.as_bytes().to_vec());
            tables.preferences = Some(b"participant_id,talk_id\na,1\n".to_vec());
            tables.availability = None;
        });
        assert_eq!(found, ["conf/talks.csv:5 duplicate-id"], "{said}");
        assert!(said.contains("first in line 2"), "{said}");
    }
}

#[test]
fn what_cannot_matter_is_ignored() {
    let (failed, found, said) = complaints(|tables| {
        tables.preferences = Some(b"participant_id,talk_id\na,1\nb,99\n".to_vec());
        tables.availability = Some(b"presenter_id,unavailable_timeslot\n99,MON\n10,TUE\n".to_vec());
    });
    assert!(!failed, "{said}");
    assert_eq!(found, ["conf/preferences.csv:3 unknown-session", "conf/availability.csv:2 unknown-person"], "{said}");
    assert!(said.contains("the wish is ignored") && said.contains("the row is ignored"), "{said}");
    let mut tables = small().tables();
    tables.availability = Some(b"presenter_id,unavailable_timeslot\n99,MON\n10,WED\n".to_vec());
    assert!(orbel::read("conf", "conf", tables).is_err(), "there is no such block");
}

#[test]
fn small_tables_do_not_ask_for_all_memory() {
    let (failed, found, said) = complaints(|tables| {
        let mut talks = "talk_id,presenter_id\n".to_owned();
        talks.extend((1..=5000).map(|talk| format!("{talk},{}\n", talk + 9)));
        tables.talks = Some(talks.into_bytes());
        tables.sessions = Some(b"session_id,n_rooms,n_talks_per_room\nMON,2,900\nTUE,2000,2\nWED,1,1\n".to_vec());
    });
    assert!(failed);
    assert_eq!(found, ["conf/sessions.csv:3 out-of-range"], "{said}");
}

#[test]
fn too_many_participants_are_said_once_and_where() {
    let (failed, found, said) = complaints(|tables| {
        let mut wishes = "participant_id,talk_id\n".to_owned();
        wishes.extend((0..200_005).map(|person| format!("{person},1\n")));
        tables.preferences = Some(wishes.into_bytes());
    });
    assert!(failed);
    assert_eq!(found, ["conf/preferences.csv:200002 wrong-length"], "{said}");
}

#[test]
fn cells_do_not_steer_the_terminal() {
    let (failed, _, said) = complaints(|tables| {
        tables.talks = Some("talk_id,presenter_id\n\u{1b}[2Ja,10\n\u{1b}[2Ja,11\n".as_bytes().to_vec());
        tables.preferences = Some("participant_id,talk_id\na,\u{1b}[2Jb\n".as_bytes().to_vec());
        tables.availability = None;
    });
    assert!(failed);
    assert!(said.chars().all(|c| c == '\n' || !c.is_control()), "{said:?}");
    assert!(said.contains("\\u{1b}[2Jb"), "{said}");

    let mut tables = small().tables();
    tables.talks = Some("talk_id,presenter_id\n\u{1b}[2Ja,10\n".as_bytes().to_vec());
    let (folder, _) = orbel::read("conf", "conf", tables).expect("readable");
    let astray = Placement { start: 1, room: Some(RoomId::new(0)), mode: ModeId::new(0) };
    let timetable = Timetable { placements: vec![Some(astray)], seats: Vec::new() };
    let errors = folder.write_schedule(&timetable, Vec::new()).expect_err("no such place");
    assert!(!errors[0].message.contains('\u{1b}'), "{errors:?}");
}
