//! Occupancy, incrementally: how many sessions each room holds in each bucket of time, and which.

use super::{OWN, State, pay};
use crate::network::Cell;
use crate::problem::{Interval, SessionId};

/// Bits of a counter that tell who is there; the rest count.
const WHO: u32 = 32;
const MASK: i64 = (1 << WHO) - 1;

/// Sessions in a room: their number, and the exclusive or of their numbers counted from 1, which names the one that is
/// alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tenants(i64);

impl Tenants {
    fn load(self) -> i64 {
        self.0 >> WHO
    }

    fn alone(self) -> Option<u32> {
        (self.load() == 1).then(|| ((self.0 & MASK) - 1) as u32)
    }

    fn with(self, session: u32, sign: i32) -> Self {
        let who = (self.0 & MASK) ^ (i64::from(session) + 1);
        Self((self.load() + i64::from(sign)) << WHO | who)
    }
}

impl State<'_> {
    pub(super) fn change_rooms(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        for (rooms, &first) in compiled.occupancies.iter().zip(&compiled.slots.rooms) {
            let mut amount = 0;
            let span = rooms.spans.of(session as usize, cell.time);
            for &part in compiled.network.parts(cell.room) {
                let row = part as usize * rooms.spans.buckets();
                for bucket in span.clone() {
                    let slot = first + row + bucket;
                    let tenants = Tenants(self.counts[slot]);
                    let after = tenants.with(session, sign);
                    let load = tenants.load().max(after.load());
                    if load > rooms.capacity[row + bucket] {
                        amount += rooms.spans.minutes[bucket] * if rooms.pairs { load - 1 } else { 1 };
                    }
                    self.count(slot, after.0);
                }
            }
            pay(&mut self.parts[OWN], rooms.price, i64::from(sign) * amount);
        }
    }

    /// Whether a session that is out finds its room, and every part of it, free in a cell.
    pub(crate) fn has_room(&self, session: u32, cell: Cell) -> bool {
        let compiled = self.compiled;
        compiled.occupancies.iter().zip(&compiled.slots.rooms).all(|(rooms, &first)| {
            let span = rooms.spans.of(session as usize, cell.time);
            compiled.network.parts(cell.room).iter().all(|&part| {
                let row = part as usize * rooms.spans.buckets();
                let load = |bucket: usize| Tenants(self.counts[first + row + bucket]).load();
                span.clone().all(|bucket| load(bucket) < rooms.capacity[row + bucket])
            })
        })
    }

    /// Calls `found` with the sessions that a session in a cell would push: those that run then and take a part of its
    /// room, or can never overlap with it. Some may come twice.
    pub(crate) fn in_the_way(&self, session: u32, cell: Cell, mut found: impl FnMut(u32)) {
        let compiled = self.compiled;
        let network = compiled.network;
        let from = network.start(cell);
        let own = Interval { from, to: from + network.durations[session as usize] };
        let runs = |other: u32| {
            let there = self.cells[other as usize].filter(|_| other != session);
            there.is_some_and(|there| {
                let span = Interval { from: network.start(there), to: network.end(SessionId(other), there) };
                span.overlap(own) > 0
            })
        };
        let parts = network.parts(cell.room);
        for (rooms, &first) in compiled.occupancies.iter().zip(&compiled.slots.rooms) {
            let span = rooms.spans.of(session as usize, cell.time);
            for &part in parts {
                let row = part as usize * rooms.spans.buckets();
                let itself = self.cells[session as usize].filter(|at| network.parts(at.room).contains(&part));
                let itself = itself.map_or(0..0, |at| rooms.spans.of(session as usize, at.time));
                for bucket in span.clone() {
                    let mut tenants = Tenants(self.counts[first + row + bucket]);
                    if itself.contains(&bucket) {
                        tenants = tenants.with(session, -1);
                    }
                    match tenants.alone() {
                        Some(other) if runs(other) => found(other),
                        None if tenants.load() > 1 => {
                            self.share(part).filter(|&other| runs(other)).for_each(&mut found)
                        }
                        _ => {}
                    }
                }
            }
        }
        for &other in compiled.conflicts.neighbours(SessionId(session)).iter().filter(|&&other| runs(other)) {
            found(other);
        }
    }

    /// The sessions in place that take a room.
    fn share(&self, room: u32) -> impl Iterator<Item = u32> + '_ {
        let takes =
            move |cell: &Option<Cell>| cell.is_some_and(|cell| self.compiled.network.parts(cell.room).contains(&room));
        (0..).zip(&self.cells).filter(move |(_, cell)| takes(cell)).map(|(session, _)| session)
    }
}
