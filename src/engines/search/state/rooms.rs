//! Occupancy, incrementally: how many sessions each room holds in each segment.

use super::{OWN, State, pay};
use crate::network::Cell;

impl State<'_> {
    pub(super) fn change_rooms(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        let segments = compiled.network.segments.len();
        for (rooms, &first) in compiled.occupancies.iter().zip(&compiled.slots.rooms) {
            let mut amount = 0;
            let span = rooms.spans.of(session as usize, cell.time);
            for &part in compiled.network.parts(cell.room) {
                let row = part as usize * segments;
                for segment in span.clone() {
                    let slot = first + row + segment;
                    let load = self.counts[slot];
                    let higher = if sign > 0 { load + 1 } else { load };
                    if higher > i64::from(rooms.occupancy.capacity[row + segment]) {
                        amount += compiled.network.segments.minutes(segment);
                    }
                    self.count(slot, load + i64::from(sign));
                }
            }
            pay(&mut self.parts[OWN], rooms.price, i64::from(sign) * amount);
        }
    }

    /// Whether a session that is out finds its room, and every part of it, free in a cell.
    pub(crate) fn has_room(&self, session: u32, cell: Cell) -> bool {
        let compiled = self.compiled;
        let segments = compiled.network.segments.len();
        compiled.occupancies.iter().zip(&compiled.slots.rooms).all(|(rooms, &first)| {
            let span = rooms.spans.of(session as usize, cell.time);
            compiled.network.parts(cell.room).iter().all(|&part| {
                let row = part as usize * segments;
                let load = |segment: usize| self.counts[first + row + segment];
                span.clone().all(|segment| load(segment) < i64::from(rooms.occupancy.capacity[row + segment]))
            })
        })
    }
}
