//! Lists: everything, by room, by person, by interpreter, and what is wrong.

use maud::{Markup, html};

use super::{colour, languages, link, mark, span};
use crate::formats::programme::{Entry, Locale, Programme, Role, clean, short_tag, titled};
use crate::formats::timetable_json::{Booth, Place, Roster, RosterDay, RosterShift};

/// Everything, day by day.
pub(super) fn all(programme: &Programme<'_>, locale: &Locale) -> Markup {
    html! {
        @for (number, day) in programme.days.iter().enumerate() {
            @let id = format!("{}-list-{number}", locale.tag);
            section class="day" aria-labelledby=(id) {
                h3 id=(id) { (programme.day_title(day, locale)) }
                @for &position in &day.entries {
                    (article(programme, &programme.entries[position], locale))
                }
            }
        }
        @if !programme.file.left_out.is_empty() {
            section class="day" {
                h3 { (locale.labels.left_out) }
                ul {
                    @for id in &programme.file.left_out {
                        @let session = programme.instance.sessions.iter().find(|session| session.id.0 == *id);
                        li { (titled(session.map(|session| &session.title), id, locale)) }
                    }
                }
            }
        }
    }
}

fn article(programme: &Programme<'_>, entry: &Entry<'_>, locale: &Locale) -> Markup {
    let id = format!("{}-s-{}", locale.tag, entry.id());
    let labels = &locale.labels;
    let track = programme.track_name(entry, locale);
    let people = [(labels.speakers, Role::Speaker), (labels.chairs, Role::Chair)];
    let names = |tags: Vec<&str>| -> String {
        let names: Vec<String> = tags.into_iter().map(|tag| locale.language(tag)).collect();
        names.join(", ")
    };
    let subtitle = entry.session.subtitle.as_ref().map(|text| titled(Some(text), "", locale)).unwrap_or_default();
    html! {
        article class=(format!("e {}", colour(entry.kind))) id=(id) {
            p class="when" { (span(entry)) }
            div {
                h4 { (programme.session_title(entry, locale)) }
                @if !subtitle.is_empty() { p class="sub" { (subtitle) } }
                p class="m" {
                    span class="kind" { (programme.kind_name(entry.kind, locale)) }
                    span class="room" { (programme.room_name(entry.room, locale)) }
                    @if !track.is_empty() { span { (track) } }
                }
                dl {
                    @for (label, role) in people {
                        @let names = programme.names(entry, role);
                        @if !names.is_empty() { div { dt { (label) } dd { (names.join(", ")) } } }
                    }
                    @if !entry.floor().is_empty() { div { dt { (labels.floor) } dd { (names(entry.floor())) } } }
                    @if !entry.channels().is_empty() { div { dt { (labels.channels) } dd { (names(entry.channels())) } } }
                }
                @for &number in &entry.conflicts {
                    p class="wrong" { strong class="conflict" { (labels.conflict) } " "
                        span lang="en" { (clean(&programme.conflicts[number].message)) } }
                }
            }
        }
    }
}

/// A sign for the door of each room.
pub(super) fn rooms(programme: &Programme<'_>, locale: &Locale) -> Markup {
    let labels = &locale.labels;
    html! {
        @for (room, positions) in programme.by_room() {
            @let id = format!("{}-room-{}", locale.tag, room.map_or_else(|| "none".to_owned(), |room| room.to_string()));
            section class="sign" aria-labelledby=(id) {
                h3 id=(id) { (programme.room_name(room, locale)) }
                @for (number, day) in programme.days.iter().enumerate() {
                    @let here: Vec<&Entry<'_>> = positions.iter().map(|&at| &programme.entries[at]).filter(|entry| entry.day == number).collect();
                    @if !here.is_empty() {
                        table {
                            caption { (programme.day_title(day, locale)) }
                            thead class="heard" { tr { th scope="col" { (labels.time) } th scope="col" { (labels.session) } th scope="col" { (labels.languages) } } }
                            tbody {
                                @for entry in here {
                                    tr class=(colour(entry.kind)) {
                                        th scope="row" class="time" { (entry.span()) }
                                        td {
                                            p { (link(programme, entry, locale)) }
                                            p class="m" { span class="kind" { (programme.kind_name(entry.kind, locale)) } }
                                            (mark(entry, locale))
                                        }
                                        td { (languages(programme, entry, locale)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where everybody who speaks or chairs has to be.
pub(super) fn people(programme: &Programme<'_>, locale: &Locale) -> Markup {
    let labels = &locale.labels;
    html! {
        @for (person, entries) in programme.by_person() {
            div class="person" {
                h3 { (programme.person_name(person)) }
                ul {
                    @for (position, role) in entries {
                        @let entry = &programme.entries[position];
                        // The spaces are for those who listen, or copy; what is seen stands in columns.
                        li class=(colour(entry.kind)) {
                            span { (programme.day_title(&programme.days[entry.day], locale)) } " "
                            span class="time" { (entry.span()) } " "
                            span { (link(programme, entry, locale)) " " (mark(entry, locale)) } " "
                            span { (programme.room_name(entry.room, locale)) } " "
                            span { (if role == Role::Speaker { labels.speaker } else { labels.chair }) }
                        }
                    }
                }
            }
        }
    }
}

/// The days of interpreters.
pub(super) fn interpreters(programme: &Programme<'_>, locale: &Locale) -> Markup {
    let at = programme.positions();
    let labels = &locale.labels;
    html! {
        @for (number, roster) in programme.file.rosters.iter().enumerate() {
            @let id = format!("{}-interpreter-{number}", locale.tag);
            section class="person" aria-labelledby=(id) {
                h3 id=(id) { (clean(&roster.person)) }
                @for day in &roster.days {
                    table {
                        caption { (day_line(programme, day, locale)) }
                        thead class="heard" {
                            tr {
                                th scope="col" { (labels.time) } th scope="col" { (labels.session) } th scope="col" { (labels.room) }
                                th scope="col" { (labels.work) } th scope="col" { (labels.booth) } th scope="col" { (labels.turns) }
                            }
                        }
                        tbody {
                            @for shift in &day.shifts {
                                @if let Some(&position) = at.get(shift.session.as_str()) {
                                    (self::shift(programme, &programme.entries[position], roster, shift, locale))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `Thursday 7 June · Present 08:30–17:30`.
fn day_line(programme: &Programme<'_>, day: &RosterDay, locale: &Locale) -> String {
    let title = programme.days.iter().find(|known| Some(&known.id) == day.day.as_ref());
    let title = title.map_or_else(
        || day.from.split('T').next().unwrap_or_default().to_owned(),
        |of| programme.day_title(of, locale),
    );
    let clock = |text: &str| text.split('T').nth(1).unwrap_or_default().to_owned();
    format!("{title} · {} {}–{}", locale.labels.present, clock(&day.from), clock(&day.to))
}

fn shift(
    programme: &Programme<'_>,
    entry: &Entry<'_>,
    roster: &Roster,
    shift: &RosterShift,
    locale: &Locale,
) -> Markup {
    let booths = entry.staffing.iter().flat_map(|staffing| &staffing.booths);
    let turns = booths.filter(|booth| booth.work == shift.work).flat_map(|booth| &booth.turns);
    let turns: Vec<String> =
        turns.filter(|turn| turn.person == roster.person).map(|turn| format!("{}–{}", turn.from, turn.to)).collect();
    html! {
        tr class=(colour(entry.kind)) {
            td class="time" { (entry.span()) }
            td { (link(programme, entry, locale)) }
            td { (programme.room_name(entry.room, locale)) }
            td { (work(&shift.work)) }
            td { (booth(shift.booth.as_deref().unwrap_or_default(), locale)) }
            td { (turns.join(", ")) }
        }
    }
}

/// `EN+ES→FR`.
pub(in crate::formats) fn work(work: &str) -> String {
    let mut out = String::new();
    let mut tag = String::new();
    for c in clean(work).chars().chain(['→']) {
        if matches!(c, '→' | '↔' | '+') {
            out.push_str(&short_tag(&std::mem::take(&mut tag)));
            out.push(c);
        } else {
            tag.push(c);
        }
    }
    out.pop();
    out
}

/// Where somebody sits, in words; a mobile booth with its number.
pub(in crate::formats) fn booth(booth: &str, locale: &Locale) -> String {
    let [built_in, mobile, remote, floor] = locale.labels.places;
    match booth {
        "built-in" => built_in.to_owned(),
        "mobile" => mobile.to_owned(),
        "remote" => remote.to_owned(),
        "floor" => floor.to_owned(),
        other => other.strip_prefix("mobile-").map_or_else(|| clean(other), |number| format!("{mobile} {number}")),
    }
}

/// Where a team of a session works, in words.
pub(in crate::formats) fn booth_of(of: &Booth, locale: &Locale) -> String {
    let [built_in, mobile, remote, floor] = locale.labels.places;
    match (&of.booth, of.place) {
        (Some(number), _) => booth(number, locale),
        (None, Some(Place::BuiltIn)) => built_in.to_owned(),
        (None, Some(Place::Mobile)) => mobile.to_owned(),
        (None, Some(Place::Remote)) => remote.to_owned(),
        (None, Some(Place::Floor)) => floor.to_owned(),
        (None, None) => String::new(),
    }
}

/// Who works in it; a dash for a seat that stays empty.
pub(in crate::formats) fn team(of: &Booth) -> Vec<String> {
    of.team.iter().map(|person| person.as_deref().map_or_else(|| "–".to_owned(), clean)).collect()
}

/// What is wrong.
pub(super) fn conflicts(programme: &Programme<'_>, locale: &Locale) -> Markup {
    let at = programme.positions();
    html! {
        p class="note" { (locale.labels.conflicts_note) }
        ul class="wrongs" {
            @for conflict in &programme.conflicts {
                li {
                    strong class="conflict" { (clean(&conflict.rule)) } " "
                    span lang="en" { (clean(&conflict.message)) }
                    ul {
                        @for &position in conflict.sessions.iter().filter_map(|session| at.get(session.as_str())) {
                            @let entry = &programme.entries[position];
                            li { (link(programme, entry, locale)) " " (programme.day_title(&programme.days[entry.day], locale)) ", " (entry.span()) ", " (programme.room_name(entry.room, locale)) }
                        }
                    }
                }
            }
        }
    }
}
