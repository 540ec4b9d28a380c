//! What a planner writes: reading, checking and explaining instances of format `plenary-instance/1`.
//!
//! The tour, in the order in which a file passes through:
//!
//! 1. [`Source`] reads the bytes with limits, and [`Source::parse`] makes JSON of them;
//! 2. [`apply`] makes the changes of the chosen variants on the JSON;
//! 3. the shape is checked against [`json_schema`], which is generated from the types in [`schema`]; what named a member that
//!    was taken out goes with it;
//! 4. [`check`] looks at the meaning: names, times, pins, orders – all problems at once.
//!
//! [`load`] does all of it. Problems are [`Diagnostic`]s, each with a [`Code`] that [`error_index_markdown`]
//! explains and a JSON pointer; a [`Report`] holds them with their lines and columns.

mod codes;
mod diagnostics;
mod positions;
pub mod schema;
mod shape;
mod source;
mod validate;
mod variant;
pub(crate) mod without;

use serde_json::Value;

pub use codes::{Code, error_index_markdown};
pub use diagnostics::{Diagnostic, MOST_COLLECTED, MOST_PRINTED, Position, Report, Severity};
pub use schema::Instance;
pub use shape::json_schema;
pub use source::{MOST_BYTES, MOST_VALUES, Source};
pub use validate::check;
pub use variant::{Setting, apply};

pub(crate) use diagnostics::{Collector, steers, suggestion};
pub(crate) use shape::check_by;
use variant::Origins;

/// An instance that was read, and what looked odd about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The instance, with the changes of the chosen variants.
    pub instance: Instance,
    /// The rule settings of the chosen variants, in order: later ones count.
    pub settings: Vec<Setting>,
    /// What looked odd, with positions, in the order of the file.
    pub warnings: Vec<Diagnostic>,
    origins: Origins,
}

impl Loaded {
    /// A report on problems that a later stage found in this instance, with their positions in `source`. Unlike
    /// [`locate_all`] it knows what the variants moved.
    pub fn report(&self, source: &Source, diagnostics: Vec<Diagnostic>) -> Report {
        locate_with(source, &self.origins, diagnostics)
    }
}

/// Reads an instance, with the changes of `variants` in the order given.
///
/// # Errors
///
/// A [`Report`] of everything that is wrong, if anything is so wrong that the instance cannot be used. An instance
/// that can be proved to have no timetable is no error as long as it may be meant.
pub fn load(source: &Source, variants: &[String]) -> Result<Loaded, Report> {
    load_with(source, variants, &[])
}

/// Reads an instance, with the changes of `variants` in the order given, and then further `changes`.
///
/// # Errors
///
/// As [`load`].
pub fn load_with(source: &Source, variants: &[String], changes: &[schema::Change]) -> Result<Loaded, Report> {
    let base = source.parse()?;
    let mut collector = Collector::default();
    let (mut value, mut origins, settings) = variant::apply_all(base, variants, changes, &mut collector);
    if collector.has_errors() {
        // Half-made changes would only cause further complaints.
        return Err(finish(source, &Origins::default(), &mut collector));
    }
    shape::check(&value, &mut collector);
    if collector.has_errors() {
        return Err(finish(source, &origins, &mut collector));
    }
    let mut instance = match shape::read(&value, (variants.is_empty() && changes.is_empty()).then_some(source)) {
        Ok(instance) => instance,
        Err(diagnostic) => {
            collector.push(*diagnostic);
            return Err(finish(source, &origins, &mut collector));
        }
    };
    if !origins.gone().is_empty() {
        without::mentions(&mut instance, origins.gone());
        value = serde_json::to_value(&instance).unwrap_or(value);
        origins.came_to(&value);
    }
    validate::check_into(&instance, &mut collector);
    let values: Vec<&Value> = [Some(&value), origins.base()].into_iter().flatten().collect();
    validate::check_provenance(&instance, &values, &mut collector);
    let failed = collector.has_errors();
    let report = finish(source, &origins, &mut collector);
    if failed {
        return Err(report);
    }
    Ok(Loaded { instance, settings, warnings: report.diagnostics, origins })
}

/// A report on `source` with the positions of all pointers looked up in one pass.
pub fn locate_all(source: &Source, diagnostics: Vec<Diagnostic>) -> Report {
    locate_with(source, &Origins::default(), diagnostics)
}

/// Whether instances have a section of this name.
pub(crate) fn is_section(name: &str) -> bool {
    shape::sections().contains(&name)
}

fn finish(source: &Source, origins: &Origins, collector: &mut Collector) -> Report {
    let diagnostics = collector.take();
    let mut report = locate_with(source, origins, diagnostics);
    report.uncollected_errors = collector.uncollected(Severity::Error);
    report.uncollected_warnings = collector.uncollected(Severity::Warning);
    report
}

fn locate_with(source: &Source, origins: &Origins, mut diagnostics: Vec<Diagnostic>) -> Report {
    let places: Vec<String> = diagnostics.iter().map(|diagnostic| origins.origin(&diagnostic.pointer)).collect();
    let pointers: Vec<&str> = places.iter().map(String::as_str).collect();
    if !pointers.is_empty() {
        for (diagnostic, position) in diagnostics.iter_mut().zip(source.locate_all(&pointers)) {
            diagnostic.position = diagnostic.position.or(position);
        }
    }
    Report::new(source.name(), diagnostics)
}
