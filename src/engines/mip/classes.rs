//! Rooms that are interchangeable for every constraint of the network are one room that holds several sessions.
//!
//! Which of them a session gets is decided afterwards: intervals that never exceed `k` at a time can always be spread
//! over `k` places, first come, first served (interval graphs are perfect), and a room that holds several sessions is
//! several places. This needs rooms that hold the same number always and are never overbooked: rooms that change, or
//! that may be overbooked at a price, stay rooms of their own.

use crate::instance::schema::Level;
use crate::network::{Attribute, Constraint, Demand, Network, Occupancy, Primitive, RelationKind, Table};

/// Classes of interchangeable rooms; the room outside the list is a class of its own, last.
#[derive(Clone, Debug)]
pub(crate) struct Classes {
    /// The rooms of each class, ascending.
    pub(crate) members: Vec<Vec<u32>>,
}

impl Classes {
    /// The classes of a network.
    pub(crate) fn new(network: &Network) -> Self {
        let mut members: Vec<Vec<u32>> = Vec::new();
        let told_apart = told_apart(network);
        for room in 0..network.rooms() as u32 {
            let same = |class: &&mut Vec<u32>| !told_apart && interchangeable(network, class[0], room);
            match members.iter_mut().find(same) {
                Some(class) => class.push(room),
                None => members.push(vec![room]),
            }
        }
        Self { members }
    }

    /// Every room by itself.
    pub(crate) fn apart(network: &Network) -> Self {
        Self { members: (0..network.rooms() as u32).map(|room| vec![room]).collect() }
    }

    /// The first room of a class stands for all of them.
    pub(crate) fn representative(&self, class: usize) -> u32 {
        self.members[class][0]
    }

    /// How many rooms a class has.
    pub(crate) fn size(&self, class: usize) -> i64 {
        self.members[class].len() as i64
    }
}

/// The occupancies that count sessions, rather than saying only when rooms are closed.
pub(crate) fn counting(network: &Network) -> impl Iterator<Item = &Occupancy> {
    network.constraints.iter().filter_map(|constraint| match &constraint.body {
        Primitive::Occupancy(occupancy) if !occupancy.capacity.iter().all(|&capacity| open_or_closed(capacity)) => {
            Some(occupancy)
        }
        _ => None,
    })
}

fn open_or_closed(capacity: i32) -> bool {
    capacity == 0 || capacity == i32::MAX
}

/// Whether some constraint tells every two rooms apart.
fn told_apart(network: &Network) -> bool {
    let several = counting(network).count() > 1;
    several
        || network.constraints.iter().any(|constraint| match &constraint.body {
            Primitive::Relation(relation) => matches!(relation.kind, RelationKind::Rooms(_) | RelationKind::Both(..)),
            Primitive::Tally(tally) => tally.by == Attribute::Room,
            Primitive::Presence(presence) => presence.of == Attribute::Room,
            Primitive::Grid(_) | Primitive::Sequence(_) | Primitive::Hops(_) => true,
            _ => false,
        })
}

fn interchangeable(network: &Network, a: u32, b: u32) -> bool {
    let alone = |room: u32| {
        network.parts(room) == [room]
            && (0..network.rooms() as u32).all(|other| other == room || !network.parts(other).contains(&room))
    };
    if !alone(a) || !alone(b) {
        return false;
    }
    let walks = network.walk(a, b) == 0
        && (0..network.rooms() as u32)
            .all(|other| other == a || other == b || network.walk(a, other) == network.walk(b, other));
    walks
        && network.constraints.iter().all(|constraint| match &constraint.body {
            Primitive::Unary(unary) => match &unary.table {
                Table::ByTime(_) | Table::ByMode(_) => true,
                Table::ByRoom(costs) => costs[a as usize] == costs[b as usize],
                Table::ByCell(costs) => costs.chunks(network.rooms()).all(|row| row[a as usize] == row[b as usize]),
                Table::ByStand(costs) => {
                    let by_mode = |room: u32| costs.chunks(network.modes(unary.session)).nth(room as usize);
                    by_mode(a) == by_mode(b)
                }
            },
            Primitive::Occupancy(occupancy) => {
                let segments = network.segments.len();
                let row = |room: u32| &occupancy.capacity[room as usize * segments..(room as usize + 1) * segments];
                row(a) == row(b) && can_be_shared_out(constraint, row(a))
            }
            Primitive::Cumulative(cumulative) => cumulative.uses.iter().all(|use_| match &use_.demand {
                Demand::Fixed(_) | Demand::ByMode(_) => !cumulative.standing,
                Demand::ByStand(demands) => {
                    let by_mode = |room: u32| demands.chunks(network.modes(use_.session)).nth(room as usize);
                    let nothing = |demands: Option<&[i32]>| demands.is_some_and(|d| d.iter().all(|&d| d == 0));
                    by_mode(a) == by_mode(b) && (!cumulative.standing || nothing(by_mode(a)))
                }
            }),
            // Units stay where they stand.
            Primitive::Moves(moves) => moves.uses.iter().all(|use_| {
                let modes = network.modes(use_.session);
                let units = |room: u32| (0..modes as u32).any(|mode| use_.demand.at(room, mode, modes) > 0);
                !units(a) && !units(b)
            }),
            _ => true,
        })
}

/// Whether sessions that keep a limit on several rooms together can be shared out among them at no cost.
fn can_be_shared_out(constraint: &Constraint, capacity: &[i32]) -> bool {
    let steady = capacity.windows(2).all(|pair| pair[0] == pair[1]);
    capacity.iter().all(|&capacity| open_or_closed(capacity)) || constraint.level == Level::Hard && steady
}
