//! What ties sessions to one another: tracks and topics, series, orders and groups.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::grid::{PAUSE, SLOT};
use super::programme::Programme;
use crate::instance::schema::{Group, Id, Instance, Label, Order, Relation, Selector, Series, Track};

/// Sessions on one topic, at most.
const TOPIC: usize = 8;
/// Rooms of one track.
const ROOMS: usize = 2;

/// Tracks that stay in one or two rooms, and topics none of whose sessions run in parallel.
pub(super) fn labels(rng: &mut Pcg64Mcg, programme: &Programme, instance: &mut Instance) {
    let track = |room: usize| Id(format!("track-{:03}", room / ROOMS + 1));
    instance.tracks =
        (0..instance.rooms.len()).step_by(ROOMS).map(|room| Track { id: track(room), ..Track::default() }).collect();
    let topics = (instance.sessions.len() / 5).max(1);
    let topic = |number: usize| Id(format!("topic-{:04}", number + 1));
    instance.topics = (0..topics).map(|number| Label { id: topic(number), title: None }).collect();
    let mut slots_of: Vec<Vec<usize>> = vec![Vec::new(); topics];
    for (session, place) in instance.sessions.iter_mut().zip(&programme.places) {
        if session.kind.0 == "plenary" {
            continue;
        }
        if rng.random_bool(0.8) {
            session.track = Some(track(place.room.index()));
        }
        for _ in 0..rng.random_range(0..=2) {
            let number = rng.random_range(0..topics);
            let taken = &mut slots_of[number];
            if taken.len() < TOPIC && !taken.contains(&place.slot) {
                taken.push(place.slot);
                session.topics.push(topic(number));
            }
        }
    }
}

/// Series of neighbours in one room, orders between sessions that follow one another, and small groups.
pub(super) fn chains(rng: &mut Pcg64Mcg, programme: &Programme, instance: &mut Instance) {
    let count = instance.sessions.len();
    let slots = instance.slots.len();
    let mut at: Vec<Option<usize>> = vec![None; slots * instance.rooms.len()];
    for (session, place) in programme.places.iter().enumerate() {
        at[place.room.index() * slots + place.slot] = Some(session);
    }
    let id = |session: usize, instance: &Instance| instance.sessions[session].id.clone();
    let plain = |session: usize, instance: &Instance| {
        let session = &instance.sessions[session];
        // Members of a series last a whole slot; of what is interpreted the hours of the team are planned already.
        session.kind.0 != "plenary" && session.kind.0 != "networking" && session.interpretation.is_none()
    };
    let mut in_series = vec![false; count];
    for session in 0..count {
        if in_series[session] || !plain(session, instance) || !rng.random_bool(0.04) {
            continue;
        }
        let place = programme.places[session];
        let mut members = vec![session];
        for slot in place.slot + 1..slots.min(place.slot + rng.random_range(2..=3)) {
            let next = at[place.room.index() * slots + slot];
            let before = clock_end(instance, slot - 1);
            let close = instance.slots[slot].day == instance.slots[slot - 1].day
                && instance.slots[slot].start.minutes().unwrap_or(0) - before <= PAUSE as i32;
            match next.filter(|&next| close && !in_series[next] && plain(next, instance)) {
                Some(next) => members.push(next),
                None => break,
            }
        }
        if members.len() > 1 {
            for &member in &members {
                in_series[member] = true;
                instance.sessions[member].optional_value = None;
                instance.sessions[member].minutes = SLOT;
            }
            let sessions = members.iter().map(|&member| id(member, instance)).collect();
            let number = instance.series.len() + 1;
            instance.series.push(Series {
                id: Id(format!("series-{number:03}")),
                sessions,
                max_gap: PAUSE,
                same_room: true,
            });
        }
    }
    let one =
        |session: usize, instance: &Instance| Selector { sessions: vec![id(session, instance)], ..Selector::default() };
    for number in 0..count / 50 {
        let (a, b) = (rng.random_range(0..count), rng.random_range(0..count));
        let (before, after) = if programme.places[a].slot < programme.places[b].slot { (a, b) } else { (b, a) };
        if programme.places[a].slot != programme.places[b].slot {
            instance.orders.push(Order {
                id: Id(format!("order-{:03}", number + 1)),
                before: one(before, instance),
                after: one(after, instance),
                min_gap: None,
                max_gap: None,
            });
        }
    }
    for number in 0..count / 100 {
        let (a, b) = (rng.random_range(0..count), rng.random_range(0..count));
        let (here, there) = (programme.places[a], programme.places[b]);
        let must = match (programme.day(a) == programme.day(b), here.room == there.room) {
            _ if a == b || here.slot == there.slot => continue,
            (_, true) => Relation::SameRoom,
            (true, _) => Relation::SameDay,
            (false, _) if number % 2 == 0 => Relation::DifferentDay,
            _ => Relation::NotParallel,
        };
        let sessions = Selector { sessions: vec![id(a, instance), id(b, instance)], ..Selector::default() };
        instance.groups.push(Group { id: Id(format!("group-{:03}", number + 1)), sessions, must });
    }
}

/// The end of a slot in minutes of its day.
fn clock_end(instance: &Instance, slot: usize) -> i32 {
    instance.slots[slot].end.minutes().unwrap_or(0)
}
