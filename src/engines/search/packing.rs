//! A start where groups must not share a room of a slot: bins are given to groups first, those with most to place before
//! the others, each time the empty bin that leaves the group the least to place, breaks least, and is filled best.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::State;
use super::bins::{Bin, Bins};
use crate::engines::Stop;
use crate::instance::schema::Level;
use crate::network::{Cell, Grid, Network, Primitive};

/// Empty bins looked at for one choice, at most.
const MOST: usize = 200;
/// Tries, at most, and the bins × sessions of all of them.
const TRIES: usize = 50;
const ALL: usize = 500_000;

/// What a bin is worth to a group, less is better: bins needed afterwards, pressure, minutes left idle, medium, soft, and a lot.
type Worth = (i32, i64, i32, i64, i64, u32);

/// Whether groups must not share bins.
fn is_wanted(network: &Network) -> bool {
    let apart = |body: &Primitive| matches!(body, Primitive::Grid(Grid::Mixed));
    network.constraints.iter().any(|constraint| constraint.level == Level::Hard && apart(&constraint.body))
}

/// Places sessions that are out in empty bins, group by group; what does not fit stays out. As long as something does, it is
/// tried again with the groups in other orders.
pub(super) fn pack(state: &mut State<'_>, rng: &mut Pcg64Mcg, stop: &Stop) {
    let compiled = state.compiled;
    let Some(bins) = Bins::new(compiled).filter(|_| is_wanted(compiled.network)) else { return };
    let mut groups: Vec<Vec<u32>> = bins.members.clone();
    for members in &mut groups {
        members.retain(|&session| state.cell(session).is_none());
        let place = |session: u32| Some(bins.wanted[session as usize]).filter(|&place| place > 0).unwrap_or(i64::MAX);
        members.sort_by_key(|&session| (place(session), -minutes(state, session)));
    }
    groups.sort_by_key(|members| -members.iter().map(|&session| minutes(state, session)).sum::<i32>());
    let tries = (ALL / (bins.all.len() * compiled.network.sessions()).max(1)).clamp(1, TRIES);
    let mut best: Option<(i32, Vec<(u32, Cell)>)> = None;
    for _ in 0..tries {
        let (left, placed) = pack_once(state, rng, stop, &bins, &groups);
        placed.iter().for_each(|&(session, _)| state.remove(session));
        if best.as_ref().is_none_or(|(least, _)| left < *least) {
            best = Some((left, placed));
        }
        if left == 0 || stop.reason().is_some() {
            break;
        }
        // Those that are nearly alike change places.
        for position in 1..groups.len() {
            if rng.random_range(0..2) == 0 {
                groups.swap(position - 1, position);
            }
        }
    }
    for (session, cell) in best.into_iter().flat_map(|(_, placed)| placed) {
        state.insert(session, cell);
    }
    state.mark();
}

fn minutes(state: &State<'_>, session: u32) -> i32 {
    state.compiled.network.durations[session as usize]
}

/// Places groups in their order; how many minutes stay out, and what was placed where.
fn pack_once(
    state: &mut State<'_>,
    rng: &mut Pcg64Mcg,
    stop: &Stop,
    bins: &Bins,
    groups: &[Vec<u32>],
) -> (i32, Vec<(u32, Cell)>) {
    let longest = bins.all.iter().map(|&bin| bins.minutes(bin)).max().unwrap_or(1).max(1);
    let (mut out, mut everything) = (0, Vec::new());
    for members in groups {
        let mut left = members.clone();
        while !left.is_empty() && stop.reason().is_none() {
            let mut empty: Vec<Bin> = bins.all.iter().copied().filter(|&bin| !state.is_used(bin)).collect();
            while empty.len() > MOST {
                empty.swap_remove(rng.random_range(0..empty.len()));
            }
            let all: i32 = left.iter().map(|&session| minutes(state, session)).sum();
            state.mark();
            let now = state.now();
            let mut best: Option<(Worth, Vec<(u32, Cell)>)> = None;
            for bin in empty {
                let placed = fill(state, bins, &left, bin);
                let inside: i32 = placed.iter().map(|&(session, _)| minutes(state, session)).sum();
                let [_, medium, soft, pressure] = state.levels();
                state.back(&now);
                let further = (all - inside + longest - 1) / longest;
                let idle = bins.minutes(bin) - inside;
                let worth = (further, pressure, idle, medium, soft, rng.random());
                if !placed.is_empty() && best.as_ref().is_none_or(|(least, _)| worth < *least) {
                    best = Some((worth, placed));
                }
            }
            let Some((_, placed)) = best else { break };
            for &(session, cell) in &placed {
                state.insert(session, cell);
                left.retain(|&other| other != session);
            }
            everything.extend(placed);
        }
        out += left.iter().map(|&session| minutes(state, session)).sum::<i32>();
    }
    (out, everything)
}

/// Places as many sessions as fit into a bin, in their order, and says where.
fn fill(state: &mut State<'_>, bins: &Bins, sessions: &[u32], bin: Bin) -> Vec<(u32, Cell)> {
    let mut filled = i32::MIN;
    let mut placed = Vec::new();
    for &session in sessions {
        if let Some(cell) = bins.next(state, session, bin, filled) {
            filled = bins.end(state, session, cell);
            state.place(session, cell);
            placed.push((session, cell));
        }
    }
    placed
}
