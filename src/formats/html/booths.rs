//! The sheet of booths, for technicians and for the doors of booths: who sits where when, and where mobile booths stand.

use maud::{Markup, html};

use super::{booth, booth_of, colour, link, team, work};
use crate::formats::programme::{Entry, Locale, Programme, clean};

/// By room, day by day; then the mobile booths, with the places where they stand.
pub(super) fn render(programme: &Programme<'_>, locale: &Locale) -> Markup {
    let labels = &locale.labels;
    html! {
        @for (room, positions) in programme.by_room() {
            @let staffed: Vec<&Entry<'_>> = positions.iter().map(|&at| &programme.entries[at])
                .filter(|entry| entry.staffing.is_some_and(|staffing| !staffing.booths.is_empty())).collect();
            @if !staffed.is_empty() {
                @let id = format!("{}-booths-{}", locale.tag, room.map_or_else(|| "none".to_owned(), |room| room.to_string()));
                section class="person" aria-labelledby=(id) {
                    h3 id=(id) { (programme.room_name(room, locale)) }
                    @for (number, day) in programme.days.iter().enumerate() {
                        @let here: Vec<&Entry<'_>> = staffed.iter().copied().filter(|entry| entry.day == number).collect();
                        @if !here.is_empty() {
                            table {
                                caption { (programme.day_title(day, locale)) }
                                thead class="heard" {
                                    tr {
                                        th scope="col" { (labels.time) } th scope="col" { (labels.session) } th scope="col" { (labels.work) }
                                        th scope="col" { (labels.booth) } th scope="col" { (labels.turns) }
                                    }
                                }
                                tbody { @for entry in here { (rows(programme, entry, locale)) } }
                            }
                        }
                    }
                }
            }
        }
        @for (number, mobile) in programme.file.booth_plan.iter().enumerate() {
            @let id = format!("{}-mobile-{number}", locale.tag);
            section class="person" aria-labelledby=(id) {
                h3 id=(id) { (booth(&mobile.booth, locale)) }
                table {
                    caption { (labels.set_up) }
                    thead class="heard" { tr { th scope="col" { (labels.set_up) } th scope="col" { (labels.room) } } }
                    tbody {
                        @for stand in &mobile.stands {
                            @let room = programme.instance.rooms.iter().position(|room| room.id.0 == stand.room);
                            tr {
                                td class="time" { (moment(&stand.from, locale)) " – " (moment(&stand.to, locale)) }
                                td { (programme.room_name(room, locale)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A row for each booth of a session; time and title stand once.
fn rows(programme: &Programme<'_>, entry: &Entry<'_>, locale: &Locale) -> Markup {
    html! {
        @let booths = entry.staffing.map_or(&[][..], |staffing| staffing.booths.as_slice());
        @for (number, place) in booths.iter().enumerate() {
            // Turns name everybody who works in it.
            @let turns: Vec<String> = place.turns.iter().map(|turn| format!("{}–{} {}", turn.from, turn.to, turn.person)).collect();
            @let lines = if turns.is_empty() { team(place) } else { turns };
            tr class=(colour(entry.kind)) {
                @if number == 0 {
                    @let rows = (booths.len() > 1).then_some(booths.len());
                    td class="time" rowspan=[rows] { (entry.span()) }
                    td class="what" rowspan=[rows] { (link(programme, entry, locale)) }
                }
                td class="work" { (work(&place.work)) }
                td class="where" { (booth_of(place, locale)) }
                td class="turns" { @for line in &lines { p { (clean(line)) } } }
            }
        }
    }
}

/// `Thursday 7 June 2018, 12:45` of `2018-06-07T12:45`.
fn moment(text: &str, locale: &Locale) -> String {
    let Some((date, clock)) = text.split_once('T') else { return text.to_owned() };
    date.parse().map_or_else(|_| text.replace('T', " "), |date| format!("{}, {clock}", locale.date(date)))
}
