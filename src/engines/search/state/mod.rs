//! The incremental state: one assignment and what every primitive needs to price a change to it.
//!
//! There are three operations: [`State::remove`], [`State::place`] and [`State::seat`]; [`State::insert`] places a session
//! and fills its seats. All keep the score exact. A move is a sequence of them, and [`State::undo`] takes it back to the
//! seat. Nothing is allocated after construction.

mod counts;
mod resources;
mod rooms;
mod seats;
mod shares;
pub(crate) mod wishes;

use super::compiled::Compiled;
use super::layout::{Levels, PRESSURE, Price};
use crate::network::{Assignment, Cell, NOBODY, Stand, Work};
use crate::timetable::Score;

use resources::ResourceState;
use wishes::WishState;

/// An assignment under change.
#[derive(Clone, Debug)]
pub(crate) struct State<'c> {
    pub(crate) compiled: &'c Compiled<'c>,
    cells: Vec<Option<Cell>>,
    score: Levels,
    /// By occupancy: sessions in each room and segment.
    room_load: Vec<Vec<i32>>,
    resources: Vec<ResourceState>,
    tally: Vec<i64>,
    presence: Vec<u32>,
    present: Vec<i64>,
    wishes: Vec<WishState>,
    /// By seat: who sits there.
    seats: Vec<u16>,
    /// By person and day: what they do.
    work: Vec<Vec<Work>>,
    day_price: Vec<Levels>,
    /// By session.
    team_price: Vec<Levels>,
    /// Seats changed since the last mark, with who sat there.
    journal: Vec<(u32, u16)>,
    /// By worst-of: what each group misses, and the largest share.
    missed: Vec<Vec<i64>>,
    worst: Vec<i64>,
    stands: Vec<Stand>,
    scratch: Vec<crate::problem::Interval>,
}

impl<'c> State<'c> {
    /// The state in which nothing is placed.
    pub(crate) fn new(compiled: &'c Compiled<'c>) -> Self {
        let n = compiled.network.sessions();
        let mut score = [0; 4];
        for absent in &compiled.absent {
            add(&mut score, absent);
        }
        let segments = compiled.network.segments.len();
        let wishes: Vec<WishState> = compiled.wishes.iter().map(WishState::new).collect();
        for (layout, _) in compiled.wishes.iter().zip(&wishes) {
            pay(&mut score, layout.price, layout.wished);
        }
        let (mut missed, mut worst) = (Vec::new(), Vec::new());
        let nothing = Assignment::empty(compiled.network);
        for (body, price) in &compiled.worsts {
            missed.push(body.groups.iter().map(|group| group.of(&nothing)).collect());
            worst.push(body.amount(compiled.network, &nothing));
            pay(&mut score, *price, body.amount(compiled.network, &nothing));
        }
        let staff = &compiled.network.staff;
        let person_days = staff.people * compiled.network.days;
        Self {
            compiled,
            seats: vec![NOBODY; staff.seats()],
            work: vec![Vec::with_capacity(16); person_days],
            day_price: vec![[0; 4]; person_days],
            team_price: vec![[0; 4]; n],
            journal: Vec::with_capacity(256),
            missed,
            worst,
            cells: vec![None; n],
            score,
            room_load: compiled.occupancies.iter().map(|_| vec![0; compiled.rooms * segments]).collect(),
            resources: compiled.resources.iter().map(|r| ResourceState::new(compiled, r)).collect(),
            tally: vec![0; compiled.tally_values],
            presence: vec![0; compiled.presence_values],
            present: vec![0; compiled.presences.len()],
            wishes,
            stands: Vec::with_capacity(64),
            scratch: Vec::with_capacity(64),
        }
    }

    /// The cell of a session.
    pub(crate) fn cell(&self, session: u32) -> Option<Cell> {
        self.cells[session as usize]
    }

    /// The score by level.
    pub(crate) fn levels(&self) -> Levels {
        self.score
    }

    /// The score.
    pub(crate) fn score(&self) -> Score {
        let [hard, medium, soft, _] = self.score;
        Score { hard, medium, soft }
    }

    /// The assignment.
    pub(crate) fn assignment(&self) -> Assignment {
        Assignment { cells: self.cells.clone(), seats: self.seats.clone() }
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
        self.cells[session as usize] = None;
        self.price_links(session, cell, -1);
        self.change(session, cell, -1);
        let absent = self.compiled.absent[session as usize];
        add(&mut self.score, &absent);
    }

    /// Puts a session that is out into a cell, with its people.
    pub(crate) fn insert(&mut self, session: u32, cell: Cell) {
        self.place(session, cell);
        self.fill(session);
    }

    /// Puts a session that is out into a cell, its seats empty.
    pub(crate) fn place(&mut self, session: u32, cell: Cell) {
        debug_assert!(self.cells[session as usize].is_none(), "a session is inserted once");
        self.price_links(session, cell, 1);
        self.change(session, cell, 1);
        let absent = self.compiled.absent[session as usize];
        subtract(&mut self.score, &absent);
        self.cells[session as usize] = Some(cell);
        self.price_team(session, Some(cell));
    }

    /// Everything but links and people: the session is out in `self.cells` while this runs, on the way in and on the way out.
    fn change(&mut self, session: u32, cell: Cell, sign: i32) {
        self.price_unary(session, cell, sign);
        self.change_rooms(session, cell, sign);
        self.change_resources(session, cell, sign);
        self.change_counts(session, cell, sign);
        self.change_gaps(session, cell, sign);
        self.change_wishes(session, cell, sign);
        self.change_peaks(session, cell, sign);
        self.change_shares(session, cell, sign);
        self.change_moves(session, cell, sign);
    }

    fn price_unary(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        let s = session as usize;
        let time = &compiled.by_time[s * compiled.times + cell.time as usize];
        let room = &compiled.by_room[s * compiled.rooms + cell.room as usize];
        let mode = &compiled.by_mode[compiled.first_mode[s] as usize + cell.mode as usize];
        let sign = i64::from(sign);
        for (sum, (time, (room, mode))) in self.score.iter_mut().zip(time.iter().zip(room.iter().zip(mode))) {
            *sum = sum.wrapping_add(sign.wrapping_mul(time.wrapping_add(*room).wrapping_add(*mode)));
        }
        for (costs, price) in compiled.by_stand.of(s) {
            let cost = costs[cell.room as usize * compiled.modes[s] as usize + cell.mode as usize];
            pay(&mut self.score, *price, sign * cost);
        }
        for (costs, price) in compiled.by_cell.of(s) {
            let cost = costs[cell.time as usize * compiled.rooms + cell.room as usize];
            pay(&mut self.score, *price, sign * cost);
        }
    }

    fn price_links(&mut self, session: u32, cell: Cell, sign: i64) {
        let compiled = self.compiled;
        for link in compiled.links.of(session as usize) {
            if let Some(there) = self.cells[link.other as usize] {
                let cost = compiled.link_cost(session, link, cell, there);
                pay(&mut self.score, link.price, sign * cost);
            }
        }
    }
}

/// Adds the cost of an amount. Sums wrap around, so that what is undone is undone exactly; they are right as long as
/// they fit into 64 bits, and whatever is reported is priced anew.
fn pay(score: &mut Levels, price: Price, amount: i64) {
    let level = &mut score[price.level as usize];
    *level = level.wrapping_add(price.weight.wrapping_mul(amount));
    score[PRESSURE] = score[PRESSURE].wrapping_add(price.pressure.wrapping_mul(amount));
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
