//! Who sits where, incrementally.
//!
//! Two things are priced: the team of each session, and what each person does on each day. Both are short lists, so a
//! change takes the old price of the team and of the person's day off and puts the new one on. Every change is written
//! to a journal, so that a move is undone to the seat.
//!
//! A session that enters gets its people at once: each seat the person who costs least, pressure first; and where nobody
//! is free who can do the work, somebody who can is called from another post of that time, if a third person takes that
//! over (an augmenting path of the matching of seats with people; Berge, *Two theorems in graph theory*, 1957).

use super::{Levels, PRESSURE, State, add, pay, subtract};
use crate::network::{Cell, NOBODY, Work};

/// How costs of people compare: pressure, then medium, then soft.
pub(crate) type Worth = (i64, i64, i64);

impl State<'_> {
    /// Who sits in a seat, or [`NOBODY`].
    pub(crate) fn sitting(&self, seat: usize) -> u16 {
        self.seats[seat]
    }

    /// Whether a seat belongs to a post that occurs.
    pub(crate) fn in_use(&self, seat: usize) -> bool {
        let staff = &self.compiled.network.staff;
        let session = staff.session_of_seat[seat] as usize;
        let post = self.compiled.post_of_seat[seat];
        let crew = self.cells[session].map(|cell| &staff.crews[session][cell.mode as usize]);
        crew.is_some_and(|crew| crew.posts.iter().any(|of| of.0 == post))
    }

    /// Whether something hard is wrong with the team of a seat that is in use, or with the day of who sits there.
    pub(crate) fn troubled(&self, seat: usize) -> bool {
        let session = self.compiled.network.staff.session_of_seat[seat];
        let person = self.seats[seat];
        let day = self.day_of_seat(seat).filter(|_| person != NOBODY);
        let slot = day.map(|day| person as usize * self.compiled.network.days + day as usize);
        self.team_price[session as usize][PRESSURE] > 0 || slot.is_some_and(|slot| self.day_price[slot][PRESSURE] > 0)
    }

    /// The day on which the session of a seat starts.
    pub(crate) fn day_of_seat(&self, seat: usize) -> Option<u32> {
        let session = self.compiled.network.staff.session_of_seat[seat];
        self.cells[session as usize].map(|cell| self.compiled.network.day_of_start[cell.time as usize])
    }

    /// How the score compares when people are chosen.
    pub(crate) fn worth(&self) -> Worth {
        let [_, medium, soft, pressure] = self.score;
        (pressure, medium, soft)
    }

    /// Puts somebody, or nobody, into a seat of a session that is in place.
    pub(crate) fn seat(&mut self, seat: usize, person: u16) {
        let before = self.seats[seat];
        if before == person {
            return;
        }
        let session = self.compiled.network.staff.session_of_seat[seat];
        let Some(cell) = self.cells[session as usize] else { return };
        self.journal.push((seat as u32, before));
        let post = self.compiled.post_of_seat[seat];
        if before != NOBODY {
            self.change_work(before, post, cell, false);
        }
        self.seats[seat] = person;
        if person != NOBODY {
            self.change_work(person, post, cell, true);
        }
        self.price_team(session, Some(cell));
    }

    /// Empties the seats of a session that is about to leave its cell.
    pub(super) fn dismiss(&mut self, session: u32, cell: Cell) {
        let staff = &self.compiled.network.staff;
        for &(post, _) in &staff.crews[session as usize][cell.mode as usize].posts {
            for seat in staff.posts[post as usize].seats.clone() {
                let person = std::mem::replace(&mut self.seats[seat], NOBODY);
                if person != NOBODY {
                    self.journal.push((seat as u32, person));
                    self.change_work(person, post, cell, false);
                }
            }
        }
    }

    /// Prices the team of a session anew; of one without a cell, nothing.
    pub(super) fn price_team(&mut self, session: u32, cell: Option<Cell>) {
        let compiled = self.compiled;
        let staff = &compiled.network.staff;
        let mut price: Levels = [0; 4];
        if let Some(cell) = cell {
            let crew = &staff.crews[session as usize][cell.mode as usize];
            let minutes = i64::from(compiled.network.durations[session as usize]);
            for (team, unit) in compiled.teams.iter().filter(|_| crew.people > 0) {
                pay(&mut price, *unit, minutes * team.of(staff, crew, &self.seats));
            }
        }
        let before = std::mem::replace(&mut self.team_price[session as usize], price);
        subtract(&mut self.score, &before);
        add(&mut self.score, &price);
    }

    /// Adds a piece of work to what somebody does, or takes it away.
    fn change_work(&mut self, person: u16, post: u32, cell: Cell, on: bool) {
        let compiled = self.compiled;
        let work = compiled.network.work_in(post, cell);
        let days = compiled.network.days;
        let slot = person as usize * days + work.day as usize;
        let list = &mut self.work[slot];
        if !on && let Some(position) = list.iter().position(|other| other.post == post) {
            list.swap_remove(position);
        }
        let all = person as usize * days..(person as usize + 1) * days;
        let idle = self.work[all.clone()].iter().all(Vec::is_empty);
        let sign = if on { 1 } else { -1 };
        for (roster, price) in &compiled.rosters {
            let others = self.work[all.clone()].iter().flatten();
            let mut amount: i64 = others.map(|other| roster.pair(compiled.network, &work, other)).sum();
            if idle {
                amount += roster.once(person as usize);
            }
            pay(&mut self.score, *price, sign * amount);
        }
        let list = &mut self.work[slot];
        if on {
            list.push(work);
        }
        let mut price: Levels = [0; 4];
        if !list.is_empty() {
            for (roster, unit) in &compiled.rosters {
                pay(&mut price, *unit, roster.on_day(person as usize, list));
            }
        }
        let before = std::mem::replace(&mut self.day_price[slot], price);
        subtract(&mut self.score, &before);
        add(&mut self.score, &price);
    }

    /// Whether somebody works at any moment of a cell of a post, or sits in its session already.
    fn is_busy(&self, person: u16, work: &Work) -> bool {
        let days = self.compiled.network.days;
        let all = &self.work[person as usize * days..(person as usize + 1) * days];
        all.iter().flatten().any(|other| other.span.overlap(work.span) > 0)
    }

    /// Gives every post of a session its people, as far as they are missing.
    pub(crate) fn fill(&mut self, session: u32) {
        let compiled = self.compiled;
        let staff = &compiled.network.staff;
        let Some(cell) = self.cells[session as usize] else { return };
        let crew = &staff.crews[session as usize][cell.mode as usize];
        for &(post, least) in &crew.posts {
            let seats = staff.posts[post as usize].seats.clone();
            for seat in seats.take(least as usize) {
                if self.seats[seat] == NOBODY {
                    self.hire(seat, NOBODY);
                }
            }
        }
        // People beyond the least of each post, wherever they cost least.
        let filled = |state: &Self| crew.posts.iter().map(|&(post, _)| staff.team(&state.seats, post).count()).sum();
        let mut present: usize = filled(self);
        while (present as i32) < crew.people {
            let empty = crew.posts.iter().flat_map(|&(post, _)| staff.posts[post as usize].seats.clone());
            let Some(seat) = empty.into_iter().find(|&seat| self.seats[seat] == NOBODY) else { break };
            self.hire(seat, NOBODY);
            let now = filled(self);
            if now == present {
                break;
            }
            present = now;
        }
    }

    /// Puts the person into an empty seat who costs least there, `not` excepted; leaves it empty if that costs less.
    pub(crate) fn hire(&mut self, seat: usize, not: u16) {
        let compiled = self.compiled;
        let staff = &compiled.network.staff;
        let session = staff.session_of_seat[seat];
        let Some(cell) = self.cells[session as usize] else { return };
        let post = compiled.post_of_seat[seat];
        let work = compiled.network.work_in(post, cell);
        let empty = self.worth();
        let mut best: Option<(Worth, u16)> = None;
        for &person in &staff.posts[post as usize].able {
            let person = person as u16;
            if person == not || self.is_busy(person, &work) {
                continue;
            }
            self.seat(seat, person);
            let worth = self.worth();
            if best.is_none_or(|(known, _)| worth < known) {
                best = Some((worth, person));
            }
            self.seat(seat, NOBODY);
        }
        match best {
            Some((worth, person)) if worth < empty => self.seat(seat, person),
            _ => self.call(seat, post, &work, not, empty),
        }
    }

    /// Calls somebody from another post of the time into an empty seat, if a third person takes that over and all
    /// together costs less than `empty`.
    fn call(&mut self, seat: usize, post: u32, work: &Work, not: u16, empty: Worth) {
        let compiled = self.compiled;
        let staff = &compiled.network.staff;
        for &person in &staff.posts[post as usize].able {
            let person = person as u16;
            let days = compiled.network.days;
            let list = &self.work[person as usize * days + work.day as usize];
            let mut overlapping = list.iter().filter(|other| other.span.overlap(work.span) > 0);
            let (Some(other), None) = (overlapping.next().copied(), overlapping.next()) else { continue };
            let desk = &staff.posts[other.post as usize];
            let Some(left) = desk.seats.clone().find(|&seat| self.seats[seat] == person) else { continue };
            if person == not || left == seat {
                continue;
            }
            for &third in &desk.able {
                let third = third as u16;
                if third == person || third == not || self.is_busy(third, &other) {
                    continue;
                }
                self.seat(left, third);
                self.seat(seat, person);
                if self.worth() < empty {
                    return;
                }
                self.seat(seat, NOBODY);
                self.seat(left, person);
            }
        }
    }

    /// Forgets what was done, so that [`State::undo`] goes back to here.
    pub(crate) fn mark(&mut self) {
        self.journal.clear();
    }

    /// Goes back to the last [`State::mark`], given the cells of the sessions that were moved since, as they were.
    pub(crate) fn undo(&mut self, before: &[(u32, Option<Cell>)]) {
        for &(session, _) in before.iter().rev() {
            self.remove(session);
        }
        for &(session, cell) in before.iter().rev() {
            if let Some(cell) = cell {
                self.place(session, cell);
            }
        }
        // The oldest entry of a seat comes last, and holds.
        let mut journal = std::mem::take(&mut self.journal);
        while let Some((seat, person)) = journal.pop() {
            self.seat(seat as usize, person);
        }
        self.journal = journal;
        self.journal.clear();
    }
}
