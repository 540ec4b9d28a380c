//! Does the file have the fields and types of the format? The generated JSON Schema is the judge; this module turns its
//! verdicts into words.

use std::sync::OnceLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde::Deserialize;
use serde_json::Value;

use super::codes::Code;
use super::diagnostics::{Collector, Diagnostic, Severity, child, closest, counted, quoted, shorten, suggestion};
use super::schema::{FORMAT, Instance};
use super::source::{Source, position_of_error};

/// The JSON Schema (draft 2020-12) of the instance format. The same in every run.
pub fn json_schema() -> Value {
    schema().clone()
}

fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut schema = schemars::schema_for!(Instance).to_value();
        schema["title"] = Value::String(FORMAT.to_owned());
        schema
    })
}

fn validator() -> Option<&'static Validator> {
    static VALIDATOR: OnceLock<Option<Validator>> = OnceLock::new();
    VALIDATOR.get_or_init(|| jsonschema::draft202012::new(schema()).ok()).as_ref()
}

/// The names of the sections at the top of an instance.
pub(super) fn sections() -> Vec<&'static str> {
    schema()["properties"].as_object().into_iter().flat_map(serde_json::Map::keys).map(String::as_str).collect()
}

/// Whether the format has a list under this name at the top of an instance.
pub(super) fn is_list_section(name: &str) -> bool {
    schema()["properties"][name]["type"] == "array"
}

/// Checks the shape; complete up to the collector's bound.
pub(super) fn check(value: &Value, collector: &mut Collector) {
    if let Some(diagnostic) = other_format(value) {
        collector.push(diagnostic);
        return;
    }
    let Some(validator) = validator() else {
        collector.push(Diagnostic::error(Code::UnreadableValue, "", "the schema of the format cannot be compiled"));
        return;
    };
    if validator.is_valid(value) {
        // The schema takes 30.0 for an integer, the reader does not.
        decimal_points(value, &mut String::new(), collector);
        return;
    }
    complain(validator, schema(), value, collector);
}

/// Checks a file of another format by its schema, in the same words; complete up to the collector's bound.
pub(crate) fn check_by(schema: &Value, value: &Value, collector: &mut Collector) {
    match jsonschema::draft202012::new(schema) {
        Ok(validator) => complain(&validator, schema, value, collector),
        Err(_) => {
            let message = "the schema of the format cannot be compiled";
            collector.push(Diagnostic::error(Code::UnreadableValue, "", message));
        }
    }
}

fn complain(validator: &Validator, schema: &Value, value: &Value, collector: &mut Collector) {
    let mut errors = validator.iter_errors(value);
    for error in errors.by_ref() {
        if collector.is_full() {
            collector.count_unseen(Severity::Error, 1);
            break;
        }
        translate(&error, schema, collector);
    }
    collector.count_unseen(Severity::Error, errors.count());
}

/// Makes an instance of a value whose shape is right.
///
/// # Errors
///
/// When the reader refuses what the schema let pass.
pub(super) fn read(value: &Value, source: Option<&Source>) -> Result<Instance, Box<Diagnostic>> {
    Instance::deserialize(value).map_err(|error| {
        // Reading the text again tells the place.
        let again = source.and_then(|source| Some((source, serde_json::from_str::<Instance>(source.text()).err()?)));
        let diagnostic = Diagnostic::error(Code::UnreadableValue, "", format!("a value cannot be read: {error}"))
            .with_help("compare the place with the documentation of the format");
        Box::new(match again {
            Some((source, error)) => diagnostic.at(position_of_error(source.text(), &error).1),
            None => diagnostic,
        })
    })
}

/// Whether this is something else altogether: then its fields are not worth a message each.
fn other_format(value: &Value) -> Option<Diagnostic> {
    let Value::Object(fields) = value else {
        let message = format!("an instance is an object in braces, this is {}", describe(value));
        return Some(Diagnostic::error(Code::WrongType, "", message).with_value(value));
    };
    let format = fields.get("format")?;
    if format == FORMAT {
        return None;
    }
    let help = match format.as_str() {
        Some(text) if text.starts_with("plenary-timetable/") => {
            "this is a timetable: name the instance that it belongs to here".to_owned()
        }
        Some(text) if text.starts_with("plenary-instance/") => {
            format!("this version reads \"{FORMAT}\"; is there a newer version of the program?")
        }
        _ => format!("write \"format\": \"{FORMAT}\""),
    };
    let message = format!("the format is {}, not \"{FORMAT}\"", shorten(format));
    Some(Diagnostic::error(Code::WrongFormat, "/format", message).with_value(format).with_help(help))
}

fn decimal_points(value: &Value, pointer: &mut String, collector: &mut Collector) {
    let length = pointer.len();
    match value {
        Value::Number(number) => {
            if let (true, Some(float)) = (number.is_f64(), number.as_f64()) {
                let message = format!("{number} is written with a decimal point or exponent");
                let help = format!("write the whole number {float:.0}");
                collector.push(
                    Diagnostic::error(Code::WrongType, pointer.as_str(), message).with_value(value).with_help(help),
                );
            }
        }
        Value::Array(members) => {
            for (index, member) in members.iter().enumerate() {
                pointer.push_str(&child("", &index.to_string()));
                decimal_points(member, pointer, collector);
                pointer.truncate(length);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                // The values of changes are free; they are checked when the change is made.
                if !(name == "value" && pointer.starts_with("/variants/")) {
                    pointer.push_str(&child("", name));
                    decimal_points(field, pointer, collector);
                    pointer.truncate(length);
                }
            }
        }
        _ => {}
    }
}

fn translate(error: &ValidationError<'_>, schema: &Value, collector: &mut Collector) {
    let pointer = error.instance_path().as_str();
    let value = error.instance().as_ref();
    let name = field_name(pointer);
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for field in unexpected {
                collector.push(unknown_field(error, schema, value, field));
            }
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            alternatives(error, schema, context, collector);
        }
        kind => {
            let (code, message, help) = match kind {
                ValidationErrorKind::Required { property } => {
                    let field = property.as_str().unwrap_or_default();
                    let meaning = description(error, schema, field);
                    (Code::MissingField, format!("the field \"{field}\" is missing"), add_field(field, &meaning))
                }
                ValidationErrorKind::Type { kind } => {
                    let expected = expected_types(kind);
                    let message = format!("{name} must be {}, not {}", join_or(&expected), describe(value));
                    (Code::WrongType, message, retype(&expected, value))
                }
                ValidationErrorKind::Minimum { limit } => (
                    Code::OutOfRange,
                    format!("{name} is {value}, but must be at least {limit}"),
                    "give a number within the bounds".to_owned(),
                ),
                ValidationErrorKind::Maximum { limit } => (
                    Code::OutOfRange,
                    format!("{name} is {value}, but at most {limit} is allowed"),
                    String::from(if name.contains("minutes") || name.contains("gap") || name == "\"every\"" {
                        "times are in minutes; is it a slip?"
                    } else {
                        "give a number within the bounds"
                    }),
                ),
                ValidationErrorKind::Pattern { pattern } => malformed(pattern, &name, value),
                ValidationErrorKind::Constant { expected_value } => (
                    Code::UnknownChoice,
                    format!("{name} is {}, but must be {expected_value}", shorten(value)),
                    format!("write {expected_value}"),
                ),
                ValidationErrorKind::Enum { options } => {
                    let options: Vec<&str> =
                        options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                    choose(&name, value, &options)
                }
                ValidationErrorKind::MinItems { limit } => (
                    Code::WrongLength,
                    format!("{name} has {}, but needs at least {limit}", counted(length(value), "member")),
                    String::new(),
                ),
                ValidationErrorKind::MaxItems { limit } | ValidationErrorKind::MaxProperties { limit } => (
                    Code::WrongLength,
                    format!("{name} has {}, but at most {limit} are allowed", counted(length(value), "member")),
                    String::new(),
                ),
                _ => (
                    Code::UnreadableValue,
                    format!("{name} is not as the format wants it: {}", error.masked()),
                    String::new(),
                ),
            };
            collector.push(Diagnostic::error(code, pointer, message).with_value(value).with_help(help));
        }
    }
}

fn unknown_field(error: &ValidationError<'_>, schema: &Value, value: &Value, field: &str) -> Diagnostic {
    let properties: Vec<&str> = schema_around(error, schema)
        .and_then(|schema| schema["properties"].as_object())
        .into_iter()
        .flat_map(|properties| properties.keys())
        .map(String::as_str)
        .collect();
    // A field that is there already is hardly the one that was meant.
    let (present, absent): (Vec<&str>, Vec<&str>) = properties.iter().partition(|known| value.get(known).is_some());
    let pointer = child(error.instance_path().as_str(), field);
    let diagnostic =
        Diagnostic::error(Code::UnknownField, pointer, format!("there is no field {} here", quoted(field)));
    let help = match field {
        "comment" | "_comment" | "//" => {
            "the format has no comments; say it in a \"note\" of \"provenance\"".to_owned()
        }
        _ => match (closest(field, absent.iter().copied()), closest(field, present)) {
            (None, Some(other)) => format!("did you mean \"{other}\", which is there already?"),
            _ => suggestion(field, "further fields known here", &absent),
        },
    };
    let diagnostic = diagnostic.with_help(help);
    match value.get(field) {
        Some(value) => diagnostic.with_value(value),
        None => diagnostic,
    }
}

/// One of several schemas must hold: tells what is wrong with the one that was meant, or names them.
fn alternatives(
    error: &ValidationError<'_>,
    schema: &Value,
    branches: &[Vec<ValidationError<'static>>],
    collector: &mut Collector,
) {
    let pointer = error.instance_path().as_str();
    let value = error.instance().as_ref();
    let choices: Vec<&str> = branches
        .iter()
        .flatten()
        .filter_map(|error| match error.kind() {
            ValidationErrorKind::Constant { expected_value } => expected_value.as_str(),
            _ => None,
        })
        .collect();
    if !choices.is_empty() {
        let (code, message, help) = choose(&field_name(pointer), value, &choices);
        collector.push(Diagnostic::error(code, pointer, message).with_value(value).with_help(help));
        return;
    }
    let type_of_whole = |inner: &ValidationError<'static>| match inner.kind() {
        ValidationErrorKind::Type { kind } if inner.instance_path().as_str() == pointer => Some(expected_types(kind)),
        _ => None,
    };
    if let Some(meant) = branches.iter().find(|branch| !branch.iter().any(|inner| type_of_whole(inner).is_some())) {
        for inner in meant {
            translate(inner, schema, collector);
        }
        return;
    }
    let mut expected: Vec<&str> = branches.iter().flatten().filter_map(type_of_whole).flatten().collect();
    expected.dedup();
    let message = format!("{} must be {}, not {}", field_name(pointer), join_or(&expected), describe(value));
    let help = if expected.contains(&"a text") && expected.contains(&"an object") {
        "write \"Youth\", or by language {\"en\": \"Youth\", \"fr\": \"Jeunes\"}".to_owned()
    } else {
        retype(&expected, value)
    };
    collector.push(Diagnostic::error(Code::WrongType, pointer, message).with_value(value).with_help(help));
}

/// The schema object whose keyword an error is about.
fn schema_around<'s>(error: &ValidationError<'_>, schema: &'s Value) -> Option<&'s Value> {
    let (parent, _) = error.schema_path().as_str().rsplit_once('/')?;
    schema.pointer(parent)
}

fn description(error: &ValidationError<'_>, schema: &Value, field: &str) -> String {
    schema_around(error, schema)
        .and_then(|schema| schema["properties"][field]["description"].as_str())
        .unwrap_or_default()
        .to_owned()
}

fn add_field(field: &str, meaning: &str) -> String {
    if meaning.is_empty() {
        format!("add \"{field}\"")
    } else {
        format!("add \"{field}\" – {}", meaning.trim_end_matches('.'))
    }
}

fn malformed(pattern: &str, name: &str, value: &Value) -> (Code, String, String) {
    let text = value.as_str().unwrap_or_default();
    if pattern.contains("A-Za-z0-9") {
        let message = format!("{name} is {}, which is not an identifier", quoted(text));
        let rule =
            "use letters, digits, \"-\", \"_\" and \".\", starting with a letter or digit, at most 80 characters";
        (Code::BadIdentifier, message, rule.to_owned() + &identifier_like(text))
    } else if pattern.contains(":[0-5]") {
        let message = format!("{name} is {}, which is not a time of day", quoted(text));
        let help = "write HH:MM, such as 09:30; 25:30 is half past one in the night after";
        (Code::BadClock, message, help.to_owned() + &clock_like(text))
    } else {
        (Code::BadText, format!("{name} is {}, which does not match {pattern}", quoted(text)), String::new())
    }
}

fn identifier_like(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))) {
        let word = word.trim_start_matches(['.', '_', '-']);
        if !word.is_empty() {
            words.push(word.to_lowercase());
        }
    }
    let proposal: String = words.join("-").chars().take(80).collect();
    if proposal.is_empty() || !text.is_ascii() { String::new() } else { format!("; for example \"{proposal}\"") }
}

fn clock_like(text: &str) -> String {
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let lower = text.to_lowercase();
    match numbers[..] {
        [hours, minutes] if hours < 48 && minutes < 60 => {
            let hours = if lower.ends_with("pm") && hours < 12 { hours + 12 } else { hours };
            format!(". Perhaps {hours:02}:{minutes:02}?")
        }
        [hours] if hours < 48 && text.len() <= 2 => format!(". Perhaps {hours:02}:00?"),
        _ => String::new(),
    }
}

fn choose(name: &str, value: &Value, options: &[&str]) -> (Code, String, String) {
    let message = format!("{name} is {}; the choices are {}", shorten(value), join_or(options));
    let help = value
        .as_str()
        .and_then(|word| closest(word, options.iter().copied()))
        .map_or_else(String::new, |option| format!("did you mean \"{option}\"?"));
    (Code::UnknownChoice, message, help)
}

/// What to call the place in a sentence.
fn field_name(pointer: &str) -> String {
    match pointer.rsplit('/').next().unwrap_or_default() {
        "" => "the file".to_owned(),
        index if index.bytes().all(|byte| byte.is_ascii_digit()) => {
            let list = pointer.rsplit('/').nth(1).unwrap_or_default();
            format!("member {index} of \"{list}\" (counted from 0)")
        }
        name => format!("\"{}\"", name.replace("~1", "/").replace("~0", "~")),
    }
}

fn length(value: &Value) -> usize {
    value.as_array().map(Vec::len).or_else(|| value.as_object().map(serde_json::Map::len)).unwrap_or_default()
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => value.to_string(),
        Value::Number(_) => format!("the number {value}"),
        Value::String(text) => format!("the text {}", quoted(text)),
        Value::Array(members) if members.is_empty() => "an empty list".to_owned(),
        Value::Object(fields) if fields.is_empty() => "an empty object".to_owned(),
        _ => shorten(value),
    }
}

fn expected_types(kind: &TypeKind) -> Vec<&'static str> {
    let types: Vec<JsonType> = match kind {
        TypeKind::Single(one) => vec![*one],
        TypeKind::Multiple(several) => several.iter().collect(),
    };
    types
        .into_iter()
        .filter_map(|one| match one {
            JsonType::Array => Some("a list"),
            JsonType::Boolean => Some("true or false"),
            JsonType::Integer => Some("a whole number"),
            // Absent fields may be written as null, but nobody should.
            JsonType::Null => None,
            JsonType::Number => Some("a number"),
            JsonType::Object => Some("an object"),
            JsonType::String => Some("a text"),
        })
        .collect()
}

fn retype(expected: &[&str], value: &Value) -> String {
    match (expected, value) {
        (["a whole number"], Value::String(text)) if text.trim().parse::<i64>().is_ok() => {
            format!("write {} without quotation marks", text.trim())
        }
        (["a whole number"], Value::Number(number)) if number.is_f64() => "round it to a whole number".to_owned(),
        (["true or false"], Value::String(text)) if ["true", "false"].contains(&text.as_str()) => {
            format!("write {text} without quotation marks")
        }
        (["a text"], Value::Number(_) | Value::Bool(_)) => {
            format!("write it in quotation marks: \"{value}\"")
        }
        (["a list"], Value::String(_) | Value::Number(_)) => {
            format!("put it into square brackets: [{}]", shorten(value))
        }
        (_, Value::Null) => "give a value, or leave the field out if it may be absent".to_owned(),
        _ => String::new(),
    }
}

fn join_or(words: &[&str]) -> String {
    match words {
        [] => "something else".to_owned(),
        [one] => (*one).to_owned(),
        [head @ .., last] => format!("{} or {last}", head.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_a_schema_and_always_the_same() {
        assert!(validator().is_some());
        assert_eq!(schema()["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(schema().get("$id").is_none());
        assert_eq!(json_schema(), json_schema());
        assert!(is_list_section("rooms") && !is_list_section("walking") && !is_list_section("nonsense"));
    }

    #[test]
    fn proposals_for_times_and_identifiers() {
        assert_eq!(clock_like("9:30"), ". Perhaps 09:30?");
        assert_eq!(clock_like("2.15 pm"), ". Perhaps 14:15?");
        assert_eq!(clock_like("noon"), "");
        assert_eq!(identifier_like("Room B"), "; for example \"room-b\"");
        assert_eq!(identifier_like("Züri"), "");
    }
}
