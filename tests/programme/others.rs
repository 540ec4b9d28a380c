//! Workbooks, Markdown and pictures.

use plenary::formats::programme::{Locale, locale::LOCALES};
use plenary::formats::{markdown, svg, workbook, xlsx};

use super::{ccr2018, clash, hostile};

fn english() -> &'static Locale {
    Locale::find("en").expect("there is one")
}

#[test]
fn workbooks_hold_texts_only_and_say_what_has_changed() {
    let conference = hostile();
    let mut before = conference.file.clone();
    before.placements.retain(|placed| placed.session != "c");
    before.placements[0].start = "2030-10-26T15:00".into();
    let bytes = xlsx::write(&conference.programme(clash()), english(), Some(&before)).expect("it fits");
    let book = workbook::read("book", &bytes, |_, _| true).expect("readable");
    let titles: Vec<&str> = book.sheets.iter().map(|(title, _)| title.as_str()).collect();
    let expected =
        ["Overview", "2030-10-26", "2030-10-27", "All sessions", "By room", "By person", "Conflicts", "Changes"];
    assert_eq!(titles, expected);
    let texts = |title: &str| -> Vec<String> {
        book.sheet(title).expect("there is one").cells.values().map(workbook::Value::text).collect()
    };
    assert!(texts("All sessions").iter().any(|text| text.starts_with("=1+1")), "as text");
    assert!(texts("Conflicts").contains(&"room-clash".to_owned()));
    let changes = texts("Changes");
    assert!(changes.contains(&"New".to_owned()) && changes.contains(&"Other time".to_owned()), "{changes:?}");
    // No part of the package holds a formula.
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a package");
    for number in 0..package.len() {
        let mut text = String::new();
        let _ = std::io::Read::read_to_string(&mut package.by_index(number).expect("a part"), &mut text);
        assert!(!text.contains("<f>") && !text.contains("<f "), "part {number}");
    }
    assert_eq!(bytes, xlsx::write(&conference.programme(clash()), english(), Some(&before)).expect("it fits"));
}

#[test]
fn every_language_makes_a_workbook() {
    let conference = ccr2018();
    for locale in LOCALES {
        let bytes = xlsx::write(&conference.programme(Vec::new()), locale, None).expect("it fits");
        let book = workbook::read("book", &bytes, |_, _| true).expect("readable");
        let grid = book.sheet("2018-06-07").expect("a day");
        assert!(!grid.merged.is_empty(), "what is for everybody goes across");
        assert!(book.sheet(locale.labels.interpreters).is_some());
    }
}

#[test]
fn markdown_keeps_marks_and_tags_as_text() {
    let conference = hostile();
    let text = markdown::write(&conference.programme(clash()), english());
    assert!(!text.contains("<script") && text.contains("&lt;script&gt;") && text.contains("**⚠ Conflict**"));
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        let bars = row.replace("\\|", "").matches('|').count();
        assert_eq!(bars, 7, "{row}");
    }
}

#[test]
fn pictures_are_documents_in_xml() {
    for conference in [hostile(), ccr2018()] {
        let text = svg::write(&conference.programme(clash()), english());
        let mut reader = quick_xml::Reader::from_str(&text);
        let (mut open, mut boxes) = (0i32, 0);
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Start(tag) => {
                    open += 1;
                    boxes += i32::from(tag.name().as_ref() == "rect");
                }
                quick_xml::events::Event::End(_) => open -= 1,
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open, 0);
        assert!(boxes >= 8, "{boxes}");
        assert!(!text.contains("<script"));
    }
}
