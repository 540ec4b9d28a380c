//! Swap: two sessions exchange their cells, their starts, or their rooms, as far as their domains let them.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::network::Cell;

pub(super) fn propose(
    state: &State<'_>,
    rng: &mut Pcg64Mcg,
    session: u32,
    movable: &[u32],
    changes: &mut Vec<(u32, Option<Cell>)>,
) -> bool {
    let Some(here) = state.cell(session) else { return false };
    let domains = state.compiled.domains;
    let variant = rng.random_range(0..4);
    for _ in 0..6 {
        let other = movable[rng.random_range(0..movable.len())];
        let Some(there) = state.cell(other).filter(|_| other != session) else { continue };
        let (mine, yours) = match variant {
            0 | 1 => (Cell { mode: here.mode, ..there }, Cell { mode: there.mode, ..here }),
            2 => (Cell { time: there.time, ..here }, Cell { time: here.time, ..there }),
            _ => (Cell { room: there.room, ..here }, Cell { room: here.room, ..there }),
        };
        if mine == here || !domains[session as usize].contains(mine) || !domains[other as usize].contains(yours) {
            continue;
        }
        changes.push((session, Some(mine)));
        changes.push((other, Some(yours)));
        return true;
    }
    false
}
