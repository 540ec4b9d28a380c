//! The staffing plan as lists: by booth, by interpreter, by audience.

use std::fmt::Write;

use super::board::Board;
use super::lists::{Line, joined, render};
use crate::cli::report::{table, text};
use crate::cli::terminal::{Paint, columns, harmless, pad, wrap};
use crate::formats::timetable_json::{Booth, MobileBooth, Roster, RosterDay, RosterShift, TimetableFile};

/// The booths of each room with their teams, then where each mobile booth stands.
pub(super) fn by_booth(file: &TimetableFile, board: &Board, width: usize, paint: Paint) -> String {
    let rooms = board.rooms.iter().enumerate().map(|(number, name)| (Some(number), name.as_str()));
    let mut lists: Vec<(String, Vec<Line>)> = Vec::new();
    for (room, name) in rooms.chain([(None, "Outside the rooms")]) {
        lists.push((name.to_owned(), booths_in(file, board, room)));
    }
    lists.extend(file.booth_plan.iter().map(|booth| stands(board, booth)));
    if lists.iter().all(|(_, lines)| lines.is_empty()) {
        return format!("{}\n\nNothing is interpreted.\n\n", paint.bold(&board.title));
    }
    render(board, &lists, width, paint)
}

/// A line for each booth of each session in a room.
fn booths_in(file: &TimetableFile, board: &Board, room: Option<usize>) -> Vec<Line> {
    let widest = board.days.iter().map(|day| columns(&day.id)).max().unwrap_or(0);
    let mut lines = Vec::new();
    for day in &board.days {
        for entry in day.entries.iter().filter(|entry| entry.room == room) {
            let interpreted = file.interpretation.iter().find(|interpreted| interpreted.session == entry.id);
            for (number, booth) in interpreted.iter().flat_map(|interpreted| &interpreted.booths).enumerate() {
                let (when, title) = match number {
                    0 => (format!("{} {}", pad(&day.id, widest), entry.span()), entry.title.clone()),
                    _ => Default::default(),
                };
                lines.push(Line { when, title, kind: entry.kind, remarks: in_booth(booth) });
            }
        }
    }
    lines
}

/// `EN→FR · mobile-1 · interpreter-1, interpreter-2`.
fn in_booth(booth: &Booth) -> String {
    let place = booth.booth.clone().or_else(|| booth.place.map(|place| place.name().to_owned()));
    let team: Vec<String> = booth.team.iter().flatten().map(|person| harmless(person)).collect();
    let team = if team.is_empty() { "nobody".to_owned() } else { team.join(", ") };
    let work = if booth.work.is_empty() { booth.into.join("+") } else { booth.work.clone() };
    joined(&[harmless(&work).to_uppercase(), harmless(&place.unwrap_or_default()), team])
}

/// Where a mobile booth stands.
fn stands(board: &Board, booth: &MobileBooth) -> (String, Vec<Line>) {
    let mut lines = Vec::new();
    for stand in &booth.stands {
        let here: Vec<String> =
            stand.sessions.iter().filter_map(|id| board.find(id)).map(|(_, entry)| entry.title.clone()).collect();
        if !here.is_empty() {
            let (title, remarks) = (board.room(&stand.room), here.join(", "));
            lines.push(Line { when: stretch(board, &stand.from, &stand.to), title, kind: None, remarks });
        }
    }
    let times = |moves: u64| if moves == 1 { "once".to_owned() } else { format!("{moves} times") };
    let moves = booth.moves.iter().filter(|moves| board.days.iter().any(|day| day.id == moves.day));
    let moves: Vec<String> = moves.map(|moves| format!("{} on {}", times(moves.moves), harmless(&moves.day))).collect();
    let name = harmless(&booth.booth);
    (if moves.is_empty() { name } else { format!("{name}, set up {}", moves.join(", ")) }, lines)
}

/// `mon 09:00–10:30`, or `mon 09:00 – tue 10:30`.
fn stretch(board: &Board, from: &str, to: &str) -> String {
    let (from, to) = (board.moment(from), board.moment(to));
    match (from.rsplit_once(' '), to.rsplit_once(' ')) {
        (Some((one, _)), Some((other, clock))) if one == other => format!("{from}–{clock}"),
        _ => format!("{from} – {to}"),
    }
}

/// A sheet for each day of each interpreter.
pub(super) fn by_interpreter(file: &TimetableFile, board: &Board, width: usize, paint: Paint) -> String {
    let mut lists: Vec<(String, Vec<Line>)> = Vec::new();
    for roster in &file.rosters {
        for day in &roster.days {
            let lines: Vec<Line> =
                day.shifts.iter().filter_map(|shift| shift_line(file, board, roster, shift)).collect();
            lists.push((sheet(board, roster, day), lines));
        }
    }
    if lists.iter().all(|(_, lines)| lines.is_empty()) {
        return format!("{}\n\nNobody interprets.\n\n", paint.bold(&board.title));
    }
    render(board, &lists, width, paint)
}

/// `interpreter-1 · mon 08:30–17:30 · 150 min in booths · paid 1040, 390 min idle`.
fn sheet(board: &Board, roster: &Roster, day: &RosterDay) -> String {
    let idle = day.idle_minutes.map_or(String::new(), |idle| format!(", {idle} min idle"));
    joined(&[
        harmless(&roster.person),
        stretch(board, &day.from, &day.to),
        format!("{} min in booths", day.minutes),
        day.paid.map_or(String::new(), |paid| format!("paid {paid}{idle}")),
    ])
}

fn shift_line(file: &TimetableFile, board: &Board, roster: &Roster, shift: &RosterShift) -> Option<Line> {
    let (_, entry) = board.find(&shift.session)?;
    let interpreted = file.interpretation.iter().find(|interpreted| interpreted.session == shift.session);
    let booth = interpreted.and_then(|interpreted| interpreted.booths.iter().find(|booth| booth.work == shift.work));
    let turns = booth.iter().flat_map(|booth| &booth.turns).filter(|turn| turn.person == roster.person);
    let turns: Vec<String> = turns.map(|turn| format!("{}–{}", harmless(&turn.from), harmless(&turn.to))).collect();
    let remarks = joined(&[
        shift.room.as_ref().map_or(String::new(), |room| board.room(room)),
        harmless(shift.booth.as_deref().unwrap_or_default()),
        harmless(&shift.work).to_uppercase(),
        if turns.is_empty() { String::new() } else { format!("turns {}", turns.join(" ")) },
    ]);
    Some(Line { when: entry.span(), title: entry.title.clone(), kind: entry.kind, remarks })
}

/// What each audience can follow of what it wishes, and who can follow nothing.
pub(super) fn by_audience(file: &TimetableFile, board: &Board, width: usize, paint: Paint) -> String {
    let mut out = format!("{}\n\n", paint.bold(&board.title));
    if file.inclusion.is_empty() {
        out.push_str("Nobody's languages are known.\n\n");
        return out;
    }
    let languages = |list: &[String]| harmless(&list.join(" ")).to_uppercase();
    let mut lines = table(&["Understand", "People", "Wish", "Can follow", "Share"], &[1, 2, 3, 4], width);
    for of in &file.inclusion {
        let share = of.share.map_or("–".to_owned(), |share| format!("{:.1} %", share * 100.0));
        let numbers = [of.people, of.wished, of.followed].map(|number| number.to_string());
        lines.add_row([vec![languages(&of.languages)], numbers.to_vec(), vec![share]].concat());
    }
    out.push_str(&text(&lines));
    let here = file.shut_out.iter().filter(|shut| shut.sessions.iter().any(|id| board.find(id).is_some()));
    let shut_out: Vec<_> = here.collect();
    if shut_out.is_empty() {
        out.push_str("\nEverybody can always follow something.\n\n");
        return out;
    }
    let _ = writeln!(out, "\n{}", paint.bold("Who can follow nothing that runs"));
    for shut in shut_out {
        let runs: Vec<String> =
            shut.sessions.iter().filter_map(|id| board.find(id)).map(|(_, entry)| entry.title.clone()).collect();
        let people = if shut.people == 1 { "1 person".to_owned() } else { format!("{} people", shut.people) };
        let line = format!(
            "{} ({}): {people} who understand {}; there is {}",
            stretch(board, &shut.from, &shut.to),
            harmless(&shut.slot),
            languages(&shut.languages),
            runs.join(", ")
        );
        for (number, line) in wrap(&line, width.saturating_sub(4), usize::MAX).iter().enumerate() {
            let _ = writeln!(out, "  {}{line}", if number == 0 { "" } else { "  " });
        }
    }
    out.push('\n');
    out
}
