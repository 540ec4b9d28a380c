//! Instances that are folders of tables, or workbooks.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::exit::{Exit, Failure};
use super::files;
use crate::formats::FormatError;
use crate::formats::cosplib::{self, Library};
use crate::formats::native::NativeScore;
use crate::formats::optaplanner;
use crate::formats::orbel::{self, Folder};
use crate::formats::template::{self, Tables};
use crate::formats::workbook::{self, Book};
use crate::instance::{Code, Diagnostic, Instance, MOST_BYTES, Report, Source};
use crate::timetable::Timetable;

/// In which format an instance is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum InstanceFormat {
    /// Whichever it looks like.
    #[default]
    Auto,
    /// A file of format plenary-instance/1.
    Plenary,
    /// A folder with talks.csv, preferences.csv and sessions.csv.
    Orbel,
    /// A workbook of CoSPLib.
    Cosplib,
    /// A workbook of the conference scheduling example of OptaPlanner and Timefold.
    Optaplanner,
    /// A workbook of `plenary template`.
    Template,
    /// A folder with the sheets of that as tables: rooms.csv, slots.csv, sessions.csv, …
    Tables,
}

/// A workbook that is an instance.
#[derive(Debug)]
pub(super) enum Workbook {
    /// Of CoSPLib.
    Cosplib(Box<Library>),
    /// Of the conference scheduling example of OptaPlanner.
    Optaplanner(Box<optaplanner::Conference>),
}

impl Workbook {
    pub(super) fn instance(&self) -> Instance {
        match self {
            Workbook::Cosplib(library) => library.instance(),
            Workbook::Optaplanner(conference) => conference.instance(),
        }
    }

    /// How good a timetable is by the workbook's own measures.
    pub(super) fn score(&self, timetable: &Timetable) -> NativeScore {
        match self {
            Workbook::Cosplib(library) => NativeScore::Cosplib(library.score(&library.places(timetable))),
            Workbook::Optaplanner(of) => NativeScore::Optaplanner(of.score(&of.places(timetable))),
        }
    }

    /// The answer to the workbook.
    pub(super) fn write_solution(&self, timetable: &Timetable) -> Result<Vec<u8>, Vec<FormatError>> {
        match self {
            Workbook::Cosplib(library) => library.write_solution(timetable),
            Workbook::Optaplanner(conference) => conference.write_solution(timetable),
        }
    }

    /// The timetable that a workbook at `path` is as an answer to this one.
    pub(super) fn read_solution(&self, path: &Path) -> Result<Result<Timetable, Vec<FormatError>>, Failure> {
        Ok(match self {
            Workbook::Cosplib(library) => library.read_solution(&book(path, |_, position| position == 0)?.0),
            Workbook::Optaplanner(of) => {
                of.read_solution(&book(path, |title, _| optaplanner::SHEETS.contains(&title))?.0)
            }
        })
    }
}

/// Whether an instance is to be read as an ORBEL folder: because it was said, or because one of its tables is there.
pub(super) fn is_orbel(path: &Path, format: InstanceFormat) -> bool {
    let looks_like_it = || {
        let tables = [orbel::TALKS, orbel::PREFERENCES, orbel::SESSIONS];
        path.is_dir() && tables.iter().any(|table| path.join(table).is_file())
    };
    match format {
        InstanceFormat::Auto => looks_like_it() && !is_tables(path, format),
        other => other == InstanceFormat::Orbel,
    }
}

/// Whether an instance is to be read as a folder of the template's tables: because it was said, or because there are tables
/// that ORBEL does not have and none that only ORBEL has.
pub(super) fn is_tables(path: &Path, format: InstanceFormat) -> bool {
    let there = |tables: &[&str]| tables.iter().any(|table| path.join(table).is_file());
    match format {
        InstanceFormat::Auto => {
            path.is_dir()
                && there(&["rooms.csv", "slots.csv", "people.csv", "wishes.csv", "conference.csv"])
                && !there(&[orbel::TALKS, orbel::PREFERENCES])
        }
        other => other == InstanceFormat::Tables,
    }
}

/// Reads a folder of the template's tables, with warnings.
pub(super) fn read_tables(path: &Path) -> Result<(Instance, Vec<Report>), Failure> {
    let mut tables = Tables::new();
    for (sheet, file) in template::tables() {
        let path = path.join(file);
        if let Some(bytes) = bytes(&path)? {
            tables.insert(sheet, Source::from_bytes(path.display().to_string(), bytes));
        }
    }
    template::read_folder(&path.display().to_string(), &folder_name(path), &tables).map_err(|reports| {
        let reports: Vec<String> = reports.iter().map(Report::to_string).collect();
        Failure::report(Exit::Invalid, reports.join("\n"))
    })
}

/// What a folder is called; `.` and `..` are no names.
fn folder_name(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    whole.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Refuses to write over an instance, or over one of the tables that make a folder one.
pub(super) fn spare(instance: &Path, output: &Path) -> Result<(), Failure> {
    if files::same(output, instance) {
        return Err(Failure::usage(format!("{} is the instance; name another file", output.display())));
    }
    let inside = output.parent().is_some_and(|folder| {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        instance.is_dir() && files::same(folder, instance)
    });
    let tables = [orbel::TALKS, orbel::PREFERENCES, orbel::SESSIONS, orbel::AVAILABILITY].map(str::to_owned);
    let is_it = |table: &String| {
        let by_name = inside && output.file_name().is_some_and(|name| name == table.as_str());
        by_name || files::same(output, &instance.join(table))
    };
    match tables.into_iter().chain(template::tables().map(|(_, file)| file)).find(is_it) {
        Some(table) => {
            let message = format!("{} is the table {table} of the instance; name another file", output.display());
            Err(Failure::usage(message))
        }
        None => Ok(()),
    }
}

/// Reads an ORBEL folder, with warnings.
pub(super) fn read_orbel(path: &Path) -> Result<(Folder, Vec<Report>), Failure> {
    if !path.is_dir() {
        let message = format!("{} is no folder; an ORBEL instance is a folder with tables", path.display());
        return Err(Failure::new(Exit::Internal, message));
    }
    let table = |name| bytes(&path.join(name));
    let tables = orbel::Tables {
        talks: table(orbel::TALKS)?,
        preferences: table(orbel::PREFERENCES)?,
        sessions: table(orbel::SESSIONS)?,
        availability: table(orbel::AVAILABILITY)?,
    };
    orbel::read(&path.display().to_string(), &folder_name(path), tables).map_err(|reports| {
        let reports: Vec<String> = reports.iter().map(Report::to_string).collect();
        Failure::report(Exit::Invalid, reports.join("\n"))
    })
}

/// What is in a file, up to a byte more than may be; `None` if there is no such file.
fn bytes(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let failed =
        |error: std::io::Error| Failure::new(Exit::Internal, format!("{} cannot be read: {error}", path.display()));
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(bytes))
}

/// Whether a file is a workbook, or is to be read as one.
pub(super) fn is_workbook(path: &Path, format: InstanceFormat) -> bool {
    let looks_like_it = || {
        let mut head = [0; 4];
        path.is_file()
            && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
            && workbook::is_workbook(&head)
    };
    match format {
        InstanceFormat::Auto => looks_like_it(),
        InstanceFormat::Plenary | InstanceFormat::Orbel | InstanceFormat::Tables => false,
        InstanceFormat::Cosplib | InstanceFormat::Optaplanner | InstanceFormat::Template => true,
    }
}

/// Reads a template that a planner has filled in, with warnings; `None` if the workbook is none.
pub(super) fn read_template(path: &Path, format: InstanceFormat) -> Result<Option<(Instance, Vec<Report>)>, Failure> {
    if !matches!(format, InstanceFormat::Auto | InstanceFormat::Template) {
        return Ok(None);
    }
    let wanted = |title: &str, _| template::is_sheet(title);
    let (book, _) = read_book(path, |shown, bytes| workbook::read_rows(shown, bytes, workbook::ALL_ROWS, wanted))?;
    if format == InstanceFormat::Auto && !template::is_template(&book) {
        return Ok(None);
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    template::read(&path.display().to_string(), &name, &book).map(Some).map_err(|reports| {
        let reports: Vec<String> = reports.iter().map(Report::to_string).collect();
        Failure::report(Exit::Invalid, reports.join("\n"))
    })
}

/// Reads a workbook, with warnings.
pub(super) fn read_workbook(path: &Path, format: InstanceFormat) -> Result<(Workbook, Vec<Report>), Failure> {
    let wanted = |title: &str, _| cosplib::SHEETS.contains(&title) || optaplanner::SHEETS.contains(&title);
    let (book, bytes) = book(path, wanted)?;
    let shown = path.display().to_string();
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let of_planner = match format {
        InstanceFormat::Optaplanner => true,
        InstanceFormat::Cosplib => false,
        _ if optaplanner::is_conference(&book) => true,
        _ if cosplib::is_library(&book) => false,
        _ => {
            let message = "this workbook is of no format that can be read";
            let help = format!(
                "`plenary template` writes one to fill in; a workbook of CoSPLib has the sheets {}; one of OptaPlanner {}",
                cosplib::SHEETS.join(", "),
                optaplanner::SHEETS.join(", ")
            );
            let report = Report::new(shown, vec![Diagnostic::error(Code::WrongFormat, "", message).with_help(help)]);
            return Err(Failure::report(Exit::Invalid, report));
        }
    };
    let read = if of_planner {
        let read = optaplanner::read(&shown, &name, &book, bytes);
        read.map(|(conference, warnings)| (Workbook::Optaplanner(Box::new(conference)), warnings))
    } else {
        let read = cosplib::read(&shown, &name, &book);
        read.map(|(library, warnings)| (Workbook::Cosplib(Box::new(library)), warnings))
    };
    read.map_err(|reports| {
        let reports: Vec<String> = reports.iter().map(Report::to_string).collect();
        Failure::report(Exit::Invalid, reports.join("\n"))
    })
}

/// The sheets of a workbook that are wanted, by title and position, and the workbook as it is.
fn book(path: &Path, wanted: impl Fn(&str, usize) -> bool) -> Result<(Book, Vec<u8>), Failure> {
    read_book(path, |shown, bytes| workbook::read(shown, bytes, &wanted))
}

fn read_book(path: &Path, read: impl FnOnce(&str, &[u8]) -> Result<Book, Report>) -> Result<(Book, Vec<u8>), Failure> {
    let missing = || Failure::new(Exit::Internal, format!("{} cannot be read: there is no such file", path.display()));
    let bytes = bytes(path)?.ok_or_else(missing)?;
    let shown = path.display().to_string();
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("the file is larger than {} MiB", MOST_BYTES >> 20);
        let report = Report::new(shown, vec![Diagnostic::error(Code::FileTooBig, "", message)]);
        return Err(Failure::report(Exit::Invalid, report));
    }
    match read(&shown, &bytes) {
        Ok(book) => Ok((book, bytes)),
        Err(report) => Err(Failure::report(Exit::Invalid, report)),
    }
}
