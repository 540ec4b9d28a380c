//! Slot exchange: all that starts at one start changes places with all that starts at another.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::network::Cell;

/// The most sessions worth moving.
const MOST: usize = 24;

pub(super) fn propose(
    state: &State<'_>,
    rng: &mut Pcg64Mcg,
    session: u32,
    changes: &mut Vec<(u32, Option<Cell>)>,
) -> bool {
    let domains = state.compiled.domains;
    let Some(here) = state.cell(session) else { return false };
    let times = &domains[session as usize].times;
    let there = times[rng.random_range(0..times.len())];
    if there == here.time {
        return false;
    }
    for other in 0..domains.len() as u32 {
        let Some(cell) = state.cell(other) else { continue };
        let time = match cell.time {
            time if time == here.time => there,
            time if time == there => here.time,
            _ => continue,
        };
        let cell = Cell { time, ..cell };
        // What cannot go stays; whether that fits, the pricing says.
        if domains[other as usize].contains(cell) && changes.len() < MOST {
            changes.push((other, Some(cell)));
        }
    }
    changes.len() > 2
}
