//! A move tried on: priced part by part, cheapest first, and given up as soon as it cannot be accepted any more.
//!
//! No part of the score is ever below zero. So what the parts priced so far cost, and what of the others no change of
//! these sessions can save, is the least that the move can end at; beyond the limit the rest need not be priced. Of two
//! cells only what differs is priced: a session that changes its room alone keeps its people and its audience.

use super::{LOADS, OWN, PEOPLE, SPANS, State, WISHES, add, pay};
use crate::engines::search::layout::Levels;
use crate::network::Cell;

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
        for change in changes {
            self.move_links(change);
        }
        let stake = self.at_stake(changes);
        let people = without(&self.parts[PEOPLE], &stake);
        if limit.is_exceeded(&sum(&[self.parts[OWN], self.least_missed(changes), people])) {
            return false;
        }
        for change in changes.iter().filter(|change| !change.is_of_room()) {
            self.depart(change);
        }
        for change in changes.iter().filter(|change| !change.is_of_room()) {
            self.arrive(change);
        }
        if limit.is_exceeded(&sum(&[self.parts[OWN], self.parts[WISHES], people])) {
            return false;
        }
        self.move_loads(changes);
        let done = sum(&[self.parts[OWN], self.parts[WISHES], self.parts[LOADS]]);
        if limit.is_exceeded(&sum(&[done, people])) {
            return false;
        }
        self.move_spans(changes);
        if limit.is_exceeded(&sum(&[done, self.parts[SPANS], people])) {
            return false;
        }
        self.move_people(changes);
        true
    }

    /// One session after the other, so that two of them meet each other where they are at that moment.
    fn move_links(&mut self, change: &Change) {
        let compiled = self.compiled;
        for (cell, sign) in [(change.from, -1), (change.to, 1)] {
            let Some(cell) = cell else { continue };
            if change.from.map(|from| from.time) != change.to.map(|to| to.time) {
                self.price_links(&compiled.time_links, change.session, cell, sign);
            }
            self.price_links(&compiled.room_links, change.session, cell, sign);
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

    fn move_loads(&mut self, changes: &[Change]) {
        self.one_by_one(changes, |state, change, cell, sign| {
            state.change_resources(change.session, cell, sign, change.is_of_room());
            state.change_tallies(change.session, cell, sign, change.is_of_room());
            state.change_grid(change.session, cell, sign);
        });
    }

    fn move_spans(&mut self, changes: &[Change]) {
        self.one_by_one(changes, |state, change, cell, sign| {
            if !change.is_of_room() {
                state.change_gaps(change.session, cell, sign);
                state.change_peaks(change.session, cell, sign);
            }
            state.change_sequences(change.session, cell, sign);
            state.change_moves(change.session, cell, sign);
        });
    }

    /// What looks at the cells of others, one session after the other: each is out while it is priced, and those that
    /// come later are back where they were.
    fn one_by_one(&mut self, changes: &[Change], price: impl Fn(&mut Self, &Change, Cell, i32)) {
        for change in changes {
            self.cells[change.session as usize] = change.from;
        }
        for change in changes {
            self.cells[change.session as usize] = None;
            for (cell, sign) in [(change.from, -1), (change.to, 1)] {
                if let Some(cell) = cell {
                    price(self, change, cell, sign);
                }
            }
            self.cells[change.session as usize] = change.to;
        }
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
