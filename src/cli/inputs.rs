//! From paths and settings to what they mean; every command reads its files here.

use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::folders::{self, InstanceFormat, Workbook};
use super::packs;
use super::terminal::{harmless, say};
use super::what_if;
use crate::engines::{Names, of_solution, unknown_columns};
use crate::formats::import::{self, Foreign, Imported};
use crate::formats::native::NativeScore;
use crate::formats::orbel::{self, Folder};
use crate::formats::timetable_json::TimetableFile;
use crate::formats::{FormatError, solution, timetable_csv, timetable_json};
use crate::instance::{self, Code, Diagnostic, Instance, Report, Source};
use crate::problem::{Pack, Problem, Terms};
use crate::rules::{RuleSet, lower};
use crate::timetable::Timetable;

/// The instance and what is changed in it, as typed.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct InstanceArgs {
    /// The conference: a JSON file of format plenary-instance/1, a folder of tables, or a workbook
    pub(super) instance: PathBuf,
    /// In which format the conference is
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) format: InstanceFormat,
    /// Make the changes of this variant of the instance (may be repeated; in order)
    #[arg(long = "variant", value_name = "VARIANT")]
    pub(super) variants: Vec<String>,
    /// Put interpreters on the terms of this rule pack, whatever the instance says (`plenary packs` explains them)
    #[arg(long, value_name = "PACK", value_parser = packs::names())]
    pub(super) pack: Option<String>,
    /// Set the level, weight or a parameter of a rule, such as overflow.weight=5, or a value of the instance, such as
    /// /rooms/hall/seats=700 (may be repeated)
    #[arg(long = "set", value_name = "WHAT=VALUE")]
    pub(super) set: Vec<String>,
    /// What if: add a member to a list of the instance, such as /people/speaker-017/away={"day":"fri"} (may be repeated)
    #[arg(long, value_name = "LIST=JSON")]
    pub(super) add: Vec<String>,
    /// What if: leave something of the instance away, such as /sessions/lunch/pin (may be repeated)
    #[arg(long, value_name = "PATH")]
    pub(super) drop: Vec<String>,
    /// What if: pin a session to a slot, a room, or both, such as opening=thu-1@hall or opening=@hall (may be repeated)
    #[arg(long, value_name = "SESSION=SLOT@ROOM")]
    pub(super) pin: Vec<String>,
}

impl InstanceArgs {
    /// What is changed in the instance beyond rules, variants and packs, as typed.
    pub(super) fn what_if(&self) -> Vec<String> {
        let set = self.set.iter().filter(|set| set.starts_with('/')).map(|set| format!("--set {set}"));
        let add = self.add.iter().map(|add| format!("--add {add}"));
        let drop = self.drop.iter().map(|drop| format!("--drop {drop}"));
        let pin = self.pin.iter().map(|pin| format!("--pin {pin}"));
        set.chain(add).chain(drop).chain(pin).collect()
    }

    /// Everything that makes the conference another than the file says, as typed: variants, pack, rules, and what is changed
    /// in the instance.
    pub(super) fn changed(&self) -> Vec<String> {
        let variants = self.variants.iter().map(|variant| format!("--variant {variant}"));
        let pack = self.pack.iter().map(|pack| format!("--pack {pack}"));
        let rules = self.rule_settings().into_iter().map(|set| format!("--set {set}"));
        variants.chain(pack).chain(rules).chain(self.what_if()).collect()
    }

    /// The settings of rules, as typed.
    pub(super) fn rule_settings(&self) -> Vec<String> {
        self.set.iter().filter(|set| !set.starts_with('/')).cloned().collect()
    }
}

/// An instance with everything that follows from it.
#[derive(Debug)]
pub(super) struct Conference {
    /// The text of the file; of a folder or workbook, the instance that it is.
    pub(super) source: Source,
    /// The folder that was read, if it was one.
    pub(super) folder: Option<Folder>,
    /// The workbook that was read, if it was one.
    pub(super) workbook: Option<Workbook>,
    /// The instance, changes of variants made.
    pub(super) instance: Instance,
    /// The same, dense.
    pub(super) problem: Problem,
    /// Levels, weights and parameters: of the instance, its variants, the command line, in this order.
    pub(super) rules: RuleSet,
}

impl Conference {
    /// How good a timetable is by the measures of the instance's own format, if that has any.
    pub(super) fn native_score(&self, timetable: &Timetable) -> Option<NativeScore> {
        let orbel = |folder: &Folder| NativeScore::Orbel(folder.measure(&folder.places(timetable)));
        let workbook = || self.workbook.as_ref().map(|workbook| workbook.score(timetable));
        self.folder.as_ref().map(orbel).or_else(workbook)
    }
}

/// Reads an instance. Warnings are said unless `quiet`.
pub(super) fn conference(args: &InstanceArgs, quiet: bool) -> Result<Conference, Failure> {
    // What is mistyped is mistyped whatever the files say.
    let settings = args.rule_settings();
    set(&mut RuleSet::default(), &settings)?;
    let (source, folder, workbook) = instance_source(args, quiet)?;
    let changes = what_if::changes(args, &source)?;
    let mut loaded = instance::load_with(&source, &args.variants, &changes).map_err(|report| invalid(&report))?;
    let mut problems = Vec::new();
    let mut rules = RuleSet::of(&loaded.instance.rules).unwrap_or_else(|errors| {
        problems.extend(errors);
        RuleSet::default()
    });
    for setting in &loaded.settings {
        if let Err(error) = rules.set(&format!("{}={}", setting.key, setting.value)) {
            problems.push((setting.pointer.clone(), error));
        }
    }
    if !problems.is_empty() {
        let as_diagnostic = |(pointer, error): (String, crate::rules::SettingError)| {
            let help = "`plenary rules RULE` shows what can be set";
            Diagnostic::error(Code::BadSetting, pointer, error.to_string()).with_help(help)
        };
        let report = loaded.report(&source, problems.into_iter().map(as_diagnostic).collect());
        return Err(invalid(&report));
    }
    set(&mut rules, &settings)?;
    if !quiet {
        let mut warnings = loaded.warnings.clone();
        warnings.extend(loaded.report(&source, overruled(&loaded.instance)).diagnostics);
        if !warnings.is_empty() {
            say(Report::new(source.name(), warnings));
        }
    }
    if let Some(pack) = &args.pack {
        loaded.instance.interpretation.pack = Some(packs::find(pack)?.name);
    }
    let problem = Problem::build(&loaded.instance).map_err(|error| {
        // Validation should have said so, with its place.
        Failure::new(Exit::Invalid, format!("{}: {error}", source.name()))
    })?;
    Ok(Conference { source, folder, workbook, instance: loaded.instance, problem, rules })
}

/// The text of an instance. What is no JSON becomes some, so that everything is checked in the same way.
fn instance_source(args: &InstanceArgs, quiet: bool) -> Result<(Source, Option<Folder>, Option<Workbook>), Failure> {
    let path = &args.instance;
    let written = |instance: &Instance| {
        let text = serde_json::to_vec(instance).map_err(Failure::internal)?;
        Source::from_bytes(path.display().to_string(), text).map_err(|report| invalid(&report))
    };
    if folders::is_workbook(path, args.format) {
        if let Some((instance, warnings)) = folders::read_template(path, args.format)? {
            if !quiet {
                warnings.iter().for_each(say);
            }
            return Ok((written(&instance)?, None, None));
        }
        let (workbook, warnings) = folders::read_workbook(path, args.format)?;
        if !quiet {
            warnings.iter().for_each(say);
        }
        return Ok((written(&workbook.instance())?, None, Some(workbook)));
    }
    if folders::is_tables(path, args.format) {
        let (instance, warnings) = folders::read_tables(path)?;
        if !quiet {
            warnings.iter().for_each(say);
        }
        return Ok((written(&instance)?, None, None));
    }
    if !folders::is_orbel(path, args.format) {
        let source = read(path)?;
        return match foreign(&source)? {
            Some(imported) => {
                for note in imported.notes.iter().filter(|_| !quiet) {
                    say(format_args!("note: {}: {}", path.display(), harmless(note)));
                }
                Ok((written(&imported.instance)?, None, None))
            }
            None => Ok((source, None, None)),
        };
    }
    let (folder, warnings) = folders::read_orbel(path)?;
    if !quiet {
        warnings.iter().for_each(say);
    }
    Ok((written(&folder.instance())?, Some(folder), None))
}

/// The text of an instance in any format, as [`instance::load`] takes it.
pub(super) fn source(path: &Path) -> Result<Source, Failure> {
    let args = InstanceArgs { instance: path.to_owned(), ..InstanceArgs::default() };
    Ok(instance_source(&args, true)?.0)
}

fn set(rules: &mut RuleSet, settings: &[String]) -> Result<(), Failure> {
    settings.iter().try_for_each(|text| {
        rules.set(text).map_err(|error| {
            let why = by_path(text).unwrap_or_else(|| error.to_string());
            Failure::usage(format!("--set {text}: {why}"))
        })
    })
}

/// What to type where a section of the instance is named like a rule.
fn by_path(text: &str) -> Option<String> {
    let key = text.split('=').next()?;
    let section =
        key.split(['.', '/']).next().filter(|section| instance::is_section(section) && *section != "rules")?;
    let path = key.replace('.', "/");
    Some(format!("there is no rule \"{section}\"; a value of the instance is set by its path, /{path}"))
}

/// Warnings about terms of interpretation that give way to the instance's own rule pack. They may well be there for
/// another pack, so one that is typed is not held against them.
fn overruled(instance: &Instance) -> Vec<Diagnostic> {
    let Some(pack) = instance.interpretation.pack.and_then(Pack::of) else {
        return Vec::new();
    };
    let warning = |field: &str| {
        let message = format!("the rule pack \"{}\" states this itself, so \"{field}\" is without effect", pack.id);
        Diagnostic::warning(Code::WithoutEffect, format!("/interpretation/{field}"), message)
            .with_help(format!("`plenary packs {}` says what holds; remove the field or the pack", pack.id))
    };
    Terms::overruled(&instance.interpretation).into_iter().map(warning).collect()
}

/// A file of another program, as an instance and what it publishes; `None` if it is none.
pub(super) fn foreign(source: &Source) -> Result<Option<Imported>, Failure> {
    let format = Foreign::detect(source.text());
    format
        .map(|format| import::read(format, source.name(), source.text()).map_err(|report| invalid(&report)))
        .transpose()
}

/// Whether a path leads to a file of another program.
pub(super) fn is_foreign(path: &Path) -> bool {
    let source = Source::read_file(path).ok();
    source.is_some_and(|source| Foreign::detect(source.text()).is_some())
}

/// Reads a timetable as written, JSON or CSV. The table `schedule.csv` of a folder says nothing beside its places, and
/// only with the folder at hand: the file is empty then, and [`timetable`] finds out the rest.
pub(super) fn timetable_file(path: &Path, of_folder: bool) -> Result<(Source, TimetableFile), Failure> {
    let of_its_own = || TimetableFile { format: timetable_json::FORMAT.to_owned(), ..TimetableFile::default() };
    if folders::is_workbook(path, InstanceFormat::Auto) {
        // Of a workbook there is no text; its places are read once the instance is known.
        let source = Source::from_bytes(path.display().to_string(), Vec::new()).map_err(|report| invalid(&report))?;
        return Ok((source, of_its_own()));
    }
    let source = read(path)?;
    if let Some(imported) = foreign(&source)? {
        return Ok((source, imported.timetable));
    }
    let text = source.text();
    if solution::is_solution(source.name(), text) {
        // Its columns mean something to the model of the instance only.
        return Ok((source, of_its_own()));
    }
    let file = if text.trim_start().starts_with(['{', '[']) {
        timetable_json::read(text.as_bytes())
    } else if of_folder && orbel::is_schedule(text) {
        Ok(of_its_own())
    } else {
        timetable_csv::read(text.as_bytes())
    };
    match file {
        Ok(file) => Ok((source, file)),
        Err(error) => Err(malformed(&source, vec![error])),
    }
}

/// What a timetable means for a conference.
pub(super) fn timetable(source: &Source, file: &TimetableFile, of: &Conference) -> Result<Timetable, Failure> {
    let path = Path::new(source.name());
    if source.text().is_empty() && folders::is_workbook(path, InstanceFormat::Auto) {
        let Some(workbook) = &of.workbook else {
            let message = format!("{}: a workbook is a timetable of a workbook only", source.name());
            return Err(Failure::new(Exit::Invalid, message));
        };
        return workbook.read_solution(path)?.map_err(|errors| malformed(source, errors));
    }
    if solution::is_solution(source.name(), source.text()) {
        return of_solver(source, of);
    }
    match &of.folder {
        Some(folder) if orbel::is_schedule(source.text()) => folder.read_schedule(source.text()),
        _ => timetable_json::timetable(file, &of.problem),
    }
    .map_err(|errors| malformed(source, errors))
}

/// The timetable that the solution of another solver for the exported model is.
fn of_solver(source: &Source, of: &Conference) -> Result<Timetable, Failure> {
    const MOST: usize = 10;
    let values = solution::read(source.name(), source.text()).map_err(|error| malformed(source, vec![error]))?;
    let (network, names) = (lower(&of.problem, &of.rules), Names::of(&of.problem));
    let unknown = unknown_columns(&network, &names, &values);
    if !unknown.is_empty() {
        let error = |column: &String| FormatError::new("", format!("the model has no column \"{column}\""));
        let mut errors: Vec<FormatError> = unknown.iter().take(MOST).map(error).collect();
        if let Some(last) = errors.last_mut() {
            let help = "was it exported from this instance? `plenary convert INSTANCE model.mps` writes it";
            *last = last.clone().help(help);
        }
        return Err(malformed(source, errors));
    }
    Ok(of_solution(&network, &names, &values).timetable(&of.problem))
}

/// Reads a file of text.
pub(super) fn read(path: &Path) -> Result<Source, Failure> {
    Source::read_file(path).map_err(|report| {
        let unreadable = report.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::UnreadableFile);
        Failure::report(if unreadable { Exit::Internal } else { Exit::Invalid }, report)
    })
}

fn invalid(report: &Report) -> Failure {
    Failure::report(Exit::Invalid, report)
}

/// A report on a timetable file in the manner of those on instances.
pub(super) fn malformed(source: &Source, errors: Vec<FormatError>) -> Failure {
    const MOST: usize = 100;
    let pointers: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
    let places = source.locate_all(&pointers);
    let mut text = String::new();
    for (error, place) in errors.iter().zip(places).take(MOST) {
        let position = error.position.or(place.map(|place| (place.line, place.column)));
        let position = position.map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
        text.push_str(&format!("error: {}{position}: {}\n", source.name(), harmless(&error.to_string())));
        if let Some(help) = &error.help {
            text.push_str(&format!("  Help: {}\n", harmless(help)));
        }
    }
    if errors.len() > MOST {
        text.push_str(&format!("… and {} more\n", errors.len() - MOST));
    }
    let plural = if errors.len() == 1 { "" } else { "s" };
    text.push_str(&format!("{}: {} error{plural}", source.name(), errors.len()));
    Failure::report(Exit::Invalid, text)
}
