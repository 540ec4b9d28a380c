//! From the network to a mixed-integer model: the time-indexed formulation `placements`.
//!
//! A binary for every session and open cell (start × class of interchangeable rooms × mode of interpretation), a binary
//! for leaving a session out where that breaks nothing hard, and projections on starts, rooms and modes as auxiliaries.
//! Hard constraints become rows; the others become auxiliaries with a cost.

use std::collections::BTreeMap;

use super::classes::{self, Classes};
use super::model::{Column, FREE, Model, Terms};
use super::seating::Seating;
use crate::engines::columns;
use crate::engines::ingredients::{Ingredient, Without};
use crate::instance::schema::Level;
use crate::network::{Assignment, Cell, Constraint, Domain, Network};
use crate::problem::{Interval, Minute, SessionId};

/// A placement of a session in a class of rooms and a mode.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    pub(crate) time: u32,
    pub(crate) class: u32,
    pub(crate) mode: u32,
    pub(crate) column: Column,
}

/// The model with the meaning of its columns.
pub(crate) struct Formulation<'n> {
    pub(crate) network: &'n Network,
    pub(crate) domains: &'n [Domain],
    /// What the rows do without.
    pub(super) without: Without,
    pub(crate) classes: Classes,
    pub(crate) model: Model,
    /// By session: its placements, by start, then class, then mode.
    pub(crate) choices: Vec<Vec<Choice>>,
    /// By session: the column that says that it is left out.
    pub(crate) out: Vec<Option<Column>>,
    /// By session: its open starts, each with the column that says that it starts then.
    pub(crate) starts: Vec<Vec<(u32, Column)>>,
    /// By session: its open classes, each with the column that says that it stands there.
    pub(crate) stands: Vec<Vec<(u32, Column)>>,
    /// By session: its open starts and classes, each pair with the column that says that it is there then.
    pub(crate) places: Vec<Vec<((u32, u32), Column)>>,
    /// By session: its open modes, each with the column that says that it is held so.
    pub(crate) modes: Vec<Vec<(u32, Column)>>,
    /// By session and set of modes, those projections on starts that were asked for.
    starts_in: BTreeMap<(SessionId, u64), Vec<(u32, Column)>>,
    /// Who sits where, if the model says.
    pub(crate) seating: Option<Seating>,
    /// Whether every auxiliary follows from the placements by [`Model::complete`].
    pub(crate) completes: bool,
    /// Whether the model says all that the network says. Otherwise it is a relaxation: it allows what the network allows,
    /// and costs no more.
    pub(crate) exact: bool,
}

impl<'n> Formulation<'n> {
    /// The placements of a network, without its constraints (see [`super::linearize::constraints`]).
    pub(super) fn placements(network: &'n Network, domains: &'n [Domain], without: Without) -> Self {
        let mut formulation = Self::empty(network, domains, without);
        formulation.place();
        formulation
    }

    /// A model without columns.
    pub(super) fn empty(network: &'n Network, domains: &'n [Domain], without: Without) -> Self {
        let n = network.sessions();
        Self {
            network,
            domains,
            without,
            classes: if without.contains(Ingredient::RoomClasses) {
                Classes::apart(network)
            } else {
                Classes::new(network)
            },
            model: Model::default(),
            choices: vec![Vec::new(); n],
            out: vec![None; n],
            starts: vec![Vec::new(); n],
            stands: vec![Vec::new(); n],
            places: vec![Vec::new(); n],
            modes: vec![Vec::new(); n],
            starts_in: BTreeMap::new(),
            seating: None,
            completes: true,
            exact: true,
        }
    }

    /// Placement columns, projections, and "placed once or out".
    fn place(&mut self) {
        for (session, required) in self.network.required().into_iter().enumerate() {
            for &time in &self.domains[session].times {
                for class in 0..self.classes.members.len() {
                    for &mode in &self.domains[session].modes {
                        let cell = Cell { time, room: self.classes.representative(class), mode };
                        if self.domains[session].contains(cell) {
                            let column = self.model.column(1, true);
                            self.choices[session].push(Choice { time, class: class as u32, mode, column });
                        }
                    }
                }
            }
            let mut once: Terms = self.choices[session].iter().map(|choice| (choice.column, 1)).collect();
            if !required {
                let out = self.model.column(1, true);
                self.out[session] = Some(out);
                once.push((out, 1));
            }
            self.model.row(1, 1, once);
        }
        for session in 0..self.network.sessions() {
            self.starts[session] = self.project(session, |_| true, |choice| choice.time);
            self.stands[session] = self.project(session, |_| true, |choice| choice.class);
            self.places[session] = self.project(session, |_| true, |choice| (choice.time, choice.class));
            self.modes[session] = self.project(session, |_| true, |choice| choice.mode);
        }
    }

    /// For each value of an attribute of some of a session's choices, a column that says that it has this value.
    fn project<K: Copy + Ord>(
        &mut self,
        session: usize,
        of: impl Fn(&Choice) -> bool,
        by: impl Fn(&Choice) -> K,
    ) -> Vec<(K, Column)> {
        let choices: Vec<Choice> = self.choices[session].iter().copied().filter(of).collect();
        let mut values: Vec<K> = choices.iter().map(&by).collect();
        values.sort_unstable();
        values.dedup();
        let mut columns = Vec::with_capacity(values.len());
        for value in values {
            let terms: Terms = choices.iter().filter(|c| by(c) == value).map(|c| (c.column, 1)).collect();
            let column = match terms[..] {
                [(only, _)] => only,
                _ => {
                    let column = self.model.column(1, false);
                    self.model.equate(column, &terms);
                    column
                }
            };
            columns.push((value, column));
        }
        columns
    }

    /// The open starts of a session in some of its modes, each with the column that says that it starts then in one of
    /// them.
    pub(crate) fn starts_in(&mut self, session: SessionId, modes: impl Fn(u32) -> bool) -> Vec<(u32, Column)> {
        let open = &self.modes[session.index()];
        let set = open.iter().filter(|(mode, _)| modes(*mode)).fold(0u64, |set, (mode, _)| set | 1 << mode);
        if open.iter().all(|(mode, _)| modes(*mode)) {
            return self.starts[session.index()].clone();
        }
        if let Some(known) = self.starts_in.get(&(session, set)) {
            return known.clone();
        }
        let columns = self.project(session.index(), |choice| set >> choice.mode & 1 == 1, |choice| choice.time);
        self.starts_in.insert((session, set), columns.clone());
        columns
    }

    /// The starts at which a post may be needed, each with the column that says that it is.
    pub(crate) fn occurs(&mut self, post: u32) -> Vec<(u32, Column)> {
        let staff = &self.network.staff;
        let session = staff.posts[post as usize].session;
        let crews = &staff.crews[session.index()];
        let has = |mode: u32| crews[mode as usize].posts.iter().any(|of| of.0 == post);
        if !self.modes[session.index()].iter().any(|(mode, _)| has(*mode)) {
            return Vec::new();
        }
        self.starts_in(session, has)
    }

    /// The cell of a choice, in the first room of its class.
    pub(crate) fn cell(&self, choice: &Choice) -> Cell {
        Cell { time: choice.time, room: self.classes.representative(choice.class as usize), mode: choice.mode }
    }

    /// Where the cost of a constraint goes: `None` when it is hard.
    pub(crate) fn level(constraint: &Constraint) -> Option<usize> {
        match constraint.level {
            Level::Hard => None,
            Level::Medium => Some(0),
            Level::Soft | Level::Off => Some(1),
        }
    }

    /// Charges `amount` units of a soft constraint for each unit of a column.
    pub(crate) fn charge(&mut self, constraint: &Constraint, column: Column, amount: i64) {
        if let Some(level) = Self::level(constraint) {
            self.model.cost[column.0 as usize][level] += constraint.weight * amount;
            if columns::prices(constraint) {
                self.model.patterned[column.0 as usize] += constraint.weight * amount;
            }
        }
    }

    /// States that `terms ≤ limit`, or counts the excess at `amount` a unit.
    pub(crate) fn limit(&mut self, constraint: &Constraint, terms: Terms, limit: i64, amount: i64) {
        if self.most(&terms) > limit {
            self.beyond(constraint, terms, limit, amount);
        }
    }

    /// Charges `amount` units for each unit of a column, or forbids it.
    pub(crate) fn pay(&mut self, constraint: &Constraint, column: Column, amount: i64) {
        match Self::level(constraint) {
            _ if amount == 0 => {}
            None => self.model.at_most(vec![(column, 1)], 0),
            Some(_) => self.charge(constraint, column, amount),
        }
    }

    /// As [`Self::limit`], with factors of any sign.
    pub(crate) fn beyond(&mut self, constraint: &Constraint, terms: Terms, limit: i64, amount: i64) {
        if Self::level(constraint).is_none() {
            self.model.at_most(terms, limit);
        } else {
            let excess = self.model.column(FREE, false);
            self.model.define(excess, 1, &terms, limit);
            self.charge(constraint, excess, amount);
        }
    }

    /// The most that an expression with non-negative factors can be.
    fn most(&self, terms: &Terms) -> i64 {
        let upper = |column: Column| self.model.upper[column.0 as usize];
        terms.iter().map(|&(column, factor)| factor.saturating_mul(upper(column))).fold(0, i64::saturating_add)
    }

    /// The columns of the starts of a session that satisfy a condition.
    pub(crate) fn starting(&self, session: SessionId, when: impl Fn(u32) -> bool) -> Terms {
        let starts = self.starts[session.index()].iter();
        starts.filter(|(time, _)| when(*time)).map(|&(_, column)| (column, 1)).collect()
    }

    /// The values of the placement columns under an assignment, auxiliaries completed; `None` when the assignment
    /// leaves the domains.
    pub(crate) fn values(&self, assignment: &Assignment) -> Option<Vec<i64>> {
        let mut values = vec![0; self.model.columns()];
        for (session, cell) in assignment.cells.iter().enumerate() {
            let column = match cell {
                None => self.out[session]?,
                Some(cell) => {
                    let class = self.classes.members.iter().position(|members| members.contains(&cell.room))?;
                    let wanted = (cell.time, class as u32, cell.mode);
                    let fits = |choice: &&Choice| (choice.time, choice.class, choice.mode) == wanted;
                    self.choices[session].iter().find(fits)?.column
                }
            };
            values[column.0 as usize] = 1;
        }
        if let Some(seating) = &self.seating {
            seating.settle(self.network, assignment, &mut values)?;
        }
        self.model.complete(&mut values);
        Some(values)
    }

    /// Leaves people where they sit at sessions that have one start, on days on which nothing is free.
    pub(super) fn keep_people(&mut self, best: &Assignment, free: &[bool]) {
        let network = self.network;
        let Some(seating) = &self.seating else { return };
        for sit in &seating.sits {
            let session = network.staff.posts[sit.post as usize].session;
            let day = network.day_of_start[sit.time as usize] as usize;
            let stays = best.cells[session.index()].is_some_and(|cell| cell.time == sit.time);
            if free[day] || !stays || self.domains[session.index()].times.len() > 1 {
                continue;
            }
            if !network.staff.team(&best.seats, sit.post).any(|person| u32::from(person) == sit.person) {
                self.model.upper[sit.column.0 as usize] = 0;
            }
        }
    }

    /// The assignment of a solution, rooms of a class handed out first come, first served. Nobody sits anywhere unless the
    /// model says who.
    pub(crate) fn assignment(&self, solution: &[f64]) -> Assignment {
        let network = self.network;
        let mut assignment = Assignment::empty(network);
        let mut shared: Vec<(Interval, SessionId, Choice)> = Vec::new();
        let counting = classes::counting(network).next();
        for session in network.session_ids() {
            let choices = &self.choices[session.index()];
            let Some(&choice) = choices.iter().find(|choice| solution[choice.column.0 as usize] > 0.5) else {
                continue;
            };
            assignment.cells[session.index()] = Some(self.cell(&choice));
            if let Some(occupancy) = counting.filter(|_| self.classes.size(choice.class as usize) > 1) {
                let start = network.starts[choice.time as usize];
                let end = start + network.durations[session.index()];
                let from = start - occupancy.before[session.index()];
                let taken = Interval { from, to: end + occupancy.after[session.index()] };
                shared.push((taken, session, choice));
            }
        }
        shared.sort_unstable_by_key(|&(taken, session, _)| (taken, session));
        // By room, the ends of what it holds.
        let mut held: Vec<Vec<Minute>> = vec![Vec::new(); network.rooms()];
        for (taken, session, choice) in shared {
            let members = &self.classes.members[choice.class as usize];
            for &room in members {
                held[room as usize].retain(|&end| end > taken.from);
            }
            let places = counting.map_or(0, |occupancy| occupancy.least(network, members[0]));
            let load = |room: u32| held[room as usize].len();
            let free = members.iter().find(|&&room| (load(room) as i64) < i64::from(places));
            let room = free.or_else(|| members.iter().min_by_key(|&&room| load(room))).unwrap_or(&members[0]);
            held[*room as usize].push(taken.to);
            assignment.cells[session.index()] = Some(Cell { room: *room, ..self.cell(&choice) });
        }
        if let Some(seating) = &self.seating {
            seating.seat(network, solution, &mut assignment);
        }
        assignment
    }
}
