//! What if: changes of an instance that are typed and not written into it.

use serde_json::{Map, Value};

use super::exit::Failure;
use super::inputs::InstanceArgs;
use crate::instance::Source;
use crate::instance::schema::Change;

/// The changes that were typed: values, then what is added, what is left away, and pins.
pub(super) fn changes(args: &InstanceArgs, source: &Source) -> Result<Vec<Change>, Failure> {
    let mut changes = Vec::new();
    for text in args.set.iter().filter(|text| text.starts_with('/')) {
        let (path, value) = split("--set", text)?;
        changes.push(Change { path: path.to_owned(), value: Some(json(value)) });
    }
    for text in &args.add {
        let (path, value) = split("--add", text)?;
        let path = if path.ends_with("/-") { path.to_owned() } else { format!("{path}/-") };
        changes.push(Change { path, value: Some(json(value)) });
    }
    changes.extend(args.drop.iter().map(|path| Change { path: path.clone(), value: None }));
    for text in &args.pin {
        changes.push(pin(text, source)?);
    }
    Ok(changes)
}

fn split<'t>(option: &str, text: &'t str) -> Result<(&'t str, &'t str), Failure> {
    text.split_once('=').filter(|(path, _)| path.starts_with('/')).ok_or_else(|| {
        Failure::usage(format!("{option} {text}: not of the form /rooms/hall/seats=700, a path and a value"))
    })
}

/// A value as typed: JSON, or else a text.
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

/// `opening=thu-1@hall`: the slot gives day and start.
fn pin(text: &str, source: &Source) -> Result<Change, Failure> {
    let wrong = |why: String| Failure::usage(format!("--pin {text}: {why}"));
    let form = || wrong("not of the form session=slot@room; slot or @room may be left away".to_owned());
    let (session, place) = text.split_once('=').ok_or_else(form)?;
    let (slot, room) = place.split_once('@').map_or((place, None), |(slot, room)| (slot, Some(room)));
    if session.is_empty() || (slot.is_empty() && room.is_none_or(str::is_empty)) {
        return Err(form());
    }
    let mut pin = Map::new();
    if !slot.is_empty() {
        // What is wrong with the file itself is said when it is loaded.
        let value = source.parse().unwrap_or_default();
        let slots = value.get("slots").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let found = slots.iter().find(|known| known.get("id").and_then(Value::as_str) == Some(slot));
        let Some(found) = found else {
            let known: Vec<&str> = slots.iter().filter_map(|slot| slot.get("id")?.as_str()).collect();
            return Err(wrong(format!("there is no slot \"{slot}\"; there are {}", known.join(", "))));
        };
        for field in ["day", "start"] {
            if let Some(value) = found.get(field) {
                pin.insert(field.to_owned(), value.clone());
            }
        }
    }
    if let Some(room) = room {
        pin.insert("room".to_owned(), Value::String(room.to_owned()));
    }
    Ok(Change { path: format!("/sessions/{session}/pin"), value: Some(Value::Object(pin)) })
}
