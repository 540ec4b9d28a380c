//! Solutions that other solvers write for the model of a conference (`plenary convert talks.json talks.mps`): columns by
//! name, each with its value.
//!
//! HiGHS, SCIP, CBC, Gurobi and CPLEX are known by how they begin; anything else is lines of a name and a number. What the
//! columns mean is known to the model only.

use std::collections::BTreeMap;

use super::FormatError;
use super::import::Node;

/// Who wrote a solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Highs,
    Scip,
    Cbc,
    Cplex,
    /// Gurobi, or a line for each column.
    Plain,
}

/// Whether a file is a solution, by how its text begins or by how its name ends.
#[must_use]
pub fn is_solution(name: &str, text: &str) -> bool {
    let called_so = || name.to_lowercase().ends_with(".sol") && !text.trim_start().starts_with('{');
    of(text).is_some() || called_so()
}

fn of(text: &str) -> Option<Of> {
    let head: String = text.trim_start().chars().take(2048).collect();
    let first = head.lines().next().unwrap_or_default().to_lowercase();
    if head.starts_with('<') {
        return head.contains("<CPLEXSolution").then_some(Of::Cplex);
    }
    if first.starts_with("model status") {
        return Some(Of::Highs);
    }
    // The status is in what the program itself writes, not in what its library does.
    if first.starts_with("solution status") || first.starts_with("objective value:") {
        return Some(Of::Scip);
    }
    if first.contains(" - objective value") {
        return Some(Of::Cbc);
    }
    // The names of columns are ours, and so is their beginning.
    let ours = |line: &str| ["x.", "out.", "sit."].iter().any(|start| line.starts_with(start));
    let gurobi = first.starts_with("# solution for model") || first.starts_with("# objective value");
    let columns = head.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    (gurobi || columns.is_some_and(|line| ours(line) && !line.contains(','))).then_some(Of::Plain)
}

/// The values of the columns that a solution names.
///
/// # Errors
/// If it says that there is none, or has a line that is no column and value.
pub fn read(name: &str, text: &str) -> Result<BTreeMap<String, f64>, FormatError> {
    let of = of(text).unwrap_or(Of::Plain);
    if of == Of::Cplex {
        return cplex(name, text);
    }
    let mut values = BTreeMap::new();
    // HiGHS has columns twice, their values and their reduced costs, with rows after each.
    let mut inside = of != Of::Highs;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let wrong = |message: &str| FormatError {
            position: Some((number + 1, 1)),
            ..FormatError::new("", message).help("export the solution again, as columns with their values")
        };
        if of == Of::Highs {
            if line.starts_with("# Columns") {
                inside = true;
                continue;
            }
            if line.starts_with("# Rows") || (line.starts_with("# Dual") && !values.is_empty()) {
                break;
            }
        }
        if line.eq_ignore_ascii_case("no solution available") {
            return Err(wrong("the solver has found no solution").help("give it more time"));
        }
        let remark = line.is_empty()
            || line.starts_with('#')
            || (of == Of::Scip && (line.starts_with("solution status") || line.starts_with("objective value")))
            || (of == Of::Cbc && number == 0);
        if !inside || remark {
            continue;
        }
        // Of CBC: a number, the column, its value, its reduced cost; what breaks a bound is marked in front.
        let skipped = if of == Of::Cbc { 1 } else { 0 };
        let mut words = line.split_whitespace().filter(|word| *word != "**").skip(skipped);
        let read = (words.next(), words.next().and_then(|value| value.parse::<f64>().ok()));
        match read {
            (Some(column), Some(value)) if value.is_finite() => _ = values.insert(column.to_owned(), value),
            _ => return Err(wrong("this is not a column and its value")),
        }
    }
    if values.is_empty() {
        return Err(FormatError::new("", "there is no column in the solution").help("has the solver found any?"));
    }
    Ok(values)
}

fn cplex(name: &str, text: &str) -> Result<BTreeMap<String, f64>, FormatError> {
    let root = Node::read(name, text).map_err(|report| {
        let first = report.diagnostics.into_iter().next();
        FormatError {
            position: first.as_ref().and_then(|of| of.position).map(|at| (at.line, at.column)),
            ..FormatError::new("", first.map_or_else(String::new, |of| of.message))
        }
    })?;
    let mut values = BTreeMap::new();
    for variable in root.child("variables").iter().flat_map(|all| all.all("variable")) {
        let value = variable.attribute("value").and_then(|value| value.parse::<f64>().ok()).filter(|of| of.is_finite());
        match (variable.attribute("name"), value) {
            (Some(column), Some(value)) => _ = values.insert(column.to_owned(), value),
            _ => {
                let at = variable.position(text);
                let error = FormatError::new("", "this is not a column and its value");
                return Err(FormatError { position: Some((at.line, at.column)), ..error });
            }
        }
    }
    if values.is_empty() {
        return Err(FormatError::new("", "there is no column in the solution").help("has the solver found any?"));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(text: &str) -> Vec<(String, f64)> {
        assert!(is_solution("s", text), "{text}");
        read("s.sol", text).unwrap_or_else(|error| panic!("{error}: {text}")).into_iter().collect()
    }

    #[test]
    fn everybodys_solution_says_the_same() {
        let expected = [("out.b".to_owned(), 0.0), ("x.a.1.hall.m0".to_owned(), 1.0), ("y7".to_owned(), 0.5)];
        for text in [
            "Model status\nOptimal\n\n# Primal solution values\nFeasible\nObjective 3\n# Columns 3\nx.a.1.hall.m0 1\nout.b 0\ny7 0.5\n\
             # Rows 1\nr0 9\n\n# Dual solution values\nFeasible\n# Columns 3\nx.a.1.hall.m0 -4\nout.b 2\ny7 0\n# Rows 1\nr0 7\n",
            "solution status: optimal solution found\nobjective value:                3\nx.a.1.hall.m0             1 \t(obj:3)\n\
             out.b  0 (obj:1)\ny7  5e-1 (obj:0)\n",
            "objective value:                3\nx.a.1.hall.m0     1 \t(obj:3)\nout.b  0 (obj:1)\ny7  0.5 (obj:0)\n",
            "Optimal - objective value 3.00000000\n      0 x.a.1.hall.m0           1                       3\n\
                   1 out.b 0 0\n**    2 y7 0.5 0\n",
            "# Solution for model talks\n# Objective value = 3\nx.a.1.hall.m0 1\nout.b 0\ny7 0.5\n",
            "x.a.1.hall.m0 1\n\n# a remark\nout.b\t0\ny7 0.5",
            "<?xml version = \"1.0\"?>\n<CPLEXSolution version=\"1.2\"><header objectiveValue=\"3\"/><variables>\
             <variable name=\"x.a.1.hall.m0\" index=\"0\" value=\"1\"/><variable name=\"out.b\" index=\"1\" value=\"0\"/>\
             <variable name=\"y7\" index=\"2\" value=\"0.5\"/></variables></CPLEXSolution>",
        ] {
            assert_eq!(columns(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_its_line() {
        for (text, word) in [
            (
                "Model status\nInfeasible\n\n# Primal solution values\nNone\n\n# Dual solution values\nNone\n",
                "no column",
            ),
            ("solution status: infeasible\nno solution available\n", "no solution"),
            ("x.a 1\nx.b one\n", "not a column"),
            ("x.a nan\n", "not a column"),
            ("x.a inf\n", "not a column"),
            ("<CPLEXSolution><variables><variable name=\"x\"/></variables></CPLEXSolution>", "not a column"),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><CPLEXSolution>&b;</CPLEXSolution>", "document type"),
        ] {
            let error = read("s.sol", text).expect_err(text);
            assert!(error.to_string().contains(word), "{error}");
        }
        assert_eq!(read("s.sol", "x.a 1\nx.b one\n").expect_err("a word").position, Some((2, 1)));
        for other in ["session,start,room\nx.a,1,2\n", "{}", "", "<schedule/>", "BEGIN:VCALENDAR"] {
            assert!(!is_solution("s", other), "{other}");
        }
        assert!(is_solution("S.SOL", "nonsense 1") && !is_solution("s.sol", "{}"));
    }
}
