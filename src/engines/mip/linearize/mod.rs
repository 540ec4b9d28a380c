//! What each primitive is in rows, one file each.

mod best_of;
mod cliques;
mod counts;
mod cumulative;
mod gaps;
mod grid;
mod occupancy;
mod relation;
mod roster;
mod sequence;
mod shares;
mod staff;
mod team;
mod unary;

use std::ops::Range;

pub(super) use grid::{Meetings, capacity};

use super::Formulation;
use crate::engines::columns;
use crate::engines::ingredients::Ingredient;
use crate::instance::schema::Level;
use crate::network::{ConflictGraph, Constraint, Primitive};

/// What the rows say of best-of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parallel {
    /// What people miss, whole.
    Rows,
    /// Of soft best-of what people miss of sessions that are left out or that they cannot follow; patterns say what they miss
    /// of sessions that run at the same time.
    Patterns,
}

/// States every constraint of the network, and the cliques of all hard ones together.
pub(super) fn constraints(to: &mut Formulation<'_>, conflicts: &ConflictGraph, parallel: Parallel) {
    let network = to.network;
    cliques::rows(to, conflicts);
    let premises = staff::seats(to);
    let mut languages = team::Languages::default();
    let mut meetings = Meetings::default();
    for constraint in &network.constraints {
        match &constraint.body {
            Primitive::Unary(unary) => unary::cost(to, constraint, unary),
            Primitive::Absence(absence) => unary::absence(to, constraint, absence),
            Primitive::Relation(relation) => {
                relation::rows(to, constraint, relation, conflicts);
            }
            Primitive::Occupancy(occupancy) => occupancy::rows(to, constraint, occupancy),
            Primitive::Cumulative(body) => {
                cumulative::rows(to, constraint, body, conflicts);
            }
            Primitive::Tally(tally) => counts::tally(to, constraint, tally),
            Primitive::Presence(presence) => counts::presence(to, constraint, presence),
            Primitive::Grid(body) => meetings.rows(to, constraint, body),
            Primitive::Sequence(body) => sequence::rows(to, constraint, body),
            Primitive::Gaps(gaps) => gaps::rows(to, constraint, gaps),
            Primitive::BestOf(best_of) if parallel == Parallel::Patterns && columns::prices(constraint) => {
                best_of::charge_absences(to, constraint, best_of);
            }
            Primitive::BestOf(best_of) => best_of::rows(to, constraint, best_of),
            Primitive::Peak(peak) => shares::peak(to, constraint, peak),
            Primitive::Worst(worst) => shares::worst(to, constraint, worst),
            Primitive::Team(team) => team::rows(to, constraint, *team, premises, &mut languages),
            Primitive::Roster(roster) => roster::rows(to, constraint, roster, premises),
            // Which unit moves where is decided after everything else. Changes of room hardly raise a bound: shares of sessions
            // spread over rooms make none.
            Primitive::Moves(_) | Primitive::Hops(_) => to.exact = false,
        }
    }
    // What hard constraints on staff imply for time alone costs nothing and cuts much off.
    let wanted = !to.without.contains(Ingredient::HallRows);
    for implied in network.implied.iter().filter(|_| wanted) {
        let body = Primitive::Cumulative(implied.body.clone());
        let hard = Constraint { tag: implied.tag.clone(), level: Level::Hard, weight: 1, body };
        cumulative::rows(to, &hard, &implied.body, conflicts);
    }
}

/// Buckets of time in which the same things happen, as one: from spans over buckets, runs of neighbouring buckets that
/// the same spans cover. Each run is given by its first bucket and its buckets.
fn runs(buckets: usize, spans: impl Iterator<Item = Range<usize>>, also: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut cut = vec![false; buckets + 1];
    for span in spans {
        cut[span.start.min(buckets)] = true;
        cut[span.end.min(buckets)] = true;
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (bucket, &cut) in cut.iter().enumerate().take(buckets) {
        match runs.last_mut() {
            Some(run) if !cut && !also(bucket) => run.end = bucket + 1,
            _ => runs.push(bucket..bucket + 1),
        }
    }
    runs
}
