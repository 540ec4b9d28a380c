//! Solutions of other solvers, back in.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

/// Runs the program; the exit code and what it said.
fn run(arguments: &[&str], folder: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plenary"));
    let output = command.args(arguments).current_dir(folder).output().expect("it runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_solution_of_the_exported_model_is_a_timetable_and_is_judged() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let at = folder.path();
    let instance = json!({
        "format": "plenary-instance/1", "id": "two", "title": "Two", "time_zone": "UTC",
        "days": [{"id": "mon", "date": "2030-05-06"}],
        "slots": [{"id": "s", "day": "mon", "start": "09:00", "end": "11:00", "every": 60}],
        "rooms": [{"id": "hall", "seats": 10}], "kinds": [{"id": "talk"}],
        "sessions": [{"id": "a", "title": "A", "kind": "talk", "minutes": 60}, {"id": "b", "title": "B", "kind": "talk", "minutes": 60}]
    });
    std::fs::write(at.join("two.json"), instance.to_string()).expect("written");
    assert_eq!(run(&["convert", "two.json", "two.mps"], at).0, Some(0));
    let model = std::fs::read_to_string(at.join("two.mps")).expect("written");
    let column = |session: &str, clock: &str| -> String {
        let wanted = format!("x.{session}.2030-05-06T{clock}");
        let found = model.split_whitespace().find(|word| word.starts_with(&wanted));
        found.unwrap_or_else(|| panic!("{wanted} is in the model: {model}")).to_owned()
    };
    let (first, second) = (column("a", "10:00"), column("b", "09:00"));
    let good = format!(
        "Model status\nOptimal\n\n# Primal solution values\nFeasible\nObjective 0\n# Columns 2\n{first} 0.9999999\n{second} 1\n\
         # Rows 0\n\n# Dual solution values\nFeasible\n# Columns 2\n{first} 7\n{second} 0\n# Rows 0\n"
    );
    std::fs::write(at.join("good.sol"), good).expect("written");
    let (code, said) = run(&["check", "two.json", "good.sol"], at);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(run(&["convert", "good.sol", "good.json", "--instance", "two.json"], at).0, Some(0));
    assert_eq!(run(&["convert", "good.sol", "good.json"], at).0, Some(2), "it means nothing without the instance");
    let file: Value = serde_json::from_slice(&std::fs::read(at.join("good.json")).expect("written")).expect("JSON");
    let starts: Vec<_> =
        file["placements"].as_array().expect("a list").iter().map(|of| (&of["session"], &of["start"])).collect();
    assert_eq!(starts, [(&json!("b"), &json!("2030-05-06T09:00")), (&json!("a"), &json!("2030-05-06T10:00"))]);
    assert_eq!(run(&["convert", "good.sol", "good.html", "--instance", "two.json"], at).0, Some(0));
    // The model in the LP format calls them without operators.
    assert_eq!(run(&["convert", "two.json", "two.lp"], at).0, Some(0));
    let (plain, model) = (first.replace(['-', ':'], "_"), std::fs::read_to_string(at.join("two.lp")).expect("written"));
    assert!(model.contains(&format!(" {plain} ")) && !model.contains(&first), "{plain} in {model}");
    std::fs::write(at.join("plain.sol"), format!("{plain} 1\n{} 1\none 1\n", second.replace(['-', ':'], "_")))
        .expect("written");
    let (code, said) = run(&["check", "two.json", "plain.sol"], at);
    assert_eq!(code, Some(0), "{said}");
    // What a solver claims is not believed.
    let bad = format!(
        "solution status: optimal\nobjective value: 0\n{} 1 (obj:0)\n{second} 1 (obj:0)\n",
        column("a", "09:00")
    );
    std::fs::write(at.join("bad.sol"), bad).expect("written");
    let (code, said) = run(&["check", "two.json", "bad.sol"], at);
    assert_eq!(code, Some(6), "{said}");
    std::fs::write(at.join("other.sol"), "x.c.2030-05-06T09:00.hall.m0 1\n").expect("written");
    let (code, said) = run(&["check", "two.json", "other.sol"], at);
    assert!(code == Some(3) && said.contains("no column \"x.c.2030"), "{said}");
    // What is called a solution is read as one, whatever is in it.
    for (text, word) in
        [("nonsense 1\n", "no column \"nonsense\""), ("nonsense\n", "not a column"), ("", "no column in")]
    {
        std::fs::write(at.join("odd.sol"), text).expect("written");
        let (code, said) = run(&["check", "two.json", "odd.sol"], at);
        assert!(code == Some(3) && said.contains("odd.sol") && said.contains(word), "{said}");
    }
}
