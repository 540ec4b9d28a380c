//! The files of a study: the study itself, its instances, its folder.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::cli::exit::{Exit, Failure};
use crate::cli::inputs;
use crate::instance::Source;
use crate::study::schema::Study;
use crate::study::store::Store;
use crate::study::{self, Plan};

/// A study that was read.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) path: PathBuf,
    pub(super) source: Source,
    pub(super) study: Study,
}

pub(super) fn open(path: &Path) -> Result<Opened, Failure> {
    let source = inputs::read(path)?;
    let study = study::read(&source).map_err(|report| Failure::report(Exit::Invalid, report))?;
    Ok(Opened { path: path.to_owned(), source, study })
}

impl Opened {
    /// The instance of a number, wherever the study says it is.
    pub(super) fn instance(&self, number: usize) -> Result<Source, Failure> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        inputs::source(&folder.join(&self.study.instances[number].path))
    }

    /// All instances and the plan.
    pub(super) fn plan(&self) -> Result<(Vec<Source>, Plan), Failure> {
        let sources = (0..self.study.instances.len()).map(|number| self.instance(number));
        let sources = sources.collect::<Result<Vec<Source>, Failure>>()?;
        let plan = study::plan(&self.source, &self.study, &sources, &program_sha256()?)
            .map_err(|report| Failure::report(Exit::Invalid, report))?;
        Ok((sources, plan))
    }

    /// The folder of results: as typed, or named after the study, here.
    pub(super) fn folder(&self, typed: Option<&Path>) -> PathBuf {
        typed.map_or_else(|| PathBuf::from(format!("{}.results", self.study.id)), Path::to_owned)
    }
}

/// The plan of a folder of results.
pub(super) fn results(folder: &Path) -> Result<(Store, Plan), Failure> {
    let store = Store::open(folder);
    let plan = store.plan().map_err(|error| Failure::new(Exit::Invalid, format!("{}: {error}", folder.display())))?;
    let none = || {
        let message = format!("{} holds no study: there is no plan.json in it", folder.display());
        Failure::new(Exit::Invalid, message + "\n  Help: `plenary study run STUDY.json -o FOLDER` makes one")
    };
    Ok((store, plan.ok_or_else(none)?))
}

/// SHA-256 of this program.
pub(super) fn program_sha256() -> Result<String, Failure> {
    let program = std::env::current_exe().and_then(std::fs::read).map_err(Failure::internal)?;
    Ok(Sha256::digest(&program).iter().map(|byte| format!("{byte:02x}")).collect())
}
