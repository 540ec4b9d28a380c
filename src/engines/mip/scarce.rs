//! What is scarce by itself: a small model of the sessions that have least choice, for a quick proof that nothing fits.
//!
//! Whatever keeps every hard constraint keeps those that only grow with what is placed, for any part of the sessions, too.
//! So a part that cannot be placed and staffed refutes the whole. Large conferences fail at a few pinned sessions more
//! often than everywhere at once, and the model of a few has seats where that of all has no room for them.

use super::formulate;
use super::highs::{self, Answer, Limits, Meaning, Task};
use crate::engines::{Shared, Stop};
use crate::instance::schema::Level;
use crate::network::{ConflictGraph, Constraint, Domain, Grid, Network, Primitive};

/// Posts × starts × people of the models that are tried, one after the other; the last is still small.
const BUDGETS: [usize; 2] = [1_500, 12_000];
/// Seconds for each of them.
const SECONDS: f64 = 5.0;
/// Nodes for each of them.
const NODES: u64 = 200;

/// Whether a part of the sessions is proved not to fit. Tries only what needs people, and where the whole is larger than the
/// parts.
pub(in crate::engines) fn refutes(
    network: &Network,
    domains: &[Domain],
    seed: u64,
    stop: &Stop,
    shared: &Shared<'_>,
) -> bool {
    let order = by_choice(network, domains);
    let whole: usize = order.iter().map(|&(seats, _)| seats).sum();
    let mut last = 0;
    for budget in BUDGETS.into_iter().filter(|&budget| budget < whole) {
        let mut room = budget;
        let fits = |&&(seats, _): &&(usize, usize)| {
            let fits = seats <= room;
            room = room.saturating_sub(seats);
            fits
        };
        let part: Vec<usize> = order.iter().take_while(fits).map(|&(_, session)| session).collect();
        if part.len() == last {
            continue;
        }
        last = part.len();
        if refuted(network, domains, &part, seed, stop, shared) {
            return true;
        }
        if stop.reason().is_some() || shared.is_proved() || shared.is_feasible() {
            return false;
        }
    }
    false
}

/// Sessions that must take place and need people, those with least choice first; with their seats × starts × people.
fn by_choice(network: &Network, domains: &[Domain]) -> Vec<(usize, usize)> {
    let required = network.required();
    let mut order = Vec::new();
    for session in (0..network.sessions()).filter(|&session| required[session]) {
        let crews = &network.staff.crews[session];
        let needs = domains[session].modes.iter().all(|&mode| crews[mode as usize].people > 0);
        let mut posts: Vec<u32> = crews.iter().flat_map(|crew| crew.posts.iter().map(|post| post.0)).collect();
        posts.sort_unstable();
        posts.dedup();
        let people: usize = posts.iter().map(|&post| network.staff.posts[post as usize].able.len()).sum();
        if needs {
            order.push((domains[session].times.len() * people.max(1), session));
        }
    }
    order.sort_unstable();
    order
}

/// Whether these sessions alone cannot keep these hard constraints.
pub(super) fn refuted(
    network: &Network,
    domains: &[Domain],
    part: &[usize],
    seed: u64,
    stop: &Stop,
    shared: &Shared<'_>,
) -> bool {
    let within = |session: usize| part.contains(&session);
    let mut few = network.clone();
    few.constraints.retain(|constraint| constraint.level == Level::Hard && grows(constraint, within));
    let closed = |(session, domain): (usize, &Domain)| if within(session) { domain.clone() } else { domain.closed() };
    let domains: Vec<Domain> = domains.iter().enumerate().map(closed).collect();
    let conflicts = ConflictGraph::new(&few, &domains);
    let formulation = formulate(&few, &domains, &conflicts);
    let model = &formulation.model;
    shared.phase("mip", &format!("{} sessions by themselves: {} columns", part.len(), model.columns()));
    if model.rows.iter().any(|row| row.terms.is_empty()) {
        return true;
    }
    let meaning = Meaning::Timetables;
    let task = Task { formulation: &formulation, conflicts: &conflicts, level: 1, medium: 0, seed, meaning, step: 1 };
    let stop = &stop.sooner(if stop.work().is_some() { f64::INFINITY } else { SECONDS });
    let limits = Limits { stop, nodes: Some(stop.work().unwrap_or(NODES)), refute: true };
    highs::solve(&task, &limits, shared).0 == Answer::Infeasible
}

/// Whether a constraint cannot be mended by placing more, or says that a session of the part must take place.
fn grows(constraint: &Constraint, within: impl Fn(usize) -> bool) -> bool {
    match &constraint.body {
        Primitive::Absence(absence) => within(absence.session.index()),
        Primitive::Unary(_)
        | Primitive::Relation(_)
        | Primitive::Occupancy(_)
        | Primitive::Cumulative(_)
        | Primitive::Tally(_)
        | Primitive::Presence(_)
        | Primitive::Grid(Grid::Cells(_) | Grid::Used(_) | Grid::Split | Grid::Together(_) | Grid::Mixed)
        | Primitive::Peak(_)
        | Primitive::Team(_)
        | Primitive::Roster(_) => true,
        Primitive::Grid(Grid::Interrupted) | Primitive::Sequence(_) => false,
        Primitive::Gaps(_) | Primitive::BestOf(_) | Primitive::Hops(_) | Primitive::Moves(_) | Primitive::Worst(_) => {
            false
        }
    }
}
