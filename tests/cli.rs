//! The command as scripts and people meet it: exit codes, files, what is said where.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use plenary::instance::schema::Level;
use plenary::problem::Problem;
use plenary::rules::RULES;
use serde_json::{Value, json};
use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn plenary(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    command.args(args).current_dir(folder).stdin(Stdio::null()).env_remove("NO_COLOR");
    command.output().expect("it runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn instance(name: &str) -> String {
    root().join("instances").join(name).display().to_string()
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("readable")).expect("JSON")
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/golden").join(folder)).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    files.sort();
    files
}

/// The instance of a golden timetable: `toy--what-is-wrong.timetable.json` belongs to `toy.json`.
fn instance_of(timetable: &Path) -> String {
    let name = timetable.file_name().expect("a name").to_string_lossy().into_owned();
    let stem = name.trim_end_matches(".timetable.json");
    instance(&format!("{}.json", stem.split("--").next().unwrap_or(stem)))
}

#[test]
fn transcripts() {
    trycmd::TestCases::new().env("NO_COLOR", "1").case("tests/cli/*.trycmd");
}

/// Writes an example as files: its instance and its timetable.
fn write_example(folder: &Path, example: &plenary::rules::Example) {
    let instance = example.instance();
    let problem = Problem::build(&instance).expect("it builds");
    let file = plenary::formats::timetable_json::describe(&problem, &example.timetable(&problem));
    fs::write(folder.join("i.json"), serde_json::to_string(&instance).expect("JSON")).expect("written");
    fs::write(folder.join("t.json"), plenary::formats::timetable_json::write(&file).expect("JSON")).expect("written");
}

/// Rules of the given level with violations, as `check --json` tells them.
fn broken(output: &Output, level: &str) -> BTreeSet<String> {
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let rules = report["rules"].as_array().expect("a list").iter();
    let broken = rules.filter(|rule| rule["level"] == level && rule["penalty"] != 0);
    broken.map(|rule| rule["rule"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn every_rule_rejects_what_it_is_about() {
    let folder = TempDir::new().expect("a folder");
    for rule in RULES {
        let mut rejects = false;
        for example in rule.examples {
            write_example(folder.path(), example);
            let hard = format!("{}.level=hard", rule.id);
            let output = plenary(folder.path(), &["check", "i.json", "t.json", "--json", "--set", &hard]);
            let said = text(&output.stderr);
            assert!([0, 6].contains(&code(&output)), "{}: {}: {said}", rule.id, example.about);
            assert_eq!(broken(&output, "hard").contains(rule.id), example.amount > 0, "{}: {}", rule.id, example.about);
            if example.amount > 0 {
                assert_eq!(code(&output), 6, "{}: {}", rule.id, example.about);
                rejects = true;
            }
        }
        assert!(rejects, "{} has no example that it rejects", rule.id);
    }
}

/// Whether the oracle can be asked; it always can where the checks run.
fn oracle(instance: &Path, timetable: &Path) -> Option<Output> {
    let script = root().join("scripts/oracle.py");
    Command::new("python3").arg(script).arg(instance).arg(timetable).output().ok()
}

#[test]
fn the_oracle_agrees_on_every_example() {
    let folder = TempDir::new().expect("a folder");
    let (instance, timetable) = (folder.path().join("i.json"), folder.path().join("t.json"));
    for rule in RULES {
        for example in rule.examples {
            write_example(folder.path(), example);
            let Some(oracle) = oracle(&instance, &timetable) else {
                assert!(env::var_os("CI").is_none(), "python3 is missing");
                return;
            };
            let ours = broken(&plenary(folder.path(), &["check", "i.json", "t.json", "--json"]), "hard");
            let marker = "t.json: ";
            let theirs: BTreeSet<String> = text(&oracle.stdout)
                .lines()
                .filter_map(|line| line.split_once(marker)?.1.split_once(':').map(|(rule, _)| rule.to_owned()))
                .collect();
            assert_eq!(theirs, ours, "{}: {}: {}", rule.id, example.about, text(&oracle.stderr));
        }
    }
    assert!(RULES.iter().filter(|rule| rule.level == Level::Hard).count() > 20);
}

#[test]
fn golden_timetables() {
    for file in files("valid") {
        let output = plenary(root(), &["check", &instance_of(&file), &file.display().to_string()]);
        assert_eq!(code(&output), 0, "{}", file.display());
        assert!(text(&output.stdout).contains("The file claims the same."), "{}", file.display());
    }
    for file in files("invalid") {
        let output = plenary(root(), &["check", &instance_of(&file), &file.display().to_string()]);
        assert_eq!(code(&output), 6, "{}", file.display());
    }
    for file in files("malformed") {
        for command in ["check", "show"] {
            let (instance, path) = (instance_of(&file), file.display().to_string());
            let args = if command == "check" {
                vec![command, &instance, &path]
            } else {
                vec![command, &path, "--instance", &instance]
            };
            assert_eq!(code(&plenary(root(), &args)), 3, "{command} {}", file.display());
        }
    }
}

#[test]
fn a_false_claim_is_reported() {
    let folder = TempDir::new().expect("a folder");
    let mut file = read(&root().join("tests/golden/valid/toy-wishes.timetable.json"));
    file["score"]["soft"] = json!(0);
    fs::write(folder.path().join("t.json"), file.to_string()).expect("written");
    let output = plenary(folder.path(), &["check", &instance("toy-wishes.json"), "t.json"]);
    assert_eq!(code(&output), 0);
    assert!(text(&output.stdout).contains("THE FILE CLAIMS ANOTHER SCORE: 0 hard, 0 medium, 0 soft"));
}

#[test]
fn solve_writes_what_check_accepts() {
    let folder = TempDir::new().expect("a folder");
    for name in ["toy-bilingual", "toy-two-rooms", "toy-wishes"] {
        let path = instance(&format!("{name}.json"));
        let output = plenary(folder.path(), &["solve", &path, "--time-limit", "20", "--threads", "2"]);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        let said = text(&output.stdout);
        for part in
            ["┌───────┬", "Score: 0 hard, 0 medium", "Bound: no timetable is better", &format!("{name}.timetable.json")]
        {
            assert!(said.contains(part), "{part} is not in\n{said}");
        }
        let timetable = folder.path().join(format!("{name}.timetable.json"));
        let file = read(&timetable);
        assert_eq!((&file["status"], &file["gap"]), (&json!("optimal"), &json!(0.0)));
        let golden = read(&root().join(format!("tests/golden/valid/{name}.timetable.json")));
        assert_eq!(file["score"], golden["score"]);
        let output = plenary(folder.path(), &["check", &path, &timetable.display().to_string()]);
        assert_eq!(code(&output), 0);
        let oracle = oracle(Path::new(&path), &timetable);
        assert!(oracle.is_none_or(|output| output.status.success()));
    }
}

#[test]
fn proved_infeasible_is_four() {
    let folder = TempDir::new().expect("a folder");
    let path = instance("infeasible/toy-three-into-two.json");
    let output = plenary(folder.path(), &["solve", &path, "-o", "t.json", "--time-limit", "20"]);
    assert_eq!(code(&output), 4);
    let file = read(&folder.path().join("t.json"));
    assert_eq!((&file["status"], &file["placements"]), (&json!("infeasible"), &json!([])));
    assert!(text(&output.stderr).contains("no timetable keeps all hard rules; that is proved"));
}

#[test]
fn nothing_found_is_five() {
    let folder = TempDir::new().expect("a folder");
    let output = plenary(folder.path(), &["solve", &instance("ccr2018.json"), "--time-limit", "0", "--engine", "mip"]);
    assert_eq!(code(&output), 5, "{}", text(&output.stderr));
    let file = read(&folder.path().join("ccr2018.timetable.json"));
    assert_eq!((&file["status"], &file["stop_reason"]), (&json!("unknown"), &json!("time")));
}

#[test]
fn the_standard_output_holds_json_alone() {
    let folder = TempDir::new().expect("a folder");
    let output = plenary(folder.path(), &["solve", &instance("toy-wishes.json"), "-o", "-"]);
    let file: Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
    assert_eq!(file["format"], "plenary-timetable/1");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn progress_follows_its_schema() {
    let folder = TempDir::new().expect("a folder");
    let args = ["solve", &instance("toy-wishes.json"), "--progress", "jsonl"];
    let output = plenary(folder.path(), &args);
    let schema = plenary(folder.path(), &["schema", "progress"]).stdout;
    let schema = jsonschema::draft202012::new(&serde_json::from_slice(&schema).expect("JSON")).expect("a schema");
    let lines: Vec<Value> =
        text(&output.stderr).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(!lines.is_empty());
    for line in lines {
        assert!(schema.is_valid(&line), "{line}");
    }
}

#[test]
fn answers_follow_their_schemas() {
    let folder = TempDir::new().expect("a folder");
    let toy = instance("toy-wishes.json");
    let golden = root().join("tests/golden/valid/toy-wishes.timetable.json").display().to_string();
    let three = instance("infeasible/toy-three-into-two.json");
    let asked: [(&str, i32, &[&str]); 6] = [
        ("explanation", 4, &["explain", &three, "--json"]),
        ("alternatives", 0, &["explain", &toy, &golden, "--session", "a", "--places", "3", "--json"]),
        ("prices", 0, &["explain", &toy, "--prices", "--time-limit", "20", "--json"]),
        ("changes", 0, &["replan", &toy, &golden, "--pin", "a=@blue", "-o", "t.json", "--curve", "3", "--json"]),
        ("candidates", 0, &["candidates", &toy, "-n", "3", "--within", "40%", "-o", "-"]),
        ("front", 0, &["candidates", &toy, "--front", "missed-wish,overflow", "-o", "-"]),
    ];
    for (format, expected, args) in asked {
        let output = plenary(folder.path(), args);
        assert_eq!(code(&output), expected, "{args:?}: {}", text(&output.stderr));
        let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
        assert_eq!(answer["format"], format!("plenary-{format}/1"));
        let schema = plenary(folder.path(), &["schema", format]).stdout;
        let schema = jsonschema::draft202012::new(&serde_json::from_slice(&schema).expect("JSON")).expect("a schema");
        let errors: Vec<String> = schema.iter_errors(&answer).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{format}: {errors:?}");
        assert!(!schema.is_valid(&json!({})), "{format} asks for nothing");
    }
}

#[test]
fn several_reasons_on_request() {
    let folder = TempDir::new().expect("a folder");
    let toy = instance("toy-two-rooms.json");
    let seats = ["--set", "/sessions/a/min_seats=5000", "--set", "/sessions/b/min_seats=6000"];
    for (cores, expected) in [("1", 1), ("3", 2)] {
        let args = [&["explain", &toy, "--json", "--cores", cores][..], &seats[..]].concat();
        let output = plenary(folder.path(), &args);
        assert_eq!(code(&output), 4, "{}", text(&output.stderr));
        let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(told["cores"].as_array().map(Vec::len), Some(expected));
        assert_eq!(told["complete"], json!(expected == 2));
        assert!(told["repairs"].as_array().expect("a list").iter().all(|repair| repair["verified"] == true));
    }
}

#[test]
fn candidates_are_files_that_check_accepts() {
    let folder = TempDir::new().expect("a folder");
    let toy = instance("toy-wishes.json");
    let output = plenary(folder.path(), &["candidates", &toy, "-n", "3", "--within", "40%"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let places = folder.path().join("toy-wishes.candidates");
    let told = read(&places.join("candidates.json"));
    let rows = told["candidates"].as_array().expect("a list");
    assert_eq!(rows.len(), 3);
    let output = plenary(folder.path(), &["candidates", &toy, "--front", "missed-wish,overflow", "-o", "front"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let picture = fs::read_to_string(folder.path().join("front/front.svg")).expect("written");
    assert!(picture.starts_with("<svg") && picture.contains("missed-wish"));
    let front = read(&folder.path().join("front/front.json"));
    let points = front["points"].as_array().expect("a list").iter().map(|row| (folder.path().join("front"), row));
    for (place, row) in rows.iter().map(|row| (places.clone(), row)).chain(points) {
        let file = place.join(row["file"].as_str().expect("a name"));
        let output = plenary(folder.path(), &["check", &toy, &file.display().to_string(), "--json"]);
        assert_eq!(code(&output), 0, "{}", file.display());
        let judged: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(judged["score"], row["score"]);
    }
    // What cannot be is said before the work.
    let aims = [("cost", 2), ("cost,beauty", 2), ("missed-wish,missed-wish", 2), ("cost,interpreter-fees", 2)];
    for (aims, expected) in aims {
        let output = plenary(folder.path(), &["candidates", &toy, "--front", aims]);
        assert_eq!(code(&output), expected, "{aims}: {}", text(&output.stderr));
    }
    let three = instance("infeasible/toy-three-into-two.json");
    assert_eq!(code(&plenary(folder.path(), &["candidates", &three, "-n", "2"])), 4);
    assert_eq!(code(&plenary(folder.path(), &["candidates", &three, "--front", "missed-wish,overflow"])), 4);
}

#[test]
fn the_same_work_gives_the_same_bytes() {
    let folder = TempDir::new().expect("a folder");
    let mut results = Vec::new();
    for name in ["a.json", "b.json"] {
        let path = instance("ccr2018.json");
        let args = [
            "solve",
            &path,
            "-q",
            "-o",
            name,
            "--work-limit",
            "20",
            "--threads",
            "1",
            "--engine",
            "search",
            "--no-times",
        ];
        plenary(folder.path(), &args);
        results.push(fs::read(folder.path().join(name)).expect("written"));
    }
    assert!(results[0] == results[1]);
}

#[test]
fn a_place_that_cannot_be_written_is_found_before_the_work() {
    let folder = TempDir::new().expect("a folder");
    for place in ["nowhere/t.json", "."] {
        let output = plenary(folder.path(), &["solve", &instance("ccr2018.json"), "-o", place]);
        assert_eq!(code(&output), 1);
        assert!(text(&output.stderr).contains("cannot be written"), "{}", text(&output.stderr));
    }
    fs::copy(instance("toy-wishes.json"), folder.path().join("i.json")).expect("copied");
    assert_eq!(code(&plenary(folder.path(), &["solve", "i.json", "-o", "./i.json"])), 2);
}

#[test]
fn a_written_file_is_whole_or_absent() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("t.json");
    fs::write(&path, "old").expect("written");
    assert_eq!(code(&plenary(folder.path(), &["solve", &instance("toy-wishes.json"), "-q", "-o", "t.json"])), 0);
    assert_eq!(read(&path)["status"], "optimal");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "no neighbour stays behind");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_writes_its_best() {
    for signal in ["-INT", "-TERM"] {
        let folder = TempDir::new().expect("a folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_plenary"))
            .args(["solve", &instance("ccr2018.json"), "--progress", "jsonl", "--time-limit", "300", "--threads", "2"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("\"incumbent\"")));
        let killed = Command::new("kill").args([signal, &child.id().to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()));
        let rest: Vec<String> = lines.collect();
        let code = child.wait().expect("it ends").code();
        assert!(matches!(code, Some(0 | 5)), "{code:?} {rest:?}");
        assert!(rest.iter().any(|line| line.contains("best timetable found so far will be written")));
        let file = read(&folder.path().join("ccr2018.timetable.json"));
        assert_eq!(file["stop_reason"], "interrupted");
        assert!(file["placements"].as_array().is_some_and(|placements| placements.len() > 40));
    }
}

#[cfg(unix)]
#[test]
fn who_stops_reading_is_no_error() {
    let golden = root().join("tests/golden/valid/toy-wishes.timetable.json");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let status = Command::new(env!("CARGO_BIN_EXE_plenary")).arg("show").arg(golden).stdout(writer).status();
    assert!(status.expect("it runs").success());
}

#[test]
fn csv_and_back() {
    let folder = TempDir::new().expect("a folder");
    let golden = root().join("tests/golden/valid/toy-bilingual.timetable.json").display().to_string();
    let path = instance("toy-bilingual.json");
    let run = |args: &[&str]| {
        let output = plenary(folder.path(), args);
        assert_eq!(code(&output), 0, "{args:?}: {}", text(&output.stderr));
    };
    run(&["convert", &golden, "t.csv", "--instance", &path, "--lang", "fr"]);
    run(&["convert", "t.csv", "t.json", "--instance", &path]);
    let table = fs::read_to_string(folder.path().join("t.csv")).expect("written");
    assert!(
        table.contains("opening,Ouverture,plenary,mon,2018-06-04T09:00,2018-06-04T10:00,aula,en fr,en fr"),
        "{table}"
    );
    assert_eq!(read(&folder.path().join("t.json"))["placements"], read(Path::new(&golden))["placements"]);
    // Languages come back, teams do not.
    let into = |file: Value| -> Vec<Value> {
        file["interpretation"].as_array().expect("a list").iter().map(|of| of["into"].clone()).collect()
    };
    assert_eq!(into(read(&folder.path().join("t.json"))), into(read(Path::new(&golden))));
    let without_teams = plenary(folder.path(), &["check", &path, "t.csv", "--json"]);
    let missing = ["language-uncovered", "team-too-small"].map(str::to_owned);
    assert_eq!(broken(&without_teams, "hard"), BTreeSet::from(missing));
    run(&["convert", &path, "i.json"]);
    run(&["check", "i.json", &golden]);
    assert_eq!(code(&plenary(folder.path(), &["convert", &path, "i.csv"])), 2);
}

#[test]
fn a_pack_that_is_typed_holds_and_is_recorded() {
    let folder = TempDir::new().expect("a folder");
    let mut conference = read(Path::new(&instance("toy-wishes.json")));
    conference["interpretation"] = json!({"pack": "apic", "team": 3});
    fs::write(folder.path().join("i.json"), conference.to_string()).expect("written");
    let golden = root().join("tests/golden/valid/toy-wishes.timetable.json").display().to_string();
    // The file's own pack says how large teams are; the one that is typed is not held against the file.
    let output = plenary(folder.path(), &["check", "i.json", &golden]);
    assert!(text(&output.stderr).contains("\"apic\" states this itself, so \"team\" is without effect"));
    let solve = ["solve", "i.json", "--pack", "aiic-table", "--work-limit", "1", "--quiet", "-o", "t.json"];
    assert!(plenary(folder.path(), &solve).stderr.is_empty());
    assert_eq!(read(&folder.path().join("t.json"))["pack"], "aiic-table");
    let output = plenary(folder.path(), &["check", "i.json", "t.json"]);
    assert!(text(&output.stderr).contains("made with --pack aiic-table, it is checked with no option"));
    assert_eq!(code(&plenary(folder.path(), &["check", "i.json", "t.json", "--pack", "aiic"])), 2);
}

#[test]
fn a_timetable_is_understood_with_the_variants_it_was_made_with() {
    let folder = TempDir::new().expect("a folder");
    let mut conference = read(Path::new(&instance("toy-wishes.json")));
    conference["variants"] = json!([{"id": "renamed", "changes": []}]);
    fs::write(folder.path().join("i.json"), conference.to_string()).expect("written");
    let mut file = read(&root().join("tests/golden/valid/toy-wishes.timetable.json"));
    let runs: [&[&str]; 2] =
        [&["show", "t.json", "--instance", "i.json"], &["convert", "t.json", "o.json", "--instance", "i.json"]];
    for (variant, expected) in [("renamed", 0), ("gone", 3)] {
        file["variants"] = json!([variant]);
        fs::write(folder.path().join("t.json"), file.to_string()).expect("written");
        for args in runs {
            let output = plenary(folder.path(), args);
            assert_eq!(code(&output), expected, "{args:?}: {}", text(&output.stderr));
        }
    }
    // What is typed goes before what was recorded.
    let output = plenary(folder.path(), &["show", "t.json", "--instance", "i.json", "--variant", "renamed"]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let output = plenary(folder.path(), &["convert", "t.json", "i.json", "--instance", "i.json"]);
    assert_eq!(code(&output), 2, "the instance is not written over: {}", text(&output.stderr));
}

#[test]
fn the_terms_in_force_are_said() {
    let folder = TempDir::new().expect("a folder");
    let solve = ["solve", &instance("toy-bilingual.json"), "-o", "t.json", "--time-limit", "20", "--pack", "apic"];
    let said = text(&plenary(folder.path(), &solve).stdout);
    assert!(said.contains("Terms: apic; `plenary packs apic` says what it leaves open"), "{said}");
    let said = text(&plenary(folder.path(), &solve[..6]).stdout);
    assert!(said.contains("Interpretation: ") && !said.contains("Terms: "), "{said}");
}

#[test]
fn files_do_not_steer_the_terminal() {
    let folder = TempDir::new().expect("a folder");
    let mut conference = read(Path::new(&instance("toy-wishes.json")));
    conference["sessions"][0]["title"] = json!("\u{1b}[31mred\u{7}");
    conference["rooms"][0]["title"] = json!("\u{1b}]0;title\u{7}");
    fs::write(folder.path().join("i.json"), conference.to_string()).expect("written");
    let golden = root().join("tests/golden/valid/toy-wishes.timetable.json").display().to_string();
    for by in ["grid", "room", "kind"] {
        let output = plenary(folder.path(), &["show", &golden, "--instance", "i.json", "--by", by]);
        assert_eq!(code(&output), 0);
        assert!(!text(&output.stdout).contains(['\u{1b}', '\u{7}']));
    }
}
