//! Dates, time zone and clock times.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use super::super::codes::Code;
use super::super::diagnostics::{Collector, Diagnostic, closest, quoted};
use super::super::schema::{Clock, Instance, Slot, Window};
use super::names::Names;

/// Most starts of one slot: one for each minute of two days.
const MOST_STARTS: i32 = 2880;

/// A slot in numbers.
pub(super) struct SlotTimes {
    /// Number of its day.
    pub(super) day: usize,
    /// First start, in minutes of its day.
    pub(super) start: i32,
    /// End, in minutes of its day.
    pub(super) end: i32,
    /// Distance of starts; 0 for one start.
    pub(super) every: i32,
}

impl SlotTimes {
    /// Whether a session may start at this minute of its day.
    pub(super) fn offers(&self, minute: i32) -> bool {
        let since = minute - self.start;
        since == 0 || (since > 0 && minute < self.end && self.every > 0 && since % self.every == 0)
    }
}

/// Slots and days in numbers; what is wrong is absent.
pub(super) struct Calendar {
    /// For every slot of the instance.
    pub(super) slots: Vec<Option<SlotTimes>>,
    /// For every day the minutes from some midnight to its own, by the calendar.
    pub(super) midnights: Vec<Option<i32>>,
}

pub(super) fn check(instance: &Instance, names: &Names<'_>, collector: &mut Collector) -> Calendar {
    let dates = days(instance, collector);
    let zone = time_zone(&instance.time_zone, collector);
    let origin = dates.iter().flatten().min().copied();
    let midnights: Vec<Option<i32>> =
        dates.iter().map(|date| Some(date.as_ref()?.duration_since(origin?).as_hours() as i32 * 60)).collect();
    let mut slots = Vec::with_capacity(instance.slots.len());
    for (i, slot) in instance.slots.iter().enumerate() {
        let times = slot_times(i, slot, names, collector);
        if let (Some(times), Some(zone)) = (&times, &zone)
            && let Some(date) = dates.get(times.day).copied().flatten()
        {
            clock_changes(i, slot, times, date, zone, collector);
        }
        slots.push(times);
    }
    let calendar = Calendar { slots, midnights };
    overlapping_days(instance, &calendar, collector);
    for (i, room) in instance.rooms.iter().enumerate() {
        windows(&room.closed, || (format!("/rooms/{i}/closed"), format!("room \"{}\" is closed", room.id)), collector);
    }
    for (i, person) in instance.people.iter().enumerate() {
        windows(&person.away, || (format!("/people/{i}/away"), format!("person \"{}\" is away", person.id)), collector);
    }
    for (i, person) in instance.interpreters.iter().enumerate() {
        let place = || (format!("/interpreters/{i}/away"), format!("interpreter \"{}\" is away", person.id));
        windows(&person.away, place, collector);
    }
    calendar
}

/// A minute of the day as it is written.
pub(super) fn clock(minute: i32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn days(instance: &Instance, collector: &mut Collector) -> Vec<Option<Date>> {
    let mut dates: Vec<Option<Date>> = Vec::new();
    let mut last: Option<(Date, &str)> = None;
    for (i, day) in instance.days.iter().enumerate() {
        let pointer = format!("/days/{i}/date");
        let date = date(&day.date);
        match (date, last) {
            (None, _) => collector.push(
                Diagnostic::error(
                    Code::BadDate,
                    pointer,
                    format!("{} is not a date of the calendar", quoted(&day.date)),
                )
                .with_value(&serde_json::Value::String(day.date.clone()))
                .with_help("write year, month and day as YYYY-MM-DD, such as 2018-06-14, in the years 1900 to 2200"),
            ),
            (Some(date), Some((before, id))) if date <= before => {
                let message = if date == before {
                    format!("day \"{}\" has the same date as day \"{id}\", {before}", day.id)
                } else {
                    format!("day \"{}\" ({date}) is listed after day \"{id}\" ({before})", day.id)
                };
                collector.push(
                    Diagnostic::error(Code::DaysOutOfOrder, pointer, message)
                        .with_help("correct the date, or list the days in the order of their dates"),
                );
            }
            _ => {}
        }
        last = date.map(|date| (date, day.id.0.as_str())).or(last);
        dates.push(date);
    }
    dates
}

fn date(text: &str) -> Option<Date> {
    let shape =
        text.bytes().enumerate().all(|(i, byte)| if i == 4 || i == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    let date: Date = (text.len() == 10 && shape).then(|| text.parse().ok()).flatten()?;
    // Conferences of other centuries are slips, and the calendar's last days overflow.
    (1900..=2200).contains(&date.year()).then_some(date)
}

fn time_zone(name: &str, collector: &mut Collector) -> Option<TimeZone> {
    // The bundled database is the same on every machine.
    let database = TimeZoneDatabase::bundled();
    if let Ok(zone) = database.get(name) {
        return Some(zone);
    }
    let known: Vec<String> = database.available().map(|zone| zone.as_str().to_owned()).collect();
    let lower = name.to_lowercase().replace(' ', "_");
    let city = known.iter().find(|zone| zone.rsplit('/').next().is_some_and(|city| city.to_lowercase() == lower));
    let help = match city.map(String::as_str).or_else(|| closest(name, known.iter().map(String::as_str))) {
        Some(zone) => format!("did you mean \"{zone}\"?"),
        None => "zones are named after places, such as America/Toronto or Europe/Zurich".to_owned(),
    };
    collector.push(
        Diagnostic::error(Code::UnknownTimeZone, "/time_zone", format!("{} is not a time zone", quoted(name)))
            .with_value(&serde_json::Value::String(name.to_owned()))
            .with_help(help),
    );
    None
}

fn slot_times(i: usize, slot: &Slot, names: &Names<'_>, collector: &mut Collector) -> Option<SlotTimes> {
    let (start, end) = (slot.start.minutes()?, slot.end.minutes()?);
    let every = slot.every.map_or(0, |every| i32::try_from(every).unwrap_or(i32::MAX));
    if end <= start {
        let message = format!("slot \"{}\" ends at {}, but starts at {}", slot.id, slot.end.0, slot.start.0);
        let help = if start >= 900 && end < 720 {
            format!("if it ends after midnight, write \"end\": \"{}\"", clock(end + 1440))
        } else {
            "exchange or correct the times".to_owned()
        };
        collector.push(Diagnostic::error(Code::BadSlot, format!("/slots/{i}/end"), message).with_help(help));
        return None;
    }
    if every > end - start {
        let message =
            format!("slot \"{}\" lasts {} minutes, but has a start every {every} minutes", slot.id, end - start);
        collector.push(
            Diagnostic::error(Code::BadSlot, format!("/slots/{i}/every"), message)
                .with_help("shorten the distance, or leave \"every\" out for a single start"),
        );
    }
    Some(SlotTimes { day: names.days.get(&slot.day.0)?, start, end, every })
}

/// Minutes can be counted only while the clocks are not changed.
fn clock_changes(i: usize, slot: &Slot, times: &SlotTimes, date: Date, zone: &TimeZone, collector: &mut Collector) {
    let offset = |minute: i32| {
        let time = date.at(0, 0, 0, 0).checked_add(i64::from(minute).minutes()).ok()?;
        Some((time, zone.to_ambiguous_timestamp(time).offset()))
    };
    let mut minutes = vec![(times.start, "start"), (times.end, "end")];
    if times.every > 0 {
        let last = times.end.min(times.start + MOST_STARTS);
        minutes.extend(
            (times.start..last).step_by(times.every.unsigned_abs() as usize).skip(1).map(|minute| (minute, "start")),
        );
    }
    for (minute, field) in minutes {
        let how = match offset(minute) {
            Some((_, AmbiguousOffset::Gap { .. })) => "does not exist",
            Some((_, AmbiguousOffset::Fold { .. })) => "exists twice",
            _ => continue,
        };
        let message =
            format!("{} on day \"{}\" ({date}) {how}: the clocks are changed in that night", clock(minute), slot.day);
        collector.push(
            Diagnostic::error(Code::ClockChange, format!("/slots/{i}/{field}"), message)
                .with_help(format!("move slot \"{}\" away from the change", slot.id)),
        );
        return;
    }
    if let (
        Some((_, AmbiguousOffset::Unambiguous { offset: before })),
        Some((_, AmbiguousOffset::Unambiguous { offset: after })),
    ) = (offset(times.start), offset(times.end))
        && before != after
    {
        let lasts = times.end - times.start - (after.seconds() - before.seconds()) / 60;
        let message = format!(
            "the clocks are changed during slot \"{}\" (day \"{}\", {date}), so that it lasts {lasts} minutes, not {}",
            slot.id,
            slot.day,
            times.end - times.start
        );
        collector.push(
            Diagnostic::warning(Code::ClockChange, format!("/slots/{i}/end"), message)
                .with_help("sessions keep their length and end by another clock; split the slot if that is not meant"),
        );
    }
}

/// Slots of one day may overlap; slots of two days may not.
fn overlapping_days(instance: &Instance, calendar: &Calendar, collector: &mut Collector) {
    let mut all: Vec<(i32, i32, usize, usize)> = calendar
        .slots
        .iter()
        .enumerate()
        .filter_map(|(i, slot)| {
            let slot = slot.as_ref()?;
            let midnight = calendar.midnights[slot.day]?;
            Some((midnight + slot.start, midnight + slot.end, slot.day, i))
        })
        .collect();
    all.sort_unstable();
    // The latest end so far, and the latest of another day than that one's.
    let mut latest: Option<(i32, usize, usize)> = None;
    let mut other = latest;
    for (start, end, day, i) in all {
        let rival = [latest, other].into_iter().flatten().find(|(_, rival, _)| *rival != day);
        if let Some((until, _, j)) = rival
            && until > start
            && calendar.midnights[day] != calendar.midnights[instance_day(calendar, j)]
        {
            let (late, early) = (&instance.slots[i], &instance.slots[j]);
            let message = format!(
                "slot \"{}\" (day \"{}\", {} to {}) runs into slot \"{}\" (day \"{}\", {} to {})",
                early.id, early.day, early.start.0, early.end.0, late.id, late.day, late.start.0, late.end.0
            );
            collector.push(
                Diagnostic::error(Code::OverlappingDays, format!("/slots/{i}/start"), message)
                    .with_help("let one day end before the next begins, or give both slots to the same day"),
            );
        }
        let here = (end, day, i);
        match latest {
            Some((until, last, _)) if last == day => {
                if end > until {
                    latest = Some(here);
                }
            }
            Some((until, ..)) if end > until => {
                other = latest;
                latest = Some(here);
            }
            Some(_) => {
                if other.is_none_or(|(until, ..)| end > until) {
                    other = Some(here);
                }
            }
            None => latest = Some(here),
        }
    }
}

fn instance_day(calendar: &Calendar, slot: usize) -> usize {
    calendar.slots[slot].as_ref().map_or(0, |slot| slot.day)
}

fn windows(windows: &[Window], place: impl Fn() -> (String, String), collector: &mut Collector) {
    for (i, window) in windows.iter().enumerate() {
        let minute = |clock: &Option<Clock>, default: i32| clock.as_ref().and_then(Clock::minutes).unwrap_or(default);
        let (from, to) = (minute(&window.from, 0), minute(&window.to, 2880));
        if to <= from {
            let (pointer, whose) = place();
            let message = format!("{whose} from {} to {}, which is no time at all", clock(from), clock(to));
            let help = if from >= 900 && to < 720 {
                format!("if it goes past midnight, write \"to\": \"{}\"", clock(to + 1440))
            } else {
                "exchange or correct the times".to_owned()
            };
            collector.push(Diagnostic::error(Code::EmptyWindow, format!("{pointer}/{i}/to"), message).with_help(help));
        }
    }
}
