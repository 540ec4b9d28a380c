//! Relocate: one session to another open cell, to another room at its start, or out if it may be left out.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::network::Cell;

/// Rooms looked at for one that is free.
const ROOMS: usize = 4;

/// One session to a random open cell, in a free room rather than another; now and then out, where leaving it out breaks
/// nothing hard.
pub(super) fn propose(
    state: &State<'_>,
    rng: &mut Pcg64Mcg,
    session: u32,
    changes: &mut Vec<(u32, Option<Cell>)>,
) -> bool {
    let domain = &state.compiled.domains[session as usize];
    let now = state.cell(session);
    if now.is_some() && state.compiled.absent[session as usize][0] == 0 && rng.random_range(0..8) == 0 {
        changes.push((session, None));
        return true;
    }
    for _ in 0..4 {
        let time = domain.times[rng.random_range(0..domain.times.len())];
        let (first, mode) = (rng.random_range(0..domain.rooms.len()), super::mode(state, rng, session));
        let cell = |step: usize| Cell { time, room: domain.rooms[(first + step) % domain.rooms.len()], mode };
        let open = |cell: &Cell| Some(*cell) != now && domain.contains(*cell);
        // Who stands in the way has to be met now and then.
        let look = if rng.random_range(0..8) > 0 { ROOMS.min(domain.rooms.len()) } else { 0 };
        let free = (0..look).map(cell).find(|cell| open(cell) && state.has_room(session, *cell));
        if let Some(cell) = free.or_else(|| Some(cell(0)).filter(open)) {
            changes.push((session, Some(cell)));
            return true;
        }
    }
    false
}

/// One session to another room at the same start.
pub(super) fn propose_room(
    state: &State<'_>,
    rng: &mut Pcg64Mcg,
    session: u32,
    changes: &mut Vec<(u32, Option<Cell>)>,
) -> bool {
    let domain = &state.compiled.domains[session as usize];
    let Some(now) = state.cell(session) else { return false };
    let room = domain.rooms[rng.random_range(0..domain.rooms.len())];
    let cell = Cell { room, ..now };
    room != now.room && domain.contains(cell) && exchange(state, session, (now, cell), changes)
}

/// The session to another room at its start, and whoever stands there into the room that it leaves.
fn exchange(
    state: &State<'_>,
    session: u32,
    (now, cell): (Cell, Cell),
    changes: &mut Vec<(u32, Option<Cell>)>,
) -> bool {
    changes.push((session, Some(cell)));
    let room = cell.room;
    let network = state.compiled.network;
    let mut open = true;
    state.in_the_way(session, cell, |other| {
        let Some(there) = state.cell(other).filter(|_| changes.iter().all(|change| change.0 != other)) else { return };
        // Others cannot run at the same time anywhere.
        if network.parts(there.room).iter().any(|part| network.parts(room).contains(part)) {
            let back = Cell { room: now.room, ..there };
            open &= state.compiled.domains[other as usize].contains(back);
            changes.push((other, Some(back)));
        }
    });
    open
}

/// One session into another mode of interpretation, where it stands or, as not every room has what a mode needs, in another
/// room at its start.
pub(super) fn propose_mode(
    state: &State<'_>,
    rng: &mut Pcg64Mcg,
    session: u32,
    changes: &mut Vec<(u32, Option<Cell>)>,
) -> bool {
    let domain = &state.compiled.domains[session as usize];
    let Some(now) = state.cell(session).filter(|_| domain.modes.len() > 1) else { return false };
    let cell = Cell { mode: domain.modes[rng.random_range(0..domain.modes.len())], ..now };
    if cell == now {
        return false;
    }
    if domain.contains(cell) && rng.random_range(0..2) == 0 {
        changes.push((session, Some(cell)));
        return true;
    }
    let cell = Cell { room: domain.rooms[rng.random_range(0..domain.rooms.len())], ..cell };
    cell.room != now.room && domain.contains(cell) && exchange(state, session, (now, cell), changes)
}
