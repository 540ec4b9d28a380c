//! The plan of a study: every cell, keyed by a digest of all that determines it, in the order in which they run.

use std::collections::{BTreeMap, BTreeSet};

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::design::recipes;
use super::read::on_instance;
use super::schema::{EngineSpec, Limit, Study};
use super::variant::{Prepared, Recipe, prepare, sha256};
use crate::engines;
use crate::instance::schema::Id;
use crate::instance::{self, Code, Diagnostic, Report, Source, locate_all};
use crate::rules::RuleSet;

/// The format tag of plans.
pub(crate) const FORMAT: &str = "plenary-plan/1";

/// Cells of a study, at most.
pub const MOST_CELLS: usize = 500_000;

/// What is to be run. It is written beside the results, so that a report needs nothing else.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Always `plenary-plan/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: String,
    /// The version of the program.
    pub version: String,
    /// The solver that it was built with.
    pub solver: String,
    /// SHA-256 of the program.
    pub program_sha256: String,
    /// SHA-256 of the study file.
    pub study_sha256: String,
    /// The study.
    pub study: Study,
    /// The instances, as they were read.
    pub instances: Vec<InstanceRead>,
    /// The cells, in the order in which they run.
    pub cells: Vec<Cell>,
}

/// An instance of the study, as it was read.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceRead {
    /// What the study calls it.
    pub id: Id,
    /// SHA-256 of the file; of a folder or workbook, of the instance that this version makes of it.
    pub sha256: String,
    /// Sessions, as written.
    pub sessions: usize,
    /// Rooms, as written.
    pub rooms: usize,
    /// Starts, as written.
    pub starts: usize,
    /// Its variants.
    pub variants: Vec<PlannedVariant>,
}

/// A variant of an instance.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PlannedVariant {
    /// How it is made.
    #[serde(flatten)]
    pub recipe: Recipe,
    /// SHA-256 of the conference and the rules that it comes to. Two variants with the same digest are the same.
    pub sha256: String,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// SHA-256 of all that determines the run: conference and rules, engine, limit, seed, repeat, version, solver.
    pub key: String,
    /// The instance.
    pub instance: Id,
    /// The label of the variant.
    pub variant: String,
    /// The engine.
    pub engine: Id,
    /// The limit.
    pub limit: Id,
    /// The seed.
    pub seed: u64,
    /// 0; from 1 on for repeats of the reference cell.
    pub repeat: u32,
}

impl Cell {
    /// In words.
    #[must_use]
    pub fn text(&self) -> String {
        let repeat = if self.repeat > 0 { format!(", repeat {}", self.repeat) } else { String::new() };
        let Self { instance, variant, engine, limit, seed, .. } = self;
        format!("{instance} · {variant} · {engine} · {limit} · seed {seed}{repeat}")
    }
}

/// The key of a run.
#[must_use]
pub fn key(problem: &str, engine: &EngineSpec, limit: &Limit, seed: u64, repeat: u32) -> String {
    // Names in the study do not matter: only what they stand for.
    sha256(&json!({
        "format": super::record::FORMAT,
        "version": env!("CARGO_PKG_VERSION"),
        "solver": engines::solver_version(),
        "problem": problem,
        "engine": [engine.engine, engine.threads, engine.without, engine.command],
        "limit": [limit.seconds, limit.work, limit.gap.unwrap_or(0.0)],
        "seed": seed,
        "repeat": repeat,
    }))
}

/// Makes the plan of a study; `sources` are its instances, in its order.
///
/// # Errors
/// A report of everything that cannot be made, of all variants of all instances.
pub fn plan(source: &Source, study: &Study, sources: &[Source], program_sha256: &str) -> Result<Plan, Report> {
    let mut problems = Vec::new();
    let mut instances = Vec::new();
    for (file, text) in study.instances.iter().zip(sources) {
        match read_instance(study, &file.id, text) {
            Ok(read) => instances.push(read),
            Err(wrong) => problems.extend(wrong),
        }
    }
    let repeats = study.reference_repeats as usize;
    let per_variant = study.engines.len() * study.limits.len() * study.seeds.len();
    let variants: usize = instances.iter().map(|read| read.variants.len()).sum();
    let many = variants.saturating_mul(per_variant).saturating_add(repeats);
    if many > MOST_CELLS {
        let message = format!("the study has {many} cells; at most {MOST_CELLS} are allowed");
        let help = "take out seeds, limits or designs, or split the study";
        problems.push(Diagnostic::error(Code::WrongLength, "", message).with_help(help));
    }
    if !problems.is_empty() {
        return Err(locate_all(source, problems));
    }
    let cells = cells(study, &instances);
    Ok(Plan {
        format: FORMAT.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        solver: format!("HiGHS {}", engines::solver_version()),
        program_sha256: program_sha256.to_owned(),
        study_sha256: source.sha256(),
        study: study.clone(),
        instances,
        cells,
    })
}

fn read_instance(study: &Study, id: &Id, source: &Source) -> Result<InstanceRead, Vec<Diagnostic>> {
    let number = study.instances.iter().position(|file| file.id == *id).unwrap_or_default();
    let unreadable = |report: Report| {
        let path = format!("/instances/{number}/path");
        let wrong = |one: &Diagnostic| Diagnostic::error(one.code, path.clone(), format!("{id}: {}", one.message));
        report.diagnostics.iter().filter(|one| one.severity == instance::Severity::Error).map(wrong).collect::<Vec<_>>()
    };
    let loaded = instance::load(source, &[]).map_err(unreadable)?;
    let base = RuleSet::of(&loaded.instance.rules).unwrap_or_default();
    let (rooms, sessions) = (loaded.instance.rooms.len(), loaded.instance.sessions.len());
    let mut read =
        InstanceRead { id: id.clone(), sha256: source.sha256(), sessions, rooms, starts: 0, variants: Vec::new() };
    let mut problems = Vec::new();
    for recipe in recipes(study, id, &base) {
        match prepare(source, study, &recipe) {
            Ok(prepared) => {
                if read.variants.is_empty() {
                    read.starts = prepared.problem.starts.len();
                }
                read.variants.push(PlannedVariant { recipe, sha256: prepared.sha256 });
            }
            Err(troubles) => {
                problems.extend(troubles.iter().map(|trouble| on_instance(study, id, &recipe.label, trouble)));
            }
        }
    }
    // What is wrong with a variant is wrong in all variants that are made with it.
    let mut seen = BTreeSet::new();
    problems.retain(|one| {
        one.pointer.is_empty()
            || seen.insert((one.pointer.clone(), one.message.split(": ").skip(1).collect::<Vec<_>>().join(": ")))
    });
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

fn cells(study: &Study, instances: &[InstanceRead]) -> Vec<Cell> {
    let mut cells = Vec::new();
    let cell = |of: &InstanceRead, variant: &PlannedVariant, engine: &EngineSpec, limit: &Limit, seed, repeat| Cell {
        key: key(&variant.sha256, engine, limit, seed, repeat),
        instance: of.id.clone(),
        variant: variant.recipe.label.clone(),
        engine: engine.id.clone(),
        limit: limit.id.clone(),
        seed,
        repeat,
    };
    for of in instances {
        for variant in &of.variants {
            for engine in &study.engines {
                for limit in &study.limits {
                    cells.extend(study.seeds.iter().map(|&seed| cell(of, variant, engine, limit, seed, 0)));
                }
            }
        }
    }
    cells.shuffle(&mut Pcg64Mcg::seed_from_u64(study.order_seed));
    // The reference is spread evenly: before, between and after the others.
    let first = instances.first().and_then(|of| of.variants.first().map(|variant| (of, variant)));
    if let Some((of, variant)) = first {
        let (repeats, others) = (study.reference_repeats, cells.len());
        for repeat in (1..=repeats).rev() {
            let at = if repeats == 1 { others / 2 } else { (repeat as usize - 1) * others / (repeats as usize - 1) };
            cells.insert(at, cell(of, variant, &study.engines[0], &study.limits[0], study.seeds[0], repeat));
        }
    }
    cells
}

impl Plan {
    /// The cells with different keys: the first of each. Cells that come to the same run once.
    #[must_use]
    pub fn runs(&self) -> Vec<&Cell> {
        let mut seen = BTreeSet::new();
        self.cells.iter().filter(|cell| seen.insert(cell.key.as_str())).collect()
    }

    /// The variant of a cell.
    #[must_use]
    pub fn variant(&self, cell: &Cell) -> Option<&PlannedVariant> {
        let of = self.instances.iter().find(|read| read.id == cell.instance)?;
        of.variants.iter().find(|variant| variant.recipe.label == cell.variant)
    }

    /// Engine and limit of a cell.
    #[must_use]
    pub fn terms(&self, cell: &Cell) -> Option<(&EngineSpec, &Limit)> {
        let engine = self.study.engines.iter().find(|engine| engine.id == cell.engine)?;
        Some((engine, self.study.limits.iter().find(|limit| limit.id == cell.limit)?))
    }

    /// What a cell runs on, made anew from its instance.
    ///
    /// # Errors
    /// In words, if it cannot be made, or comes to something else than when the plan was made.
    pub fn prepare(&self, cell: &Cell, source: &Source) -> Result<Prepared, String> {
        let variant = self.variant(cell).ok_or_else(|| format!("the plan has no variant {}", cell.variant))?;
        let prepared = prepare(source, &self.study, &variant.recipe)
            .map_err(|troubles| troubles.into_iter().map(|one| one.message).collect::<Vec<_>>().join("; "))?;
        if prepared.sha256 != variant.sha256 {
            return Err("the instance is not what it was when the study was planned".to_owned());
        }
        Ok(prepared)
    }

    /// Variants that come to the same as an earlier one of their instance, by instance and label.
    #[must_use]
    pub fn twins(&self) -> BTreeMap<(Id, String), String> {
        let mut twins = BTreeMap::new();
        for of in &self.instances {
            let mut first: BTreeMap<&str, &str> = BTreeMap::new();
            for variant in &of.variants {
                let label = &variant.recipe.label;
                match first.get(variant.sha256.as_str()) {
                    Some(earlier) => drop(twins.insert((of.id.clone(), label.clone()), (*earlier).to_owned())),
                    None => drop(first.insert(&variant.sha256, label)),
                }
            }
        }
        twins
    }
}
