//! What rooms have and sessions need: features, seats, a way without steps, time to set up; and when rooms are closed.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::people::booths;
use super::programme::{Programme, shuffle};
use super::staffing::Duties;
use crate::instance::schema::{Instance, Window};
use crate::problem::Problem;

/// Features, each with the share of rooms that have it, in per cent.
const FEATURES: [(&str, u32); 4] = [("projector", 80), ("round-tables", 30), ("stage", 15), ("lab", 10)];

/// Draws what rooms have, and lets sessions need of it what their room in the timetable has.
pub(super) fn draw(
    rng: &mut Pcg64Mcg,
    draft: &Problem,
    programme: &Programme,
    duties: &Duties,
    instance: &mut Instance,
) {
    for room in &mut instance.rooms {
        for (feature, share) in FEATURES {
            if rng.random_ratio(share, 100) {
                room.features.push(feature.into());
            }
        }
    }
    for (position, place) in programme.places.iter().enumerate() {
        let room = &instance.rooms[place.room.index()];
        let mobile = (booths(draft, duties, position) - i64::from(room.booths)).max(0) as u32;
        let seats = room.seats.saturating_sub(mobile * instance.mobile_booths.seats_lost);
        let session = &mut instance.sessions[position];
        if rng.random_bool(0.2) && !room.features.is_empty() {
            session.needs.push(room.features[rng.random_range(0..room.features.len())].clone());
        }
        if session.kind.0 == "plenary" || rng.random_bool(0.2) {
            session.min_seats = Some(seats * rng.random_range(50..=90) / 100).filter(|&seats| seats > 0);
        }
        session.step_free = room.step_free && rng.random_bool(0.1);
        // The pause between two slots is long enough for both.
        if rng.random_bool(0.05) {
            (session.setup_minutes, session.teardown_minutes) = (5, 5);
        }
    }
    closed(rng, programme, instance);
}

/// Closes rooms in some of the slots in which the timetable leaves them empty.
fn closed(rng: &mut Pcg64Mcg, programme: &Programme, instance: &mut Instance) {
    let slots = instance.slots.len();
    let mut used = vec![false; instance.rooms.len() * slots];
    for place in &programme.places {
        used[place.room.index() * slots + place.slot] = true;
    }
    let mut empty: Vec<usize> = (0..used.len()).filter(|&cell| !used[cell]).collect();
    shuffle(rng, &mut empty);
    empty.truncate(empty.len() / 10);
    empty.sort_unstable();
    for cell in empty {
        let slot = &instance.slots[cell % slots];
        let window = Window { day: Some(slot.day.clone()), from: Some(slot.start.clone()), to: Some(slot.end.clone()) };
        instance.rooms[cell / slots].closed.push(window);
    }
}
