//! Moves against the meaning of the network.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::moves::Moves;
use super::{Company, Compiled, Limit, State, Without};
use crate::engines::Ingredient;
use crate::engines::Stop;
use crate::engines::conformance::random::{self, Random, SMALL};
use crate::engines::conformance::{case, open_cell};
use crate::network::{ConflictGraph, Primitive, domains};
use crate::problem::Problem;
use crate::rules::{Example, RuleSet, lower};

fn limit(most: f64) -> Limit {
    Limit { hard: 1.0, medium: 4.0, most }
}

#[test]
fn every_move_is_priced_as_from_scratch_and_taken_back_to_the_seat() {
    let (mut applied, mut undone) = (0, 0);
    for seed in 0..140 {
        let (_, network, mut r) = case(seed, SMALL);
        let domains = domains(&network);
        let conflicts = ConflictGraph::new(&network, &domains);
        let mut compiled = Compiled::new(&network, &domains, &conflicts);
        if seed % 2 == 0 {
            compiled.company = Company::new(&network, 0);
        }
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
        for step in 0..200 {
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
        let mut compiled = Compiled::new(&network, &domains, &conflicts);
        if seed % 2 == 0 {
            compiled.company = Company::new(&network, 0);
        }
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

#[test]
fn what_moves_whole_rooms_of_slots_is_priced_as_from_scratch_each_by_itself() {
    let kinds =
        [Ingredient::Within, Ingredient::Bins, Ingredient::GroupRooms, Ingredient::WholeSlots, Ingredient::Repack];
    for kind in kinds {
        let others = Without::from_iter(Ingredient::ALL.into_iter().filter(|&other| other != kind));
        let mut applied = 0;
        for seed in 0..40 {
            let (_, network, _) = case(seed, SMALL);
            let domains = domains(&network);
            let conflicts = ConflictGraph::new(&network, &domains);
            let compiled = Compiled::new(&network, &domains, &conflicts);
            let mut state = State::new(&compiled);
            let mut rng = Pcg64Mcg::seed_from_u64(seed);
            super::construct::greedy(&mut state, &mut rng, &Stop::new(None, None));
            let mut moves = Moves::new(&state, others);
            for step in 0..if moves.is_idle() { 0 } else { 80 } {
                let before = (state.assignment(), state.score());
                let found = moves.propose(&mut state, &mut rng, false, &limit(f64::INFINITY));
                let after = state.assignment();
                assert_eq!(state.score(), network.score(&after), "{kind:?}, seed {seed}, step {step}");
                let open = |(cell, domain): (&Option<_>, &crate::network::Domain)| {
                    cell.is_none_or(|cell| domain.contains(cell))
                };
                assert!(after.cells.iter().zip(&domains).all(open), "{kind:?}, seed {seed}, step {step}");
                assert!(found || after == before.0, "{kind:?}, seed {seed}, step {step}");
                applied += u32::from(found);
                if step % 2 == 0 {
                    state.undo();
                    assert_eq!((state.assignment(), state.score()), before, "undo, {kind:?}, seed {seed}, step {step}");
                }
            }
        }
        assert!(applied > 20, "{kind:?}: {applied} applied");
    }
}

#[test]
fn changes_of_room_are_counted_for_many_people() {
    let (mut counted, mut crowded) = (0, 0);
    for seed in 0..30 {
        let mut r = Random::new(seed);
        let mut problem = Problem::build(&random::instance(seed, SMALL)).unwrap();
        let Some(somebody) = problem.attendees.first().cloned() else { continue };
        // The first word of people counts alike, the others do not.
        let many = |n: i64| {
            let wishes = problem.session_ids().filter(|_| r.chance(40)).map(|session| (session, 1)).collect();
            crate::problem::Attendee { count: if n < 90 { 2 } else { 1 + n % 7 }, wishes, ..somebody.clone() }
        };
        problem.attendees = (0..180).map(many).collect();
        let mut rules = RuleSet::default();
        rules.set("room-hops.level=soft").unwrap();
        let mut network = lower(&problem, &rules);
        network.constraints.retain(|constraint| matches!(constraint.body, Primitive::Hops(_)));
        let domains = domains(&network);
        let conflicts = ConflictGraph::new(&network, &domains);
        let compiled = Compiled::new(&network, &domains, &conflicts);
        let mut state = State::new(&compiled);
        for step in 0..150 {
            let before = state.assignment();
            state.mark();
            let session = r.below(network.sessions());
            let other = r.below(network.sessions());
            let mut moved = vec![(session as u32, open_cell(&mut r, &domains[session]))];
            if other != session {
                moved.push((other as u32, open_cell(&mut r, &domains[other])));
            }
            // Some where others already are, each in a mode of its own.
            if let Some(there) = state.cell(other as u32).filter(|_| other != session && r.chance(30)) {
                let beside = domains[session].cells().find(|cell| (cell.time, cell.room) == (there.time, there.room));
                if let Some(cell) = beside {
                    moved = vec![(session as u32, Some(cell))];
                    crowded += 1;
                }
            }
            assert!(state.attempt(&moved, &limit(f64::INFINITY)));
            assert_eq!(state.score(), network.score(&state.assignment()), "seed {seed}, step {step}");
            counted += u32::from(state.score().soft > 0);
            if r.chance(40) {
                state.undo();
                assert_eq!(state.assignment(), before, "seed {seed}, step {step}");
                assert_eq!(state.score(), network.score(&before), "seed {seed}, step {step}");
            }
        }
    }
    assert!(counted > 250 && crowded > 50, "{counted} counted, {crowded} where others are");
}

/// Eight rooms of slots, two hours each, and tracks that need all of them: two of five hours, and two of two.
const FULL: Example = Example {
    about: "rooms of slots that are all taken",
    instance: r#""slots": [{"id": "w", "day": "mon", "start": "09:00", "end": "11:00", "every": 60},
            {"id": "x", "day": "mon", "start": "11:00", "end": "13:00", "every": 60},
            {"id": "y", "day": "tue", "start": "09:00", "end": "11:00", "every": 60},
            {"id": "z", "day": "tue", "start": "11:00", "end": "13:00", "every": 60}],
        "rooms": [{"id": "hall", "seats": 100}, {"id": "attic", "seats": 100}],
        "tracks": [{"id": "t"}, {"id": "u"}, {"id": "v"}, {"id": "o"}],
        "sessions": [{"id": "t1", "track": "t"}, {"id": "t2", "track": "t"}, {"id": "t3", "track": "t"},
            {"id": "t4", "track": "t"}, {"id": "t5", "track": "t"}, {"id": "u1", "track": "u"}, {"id": "u2", "track": "u"},
            {"id": "u3", "track": "u"}, {"id": "u4", "track": "u"}, {"id": "u5", "track": "u"}, {"id": "v1", "track": "v"},
            {"id": "v2", "track": "v"}, {"id": "o1", "track": "o"}, {"id": "o2", "track": "o"}]"#,
    timetable: "",
    amount: 0,
};

#[test]
fn groups_that_must_not_mix_are_packed_into_rooms_of_slots() {
    let problem = Problem::build(&FULL.instance()).unwrap();
    let mut rules = RuleSet::default();
    rules.set("tracks-mixed.level=hard").unwrap();
    let network = lower(&problem, &rules);
    let domains = domains(&network);
    let conflicts = ConflictGraph::new(&network, &domains);
    let compiled = Compiled::new(&network, &domains, &conflicts);
    for seed in 0..10 {
        let mut state = State::new(&compiled);
        super::packing::pack(&mut state, &mut Pcg64Mcg::seed_from_u64(seed), &Stop::new(None, None));
        assert!((0..network.sessions() as u32).all(|session| state.cell(session).is_some()), "seed {seed}");
        assert_eq!(state.score().hard, 0, "seed {seed}");
        assert_eq!(state.score(), network.score(&state.assignment()), "seed {seed}");
    }
    // Where they may mix nothing is packed.
    rules.set("tracks-mixed.level=soft").unwrap();
    let network = lower(&problem, &rules);
    let compiled = Compiled::new(&network, &domains, &conflicts);
    let mut state = State::new(&compiled);
    super::packing::pack(&mut state, &mut Pcg64Mcg::seed_from_u64(1), &Stop::new(None, None));
    assert!((0..network.sessions() as u32).all(|session| state.cell(session).is_none()));
}
