//! Speakers without clashes, and attendees who can have all that they wish.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::programme::{LANGUAGES, Programme, shuffle};
use super::staffing::Duties;
use crate::instance::schema::{Attendee, Id, Instance, Person, Weight};
use crate::problem::{Audience, LanguageId, Problem, SessionId};

/// One or two speakers for each session. Some speak twice, in slots that follow one another on a day: one unit of
/// waiting or of travelling is the least that this can cost.
pub(super) fn speakers(rng: &mut Pcg64Mcg, programme: &Programme, instance: &mut Instance) {
    let mut speakers: Vec<Person> = Vec::new();
    let mut new_speaker = |languages: &[Id]| {
        let id = Id(format!("speaker-{:03}", speakers.len() + 1));
        speakers.push(Person { id: id.clone(), languages: languages.to_vec(), ..Person::default() });
        id
    };
    for session in &mut instance.sessions {
        for _ in 0..rng.random_range(1..=2) {
            session.speakers.push(new_speaker(&session.floor));
        }
    }
    let mut twice = vec![false; instance.sessions.len()];
    for one in 0..instance.sessions.len() {
        let slot = programme.places[one].slot;
        let follows = |&other: &usize| {
            let next = programme.places[other].slot;
            let same_day = programme.day(one) == programme.day(other);
            let pause = minutes(instance, next).0 - minutes(instance, slot).1;
            next == slot + 1 && same_day && pause <= 30 && instance.sessions[one].minutes == whole(instance, slot)
        };
        let spare = |other: &usize| !twice[*other] && instance.sessions[*other].floor == instance.sessions[one].floor;
        if twice[one] || !rng.random_bool(0.3) {
            continue;
        }
        if let Some(other) = (0..instance.sessions.len()).filter(follows).find(spare) {
            let speaker = instance.sessions[one].speakers[0].clone();
            instance.sessions[other].chairs.push(speaker);
            (twice[one], twice[other]) = (true, true);
        }
    }
    instance.people = speakers;
}

/// From and to of a slot, in minutes of its day.
fn minutes(instance: &Instance, slot: usize) -> (i32, i32) {
    let slot = &instance.slots[slot];
    (slot.start.minutes().unwrap_or(0), slot.end.minutes().unwrap_or(0))
}

fn whole(instance: &Instance, slot: usize) -> u32 {
    let (from, to) = minutes(instance, slot);
    (to - from) as u32
}

/// Attendees who wish sessions that do not overlap, that they can follow as they are interpreted in the plan, and
/// that have a seat left for them.
pub(super) fn attendees(
    rng: &mut Pcg64Mcg,
    draft: &Problem,
    programme: &Programme,
    duties: &Duties,
    instance: &mut Instance,
) {
    let mut seats: Vec<i64> = Vec::with_capacity(instance.sessions.len());
    for (position, place) in programme.places.iter().enumerate() {
        let room = &instance.rooms[place.room.index()];
        let booths = booths(draft, duties, position);
        let mobile = (booths - i64::from(room.booths)).max(0);
        seats.push(i64::from(room.seats) - mobile * i64::from(instance.mobile_booths.seats_lost));
    }
    let offered = seats.clone();
    let languages: Vec<LanguageId> = (0..instance.languages.len()).map(LanguageId::new).collect();
    for number in 0..2 * instance.sessions.len() {
        let mut known = languages.clone();
        shuffle(rng, &mut known);
        known.truncate(rng.random_range(1..=2));
        if rng.random_bool(0.3) {
            known.push(LanguageId(0));
        }
        let mut names: Vec<Id> = known.iter().map(|language| LANGUAGES[language.index()].into()).collect();
        known.sort_unstable();
        known.dedup();
        names.sort();
        names.dedup();
        let group = Audience { understands: known, people: 1 };
        let count = rng.random_range(1..=4);
        let mut order: Vec<usize> = (0..instance.sessions.len()).collect();
        shuffle(rng, &mut order);
        let mut taken = vec![false; instance.slots.len()];
        let mut wishes = BTreeMap::new();
        for session in order {
            let mode = draft.mode(SessionId::new(session), duties.modes[session]);
            let slot = programme.places[session].slot;
            if wishes.len() < 6 && !taken[slot] && seats[session] >= count && group.follows(&mode.floor, &mode.into) {
                taken[slot] = true;
                seats[session] -= count;
                wishes.insert(instance.sessions[session].id.0.clone(), Weight(rng.random_range(1..=5)));
            }
        }
        if !wishes.is_empty() {
            let id = Id(format!("attendee-{:03}", number + 1));
            let groups = Vec::new();
            instance.attendees.push(Attendee {
                id,
                person: None,
                count: count as u32,
                groups,
                languages: names,
                wishes,
            });
        }
    }
    // Some cannot take place where not everybody finds a seat.
    for (position, session) in instance.sessions.iter_mut().enumerate().step_by(5) {
        session.min_seats = u32::try_from(offered[position] - seats[position]).ok().filter(|&wished| wished > 0);
    }
}

/// Booths that stand in the room of a session.
pub(super) fn booths(draft: &Problem, duties: &Duties, session: usize) -> i64 {
    i64::from(draft.mode(SessionId::new(session), duties.modes[session]).booths)
}
