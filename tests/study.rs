//! Studies as analysts meet them: keys, resuming after a kill, gates, reports.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::{Value, json};
use tempfile::TempDir;

fn plenary(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    let output = command.args(args).current_dir(folder).stdin(Stdio::null()).output();
    output.expect("it runs")
}

fn ok(folder: &Path, args: &[&str]) -> String {
    let output = plenary(folder, args);
    assert!(output.status.success(), "{args:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// A small study, with these fields instead of its own.
fn study(folder: &Path, name: &str, fields: &Value) {
    let instance = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances/toy-wishes.json");
    let mut study = json!({
        "format": "plenary-study/1",
        "id": "small",
        "instances": [{"id": "wishes", "path": instance}],
        "designs": [{"id": "rules", "kind": "one-at-a-time", "rules": "wishes"}],
        "engines": [{"id": "search", "engine": "search"}],
        "limits": [{"id": "work", "work": 1}],
    });
    for (field, value) in fields.as_object().expect("fields") {
        study[field] = value.clone();
    }
    fs::write(folder.join(name), study.to_string()).expect("written");
}

fn keys(folder: &Path, results: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder.join(results).join("cells")).expect("a folder");
    let names = entries.map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned());
    // What a killed runner has not finished has another name.
    names.filter_map(|name| name.strip_suffix(".json").filter(|key| !key.starts_with('.')).map(str::to_owned)).collect()
}

fn planned(folder: &Path, name: &str) -> BTreeSet<String> {
    let text = ok(folder, &["study", "cells", name]);
    text.lines().map(|line| line.split('\t').next().expect("a key").to_owned()).collect()
}

/// What a cell holds but for times, which are never the same.
fn without_times(folder: &Path, results: &str, key: &str) -> Value {
    let path = folder.join(results).join("cells").join(format!("{key}.json"));
    let mut cell: Value = serde_json::from_str(&fs::read_to_string(path).expect("there")).expect("JSON");
    for field in ["wall_seconds", "setup_seconds", "cpu_seconds", "peak_memory_kib", "cores"] {
        cell[field] = Value::Null;
    }
    cell["trace"].as_array_mut().expect("a list").iter_mut().for_each(|step| step["seconds"] = Value::Null);
    cell
}

#[test]
fn what_a_killed_runner_leaves_is_finished_by_the_next() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    study(folder, "s.json", &json!({"seeds": (1..=200).collect::<Vec<u64>>()}));
    let all = planned(folder, "s.json");
    let mut runner = Command::new(env!("CARGO_BIN_EXE_plenary"));
    let args = ["study", "run", "s.json", "-o", "killed", "--in-process", "--jobs", "1", "--quiet"];
    let mut runner = runner.args(args).current_dir(folder).spawn().expect("it runs");
    let begun = Instant::now();
    while !folder.join("killed/cells").exists() || keys(folder, "killed").len() < 5 {
        assert!(begun.elapsed() < Duration::from_secs(120), "nothing is written");
        thread::sleep(Duration::from_millis(2));
    }
    runner.kill().expect("it is there");
    runner.wait().expect("it ended");
    let before = keys(folder, "killed");
    assert!(before.is_subset(&all));
    let said = ok(folder, &["study", "run", "s.json", "-o", "killed", "--in-process"]);
    assert_eq!(keys(folder, "killed"), all);
    let expected = format!("{} cells were there, {} ran, 0 failed, 0 are left", before.len(), all.len() - before.len());
    assert!(said.contains(&expected), "{said}");
    // And it is what a runner that nobody killed finds.
    ok(folder, &["study", "run", "s.json", "-o", "whole", "--in-process", "--quiet"]);
    for key in all.iter().take(20) {
        assert_eq!(without_times(folder, "killed", key), without_times(folder, "whole", key));
    }
    let again = ok(folder, &["study", "run", "s.json", "-o", "whole"]);
    assert!(again.contains(", 0 ran, 0 failed, 0 are left"), "{again}");
}

/// The processes that a process has started and that are still there.
#[cfg(target_os = "linux")]
fn children(process: u32) -> Vec<i32> {
    let tasks = fs::read_dir(format!("/proc/{process}/task")).expect("it is there");
    let of = |task: fs::DirEntry| fs::read_to_string(task.path().join("children")).unwrap_or_default();
    let all: Vec<String> = tasks.filter_map(Result::ok).map(of).collect();
    all.iter().flat_map(|text| text.split_whitespace()).filter_map(|word| word.parse().ok()).collect()
}

#[cfg(target_os = "linux")]
fn first_child(process: u32) -> i32 {
    let begun = Instant::now();
    loop {
        if let Some(&child) = children(process).first() {
            return child;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "no worker is started");
        thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(target_os = "linux")]
fn kill(process: i32) {
    let status = Command::new("kill").args(["-9", &process.to_string()]).status().expect("kill is there");
    assert!(status.success(), "it was there");
}

#[cfg(target_os = "linux")]
#[test]
fn a_killed_worker_costs_its_cell_only_and_the_next_run_makes_it_good() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    // Long enough to be killed in.
    study(folder, "s.json", &json!({"designs": [], "seeds": [1, 2, 3], "limits": [{"id": "time", "seconds": 1.5}]}));
    let all = planned(folder, "s.json");
    let runner = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .args(["study", "run", "s.json", "-o", "r", "--jobs", "1"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    kill(first_child(runner.id()));
    let ended = runner.wait_with_output().expect("it ends");
    assert!(!ended.status.success());
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(said.contains("1 cells failed") && said.contains("SIGKILL"), "{said}");
    assert_eq!(keys(folder, "r").len(), all.len() - 1);
    // What somebody killed while writing left is gone with the next run.
    let host = fs::read_to_string("/proc/sys/kernel/hostname").expect("there");
    let host: String = host.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut dead = Command::new("true").spawn().expect("it runs");
    dead.wait().expect("it ends");
    let half = folder.join(format!("r/cells/.plenary-{host}-{}-half", dead.id()));
    fs::write(&half, "{").expect("written");
    let said = ok(folder, &["study", "run", "s.json", "-o", "r"]);
    assert!(said.contains("2 cells were there, 1 ran, 0 failed, 0 are left"), "{said}");
    assert_eq!(keys(folder, "r"), all);
    assert!(!half.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn workers_end_with_a_runner_that_is_killed() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    study(folder, "s.json", &json!({"designs": [], "limits": [{"id": "time", "seconds": 600}]}));
    let mut runner = Command::new(env!("CARGO_BIN_EXE_plenary"))
        .args(["study", "run", "s.json", "-o", "r", "--quiet"])
        .current_dir(folder)
        .spawn()
        .expect("it runs");
    let worker = first_child(runner.id());
    runner.kill().expect("it is there");
    runner.wait().expect("it ended");
    let begun = Instant::now();
    let gone = || {
        let state = fs::read_to_string(format!("/proc/{worker}/stat")).unwrap_or_default();
        // One that nobody waits for stays as a name only.
        state.is_empty() || state.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'))
    };
    while !gone() {
        assert!(begun.elapsed() < Duration::from_secs(60), "the worker goes on without its runner");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn cells_of_another_build_are_not_mixed_in_unasked() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    study(folder, "s.json", &json!({"designs": []}));
    ok(folder, &["study", "cells", "s.json", "-o", "r"]);
    let plan = folder.join("r/plan.json");
    let mut text: Value = serde_json::from_str(&fs::read_to_string(&plan).expect("there")).expect("JSON");
    text["program_sha256"] = json!("0".repeat(64));
    fs::write(&plan, text.to_string()).expect("written");
    let key = planned(folder, "s.json").into_iter().next().expect("a cell");
    let refused = plenary(folder, &["study", "run", "s.json", "-o", "r", "--cell", &key]);
    assert_eq!(refused.status.code(), Some(2), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(keys(folder, "r").is_empty());
    ok(folder, &["study", "run", "s.json", "-o", "r", "--cell", &key, "--any-build"]);
    assert_eq!(keys(folder, "r").len(), 1);
}

#[test]
fn a_cell_is_the_same_wherever_it_runs() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    study(folder, "s.json", &json!({"seeds": [1, 2]}));
    let keys = planned(folder, "s.json");
    ok(folder, &["study", "run", "s.json", "-o", "here", "--in-process", "--quiet"]);
    ok(folder, &["study", "run", "s.json", "-o", "apart", "--quiet"]);
    for key in &keys {
        ok(folder, &["study", "run", "s.json", "-o", "single", "--cell", key, "--quiet"]);
        assert_eq!(without_times(folder, "here", key), without_times(folder, "apart", key));
        assert_eq!(without_times(folder, "here", key), without_times(folder, "single", key));
    }
    let wrong = plenary(folder, &["study", "run", "s.json", "-o", "single", "--cell", "beef"]);
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn keys_follow_from_what_determines_a_run_and_from_nothing_else() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    study(folder, "a.json", &json!({}));
    study(folder, "b.json", &json!({"id": "renamed", "title": "Another", "order_seed": 9}));
    study(folder, "c.json", &json!({"seeds": [2]}));
    study(folder, "d.json", &json!({"limits": [{"id": "work", "work": 2}]}));
    study(folder, "e.json", &json!({"engines": [{"id": "search", "engine": "search", "threads": 2}]}));
    let base = planned(folder, "a.json");
    assert_eq!(base, planned(folder, "b.json"));
    for other in ["c.json", "d.json", "e.json"] {
        assert!(base.is_disjoint(&planned(folder, other)), "{other}");
    }
    // What comes to the same is one run, whatever it is called.
    study(
        folder,
        "f.json",
        &json!({"designs": [], "variants": [
            {"id": "light", "set": {"overflow.weight": 0}},
            {"id": "off", "set": {"overflow.level": "off"}},
        ]}),
    );
    assert_eq!(planned(folder, "f.json").len(), 2);
}

#[test]
fn every_registered_rule_is_in_a_design_of_every_rule() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    study(folder, "s.json", &json!({"designs": [{"id": "d", "kind": "one-at-a-time", "rules": "every"}]}));
    ok(folder, &["study", "cells", "s.json", "-o", "r"]);
    let plan: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("r/plan.json")).expect("there")).expect("JSON");
    let labels: Vec<&str> = plan["instances"][0]["variants"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|variant| variant["label"].as_str())
        .collect();
    for rule in plenary::rules::RULES {
        assert!(labels.iter().any(|label| label.split('=').next() == Some(rule.id)), "{}", rule.id);
    }
}

#[test]
fn a_gate_stays_shut_for_what_is_worse_and_open_for_what_is_not() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    study(folder, "s.json", &json!({"seeds": [1, 2, 3, 4, 5]}));
    ok(folder, &["study", "run", "s.json", "-o", "a", "--in-process", "--quiet"]);
    ok(folder, &["study", "run", "s.json", "-o", "b", "--in-process", "--quiet"]);
    // Work was limited, so B finds what A found; times may differ, by chance.
    let same = ok(folder, &["study", "compare", "a", "b", "--tolerance", "1"]);
    assert!(same.contains("B is not shown to be worse"), "{same}");
    for key in keys(folder, "b") {
        let path = folder.join("b/cells").join(format!("{key}.json"));
        let mut cell: Value = serde_json::from_str(&fs::read_to_string(&path).expect("there")).expect("JSON");
        cell["score"]["soft"] = json!(2 * cell["score"]["soft"].as_i64().expect("a number") + 10);
        fs::write(&path, cell.to_string()).expect("written");
    }
    let worse = plenary(folder, &["study", "compare", "a", "b", "--tolerance", "0.05"]);
    assert_eq!(worse.status.code(), Some(7), "{}", String::from_utf8_lossy(&worse.stdout));
    assert!(plenary(folder, &["study", "compare", "b", "a", "--tolerance", "0.999"]).status.success());
    assert_eq!(plenary(folder, &["study", "compare", "a", "nothing"]).status.code(), Some(3));
}

#[test]
fn a_report_is_one_file_that_needs_nothing_else() {
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    let fields = json!({
        "title": "Rules & <rooms>",
        "seeds": [1, 2],
        "variants": [{"id": "more", "resources": {"another_room_like": ["red"]}}],
        "designs": [
            {"id": "rules", "kind": "one-at-a-time", "rules": "on"},
            {"id": "two", "kind": "factorial", "rules": ["missed-wish", "overflow"], "shares": true},
            {"id": "weights", "kind": "sweep", "of": "missed-wish.weight", "values": [0, 2]}
        ],
        "engines": [{"id": "search", "engine": "search"}, {"id": "mip", "engine": "mip"}],
        "limits": [{"id": "work", "work": 20}],
        "reference_repeats": 2,
    });
    study(folder, "s.json", &fields);
    ok(folder, &["study", "run", "s.json", "-o", "r", "--in-process", "--quiet"]);
    ok(folder, &["study", "report", "r"]);
    let html = fs::read_to_string(folder.join("r/report.html")).expect("there");
    for outside in ["<script", "src=", "href=\"http", "@import", "url("] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("Rules &amp; &lt;rooms&gt;") && html.contains("<svg"));
    for said in ["more", "missed-wish=off", "two:missed-wish+overflow", "missed-wish.weight=2", "Shapley", "SHA-256"] {
        assert!(html.contains(said), "{said}");
    }
    let rows = fs::read_to_string(folder.join("r/cells.jsonl")).expect("there");
    let plan: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("r/plan.json")).expect("there")).expect("JSON");
    assert_eq!(rows.lines().count(), plan["cells"].as_array().expect("a list").len());
    // The MIP proves the optimum of this toy: prices are exact.
    let known = |label: &str| {
        let row = |line: &str| serde_json::from_str::<Value>(line).expect("JSON");
        let of = rows.lines().map(row).find(|row| row["variant"] == label && row["engine"] == "mip").expect("a row");
        assert_eq!(of["status"], "optimal", "{label}");
        of["soft"].as_i64().expect("a number")
    };
    assert!(known("more") <= known("as-written") && known("missed-wish=off") <= known("as-written"));
    assert!(fs::read(folder.join("r/cells.parquet")).expect("there").starts_with(b"PAR1"));
    assert!(folder.join("r/report.md").exists() && folder.join("r/anytime.svg").exists());
}

/// A browser, if there is one.
fn browser() -> Option<&'static str> {
    let there = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find(there)
}

#[test]
#[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn a_browser_without_network_draws_the_report() {
    let Some(browser) = browser() else {
        eprintln!("SKIPPED: the report in a browser, because there is no chromium");
        return;
    };
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    study(
        folder,
        "s.json",
        &json!({"seeds": [1, 2], "engines": [{"id": "a", "engine": "search"}, {"id": "b", "engine": "mip"}]}),
    );
    ok(folder, &["study", "run", "s.json", "-o", "r", "--in-process", "--quiet"]);
    ok(folder, &["study", "report", "r"]);
    let page = format!("file://{}", folder.join("r/report.html").display());
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let picture = folder.join("report.png");
    let screenshot = format!("--screenshot={}", picture.display());
    let open = |what: &str| {
        let base = ["--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"];
        let command = &mut Command::new(browser);
        command.args(base).args(["--window-size=1280,3000", &profile, what, &page]).output().expect("it runs")
    };
    let drawn = String::from_utf8(open("--dump-dom").stdout).expect("text");
    let figures = fs::read_dir(folder.join("r")).expect("a folder").filter_map(Result::ok);
    let figures = figures.filter(|entry| entry.path().extension().is_some_and(|name| name == "svg")).count();
    assert!(figures >= 7, "{figures} figures");
    // The browser has understood every figure, section and table that was written.
    let html = fs::read_to_string(folder.join("r/report.html")).expect("there");
    assert_eq!(drawn.matches("<svg").count(), figures);
    for tag in ["<section", "<table", "<figure", "<details"] {
        assert_eq!(drawn.matches(tag).count(), html.matches(tag).count(), "{tag}");
    }
    open(&screenshot);
    // An empty page of this size is some ten kilobytes.
    assert!(fs::metadata(&picture).expect("a picture").len() > 50_000);
}

#[test]
#[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn other_solvers_are_scored_by_our_verifier() {
    let peers = [("highspy", "peer-highs"), ("ortools", "peer-cp-sat"), ("pyscipopt", "peer-scip")];
    let mut engines = vec![json!({"id": "mip", "engine": "mip"})];
    for (module, script) in peers {
        let import = Command::new("python3").arg("-c").arg(format!("import {module}")).output();
        if import.is_ok_and(|output| output.status.success()) {
            let adapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/study").join(script);
            let command = json!(["python3", adapter, "{model}", "{solution}", "{seconds}", "{threads}", "{seed}"]);
            engines.push(json!({"id": module, "command": command}));
        } else {
            eprintln!("SKIPPED: {script} in a study, because python3 has no {module} (pip install {module})");
        }
    }
    let folder = TempDir::new().expect("a folder");
    let folder = folder.path();
    let limits = json!([{"id": "minute", "seconds": 60}]);
    study(folder, "s.json", &json!({"designs": [], "engines": engines, "limits": limits}));
    ok(folder, &["study", "run", "s.json", "-o", "r", "--quiet"]);
    ok(folder, &["study", "report", "r"]);
    let rows = fs::read_to_string(folder.join("r/cells.jsonl")).expect("there");
    assert_eq!(rows.lines().count(), engines.len());
    for row in rows.lines() {
        let row: Value = serde_json::from_str(row).expect("JSON");
        assert_eq!((&row["status"], &row["soft"]), (&json!("optimal"), &json!(27)), "{row}");
    }
}
