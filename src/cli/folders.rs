//! Instances that are folders of tables.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::exit::{Exit, Failure};
use super::files;
use crate::formats::orbel::{self, Folder, Tables};
use crate::instance::{MOST_BYTES, Report};

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
}

/// Whether an instance is to be read as an ORBEL folder: because it was said, or because one of its tables is there.
pub(super) fn is_orbel(path: &Path, format: InstanceFormat) -> bool {
    let looks_like_it = || {
        let tables = [orbel::TALKS, orbel::PREFERENCES, orbel::SESSIONS];
        path.is_dir() && tables.iter().any(|table| path.join(table).is_file())
    };
    match format {
        InstanceFormat::Auto => looks_like_it(),
        InstanceFormat::Plenary => false,
        InstanceFormat::Orbel => true,
    }
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
    let tables = [orbel::TALKS, orbel::PREFERENCES, orbel::SESSIONS, orbel::AVAILABILITY];
    let is_it = |table: &&str| {
        let by_name = inside && output.file_name().is_some_and(|name| name == *table);
        by_name || files::same(output, &instance.join(table))
    };
    match tables.into_iter().find(is_it) {
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
    let tables = Tables {
        talks: table(orbel::TALKS)?,
        preferences: table(orbel::PREFERENCES)?,
        sessions: table(orbel::SESSIONS)?,
        availability: table(orbel::AVAILABILITY)?,
    };
    // `.` and `..` are no names.
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = whole.file_name().unwrap_or_default().to_string_lossy();
    orbel::read(&path.display().to_string(), &name, tables).map_err(|reports| {
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
