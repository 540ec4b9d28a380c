//! The outline of a programme: which sessions are in which slots, and which groups meet in which rooms of which slots.
//!
//! Where groups of sessions fill the rooms of slots, most of what a timetable costs is decided by that alone, and a session has
//! a few slots instead of a few hundred cells. The outline is a relaxation: a session pays the least that any cell of its slot
//! costs it, rooms of slots hold minutes instead of sessions, and what depends on anything finer costs nothing. So it bounds
//! what timetables cost, and its solutions are no timetables.

use std::collections::BTreeMap;

use super::Formulation;
use super::linearize::{Meetings, capacity};
use super::model::{Column, FREE, Terms};
use crate::engines::ingredients::Without;
use crate::instance::schema::Level;
use crate::network::{
    Attribute, Cell, Constraint, Domain, Grid, Network, Presence, Primitive, Relation, RelationKind, Unary,
};
use crate::problem::SessionId;

/// Pairs of slots of two sessions that cost, beyond which such costs are left out.
const MOST_PAIRS: usize = 200_000;

/// A slot that is open to a session.
#[derive(Clone, Debug)]
pub(super) struct Inside {
    pub(super) slot: usize,
    /// The column that says that it is there.
    pub(super) column: Column,
    /// The rooms that are open to it there, ascending.
    pub(super) rooms: Vec<u32>,
    /// Its starts there, ascending.
    starts: Vec<u32>,
}

/// What a slot is to a session: the least that a cell costs, on each level, and the rooms and starts of cells.
type Offer = ([i64; 2], Vec<u32>, Vec<u32>);

/// The outline of a network; `None` where no constraint looks at rooms of slots.
pub(super) fn outline<'n>(network: &'n Network, domains: &'n [Domain]) -> Option<Formulation<'n>> {
    network.constraints.iter().any(|c| matches!(c.body, Primitive::Grid(_))).then(|| {
        let mut to = Formulation::empty(network, domains, Without::default());
        to.exact = false;
        let inside = places(&mut to);
        let mut meetings = Meetings::of_outline(&mut to, &inside);
        rooms_hold(&mut to, &inside);
        let mut left = MOST_PAIRS;
        for constraint in &network.constraints {
            match &constraint.body {
                Primitive::Grid(grid) => meetings.rows(&mut to, constraint, grid),
                Primitive::Presence(presence) => rooms_touched(&mut to, constraint, presence, &meetings),
                Primitive::Relation(relation) => pair(&mut to, constraint, relation, &inside, &mut left),
                _ => {}
            }
        }
        to
    })
}

/// For each session a column for each of its slots, one for everywhere else, and one for nowhere.
fn places(to: &mut Formulation<'_>) -> Vec<Vec<Inside>> {
    let network = to.network;
    let mut alone: Vec<Vec<(&Constraint, &Unary)>> = vec![Vec::new(); network.sessions()];
    let mut absent = vec![[0i64; 2]; network.sessions()];
    for constraint in &network.constraints {
        let Some(level) = Formulation::level(constraint) else { continue };
        match &constraint.body {
            Primitive::Unary(unary) => alone[unary.session.index()].push((constraint, unary)),
            Primitive::Absence(absence) => {
                let cost = &mut absent[absence.session.index()][level];
                *cost = cost.saturating_add(constraint.weight.saturating_mul(absence.cost));
            }
            _ => {}
        }
    }
    let mut all = Vec::with_capacity(network.sessions());
    for (session, required) in network.session_ids().zip(network.required()) {
        let own = &alone[session.index()];
        let cost = |cell: Cell| {
            own.iter().fold([0i64; 2], |mut costs, (constraint, unary)| {
                let cost = &mut costs[usize::from(constraint.level != Level::Medium)];
                *cost = cost.saturating_add(constraint.weight.saturating_mul(unary.cost(network, cell)));
                costs
            })
        };
        let mut slots: BTreeMap<Option<usize>, Offer> = BTreeMap::new();
        for cell in to.domains[session.index()].cells() {
            let (least, rooms, starts) =
                slots.entry(network.slot(session, cell)).or_insert_with(|| ([i64::MAX; 2], Vec::new(), Vec::new()));
            let cost = cost(cell);
            *least = [least[0].min(cost[0]), least[1].min(cost[1])];
            rooms.push(cell.room);
            starts.push(cell.time);
        }
        let mut inside = Vec::new();
        let mut once = Terms::new();
        for (slot, (least, mut rooms, mut starts)) in slots {
            let column = to.model.column(1, true);
            to.model.cost[column.0 as usize] = least;
            once.push((column, 1));
            for values in [&mut rooms, &mut starts] {
                values.sort_unstable();
                values.dedup();
            }
            inside.extend(slot.map(|slot| Inside { slot, column, rooms, starts }));
        }
        if !required {
            let out = to.model.column(1, true);
            to.model.cost[out.0 as usize] = absent[session.index()];
            once.push((out, 1));
        }
        to.model.row(1, 1, once);
        all.push(inside);
    }
    all
}

/// The rooms of a slot hold no more minutes than there are.
fn rooms_hold(to: &mut Formulation<'_>, inside: &[Vec<Inside>]) {
    let network = to.network;
    let spans = spans(network, inside);
    for (&slot, span) in &spans {
        let mut rooms = Vec::new();
        let mut terms = Terms::new();
        for session in network.session_ids() {
            for place in inside[session.index()].iter().filter(|place| place.slot == slot) {
                terms.push((place.column, i64::from(network.durations[session.index()])));
                rooms.extend(&place.rooms);
            }
        }
        rooms.sort_unstable();
        rooms.dedup();
        let all: Option<Vec<i64>> = rooms.into_iter().map(|room| capacity(network, room, span)).collect();
        if let Some(all) = all {
            to.model.at_most(terms, all.into_iter().fold(0, i64::saturating_add));
        }
    }
}

/// By slot, the segments of time that sessions in it take.
pub(super) fn spans(network: &Network, inside: &[Vec<Inside>]) -> BTreeMap<usize, std::ops::Range<usize>> {
    let mut spans: BTreeMap<usize, std::ops::Range<usize>> = BTreeMap::new();
    for session in network.session_ids() {
        for place in &inside[session.index()] {
            for &time in &place.starts {
                let span = network.padded(session, time, 0, 0);
                let all = spans.entry(place.slot).or_insert_with(|| span.clone());
                *all = all.start.min(span.start)..all.end.max(span.end);
            }
        }
    }
    spans
}

/// Rooms that a group touches, where a whole group is asked for.
fn rooms_touched(to: &mut Formulation<'_>, constraint: &Constraint, presence: &Presence, meetings: &Meetings) {
    let group_of = &to.network.layout.group_of;
    let mut groups = presence.members.iter().map(|member| group_of[member.index()]);
    let Some(group) = groups.next().flatten().filter(|&group| groups.all(|other| other == Some(group))) else { return };
    let whole = group_of.iter().filter(|of| **of == Some(group)).count() == presence.members.len();
    if presence.of != Attribute::Room || !whole {
        return;
    }
    let mut touched: BTreeMap<u32, Column> = BTreeMap::new();
    for (room, met) in meetings.of_group(group as usize) {
        let column = *touched.entry(room).or_insert_with(|| to.model.column(1, false));
        to.model.define(column, 1, &vec![(met, 1)], 0);
    }
    let all: Terms = touched.into_values().map(|column| (column, 1)).collect();
    to.limit(constraint, all, presence.free, 1);
}

/// What two sessions cost at least that are in these slots.
fn pair(
    to: &mut Formulation<'_>,
    constraint: &Constraint,
    relation: &Relation,
    inside: &[Vec<Inside>],
    left: &mut usize,
) {
    let network = to.network;
    let apart = |here: &Inside, there: &Inside| {
        let (RelationKind::Rooms(rooms) | RelationKind::Both(_, rooms)) = relation.kind else { return 1 };
        // Groups that never share a room are in different ones at one time; at different times they need not be.
        let groups = [relation.a, relation.b].map(|session| network.layout.group_of[session.index()]);
        let strangers = groups[0] != groups[1] && groups.iter().all(Option::is_some) && here.slot == there.slot;
        let table = &network.room_tables[rooms as usize];
        let pairs = here.rooms.iter().flat_map(|&a| there.rooms.iter().map(move |&b| (a, b)));
        let costs = pairs.filter(|(a, b)| !(strangers && a == b && never_mixed(network)));
        costs.map(|(a, b)| i64::from(table[a as usize * network.rooms() + b as usize])).min().unwrap_or(0)
    };
    let cost = |here: &Inside, there: &Inside| {
        let (RelationKind::Times(table) | RelationKind::Both(table, _)) = relation.kind else { return 0 };
        let table = &network.time_tables[table as usize];
        let pairs = here.starts.iter().flat_map(|&a| there.starts.iter().map(move |&b| (a, b)));
        let least = pairs.map(|(a, b)| i64::from(table[a as usize * network.starts.len() + b as usize])).min();
        least.filter(|&least| least > 0).map_or(0, |least| least * apart(here, there))
    };
    let mut extra = None;
    for here in &inside[relation.a.index()] {
        for there in &inside[relation.b.index()] {
            let cost = cost(here, there);
            if cost == 0 || *left == 0 {
                continue;
            }
            *left -= 1;
            let both: Terms = vec![(here.column, cost), (there.column, cost)];
            if Formulation::level(constraint).is_none() {
                to.model.at_most(vec![(here.column, 1), (there.column, 1)], 1);
            } else {
                let column = *extra.get_or_insert_with(|| to.model.column(FREE, false));
                to.model.define(column, 1, &both, cost);
            }
        }
    }
    if let Some(extra) = extra {
        to.charge(constraint, extra, 1);
    }
}

/// Whether groups never share a room of a slot.
fn never_mixed(network: &Network) -> bool {
    let never = |c: &Constraint| c.level == Level::Hard && matches!(c.body, Primitive::Grid(Grid::Mixed));
    network.constraints.iter().any(never)
}

/// Sessions of a group, with their slots.
pub(super) fn members<'i>(
    network: &'i Network,
    inside: &'i [Vec<Inside>],
) -> impl Iterator<Item = (SessionId, usize, &'i Inside)> {
    network.session_ids().flat_map(move |session| {
        let group = network.layout.group_of[session.index()];
        inside[session.index()].iter().filter_map(move |place| Some((session, group? as usize, place)))
    })
}
