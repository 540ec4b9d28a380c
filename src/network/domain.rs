//! Domains: the cells in which a session can stand without breaking a hard constraint all by itself, or together with
//! whatever cell of another session that must take place (arc consistency over relations of starts; Mackworth,
//! *Consistency in networks of relations*, Artificial Intelligence 8, 1977).

use super::{Cell, Cumulative, Demand, Network, Occupancy, Over, Primitive, Relation, RelationKind, Table};
use crate::instance::schema::Level;
use crate::problem::SessionId;

/// The cells open to a session.
#[derive(Clone, Debug)]
pub struct Domain {
    /// Starts with at least one open cell, ascending.
    pub times: Vec<u32>,
    /// Rooms with at least one open cell, ascending.
    pub rooms: Vec<u32>,
    /// Starts × rooms of the network, one bit each.
    open: Vec<u64>,
    all_rooms: usize,
}

impl Domain {
    /// Whether a cell is open.
    #[must_use]
    pub fn contains(&self, cell: Cell) -> bool {
        let bit = cell.time as usize * self.all_rooms + cell.room as usize;
        self.open[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// The open cells, by start, then room.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        let all = self.times.iter().flat_map(|&time| self.rooms.iter().map(move |&room| Cell { time, room }));
        all.filter(|&cell| self.contains(cell))
    }

    /// Keeps these starts only.
    fn keep(&mut self, times: Vec<u32>) {
        for time in std::mem::take(&mut self.times) {
            if times.binary_search(&time).is_err() {
                for room in 0..self.all_rooms {
                    let bit = time as usize * self.all_rooms + room;
                    self.open[bit / 64] &= !(1 << (bit % 64));
                }
            }
        }
        self.times = times;
        let rooms = std::mem::take(&mut self.rooms);
        let used = |&room: &u32| self.times.iter().any(|&time| self.contains(Cell { time, room }));
        self.rooms = rooms.into_iter().filter(used).collect();
    }

    /// Whether nothing is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }
}

/// The domain of every session.
#[must_use]
pub fn domains(network: &Network) -> Vec<Domain> {
    let (times, rooms) = (network.starts.len(), network.rooms());
    let mut closed: Vec<Closed> = network.session_ids().map(|_| Closed::new(times, rooms)).collect();
    for session in network.session_ids() {
        let in_room = network.in_room[session.index()];
        let rooms = &mut closed[session.index()].rooms;
        for (room, closed) in rooms.iter_mut().enumerate() {
            *closed = in_room == (room as u32 == network.nowhere());
        }
    }
    for constraint in network.constraints.iter().filter(|c| c.level == Level::Hard) {
        match &constraint.body {
            Primitive::Unary(unary) => {
                let closed = &mut closed[unary.session.index()];
                let (marks, costs) = match &unary.table {
                    Table::ByTime(costs) => (&mut closed.times, costs),
                    Table::ByRoom(costs) => (&mut closed.rooms, costs),
                    Table::ByCell(costs) => (&mut closed.cells, costs),
                };
                marks.resize(costs.len(), false);
                for (mark, &cost) in marks.iter_mut().zip(costs) {
                    *mark |= cost > 0;
                }
            }
            Primitive::Occupancy(occupancy) => close_rooms(network, occupancy, &mut closed),
            Primitive::Cumulative(cumulative) => close_overloads(network, cumulative, &mut closed),
            _ => {}
        }
    }
    closed.into_iter().map(|closed| closed.domain(times, rooms)).collect()
}

/// The same domains without the starts that a hard relation forbids with every open start of a session that must take
/// place: nothing that keeps every hard constraint is lost. (A search that walks through what is forbidden is better
/// off with the wider ones.)
#[must_use]
pub fn consistent(network: &Network, domains: &[Domain]) -> Vec<Domain> {
    let mut domains = domains.to_vec();
    let required = network.required();
    let mut relations: Vec<(SessionId, SessionId, &[i32], bool)> = Vec::new();
    for constraint in network.constraints.iter().filter(|c| c.level == Level::Hard) {
        if let Primitive::Relation(Relation { a, b, kind: RelationKind::Times(table) }) = constraint.body
            && a != b
        {
            let table = &network.time_tables[table as usize];
            relations.push((a, b, table, true));
            relations.push((b, a, table, false));
        }
    }
    let times = network.starts.len();
    let mut again = true;
    while again {
        again = false;
        for &(session, other, table, first) in &relations {
            if !required[other.index()] {
                continue;
            }
            let fits = |mine: u32, its: u32| {
                let (row, column) = if first { (mine, its) } else { (its, mine) };
                table[row as usize * times + column as usize] == 0
            };
            let supported = |&mine: &u32| domains[other.index()].times.iter().any(|&its| fits(mine, its));
            let kept: Vec<u32> = domains[session.index()].times.iter().copied().filter(supported).collect();
            if kept.len() < domains[session.index()].times.len() {
                domains[session.index()].keep(kept);
                again = true;
            }
        }
    }
    domains
}

/// What is closed to one session; `cells` stays empty while nothing depends on both start and room.
struct Closed {
    times: Vec<bool>,
    rooms: Vec<bool>,
    cells: Vec<bool>,
}

impl Closed {
    fn new(times: usize, rooms: usize) -> Self {
        Self { times: vec![false; times], rooms: vec![false; rooms], cells: Vec::new() }
    }

    fn close(&mut self, cell: Cell) {
        let rooms = self.rooms.len();
        self.cells.resize(self.times.len() * rooms, false);
        self.cells[cell.time as usize * rooms + cell.room as usize] = true;
    }

    fn domain(self, times: usize, rooms: usize) -> Domain {
        let mut open = vec![0u64; (times * rooms).div_ceil(64)];
        let (mut time_open, mut room_open) = (vec![false; times], vec![false; rooms]);
        for time in (0..times).filter(|&time| !self.times[time]) {
            for room in (0..rooms).filter(|&room| !self.rooms[room]) {
                let bit = time * rooms + room;
                if !self.cells.get(bit).copied().unwrap_or(false) {
                    open[bit / 64] |= 1 << (bit % 64);
                    time_open[time] = true;
                    room_open[room] = true;
                }
            }
        }
        let list = |marks: Vec<bool>| (0..marks.len() as u32).filter(|&i| marks[i as usize]).collect();
        Domain { times: list(time_open), rooms: list(room_open), open, all_rooms: rooms }
    }
}

/// Closes the cells in which a session meets a room, or a part of it, without any capacity.
fn close_rooms(network: &Network, occupancy: &Occupancy, closed: &mut [Closed]) {
    let segments = network.segments.len();
    // For each room, how many segments without capacity lie before each segment.
    let mut without: Vec<Vec<u32>> = Vec::with_capacity(network.rooms());
    for room in 0..network.rooms() {
        let mut sums = vec![0; segments + 1];
        for segment in 0..segments {
            sums[segment + 1] = sums[segment] + u32::from(occupancy.capacity[room * segments + segment] < 1);
        }
        without.push(sums);
    }
    let ever: Vec<u32> = (0..network.rooms() as u32)
        .filter(|&room| network.parts(room).iter().any(|&part| without[part as usize][segments] > 0))
        .collect();
    for (position, closed) in closed.iter_mut().enumerate() {
        let (before, after) = (occupancy.before[position], occupancy.after[position]);
        for time in 0..network.starts.len() as u32 {
            let span = network.padded(SessionId::new(position), time, before, after);
            for &room in &ever {
                let blocked = |&part: &u32| without[part as usize][span.end] > without[part as usize][span.start];
                if network.parts(room).iter().any(blocked) {
                    closed.close(Cell { time, room });
                }
            }
        }
    }
}

/// Closes the cells in which a session alone exceeds a limit.
fn close_overloads(network: &Network, cumulative: &Cumulative, closed: &mut [Closed]) {
    // What a session demands of a limit is the sum of its uses that count there.
    let mut by_session: std::collections::BTreeMap<SessionId, Vec<usize>> = std::collections::BTreeMap::new();
    for (position, use_) in cumulative.uses.iter().enumerate() {
        by_session.entry(use_.session).or_default().push(position);
    }
    for (session, uses) in by_session {
        let uses: Vec<_> = uses.into_iter().map(|position| &cumulative.uses[position]).collect();
        let depends_on_room = uses.iter().any(|use_| matches!(use_.demand, Demand::ByRoom(_)));
        let rooms = if depends_on_room { 0..network.rooms() as u32 } else { 0..1 };
        for time in 0..network.starts.len() as u32 {
            for room in rooms.clone() {
                let too_much = cumulative.limits.iter().any(|limit| {
                    let counted: Vec<_> = uses.iter().filter(|use_| limit.counts(use_.work)).collect();
                    let demand: i64 = counted.iter().map(|use_| i64::from(use_.demand.in_room(room))).sum();
                    let exceeded = |bucket: usize| demand > i64::from(limit.capacity[bucket]);
                    // All uses of a session share its core time; paddings only widen it.
                    demand > 0
                        && counted.first().is_some_and(|first| {
                            let mut span = cumulative.buckets_of(network, first, time);
                            if cumulative.over == Over::Minutes && counted.len() > 1 {
                                span = network.padded(session, time, 0, 0);
                            }
                            span.into_iter().any(exceeded)
                        })
                });
                if too_much {
                    let closed = &mut closed[session.index()];
                    if depends_on_room {
                        closed.close(Cell { time, room });
                    } else {
                        closed.times[time as usize] = true;
                    }
                }
            }
        }
    }
}
