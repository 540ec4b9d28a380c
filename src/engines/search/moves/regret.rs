//! Ruin and recreate by regret: a few sessions that have to do with each other are taken out and put back one by one,
//! always the one that would lose most if it got its second best cell instead of its best (Ropke & Pisinger, *An
//! adaptive large neighborhood search heuristic for the pickup and delivery problem with time windows*, Transportation
//! Science 40, 2006, section 3.1).

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::engines::search::state::Limit;
use crate::network::Cell;
use crate::problem::SessionId;

/// Sessions taken out: at least, and at most.
const FEW: usize = 3;
const MANY: usize = 8;
/// Cells tried for each session in each round.
const CELLS: usize = 24;

#[derive(Clone, Debug, Default)]
pub(super) struct Regret {
    related: Vec<u32>,
    cells: Vec<Cell>,
}

impl Regret {
    /// Changes the state at once.
    pub(super) fn propose(&mut self, state: &mut State<'_>, rng: &mut Pcg64Mcg, session: u32, limit: &Limit) -> bool {
        self.relate(state, rng, session);
        let count = rng.random_range(FEW..=MANY);
        while self.related.len() >= count {
            let drop = rng.random_range(0..self.related.len());
            self.related.swap_remove(drop);
        }
        self.related.push(session);
        if self.related.len() < FEW {
            return false;
        }
        for &session in &self.related {
            state.remove(session);
        }
        while !self.related.is_empty() {
            let mut chosen: Option<(f64, f64, usize, Cell)> = None;
            for (position, &session) in self.related.iter().enumerate() {
                let Some((best, second, cell)) = offers(&mut self.cells, state, rng, session, limit) else { continue };
                let regret = second - best;
                if chosen.is_none_or(|(most, least, ..)| (-regret, best) < (-most, least)) {
                    chosen = Some((regret, best, position, cell));
                }
            }
            let Some((_, _, position, cell)) = chosen else { break };
            let session = self.related.swap_remove(position);
            state.insert(session, cell);
        }
        true
    }

    /// The sessions on the move that have to do with one: they cannot overlap with it, or start when it starts, or are on
    /// its day, or belong to one of its groups.
    fn relate(&mut self, state: &State<'_>, rng: &mut Pcg64Mcg, session: u32) {
        let compiled = state.compiled;
        let how = rng.random_range(0..4);
        let here = state.cell(session);
        let groups = compiled.presence_members.of(session as usize);
        let group = (!groups.is_empty()).then(|| groups[rng.random_range(0..groups.len())].group);
        self.related.clear();
        if how == 0 || group.is_none() && how == 3 {
            self.related.extend(compiled.conflicts.neighbours(SessionId(session)));
        } else {
            let day = |cell: Cell| compiled.network.day_of_start[cell.time as usize];
            for other in (0..compiled.network.sessions() as u32).filter(|&other| other != session) {
                let there = state.cell(other);
                let related = match (how, here, there) {
                    (1, Some(here), Some(there)) => here.time == there.time,
                    (2, Some(here), Some(there)) => day(here) == day(there),
                    (3, ..) => {
                        let its = compiled.presence_members.of(other as usize);
                        its.iter().any(|member| Some(member.group) == group)
                    }
                    _ => false,
                };
                if related {
                    self.related.push(other);
                }
            }
        }
        self.related.retain(|&other| !compiled.domains[other as usize].is_empty());
    }
}

/// The energy with a session in its best cell, in its second best, and the best cell; people are not looked at.
fn offers(
    cells: &mut Vec<Cell>,
    state: &mut State<'_>,
    rng: &mut Pcg64Mcg,
    session: u32,
    limit: &Limit,
) -> Option<(f64, f64, Cell)> {
    let domain = &state.compiled.domains[session as usize];
    cells.clear();
    cells.extend(domain.cells());
    while cells.len() > CELLS {
        let drop = rng.random_range(0..cells.len());
        cells.swap_remove(drop);
    }
    let now = state.now();
    let mut found: Option<(f64, f64, Cell)> = None;
    for &cell in cells.iter() {
        state.place(session, cell);
        state.priced += 1;
        let energy = limit.energy(&state.levels());
        state.back(&now);
        found = Some(match found {
            None => (energy, f64::MAX, cell),
            Some((best, ..)) if energy < best => (energy, best, cell),
            Some((best, second, known)) => (best, second.min(energy), known),
        });
    }
    found
}
