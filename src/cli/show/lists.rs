//! The timetable as lists: by room, person, kind or language.

use super::board::{Board, Day, Entry};
use crate::cli::terminal::{Paint, columns, pad, wrap};

/// What happens in each room.
pub(super) fn by_room(board: &Board, width: usize, paint: Paint) -> String {
    let mut lists = Vec::new();
    for (number, room) in board.rooms.iter().enumerate() {
        lists.push((room.clone(), lines(board, |entry| (entry.room == Some(number)).then(|| remarks(board, entry)))));
    }
    let elsewhere = lines(board, |entry| entry.room.is_none().then(|| remarks(board, entry)));
    lists.push(("Outside the rooms".to_owned(), elsewhere));
    render(board, &lists, width, paint)
}

/// Where each speaker and chair has to be.
pub(super) fn by_person(board: &Board, width: usize, paint: Paint) -> String {
    let mut lists = Vec::new();
    for (number, person) in board.people.iter().enumerate() {
        let here = |entry: &Entry| {
            let role = entry.people.iter().find(|(person, _)| *person == number)?.1;
            Some(joined(&[role.to_owned(), room(board, entry)]))
        };
        lists.push((person.clone(), lines(board, here)));
    }
    render(board, &lists, width, paint)
}

/// The sessions of each kind.
pub(super) fn by_kind(board: &Board, width: usize, paint: Paint) -> String {
    let mut lists = Vec::new();
    for (number, kind) in board.kinds.iter().enumerate() {
        let here =
            |entry: &Entry| (entry.kind == Some(number)).then(|| joined(&[room(board, entry), entry.languages()]));
        lists.push((kind.title.clone(), lines(board, here)));
    }
    render(board, &lists, width, paint)
}

/// What can be followed in each language: spoken on the floor, or interpreted.
pub(super) fn by_language(board: &Board, width: usize, paint: Paint) -> String {
    let mut lists = Vec::new();
    for language in &board.languages {
        let here = |entry: &Entry| {
            let how = match (entry.floor.contains(language), entry.into.contains(language)) {
                (true, true) => "floor, interpreted",
                (true, false) => "floor",
                (false, true) => "interpreted",
                (false, false) => return None,
            };
            Some(joined(&[how.to_owned(), room(board, entry)]))
        };
        lists.push((language.to_uppercase(), lines(board, here)));
    }
    render(board, &lists, width, paint)
}

fn room(board: &Board, entry: &Entry) -> String {
    entry.room.map_or(String::new(), |room| board.rooms[room].clone())
}

fn remarks(board: &Board, entry: &Entry) -> String {
    joined(&[entry.kind.map_or(String::new(), |kind| board.kinds[kind].short.clone()), entry.languages()])
}

pub(super) fn joined(parts: &[String]) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
}

/// A line of a list: day, time, title, kind, remarks.
pub(super) struct Line {
    pub(super) when: String,
    pub(super) title: String,
    pub(super) kind: Option<usize>,
    pub(super) remarks: String,
}

/// The lines of what `remarks` has something to say about, in order of time.
fn lines(board: &Board, remarks: impl Fn(&Entry) -> Option<String>) -> Vec<Line> {
    let day_width = board.days.iter().map(|day| columns(&day.id)).max().unwrap_or(0);
    let of_day = |day: &Day, entry: &Entry| {
        let when = format!("{} {}", pad(&day.id, day_width), entry.span());
        Some(Line { when, title: entry.title.clone(), kind: entry.kind, remarks: remarks(entry)? })
    };
    board.days.iter().flat_map(|day| day.entries.iter().filter_map(move |entry| of_day(day, entry))).collect()
}

/// Lists with their names; those without lines are left out.
pub(super) fn render(board: &Board, lists: &[(String, Vec<Line>)], width: usize, paint: Paint) -> String {
    let mut out = format!("{}\n", paint.bold(&board.title));
    let all = || lists.iter().flat_map(|(_, lines)| lines);
    let when = all().map(|line| columns(&line.when)).max().unwrap_or(0);
    let widest =
        |text: fn(&Line) -> &str, most: usize| all().map(|line| columns(text(line))).max().unwrap_or(0).min(most);
    let free = width.saturating_sub(when + 2 + 2 + 2).max(20);
    // Remarks get half, and what titles leave of the other half.
    let remarks = widest(|line| &line.remarks, (free - widest(|line| &line.title, free)).max(free / 2));
    let title = widest(|line| &line.title, free - remarks);
    for (name, lines) in lists.iter().filter(|(_, lines)| !lines.is_empty()) {
        out.push_str(&format!("\n{}\n", paint.bold(name)));
        for line in lines {
            let titles = wrap(&line.title, title, usize::MAX);
            let notes = wrap(&line.remarks, remarks, usize::MAX);
            for number in 0..titles.len().max(notes.len()).max(1) {
                let time = if number == 0 { line.when.as_str() } else { "" };
                let text = pad(titles.get(number).map_or("", String::as_str), title);
                let text = line.kind.map_or_else(|| text.clone(), |kind| paint.colour(kind, &text));
                let note = notes.get(number).map_or(String::new(), |note| paint.dim(note));
                let whole = format!("  {}  {text}  {note}", pad(time, when));
                out.push_str(whole.trim_end());
                out.push('\n');
            }
        }
    }
    out.push('\n');
    out
}
