//! The incremental state: one assignment and what every primitive needs to price a change to it.
//!
//! Three operations keep the score exact: [`State::remove`], [`State::place`] and [`State::seat`]; [`State::insert`] places a
//! session and fills its seats. [`State::attempt`] does what several of them do, cheapest primitives first, and gives up
//! as soon as the rest cannot save the move. What has changed is on a trail, so that a move is taken back by putting old
//! values back. Nothing is allocated after construction, except that the trail and the days of people may grow.

mod attempt;
mod company;
mod counts;
mod grid;
pub(crate) mod hops;
mod memo;
mod resources;
mod rooms;
mod seats;
mod shares;
mod trail;
pub(crate) mod wishes;

use super::compiled::{Compiled, Link};
use super::layout::{Levels, PRESSURE, Price};
use crate::network::{Assignment, Cell, NOBODY, Setups, Stand, Work};
use crate::problem::{Interval, SessionId};
use crate::timetable::Score;

pub(crate) use attempt::Limit;
use memo::Memo;
use trail::{Mark, Trail};

/// The parts of the score, in the order in which a move is priced: what a session and its place cost; loads of resources
/// and counts; what two sessions cost together; what is missed; changes of room; what is measured over days, as gaps are; people. No part
/// is ever below zero.
const PARTS: usize = 7;
const OWN: usize = 0;
const LOADS: usize = 1;
const LINKS: usize = 2;
const WISHES: usize = 3;
const HOPS: usize = 4;
const SPANS: usize = 5;
const PEOPLE: usize = 6;

/// An assignment under change.
#[derive(Clone, Debug)]
pub(crate) struct State<'c> {
    pub(crate) compiled: &'c Compiled<'c>,
    cells: Vec<Option<Cell>>,
    parts: [Levels; PARTS],
    /// Sums and counts of all primitives, laid out in [`super::layout::Slots`].
    counts: Vec<i64>,
    /// By seat: who sits there.
    seats: Vec<u16>,
    /// By person and day: what they do.
    work: Vec<Vec<Work>>,
    day_price: Vec<Levels>,
    /// By session.
    team_price: Vec<Levels>,
    /// The move that is being tried.
    changes: Vec<attempt::Change>,
    trail: Trail,
    marked: Mark,
    /// Candidates priced: changes of the assignment whose price was looked at until it was known whether to take them.
    /// A move that is tried is one, so is each cell that a session is tried in while a move is put together; a proposal
    /// for which nothing was found is none, nor is a person who is looked at for a seat.
    pub(crate) priced: u64,
    work_done: u64,
    /// By best-of: what sessions earn in company.
    earnings: Vec<wishes::Earnings>,
    /// For changes of room.
    hops: hops::Scratch,
    /// Prices of teams.
    teams: Memo,
    offers: Vec<(Interval, i64)>,
    stands: Vec<Stand>,
    setups: Setups,
    sums: company::Sums,
    /// Of a sequence: by what its sessions are sorted, and their wanted places.
    keys: Vec<((usize, u32, u32, SessionId), i64)>,
    scratch: Vec<Interval>,
}

impl<'c> State<'c> {
    /// The state in which nothing is placed.
    pub(crate) fn new(compiled: &'c Compiled<'c>) -> Self {
        let n = compiled.network.sessions();
        let mut parts = [[0; 4]; PARTS];
        for absent in &compiled.absent {
            add(&mut parts[OWN], absent);
        }
        for layout in &compiled.wishes {
            pay(&mut parts[WISHES], layout.price, layout.wished);
        }
        let mut counts = vec![0; compiled.slots.all];
        let nothing = Assignment::empty(compiled.network);
        for (position, (body, price)) in compiled.worsts.iter().enumerate() {
            for (group, share) in body.groups.iter().enumerate() {
                counts[compiled.slots.missed[position] + group] = share.of(&nothing);
            }
            let worst = body.amount(compiled.network, &nothing);
            counts[compiled.slots.worst + position] = worst;
            pay(&mut parts[WISHES], *price, worst);
        }
        let staff = &compiled.network.staff;
        let person_days = staff.people * compiled.network.days;
        Self {
            compiled,
            cells: vec![None; n],
            parts,
            counts,
            seats: vec![NOBODY; staff.seats()],
            work: vec![Vec::new(); person_days],
            day_price: vec![[0; 4]; person_days],
            team_price: vec![[0; 4]; n],
            changes: Vec::with_capacity(64),
            trail: Trail::new(),
            marked: Mark::default(),
            priced: 0,
            work_done: 0,
            earnings: compiled.wishes.iter().map(wishes::WishLayout::earnings).collect(),
            hops: hops::Scratch::new(&compiled.hops),
            teams: Memo::new(compiled.most_seats.div_ceil(4), 4),
            offers: Vec::with_capacity(64),
            stands: Vec::with_capacity(64),
            setups: Setups::default(),
            sums: company::Sums::new(compiled),
            keys: Vec::with_capacity(64),
            scratch: Vec::with_capacity(64),
        }
        .marked()
    }

    fn marked(mut self) -> Self {
        self.mark();
        self
    }

    /// The cell of a session.
    pub(crate) fn cell(&self, session: u32) -> Option<Cell> {
        self.cells[session as usize]
    }

    /// The score by level.
    pub(crate) fn levels(&self) -> Levels {
        let mut sum = self.parts[0];
        for part in &self.parts[1..] {
            add(&mut sum, part);
        }
        sum
    }

    /// The score.
    pub(crate) fn score(&self) -> Score {
        let [hard, medium, soft, _] = self.levels();
        Score { hard, medium, soft }
    }

    /// The assignment.
    pub(crate) fn assignment(&self) -> Assignment {
        Assignment { cells: self.cells.clone(), seats: self.seats.clone() }
    }

    /// The assignment, into one that is there.
    pub(crate) fn copy_to(&self, assignment: &mut Assignment) {
        assignment.cells.clone_from(&self.cells);
        assignment.seats.clone_from(&self.seats);
    }

    /// Makes this the state of an assignment.
    pub(crate) fn load(&mut self, assignment: &Assignment) {
        for session in 0..self.cells.len() as u32 {
            let cell = assignment.cells[session as usize];
            if self.cell(session) != cell {
                self.remove(session);
                if let Some(cell) = cell {
                    self.place(session, cell);
                }
            }
        }
        for (seat, &person) in assignment.seats.iter().enumerate() {
            self.seat(seat, person);
        }
        self.mark();
    }

    /// Puts a session into a cell, or leaves it out.
    pub(crate) fn set(&mut self, session: u32, cell: Option<Cell>) {
        self.remove(session);
        if let Some(cell) = cell {
            self.insert(session, cell);
        }
    }

    /// Takes a session out; does nothing if it is out.
    pub(crate) fn remove(&mut self, session: u32) {
        let Some(cell) = self.cells[session as usize] else { return };
        self.dismiss(session, cell);
        self.price_team(session, None);
        self.put_cell(session, None);
        self.change(session, cell, -1);
        self.move_hops(std::iter::once((session, Some(cell), None)));
        self.measure_all(session, cell);
        self.price_absence(session, 1);
    }

    /// Puts a session that is out into a cell, with its people.
    pub(crate) fn insert(&mut self, session: u32, cell: Cell) {
        self.place(session, cell);
        self.fill(session);
    }

    /// Puts a session that is out into a cell, its seats empty.
    pub(crate) fn place(&mut self, session: u32, cell: Cell) {
        debug_assert!(self.cells[session as usize].is_none(), "a session is inserted once");
        self.change(session, cell, 1);
        self.price_absence(session, -1);
        self.put_cell(session, Some(cell));
        self.move_hops(std::iter::once((session, None, Some(cell))));
        self.measure_all(session, cell);
        self.price_team(session, Some(cell));
    }

    /// Everything but absence, people and what is measured: the session is out in `self.cells` while this runs, on the
    /// way in and on the way out.
    fn change(&mut self, session: u32, cell: Cell, sign: i32) {
        self.price_unary(session, cell, sign);
        self.change_rooms(session, cell, sign);
        self.price_company(session, cell, sign);
        self.change_blocks(session, cell, sign);
        self.change_attendance(session, (sign > 0).then_some(cell));
        self.change_shares(session, cell, sign);
        self.change_resources(session, cell, sign, false);
        self.change_tallies(session, cell, sign, false);
        self.change_grid(session, cell, sign);
    }

    /// What is measured over days, after a session has entered or left a cell.
    fn measure_all(&mut self, session: u32, cell: Cell) {
        self.measure_gaps(session, cell);
        self.measure_sequences(session);
        self.measure_peaks(session, cell);
        for position in 0..self.compiled.moves.len() {
            if self.needs_units(position, session, cell) {
                self.measure_moves(position);
            }
        }
    }

    /// What a session in a cell costs whatever others do, by level.
    pub(crate) fn cost_alone(&self, session: u32, cell: Cell) -> Levels {
        let mut cost = [0; 4];
        self.compiled.price_alone(&mut cost, session, cell, 1);
        cost
    }

    fn price_unary(&mut self, session: u32, cell: Cell, sign: i32) {
        self.compiled.price_alone(&mut self.parts[OWN], session, cell, i64::from(sign));
    }

    fn price_absence(&mut self, session: u32, sign: i64) {
        for (sum, cost) in self.parts[OWN].iter_mut().zip(&self.compiled.absent[session as usize]) {
            *sum = sum.wrapping_add(sign.wrapping_mul(*cost));
        }
    }

    /// What a session costs with others by their starts: at one start less at another.
    fn price_time_links(&mut self, session: u32, to: Option<u32>, from: Option<u32>) {
        let compiled = self.compiled;
        for link in compiled.time_links.of(session as usize) {
            if let Some(there) = self.cells[link.other as usize] {
                let cost = |time: Option<u32>| time.map_or(0, |time| compiled.time_cost(link, time, there.time));
                let change = cost(to) - cost(from);
                if change != 0 {
                    pay(&mut self.parts[LINKS], link.price, change);
                }
            }
        }
    }

    fn price_room_links(&mut self, links: &[Link], session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        for link in links {
            if let Some(there) = self.cells[link.other as usize] {
                let cost = compiled.link_cost(session, link, cell, there);
                if cost != 0 {
                    pay(&mut self.parts[LINKS], link.price, i64::from(sign) * cost);
                }
            }
        }
    }
}

fn pay(score: &mut Levels, price: Price, amount: i64) {
    price.pay(score, amount);
}

fn add(score: &mut Levels, other: &Levels) {
    for (sum, value) in score.iter_mut().zip(other) {
        *sum = sum.wrapping_add(*value);
    }
}

fn subtract(score: &mut Levels, other: &Levels) {
    for (sum, value) in score.iter_mut().zip(other) {
        *sum = sum.wrapping_sub(*value);
    }
}
