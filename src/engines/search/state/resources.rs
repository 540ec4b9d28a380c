//! Cumulative resources, incrementally: the load of each limit in each bucket.

use std::ops::Range;

use super::{LOADS, State, pay};
use crate::network::{Cell, Demand, Over};

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
            let counted = resource.counted(use_.work);
            let limits = counted.len();
            let company = resource.body.standing && self.has_company(reference.resource as usize, cell.room, &span);
            let mut amount = 0;
            for bucket in span {
                let change = if resource.body.standing {
                    let stands = if company { self.stands(reference.resource as usize, cell.room, bucket) } else { 0 };
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

    /// Whether any session in place needs something to stand in a room at some moment of a span.
    fn has_company(&self, resource: usize, room: u32, span: &Range<usize>) -> bool {
        let compiled = &self.compiled.resources[resource];
        compiled.body.uses.iter().enumerate().any(|(position, use_)| {
            let cell = self.cells[use_.session.index()].filter(|cell| cell.room == room);
            let its = cell.and_then(|cell| Some(compiled.spans.as_ref()?.of(position, cell.time)));
            its.is_some_and(|its| its.start < span.end && span.start < its.end)
        })
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
