//! The workbook of CoSPLib: what is read, what is scored, what is written, and what is said of mistakes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use plenary::formats::cosplib::{self, Library, SHEETS};
use plenary::formats::workbook;
use plenary::instance::{Source, load};
use plenary::problem::{ModeId, Problem, RoomId};
use plenary::rules::RuleSet;
use plenary::timetable::{Placement, Timetable};
use plenary::verify::verify;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rust_xlsxwriter::{Format, Workbook};

/// The sheets of a workbook as rows of texts; what is a number is written as one.
type Sheets = Vec<(&'static str, Vec<Vec<String>>)>;

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// A small conference in which every term can be more than nothing.
fn sheets() -> Sheets {
    let mut parameters = vec![row(&["Sessions", "", "", "Weights", ""])];
    let labels = [
        ("Local time zone:", "GMT+1"),
        ("", ""),
        ("From:", "09:30"),
        ("To:", "21:30"),
        ("", ""),
        ("From:", "07:00"),
        ("To:", "23:00"),
        ("Penalty:", "1"),
        ("", ""),
        ("Penalty:", "10"),
    ];
    for weight in 0..16 {
        let (label, value) = labels.get(weight).copied().unwrap_or_default();
        parameters.push(row(&[label, value, "", "weight", &(3 * weight + 1).to_string()]));
    }
    let header = ["Reference", "Track", "Required Timeslots", "Order", "Time Zone", "Presenters", "Attendees"];
    vec![
        ("parameters", parameters),
        (
            "submissions",
            vec![
                row(&[&header[..], &["Mon 1", "Mon 2", "Tue", "North", "South"]].concat()),
                row(&["s1", "Alpha", "1", "1", "GMT+0", "p1", "a1, a2", "", "5", "", "", "2"]),
                row(&["s2", "Alpha", "2", "2", "GMT-6", "p2", "p1", "3", "", "", "1"]),
                row(&["s3", "Alpha", "1", "0", "GMT+10", "p1, p3", "c2"]),
                row(&["s4", "Beta", "1", "1", "GMT+0", "c1", "a1", "", "", "7", "", "4"]),
                row(&["s5", "Beta", "1", "2", "GMT+2", "p4", "a2, p2"]),
                row(&["s6", "Gamma", "1", "1", "GMT+0", "p3", ""]),
                row(&["s7", "Gamma", "1", "1", "GMT+0", "", "a1"]),
            ],
        ),
        ("tracks", vec![row(&["Tracks", "Chairs"]), row(&["Alpha", "c1, c2"]), row(&["Beta", "c2"]), row(&["Gamma"])]),
        (
            "sessions",
            vec![
                row(&["Sessions", "Max Number of Timeslots", "Date", "Start Time", "End Time"]),
                row(&["Mon 1", "3", "", "09:00", "10:30"]),
                row(&["Mon 2", "2", "", "17:00", "18:00"]),
                row(&["Tue", "2", "", "11:00", "12:00"]),
            ],
        ),
        ("rooms", vec![row(&["Rooms"]), row(&["North"]), row(&["South"])]),
        (
            "tracks_sessions|penalty",
            vec![row(&["", "Tue", "Mon 1", "Mon 2"]), row(&["Beta", "2"]), row(&["Alpha", "", "1"]), row(&["Gamma"])],
        ),
        (
            "tracks_rooms|penalty",
            vec![row(&["", "North", "South"]), row(&["Alpha", "", "6"]), row(&["Beta", "2"]), row(&["Gamma"])],
        ),
        (
            "similar tracks",
            vec![
                row(&["", "Alpha", "Beta", "Gamma"]),
                row(&["Alpha", "", "3", "1"]),
                row(&["Beta", "", "", "2"]),
                row(&["Gamma"]),
            ],
        ),
        (
            "sessions_rooms|penalty",
            vec![row(&["", "North", "South"]), row(&["Mon 1", "4"]), row(&["Mon 2"]), row(&["Tue", "", "9"])],
        ),
    ]
}

fn write(sheets: &Sheets) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (r, cells) in rows.iter().enumerate() {
            for (c, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write(r as u32, c as u16, number).unwrap(),
                    Err(_) => sheet.write(r as u32, c as u16, cell).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn read(bytes: &[u8]) -> Result<Library, String> {
    let book = workbook::read("book.xlsx", bytes, |_, _| true).map_err(|report| report.to_string())?;
    let read = cosplib::read("book.xlsx", "book", &book);
    read.map(|(library, _)| library)
        .map_err(|reports| reports.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn problem(library: &Library) -> (Problem, RuleSet) {
    let source = Source::from_bytes("made.json", serde_json::to_vec(&library.instance()).unwrap()).unwrap();
    let loaded = load(&source, &[]).unwrap();
    (Problem::build(&loaded.instance).unwrap(), RuleSet::of(&loaded.instance.rules).unwrap())
}

/// A random timetable in which no two share a time slot and no two tracks a room in a session.
fn random(library: &Library, problem: &Problem, rng: &mut Pcg64) -> Timetable {
    loop {
        let mut timetable = Timetable::empty(problem);
        for (session, place) in timetable.placements.iter_mut().enumerate() {
            let length = problem.sessions[session].minutes;
            let fits = |start: &&plenary::problem::Start| {
                problem.slots.iter().any(|slot| slot.offers(start.minute) && start.minute + length <= slot.span.to)
            };
            let starts: Vec<_> = problem.starts.iter().filter(fits).collect();
            let start = starts[rng.random_range(0..starts.len())].minute;
            let room = Some(RoomId::new(rng.random_range(0..problem.rooms.len())));
            *place = Some(Placement { start, room, mode: ModeId(0) });
        }
        if library.score(&library.places(&timetable)).illegal == 0 {
            return timetable;
        }
    }
}

#[test]
fn the_rules_and_the_terms_agree_on_random_timetables() {
    let library = read(&write(&sheets())).unwrap();
    let (problem, rules) = problem(&library);
    let mut rng = Pcg64::seed_from_u64(7);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..300 {
        let timetable = random(&library, &problem, &mut rng);
        let (verdict, native) = (verify(&problem, &rules, &timetable), library.score(&library.places(&timetable)));
        assert_eq!(verdict.score().hard, 0);
        assert_eq!(verdict.score().soft, native.objective, "{native:?}");
        let mut ours: Vec<i64> = verdict.findings.iter().map(|f| f.penalty()).filter(|&penalty| penalty != 0).collect();
        let mut theirs: Vec<i64> = native.terms.values().copied().collect();
        ours.sort_unstable();
        theirs.sort_unstable();
        assert_eq!(ours, theirs, "term by term");
        seen.extend(native.terms.into_keys());
    }
    assert_eq!(seen.len(), cosplib::TERMS.len(), "{seen:?}");
}

#[test]
fn a_solution_is_read_back_as_it_was_written() {
    let library = read(&write(&sheets())).unwrap();
    let (problem, _) = problem(&library);
    let mut rng = Pcg64::seed_from_u64(11);
    for _ in 0..10 {
        let timetable = random(&library, &problem, &mut rng);
        let bytes = library.write_solution(&timetable).unwrap();
        assert_eq!(bytes, library.write_solution(&timetable).unwrap());
        let book = workbook::read("solution.xlsx", &bytes, |_, _| true).unwrap();
        assert_eq!(book.sheets.iter().map(|sheet| sheet.0.as_str()).collect::<Vec<_>>(), ["sol", "violations"]);
        assert_eq!(library.read_solution(&book).unwrap().placements, timetable.placements);
    }
}

/// Names with what is special in cells, in XML and in spreadsheets.
fn names(prefix: &'static str) -> impl Strategy<Value = Vec<String>> {
    let name = "[a-cA-Cé日&<>\"'=+@._x ()/-]{0,8}";
    proptest::collection::vec(name, 8)
        .prop_map(move |names| (0..).zip(names).map(|(number, name)| format!("{prefix}{name}{number}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_is_read_back_and_scores_the_same(
        references in names("="),
        rooms in names("R"),
        tracks in names("T"),
        seed in any::<u64>(),
        left_out in any::<[bool; 7]>(),
    ) {
        let mut sheets = sheets();
        let called = |cell: &str| -> Option<&String> {
            let of = |names: &[&str], new: &'static str| names.iter().position(|name| *name == cell).map(|at| (new, at));
            let (list, at) = of(&["s1", "s2", "s3", "s4", "s5", "s6", "s7"], "references")
                .or_else(|| of(&["North", "South"], "rooms"))
                .or_else(|| of(&["Alpha", "Beta", "Gamma"], "tracks"))?;
            Some(match list {
                "references" => &references[at],
                "rooms" => &rooms[at],
                _ => &tracks[at],
            })
        };
        for cell in sheets.iter_mut().flat_map(|(_, rows)| rows).flatten() {
            if let Some(name) = called(cell) {
                cell.clone_from(name);
            }
        }
        let library = read(&write(&sheets)).unwrap();
        let (problem, rules) = problem(&library);
        let mut timetable = random(&library, &problem, &mut Pcg64::seed_from_u64(seed));
        for (place, out) in timetable.placements.iter_mut().zip(left_out) {
            if out && seed % 3 == 0 {
                *place = None;
            }
        }
        let written = library.write_solution(&timetable).unwrap();
        let book = workbook::read("solution.xlsx", &written, |_, _| true).unwrap();
        let again = library.read_solution(&book).unwrap_or_else(|errors| panic!("{errors:?}"));
        prop_assert_eq!(&again.placements, &timetable.placements);
        let native = |timetable: &Timetable| library.score(&library.places(timetable));
        prop_assert_eq!(native(&again), native(&timetable));
        prop_assert_eq!(verify(&problem, &rules, &again).score(), verify(&problem, &rules, &timetable).score());
    }
}

#[test]
fn illegal_timetables_are_not_written() {
    let library = read(&write(&sheets())).unwrap();
    let (problem, _) = problem(&library);
    let mut timetable = random(&library, &problem, &mut Pcg64::seed_from_u64(3));
    timetable.placements[6] = timetable.placements[0];
    assert!(library.write_solution(&timetable).is_err());
    assert!(library.score(&library.places(&timetable)).illegal > 0);
}

fn complaints(change: impl Fn(&mut Sheets)) -> String {
    let mut changed = sheets();
    change(&mut changed);
    read(&write(&changed)).expect_err("something is wrong")
}

fn sheet<'a>(sheets: &'a mut Sheets, name: &str) -> &'a mut Vec<Vec<String>> {
    &mut sheets.iter_mut().find(|sheet| sheet.0 == name).unwrap().1
}

#[test]
fn mistakes_are_told_at_their_cells_all_at_once() {
    let text = complaints(|sheets| {
        sheet(sheets, "submissions")[1][1] = "Alhpa".into();
        sheet(sheets, "submissions")[2][2] = "two".into();
        sheet(sheets, "submissions")[3][4] = "CET".into();
        sheet(sheets, "submissions")[4][0] = "s1 ".into();
        sheet(sheets, "submissions")[0][8] = "Mon 3".into();
        sheet(sheets, "sessions")[1][3] = "noon".into();
        sheet(sheets, "parameters")[3][4] = "-1".into();
        sheet(sheets, "tracks_rooms|penalty")[1][2] = "much".into();
    });
    for expected in [
        "book.xlsx/submissions:2:2: /B2: there is no track \"Alhpa\"",
        "did you mean \"Alpha\"?",
        "book.xlsx/submissions:3:3: /C3: \"two\" is not a whole number",
        "book.xlsx/submissions:4:5: /E4: \"CET\" is not a time zone",
        "book.xlsx/submissions:5:1: /A5: \"s1\" is there twice (first in row 2)",
        "book.xlsx/submissions:1:9: /I1: there is no session \"Mon 3\"",
        "there is no column for the session \"Mon 2\"",
        "book.xlsx/sessions:2:4: /D2: \"noon\" is not a time of day",
        "book.xlsx/parameters:4:5: /E4: -1 is not from 0 to 1000000",
        "book.xlsx/tracks_rooms|penalty:2:3: /C2: \"much\" is not a whole number",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
}

#[test]
fn a_missing_sheet_is_named() {
    let text = complaints(|sheets| sheets.retain(|sheet| sheet.0 != "rooms"));
    assert!(text.contains("book.xlsx/rooms: the workbook has no sheet \"rooms\""), "{text}");
}

#[test]
fn what_cannot_fit_is_told() {
    let text = complaints(|sheets| sheet(sheets, "submissions")[2][2] = "9".into());
    assert!(text.contains("/C3: it needs 9 time slots in a row, and the longest session has 3"), "{text}");
    let text = complaints(|sheets| sheet(sheets, "tracks").push(row(&["Delta"])));
    assert!(text.contains("track \"Delta\" has no submission"), "{text}");
}

#[test]
fn trailing_blanks_do_not_matter() {
    let mut blank = sheets();
    sheet(&mut blank, "submissions")[1][0] = "s1 ".into();
    sheet(&mut blank, "submissions")[1][1] = "Alpha ".into();
    sheet(&mut blank, "rooms")[1][0] = " North".into();
    let (with, without) = (read(&write(&blank)).unwrap(), read(&write(&sheets())).unwrap());
    assert_eq!(with.track_rooms, without.track_rooms);
    assert_eq!(with.submissions[0].name, "s1 ", "written back as it was");
}

#[test]
fn merged_cells_are_warned_of() {
    let mut book = Workbook::new();
    for (name, rows) in sheets() {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (r, cells) in rows.iter().enumerate() {
            for (c, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write(r as u32, c as u16, number).unwrap(),
                    Err(_) => sheet.write(r as u32, c as u16, cell).unwrap(),
                };
            }
        }
        if name == "rooms" {
            sheet.merge_range(1, 0, 2, 0, "North", &Format::new()).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let text = read(&bytes).expect_err("a room is gone");
    assert!(text.contains("book.xlsx/rooms: /A2:A3: the cells A2:A3 are merged"), "{text}");
}

#[test]
fn hostile_files_are_refused_within_bounds() {
    for bytes in [&b""[..], b"PK\x03\x04", b"PK\x03\x04 no package at all", b"{}"] {
        assert!(read(bytes).is_err());
    }
    // A part that unpacks to very much more than it is.
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    package.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..300 {
        std::io::Write::write_all(&mut package, &zeros).unwrap();
    }
    let bytes = package.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    let text = read(&bytes).expect_err("too much");
    assert!(text.contains("unpacks to more than 256 MiB"), "{text}");
}

#[test]
fn too_many_rows_are_one_complaint() {
    let text = complaints(|sheets| {
        let rows = sheet(sheets, "rooms");
        rows.extend((0..30_000).map(|number| row(&[&format!("room {number}")])));
    });
    assert!(text.contains("more than 20001 rows"), "{text}");
    assert!(text.lines().count() < 20, "{text}");
}

fn plenary(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plenary")).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn the_command_line_solves_converts_and_checks() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("book.xlsx"), write(&sheets())).unwrap();
    let run = |arguments: &[&str]| {
        let output = plenary(arguments, folder.path());
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["solve", "book.xlsx", "-o", "t.json", "--time-limit", "1", "--threads", "1"]);
    run(&["convert", "t.json", "solution.xlsx", "--instance", "book.xlsx"]);
    let checked: serde_json::Value =
        serde_json::from_str(&run(&["check", "book.xlsx", "solution.xlsx", "--json"])).unwrap();
    assert_eq!(checked["score"]["soft"], checked["native_score"]["objective"]);
    assert_eq!(checked["native_score"]["illegal"], 0);
    run(&["convert", "book.xlsx", "book.json"]);
    let native: serde_json::Value = serde_json::from_str(&run(&["check", "book.json", "t.json", "--json"])).unwrap();
    assert_eq!(native["score"], checked["score"]);
}

/// Stored instances and solutions, where they are.
#[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn stored() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/cosplib");
    if !path.is_dir() {
        eprintln!("SKIPPED: there is no {}", path.display());
        return None;
    }
    Some(path)
}

#[test]
fn stored_solutions_score_as_the_evaluator_says() {
    let Some(path) = stored() else { return };
    let known = [
        ("GECCO20", "exact", 6298),
        ("GECCO20", "extended", 7768),
        ("GECCO21", "exact", 11280),
        ("GECCO21", "extended", 11130),
        ("N2OR", "exact", 2),
        ("N2OR", "extended", 2),
        ("OR60F", "exact", 1664),
        ("OR60F", "extended", 433),
    ];
    for (name, which, objective) in known {
        let bytes = std::fs::read(path.join(format!("data/{name}.xlsx"))).unwrap();
        let book = workbook::read(name, &bytes, |title, _| SHEETS.contains(&title)).unwrap();
        let (library, _) = cosplib::read(name, name, &book).unwrap_or_else(|reports| panic!("{}", reports[0]));
        let (problem, rules) = problem(&library);
        let bytes = std::fs::read(path.join(format!("solutions/{name}-{which}.xlsx"))).unwrap();
        let book = workbook::read(name, &bytes, |_, position| position == 0).unwrap();
        let timetable = library.read_solution(&book).unwrap_or_else(|errors| panic!("{name}-{which}: {}", errors[0]));
        let native = library.score(&library.places(&timetable));
        assert_eq!((native.objective, native.illegal), (objective, 0), "{name}-{which}: {native:?}");
        let score = verify(&problem, &rules, &timetable).score();
        assert_eq!((score.hard, score.medium, score.soft), (0, 0, objective), "{name}-{which}");
    }
}

#[test]
fn every_stored_instance_is_read() {
    let Some(path) = stored() else { return };
    for name in ["GECCO20", "GECCO20Poster", "GECCO21", "GECCO22", "GECCO22Workshop", "ISF22", "N2OR", "OR60F"] {
        let bytes = std::fs::read(path.join(format!("data/{name}.xlsx"))).unwrap();
        let library = read(&bytes).unwrap_or_else(|text| panic!("{name}: {text}"));
        let _ = problem(&library);
    }
}

/// What the small scorer in Python says; it shares no code with the program.
#[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn scored(instance: &Path, solution: &Path) -> Option<cosplib::Score> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/score-cosplib");
    let Ok(output) = Command::new("python3").arg(script).arg(instance).arg(solution).output() else {
        eprintln!("SKIPPED: there is no python3");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let terms = value["terms"].as_object().unwrap().iter().map(|(term, value)| (term.clone(), value.as_i64().unwrap()));
    Some(cosplib::Score { objective: value["objective"].as_i64().unwrap(), terms: terms.collect(), illegal: 0 })
}

#[test]
fn a_scorer_that_shares_no_code_agrees_on_random_timetables() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = write(&sheets());
    let (instance, solution) = (folder.path().join("book.xlsx"), folder.path().join("solution.xlsx"));
    std::fs::write(&instance, &bytes).unwrap();
    let library = read(&bytes).unwrap();
    let (problem, _) = problem(&library);
    let mut rng = Pcg64::seed_from_u64(23);
    for _ in 0..25 {
        let timetable = random(&library, &problem, &mut rng);
        std::fs::write(&solution, library.write_solution(&timetable).unwrap()).unwrap();
        let Some(theirs) = scored(&instance, &solution) else { return };
        assert_eq!(theirs, library.score(&library.places(&timetable)));
    }
}
