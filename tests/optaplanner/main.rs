//! The workbook of the conference scheduling example of OptaPlanner: what is scored, what is written, and the stored solutions.

mod fixture;
mod mistakes;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use fixture::{problem, random, read, sheets, write};
use plenary::formats::optaplanner::{CONSTRAINTS, Conference, SHEETS, Score, rule_of};
use plenary::formats::workbook;
use plenary::instance::schema::Level;
use plenary::problem::{ModeId, Problem, RoomId};
use plenary::rules::RuleSet;
use plenary::timetable::{Placement, Timetable};
use plenary::verify::verify;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// Rules that forbid what the example cannot do at all.
const LEGAL: [&str; 4] = ["unplaced", "outside-window", "missing-feature", "pin-moved"];

/// Compares our rules with the constraints, rule by rule and in all; returns what was heard of.
fn compare(conference: &Conference, problem: &Problem, rules: &RuleSet, timetable: &Timetable) -> BTreeSet<String> {
    let native = conference.score(&conference.places(timetable));
    let (constant, verdict) = (conference.constant(), verify(problem, rules, timetable));
    let mut theirs: BTreeMap<&str, i64> = BTreeMap::new();
    for name in CONSTRAINTS {
        let of = |score: &Score| score.constraints.get(name).copied().unwrap_or(0);
        *theirs.entry(rule_of(name).unwrap()).or_default() += of(&constant) - of(&native);
    }
    let (mut illegal, mut sums) = (0, BTreeMap::from([(Level::Hard, 0), (Level::Medium, 0), (Level::Soft, 0)]));
    for finding in &verdict.findings {
        let id = finding.rule.id;
        if LEGAL.contains(&id) {
            illegal += finding.penalty();
            continue;
        }
        *sums.entry(finding.level).or_default() += finding.penalty();
        assert_eq!(finding.penalty(), theirs.get(id).copied().unwrap_or(0), "{id}: {native:?}");
    }
    assert_eq!(sums[&Level::Hard], constant.hard - native.hard);
    assert_eq!(sums[&Level::Medium], constant.medium - native.medium);
    assert_eq!(sums[&Level::Soft], constant.soft - native.soft);
    assert_eq!(illegal > 0, native.illegal > 0);
    native.constraints.into_keys().collect()
}

#[test]
fn the_rules_and_the_constraints_agree_on_random_timetables() {
    let conference = read(&write(&sheets())).unwrap();
    let (problem, rules) = problem(&conference);
    let mut rng = Pcg64::seed_from_u64(7);
    let mut seen = BTreeSet::new();
    for _ in 0..600 {
        seen.extend(compare(&conference, &problem, &rules, &random(&problem, &mut rng)));
    }
    let silent: Vec<&str> = CONSTRAINTS.into_iter().filter(|name| !seen.contains(*name)).collect();
    assert!(silent.is_empty(), "never heard of: {silent:?}");
}

#[test]
fn a_solution_is_read_back_as_it_was_written_and_everything_else_stays() {
    let bytes = write(&sheets());
    let conference = read(&bytes).unwrap();
    let (problem, _) = problem(&conference);
    let mut rng = Pcg64::seed_from_u64(11);
    for round in 0..10 {
        let mut timetable = random(&problem, &mut rng);
        if round == 0 {
            timetable.placements[7] = None;
        }
        let written = conference.write_solution(&timetable).unwrap();
        assert_eq!(written, conference.write_solution(&timetable).unwrap());
        let book = workbook::read("solved.xlsx", &written, |title, _| SHEETS.contains(&title)).unwrap();
        assert_eq!(conference.read_solution(&book).unwrap().placements, timetable.placements);
        // Read as an instance it says the same, but for where its talks are now.
        let again = read(&written).unwrap();
        assert_eq!(
            (&again.slots, &again.rooms, &again.speakers),
            (&conference.slots, &conference.rooms, &conference.speakers)
        );
        let mut twin = again.clone();
        for (talk, was) in twin.talks.iter_mut().zip(&conference.talks) {
            talk.now = was.now;
        }
        assert_eq!(twin.talks, conference.talks);
        assert_eq!(parts(&written, true), parts(&bytes, true));
        assert_ne!(parts(&written, false), parts(&bytes, false));
    }
}

/// Names with what is special in cells, in XML and in spreadsheets; blanks at the ends are nobody's.
fn names(prefix: &'static str) -> impl Strategy<Value = Vec<String>> {
    let name = "[a-cA-Cé日&<>\"'=+@._x ()/-]{0,8}";
    proptest::collection::vec(name, 8)
        .prop_map(move |names| (0..).zip(names).map(|(number, name)| format!("{prefix}{name}{number}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_is_read_back_and_scores_the_same(
        rooms in names("R"),
        codes in names("S"),
        titles in names("="),
        places in proptest::collection::vec(proptest::option::weighted(0.9, (0..100usize, 0..3usize)), 8),
    ) {
        let mut sheets = sheets();
        for row in fixture::sheet(&mut sheets, "Rooms").iter_mut().skip(2) {
            let number: usize = row[0][2..].parse().unwrap();
            row[0].clone_from(&rooms[number]);
        }
        for row in fixture::sheet(&mut sheets, "Talks").iter_mut().skip(1) {
            let number: usize = row[0][1..].parse().unwrap();
            row[1].clone_from(&titles[number - 1]);
            for cell in row.iter_mut() {
                for (number, code) in (1..).zip(&codes) {
                    let parts: Vec<&str> = cell.split(", ").map(|part| if part == format!("S{number}") { code } else { part }).collect();
                    *cell = parts.join(", ");
                }
                if let Some(number) = cell.strip_prefix("R ").and_then(|number| number.parse::<usize>().ok()) {
                    cell.clone_from(&rooms[number]);
                }
            }
        }
        let conference = read(&write(&sheets)).unwrap();
        let (problem, rules) = problem(&conference);
        let mut timetable = Timetable::empty(&problem);
        for ((id, place), drawn) in problem.session_ids().zip(&mut timetable.placements).zip(&places) {
            let starts: Vec<i32> = problem.starts.iter().map(|start| start.minute).filter(|&at| problem.slot(id, at).is_some()).collect();
            *place = drawn.map(|(start, room)| Placement {
                start: starts[start % starts.len()],
                room: Some(RoomId::new(room)),
                mode: ModeId(0),
            });
        }
        let written = conference.write_solution(&timetable).unwrap();
        let book = workbook::read("solved.xlsx", &written, |title, _| SHEETS.contains(&title)).unwrap();
        let again = conference.read_solution(&book).unwrap();
        prop_assert_eq!(&again.placements, &timetable.placements);
        let native = |timetable: &Timetable| conference.score(&conference.places(timetable));
        prop_assert_eq!(native(&again), native(&timetable));
        prop_assert_eq!(verify(&problem, &rules, &again).score(), verify(&problem, &rules, &timetable).score());
        // What was written is a workbook with the same talks, by whoever reads it.
        let titles: Vec<String> = read(&written).unwrap().instance().sessions.iter().map(|of| of.title.in_language("en").to_owned()).collect();
        let before: Vec<String> = conference.instance().sessions.iter().map(|of| of.title.in_language("en").to_owned()).collect();
        prop_assert_eq!(titles, before);
    }
}

/// The parts of a package by name; without the sheet of talks if `others`.
fn parts(bytes: &[u8], others: bool) -> BTreeMap<String, Vec<u8>> {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut found = BTreeMap::new();
    for number in 0..package.len() {
        let mut file = package.by_index(number).unwrap();
        let (name, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        if !(others && name.ends_with("sheet5.xml")) {
            found.insert(name, bytes);
        }
    }
    found
}

#[test]
fn what_the_workbook_has_no_place_for_is_not_written() {
    let conference = read(&write(&sheets())).unwrap();
    let (problem, _) = problem(&conference);
    let mut timetable = random(&problem, &mut Pcg64::seed_from_u64(3));
    timetable.placements[0].as_mut().unwrap().start += 1;
    let errors = conference.write_solution(&timetable).unwrap_err();
    assert!(errors[0].to_string().contains("talk \"S1\" is where the workbook has no slot or room"), "{}", errors[0]);
    assert!(conference.score(&conference.places(&timetable)).illegal > 0);
}

fn plenary(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plenary")).args(arguments).current_dir(folder).output().unwrap()
}

/// The small workbook without what cannot be had together, so that it has a timetable.
fn gentle() -> Vec<u8> {
    let mut sheets = sheets();
    for row in fixture::sheet(&mut sheets, "Configuration").iter_mut().skip(6).filter(|row| row.len() > 1) {
        if let Some(weight) = row[1].strip_suffix("hard/0medium/0soft") {
            row[1] = format!("0hard/0medium/{weight}soft");
        }
    }
    write(&sheets)
}

#[test]
fn the_command_line_solves_converts_and_checks() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("book.xlsx"), gentle()).unwrap();
    let run = |arguments: &[&str]| {
        let output = plenary(arguments, folder.path());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    run(&["solve", "book.xlsx", "-o", "t.json", "--time-limit", "1", "--threads", "1"]);
    run(&["convert", "t.json", "solved.xlsx", "--instance", "book.xlsx"]);
    let checked = json(&run(&["check", "book.xlsx", "solved.xlsx", "--json"]));
    assert_eq!(checked["native_score"]["illegal"], 0);
    let stored = json(&std::fs::read_to_string(folder.path().join("t.json")).unwrap());
    assert_eq!(stored["native_score"], checked["native_score"]);
    assert_eq!(stored["score"], checked["score"]);
    run(&["convert", "book.xlsx", "book.json"]);
    let native = json(&run(&["check", "book.json", "t.json", "--json"]));
    assert_eq!(native["score"], checked["score"]);
    let said = run(&["solve", "book.xlsx", "-o", "direct.xlsx", "--time-limit", "1", "--threads", "1"]);
    assert!(said.contains("written to direct.xlsx"), "{said}");
    assert_eq!(json(&run(&["check", "book.xlsx", "direct.xlsx", "--json"]))["native_score"]["illegal"], 0);
    let refused = plenary(&["solve", "book.json", "-o", "direct.xlsx"], folder.path());
    assert_eq!(refused.status.code(), Some(2), "a file of JSON has no workbook to fill in");
}

/// What the small scorer in Python says; it shares no code with the program.
#[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn scored(instance: &Path, solution: &Path) -> Option<Score> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/score-optaplanner");
    let Ok(output) = Command::new("python3").arg(script).arg(instance).arg(solution).output() else {
        eprintln!("SKIPPED: there is no python3");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_scorer_that_shares_no_code_agrees_on_random_timetables() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = write(&sheets());
    let (instance, solution) = (folder.path().join("book.xlsx"), folder.path().join("solved.xlsx"));
    std::fs::write(&instance, &bytes).unwrap();
    let conference = read(&bytes).unwrap();
    let (problem, _) = problem(&conference);
    let mut rng = Pcg64::seed_from_u64(23);
    for round in 0..25 {
        let mut timetable = random(&problem, &mut rng);
        if round % 5 == 0 {
            timetable.placements[round / 5] = None;
        }
        std::fs::write(&solution, conference.write_solution(&timetable).unwrap()).unwrap();
        let Some(expected) = scored(&instance, &solution) else { return };
        assert_eq!(conference.score(&conference.places(&timetable)), expected);
    }
}

/// Stored instances and solutions, where they are.
#[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn stored() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/optaplanner");
    if !path.is_dir() {
        eprintln!("SKIPPED: there is no {}", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn stored_solutions_score_as_the_application_says() {
    let Some(path) = stored() else { return };
    for (name, kind, soft) in [
        ("18talks-6timeslots-5rooms", "best", -34_245),
        ("36talks-12timeslots-5rooms", "best", -212_595),
        ("36talks-12timeslots-5rooms", "headroom", -212_385),
        ("108talks-18timeslots-10rooms", "best", -1_847_385),
        ("108talks-18timeslots-10rooms", "headroom", -1_800_015),
    ] {
        let conference = read(&std::fs::read(path.join(format!("data/{name}.xlsx"))).unwrap()).unwrap();
        let (problem, rules) = problem(&conference);
        let bytes = std::fs::read(path.join(format!("solutions/{kind}-{name}.json"))).unwrap();
        let stored: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let timetable = assigned(&conference, &problem, &stored["assignments"]);
        let native = conference.score(&conference.places(&timetable));
        assert_eq!((native.hard, native.medium, native.soft, native.illegal), (0, 0, soft, 0), "{name}: {native:?}");
        compare(&conference, &problem, &rules, &timetable);
        for (name, value) in stored["constraints"].as_object().unwrap() {
            let expected = value["score"].as_str().unwrap();
            let parts: Vec<&str> = expected.split('/').collect();
            let level = |text: &str| text.trim_end_matches(char::is_alphabetic).parse::<i64>().unwrap();
            let sum: i64 = parts.into_iter().map(level).sum();
            assert_eq!(native.constraints.get(name).copied().unwrap_or(0), sum, "{name}");
        }
    }
}

/// The timetable of assignments by code: slot as start and end, room by name.
fn assigned(conference: &Conference, problem: &Problem, assignments: &serde_json::Value) -> Timetable {
    let mut timetable = Timetable::empty(problem);
    for (talk, place) in conference.talks.iter().zip(&mut timetable.placements) {
        let assigned = &assignments[&talk.code];
        let slot = assigned["timeslot"].as_str().unwrap();
        let (date, clock) = (&slot[..10], &slot[11..16]);
        let day = problem.names.days.iter().position(|day| day == date).unwrap();
        let minutes = clock[..2].parse::<i32>().unwrap() * 60 + clock[3..].parse::<i32>().unwrap();
        let start = problem.calendar.minute(day, minutes).unwrap();
        let name = assigned["room"].as_str().unwrap();
        let room = conference.rooms.iter().position(|room| room.name == name).unwrap();
        let room = Some(RoomId::new(room));
        *place = Some(Placement { start, room, mode: ModeId(0) });
    }
    timetable
}

#[test]
fn rules_and_constraints_agree_on_random_timetables_of_stored_instances() {
    let Some(path) = stored() else { return };
    for name in ["18talks-6timeslots-5rooms", "36talks-12timeslots-5rooms", "108talks-18timeslots-10rooms"] {
        let conference = read(&std::fs::read(path.join(format!("data/{name}.xlsx"))).unwrap()).unwrap();
        let (problem, rules) = problem(&conference);
        let mut rng = Pcg64::seed_from_u64(5);
        for _ in 0..3 {
            compare(&conference, &problem, &rules, &random(&problem, &mut rng));
        }
    }
}
