//! The overview, and a grid for each day.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{MOST_HIGH, Styles, cell, lines, page};
use crate::formats::programme::{Day, Grid, Locale, Programme, Square, clean};

pub(super) fn overview(
    sheet: &mut Worksheet,
    programme: &Programme<'_>,
    locale: &Locale,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let labels = &locale.labels;
    sheet.set_name(labels.overview)?;
    page(sheet, programme, locale, labels.overview);
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
        sheet.write_number_with_format(row, 1, u32::try_from(count).unwrap_or(u32::MAX), &styles.plain)?;
    }
    sheet.set_print_area(0, 0, row, 1)?;
    Ok(())
}

/// A day: rooms side by side, time downwards.
pub(super) fn grid(
    sheet: &mut Worksheet,
    programme: &Programme<'_>,
    locale: &Locale,
    day: &Day<'_>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    const WIDTH: u16 = 22;
    /// The title of the day, and the names of rooms.
    const ABOVE: u32 = 2;
    let grid = Grid::new(programme, &day.entries);
    let columns = u16::try_from(grid.columns.len()).unwrap_or(u16::MAX);
    let title = programme.day_title(day, locale);
    page(sheet, programme, locale, &title);
    sheet.set_repeat_rows(0, ABOVE - 1)?.set_freeze_panes(ABOVE, 1)?;
    sheet.set_column_width(0, 12)?;
    sheet.write_string_with_format(0, 0, cell(&title), &styles.title)?;
    sheet.set_row_height(0, 26)?;
    sheet.write_string_with_format(1, 0, locale.labels.time, &styles.head)?;
    let mut most = 1;
    for (column, &room) in (1..).zip(&grid.columns) {
        let name = programme.room_name(room, locale);
        most = most.max(lines(&name, WIDTH - 2));
        sheet.set_column_width(column, WIDTH)?;
        sheet.write_string_with_format(1, column, cell(&name), &styles.head)?;
    }
    sheet.set_row_height(1, (15.0 * f64::from(most) + 4.0).min(MOST_HIGH))?;
    let clocks: BTreeMap<_, String> = programme
        .entries
        .iter()
        .flat_map(|entry| [(entry.end.minute, entry.end.clock()), (entry.start.minute, entry.start.clock())])
        .collect();
    let clock = |minute| clocks.get(&minute).map_or("", String::as_str);
    for (row, &(from, to)) in (0u32..).zip(&grid.rows) {
        let line = row + ABOVE;
        sheet.write_string_with_format(line, 0, format!("{}–{}", clock(from), clock(to)), &styles.time)?;
        let mut most = 2;
        for column in 0..columns {
            let number = match grid.at(row as usize, usize::from(column)) {
                Square::Begins(number) => number,
                Square::Free => {
                    sheet.write_blank(line, column + 1, &styles.free)?;
                    continue;
                }
                Square::Covered => continue,
            };
            let of = &grid.cells[number];
            let texts: Vec<String> = of.entries.iter().map(|&position| in_grid(programme, position, locale)).collect();
            let first = of.entries.first().map_or(0, |&position| programme.entries[position].kind);
            let wrong = of.entries.iter().any(|&position| !programme.entries[position].conflicts.is_empty());
            let style = if wrong { &styles.alarm } else { styles.kind(first) };
            let text = cell(&texts.join("\n\n"));
            let (rows, across) = (u32::try_from(of.rows).unwrap_or(1), u16::try_from(of.columns).unwrap_or(1));
            most = most.max(lines(&text, WIDTH.saturating_mul(across) - 1).div_ceil(rows));
            if rows > 1 || across > 1 {
                sheet.merge_range(line, column + 1, line + rows - 1, column + across, "", style)?;
            }
            // The title of the first stands out.
            match text.split_once('\n') {
                Some((title, rest)) if !title.is_empty() => {
                    let parts = [(&styles.bold, title.to_owned()), (&styles.small, format!("\n{rest}"))];
                    let parts: Vec<_> = parts.iter().map(|(format, text)| (*format, text.as_str())).collect();
                    sheet.write_rich_string_with_format(line, column + 1, &parts, style)?;
                }
                _ => {
                    sheet.write_string_with_format(line, column + 1, &text, style)?;
                }
            }
        }
        sheet.set_row_height(line, (15.0 * f64::from(most) + 6.0).min(MOST_HIGH))?;
    }
    let last = u32::try_from(grid.rows.len()).unwrap_or(u32::MAX).saturating_add(ABOVE - 1);
    sheet.set_print_area(0, 0, last, columns)?;
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
