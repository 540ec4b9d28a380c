//! A programme as a workbook (`.xlsx`): overview, a grid for each day, lists, interpreters, conflicts and changes.
//!
//! Every text is written as text: what looks like a formula stays what it is. Headers are frozen, pages are laid out for
//! landscape paper one page wide, and the colour of a cell is that of its kind of session.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::html::{booth, work};
use super::programme::{Entry, Grid, Locale, Programme, Role, Square, clean};
use super::timetable_json::TimetableFile;

/// Light grounds by kind; they repeat after twelve, as on the page.
const GROUNDS: [u32; 12] = [
    0xE3ECF9, 0xFBEBDF, 0xE1F6EC, 0xF1E5F9, 0xE0F4F7, 0xF9E3EA, 0xF8F3DC, 0xE9F6DF, 0xE8E5F9, 0xF9E3E3, 0xE0F6F2,
    0xF8E3F4,
];
/// As many characters as a cell can hold.
const MOST_CHARACTERS: usize = 32_000;

/// How cells look.
struct Styles {
    head: Format,
    title: Format,
    plain: Format,
    bold: Format,
    alarm: Format,
    time: Format,
    kinds: Vec<Format>,
}

impl Styles {
    fn new() -> Self {
        let base = || Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let ground = |colour: &u32| {
            let edge = Color::RGB(0x00C4_C8CF);
            base().set_background_color(Color::RGB(*colour)).set_border(FormatBorder::Thin).set_border_color(edge)
        };
        Self {
            head: base().set_bold().set_background_color(Color::RGB(0x0026_2B36)).set_font_color(Color::White),
            title: Format::new().set_bold().set_font_size(16),
            plain: base(),
            bold: base().set_bold(),
            alarm: base().set_bold().set_font_color(Color::RGB(0x00A4_121C)),
            time: base().set_bold().set_align(FormatAlign::Right),
            kinds: GROUNDS.iter().map(ground).collect(),
        }
    }

    fn kind(&self, kind: usize) -> &Format {
        &self.kinds[kind % self.kinds.len()]
    }
}

/// A text as a cell can hold it.
fn cell(text: &str) -> String {
    text.chars().take(MOST_CHARACTERS).collect()
}

/// The workbook. `previous` is what was published before, for the sheet of changes.
///
/// # Errors
/// If there is more than a workbook can hold.
pub fn write(
    programme: &Programme<'_>,
    locale: &Locale,
    previous: Option<&TimetableFile>,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The same timetable, the same bytes.
    let properties = DocProperties::new()
        .set_title(cell(&programme.title(locale)))
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let styles = Styles::new();
    overview(book.add_worksheet(), programme, locale, &styles)?;
    let mut names = Vec::new();
    for day in &programme.days {
        // Titles of days are free, names of sheets are not.
        let mut name: String = day.date.to_string();
        while names.contains(&name) {
            name.push('+');
        }
        grid(book.add_worksheet().set_name(&name)?, programme, locale, &day.entries, &styles)?;
        names.push(name);
    }
    let labels = &locale.labels;
    let mut list = Sheet::new(book.add_worksheet(), labels.list, &styles)?;
    list.head(&[
        (labels.day, 18),
        (labels.time, 13),
        (labels.session, 46),
        (labels.kind, 18),
        (labels.track, 20),
        (labels.room, 26),
        (labels.speakers, 34),
        (labels.chairs, 24),
        (labels.floor, 18),
        (labels.channels, 26),
        (labels.conflict, 30),
    ])?;
    for entry in &programme.entries {
        let tags = |tags: Vec<&str>| tags.into_iter().map(|tag| locale.language(tag)).collect::<Vec<_>>().join(", ");
        let wrong: Vec<&str> =
            entry.conflicts.iter().map(|&number| programme.conflicts[number].message.as_str()).collect();
        list.row(
            &[
                day_of(programme, entry, locale),
                entry.span(),
                programme.session_title(entry, locale),
                programme.kind_name(entry.kind, locale),
                programme.track_name(entry, locale),
                programme.room_name(entry.room, locale),
                programme.names(entry, Role::Speaker).join(", "),
                programme.names(entry, Role::Chair).join(", "),
                tags(entry.floor()),
                tags(entry.channels()),
                clean(&wrong.join("; ")),
            ],
            Some(entry.kind),
        )?;
    }
    rooms(book.add_worksheet(), programme, locale, &styles)?;
    people(book.add_worksheet(), programme, locale, &styles)?;
    if !programme.file.rosters.is_empty() {
        interpreters(book.add_worksheet(), programme, locale, &styles)?;
    }
    let mut wrong = Sheet::new(book.add_worksheet(), labels.conflicts, &styles)?;
    wrong.head(&[(labels.rule, 22), (labels.message, 90), (labels.sessions, 50)])?;
    for conflict in &programme.conflicts {
        wrong.row(&[clean(&conflict.rule), clean(&conflict.message), conflict.sessions.join(", ")], None)?;
    }
    if let Some(previous) = previous {
        changes(book.add_worksheet(), programme, locale, previous, &styles)?;
    }
    book.save_to_buffer()
}

/// A list with a header that stays.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    row: u32,
    columns: u16,
}

impl<'a> Sheet<'a> {
    fn new(sheet: &'a mut Worksheet, name: &str, styles: &'a Styles) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        sheet.set_freeze_panes(1, 0)?;
        Ok(Self { sheet, styles, row: 0, columns: 0 })
    }

    fn head(&mut self, columns: &[(&str, u16)]) -> Result<(), XlsxError> {
        for (column, &(text, width)) in (0..).zip(columns) {
            self.sheet.write_string_with_format(0, column, text, &self.styles.head)?;
            self.sheet.set_column_width(column, width)?;
        }
        self.columns = u16::try_from(columns.len()).unwrap_or(u16::MAX);
        self.row = 1;
        self.print_area()
    }

    /// A row; with a kind, in its colour.
    fn row(&mut self, cells: &[String], kind: Option<usize>) -> Result<(), XlsxError> {
        let style = kind.map_or(&self.styles.plain, |kind| self.styles.kind(kind));
        for (column, text) in (0..).zip(cells) {
            self.sheet.write_string_with_format(self.row, column, cell(text), style)?;
        }
        self.row += 1;
        self.print_area()
    }

    fn print_area(&mut self) -> Result<(), XlsxError> {
        let last = self.columns.saturating_sub(1);
        self.sheet.set_print_area(0, 0, self.row.saturating_sub(1), last)?;
        if self.row > 1 {
            self.sheet.autofilter(0, 0, self.row - 1, last)?;
        }
        Ok(())
    }
}

fn day_of(programme: &Programme<'_>, entry: &Entry<'_>, locale: &Locale) -> String {
    programme.day_title(&programme.days[entry.day], locale)
}

fn overview(
    sheet: &mut Worksheet,
    programme: &Programme<'_>,
    locale: &Locale,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let labels = &locale.labels;
    sheet.set_name(labels.overview)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 34)?.set_column_width(1, 46)?;
    sheet.write_string_with_format(0, 0, cell(&programme.title(locale)), &styles.title)?;
    let mut row = 2;
    let mut line = |sheet: &mut Worksheet, name: &str, value: &str| -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, 0, cell(name), &styles.bold)?;
        sheet.write_string_with_format(row, 1, cell(value), &styles.plain)?;
        row += 1;
        Ok(())
    };
    line(sheet, labels.times_in, &clean(&programme.instance.time_zone))?;
    for day in &programme.days {
        let count = day.entries.len();
        line(sheet, &locale.date(day.date), &format!("{count} {}", labels.sessions.to_lowercase()))?;
    }
    line(sheet, labels.rooms, &programme.by_room().len().to_string())?;
    line(sheet, labels.people, &programme.by_person().len().to_string())?;
    line(sheet, labels.interpreters, &programme.file.rosters.len().to_string())?;
    line(sheet, labels.conflicts, &programme.conflicts.len().to_string())?;
    if !programme.file.left_out.is_empty() {
        line(sheet, labels.left_out, &programme.file.left_out.join(", "))?;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, labels.legend, &styles.bold)?;
    let mut kinds: BTreeMap<usize, usize> = BTreeMap::new();
    for entry in &programme.entries {
        *kinds.entry(entry.kind).or_default() += 1;
    }
    for (kind, count) in kinds {
        row += 1;
        sheet.write_string_with_format(row, 0, cell(&programme.kind_name(kind, locale)), styles.kind(kind))?;
        sheet.write_string_with_format(row, 1, count.to_string(), &styles.plain)?;
    }
    sheet.set_print_area(0, 0, row, 1)?;
    Ok(())
}

fn grid(
    sheet: &mut Worksheet,
    programme: &Programme<'_>,
    locale: &Locale,
    entries: &[usize],
    styles: &Styles,
) -> Result<(), XlsxError> {
    let grid = Grid::new(programme, entries);
    let columns = u16::try_from(grid.columns.len()).unwrap_or(u16::MAX);
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_column_width(0, 12)?;
    sheet.write_string_with_format(0, 0, locale.labels.time, &styles.head)?;
    for (column, &room) in (1..).zip(&grid.columns) {
        sheet.set_column_width(column, 24)?;
        sheet.write_string_with_format(0, column, cell(&programme.room_name(room, locale)), &styles.head)?;
    }
    let clock = |minute| {
        let at = programme.entries.iter().find_map(|entry| {
            let ends = (entry.end.minute == minute).then(|| entry.end.clock());
            (entry.start.minute == minute).then(|| entry.start.clock()).or(ends)
        });
        at.unwrap_or_default()
    };
    for (row, &(from, to)) in (0u32..).zip(&grid.rows) {
        let line = row + 1;
        sheet.write_string_with_format(line, 0, format!("{}–{}", clock(from), clock(to)), &styles.time)?;
        sheet.set_row_height(line, 48)?;
        for column in 0..columns {
            let Square::Begins(number) = grid.at(row as usize, usize::from(column)) else { continue };
            let of = &grid.cells[number];
            let texts: Vec<String> = of.entries.iter().map(|&position| in_grid(programme, position, locale)).collect();
            let first = of.entries.first().map_or(0, |&position| programme.entries[position].kind);
            let wrong = of.entries.iter().any(|&position| !programme.entries[position].conflicts.is_empty());
            let style = if wrong { &styles.alarm } else { styles.kind(first) };
            let text = cell(&texts.join("\n\n"));
            let last_row = line + u32::try_from(of.rows).unwrap_or(1) - 1;
            let last_column = column + u16::try_from(of.columns).unwrap_or(1);
            if of.rows > 1 || of.columns > 1 {
                sheet.merge_range(line, column + 1, last_row, last_column, &text, style)?;
            } else {
                sheet.write_string_with_format(line, column + 1, text, style)?;
            }
        }
    }
    sheet.set_print_area(0, 0, u32::try_from(grid.rows.len()).unwrap_or(u32::MAX), columns)?;
    Ok(())
}

fn in_grid(programme: &Programme<'_>, position: usize, locale: &Locale) -> String {
    let entry = &programme.entries[position];
    let mut lines = vec![programme.session_title(entry, locale), programme.kind_name(entry.kind, locale)];
    let languages = entry.languages();
    lines.extend((!languages.is_empty()).then_some(languages));
    lines.extend((!entry.conflicts.is_empty()).then(|| locale.labels.conflict.to_owned()));
    lines.join("\n")
}

fn rooms(sheet: &mut Worksheet, programme: &Programme<'_>, locale: &Locale, styles: &Styles) -> Result<(), XlsxError> {
    let labels = &locale.labels;
    let mut sheet = Sheet::new(sheet, labels.rooms, styles)?;
    sheet.head(&[
        (labels.room, 30),
        (labels.seats, 9),
        (labels.day, 18),
        (labels.time, 13),
        (labels.session, 50),
        (labels.kind, 20),
        (labels.languages, 24),
    ])?;
    for (room, entries) in programme.by_room() {
        for entry in entries.iter().map(|&position| &programme.entries[position]) {
            let seats = room.map_or_else(String::new, |room| programme.instance.rooms[room].seats.to_string());
            let row = [
                programme.room_name(room, locale),
                seats,
                day_of(programme, entry, locale),
                entry.span(),
                programme.session_title(entry, locale),
                programme.kind_name(entry.kind, locale),
                entry.languages(),
            ];
            sheet.row(&row, Some(entry.kind))?;
        }
    }
    Ok(())
}

fn people(sheet: &mut Worksheet, programme: &Programme<'_>, locale: &Locale, styles: &Styles) -> Result<(), XlsxError> {
    let labels = &locale.labels;
    let mut sheet = Sheet::new(sheet, labels.people, styles)?;
    sheet.head(&[
        (labels.people, 28),
        (labels.role, 16),
        (labels.day, 18),
        (labels.time, 13),
        (labels.session, 50),
        (labels.room, 28),
    ])?;
    for (person, entries) in programme.by_person() {
        for (position, role) in entries {
            let entry = &programme.entries[position];
            let role = if role == Role::Speaker { labels.speaker } else { labels.chair };
            let row = [
                programme.person_name(person),
                role.to_owned(),
                day_of(programme, entry, locale),
                entry.span(),
                programme.session_title(entry, locale),
                programme.room_name(entry.room, locale),
            ];
            sheet.row(&row, Some(entry.kind))?;
        }
    }
    Ok(())
}

fn interpreters(
    sheet: &mut Worksheet,
    programme: &Programme<'_>,
    locale: &Locale,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let labels = &locale.labels;
    let at = programme.positions();
    let mut sheet = Sheet::new(sheet, labels.interpreters, styles)?;
    sheet.head(&[
        (labels.interpreters, 24),
        (labels.day, 18),
        (labels.present, 14),
        (labels.time, 13),
        (labels.session, 46),
        (labels.room, 26),
        (labels.work, 16),
        (labels.booth, 18),
    ])?;
    let clock = |text: &str| text.split('T').nth(1).unwrap_or_default().to_owned();
    for roster in &programme.file.rosters {
        for day in &roster.days {
            for shift in &day.shifts {
                let Some(&position) = at.get(shift.session.as_str()) else { continue };
                let entry = &programme.entries[position];
                let row = [
                    clean(&roster.person),
                    day_of(programme, entry, locale),
                    format!("{}–{}", clock(&day.from), clock(&day.to)),
                    entry.span(),
                    programme.session_title(entry, locale),
                    programme.room_name(entry.room, locale),
                    work(&shift.work),
                    booth(shift.booth.as_deref().unwrap_or_default(), locale),
                ];
                sheet.row(&row, Some(entry.kind))?;
            }
        }
    }
    Ok(())
}

/// What is otherwise than in what was published before.
fn changes(
    sheet: &mut Worksheet,
    programme: &Programme<'_>,
    locale: &Locale,
    previous: &TimetableFile,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let labels = &locale.labels;
    let mut sheet = Sheet::new(sheet, labels.changes, styles)?;
    sheet.head(&[(labels.changes, 20), (labels.session, 46), (labels.before, 40), (labels.now, 40)])?;
    let before: BTreeMap<&str, (String, String)> = previous
        .placements
        .iter()
        .map(|placed| (placed.session.as_str(), (placed.start.clone(), placed.rooms.join(" "))))
        .collect();
    for entry in &programme.entries {
        let room = entry.room.map_or_else(String::new, |room| programme.instance.rooms[room].id.0.clone());
        let now = (entry.start.local(), room);
        let words = |(time, room): &(String, String)| format!("{} {room}", time.replace('T', " "));
        let (what, was) = match before.get(entry.id()) {
            None => (labels.added.to_owned(), String::new()),
            Some(was) if *was == now => continue,
            Some(was) => {
                let time = (was.0 != now.0).then_some(labels.moved);
                let place = (was.1 != now.1).then_some(labels.other_room);
                (time.into_iter().chain(place).collect::<Vec<_>>().join(", "), words(was))
            }
        };
        sheet.row(&[what, programme.session_title(entry, locale), was, words(&now)], None)?;
    }
    let here = programme.positions();
    for (session, (time, room)) in before.iter().filter(|(session, _)| !here.contains_key(*session)) {
        let known = programme.instance.sessions.iter().find(|known| known.id.0 == **session);
        let title = super::programme::titled(known.map(|known| &known.title), session, locale);
        sheet.row(
            &[labels.removed.to_owned(), title, format!("{} {room}", time.replace('T', " ")), String::new()],
            None,
        )?;
    }
    Ok(())
}
