//! Tables of the days: rooms × times.

use maud::{Markup, html};

use super::{colour, languages, link, mark};
use crate::formats::programme::{Cell, Grid, Locale, Programme, Square};

/// Rooms side by side in one table; more go into further tables, which is also how they fit on paper.
const MOST_COLUMNS: usize = 10;

pub(super) fn render(programme: &Programme<'_>, locale: &Locale) -> Markup {
    html! {
        (legend(programme, locale))
        @for (number, day) in programme.days.iter().enumerate() {
            @let id = format!("{}-grid-{number}", locale.tag);
            @let grid = Grid::new(programme, &day.entries);
            @let tables = grid.columns.len().div_ceil(MOST_COLUMNS).max(1);
            @let wide = grid.columns.len().div_ceil(tables).max(1);
            section class="day" aria-labelledby=(id) {
                h3 id=(id) { (programme.day_title(day, locale)) }
                @for table in 0..tables {
                    @let columns = table * wide..((table + 1) * wide).min(grid.columns.len());
                    div class="scroll" tabindex="0" role="group" aria-labelledby=(id) {
                        (self::table(programme, locale, &grid, columns, &programme.day_title(day, locale)))
                    }
                }
            }
        }
    }
}

fn legend(programme: &Programme<'_>, locale: &Locale) -> Markup {
    let mut kinds: Vec<usize> = programme.entries.iter().map(|entry| entry.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    html! {
        ul class="legend" aria-label=(locale.labels.legend) {
            @for kind in kinds {
                li class=(colour(kind)) { (programme.kind_name(kind, locale)) }
            }
        }
    }
}

fn table(
    programme: &Programme<'_>,
    locale: &Locale,
    grid: &Grid,
    columns: std::ops::Range<usize>,
    day: &str,
) -> Markup {
    // A cell that goes right across begins in the first column only; further tables repeat it.
    let begins = |row: usize, column: usize| match grid.at(row, column) {
        Square::Begins(number) => Some(&grid.cells[number]),
        Square::Covered if column == columns.start => {
            grid.cells.iter().find(|cell| cell.row == row && cell.columns > 1 && cell.column < column)
        }
        _ => None,
    };
    html! {
        table {
            caption class="heard" { (day) }
            thead {
                tr {
                    th scope="col" class="time" { (locale.labels.time) }
                    @for &room in &grid.columns[columns.clone()] {
                        th scope="col" { (programme.room_name(room, locale)) }
                    }
                }
            }
            tbody {
                @for (row, &(from, to)) in grid.rows.iter().enumerate() {
                    tr {
                        th scope="row" class="time" { (clock(programme, from)) span class="until" { "–" (clock(programme, to)) } }
                        @for column in columns.clone() {
                            @if let Some(cell) = begins(row, column) {
                                (self::cell(programme, locale, cell, columns.len()))
                            } @else if grid.at(row, column) == Square::Free {
                                td {}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The clock at a border of rows: that of the entry that begins or ends there.
fn clock(programme: &Programme<'_>, minute: crate::problem::Minute) -> String {
    let at = programme.entries.partition_point(|entry| entry.start.minute < minute);
    let starts =
        programme.entries.get(at).filter(|entry| entry.start.minute == minute).map(|entry| entry.start.clock());
    let ends = || programme.entries[..at].iter().rev().find(|entry| entry.end.minute == minute);
    starts.or_else(|| ends().map(|entry| entry.end.clock())).unwrap_or_default()
}

fn cell(programme: &Programme<'_>, locale: &Locale, cell: &Cell, columns: usize) -> Markup {
    let across = cell.columns > 1;
    let wide = if across { columns } else { 1 };
    let first = cell.entries.first().map(|&position| &programme.entries[position]);
    let class = format!(
        "{}{}",
        first.map_or_else(String::new, |entry| colour(entry.kind)),
        if across { " across" } else { "" }
    );
    html! {
        td class=(class) rowspan=[(cell.rows > 1).then_some(cell.rows)] colspan=[(wide > 1).then_some(wide)] {
            @for &position in &cell.entries {
                @let entry = &programme.entries[position];
                div class=(format!("s {}", colour(entry.kind))) {
                    @if cell.rows > 1 || cell.entries.len() > 1 { p class="m" { (entry.span()) } }
                    p { (link(programme, entry, locale)) }
                    p class="m" {
                        span class="kind" { (programme.kind_name(entry.kind, locale)) }
                        @if across { span { (programme.room_name(entry.room, locale)) } }
                        (languages(programme, entry, locale))
                    }
                    (mark(entry, locale))
                }
            }
        }
    }
}
