//! Ejection: one session goes where it wants, everything that it cannot share the time or room with is ejected, and
//! each of the ejected goes where it costs least (ruin and recreate; Schrimpf et al., *Record breaking optimization
//! results using the ruin and recreate principle*, J. Comput. Phys. 159, 2000).

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::network::Cell;

/// The most sessions worth ejecting.
const MOST: usize = 12;
/// Cells tried for each ejected session.
const CELLS: usize = 48;

#[derive(Clone, Debug, Default)]
pub(super) struct Ejection {
    /// With the mode that each had.
    ejected: Vec<(u32, u32)>,
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
        self.ejected.clear();
        state.in_the_way(session, goal, |other| {
            self.ejected.extend(state.cell(other).map(|cell| (other, cell.mode)));
        });
        self.ejected.sort_unstable();
        self.ejected.dedup();
        if self.ejected.len() > MOST {
            return false;
        }
        state.set(session, Some(goal));
        for &(other, _) in &self.ejected {
            state.remove(other);
        }
        while !self.ejected.is_empty() {
            let (other, mode) = self.ejected.swap_remove(rng.random_range(0..self.ejected.len()));
            self.settle(state, rng, other, mode);
        }
        true
    }

    /// Puts a session where it costs least, by pressure first, in the mode that it had as far as that is open. People
    /// are looked at when it is there.
    fn settle(&mut self, state: &mut State<'_>, rng: &mut Pcg64Mcg, session: u32, mode: u32) {
        let domain = &state.compiled.domains[session as usize];
        self.cells.clear();
        for _ in 0..CELLS {
            let time = domain.times[rng.random_range(0..domain.times.len())];
            let room = domain.rooms[rng.random_range(0..domain.rooms.len())];
            let cell = Cell { time, room, mode };
            if domain.contains(cell) {
                self.cells.push(cell);
            }
        }
        if self.cells.is_empty() {
            self.cells.extend(domain.cells().take(CELLS));
        }
        let now = state.now();
        let mut best = None;
        for &cell in &self.cells {
            state.place(session, cell);
            state.priced += 1;
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
