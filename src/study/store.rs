//! Where a study keeps its results: a folder with `plan.json` and a file for each cell.
//!
//! A file appears whole or not at all: it is written beside its place, read back, and takes its name then. So a runner that
//! is killed leaves nothing that is wrong, several may work in one folder, and what is there need not run again.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::plan::Plan;
use super::processes;
use super::read::tag;
use super::record::{self, Record};

/// What files are called while they are written; machine and process follow, so that others can tell whether the writer lives.
const UNFINISHED: &str = ".plenary-";
/// After so long nobody is writing any more, on whatever machine.
const ABANDONED: Duration = Duration::from_secs(3600);

/// The folder of a study's results.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// A folder that is there, or is made.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn create(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("cells"))?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// A folder that should be there.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join("cells").join(format!("{key}.json"))
    }

    /// Writes the plan.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_plan(&self, plan: &Plan) -> io::Result<()> {
        let text = serde_json::to_vec(plan)?;
        replace(&self.folder.join("plan.json"), &text, |_| Ok(()))
    }

    /// The plan; `None` where there is none.
    ///
    /// # Errors
    /// If it cannot be read, or is none.
    pub fn plan(&self) -> io::Result<Option<Plan>> {
        let path = self.folder.join("plan.json");
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let plan = serde_json::from_slice(&bytes)
            .map_err(|error| io::Error::other(format!("{} is no plan of this version: {error}", path.display())))?;
        Ok(Some(plan))
    }

    /// Writes a cell; `judge` sees it as it was read back, before it counts.
    ///
    /// # Errors
    /// If it cannot be written, or the judge refuses it; then it is not there.
    pub fn write(&self, record: &Record, judge: impl Fn(&Record) -> Result<(), String>) -> io::Result<()> {
        let text = serde_json::to_vec(record)?;
        replace(&self.path(&record.key), &text, |bytes| {
            let read: Record = serde_json::from_slice(bytes)?;
            judge(&read).map_err(io::Error::other)
        })
    }

    /// A cell; `None` where there is none, or what is there is not one of this version and key.
    #[must_use]
    pub fn read(&self, key: &str) -> Option<Record> {
        let bytes = fs::read(self.path(key)).ok()?;
        let value: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        if tag(&value) != Some(record::FORMAT) {
            return None;
        }
        serde_json::from_value(value).ok().filter(|record: &Record| record.key == key)
    }

    /// Takes away what writers left unfinished: those of this machine that live no more, and anybody after an hour. Others
    /// may be at work in the folder meanwhile. Returns how many files that were.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn clean(&self) -> io::Result<usize> {
        let mut cleaned = 0;
        for folder in [self.folder.clone(), self.folder.join("cells")] {
            if !folder.exists() {
                continue;
            }
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let Some(writer) = name.strip_prefix(UNFINISHED) else { continue };
                let old = || entry.metadata().ok()?.modified().ok()?.elapsed().ok().map(|age| age > ABANDONED);
                // Somebody else may take it away at the same time.
                if (is_gone(writer) || old() == Some(true)) && fs::remove_file(entry.path()).is_ok() {
                    cleaned += 1;
                }
            }
        }
        Ok(cleaned)
    }

    /// The keys for which there is a file of some size; what a power failure emptied does not count.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn keys(&self) -> io::Result<BTreeSet<String>> {
        let mut keys = BTreeSet::new();
        for entry in fs::read_dir(self.folder.join("cells"))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(key) = name.strip_suffix(".json")
                && entry.metadata()?.len() > 0
            {
                keys.insert(key.to_owned());
            }
        }
        Ok(keys)
    }
}

/// Whether a writer, as the names of unfinished files tell it, was on this machine and lives no more.
fn is_gone(writer: &str) -> bool {
    let mut words = writer.splitn(3, '-');
    let here = words.next() == Some(processes::host().as_str());
    let process = words.next().and_then(|word| word.parse::<i32>().ok());
    here && words.next().is_some() && process.is_some_and(|process| !processes::lives(process))
}

/// Writes beside, reads back, has it judged, renames.
fn replace(path: &Path, bytes: &[u8], judge: impl Fn(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    let prefix = format!("{UNFINISHED}{}-{}-", processes::host(), std::process::id());
    builder.prefix(&prefix);
    #[cfg(unix)]
    {
        // As any new file: the umask decides, not the caution of temporary files.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.flush()?;
    judge(&fs::read(file.path())?)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_dead_left_is_taken_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::create(folder.path()).expect("it can be made");
        let host = processes::host();
        // A process that has ended and was waited for is there no more.
        let mut ended = std::process::Command::new("true").spawn().expect("it runs");
        ended.wait().expect("it ends");
        let name = |host: &str, process: u32| format!(".plenary-{host}-{process}-abc");
        let (dead, ours) = (name(&host, ended.id()), name(&host, std::process::id()));
        let (elsewhere, strange) = (name("elsewhere", ended.id()), ".plenary-abc".to_owned());
        for name in [&dead, &ours, &elsewhere, &strange] {
            fs::write(folder.path().join("cells").join(name), "half").expect("written");
        }
        fs::write(folder.path().join(&dead), "half").expect("written");
        assert_eq!(store.clean().expect("readable"), 2);
        let left = |name: &String| folder.path().join("cells").join(name).exists();
        assert!(!left(&dead) && left(&ours) && left(&elsewhere) && left(&strange));
        let long_ago = std::time::SystemTime::now() - 2 * ABANDONED;
        let file = fs::File::options().write(true).open(folder.path().join("cells").join(&elsewhere)).expect("there");
        file.set_modified(long_ago).expect("it can be set");
        assert_eq!(store.clean().expect("readable"), 1);
    }
}
