//! Kempe chain: between two starts, a session and everything that it pushes, alternately, until nothing conflicts
//! (Lewis & Thompson 2015, section 3). Sessions conflict when they can never overlap, or would take the same room.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::search::State;
use crate::network::Cell;

/// The longest chain worth pricing.
const LONGEST: usize = 14;

#[derive(Clone, Debug)]
pub(super) struct Chain {
    in_chain: Vec<bool>,
    /// What the session that was looked at last pushes.
    pushed: Vec<u32>,
}

impl Chain {
    pub(super) fn new(sessions: usize) -> Self {
        Self { in_chain: vec![false; sessions], pushed: Vec::with_capacity(64) }
    }

    pub(super) fn propose(
        &mut self,
        state: &State<'_>,
        rng: &mut Pcg64Mcg,
        session: u32,
        double: bool,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let Some(here) = state.cell(session) else { return false };
        let domain = &state.compiled.domains[session as usize];
        let there = domain.times[rng.random_range(0..domain.times.len())];
        let goal = Cell { time: there, ..here };
        if there == here.time || !domain.contains(goal) {
            return false;
        }
        changes.push((session, Some(goal)));
        self.in_chain[session as usize] = true;
        let mut found = self.grow(state, here.time, there, 0, changes);
        if found && double {
            found = self.second(state, rng, (here.time, there), changes);
        }
        for &(member, _) in changes.iter() {
            self.in_chain[member as usize] = false;
        }
        found
    }

    /// A second chain between the same two starts, from a session at the second that the first does not push: what goes
    /// makes room for what comes.
    fn second(
        &mut self,
        state: &State<'_>,
        rng: &mut Pcg64Mcg,
        (here, there): (u32, u32),
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let domains = state.compiled.domains;
        let back = |&session: &u32| {
            let goal = state.cell(session).filter(|cell| cell.time == there).map(|cell| Cell { time: here, ..cell });
            goal.filter(|&goal| !self.in_chain[session as usize] && domains[session as usize].contains(goal))
        };
        let free = (0..domains.len() as u32).filter(|session| back(session).is_some());
        let count = free.clone().count();
        if count == 0 {
            return false;
        }
        let drawn = free.clone().nth(rng.random_range(0..count));
        let Some((session, goal)) = drawn.and_then(|session| Some((session, back(&session)?))) else { return false };
        let next = changes.len();
        changes.push((session, Some(goal)));
        self.in_chain[session as usize] = true;
        self.grow(state, here, there, next, changes)
    }

    /// Adds what the changes from `next` on push, until nothing is pushed.
    fn grow(
        &mut self,
        state: &State<'_>,
        one: u32,
        other: u32,
        mut next: usize,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let compiled = state.compiled;
        while next < changes.len() {
            let (member, Some(goal)) = changes[next] else { return false };
            next += 1;
            self.pushed.clear();
            state.in_the_way(member, goal, |pushed| self.pushed.push(pushed));
            for &pushed in &self.pushed {
                let Some(cell) = state.cell(pushed).filter(|_| !self.in_chain[pushed as usize]) else { continue };
                let time = match cell.time {
                    time if time == one => other,
                    time if time == other => one,
                    _ => return false,
                };
                let cell = Cell { time, ..cell };
                if changes.len() >= LONGEST || !compiled.domains[pushed as usize].contains(cell) {
                    return false;
                }
                changes.push((pushed, Some(cell)));
                self.in_chain[pushed as usize] = true;
            }
        }
        true
    }
}
