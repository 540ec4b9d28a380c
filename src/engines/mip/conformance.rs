//! The model of staff against the meaning of the network: random conferences, random people in random seats.

use super::{formulate, formulate_without};
use crate::engines::conformance::random::{self, Random, SMALL, TOY};
use crate::engines::conformance::{assignments, case, count_plainly, exhaustive, form, model_all, open_cell};
use crate::engines::{Engine, Options, Shared, Silent, Status, Stop, Without, search, solve};
use crate::instance::schema::Level;
use crate::network::{Assignment, ConflictGraph, Constraint, Domain, Network, Primitive, Roster, domains};
use crate::problem::Fees;
use crate::timetable::Score;

/// Makes what is said about sessions soft, and puts what is said about people on random levels or leaves it alone; in one
/// place at a time if `hard`.
fn about_people(network: &mut Network, r: &mut Random, hard: bool) {
    let alone = hard && r.chance(30);
    if !alone {
        // What hard constraints imply holds no more when they are soft.
        network.implied.clear();
    }
    for constraint in &mut network.constraints {
        let anywhere = [Level::Soft, Level::Soft, Level::Medium, Level::Hard][r.below(4)];
        let before = constraint.level;
        constraint.level = match &mut constraint.body {
            Primitive::Roster(Roster::Clash) if hard => Level::Hard,
            Primitive::Roster(Roster::Fees(fees)) => {
                for fees in fees.iter_mut() {
                    let half = r.chance(50).then(|| (60 + 60 * r.below(3) as i32, 10 + r.below(20) as i64));
                    let day = (120 + 60 * r.below(4) as i32, 30 + r.below(30) as i64);
                    let (overtime, travel) = (r.below(9) as i64, 5 * r.below(3) as i64);
                    *fees = r.chance(80).then_some(Fees { half, day, overtime, travel });
                }
                Level::Soft
            }
            Primitive::Roster(Roster::Stretch { most, rest }) => {
                (*most, *rest) = (45 + 30 * r.below(4) as i32, 15 * r.below(4) as i32);
                anywhere
            }
            Primitive::Team(_) | Primitive::Roster(_) if alone => before,
            Primitive::Team(_) | Primitive::Roster(_) => anywhere,
            _ => Level::Soft,
        };
    }
}

#[test]
fn the_mip_allows_and_prices_every_seat_as_the_network_does() {
    let (mut exact, mut relaxed, mut broken) = (0, 0, 0);
    for seed in 0..400 {
        let (_, mut network, mut r) = case(3 * seed, random::Size { sessions: 6, ..SMALL });
        about_people(&mut network, &mut r, seed % 4 != 0);
        count_plainly(&mut network);
        let domains = domains(&network);
        let conflicts = ConflictGraph::new(&network, &domains);
        let formulation = formulate_without(form(seed), &network, &domains, &conflicts);
        for turn in 0..12 {
            let mut at = Assignment::empty(&network);
            for (cell, domain) in at.cells.iter_mut().zip(&domains) {
                *cell = open_cell(&mut r, domain).filter(|_| r.chance(60));
            }
            if turn % 3 == 0 {
                at.seats = random::seats(&mut r, &network, &at.cells);
            } else {
                search::complete(&network, &domains, &conflicts, &mut at, seed + turn);
            }
            let score = network.score(&at);
            let Some(values) = formulation.values(&at) else {
                assert!(score.hard > 0, "seed {seed}: somebody sits where nobody may");
                continue;
            };
            let verdict = formulation.model.broken(&values);
            let [medium, soft] = formulation.model.value(&values);
            let value = Score { hard: 0, medium, soft };
            if score.hard > 0 {
                broken += 1;
                assert!(verdict.is_some() || !formulation.exact, "seed {seed}: {score} allowed");
                continue;
            }
            assert!(verdict.is_none(), "seed {seed}: {verdict:?}, {score}");
            if formulation.exact && formulation.completes {
                exact += usize::from(at.seats.iter().any(|&person| person != crate::network::NOBODY));
                assert_eq!(value, score, "seed {seed}");
            } else if formulation.completes {
                relaxed += 1;
                assert!(value <= score, "seed {seed}: {value} in the model, {score}");
            }
            let solution: Vec<f64> = values.iter().map(|&value| value as f64).collect();
            if formulation.exact {
                assert!(network.score(&formulation.assignment(&solution)) <= score, "seed {seed}: seats change");
            }
        }
    }
    assert!(exact > 200 && relaxed > 300 && broken > 300, "{exact} exact, {relaxed} relaxed, {broken} broken");
}

#[test]
fn the_mip_finds_the_best_of_all_seatings() {
    let (mut solved, mut refuted, mut bounded) = (0, 0, 0);
    for seed in 0..400 {
        let size = random::Size { sessions: 2, rooms: 2, days: 1, starts: 2, ..TOY };
        let (_, mut network, mut r) = case(3 * seed, size);
        if network.staff.seats() == 0 {
            continue;
        }
        about_people(&mut network, &mut r, true);
        let domains = domains(&network);
        if assignments(&network, &domains) > 40_000.0 {
            continue;
        }
        let best = exhaustive(&network, &domains);
        let options = Options { threads: 1, seed: 1, gap: 0.0, engine: Engine::Mip, without: Without::default() };
        let stop = Stop::new(Some(std::time::Duration::from_secs(60)), None);
        let outcome = solve(&network, None, &options, &stop, &Silent);
        let bound = outcome.bound.unwrap_or_default();
        assert!(bound <= best && (outcome.score.is_none_or(|score| score >= best)), "seed {seed}: {outcome:?}");
        let conflicts = ConflictGraph::new(&network, &domains);
        let exact = formulate(&network, &domains, &conflicts).exact;
        if best.hard > 0 {
            refuted += u32::from(exact);
            assert!(outcome.status == Status::Infeasible || !exact, "seed {seed}: {outcome:?}");
        } else if exact {
            solved += 1;
            assert_eq!((outcome.status, outcome.score), (Status::Optimal, Some(best)), "seed {seed}");
        } else {
            bounded += 1;
            assert_ne!(outcome.status, Status::Infeasible, "seed {seed}");
        }
    }
    assert!(solved > 50 && bounded > 10, "{solved} solved, {bounded} bounded, {refuted} refuted");
}

#[test]
fn what_refutes_a_part_of_the_sessions_refutes_the_whole() {
    let (mut refuted, mut whole, mut placed) = (0, 0, 0);
    for seed in 0..400 {
        let (_, mut network, mut r) = case(3 * seed, random::Size { sessions: 3, rooms: 2, days: 1, starts: 2, ..TOY });
        // Random conferences are rarely feasible while everything is hard.
        for constraint in &mut network.constraints {
            if r.chance(80) {
                constraint.level = Level::Soft;
                network.implied.clear();
            }
        }
        let domains = domains(&network);
        if assignments(&network, &domains) > 40_000.0 {
            continue;
        }
        let part: Vec<usize> = (0..network.sessions()).filter(|_| r.chance(60)).collect();
        let stop = Stop::new(None, None);
        let shared = Shared::new(&network, &stop, &Silent, 0.0);
        let alone = super::scarce::refuted(&network, &domains, &part, seed, &stop, &shared);
        let best = exhaustive(&network, &domains);
        refuted += u32::from(alone);
        whole += u32::from(best.hard > 0);
        placed += u32::from(best.hard == 0);
        assert!(!alone || best.hard > 0, "seed {seed}: {part:?} do not fit, and yet there is {best}");
    }
    assert!(refuted > 20 && placed > 20, "{refuted} of {whole} refuted by a part, {placed} placed");
}

/// What a relaxation says of three sessions, every other time timetables being known already: how often that was the best there is,
/// where this `tells` something, how often less, and how often that there is nothing.
fn relaxed(
    seeds: u64,
    prepare: impl Fn(u64, &mut Network),
    tells: impl Fn(&Network) -> bool,
    bound: impl Fn(&Premises<'_>),
) -> [u32; 3] {
    let (mut tight, mut loose, mut refuted) = (0, 0, 0);
    for seed in 0..seeds {
        let (_, mut network, mut r) = case(seed, random::Size { sessions: 3, ..TOY });
        prepare(seed, &mut network);
        let domains = domains(&network);
        if assignments(&network, &domains) > 20_000.0 {
            continue;
        }
        let conflicts = ConflictGraph::new(&network, &domains);
        let best = exhaustive(&network, &domains);
        let stop = Stop::new(None, None);
        let shared = Shared::new(&network, &stop, &Silent, 0.0);
        for _ in 0..if seed % 4 < 2 { 40 } else { 0 } {
            let mut known = Assignment::empty(&network);
            for (cell, domain) in known.cells.iter_mut().zip(&domains) {
                *cell = open_cell(&mut r, domain);
            }
            shared.offer("test", &known, network.score(&known));
        }
        let best_known = shared.best().map(|(_, score)| score);
        bound(&Premises {
            seed,
            network: &network,
            domains: &domains,
            conflicts: &conflicts,
            stop: &stop,
            shared: &shared,
        });
        let known = shared.into_known();
        refuted += u32::from(known.infeasible);
        assert!(!known.infeasible || best.hard > 0, "seed {seed}: nothing, and yet there is {best}");
        let Some(bound) = known.bound.filter(|_| !known.infeasible) else { continue };
        assert!(
            bound <= best,
            "seed {seed}: the relaxation costs {bound}, there is {best}, and {best_known:?} was known"
        );
        tight += u32::from(bound == best && bound > Score::default() && tells(&network));
        loose += u32::from(bound < best);
    }
    [tight, loose, refuted]
}

/// What a relaxation is asked with.
struct Premises<'a> {
    seed: u64,
    network: &'a Network,
    domains: &'a [Domain],
    conflicts: &'a ConflictGraph,
    stop: &'a Stop,
    shared: &'a Shared<'a>,
}

#[test]
fn no_timetable_costs_less_than_its_outline() {
    // Every other time, what it knows nothing of is not there.
    let prepare = |seed: u64, network: &mut Network| {
        network.constraints.retain(|constraint| match constraint.body {
            Primitive::Unary(_) | Primitive::Absence(_) | Primitive::Grid(_) | Primitive::Occupancy(_) => true,
            _ => seed.is_multiple_of(2),
        });
    };
    let counts = relaxed(
        900,
        prepare,
        |_| true,
        |at| {
            super::outlined(at.network, at.domains, at.conflicts, at.seed, at.stop, at.shared);
        },
    );
    assert!(counts.iter().all(|count| *count > 10), "{counts:?} tight, loose, refuted");
}

#[test]
fn no_timetable_costs_less_than_its_pairs() {
    let prepare = |seed: u64, network: &mut Network| {
        network.constraints.retain(|constraint| match constraint.body {
            Primitive::Unary(_) | Primitive::Absence(_) | Primitive::Relation(_) | Primitive::Occupancy(_) => true,
            _ => seed.is_multiple_of(2),
        });
        // It bounds what is soft: most of the time nothing else counts.
        let medium = |constraint: &&mut Constraint| constraint.level == Level::Medium && !seed.is_multiple_of(5);
        network.constraints.iter_mut().filter(medium).for_each(|constraint| constraint.level = Level::Soft);
    };
    let related = |network: &Network| {
        let is_one = |c: &Constraint| c.level == Level::Soft && matches!(c.body, Primitive::Relation(_));
        network.constraints.iter().any(is_one)
    };
    let counts = relaxed(600, prepare, related, |at| {
        let all = super::pairs::Part::ALL;
        let parts = if at.seed.is_multiple_of(3) { &all[2..] } else { &all[..] };
        super::pairs::bound_by(parts, at.network, at.domains, at.conflicts, at.seed, at.stop, at.shared);
    });
    assert!(counts.iter().all(|count| *count > 10), "{counts:?} tight, loose, refuted");
}

#[test]
fn a_model_in_mps_and_in_lp_has_the_optimum_of_the_network() {
    let folder = tempfile::tempdir().unwrap();
    let (mut solved, mut refuted) = (0, 0);
    for seed in 0..150 {
        let (_, mut network, _) = case(seed, random::Size { sessions: 3, ..TOY });
        model_all(&mut network);
        // One objective: what is medium is soft.
        for constraint in network.constraints.iter_mut().filter(|constraint| constraint.level == Level::Medium) {
            constraint.level = Level::Soft;
        }
        let wide = domains(&network);
        let domains = crate::network::consistent(&network, &wide);
        let conflicts = ConflictGraph::new(&network, &domains);
        let formulation = formulate(&network, &domains, &conflicts);
        // A row without columns that cannot be kept is not written: the engine refutes it by itself.
        let hopeless = formulation.model.rows.iter().any(|row| row.terms.is_empty());
        if hopeless || !formulation.exact || assignments(&network, &domains) > 20_000.0 {
            continue;
        }
        let best = exhaustive(&network, &domains);
        let names = super::Names { sessions: vec!["a-b".to_owned(), "a:b".to_owned()], ..super::Names::default() };
        let models = [("mps", super::mps::write(&formulation, &names)), ("lp", super::lp::write(&formulation, &names))];
        for (format, text) in models {
            let path = folder.path().join(format!("{seed}.{format}"));
            std::fs::write(&path, text).unwrap();
            match super::highs::solve_file(&path) {
                Some(objective) => {
                    solved += 1;
                    let right = (objective - best.soft as f64).abs() < 1e-3 && best.hard == 0;
                    assert!(right, "seed {seed}, {format}: {objective}, there is {best}");
                }
                None => {
                    refuted += 1;
                    assert!(best.hard > 0, "seed {seed}, {format}: {best}");
                }
            }
        }
    }
    assert!(solved > 20, "{solved} solved, {refuted} refuted");
}
