//! Programmes of other programs.

use plenary::formats::import::{self, Foreign, Imported};
use serde_json::{Value, json};

fn imported(value: &Value) -> Imported {
    let text = value.to_string();
    let format = Foreign::detect(&text).expect("it is known");
    let imported = import::read(format, "file", &text).unwrap_or_else(|report| panic!("{report}"));
    let source = plenary::instance::Source::from_bytes("file", serde_json::to_vec(&imported.instance).expect("JSON"));
    plenary::instance::load(&source.expect("text"), &[]).unwrap_or_else(|report| panic!("{report}"));
    imported
}

fn starts(imported: &Imported) -> Vec<(&str, &str)> {
    imported.timetable.placements.iter().map(|placed| (placed.start.as_str(), placed.rooms[0].as_str())).collect()
}

#[test]
fn pretalx() {
    let dump = json!({
        "event": {"slug": "camp", "name": {"en": "Camp"}, "timezone": "Europe/Berlin"},
        "rooms": {"count": 1, "results": [{"id": 4, "name": {"en": "Hall"}, "capacity": 120, "description": "x"}]},
        "speakers": [{"code": "SPKR01", "name": "Speaker 1"}],
        "submissions": {"results": [
            {"code": "ABC123", "title": "One", "speakers": ["SPKR01"], "submission_type": {"en": "Talk"}, "state": "confirmed",
             "duration": 30, "content_locale": "de", "abstract": "words", "track": null},
            {"code": "DEF456", "title": "Two", "speakers": [], "submission_type": "Talk", "state": "accepted", "duration": 45},
            {"code": "GHI789", "title": "No", "state": "rejected", "duration": 45}]},
        "slots": [{"submission": "ABC123", "room": 4, "start": "2030-05-06T08:00:00Z", "end": "2030-05-06T08:30:00Z"}]
    });
    let imported = imported(&dump);
    assert_eq!(imported.format, Foreign::Pretalx);
    assert_eq!(starts(&imported), [("2030-05-06T10:00", "Hall")]);
    assert_eq!(imported.instance.rooms[0].seats, 120);
    assert_eq!(imported.instance.sessions.len(), 2, "what is rejected does not take place");
    assert_eq!(imported.instance.people[0].name.as_deref(), Some("Speaker 1"));
    assert!(imported.instance.slots.iter().any(|slot| slot.every == Some(15)), "what has no time yet can have one");
    let notes = imported.notes.join("; ");
    assert!(notes.contains("abstract (1)") && notes.contains("neither accepted nor confirmed (1)"), "{notes}");
}

#[test]
fn sessionize() {
    let view = json!({
        "sessions": [
            {"id": "14022", "title": "One", "startsAt": "2030-05-06T09:00:00", "endsAt": "2030-05-06T09:45:00", "roomId": 7,
             "speakers": ["u-1"], "categoryItems": [3], "isServiceSession": false, "isPlenumSession": false, "description": "x"},
            {"id": "14023", "title": "Lunch", "startsAt": "2030-05-06T12:00:00", "endsAt": "2030-05-06T13:00:00", "roomId": 7,
             "speakers": [], "categoryItems": [], "isServiceSession": true, "isPlenumSession": true}],
        "speakers": [{"id": "u-1", "fullName": "Speaker 1"}], "questions": [],
        "categories": [{"id": 1, "title": "Track", "items": [{"id": 3, "name": "Rights"}]}],
        "rooms": [{"id": 7, "name": "Hall", "sort": 1}]
    });
    let imported = imported(&view);
    assert_eq!(imported.format, Foreign::Sessionize);
    assert_eq!(starts(&imported), [("2030-05-06T09:00", "Hall"), ("2030-05-06T12:00", "Hall")]);
    let blocking: Vec<bool> = imported.instance.kinds.iter().map(|kind| !kind.blocks.is_empty()).collect();
    assert_eq!(blocking, [false, true]);
    assert!(imported.notes.iter().any(|note| note.contains("no time zone")), "{:?}", imported.notes);
    let open =
        json!({"sessions": [{"id": "1", "title": "Open", "startsAt": null}], "rooms": [], "speakers": []}).to_string();
    let report = import::read(Foreign::Sessionize, "s.json", &open).expect_err("no length").to_string();
    assert!(report.contains("/sessions/0: ") && report.contains("how long"), "{report}");
}

#[test]
fn indico() {
    let moment = |time: &str| json!({"date": "2030-05-06", "time": time, "tz": "Europe/Zurich"});
    let contribution = |id: &str, from: &str, to: &str| {
        json!({"entryType": "Contribution", "id": id, "title": id, "startDate": moment(from), "endDate": moment(to),
               "duration": 30, "room": "", "presenters": [{"name": "Speaker 1", "emailHash": "e1"}], "description": "x"})
    };
    let export = json!({"count": 1, "results": {"77": {"20300506": {
        "s1": {"entryType": "Session", "id": "s1", "title": "Morning", "startDate": moment("09:00:00"), "endDate": moment("10:00:00"),
               "room": "Salle 1", "entries": {"c1": contribution("c1", "09:00:00", "09:30:00"), "c2": contribution("c2", "09:30:00", "10:00:00")}},
        "b1": {"entryType": "Break", "id": "b1", "title": "Coffee", "startDate": moment("10:00:00"), "endDate": moment("10:15:00"),
               "duration": 15, "room": "Foyer"}
    }}}});
    let imported = imported(&export);
    assert_eq!(imported.format, Foreign::Indico);
    assert_eq!(imported.instance.time_zone, "Europe/Zurich");
    let mut placed = starts(&imported);
    placed.sort_unstable();
    assert_eq!(
        placed,
        [("2030-05-06T09:00", "salle-1"), ("2030-05-06T09:30", "salle-1"), ("2030-05-06T10:00", "Foyer")]
    );
    assert_eq!(imported.instance.people.len(), 1);
    assert!(imported.notes.iter().any(|note| note.contains("description (2)")), "{:?}", imported.notes);
}

#[test]
fn what_is_of_no_known_format_is_left_to_others() {
    for text in
        ["", "{", "[]", "{}", "<html></html>", r#"{"format": "plenary-instance/1", "rooms": [], "sessions": []}"#]
    {
        assert_eq!(Foreign::detect(text), None, "{text}");
    }
}
