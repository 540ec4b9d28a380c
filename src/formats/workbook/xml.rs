//! The parts of a workbook.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Failed, Sheet, Value};
use crate::instance::Code;

fn broken(error: impl std::fmt::Display) -> Failed {
    (Code::UnreadableFile, format!("the workbook is damaged: {error}"))
}

/// An attribute by its name without prefix.
fn attribute(of: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = of.attributes().flatten().find(|attribute| local(&attribute.key) == name)?;
    found.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn local(name: &quick_xml::name::QName<'_>) -> String {
    let name = format!("{}", String::from_utf8_lossy(name.local_name().as_ref().as_ref()));
    name
}

fn tag(of: &BytesStart<'_>) -> String {
    local(&of.name())
}

/// The names of sheets with their relations.
pub(super) fn sheets(text: &str) -> Result<Vec<(String, String)>, Failed> {
    let (mut reader, mut found) = (Reader::from_str(text), Vec::new());
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(of) | Event::Empty(of) if tag(&of) == "sheet" => {
                let name = attribute(&of, "name").unwrap_or_default();
                // `r:id`, beside `sheetId`.
                found.push((name, attribute(&of, "id").unwrap_or_default()));
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// Where the parts are, by relation.
pub(super) fn relations(text: &str) -> Result<BTreeMap<String, String>, Failed> {
    let (mut reader, mut found) = (Reader::from_str(text), BTreeMap::new());
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(of) | Event::Empty(of) if tag(&of) == "Relationship" => {
                if let (Some(id), Some(target)) = (attribute(&of, "Id"), attribute(&of, "Target")) {
                    found.insert(id, target);
                }
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// Adds what an event says as text.
fn add_text(event: &Event<'_>, to: &mut String) {
    match event {
        Event::Text(text) => to.push_str(&text.xml10_content()),
        Event::CData(text) => to.push_str(&text.xml10_content()),
        Event::GeneralRef(of) => {
            let name = of.xml10_content();
            let known = match &*name {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => of.resolve_char_ref().ok().flatten(),
            };
            to.extend(known);
        }
        _ => {}
    }
}

/// The shared texts; what is written in several styles is one text, and hints of pronunciation are none.
pub(super) fn strings(text: &str) -> Result<Vec<String>, Failed> {
    let (mut reader, mut found) = (Reader::from_str(text), Vec::new());
    let (mut inside, mut hint) = (false, false);
    loop {
        let event = reader.read_event().map_err(broken)?;
        match &event {
            Event::Start(of) => match &*tag(of) {
                "si" => found.push(String::new()),
                "t" => inside = !hint,
                "rPh" => hint = true,
                _ => {}
            },
            Event::Empty(of) if tag(of) == "si" => found.push(String::new()),
            Event::End(of) => match &*local(&of.name()) {
                "t" => inside = false,
                "rPh" => hint = false,
                _ => {}
            },
            Event::Eof => return Ok(found),
            other if inside => {
                if let Some(last) = found.last_mut() {
                    add_text(other, last);
                }
            }
            _ => {}
        }
    }
}

/// Row and column of a reference such as `AB12`.
fn position(reference: &str) -> Option<(u32, u32)> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = reference.bytes().take(letters).fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    Some((reference[letters..].parse().ok()?, column))
}

/// The cells of a sheet that have a value.
pub(super) fn sheet(text: &str, strings: &[String], most: usize, most_rows: u32) -> Result<Sheet, Failed> {
    let (mut reader, mut sheet) = (Reader::from_str(text), Sheet::default());
    let (mut row, mut column) = (0u32, 0u32);
    let (mut kind, mut content, mut inside) = (String::new(), String::new(), false);
    loop {
        let event = reader.read_event().map_err(broken)?;
        match &event {
            Event::Start(of) | Event::Empty(of) => match &*tag(of) {
                "row" => {
                    row = attribute(of, "r").and_then(|row| row.parse().ok()).unwrap_or(row + 1);
                    column = 0;
                }
                "c" => {
                    let place = attribute(of, "r").and_then(|reference| position(&reference));
                    (row, column) = place.unwrap_or((row, column + 1));
                    kind = attribute(of, "t").unwrap_or_default();
                    content.clear();
                }
                "v" | "t" => inside = matches!(event, Event::Start(_)),
                "mergeCell" => sheet.merged.extend(attribute(of, "ref")),
                _ => {}
            },
            Event::End(of) => match &*local(&of.name()) {
                "v" | "t" => inside = false,
                "c" => {
                    let value = value(&kind, &content, strings)?;
                    if let Some(value) = value {
                        if row > most_rows || sheet.cells.len() >= most {
                            sheet.cut = Some(row);
                            return Ok(sheet);
                        }
                        sheet.cells.insert((row, column), value);
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(sheet),
            other if inside => add_text(other, &mut content),
            _ => {}
        }
    }
}

fn value(kind: &str, content: &str, strings: &[String]) -> Result<Option<Value>, Failed> {
    if content.is_empty() {
        return Ok(None);
    }
    let text = |text: &str| (!text.is_empty()).then(|| Value::Text(text.to_owned()));
    Ok(match kind {
        "s" => {
            let position = content.trim().parse::<usize>().map_err(broken)?;
            let shared = strings.get(position).ok_or_else(|| broken(format!("there is no shared text {position}")))?;
            text(shared)
        }
        "str" | "inlineStr" | "d" => text(content),
        "b" => Some(Value::Flag(content.trim() == "1")),
        "e" => Some(Value::Error(content.to_owned())),
        _ => Some(Value::Number(content.trim().parse().map_err(broken)?)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_rows_and_columns() {
        assert_eq!(position("A1"), Some((1, 1)));
        assert_eq!(position("AB12"), Some((12, 28)));
        assert_eq!(position("XFD1048576"), Some((1_048_576, 16_384)));
        for wrong in ["", "12", "A", "AAAA1", "a1"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn texts_in_several_styles_are_one_and_hints_are_none() {
        let text = "<sst><si><t>a &amp; b</t></si><si><r><t>c</t></r><r><t xml:space=\"preserve\"> d</t></r><rPh><t>x</t></rPh></si><si/></sst>";
        assert_eq!(strings(text).unwrap(), ["a & b", "c d", ""]);
    }
}
