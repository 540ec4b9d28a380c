//! `plenary convert`: from one format to another.

mod programme;

use std::path::{Path, PathBuf};

use super::exit::{Exit, Failure};
use super::files;
use super::folders::{self, InstanceFormat};
use super::inputs::{self, InstanceArgs};
use super::terminal::{print, say};
use crate::engines::{Names, lp, mps};
use crate::formats::template::{self, Rows};
use crate::formats::timetable_json::TimetableFile;
use crate::formats::{solution, timetable_csv, timetable_json};
use crate::instance::Instance;
use crate::rules::lower;

const EXAMPLES: &str = "Examples:
  plenary convert ccr2018.timetable.json programme.csv --instance instances/ccr2018.json --lang fr
  plenary convert programme.csv edited.timetable.json --instance instances/ccr2018.json
  plenary convert ccr2018.timetable.json programme.html --instance instances/ccr2018.json
  plenary convert ccr2018.timetable.json door-signs.html --instance instances/ccr2018.json --languages fr
  plenary convert ccr2018.timetable.json new.ics --instance instances/ccr2018.json --previous old.ics
  plenary convert ccr2018.timetable.json signs --to ics --by room --instance instances/ccr2018.json
  plenary convert schedule.xml conference.json        a published programme, as an instance
  plenary convert schedule.xml programme.html
  plenary convert talks.json tidy.json                an instance, tidied up
  plenary convert talks.json talks.mps                its model, for other solvers
  plenary convert talks.sol talks.timetable.json --instance talks.json   what one of them has found
  plenary convert talks.json talks.xlsx               what the workbook of `plenary template` can hold of it
  plenary convert talks.json talks --to tables        the same as a folder of tables
  plenary convert orbel2017 orbel2017.json            a folder of tables, as an instance
  plenary convert orbel2017.timetable.json schedule.csv --instance orbel2017
  plenary convert GECCO20.xlsx GECCO20.json           a workbook of CoSPLib, as an instance
  plenary convert GECCO20.timetable.json solution.xlsx --instance GECCO20.xlsx
  plenary convert 18talks.timetable.json solved.xlsx --instance 18talks.xlsx   one of OptaPlanner, filled in

What IN is, is found out from its content; what OUT becomes, from its extension or --to. With a folder of
tables as --instance, OUT in CSV is its table schedule.csv, and IN may be one. With a workbook as
--instance, OUT in XLSX is its solution, and IN may be one.";

/// Convert between formats.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// An instance (JSON, a folder of tables, or a workbook) or a timetable (JSON, CSV, a workbook, or a solution of the
    /// exported model)
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// Where to write: .json, .csv, .html, .xlsx, .ics, .xml, .md, .svg, .mps or .lp; - for the standard output
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// What OUT becomes, whatever its extension
    #[arg(long, value_enum, value_name = "FORMAT")]
    to: Option<Target>,
    /// The instance of the timetable: for titles, kinds and people, and to check names and times
    #[arg(long)]
    instance: Option<PathBuf>,
    /// In which format the instance is
    #[arg(long, value_enum, default_value = "auto")]
    format: InstanceFormat,
    /// Language of titles; of a page in several languages, the first
    #[arg(long, default_value = "en")]
    lang: String,
    /// Languages of the page, the first shown first, such as fr or es,en; all of the conference when absent
    #[arg(long, value_name = "LANG", value_delimiter = ',', conflicts_with = "lang")]
    languages: Vec<String>,
    /// A calendar for each of them; OUT is a folder
    #[arg(long, value_enum, value_name = "WHOM")]
    by: Option<By>,
    /// With --by, only this room or person; OUT is a file
    #[arg(long, value_name = "ID", requires = "by")]
    only: Option<String>,
    /// What was published before, a calendar or a folder of them: what changed is numbered, what is no more is cancelled
    #[arg(long, value_name = "PATH")]
    previous: Option<PathBuf>,
}

/// Whom calendars are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum By {
    /// Rooms.
    Room,
    /// Those who speak or chair.
    Speaker,
    /// Interpreters.
    Interpreter,
    /// Attendees: what they wish.
    Attendee,
}

/// What OUT becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Target {
    /// An instance or timetable of the program's own.
    Json,
    /// A table, a row for each session.
    Csv,
    /// A programme as a workbook; where the instance is a workbook that is answered by one, that answer; of an instance, the
    /// workbook of `plenary template`, filled in.
    Xlsx,
    /// Of an instance, the same as a folder of tables.
    Tables,
    /// The model of an instance.
    Mps,
    /// The same in the LP format.
    Lp,
    /// A programme to read, print and hang on doors.
    Html,
    /// A calendar; with --by a folder of them.
    Ics,
    /// schedule.xml as of frab and pretalx.
    ScheduleXml,
    /// schedule.json as of frab and pretalx.
    ScheduleJson,
    /// Slots for the API of pretalx.
    Pretalx,
    /// A programme as a document in Markdown.
    Markdown,
    /// The grid as a picture.
    Svg,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    if files::same(&args.input, &args.output) {
        return Err(Failure::usage("IN and OUT are the same file"));
    }
    folders::spare(&args.input, &args.output)?;
    args.instance.as_deref().map_or(Ok(()), |instance| folders::spare(instance, &args.output))?;
    let wanted = args.to.map_or_else(|| target(&args.output), Ok)?;
    if !args.languages.is_empty() && wanted != Target::Html {
        return Err(Failure::usage(
            "--languages is for pages, which have several; --lang says the one of everything else",
        ));
    }
    // A programme of another program is both: an instance, and what is published of it.
    let both = args.instance.is_none() && inputs::is_foreign(&args.input);
    let of_itself = Args { instance: Some(args.input.clone()), ..args.clone() };
    let of_instance = matches!(wanted, Target::Json | Target::Mps | Target::Lp | Target::Tables);
    let args = if both && !of_instance { &of_itself } else { args };
    let of_instance = (both && args.instance.is_none()) || is_instance(args);
    if !of_instance && wanted == Target::Ics && args.by.is_some() && args.only.is_none() {
        return calendars(args);
    }
    if of_instance && matches!(wanted, Target::Xlsx | Target::Tables) {
        return filled_in(args, wanted);
    }
    let bytes = if of_instance { instance(args, wanted)?.into_bytes() } else { timetable(args, wanted)? };
    if args.output == Path::new("-") {
        print(&String::from_utf8(bytes).map_err(Failure::internal)?)?;
    } else {
        files::write(&args.output, &bytes)?;
    }
    Ok(Exit::Done)
}

fn target(path: &Path) -> Result<Target, Failure> {
    match path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase).as_deref() {
        Some("json") => Ok(Target::Json),
        Some("csv") => Ok(Target::Csv),
        Some("mps") => Ok(Target::Mps),
        Some("lp") => Ok(Target::Lp),
        Some("xlsx") => Ok(Target::Xlsx),
        Some("html" | "htm") => Ok(Target::Html),
        Some("ics") => Ok(Target::Ics),
        Some("md") => Ok(Target::Markdown),
        Some("svg") => Ok(Target::Svg),
        Some("xml") => Ok(Target::ScheduleXml),
        None if path == Path::new("-") => Ok(Target::Json),
        _ => Err(Failure::usage(format!(
            "{}: OUT ends in .json, .csv, .html, .xlsx, .ics, .xml, .md, .svg, .mps or .lp, or --to says what it is",
            path.display()
        ))),
    }
}

/// Whether IN is an instance: a folder of tables, or a file that says so. What cannot be read is left to the reader to
/// complain about.
fn is_instance(args: &Args) -> bool {
    // With an instance beside it, `--format` is about that one.
    let format = if args.instance.is_some() { InstanceFormat::Auto } else { args.format };
    if folders::is_orbel(&args.input, format) || folders::is_tables(&args.input, format) {
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

fn instance(args: &Args, wanted: Target) -> Result<String, Failure> {
    if !matches!(wanted, Target::Json | Target::Mps | Target::Lp) {
        return Err(Failure::usage("an instance is no programme and no table; solve it, and convert the timetable"));
    }
    let conference = load(&args.input, args.format, &TimetableFile::default())?;
    if matches!(wanted, Target::Mps | Target::Lp) {
        return Ok(model(&conference, wanted));
    }
    let instance: Instance = conference.instance;
    serde_json::to_string_pretty(&instance).map(|text| text + "\n").map_err(Failure::internal)
}

/// An instance as the template filled in, a workbook or a folder of tables.
fn filled_in(args: &Args, wanted: Target) -> Result<Exit, Failure> {
    let conference = load(&args.input, args.format, &TimetableFile::default())?;
    let rows = Rows::of(&conference.instance, &args.lang);
    if !rows.lost.is_empty() {
        say(format_args!("note: there is no column for {}", rows.lost.join(", ")));
    }
    if wanted == Target::Tables {
        super::template::write_tables(&rows, &args.output)?;
    } else {
        files::write(&args.output, &template::write(&rows).map_err(Failure::internal)?)?;
    }
    Ok(Exit::Done)
}

/// The mixed-integer model of a conference, with its names.
fn model(conference: &inputs::Conference, wanted: Target) -> String {
    let problem = &conference.problem;
    let write = if wanted == Target::Lp { lp } else { mps };
    write(&lower(problem, &conference.rules), &Names::of(problem))
}

fn timetable(args: &Args, wanted: Target) -> Result<Vec<u8>, Failure> {
    let of_folder = args.instance.as_deref().is_some_and(|path| folders::is_orbel(path, args.format));
    let (source, mut file) = inputs::timetable_file(&args.input, of_folder)?;
    let conference = args.instance.as_deref().map(|path| load(path, args.format, &file)).transpose()?;
    if let Some(conference) = &conference {
        let timetable = inputs::timetable(&source, &file, conference)?;
        if let (Target::Csv, Some(folder)) = (wanted, &conference.folder) {
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
        if let (Target::Xlsx, Some(workbook)) = (wanted, &conference.workbook) {
            return workbook.write_solution(&timetable).map_err(|errors| inputs::malformed(&source, errors));
        }
        // What follows from placements and teams is said anew; what was written about them stays.
        timetable_json::describe_anew(&mut file, &conference.problem, &timetable);
        file.native_score = conference.native_score(&timetable);
        if !matches!(wanted, Target::Json | Target::Csv | Target::Mps | Target::Lp | Target::Tables) {
            return programme::write(args, wanted, conference, &timetable, &file);
        }
    }
    if conference.is_none() && solution::is_solution(source.name(), source.text()) {
        return Err(Failure::usage("a solution means something with its instance only: add --instance FILE"));
    }
    match wanted {
        Target::Mps | Target::Lp | Target::Tables => {
            Err(Failure::usage("a timetable is neither a model nor a conference; convert the instance"))
        }
        Target::Json => timetable_json::write(&file).map(String::into_bytes).map_err(Failure::internal),
        Target::Csv => {
            let mut bytes = Vec::new();
            let instance = conference.as_ref().map(|conference| &conference.instance);
            timetable_csv::write(&file, instance, &args.lang, &mut bytes).map_err(Failure::internal)?;
            Ok(bytes)
        }
        _ => Err(without_instance()),
    }
}

/// A folder of calendars.
fn calendars(args: &Args) -> Result<Exit, Failure> {
    let (source, mut file) = inputs::timetable_file(&args.input, false)?;
    let instance = args.instance.as_deref().ok_or_else(without_instance)?;
    let conference = load(instance, args.format, &file)?;
    let timetable = inputs::timetable(&source, &file, &conference)?;
    timetable_json::describe_anew(&mut file, &conference.problem, &timetable);
    let calendars = programme::calendars(args, &conference, &timetable, &file)?;
    std::fs::create_dir_all(&args.output)
        .map_err(|error| Failure::new(Exit::Internal, format!("{} cannot be made: {error}", args.output.display())))?;
    for (name, text) in &calendars {
        files::write(&args.output.join(name), text.as_bytes())?;
    }
    say(format_args!("{} calendars in {}", calendars.len(), args.output.display()));
    Ok(Exit::Done)
}

pub(super) fn without_workbook() -> Failure {
    Failure::usage("a timetable becomes a workbook with the workbook that it answers as --instance")
}

fn without_instance() -> Failure {
    Failure::usage("a programme needs titles and people: add --instance FILE")
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::super::folders::InstanceFormat;
    use super::Target;
    use crate::formats::index::FORMATS;

    #[test]
    fn every_format_that_can_be_asked_for_is_described() {
        let asked = Target::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let read = InstanceFormat::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        for name in asked.chain(read).map(|value| value.get_name().to_owned()) {
            let known = FORMATS.iter().any(|format| format.name == name);
            assert!(known || name == "auto" || name == "plenary", "{name} is not in formats/index.rs");
        }
    }
}
