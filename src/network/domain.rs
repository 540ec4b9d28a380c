//! Domains: the cells in which a session can stand without breaking a hard constraint all by itself, or together with
//! whatever cell of another session that must take place (arc consistency over relations of starts; Mackworth,
//! *Consistency in networks of relations*, Artificial Intelligence 8, 1977).

use std::collections::BTreeMap;

use super::{Cell, Cumulative, Demand, Network, Occupancy, Over, Primitive, Relation, RelationKind, Table, Use};
use crate::instance::schema::Level;
use crate::problem::SessionId;

/// The cells open to a session.
#[derive(Clone, Debug)]
pub struct Domain {
    /// Starts with at least one open cell, ascending.
    pub times: Vec<u32>,
    /// Rooms with at least one open cell, ascending.
    pub rooms: Vec<u32>,
    /// Modes of interpretation with at least one open cell, ascending.
    pub modes: Vec<u32>,
    /// Starts × rooms of the network × modes of the session, one bit each.
    open: Vec<u64>,
    all_rooms: usize,
    all_modes: usize,
}

impl Domain {
    /// Whether a cell is open.
    #[must_use]
    pub fn contains(&self, cell: Cell) -> bool {
        let bit = self.bit(cell);
        self.open[bit / 64] >> (bit % 64) & 1 == 1
    }

    fn bit(&self, cell: Cell) -> usize {
        (cell.time as usize * self.all_rooms + cell.room as usize) * self.all_modes + cell.mode as usize
    }

    /// The open cells, by start, then room, then mode.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + '_ {
        let rows = self.times.iter().flat_map(|&time| self.rooms.iter().map(move |&room| (time, room)));
        rows.flat_map(|(time, room)| self.at(time, room)).filter(|&cell| self.contains(cell))
    }

    /// The cells of a start and room, open or not.
    fn at(&self, time: u32, room: u32) -> impl Iterator<Item = Cell> + '_ {
        self.modes.iter().map(move |&mode| Cell { time, room, mode })
    }

    /// The same session with nothing open to it.
    #[must_use]
    pub fn closed(&self) -> Self {
        self.only(|_| false)
    }

    /// The same session with those of its open cells that are wanted.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(Cell) -> bool) -> Self {
        let mut few = Self { times: Vec::new(), rooms: Vec::new(), modes: Vec::new(), ..self.clone() };
        few.open.fill(0);
        for cell in self.cells().filter(|&cell| wanted(cell)) {
            let bit = few.bit(cell);
            few.open[bit / 64] |= 1 << (bit % 64);
            few.times.push(cell.time);
            few.rooms.push(cell.room);
            few.modes.push(cell.mode);
        }
        for values in [&mut few.times, &mut few.rooms, &mut few.modes] {
            values.sort_unstable();
            values.dedup();
        }
        few
    }

    /// Keeps these starts only.
    fn keep(&mut self, times: Vec<u32>) {
        for time in std::mem::take(&mut self.times) {
            if times.binary_search(&time).is_err() {
                let row = self.all_rooms * self.all_modes;
                for bit in time as usize * row..(time as usize + 1) * row {
                    self.open[bit / 64] &= !(1 << (bit % 64));
                }
            }
        }
        self.times = times;
        let (mut rooms, mut modes) = (vec![false; self.all_rooms], vec![false; self.all_modes]);
        for cell in self.cells() {
            (rooms[cell.room as usize], modes[cell.mode as usize]) = (true, true);
        }
        self.rooms.retain(|&room| rooms[room as usize]);
        self.modes.retain(|&mode| modes[mode as usize]);
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
    let new = |session| Closed::new(times, rooms, network.modes(session));
    let mut closed: Vec<Closed> = network.session_ids().map(new).collect();
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
                    Table::ByMode(costs) => (&mut closed.modes, costs),
                    Table::ByCell(costs) => {
                        for cell in closed.all_cells() {
                            if costs[cell.time as usize * rooms + cell.room as usize] > 0 {
                                closed.close(cell);
                            }
                        }
                        continue;
                    }
                    Table::ByStand(costs) => {
                        let modes = closed.modes.len();
                        for cell in closed.all_cells() {
                            if costs[cell.room as usize * modes + cell.mode as usize] > 0 {
                                closed.close(cell);
                            }
                        }
                        continue;
                    }
                };
                for (mark, &cost) in marks.iter_mut().zip(costs) {
                    *mark |= cost > 0;
                }
            }
            Primitive::Occupancy(occupancy) => close_rooms(network, occupancy, &mut closed),
            Primitive::Cumulative(cumulative) => close_overloads(network, cumulative, &mut closed),
            _ => {}
        }
    }
    for implied in &network.implied {
        close_overloads(network, &implied.body, &mut closed);
    }
    closed.into_iter().map(Closed::domain).collect()
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

/// What is closed to one session; `cells` (starts × rooms × modes, one bit each) stays empty while nothing depends on
/// two of them.
struct Closed {
    times: Vec<bool>,
    rooms: Vec<bool>,
    modes: Vec<bool>,
    cells: Vec<u64>,
}

impl Closed {
    fn new(times: usize, rooms: usize, modes: usize) -> Self {
        Self { times: vec![false; times], rooms: vec![false; rooms], modes: vec![false; modes], cells: Vec::new() }
    }

    fn all_cells(&self) -> impl Iterator<Item = Cell> + use<> {
        let (times, rooms, modes) = (self.times.len() as u32, self.rooms.len() as u32, self.modes.len() as u32);
        let stands = move |time| (0..rooms).flat_map(move |room| (0..modes).map(move |mode| Cell { time, room, mode }));
        (0..times).flat_map(stands)
    }

    fn position(&self, cell: Cell) -> usize {
        (cell.time as usize * self.rooms.len() + cell.room as usize) * self.modes.len() + cell.mode as usize
    }

    fn words(&self) -> usize {
        (self.times.len() * self.rooms.len() * self.modes.len()).div_ceil(64)
    }

    fn close(&mut self, cell: Cell) {
        if self.cells.is_empty() {
            self.cells = vec![0; self.words()];
        }
        let bit = self.position(cell);
        self.cells[bit / 64] |= 1 << (bit % 64);
    }

    fn domain(self) -> Domain {
        let mut open = vec![0u64; self.words()];
        let list = |marks: &[bool], wanted: bool| -> Vec<u32> {
            (0..marks.len() as u32).filter(|&i| marks[i as usize] == wanted).collect()
        };
        let (free_times, free_rooms) = (list(&self.times, false), list(&self.rooms, false));
        let free_modes = list(&self.modes, false);
        let (mut times, mut rooms) = (vec![false; self.times.len()], vec![false; self.rooms.len()]);
        let mut modes = vec![false; self.modes.len()];
        for &time in &free_times {
            for &room in &free_rooms {
                for &mode in &free_modes {
                    let bit = self.position(Cell { time, room, mode });
                    if self.cells.get(bit / 64).is_none_or(|word| word >> (bit % 64) & 1 == 0) {
                        open[bit / 64] |= 1 << (bit % 64);
                        (times[time as usize], rooms[room as usize], modes[mode as usize]) = (true, true, true);
                    }
                }
            }
        }
        let (all_rooms, all_modes) = (self.rooms.len(), self.modes.len());
        let (times, rooms, modes) = (list(&times, true), list(&rooms, true), list(&modes, true));
        Domain { times, rooms, modes, open, all_rooms, all_modes }
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
    // Sessions of one length and padding meet the same rooms closed.
    let mut known: BTreeMap<(i32, i32, i32), Vec<(u32, u32)>> = BTreeMap::new();
    for (position, closed) in closed.iter_mut().enumerate() {
        let (before, after) = (occupancy.before[position], occupancy.after[position]);
        let stands = known.entry((network.durations[position], before, after)).or_insert_with(|| {
            let mut stands = Vec::new();
            for time in 0..network.starts.len() as u32 {
                let span = network.padded(SessionId::new(position), time, before, after);
                let blocked = |&part: &u32| without[part as usize][span.end] > without[part as usize][span.start];
                let rooms = ever.iter().filter(|&&room| network.parts(room).iter().any(blocked));
                stands.extend(rooms.map(|&room| (time, room)));
            }
            stands
        });
        for &(time, room) in stands.iter() {
            for mode in 0..closed.modes.len() as u32 {
                closed.close(Cell { time, room, mode });
            }
        }
    }
}

/// Closes the cells in which a session alone exceeds a limit.
fn close_overloads(network: &Network, cumulative: &Cumulative, closed: &mut [Closed]) {
    // What a session demands of a limit is the sum of its uses that count there.
    let mut by_session: BTreeMap<SessionId, Vec<usize>> = BTreeMap::new();
    for (position, use_) in cumulative.uses.iter().enumerate() {
        by_session.entry(use_.session).or_default().push(position);
    }
    for (session, uses) in by_session {
        let uses: Vec<_> = uses.into_iter().map(|position| &cumulative.uses[position]).collect();
        let count = network.modes(session);
        let fixed = uses.iter().all(|use_| matches!(use_.demand, Demand::Fixed(_)));
        let by_room = uses.iter().any(|use_| matches!(use_.demand, Demand::ByStand(_)));
        let rooms = if by_room { 0..network.rooms() as u32 } else { 0..1 };
        let modes = if fixed { 0..1 } else { 0..count as u32 };
        let stands = rooms.flat_map(|room| modes.clone().map(move |mode| (room, mode)));
        let stands: Vec<(u32, u32)> = stands.collect();
        for time in 0..network.starts.len() as u32 {
            for &(room, mode) in &stands {
                let too_much = cumulative.limits.iter().any(|limit| {
                    let counted: Vec<_> = uses.iter().filter(|use_| limit.counts(use_.work)).collect();
                    let demand = |use_: &&&Use| i64::from(use_.demand.at(room, mode, count));
                    let demand: i64 = counted.iter().map(demand).sum();
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
                    match (fixed, by_room) {
                        (true, _) => closed.times[time as usize] = true,
                        (false, true) => closed.close(Cell { time, room, mode }),
                        (false, false) => {
                            (0..network.rooms() as u32).for_each(|room| closed.close(Cell { time, room, mode }));
                        }
                    }
                }
            }
        }
    }
}
