//! Writing texts into cells of a workbook that is there, everything else as it was.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::xml::{attribute, broken, local, position, relations, sheets, tag};
use super::{Failed, MOST_UNPACKED, part};
use crate::instance::Code;

/// Texts by row and column, both from 1; an empty one empties its cell.
pub(in crate::formats) type Texts = BTreeMap<(u32, u32), String>;

/// The same workbook with these texts in cells of one sheet. Cells keep their styles; other parts keep their bytes. Rows that
/// the sheet does not have are not added.
///
/// # Errors
/// If the workbook is damaged, or has no such sheet; in words.
pub(in crate::formats) fn with_texts(bytes: &[u8], title: &str, texts: &Texts) -> Result<Vec<u8>, String> {
    edited(bytes, title, texts).map_err(|(_, message)| message)
}

fn edited(bytes: &[u8], title: &str, texts: &Texts) -> Result<Vec<u8>, Failed> {
    let failed = |error: zip::result::ZipError| broken(error);
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(failed)?;
    let mut left = MOST_UNPACKED;
    let mut needed = |package: &mut ZipArchive<Cursor<&[u8]>>, path: &str| {
        let missing = || (Code::UnreadableFile, format!("the workbook has no part {path}"));
        part(package, path, &mut left)?.ok_or_else(missing)
    };
    let listed = sheets(&needed(&mut package, "xl/workbook.xml")?)?;
    let targets = relations(&needed(&mut package, "xl/_rels/workbook.xml.rels")?)?;
    let relation = listed.iter().find(|(name, _)| name == title).map(|(_, relation)| relation);
    let target = relation.and_then(|relation| targets.get(relation));
    let target = target.ok_or_else(|| (Code::MissingField, format!("the workbook has no sheet \"{title}\"")))?;
    let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
    let sheet = with_cells(&needed(&mut package, &path)?, texts)?;
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..package.len() {
        let file = package.by_index_raw(number).map_err(failed)?;
        if file.name().is_ok_and(|name| name == path) {
            // The same timetable, the same bytes.
            let options = SimpleFileOptions::default()
                .compression_method(CompressionMethod::Deflated)
                .last_modified_time(DateTime::default());
            written.start_file(path.as_str(), options).map_err(failed)?;
            written.write_all(sheet.as_bytes()).map_err(broken)?;
        } else {
            written.raw_copy_file(file).map_err(failed)?;
        }
    }
    written.finish().map(Cursor::into_inner).map_err(failed)
}

/// The XML of a sheet with these texts in its cells.
fn with_cells(text: &str, texts: &Texts) -> Result<String, Failed> {
    let mut reader = Reader::from_str(text);
    let mut out = String::with_capacity(text.len() + 64 * texts.len());
    let (mut row, mut column, mut prefix) = (0u32, 0u32, String::new());
    // Up to where the text has been taken over, and the style and place of a cell that is being replaced.
    let (mut taken, mut replaced): (usize, Option<(u32, u32)>) = (0, None);
    loop {
        let from = at(&reader);
        let event = reader.read_event().map_err(broken)?;
        let to = at(&reader);
        match &event {
            Event::Start(of) | Event::Empty(of) if tag(of) == "row" => {
                row = attribute(of, "r").and_then(|row| row.parse().ok()).unwrap_or(row + 1);
                column = 0;
                prefix = prefix_of(of);
            }
            Event::Start(of) | Event::Empty(of) if tag(of) == "c" => {
                let place = attribute(of, "r").and_then(|reference| position(&reference));
                let before = column;
                (row, column) = place.unwrap_or((row, column + 1));
                out.push_str(&text[taken..from]);
                taken = from;
                // What stands between the cell before and this one is new.
                for (&cell, new) in between(texts, row, before, column) {
                    out.push_str(&cell_of(&prefix, cell, None, new));
                }
                if let Some(new) = texts.get(&(row, column)) {
                    out.push_str(&cell_of(&prefix, (row, column), attribute(of, "s"), new));
                    taken = to;
                    replaced = matches!(event, Event::Start(_)).then_some((row, column));
                }
            }
            Event::End(of) if local(&of.name()) == "c" && replaced.take().is_some() => taken = to,
            Event::End(of) if local(&of.name()) == "row" => {
                out.push_str(&text[taken..from]);
                taken = from;
                for (&cell, new) in between(texts, row, column, u32::MAX) {
                    out.push_str(&cell_of(&prefix, cell, None, new));
                }
            }
            Event::Eof => {
                out.push_str(&text[taken..]);
                return Ok(out);
            }
            _ => {}
        }
    }
}

fn at(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The texts of a row strictly between two columns, without the empty ones.
fn between(texts: &Texts, row: u32, after: u32, before: u32) -> impl Iterator<Item = (&(u32, u32), &String)> {
    let range = (row, after.saturating_add(1))..(row, before.max(after.saturating_add(1)));
    texts.range(range).filter(|(_, text)| !text.is_empty())
}

/// The prefix of an element's name, with its colon.
fn prefix_of(of: &BytesStart<'_>) -> String {
    let name = String::from_utf8_lossy(of.name().as_ref().as_ref()).into_owned();
    name.rfind(':').map_or_else(String::new, |colon| name[..=colon].to_owned())
}

fn cell_of(prefix: &str, (row, column): (u32, u32), style: Option<String>, text: &str) -> String {
    let style = style.map_or_else(String::new, |style| format!(" s=\"{}\"", quick_xml::escape::escape(&style)));
    let place = super::cell_name(row, column);
    if text.is_empty() {
        return format!("<{prefix}c r=\"{place}\"{style}/>");
    }
    let text = quick_xml::escape::escape(text);
    format!(
        "<{prefix}c r=\"{place}\"{style} t=\"inlineStr\"><{prefix}is><{prefix}t xml:space=\"preserve\">{text}</{prefix}t>\
         </{prefix}is></{prefix}c>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_replaced_added_and_emptied_in_their_order() {
        let text = r#"<sheetData><row r="1"><c r="A1" s="3" t="s"><v>0</v></c><c r="D1"/></row><row r="2"><c r="A2"><v>1</v></c></row><row r="3"/></sheetData>"#;
        let texts = [((1, 1), "x & y"), ((1, 2), "b"), ((1, 4), ""), ((2, 3), "c"), ((2, 2), ""), ((9, 1), "no")];
        let texts = texts.map(|(cell, text)| (cell, text.to_owned())).into();
        let inline = |place: &str, style: &str, text: &str| {
            format!(r#"<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#)
        };
        let expected = format!(
            r#"<sheetData><row r="1">{}{}<c r="D1"/></row><row r="2"><c r="A2"><v>1</v></c>{}</row><row r="3"/></sheetData>"#,
            inline("A1", r#" s="3""#, "x &amp; y"),
            inline("B1", "", "b"),
            inline("C2", "", "c"),
        );
        assert_eq!(with_cells(text, &texts).unwrap(), expected);
    }
}
