//! A move tried on: priced part by part, cheapest first, and given up as soon as it cannot be accepted any more.
//!
//! No part of the score is ever below zero. So what the parts priced so far cost, and what of the others no change of
//! these sessions can save, is the least that the move can end at; beyond the limit the rest need not be priced. Of two
//! cells only what differs is priced: a session that changes its room alone keeps its people and its audience.

use super::{HOPS, LINKS, LOADS, OWN, PEOPLE, SPANS, State, WISHES, add, pay};
use crate::engines::search::layout::Levels;
use crate::network::Cell;

/// Units of work of a change that is tried, besides what it changes.
const TRY: u64 = 8;

/// What the energy is, and the most that a move may end at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// Energy of one unit of pressure and of one medium unit, in soft units.
    pub(crate) hard: f64,
    pub(crate) medium: f64,
    /// The most energy.
    pub(crate) most: f64,
}

impl Limit {
    /// The energy of a score.
    pub(crate) fn energy(&self, levels: &Levels) -> f64 {
        let [_, medium, soft, pressure] = *levels;
        self.hard * pressure as f64 + self.medium * medium as f64 + soft as f64
    }

    fn is_exceeded(&self, levels: &Levels) -> bool {
        self.energy(levels) > self.most
    }
}

/// A session from one cell to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    session: u32,
    from: Option<Cell>,
    to: Option<Cell>,
}

impl Change {
    /// Whether the session stays at its start and in its mode.
    fn is_of_room(&self) -> bool {
        matches!((self.from, self.to), (Some(from), Some(to)) if (from.time, from.mode) == (to.time, to.mode))
    }

    /// Whether the session stays in its mode, in place or out.
    fn keeps_mode(&self) -> bool {
        self.from.map(|from| from.mode) == self.to.map(|to| to.mode)
    }
}

impl State<'_> {
    /// Puts each session into its new cell, or out; false if the energy would exceed the limit, and then nothing has
    /// changed. What is true may still exceed it.
    pub(crate) fn attempt(&mut self, moved: &[(u32, Option<Cell>)], limit: &Limit) -> bool {
        let mut changes = std::mem::take(&mut self.changes);
        changes.clear();
        changes.extend(moved.iter().map(|&(session, to)| Change { session, from: self.cell(session), to }));
        self.priced += 1;
        self.work(TRY * changes.len() as u64);
        let now = self.now();
        let done = self.attempt_in_turn(&changes, limit);
        if !done {
            self.back(&now);
        }
        self.changes = changes;
        done
    }

    fn attempt_in_turn(&mut self, changes: &[Change], limit: &Limit) -> bool {
        for change in changes {
            match change.from {
                Some(from) => {
                    self.price_unary(change.session, from, -1);
                    self.change_rooms(change.session, from, -1);
                }
                None => self.price_absence(change.session, -1),
            }
        }
        for change in changes {
            match change.to {
                Some(to) => {
                    self.price_unary(change.session, to, 1);
                    self.change_rooms(change.session, to, 1);
                }
                None => self.price_absence(change.session, 1),
            }
        }
        let people = without(&self.parts[PEOPLE], &self.at_stake(changes));
        let moved = changes.iter().map(|change| (change.session, change.from, change.to));
        let hops = self.least_hops(moved.clone());
        let mut later = sum(&[self.least_missed(changes), hops, people]);
        if limit.is_exceeded(&sum(&[self.parts[OWN], later])) {
            return false;
        }
        self.move_loads(changes);
        let measured = self.least_measured(changes);
        add(&mut later, &measured);
        if limit.is_exceeded(&sum(&[self.parts[OWN], self.parts[LOADS], later])) {
            return false;
        }
        for change in changes {
            self.move_links(change);
        }
        let mut done = sum(&[self.parts[OWN], self.parts[LOADS], self.parts[LINKS]]);
        if limit.is_exceeded(&sum(&[done, later])) {
            return false;
        }
        for change in changes.iter().filter(|change| !change.is_of_room()) {
            self.depart(change);
        }
        for change in changes.iter().filter(|change| !change.is_of_room()) {
            self.arrive(change);
        }
        add(&mut done, &self.parts[WISHES]);
        later = sum(&[measured, hops, people]);
        if limit.is_exceeded(&sum(&[done, later])) {
            return false;
        }
        self.move_hops(moved);
        add(&mut done, &self.parts[HOPS]);
        later = sum(&[measured, people]);
        if limit.is_exceeded(&sum(&[done, later])) {
            return false;
        }
        self.move_days(changes);
        later = sum(&[without(&self.parts[SPANS], &self.moves_price(changes)), people]);
        if limit.is_exceeded(&sum(&[done, later])) {
            return false;
        }
        self.move_units(changes);
        if limit.is_exceeded(&sum(&[done, self.parts[SPANS], people])) {
            return false;
        }
        self.move_people(changes);
        true
    }

    /// One session after the other, so that two of them meet each other where they are at that moment.
    fn move_links(&mut self, change: &Change) {
        let compiled = self.compiled;
        let links = compiled.room_links.of(change.session as usize);
        if compiled.company.is_none() {
            let (from, to) = (change.from.map(|cell| cell.time), change.to.map(|cell| cell.time));
            if from != to {
                self.price_time_links(change.session, to, from);
            }
        }
        for (cell, sign) in [(change.from, -1), (change.to, 1)] {
            match cell {
                Some(cell) if compiled.company.is_some() => self.price_company(change.session, cell, sign),
                Some(cell) => self.price_room_links(links, change.session, cell, sign),
                None => {}
            }
        }
        self.put_cell(change.session, change.to);
    }

    /// The least of the part of wishes after these changes: a session that enters anywhere earns no more than all who
    /// wish it, and a mode can change everything.
    fn least_missed(&self, changes: &[Change]) -> Levels {
        let mut saved = [0; 4];
        for change in changes.iter().filter(|change| !change.is_of_room()) {
            if !change.keeps_mode() && !self.compiled.worsts.is_empty() {
                return [0; 4];
            }
            for layout in &self.compiled.wishes {
                pay(&mut saved, layout.price, layout.most[change.session as usize]);
            }
        }
        without(&self.parts[WISHES], &saved)
    }

    /// Out of the wishes, its audience goes.
    fn depart(&mut self, change: &Change) {
        let Some(from) = change.from else { return };
        self.change_blocks(change.session, from, -1);
        if change.to.is_none() {
            self.change_attendance(change.session, None);
        }
        if !change.keeps_mode() {
            self.change_shares(change.session, from, -1);
        }
    }

    fn arrive(&mut self, change: &Change) {
        let Some(to) = change.to else { return };
        self.change_blocks(change.session, to, 1);
        self.change_attendance(change.session, Some(to));
        if !change.keeps_mode() {
            self.change_shares(change.session, to, 1);
        }
    }

    /// Resources, tallies and presences. They look at the cells of others: each session is out while it is priced, those
    /// that come later are where they were; afterwards all are.
    fn move_loads(&mut self, changes: &[Change]) {
        for change in changes {
            let of_room = change.is_of_room();
            self.cells[change.session as usize] = None;
            for (cell, sign) in [(change.from, -1), (change.to, 1)] {
                if let Some(cell) = cell {
                    self.change_resources(change.session, cell, sign, of_room);
                    self.change_tallies(change.session, cell, sign, of_room);
                    self.change_grid(change.session, cell, sign);
                }
            }
            self.cells[change.session as usize] = change.to;
        }
        for change in changes {
            self.cells[change.session as usize] = change.from;
        }
    }

    /// Sequences, and gaps and peaks of the days that sessions leave and enter.
    fn move_days(&mut self, changes: &[Change]) {
        for change in changes {
            self.measure_sequences(change.session);
        }
        for change in changes.iter().filter(|change| !change.is_of_room()) {
            for cell in [change.from, change.to].into_iter().flatten() {
                self.measure_gaps(change.session, cell);
                self.measure_peaks(change.session, cell);
            }
        }
    }

    /// Set-ups of mobile units.
    fn move_units(&mut self, changes: &[Change]) {
        for position in 0..self.compiled.moves.len() {
            if self.moves_units(position, changes) {
                self.measure_moves(position);
            }
        }
    }

    /// Whether mobile units stand elsewhere after these changes, or at another time.
    fn moves_units(&self, position: usize, changes: &[Change]) -> bool {
        changes.iter().any(|change| {
            let mut cells = [change.from, change.to].into_iter().flatten();
            cells.any(|cell| self.needs_units(position, change.session, cell))
        })
    }

    /// What set-ups of mobile units cost now, as far as these changes can change it.
    fn moves_price(&self, changes: &[Change]) -> Levels {
        let mut cost = [0; 4];
        for (position, (_, price)) in self.compiled.moves.iter().enumerate() {
            if self.moves_units(position, changes) {
                pay(&mut cost, *price, self.counts[self.compiled.slots.moves + position]);
            }
        }
        cost
    }

    /// The least of what is measured over days after these changes: nothing on the days that they touch.
    fn least_measured(&self, changes: &[Change]) -> Levels {
        let compiled = self.compiled;
        let network = compiled.network;
        let mut saved = self.moves_price(changes);
        for change in changes {
            for &position in compiled.sequence_members.of(change.session as usize) {
                let misplaced = self.counts[compiled.slots.sequences + position as usize];
                pay(&mut saved, compiled.sequences[position as usize].1, misplaced);
            }
        }
        for change in changes.iter().filter(|change| !change.is_of_room()) {
            let day = |cell: Cell| network.day_of_start[cell.time as usize] as usize;
            let days = [change.from.map(day), change.to.map(day).filter(|to| change.from.map(day) != Some(*to))];
            for day in days.into_iter().flatten() {
                for &group in compiled.gap_members.of(change.session as usize) {
                    let idle = self.counts[compiled.slots.gaps + group as usize * network.days + day];
                    pay(&mut saved, compiled.gaps[group as usize].1, idle);
                }
                for &(peak, _) in compiled.peak_members.of(change.session as usize) {
                    let cost = self.counts[compiled.slots.peaks + peak as usize * network.days + day];
                    pay(&mut saved, compiled.peaks[peak as usize].1, cost);
                }
            }
        }
        without(&self.parts[SPANS], &saved)
    }

    /// People leave where a session leaves its start or its mode, then all posts are filled.
    fn move_people(&mut self, changes: &[Change]) {
        for change in changes {
            match (change.from, change.to) {
                (Some(from), Some(to)) if change.is_of_room() => self.carry(change.session, from, to),
                (from, to) => {
                    if let Some(from) = from {
                        self.dismiss(change.session, from);
                    }
                    self.price_team(change.session, to);
                }
            }
        }
        for change in changes {
            self.fill(change.session);
        }
    }

    /// What the people of these sessions cost, and so the most that other people, or none, can save there. What calling
    /// somebody from another post saves at that post is not looked for.
    fn at_stake(&self, changes: &[Change]) -> Levels {
        let compiled = self.compiled;
        let staff = &compiled.network.staff;
        let mut stake = [0; 4];
        for change in changes {
            let Some(from) = change.from else { continue };
            let crew = &staff.crews[change.session as usize][from.mode as usize];
            if crew.posts.is_empty() {
                continue;
            }
            add(&mut stake, &self.team_price[change.session as usize]);
            let day = compiled.network.day_of_start[from.time as usize] as usize;
            for &(post, _) in &crew.posts {
                for person in staff.team(&self.seats, post) {
                    add(&mut stake, &self.day_price[person as usize * compiled.network.days + day]);
                    for (roster, price) in &compiled.rosters {
                        pay(&mut stake, *price, roster.once(person as usize));
                    }
                }
            }
        }
        for (level, sum) in stake.iter_mut().enumerate().filter(|(level, _)| compiled.clashes[*level]) {
            *sum = self.parts[PEOPLE][level];
        }
        stake
    }
}

/// What is left of a part of the score from which so much is saved: nothing at least.
fn without(part: &Levels, saved: &Levels) -> Levels {
    std::array::from_fn(|level| part[level].wrapping_sub(saved[level]).max(0))
}

fn sum(parts: &[Levels]) -> Levels {
    let mut sum = [0; 4];
    for part in parts {
        add(&mut sum, part);
    }
    sum
}
