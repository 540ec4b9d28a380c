//! Parts against what they promise, and rounds against the network, on random conferences.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::elastic;
use super::parts::{Kind, Related};
use crate::engines::conformance::random::{self, Random, SMALL};
use crate::engines::conformance::{case, open_cell};
use crate::engines::{Shared, Silent, Stop};
use crate::instance::schema::Level;
use crate::network::{Assignment, Domain, Network, domains};
use crate::timetable::Score;

/// Sessions anywhere, people anywhere.
fn anything(network: &Network, domains: &[Domain], r: &mut Random) -> Assignment {
    let mut at = Assignment::empty(network);
    for (cell, domain) in at.cells.iter_mut().zip(domains) {
        *cell = open_cell(r, domain);
    }
    at.seats = random::seats(r, network, &at.cells);
    at
}

#[test]
fn a_part_holds_what_was_there_and_opens_nothing_that_was_closed() {
    let (mut free, mut kept) = (0, 0);
    for seed in 0..120 {
        let (_, network, mut r) = case(seed, SMALL);
        let domains = domains(&network);
        let at = anything(&network, &domains, &mut r);
        let related = Related::new(&network);
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        for kind in Kind::ALL {
            let part = kind.part(&network, &domains, &at, &related, 3.0, &mut rng);
            for (session, (part, domain)) in part.domains.iter().zip(&domains).enumerate() {
                assert!(part.cells().all(|cell| domain.contains(cell)), "seed {seed}, {kind:?}");
                if let Some(cell) = at.cells[session] {
                    assert!(part.contains(cell), "seed {seed}, {kind:?}");
                    free += usize::from(part.times.len() > 1);
                    kept += usize::from(part.times == [cell.time]);
                }
            }
        }
    }
    assert!(free > 500 && kept > 500, "{free} free, {kept} kept");
}

#[test]
fn what_is_broken_is_dear_and_nothing_else_is_open() {
    let mut broken = 0;
    for seed in 0..120 {
        let (_, network, mut r) = case(seed, SMALL);
        let at = anything(&network, &domains(&network), &mut r);
        let elastic = elastic::of(&network, &at);
        broken += u32::from(network.score(&at).hard > 0);
        for (before, after) in network.constraints.iter().zip(&elastic.constraints) {
            let whole = before.level != Level::Hard || network.amount(before, &at) == 0;
            let people =
                matches!(before.body, crate::network::Primitive::Team(_) | crate::network::Primitive::Roster(_));
            assert!(people || !whole || before.level == after.level, "seed {seed}");
        }
    }
    assert!(broken > 30, "{broken} broken");
}

#[test]
fn rounds_better_what_they_are_given_and_do_so_again() {
    let (mut better, mut mended) = (0, 0);
    for seed in 0..16 {
        let (_, network, mut r) = case(seed, random::Size { sessions: 6, ..SMALL });
        let domains = domains(&network);
        let start = anything(&network, &domains, &mut r);
        let run = || -> (Assignment, Score) {
            let stop = Stop::new(None, Some(1));
            let shared = Shared::new(&network, &stop, &Silent, 0.0);
            shared.offer("test", &start, network.score(&start));
            super::run(&network, &domains, &mut super::Rounds::new(&network, seed), (Some(4), false), &stop, &shared);
            shared.best().unwrap()
        };
        let (before, (found, after)) = (network.score(&start), run());
        assert!(after <= before && network.score(&found) == after, "seed {seed}: {after}");
        assert_eq!(run(), (found, after), "seed {seed}");
        better += u32::from(after < before);
        mended += u32::from(after.hard < before.hard);
    }
    assert!(better > 8 && mended > 1, "{better} better, {mended} mended");
}
