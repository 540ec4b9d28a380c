//! Cumulative resources: for every moment or day and every limit, what is used.

use std::ops::Range;

use super::runs;
use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{Column, FREE, Terms};
use crate::network::{ConflictGraph, Constraint, Cumulative, Demand, Limit, Over};

/// One possible use: the buckets it holds, its column, how much, which use it is, and its room if that matters.
struct Holding {
    span: Range<usize>,
    column: Column,
    demand: i64,
    position: usize,
    room: u32,
}

pub(in crate::engines::mip) fn rows(
    to: &mut Formulation<'_>,
    constraint: &Constraint,
    body: &Cumulative,
    conflicts: &ConflictGraph,
) {
    if Formulation::level(constraint).is_none() && covered_by_cliques(body, conflicts) {
        return;
    }
    let network = to.network;
    let buckets = body.buckets(network);
    let holdings = holdings(to, body);
    let cut = |bucket: usize| {
        bucket > 0 && body.limits.iter().any(|limit| limit.capacity[bucket] != limit.capacity[bucket - 1])
    };
    for run in runs(buckets, holdings.iter().map(|holding| holding.span.clone()), cut) {
        let here: Vec<&Holding> = holdings.iter().filter(|holding| holding.span.contains(&run.start)).collect();
        if here.is_empty() {
            continue;
        }
        let amount: i64 = run.clone().map(|bucket| body.bucket_amount(network, bucket)).sum();
        if body.standing {
            let terms = standing(to, body, &here);
            for limit in &body.limits {
                to.limit(constraint, terms.clone(), i64::from(limit.capacity[run.start]), amount);
            }
            continue;
        }
        let load = |limit: &Limit| -> Terms {
            let counted = here.iter().filter(|holding| limit.counts(body.uses[holding.position].work));
            counted.map(|holding| (holding.column, holding.demand)).collect()
        };
        if let [limit] = &body.limits[..] {
            to.limit(constraint, load(limit), i64::from(limit.capacity[run.start]), amount);
        } else if Formulation::level(constraint).is_none() {
            for limit in &body.limits {
                to.limit(constraint, load(limit), i64::from(limit.capacity[run.start]), amount);
            }
        } else {
            let excess = to.model.column(FREE, false);
            for limit in &body.limits {
                to.model.define(excess, 1, &load(limit), i64::from(limit.capacity[run.start]));
            }
            to.charge(constraint, excess, amount);
        }
    }
}

fn holdings(to: &mut Formulation<'_>, body: &Cumulative) -> Vec<Holding> {
    let network = to.network;
    let mut holdings = Vec::new();
    for (position, use_) in body.uses.iter().enumerate() {
        let modes = network.modes(use_.session);
        if body.standing || matches!(use_.demand, Demand::ByStand(_)) {
            for choice in &to.choices[use_.session.index()] {
                let room = to.classes.representative(choice.class as usize);
                let demand = i64::from(use_.demand.at(room, choice.mode, modes));
                if demand > 0 {
                    let span = body.buckets_of(network, use_, choice.time);
                    holdings.push(Holding { span, column: choice.column, demand, position, room });
                }
            }
            continue;
        }
        let mut demands: Vec<i32> = (0..modes).map(|mode| use_.demand.at(0, mode as u32, modes)).collect();
        let by_mode = demands.clone();
        demands.sort_unstable();
        demands.dedup();
        for demand in demands.into_iter().filter(|&demand| demand > 0) {
            for (time, column) in to.starts_in(use_.session, |mode| by_mode[mode as usize] == demand) {
                let span = body.buckets_of(network, use_, time);
                holdings.push(Holding { span, column, demand: i64::from(demand), position, room: 0 });
            }
        }
    }
    holdings
}

/// What stands in each room, as auxiliaries: at least the demand of each session that would be there.
fn standing(to: &mut Formulation<'_>, body: &Cumulative, here: &[&Holding]) -> Terms {
    let mut rooms: Vec<u32> = here.iter().map(|holding| holding.room).collect();
    rooms.sort_unstable();
    rooms.dedup();
    let mut terms = Vec::with_capacity(rooms.len());
    for room in rooms {
        let in_room: Vec<&&Holding> = here.iter().filter(|holding| holding.room == room).collect();
        let most = in_room.iter().map(|holding| holding.demand).max().unwrap_or(0);
        let stands = to.model.column(most, false);
        let mut sessions: Vec<usize> = in_room.iter().map(|holding| holding.position).collect();
        sessions.sort_unstable();
        sessions.dedup();
        for position in sessions {
            // A session has one start: its placements here exclude one another.
            let own = in_room.iter().filter(|holding| holding.position == position);
            let needs: Terms = own.map(|holding| (holding.column, holding.demand)).collect();
            to.model.define(stands, 1, &needs, 0);
        }
        terms.push((stands, 1));
    }
    debug_assert!(body.limits.len() == 1, "standing units have one limit");
    terms
}

/// Whether the clique rows say it all: every two uses exclude one another.
fn covered_by_cliques(body: &Cumulative, conflicts: &ConflictGraph) -> bool {
    body.over == Over::Minutes
        && body.uses.iter().enumerate().all(|(position, a)| {
            a.before == 0
                && a.after == 0
                && body.uses[position + 1..].iter().all(|b| conflicts.conflict(a.session.0, b.session.0))
        })
}
