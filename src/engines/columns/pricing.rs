//! Exact pricing: the best pattern of a block at given prices of sessions.
//!
//! What people miss is supermodular: the more runs already, the more a further session costs. So a session's cost on
//! top of a pattern is a lower bound on its cost on top of any larger one, and depth-first search over sessions in
//! order of reduced cost can stop as soon as the best that may still be added does not help. A session comes in one of
//! its modes of interpretation: what those miss who cannot follow it is a cost of its own. Prices and costs are integers
//! in thousandths; nothing is rounded.

use super::SCALE;
use super::blocks::{Block, BlockMode, BlockProblem, CLOSED, Candidate};
use crate::engines::Stop;

/// Patterns kept per round, for each block of time that they are for.
const KEPT: usize = 40;
/// Patterns kept per round where many blocks are the same.
const MOST_KEPT: usize = 1_000;
/// Nodes of the depth-first search between two looks at the clock.
const STRIDE: u64 = 4096;

/// A pattern of a block.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// Positions in the block's candidates, ascending: sessions in their modes.
    pub(super) members: Vec<u32>,
    /// What people miss, exactly.
    pub(super) missed: i64,
    /// The least cost of rooms and starts for all of them together.
    pub(super) rooms: i64,
}

impl Pattern {
    /// Its exact penalty.
    pub(super) fn cost(&self) -> i64 {
        self.missed + self.rooms
    }

    /// Its sessions by position, ascending.
    pub(super) fn sessions<'a>(&'a self, block: &'a Block) -> impl Iterator<Item = u32> + 'a {
        // Candidates stand in the order of their sessions.
        self.members.iter().map(|&member| block.candidates[member as usize].session)
    }
}

/// At what prices patterns of a block are searched, in thousandths.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    /// What each candidate of the block is worth.
    pub(super) candidates: Vec<i64>,
    /// What a unit of the cost of rooms counts.
    pub(super) rooms: i64,
}

impl Prices {
    /// Sessions that are worth the same in every mode; rooms at their cost.
    pub(super) fn of_sessions(block: &Block, sessions: &[i64]) -> Self {
        let candidates = block.candidates.iter().map(|candidate| sessions[candidate.session as usize]).collect();
        Self { candidates, rooms: SCALE }
    }
}

/// What pricing finds for one block.
pub(super) struct Priced {
    /// The least reduced cost of any pattern, in thousandths, the empty one included; `None` when time ran out.
    pub(super) least: Option<i64>,
    /// Patterns with a reduced cost below the block's dual, best first.
    pub(super) patterns: Vec<Pattern>,
}

/// Prices one block.
pub(super) fn price(problem: &BlockProblem, block: &Block, prices: &Prices, dual: i64, stop: &Stop) -> Priced {
    Search::new(problem, prices, stop).block(block, dual)
}

/// All patterns of a block whose reduced cost is at most `limit`; `None` when there are more than `most` of them, or time ran
/// out.
pub(super) fn within(
    problem: &BlockProblem,
    block: &Block,
    prices: &Prices,
    limit: i64,
    most: usize,
    stop: &Stop,
) -> Option<Vec<Pattern>> {
    Search::new(problem, prices, stop).within(block, limit, most)
}

struct Search<'a> {
    problem: &'a BlockProblem,
    prices: &'a Prices,
    /// By party: the weight of the best wish in the pattern.
    best_wish: Vec<i64>,
    /// The pattern: positions in the block's candidates.
    chosen: Vec<usize>,
    load: Vec<i64>,
    least: i64,
    wanted: i64,
    /// The most patterns to be found; beyond, the best of them, or none if `all` are wanted.
    most: usize,
    all: bool,
    found: Vec<(i64, Pattern)>,
    nodes: u64,
    stop: &'a Stop,
    stopped: bool,
}

impl<'a> Search<'a> {
    fn new(problem: &'a BlockProblem, prices: &'a Prices, stop: &'a Stop) -> Self {
        Self {
            problem,
            prices,
            best_wish: vec![0; problem.counts.len()],
            chosen: Vec::new(),
            load: vec![0; problem.limits.len()],
            least: 0,
            wanted: 0,
            most: 0,
            all: false,
            found: Vec::new(),
            nodes: 0,
            stop,
            stopped: false,
        }
    }

    /// Searches all patterns of a block.
    fn start(&mut self, block: &Block) {
        self.stopped = false;
        self.found.clear();
        let open: Vec<usize> = (0..block.candidates.len()).filter(|&c| block.candidates[c].least != CLOSED).collect();
        self.descend(block, &open, 0, 0);
    }

    fn within(&mut self, block: &Block, limit: i64, most: usize) -> Option<Vec<Pattern>> {
        (self.least, self.wanted, self.most, self.all) = (i64::MIN, limit, most, true);
        self.start(block);
        if self.stopped {
            return None;
        }
        Some(self.found.drain(..).map(|(_, pattern)| pattern).collect())
    }

    fn block(&mut self, block: &Block, dual: i64) -> Priced {
        // The empty pattern is always there; below it, only what improves the master matters.
        (self.least, self.wanted, self.all) = (dual.min(0), dual.min(0) - 1, false);
        self.most = (KEPT * block.times.len()).min(MOST_KEPT);
        self.start(block);
        self.found.sort_by_key(|(reduced, pattern)| (*reduced, pattern.members.clone()));
        self.found.truncate(self.most);
        let patterns = self.found.drain(..).map(|(_, pattern)| pattern).collect();
        Priced { least: (!self.stopped).then_some(self.least), patterns }
    }

    /// What people miss in addition when a session joins the pattern in a mode.
    fn missed(&self, mode: &BlockMode) -> i64 {
        let more = |&(party, weight): &(u32, i64)| {
            self.problem.counts[party as usize] * weight.min(self.best_wish[party as usize])
        };
        mode.lost + mode.wishers.iter().map(more).sum::<i64>()
    }

    /// A candidate's session in its mode.
    fn mode(&self, candidate: &Candidate) -> &'a BlockMode {
        &self.problem.sessions[candidate.session as usize].modes[candidate.mode as usize]
    }

    /// Extends the pattern by sessions from `open`. `missed` is what people miss in the pattern; `relaxed` is its
    /// reduced cost in thousandths with every session in its cheapest room.
    fn descend(&mut self, block: &Block, open: &[usize], missed: i64, relaxed: i64) {
        self.nodes += 1;
        if self.nodes.is_multiple_of(STRIDE) && self.stop.reason().is_some() {
            self.stopped = true;
        }
        if self.stopped {
            return;
        }
        let mut next: Vec<(i64, i64, usize)> = Vec::with_capacity(open.len());
        for &candidate in open {
            let Some(more) = self.admits(block, candidate) else { continue };
            let least = block.candidates[candidate].least * self.prices.rooms;
            let reduced = more * SCALE + least - self.prices.candidates[candidate];
            next.push((reduced, more, candidate));
        }
        next.sort_unstable();
        let room_left = block.most - self.chosen.len();
        for position in 0..next.len() {
            let (reduced, more, candidate) = next[position];
            // With this one and the cheapest of those after it: can the pattern still be among the wanted?
            let others = next[position + 1..].iter().map(|other| other.0).take_while(|&r| r < 0);
            let hope: i64 = others.take(room_left.saturating_sub(1)).sum();
            if relaxed + reduced + hope >= self.threshold() {
                break;
            }
            let rest: Vec<usize> = next[position + 1..].iter().map(|other| other.2).collect();
            let undo = self.add(block, candidate);
            if let Some(rooms) = assign(block, &self.chosen, |c| &c.rooms).filter(|_| self.room_limits_hold(block)) {
                let least: i64 = self.chosen.iter().map(|&c| block.candidates[c].least).sum();
                let exact = relaxed + reduced + (rooms - least) * self.prices.rooms;
                self.keep(exact, missed + more, rooms);
                self.descend(block, &rest, missed + more, relaxed + reduced);
            }
            self.remove(block, candidate, undo);
        }
    }

    /// Patterns at or above this reduced cost are of no interest.
    fn threshold(&self) -> i64 {
        if self.all || self.found.len() < self.most { self.wanted.saturating_add(1) } else { self.least }
    }

    fn keep(&mut self, reduced: i64, missed: i64, rooms: i64) {
        self.stopped |= self.all && self.found.len() >= self.most;
        self.least = self.least.min(reduced);
        if reduced <= self.wanted && (self.found.len() < self.most || reduced <= self.least) {
            let mut members: Vec<u32> = self.chosen.iter().map(|&c| c as u32).collect();
            members.sort_unstable();
            self.found.push((reduced, Pattern { members, missed, rooms }));
        }
    }

    /// What people would miss in addition, if the session can join the pattern at all.
    fn admits(&self, block: &Block, candidate: usize) -> Option<i64> {
        let candidate = &block.candidates[candidate];
        let conflicts = &self.problem.sessions[candidate.session as usize].conflicts;
        let conflict = |&chosen: &usize| conflicts.binary_search(&block.candidates[chosen].session).is_ok();
        let mode = self.mode(candidate);
        let mut limits = mode.takes.iter().zip(&self.load).zip(&self.problem.limits);
        let fits = limits.all(|((take, load), limit)| *take == 0 || load + take <= *limit);
        (fits && !self.chosen.iter().any(conflict)).then(|| self.missed(mode))
    }

    /// Whether the sessions of the pattern can be given rooms such that no roomed limit is exceeded, each limit by
    /// itself.
    fn room_limits_hold(&self, block: &Block) -> bool {
        self.problem.roomed.iter().enumerate().all(|(position, limit)| {
            let takes = |candidate: &usize| block.candidates[*candidate].roomed[position].iter();
            let some = self.chosen.iter().any(|c| takes(c).any(|&take| take != 0 && take != CLOSED));
            !some || assign(block, &self.chosen, |c| &c.roomed[position]).is_some_and(|least| least <= *limit)
        })
    }

    /// Adds a session; returns the wishes that it displaced.
    fn add(&mut self, block: &Block, candidate: usize) -> Vec<(u32, i64)> {
        let mode = self.mode(&block.candidates[candidate]);
        let mut displaced = Vec::new();
        for &(party, weight) in &mode.wishers {
            let best = &mut self.best_wish[party as usize];
            if weight > *best {
                displaced.push((party, *best));
                *best = weight;
            }
        }
        for (load, take) in self.load.iter_mut().zip(&mode.takes) {
            *load += take;
        }
        self.chosen.push(candidate);
        displaced
    }

    fn remove(&mut self, block: &Block, candidate: usize, displaced: Vec<(u32, i64)>) {
        let mode = self.mode(&block.candidates[candidate]);
        for (party, best) in displaced {
            self.best_wish[party as usize] = best;
        }
        for (load, take) in self.load.iter_mut().zip(&mode.takes) {
            *load -= take;
        }
        self.chosen.pop();
    }
}

/// The least cost of rooms for a pattern, each session in a room of its own; `None` when there are too few.
fn assign(block: &Block, chosen: &[usize], cost: impl Fn(&Candidate) -> &Vec<i64>) -> Option<i64> {
    let costs: Vec<&[i64]> = chosen.iter().map(|&c| cost(&block.candidates[c]).as_slice()).collect();
    block.layouts.iter().filter_map(|rooms| assign_to(&costs, rooms)).min()
}

/// The least cost of an assignment to some of the rooms.
///
/// Successive shortest augmenting paths with potentials (Jonker & Volgenant, *A shortest augmenting path algorithm for
/// dense and sparse linear assignment problems*, Computing 38, 1987).
fn assign_to(costs: &[&[i64]], rooms: &[usize]) -> Option<i64> {
    const FAR: i64 = i64::MAX / 4;
    let (n, m) = (costs.len(), rooms.len());
    if n > m {
        return None;
    }
    let cost = |row: usize, room: usize| costs[row][rooms[room]].min(FAR);
    let (mut row_price, mut room_price) = (vec![0i64; n + 1], vec![0i64; m + 1]);
    let mut holder = vec![n; m + 1];
    for row in 0..n {
        holder[m] = row;
        let mut at = m;
        let (mut distance, mut from, mut done) = (vec![FAR; m + 1], vec![m; m + 1], vec![false; m + 1]);
        loop {
            done[at] = true;
            let holding = holder[at];
            let (mut shortest, mut nearest) = (FAR, m);
            for room in 0..m {
                if done[room] {
                    continue;
                }
                let base = cost(holding, room);
                let reduced = if base >= FAR { FAR } else { base - row_price[holding] - room_price[room] };
                if reduced < distance[room] {
                    (distance[room], from[room]) = (reduced, at);
                }
                if distance[room] < shortest {
                    (shortest, nearest) = (distance[room], room);
                }
            }
            if shortest >= FAR {
                return None;
            }
            for room in 0..=m {
                if done[room] {
                    row_price[holder[room]] += shortest;
                    room_price[room] -= shortest;
                } else if distance[room] < FAR {
                    distance[room] -= shortest;
                }
            }
            at = nearest;
            if holder[at] == n {
                break;
            }
        }
        while at != m {
            holder[at] = holder[from[at]];
            at = from[at];
        }
    }
    Some((0..m).filter(|&room| holder[room] < n).map(|room| cost(holder[room], room)).sum())
}
