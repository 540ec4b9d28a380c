//! The HTML programme.

use plenary::formats::html;
use plenary::formats::programme::{Grid, Locale, Square, locale::LOCALES};

use super::{ccr2018, clash, hostile};

fn locale(tag: &str) -> &'static Locale {
    Locale::find(tag).expect("there is one")
}

/// How often tags open and close; void elements never close.
fn balanced(page: &str) {
    const VOID: [&str; 2] = ["meta", "!DOCTYPE"];
    let mut open: Vec<&str> = Vec::new();
    for part in page.split('<').skip(1) {
        let tag = part.split('>').next().expect("a tag ends");
        let name = tag.split_whitespace().next().expect("a tag has a name");
        match name.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "{part}"),
            None if VOID.contains(&name) => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn what_is_in_titles_stays_text() {
    let conference = hostile();
    let page = html::write(&conference.programme(clash()), LOCALES);
    assert!(!page.contains("<script"), "there is no script at all");
    assert!(!page.contains(['\u{202e}', '\u{0}']));
    assert!(page.contains("&lt;script&gt;alert"), "the text is shown");
    balanced(&page);
}

#[test]
fn a_page_needs_nothing_else() {
    let conference = ccr2018();
    let page = html::write(&conference.programme(Vec::new()), LOCALES);
    for outside in ["http:", "https:", "//", "<link", "<script", "@import", "url(", " src="] {
        assert!(!page.contains(outside), "{outside}");
    }
    balanced(&page);
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let distinct: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "ids are unique");
    for target in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(distinct.contains(target), "a link leads to #{target}");
    }
    for (tag, word) in [("en", "Interpreters"), ("fr", "Interprètes"), ("es", "Intérpretes")] {
        assert!(page.contains(&format!("<header lang=\"{tag}\">")));
        assert!(page.contains(word));
    }
    for session in &conference.instance.sessions {
        assert!(page.contains(&format!("id=\"fr-s-{}\"", session.id)), "{}", session.id);
    }
    assert!(page.contains("Langue parlée") && page.contains("langue des signes américaine (ASL)"));
    assert!(!page.contains("class=\"view conflicts\""), "there is nothing wrong");
}

#[test]
fn conflicts_are_marked_where_they_are() {
    let conference = hostile();
    let page = html::write(&conference.programme(clash()), &[locale("en")]);
    let article = |id: &str| {
        let from = page.find(&format!("id=\"en-s-{id}\"")).expect("it is listed");
        page[from..].split("</article>").next().expect("it ends")
    };
    assert!(article("a").contains("class=\"conflict\""));
    assert!(article("b").contains("both in the hall"));
    assert!(!article("c").contains("conflict"));
    assert!(page.contains("class=\"view conflicts\""));
    assert!(page.contains("Left out"), "what does not take place is said");
}

#[test]
fn cells_cover_what_sessions_cover() {
    let conference = hostile();
    let programme = conference.programme(Vec::new());
    let saturday = Grid::new(&programme, &programme.days[0].entries);
    // Borders at 9:00, 9:15, 9:30, 9:45, 10:00, 10:15, then nothing, then 11:00 to 12:00.
    assert_eq!(saturday.columns, [Some(0), Some(1)]);
    assert_eq!(saturday.rows.len(), 6);
    let shapes: Vec<_> = saturday
        .cells
        .iter()
        .map(|cell| (cell.row, cell.rows, cell.column, cell.columns, cell.entries.len()))
        .collect();
    let together = (0, 5, 0, 1, 2);
    assert_eq!(shapes, [together, (1, 2, 1, 1, 1), (5, 1, 0, 2, 1)], "a and b overlap; d goes across");
    assert_eq!(saturday.at(0, 1), Square::Free);
    assert_eq!(saturday.at(2, 1), Square::Covered);
}

#[test]
fn the_night_on_which_the_clock_goes_back_is_told_by_the_clock() {
    let conference = hostile();
    let programme = conference.programme(Vec::new());
    let night = programme.entries.iter().find(|entry| entry.id() == "night").expect("it is placed");
    assert_eq!(night.span(), "01:00–03:00");
    assert_eq!(night.end.instant.as_second() - night.start.instant.as_second(), 180 * 60);
}

#[test]
fn a_large_conference_is_written() {
    let sessions: Vec<_> = (0..4_000)
        .map(
            |n| serde_json::json!({"id": format!("s{n}"), "title": format!("Talk {n}"), "kind": "talk", "minutes": 15}),
        )
        .collect();
    let rooms: Vec<_> = (0..80).map(|n| serde_json::json!({"id": format!("r{n}"), "seats": 10})).collect();
    let instance = serde_json::json!({
        "format": "plenary-instance/1", "id": "large", "title": "Large", "time_zone": "UTC",
        "days": [{"id": "d", "date": "2030-01-01"}], "kinds": [{"id": "talk"}],
        "slots": [{"id": "s", "day": "d", "start": "08:00", "end": "20:30", "every": 15}],
        "rooms": rooms, "sessions": sessions
    });
    let placed: Vec<(String, String, String)> = (0..4_000)
        .map(|n| {
            let minute = 480 + n / 80 * 15;
            (format!("s{n}"), format!("2030-01-01T{:02}:{:02}", minute / 60, minute % 60), format!("r{}", n % 80))
        })
        .collect();
    let placed: Vec<_> = placed.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
    let conference = super::Conference::new(instance, &placed);
    let page = html::write(&conference.programme(Vec::new()), &[locale("en")]);
    assert_eq!(page.matches("<article").count(), 4_000);
    let grid = page.split("class=\"view list\"").next().expect("the grid comes first");
    assert_eq!(grid.matches("<td></td>").count(), 0);
}
