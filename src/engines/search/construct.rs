//! A start for the search: sessions one after the other, the hardest to place first, each into its cheapest cell; then
//! whatever breaks something hard is taken out and placed again, a few times.
//!
//! Sessions that share a room for something hard (a series) are placed together. Starts are looked at in the order of
//! the conflicts that they would cause, rooms where they are free, so that the work for a session does not grow with
//! the number of cells. Repair by least conflicts: Minton et al., *Minimizing conflicts*, Artificial Intelligence 58, 1992.

use std::cmp::Ordering;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::State;
use super::layout::PRESSURE;
use crate::engines::Stop;
use crate::network::{Assignment, Cell, RelationKind};
use crate::problem::{Interval, SessionId};

/// Cells priced for each session: so many for all sessions together, within these bounds.
const ALL_CELLS: usize = 500_000;
const LEAST_CELLS: usize = 40;
const MOST_CELLS: usize = 400;
/// Sessions placed together, at most.
const TOGETHER: usize = 8;
/// Rounds of repair, and how many of them may pass without getting better.
const ROUNDS: usize = 60;
const PATIENCE: usize = 6;
/// Tries for one unit in a round.
const ATTEMPTS: usize = 8;
/// Units pushed in turn by those who were pushed, in one try, and the cells priced for each.
const PUSHES: usize = 12;
const PUSHED_CELLS: usize = 100;
/// What it costs to push a unit once more, as pressure: a quarter of an hour of double booking.
const DISLIKE: i64 = 15;

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

/// Places every session that is out, if anything is open to it: fewest open cells per conflict first, and those that
/// others are tied to before the others.
pub(super) fn greedy(state: &mut State<'_>, rng: &mut Pcg64Mcg, stop: &Stop) {
    let compiled = state.compiled;
    let mut order: Vec<(u64, usize)> = Vec::new();
    let units = units(state);
    for (position, unit) in units.iter().enumerate() {
        let hardness = |&session: &u32| {
            let domain = &compiled.domains[session as usize];
            let conflicts = compiled.conflicts.neighbours(SessionId(session)).len() as u64;
            (domain.times.len() * domain.rooms.len()) as u64 * 1000 / (1 + conflicts)
        };
        let out = unit.iter().filter(|&&session| state.cell(session).is_none());
        if let Some(hardest) = out.map(hardness).min() {
            order.push((hardest / (unit.len() as u64).pow(4) + rng.random_range(0..8), position));
        }
    }
    order.sort_unstable();
    let most = (ALL_CELLS / compiled.domains.len().max(1)).clamp(LEAST_CELLS, MOST_CELLS);
    let mut cells = Cells::default();
    for (_, position) in order {
        let most = if stop.reason().is_some() { 1 } else { most };
        place(state, rng, &units[position], most, &mut cells);
        state.mark();
    }
}

/// Takes sessions with which something hard is wrong out and places them again, where everything together is no worse;
/// until nothing is, or it does not get better.
pub(super) fn mend(state: &mut State<'_>, rng: &mut Pcg64Mcg, stop: &Stop) {
    let mut all = Units::new(state);
    let mut cells = Cells::default();
    let (mut least, mut patience) = (state.levels()[PRESSURE], PATIENCE);
    for _ in 0..ROUNDS {
        if least <= 0 || patience == 0 {
            return;
        }
        for position in 0..all.units.len() {
            if stop.reason().is_some() {
                return;
            }
            let unit = all.units[position].clone();
            if !troubled(state, &unit) {
                continue;
            }
            for attempt in 0..ATTEMPTS {
                if stop.reason().is_some() {
                    return;
                }
                let worth = state.levels()[PRESSURE];
                state.mark();
                unit.iter().for_each(|&session| state.remove(session));
                if attempt == 0 {
                    place(state, rng, &unit, MOST_CELLS, &mut cells);
                } else {
                    shove(state, rng, position, &mut all, &mut cells);
                }
                match state.levels()[PRESSURE].cmp(&worth) {
                    Ordering::Less => break,
                    Ordering::Equal => {}
                    Ordering::Greater => state.undo(),
                }
            }
        }
        let now = state.levels()[PRESSURE];
        patience = if now < least { PATIENCE } else { patience - 1 };
        least = least.min(now);
    }
}

/// Puts a unit where it breaks least, whoever stands in its rooms, and those somewhere else: where that is free, or
/// pushing others in turn, a few times. Who was pushed before is not pushed again so lightly. (Unassigned units and what
/// keeps them out: Müller, Rudová & Barták, *Minimal perturbation problem in course timetabling*, PATAT V, 2005.)
fn shove(state: &mut State<'_>, rng: &mut Pcg64Mcg, position: usize, all: &mut Units, cells: &mut Cells) {
    let mut out = push(state, rng, position, all, cells);
    let mut pushes = 0;
    while let Some(position) = out.pop() {
        let unit = &all.units[position];
        let absent: i64 = unit.iter().map(|&session| state.compiled.absent[session as usize][PRESSURE]).sum();
        let before = state.levels()[PRESSURE] - absent;
        place(state, rng, unit, PUSHED_CELLS, cells);
        if state.levels()[PRESSURE] > before && pushes < PUSHES {
            pushes += 1;
            unit.iter().for_each(|&session| state.remove(session));
            out.extend(push(state, rng, position, all, cells));
        }
    }
}

/// Puts a unit where it breaks least and takes those out who are in its way. Returns these.
fn push(state: &mut State<'_>, rng: &mut Pcg64Mcg, position: usize, all: &mut Units, cells: &mut Cells) -> Vec<usize> {
    let unit = &all.units[position];
    let [first, others @ ..] = &unit[..] else { return Vec::new() };
    cells.find(state, rng, *first, MOST_CELLS, false);
    let tried = std::mem::take(&mut cells.found);
    let now = state.now();
    let mut best: Option<(i64, Vec<Option<Cell>>, Vec<usize>)> = None;
    for &cell in tried.iter().take((MOST_CELLS / unit.len().pow(2)).max(LEAST_CELLS)) {
        state.place(*first, cell);
        let mut placed = vec![Some(cell)];
        placed.extend(follow(state, rng, others, cells, false));
        let pushed = all.pushed(state, unit, &placed);
        let cost = state.levels()[PRESSURE] + pushed.iter().map(|&position| all.dislike[position]).sum::<i64>();
        state.back(&now);
        if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
            best = Some((cost, placed, pushed));
        }
    }
    cells.found = tried;
    let Some((_, placed, pushed)) = best else { return Vec::new() };
    for &position in &pushed {
        all.units[position].iter().for_each(|&other| state.remove(other));
        all.dislike[position] += DISLIKE;
    }
    for (&session, cell) in unit.iter().zip(placed) {
        if let Some(cell) = cell {
            state.insert(session, cell);
        }
    }
    pushed
}

/// All units, and what it takes to push them.
struct Units {
    units: Vec<Vec<u32>>,
    /// By session: its unit, or `usize::MAX`.
    of: Vec<usize>,
    /// By unit, as pressure.
    dislike: Vec<i64>,
}

impl Units {
    fn new(state: &State<'_>) -> Self {
        let units = units(state);
        let mut of = vec![usize::MAX; state.compiled.domains.len()];
        for (position, unit) in units.iter().enumerate() {
            unit.iter().for_each(|&session| of[session as usize] = position);
        }
        let dislike = units.iter().map(|unit| 2 * DISLIKE * (unit.len() as i64 - 1)).collect();
        Self { units, of, dislike }
    }

    /// The units that the sessions of another one cannot stand with in these cells.
    fn pushed(&self, state: &State<'_>, unit: &[u32], placed: &[Option<Cell>]) -> Vec<usize> {
        let own = self.of[unit[0] as usize];
        let mut found = Vec::new();
        for (&session, cell) in unit.iter().zip(placed) {
            let Some(cell) = *cell else { continue };
            state.in_the_way(session, cell, |other| found.push(self.of[other as usize]));
            // Those who must come first, or after, and do not.
            for link in state.compiled.time_links.of(session as usize).iter().filter(|link| link.price.pressure > 0) {
                let there = state.cell(link.other);
                if there.is_some_and(|there| state.compiled.time_cost(link, cell.time, there.time) > 0) {
                    found.push(self.of[link.other as usize]);
                }
            }
        }
        found.retain(|&position| position != usize::MAX && position != own);
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Whether something hard would be better without these sessions, apart from their being left out.
pub(super) fn troubled(state: &mut State<'_>, unit: &[u32]) -> bool {
    let compiled = state.compiled;
    state.mark();
    let mut with = state.levels()[PRESSURE];
    for &session in unit {
        // A session that is out although it must take place is in trouble.
        if state.cell(session).is_none() {
            if compiled.absent[session as usize][PRESSURE] > 0 && !compiled.domains[session as usize].is_empty() {
                state.undo();
                return true;
            }
            continue;
        }
        with += compiled.absent[session as usize][PRESSURE];
        state.remove(session);
    }
    let without = state.levels()[PRESSURE];
    state.undo();
    with > without
}

/// Sessions that are placed together: tied by a hard relation that wants one room for both. Each
/// comes after one that it is tied to, so that it is placed where that one lets it.
pub(super) fn units(state: &State<'_>) -> Vec<Vec<u32>> {
    let compiled = state.compiled;
    let network = compiled.network;
    let mut seen = vec![false; network.sessions()];
    let mut units = Vec::new();
    for session in 0..network.sessions() as u32 {
        if seen[session as usize] || compiled.domains[session as usize].is_empty() {
            continue;
        }
        seen[session as usize] = true;
        let mut unit = vec![session];
        let mut next = 0;
        while next < unit.len() {
            for link in compiled.room_links.of(unit[next] as usize) {
                let RelationKind::Rooms(table) = link.kind else { continue };
                let one_room = link.price.level == 0 && network.room_tables[table as usize].first() == Some(&0);
                let other = link.other as usize;
                if one_room && !seen[other] && !compiled.domains[other].is_empty() && unit.len() < TOGETHER {
                    seen[other] = true;
                    unit.push(link.other);
                }
            }
            next += 1;
        }
        units.push(unit);
    }
    units
}

/// Cells to price, and what it takes to find them.
#[derive(Default)]
struct Cells {
    found: Vec<Cell>,
    times: Vec<(i64, u32, u32)>,
    rooms: Vec<(i64, u32, u32)>,
}

/// Places the sessions of a unit that are out: the first where it and the best that is left for the others cost least.
fn place(state: &mut State<'_>, rng: &mut Pcg64Mcg, unit: &[u32], most: usize, cells: &mut Cells) {
    let out: Vec<u32> = unit.iter().copied().filter(|&session| state.cell(session).is_none()).collect();
    let [first, others @ ..] = &out[..] else { return };
    cells.find(state, rng, *first, most, true);
    let tried = std::mem::take(&mut cells.found);
    let now = state.now();
    let mut best = None;
    // A unit of several is priced whole at fewer cells.
    for &cell in tried.iter().take((most / out.len().pow(2)).max(LEAST_CELLS)) {
        state.insert(*first, cell);
        let followers = follow(state, rng, others, cells, true);
        let [hard, medium, soft, pressure] = state.levels();
        state.back(&now);
        let worth = (pressure, hard, medium, soft);
        if best.as_ref().is_none_or(|(known, _, _)| worth < *known) {
            best = Some((worth, cell, followers));
        }
    }
    cells.found = tried;
    let Some((_, cell, followers)) = best else { return };
    insert(state, *first, cell);
    for (&session, cell) in others.iter().zip(followers) {
        if let Some(cell) = cell {
            insert(state, session, cell);
        }
    }
}

/// Puts each of the sessions where it costs least, one after the other, and says where.
fn follow(
    state: &mut State<'_>,
    rng: &mut Pcg64Mcg,
    sessions: &[u32],
    cells: &mut Cells,
    free: bool,
) -> Vec<Option<Cell>> {
    let mut placed = Vec::with_capacity(sessions.len());
    for &session in sessions {
        cells.find(state, rng, session, TOGETHER, free);
        let now = state.now();
        let mut best = None;
        for &cell in &cells.found {
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
        placed.push(best.map(|(_, cell)| cell));
    }
    placed
}

/// Puts a session into a cell, where it is better there than out. One that must take place is placed even where it
/// hurts: the search mends it.
fn insert(state: &mut State<'_>, session: u32, cell: Cell) {
    let (now, out) = (state.now(), state.levels());
    state.insert(session, cell);
    if state.levels() > out && state.compiled.absent[session as usize][0] == 0 {
        state.back(&now);
    }
}

impl Cells {
    /// Finds up to `most` open cells, those with fewest conflicts first and the others in any order; `free`: in rooms
    /// that are free, as far as there are any.
    fn find(&mut self, state: &State<'_>, rng: &mut Pcg64Mcg, session: u32, most: usize, free: bool) {
        let domain = &state.compiled.domains[session as usize];
        self.found.clear();
        self.price(state, rng, session);
        let mut beyond = usize::from(!free) * most;
        // The better half of the way is enough: starts and rooms that break more come last, and are looked at only
        // while nothing was found; or where others can be pushed, some more easily than those of the first.
        for &(cost, _, time) in &self.times {
            if self.found.len() >= most || (free && cost > self.times[0].0 && !self.found.is_empty()) {
                break;
            }
            let offset = rng.random_range(0..self.rooms.len().max(1));
            let share = most.div_ceil(self.times.len()).max(2);
            let mut here = 0;
            for position in 0..self.rooms.len() {
                let (cost, _, room) = self.rooms[(position + offset) % self.rooms.len()];
                if cost > self.rooms[0].0 {
                    continue;
                }
                for &mode in &domain.modes {
                    let cell = Cell { time, room, mode };
                    let open = domain.contains(cell) && (beyond > 0 || state.has_room(session, cell));
                    if open {
                        self.found.push(cell);
                        beyond = beyond.saturating_sub(1);
                        here += 1;
                    }
                }
                if here >= share {
                    break;
                }
            }
        }
        if self.found.is_empty() {
            // Nothing is free: anything that is open.
            let open = self.times.iter().flat_map(|time| self.rooms.iter().map(move |room| (time.2, room.2)));
            let cells = open.flat_map(|(time, room)| domain.modes.iter().map(move |&mode| Cell { time, room, mode }));
            self.found.extend(cells.filter(|&cell| domain.contains(cell)).take(most));
        }
    }

    /// What starts and rooms break together with the sessions that stand, least first, equal ones in any order.
    fn price(&mut self, state: &State<'_>, rng: &mut Pcg64Mcg, session: u32) {
        let compiled = state.compiled;
        let network = compiled.network;
        let domain = &compiled.domains[session as usize];
        self.times.clear();
        self.rooms.clear();
        let spans = compiled.conflicts.neighbours(SessionId(session)).iter().filter_map(|&other| {
            let cell = state.cell(other)?;
            Some(Interval { from: network.start(cell), to: network.end(SessionId(other), cell) })
        });
        let spans: Vec<Interval> = spans.collect();
        let hard = compiled.time_links.of(session as usize).iter().filter(|link| link.price.pressure > 0);
        let by_time: Vec<_> = hard.filter_map(|link| Some((link, state.cell(link.other)?))).collect();
        let hard = compiled.room_links.of(session as usize).iter().filter(|link| link.price.pressure > 0);
        let by_room: Vec<_> = hard.filter_map(|link| Some((link, state.cell(link.other)?))).collect();
        for &time in &domain.times {
            let from = network.starts[time as usize];
            let own = Interval { from, to: from + network.durations[session as usize] };
            let mut cost = spans.iter().map(|&span| i64::from(own.overlap(span))).sum::<i64>();
            for (link, there) in &by_time {
                cost += link.price.pressure * compiled.time_cost(link, time, there.time);
            }
            self.times.push((cost, rng.random(), time));
        }
        for &room in &domain.rooms {
            let mut cost = 0;
            for (link, there) in by_room.iter().filter(|(link, _)| matches!(link.kind, RelationKind::Rooms(_))) {
                let here = Cell { time: 0, room, mode: 0 };
                cost += link.price.pressure * compiled.link_cost(session, link, here, *there);
            }
            self.rooms.push((cost, rng.random(), room));
        }
        self.times.sort_unstable();
        self.rooms.sort_unstable();
    }
}
