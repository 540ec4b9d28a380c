//! The trail: what everything was that has changed since the last mark, so that a move is taken back by putting the old
//! values back, without pricing anything again.

use super::{PARTS, State};
use crate::engines::search::layout::Levels;
use crate::network::{Cell, Work};

/// Units of work of a change of people: it looks at a whole team and a whole day.
const SEAT: u64 = 10;

/// Old values in order of change, by kind of value; kinds do not depend on each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    counts: Vec<(u32, i64)>,
    cells: Vec<(u32, Option<Cell>)>,
    seats: Vec<(u32, u16)>,
    /// Person and day, a piece of work, and whether it was taken on (it was given up otherwise).
    work: Vec<(u32, Work, bool)>,
    teams: Vec<(u32, Levels)>,
    days: Vec<(u32, Levels)>,
}

/// A moment to which [`State::back`] goes back.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mark {
    lengths: [usize; 6],
    parts: [Levels; PARTS],
}

impl Trail {
    pub(super) fn new() -> Self {
        Self {
            counts: Vec::with_capacity(1 << 16),
            cells: Vec::with_capacity(1 << 12),
            seats: Vec::with_capacity(1 << 14),
            work: Vec::with_capacity(1 << 14),
            teams: Vec::with_capacity(1 << 14),
            days: Vec::with_capacity(1 << 14),
        }
    }
}

impl State<'_> {
    /// Now, to go back to.
    pub(crate) fn now(&self) -> Mark {
        let trail = &self.trail;
        let lengths = [
            trail.counts.len(),
            trail.cells.len(),
            trail.seats.len(),
            trail.work.len(),
            trail.teams.len(),
            trail.days.len(),
        ];
        Mark { lengths, parts: self.parts }
    }

    /// Goes back to a moment since the last [`State::mark`].
    pub(crate) fn back(&mut self, mark: &Mark) {
        let [counts, cells, seats, work, teams, days] = mark.lengths;
        let trail = &mut self.trail;
        for (slot, value) in trail.counts.drain(counts..).rev() {
            self.counts[slot as usize] = value;
        }
        for (session, cell) in trail.cells.drain(cells..).rev() {
            self.cells[session as usize] = cell;
            self.sums.touch(session);
        }
        for (seat, person) in trail.seats.drain(seats..).rev() {
            self.seats[seat as usize] = person;
        }
        for (slot, work, taken) in trail.work.drain(work..).rev() {
            let list = &mut self.work[slot as usize];
            if !taken {
                list.push(work);
            } else if let Some(position) = list.iter().position(|other| other.post == work.post) {
                list.swap_remove(position);
            }
        }
        for (session, price) in trail.teams.drain(teams..).rev() {
            self.team_price[session as usize] = price;
        }
        for (slot, price) in trail.days.drain(days..).rev() {
            self.day_price[slot as usize] = price;
        }
        self.parts = mark.parts;
    }

    /// Forgets what was done, so that [`State::undo`] goes back to here.
    pub(crate) fn mark(&mut self) {
        let trail = &mut self.trail;
        trail.counts.clear();
        trail.cells.clear();
        trail.seats.clear();
        trail.work.clear();
        trail.teams.clear();
        trail.days.clear();
        self.settle();
        self.marked = self.now();
    }

    /// Goes back to the last [`State::mark`].
    pub(crate) fn undo(&mut self) {
        let mark = self.marked;
        self.back(&mark);
    }

    /// Work done, in changes of counters: the same on every machine.
    pub(crate) fn work_done(&self) -> u64 {
        self.work_done
    }

    /// Work that changes no counter.
    pub(super) fn work(&mut self, units: u64) {
        self.work_done += units;
    }

    /// Changes a counter.
    pub(super) fn count(&mut self, slot: usize, value: i64) -> i64 {
        self.work_done += 1;
        let before = std::mem::replace(&mut self.counts[slot], value);
        self.trail.counts.push((slot as u32, before));
        before
    }

    pub(super) fn put_cell(&mut self, session: u32, cell: Option<Cell>) {
        let before = std::mem::replace(&mut self.cells[session as usize], cell);
        self.sums.touch(session);
        self.trail.cells.push((session, before));
    }

    pub(super) fn put_seat(&mut self, seat: usize, person: u16) -> u16 {
        self.work_done += SEAT;
        let before = std::mem::replace(&mut self.seats[seat], person);
        self.trail.seats.push((seat as u32, before));
        before
    }

    pub(super) fn put_team_price(&mut self, session: u32, price: Levels) -> Levels {
        let before = std::mem::replace(&mut self.team_price[session as usize], price);
        self.trail.teams.push((session, before));
        before
    }

    pub(super) fn put_day_price(&mut self, slot: usize, price: Levels) -> Levels {
        let before = std::mem::replace(&mut self.day_price[slot], price);
        self.trail.days.push((slot as u32, before));
        before
    }

    /// Adds a piece of work to a person's day.
    pub(super) fn take_on(&mut self, slot: usize, work: Work) {
        self.work[slot].push(work);
        self.trail.work.push((slot as u32, work, true));
    }

    /// Takes the work at a post off a person's day.
    pub(super) fn give_up(&mut self, slot: usize, post: u32) {
        let list = &mut self.work[slot];
        if let Some(position) = list.iter().position(|other| other.post == post) {
            let work = list.swap_remove(position);
            self.trail.work.push((slot as u32, work, false));
        }
    }
}
