//! Cumulative resources, incrementally: the load of each limit in each bucket.

use super::{REST, State, pay};
use crate::engines::search::compiled::Resource;
use crate::network::{Cell, Demand, Over};

/// How far a bucket of a resource is beyond its limits, given the loads by limit and bucket.
fn excess(resource: &Resource<'_>, load: &[i64], bucket: usize) -> i64 {
    let buckets = resource.bucket_amounts.len();
    let mut worst = 0;
    for (position, limit) in resource.body.limits.iter().enumerate() {
        worst = worst.max(load[position * buckets + bucket] - i64::from(limit.capacity[bucket]));
    }
    worst
}

impl State<'_> {
    /// All resources; only those whose use depends on the room if nothing else changes.
    pub(super) fn change_resources(&mut self, session: u32, cell: Cell, sign: i32, of_room: bool) {
        let compiled = self.compiled;
        for reference in compiled.uses.of(session as usize) {
            let resource = &compiled.resources[reference.resource as usize];
            let use_ = &resource.body.uses[reference.position as usize];
            if of_room && !resource.body.standing && !matches!(use_.demand, Demand::ByStand(_)) {
                continue;
            }
            let demand = use_.demand.at(cell.room, cell.mode, compiled.modes[session as usize] as usize);
            if demand == 0 {
                continue;
            }
            let span = match (&resource.spans, resource.body.over) {
                (Some(spans), Over::Minutes) => spans.of(reference.position as usize, cell.time),
                _ => resource.body.buckets_of(compiled.network, use_, cell.time),
            };
            let buckets = resource.bucket_amounts.len();
            let mut amount = 0;
            for bucket in span {
                let change = if resource.body.standing {
                    let stands = self.stands(reference.resource as usize, cell.room, bucket);
                    let now = if sign > 0 { stands.max(demand) } else { stands };
                    let slot = compiled.slots.standing[reference.resource as usize];
                    let now = i64::from(now);
                    now - self.count(slot + cell.room as usize * buckets + bucket, now)
                } else {
                    i64::from(sign * demand)
                };
                if change == 0 {
                    continue;
                }
                let first = compiled.slots.load[reference.resource as usize];
                let before = excess(resource, &self.counts[first..], bucket);
                for (position, limit) in resource.body.limits.iter().enumerate() {
                    if limit.counts(use_.work) {
                        let slot = first + position * buckets + bucket;
                        self.count(slot, self.counts[slot] + change);
                    }
                }
                amount += resource.bucket_amounts[bucket] * (excess(resource, &self.counts[first..], bucket) - before);
            }
            pay(&mut self.parts[REST], resource.price, amount);
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
