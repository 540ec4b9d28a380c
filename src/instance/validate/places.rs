//! Can every session be somewhere, and do the pins agree with the rest?

use std::collections::{BTreeMap, BTreeSet};

use super::super::codes::Code;
use super::super::diagnostics::{Collector, Diagnostic, counted};
use super::super::schema::{Clock, Id, Instance, Pin, Room, Selector, Session};
use super::names::Names;
use super::structure::parts;
use super::times::{Calendar, SlotTimes, clock};

pub(super) fn check(
    instance: &Instance,
    names: &Names<'_>,
    calendar: &Calendar,
    collector: &mut Collector,
) {
    let places = Places {
        instance,
        names,
        calendar,
        parts: parts(instance, &names.rooms),
        by_kind: by_kind(instance, names, calendar),
    };
    places.kinds_without_slot(collector);
    let mut fixed = Vec::with_capacity(instance.sessions.len());
    for (i, session) in instance.sessions.iter().enumerate() {
        places.length(i, session, collector);
        places.rooms(i, session, collector);
        fixed.push(places.pin(i, session, collector));
        places.published(i, session, collector);
    }
    places.double_booked(&fixed, collector);
    places.against_orders(&fixed, collector);
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
        let kinds: BTreeSet<usize> = slot
            .kinds
            .iter()
            .filter_map(|kind| names.kinds.get(&kind.0))
            .collect();
        for kind in kinds {
            by_kind[kind].push(i);
        }
    }
    by_kind
}

/// When a pinned session starts, in minutes from the first midnight: not before, not after.
#[derive(Clone, Copy)]
struct Fixed {
    earliest: i32,
    latest: i32,
}

/// The extreme pins of the sessions with an attribute; each is a minute and a session.
#[derive(Clone, Copy, Default)]
struct Extremes {
    /// Ends no sooner than this, the latest such.
    last_end: Option<(i32, usize)>,
    /// Ends no later than this, the earliest such.
    first_end: Option<(i32, usize)>,
    /// Starts no later than this, the earliest such.
    first_start: Option<(i32, usize)>,
    /// Starts no sooner than this, the latest such.
    last_start: Option<(i32, usize)>,
}

impl Extremes {
    fn of(session: usize, fixed: Fixed, minutes: i32) -> Self {
        Self {
            last_end: Some((fixed.earliest + minutes, session)),
            first_end: Some((fixed.latest + minutes, session)),
            first_start: Some((fixed.latest, session)),
            last_start: Some((fixed.earliest, session)),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.last_end = self.last_end.max(other.last_end);
        self.last_start = self.last_start.max(other.last_start);
        self.first_end = [self.first_end, other.first_end]
            .into_iter()
            .flatten()
            .min();
        self.first_start = [self.first_start, other.first_start]
            .into_iter()
            .flatten()
            .min();
    }
}

struct Places<'a> {
    instance: &'a Instance,
    names: &'a Names<'a>,
    calendar: &'a Calendar,
    parts: Vec<BTreeSet<usize>>,
    by_kind: Vec<Vec<usize>>,
}

impl Places<'_> {
    fn admitting(&self, session: &Session) -> Option<&[usize]> {
        self.names
            .kinds
            .get(&session.kind.0)
            .map(|kind| self.by_kind[kind].as_slice())
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
            let message = format!(
                "no slot admits the kind \"{kind}\", which {} of",
                has(count)
            );
            collector.push(
                Diagnostic::error(
                    Code::KindWithoutSlot,
                    format!("/sessions/{first}/kind"),
                    message,
                )
                .with_help(format!(
                    "add \"{kind}\" to the \"kinds\" of a slot; a slot without \"kinds\" admits all"
                )),
            );
        }
    }

    fn length(&self, i: usize, session: &Session, collector: &mut Collector) {
        let Some(slots) = self.admitting(session) else {
            return;
        };
        let longest = slots
            .iter()
            .filter_map(|slot| Some((self.slot(*slot)?, *slot)))
            .max_by_key(|(times, slot)| (times.end - times.start, std::cmp::Reverse(*slot)));
        if let Some((times, slot)) = longest
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
                Diagnostic::error(
                    Code::SessionTooLong,
                    format!("/sessions/{i}/minutes"),
                    message,
                )
                .with_help("shorten the session, or lengthen a slot"),
            );
        }
    }

    /// No room at all, or not the pinned one: provable, but perhaps meant.
    fn rooms(&self, i: usize, session: &Session, collector: &mut Collector) {
        if !session.in_room {
            return;
        }
        let unknown_feature = session
            .needs
            .iter()
            .any(|feature| self.names.features.get(&feature.0).is_none());
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
                (
                    "pin/room",
                    format!(
                        "session \"{}\" is pinned to room \"{}\", which {lack}",
                        session.id, room.id
                    ),
                )
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
                demands.extend(
                    session
                        .min_seats
                        .map(|seats| format!("at least {seats} seats")),
                );
                demands.extend(session.needs.iter().map(|feature| format!("\"{feature}\"")));
                demands.extend(session.step_free.then(|| "step-free access".to_owned()));
                demands.extend(
                    session
                        .room_tags
                        .required
                        .iter()
                        .map(|tag| format!("the tag \"{tag}\"")),
                );
                demands.extend(
                    session
                        .room_tags
                        .prohibited
                        .iter()
                        .map(|tag| format!("no tag \"{tag}\"")),
                );
                (
                    "id",
                    format!(
                        "no room suits session \"{}\": it needs {}",
                        session.id,
                        demands.join(" and ")
                    ),
                )
            }
        };
        collector.push(
            Diagnostic::warning(Code::EmptyDomain, format!("/sessions/{i}/{field}"), message)
                .with_help("as long as the rules concerned are hard there is no timetable; change the session or a room"),
        );
    }

    /// Checks a pin and says when the session then starts, if it is known.
    fn pin(&self, i: usize, session: &Session, collector: &mut Collector) -> Option<Fixed> {
        let pin = session.pin.as_ref()?;
        let at = |field: &str| format!("/sessions/{i}/pin/{field}");
        if let (Some(room), false) = (&pin.room, session.in_room) {
            let message = format!(
                "session \"{}\" is pinned to room \"{room}\", but takes place in no room",
                session.id
            );
            collector.push(
                Diagnostic::error(Code::ContradictoryPin, at("room"), message)
                    .with_help("remove the room from the pin, or \"in_room\": false"),
            );
        }
        if let (None, Some(start)) = (&pin.day, &pin.start) {
            let message = format!(
                "session \"{}\" is pinned to {}, but not to a day",
                session.id, start.0
            );
            collector.push(
                Diagnostic::error(Code::IncompletePin, at("start"), message).with_help(format!(
                    "add \"day\": \"{}\" or another day",
                    self.instance.days[0].id
                )),
            );
        }
        let day = self.names.days.get(&pin.day.as_ref()?.0)?;
        let start = pin.start.as_ref().and_then(Clock::minutes);
        match self.misplaced(session, day, start) {
            Err((message, help)) => {
                let field = if start.is_some() { "start" } else { "day" };
                let message = format!("session \"{}\" is pinned to {message}", session.id);
                collector.push(
                    Diagnostic::error(Code::ContradictoryPin, at(field), message).with_help(help),
                );
                None
            }
            Ok(fixed) => {
                if let (Some(start), Some(room)) = (start, &pin.room) {
                    self.closed(session, day, start, room, &at("room"), collector);
                }
                let midnight = self.calendar.midnights[day]?;
                Some(Fixed {
                    earliest: midnight + fixed.earliest,
                    latest: midnight + fixed.latest,
                })
            }
        }
    }

    /// Whether a session can start on a day (at a minute of it): says when, or why not and what to do.
    fn misplaced(
        &self,
        session: &Session,
        day: usize,
        start: Option<i32>,
    ) -> Result<Fixed, (String, String)> {
        let day_id = &self.instance.days[day].id;
        let on_day: Vec<(usize, &SlotTimes)> = self
            .calendar
            .slots
            .iter()
            .enumerate()
            .filter_map(|(i, slot)| Some((i, slot.as_ref().filter(|slot| slot.day == day)?)))
            .collect();
        let offering: Vec<(usize, &SlotTimes)> = on_day
            .iter()
            .copied()
            .filter(|(_, slot)| start.is_none_or(|start| slot.offers(start)))
            .collect();
        let when = start.map_or_else(
            || format!("day \"{day_id}\""),
            |start| format!("{} on day \"{day_id}\"", clock(start)),
        );
        if on_day.is_empty() {
            return Err((
                format!("{when}, which has no slot"),
                "pin it to another day, or give the day a slot".into(),
            ));
        }
        if offering.is_empty() {
            return Err((
                format!("{when}, when no slot starts"),
                nearest(&on_day, start.unwrap_or_default(), &day_id.0),
            ));
        }
        let admitting = self.admitting(session).unwrap_or_default();
        let admitted: Vec<(usize, &SlotTimes)> = offering
            .iter()
            .copied()
            .filter(|(slot, _)| admitting.binary_search(slot).is_ok())
            .collect();
        let slot_names = |slots: &[(usize, &SlotTimes)]| {
            let shown: Vec<String> = slots
                .iter()
                .take(4)
                .map(|(i, _)| format!("\"{}\"", self.instance.slots[*i].id))
                .collect();
            shown.join(", ") + if slots.len() > 4 { ", …" } else { "" }
        };
        if admitted.is_empty() {
            let message = format!(
                "{when}, but no slot there ({}) admits the kind \"{}\"",
                slot_names(&offering),
                session.kind
            );
            return Err((
                message,
                "pin it to another time, or add the kind to the slot".into(),
            ));
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

    fn closed(
        &self,
        session: &Session,
        day: usize,
        start: i32,
        room: &Id,
        pointer: &str,
        collector: &mut Collector,
    ) {
        let Some(room) = self.names.rooms.get(&room.0) else {
            return;
        };
        let end = start + minutes(session);
        for part in &self.parts[room] {
            let part = &self.instance.rooms[*part];
            for window in &part.closed {
                let today = window
                    .day
                    .as_ref()
                    .is_none_or(|id| self.names.days.get(&id.0) == Some(day));
                let minute = |clock: &Option<Clock>, default: i32| {
                    clock.as_ref().and_then(Clock::minutes).unwrap_or(default)
                };
                let (from, to) = (minute(&window.from, 0), minute(&window.to, 2880));
                if today && from < end && to > start {
                    let message = format!(
                        "session \"{}\" is pinned to room \"{}\" from {} to {}, but room \"{}\" is closed from {} to {}",
                        session.id,
                        self.instance.rooms[room].id,
                        clock(start),
                        clock(end),
                        part.id,
                        clock(from),
                        clock(to)
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

    fn published(&self, i: usize, session: &Session, collector: &mut Collector) {
        let Some(Pin {
            day: Some(day),
            start,
            ..
        }) = &session.published
        else {
            return;
        };
        let Some(day) = self.names.days.get(&day.0) else {
            return;
        };
        if let Err((message, _)) =
            self.misplaced(session, day, start.as_ref().and_then(Clock::minutes))
        {
            let message = format!("session \"{}\" was published for {message}", session.id);
            collector.push(
                Diagnostic::warning(Code::StalePublication, format!("/sessions/{i}/published"), message)
                    .with_help("the session counts as moved wherever it is placed; correct this if it is not meant"),
            );
        }
    }

    /// Sessions that are pinned to one room at the same time.
    fn double_booked(&self, fixed: &[Option<Fixed>], collector: &mut Collector) {
        let mut uses: BTreeMap<usize, Vec<(i32, i32, usize, u32)>> = BTreeMap::new();
        for (i, session) in self.instance.sessions.iter().enumerate() {
            let room = session
                .pin
                .as_ref()
                .and_then(|pin| self.names.rooms.get(&pin.room.as_ref()?.0));
            let (Some(room), Some(Fixed { earliest, latest })) = (room, fixed[i]) else {
                continue;
            };
            // An optional session can give way.
            if earliest != latest || !session.in_room || session.optional_value.is_some() {
                continue;
            }
            for part in &self.parts[room] {
                let taken = if *part == room {
                    1
                } else {
                    self.instance.rooms[*part].parallel
                };
                uses.entry(*part).or_default().push((
                    earliest,
                    earliest + minutes(session),
                    i,
                    taken,
                ));
            }
        }
        let mut told = BTreeSet::new();
        for (room, mut uses) in uses {
            uses.sort_unstable();
            let room = &self.instance.rooms[room];
            let mut running: Vec<(i32, usize, u32)> = Vec::new();
            for (start, end, i, taken) in uses {
                running.retain(|(until, ..)| *until > start);
                let before: u32 = running.iter().map(|(_, _, taken)| taken).sum();
                if before.saturating_add(taken) > room.parallel
                    && let Some((_, other, _)) = running.first()
                    && told.insert(i)
                {
                    let message = format!(
                        "session \"{}\" is pinned to room \"{}\" at the same time as session \"{}\"{}",
                        self.instance.sessions[i].id,
                        room.id,
                        self.instance.sessions[*other].id,
                        if room.parallel > 1 {
                            format!(", and there is place for {} only", room.parallel)
                        } else {
                            String::new()
                        }
                    );
                    collector.push(
                        Diagnostic::error(
                            Code::ContradictoryPin,
                            format!("/sessions/{i}/pin"),
                            message,
                        )
                        .with_help("pin one of them to another room or time, or leave it free"),
                    );
                }
                running.push((end, i, taken));
            }
        }
    }

    /// Pins that contradict an order or a series.
    fn against_orders(&self, fixed: &[Option<Fixed>], collector: &mut Collector) {
        let sessions = &self.instance.sessions;
        let extremes: Vec<Option<Extremes>> = fixed
            .iter()
            .enumerate()
            // An optional session can give way.
            .map(|(i, fixed)| {
                Some((
                    i,
                    (*fixed).filter(|_| sessions[i].optional_value.is_none())?,
                ))
            })
            .map(|fixed| fixed.map(|(i, fixed)| Extremes::of(i, fixed, minutes(&sessions[i]))))
            .collect();
        let mut kinds: BTreeMap<&Id, Extremes> = BTreeMap::new();
        let (mut tracks, mut topics) = (kinds.clone(), kinds.clone());
        for (session, extremes) in sessions.iter().zip(&extremes) {
            let Some(extremes) = extremes else { continue };
            kinds.entry(&session.kind).or_default().merge(extremes);
            if let Some(track) = &session.track {
                tracks.entry(track).or_default().merge(extremes);
            }
            for topic in &session.topics {
                topics.entry(topic).or_default().merge(extremes);
            }
        }
        let of_selector = |selector: &Selector| {
            let mut all = Extremes::default();
            for extremes in selector
                .sessions
                .iter()
                .filter_map(|id| extremes[self.names.sessions.get(&id.0)?].as_ref())
            {
                all.merge(extremes);
            }
            for (ids, by_id) in [
                (&selector.kinds, &kinds),
                (&selector.tracks, &tracks),
                (&selector.topics, &topics),
            ] {
                for extremes in ids.iter().filter_map(|id| by_id.get(id)) {
                    all.merge(extremes);
                }
            }
            all
        };
        for order in &self.instance.orders {
            let (before, after) = (of_selector(&order.before), of_selector(&order.after));
            self.too_early_or_late(
                &before,
                &after,
                (order.min_gap.unwrap_or_default(), order.max_gap),
                &format!("order \"{}\"", order.id),
                collector,
            );
        }
        for series in &self.instance.series {
            let members: Vec<usize> = series
                .sessions
                .iter()
                .filter_map(|id| self.names.sessions.get(&id.0))
                .collect();
            for pair in members.windows(2) {
                if let (Some(before), Some(after)) = (&extremes[pair[0]], &extremes[pair[1]]) {
                    let whose = format!("series \"{}\"", series.id);
                    self.too_early_or_late(
                        before,
                        after,
                        (0, Some(series.max_gap)),
                        &whose,
                        collector,
                    );
                }
            }
            if series.same_room {
                self.series_in_rooms(&series.id, &members, collector);
            }
        }
    }

    fn too_early_or_late(
        &self,
        before: &Extremes,
        after: &Extremes,
        (least, most): (u32, Option<u32>),
        whose: &str,
        collector: &mut Collector,
    ) {
        let number = |gap: u32| i32::try_from(gap).unwrap_or(i32::MAX / 2);
        let id = |session: usize| &self.instance.sessions[session].id;
        let mut tell = |session: usize, message: String| {
            collector.push(
                Diagnostic::error(
                    Code::ContradictoryPin,
                    format!("/sessions/{session}/pin"),
                    message,
                )
                .with_help(format!("change one of the pins, or {whose}")),
            );
        };
        if let (Some((end, earlier)), Some((start, later))) = (before.last_end, after.first_start)
            && earlier != later
            && end + number(least) > start
        {
            let gap = if least > 0 {
                format!(" by {least} minutes")
            } else {
                String::new()
            };
            tell(
                later,
                format!(
                    "session \"{}\" is pinned too early: {whose} wants it after session \"{}\"{gap}",
                    id(later),
                    id(earlier)
                ),
            );
        } else if let (Some(most), Some((end, earlier)), Some((start, later))) =
            (most, before.first_end, after.last_start)
            && earlier != later
            && start - end > number(most)
        {
            tell(
                later,
                format!(
                    "session \"{}\" is pinned too late: {whose} wants it within {} of the end of session \"{}\"",
                    id(later),
                    counted(most as usize, "minute"),
                    id(earlier)
                ),
            );
        }
    }

    fn series_in_rooms(&self, series: &Id, members: &[usize], collector: &mut Collector) {
        let pinned = |session: usize| {
            let session = &self.instance.sessions[session];
            session
                .pin
                .as_ref()
                .and_then(|pin| pin.room.as_ref())
                .filter(|_| session.optional_value.is_none())
        };
        let Some((first, room)) = members
            .iter()
            .find_map(|session| Some((*session, pinned(*session)?)))
        else {
            return;
        };
        for session in members {
            if let Some(other) = pinned(*session)
                && other != room
            {
                let message = format!(
                    "session \"{}\" is pinned to room \"{other}\", but series \"{series}\" keeps one room and session \"{}\" \
                     is pinned to \"{room}\"",
                    self.instance.sessions[*session].id, self.instance.sessions[first].id
                );
                collector.push(
                    Diagnostic::error(
                        Code::ContradictoryPin,
                        format!("/sessions/{session}/pin/room"),
                        message,
                    )
                    .with_help(
                        "pin both to the same room, or write \"same_room\": false in the series",
                    ),
                );
            }
        }
    }
}

fn has(count: usize) -> String {
    format!(
        "{} {}",
        counted(count, "session"),
        if count == 1 { "is" } else { "are" }
    )
}

fn minutes(session: &Session) -> i32 {
    i32::try_from(session.minutes).unwrap_or(i32::MAX / 4)
}

/// What a room lacks for a session, if anything.
fn lacks(session: &Session, room: &Room) -> Option<String> {
    if let Some(seats) = session.min_seats.filter(|seats| *seats > room.seats) {
        return Some(format!("has {} seats where {seats} are needed", room.seats));
    }
    if let Some(feature) = session
        .needs
        .iter()
        .find(|feature| !room.features.contains(feature))
    {
        return Some(format!("has no \"{feature}\""));
    }
    if session.step_free && !room.step_free {
        return Some("cannot be reached without steps".to_owned());
    }
    if let Some(tag) = session
        .room_tags
        .required
        .iter()
        .find(|tag| !room.tags.contains(tag))
    {
        return Some(format!("has no tag \"{tag}\""));
    }
    let tag = session
        .room_tags
        .prohibited
        .iter()
        .find(|tag| room.tags.contains(tag))?;
    Some(format!("has the prohibited tag \"{tag}\""))
}

/// Advice: the starts that are nearest to a minute.
fn nearest(slots: &[(usize, &SlotTimes)], minute: i32, day: &str) -> String {
    let starts: BTreeSet<(i32, i32)> = slots
        .iter()
        .flat_map(|(_, slot)| {
            let last = if slot.every > 0 {
                (slot.end - 1 - slot.start) / slot.every
            } else {
                0
            };
            let nearest = if slot.every > 0 {
                ((minute - slot.start) / slot.every).clamp(0, last)
            } else {
                0
            };
            [nearest, (nearest + 1).min(last)].map(|step| slot.start + step * slot.every)
        })
        .map(|start| ((start - minute).abs(), start))
        .collect();
    let shown: Vec<String> = starts
        .iter()
        .take(3)
        .map(|(_, start)| clock(*start))
        .collect();
    format!(
        "the nearest starts on day \"{day}\" are {}",
        shown.join(", ")
    )
}
