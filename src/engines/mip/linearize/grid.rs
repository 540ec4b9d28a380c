//! Groups in the rooms of slots: a column for each cell in which a group may meet.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{Column, FREE, Terms};
use crate::engines::mip::outline::{Inside, members, spans};
use crate::instance::schema::Level;
use crate::network::{Cell, Constraint, Grid, Network, Primitive};
use crate::problem::SessionId;

/// A group, a slot, and a room.
type Place = (usize, usize, u32);

/// The columns that say that a group meets somewhere, shared by all constraints; made when they are needed first.
#[derive(Default)]
pub(in crate::engines::mip) struct Meetings {
    made: bool,
    /// By slot and room: the sessions' columns there.
    there: BTreeMap<(usize, u32), Vec<Terms>>,
    /// By group, slot and room.
    met: BTreeMap<Place, Column>,
    /// By group and slot: that it meets in any room.
    any: BTreeMap<(usize, usize), Column>,
    /// Whether two groups in a slot cost no more than one room of each.
    coarse: bool,
}

impl Meetings {
    /// The columns of an outline, where sessions are in slots and not in rooms.
    pub(in crate::engines::mip) fn of_outline(to: &mut Formulation<'_>, inside: &[Vec<Inside>]) -> Self {
        let network = to.network;
        let mut meetings = Self { made: true, coarse: true, ..Self::default() };
        for (_, group, place) in members(network, inside) {
            for &room in &place.rooms {
                meetings.met.entry((group, place.slot, room)).or_insert_with(|| to.model.column(1, true));
            }
        }
        meetings.meet_anywhere(to);
        for (&(_, slot, room), &met) in &meetings.met {
            meetings.there.entry((slot, room)).or_default().push(vec![(met, 1)]);
        }
        let spans = spans(network, inside);
        let mut minutes: BTreeMap<(usize, usize), Terms> = BTreeMap::new();
        for (session, group, place) in members(network, inside) {
            let mut rooms: Terms =
                place.rooms.iter().map(|&room| (meetings.met[&(group, place.slot, room)], -1)).collect();
            rooms.push((place.column, 1));
            to.model.at_most(rooms, 0);
            let any = meetings.any[&(group, place.slot)];
            to.model.at_most(vec![(place.column, 1), (any, -1)], 0);
            let length = i64::from(network.durations[session.index()]);
            minutes.entry((group, place.slot)).or_default().push((place.column, length));
        }
        for (&(group, slot), sessions) in &minutes {
            let mut present: Terms = sessions.iter().map(|&(column, _)| (column, -1)).collect();
            present.push((meetings.any[&(group, slot)], 1));
            to.model.at_most(present, 0);
            let rooms = meetings.met.range((group, slot, 0)..=(group, slot, u32::MAX));
            let held = rooms.map(|(&(_, _, room), &met)| Some((met, -capacity(network, room, &spans[&slot])?)));
            if let Some(mut terms) = held.collect::<Option<Terms>>() {
                terms.extend(sessions);
                to.model.at_most(terms, 0);
            }
        }
        meetings
    }

    /// The rooms in which a group may meet in any slot, each with the column that says that it does.
    pub(in crate::engines::mip) fn of_group(&self, group: usize) -> impl Iterator<Item = (u32, Column)> {
        self.met.range((group, 0, 0)..(group + 1, 0, 0)).map(|(&(_, _, room), &column)| (room, column))
    }

    fn make(&mut self, to: &mut Formulation<'_>) {
        if std::mem::replace(&mut self.made, true) {
            return;
        }
        let network = to.network;
        let mut members: BTreeMap<Place, Vec<(SessionId, Terms)>> = BTreeMap::new();
        for session in network.session_ids() {
            let mut here: BTreeMap<(usize, u32), Terms> = BTreeMap::new();
            for &((time, class), column) in &to.places[session.index()] {
                let room = to.classes.representative(class as usize);
                if let Some(slot) = network.layout.slot(session, time).filter(|_| room != network.nowhere()) {
                    here.entry((slot, room)).or_default().push((column, 1));
                }
            }
            for ((slot, room), terms) in here {
                if let Some(group) = network.layout.group_of[session.index()] {
                    members.entry((group as usize, slot, room)).or_default().push((session, terms.clone()));
                }
                self.there.entry((slot, room)).or_default().push(terms);
            }
        }
        for (&(group, slot, room), terms) in &members {
            let met = to.model.column(1, false);
            let mut all = Terms::new();
            for (_, terms) in terms {
                to.model.define(met, 1, terms, 0);
                all.extend(terms.iter().map(|&(column, _)| (column, -1)));
            }
            // No more than there is: what runs through a slot must not be made up.
            all.push((met, 1));
            to.model.at_most(all, 0);
            self.met.insert((group, slot, room), met);
        }
        self.hold(to, &members);
        self.meet_anywhere(to);
    }

    /// That a group meets in a slot, for each of them.
    fn meet_anywhere(&mut self, to: &mut Formulation<'_>) {
        let mut by_slot: BTreeMap<(usize, usize), Vec<Column>> = BTreeMap::new();
        for (&(group, slot, _), &met) in &self.met {
            by_slot.entry((group, slot)).or_default().push(met);
        }
        for (place, rooms) in by_slot {
            let any = to.model.column(1, false);
            for &met in &rooms {
                to.model.define(any, 1, &vec![(met, 1)], 0);
            }
            let mut all: Terms = rooms.iter().map(|&met| (met, -1)).collect();
            all.push((any, 1));
            to.model.at_most(all, 0);
            self.any.insert(place, any);
        }
    }

    /// Rooms of slots hold no more of a group than fits: it meets in as many as its sessions take. This follows from the other
    /// rows, but not from their linear relaxation.
    fn hold(&self, to: &mut Formulation<'_>, members: &BTreeMap<Place, Vec<(SessionId, Terms)>>) {
        let network = to.network;
        let minutes = |session: SessionId| i64::from(network.durations[session.index()]);
        let mut slots: BTreeMap<usize, Range<usize>> = BTreeMap::new();
        let mut inside = vec![0; network.sessions()];
        for session in network.session_ids() {
            for &((time, class), _) in &to.places[session.index()] {
                let cell = Cell { time, room: to.classes.representative(class as usize), mode: 0 };
                let Some(slot) = network.slot(session, cell) else { continue };
                let span = network.padded(session, time, 0, 0);
                let all = slots.entry(slot).or_insert_with(|| span.clone());
                *all = all.start.min(span.start)..all.end.max(span.end);
                inside[session.index()] += 1;
            }
        }
        let mut capacities: Vec<Vec<i64>> = vec![Vec::new(); network.layout.groups];
        for (&(group, slot, room), sessions) in members {
            let Some(capacity) = capacity(network, room, &slots[&slot]) else { continue };
            let mut terms: Terms = vec![(self.met[&(group, slot, room)], -capacity)];
            for (session, places) in sessions {
                terms.extend(places.iter().map(|&(column, _)| (column, minutes(*session))));
            }
            to.model.at_most(terms, 0);
            capacities[group].push(capacity);
        }
        for (group, mut capacities) in capacities.into_iter().enumerate() {
            let all: Vec<SessionId> =
                network.session_ids().filter(|id| network.layout.group_of[id.index()] == Some(group as u32)).collect();
            let bound =
                |id: &SessionId| to.out[id.index()].is_none() && inside[id.index()] == to.places[id.index()].len();
            let meets: Terms =
                self.met.iter().filter(|(place, _)| place.0 == group).map(|(_, &met)| (met, 1)).collect();
            // Where some room holds any number, nothing is known of how many are needed.
            if capacities.len() < meets.len() || !all.iter().all(bound) {
                continue;
            }
            capacities.sort_unstable_by_key(|&capacity| Reverse(capacity));
            let mut left: i64 = all.into_iter().map(minutes).sum();
            let mut needed = 0;
            for capacity in capacities.into_iter().take_while(|&capacity| capacity > 0) {
                if left > 0 {
                    (left, needed) = (left - capacity, needed + 1);
                }
            }
            if needed > 1 {
                to.model.row(needed, FREE, meets);
            }
        }
    }

    /// The rooms in which a group may meet in a slot.
    fn rooms(&self, group: usize, slot: usize) -> impl Iterator<Item = Column> {
        self.met.range((group, slot, 0)..=(group, slot, u32::MAX)).map(|(_, &column)| column)
    }

    pub(in crate::engines::mip) fn rows(&mut self, to: &mut Formulation<'_>, constraint: &Constraint, grid: &Grid) {
        self.make(to);
        let (slots, rooms) = (to.network.layout.slots, to.network.rooms());
        match grid {
            Grid::Cells(costs) => {
                for (&(group, slot, room), &met) in &self.met {
                    let cost = costs[group].get(slot * rooms + room as usize).copied().unwrap_or(0);
                    to.pay(constraint, met, cost);
                }
            }
            Grid::Used(costs) => {
                for (&(slot, room), sessions) in &self.there {
                    let cost = costs[slot * rooms + room as usize];
                    if cost > 0 {
                        let used = to.model.column(1, false);
                        sessions.iter().for_each(|terms| to.model.define(used, 1, terms, 0));
                        to.pay(constraint, used, cost);
                    }
                }
            }
            Grid::Split => {
                for &(group, slot) in self.any.keys() {
                    let terms: Terms = self.rooms(group, slot).map(|met| (met, 1)).collect();
                    to.limit(constraint, terms, 1, 1);
                }
            }
            Grid::Mixed => {
                let mut cells: BTreeMap<(usize, u32), Terms> = BTreeMap::new();
                for (&(_, slot, room), &met) in &self.met {
                    cells.entry((slot, room)).or_default().push((met, 1));
                }
                for terms in cells.into_values() {
                    to.limit(constraint, terms, 1, 1);
                }
            }
            Grid::Interrupted => {
                for group in 0..to.network.layout.groups {
                    self.unbroken(to, constraint, group, slots);
                }
            }
            Grid::Together(costs) => {
                for (a, others) in costs.iter().enumerate() {
                    for &(b, cost) in others.iter().filter(|&&(b, _)| a < b as usize) {
                        for slot in 0..slots {
                            self.apart(to, constraint, (a, b as usize), slot, cost);
                        }
                    }
                }
            }
        }
    }

    /// A slot without the group is a gap when there is one with it before and one after.
    fn unbroken(&self, to: &mut Formulation<'_>, constraint: &Constraint, group: usize, slots: usize) {
        let meets: Vec<Option<Column>> = (0..slots).map(|slot| self.any.get(&(group, slot)).copied()).collect();
        let mut along = |order: &mut dyn Iterator<Item = usize>| {
            let mut sofar: Option<Column> = None;
            let mut seen = vec![None; slots];
            for slot in order {
                seen[slot] = sofar;
                if let Some(here) = meets[slot] {
                    let next = to.model.column(1, false);
                    to.model.define(next, 1, &vec![(here, 1)], 0);
                    if let Some(sofar) = sofar {
                        to.model.define(next, 1, &vec![(sofar, 1)], 0);
                    }
                    sofar = Some(next);
                }
            }
            seen
        };
        let before = along(&mut (0..slots));
        let after = along(&mut (0..slots).rev());
        let mut broken = None;
        for slot in 0..slots {
            let (Some(before), Some(after)) = (before[slot], after[slot]) else { continue };
            let column = *broken.get_or_insert_with(|| to.model.column(1, false));
            let mut terms: Terms = vec![(before, 1), (after, 1)];
            terms.extend(meets[slot].map(|here| (here, -1)));
            to.model.define(column, 1, &terms, 1);
        }
        if let Some(broken) = broken {
            to.pay(constraint, broken, 1);
        }
    }

    /// Two groups in one slot, by each room of the one and each of the other; at least one pair if they both meet.
    fn apart(&self, to: &mut Formulation<'_>, constraint: &Constraint, (a, b): (usize, usize), slot: usize, cost: i64) {
        let (Some(&any_a), Some(&any_b)) = (self.any.get(&(a, slot)), self.any.get(&(b, slot))) else { return };
        if Formulation::level(constraint).is_none() {
            to.model.at_most(vec![(any_a, 1), (any_b, 1)], 1);
            return;
        }
        let mut pairs = Terms::new();
        let rooms = |group: usize| self.rooms(group, slot).filter(|_| !self.coarse);
        for one in rooms(a) {
            for other in rooms(b) {
                let both = to.model.column(1, false);
                to.model.define(both, 1, &vec![(one, 1), (other, 1)], 1);
                pairs.push((both, 1));
            }
        }
        let count = to.model.column(FREE, false);
        to.model.define(count, 1, &pairs, 0);
        to.model.define(count, 1, &vec![(any_a, 1), (any_b, 1)], 1);
        to.charge(constraint, count, cost);
    }
}

/// Minutes of sessions that a room holds in some segments of time; `None` where it holds any number.
pub(in crate::engines::mip) fn capacity(network: &Network, room: u32, segments: &Range<usize>) -> Option<i64> {
    let all = network.segments.len();
    let within = |constraint: &Constraint| match &constraint.body {
        Primitive::Occupancy(occupancy) if constraint.level == Level::Hard && network.parts(room) == [room] => {
            let row = &occupancy.capacity[room as usize * all..(room as usize + 1) * all];
            let held = |segment: usize| network.segments.minutes(segment).saturating_mul(i64::from(row[segment]));
            Some(segments.clone().map(held).fold(0, i64::saturating_add))
        }
        _ => None,
    };
    let least = network.constraints.iter().filter_map(within).min();
    least.filter(|&minutes| minutes < i64::from(i32::MAX))
}
