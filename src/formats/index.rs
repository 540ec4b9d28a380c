//! Every format: which way it goes, and what is lost on the way. `docs/formats.md` is made of it.

use std::fmt::Write;

/// A format.
#[derive(Debug)]
pub struct Described {
    /// As `--to` and `--format` name it, or what it is where neither does.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// What of it is read, if anything.
    pub reads: Option<&'static str>,
    /// What is written to it, if anything.
    pub writes: Option<&'static str>,
    /// What it cannot hold, or what is not used of it.
    pub lost: &'static str,
}

const BOTH: Option<&str> = Some("instance and timetable");
const INSTANCE: Option<&str> = Some("instance");
const TIMETABLE: Option<&str> = Some("timetable");

/// All formats, the program's own first.
pub const FORMATS: &[Described] = &[
    Described {
        name: "json",
        about: "`plenary-instance/1` and `plenary-timetable/1`",
        reads: BOTH,
        writes: BOTH,
        lost: "nothing",
    },
    Described {
        name: "csv",
        about: "a table, a row for each session",
        reads: TIMETABLE,
        writes: TIMETABLE,
        lost: "who interprets; score and run",
    },
    Described {
        name: "template",
        about: "the workbook of `plenary template`, filled in; `plenary convert talks.json talks.xlsx` fills it in",
        reads: INSTANCE,
        writes: INSTANCE,
        lost: "what the sheets have no column for: walking times, orders, series, groups, tags, rule settings, fees, texts in other languages, identifiers of days, slots, kinds, tracks and topics; what an instance loses is said when it is written. Identifiers of rooms, sessions and people stay (column Id), so that timetables still fit",
    },
    Described {
        name: "tables",
        about: "a folder with the sheets of that as tables in CSV: `rooms.csv`, `slots.csv`, `sessions.csv`, and as needed `conference.csv`, `people.csv`, `interpreters.csv`, `wishes.csv`; separated by commas, semicolons or tabs; days and times as spreadsheets write them in English, French and Spanish (16/05/2030, 6 May 2030, 9:00 PM, 9h30)",
        reads: INSTANCE,
        writes: INSTANCE,
        lost: "as template; a day such as 05/06/2030 is refused where no other date says whether days or months come first",
    },
    Described {
        name: "solution",
        about: "what another solver has found for the model of `--to mps` or `--to lp`: files of HiGHS, SCIP, CBC, Gurobi, CPLEX, or lines of a column and its value; whatever is called `.sol`",
        reads: TIMETABLE,
        writes: None,
        lost: "rooms of a class of interchangeable ones are handed out anew; columns that follow from others are not read",
    },
    Described {
        name: "html",
        about: "programme in one file: grid, list, door signs, people, interpreters, booths, conflicts; also what PDF is printed from (`scripts/print-programme`)",
        reads: None,
        writes: TIMETABLE,
        lost: "for readers: score, costs, booths between sessions",
    },
    Described {
        name: "xlsx",
        about: "programme as a workbook: overview, days, lists, interpreters, booths, conflicts, changes; with a workbook of CoSPLib as the instance, its solution",
        reads: None,
        writes: TIMETABLE,
        lost: "for readers, as html",
    },
    Described {
        name: "ics",
        about: "calendar: the whole, or for rooms, speakers, interpreters, attendees",
        reads: Some("what was published before, for SEQUENCE and CANCELLED"),
        writes: TIMETABLE,
        lost: "rooms as places with seats; interpretation is said in the description; attendees get all that they wish, overlapping or not",
    },
    Described {
        name: "schedule-xml",
        about: "`schedule.xml` of pentabarf, frab, pretalx",
        reads: BOTH,
        writes: TIMETABLE,
        lost: "out: chairs become persons like speakers, interpretation is said in the description, languages after the first, texts in other languages. In: abstracts, links, attachments, recording; seats are not in the format",
    },
    Described {
        name: "schedule-json",
        about: "`schedule.json` of the same",
        reads: BOTH,
        writes: TIMETABLE,
        lost: "as schedule-xml, but seats stay",
    },
    Described {
        name: "pretalx",
        about: "in: a dump of the API (`event`, `rooms`, `submissions`, `speakers`, `slots`); out: slots",
        reads: BOTH,
        writes: TIMETABLE,
        lost: "in: abstracts, descriptions, answers, resources, availabilities, sessions neither accepted nor confirmed. Out: everything but session, room, start and end; rooms by name, of which the API wants its number",
    },
    Described {
        name: "Sessionize",
        about: "the view *All*",
        reads: BOTH,
        writes: None,
        lost: "descriptions, answers, addresses of recordings; the view names no time zone and no seats; sessions without a time are refused, since nothing says how long they are",
    },
    Described {
        name: "Indico",
        about: "the timetable export",
        reads: BOTH,
        writes: None,
        lost: "descriptions, material, conveners; a block is the track of its contributions; seats are not in the export",
    },
    Described {
        name: "markdown",
        about: "tables for mails and wikis",
        reads: None,
        writes: TIMETABLE,
        lost: "for readers: chairs, interpreters",
    },
    Described {
        name: "svg",
        about: "the grid as a picture",
        reads: None,
        writes: TIMETABLE,
        lost: "for readers: people; long titles are cut",
    },
    Described {
        name: "mps",
        about: "the model, with readable names, for other solvers",
        reads: None,
        writes: INSTANCE,
        lost: "rules that have no rows (a comment says so)",
    },
    Described {
        name: "lp",
        about: "the same in the LP format; names have underscores where it has operators",
        reads: None,
        writes: INSTANCE,
        lost: "rules that have no rows (a comment says so); the soft penalty where there are medium ones",
    },
    Described {
        name: "orbel",
        about: "the folder of tables of ORBEL",
        reads: BOTH,
        writes: TIMETABLE,
        lost: "nothing of the format; other instances do not fit into it",
    },
    Described {
        name: "optaplanner",
        about: "the conference workbook of OptaPlanner and Timefold",
        reads: BOTH,
        writes: TIMETABLE,
        lost: "nothing of the format: the workbook of the instance is filled in, sheets that show scores stay as they were",
    },
    Described {
        name: "cosplib",
        about: "the workbook of CoSPLib",
        reads: BOTH,
        writes: TIMETABLE,
        lost: "nothing of the format; other instances do not fit into it",
    },
];

/// The page on formats, in Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from(
        "# Formats\n\n\
         Made from the program (`PLENARY_BLESS=1 cargo test --test generated`).\n\n\
         `plenary convert IN OUT` writes by the extension of OUT, or by `--to`. What is read is found out by its content. \
         Programmes (html, xlsx, ics, schedule-xml, schedule-json, pretalx, markdown, svg) need `--instance`, and are written in \
         `--lang` (en, fr, es); the page has all languages of the conference, or those of `--languages` (such as `fr`).\n\n\
         | format | what it is | in | out | what is lost |\n| --- | --- | --- | --- | --- |\n",
    );
    for format in FORMATS {
        let way = |of: Option<&'static str>| of.unwrap_or("–");
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            format.name,
            format.about,
            way(format.reads),
            way(format.writes),
            format.lost
        );
    }
    out.push_str(
        "\nA programme of another program is an instance and its timetable at once: `plenary check schedule.xml` audits it, \
         `plenary convert schedule.xml programme.html` prints it. Whatever could not be used is said.\n\n\
         ## What may be in a file\n\n\
         Texts lose control characters and marks of direction (`U+202E` and its kin) when a programme is written, so that a title \
         cannot change what stands beside it; markup, formulas and line breaks stay text in every format. Messages show marks of direction as what they are. Documents in XML, parts of workbooks included, with \
         a document type are refused (that is where entities grow), packages that unpack to more than 256 MiB are, and so are \
         files over 256 MiB and text that is not UTF-8 (a byte order mark does not matter). A sheet or table is read up to \
         2 000 000 cells, a conference up to 20 000 sessions and 200 000 attendees; what is beyond is said, not cut off. Moments in calendars are UTC; in `schedule.*` they carry their offset.\n\n\
         ## Looking, printing, checking\n\n\
         * `scripts/look-programme PROGRAMME.html` takes pictures of every view and runs axe-core.\n\
         * `scripts/print-programme PROGRAMME.html` prints PDF with headless Chromium: the page has its print styles, so paper and \
         screen cannot come to differ, and the program does not grow by a typesetter.\n\
         * `scripts/check-programme` opens what was written with other people's programs (`icalendar`, `openpyxl`, LibreOffice, HiGHS), and \
         validates `schedule.xml` and `schedule.json` against the schemas that the c3voc publishes, as far as they are there.\n",
    );
    out
}
