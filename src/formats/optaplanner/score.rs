//! How good a timetable is by the thirty-seven constraints.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::constraints::Constraint as C;
use super::{CONSTRAINTS, Conference, Demands, Talk};
use crate::instance::schema::Level;
use crate::problem::{ModeId, RoomId};
use crate::timetable::{Placement, Timetable};

const DAY: i64 = 24 * 60;

/// Where a talk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The slot.
    pub slot: usize,
    /// The room.
    pub room: usize,
}

/// What the example itself says of a timetable: penalties are negative, rewards positive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The hard score.
    pub hard: i64,
    /// The medium score.
    pub medium: i64,
    /// The soft score.
    pub soft: i64,
    /// What the constraints give that are not zero, weighted.
    pub constraints: BTreeMap<String, i64>,
    /// Talks without a place, in a slot or room that is not for their type, or away from where they are pinned: what the
    /// example cannot do and does not count.
    pub illegal: i64,
}

impl Conference {
    /// By talk: its place, if it has one that the workbook has, in a timetable of [`Conference::instance`].
    #[must_use]
    pub fn places(&self, timetable: &Timetable) -> Vec<Option<Place>> {
        let place = |(placement, talk): (&Option<Placement>, &Talk)| {
            let placement = (*placement)?;
            let start = i64::from(placement.start);
            let fits = |slot: &super::Slot| {
                slot.number * DAY + slot.from == start && slot.to - slot.from == talk.minutes(self)
            };
            let room = placement.room?.index();
            Some(Place { slot: self.slots.iter().position(fits)?, room }).filter(|_| room < self.rooms.len())
        };
        timetable.placements.iter().zip(&self.talks).map(place).collect()
    }

    /// The placement in [`Conference::instance`] that a place is.
    pub(super) fn placement(&self, place: Place) -> Placement {
        let slot = &self.slots[place.slot];
        let start = i32::try_from(slot.number * DAY + slot.from).unwrap_or(i32::MAX);
        Placement { start, room: Some(RoomId::new(place.room)), mode: ModeId::new(0) }
    }

    /// How good a timetable is, by the place of each talk.
    #[must_use]
    pub fn score(&self, places: &[Option<Place>]) -> Score {
        let mut sums = [0i64; 37];
        let placed: Vec<Placed<'_>> = (self.talks.iter().zip(places).zip(0..))
            .filter_map(|((talk, place), number)| Some(Placed::new(self, number, talk, (*place)?)))
            .collect();
        for talk in &placed {
            self.alone(talk, &mut sums);
            let crowd = |other: &&Placed<'_>| other.talk.crowd && other.place.slot == talk.place.slot;
            if talk.talk.crowd && placed.iter().filter(crowd).count() > 2 {
                sums[C::CrowdControl as usize] -= talk.minutes();
            }
        }
        for (position, one) in placed.iter().enumerate() {
            for other in &placed[position + 1..] {
                self.together(one, other, &mut sums);
                self.in_order(one, other, &mut sums);
                self.in_order(other, one, &mut sums);
            }
        }
        let mut score = Score { illegal: self.illegal(places), ..Score::default() };
        for ((sum, name), &(level, weight)) in sums.iter().zip(CONSTRAINTS).zip(&self.weights) {
            let weighted = sum.saturating_mul(weight);
            let of_level = match level {
                Level::Hard => &mut score.hard,
                Level::Medium => &mut score.medium,
                Level::Soft => &mut score.soft,
                Level::Off => continue,
            };
            *of_level = of_level.saturating_add(weighted);
            if weighted != 0 {
                score.constraints.insert(name.to_owned(), weighted);
            }
        }
        score
    }

    fn illegal(&self, places: &[Option<Place>]) -> i64 {
        let wrong = |(place, talk): (&Option<Place>, &Talk)| {
            let Some(place) = place else { return true };
            let for_it = |types: &[usize]| types.contains(&talk.kind);
            let (slot, room) = talk.now;
            let moved = talk.pinned && (slot.is_some_and(|s| s != place.slot) || room.is_some_and(|r| r != place.room));
            moved || !for_it(&self.slots[place.slot].types) || !for_it(&self.rooms[place.room].types)
        };
        places.iter().zip(&self.talks).filter(|&pair| wrong(pair)).count() as i64
    }

    /// What a talk gives on its own.
    fn alone(&self, one: &Placed<'_>, sums: &mut [i64; 37]) {
        let (talk, Place { slot, room }) = (one.talk, one.place);
        let minutes = one.minutes();
        let mut penalty = |constraint: C, amount: i64| sums[constraint as usize] -= amount;
        if self.rooms[room].unavailable.contains(&slot) {
            penalty(C::RoomUnavailableTimeslot, minutes);
        }
        if talk.published.0.is_some_and(|published| published != slot) {
            penalty(C::PublishedTimeslot, 1);
        }
        if talk.published.1.is_some_and(|published| published != room) {
            penalty(C::PublishedRoom, 1);
        }
        let (slot_tags, room_tags) = (&self.slots[slot].tags, &self.rooms[room].tags);
        let [required, prohibited, preferred, undesired] = unmet(&talk.slot_tags, slot_tags);
        penalty(C::TalkRequiredTimeslotTags, required * minutes);
        penalty(C::TalkProhibitedTimeslotTags, prohibited * minutes);
        penalty(C::TalkPreferredTimeslotTags, preferred * minutes);
        penalty(C::TalkUndesiredTimeslotTags, undesired * minutes);
        let [required, prohibited, preferred, undesired] = unmet(&talk.room_tags, room_tags);
        penalty(C::TalkRequiredRoomTags, required * minutes);
        penalty(C::TalkProhibitedRoomTags, prohibited * minutes);
        penalty(C::TalkPreferredRoomTags, preferred * minutes);
        penalty(C::TalkUndesiredRoomTags, undesired * minutes);
        for &speaker in &talk.speakers {
            let speaker = &self.speakers[speaker];
            if speaker.unavailable.contains(&slot) {
                penalty(C::SpeakerUnavailableTimeslot, minutes);
            }
            let [required, prohibited, preferred, undesired] = unmet(&speaker.slot_tags, slot_tags);
            penalty(C::SpeakerRequiredTimeslotTags, required * minutes);
            penalty(C::SpeakerProhibitedTimeslotTags, prohibited * minutes);
            penalty(C::SpeakerPreferredTimeslotTags, preferred * minutes);
            penalty(C::SpeakerUndesiredTimeslotTags, undesired * minutes);
            let [required, prohibited, preferred, undesired] = unmet(&speaker.room_tags, room_tags);
            penalty(C::SpeakerRequiredRoomTags, required * minutes);
            penalty(C::SpeakerProhibitedRoomTags, prohibited * minutes);
            penalty(C::SpeakerPreferredRoomTags, preferred * minutes);
            penalty(C::SpeakerUndesiredRoomTags, undesired * minutes);
        }
    }

    /// What two talks give, whichever is named first.
    fn together(&self, one: &Placed<'_>, other: &Placed<'_>, sums: &mut [i64; 37]) {
        let mut penalty = |constraint: C, amount: i64| sums[constraint as usize] -= amount;
        let (a, b) = (one.talk, other.talk);
        let (themes, sectors) = (shared(&a.themes, &b.themes), shared(&a.sectors, &b.sectors));
        let (audiences, contents) = (shared(&a.audiences, &b.audiences), shared(&a.contents, &b.contents));
        let overlap = (one.to.min(other.to) - one.from.max(other.from)).max(0);
        let speakers = shared(&a.speakers, &b.speakers);
        let (same_day, both) = (one.day == other.day, one.minutes() + other.minutes());
        if one.place.room == other.place.room {
            penalty(C::RoomConflict, overlap);
        }
        penalty(C::SpeakerConflict, speakers * overlap);
        penalty(C::TalkMutuallyExclusiveTalksTags, shared(&a.exclusive, &b.exclusive) * overlap);
        let gap = one.from.max(other.from) - one.to.min(other.to);
        if speakers > 0 && (overlap > 0 || same_day && gap < self.pause) {
            penalty(C::ConsecutiveTalksPause, both);
        }
        penalty(C::ThemeTrackConflict, themes * overlap);
        penalty(C::SectorConflict, sectors * overlap);
        penalty(C::AudienceTypeThemeTrackConflict, themes * audiences * overlap);
        penalty(C::ContentConflict, contents * overlap);
        if same_day && one.place.room != other.place.room {
            penalty(C::ThemeTrackRoomStability, themes * both);
        }
        if !same_day {
            penalty(C::SameDayTalks, (themes + contents) * both);
        }
        if one.place.slot == other.place.slot {
            penalty(C::AudienceTypeDiversity, -audiences * one.minutes());
            penalty(C::AudienceLevelDiversity, if a.level == b.level { 0 } else { -one.minutes() });
            penalty(C::LanguageDiversity, if a.language == b.language { 0 } else { -one.minutes() });
        }
    }

    /// What two talks give in this order.
    fn in_order(&self, one: &Placed<'_>, other: &Placed<'_>, sums: &mut [i64; 37]) {
        let mut penalty = |constraint: C, amount: i64| sums[constraint as usize] -= amount;
        let both = one.minutes() + other.minutes();
        if one.to > other.from {
            if other.talk.after.contains(&one.number) {
                penalty(C::TalkPrerequisiteTalks, both);
            }
            if one.talk.level < other.talk.level {
                penalty(C::ContentAudienceLevelFlowViolation, shared(&one.talk.contents, &other.talk.contents) * both);
            }
        }
        let capacity = |of: &Placed<'_>| self.rooms[of.place.room].capacity;
        if one.talk.favourites < other.talk.favourites && capacity(one) > capacity(other) {
            penalty(C::PopularTalks, both);
        }
    }
}

/// A talk in its place, in minutes since the first day.
struct Placed<'a> {
    number: usize,
    talk: &'a Talk,
    place: Place,
    day: i64,
    from: i64,
    to: i64,
}

impl<'a> Placed<'a> {
    fn new(of: &Conference, number: usize, talk: &'a Talk, place: Place) -> Self {
        let slot = &of.slots[place.slot];
        let midnight = slot.number * DAY;
        Self { number, talk, place, day: slot.number, from: midnight + slot.from, to: midnight + slot.to }
    }

    fn minutes(&self) -> i64 {
        self.to - self.from
    }
}

/// How many entries two lists have in common, each list without repetition.
pub(super) fn shared<T: PartialEq>(one: &[T], other: &[T]) -> i64 {
    one.iter().filter(|entry| other.contains(entry)).count() as i64
}

/// Required tags that are missing, prohibited ones that are there, preferred ones missing, undesired ones there.
fn unmet(demands: &Demands, there: &[String]) -> [i64; 4] {
    let missing = |list: &[String]| list.len() as i64 - shared(list, there);
    [
        missing(&demands.required),
        shared(&demands.prohibited, there),
        missing(&demands.preferred),
        shared(&demands.undesired, there),
    ]
}
