//! `plenary show`: a timetable in the terminal.

mod board;
mod grid;
mod lists;
mod staffing;

use std::path::PathBuf;

pub(super) use board::Board;

use super::exit::{Exit, Failure};
use super::folders::{self, InstanceFormat};
use super::inputs::{self, InstanceArgs};
use super::terminal::{Paint, harmless, print, width, wrap};
use crate::formats::timetable_json::{Status, TimetableFile};

const EXAMPLES: &str = "Examples:
  plenary show ccr2018.timetable.json --instance instances/ccr2018.json
  plenary show ccr2018.timetable.json --instance instances/ccr2018.json --by person --lang fr
  plenary show ccr2018.timetable.json --instance instances/ccr2018.json --by interpreter --day fri
  plenary show ccr2018.timetable.json --day thu --width 160 | less -S";

/// Print a timetable: rooms × times for each day, or a list by room, person, kind, language, booth, interpreter or
/// audience.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// The timetable, JSON of format plenary-timetable/1 or CSV
    timetable: PathBuf,
    /// Its instance, a file or a folder of tables, for titles, kinds, languages and people; without it ids are shown
    #[arg(long, value_name = "INSTANCE")]
    instance: Option<PathBuf>,
    /// In which format the instance is
    #[arg(long, value_enum, default_value = "auto")]
    format: InstanceFormat,
    /// With the changes of this variant (may be repeated) [default: those with which it was solved]
    #[arg(long = "variant", value_name = "VARIANT", requires = "instance")]
    variants: Vec<String>,
    /// How to arrange it
    #[arg(long, value_enum, default_value = "grid")]
    by: By,
    /// Only this day
    #[arg(long)]
    day: Option<String>,
    /// Language of titles, where the instance has several
    #[arg(long, default_value = "en")]
    lang: String,
    /// Columns to lay it out for [default: those of the terminal]
    #[arg(long, value_parser = clap::value_parser!(u16).range(40..))]
    width: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum By {
    /// Rooms × times.
    Grid,
    /// What happens in each room.
    Room,
    /// Where each speaker and chair has to be.
    Person,
    /// The sessions of each kind.
    Kind,
    /// What can be followed in each language.
    Language,
    /// The booths of each room with their teams, and where the mobile booths stand.
    Booth,
    /// The days of each interpreter.
    Interpreter,
    /// What each audience can follow, and who can follow nothing.
    Audience,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let of_folder = args.instance.as_deref().is_some_and(|path| folders::is_orbel(path, args.format));
    let (source, file) = inputs::timetable_file(&args.timetable, of_folder)?;
    let (file, board) = match &args.instance {
        Some(path) => {
            let variants = if args.variants.is_empty() { &file.variants } else { &args.variants };
            let (variants, pack) = (variants.clone(), file.pack.clone());
            let format = args.format;
            let wanted = InstanceArgs { instance: path.clone(), format, variants, pack, ..InstanceArgs::default() };
            let conference = inputs::conference(&wanted, true)?;
            let timetable = inputs::timetable(&source, &file, &conference)?;
            // What was left away follows from the instance, what was derived from another one does not.
            let mut full = file;
            crate::formats::timetable_json::describe_anew(&mut full, &conference.problem, &timetable);
            let board = Board::new(&full, Some(&conference.instance), &args.lang);
            (full, board)
        }
        None if !says(&file, args.by) => {
            let by = format!("{:?}", args.by).to_lowercase();
            return Err(Failure::usage(format!(
                "--by {by} needs to know more than the file says: add --instance FILE"
            )));
        }
        None => {
            let board = Board::new(&file, None, &args.lang);
            (file, board)
        }
    };
    let board = match &args.day {
        Some(day) => board.only(day).map_err(Failure::usage)?,
        None => board,
    };
    let width = args.width.map_or_else(width, usize::from);
    let paint = Paint::stdout();
    let mut text = match args.by {
        By::Grid => grid::render(&board, width, paint),
        By::Room => lists::by_room(&board, width, paint),
        By::Person => lists::by_person(&board, width, paint),
        By::Kind => lists::by_kind(&board, width, paint),
        By::Language => lists::by_language(&board, width, paint),
        By::Booth => staffing::by_booth(&file, &board, width, paint),
        By::Interpreter => staffing::by_interpreter(&file, &board, width, paint),
        By::Audience => staffing::by_audience(&file, &board, width, paint),
    };
    text.push_str(&footer(&file, &board, width));
    print(&text)?;
    Ok(Exit::Done)
}

/// Whether a file can be arranged so without its instance.
fn says(file: &TimetableFile, by: By) -> bool {
    match by {
        By::Grid | By::Room => true,
        By::Person | By::Kind | By::Language => false,
        By::Booth => !file.interpretation.is_empty(),
        By::Interpreter => !file.rosters.is_empty(),
        By::Audience => !file.inclusion.is_empty(),
    }
}

/// The grid of a timetable that has just been made.
pub(super) fn grid_of(board: &Board) -> String {
    grid::render(board, width(), Paint::stdout())
}

/// What the file says about itself.
fn footer(file: &TimetableFile, board: &Board, width: usize) -> String {
    let mut out = String::new();
    if board.is_empty() {
        out.push_str(match file.status {
            Status::Infeasible => "There is no timetable: that the hard rules cannot all be kept is proved.\n",
            _ => "Nothing is placed.\n",
        });
    }
    if !file.left_out.is_empty() {
        let names: Vec<String> = file.left_out.iter().map(|id| harmless(id)).collect();
        for line in wrap(&format!("Left out: {}", names.join(", ")), width, usize::MAX) {
            out.push_str(&format!("{line}\n"));
        }
    }
    if let Some(score) = file.score {
        let known = match file.status {
            Status::Optimal => "optimal",
            Status::Feasible => "feasible",
            Status::Infeasible => "infeasible",
            Status::Unknown => "not judged",
        };
        out.push_str(&format!("{score} ({known}, as the file says)\n"));
    }
    out
}
