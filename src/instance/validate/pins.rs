//! Do the pins agree with one another, and with the orders and series?

use std::collections::{BTreeMap, BTreeSet};

use super::super::codes::Code;
use super::super::diagnostics::{Collector, Diagnostic, counted};
use super::super::schema::{Id, Instance, Selector};
use super::names::Names;
use super::places::{Fixed, minutes};

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
        self.first_end = [self.first_end, other.first_end].into_iter().flatten().min();
        self.first_start = [self.first_start, other.first_start].into_iter().flatten().min();
    }
}

/// The pinned sessions of an instance.
pub(super) struct Pins<'a> {
    pub(super) instance: &'a Instance,
    pub(super) names: &'a Names<'a>,
    /// For every room what is in use while it is.
    pub(super) parts: &'a [BTreeSet<usize>],
    /// For every session when it starts, if its pin says so.
    pub(super) fixed: &'a [Option<Fixed>],
}

impl Pins<'_> {
    /// Sessions that are pinned to one room at the same time.
    pub(super) fn double_booked(&self, collector: &mut Collector) {
        let mut uses: BTreeMap<usize, Vec<(i32, i32, usize, u32)>> = BTreeMap::new();
        for (i, session) in self.instance.sessions.iter().enumerate() {
            let room = session.pin.as_ref().and_then(|pin| self.names.rooms.get(&pin.room.as_ref()?.0));
            let (Some(room), Some(Fixed { earliest, latest })) = (room, self.fixed[i]) else {
                continue;
            };
            // An optional session can give way.
            if earliest != latest || !session.in_room || session.optional_value.is_some() {
                continue;
            }
            for part in &self.parts[room] {
                let taken = if *part == room { 1 } else { self.instance.rooms[*part].parallel };
                uses.entry(*part).or_default().push((earliest, earliest + minutes(session), i, taken));
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
                        Diagnostic::error(Code::ContradictoryPin, format!("/sessions/{i}/pin"), message)
                            .with_help("pin one of them to another room or time, or leave it free"),
                    );
                }
                running.push((end, i, taken));
            }
        }
    }

    /// Pins that contradict an order or a series.
    pub(super) fn against_orders(&self, collector: &mut Collector) {
        let sessions = &self.instance.sessions;
        let extremes: Vec<Option<Extremes>> = self
            .fixed
            .iter()
            .enumerate()
            // An optional session can give way.
            .map(|(i, fixed)| Some((i, (*fixed).filter(|_| sessions[i].optional_value.is_none())?)))
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
            for extremes in selector.sessions.iter().filter_map(|id| extremes[self.names.sessions.get(&id.0)?].as_ref())
            {
                all.merge(extremes);
            }
            for (ids, by_id) in [(&selector.kinds, &kinds), (&selector.tracks, &tracks), (&selector.topics, &topics)] {
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
            let members: Vec<usize> = series.sessions.iter().filter_map(|id| self.names.sessions.get(&id.0)).collect();
            for pair in members.windows(2) {
                if let (Some(before), Some(after)) = (&extremes[pair[0]], &extremes[pair[1]]) {
                    let whose = format!("series \"{}\"", series.id);
                    self.too_early_or_late(before, after, (0, Some(series.max_gap)), &whose, collector);
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
                Diagnostic::error(Code::ContradictoryPin, format!("/sessions/{session}/pin"), message)
                    .with_help(format!("change one of the pins, or {whose}")),
            );
        };
        if let (Some((end, earlier)), Some((start, later))) = (before.last_end, after.first_start)
            && earlier != later
            && end + number(least) > start
        {
            let gap = if least > 0 { format!(" by {least} minutes") } else { String::new() };
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
            session.pin.as_ref().and_then(|pin| pin.room.as_ref()).filter(|_| session.optional_value.is_none())
        };
        let Some((first, room)) = members.iter().find_map(|session| Some((*session, pinned(*session)?))) else {
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
                    Diagnostic::error(Code::ContradictoryPin, format!("/sessions/{session}/pin/room"), message)
                        .with_help("pin both to the same room, or write \"same_room\": false in the series"),
                );
            }
        }
    }
}
