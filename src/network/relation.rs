//! Relation: a cost on the placements of two sessions.

use super::{Assignment, Cell, Network};
use crate::problem::{Interval, SessionId};

/// A cost on two sessions that are both placed.
#[derive(Clone, Debug)]
pub struct Relation {
    /// The one.
    pub a: SessionId,
    /// The other, never the same.
    pub b: SessionId,
    /// The cost.
    pub kind: RelationKind,
}

/// What the cost of a relation depends on. Tables are shared between relations: position in the network's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// The two starts: a table starts × starts, `a` by row.
    Times(u32),
    /// The two rooms: a table rooms × rooms, `a` by row.
    Rooms(u32),
    /// The product of the two: tables of starts and of rooms.
    Both(u32, u32),
    /// The minutes by which the pause between the two falls short of `pause` plus the walk from room to room;
    /// nothing when they overlap.
    Walk {
        /// Least pause in minutes, walk not included.
        pause: i32,
    },
}

/// What two starts cost, given the two durations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimeRelation {
    /// Minutes of overlap.
    Overlap,
    /// 1 unless `a` ends at least `least` and at most `most` minutes before `b` starts.
    Order {
        /// Least minutes between.
        least: i32,
        /// Most minutes between.
        most: Option<i32>,
    },
    /// 1 when the days differ.
    OtherDay,
    /// 1 when the days are the same.
    SameDay,
    /// 1 when the starts differ.
    OtherStart,
    /// 1 when both are in the same slot.
    SameSlot,
    /// Minutes of overlap, in started units of so many minutes.
    OverlapUnits(i32),
    /// 1 when they overlap, or are on the same day with less than so many minutes between them.
    Near(i32),
}

/// What two rooms cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RoomRelation {
    /// 1 when the rooms differ.
    Other,
    /// 1 when the rooms are the same or share a part.
    Shared,
    /// 1 when the room of the one has more seats than the room of the other.
    Larger,
}

impl TimeRelation {
    /// The costs, starts × starts.
    pub(super) fn table(self, network: &Network, durations: (i32, i32), classes: (u32, u32)) -> Vec<i32> {
        let n = network.starts.len();
        let mut table = Vec::with_capacity(n * n);
        for (ta, &a) in network.starts.iter().enumerate() {
            for (tb, &b) in network.starts.iter().enumerate() {
                let (a, b) = (Interval { from: a, to: a + durations.0 }, Interval { from: b, to: b + durations.1 });
                let same_day = network.day_of_start[ta] == network.day_of_start[tb];
                table.push(match self {
                    TimeRelation::Overlap => a.overlap(b),
                    TimeRelation::Order { least, most } => {
                        let gap = b.from - a.to;
                        i32::from(gap < least || most.is_some_and(|most| gap > most))
                    }
                    TimeRelation::OtherDay => i32::from(!same_day),
                    TimeRelation::SameDay => i32::from(same_day),
                    TimeRelation::OtherStart => i32::from(a.from != b.from),
                    TimeRelation::SameSlot => {
                        let slot = |class, time: usize| network.layout.slot_in_class(class, time as u32);
                        i32::from(slot(classes.0, ta).is_some_and(|here| slot(classes.1, tb) == Some(here)))
                    }
                    TimeRelation::OverlapUnits(unit) => (a.overlap(b) + unit - 1) / unit,
                    TimeRelation::Near(pause) => {
                        let gap = (b.from - a.to).max(a.from - b.to);
                        i32::from(gap < 0 || same_day && gap < pause)
                    }
                });
            }
        }
        table
    }
}

impl RoomRelation {
    /// The costs, rooms × rooms.
    pub(super) fn table(self, network: &Network) -> Vec<i32> {
        let rooms = 0..network.rooms() as u32;
        let cost = |a: u32, b: u32| match self {
            RoomRelation::Other => i32::from(a != b),
            RoomRelation::Shared => i32::from(network.parts(a).iter().any(|part| network.parts(b).contains(part))),
            RoomRelation::Larger => i32::from(
                a != network.nowhere() && b != network.nowhere() && {
                    network.seats[a as usize] > network.seats[b as usize]
                },
            ),
        };
        rooms.clone().flat_map(|a| rooms.clone().map(move |b| (a, b))).map(|(a, b)| cost(a, b)).collect()
    }
}

impl Relation {
    /// Another relation of the same two sessions.
    fn with(&self, kind: RelationKind) -> Self {
        Self { kind, ..self.clone() }
    }

    /// The cost when `a` and `b` stand in these cells.
    #[must_use]
    pub fn cost(&self, network: &Network, a: Cell, b: Cell) -> i64 {
        match self.kind {
            RelationKind::Times(table) => {
                let table = &network.time_tables[table as usize];
                i64::from(table[a.time as usize * network.starts.len() + b.time as usize])
            }
            RelationKind::Rooms(table) => {
                let table = &network.room_tables[table as usize];
                i64::from(table[a.room as usize * network.rooms() + b.room as usize])
            }
            RelationKind::Both(times, rooms) => {
                let by_time = self.with(RelationKind::Times(times)).cost(network, a, b);
                if by_time == 0 { 0 } else { by_time * self.with(RelationKind::Rooms(rooms)).cost(network, a, b) }
            }
            RelationKind::Walk { pause } => {
                let gap = (network.start(b) - network.end(self.a, a)).max(network.start(a) - network.end(self.b, b));
                if gap < 0 {
                    return 0;
                }
                i64::from((pause + network.walk(a.room, b.room) - gap).max(0))
            }
        }
    }

    /// The cost under an assignment.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        match (at.get(self.a), at.get(self.b)) {
            (Some(a), Some(b)) => self.cost(network, a, b),
            _ => 0,
        }
    }
}
