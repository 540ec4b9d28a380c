//! A small workbook in which every constraint can give something, and what tests do with it.

use plenary::formats::optaplanner::{self, CONSTRAINTS, Conference, SHEETS};
use plenary::formats::workbook;
use plenary::instance::{Source, load};
use plenary::problem::{ModeId, Problem, RoomId};
use plenary::rules::RuleSet;
use plenary::timetable::{Placement, Timetable};
use rand::RngExt;
use rand_pcg::Pcg64;
use rust_xlsxwriter::{Color, Format, Workbook};

/// The sheets as rows of cells: texts; numbers; TRUE and FALSE; `#RRGGBB` for an empty cell filled with that colour.
pub(crate) type Sheets = Vec<(&'static str, Vec<Vec<String>>)>;

pub(crate) const GREY: &str = "#555753";

pub(crate) fn row(cells: &str) -> Vec<String> {
    cells.split('|').map(|cell| cell.trim_start_matches('_').to_owned()).collect()
}

/// The weight of a constraint by its position: all different, on the level where it is by default.
fn weight(position: usize) -> String {
    let weight = 3 * position + 2;
    match position {
        0..16 => format!("{weight}hard/0medium/0soft"),
        16 => format!("0hard/{weight}medium/0soft"),
        _ => format!("0hard/0medium/{weight}soft"),
    }
}

pub(crate) fn sheets() -> Sheets {
    let mut configuration = vec![
        row("Conference name|Small"),
        row("Minimum consecutive talks pause in minutes|20|"),
        row(""),
        row("Constraint|Score weight|Description"),
    ];
    for (position, name) in CONSTRAINTS.iter().enumerate() {
        if [16, 17].contains(&position) {
            configuration.push(row(""));
        }
        configuration.push(vec![(*name).to_owned(), weight(position), "what it means".to_owned()]);
    }
    let times = "09:00-10:00|10:10-11:10|09:00-11:00|10:00-11:00|09:00-10:00|10:30-11:30|09:30-11:30";
    let demands = "Required timeslot tags|Preferred timeslot tags|Prohibited timeslot tags|Undesired timeslot tags|\
                   Required room tags|Preferred room tags|Prohibited room tags|Undesired room tags";
    let talks = format!(
        "Code|Title|Talk type|Speakers|Theme track tags|Sector tags|Audience types|Audience level|Content tags|Language|{demands}|\
         Mutually exclusive talks tags|Prerequisite talks codes|Favorite count|Crowd control risk|Pinned by user|\
         Timeslot day|Start|End|Room|Published Timeslot|Published Start|Published End|Published Room"
    );
    vec![
        ("Configuration", configuration),
        (
            "Timeslots",
            vec![
                row("Day|Start|End|Talk types|Tags"),
                row("Mon 2018-10-01|09:00|10:00|Breakout, Panel|Early, First"),
                row("Mon 2018-10-01|10:10|11:10|Breakout|"),
                row("Mon 2018-10-01|09:00|11:00|Lab|Early"),
                row("Mon 2018-10-01|10:00|11:00|Panel, Breakout|"),
                row("Wed 2018-10-03|09:00|10:00|Breakout|Early"),
                row("Wed 2018-10-03|10:30|11:30|Breakout, Panel|Late"),
                row("Wed 2018-10-03|09:30|11:30|Lab|Late"),
            ],
        ),
        (
            "Rooms",
            vec![
                row("||||Mon 2018-10-01||||Wed 2018-10-03||"),
                row(&format!("Name|Capacity|Talk types|Tags|{times}")),
                row(&format!("R 1|100||Large, Recorded||{GREY}|||||{GREY}")),
                row("R 2|50|Breakout, Panel|Recorded"),
                row(&format!("R 3|50|Lab, Breakout|Quiet|{GREY}||||{GREY}||")),
            ],
        ),
        (
            "Speakers",
            vec![
                row("|||||||||Mon 2018-10-01||||Wed 2018-10-03||"),
                row(&format!("Name|{demands}|{times}")),
                row(&format!("Amy Cole|Early|First|Late|_|Recorded|Large|Quiet|_|||{GREY}||||")),
                row("Beth Fox|_|Early, Late|_|Early|_|_|_|Recorded, Large"),
                row(&format!("Chad Ode|_|_|First|_|Large|Quiet, Large|_|Quiet|{GREY}|||||{GREY}|")),
                row("Dan Ünal"),
            ],
        ),
        (
            "Talks",
            vec![
                row(&talks),
                row("S1|One & only|Breakout|Amy Cole|A, B|x|p|1|c, d|en|Early|_|_|Late|_|Large|_|_|m|_|10|1|FALSE"),
                row(
                    "S2|Two|Breakout|Amy Cole, Beth Fox|A|x, y|p, q|2|c|fr|_|Late|First|_|Quiet|_|_|Recorded|m, n|S1|20|1|FALSE",
                ),
                row(
                    "S3|Three|Breakout|Chad Ode|B|y|q|3|d|en|_|_|_|_|_|_|Large|_|n|S1, S2|30|2|FALSE|_|_|_|_|Mon 2018-10-01|10:10|11:10|R 2",
                ),
                row(
                    "S4|Four|Lab|Beth Fox, Dan Ünal|A, B|_|p|1|c, d|en|_|Early|_|_|_|_|_|_|_|_|20|1|FALSE|_|_|_|_|Wed 2018-10-03|09:30|11:30|R 1",
                ),
                row("S5|Five|Lab|Chad Ode|B|x|q|2|d|fr|_|_|_|_|_|_|_|_|m|S3|5|0|FALSE"),
                row(
                    "S6|Six|Panel|Dan Ünal, Beth Fox|A|y|p, q|1|c|en|_|_|_|_|_|Recorded|_|_|n|_|40|0|FALSE|_|_|_|_|Wed 2018-10-03|09:30|11:30|R 3",
                ),
                row(
                    "S7|Seven|Breakout|Dan Ünal|C|_|p|3|c, d|de|_|_|Late|Early|_|_|_|_|_|S6|1|1|TRUE|Wed 2018-10-03|10:30|11:30|R 2",
                ),
                row(
                    "S8|Eight|Breakout|Amy Cole|C, A|x|q|2|e|en|_|_|_|_|_|_|_|Quiet|_|_|30|1|FALSE|Mon 2018-10-01|09:00|10:00|R 1|Mon 2018-10-01|09:00|10:00|R 1",
                ),
            ],
        ),
    ]
}

pub(crate) fn write(sheets: &Sheets) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        if *name == "Rooms" && rows.len() > 1 && rows[0].len() > 10 {
            sheet.merge_range(0, 4, 0, 7, &rows[0][4], &Format::new()).unwrap();
        }
        for (r, cells) in rows.iter().enumerate() {
            for (c, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let (r, c) = (r as u32, c as u16);
                match (cell.parse::<f64>(), cell.strip_prefix('#')) {
                    (_, Some(colour)) => {
                        let colour = Color::RGB(u32::from_str_radix(colour, 16).unwrap());
                        sheet.write_blank(r, c, &Format::new().set_background_color(colour)).unwrap();
                    }
                    (Ok(number), _) => drop(sheet.write(r, c, number).unwrap()),
                    _ if ["TRUE", "FALSE"].contains(&cell.as_str()) => drop(sheet.write(r, c, cell == "TRUE").unwrap()),
                    _ => drop(sheet.write_with_format(r, c, cell, &Format::new().set_bold()).unwrap()),
                }
            }
        }
    }
    let view = book.add_worksheet().set_name("Score view").unwrap();
    view.write(0, 0, "what the application derives").unwrap();
    book.save_to_buffer().unwrap()
}

pub(crate) fn read(bytes: &[u8]) -> Result<Conference, String> {
    let wanted = |title: &str, _| SHEETS.contains(&title);
    let book = workbook::read("book.xlsx", bytes, wanted).map_err(|report| report.to_string())?;
    let read = optaplanner::read("book.xlsx", "book", &book, bytes.to_vec());
    read.map(|(conference, _)| conference)
        .map_err(|reports| reports.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// The sheet of this name.
pub(crate) fn sheet<'a>(sheets: &'a mut Sheets, name: &str) -> &'a mut Vec<Vec<String>> {
    &mut sheets.iter_mut().find(|sheet| sheet.0 == name).unwrap().1
}

/// The conference, its way through the native format included.
pub(crate) fn problem(conference: &Conference) -> (Problem, RuleSet) {
    let source = Source::from_bytes("made.json", serde_json::to_vec(&conference.instance()).unwrap()).unwrap();
    let loaded = load(&source, &[]).unwrap_or_else(|report| panic!("{report}"));
    (Problem::build(&loaded.instance).unwrap(), RuleSet::of(&loaded.instance.rules).unwrap())
}

/// A random timetable: slots of the right types, any rooms.
pub(crate) fn random(problem: &Problem, rng: &mut Pcg64) -> Timetable {
    let mut timetable = Timetable::empty(problem);
    for (id, place) in problem.session_ids().zip(&mut timetable.placements) {
        let starts: Vec<i32> = problem
            .starts
            .iter()
            .map(|start| start.minute)
            .filter(|&minute| problem.slot(id, minute).is_some())
            .collect();
        let start = starts[rng.random_range(0..starts.len())];
        let room = Some(RoomId::new(rng.random_range(0..problem.rooms.len())));
        *place = Some(Placement { start, room, mode: ModeId(0) });
    }
    timetable
}
