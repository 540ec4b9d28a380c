//! Timetables as files: what is written is read back, and mistakes are named.

use plenary::formats::timetable_json::*;
use plenary::problem::Problem;
use plenary::rules::RULES;
use plenary::timetable::Timetable;

fn example() -> (Problem, Timetable) {
    // The conference of the examples: sessions a and b, a hall and an attic, Monday and Tuesday.
    let example = &plenary::rules::find("room-clash").expect("the rule is there").1.examples[0];
    let problem = Problem::build(&example.instance()).expect("it builds");
    let timetable = example.timetable(&problem);
    (problem, timetable)
}

#[test]
fn what_is_written_is_read_back() {
    for example in RULES.iter().flat_map(|rule| rule.examples) {
        let problem = Problem::build(&example.instance()).expect("it builds");
        let before = example.timetable(&problem);
        let text = write(&describe(&problem, &before)).expect("finite");
        let file = read(text.as_bytes()).expect("readable");
        assert_eq!(timetable(&file, &problem).expect("meaningful"), before, "{}", example.about);
    }
}

#[test]
fn every_mistake_is_reported_at_once() {
    let (problem, before) = example();
    let mut file = describe(&problem, &before);
    file.placements[0].session = "aa".into();
    file.placements[1].rooms = vec!["hal".into()];
    file.placements[1].end = Some("2030-05-06T23:00".into());
    file.placements[1].day = Some("tue".into());
    file.placements.push(Placed { session: "b".into(), start: "noon".into(), ..Placed::default() });
    file.left_out = vec!["b".into(), "c".into()];
    let errors = timetable(&file, &problem).expect_err("wrong in every way");
    let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
    let expected = [
        "/placements/0/session",
        "/placements/1/end",
        "/placements/1/day",
        "/placements/1/rooms/0",
        "/placements/2/session",
        "/placements/2/start",
        "/placements/2/rooms",
        "/left_out/0",
        "/left_out/1",
    ];
    assert_eq!(pointers, expected);
    assert_eq!(errors[3].help.as_deref(), Some("did you mean \"hall\"?"));
}

#[test]
fn one_spelling_of_times() {
    let (problem, before) = example();
    for start in ["2030-05-06 09:00", "2030-05-06T09:00:00", "2030-05-06T09:00:30", "2030-05-06", "09:00", ""] {
        let mut file = describe(&problem, &before);
        file.placements[0].start = start.into();
        file.placements[0].end = None;
        assert!(timetable(&file, &problem).is_err(), "{start}");
    }
}

#[test]
fn other_files_are_refused() {
    let wrong = |text: &str| read(text.as_bytes()).expect_err("not a timetable").to_string();
    assert!(wrong("{}").contains("\"format\""));
    assert!(wrong(r#"{"format": "plenary-instance/1"}"#).contains("an instance, not a timetable"));
    assert!(wrong(r#"{"format": "plenary-timetable/2", "placements": []}"#).contains("plenary-timetable/2"));
    assert!(wrong(r#"{"format": "plenary-timetable/1"}"#).contains("placements"));
    assert!(wrong(r#"{"format": "plenary-timetable/1", "placements": [], "x": 1}"#).contains("no field \"x\""));
    assert!(wrong("[").contains("EOF"));
}

#[test]
fn the_schema_admits_what_is_written() {
    let (problem, before) = example();
    let value = serde_json::to_value(describe(&problem, &before)).expect("JSON");
    let validator = jsonschema::draft202012::new(&json_schema()).expect("a schema");
    assert!(validator.is_valid(&value));
    assert!(!validator.is_valid(&serde_json::json!({"format": FORMAT, "placements": [], "x": 1})));
}
