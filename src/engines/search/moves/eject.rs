//! Ejection: one session goes where it wants, everything that it cannot share the time or room with is ejected, and
//! each of the ejected goes where it costs least (ruin and recreate; Schrimpf et al., *Record breaking optimization
//! results using the ruin and recreate principle*, J. Comput. Phys. 159, 2000).

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::kempe::shares_room;
use crate::engines::search::State;
use crate::network::Cell;
use crate::problem::{Interval, SessionId};

/// The most sessions worth ejecting.
const MOST: usize = 12;
/// Cells tried for each ejected session.
const CELLS: usize = 48;

#[derive(Clone, Debug, Default)]
pub(super) struct Ejection {
    ejected: Vec<u32>,
    cells: Vec<Cell>,
}

impl Ejection {
    /// Changes the state at once.
    pub(super) fn propose(&mut self, state: &mut State<'_>, rng: &mut Pcg64Mcg, session: u32) -> bool {
        let compiled = state.compiled;
        let domain = &compiled.domains[session as usize];
        let time = domain.times[rng.random_range(0..domain.times.len())];
        let room = domain.rooms[rng.random_range(0..domain.rooms.len())];
        let goal = Cell { time, room, mode: super::mode(state, rng, session) };
        if state.cell(session) == Some(goal) || !domain.contains(goal) {
            return false;
        }
        let network = compiled.network;
        let start = network.start(goal);
        let span = Interval { from: start, to: start + network.durations[session as usize] };
        self.ejected.clear();
        for other in (0..network.sessions() as u32).filter(|&other| other != session) {
            let Some(cell) = state.cell(other) else { continue };
            let its = Interval { from: network.start(cell), to: network.end(SessionId(other), cell) };
            if its.overlap(span) > 0
                && (shares_room(state, cell.room, goal.room) || compiled.conflicts.conflict(session, other))
            {
                self.ejected.push(other);
            }
        }
        if self.ejected.len() > MOST {
            return false;
        }
        state.set(session, Some(goal));
        for &other in &self.ejected {
            state.remove(other);
        }
        while !self.ejected.is_empty() {
            let other = self.ejected.swap_remove(rng.random_range(0..self.ejected.len()));
            self.settle(state, rng, other);
        }
        true
    }

    /// Puts a session where it costs least, by pressure first.
    fn settle(&mut self, state: &mut State<'_>, rng: &mut Pcg64Mcg, session: u32) {
        self.cells.clear();
        self.cells.extend(state.compiled.domains[session as usize].cells());
        while self.cells.len() > CELLS {
            let drop = rng.random_range(0..self.cells.len());
            self.cells.swap_remove(drop);
        }
        let now = state.now();
        let mut best = None;
        for &cell in &self.cells {
            state.insert(session, cell);
            let [_, medium, soft, pressure] = state.levels();
            state.back(&now);
            if best.is_none_or(|(known, _)| (pressure, medium, soft) < known) {
                best = Some(((pressure, medium, soft), cell));
            }
        }
        if let Some((_, cell)) = best {
            state.insert(session, cell);
        }
    }
}
