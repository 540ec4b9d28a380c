//! `plenary convert`: from one format to another.

use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::files;
use super::folders::{self, InstanceFormat};
use super::inputs::{self, InstanceArgs};
use super::terminal::{print, say};
use crate::engines::{Names, mps};
use crate::formats::timetable_json::TimetableFile;
use crate::formats::{timetable_csv, timetable_json};
use crate::instance::Instance;
use crate::rules::lower;

const EXAMPLES: &str = "Examples:
  plenary convert ccr2018.timetable.json programme.csv --instance instances/ccr2018.json --lang fr
  plenary convert programme.csv edited.timetable.json --instance instances/ccr2018.json
  plenary convert talks.json tidy.json                an instance, tidied up
  plenary convert talks.json talks.mps                its model, for other solvers
  plenary convert orbel2017 orbel2017.json            a folder of tables, as an instance
  plenary convert orbel2017.timetable.json schedule.csv --instance orbel2017
  plenary convert GECCO20.xlsx GECCO20.json           a workbook of CoSPLib, as an instance
  plenary convert GECCO20.timetable.json solution.xlsx --instance GECCO20.xlsx

What IN is, is found out from its content; what OUT becomes, from its extension. With a folder of
tables as --instance, OUT in CSV is its table schedule.csv, and IN may be one. With a workbook as
--instance, OUT in XLSX is its solution, and IN may be one.";

/// Convert between formats.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// An instance (JSON, a folder of tables, or a workbook) or a timetable (JSON, CSV, or a workbook)
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Where to write: .json, .csv, .xlsx or .mps; - for JSON on the standard output
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// The instance of the timetable: for titles and kinds in CSV, and to check names and times
    #[arg(long)]
    instance: Option<PathBuf>,
    /// In which format the instance is
    #[arg(long, value_enum, default_value = "auto")]
    format: InstanceFormat,
    /// Language of titles
    #[arg(long, default_value = "en")]
    lang: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Json,
    Csv,
    Xlsx,
    Mps,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    if files::same(&args.input, &args.output) {
        return Err(Failure::usage("IN and OUT are the same file"));
    }
    folders::spare(&args.input, &args.output)?;
    args.instance.as_deref().map_or(Ok(()), |instance| folders::spare(instance, &args.output))?;
    let wanted = kind(&args.output)?;
    let bytes = if is_instance(args) { instance(args, wanted)?.into_bytes() } else { timetable(args, wanted)? };
    if args.output == Path::new("-") {
        print(&String::from_utf8(bytes).map_err(Failure::internal)?)?;
    } else {
        files::write(&args.output, &bytes)?;
    }
    Ok(Exit::Done)
}

fn kind(path: &Path) -> Result<Kind, Failure> {
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase).as_deref() {
        Some("json") => Ok(Kind::Json),
        Some("csv") => Ok(Kind::Csv),
        Some("mps") => Ok(Kind::Mps),
        Some("xlsx") => Ok(Kind::Xlsx),
        None if path == Path::new("-") => Ok(Kind::Json),
        _ => Err(Failure::usage(format!("{}: OUT ends in .json, .csv, .xlsx or .mps", path.display()))),
    }
}

/// Whether IN is an instance: a folder of tables, or a file that says so. What cannot be read is left to the reader to
/// complain about.
fn is_instance(args: &Args) -> bool {
    // With an instance beside it, `--format` is about that one.
    let format = if args.instance.is_some() { InstanceFormat::Auto } else { args.format };
    if folders::is_orbel(&args.input, format) {
        return true;
    }
    if args.instance.is_none() && folders::is_workbook(&args.input, format) {
        return true;
    }
    let value = crate::instance::Source::read_file(&args.input).ok().and_then(|source| source.parse().ok());
    value.is_some_and(|value| value["format"] == crate::instance::schema::FORMAT)
}

/// Reads an instance; with the variants and the pack of a timetable, as that was made.
fn load(path: &Path, format: InstanceFormat, made: &TimetableFile) -> Result<inputs::Conference, Failure> {
    let (variants, pack) = (made.variants.clone(), made.pack.clone());
    inputs::conference(
        &InstanceArgs { instance: path.to_owned(), format, variants, pack, ..InstanceArgs::default() },
        true,
    )
}

fn instance(args: &Args, wanted: Kind) -> Result<String, Failure> {
    if matches!(wanted, Kind::Csv | Kind::Xlsx) {
        return Err(Failure::usage("an instance does not fit into a table; solve it, and convert the timetable"));
    }
    let conference = load(&args.input, args.format, &TimetableFile::default())?;
    if wanted == Kind::Mps {
        return Ok(model(&conference));
    }
    let instance: Instance = conference.instance;
    serde_json::to_string_pretty(&instance).map(|text| text + "\n").map_err(Failure::internal)
}

/// The mixed-integer model of a conference, with its names.
fn model(conference: &inputs::Conference) -> String {
    let problem = &conference.problem;
    mps(&lower(problem, &conference.rules), &Names::of(problem))
}

fn timetable(args: &Args, wanted: Kind) -> Result<Vec<u8>, Failure> {
    let of_folder = args.instance.as_deref().is_some_and(|path| folders::is_orbel(path, args.format));
    let (source, mut file) = inputs::timetable_file(&args.input, of_folder)?;
    let conference = args.instance.as_deref().map(|path| load(path, args.format, &file)).transpose()?;
    if let Some(conference) = &conference {
        let timetable = inputs::timetable(&source, &file, conference)?;
        if let (Kind::Csv, Some(folder)) = (wanted, &conference.folder) {
            let mut bytes = Vec::new();
            folder.write_schedule(&timetable, &mut bytes).map_err(|errors| inputs::malformed(&source, errors))?;
            let violations = folder.measure(&folder.places(&timetable)).violations;
            if violations > 0 {
                say(format_args!(
                    "note: violations: {violations} (talks without a place of their own, and presenters who cannot be \
                     there); `plenary check` says which"
                ));
            }
            return Ok(bytes);
        }
        if wanted == Kind::Xlsx {
            let library = conference.library.as_ref().ok_or_else(without_workbook)?;
            return library.write_solution(&timetable).map_err(|errors| inputs::malformed(&source, errors));
        }
        // What follows from placements and teams is said anew; what was written about them stays.
        timetable_json::describe_anew(&mut file, &conference.problem, &timetable);
        file.native_score = conference.native_score(&timetable);
    }
    match wanted {
        Kind::Mps => Err(Failure::usage("a timetable is no model; convert the instance")),
        Kind::Xlsx => Err(without_workbook()),
        Kind::Json => timetable_json::write(&file).map(String::into_bytes).map_err(Failure::internal),
        Kind::Csv => {
            let mut bytes = Vec::new();
            let instance = conference.as_ref().map(|conference| &conference.instance);
            timetable_csv::write(&file, instance, &args.lang, &mut bytes).map_err(Failure::internal)?;
            Ok(bytes)
        }
    }
}

fn without_workbook() -> Failure {
    Failure::usage("a timetable becomes a workbook with the workbook that it answers as --instance")
}
