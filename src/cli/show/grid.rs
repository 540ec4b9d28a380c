//! The grid: a table for each day, rooms × times.
//!
//! A row begins whenever something begins. What has the row to itself, a plenary or a lunch, goes right across. Rooms
//! that do not fit side by side go into further tables below.

use jiff::civil::DateTime;

use super::board::{Board, Day, Entry, clock};
use crate::cli::terminal::{Paint, columns, wrap};

const TIME: usize = 5;
const NARROWEST: usize = 11;
const WIDEST: usize = 34;
const MOST_LINES: usize = 5;

/// All days.
pub(super) fn render(board: &Board, width: usize, paint: Paint) -> String {
    let mut out = format!("{}\n", paint.bold(&board.title));
    for line in legend(board, width, paint) {
        out.push_str(&format!("{line}\n"));
    }
    for day in &board.days {
        out.push_str(&format!("\n{}\n", paint.bold(&day.title)));
        let columns = rooms_in_use(day);
        let fit = ((width.saturating_sub(TIME + 4)) / (NARROWEST + 3)).max(1);
        let blocks = columns.len().div_ceil(fit).max(1);
        for (number, block) in columns.chunks(columns.len().div_ceil(blocks).max(1)).enumerate() {
            out.push_str(&table(board, day, block, number > 0, width, paint));
        }
        if columns.is_empty() {
            out.push_str(&table(board, day, &[], false, width, paint));
        }
    }
    out.push('\n');
    out
}

/// What the letters of kinds stand for.
fn legend(board: &Board, width: usize, paint: Paint) -> Vec<String> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (number, kind) in board.kinds.iter().enumerate() {
        let title = if kind.title == kind.short { String::new() } else { format!(" {}", kind.title) };
        let plain = columns(&kind.short) + columns(&title);
        let text = format!("{}{title}", paint.colour(number, &kind.short));
        match lines.last_mut() {
            Some((used, line)) if *used + 3 + plain <= width => {
                *used += 3 + plain;
                line.push_str(&format!(" · {text}"));
            }
            _ => lines.push((plain, text)),
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The rooms in which something happens that does not go right across.
fn rooms_in_use(day: &Day) -> Vec<Option<usize>> {
    let mut rooms: Vec<Option<usize>> =
        day.entries.iter().filter(|entry| !is_banner(entry, day)).map(|entry| entry.room).collect();
    // Outside the rooms comes last.
    rooms.sort_unstable_by_key(|room| (room.is_none(), *room));
    rooms.dedup();
    rooms
}

/// Whether an entry goes right across: it stops others or has no room, and nothing else runs meanwhile.
fn is_banner(entry: &Entry, day: &Day) -> bool {
    let beside = |other: &&Entry| {
        !std::ptr::eq(entry, *other)
            && (entry.start == other.start || other.runs_at(entry.start) || entry.runs_at(other.start))
    };
    (entry.blocks || entry.room.is_none()) && !day.entries.iter().any(|other| beside(&other))
}

/// A line of a cell and how it looks.
struct Line {
    text: String,
    style: Style,
}

#[derive(Clone, Copy)]
enum Style {
    Kind(usize),
    Plain,
    Dim,
}

impl Line {
    fn painted(&self, width: usize, paint: Paint) -> String {
        let styled = match self.style {
            Style::Kind(kind) => paint.colour(kind, &self.text),
            Style::Plain => self.text.clone(),
            Style::Dim => paint.dim(&self.text),
        };
        format!("{styled}{}", " ".repeat(width.saturating_sub(columns(&self.text))))
    }
}

/// One table; a `further` one of the same day repeats what goes across in a line.
fn table(board: &Board, day: &Day, rooms: &[Option<usize>], further: bool, width: usize, paint: Paint) -> String {
    let count = rooms.len().max(1);
    let cell = (width.saturating_sub(TIME + 4) / count).saturating_sub(3).clamp(8, WIDEST.max(90 / count));
    let across = count * (cell + 3) - 3;
    let mut out = String::new();
    let heads: Vec<Vec<Line>> = rooms
        .iter()
        .map(|room| {
            let name = room.map_or("elsewhere", |room| board.rooms[room].as_str());
            wrap(name, cell, 3).into_iter().map(|text| Line { text, style: Style::Plain }).collect()
        })
        .collect();
    let mut above = rule(&mut out, '┌', '┐', None, Some(&heads), cell, across);
    if !heads.is_empty() {
        row(&mut out, &[], &heads, cell, paint);
    }
    let mut starts: Vec<DateTime> = day.entries.iter().map(|entry| entry.start).collect();
    starts.dedup();
    for start in starts {
        let beginning: Vec<&Entry> = day.entries.iter().filter(|entry| entry.start == start).collect();
        if let [entry] = beginning[..]
            && is_banner(entry, day)
        {
            let mut lines = banner(board, entry, across);
            let mut time = time(entry.start, entry.end);
            if further {
                lines.truncate(1);
                time.truncate(1);
            }
            above = rule(&mut out, '├', '┤', Some(above), None, cell, across);
            row(&mut out, &time, &[lines], across, paint);
            continue;
        }
        let here: Vec<&&Entry> = beginning.iter().filter(|entry| rooms.contains(&entry.room)).collect();
        if here.is_empty() {
            continue;
        }
        let end = here.first().and_then(|entry| entry.end).filter(|end| here.iter().all(|e| e.end == Some(*end)));
        let cells: Vec<Vec<Line>> = rooms
            .iter()
            .map(|&room| {
                let mut lines = Vec::new();
                for entry in beginning.iter().filter(|entry| entry.room == room) {
                    lines.extend(describe(board, entry, end.is_none(), cell));
                }
                let running = day.entries.iter().find(|e| e.room == room && e.start < start && e.runs_at(start));
                if let Some(end) = running.filter(|_| lines.is_empty()).and_then(|running| running.end) {
                    lines.push(Line { text: format!("⋮ to {}", clock(end)), style: Style::Dim });
                }
                lines
            })
            .collect();
        above = rule(&mut out, '├', '┤', Some(above), Some(&cells), cell, across);
        row(&mut out, &time(start, end), &cells, cell, paint);
    }
    rule(&mut out, '└', '┘', Some(above), None, cell, across);
    out
}

/// A horizontal line that joins the row above (its number of cells) with the row below; returns the latter.
fn rule(
    out: &mut String,
    left: char,
    right: char,
    above: Option<usize>,
    below: Option<&[Vec<Line>]>,
    cell: usize,
    across: usize,
) -> usize {
    let below = below.map_or(1, |cells| cells.len().max(1));
    let last = left == '└';
    let up = above.unwrap_or(1);
    let down = if last { 1 } else { below };
    out.push(left);
    out.push_str(&"─".repeat(TIME + 2));
    out.push(match (above.is_some(), last) {
        (false, _) => '┬',
        (true, false) => '┼',
        (true, true) => '┴',
    });
    let cells = up.max(down);
    if cells == 1 {
        out.push_str(&"─".repeat(across + 2));
    } else {
        let joint = match (up > 1, down > 1) {
            (true, true) => '┼',
            (true, false) => '┴',
            _ => '┬',
        };
        let piece = "─".repeat(cell + 2);
        out.push_str(&vec![piece; cells].join(&joint.to_string()));
    }
    out.push(right);
    out.push('\n');
    below
}

fn row(out: &mut String, time: &[Line], cells: &[Vec<Line>], width: usize, paint: Paint) {
    let height = cells.iter().map(Vec::len).chain([time.len()]).max().unwrap_or(0);
    let nothing = Line { text: String::new(), style: Style::Plain };
    for number in 0..height {
        out.push_str(&format!("│ {} │", time.get(number).unwrap_or(&nothing).painted(TIME, paint)));
        for lines in cells {
            out.push_str(&format!(" {} │", lines.get(number).unwrap_or(&nothing).painted(width, paint)));
        }
        out.push('\n');
    }
}

fn time(start: DateTime, end: Option<DateTime>) -> Vec<Line> {
    let mut lines = vec![Line { text: clock(start), style: Style::Plain }];
    lines.extend(end.map(|end| Line { text: clock(end), style: Style::Dim }));
    lines
}

fn style(entry: &Entry) -> Style {
    entry.kind.map_or(Style::Plain, Style::Kind)
}

/// `plen EN⇄FR`, with its end where the row does not say it.
fn remarks(board: &Board, entry: &Entry, with_end: bool) -> String {
    let kind = entry.kind.map_or(String::new(), |kind| board.kinds[kind].short.clone());
    let end = entry.end.filter(|_| with_end).map_or(String::new(), |end| format!("to {}", clock(end)));
    let parts = [kind, entry.languages(), end];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn describe(board: &Board, entry: &Entry, with_end: bool, width: usize) -> Vec<Line> {
    let title = wrap(&entry.title, width, MOST_LINES);
    let mut lines: Vec<Line> = title.into_iter().map(|text| Line { text, style: style(entry) }).collect();
    let remarks = wrap(&remarks(board, entry, with_end), width, 2);
    lines.extend(remarks.into_iter().map(|text| Line { text, style: Style::Dim }));
    lines
}

/// The title in a line, and below it the room, the kind in full and the languages.
fn banner(board: &Board, entry: &Entry, width: usize) -> Vec<Line> {
    let title = wrap(&entry.title, width, 1);
    let mut lines: Vec<Line> = title.into_iter().map(|text| Line { text, style: style(entry) }).collect();
    let room = entry.room.map_or("", |room| &board.rooms[room]);
    let kind = entry.kind.map_or("", |kind| &board.kinds[kind].title);
    let languages = entry.languages();
    let parts = [room, kind, &languages];
    let below = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    lines.extend(wrap(&below, width, 2).into_iter().map(|text| Line { text, style: Style::Dim }));
    lines
}
