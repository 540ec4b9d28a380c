//! Does the file make sense? Every problem is reported at once; what only makes a timetable impossible is a warning,
//! unless it is certainly a slip of the pen.

mod costs;
mod interpretation;
mod names;
mod pins;
mod places;
mod references;
mod structure;
mod times;

use serde_json::Value;

use super::codes::Code;
use super::diagnostics::{Collector, Diagnostic, quoted, tokens};
use super::schema::Instance;
use names::Names;

/// Everything that is wrong or odd about an instance, whatever it was read from; without positions.
///
/// At most [`super::MOST_COLLECTED`] errors and as many warnings.
pub fn check(instance: &Instance) -> Vec<Diagnostic> {
    let mut collector = Collector::default();
    check_into(instance, &mut collector);
    collector.take()
}

pub(super) fn check_into(instance: &Instance, collector: &mut Collector) {
    let names = Names::new(instance);
    references::check(instance, &names, collector);
    let calendar = times::check(instance, &names, collector);
    structure::check(instance, &names, collector);
    places::check(instance, &names, &calendar, collector);
    costs::check(instance, &names, collector);
    interpretation::check(instance, collector);
}

/// Pointers in `provenance` must match something in one of the values (the file before and after a variant).
pub(super) fn check_provenance(instance: &Instance, values: &[&Value], collector: &mut Collector) {
    for pattern in instance.provenance.keys() {
        let pointer = super::diagnostics::child("/provenance", pattern);
        if !(pattern.is_empty() || pattern.starts_with('/')) {
            let message = format!("{} is not a pointer", quoted(pattern));
            collector.push(
                Diagnostic::error(Code::UnmatchedProvenance, pointer, message)
                    .with_help("a pointer starts with /, such as /rooms/*/seats"),
            );
            continue;
        }
        let path: Vec<String> = tokens(pattern).collect();
        if values.iter().any(|value| longest_match(value, &path) == path.len()) {
            continue;
        }
        let reached = values.iter().map(|value| longest_match(value, &path)).max().unwrap_or_default();
        let token = path.get(reached).map_or("", String::as_str);
        let message = format!("{} matches nothing: there is no {}", quoted(pattern), quoted(token));
        collector.push(
            Diagnostic::error(Code::UnmatchedProvenance, pointer, message)
                .with_help("name something that is in the file; * stands for every member"),
        );
    }
}

/// How many tokens of a path lead somewhere, at best.
fn longest_match(value: &Value, path: &[String]) -> usize {
    let Some((token, rest)) = path.split_first() else {
        return 0;
    };
    let mut best = 0;
    let mut follow = |member: &Value| {
        best = best.max(1 + longest_match(member, rest));
        best == path.len()
    };
    match value {
        Value::Array(members) if token == "*" => {
            let _ = members.iter().any(&mut follow);
        }
        Value::Object(fields) if token == "*" => {
            let _ = fields.values().any(&mut follow);
        }
        Value::Array(members) => {
            let member = members
                .iter()
                .find(|member| member.get("id").is_some_and(|id| id == token))
                .or_else(|| members.get(token.parse::<usize>().ok()?));
            let _ = member.is_some_and(&mut follow);
        }
        Value::Object(fields) => {
            let _ = fields.get(token).is_some_and(&mut follow);
        }
        _ => {}
    }
    best
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn provenance_patterns_match_fields_numbers_ids_and_stars() {
        let value = json!({"rooms": [{"id": "a"}, {"id": "b", "seats": 3}], "title": "T"});
        let reached = |pattern: &str| longest_match(&value, &tokens(pattern).collect::<Vec<_>>());
        for (pattern, expected) in [
            ("", 0),
            ("/title", 1),
            ("/rooms/*/seats", 3),
            ("/rooms/0/seats", 2),
            ("/rooms/b/seats", 3),
            ("/*/1", 2),
            ("/x", 0),
        ] {
            assert_eq!(reached(pattern), expected, "{pattern}");
        }
    }
}
