//! The parts of a workbook.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Failed, Sheet, Value};
use crate::instance::Code;

pub(super) fn broken(error: impl std::fmt::Display) -> Failed {
    (Code::UnreadableFile, format!("the workbook is damaged: {error}"))
}

/// A part with a document type is refused: that is where entities that grow are declared.
fn declared() -> Failed {
    broken("a part declares a document type")
}

/// An attribute by its name without prefix.
pub(super) fn attribute(of: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = of.attributes().flatten().find(|attribute| local(&attribute.key) == name)?;
    found.normalized_value(quick_xml::XmlVersion::Explicit1_0).ok().map(std::borrow::Cow::into_owned)
}

pub(super) fn local(name: &quick_xml::name::QName<'_>) -> String {
    let name = format!("{}", String::from_utf8_lossy(name.local_name().as_ref().as_ref()));
    name
}

pub(super) fn tag(of: &BytesStart<'_>) -> String {
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
            Event::DocType(_) => return Err(declared()),
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
            Event::DocType(_) => return Err(declared()),
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
            Event::DocType(_) => return Err(declared()),
            Event::Eof => return Ok(found.iter().map(|text| unescaped(text)).collect()),
            other if inside => {
                if let Some(last) = found.last_mut() {
                    add_text(other, last);
                }
            }
            _ => {}
        }
    }
}

/// A text with what XML cannot hold, which workbooks write as `_x001F_`.
fn unescaped(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 7).and_then(|code| code.strip_suffix('_'));
        let c = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let c = c.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        out.push_str(&rest[..at]);
        match c {
            Some(c) => (out.push(c), rest = &rest[at + 7..]).1,
            None => (out.push_str("_x"), rest = &rest[at + 2..]).1,
        }
    }
    out.push_str(rest);
    out
}

/// Row and column of a reference such as `AB12`.
pub(super) fn position(reference: &str) -> Option<(u32, u32)> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let column = reference.bytes().take(letters).fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
    Some((reference[letters..].parse().ok()?, column))
}

/// The colour with which each style of cells fills them, if it fills them with one; as `RRGGBB`.
pub(super) fn colours(text: &str) -> Result<Vec<Option<String>>, Failed> {
    let mut reader = Reader::from_str(text);
    let (mut fills, mut styles): (Vec<Option<String>>, Vec<Option<String>>) = (Vec::new(), Vec::new());
    let (mut solid, mut inside) = (false, "");
    loop {
        let event = reader.read_event().map_err(broken)?;
        match &event {
            Event::Start(of) | Event::Empty(of) => match &*tag(of) {
                "fills" => inside = "fills",
                "cellXfs" => inside = "cellXfs",
                "fill" if inside == "fills" => (fills.push(None), solid = false).1,
                "patternFill" if inside == "fills" => {
                    solid = attribute(of, "patternType").as_deref() == Some("solid");
                    // A fill without a colour of its own is black.
                    if let (true, Some(last)) = (solid, fills.last_mut()) {
                        *last = Some("000000".to_owned());
                    }
                }
                "fgColor" if inside == "fills" && solid => {
                    let colour = attribute(of, "rgb").map_or_else(|| "another".to_owned(), |rgb| last_six(&rgb));
                    if let Some(last) = fills.last_mut() {
                        *last = Some(colour);
                    }
                }
                "xf" if inside == "cellXfs" => {
                    let fill = attribute(of, "fillId").and_then(|fill| fill.parse::<usize>().ok());
                    styles.push(fill.and_then(|fill| fills.get(fill).cloned().flatten()));
                }
                _ => {}
            },
            Event::End(of) if matches!(&*local(&of.name()), "fills" | "cellXfs") => inside = "",
            Event::DocType(_) => return Err(declared()),
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

/// A colour without its transparency.
fn last_six(rgb: &str) -> String {
    let from = rgb.char_indices().rev().nth(5).map_or(0, |(at, _)| at);
    rgb[from..].to_uppercase()
}

/// The cells of a sheet that have a value, up to so many, in so many rows; and the colours of those that are filled.
pub(super) fn sheet(
    text: &str,
    strings: &[String],
    colours: &[Option<String>],
    (most, most_rows): (usize, u32),
) -> Result<Sheet, Failed> {
    let coloured = colours.iter().any(Option::is_some);
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
                    if coloured && row <= most_rows && sheet.fills.len() < most {
                        let style = attribute(of, "s").and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
                        if let Some(colour) = colours.get(style).cloned().flatten() {
                            sheet.fills.insert((row, column), colour);
                        }
                    }
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
            Event::DocType(_) => return Err(declared()),
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
        "str" | "inlineStr" | "d" => text(&unescaped(content)),
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
    fn styles_are_colours() {
        let text = r#"<styleSheet><fills><fill><patternFill patternType="none"/></fill>
            <fill><patternFill patternType="solid"><fgColor rgb="FF555753"/></patternFill></fill>
            <fill><patternFill patternType="solid"><fgColor rgb="ad7fa8"/></patternFill></fill>
            <fill><patternFill patternType="solid"/></fill><fill><patternFill patternType="darkGray"><fgColor rgb="FF555753"/></patternFill></fill></fills>
            <cellStyleXfs><xf fillId="1"/></cellStyleXfs>
            <cellXfs><xf fillId="0"/><xf fillId="2"><alignment/></xf><xf fillId="1"/><xf fillId="3"/><xf fillId="4"/><xf fillId="9"/></cellXfs></styleSheet>"#;
        let colour = |rgb: &str| Some(rgb.to_owned());
        let expected = [None, colour("AD7FA8"), colour("555753"), colour("000000"), None, None];
        assert_eq!(colours(text).unwrap(), expected);
    }

    #[test]
    fn texts_in_several_styles_are_one_and_hints_are_none() {
        let text = "<sst><si><t>a &amp; b</t></si><si><r><t>c</t></r><r><t xml:space=\"preserve\"> d</t></r><rPh><t>x</t></rPh></si><si/></sst>";
        assert_eq!(strings(text).unwrap(), ["a & b", "c d", ""]);
    }

    #[test]
    fn what_xml_cannot_hold_is_written_as_a_code() {
        for (written, text) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x00", "_x00"),
            ("_xé000_", "_xé000_"),
            ("_xD800_", "_xD800_"),
            ("x_x_x0041_", "x_xA"),
        ] {
            assert_eq!(unescaped(written), text);
        }
    }
}
