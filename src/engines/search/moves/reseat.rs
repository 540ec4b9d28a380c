//! Reseat: people change seats while sessions stay where they are. One seat gets another person; two people change
//! places; or somebody is spared a day, and each of their posts of that day goes to whoever costs least.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::engines::search::layout::PRESSURE;
use crate::network::NOBODY;

/// Seats looked at for one with which something hard is wrong.
const LOOKS: usize = 24;

/// A seat with which something hard is wrong, if a few draws find one.
pub(super) fn troubled(state: &State<'_>, rng: &mut Pcg64Mcg) -> Option<usize> {
    let seats = state.compiled.network.staff.seats();
    let mut drawn = (0..LOOKS).map(|_| rng.random_range(0..seats));
    drawn.find(|&seat| state.in_use(seat) && state.troubled(seat))
}

/// A change of people, where something hard is wrong if it is to `mend`; false if none was found.
pub(in crate::engines::search) fn propose(state: &mut State<'_>, rng: &mut Pcg64Mcg, mend: bool) -> bool {
    let seats = state.compiled.network.staff.seats();
    for attempt in 0..8 {
        let wrong = if mend && attempt == 0 { troubled(state, rng) } else { None };
        let seat = wrong.unwrap_or_else(|| rng.random_range(0..seats));
        if !state.in_use(seat) {
            continue;
        }
        let done = match rng.random_range(0..10) {
            0..4 => replace(state, rng, seat),
            4..9 => exchange(state, rng, seat),
            _ => spare(state, seat),
        };
        if done {
            return true;
        }
    }
    false
}

/// Another person into one seat, or the one who costs least.
fn replace(state: &mut State<'_>, rng: &mut Pcg64Mcg, seat: usize) -> bool {
    let sitting = state.sitting(seat);
    let able = &state.compiled.network.staff.posts[state.compiled.post_of_seat[seat] as usize].able;
    if able.is_empty() {
        return false;
    }
    if sitting == NOBODY || rng.random_range(0..4) == 0 {
        state.seat(seat, NOBODY);
        state.hire(seat, sitting);
        return state.sitting(seat) != sitting;
    }
    let person = able[rng.random_range(0..able.len())] as u16;
    if person == sitting || picky(state) && state.is_taken(person, seat, None) {
        return false;
    }
    state.seat(seat, person);
    true
}

/// Whether nobody should be asked to be in two places: it is hard, and nothing hard is wrong.
fn picky(state: &State<'_>) -> bool {
    state.compiled.clashes[PRESSURE] && state.levels()[PRESSURE] == 0
}

/// Two people who can do each other's work change places.
fn exchange(state: &mut State<'_>, rng: &mut Pcg64Mcg, seat: usize) -> bool {
    let staff = &state.compiled.network.staff;
    let one = state.sitting(seat);
    let able = |seat: usize, person: u16| {
        let able = &staff.posts[state.compiled.post_of_seat[seat] as usize].able;
        able.binary_search(&u32::from(person)).is_ok()
    };
    let picky = picky(state);
    for _ in 0..8 {
        let other_seat = rng.random_range(0..staff.seats());
        let other = state.sitting(other_seat);
        if other == one || other == NOBODY || one == NOBODY || !able(seat, other) || !able(other_seat, one) {
            continue;
        }
        if picky && (state.is_taken(one, other_seat, Some(seat)) || state.is_taken(other, seat, Some(other_seat))) {
            continue;
        }
        state.exchange(seat, other_seat);
        return true;
    }
    false
}

/// Spares the person in a seat all work of that day.
fn spare(state: &mut State<'_>, seat: usize) -> bool {
    let person = state.sitting(seat);
    if person == NOBODY {
        return false;
    }
    let Some(day) = state.day_of_seat(seat) else { return false };
    for seat in 0..state.compiled.network.staff.seats() {
        if state.sitting(seat) == person && state.day_of_seat(seat) == Some(day) {
            state.seat(seat, NOBODY);
            state.hire(seat, person);
        }
    }
    true
}
