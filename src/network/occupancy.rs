//! Occupancy: every room at once, used minute by minute, up to a capacity that changes over time.

use super::{Assignment, Network};
use crate::problem::SessionId;

/// Rooms in use. A session takes its room and every room that this one is made of, from `before` minutes before its
/// start to `after` minutes after its end.
#[derive(Clone, Debug)]
pub struct Occupancy {
    /// By session: minutes before the start.
    pub before: Vec<i32>,
    /// By session: minutes after the end.
    pub after: Vec<i32>,
    /// Sessions that a room holds, rooms × segments, row-major; the room outside the list holds any number.
    pub capacity: Vec<i32>,
    /// Whether each session too many counts once for every other one there, so that pairs are counted.
    pub pairs: bool,
}

impl Occupancy {
    /// The least that a room holds at any time.
    #[must_use]
    pub fn least(&self, network: &Network, room: u32) -> i32 {
        let segments = network.segments.len();
        let row = room as usize * segments..(room as usize + 1) * segments;
        self.capacity[row].iter().copied().min().unwrap_or(0)
    }

    /// What the session that comes as the `load`th into a room adds, per minute.
    #[must_use]
    pub fn step(&self, load: i64, capacity: i64) -> i64 {
        match load > capacity {
            false => 0,
            true if self.pairs => load - 1,
            true => 1,
        }
    }

    /// Minutes × sessions in excess, or × pairs, summed over rooms.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let segments = network.segments.len();
        let mut load = vec![0i32; network.rooms() * segments];
        for (position, cell) in at.cells.iter().enumerate() {
            let Some(cell) = *cell else { continue };
            let session = SessionId::new(position);
            let span = network.padded(session, cell.time, self.before[position], self.after[position]);
            for &part in network.parts(cell.room) {
                for segment in span.clone() {
                    load[part as usize * segments + segment] += 1;
                }
            }
        }
        let excess = |(position, &load): (usize, &i32)| {
            let capacity = i64::from(self.capacity[position]);
            let steps: i64 = (capacity.max(0)..i64::from(load)).map(|before| self.step(before + 1, capacity)).sum();
            network.segments.minutes(position % segments) * steps
        };
        load.iter().enumerate().map(excess).sum()
    }
}
