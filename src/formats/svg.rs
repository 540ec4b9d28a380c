//! The grid of all days as one picture in SVG: time downwards to scale, rooms side by side, days one below the other.

use maud::html;

use super::programme::{Entry, Grid, Locale, Programme};

/// Hues by kind, as on the page.
const HUES: [u32; 12] = [215, 28, 150, 280, 190, 340, 50, 100, 245, 0, 170, 310];
/// Pixels.
const COLUMN: usize = 170;
const TIME: usize = 64;
const MARGIN: usize = 24;
const HEAD: usize = 76;
/// The least height of a row; longer stretches are higher.
const ROW: usize = 64;
/// Width of a letter of titles and of what stands below them; wider than most, so that what fits by count does fit.
const LETTER: usize = 9;
const SMALL_LETTER: usize = 6;
/// Height of what is said of a session: two lines of title, one of the rest.
const ENTRY: usize = 50;

/// The picture.
#[must_use]
pub fn write(programme: &Programme<'_>, locale: &Locale) -> String {
    let grids: Vec<Grid> = programme.days.iter().map(|day| Grid::new(programme, &day.entries)).collect();
    let height = |grid: &Grid| grid.rows.iter().map(|&(from, to)| row_height(to - from)).sum::<usize>();
    let widest = grids.iter().map(|grid| grid.columns.len()).max().unwrap_or(1);
    let width = 2 * MARGIN + TIME + widest * COLUMN;
    let total = 2 * MARGIN + 40 + grids.iter().map(|grid| HEAD + height(grid)).sum::<usize>();
    let mut top = MARGIN + 40;
    let mut tops = Vec::new();
    for grid in &grids {
        tops.push(top);
        top += HEAD + height(grid);
    }
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {width} {total}")) width=(width) height=(total)
            role="img" lang=(locale.tag) font-family="system-ui, 'Noto Sans', 'Liberation Sans', sans-serif" font-size="13" fill="#1b1d22" {
            title { (programme.title(locale)) }
            rect width="100%" height="100%" fill="#fff" {}
            text x=(MARGIN) y=(MARGIN + 18) font-size="22" font-weight="700" { (programme.title(locale)) }
            @for ((day, grid), top) in programme.days.iter().zip(&grids).zip(&tops) {
                g transform=(format!("translate({MARGIN} {top})")) {
                    text y="26" font-size="17" font-weight="700" { (programme.day_title(day, locale)) }
                    @for (column, &room) in grid.columns.iter().enumerate() {
                        text font-weight="600" font-size="12" {
                            @for (line, text) in two_lines(&programme.room_name(room, locale), (COLUMN - 8) / LETTER).into_iter().enumerate() {
                                tspan x=(TIME + column * COLUMN + 4) y=(44 + 14 * line) { (text) }
                            }
                        }
                    }
                    (day_grid(programme, locale, grid))
                }
            }
        }
    };
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", picture.into_string())
}

/// To scale, within bounds: a pixel for two minutes from an hour and a half on.
fn row_height(minutes: i32) -> usize {
    ROW + usize::try_from(minutes.saturating_sub(60).clamp(0, 240) / 4).unwrap_or_default()
}

/// A text cut to so many letters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// A text on one line or two, broken between words.
fn two_lines(text: &str, most: usize) -> Vec<String> {
    if text.chars().count() <= most {
        return vec![text.to_owned()];
    }
    let mut first = String::new();
    for word in text.split_inclusive([' ', '-']) {
        if first.chars().count() + word.trim_end().chars().count() > most {
            break;
        }
        first.push_str(word);
    }
    let rest = cut(&text[first.len()..], most);
    if first.is_empty() { vec![rest] } else { vec![first.trim_end().to_owned(), rest] }
}

fn day_grid(programme: &Programme<'_>, locale: &Locale, grid: &Grid) -> maud::Markup {
    let mut edges = vec![HEAD - 12];
    for &(from, to) in &grid.rows {
        edges.push(edges.last().copied().unwrap_or_default() + row_height(to - from));
    }
    let mut told: Vec<usize> = Vec::new();
    html! {
        @for cell in &grid.cells {
            @let first = &programme.entries[cell.entries[0]];
            @let (y, bottom) = (edges[cell.row], edges[cell.row + cell.rows]);
            @let width = cell.columns * COLUMN - 4;
            @let (x, height) = (TIME + cell.column * COLUMN, bottom - y - 4);
            @let hue = HUES[first.kind % HUES.len()];
            @if told.last() != Some(&y) {
                ({ told.push(y); "" })
                text y=(y + 17) font-weight="600" { (first.start.clock()) }
            }
            rect x=(x) y=(y) width=(width) height=(height) rx="4" fill=(format!("hsl({hue} 62% 94%)")) {}
            rect x=(x) y=(y) width="4" height=(height) rx="2" fill=(format!("hsl({hue} 62% 42%)")) {}
            @for (number, &position) in cell.entries.iter().enumerate().take((height / ENTRY).max(1)) {
                @let entry = &programme.entries[position];
                @let mark = if entry.conflicts.is_empty() { "" } else { "⚠ " };
                @let lines = two_lines(&format!("{mark}{}", programme.session_title(entry, locale)), (width - 14) / LETTER);
                @let below = lines.len();
                @let top = y + 17 + ENTRY * number;
                text x=(x + 10) font-weight="600" fill=(if mark.is_empty() { "#1b1d22" } else { "#a4121c" }) {
                    title { (programme.session_title(entry, locale)) ", " (entry.span()) ", " (programme.room_name(entry.room, locale)) }
                    @for (line, text) in lines.into_iter().enumerate() {
                        tspan x=(x + 10) y=(top + 15 * line) { (text) }
                    }
                }
                text x=(x + 10) y=(top + 15 * below) font-size="11" fill="#565b66" {
                    (cut(&small_print(programme, entry, locale, cell.columns > 1), (width - 14) / SMALL_LETTER))
                }
            }
        }
    }
}

/// What stands below a title: languages first, since they matter most where little fits.
fn small_print(programme: &Programme<'_>, entry: &Entry<'_>, locale: &Locale, across: bool) -> String {
    let room = if across { programme.room_name(entry.room, locale) } else { String::new() };
    let parts = [entry.span(), entry.languages(), room, programme.kind_name(entry.kind, locale)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
