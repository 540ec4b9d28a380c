//! A timetable as a file: format `plenary-timetable/1`.
//!
//! [`TimetableFile`] is the file as written, names and civil times. [`describe`] makes one of a timetable, [`read`]
//! reads one, and [`timetable`] finds out what it means for a problem. A timetable written by hand needs no more than
//! `format` and `placements`; sessions of which `interpretation` does not speak are interpreted as little as may be.

mod derived;
mod staffing;

pub use derived::{
    AudienceIncluded, AudienceShutOut, BoothMoves, BoothStand, MobileBooth, Money, ReceiversNeeded, Roster, RosterDay,
    RosterShift,
};
pub use staffing::{Booth, Interpreted, Place, Turn};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::native::NativeScore;
use super::{FormatError, suggestion};
use crate::instance::schema::Level;
use crate::problem::{Problem, RoomId, SessionId};
use crate::timetable::{self, BoothPlan, Placement, Score, Timetable};

/// The format tag of the timetables that this version reads and writes.
pub const FORMAT: &str = "plenary-timetable/1";

/// A timetable, how good it is, and where it comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimetableFile {
    /// Always `plenary-timetable/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: String,
    /// Optional pointer to the JSON Schema, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// What is known of the timetable.
    #[serde(default)]
    pub status: Status,
    /// Why the run ended: `proved`, `gap`, `time`, `work` or `interrupted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop_reason: Option<StopReason>,
    /// The penalties; `null` when there is no timetable.
    #[serde(default)]
    pub score: Option<Score>,
    /// No timetable scores less than this; `null` when nothing is proved.
    #[serde(default)]
    pub bound: Option<Score>,
    /// (score - bound) / score on the first level on which they differ; 0 at proof, `null` when unknown.
    #[serde(default)]
    pub gap: Option<f64>,
    /// What each rule contributes; rules that are off are not listed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleLine>,
    /// How long the run took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_seconds: Option<f64>,
    /// How long it took until the timetable was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_to_best: Option<f64>,
    /// The seed of every random choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How many threads ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threads: Option<u64>,
    /// The id of the instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// SHA-256 in hexadecimal: of the instance file; of a folder, of the instance that this version makes of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_sha256: Option<String>,
    /// The variants of the instance that were chosen, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// The rule pack that was given on the command line instead of the instance's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<String>,
    /// The rule settings that were given on the command line, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// What was changed in the instance on the command line, as typed: `--drop /sessions/lunch/pin`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub what_if: Vec<String>,
    /// The version of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The solver that took part and its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solver: Option<String>,
    /// Where and when each session takes place, by start, then as in the instance.
    pub placements: Vec<Placed>,
    /// The sessions that do not take place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// The staffing plan: the interpreted sessions, their booths and teams.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interpretation: Vec<Interpreted>,
    /// The days of every interpreter who works; derived, and not read back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rosters: Vec<Roster>,
    /// Where the mobile booths stand; derived, and not read back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub booth_plan: Vec<MobileBooth>,
    /// How many receivers are out; derived, and not read back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receivers: Vec<ReceiversNeeded>,
    /// What each audience can follow of what it wishes, the worst first; derived, and not read back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inclusion: Vec<AudienceIncluded>,
    /// Who can follow nothing, and when; derived, and not read back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shut_out: Vec<AudienceShutOut>,
    /// What interpretation costs; derived, and not read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Money>,
    /// What the instance's own format measures, where it is one that measures; derived, and not read back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_score: Option<NativeScore>,
}

/// What is known of a timetable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It is as good as any, within the gap that was asked for, and that is proved.
    Optimal,
    /// It breaks no hard rule.
    Feasible,
    /// No timetable keeps the hard rules, and that is proved.
    Infeasible,
    /// Nothing is known; a timetable that is there breaks hard rules, or was written by hand.
    #[default]
    Unknown,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StopReason {
    /// There was nothing left to prove.
    Proved,
    /// The gap asked for was reached.
    Gap,
    /// The time limit: a run with other luck may end elsewhere.
    Time,
    /// The work limit.
    Work,
    /// Somebody stopped it.
    Interrupted,
}

/// What one rule contributes to the score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleLine {
    /// The rule.
    pub rule: String,
    /// The level on which it counts.
    pub level: Level,
    /// The penalty of one unit.
    pub weight: i64,
    /// How many things it finds wrong.
    pub violations: u64,
    /// How much they are together, in the rule's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Weight × amount.
    pub penalty: i64,
}

/// Where and when a session takes place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// The session.
    pub session: String,
    /// The day of the conference, for readers; it follows from `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Local start, such as `2018-06-07T09:00`.
    pub start: String,
    /// Local end, for readers; it follows from `start` and the duration of the session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<String>,
    /// The room; empty for sessions outside the rooms of the list. A joined room is named by its own id.
    #[serde(default)]
    #[schemars(length(max = 1))]
    pub rooms: Vec<String>,
}

/// The JSON Schema (draft 2020-12) of the format. The same in every run.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(TimetableFile).to_value();
    schema["title"] = Value::String(FORMAT.to_owned());
    schema
}

/// A file that says where and when everything is; what is known about it is for the caller to add.
#[must_use]
pub fn describe(problem: &Problem, timetable: &Timetable) -> TimetableFile {
    let mut file = TimetableFile { format: FORMAT.to_owned(), ..TimetableFile::default() };
    describe_anew(&mut file, problem, timetable);
    file
}

/// Says anew where and when everything is and what follows from it; what is known about it stays.
pub fn describe_anew(file: &mut TimetableFile, problem: &Problem, timetable: &Timetable) {
    let mut placed: Vec<(SessionId, Placement)> = timetable.placed().collect();
    placed.sort_by_key(|(id, placement)| (placement.start, *id));
    let left_out = problem.session_ids().filter(|&id| timetable.get(id).is_none());
    let plan = BoothPlan::of(problem, timetable);
    let rosters = timetable::rosters(problem, timetable);
    let staffing = |&(id, placement): &_| staffing::describe(problem, timetable, &plan, id, placement);
    file.instance.get_or_insert_with(|| problem.names.conference.clone());
    file.placements = placed.iter().map(|&(id, placement)| describe_placement(problem, id, placement)).collect();
    file.left_out = left_out.map(|id| problem.names.sessions[id.index()].clone()).collect();
    file.interpretation = placed.iter().filter_map(staffing).collect();
    file.rosters = derived::rosters(problem, timetable, &plan, &rosters);
    file.booth_plan = derived::booth_plan(problem, timetable, &plan);
    file.receivers = derived::receivers(problem, timetable);
    file.inclusion = derived::inclusion(problem, timetable);
    file.shut_out = derived::shut_out(problem, timetable);
    file.money = derived::money(problem, timetable, &rosters);
}

fn describe_placement(problem: &Problem, id: SessionId, placement: Placement) -> Placed {
    let span = problem.sessions[id.index()].span(placement.start);
    Placed {
        session: problem.names.sessions[id.index()].clone(),
        day: problem.day(placement.start).map(|day| problem.names.days[day.index()].clone()),
        start: problem.calendar.text(span.from),
        end: Some(problem.calendar.text(span.to)),
        rooms: placement.room.map(|room| problem.names.rooms[room.index()].clone()).into_iter().collect(),
    }
}

/// The file as text: JSON, indented, with a line feed at the end.
///
/// # Errors
/// If a number in it is not finite.
pub fn write(file: &TimetableFile) -> Result<String, FormatError> {
    let finite = [file.gap, file.wall_seconds, file.seconds_to_best].into_iter().flatten().all(f64::is_finite);
    if !finite {
        return Err(FormatError::new("", "a number that is not finite cannot be written as JSON"));
    }
    let mut text = serde_json::to_string_pretty(file).map_err(|error| FormatError::of_json(&error))?;
    text.push('\n');
    Ok(text)
}

/// Reads a file; what its names mean is the matter of [`timetable`].
///
/// # Errors
/// If it is not JSON, has another format, or not the fields of this one.
pub fn read(bytes: &[u8]) -> Result<TimetableFile, FormatError> {
    /// Only the tag, whatever else there is.
    #[derive(Deserialize)]
    struct Tag {
        format: Option<Value>,
    }
    let tag: Tag = serde_json::from_slice(bytes).map_err(|error| FormatError::of_json(&error))?;
    let wanted = format!("a timetable starts with {{\"format\": \"{FORMAT}\", …");
    match tag.format {
        Some(Value::String(format)) if format == FORMAT => {}
        Some(Value::String(format)) if format == crate::instance::schema::FORMAT => {
            let error = FormatError::new("/format", "this is an instance, not a timetable");
            return Err(error.help("the instance comes first, then the timetable"));
        }
        Some(other) => return Err(FormatError::new("/format", format!("unknown format {other}")).help(wanted)),
        None => return Err(FormatError::new("", "there is no field \"format\"").help(wanted)),
    }
    serde_json::from_slice(bytes).map_err(|error| FormatError::of_json(&error))
}

/// What a file means for a problem.
///
/// # Errors
/// Everything that does not fit at once: unknown or repeated names, times that are none, rooms where there should be
/// none and the other way round, languages and booths that a session cannot have, and people without a seat.
pub fn timetable(file: &TimetableFile, problem: &Problem) -> Result<Timetable, Vec<FormatError>> {
    let positions = |names: &[String]| -> BTreeMap<String, usize> {
        names.iter().enumerate().map(|(position, name)| (name.clone(), position)).collect()
    };
    let (sessions, rooms) = (positions(&problem.names.sessions), positions(&problem.names.rooms));
    let mut errors = Vec::new();
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    let mut timetable = Timetable::empty(problem);
    for (number, placed) in file.placements.iter().enumerate() {
        let pointer = format!("/placements/{number}");
        if let Some(before) = seen.insert(&placed.session, pointer.clone()) {
            let message = format!("{} is placed twice, here and at {before}", placed.session);
            errors.push(FormatError::new(format!("{pointer}/session"), message).help("remove one of the two"));
        }
        let Some(&position) = sessions.get(&placed.session) else {
            errors.push(unknown(format!("{pointer}/session"), "session", &placed.session, &problem.names.sessions));
            continue;
        };
        let id = SessionId::new(position);
        let start = check_times(problem, id, placed, &pointer, &mut errors);
        let room = check_rooms(problem, id, placed, &rooms, &pointer, &mut errors);
        if let (Some(start), Some(room)) = (start, room) {
            timetable.placements[position] = Some(Placement { start, room, mode: staffing::least(problem, id) });
        }
    }
    for (number, session) in file.left_out.iter().enumerate() {
        let pointer = format!("/left_out/{number}");
        if !sessions.contains_key(session) {
            errors.push(unknown(pointer, "session", session, &problem.names.sessions));
        } else if let Some(before) = seen.get(session.as_str()) {
            let message = format!("{session} is left out here and placed at {before}");
            errors.push(FormatError::new(pointer, message).help("remove one of the two"));
        }
    }
    staffing::read(&file.interpretation, problem, &seen, &mut timetable, &mut errors);
    if errors.is_empty() { Ok(timetable) } else { Err(errors) }
}

fn unknown(pointer: String, what: &str, name: &str, known: &[String]) -> FormatError {
    FormatError::new(pointer, format!("the instance has no {what} \"{name}\"")).help(suggestion(name, known))
}

/// The start, if the times agree with each other and with the duration of the session.
fn check_times(
    problem: &Problem,
    id: SessionId,
    placed: &Placed,
    pointer: &str,
    errors: &mut Vec<FormatError>,
) -> Option<i32> {
    let start = match problem.calendar.parse(&placed.start) {
        Ok(start) if problem.calendar.text(start) == placed.start => start,
        // The parser is generous (seconds, spaces, offsets); a published time has one spelling.
        Ok(_) | Err(_) => {
            let message = format!("\"{}\" is not a local time such as 2018-06-07T09:00", placed.start);
            errors.push(FormatError::new(format!("{pointer}/start"), message));
            return None;
        }
    };
    let session = &problem.sessions[id.index()];
    if let Some(end) = &placed.end {
        let right = problem.calendar.text(session.span(start).to);
        if *end != right {
            let message = format!(
                "{} lasts {} min and starts at {}, so it ends at {right}, not at {end}",
                placed.session, session.minutes, placed.start
            );
            let help = "correct the end or leave it away; the duration is a matter of the instance";
            errors.push(FormatError::new(format!("{pointer}/end"), message).help(help));
        }
    }
    if let Some(day) = &placed.day {
        let right = problem.day(start).map(|day| problem.names.days[day.index()].as_str());
        if right != Some(day) {
            let there = right.map_or("no day of the conference".to_owned(), |right| format!("day {right}"));
            let message = format!("{} is on {there}, not on {day}", placed.start);
            errors.push(FormatError::new(format!("{pointer}/day"), message).help("correct it or leave it away"));
        }
    }
    Some(start)
}

/// The room (`Some(None)` for sessions outside the rooms), if it fits the session.
fn check_rooms(
    problem: &Problem,
    id: SessionId,
    placed: &Placed,
    rooms: &BTreeMap<String, usize>,
    pointer: &str,
    errors: &mut Vec<FormatError>,
) -> Option<Option<RoomId>> {
    let pointer = format!("{pointer}/rooms");
    let mut found = Vec::new();
    for (number, room) in placed.rooms.iter().enumerate() {
        match rooms.get(room) {
            Some(&position) => found.push(RoomId::new(position)),
            None => errors.push(unknown(format!("{pointer}/{number}"), "room", room, &problem.names.rooms)),
        }
    }
    if found.len() < placed.rooms.len() {
        return None;
    }
    let in_room = problem.sessions[id.index()].in_room;
    match (&found[..], in_room) {
        ([room], true) => return Some(Some(*room)),
        ([], false) => return Some(None),
        ([], true) => {
            let message = format!("{} needs a room and has none", placed.session);
            errors.push(FormatError::new(pointer, message).help("name one room of the instance"));
        }
        (_, false) => {
            let message = format!("{} takes place outside the rooms of the list", placed.session);
            errors.push(FormatError::new(pointer, message).help("leave \"rooms\" empty"));
        }
        (_, true) => {
            let message = format!("{} has {} rooms; a session has one", placed.session, found.len());
            errors.push(
                FormatError::new(pointer, message).help("rooms that are joined have an id of their own; name that"),
            );
        }
    }
    None
}
