//! Engines against the meaning of the network: random conferences, random assignments, every rule on random levels.

use super::mip::{Classes, formulate, formulate_without};
use super::search::{Company, Compiled, State};
use super::{Engine, EventKind, FORMULATIONS, Options, Silent, Status, Stop, Without, solve};
use crate::instance::schema::Level;
use crate::network::{
    Assignment, Cell, ConflictGraph, Domain, NOBODY, Network, Primitive, Relation, RelationKind, Roster, consistent,
    domains,
};
use crate::problem::Problem;
use crate::rules::{RULES, RuleSet, lower};
use crate::timetable::Score;

#[path = "../../tests/conformance/random.rs"]
pub(super) mod random;

#[path = "../../tests/conformance/corners.rs"]
mod corners;

use random::{Random, SMALL, TOY};

/// Rules on random levels with random weights; everything soft when `gentle`, so that every cell is open.
fn settings(r: &mut Random, gentle: bool) -> RuleSet {
    let mut rules = RuleSet::default();
    for (setting, rule) in rules.settings.iter_mut().zip(RULES) {
        for (value, parameter) in setting.parameters.0.iter_mut().zip(rule.parameters) {
            // Those that turn something on are on in every other conference.
            if (parameter.least, parameter.most) == (0, 1) {
                *value = r.below(2) as i64;
            }
        }
        let level = [Level::Hard, Level::Medium, Level::Soft][r.below(3)];
        setting.level = if gentle { [Level::Medium, Level::Soft][r.below(2)] } else { level };
        setting.weight = 1 + r.below(4) as i64;
    }
    rules
}

pub(super) fn open_cell(r: &mut Random, domain: &Domain) -> Option<Cell> {
    let cells: Vec<Cell> = domain.cells().collect();
    (!cells.is_empty() && !r.chance(10)).then(|| cells[r.below(cells.len())])
}

/// A formulation of the MIP, one after the other.
pub(super) fn form(seed: u64) -> Without {
    FORMULATIONS[seed as usize % FORMULATIONS.len()].1.iter().copied().collect()
}

pub(super) fn case(seed: u64, size: random::Size) -> (Problem, Network, Random) {
    let mut r = Random::new(seed ^ 0xc0de);
    let problem = Problem::build(&random::instance(seed, size)).unwrap();
    let rules = if seed.is_multiple_of(3) { RuleSet::default() } else { settings(&mut r, seed % 3 == 1) };
    let network = lower(&problem, &rules);
    (problem, network, r)
}

#[test]
fn the_search_prices_every_change_as_two_evaluations_from_scratch_do() {
    let (mut changes, mut people) = (0, 0);
    for seed in 0..150 {
        let (_, network, mut r) = case(seed, SMALL);
        let domains = domains(&network);
        let conflicts = ConflictGraph::new(&network, &domains);
        let mut compiled = Compiled::new(&network, &domains, &conflicts);
        if seed % 2 == 0 {
            compiled.company = Company::new(&network, 0);
        }
        let mut state = State::new(&compiled);
        assert_eq!(state.score(), network.score(&Assignment::empty(&network)), "seed {seed}");
        for step in 0..60 {
            let session = r.below(network.sessions());
            let before = (state.assignment(), state.score());
            state.mark();
            let seats = network.staff.seats();
            if seats > 0 && r.chance(40) {
                let seat = r.below(seats);
                if state.in_use(seat) {
                    let anybody = r.below(network.staff.people + 1);
                    state.seat(seat, if anybody == network.staff.people { NOBODY } else { anybody as u16 });
                    people += 1;
                }
            } else {
                state.set(session as u32, open_cell(&mut r, &domains[session]));
            }
            changes += 1;
            assert_eq!(state.score(), network.score(&state.assignment()), "seed {seed}, step {step}");
            if r.chance(30) {
                state.undo();
                assert_eq!((state.assignment(), state.score()), before, "undo, seed {seed}, step {step}");
            }
        }
    }
    assert!(changes > 5_000 && people > 500, "{changes} changes, {people} of people");
}

#[test]
fn seats_are_filled_when_that_mends_something_and_completed_without_moving_sessions() {
    let (mut filled, mut mended) = (0, 0);
    for seed in 0..180 {
        let (_, network, mut r) = case(seed, SMALL);
        let domains = domains(&network);
        let conflicts = ConflictGraph::new(&network, &domains);
        let mut at = Assignment::empty(&network);
        for (cell, domain) in at.cells.iter_mut().zip(&domains) {
            *cell = open_cell(&mut r, domain);
        }
        let bare = network.score(&at);
        let cells = at.cells.clone();
        super::search::complete(&network, &domains, &conflicts, &mut at, seed);
        assert_eq!(at.cells, cells, "seed {seed}");
        let score = network.score(&at);
        assert!(score <= bare, "seed {seed}: {score} with people, {bare} without");
        filled += at.seats.iter().filter(|&&person| person != NOBODY).count();
        mended += u32::from(score.hard < bare.hard);
    }
    assert!(filled > 60 && mended > 20, "{filled} seats filled, {mended} mended");
}

/// Takes out what the MIP leaves out.
pub(super) fn model_all(network: &mut Network) {
    count_plainly(network);
    network.constraints.retain(|constraint| match constraint.body {
        Primitive::Moves(_) | Primitive::Hops(_) => false,
        Primitive::Roster(Roster::Clash) => constraint.level == Level::Hard,
        _ => true,
    });
}

/// What is not hard counts what is too much, neither pairs nor everything: that has rows.
pub(super) fn count_plainly(network: &mut Network) {
    for constraint in network.constraints.iter_mut().filter(|constraint| constraint.level != Level::Hard) {
        match &mut constraint.body {
            Primitive::Occupancy(occupancy) => occupancy.pairs = false,
            Primitive::Tally(tally) => tally.whole = false,
            _ => {}
        }
    }
}

#[test]
fn the_mip_allows_and_prices_every_assignment_as_the_network_does() {
    let (mut kept, mut broken) = (0, 0);
    for seed in 0..340 {
        let (_, mut network, mut r) = case(seed, SMALL);
        if seed % 4 < 2 {
            model_all(&mut network);
        }
        let wide = domains(&network);
        let domains = if seed % 2 == 0 { consistent(&network, &wide) } else { wide };
        let conflicts = ConflictGraph::new(&network, &domains);
        let formulation = formulate_without(form(seed), &network, &domains, &conflicts);
        for _ in 0..12 {
            let mut at = Assignment::empty(&network);
            for (cell, domain) in at.cells.iter_mut().zip(&domains) {
                *cell = open_cell(&mut r, domain);
            }
            let score = network.score(&at);
            let Some(values) = formulation.values(&at) else {
                assert!(score.hard > 0, "only what leaves out a required session has no values; seed {seed}");
                continue;
            };
            let verdict = formulation.model.broken(&values);
            if formulation.exact || verdict.is_some() {
                assert_eq!(verdict.is_some(), score.hard > 0, "seed {seed}: {verdict:?}, {score}");
            }
            if score.hard > 0 {
                broken += 1;
            } else if formulation.completes {
                let [medium, soft] = formulation.model.value(&values);
                let value = Score { hard: 0, medium, soft };
                kept += u32::from(formulation.exact);
                assert!(value == score || value < score && !formulation.exact, "seed {seed}: {value} for {score}");
            }
        }
    }
    assert!(kept > 300 && broken > 300, "{kept} kept, {broken} broken");
}

#[test]
fn interchangeable_rooms_are_handed_out_at_no_cost() {
    let (mut shared, mut crowded) = (0, 0);
    for seed in 0..400 {
        let size = random::Size { sessions: 8, rooms: 3 + seed as usize % 2, days: 2, twins: true, ..SMALL };
        let (_, mut network, mut r) = case(seed, size);
        for constraint in &mut network.constraints {
            if !matches!(constraint.body, Primitive::Occupancy(_)) {
                constraint.level = Level::Soft;
            }
        }
        // What looks at the rooms of two sessions tells all rooms apart.
        let of_rooms =
            |relation: &Relation| !matches!(relation.kind, RelationKind::Times(_) | RelationKind::Walk { .. });
        if seed % 4 > 0 {
            network.constraints.retain(|c| match &c.body {
                Primitive::Relation(relation) => !of_rooms(relation),
                Primitive::Hops(_) => false,
                _ => true,
            });
        }
        if Classes::new(&network).members.iter().all(|members| members.len() == 1) {
            continue;
        }
        let domains = domains(&network);
        let conflicts = ConflictGraph::new(&network, &domains);
        let formulation = formulate(&network, &domains, &conflicts);
        shared += 1;
        for _ in 0..40 {
            let mut at = Assignment::empty(&network);
            for (cell, domain) in at.cells.iter_mut().zip(&domains) {
                *cell = open_cell(&mut r, domain);
            }
            let Some(values) = formulation.values(&at) else { continue };
            if formulation.model.broken(&values).is_some() {
                continue;
            }
            let solution: Vec<f64> = values.iter().map(|&value| value as f64).collect();
            let decoded = formulation.assignment(&solution);
            let moved = decoded.cells.iter().zip(&at.cells).any(|(decoded, at)| decoded != at);
            crowded += u32::from(moved);
            let (score, was) = (network.score(&decoded), network.score(&at));
            assert_eq!(score.hard, 0, "seed {seed}: the model allows what the rooms do not hold: {was}");
            assert!(score <= was, "seed {seed}: {score} after, {was} before");
            if formulation.completes && formulation.exact {
                let [medium, soft] = formulation.model.value(&values);
                assert_eq!(Score { hard: 0, medium, soft }, score, "seed {seed}");
            }
        }
    }
    assert!(shared > 100 && crowded > 1000, "{shared} with interchangeable rooms, {crowded} handed out anew");
}

#[test]
fn search_and_mip_hold_in_the_corners() {
    for (about, instance) in corners::corners() {
        for seed in 0..4 {
            let r = &mut Random::new(seed);
            let problem = Problem::build(&instance).expect(about);
            let rules = if seed == 0 { RuleSet::default() } else { settings(r, seed == 1) };
            let network = lower(&problem, &rules);
            let domains = domains(&network);
            let conflicts = ConflictGraph::new(&network, &domains);
            let compiled = Compiled::new(&network, &domains, &conflicts);
            let mut state = State::new(&compiled);
            for step in 0..150 {
                let session = r.below(network.sessions());
                state.set(session as u32, open_cell(r, &domains[session]));
                assert_eq!(state.score(), network.score(&state.assignment()), "{about}, seed {seed}, step {step}");
            }
            if network.sessions() > 40 {
                continue;
            }
            let formulation = formulate(&network, &domains, &conflicts);
            for _ in 0..20 {
                let mut at = Assignment::empty(&network);
                at.cells = domains.iter().map(|domain| open_cell(r, domain)).collect();
                let score = network.score(&at);
                let Some(values) = formulation.values(&at) else {
                    assert!(score.hard > 0, "{about}, seed {seed}");
                    continue;
                };
                if let Some(broken) = formulation.model.broken(&values) {
                    assert!(score.hard > 0 || !formulation.completes, "{about}, seed {seed}: {broken}");
                    continue;
                }
                // Interchangeable rooms are handed out anew.
                let solution: Vec<f64> = values.iter().map(|&value| value as f64).collect();
                let score = network.score(&formulation.assignment(&solution));
                if !formulation.exact {
                    continue;
                }
                assert_eq!(score.hard, 0, "{about}, seed {seed}");
                if formulation.completes {
                    let [medium, soft] = formulation.model.value(&values);
                    assert_eq!(Score { hard: 0, medium, soft }, score, "{about}, seed {seed}");
                }
            }
        }
    }
}

/// How many assignments there are, people included.
pub(super) fn assignments(network: &Network, domains: &[Domain]) -> f64 {
    let people = (network.staff.people + 1) as f64;
    let session = |(session, domain): (usize, &Domain)| {
        let seats = |mode: u32| {
            let crew = &network.staff.crews[session][mode as usize];
            crew.posts.iter().map(|post| network.staff.posts[post.0 as usize].seats.len()).sum::<usize>()
        };
        1.0 + domain.cells().map(|cell| people.powi(seats(cell.mode) as i32)).sum::<f64>()
    };
    domains.iter().enumerate().map(session).product()
}

/// The best score of all assignments, by trying them all.
pub(super) fn exhaustive(network: &Network, domains: &[Domain]) -> Score {
    fn descend(state: &mut State<'_>, session: usize, domains: &[Domain], best: &mut Score) {
        if session == domains.len() {
            people(state, 0, best);
            return;
        }
        descend(state, session + 1, domains, best);
        for cell in domains[session].cells() {
            state.place(session as u32, cell);
            descend(state, session + 1, domains, best);
            state.remove(session as u32);
        }
    }
    fn people(state: &mut State<'_>, seat: usize, best: &mut Score) {
        let staff = &state.compiled.network.staff;
        if seat == staff.seats() {
            *best = (*best).min(state.score());
            return;
        }
        people(state, seat + 1, best);
        if state.in_use(seat) {
            for person in 0..staff.people {
                state.seat(seat, person as u16);
                people(state, seat + 1, best);
            }
            state.seat(seat, NOBODY);
            state.mark();
        }
    }
    let conflicts = ConflictGraph::new(network, domains);
    let compiled = Compiled::new(network, domains, &conflicts);
    let mut best = Score { hard: i64::MAX, medium: 0, soft: 0 };
    descend(&mut State::new(&compiled), 0, domains, &mut best);
    best
}

#[test]
fn the_mip_finds_the_best_of_all_assignments_or_proves_that_none_is_allowed() {
    let (mut solved, mut refuted) = (0, 0);
    for seed in 0..90 {
        let twins = seed >= 60;
        let size = match twins {
            true => random::Size { sessions: 5, days: 1, starts: 2, twins, ..TOY },
            false => random::Size { sessions: 3, ..TOY },
        };
        let (problem, mut network, _) = case(seed, size);
        model_all(&mut network);
        let domains = domains(&network);
        if assignments(&network, &domains) > 60_000.0 {
            continue;
        }
        let best = exhaustive(&network, &domains);
        for engine in [Engine::Mip, Engine::Portfolio] {
            let without = if engine == Engine::Mip { form(seed) } else { Without::default() };
            let options = Options { threads: 2, seed: 1, gap: 0.0, engine, without };
            let stop = Stop::new(Some(std::time::Duration::from_secs(60)), None);
            let outcome = solve(&network, None, &options, &stop, &Silent);
            if best.hard > 0 {
                refuted += 1;
                assert_eq!(outcome.status, Status::Infeasible, "seed {seed}, {engine:?}");
            } else {
                solved += 1;
                assert_eq!(outcome.status, Status::Optimal, "seed {seed}, {engine:?}: {outcome:?}");
                assert_eq!(outcome.score, Some(best), "seed {seed}, {engine:?}");
                let verdict =
                    crate::verify::verify(&problem, &RuleSet::default(), &outcome.best.unwrap().timetable(&problem));
                let on = RuleSet::default().settings.iter().filter(|setting| setting.level != Level::Off).count();
                assert_eq!(verdict.findings.len(), on);
            }
        }
    }
    assert!(solved > 20 && refuted > 5, "{solved} solved, {refuted} refuted");
}

#[test]
fn large_penalties_are_proved_like_small_ones() {
    let mut solved = 0;
    for seed in 0..60 {
        let (_, mut network, _) = case(seed, random::Size { sessions: 3, ..TOY });
        model_all(&mut network);
        for constraint in &mut network.constraints {
            constraint.weight *= 100_003;
        }
        let domains = domains(&network);
        if assignments(&network, &domains) > 20_000.0 {
            continue;
        }
        let best = exhaustive(&network, &domains);
        let options = Options { threads: 1, seed: 1, gap: 0.0, engine: Engine::Mip, without: Without::default() };
        let stop = Stop::new(Some(std::time::Duration::from_secs(60)), None);
        let outcome = solve(&network, None, &options, &stop, &Silent);
        if best.hard > 0 {
            assert_eq!(outcome.status, Status::Infeasible, "seed {seed}");
        } else {
            solved += u32::from(best.medium > 1_000_000 || best.soft > 1_000_000);
            assert_eq!((outcome.status, outcome.score), (Status::Optimal, Some(best)), "seed {seed}: {outcome:?}");
        }
    }
    assert!(solved > 5, "{solved} solved");
}

#[test]
fn no_assignment_costs_less_than_its_slot_patterns() {
    let (mut bounded, mut tight, mut chosen, mut joined, mut in_whole) = (0, 0, 0, 0, 0);
    for seed in 0..400 {
        // Most rules soft: what is hard closes most cells of a random conference, and patterns price what is soft.
        let mut r = Random::new(seed ^ 0xb10c);
        let mut rules = RuleSet::default();
        for setting in rules.settings.iter_mut().filter(|_| r.chance(70)) {
            setting.level = Level::Soft;
        }
        let problem = Problem::build(&random::instance(seed, random::Size { sessions: 3, ..TOY })).unwrap();
        let mut network = lower(&problem, &rules);
        if seed % 2 == 0 {
            // Only what patterns price: of that they often know all.
            network
                .constraints
                .retain(|constraint| constraint.level == Level::Hard || super::columns::prices(constraint));
        }
        let wide = domains(&network);
        let domains = consistent(&network, &wide);
        if assignments(&network, &domains) > 60_000.0 {
            continue;
        }
        let conflicts = ConflictGraph::new(&network, &domains);
        let stop = Stop::new(None, None);
        let shared = super::Shared::new(&network, &stop, &Silent, 0.0);
        let Some(mut patterns) = super::columns::patterns(&network, &domains, &conflicts, &stop, &shared) else {
            continue;
        };
        let best = exhaustive(&network, &domains);
        if best.hard > 0 {
            continue;
        }
        bounded += 1;
        let bound = patterns.bound;
        assert!(bound <= best.soft, "seed {seed}: patterns say {bound}, there is {best}");
        // Anything known, whether the best or not, leaves a choice whose bound holds.
        if let Some(known) = (0..20).find_map(|_| {
            let mut at = Assignment::empty(&network);
            for (cell, domain) in at.cells.iter_mut().zip(&domains) {
                *cell = open_cell(&mut r, domain);
            }
            Some(at).filter(|at| network.score(at).hard == 0 && network.score(at).medium == 0)
        }) {
            shared.offer("test", &known, network.score(&known));
            while patterns.close(&network, &stop, &shared).more {}
            chosen += 1;
            let told = shared.into_known().bound.map_or(0, |bound| bound.soft);
            assert!(patterns.bound.max(told) <= best.soft, "seed {seed}: chosen {}, {told}; {best}", patterns.bound);
            // With the rows of the MIP they know of the rest as well.
            let shared = super::Shared::new(&network, &stop, &Silent, 0.0);
            shared.offer("test", &known, network.score(&known));
            if let Some(relaxation) = patterns.join(&network, &domains, &conflicts, &stop, &shared) {
                super::mip::relaxed(&relaxation, &conflicts, seed, &stop, &shared);
            }
            let known = shared.into_known();
            let told = known.bound.map_or(0, |bound| bound.soft);
            let mut bounds = known.history.iter().filter(|event| matches!(event.kind, EventKind::Bound(_)));
            in_whole += usize::from(bounds.next_back().is_some_and(|event| event.engine == "mip"));
            assert!(told <= best.soft, "seed {seed}: with rows {told}; {best}");
            joined += usize::from(told > patterns.bound);
        }
        tight += usize::from(patterns.bound == best.soft);
    }
    assert!(bounded > 20 && tight > 0, "{bounded} bounded, {tight} of them exactly");
    assert!(chosen > 20 && joined > 5, "{chosen} chosen, {joined} higher with the rows of the MIP");
    assert!(in_whole > 2, "{in_whole} higher in whole numbers");
}
