//! What sessions cost in each other's company, summed ahead.
//!
//! Where most sessions have something to do with most others, looking at all the others for each cell that is tried is most of
//! the work of the search, and few cells that are tried are taken. So for each session and each of its cells the sum over all
//! the others is kept, as tabu searches of the quadratic assignment problem do (Taillard, *Robust taboo search for the quadratic
//! assignment problem*, Parallel Computing 17, 1991), and brought up to date when somebody has moved for good. This
//! is how the sums are laid out; [`super::state`] keeps them.

use std::collections::BTreeMap;

use super::compiled::Link;
use super::layout::{BySession, PRESSURE, Price};
use crate::network::{Network, Primitive, Relation, RelationKind};
use crate::problem::SessionId;

/// Relations for each session, on average, from which keeping sums is less work than looking at others.
pub(crate) const LEAST_TIES: usize = 24;
/// Numbers that the sums may be, at most: what fits into the caches and is worth it.
const MOST_SUMS: usize = 1 << 22;

/// What a session has to do with another, as it sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tie {
    pub(crate) other: u32,
    /// The position of its level among those that are summed.
    pub(crate) level: u32,
    /// Where the table of starts begins, this session's by row, its costs weighted; none where only rooms count.
    table: Option<u32>,
    /// The table of rooms by which that is multiplied; alone, its costs are weighted.
    rooms: Option<u32>,
}

/// A table of rooms as one of the two sessions sees it, its rooms by row.
#[derive(Clone, Debug)]
struct View {
    costs: Vec<i64>,
    /// By row: what most rooms of the other cost, and those that cost more or less, with the difference.
    rows: Vec<(i64, Vec<(u32, i64)>)>,
}

/// Tables that are laid out already: by table, which session sees it, and weight.
#[derive(Default)]
struct Known {
    times: BTreeMap<(u32, bool, i64), u32>,
    rooms: BTreeMap<(u32, bool, i64), u32>,
}

/// The relations of a network, laid out for sums.
#[derive(Clone, Debug)]
pub(crate) struct Company {
    /// The levels that are summed, as positions in [`super::layout::Levels`].
    pub(crate) levels: Vec<usize>,
    pub(crate) sessions: usize,
    pub(crate) times: usize,
    pub(crate) rooms: usize,
    /// By session, then by the other.
    ties: Vec<Tie>,
    /// By session and other: where their ties begin; at the end, where all end.
    first: Vec<u32>,
    tables: Vec<i64>,
    views: Vec<View>,
    /// Relations that are not summed.
    pub(crate) walks: BySession<Link>,
}

impl Company {
    /// The layout for a network; `None` where sessions have fewer relations on average than `least`.
    pub(crate) fn new(network: &Network, least: usize) -> Option<Self> {
        let (sessions, times, rooms) = (network.sessions(), network.starts.len(), network.rooms());
        let relations = network.constraints.iter().filter_map(|constraint| match &constraint.body {
            Primitive::Relation(relation) => Some((constraint, relation)),
            _ => None,
        });
        let walks = |relation: &Relation| matches!(relation.kind, RelationKind::Walk { .. });
        let summed = relations.clone().filter(|(_, relation)| !walks(relation)).count();
        let large = sessions * (sessions.max(times + rooms + times * rooms)) > MOST_SUMS;
        if 2 * summed < least * sessions || large {
            return None;
        }
        let mut layout = Self {
            levels: Vec::new(),
            sessions,
            times,
            rooms,
            ties: Vec::new(),
            first: Vec::new(),
            tables: Vec::new(),
            views: Vec::new(),
            walks: BySession::new(0, Vec::new()),
        };
        let (mut ties, mut walked) = (Vec::new(), Vec::new());
        let mut known = Known::default();
        for (constraint, relation) in relations {
            let (kind, price) = (relation.kind, Price::of(network, constraint));
            for (session, other, first) in [(relation.a, relation.b, true), (relation.b, relation.a, false)] {
                if walks(relation) {
                    walked.push((session, Link { other: other.0, first, kind, price }));
                    continue;
                }
                let prices = [(usize::from(price.level), price.weight), (PRESSURE, price.pressure)];
                for (level, weight) in prices.into_iter().filter(|(_, weight)| *weight != 0) {
                    let (table, rooms) = layout.tables_of(network, kind, first, weight, &mut known);
                    let level = layout.position(level);
                    ties.push((session, Tie { other: other.0, level, table, rooms }));
                }
            }
        }
        if layout.sums() > MOST_SUMS {
            return None;
        }
        let pair = |session: SessionId, tie: &Tie| session.index() * sessions + tie.other as usize;
        ties.sort_by_key(|(session, tie)| pair(*session, tie));
        layout.first = vec![0; sessions * sessions + 1];
        for (session, tie) in &ties {
            layout.first[pair(*session, tie) + 1] += 1;
        }
        for pair in 0..sessions * sessions {
            layout.first[pair + 1] += layout.first[pair];
        }
        layout.ties = ties.into_iter().map(|(_, tie)| tie).collect();
        layout.walks = BySession::new(sessions, walked);
        Some(layout)
    }

    /// How many sums there are: by level and session, one for each start, each room, and each of both.
    pub(crate) fn sums(&self) -> usize {
        self.levels.len() * self.sessions * (self.times + self.rooms + self.times * self.rooms)
    }

    fn position(&mut self, level: usize) -> u32 {
        let known = self.levels.iter().position(|&known| known == level);
        known.unwrap_or_else(|| {
            self.levels.push(level);
            self.levels.len() - 1
        }) as u32
    }

    /// The tables of starts and of rooms of a relation, as one of its two sessions sees them.
    fn tables_of(
        &mut self,
        network: &Network,
        kind: RelationKind,
        first: bool,
        weight: i64,
        known: &mut Known,
    ) -> (Option<u32>, Option<u32>) {
        let (times, rooms) = match kind {
            RelationKind::Times(times) => (Some(times), None),
            RelationKind::Both(times, rooms) => (Some(times), Some(rooms)),
            RelationKind::Rooms(rooms) => (None, Some(rooms)),
            RelationKind::Walk { .. } => (None, None),
        };
        let by_time = times.map(|table| {
            let new = || self.weighted(&network.time_tables[table as usize], first, weight);
            *known.times.entry((table, first, weight)).or_insert_with(new)
        });
        let weight = if times.is_some() { 1 } else { weight };
        let by_room = rooms.map(|table| {
            let new = || self.view(&network.room_tables[table as usize], first, weight);
            *known.rooms.entry((table, first, weight)).or_insert_with(new)
        });
        (by_time, by_room)
    }

    fn weighted(&mut self, table: &[i32], first: bool, weight: i64) -> u32 {
        let start = self.tables.len() as u32;
        let times = self.times;
        let cost = |own: usize, other: usize| table[if first { own * times + other } else { other * times + own }];
        let cells = (0..times).flat_map(|own| (0..times).map(move |other| (own, other)));
        self.tables.extend(cells.map(|(own, other)| weight.wrapping_mul(i64::from(cost(own, other)))));
        start
    }

    fn view(&mut self, table: &[i32], first: bool, weight: i64) -> u32 {
        let rooms = self.rooms;
        let cost = |own: usize, other: usize| table[if first { own * rooms + other } else { other * rooms + own }];
        let mut view = View { costs: Vec::with_capacity(rooms * rooms), rows: Vec::with_capacity(rooms) };
        for own in 0..rooms {
            let row: Vec<i64> = (0..rooms).map(|other| weight.wrapping_mul(i64::from(cost(own, other)))).collect();
            let often = |cost: &i64| row.iter().filter(|&other| other == cost).count();
            let usual = row.iter().copied().max_by_key(|cost| (often(cost), *cost)).unwrap_or(0);
            let others = (0..).zip(&row).filter(|(_, cost)| **cost != usual);
            view.rows.push((usual, others.map(|(room, cost)| (room, cost - usual)).collect()));
            view.costs.extend(row);
        }
        self.views.push(view);
        self.views.len() as u32 - 1
    }

    /// What a session has to do with others.
    pub(crate) fn ties(&self, session: u32) -> &[Tie] {
        let pairs = session as usize * self.sessions;
        &self.ties[self.first[pairs] as usize..self.first[pairs + self.sessions] as usize]
    }

    /// What it has to do with one of them.
    pub(crate) fn ties_with(&self, session: u32, other: u32) -> &[Tie] {
        let pair = session as usize * self.sessions + other as usize;
        &self.ties[self.first[pair] as usize..self.first[pair + 1] as usize]
    }

    /// What a tie costs, the session and the other in these starts and rooms.
    pub(crate) fn cost(&self, tie: &Tie, own: (u32, u32), other: (u32, u32)) -> i64 {
        let by_time =
            tie.table.map_or(1, |table| self.tables[table as usize + own.0 as usize * self.times + other.0 as usize]);
        let room = own.1 as usize * self.rooms + other.1 as usize;
        tie.rooms.map_or(by_time, |view| by_time.wrapping_mul(self.views[view as usize].costs[room]))
    }

    /// Changes the sums of the other by what a tie costs it, wherever it goes, once the session stands `now` where it stood
    /// `then`, each by start and room, or is out.
    pub(crate) fn shift(&self, sums: &mut [i64], tie: &Tie, then: Option<(u32, u32)>, now: Option<(u32, u32)>) {
        let (times, rooms) = (self.times, self.rooms);
        let length = times + rooms + times * rooms;
        let first = (tie.level as usize * self.sessions + tie.other as usize) * length;
        let (by_time, others) = sums[first..first + length].split_at_mut(times);
        let (by_room, by_cell) = others.split_at_mut(rooms);
        let same = |by: fn((u32, u32)) -> u32| then.map(by) == now.map(by);
        match (tie.table, tie.rooms) {
            (Some(_), None) if same(|stand| stand.0) => {}
            (None, Some(_)) if same(|stand| stand.1) => {}
            (Some(table), None) => {
                exchange(
                    by_time,
                    then.map(|(time, _)| self.row(table, time)),
                    now.map(|(time, _)| self.row(table, time)),
                );
            }
            (None, Some(view)) => {
                let row = |(_, room): (u32, u32)| &self.views[view as usize].costs[room as usize * rooms..][..rooms];
                exchange(by_room, then.map(row), now.map(row));
            }
            (Some(table), Some(view)) => {
                for (stand, sign) in [(then, -1), (now, 1)] {
                    let Some((time, room)) = stand else { continue };
                    let row = self.row(table, time);
                    let (usual, others) = &self.views[view as usize].rows[room as usize];
                    add_row(by_time, row, sign * usual);
                    for &(other, difference) in others {
                        add_row(&mut by_cell[other as usize * times..][..times], row, sign * difference);
                    }
                }
            }
            (None, None) => {}
        }
    }

    fn row(&self, table: u32, time: u32) -> &[i64] {
        &self.tables[table as usize + time as usize * self.times..][..self.times]
    }

    /// The sum of one level for a session at a start and in a room.
    pub(crate) fn sum(&self, sums: &[i64], level: usize, session: u32, (time, room): (u32, u32)) -> i64 {
        let (time, room) = (time as usize, room as usize);
        let length = self.times + self.rooms + self.times * self.rooms;
        let of = &sums[(level * self.sessions + session as usize) * length..][..length];
        let by_cell = of[self.times + self.rooms + room * self.times + time];
        of[time].wrapping_add(of[self.times + room]).wrapping_add(by_cell)
    }
}

/// Takes one row out of sums and puts another in.
fn exchange(sums: &mut [i64], then: Option<&[i64]>, now: Option<&[i64]>) {
    match (then, now) {
        (Some(then), Some(now)) => {
            for (sum, (then, now)) in sums.iter_mut().zip(then.iter().zip(now)) {
                *sum = sum.wrapping_add(now.wrapping_sub(*then));
            }
        }
        (Some(then), None) => add_row(sums, then, -1),
        (None, Some(now)) => add_row(sums, now, 1),
        (None, None) => {}
    }
}

/// Adds a row so many times; most often once.
fn add_row(sums: &mut [i64], row: &[i64], times: i64) {
    let pairs = sums.iter_mut().zip(row);
    match times {
        0 => {}
        1 => pairs.for_each(|(sum, value)| *sum = sum.wrapping_add(*value)),
        -1 => pairs.for_each(|(sum, value)| *sum = sum.wrapping_sub(*value)),
        _ => pairs.for_each(|(sum, value)| *sum = sum.wrapping_add(value.wrapping_mul(times))),
    }
}
