//! Moves, one file each. A move is a list of changes that is applied to the state and can be undone.

mod eject;
mod kempe;
mod relocate;
pub(super) mod reseat;
mod swap;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::State;
use crate::network::Cell;
use crate::problem::SessionId;

/// Moves of people among a hundred, where there are any.
const SEATING: u32 = 30;

/// Proposes moves, and remembers the last one.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    /// What the sessions of the last move were, in order of change.
    before: Vec<(u32, Option<Cell>)>,
    after: Vec<(u32, Option<Cell>)>,
    /// Sessions with more than one open cell or the choice to be left out.
    movable: Vec<u32>,
    /// Whether there are seats to be filled.
    staffed: bool,
    chain: kempe::Chain,
    ejection: eject::Ejection,
}

impl Moves {
    pub(super) fn new(state: &State<'_>) -> Self {
        let compiled = state.compiled;
        let domains = compiled.domains.iter().enumerate();
        let movable = domains.filter(|(_, domain)| !domain.is_empty()).map(|(session, _)| session as u32).collect();
        let chain = kempe::Chain::new(compiled.network.sessions());
        let ejection = eject::Ejection::default();
        let staffed = compiled.network.staff.seats() > 0;
        Self { before: Vec::with_capacity(64), after: Vec::with_capacity(64), movable, staffed, chain, ejection }
    }

    /// Whether there is nothing to move.
    pub(super) fn is_idle(&self) -> bool {
        self.movable.is_empty()
    }

    /// Applies a random move; false if none was found, and then nothing has changed. To `mend` means to try ejections
    /// more often: they cost as much as a hundred small moves, and get out of where those cannot.
    pub(super) fn propose(&mut self, state: &mut State<'_>, rng: &mut Pcg64Mcg, mend: bool) -> bool {
        self.after.clear();
        self.before.clear();
        state.mark();
        if self.staffed && rng.random_range(0..100) < SEATING {
            let mend = mend && rng.random_range(0..2) == 0;
            return reseat::propose(state, rng, mend);
        }
        let mut session = self.movable[rng.random_range(0..self.movable.len())];
        // Where people cannot be had, the session may have to go elsewhere.
        if mend
            && self.staffed
            && rng.random_range(0..5) == 0
            && let Some(seat) = reseat::troubled(state, rng)
        {
            session = state.compiled.network.staff.session_of_seat[seat];
        }
        if rng.random_range(0..1000) < if mend { 20 } else { 2 } {
            return self.ejection.propose(state, rng, session, &mut self.before);
        }
        let found = match rng.random_range(0..100) {
            0..6 => relocate::propose_mode(state, rng, session, &mut self.after),
            6..40 => relocate::propose(state, rng, session, &mut self.after),
            40..50 => relocate::propose_room(state, rng, session, &mut self.after),
            50..85 => swap::propose(state, rng, session, &self.movable, &mut self.after),
            _ => self.chain.propose(state, rng, session, &mut self.after),
        };
        if found {
            self.apply(state);
        }
        found
    }

    /// Forces a few sessions elsewhere, those with many conflicts rather than others, whatever it costs.
    pub(super) fn shake(&mut self, state: &mut State<'_>, rng: &mut Pcg64Mcg) {
        let conflicts = state.compiled.conflicts;
        for _ in 0..rng.random_range(1..4) {
            let mut drawn = [0; 4].map(|_| self.movable[rng.random_range(0..self.movable.len())]);
            drawn.sort_by_key(|&session| std::cmp::Reverse(conflicts.neighbours(SessionId(session)).len()));
            for _ in 0..8 {
                self.before.clear();
                state.mark();
                if self.ejection.propose(state, rng, drawn[0], &mut self.before) {
                    break;
                }
            }
        }
    }

    fn apply(&mut self, state: &mut State<'_>) {
        for &(session, _) in &self.after {
            self.before.push((session, state.cell(session)));
            state.remove(session);
        }
        for &(session, cell) in &self.after {
            if let Some(cell) = cell {
                state.insert(session, cell);
            }
        }
    }

    /// Undoes the last move.
    pub(super) fn undo(&mut self, state: &mut State<'_>) {
        state.undo(&self.before);
    }
}

/// A mode of interpretation for a session on the move: its own as a rule, now and then any that is open.
fn mode(state: &State<'_>, rng: &mut Pcg64Mcg, session: u32) -> u32 {
    let modes = &state.compiled.domains[session as usize].modes;
    match state.cell(session) {
        Some(cell) if modes.len() == 1 || rng.random_range(0..8) > 0 => cell.mode,
        _ => modes[rng.random_range(0..modes.len())],
    }
}
