//! The workbook that planners fill in, and the same as a folder of tables: written empty, with a small example or with an
//! instance, and read back as an instance.
//!
//! What a sheet has for columns is said once, in [`SHEETS`]: the writers make headers, hints and validation of it, the
//! reader finds its columns by it, the help sheet explains it in every language. A folder has a table for each sheet,
//! `rooms.csv` for Rooms, which becomes the sheet before it is read.

mod folder;
mod moments;
mod read;
mod rows;
mod table;
mod write;

pub use folder::{Tables, read_folder, write_folder};
pub use read::read;
pub use rows::Rows;
pub use write::write;

use super::workbook::Book;

/// What may stand in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Text.
    Text,
    /// A whole number from the one to the other.
    Number(i32, i32),
    /// A day, such as 2030-05-06.
    Date,
    /// A time of day.
    Clock,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A name from the first column of another sheet.
    Name(&'static str),
}

/// A column.
struct Column {
    /// Its header.
    head: &'static str,
    /// Whether every row must have it.
    needed: bool,
    holds: Holds,
    /// What goes into it, in English, French and Spanish.
    help: [&'static str; 3],
}

/// A sheet: its name, its columns, and rows of an example.
struct Sheet {
    name: &'static str,
    columns: &'static [Column],
    example: &'static [&'static [&'static str]],
}

const YES: Holds = Holds::Choice(&["yes", "no"]);

const fn needed(head: &'static str, holds: Holds, help: [&'static str; 3]) -> Column {
    Column { head, needed: true, holds, help }
}

const fn free(head: &'static str, holds: Holds, help: [&'static str; 3]) -> Column {
    Column { head, needed: false, holds, help }
}

/// What a row is called in timetables and options, where that is more than its name.
const ID: Column = free(
    "Id",
    Holds::Text,
    [
        "Leave empty; what is here already is how timetables know it.",
        "Laisser vide; ce qui y est déjà sert aux horaires existants.",
        "Dejar vacío; lo que ya está lo usan los horarios existentes.",
    ],
);

/// Every sheet, in order.
const SHEETS: &[Sheet] = &[
    Sheet {
        name: "Conference",
        columns: &[
            needed("What", Holds::Text, ["Leave as it is.", "Ne pas modifier.", "No modificar."]),
            free(
                "Value",
                Holds::Text,
                [
                    "Title, time zone (such as America/Toronto), languages (such as en; fr), number of mobile booths.",
                    "Titre, fuseau horaire (par ex. America/Toronto), langues (par ex. en; fr), nombre de cabines mobiles.",
                    "Título, zona horaria (p. ej. America/Toronto), idiomas (p. ej. en; fr), número de cabinas móviles.",
                ],
            ),
        ],
        example: &[
            &["Title", "Example"],
            &["Time zone", "Europe/Paris"],
            &["Languages", "en; fr"],
            &["Mobile booths", "0"],
        ],
    },
    Sheet {
        name: "Rooms",
        columns: &[
            needed("Room", Holds::Text, ["Its name.", "Son nom.", "Su nombre."]),
            needed("Seats", Holds::Number(0, 1_000_000), ["How many.", "Combien.", "Cuántos."]),
            free(
                "Features",
                Holds::Text,
                [
                    "Equipment, separated by semicolons: projector; stage.",
                    "Équipement, séparé par des points-virgules.",
                    "Equipamiento, separado por punto y coma.",
                ],
            ),
            free("Booths", Holds::Number(0, 100), ["Built-in booths.", "Cabines fixes.", "Cabinas fijas."]),
            free(
                "Mobile booths",
                Holds::Number(0, 100),
                ["Mobile booths that fit in.", "Cabines mobiles possibles.", "Cabinas móviles que caben."],
            ),
            ID,
        ],
        example: &[&["Hall", "200", "projector; stage", "1", "", ""], &["Studio", "40", "projector", "", "", ""]],
    },
    Sheet {
        name: "Slots",
        columns: &[
            needed("Day", Holds::Date, ["The date.", "La date.", "La fecha."]),
            needed(
                "Start",
                Holds::Clock,
                ["First allowed start.", "Premier début possible.", "Primer inicio posible."],
            ),
            needed("End", Holds::Clock, ["By when sessions end.", "Fin au plus tard.", "Fin a más tardar."]),
            free(
                "Every",
                Holds::Number(1, 1440),
                [
                    "Minutes between further allowed starts; empty: one start.",
                    "Minutes entre les débuts possibles; vide: un seul début.",
                    "Minutos entre inicios posibles; vacío: un solo inicio.",
                ],
            ),
            free(
                "Kinds",
                Holds::Text,
                [
                    "Kinds of session that may be here; empty: all.",
                    "Types de séance admis; vide: tous.",
                    "Tipos de sesión admitidos; vacío: todos.",
                ],
            ),
        ],
        example: &[
            &["2030-05-06", "09:00", "10:00", "", ""],
            &["2030-05-06", "10:30", "12:00", "", ""],
            &["2030-05-06", "13:30", "15:00", "", ""],
        ],
    },
    Sheet {
        name: "Sessions",
        columns: &[
            needed("Session", Holds::Text, ["Its title.", "Son titre.", "Su título."]),
            needed(
                "Kind",
                Holds::Text,
                ["Plenary, workshop, break, …", "Plénière, atelier, pause, …", "Plenaria, taller, pausa, …"],
            ),
            needed("Minutes", Holds::Number(1, 2880), ["How long.", "Durée.", "Duración."]),
            free(
                "For everybody",
                YES,
                [
                    "yes: nothing else runs meanwhile.",
                    "yes: rien d'autre en même temps.",
                    "yes: nada más al mismo tiempo.",
                ],
            ),
            free(
                "Speakers",
                Holds::Text,
                [
                    "Names as in People, separated by semicolons.",
                    "Noms de la feuille People, séparés par des points-virgules.",
                    "Nombres de la hoja People, separados por punto y coma.",
                ],
            ),
            free(
                "Chairs",
                Holds::Text,
                ["The same for chairs.", "De même pour la présidence.", "Igual para la moderación."],
            ),
            free("Track", Holds::Text, ["Track.", "Thème.", "Eje temático."]),
            free(
                "Topics",
                Holds::Text,
                [
                    "What must not run in parallel, separated by semicolons.",
                    "Sujets qui ne doivent pas être simultanés.",
                    "Temas que no deben coincidir.",
                ],
            ),
            free("Seats needed", Holds::Number(0, 1_000_000), ["At least.", "Au moins.", "Como mínimo."]),
            free("Expected", Holds::Number(0, 1_000_000), ["People expected.", "Public attendu.", "Público esperado."]),
            free("Needs", Holds::Text, ["Features of the room.", "Équipement requis.", "Equipamiento necesario."]),
            free("Floor", Holds::Text, ["Languages spoken: en; fr.", "Langues parlées.", "Idiomas hablados."]),
            free("Interpreted into", Holds::Text, ["Languages: fr; es.", "Langues.", "Idiomas."]),
            free("Day", Holds::Date, ["Fixed day.", "Jour imposé.", "Día fijado."]),
            free(
                "Start",
                Holds::Clock,
                ["Fixed start, with Day.", "Début imposé, avec Day.", "Inicio fijado, con Day."],
            ),
            free("Room", Holds::Name("Rooms"), ["Fixed room.", "Salle imposée.", "Sala fijada."]),
            ID,
        ],
        example: &[
            &[
                "Opening",
                "plenary",
                "60",
                "yes",
                "Speaker 1",
                "",
                "",
                "",
                "150",
                "",
                "stage",
                "en",
                "",
                "2030-05-06",
                "09:00",
                "Hall",
                "",
            ],
            &[
                "Housing",
                "workshop",
                "90",
                "",
                "Speaker 2",
                "",
                "",
                "rights",
                "",
                "",
                "projector",
                "en",
                "",
                "",
                "",
                "",
                "",
            ],
            &[
                "Health",
                "workshop",
                "90",
                "",
                "Speaker 3",
                "Speaker 1",
                "",
                "care",
                "",
                "",
                "",
                "fr",
                "",
                "",
                "",
                "",
                "",
            ],
            &["Schools", "workshop", "60", "", "Speaker 2", "", "", "care", "", "", "", "en", "", "", "", "", ""],
        ],
    },
    Sheet {
        name: "People",
        columns: &[
            needed(
                "Person",
                Holds::Text,
                ["Speakers and chairs.", "Intervenants, présidences.", "Ponentes, moderadores."],
            ),
            free(
                "Away on",
                Holds::Date,
                [
                    "A day on which they are not there; more rows for more.",
                    "Jour d'absence; une ligne par absence.",
                    "Día de ausencia; una fila por ausencia.",
                ],
            ),
            free(
                "From",
                Holds::Clock,
                ["From; empty: the whole day.", "De; vide: toute la journée.", "Desde; vacío: todo el día."],
            ),
            free("To", Holds::Clock, ["Until.", "Jusqu'à.", "Hasta."]),
            ID,
        ],
        example: &[
            &["Speaker 1", "", "", "", ""],
            &["Speaker 2", "", "", "", ""],
            &["Speaker 3", "2030-05-06", "13:00", "18:00", ""],
        ],
    },
    Sheet {
        name: "Interpreters",
        columns: &[
            needed(
                "Interpreter",
                Holds::Text,
                ["A row for each direction.", "Une ligne par direction.", "Una fila por dirección."],
            ),
            needed("From", Holds::Text, ["Language heard: en.", "Langue entendue.", "Idioma escuchado."]),
            needed("Into", Holds::Text, ["Language spoken: fr.", "Langue parlée.", "Idioma hablado."]),
        ],
        example: &[],
    },
    Sheet {
        name: "Wishes",
        columns: &[
            needed("Attendee", Holds::Text, ["Who, or a number.", "Qui, ou un numéro.", "Quién, o un número."]),
            needed(
                "Session",
                Holds::Name("Sessions"),
                ["What they wish to see.", "Ce qu'ils souhaitent.", "Lo que desean."],
            ),
            free("Weight", Holds::Number(1, 1000), ["How much; empty: 1.", "Combien; vide: 1.", "Cuánto; vacío: 1."]),
        ],
        example: &[&["1", "Housing", "3"], &["1", "Health", "1"], &["2", "Schools", ""]],
    },
];

/// What the sheet Conference says, a row each.
const SETTINGS: [&str; 4] = ["Title", "Time zone", "Languages", "Mobile booths"];

/// The sheets without which there is no conference.
const NEEDED: [&str; 3] = ["Rooms", "Slots", "Sessions"];

/// The sheets with the tables that they are in a folder, in order.
pub fn tables() -> impl Iterator<Item = (&'static str, String)> {
    SHEETS.iter().map(|sheet| (sheet.name, file_of(sheet.name)))
}

fn file_of(sheet: &str) -> String {
    format!("{}.csv", sheet.to_lowercase())
}

/// Whether a workbook is this template: it has the sheets without which there is no conference.
#[must_use]
pub fn is_template(book: &Book) -> bool {
    NEEDED.iter().chain(["Conference"].iter()).all(|name| book.sheet(name).is_some())
}

/// Whether a sheet of this name is read.
#[must_use]
pub fn is_sheet(name: &str) -> bool {
    SHEETS.iter().any(|sheet| sheet.name == name)
}
