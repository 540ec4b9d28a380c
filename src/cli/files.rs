//! Writing files so that nobody ever sees half of one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};

/// Writes a file whole or not at all: into a neighbour that then takes its name.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = match fs::metadata(path) {
        // Devices and pipes cannot be replaced, and must not be.
        Ok(there) if !there.is_file() && !there.is_dir() => File::options().write(true).open(path)?.write_all(bytes),
        // Through a link the file behind it is written.
        Ok(_) => fs::canonicalize(path).and_then(|path| replace(&path, bytes)),
        Err(_) => replace(path, bytes),
    };
    written.map_err(|error| cannot(path, &error))
}

/// Whether a file can be written there; found out before the work is done.
pub(super) fn check_writable(path: &Path) -> Result<(), Failure> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(cannot(path, &io::Error::other("it is a folder"))),
        Ok(there) if !there.is_file() => Ok(()),
        Ok(_) => {
            let behind = fs::canonicalize(path).and_then(|path| neighbour(&path));
            behind.map(drop).map_err(|error| cannot(path, &error))
        }
        Err(_) => neighbour(path).map(drop).map_err(|error| cannot(path, &error)),
    }
}

/// Whether two paths lead to the same file.
pub(super) fn same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    Failure::new(Exit::Internal, format!("{} cannot be written: {error}", path.display()))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = neighbour(path)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn neighbour(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".plenary-");
    #[cfg(unix)]
    {
        // As any new file: the umask decides, not the caution of temporary files.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
