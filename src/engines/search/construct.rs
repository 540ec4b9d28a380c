//! A start for the search: sessions one after the other, the hardest to place first, each into its cheapest cell.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::State;
use crate::network::{Assignment, Cell};
use crate::problem::SessionId;

/// Cells looked at per session; beyond this many, a random sample.
const MOST_CELLS: usize = 400;

/// Takes over from `start` what lies in the domains.
pub(super) fn adopt(state: &mut State<'_>, start: &Assignment) {
    for (session, cell) in start.cells.iter().enumerate() {
        let open = cell.is_some_and(|cell| state.compiled.domains[session].contains(cell));
        state.remove(session as u32);
        if let Some(cell) = cell.filter(|_| open) {
            state.place(session as u32, cell);
        }
    }
    for (seat, &person) in start.seats.iter().enumerate() {
        state.seat(seat, person);
    }
    for session in 0..start.cells.len() as u32 {
        state.fill(session);
    }
}

/// Places every session that is out, if anything is open to it: fewest open cells per conflict first.
pub(super) fn greedy(state: &mut State<'_>, rng: &mut Pcg64Mcg) {
    let compiled = state.compiled;
    let mut order: Vec<(u64, u32)> = Vec::new();
    for (session, domain) in compiled.domains.iter().enumerate() {
        if state.cell(session as u32).is_none() && !domain.is_empty() {
            let conflicts = compiled.conflicts.neighbours(SessionId::new(session)).len() as u64;
            let cells = (domain.times.len() * domain.rooms.len()) as u64;
            order.push((cells * 1000 / (1 + conflicts) + rng.random_range(0..8), session as u32));
        }
    }
    order.sort_unstable();
    let mut cells: Vec<Cell> = Vec::new();
    for (_, session) in order {
        cells.clear();
        cells.extend(compiled.domains[session as usize].cells());
        while cells.len() > MOST_CELLS {
            let drop = rng.random_range(0..cells.len());
            cells.swap_remove(drop);
        }
        state.mark();
        let mut best = None;
        for &cell in &cells {
            state.insert(session, cell);
            let score = state.levels();
            state.undo();
            if best.is_none_or(|(known, _)| score < known) {
                best = Some((score, cell));
            }
        }
        if let Some((score, cell)) = best
            && score <= state.levels()
        {
            state.insert(session, cell);
        } else if let Some((_, cell)) = best.filter(|_| compiled.absent[session as usize][0] > 0) {
            // A session that must take place is placed even where it hurts: the annealing mends it.
            state.insert(session, cell);
        }
    }
}
