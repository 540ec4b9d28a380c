//! Staff: who sits in which post at which start, if that is small enough to be stated.
//!
//! A column for every post, open start and person (a time-indexed assignment model). Who can never be there by a hard
//! constraint has none. Where there would be too many columns, or a measure has no rows, the model is a relaxation.

use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::Terms;
use crate::engines::mip::seating::{Seating, Sit, presence};
use crate::instance::schema::Level;
use crate::network::{Constraint, Network, Primitive, Roster, Team};

/// Posts × starts × people beyond which the model says nothing about people.
const MOST_SEATS: usize = 60_000;

/// What the constraints together say about people, whatever their order.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::engines::mip) struct Premises {
    /// Whether nobody may be in two places at once.
    pub(super) one_place: bool,
    /// Whether every post must have its people.
    pub(super) manned: bool,
    /// Whether every pair of languages must be covered.
    pub(super) covered: bool,
}

impl Premises {
    fn of(network: &Network) -> Self {
        let hard = |body: Primitive| -> bool {
            let same = |of: &Primitive| match (of, &body) {
                (Primitive::Team(of), Primitive::Team(body)) => of == body,
                (Primitive::Roster(of), Primitive::Roster(body)) => of == body,
                _ => false,
            };
            network.constraints.iter().any(|constraint| constraint.level == Level::Hard && same(&constraint.body))
        };
        Self {
            one_place: hard(Primitive::Roster(Roster::Clash)),
            manned: hard(Primitive::Team(Team::Missing)),
            covered: hard(Primitive::Team(Team::Uncovered)),
        }
    }
}

/// The columns of all seats, and that no post has more people than seats. Nothing where nobody is measured.
pub(in crate::engines::mip) fn seats(to: &mut Formulation<'_>) -> Premises {
    let network = to.network;
    let premises = Premises::of(network);
    let measured = |constraint: &Constraint| matches!(constraint.body, Primitive::Team(_) | Primitive::Roster(_));
    if !network.constraints.iter().any(measured) {
        return premises;
    }
    let mut wanted: Vec<(u32, u32, u32)> = Vec::new();
    for post in 0..network.staff.posts.len() {
        for (time, _) in to.occurs(post as u32) {
            let people = (0..network.staff.people as u32).filter(|&person| can_sit(network, post, time, person));
            wanted.extend(people.map(|person| (post as u32, time, person)));
        }
        if wanted.len() > MOST_SEATS {
            to.exact = false;
            return premises;
        }
    }
    let mut sits = Vec::with_capacity(wanted.len());
    for (post, time, person) in wanted {
        let seats = network.staff.posts[post as usize].seats.len() as i64;
        let most = if premises.one_place { seats.min(1) } else { seats };
        let column = to.model.column(most, true);
        let mut there = column;
        if most > 1 {
            there = to.model.column(1, true);
            to.model.define(there, most, &vec![(column, 1)], 0);
            // Nor is anybody there without a seat.
            to.model.at_most(vec![(there, 1), (column, -1)], 0);
        }
        sits.push(Sit { post, time, person, column, there });
    }
    let seating = Seating::new(network.staff.posts.len(), sits);
    for (post, desk) in network.staff.posts.iter().enumerate() {
        for (time, occurs) in to.occurs(post as u32) {
            let here = seating.of_post(post as u32).iter().filter(|sit| sit.time == time);
            let mut terms: Terms = here.map(|sit| (sit.column, 1)).collect();
            if !terms.is_empty() {
                terms.push((occurs, -(desk.seats.len() as i64)));
                to.model.at_most(terms, 0);
            }
        }
    }
    to.seating = Some(seating);
    premises
}

/// Whether no hard constraint says by itself that somebody cannot sit in a post that begins then.
fn can_sit(network: &Network, post: usize, time: u32, person: u32) -> bool {
    let desk = &network.staff.posts[post];
    let within = |people: &[u32]| people.binary_search(&person).is_ok();
    let hard = network.constraints.iter().filter(|constraint| constraint.level == Level::Hard);
    let mut closed = hard.map(|constraint| match &constraint.body {
        Primitive::Team(Team::Unable) => !within(&desk.able),
        Primitive::Team(Team::Foreign) => within(&desk.strangers),
        Primitive::Roster(Roster::Away(away)) => {
            let present = presence(network, post as u32, time);
            away[person as usize].iter().any(|away| away.overlap(present) > 0)
        }
        _ => false,
    });
    !closed.any(|closed| closed)
}
