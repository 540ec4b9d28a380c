//! A document in XML as a tree, within bounds.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::instance::{Code, Diagnostic, Position, Report};

/// Deeper than any programme.
const MOST_DEEP: usize = 32;
/// More elements than any programme has.
const MOST_ELEMENTS: usize = 5_000_000;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::formats) struct Node {
    /// Its name without prefix.
    pub(in crate::formats) tag: String,
    attributes: Vec<(String, String)>,
    /// The text directly in it.
    text: String,
    /// The elements in it, in order.
    pub(in crate::formats) children: Vec<Node>,
    /// Where it begins, in bytes.
    offset: usize,
}

impl Node {
    /// Reads a document. One with a document type is refused: that is where entities that grow are declared.
    pub(in crate::formats) fn read(name: &str, text: &str) -> Result<Node, Report> {
        let mut reader = Reader::from_str(text);
        let mut open: Vec<Node> = vec![Node::default()];
        let mut elements = 0usize;
        loop {
            let offset = usize::try_from(reader.buffer_position()).unwrap_or_default();
            let wrong = |code: Code, message: String, help: &str| {
                let diagnostic = Diagnostic::error(code, "", message).with_help(help).at(position(text, offset));
                Report::new(name, vec![diagnostic])
            };
            let event = reader.read_event().map_err(|error| {
                wrong(Code::UnreadableFile, format!("this is no XML: {error}"), "export the programme again")
            })?;
            match event {
                Event::Start(tag) => {
                    elements += 1;
                    if open.len() > MOST_DEEP || elements > MOST_ELEMENTS {
                        let message = format!("more than {MOST_DEEP} elements inside each other, or too many of them");
                        return Err(wrong(Code::NestedTooDeep, message, "is it the right file?"));
                    }
                    open.push(node(&tag, offset));
                }
                Event::Empty(tag) => {
                    elements += 1;
                    let node = node(&tag, offset);
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(node);
                    }
                }
                Event::End(_) => {
                    let closed = open.pop().unwrap_or_default();
                    match open.last_mut() {
                        Some(parent) => parent.children.push(closed),
                        None => return Err(wrong(Code::UnreadableFile, "an element ends that never began".into(), "")),
                    }
                }
                Event::Text(part) => add(&mut open, &part.xml10_content()),
                Event::CData(part) => add(&mut open, &part.xml10_content()),
                Event::GeneralRef(reference) => {
                    let named = reference.xml10_content();
                    let known = match &*named {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => reference.resolve_char_ref().ok().flatten(),
                    };
                    let Some(c) = known else {
                        let message = format!("the entity &{named}; is not known");
                        return Err(wrong(
                            Code::BadText,
                            message,
                            "only the five entities of XML and numbers are read",
                        ));
                    };
                    add(&mut open, c.encode_utf8(&mut [0; 4]));
                }
                Event::DocType(_) => {
                    let message = "the file declares a document type".to_owned();
                    return Err(wrong(Code::WrongFormat, message, "a programme has none; remove it"));
                }
                Event::Eof if open.len() > 1 => {
                    let message = "the file ends in the middle".to_owned();
                    return Err(wrong(Code::UnreadableFile, message, "it was not saved completely"));
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        let root = open.pop().and_then(|mut document| document.children.pop());
        root.ok_or_else(|| {
            Report::new(name, vec![Diagnostic::error(Code::UnreadableFile, "", "there is nothing in the file")])
        })
    }

    /// An attribute.
    pub(in crate::formats) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first element of this name in it.
    pub(in crate::formats) fn child(&self, tag: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.tag == tag)
    }

    /// The elements of this name in it.
    pub(in crate::formats) fn all<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.tag == tag)
    }

    /// The text of the first element of this name in it, without blanks around; empty if there is none.
    pub(in crate::formats) fn said(&self, tag: &str) -> &str {
        self.child(tag).map_or("", |child| child.text.trim())
    }

    /// The text directly in it, without blanks around.
    pub(in crate::formats) fn text(&self) -> &str {
        self.text.trim()
    }

    /// Its line and column in the text that it was read from.
    pub(in crate::formats) fn position(&self, text: &str) -> Position {
        position(text, self.offset)
    }
}

fn add(open: &mut [Node], part: &str) {
    if let Some(node) = open.last_mut() {
        node.text.push_str(part);
    }
}

fn node(tag: &BytesStart<'_>, offset: usize) -> Node {
    let local = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
    let attributes = tag.attributes().flatten().filter_map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).ok()?;
        Some((local(attribute.key.local_name().as_ref().as_ref()), value.into_owned()))
    });
    Node {
        attributes: attributes.collect(),
        tag: local(tag.name().local_name().as_ref().as_ref()),
        offset,
        ..Node::default()
    }
}

fn position(text: &str, offset: usize) -> Position {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    Position { line, column }
}
