//! Writing the template.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::{Column, Holds, Rows, SHEETS};

/// Rows that are validated, if no more are filled in.
const ROWS: u32 = 2000;

/// The languages of the help sheet: how it opens, and the words for a column that must and one that may be filled in.
const HELP: [(&str, [&str; 4], &str, &str); 3] = [
    (
        "English",
        [
            "Fill in the sheets Rooms, Slots and Sessions; the others where they are needed. One row each.",
            "Headers stay as they are; dark columns must be filled in. Rows of the example may be overwritten.",
            "Several names in one cell are separated by semicolons.",
            "Then: plenary solve conference.xlsx. What cannot be used is told with sheet and cell.",
        ],
        "must",
        "may",
    ),
    (
        "Français",
        [
            "Remplir les feuilles Rooms, Slots et Sessions ; les autres au besoin. Une ligne par élément.",
            "Ne pas changer les en-têtes ; les colonnes foncées sont obligatoires. Remplacer les lignes d'exemple.",
            "Plusieurs noms dans une cellule sont séparés par des points-virgules.",
            "Ensuite : plenary solve conference.xlsx. Les erreurs sont signalées avec la feuille et la cellule.",
        ],
        "obligatoire",
        "facultatif",
    ),
    (
        "Español",
        [
            "Rellenar las hojas Rooms, Slots y Sessions; las demás si hacen falta. Una fila por elemento.",
            "No cambiar los encabezados; las columnas oscuras son obligatorias. Sustituir las filas de ejemplo.",
            "Varios nombres en una celda se separan con punto y coma.",
            "Después: plenary solve conference.xlsx. Los errores se indican con hoja y celda.",
        ],
        "obligatorio",
        "opcional",
    ),
];

/// The workbook with these rows.
///
/// # Errors
/// If there are more rows than a sheet has.
pub fn write(rows: &Rows) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let last = rows.sheets().map(Vec::len).max().unwrap_or_default();
    let last = u32::try_from(last).unwrap_or(u32::MAX).max(ROWS);
    let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let must = head.clone().set_background_color(Color::RGB(0x0026_2B36)).set_font_color(Color::White);
    let may = head.set_background_color(Color::RGB(0x00D9_DDE5));
    help(book.add_worksheet(), &must)?;
    for (of, rows) in SHEETS.iter().zip(rows.sheets()) {
        let sheet = book.add_worksheet().set_name(of.name)?;
        sheet.set_freeze_panes(1, 1)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        for (number, column) in (0u16..).zip(of.columns) {
            sheet.write_string_with_format(0, number, column.head, if column.needed { &must } else { &may })?;
            sheet.set_column_width(number, if number == 0 { 30 } else { 16 })?;
            sheet.add_data_validation(1, number, last, number, &validation(column, last)?)?;
            // Days, times and names stay the text that was typed.
            if !matches!(column.holds, Holds::Number(..)) {
                sheet.set_column_format(number, &Format::new().set_num_format("@"))?;
            }
        }
        for (row, cells) in (1u32..).zip(rows) {
            for ((number, text), column) in (0u16..).zip(cells).zip(of.columns) {
                match (column.holds, text.parse::<i32>()) {
                    (_, _) if text.is_empty() => {}
                    (Holds::Number(..), Ok(value)) => {
                        sheet.write_number(row, number, f64::from(value))?;
                    }
                    _ => {
                        sheet.write_string(row, number, text)?;
                    }
                }
            }
        }
    }
    book.save_to_buffer()
}

fn validation(column: &Column, last: u32) -> Result<DataValidation, XlsxError> {
    /// As much as a hint can hold; the help sheet has all languages.
    const LONGEST: usize = 255;
    let hint = column.help.join("\n");
    let hint = if hint.encode_utf16().count() <= LONGEST { hint } else { column.help[0].to_owned() };
    let of = DataValidation::new().set_input_title(column.head)?.set_input_message(hint)?;
    let (of, error) = match column.holds {
        // Anything goes; what it is for is said all the same. Days and times are told by the reader, which knows the cell.
        Holds::Text | Holds::Date | Holds::Clock => return Ok(of.allow_any_value()),
        Holds::Number(least, most) => {
            let rule = DataValidationRule::Between(least, most);
            (of.allow_whole_number(rule), format!("{least} – {most}"))
        }
        Holds::Choice(words) => (of.allow_list_strings(words)?, words.join(", ")),
        Holds::Name(sheet) => {
            (of.allow_list_formula(Formula::new(format!("={sheet}!$A$2:$A${}", last + 1))), sheet.to_owned())
        }
    };
    of.set_error_title(column.head)?.set_error_message(error)
}

fn help(sheet: &mut Worksheet, head: &Format) -> Result<(), XlsxError> {
    sheet.set_name("Help")?;
    sheet.set_column_width(0, 16)?.set_column_width(1, 18)?.set_column_width(2, 13)?.set_column_width(3, 110)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 0;
    for (language, (name, opening, must, may)) in HELP.iter().enumerate() {
        for column in 0..4 {
            let text = if column == 0 { name } else { "" };
            sheet.write_string_with_format(row, column, text, head)?;
        }
        row += 1;
        for line in opening {
            sheet.write_string(row, 0, *line)?;
            row += 1;
        }
        for of in SHEETS {
            for column in of.columns {
                sheet.write_string_with_format(row, 0, of.name, &wrap)?;
                sheet.write_string_with_format(row, 1, column.head, &wrap)?;
                sheet.write_string_with_format(row, 2, if column.needed { *must } else { *may }, &wrap)?;
                sheet.write_string_with_format(row, 3, column.help[language], &wrap)?;
                row += 1;
            }
        }
        row += 1;
    }
    Ok(())
}
