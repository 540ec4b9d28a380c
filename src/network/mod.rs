//! The weighted constraint network: what the rules lower to and the engines work on.
//!
//! A network knows sessions, allowed starts and rooms by number, and a list of [`Constraint`]s, each one of a handful
//! of [`Primitive`]s with a level, a weight and a [`Tag`] that leads back to the rule and to what it is about. It
//! knows no rule by name. Every primitive states an **amount**, a non-negative integer; the penalty is weight ×
//! amount. The code in this folder evaluates amounts from scratch; it is the meaning that the incremental search
//! state and the MIP rows have to reproduce, and the conformance suite holds them to it.

mod assignment;
mod best_of;
mod conflicts;
mod cumulative;
mod declare;
mod domain;
mod gaps;
mod grid;
mod hops;
mod implied;
mod moves;
mod occupancy;
mod peak;
mod presence;
mod relation;
mod roster;
mod segments;
mod sequence;
mod staff;
mod tally;
mod team;
mod unary;
mod worst;

pub use assignment::{Assignment, Cell, NOBODY};
pub use best_of::{BestOf, Party, Wish, best_attendance, blocks};
pub use conflicts::ConflictGraph;
pub use cumulative::{Cumulative, Demand, Limit, Over, Use, Works};
pub use declare::{Declaration, Network, NetworkBuilder};
pub use domain::{Domain, consistent, domains};
pub use gaps::Gaps;
pub(crate) use gaps::{idle, units};
pub(crate) use grid::is_run;
pub use grid::{Grid, Layout};
pub use hops::Hops;
pub use implied::Implied;
pub use moves::{Moves, Standing};
pub(crate) use moves::{Setups, Stand};
pub use occupancy::Occupancy;
pub use peak::Peak;
pub(crate) use peak::busiest;
pub use presence::Presence;
pub use relation::{Relation, RelationKind, RoomRelation, TimeRelation};
pub use roster::Roster;
pub use segments::{Profile, Segments};
pub use sequence::Sequence;
pub(crate) use sequence::misplaced;
pub use staff::{Crew, Desk, Pair, Pivot, Staff, Work};
pub(crate) use tally::excess;
pub use tally::{Attribute, Tally};
pub use team::Team;
pub use unary::{Absence, Table, Unary};
pub use worst::{Share, Worst};

use crate::instance::schema::Level;
use crate::problem::{SessionId, Subject};
use crate::timetable::Score;

/// Which rule a constraint comes from, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Position of the rule in the registry.
    pub rule: usize,
    /// What it is about.
    pub subjects: Vec<Subject>,
}

/// A primitive with its level and weight.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// Where it comes from.
    pub tag: Tag,
    /// Hard, medium or soft; constraints that are off are not in the network.
    pub level: Level,
    /// Penalty per unit of amount; positive.
    pub weight: i64,
    /// What it says.
    pub body: Primitive,
}

/// The primitives.
#[derive(Clone, Debug)]
pub enum Primitive {
    /// A cost on a session's own placement.
    Unary(Unary),
    /// A cost for leaving a session out.
    Absence(Absence),
    /// A cost on the placements of two sessions.
    Relation(Relation),
    /// Rooms in use, minute by minute.
    Occupancy(Occupancy),
    /// A shared resource in use, minute by minute or day by day.
    Cumulative(Cumulative),
    /// Sums per day or room.
    Tally(Tally),
    /// How many days or rooms a group touches.
    Presence(Presence),
    /// Which groups meet in which rooms of which slots.
    Grid(Grid),
    /// The places of a group's sessions in its programme.
    Sequence(Sequence),
    /// Idle time of a group.
    Gaps(Gaps),
    /// What people miss who attend the best of what runs in parallel.
    BestOf(BestOf),
    /// How often people change rooms who follow what they wish through a slot.
    Hops(Hops),
    /// The people who serve each session.
    Team(Team),
    /// What each person who serves does.
    Roster(Roster),
    /// The busiest moment of each day.
    Peak(Peak),
    /// Set-ups of mobile units on each day.
    Moves(Moves),
    /// The group that fares worst.
    Worst(Worst),
}

impl Network {
    /// The amount of a constraint under an assignment, from scratch.
    #[must_use]
    pub fn amount(&self, constraint: &Constraint, at: &Assignment) -> i64 {
        match &constraint.body {
            Primitive::Unary(unary) => unary.amount(self, at),
            Primitive::Absence(absence) => absence.amount(at),
            Primitive::Relation(relation) => relation.amount(self, at),
            Primitive::Occupancy(occupancy) => occupancy.amount(self, at),
            Primitive::Cumulative(cumulative) => cumulative.amount(self, at),
            Primitive::Tally(tally) => tally.amount(self, at),
            Primitive::Presence(presence) => presence.amount(self, at),
            Primitive::Grid(grid) => grid.amount(self, at),
            Primitive::Sequence(sequence) => sequence.amount(self, at),
            Primitive::Gaps(gaps) => gaps.amount(self, at),
            Primitive::BestOf(best_of) => best_of.amount(self, at),
            Primitive::Hops(hops) => hops.amount(self, at),
            Primitive::Team(team) => team.amount(self, at),
            Primitive::Roster(roster) => roster.amount(self, at),
            Primitive::Peak(peak) => peak.amount(self, at),
            Primitive::Moves(moves) => moves.amount(self, at),
            Primitive::Worst(worst) => worst.amount(self, at),
        }
    }

    /// The score of an assignment, from scratch.
    #[must_use]
    pub fn score(&self, at: &Assignment) -> Score {
        self.constraints.iter().map(|c| Score::on(c.level, c.weight.saturating_mul(self.amount(c, at)))).sum()
    }

    /// The amounts summed by rule (unweighted), from scratch; `rules` is the length of the registry.
    #[must_use]
    pub fn amounts_by_rule(&self, at: &Assignment, rules: usize) -> Vec<i64> {
        let mut amounts = vec![0i64; rules];
        for constraint in &self.constraints {
            let sum = &mut amounts[constraint.tag.rule];
            *sum = sum.saturating_add(self.amount(constraint, at));
        }
        amounts
    }

    /// By session: whether leaving it out breaks something hard.
    #[must_use]
    pub fn required(&self) -> Vec<bool> {
        let mut required = vec![false; self.sessions()];
        for constraint in self.constraints.iter().filter(|c| c.level == Level::Hard) {
            if let Primitive::Absence(absence) = &constraint.body {
                required[absence.session.index()] |= absence.cost > 0;
            }
        }
        required
    }

    /// All sessions.
    pub fn session_ids(&self) -> impl Iterator<Item = SessionId> + use<> {
        (0..self.sessions()).map(SessionId::new)
    }
}
