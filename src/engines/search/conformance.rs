//! Moves against the meaning of the network.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::moves::Moves;
use super::{Compiled, Limit, State, Without};
use crate::engines::Stop;
use crate::engines::conformance::random::SMALL;
use crate::engines::conformance::{case, open_cell};
use crate::network::{ConflictGraph, domains};

fn limit(most: f64) -> Limit {
    Limit { hard: 1.0, medium: 4.0, most }
}

#[test]
fn every_move_is_priced_as_from_scratch_and_taken_back_to_the_seat() {
    let (mut applied, mut undone) = (0, 0);
    for seed in 0..120 {
        let (_, network, mut r) = case(seed, SMALL);
        let domains = domains(&network);
        let conflicts = ConflictGraph::new(&network, &domains);
        let compiled = Compiled::new(&network, &domains, &conflicts);
        let mut state = State::new(&compiled);
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        super::construct::greedy(&mut state, &mut rng, &Stop::new(None, None));
        assert_eq!(state.score(), network.score(&state.assignment()), "greedy, seed {seed}");
        super::construct::mend(&mut state, &mut rng, &Stop::new(None, None));
        assert_eq!(state.score(), network.score(&state.assignment()), "mended, seed {seed}");
        let mut moves = Moves::new(&state, Without::default());
        if moves.is_idle() {
            continue;
        }
        for step in 0..150 {
            let before = (state.assignment(), state.score());
            let found = moves.propose(&mut state, &mut rng, step % 3 == 0, &limit(f64::INFINITY));
            let after = state.assignment();
            assert_eq!(state.score(), network.score(&after), "seed {seed}, step {step}");
            let open =
                after.cells.iter().zip(&domains).all(|(cell, domain)| cell.is_none_or(|cell| domain.contains(cell)));
            assert!(open, "seed {seed}, step {step}");
            applied += u32::from(found);
            if !found {
                assert_eq!(after, before.0, "seed {seed}, step {step}");
            } else if r.chance(50) {
                undone += 1;
                state.undo();
                assert_eq!((state.assignment(), state.score()), before, "undo, seed {seed}, step {step}");
            }
        }
    }
    assert!(applied > 5_000 && undone > 2_000, "{applied} applied, {undone} undone");
}

#[test]
fn what_is_given_up_would_have_ended_beyond_the_limit() {
    let (mut given_up, mut tried_on) = (0, 0);
    for seed in 0..150 {
        let (_, network, mut r) = case(seed, SMALL);
        let domains = domains(&network);
        let conflicts = ConflictGraph::new(&network, &domains);
        let compiled = Compiled::new(&network, &domains, &conflicts);
        let mut state = State::new(&compiled);
        super::construct::greedy(&mut state, &mut Pcg64Mcg::seed_from_u64(seed), &Stop::new(None, None));
        for step in 0..100 {
            let mut moved = Vec::new();
            for _ in 0..=r.below(4) {
                let session = r.below(network.sessions());
                if moved.iter().all(|&(other, _)| other != session as u32) {
                    moved.push((session as u32, open_cell(&mut r, &domains[session])));
                }
            }
            let free = limit(f64::INFINITY);
            let before = state.assignment();
            state.mark();
            assert!(state.attempt(&moved, &free));
            let (after, energy) = (state.assignment(), free.energy(&state.levels()));
            assert_eq!(state.score(), network.score(&after), "seed {seed}, step {step}");
            // Somebody called away from another post may save there what nobody looks for.
            let stays = |session: u32| moved.iter().all(|&(other, _)| other != session);
            let seats = network.staff.session_of_seat.iter().enumerate();
            let called =
                seats.filter(|&(_, &session)| stays(session)).any(|(seat, _)| after.seats[seat] != before.seats[seat]);
            state.undo();
            let most = energy - 100.0 + 20.0 * r.below(11) as f64;
            if state.attempt(&moved, &limit(most)) {
                tried_on += 1;
                assert_eq!(free.energy(&state.levels()), energy, "seed {seed}, step {step}");
            } else {
                given_up += 1;
                assert!(energy > most || called, "seed {seed}, step {step}: {energy} within {most}");
                assert_eq!(state.assignment(), before, "seed {seed}, step {step}");
                assert_eq!(state.score(), network.score(&before), "seed {seed}, step {step}");
            }
            if r.chance(50) {
                state.undo();
            }
        }
    }
    assert!(given_up > 1_000 && tried_on > 1_000, "{given_up} given up, {tried_on} tried on");
}
