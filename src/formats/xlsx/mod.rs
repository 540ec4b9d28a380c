//! A programme as a workbook (`.xlsx`): overview, a grid for each day, lists, interpreters, conflicts and changes.
//!
//! Every text is written as text: what looks like a formula stays what it is. Headers are frozen, pages are laid out for
//! landscape paper one page wide, and the colour of a cell is that of its kind of session. Rows are as high as their texts
//! take, since not every program finds that out when it opens a workbook.

mod grid;
mod lists;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use unicode_width::UnicodeWidthStr;

use super::programme::{Entry, Locale, Programme, Role, clean};
use super::timetable_json::TimetableFile;

/// Light grounds by kind; they repeat after twelve, as on the page.
const GROUNDS: [u32; 12] = [
    0xE3ECF9, 0xFBEBDF, 0xE1F6EC, 0xF1E5F9, 0xE0F4F7, 0xF9E3EA, 0xF8F3DC, 0xE9F6DF, 0xE8E5F9, 0xF9E3E3, 0xE0F6F2,
    0xF8E3F4,
];
/// As many characters as a cell can hold.
const MOST_CHARACTERS: usize = 32_000;

/// As high as a row can be, in points.
const MOST_HIGH: f64 = 400.0;

/// Lines that a text takes in a column of so many characters; words are broken early rather than late.
fn lines(text: &str, width: u16) -> u32 {
    let fit = (usize::from(width) * 17 / 20).max(1);
    let of_line = |line: &str| u32::try_from(line.width().div_ceil(fit).max(1)).unwrap_or(u32::MAX);
    text.split('\n').map(of_line).fold(0, u32::saturating_add)
}

/// How a sheet is printed: landscape, one page wide, with the title and the day above and the page below.
fn page(sheet: &mut Worksheet, programme: &Programme<'_>, locale: &Locale, about: &str) {
    // What follows an ampersand would be an instruction.
    let text = |text: &str| text.chars().take(90).collect::<String>().replace('&', "&&");
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.4, 0.4, 0.75, 0.6, 0.3, 0.3);
    sheet.set_header(format!("&L{}&R{}", text(&programme.title(locale)), text(about)));
    sheet.set_footer("&C&P / &N");
}

/// How cells look.
struct Styles {
    free: Format,
    head: Format,
    title: Format,
    plain: Format,
    bold: Format,
    small: Format,
    alarm: Format,
    time: Format,
    kinds: Vec<Format>,
}

impl Styles {
    fn new() -> Self {
        let base = || Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let edged = || {
            let edge = Color::RGB(0x00C4_C8CF);
            base().set_border(FormatBorder::Thin).set_border_color(edge)
        };
        let ground = |colour: &u32| edged().set_background_color(Color::RGB(*colour));
        Self {
            free: edged(),
            head: base().set_bold().set_background_color(Color::RGB(0x0026_2B36)).set_font_color(Color::White),
            title: Format::new().set_bold().set_font_size(16),
            plain: edged(),
            bold: base().set_bold(),
            small: base().set_font_size(10),
            alarm: edged()
                .set_font_color(Color::RGB(0x00A4_121C))
                .set_background_color(Color::RGB(0x00FD_ECEC))
                .set_border(FormatBorder::Medium)
                .set_border_color(Color::RGB(0x00A4_121C)),
            time: edged().set_bold(),
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
    grid::overview(book.add_worksheet(), programme, locale, &styles)?;
    let mut names = Vec::new();
    for day in &programme.days {
        // Titles of days are free, names of sheets are not.
        let mut name: String = day.date.to_string();
        while names.contains(&name) {
            name.push('+');
        }
        grid::grid(book.add_worksheet().set_name(&name)?, programme, locale, day, &styles)?;
        names.push(name);
    }
    let labels = &locale.labels;
    let mut list = Sheet::new(book.add_worksheet(), labels.list, (programme, locale), &styles)?;
    let all = [
        (labels.day, 18),
        (labels.time, 12),
        (labels.session, 34),
        (labels.kind, 16),
        (labels.track, 16),
        (labels.room, 22),
        (labels.speakers, 24),
        (labels.chairs, 14),
        (labels.floor, 12),
        (labels.channels, 18),
        (labels.conflict, 30),
    ];
    // What is wrong has no column where nothing is.
    let columns = if programme.conflicts.is_empty() { &all[..10] } else { &all[..] };
    list.head(columns)?;
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
    list.finish()?;
    let of = (programme, locale);
    lists::rooms(book.add_worksheet(), of, &styles)?;
    lists::people(book.add_worksheet(), of, &styles)?;
    if !programme.file.rosters.is_empty() {
        lists::interpreters(book.add_worksheet(), of, &styles)?;
    }
    if !programme.file.interpretation.is_empty() {
        lists::booths(book.add_worksheet(), of, &styles)?;
    }
    let mut wrong = Sheet::new(book.add_worksheet(), labels.conflicts, of, &styles)?;
    wrong.head(&[(labels.rule, 22), (labels.message, 80), (labels.sessions, 50)])?;
    for conflict in &programme.conflicts {
        wrong.row(&[clean(&conflict.rule), clean(&conflict.message), conflict.sessions.join(", ")], None)?;
    }
    wrong.finish()?;
    if let Some(previous) = previous {
        lists::changes(book.add_worksheet(), of, previous, &styles)?;
    }
    book.save_to_buffer()
}

/// A list with a header that stays.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    row: u32,
    widths: Vec<u16>,
    /// The column of numbers, if there is one.
    numbers: Option<usize>,
}

impl<'a> Sheet<'a> {
    fn new(
        sheet: &'a mut Worksheet,
        name: &str,
        (programme, locale): (&Programme<'_>, &Locale),
        styles: &'a Styles,
    ) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        page(sheet, programme, locale, name);
        sheet.set_repeat_rows(0, 0)?.set_freeze_panes(1, 0)?;
        Ok(Self { sheet, styles, row: 0, widths: Vec::new(), numbers: None })
    }

    fn head(&mut self, columns: &[(&str, u16)]) -> Result<(), XlsxError> {
        for (column, &(text, width)) in (0..).zip(columns) {
            self.sheet.write_string_with_format(0, column, text, &self.styles.head)?;
            self.sheet.set_column_width(column, width)?;
            self.widths.push(width);
        }
        self.row = 1;
        Ok(())
    }

    /// A row; with a kind, in its colour.
    fn row(&mut self, cells: &[String], kind: Option<usize>) -> Result<(), XlsxError> {
        let style = kind.map_or(&self.styles.plain, |kind| self.styles.kind(kind));
        let mut most = 1;
        for ((column, text), &width) in (0u16..).zip(cells).zip(&self.widths) {
            match text.parse::<u32>() {
                Ok(number) if self.numbers == Some(usize::from(column)) => {
                    self.sheet.write_number_with_format(self.row, column, number, style)?;
                }
                _ => {
                    self.sheet.write_string_with_format(self.row, column, cell(text), style)?;
                }
            }
            most = most.max(lines(text, width));
        }
        if most > 1 {
            self.sheet.set_row_height(self.row, (15.0 * f64::from(most) + 2.0).min(MOST_HIGH))?;
        }
        self.row += 1;
        Ok(())
    }

    /// What is printed, and what can be filtered.
    fn finish(self) -> Result<(), XlsxError> {
        let last = u16::try_from(self.widths.len()).unwrap_or(u16::MAX).saturating_sub(1);
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
