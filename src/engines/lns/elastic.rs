//! A network in which what is broken may stay broken, at a price.

use crate::instance::schema::Level;
use crate::network::{Assignment, Network, Primitive, Team};

/// What a unit of a hard constraint costs here, in its own weight: more than medium constraints gain in a part.
pub(super) const DEAR: i64 = 10_000;

/// The network with the hard constraints that an assignment breaks made medium and dear. Where people break something, it is
/// the posts that may stay empty instead: then nobody needs to be where they cannot be.
pub(super) fn of(network: &Network, at: &Assignment) -> Network {
    let mut elastic = network.clone();
    let mut people = false;
    for (constraint, original) in elastic.constraints.iter_mut().zip(&network.constraints) {
        if constraint.level == Level::Hard && network.amount(original, at) > 0 {
            match &constraint.body {
                Primitive::Team(_) | Primitive::Roster(_) => people = true,
                _ => (constraint.level, constraint.weight) = (Level::Medium, constraint.weight.saturating_mul(DEAR)),
            }
        }
    }
    for constraint in elastic.constraints.iter_mut().filter(|_| people) {
        let posts = matches!(constraint.body, Primitive::Team(team) if !matches!(team, Team::Unable));
        if posts && constraint.level == Level::Hard {
            (constraint.level, constraint.weight) = (Level::Medium, constraint.weight.saturating_mul(DEAR));
        }
    }
    // What the hard constraints implied may not be implied any more.
    elastic.implied.clear();
    elastic
}
