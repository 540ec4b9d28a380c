//! Who sits where, incrementally.
//!
//! Two things are priced: the team of each session, and what each person does on each day. Both are short lists, so a
//! change takes the old price of the team and of the person's day off and puts the new one on.
//!
//! A session that enters gets its people at once: each seat the person who costs least, pressure first; and where nobody
//! is free who can do the work, somebody who can is called from another post of that time, if a third person takes that
//! over (an augmenting path of the matching of seats with people; Berge, *Two theorems in graph theory*, 1957).

use super::{Levels, PEOPLE, PRESSURE, State, add, pay, subtract};
use crate::network::{Cell, NOBODY, Roster, Work};

/// How costs of people compare: pressure, then medium, then soft.
pub(crate) type Worth = (i64, i64, i64);

/// Words that hold the people of a team, four each, to look its price up; larger teams are priced anew.
const WORDS: usize = 8;

/// Units of work of a price for somebody in a seat.
const QUOTE: u64 = 6;

impl State<'_> {
    /// Who sits in a seat, or [`NOBODY`].
    pub(crate) fn sitting(&self, seat: usize) -> u16 {
        self.seats[seat]
    }

    /// Whether a seat belongs to a post that occurs.
    pub(crate) fn in_use(&self, seat: usize) -> bool {
        let session = self.compiled.network.staff.session_of_seat[seat] as usize;
        let modes = self.compiled.modes_of_post[self.compiled.post_of_seat[seat] as usize];
        self.cells[session].is_some_and(|cell| modes >> cell.mode & 1 == 1)
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
        let [_, medium, soft, pressure] = self.levels();
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
        let post = self.compiled.post_of_seat[seat];
        if before != NOBODY {
            self.change_work(before, post, cell, false);
        }
        self.put_seat(seat, person);
        if person != NOBODY {
            self.change_work(person, post, cell, true);
        }
        self.price_team(session, Some(cell));
    }

    /// Exchanges the people of two seats of sessions that are in place.
    pub(crate) fn exchange(&mut self, a: usize, b: usize) {
        let people = [self.seats[a], self.seats[b]];
        let session = |seat: usize| self.compiled.network.staff.session_of_seat[seat];
        let sessions = [session(a), session(b)];
        let (Some(here), Some(there)) = (self.cell(sessions[0]), self.cell(sessions[1])) else { return };
        let posts = [self.compiled.post_of_seat[a], self.compiled.post_of_seat[b]];
        for (side, cell) in [here, there].into_iter().enumerate().filter(|(side, _)| people[*side] != NOBODY) {
            self.change_work(people[side], posts[side], cell, false);
        }
        self.put_seat(a, people[1]);
        self.put_seat(b, people[0]);
        for (side, cell) in [here, there].into_iter().enumerate().filter(|(side, _)| people[1 - side] != NOBODY) {
            self.change_work(people[1 - side], posts[side], cell, true);
        }
        self.price_team(sessions[0], Some(here));
        if sessions[1] != sessions[0] {
            self.price_team(sessions[1], Some(there));
        }
    }

    /// Whether somebody would be in two places at once in a seat, when the work at another seat is given up.
    pub(crate) fn is_taken(&self, person: u16, seat: usize, left: Option<usize>) -> bool {
        let compiled = self.compiled;
        let (network, session) = (compiled.network, compiled.network.staff.session_of_seat[seat]);
        let Some(cell) = self.cell(session) else { return false };
        let work = network.work_in(compiled.post_of_seat[seat], cell);
        let span = work.span;
        let left = left.map(|left| compiled.post_of_seat[left]);
        let near = self.near(person as usize * network.days + work.day as usize);
        self.work[near].iter().flatten().any(|other| Some(other.post) != left && other.span.overlap(span) > 0)
    }

    /// Empties the seats of a session that is about to leave its cell.
    pub(super) fn dismiss(&mut self, session: u32, cell: Cell) {
        let staff = &self.compiled.network.staff;
        for &(post, _) in &staff.crews[session as usize][cell.mode as usize].posts {
            for seat in staff.posts[post as usize].seats.clone() {
                if self.seats[seat] != NOBODY {
                    let person = self.put_seat(seat, NOBODY);
                    self.change_work(person, post, cell, false);
                }
            }
        }
    }

    /// Prices the team of a session anew; of one without a cell, nothing.
    pub(super) fn price_team(&mut self, session: u32, cell: Option<Cell>) {
        let price = cell.map_or([0; 4], |cell| self.team_price(session, cell.mode));
        if price != self.team_price[session as usize] {
            let before = self.put_team_price(session, price);
            subtract(&mut self.parts[PEOPLE], &before);
            add(&mut self.parts[PEOPLE], &price);
        }
    }

    /// What the people who sit with a session cost in a mode, as a team.
    fn team_price(&mut self, session: u32, mode: u32) -> Levels {
        let compiled = self.compiled;
        let staff = &compiled.network.staff;
        let mut price: Levels = [0; 4];
        let crew = &staff.crews[session as usize][mode as usize];
        if crew.people == 0 {
            return price;
        }
        let mut words = [0; WORDS];
        let seats = crew.posts.iter().flat_map(|&(post, _)| staff.posts[post as usize].seats.clone());
        for (position, seat) in seats.enumerate().take(WORDS * 4) {
            words[position / 4] |= i64::from(self.seats[seat]) << (position % 4 * 16);
        }
        let minutes = i64::from(compiled.network.durations[session as usize]);
        let compute = |answer: &mut [i64]| {
            let mut price = [0; 4];
            for (team, unit) in &compiled.teams {
                pay(&mut price, *unit, minutes * team.of(staff, crew, &self.seats));
            }
            answer.copy_from_slice(&price);
        };
        match words.get(..compiled.most_seats.div_ceil(4)) {
            Some(words) => {
                let first = i64::from(session) << 8 | i64::from(mode);
                price.copy_from_slice(self.teams.answer(first, words, compute));
            }
            None => compute(&mut price),
        }
        price
    }

    /// What somebody would cost in an empty seat of a session in a cell: the change of the score. Nothing changes.
    fn quote(&mut self, seat: usize, person: u16, cell: Cell, work: &Work) -> Levels {
        let compiled = self.compiled;
        let days = compiled.network.days;
        let session = compiled.network.staff.session_of_seat[seat];
        self.work(QUOTE);
        self.seats[seat] = person;
        let mut price = self.team_price(session, cell.mode);
        self.seats[seat] = NOBODY;
        subtract(&mut price, &self.team_price[session as usize]);
        let slot = person as usize * days + work.day as usize;
        let all = person as usize * days..(person as usize + 1) * days;
        let idle = self.work[all].iter().all(Vec::is_empty);
        for (roster, unit) in &compiled.rosters {
            let mut amount = if idle { roster.once(person as usize) } else { 0 };
            if let Roster::Clash = roster {
                let others = self.work[self.near(slot)].iter().flatten();
                amount += others.map(|other| roster.pair(compiled.network, work, other)).sum::<i64>();
            }
            pay(&mut price, *unit, amount);
        }
        let list = &mut self.work[slot];
        list.push(*work);
        for (roster, unit) in &compiled.rosters {
            pay(&mut price, *unit, roster.on_day(person as usize, list));
        }
        if let Some(position) = list.iter().position(|other| other.post == work.post) {
            list.swap_remove(position);
        }
        subtract(&mut price, &self.day_price[slot]);
        price
    }

    /// Adds a piece of work to what somebody does, or takes it away.
    fn change_work(&mut self, person: u16, post: u32, cell: Cell, on: bool) {
        let compiled = self.compiled;
        let work = compiled.network.work_in(post, cell);
        let days = compiled.network.days;
        let slot = person as usize * days + work.day as usize;
        if !on {
            self.give_up(slot, post);
        }
        let all = person as usize * days..(person as usize + 1) * days;
        let idle = self.work[all.clone()].iter().all(Vec::is_empty);
        let sign = if on { 1 } else { -1 };
        for (roster, price) in &compiled.rosters {
            let mut amount = if idle { roster.once(person as usize) } else { 0 };
            if let Roster::Clash = roster {
                let others = self.work[self.near(slot)].iter().flatten();
                amount += others.map(|other| roster.pair(compiled.network, &work, other)).sum::<i64>();
            }
            pay(&mut self.parts[PEOPLE], *price, sign * amount);
        }
        if on {
            self.take_on(slot, work);
        }
        let list = &mut self.work[slot];
        let mut price: Levels = [0; 4];
        if !list.is_empty() {
            for (roster, unit) in &compiled.rosters {
                pay(&mut price, *unit, roster.on_day(person as usize, list));
            }
        }
        if price != self.day_price[slot] {
            let before = self.put_day_price(slot, price);
            subtract(&mut self.parts[PEOPLE], &before);
            add(&mut self.parts[PEOPLE], &price);
        }
    }

    /// The people of a session go with it to another room at the same start, in the same mode: rosters look at rooms for
    /// walks only, in pairs.
    pub(super) fn carry(&mut self, session: u32, from: Cell, to: Cell) {
        let compiled = self.compiled;
        let (network, staff) = (compiled.network, &compiled.network.staff);
        for &(post, _) in &staff.crews[session as usize][from.mode as usize].posts {
            for seat in staff.posts[post as usize].seats.clone() {
                let person = self.seats[seat];
                if person == NOBODY {
                    continue;
                }
                let (left, taken) = (network.work_in(post, from), network.work_in(post, to));
                let slot = person as usize * network.days + left.day as usize;
                self.give_up(slot, post);
                for (roster, price) in compiled.rosters.iter().filter(|(roster, _)| matches!(roster, Roster::Clash)) {
                    let change =
                        |other: &Work| roster.pair(network, &taken, other) - roster.pair(network, &left, other);
                    let amount: i64 = self.work[self.near(slot)].iter().flatten().map(change).sum();
                    pay(&mut self.parts[PEOPLE], *price, amount);
                }
                self.take_on(slot, taken);
            }
        }
    }

    /// Whether somebody works at any moment of a cell of a post, or sits in its session already.
    fn is_busy(&self, person: u16, work: &Work) -> bool {
        let near = self.near(person as usize * self.compiled.network.days + work.day as usize);
        self.work[near].iter().flatten().any(|other| other.span.overlap(work.span) > 0)
    }

    /// The days of a person on which there may be work that gets in the way of work on one of them.
    fn near(&self, slot: usize) -> std::ops::Range<usize> {
        if self.compiled.days_apart {
            return slot..slot + 1;
        }
        let days = self.compiled.network.days;
        let person = slot / days;
        person * days..(person + 1) * days
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
            let [_, medium, soft, pressure] = self.quote(seat, person, cell, &work);
            let sum = |now: i64, more: i64| now.wrapping_add(more);
            let worth = (sum(empty.0, pressure), sum(empty.1, medium), sum(empty.2, soft));
            if best.is_none_or(|(known, _)| worth < known) {
                best = Some((worth, person));
            }
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
        let now = self.now();
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
                self.back(&now);
            }
        }
    }
}
