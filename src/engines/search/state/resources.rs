//! Cumulative resources, incrementally: the load of each limit in each bucket.

use super::{LOADS, State, pay};
use crate::network::Cell;

/// Where standing units are counted: bits of the units that stand in a room; above them, the uses that need them.
const USES: u32 = 32;

impl State<'_> {
    /// All resources; only those whose use depends on the room if nothing else changes.
    pub(super) fn change_resources(&mut self, session: u32, cell: Cell, sign: i32, of_room: bool) {
        let compiled = self.compiled;
        for reference in compiled.uses.of(session as usize) {
            if of_room && !reference.of_room {
                continue;
            }
            let resource = &compiled.resources[reference.resource as usize];
            if let (1.., Some(spans)) = (reference.plain, &resource.spans) {
                let change = i64::from(sign * reference.plain);
                let first = compiled.slots.load[reference.resource as usize];
                let mut amount = 0;
                for bucket in spans.of(reference.position as usize, cell.time) {
                    let load = self.counts[first + bucket];
                    let excess = load - resource.capacity[bucket];
                    amount += resource.bucket_amounts[bucket] * ((excess + change).max(0) - excess.max(0));
                    self.count(first + bucket, load + change);
                }
                if amount != 0 {
                    pay(&mut self.parts[LOADS], resource.price, amount);
                }
                continue;
            }
            let use_ = &resource.body.uses[reference.position as usize];
            let demand = use_.demand.at(cell.room, cell.mode, compiled.modes[session as usize] as usize);
            if demand == 0 {
                continue;
            }
            let span = match &resource.spans {
                Some(spans) => spans.of(reference.position as usize, cell.time),
                None => resource.body.buckets_of(compiled.network, use_, cell.time),
            };
            let buckets = resource.bucket_amounts.len();
            let counted = resource.counted(use_.work);
            let limits = counted.len();
            let mut amount = 0;
            for bucket in span {
                let change = if resource.body.standing {
                    let slot = compiled.slots.standing[reference.resource as usize];
                    let slot = slot + cell.room as usize * buckets + bucket;
                    let (uses, stood) = (self.counts[slot] >> USES, self.counts[slot] & ((1 << USES) - 1));
                    let now = match i64::from(demand) {
                        demand if sign > 0 => stood.max(demand),
                        _ if uses == 1 => 0,
                        demand if demand < stood => stood,
                        _ => i64::from(self.stands(reference.resource as usize, cell.room, bucket)),
                    };
                    self.count(slot, (uses + i64::from(sign)) << USES | now);
                    now - stood
                } else {
                    i64::from(sign * demand)
                };
                if change == 0 {
                    continue;
                }
                let first = compiled.slots.load[reference.resource as usize] + bucket * limits;
                let (mut before, mut after) = (0, 0);
                for (position, counts) in counted.iter().enumerate() {
                    let load = self.counts[first + position];
                    let capacity = resource.capacity[bucket * limits + position];
                    before = before.max(load - capacity);
                    if *counts {
                        self.count(first + position, load + change);
                        after = after.max(load + change - capacity);
                    } else {
                        after = after.max(load - capacity);
                    }
                }
                amount += resource.bucket_amounts[bucket] * (after - before);
            }
            pay(&mut self.parts[LOADS], resource.price, amount);
        }
    }

    /// The most that any session in place needs to stand in a room in a bucket.
    fn stands(&self, resource: usize, room: u32, bucket: usize) -> i32 {
        let compiled = &self.compiled.resources[resource];
        let mut most = 0;
        for (position, use_) in compiled.body.uses.iter().enumerate() {
            let Some(cell) = self.cells[use_.session.index()].filter(|cell| cell.room == room) else { continue };
            if compiled.spans.as_ref().is_some_and(|spans| spans.of(position, cell.time).contains(&bucket)) {
                let modes = self.compiled.modes[use_.session.index()] as usize;
                most = most.max(use_.demand.at(room, cell.mode, modes));
            }
        }
        most
    }
}
