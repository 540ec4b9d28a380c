//! The map of the house: which module may use which. Imports point one way.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module and what it may use besides itself.
const MAY_USE: &[(&str, &[&str])] = &[
    ("instance", &[]),
    ("problem", &["instance"]),
    ("timetable", &["instance", "problem"]),
    ("network", &["instance", "problem", "timetable"]),
    ("rules", &["instance", "problem", "timetable", "network"]),
    // The second road: no network, no engine.
    ("verify", &["instance", "problem", "timetable", "rules"]),
    // Engines know no rule by name.
    ("engines", &["instance", "problem", "timetable", "network"]),
    ("formats", &["instance", "problem", "timetable"]),
    // A plan is drawn without looking at rules: the verifier that judges it later has not helped to make it.
    ("generate", &["instance", "problem", "timetable"]),
    ("explain", &["instance", "problem", "timetable", "network", "rules", "verify", "engines"]),
    ("candidates", &["instance", "problem", "timetable", "network", "rules", "verify", "engines", "explain"]),
    // Results are kept as files, and judged as they were read back.
    (
        "study",
        &[
            "instance",
            "problem",
            "timetable",
            "network",
            "rules",
            "verify",
            "engines",
            "formats",
            "explain",
            "candidates",
        ],
    ),
];

/// These stand on top and may use everything; nothing may use them.
const TOP: &[&str] = &["serve", "cli", "lib", "main"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules that follow `crate::` in a line, those in braces included.
fn modules_used(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let mut used = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let name = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
        match rest.strip_prefix('{') {
            // `use crate::{a::B, c}`: the names at the beginning of each member of the outer braces.
            Some(list) => {
                let mut depth = 0;
                let mut member = String::new();
                for c in list.chars().chain([',']) {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth <= 0 => used.push(name(std::mem::take(&mut member).trim())),
                        _ if depth == 0 => member.push(c),
                        _ => {}
                    }
                }
            }
            None => used.push(name(rest)),
        }
    }
    used.retain(|name| !name.is_empty());
    used
}

/// Tests may look at everything: modules that are declared under `#[cfg(test)]`.
fn is_test_only(file: &Path) -> bool {
    let Some(stem) = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()) else { return false };
    let parent = fs::read_to_string(file.with_file_name("mod.rs")).unwrap_or_default();
    let lines: Vec<&str> = parent.lines().collect();
    lines.windows(2).any(|pair| pair[0] == "#[cfg(test)]" && pair[1] == format!("mod {stem};"))
}

#[test]
fn imports_point_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&root).expect("below the root");
        let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        if TOP.contains(&module.as_str()) {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{module} is not on the map in {}; add it where it belongs", file!()));
            continue;
        };
        if is_test_only(&file) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        let tests = lines.windows(2).position(|pair| pair[0] == "#[cfg(test)]" && pair[1].ends_with('{'));
        for (number, line) in lines.iter().enumerate().take(tests.unwrap_or(lines.len())) {
            for used in modules_used(line) {
                let known = MAY_USE.iter().any(|(name, _)| *name == used) || TOP.contains(&used.as_str());
                if known && used != module && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("src/{}:{}: {module} uses {used}", inside.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files.iter().filter(|file| !file.starts_with(root.join("cli"))) {
        let text = fs::read_to_string(file).expect("text");
        for forbidden in ["std::env", "io::stdout", "io::stderr", "println!", "eprintln!"] {
            let used = text.lines().any(|line| line.split("//").next().unwrap_or_default().contains(forbidden));
            assert!(!used, "{} uses {forbidden}", file.display());
        }
    }
}

#[test]
fn names_are_found_in_every_spelling() {
    assert_eq!(modules_used("use crate::rules::{find, lower};"), ["rules"]);
    assert_eq!(
        modules_used("use crate::{instance::Instance, rules::{a, b}, verify};"),
        ["instance", "rules", "verify"]
    );
    assert_eq!(modules_used("let x = crate::network::y(crate::engines::z);"), ["network", "engines"]);
    assert_eq!(modules_used("//! see [`crate::problem`]"), [""; 0]);
}
