//! Calendars.

use jiff::Timestamp;
use plenary::formats::icalendar::{By, Published, Selection, by, whole, write};
use plenary::formats::programme::{Locale, Programme};

use super::{ccr2018, hostile};

fn english() -> &'static Locale {
    Locale::find("en").expect("there is one")
}

fn stamp() -> Timestamp {
    "2030-01-01T00:00:00Z".parse().expect("a moment")
}

fn calendar(programme: &Programme<'_>, previous: Option<&str>) -> String {
    let previous = previous.map(|text| Published::read(text).expect("readable"));
    write(programme, &whole(programme, english()), english(), previous.as_ref(), stamp())
}

/// The lines of an event, unfolded.
fn event(calendar: &str, session: &str) -> Vec<String> {
    let text = calendar.replace("\r\n ", "");
    let events = text.split("BEGIN:VEVENT").skip(1);
    let found = events.filter(|event| event.contains(&format!("UID:{session}@"))).collect::<Vec<_>>();
    assert_eq!(found.len(), 1, "{session}");
    found[0].lines().map(str::to_owned).collect()
}

fn has(calendar: &str, session: &str, line: &str) -> bool {
    event(calendar, session).iter().any(|known| known == line)
}

#[test]
fn lines_are_short_and_nothing_breaks_out_of_a_value() {
    let conference = hostile();
    let text = calendar(&conference.programme(Vec::new()), None);
    assert_eq!(text.replace("\r\n", "").matches(['\r', '\n']).count(), 0);
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 5, "one for each session, none from a title");
    assert!(event(&text, "a").iter().any(|line| line.starts_with("SUMMARY:=1+1</td>") && line.contains("\\,\\;\\\\")));
}

#[test]
fn moments_are_right_on_the_night_on_which_the_clock_goes_back() {
    let conference = hostile();
    let text = calendar(&conference.programme(Vec::new()), None);
    // One o'clock in summer time; three hours later it is three o'clock in winter time.
    assert!(has(&text, "night", "DTSTART:20301026T230000Z"));
    assert!(has(&text, "night", "DTEND:20301027T020000Z"));
    assert!(has(&text, "a", "DTSTART:20301026T070000Z"));
}

#[test]
fn what_changes_is_numbered_and_what_goes_is_cancelled() {
    let before = hostile();
    let first = calendar(&before.programme(Vec::new()), None);
    assert_eq!(calendar(&before.programme(Vec::new()), Some(&first)), first, "nothing has changed");
    let mut file = before.file.clone();
    file.placements.retain(|placed| placed.session != "c");
    let moved = file.placements.iter_mut().find(|placed| placed.session == "b").expect("it is placed");
    moved.start = "2030-10-26T14:00".into();
    moved.end = None;
    let after = super::Conference::of(before.instance.clone(), file);
    let second = calendar(&after.programme(Vec::new()), Some(&first));
    assert!(has(&second, "a", "SEQUENCE:0") && has(&second, "a", "STATUS:CONFIRMED"));
    assert!(has(&second, "b", "SEQUENCE:1") && has(&second, "b", "DTSTART:20301026T120000Z"));
    assert!(has(&second, "c", "SEQUENCE:1") && has(&second, "c", "STATUS:CANCELLED"));
    let third = calendar(&after.programme(Vec::new()), Some(&second));
    assert_eq!(third, second, "what is cancelled stays cancelled");
    let fourth = calendar(&before.programme(Vec::new()), Some(&third));
    assert!(has(&fourth, "c", "SEQUENCE:2") && has(&fourth, "c", "STATUS:CONFIRMED"), "it takes place after all");
}

#[test]
fn everybody_has_their_own() {
    let conference = ccr2018();
    let programme = conference.programme(Vec::new());
    let ids = |list: &[Selection]| list.iter().map(|of| of.id.clone()).collect::<Vec<_>>();
    assert!(ids(&by(&programme, By::Room, english())).contains(&"hall".to_owned()));
    let speakers = by(&programme, By::Speaker, english());
    assert_eq!(speakers.iter().map(|of| of.entries.len()).sum::<usize>(), {
        let people = programme.entries.iter().map(|entry| entry.people.len());
        people.sum::<usize>()
    });
    let interpreters = by(&programme, By::Interpreter, Locale::find("fr").expect("there is one"));
    let notes = &interpreters[0].entries[0].1;
    assert!(notes[0].starts_with("Travail") && notes[0].contains('→'), "{notes:?}");
    assert_eq!(by(&programme, By::Attendee, english()).len(), conference.instance.attendees.len());
    let text = write(&programme, &interpreters[0], english(), None, stamp());
    assert!(text.contains(&format!(".{}@ccr2018.plenary", interpreters[0].id)), "work has identifiers of its own");
}

#[test]
fn other_files_are_refused() {
    for text in ["", "{}", "BEGIN:VEVENT", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR"] {
        assert!(Published::read(text).is_err(), "{text}");
    }
}
