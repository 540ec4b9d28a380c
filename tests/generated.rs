//! Files under `docs/` that are made from the program. `PLENARY_BLESS=1 cargo test --test generated` makes them anew.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use plenary::formats::{self, timetable_json};
use plenary::instance;

fn fresh(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if env::var_os("PLENARY_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("docs")).expect("a folder");
        fs::write(&path, text).expect("written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "docs/{name} is stale: PLENARY_BLESS=1 cargo test --test generated");
}

fn output(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_plenary")).args(args).output().expect("it runs");
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn rules_are_documented() {
    fresh("rules.md", &output(&["rules", "--markdown"]));
}

#[test]
fn packs_are_documented() {
    fresh("packs.md", &output(&["packs", "--markdown"]));
}

#[test]
fn formats_are_documented() {
    fresh("formats.md", &formats::index::markdown());
}

#[test]
fn errors_are_documented() {
    fresh("errors.md", &instance::error_index_markdown());
}

#[test]
fn schemas_are_published() {
    fresh("plenary-instance-1.schema.json", &format!("{:#}\n", instance::json_schema()));
    fresh("plenary-timetable-1.schema.json", &format!("{:#}\n", timetable_json::json_schema()));
    fresh("plenary-progress-1.schema.json", &output(&["schema", "progress"]));
    for format in ["explanation", "study", "cell", "alternatives", "prices", "changes", "candidates", "front"] {
        fresh(&format!("plenary-{format}-1.schema.json"), &output(&["schema", format]));
    }
}

#[test]
fn the_command_prints_the_same() {
    assert_eq!(output(&["schema"]), format!("{:#}\n", instance::json_schema()));
    assert_eq!(output(&["schema", "timetable"]), format!("{:#}\n", timetable_json::json_schema()));
}
