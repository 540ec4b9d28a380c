//! Moves, one file each. A move is a list of changes that the state tries on, or changes the state at once; either way
//! [`State::undo`] takes it back.

mod eject;
mod kempe;
mod regret;
mod relocate;
pub(super) mod reseat;
mod rooms;
mod slots;
mod swap;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::{Limit, State};
use crate::network::Cell;
use crate::problem::SessionId;

/// The kinds of moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Relocate,
    Mode,
    Room,
    Swap,
    Chain,
    Chains,
    Rooms,
    Slots,
    Eject,
    Regret,
    Reseat,
}

/// How often each kind is tried, in relation to the others, and how often while something hard is wrong. Those that change much
/// cost as much as a hundred small ones, and get out of where small ones cannot.
const SHARES: [(Kind, [u32; 2]); 11] = [
    (Kind::Relocate, [3390, 3310]),
    (Kind::Mode, [600, 600]),
    (Kind::Room, [1000, 1000]),
    (Kind::Swap, [3500, 3400]),
    (Kind::Chain, [1400, 1400]),
    (Kind::Chains, [50, 50]),
    (Kind::Rooms, [20, 20]),
    (Kind::Slots, [20, 20]),
    (Kind::Eject, [15, 190]),
    (Kind::Regret, [5, 10]),
    (Kind::Reseat, [4200, 4200]),
];

/// Proposes moves.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    after: Vec<(u32, Option<Cell>)>,
    /// Sessions with an open cell.
    movable: Vec<u32>,
    /// Whether there are seats to be filled.
    staffed: bool,
    /// Kinds that there are, with the sums of their shares.
    kinds: Vec<(Kind, [u32; 2])>,
    chain: kempe::Chain,
    ejection: eject::Ejection,
    rooms: rooms::Rooms,
    regret: regret::Regret,
}

impl Moves {
    pub(super) fn new(state: &State<'_>) -> Self {
        let compiled = state.compiled;
        let domains = compiled.domains.iter().enumerate();
        let movable = domains.filter(|(_, domain)| !domain.is_empty()).map(|(session, _)| session as u32).collect();
        let staffed = compiled.network.staff.seats() > 0;
        let modes = compiled.domains.iter().any(|domain| domain.modes.len() > 1);
        let exists = |kind: Kind| match kind {
            Kind::Reseat => staffed,
            Kind::Mode => modes,
            _ => true,
        };
        let mut kinds = Vec::with_capacity(SHARES.len());
        let mut sums = [0; 2];
        for (kind, shares) in SHARES.into_iter().filter(|&(kind, _)| exists(kind)) {
            sums = [sums[0] + shares[0], sums[1] + shares[1]];
            kinds.push((kind, sums));
        }
        Self {
            after: Vec::with_capacity(64),
            movable,
            staffed,
            kinds,
            chain: kempe::Chain::new(compiled.network.sessions()),
            ejection: eject::Ejection::default(),
            rooms: rooms::Rooms::default(),
            regret: regret::Regret::default(),
        }
    }

    /// Whether there is nothing to move.
    pub(super) fn is_idle(&self) -> bool {
        self.movable.is_empty()
    }

    fn draw(&self, rng: &mut Pcg64Mcg, mend: bool) -> Kind {
        let column = usize::from(mend);
        let all = self.kinds.last().map_or(1, |(_, sums)| sums[column]);
        let dice = rng.random_range(0..all);
        let drawn = self.kinds.iter().find(|(_, sums)| dice < sums[column]);
        drawn.map_or(Kind::Relocate, |(kind, _)| *kind)
    }

    /// Applies a random move; false if none was found, or one that would end beyond the limit, and then nothing has
    /// changed. The energy of what was applied may still be beyond it: [`State::undo`] takes it back. To `mend` means to
    /// try more often what repairs.
    pub(super) fn propose(&mut self, state: &mut State<'_>, rng: &mut Pcg64Mcg, mend: bool, limit: &Limit) -> bool {
        self.after.clear();
        state.mark();
        let kind = self.draw(rng, mend);
        if kind == Kind::Reseat {
            let mend = mend && rng.random_range(0..2) == 0;
            let found = reseat::propose(state, rng, mend);
            state.priced += u64::from(found);
            return found;
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
        let after = &mut self.after;
        let found = match kind {
            Kind::Relocate => relocate::propose(state, rng, session, after),
            Kind::Mode => relocate::propose_mode(state, rng, session, after),
            Kind::Room => relocate::propose_room(state, rng, session, after),
            Kind::Swap => swap::propose(state, rng, session, &self.movable, after),
            Kind::Chain => self.chain.propose(state, rng, session, false, after),
            Kind::Chains => self.chain.propose(state, rng, session, true, after),
            Kind::Rooms => self.rooms.propose(state, rng, session, after),
            Kind::Slots => slots::propose(state, rng, session, after),
            Kind::Eject => return self.ejection.propose(state, rng, session),
            Kind::Regret => return self.regret.propose(state, rng, session, limit),
            Kind::Reseat => false,
        };
        found && state.attempt(&self.after, limit)
    }

    /// Forces a few sessions elsewhere, those with many conflicts rather than others, whatever it costs.
    pub(super) fn shake(&mut self, state: &mut State<'_>, rng: &mut Pcg64Mcg) {
        let conflicts = state.compiled.conflicts;
        for _ in 0..rng.random_range(1..4) {
            let mut drawn = [0; 4].map(|_| self.movable[rng.random_range(0..self.movable.len())]);
            drawn.sort_by_key(|&session| std::cmp::Reverse(conflicts.neighbours(SessionId(session)).len()));
            for _ in 0..8 {
                state.mark();
                if self.ejection.propose(state, rng, drawn[0]) {
                    break;
                }
            }
        }
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
