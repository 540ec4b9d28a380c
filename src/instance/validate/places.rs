//! Can every session be somewhere, and do the pins agree with the rest?

use std::collections::{BTreeMap, BTreeSet};

use super::super::codes::Code;
use super::super::diagnostics::{Collector, Diagnostic, counted};
use super::super::schema::{Clock, Id, Instance, Pin, Room, Session};
use super::names::Names;
use super::pins::Pins;
use super::structure::parts;
use super::times::{Calendar, SlotTimes, clock};

pub(super) fn check(instance: &Instance, names: &Names<'_>, calendar: &Calendar, collector: &mut Collector) {
    let by_kind = by_kind(instance, names, calendar);
    let length = |slot: usize| calendar.slots[slot].as_ref().map_or(0, |times| times.end - times.start);
    let longest = by_kind
        .iter()
        .map(|slots| slots.iter().copied().max_by_key(|slot| (length(*slot), std::cmp::Reverse(*slot))))
        .collect();
    let places = Places { instance, names, calendar, parts: parts(instance, &names.rooms), by_kind, longest };
    places.kinds_without_slot(collector);
    let mut fixed = Vec::with_capacity(instance.sessions.len());
    for (i, session) in instance.sessions.iter().enumerate() {
        places.length(i, session, collector);
        places.rooms(i, session, collector);
        fixed.push(places.pin(i, session, collector));
        places.published(i, session, collector);
    }
    let pins = Pins { instance, names, parts: &places.parts, fixed: &fixed };
    pins.double_booked(collector);
    pins.against_orders(collector);
}

/// For every kind the slots that admit it.
fn by_kind(instance: &Instance, names: &Names<'_>, calendar: &Calendar) -> Vec<Vec<usize>> {
    let mut by_kind = vec![Vec::new(); instance.kinds.len()];
    for (i, slot) in instance.slots.iter().enumerate() {
        if calendar.slots[i].is_none() {
            continue;
        }
        if slot.kinds.is_empty() {
            by_kind.iter_mut().for_each(|slots| slots.push(i));
        }
        let kinds: BTreeSet<usize> = slot.kinds.iter().filter_map(|kind| names.kinds.get(&kind.0)).collect();
        for kind in kinds {
            by_kind[kind].push(i);
        }
    }
    by_kind
}

/// When a pinned session starts, in minutes from the first midnight: not before, not after.
#[derive(Clone, Copy)]
pub(super) struct Fixed {
    pub(super) earliest: i32,
    pub(super) latest: i32,
}

struct Places<'a> {
    instance: &'a Instance,
    names: &'a Names<'a>,
    calendar: &'a Calendar,
    parts: Vec<BTreeSet<usize>>,
    by_kind: Vec<Vec<usize>>,
    /// For every kind the longest slot that admits it.
    longest: Vec<Option<usize>>,
}

impl Places<'_> {
    fn admitting(&self, session: &Session) -> Option<&[usize]> {
        self.names.kinds.get(&session.kind.0).map(|kind| self.by_kind[kind].as_slice())
    }

    fn slot(&self, i: usize) -> Option<&SlotTimes> {
        self.calendar.slots[i].as_ref()
    }

    fn kinds_without_slot(&self, collector: &mut Collector) {
        // Slots that are wrong in themselves may well have admitted the kind.
        if self.calendar.slots.iter().any(Option::is_none) {
            return;
        }
        let mut without: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (i, session) in self.instance.sessions.iter().enumerate() {
            if let Some(kind) = self.names.kinds.get(&session.kind.0)
                && self.by_kind[kind].is_empty()
            {
                without.entry(kind).or_insert((i, 0)).1 += 1;
            }
        }
        for (kind, (first, count)) in without {
            let kind = &self.instance.kinds[kind].id;
            let message = format!("no slot admits the kind \"{kind}\", which {} of", has(count));
            collector.push(
                Diagnostic::error(Code::KindWithoutSlot, format!("/sessions/{first}/kind"), message).with_help(
                    format!("add \"{kind}\" to the \"kinds\" of a slot; a slot without \"kinds\" admits all"),
                ),
            );
        }
    }

    fn length(&self, i: usize, session: &Session, collector: &mut Collector) {
        let longest = self.names.kinds.get(&session.kind.0).and_then(|kind| self.longest[kind]);
        if let Some(slot) = longest
            && let Some(times) = self.slot(slot)
            && minutes(session) > times.end - times.start
        {
            let message = format!(
                "session \"{}\" lasts {} minutes, but the longest slot for a \"{}\", \"{}\", only {}",
                session.id,
                session.minutes,
                session.kind,
                self.instance.slots[slot].id,
                times.end - times.start
            );
            collector.push(
                Diagnostic::error(Code::SessionTooLong, format!("/sessions/{i}/minutes"), message)
                    .with_help("shorten the session, or lengthen a slot"),
            );
        }
    }

    /// No room at all, or not the pinned one: provable, but perhaps meant.
    fn rooms(&self, i: usize, session: &Session, collector: &mut Collector) {
        if !session.in_room {
            return;
        }
        let unknown_feature = session.needs.iter().any(|feature| self.names.features.get(&feature.0).is_none());
        let pinned = session.pin.as_ref().and_then(|pin| pin.room.as_ref());
        let candidates: &[Room] = match pinned.map(|room| self.names.rooms.get(&room.0)) {
            Some(None) => return,
            Some(Some(room)) => std::slice::from_ref(&self.instance.rooms[room]),
            None => &self.instance.rooms,
        };
        if unknown_feature || candidates.iter().any(|room| lacks(session, room).is_none()) {
            return;
        }
        let most = candidates.iter().max_by_key(|room| room.seats);
        let (field, message) = match (pinned, most) {
            (Some(_), Some(room)) => {
                let lack = lacks(session, room).unwrap_or_default();
                ("pin/room", format!("session \"{}\" is pinned to room \"{}\", which {lack}", session.id, room.id))
            }
            (None, Some(room)) if session.min_seats.is_some_and(|seats| seats > room.seats) => (
                "min_seats",
                format!(
                    "session \"{}\" needs {} seats, but the largest room, \"{}\", has {}",
                    session.id,
                    session.min_seats.unwrap_or_default(),
                    room.id,
                    room.seats
                ),
            ),
            _ => {
                let mut demands = Vec::new();
                demands.extend(session.min_seats.map(|seats| format!("at least {seats} seats")));
                demands.extend(session.needs.iter().map(|feature| format!("\"{feature}\"")));
                demands.extend(session.step_free.then(|| "step-free access".to_owned()));
                demands.extend(session.room_tags.required.iter().map(|tag| format!("the tag \"{tag}\"")));
                demands.extend(session.room_tags.prohibited.iter().map(|tag| format!("no tag \"{tag}\"")));
                ("id", format!("no room suits session \"{}\": it needs {}", session.id, demands.join(" and ")))
            }
        };
        collector.push(
            Diagnostic::warning(Code::EmptyDomain, format!("/sessions/{i}/{field}"), message).with_help(
                "as long as the rules concerned are hard there is no timetable; change the session or a room",
            ),
        );
    }

    /// Checks a pin and says when the session then starts, if it is known.
    fn pin(&self, i: usize, session: &Session, collector: &mut Collector) -> Option<Fixed> {
        let pin = session.pin.as_ref()?;
        let at = |field: &str| format!("/sessions/{i}/pin/{field}");
        if let (Some(room), false) = (&pin.room, session.in_room) {
            let message =
                format!("session \"{}\" is pinned to room \"{room}\", but takes place in no room", session.id);
            collector.push(
                Diagnostic::error(Code::ContradictoryPin, at("room"), message)
                    .with_help("remove the room from the pin, or \"in_room\": false"),
            );
        }
        if let (None, Some(start)) = (&pin.day, &pin.start) {
            let message = format!("session \"{}\" is pinned to {}, but not to a day", session.id, start.0);
            collector.push(
                Diagnostic::error(Code::IncompletePin, at("start"), message)
                    .with_help(format!("add \"day\": \"{}\" or another day", self.instance.days[0].id)),
            );
        }
        let day = self.names.days.get(&pin.day.as_ref()?.0)?;
        let start = pin.start.as_ref().and_then(Clock::minutes);
        match self.misplaced(session, day, start) {
            Err((message, help)) => {
                let field = if start.is_some() { "start" } else { "day" };
                let message = format!("session \"{}\" is pinned to {message}", session.id);
                collector.push(Diagnostic::error(Code::ContradictoryPin, at(field), message).with_help(help));
                None
            }
            Ok(fixed) => {
                if let (Some(start), Some(room)) = (start, &pin.room) {
                    self.closed(session, day, start, room, &at("room"), collector);
                }
                let midnight = self.calendar.midnights[day]?;
                Some(Fixed { earliest: midnight + fixed.earliest, latest: midnight + fixed.latest })
            }
        }
    }

    /// Whether a session can start on a day (at a minute of it): says when, or why not and what to do.
    fn misplaced(&self, session: &Session, day: usize, start: Option<i32>) -> Result<Fixed, (String, String)> {
        let day_id = &self.instance.days[day].id;
        let on_day: Vec<(usize, &SlotTimes)> = self
            .calendar
            .slots
            .iter()
            .enumerate()
            .filter_map(|(i, slot)| Some((i, slot.as_ref().filter(|slot| slot.day == day)?)))
            .collect();
        let offering: Vec<(usize, &SlotTimes)> =
            on_day.iter().copied().filter(|(_, slot)| start.is_none_or(|start| slot.offers(start))).collect();
        let when =
            start.map_or_else(|| format!("day \"{day_id}\""), |start| format!("{} on day \"{day_id}\"", clock(start)));
        if on_day.is_empty() {
            return Err((format!("{when}, which has no slot"), "pin it to another day, or give the day a slot".into()));
        }
        if offering.is_empty() {
            return Err((
                format!("{when}, when no slot starts"),
                nearest(&on_day, start.unwrap_or_default(), &day_id.0),
            ));
        }
        let admitting = self.admitting(session).unwrap_or_default();
        let admitted: Vec<(usize, &SlotTimes)> =
            offering.iter().copied().filter(|(slot, _)| admitting.binary_search(slot).is_ok()).collect();
        let slot_names = |slots: &[(usize, &SlotTimes)]| {
            let shown: Vec<String> =
                slots.iter().take(4).map(|(i, _)| format!("\"{}\"", self.instance.slots[*i].id)).collect();
            shown.join(", ") + if slots.len() > 4 { ", …" } else { "" }
        };
        if admitted.is_empty() {
            let message =
                format!("{when}, but no slot there ({}) admits the kind \"{}\"", slot_names(&offering), session.kind);
            return Err((message, "pin it to another time, or add the kind to the slot".into()));
        }
        let fitting = admitted.iter().filter_map(|(_, slot)| {
            let latest = match start {
                Some(start) => start,
                None if slot.every > 0 => {
                    let room = slot.end - minutes(session) - slot.start;
                    slot.start + room.max(0) / slot.every * slot.every
                }
                None => slot.start,
            };
            let earliest = start.unwrap_or(slot.start);
            (earliest + minutes(session) <= slot.end).then_some(Fixed { earliest, latest })
        });
        fitting
            .reduce(|a, b| Fixed { earliest: a.earliest.min(b.earliest), latest: a.latest.max(b.latest) })
            .ok_or_else(|| {
                let end = admitted.iter().map(|(_, slot)| slot.end).max().unwrap_or_default();
                let message = format!(
                    "{when}, but lasts {} minutes and every slot there ({}) ends too early, the last at {}",
                    session.minutes,
                    slot_names(&admitted),
                    clock(end)
                );
                (message, "pin it to an earlier time, shorten it, or lengthen the slot".into())
            })
    }

    fn closed(&self, session: &Session, day: usize, start: i32, room: &Id, pointer: &str, collector: &mut Collector) {
        let Some(room) = self.names.rooms.get(&room.0) else {
            return;
        };
        let end = start + minutes(session);
        for part in &self.parts[room] {
            let part = &self.instance.rooms[*part];
            if let Some(slot) = self.only_in_closed_slots(session, day, start, part) {
                let message = format!(
                    "session \"{}\" is pinned to room \"{}\" at {}, but room \"{}\" is closed in slot \"{slot}\"",
                    session.id,
                    self.instance.rooms[room].id,
                    clock(start),
                    part.id
                );
                collector.push(
                    Diagnostic::error(Code::ContradictoryPin, pointer, message)
                        .with_help("pin it to another room or time, or open the room in this slot"),
                );
                return;
            }
            for window in &part.closed {
                let today = window.day.as_ref().is_none_or(|id| self.names.days.get(&id.0) == Some(day));
                let minute =
                    |clock: &Option<Clock>, default: i32| clock.as_ref().and_then(Clock::minutes).unwrap_or(default);
                let (from, to) = (minute(&window.from, 0), minute(&window.to, 2880));
                if today && from < end && to > start {
                    let message = format!(
                        "session \"{}\" is pinned to room \"{}\" from {} to {}, but room \"{}\" is closed from {} {}",
                        session.id,
                        self.instance.rooms[room].id,
                        clock(start),
                        clock(end),
                        part.id,
                        clock(from),
                        if window.to.is_some() { format!("to {}", clock(to)) } else { "on".to_owned() }
                    );
                    collector.push(
                        Diagnostic::error(Code::ContradictoryPin, pointer, message)
                            .with_help("pin it to another room or time, or open the room"),
                    );
                    return;
                }
            }
        }
    }

    /// A slot in which a room is closed, if a session that starts then can lie in no slot in which it is open.
    fn only_in_closed_slots(&self, session: &Session, day: usize, start: i32, room: &Room) -> Option<&Id> {
        let admitting = self.admitting(session).unwrap_or_default();
        let fits = |slot: usize| {
            self.calendar.slots[slot]
                .as_ref()
                .is_some_and(|times| times.day == day && times.offers(start) && start + minutes(session) <= times.end)
        };
        let slots: Vec<&Id> =
            admitting.iter().filter(|&&slot| fits(slot)).map(|&slot| &self.instance.slots[slot].id).collect();
        let closed = slots.iter().all(|slot| room.closed_slots.contains(slot));
        slots.first().copied().filter(|_| closed)
    }

    fn published(&self, i: usize, session: &Session, collector: &mut Collector) {
        let Some(Pin { day: Some(day), start, .. }) = &session.published else {
            return;
        };
        let Some(day) = self.names.days.get(&day.0) else {
            return;
        };
        if let Err((message, _)) = self.misplaced(session, day, start.as_ref().and_then(Clock::minutes)) {
            let message = format!("session \"{}\" was published for {message}", session.id);
            collector.push(
                Diagnostic::warning(Code::StalePublication, format!("/sessions/{i}/published"), message)
                    .with_help("the session counts as moved wherever it is placed; correct this if it is not meant"),
            );
        }
    }
}

fn has(count: usize) -> String {
    format!("{} {}", counted(count, "session"), if count == 1 { "is" } else { "are" })
}

pub(super) fn minutes(session: &Session) -> i32 {
    i32::try_from(session.minutes).unwrap_or(i32::MAX / 4)
}

/// What a room lacks for a session, if anything.
fn lacks(session: &Session, room: &Room) -> Option<String> {
    if let Some(seats) = session.min_seats.filter(|seats| *seats > room.seats) {
        return Some(format!("has {} seats where {seats} are needed", room.seats));
    }
    if let Some(feature) = session.needs.iter().find(|feature| !room.features.contains(feature)) {
        return Some(format!("has no \"{feature}\""));
    }
    if session.step_free && !room.step_free {
        return Some("cannot be reached without steps".to_owned());
    }
    if let Some(tag) = session.room_tags.required.iter().find(|tag| !room.tags.contains(tag)) {
        return Some(format!("has no tag \"{tag}\""));
    }
    let tag = session.room_tags.prohibited.iter().find(|tag| room.tags.contains(tag))?;
    Some(format!("has the prohibited tag \"{tag}\""))
}

/// Advice: the starts that are nearest to a minute.
fn nearest(slots: &[(usize, &SlotTimes)], minute: i32, day: &str) -> String {
    let starts: BTreeSet<(i32, i32)> = slots
        .iter()
        .flat_map(|(_, slot)| {
            let last = if slot.every > 0 { (slot.end - 1 - slot.start) / slot.every } else { 0 };
            let nearest = if slot.every > 0 { ((minute - slot.start) / slot.every).clamp(0, last) } else { 0 };
            [nearest, (nearest + 1).min(last)].map(|step| slot.start + step * slot.every)
        })
        .map(|start| ((start - minute).abs(), start))
        .collect();
    let shown: Vec<String> = starts.iter().take(3).map(|(_, start)| clock(*start)).collect();
    format!("the nearest starts on day \"{day}\" are {}", shown.join(", "))
}
