//! Moves, one file each. A move is a list of changes that the state tries on, or changes the state at once; either way
//! [`State::undo`] takes it back.

mod bins;
mod block;
mod eject;
mod kempe;
mod regret;
mod relocate;
mod repack;
pub(super) mod reseat;
mod rooms;
mod slots;
mod swap;
mod within;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::bins::Bins;
use super::{Limit, State, construct};
use crate::engines::ingredients::{Ingredient, Without};
use crate::network::Cell;
use crate::problem::SessionId;

/// How often each kind is tried, in relation to the others, and how often while something hard is wrong. Those that change much
/// cost as much as a hundred small ones, and get out of where small ones cannot.
const SHARES: [(Ingredient, [u32; 2]); 17] = [
    (Ingredient::Relocate, [3390, 3310]),
    (Ingredient::Mode, [600, 600]),
    (Ingredient::Room, [1000, 1000]),
    (Ingredient::Swap, [3500, 3400]),
    (Ingredient::Chain, [1400, 1400]),
    (Ingredient::Chains, [50, 50]),
    (Ingredient::Block, [100, 400]),
    (Ingredient::Rooms, [20, 20]),
    (Ingredient::Slots, [20, 20]),
    (Ingredient::Eject, [15, 190]),
    (Ingredient::Regret, [5, 10]),
    (Ingredient::Reseat, [4200, 4200]),
    (Ingredient::Within, [3000, 3000]),
    (Ingredient::Bins, [1500, 1500]),
    (Ingredient::GroupRooms, [300, 300]),
    (Ingredient::WholeSlots, [10, 10]),
    (Ingredient::Repack, [500, 500]),
];
/// Those that do not ask which group meets where.
const ANYWHERE: [Ingredient; 4] = [Ingredient::Relocate, Ingredient::Room, Ingredient::Swap, Ingredient::Chain];
/// How much more often whole starts change places where it counts who changes rooms between them.
const SLOTS_WITH_HOPS: u32 = 50;
/// Moves between two looks at what each kind has brought.
const LOOK: u64 = 1 << 13;
/// Parts of the work that go by what a kind has brought; the others are as they are given above, so that no kind dies.
const EARNED: f64 = 0.5;

/// Proposes moves.
#[derive(Clone, Debug)]
pub(super) struct Moves {
    after: Vec<(u32, Option<Cell>)>,
    /// Sessions with an open cell.
    movable: Vec<u32>,
    /// Sessions that are placed together, and those with which something hard was wrong when that was looked at last.
    units: Vec<Vec<u32>>,
    troubled: Vec<u32>,
    /// Whether there are seats to be filled.
    staffed: bool,
    kinds: Vec<Choice>,
    /// The kind that was drawn last, and the work done before.
    drawn: usize,
    begun: u64,
    /// Moves until the next look at what each kind has brought; none where the choice does not adapt.
    look: Option<u64>,
    chain: kempe::Chain,
    block: block::Block,
    ejection: eject::Ejection,
    rooms: rooms::Rooms,
    regret: regret::Regret,
    /// Where it matters which groups meet where.
    bins: Option<Bins>,
    exchange: bins::Exchange,
    within: within::Within,
    repack: repack::Repack,
}

/// A kind of move, how often it is tried, and what it has brought.
#[derive(Clone, Debug)]
struct Choice {
    kind: Ingredient,
    shares: [u32; 2],
    /// Sums of the shares up to here; the first adapts.
    sums: [u32; 2],
    /// Tries, the work that they took, and by how much the energy fell, halved now and then.
    tries: f64,
    work: f64,
    gain: f64,
}

impl Moves {
    pub(super) fn new(state: &State<'_>, without: Without) -> Self {
        let compiled = state.compiled;
        let domains = compiled.domains.iter().enumerate();
        let movable = domains.filter(|(_, domain)| !domain.is_empty()).map(|(session, _)| session as u32).collect();
        let staffed = compiled.network.staff.seats() > 0;
        let modes = compiled.domains.iter().any(|domain| domain.modes.len() > 1);
        let block = block::Block::new(state);
        let bins = Bins::new(compiled).filter(|bins| !bins.all.is_empty());
        let exists = |kind: Ingredient| match kind {
            Ingredient::Reseat => staffed,
            Ingredient::Mode => modes,
            Ingredient::Block => block.exists(),
            Ingredient::Within
            | Ingredient::Bins
            | Ingredient::GroupRooms
            | Ingredient::WholeSlots
            | Ingredient::Repack => bins.is_some(),
            _ => true,
        };
        let wanted = |kind: Ingredient| exists(kind) && !without.contains(kind);
        let sessions = compiled.network.sessions().max(1) as u64;
        let interpreted = {
            let mut sessions: Vec<u32> = compiled.network.staff.session_of_seat.clone();
            sessions.sort_unstable();
            sessions.dedup();
            sessions.len() as u64
        };
        let in_modes = compiled.domains.iter().filter(|domain| domain.modes.len() > 1).count() as u64;
        let mut kinds = Vec::with_capacity(SHARES.len());
        let mut sums = [0; 2];
        for (kind, mut shares) in SHARES.into_iter().filter(|&(kind, _)| wanted(kind)) {
            // Who goes anywhere meets another group there as a rule.
            if bins.is_some() && ANYWHERE.contains(&kind) {
                shares = shares.map(|share| share / 4);
            }
            // Whole starts change places without anybody changing rooms more often.
            if !compiled.hops.is_empty() && kind == Ingredient::Slots {
                shares = shares.map(|share| share * SLOTS_WITH_HOPS);
            }
            // What few sessions ask for is tried accordingly seldom.
            let concerned = match kind {
                Ingredient::Reseat => interpreted,
                Ingredient::Mode => in_modes,
                _ => sessions,
            };
            let seldom = |share: u32| (u64::from(share) * (2 * concerned).min(sessions) / sessions) as u32;
            shares = shares.map(|share| seldom(share).max(1));
            sums = [sums[0] + shares[0], sums[1] + shares[1]];
            kinds.push(Choice { kind, shares, sums, tries: 0.0, work: 0.0, gain: 0.0 });
        }
        Self {
            after: Vec::with_capacity(64),
            movable,
            units: construct::units(state),
            troubled: Vec::with_capacity(compiled.network.sessions()),
            staffed,
            kinds,
            drawn: 0,
            begun: 0,
            look: (!without.contains(Ingredient::AdaptiveChoice)).then_some(LOOK),
            chain: kempe::Chain::new(compiled.network.sessions()),
            block,
            ejection: eject::Ejection::default(),
            rooms: rooms::Rooms::default(),
            regret: regret::Regret::default(),
            bins,
            exchange: bins::Exchange::default(),
            within: within::Within::default(),
            repack: repack::Repack::default(),
        }
    }

    /// Whether there is nothing to move, or no way to.
    pub(super) fn is_idle(&self) -> bool {
        self.movable.is_empty() || self.kinds.is_empty()
    }

    /// Looks with which sessions something hard is wrong, so that they are moved rather than others; only if it always was: what
    /// is broken for a moment on the way somewhere else is no trouble.
    pub(super) fn look_for_trouble(&mut self, state: &mut State<'_>, always: bool) {
        self.troubled.clear();
        for unit in self.units.iter().filter(|_| always) {
            if construct::troubled(state, unit) {
                self.troubled.extend(unit);
            }
        }
    }

    /// Whether it matters which groups meet in which rooms of which slots.
    pub(super) fn has_bins(&self) -> bool {
        self.bins.is_some()
    }

    /// Draws a kind.
    fn draw(&mut self, rng: &mut Pcg64Mcg, mend: bool) -> Ingredient {
        let column = usize::from(mend);
        let all = self.kinds.last().map_or(1, |choice| choice.sums[column]);
        let dice = rng.random_range(0..all);
        self.drawn = self.kinds.iter().position(|choice| dice < choice.sums[column]).unwrap_or(0);
        self.kinds[self.drawn].kind
    }

    /// Remembers what the last move took and by how much the energy fell with it.
    pub(super) fn learn(&mut self, state: &State<'_>, gain: f64) {
        let Some(look) = &mut self.look else { return };
        let choice = &mut self.kinds[self.drawn];
        choice.tries += 1.0;
        choice.work += (state.work_done() - self.begun) as f64;
        choice.gain += gain;
        *look -= 1;
        if *look == 0 {
            *look = LOOK;
            self.adapt();
        }
    }

    /// Gives each kind work by what it was given first and by what a unit of its work has brought, in equal parts.
    fn adapt(&mut self) {
        let cost = |choice: &Choice| (1.0 + choice.work) / (1.0 + choice.tries);
        let rate = |choice: &Choice| choice.gain / (1.0 + choice.work);
        let given: f64 = self.kinds.iter().map(|choice| f64::from(choice.shares[0]) * cost(choice)).sum();
        let earned: f64 = self.kinds.iter().map(rate).sum();
        if given <= 0.0 || earned <= 0.0 {
            return;
        }
        let mut sum = 0;
        for choice in &mut self.kinds {
            let work =
                (1.0 - EARNED) * f64::from(choice.shares[0]) * cost(choice) / given + EARNED * rate(choice) / earned;
            // A thousand to one of the shares given above.
            let tries = work / cost(choice) * given * 1000.0;
            sum += tries.clamp(1.0, 1e8) as u32;
            choice.sums[0] = sum;
            (choice.tries, choice.work, choice.gain) = (choice.tries / 2.0, choice.work / 2.0, choice.gain / 2.0);
        }
    }

    /// Applies a random move; false if none was found, or one that would end beyond the limit, and then nothing has
    /// changed. The energy of what was applied may still be beyond it: [`State::undo`] takes it back. To `mend` means to
    /// try more often what repairs.
    pub(super) fn propose(&mut self, state: &mut State<'_>, rng: &mut Pcg64Mcg, mend: bool, limit: &Limit) -> bool {
        self.after.clear();
        state.mark();
        self.begun = state.work_done();
        let kind = self.draw(rng, mend);
        if kind == Ingredient::Reseat {
            let mend = mend && rng.random_range(0..2) == 0;
            let found = reseat::propose(state, rng, mend);
            state.priced += u64::from(found);
            return found;
        }
        let mut session = self.movable[rng.random_range(0..self.movable.len())];
        if mend && !self.troubled.is_empty() && rng.random_range(0..2) == 0 {
            session = self.troubled[rng.random_range(0..self.troubled.len())];
        }
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
            Ingredient::Relocate => relocate::propose(state, rng, session, after),
            Ingredient::Mode => relocate::propose_mode(state, rng, session, after),
            Ingredient::Room => relocate::propose_room(state, rng, session, after),
            Ingredient::Swap => swap::propose(state, rng, session, &self.movable, after),
            Ingredient::Chain => self.chain.propose(state, rng, session, false, after),
            Ingredient::Chains => self.chain.propose(state, rng, session, true, after),
            Ingredient::Block => self.block.propose(state, rng, after),
            Ingredient::Rooms => self.rooms.propose(state, rng, session, after),
            Ingredient::Slots => slots::propose(state, rng, session, after),
            Ingredient::Eject => return self.ejection.propose(state, rng, session),
            Ingredient::Regret => return self.regret.propose(state, rng, session, limit),
            Ingredient::Within
            | Ingredient::Bins
            | Ingredient::GroupRooms
            | Ingredient::WholeSlots
            | Ingredient::Repack => {
                let Some(bins) = &self.bins else { return false };
                match kind {
                    Ingredient::Within => self.within.propose(state, bins, rng, session, after),
                    Ingredient::Bins => self.exchange.pair(state, bins, rng, session, after),
                    Ingredient::GroupRooms => self.exchange.rooms(state, bins, rng, session, after),
                    Ingredient::WholeSlots => self.exchange.slots(state, bins, rng, session, after),
                    _ => self.repack.propose(state, bins, rng, session, after),
                }
            }
            // Of people, above; the others are no moves.
            _ => false,
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
