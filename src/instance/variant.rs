//! Variants: named sets of changes, made on the JSON before its shape is checked.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::codes::Code;
use super::diagnostics::{Collector, Diagnostic, child, quoted, suggestion, tokens};
use super::schema::{Change, Id, Variant};
use super::shape::{is_list_section, sections};
use super::without::Member;

/// A rule setting that a chosen variant makes, such as `overflow.weight` to `5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// What is set, as on the command line.
    pub key: String,
    /// To what.
    pub value: String,
    /// Where the file says so.
    pub pointer: String,
}

/// Where the values of a changed instance come from, so that messages point at what the planner wrote.
#[derive(Clone, Debug, Default)]
pub(super) struct Origins {
    /// The file before and after the changes; absent when nothing was changed.
    values: Option<(Value, Value)>,
    /// What was changed (members of lists by name) and the pointer of the change's value.
    touched: Vec<(Vec<String>, String)>,
    /// Members of sections that were taken out.
    gone: Vec<Member>,
}

impl Origins {
    fn note(&mut self, made: Made, pointer: String) {
        self.touched.push((made.path, pointer));
        self.gone.extend(made.gone);
    }

    pub(super) fn base(&self) -> Option<&Value> {
        self.values.as_ref().map(|(base, _)| base)
    }

    /// Members of sections that were taken out and not put in again.
    pub(super) fn gone(&self) -> &[Member] {
        &self.gone
    }

    /// The instance is further changed than the changes say: this is what came of it.
    pub(super) fn came_to(&mut self, value: &Value) {
        if let Some((_, changed)) = &mut self.values {
            changed.clone_from(value);
        }
    }

    /// The pointer into the file for a pointer into the changed instance.
    pub(super) fn origin(&self, pointer: &str) -> String {
        let Some((base, changed)) = &self.values else {
            return pointer.to_owned();
        };
        let numbered: Vec<String> = tokens(pointer).collect();
        let named = named(changed, &numbered);
        for (path, change) in self.touched.iter().rev() {
            if named.starts_with(path) {
                return numbered[path.len()..].iter().fold(change.clone(), |at, token| child(&at, token));
            }
        }
        let mut here = Some(base);
        let mut at = String::new();
        for token in &named {
            let step = here.and_then(|value| match value {
                Value::Array(members) => position(members, token).map(|index| (index.to_string(), &members[index])),
                Value::Object(fields) => fields.get(token).map(|value| (token.clone(), value)),
                _ => None,
            });
            at = child(&at, step.as_ref().map_or(token, |(token, _)| token));
            here = step.map(|(_, value)| value);
        }
        at
    }
}

/// The tokens of a pointer with the ids of list members instead of their numbers.
fn named(value: &Value, numbered: &[String]) -> Vec<String> {
    let mut here = Some(value);
    numbered
        .iter()
        .map(|token| {
            let member = here.and_then(|value| step(value, token));
            let in_list = here.is_some_and(Value::is_array);
            here = member;
            member.and_then(name_of).filter(|_| in_list).unwrap_or(token).to_owned()
        })
        .collect()
}

fn step<'a>(value: &'a Value, token: &str) -> Option<&'a Value> {
    match value {
        Value::Array(members) => members.get(token.parse::<usize>().ok()?),
        Value::Object(fields) => fields.get(token),
        _ => None,
    }
}

/// What a member of a list is called: its id, or itself if it is a text.
fn name_of(member: &Value) -> Option<&str> {
    member.as_str().or_else(|| member.get("id")?.as_str())
}

/// The member of a list with this name, or else with this number.
fn position(members: &[Value], token: &str) -> Option<usize> {
    members
        .iter()
        .position(|member| name_of(member) == Some(token))
        .or_else(|| token.parse().ok().filter(|index| *index < members.len()))
}

/// Makes the changes of one variant in `value`, in order. Returns the rule settings of the variant; what cannot be
/// done is reported. The `variants` section and the `format` cannot be changed.
///
/// # Errors
///
/// When there is no such variant, or one of its changes cannot be made. `value` is then half changed.
pub fn apply(value: &mut Value, variant: &str) -> Result<Vec<Setting>, Vec<Diagnostic>> {
    let mut collector = Collector::default();
    let mut origins = Origins::default();
    let settings = apply_noting(value, variant, &mut origins, &mut collector);
    if collector.has_errors() { Err(collector.take()) } else { Ok(settings) }
}

/// Makes the changes of several variants, one after the other, then further ones that are not in the file.
pub(super) fn apply_all(
    value: Value,
    variants: &[String],
    changes: &[Change],
    collector: &mut Collector,
) -> (Value, Origins, Vec<Setting>) {
    let mut origins = Origins::default();
    if variants.is_empty() && changes.is_empty() {
        return (value, origins, Vec::new());
    }
    let mut changed = value.clone();
    let mut settings = Vec::new();
    for variant in variants {
        settings.extend(apply_noting(&mut changed, variant, &mut origins, collector));
    }
    for change in changes {
        match make(&mut changed, change) {
            Ok(made) => origins.note(made, String::new()),
            Err((message, help)) => {
                let message = format!("a change that was asked for cannot be made: {message}");
                collector.push(
                    Diagnostic::error(Code::BadChange, "", message)
                        .with_value(&Value::String(change.path.clone()))
                        .with_help(help),
                );
            }
        }
    }
    let there = |member: &Member| {
        changed[&member.section]
            .as_array()
            .is_some_and(|list| list.iter().any(|other| name_of(other) == Some(&member.id.0)))
    };
    origins.gone.retain(|member| !there(member));
    origins.values = Some((value, changed.clone()));
    (changed, origins, settings)
}

fn apply_noting(value: &mut Value, id: &str, origins: &mut Origins, collector: &mut Collector) -> Vec<Setting> {
    let section = value.get("variants").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let Some(number) = section.iter().position(|variant| name_of(variant) == Some(id)) else {
        let known: Vec<&str> = section.iter().filter_map(name_of).collect();
        let message = format!("there is no variant {}", quoted(id));
        collector.push(
            Diagnostic::error(Code::UnknownVariant, "/variants", message).with_help(suggestion(id, "variants", &known)),
        );
        return Vec::new();
    };
    let Ok(variant) = Variant::deserialize(&section[number]) else {
        // The check of the shape says what is wrong with it.
        return Vec::new();
    };
    for (i, change) in variant.changes.iter().enumerate() {
        let pointer = format!("/variants/{number}/changes/{i}");
        match make(value, change) {
            Ok(made) => origins.note(made, format!("{pointer}/value")),
            Err((message, help)) => {
                let message = format!("variant \"{id}\": {message}");
                collector.push(
                    Diagnostic::error(Code::BadChange, format!("{pointer}/path"), message)
                        .with_value(&Value::String(change.path.clone()))
                        .with_help(help),
                );
            }
        }
    }
    let pointer = format!("/variants/{number}/set");
    let setting = |(key, value): (String, String)| Setting { pointer: child(&pointer, &key), key, value };
    variant.set.into_iter().map(setting).collect()
}

/// A change that was made.
struct Made {
    /// Its path with the names of list members.
    path: Vec<String>,
    /// The member of a section that it took out.
    gone: Option<Member>,
}

/// Makes one change, or says in two sentences why it cannot.
fn make(root: &mut Value, change: &Change) -> Result<Made, (String, String)> {
    let path = &change.path;
    let all: Vec<String> = tokens(path).collect();
    let Some((last, way)) = all.split_last().filter(|_| path.starts_with('/')) else {
        return Err((
            format!("{} is not a path", quoted(path)),
            "a path starts with / , such as /rooms/room-b/seats".into(),
        ));
    };
    if ["variants", "format"].contains(&all[0].as_str()) {
        return Err((format!("\"{}\" cannot be changed by a variant", all[0]), "change something else".into()));
    }
    if !sections().contains(&all[0].as_str()) {
        let help = suggestion(&all[0], "sections of an instance", &sections());
        return Err((format!("{} leads nowhere: there is no section {}", quoted(path), quoted(&all[0])), help));
    }
    let mut here = root;
    let mut named = Vec::new();
    for (depth, token) in way.iter().enumerate() {
        let unknown = nowhere(here, token, path);
        let top = named.is_empty();
        named.push(canonical(here, token));
        here = match here {
            Value::Array(members) => {
                let index = position(members, token).ok_or(unknown)?;
                &mut members[index]
            }
            // A section that is absent has its defaults; the check of the shape finds misspelt ones.
            Value::Object(fields) => {
                if change.value.is_some() && !fields.contains_key(token) {
                    // What is added to a list that is absent begins it.
                    let list = (top && is_list_section(token)) || (last == "-" && depth + 1 == way.len());
                    fields
                        .insert(token.clone(), if list { Value::Array(Vec::new()) } else { Value::Object(Map::new()) });
                }
                fields.get_mut(token).ok_or(unknown)?
            }
            _ => return Err(unknown),
        };
    }
    named.push(canonical(here, last));
    let unknown = nowhere(here, last, path);
    let mut gone = None;
    match (here, &change.value) {
        (Value::Object(fields), None) => fields.remove(last).map(|_| ()).ok_or(unknown)?,
        (Value::Array(members), None) => {
            let value = members.remove(position(members, last).ok_or(unknown)?);
            if let [section, id] = &named[..] {
                gone = Some(Member { section: section.clone(), id: Id(id.clone()), value });
            }
        }
        (Value::Object(fields), Some(value)) => match fields.get_mut(last) {
            Some(Value::Array(members)) if value.is_object() => named.push(append(members, value, None)?),
            _ => {
                fields.insert(last.clone(), value.clone());
            }
        },
        (Value::Array(members), Some(value)) => match position(members, last) {
            Some(index) => members[index] = value.clone(),
            None if last == "-" => {
                named.pop();
                named.push(append(members, value, None)?);
            }
            None if value.is_object() => {
                append(members, value, Some(last))?;
            }
            None => return Err(unknown),
        },
        _ => return Err(unknown),
    }
    Ok(Made { path: named, gone })
}

fn canonical(list: &Value, token: &str) -> String {
    let name = list.as_array().and_then(|members| name_of(&members[position(members, token)?]));
    name.unwrap_or(token).to_owned()
}

/// Adds a member to a list; its id must be new, and the one that the path names, if it names one.
fn append(members: &mut Vec<Value>, value: &Value, expected: Option<&str>) -> Result<String, (String, String)> {
    let name = name_of(value).map(str::to_owned);
    if let Some(expected) = expected
        && name.as_deref() != Some(expected)
    {
        return Err((
            format!("the list has no member \"{expected}\", and the value is not a new one of that id"),
            format!("give the value \"id\": \"{expected}\" to add it, or correct the path"),
        ));
    }
    if let Some(name) = &name
        && position(members, name).is_some_and(|index| name_of(&members[index]) == Some(name))
    {
        return Err((
            format!("the list already has a member {}", quoted(name)),
            "to replace it, end the path with its id; to add another, give it a new id".into(),
        ));
    }
    members.push(value.clone());
    Ok(name.unwrap_or_else(|| (members.len() - 1).to_string()))
}

fn nowhere(here: &Value, token: &str, path: &str) -> (String, String) {
    let message = format!("{} leads nowhere: there is no {}", quoted(path), quoted(token));
    match here {
        Value::Array(members) => {
            let known: Vec<&str> = members.iter().filter_map(name_of).collect();
            let help = if known.is_empty() {
                "the members of this list have no ids; use their numbers, counted from 0, or - to add one".into()
            } else {
                suggestion(token, "members of this list", &known)
            };
            (message, help)
        }
        Value::Object(fields) => {
            let known: Vec<&str> = fields.keys().map(String::as_str).collect();
            (message, suggestion(token, "fields here", &known))
        }
        _ => (message, "the path goes on below a plain value; shorten it".into()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn base(changes: Value) -> Value {
        json!({
            "rooms": [{"id": "a", "seats": 10}, {"id": "b", "seats": 20}],
            "languages": ["en", "fr"],
            "variants": [{"id": "v", "set": {"overflow.weight": "5"}, "changes": changes}],
        })
    }

    #[test]
    fn sets_removes_and_adds() {
        let mut value = base(json!([
            {"path": "/rooms/b/seats", "value": 25},
            {"path": "/rooms/0"},
            {"path": "/rooms/c", "value": {"id": "c"}},
            {"path": "/rooms", "value": {"id": "d"}},
            {"path": "/languages/fr"},
            {"path": "/languages/-", "value": "es"},
            {"path": "/walking/within_venue", "value": 3},
            {"path": "/series/s", "value": {"id": "s"}},
            {"path": "/rooms/d/closed/-", "value": {"day": "mon"}},
        ]));
        let settings = apply(&mut value, "v").expect("all changes can be made");
        assert_eq!(
            value["rooms"],
            json!([{"id": "b", "seats": 25}, {"id": "c"}, {"id": "d", "closed": [{"day": "mon"}]}])
        );
        assert_eq!(value["languages"], json!(["en", "es"]));
        assert_eq!(value["walking"], json!({"within_venue": 3}));
        assert_eq!(value["series"], json!([{"id": "s"}]));
        assert_eq!(settings[0].key, "overflow.weight");
        assert_eq!(settings[0].pointer, "/variants/0/set/overflow.weight");
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        let mut value = base(json!([
            {"path": "/rooms/bb/seats", "value": 1},
            {"path": "/rooms/b/seats/x", "value": 1},
            {"path": "/variants/0", "value": 1},
            {"path": "rooms", "value": 1},
            {"path": "/rooms/x", "value": {"id": "y"}},
            {"path": "/rooms", "value": {"id": "a"}},
            {"path": "/rooms/x"},
            {"path": "/wakling"},
        ]));
        let problems = apply(&mut value, "v").expect_err("none can be made");
        assert_eq!(problems.len(), 8, "{problems:#?}");
        assert!(problems.iter().all(|problem| problem.code == Code::BadChange));
        assert_eq!(apply(&mut value, "w").expect_err("unknown")[0].code, Code::UnknownVariant);
    }

    #[test]
    fn origins_lead_back_to_the_file() {
        let value = base(json!([{"path": "/rooms/a"}, {"path": "/rooms/c", "value": {"id": "c", "seats": -1}}]));
        let mut collector = Collector::default();
        let (_, origins, _) = apply_all(value, &["v".to_owned()], &[], &mut collector);
        assert!(!collector.has_errors());
        assert_eq!(origins.origin("/rooms/0/seats"), "/rooms/1/seats");
        assert_eq!(origins.origin("/rooms/1/seats"), "/variants/0/changes/1/value/seats");
        assert_eq!(origins.origin("/languages/0"), "/languages/0");
    }
}
