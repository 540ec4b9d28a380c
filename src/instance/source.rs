//! The text of a file: read with limits, parsed, and searched for positions.

use std::cell::RefCell;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;
use sha2::{Digest, Sha256};

use super::codes::Code;
use super::diagnostics::{Diagnostic, MOST_COLLECTED, Position, Report, child};
use super::positions::{offsets_of, positions_of};

/// Most bytes that are read from a file: 256 MiB. A congress of 20 000 sessions and 200 000 attendees takes half of it.
pub const MOST_BYTES: u64 = 256 << 20;

/// Most JSON values in a file; bounds memory where the text is mostly punctuation.
pub const MOST_VALUES: usize = 5_000_000;

const BOM: char = '\u{feff}';

/// A named text. The name is what messages call it.
#[derive(Clone, Debug)]
pub struct Source {
    name: String,
    text: String,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is larger than [`MOST_BYTES`], or is not UTF-8.
    pub fn read_file(path: &Path) -> Result<Self, Report> {
        let name = path.display().to_string();
        let unreadable = |error: std::io::Error| {
            let help = match error.kind() {
                std::io::ErrorKind::NotFound => "there is no file of this name; check the spelling and the folder",
                std::io::ErrorKind::PermissionDenied => "you are not allowed to read it; check its permissions",
                std::io::ErrorKind::IsADirectory => "this is a folder; name the file in it",
                _ => "",
            };
            let message = format!("the file cannot be read: {error}");
            Report::new(&name, vec![Diagnostic::error(Code::UnreadableFile, "", message).with_help(help)])
        };
        let file = File::open(path).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        if length > MOST_BYTES {
            return Err(too_big(&name, Some(length)));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        // A pipe has no length, and a file may grow: the limit holds while reading, too.
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        Self::from_bytes(name, bytes)
    }

    /// Takes bytes that were read elsewhere.
    ///
    /// # Errors
    ///
    /// When there are more than [`MOST_BYTES`] of them, or they are not UTF-8.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Report> {
        let name = name.into();
        let length = bytes.len() as u64;
        if length > MOST_BYTES {
            return Err(too_big(&name, (length > MOST_BYTES + 1).then_some(length)));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { name, text }),
            Err(error) => Err(Report::new(name, vec![not_utf8(&error)])),
        }
    }

    /// What messages call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> &str {
        self.text.strip_prefix(BOM).unwrap_or(&self.text)
    }

    /// SHA-256 of the bytes as read, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        Sha256::digest(self.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Parses the text as JSON in which no object has a field twice.
    ///
    /// # Errors
    ///
    /// When it is not JSON, nested too deep, has too many values, or has a duplicate field (all of them are reported).
    pub fn parse(&self) -> Result<Value, Report> {
        let reading = RefCell::new(Reading::default());
        let mut deserializer = serde_json::Deserializer::from_str(self.text());
        let value = Node(&reading).deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
        let reading = reading.into_inner();
        match value {
            Ok(_) if !reading.duplicates.is_empty() => Err(self.duplicates(&reading)),
            Ok(value) => Ok(value),
            Err(error) => Err(Report::new(&self.name, vec![syntax(self.text(), &error, reading.values > MOST_VALUES)])),
        }
    }

    /// The position of the value at a JSON pointer, or of its nearest ancestor that exists; `None` if this is not JSON.
    ///
    /// One call reads the whole text; [`Source::locate_all`] looks up many in one pass.
    pub fn locate(&self, pointer: &str) -> Option<Position> {
        self.locate_all(&[pointer]).pop().flatten()
    }

    /// The positions of several JSON pointers, see [`Source::locate`].
    pub fn locate_all(&self, pointers: &[&str]) -> Vec<Option<Position>> {
        let offsets: Vec<Option<usize>> =
            offsets_of(self.text(), pointers).into_iter().map(|all| all.first().copied()).collect();
        let known: Vec<usize> = offsets.iter().flatten().copied().collect();
        let mut positions = positions_of(self.text(), &known).into_iter();
        offsets.iter().map(|offset| offset.and_then(|_| positions.next())).collect()
    }

    fn duplicates(&self, reading: &Reading) -> Report {
        let pointers: Vec<&str> = reading.duplicates.iter().map(String::as_str).collect();
        let places = offsets_of(self.text(), &pointers);
        let mut diagnostics = Vec::new();
        for (pointer, offsets) in pointers.iter().zip(places) {
            let positions = positions_of(self.text(), &offsets);
            let field = pointer.rsplit('/').next().unwrap_or_default();
            let first = positions.first().map_or_else(String::new, |place| format!(" (first at {place})"));
            let message = format!("the field \"{field}\" is there twice in the same object{first}");
            let diagnostic = Diagnostic::error(Code::DuplicateKey, *pointer, message)
                .with_help("remove one of the two, or rename it if something else was meant");
            diagnostics.push(match positions.get(1) {
                Some(place) => diagnostic.at(*place),
                None => diagnostic,
            });
        }
        let mut report = Report::new(&self.name, diagnostics);
        report.uncollected_errors = reading.further_duplicates;
        report
    }
}

/// Where `text` is at the position that serde_json reports (its columns count bytes).
pub(super) fn position_of_error(text: &str, error: &serde_json::Error) -> (usize, Position) {
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut offset = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let position = positions_of(text, &[offset]).pop().unwrap_or(Position { line: 1, column: 1 });
    (offset, position)
}

fn mebibytes(bytes: u64) -> String {
    format!("{}.{} MiB", bytes >> 20, ((bytes & 0xf_ffff) * 10) >> 20)
}

fn too_big(name: &str, length: Option<u64>) -> Report {
    let size = length.map_or_else(
        || format!("larger than {}", mebibytes(MOST_BYTES)),
        |length| format!("{} large", mebibytes(length)),
    );
    let message = format!("the file is {size}; at most {} are read", mebibytes(MOST_BYTES));
    let help = "is it the right file? If so, group attendees with the same wishes into one entry with a \"count\"";
    Report::new(name, vec![Diagnostic::error(Code::FileTooBig, "", message).with_help(help)])
}

fn not_utf8(error: &std::string::FromUtf8Error) -> Diagnostic {
    let bytes = error.as_bytes();
    let offset = error.utf8_error().valid_up_to();
    let line = 1 + bytes[..offset].iter().filter(|byte| **byte == b'\n').count();
    let byte = bytes.get(offset).copied().unwrap_or_default();
    let message = format!("line {line} is not UTF-8 text: byte 0x{byte:02x} at offset {offset}");
    let help = if bytes.starts_with(b"PK\x03\x04") {
        "this looks like a spreadsheet or zip archive, not like JSON"
    } else if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        "this looks like UTF-16; save it again with the encoding UTF-8"
    } else {
        "save the file again with the encoding UTF-8"
    };
    Diagnostic::error(Code::NotUtf8, "", message).with_help(help)
}

fn syntax(text: &str, error: &serde_json::Error, too_many_values: bool) -> Diagnostic {
    let (offset, position) = position_of_error(text, error);
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let rest = &text[offset..];
    let (code, message, help): (Code, String, &str) = if too_many_values {
        (
            Code::FileTooBig,
            format!("the file holds more than {MOST_VALUES} values"),
            "is it the right file? If so, group attendees with the same wishes into one entry with a \"count\"",
        )
    } else if text.trim().is_empty() {
        (
            Code::TruncatedJson,
            "the file is empty".into(),
            "an instance starts with {\"format\": \"plenary-instance/1\", …",
        )
    } else if error.classify() == Category::Eof {
        (
            Code::TruncatedJson,
            "the file ends in the middle".into(),
            "a closing bracket or quotation mark is missing, or the file was not saved or copied completely",
        )
    } else if words.contains("recursion limit") {
        (
            Code::NestedTooDeep,
            "lists and objects are nested more than 127 deep here".into(),
            "no instance needs more than eight; is it the right file?",
        )
    } else if words.contains("trailing comma") {
        (
            Code::BadJson,
            "a comma stands before the closing bracket".into(),
            "JSON allows no comma after the last member; remove it",
        )
    } else if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
        (
            Code::BadJson,
            "a comment stands here".into(),
            "JSON has no comments; remove it, or say it in a \"note\" of \"provenance\"",
        )
    } else if words.contains("trailing characters") {
        (Code::BadJson, "something follows after the end".into(), "remove what stands after the last closing bracket")
    } else if rest.starts_with(['\'', '“', '”', '„', '«', '‘', '’']) {
        (Code::BadJson, "a quotation mark of the wrong sort".into(), "JSON knows only the straight double one: \"")
    } else if words.contains("key must be a string") {
        (
            Code::BadJson,
            "the name of a field is expected here".into(),
            "names of fields stand in double quotation marks",
        )
    } else if words.starts_with("expected `,`") {
        (
            Code::BadJson,
            "a comma or a closing bracket is missing before this".into(),
            "put a comma between members, also at the end of the line before",
        )
    } else if words.contains("control character") {
        (
            Code::BadJson,
            "a line break or tab inside a text".into(),
            "is the closing quotation mark missing? Within a text, write \\n for a line break",
        )
    } else {
        (Code::BadJson, format!("this is not JSON: {words}"), "the mistake is here or just before")
    };
    Diagnostic::error(code, "", message).at(position).with_help(help)
}

/// What is noted besides the value while reading.
#[derive(Default)]
struct Reading {
    values: usize,
    duplicates: Vec<String>,
    further_duplicates: usize,
}

impl Reading {
    fn prefix(&mut self, from: usize, token: &str) {
        for pointer in self.duplicates.iter_mut().skip(from) {
            pointer.insert_str(0, &child("", token));
        }
    }
}

/// Reads one JSON value, noting duplicate fields; pointers grow on the way out, so that the usual case costs nothing.
#[derive(Clone, Copy)]
struct Node<'a>(&'a RefCell<Reading>);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let mut reading = self.0.borrow_mut();
        reading.values += 1;
        if reading.values > MOST_VALUES {
            return Err(D::Error::custom("too many values"));
        }
        drop(reading);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let before = self.0.borrow().duplicates.len();
            match members.next_element_seed(self)? {
                Some(member) => {
                    self.0.borrow_mut().prefix(before, &list.len().to_string());
                    list.push(member);
                }
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = serde_json::Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            let before = self.0.borrow().duplicates.len();
            let value = fields.next_value_seed(self)?;
            let mut reading = self.0.borrow_mut();
            reading.prefix(before, &name);
            if object.contains_key(&name) {
                if reading.duplicates.len() < MOST_COLLECTED {
                    reading.duplicates.push(child("", &name));
                } else {
                    reading.further_duplicates += 1;
                }
            }
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::from_bytes("t.json", text.as_bytes().to_vec()).expect("valid UTF-8")
    }

    #[test]
    fn locates_values_and_their_nearest_ancestors() {
        let source = source("\u{feff}{\n  \"ä\": \"öü\", \"b\": [1,\n {\"c/d\": 2}]}\n");
        let at = |pointer: &str| source.locate(pointer).map(|place| (place.line, place.column));
        assert_eq!(at(""), Some((1, 1)));
        assert_eq!(at("/b"), Some((2, 19)));
        assert_eq!(at("/b/1/c~1d"), Some((3, 10)));
        assert_eq!(at("/b/1/x/y"), Some((3, 2)));
        assert_eq!(at("/b/7"), Some((2, 19)));
    }

    #[test]
    fn duplicate_fields_are_found_wherever_they_are() {
        let report = source("{\"a\": [0, {\"b\": 1,\n \"b\": 2}]}").parse().expect_err("duplicate");
        assert_eq!(report.diagnostics.len(), 1);
        assert_eq!(report.diagnostics[0].pointer, "/a/1/b");
        assert_eq!(report.diagnostics[0].position, Some(Position { line: 2, column: 7 }));
        assert!(report.to_string().contains("first at 1:17"), "{report}");
    }

    #[test]
    fn a_byte_order_mark_is_no_mistake_and_counts_in_the_digest() {
        let with = source("\u{feff}{}");
        assert!(with.parse().is_ok());
        assert_eq!(source("").sha256(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_ne!(with.sha256(), source("{}").sha256());
    }

    #[test]
    fn pointers_agree_with_serde_json() {
        let text = r#"{"a":[[],{"b":null,"c":{"d":[1,2.5,"x\"]"]}}],"e":true}"#;
        let source = source(text);
        for (pointer, expected) in [("/a/1/c/d/2", "\"x"), ("/e", "true"), ("/a/1/c", "{\"d\""), ("/a/0", "[]")] {
            let column = source.locate(pointer).expect("it is there").column;
            assert!(text[column - 1..].starts_with(expected), "{pointer} at {column}");
        }
    }
}
