//! Reading the workbook. Everything that is wrong is said, sheet by sheet.

use std::collections::BTreeMap;

use super::constraints::SAID;
use super::pages::{clock, date, entries, header, header_with_slots, names, positions, set, text, unavailable};
use super::talks::read_talks;
use super::{CONSTRAINTS, Conference, Demands, Room, SHEETS, Slot, Speaker};
use crate::formats::workbook::{Book, Page, short};
use crate::instance::schema::Level;
use crate::instance::{Code, Diagnostic, Report};

const MOST_DAYS: i64 = 60;
const MOST_SLOTS: usize = 500;
const MOST_ROOMS: usize = 500;
const MOST_SPEAKERS: usize = 10_000;
const MOST_WEIGHT: i64 = 1_000_000;
const MOST_PAUSE: i64 = 1_000_000;
/// A pair of talks is several costs; see [`super::talks`] for how many talks there may be.
const MOST_CAPACITY: i64 = 1_000_000;

/// What a workbook at `path` says, with warnings: one report for each sheet that has any. `package` is the workbook itself.
///
/// # Errors
/// Everything that is wrong, one report for each sheet.
pub fn read(path: &str, name: &str, book: &Book, package: Vec<u8>) -> Result<(Conference, Vec<Report>), Vec<Report>> {
    let mut conference = Conference { name: name.to_owned(), package, ..Conference::default() };
    // The rows of the header, whose cells may be merged.
    let rows = [0, 1, 2, 2, 1];
    let mut pages: Vec<Page> =
        SHEETS.iter().zip(rows).map(|(title, header)| Page::new(path, book, title, header)).collect();
    if pages.iter().any(Page::is_cut) {
        // What refers to rows that were not read is not to blame.
        return Err(pages.into_iter().filter_map(Page::report).collect());
    }
    let [configuration, slots, rooms, speakers, talks] = &mut pages[..] else { return Err(Vec::new()) };
    read_configuration(configuration, &mut conference);
    read_slots(slots, &mut conference);
    let broken = slots.has_errors();
    read_rooms(rooms, &mut conference, broken);
    read_speakers(speakers, &mut conference, broken);
    let missing = Missing { slots: broken, rooms: rooms.missing, speakers: speakers.missing };
    check_demands(speakers, &conference, missing);
    read_talks(talks, &mut conference, missing);
    let reports: Vec<Report> = pages.into_iter().filter_map(Page::report).collect();
    if reports.iter().any(|report| report.errors() > 0) { Err(reports) } else { Ok((conference, reports)) }
}

/// What could not be read, so that what refers to it is not to blame.
#[derive(Clone, Copy)]
pub(super) struct Missing {
    pub(super) slots: bool,
    pub(super) rooms: bool,
    pub(super) speakers: bool,
}

fn read_configuration(page: &mut Page, conference: &mut Conference) {
    conference.weights = vec![(Level::Off, 0); CONSTRAINTS.len()];
    if page.missing {
        return;
    }
    for (row, expected) in
        [(1, "Conference name"), (2, "Minimum consecutive talks pause in minutes"), (4, "Constraint")]
    {
        let found = page.text(row, 1);
        if found != expected {
            let message = format!("{expected:?} belongs here, not {:?}", short(&found));
            page.say((row, 1), Diagnostic::error(Code::UnknownField, "", message).with_help("rows have their order"));
        }
    }
    conference.title = text(page, (1, 2));
    conference.pause = page.number((2, 2), None, 0, MOST_PAUSE);
    let known: Vec<String> = CONSTRAINTS.iter().map(|name| (*name).to_owned()).collect();
    let mut rows: BTreeMap<usize, u32> = BTreeMap::new();
    for row in page.rows().into_iter().filter(|&row| row > 4) {
        let name = page.text(row, 1);
        let Some(position) = CONSTRAINTS.iter().position(|known| *known == name) else {
            let help = page.advice(&name, || known.clone());
            let message = format!("there is no constraint {:?}", short(&name));
            page.say((row, 1), Diagnostic::error(Code::UnknownField, "", message).with_help(help));
            continue;
        };
        if let Some(before) = rows.insert(position, row) {
            let message = format!("{name:?} is there twice (first in row {before})");
            page.say((row, 1), Diagnostic::error(Code::DuplicateKey, "", message).with_help("remove one of the two"));
        }
        conference.weights[position] = read_weight(page, row);
    }
    for (position, name) in CONSTRAINTS.iter().enumerate().filter(|(position, _)| !rows.contains_key(position)) {
        let message = format!("the constraint {name:?} is missing");
        let help = format!("add a row; without effect it weighs 0hard/0medium/0soft (it is number {})", position + 1);
        page.say((4, 1), Diagnostic::error(Code::MissingField, "", message).with_help(help));
    }
    check_levels(page, conference, &rows);
}

/// Level and weight of a cell such as `0hard/1medium/0soft`.
fn read_weight(page: &mut Page, row: u32) -> (Level, i64) {
    let written = page.text(row, 2);
    let numbers = || {
        let (hard, rest) = written.split_once("hard/")?;
        let (medium, rest) = rest.split_once("medium/")?;
        let number = |text: &str| text.parse::<i64>().ok();
        Some([number(hard)?, number(medium)?, number(rest.strip_suffix("soft")?)?])
    };
    let Some(numbers) = numbers() else {
        let message = format!("{:?} is not a weight", short(&written));
        let error = Diagnostic::error(Code::BadText, "", message);
        page.say((row, 2), error.with_help("write a weight such as 0hard/0medium/10soft"));
        return (Level::Off, 0);
    };
    if let Some(wrong) = numbers.iter().find(|number| !(0..=MOST_WEIGHT).contains(*number)) {
        let message = format!("{wrong} is not from 0 to {MOST_WEIGHT}");
        page.say(
            (row, 2),
            Diagnostic::error(Code::OutOfRange, "", message).with_help("scale the weights of its level"),
        );
        return (Level::Off, 0);
    }
    let levels = [Level::Hard, Level::Medium, Level::Soft];
    let mut weighing = levels.into_iter().zip(numbers).filter(|(_, number)| *number > 0);
    let first = weighing.next().unwrap_or((Level::Off, 0));
    if weighing.next().is_some() {
        let message = format!("{:?} weighs on several levels at once, and a rule has one", short(&written));
        let error = Diagnostic::error(Code::UnknownChoice, "", message);
        page.say((row, 2), error.with_help("set all of the three but one to 0"));
    }
    first
}

/// Constraints that are one rule have one level.
fn check_levels(page: &mut Page, conference: &Conference, rows: &BTreeMap<usize, u32>) {
    for rule in ["wrong-tag", "unwanted-tag"] {
        let parts = SAID.iter().zip(&conference.weights).enumerate();
        let mut parts = parts.filter(|(_, (said, weight))| said.rule == rule && weight.1 > 0);
        let Some((_, (first, (level, _)))) = parts.next() else { continue };
        for (position, (said, _)) in parts.filter(|(_, (_, weight))| weight.0 != *level) {
            let message =
                format!("{:?} and {:?} are on different levels; both are the rule {rule}", first.name, said.name);
            let error = Diagnostic::error(Code::UnknownChoice, "", message);
            let row = rows.get(&position).copied().unwrap_or(4);
            page.say((row, 2), error.with_help("weigh them on one level"));
        }
    }
}

fn read_slots(page: &mut Page, conference: &mut Conference) {
    header(page, 1, &["Day", "Start", "End", "Talk types", "Tags"].map(str::to_owned));
    if page.missing {
        return;
    }
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: BTreeMap<(i64, i64, i64), u32> = BTreeMap::new();
    let mut dates = Vec::new();
    let mut lengths: BTreeMap<usize, (i64, u32)> = BTreeMap::new();
    let rows: Vec<u32> = page.rows();
    if rows.len() > MOST_SLOTS {
        let error = Diagnostic::error(Code::WrongLength, "", format!("there are more than {MOST_SLOTS} slots"));
        page.say((rows[MOST_SLOTS], 1), error.with_help("is it the right file?"));
        return;
    }
    if rows.is_empty() {
        let error = Diagnostic::error(Code::WrongLength, "", "the sheet has no rows below its header");
        page.say((1, 1), error.with_help("is it the right file, and was it saved completely?"));
    }
    for row in rows {
        let day = page.text(row, 1);
        let (written, number) = date(&day).unwrap_or_else(|| {
            let error = Diagnostic::error(Code::BadText, "", format!("{:?} is not a day", short(&day)));
            page.say((row, 1), error.with_help("write it as text, with its weekday: Mon 2018-10-01"));
            Default::default()
        });
        let mut time = |column: u32| {
            let text = page.text(row, column);
            clock(&text).unwrap_or_else(|| {
                let error = Diagnostic::error(Code::BadClock, "", format!("{:?} is not a time of day", short(&text)));
                page.say((row, column), error.with_help("write it as text, with two digits each: 09:30"));
                -1
            })
        };
        let (from, to) = (time(2), time(3));
        if from >= 0 && to >= 0 && from >= to {
            let error = Diagnostic::error(Code::OutOfRange, "", "the slot ends before it starts");
            page.say((row, 3), error.with_help("a slot ends on its day, after its start"));
        }
        if let Some(before) = seen.insert((number, from, to), row).filter(|_| from >= 0 && to >= 0 && number > 0) {
            let error =
                Diagnostic::error(Code::DuplicateId, "", format!("the slot is there twice (first in row {before})"));
            page.say((row, 1), error.with_help("write one row with the types and tags of both"));
        }
        let listed = set(page, (row, 4));
        if listed.is_empty() {
            let error = Diagnostic::error(Code::MissingField, "", "no type of talk may be in the slot");
            page.say((row, 4), error.with_help("name at least one"));
        }
        // Types are in the order in which they come first, as they are written.
        let mut admitted = Vec::new();
        for kind in entries(page, (row, 4)) {
            let next = types.len();
            let kind = *types.entry(kind.clone()).or_insert_with(|| {
                conference.types.push(kind);
                next
            });
            let (length, first) = *lengths.entry(kind).or_insert((to - from, row));
            if length != to - from && (0..to).contains(&from) {
                let message = format!(
                    "slots of type {:?} are {length} and {} min long (row {first} and this one); a talk has one length",
                    short(&conference.types[kind]),
                    to - from
                );
                let error = Diagnostic::error(Code::UnknownChoice, "", message);
                page.say((row, 4), error.with_help("give slots of another length another type of talk"));
            }
            admitted.push(kind);
        }
        admitted.sort_unstable();
        admitted.dedup();
        dates.push(number);
        let tags = set(page, (row, 5));
        conference.slots.push(Slot { day, date: written, number, from, to, types: admitted, tags });
    }
    let first = dates.iter().copied().min().unwrap_or(0);
    conference.slots.iter_mut().for_each(|slot| slot.number -= first);
    let days: std::collections::BTreeSet<i64> = dates.into_iter().collect();
    if days.len() as i64 > MOST_DAYS {
        let message = format!("there are {} days, and a conference has at most {MOST_DAYS}", days.len());
        page.say((1, 1), Diagnostic::error(Code::WrongLength, "", message).with_help("are the dates right?"));
    }
}

fn read_rooms(page: &mut Page, conference: &mut Conference, broken: bool) {
    header_with_slots(
        page,
        &["Name", "Capacity", "Talk types", "Tags"],
        Some(&conference.slots[..]).filter(|_| !broken),
    );
    let types = index(&conference.types);
    for (row, name) in names(page, 2, MOST_ROOMS) {
        let capacity = page.number((row, 2), None, 1, MOST_CAPACITY);
        // An empty cell admits every type.
        let mut admitted: Vec<usize> = if page.value(row, 3).is_some() && !types.is_empty() {
            positions(page, (row, 3), (Code::UnknownKind, "type of talk in Timeslots called"), &types)
        } else {
            (0..conference.types.len()).collect()
        };
        admitted.sort_unstable();
        admitted.dedup();
        let tags = set(page, (row, 4));
        let unavailable = unavailable(page, row, 5, conference.slots.len());
        conference.rooms.push(Room { name, capacity, types: admitted, tags, unavailable });
    }
}

/// The demands in four cells: required, preferred, prohibited, undesired.
pub(super) fn demands(page: &mut Page, row: u32, first: u32) -> Demands {
    let mut of = |column: u32| set(page, (row, first + column));
    Demands { required: of(0), preferred: of(1), prohibited: of(2), undesired: of(3) }
}

/// The names of the four lists of demands on slots or rooms.
pub(super) fn demand_names(place: &str) -> [String; 4] {
    ["Required", "Preferred", "Prohibited", "Undesired"].map(|word| format!("{word} {place} tags"))
}

fn read_speakers(page: &mut Page, conference: &mut Conference, broken: bool) {
    let lists: Vec<String> = ["timeslot", "room"].iter().flat_map(|place| demand_names(place)).collect();
    let columns: Vec<&str> = std::iter::once("Name").chain(lists.iter().map(String::as_str)).collect();
    header_with_slots(page, &columns, Some(&conference.slots[..]).filter(|_| !broken));
    for (row, name) in names(page, 2, MOST_SPEAKERS) {
        let (slot_tags, room_tags) = (demands(page, row, 2), demands(page, row, 6));
        let unavailable = unavailable(page, row, 10, conference.slots.len());
        conference.speakers.push(Speaker { name, slot_tags, room_tags, unavailable });
    }
}

fn check_demands(page: &mut Page, conference: &Conference, missing: Missing) {
    let rows: Vec<(u32, String)> =
        page.rows().into_iter().filter(|&row| row > 2).map(|row| (row, page.text(row, 1))).collect();
    let tags = Known::of(conference);
    for (row, name) in rows {
        if let Some(speaker) = conference.speakers.iter().find(|speaker| speaker.name == name) {
            tags.check(page, row, (2, &speaker.slot_tags, missing.slots), (6, &speaker.room_tags, missing.rooms));
        }
    }
}

/// The tags that slots and rooms have.
pub(super) struct Known {
    slots: BTreeMap<String, usize>,
    rooms: BTreeMap<String, usize>,
}

/// Where demands begin, the demands, and whether nothing is known of what they are on.
type Listed<'a> = (u32, &'a Demands, bool);

impl Known {
    pub(super) fn of(conference: &Conference) -> Self {
        let all = |tags: &mut dyn Iterator<Item = &String>| tags.map(|tag| (tag.clone(), 0)).collect();
        Self {
            slots: all(&mut conference.slots.iter().flat_map(|slot| &slot.tags)),
            rooms: all(&mut conference.rooms.iter().flat_map(|room| &room.tags)),
        }
    }

    /// Says of each tag that is demanded whether none has it.
    pub(super) fn check(&self, page: &mut Page, row: u32, slots: Listed<'_>, rooms: Listed<'_>) {
        for ((first, demands, unknown), known, what) in
            [(slots, &self.slots, "slot with the tag"), (rooms, &self.rooms, "room with the tag")]
        {
            let lists = [&demands.required, &demands.preferred, &demands.prohibited, &demands.undesired];
            for (column, list) in (first..).zip(lists).filter(|_| !unknown) {
                for tag in list.iter().filter(|tag| !known.contains_key(*tag)) {
                    super::pages::unknown(page, (row, column), (Code::UnknownTag, what), tag, known);
                }
            }
        }
    }
}

/// Positions by name.
pub(super) fn index(names: &[String]) -> BTreeMap<String, usize> {
    names.iter().cloned().zip(0..).collect()
}
