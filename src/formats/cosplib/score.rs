//! How good a timetable is by the sixteen terms of the workbook.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Library;
use super::instance::FIRST_START;
use crate::problem::{ModeId, RoomId};
use crate::timetable::{Placement, Timetable};

const DAY: u32 = 24 * 60;

/// The names of the terms, in the order of their weights.
pub const TERMS: [&str; 16] = [
    "tracks-sessions",
    "tracks-rooms",
    "sessions-rooms",
    "similar-tracks",
    "rooms-per-track",
    "parallel-tracks",
    "consecutive-tracks",
    "submissions-time-zones",
    "submissions-order",
    "submissions-sessions",
    "submissions-rooms",
    "presenters-session-level",
    "attendees-session-level",
    "chairs",
    "presenters-slot-level",
    "attendees-slot-level",
];

/// Where a submission is: its first time slot, and the others after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The session.
    pub session: usize,
    /// The room.
    pub room: usize,
    /// The first time slot, from 0.
    pub slot: u32,
}

/// What the workbook's own evaluator says, version 1.0.2.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The sum of the terms: weight × count.
    pub objective: i64,
    /// The terms that are not zero, weighted.
    pub terms: BTreeMap<String, i64>,
    /// Submissions without a place, pairs in the same time slot of a room, and tracks that share a room in a session.
    pub illegal: i64,
}

impl Library {
    fn place(&self, placement: Placement) -> Option<Place> {
        let minute = u32::try_from(placement.start).ok()?;
        let (session, since) = ((minute / DAY) as usize, (minute % DAY).checked_sub(FIRST_START)?);
        let (room, slot) = (placement.room?.index(), since / self.minutes());
        let there = self.sessions.get(session)?;
        let on_time = since.is_multiple_of(self.minutes()) && slot < there.slots && room < self.rooms.len();
        on_time.then_some(Place { session, room, slot })
    }

    /// The placement in [`Library::instance`] that a place is.
    pub(super) fn placement(&self, place: Place) -> Placement {
        let minute = place.session as u32 * DAY + FIRST_START + place.slot * self.minutes();
        Placement { start: minute as i32, room: Some(RoomId::new(place.room)), mode: ModeId::new(0) }
    }

    /// By submission: its place, if it has one that its session holds whole, in a timetable of [`Library::instance`].
    #[must_use]
    pub fn places(&self, timetable: &Timetable) -> Vec<Option<Place>> {
        let place = |(placement, submission): (&Option<Placement>, &super::Submission)| {
            let place = self.place((*placement)?)?;
            (place.slot + submission.slots <= self.sessions[place.session].slots).then_some(place)
        };
        timetable.placements.iter().zip(&self.submissions).map(place).collect()
    }

    /// How good a timetable is, by the place of each submission.
    #[must_use]
    pub fn score(&self, places: &[Option<Place>]) -> Score {
        let counts = self.counts(places);
        let weighted = counts.iter().zip(&self.weights).map(|(count, weight)| count.saturating_mul(*weight));
        let terms: BTreeMap<String, i64> =
            TERMS.iter().map(|&name| name.to_owned()).zip(weighted).filter(|term| term.1 != 0).collect();
        Score { objective: terms.values().fold(0, |a, b| a.saturating_add(*b)), terms, illegal: self.illegal(places) }
    }

    /// Tracks by session and room.
    pub(super) fn grid(&self, places: &[Option<Place>]) -> BTreeMap<(usize, usize), BTreeSet<usize>> {
        let mut grid: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
        for (place, submission) in places.iter().zip(&self.submissions) {
            if let Some(place) = place {
                grid.entry((place.session, place.room)).or_default().insert(submission.track);
            }
        }
        grid
    }

    fn illegal(&self, places: &[Option<Place>]) -> i64 {
        let mut illegal = places.iter().filter(|place| place.is_none()).count() as i64;
        let mut taken: BTreeMap<(usize, usize, u32), i64> = BTreeMap::new();
        for (place, submission) in places.iter().zip(&self.submissions) {
            for slot in
                place.iter().flat_map(|p| (p.slot..p.slot + submission.slots).map(move |k| (p.session, p.room, k)))
            {
                *taken.entry(slot).or_default() += 1;
            }
        }
        illegal += taken.values().map(|count| count - 1).sum::<i64>();
        illegal + self.grid(places).values().map(|tracks| tracks.len() as i64 - 1).sum::<i64>()
    }

    /// The unweighted terms.
    fn counts(&self, places: &[Option<Place>]) -> [i64; 16] {
        let mut counts = [0; 16];
        self.count_tracks(places, &mut counts);
        self.count_order(places, &mut counts);
        for (place, submission) in places.iter().zip(&self.submissions) {
            let Some(place) = place else { continue };
            let times = i64::from(submission.slots);
            counts[7] += times * submission.zone[place.session];
            counts[9] += times * submission.by_session[place.session];
            counts[10] += times * submission.by_room[place.room];
        }
        for (i, a) in self.submissions.iter().enumerate() {
            for (j, b) in self.submissions.iter().enumerate().skip(i + 1) {
                let (Some(here), Some(there)) = (places[i], places[j]) else { continue };
                if here.session != there.session {
                    continue;
                }
                let apart = i64::from(here.room != there.room);
                let end = (here.slot + a.slots).min(there.slot + b.slots);
                let shared = i64::from(end.saturating_sub(here.slot.max(there.slot)));
                if apart == 0 && shared == 0 {
                    continue;
                }
                if self.presenters_conflict(i, j) {
                    (counts[11], counts[14]) = (counts[11] + apart, counts[14] + shared);
                }
                if self.attendees_conflict(i, j) {
                    (counts[12], counts[15]) = (counts[12] + apart, counts[15] + shared);
                }
                if a.track == b.track && a.order != 0 && b.order != 0 {
                    counts[8] += shared;
                }
            }
        }
        counts
    }

    fn count_tracks(&self, places: &[Option<Place>], counts: &mut [i64; 16]) {
        let grid = self.grid(places);
        let (mut rooms, mut sessions) =
            (vec![BTreeSet::new(); self.tracks.len()], vec![BTreeSet::new(); self.tracks.len()]);
        for (&(session, room), tracks) in &grid {
            counts[2] += self.session_rooms[session][room];
            for &track in tracks {
                counts[0] += self.track_sessions[track][session];
                counts[1] += self.track_rooms[track][room];
                rooms[track].insert(room);
                sessions[track].insert(session);
            }
        }
        for session in 0..self.sessions.len() {
            let here: Vec<usize> =
                grid.range((session, 0)..(session + 1, 0)).flat_map(|(_, tracks)| tracks.iter().copied()).collect();
            let distinct: BTreeSet<usize> = here.iter().copied().collect();
            counts[5] += (here.len() - distinct.len()) as i64;
            for (position, &a) in here.iter().enumerate() {
                for &b in here[position + 1..].iter().filter(|&&b| a != b) {
                    counts[3] += self.similar[a][b];
                    counts[13] += i64::from(!self.tracks[a].chairs.is_disjoint(&self.tracks[b].chairs));
                }
            }
        }
        for (rooms, sessions) in rooms.iter().zip(&sessions) {
            counts[4] += (rooms.len() as i64 - 1).max(0);
            if let (Some(first), Some(last)) = (sessions.first(), sessions.last()) {
                counts[6] += i64::from(last - first + 1 != sessions.len());
            }
        }
    }

    fn count_order(&self, places: &[Option<Place>], counts: &mut [i64; 16]) {
        for track in 0..self.tracks.len() {
            let mut listed: Vec<(Place, usize)> = Vec::new();
            for (number, _) in self.submissions.iter().enumerate().filter(|(_, other)| other.track == track) {
                listed.extend(places[number].map(|place| (place, number)));
            }
            listed.sort_unstable();
            for (position, (_, number)) in (1..).zip(&listed) {
                let order = self.submissions[*number].order;
                counts[8] += i64::from(order != 0 && order != position);
            }
        }
    }

    fn presenters_conflict(&self, i: usize, j: usize) -> bool {
        let (a, b) = (&self.submissions[i], &self.submissions[j]);
        let chairs = |of: &super::Submission, track: usize| !of.presenters.is_disjoint(&self.tracks[track].chairs);
        !a.presenters.is_disjoint(&b.presenters) || a.track != b.track && (chairs(a, b.track) || chairs(b, a.track))
    }

    fn attendees_conflict(&self, i: usize, j: usize) -> bool {
        let (a, b) = (&self.submissions[i], &self.submissions[j]);
        let chairs = |of: &super::Submission, track: usize| !of.attendees.is_disjoint(&self.tracks[track].chairs);
        !a.attendees.is_disjoint(&b.attendees)
            || !a.attendees.is_disjoint(&b.presenters)
            || !b.attendees.is_disjoint(&a.presenters)
            || a.track != b.track && (chairs(a, b.track) || chairs(b, a.track))
    }
}
