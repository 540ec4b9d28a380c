//! Cumulative resources, incrementally: the load of each limit in each bucket.

use super::{State, pay};
use crate::engines::search::compiled::{Compiled, Resource};
use crate::network::{Cell, Over};

/// The load of one resource.
#[derive(Clone, Debug)]
pub(crate) struct ResourceState {
    /// By limit and bucket; with standing units, by bucket.
    load: Vec<i64>,
    /// With standing units: what stands in each room and bucket.
    standing: Vec<i32>,
}

impl ResourceState {
    pub(super) fn new(compiled: &Compiled<'_>, resource: &Resource<'_>) -> Self {
        let buckets = resource.bucket_amounts.len();
        let standing = if resource.body.standing { vec![0; compiled.rooms * buckets] } else { Vec::new() };
        Self { load: vec![0; resource.body.limits.len() * buckets], standing }
    }

    fn excess(&self, resource: &Resource<'_>, bucket: usize) -> i64 {
        let buckets = resource.bucket_amounts.len();
        let mut worst = 0;
        for (position, limit) in resource.body.limits.iter().enumerate() {
            worst = worst.max(self.load[position * buckets + bucket] - i64::from(limit.capacity[bucket]));
        }
        worst
    }
}

impl State<'_> {
    pub(super) fn change_resources(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        for reference in compiled.uses.of(session as usize) {
            let resource = &compiled.resources[reference.resource as usize];
            let use_ = &resource.body.uses[reference.position as usize];
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
                    let slot = cell.room as usize * buckets + bucket;
                    let state = &mut self.resources[reference.resource as usize];
                    let before = std::mem::replace(&mut state.standing[slot], now);
                    i64::from(now - before)
                } else {
                    i64::from(sign * demand)
                };
                if change == 0 {
                    continue;
                }
                let state = &mut self.resources[reference.resource as usize];
                let before = state.excess(resource, bucket);
                for (position, limit) in resource.body.limits.iter().enumerate() {
                    if limit.counts(use_.work) {
                        state.load[position * buckets + bucket] += change;
                    }
                }
                amount += resource.bucket_amounts[bucket] * (state.excess(resource, bucket) - before);
            }
            pay(&mut self.score, resource.price, amount);
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
