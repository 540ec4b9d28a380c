//! How costs and lists by session are laid out.

use crate::instance::schema::Level;
use crate::network::{Constraint, Network, Primitive, RelationKind, Roster};
use crate::problem::SessionId;

/// What a constraint costs per unit of amount: the level as an index (0 hard, 1 medium, 2 soft) and the weight.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Price {
    pub(crate) level: u8,
    pub(crate) weight: i64,
    /// For hard constraints, what a unit weighs in the energy: an hour of double booking as much as a broken order.
    pub(crate) pressure: i64,
}

/// Pressure of one unit that counts cases rather than minutes.
pub(crate) const CASE: i64 = 60;

impl Price {
    pub(crate) fn of(network: &Network, constraint: &Constraint) -> Self {
        let level = match constraint.level {
            Level::Hard => 0,
            Level::Medium => 1,
            Level::Soft | Level::Off => 2,
        };
        let minutes = match &constraint.body {
            Primitive::Occupancy(_) | Primitive::Cumulative(_) | Primitive::Team(_) => true,
            Primitive::Roster(roster) => !matches!(roster, Roster::Fees(_)),
            Primitive::Relation(relation) => match relation.kind {
                RelationKind::Times(table) => network.time_tables[table as usize].iter().any(|&cost| cost > 1),
                RelationKind::Rooms(_) | RelationKind::Both(..) => false,
                RelationKind::Walk { .. } => true,
            },
            _ => false,
        };
        let pressure = if level > 0 { 0 } else { constraint.weight * if minutes { 1 } else { CASE } };
        Self { level, weight: constraint.weight, pressure }
    }

    /// Adds the cost of an amount. Sums wrap around, so that what is undone is undone exactly; they are right as long as
    /// they fit into 64 bits, and whatever is reported is priced anew.
    pub(crate) fn pay(self, score: &mut Levels, amount: i64) {
        let level = &mut score[self.level as usize];
        *level = level.wrapping_add(self.weight.wrapping_mul(amount));
        score[PRESSURE] = score[PRESSURE].wrapping_add(self.pressure.wrapping_mul(amount));
    }
}

/// Scores by level as an array: hard, medium, soft; and the pressure of what is hard.
pub(crate) type Levels = [i64; 4];

/// The position of the pressure in [`Levels`].
pub(crate) const PRESSURE: usize = 3;

/// Lists of items by session, in one allocation.
#[derive(Clone, Debug, Default)]
pub(crate) struct BySession<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> BySession<T> {
    pub(crate) fn new(sessions: usize, mut pairs: Vec<(SessionId, T)>) -> Self {
        pairs.sort_by_key(|pair| pair.0);
        let mut starts = vec![0; sessions + 1];
        for (session, _) in &pairs {
            starts[session.index() + 1] += 1;
        }
        for session in 0..sessions {
            starts[session + 1] += starts[session];
        }
        Self { starts, items: pairs.into_iter().map(|pair| pair.1).collect() }
    }

    pub(crate) fn of(&self, session: usize) -> &[T] {
        &self.items[self.starts[session] as usize..self.starts[session + 1] as usize]
    }
}

/// Where the counters of each primitive begin, in one list of all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    /// By occupancy: sessions in each room and bucket, and which.
    pub(crate) rooms: Vec<usize>,
    /// By resource: the load by bucket and limit.
    pub(crate) load: Vec<usize>,
    /// By resource: with standing units, what stands in each room and bucket, and how many uses.
    pub(crate) standing: Vec<usize>,
    /// Sums by tally and value.
    pub(crate) tally: usize,
    /// Members by presence and value.
    pub(crate) presence: usize,
    /// Values by presence.
    pub(crate) present: usize,
    /// By slot and room: sessions there, and groups that meet there.
    pub(crate) used: usize,
    pub(crate) mixed: usize,
    /// Sessions by group, slot and room, and rooms by group and slot.
    pub(crate) met: usize,
    pub(crate) met_rooms: usize,
    /// By best-of: which wished sessions stand in each block, as bit masks; without blocks, the weight attended by party.
    pub(crate) wishes: Vec<usize>,
    /// By hops: what stands in each room of each position, then how often people change rooms by slot and word.
    pub(crate) hops: Vec<usize>,
    /// By worst-of: what each group misses.
    pub(crate) missed: Vec<usize>,
    /// By worst-of: the largest share.
    pub(crate) worst: usize,
    /// Idle units by group and day.
    pub(crate) gaps: usize,
    /// Sessions that are not at their place, by sequence.
    pub(crate) sequences: usize,
    /// What the busiest moment costs, by peak and day.
    pub(crate) peaks: usize,
    /// Set-ups beyond the most.
    pub(crate) moves: usize,
    /// How many there are.
    pub(crate) all: usize,
}

impl Slots {
    /// The next so many counters.
    pub(crate) fn take(&mut self, counters: usize) -> usize {
        let first = self.all;
        self.all += counters;
        first
    }
}
