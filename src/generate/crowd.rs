//! Who attends what: people of several languages whose wishes the timetable grants, as long as there are seats.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::people::booths;
use super::programme::{LANGUAGES, Programme, shuffle};
use super::staffing::Duties;
use crate::instance::schema::{Attendee, Id, Instance, Weight};
use crate::problem::{Audience, LanguageId, Problem, SessionId};

/// Sessions of a slot that somebody looks at before they do without.
const LOOKS: usize = 6;

/// Draws so many people, each with wishes for different slots, for sessions that they can follow as the timetable has
/// them interpreted and that have a seat left.
pub(super) fn draw(
    rng: &mut Pcg64Mcg,
    count: usize,
    draft: &Problem,
    programme: &Programme,
    duties: &Duties,
    instance: &mut Instance,
) {
    let mut seats: Vec<i64> = Vec::with_capacity(instance.sessions.len());
    let mut by_slot: Vec<Vec<usize>> = vec![Vec::new(); instance.slots.len()];
    for (position, place) in programme.places.iter().enumerate() {
        let room = &instance.rooms[place.room.index()];
        let mobile = (booths(draft, duties, position) - i64::from(room.booths)).max(0);
        seats.push(i64::from(room.seats) - mobile * i64::from(instance.mobile_booths.seats_lost));
        by_slot[place.slot].push(position);
    }
    let mut slots: Vec<usize> = (0..instance.slots.len()).filter(|&slot| !by_slot[slot].is_empty()).collect();
    for number in 0..count {
        let group = Audience { understands: languages(rng, instance.languages.len()), people: 1 };
        let wanted = rng.random_range(2..=8);
        shuffle(rng, &mut slots);
        let mut wishes = BTreeMap::new();
        for &slot in &slots {
            if wishes.len() == wanted {
                break;
            }
            let offered = &by_slot[slot];
            let found = (0..LOOKS).map(|_| offered[rng.random_range(0..offered.len())]).find(|&session| {
                let mode = draft.mode(SessionId::new(session), duties.modes[session]);
                seats[session] > 0 && group.follows(&mode.floor, &mode.into)
            });
            if let Some(session) = found {
                seats[session] -= 1;
                wishes.insert(instance.sessions[session].id.0.clone(), Weight(rng.random_range(1..=5)));
            }
        }
        if !wishes.is_empty() {
            let languages = group.understands.iter().map(|language| LANGUAGES[language.index()].into()).collect();
            let id = Id(format!("attendee-{:05}", number + 1));
            instance.attendees.push(Attendee { id, person: None, count: 1, groups: Vec::new(), languages, wishes });
        }
    }
}

/// One or two languages, the first of the conference more often than others; ascending.
fn languages(rng: &mut Pcg64Mcg, languages: usize) -> Vec<LanguageId> {
    let mut known = vec![LanguageId::new(rng.random_range(0..languages))];
    if rng.random_bool(0.7) {
        known.push(LanguageId(0));
    }
    known.sort_unstable();
    known.dedup();
    known
}
