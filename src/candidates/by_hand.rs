//! Different timetables, fronts and curves against looking at every timetable of a small conference.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::engines::{self, Engine, Event, Observer, Silent, Stop, Without};
use crate::instance::{Instance, Source, load};
use crate::network::{Assignment, Network};
use crate::problem::{Problem, RoomId};
use crate::rules::{RuleSet, lower};
use crate::timetable::{Score, Timetable};
use crate::verify::verify;

fn read(path: &str) -> (Instance, Problem, RuleSet) {
    let source = Source::read_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("readable");
    let instance = load(&source, &[]).expect("valid").instance;
    let (problem, rules) = (Problem::build(&instance).expect("valid"), RuleSet::of(&instance.rules).expect("settings"));
    (instance, problem, rules)
}

fn stop() -> Stop {
    Stop::new(Some(Duration::from_secs(120)), None)
}

/// Every timetable that breaks nothing hard.
fn all(network: &Network) -> Vec<Assignment> {
    fn go(
        session: usize,
        at: &mut Assignment,
        network: &Network,
        cells: &[Vec<crate::network::Cell>],
        found: &mut Vec<Assignment>,
    ) {
        let Some(open) = cells.get(session) else {
            if network.score(at).hard == 0 {
                found.push(at.clone());
            }
            return;
        };
        for &cell in open {
            // Rooms hold one session each here.
            if !at.cells[..session].iter().flatten().any(|other| (other.time, other.room) == (cell.time, cell.room)) {
                at.cells[session] = Some(cell);
                go(session + 1, at, network, cells, found);
                at.cells[session] = None;
            }
        }
    }
    let cells: Vec<Vec<_>> = crate::network::domains(network).iter().map(|domain| domain.cells().collect()).collect();
    let mut found = Vec::new();
    go(0, &mut Assignment::empty(network), network, &cells, &mut found);
    found
}

#[test]
fn who_exchanges_rooms_that_are_alike_has_changed_nothing() {
    let (mut instance, ..) = read("instances/toy-wishes.json");
    let first = instance.rooms[0].clone();
    for room in &mut instance.rooms {
        *room = crate::instance::schema::Room { id: room.id.clone(), ..first.clone() };
    }
    let problem = Problem::build(&instance).expect("valid");
    let same = alike(&problem);
    assert!(same.iter().all(|&room| room == RoomId(0)), "{same:?}");
    let rules = RuleSet::of(&instance.rules).expect("settings");
    let timetables = all(&lower(&problem, &rules));
    let one = timetables[0].timetable(&problem);
    let mut other = one.clone();
    for placement in other.placements.iter_mut().flatten() {
        placement.room = placement.room.map(|room| RoomId((room.0 + 1) % problem.rooms.len() as u32));
    }
    assert_eq!(distance(&problem, &same, &one, &other), Distance::default());
    // Nobody is the same as a room that is pinned.
    instance.sessions[0].pin =
        Some(crate::instance::schema::Pin { room: Some(instance.rooms[0].id.clone()), ..Default::default() });
    let problem = Problem::build(&instance).expect("valid");
    assert_eq!(alike(&problem), [RoomId(0), RoomId(1), RoomId(1)]);
    let apart = distance(&problem, &alike(&problem), &one, &other);
    assert!(apart.rooms > 0 && apart.starts == 0 && apart.people > 0, "{apart:?}");
}

#[test]
fn different_ones_are_good_and_apart() {
    let (_, problem, rules) = read("instances/toy-wishes.json");
    let network = lower(&problem, &rules);
    let every = all(&network);
    let best = every.iter().map(|at| network.score(at)).min().expect("a timetable");
    let wanted = Wanted { count: 4, within: 0.5, threads: 2, seed: 1 };
    let found = candidates(&problem, &rules, None, &wanted, &stop(), &Silent);
    assert_eq!(found.candidates[0].score, best);
    let most = found.most.expect("a window");
    assert_eq!(most, Score { soft: best.soft + best.soft / 2, ..best });
    let good = every.iter().filter(|at| network.score(at) <= most).count();
    assert!(good > 4 && found.candidates.len() == 4, "{good} good, {} found", found.candidates.len());
    for (row, candidate) in found.candidates.iter().enumerate() {
        assert_eq!(verify(&problem, &rules, &candidate.timetable).score(), candidate.score);
        assert!(candidate.score <= most, "{}", candidate.score);
        for (column, other) in found.candidates.iter().enumerate() {
            let apart = distance(&problem, &alike(&problem), &candidate.timetable, &other.timetable);
            assert_eq!(found.distances[row][column], apart);
            assert_eq!(apart, found.distances[column][row], "it is as far there as back");
            assert_eq!(apart.points == 0, row == column, "{row} and {column}");
            assert!(apart.starts >= apart.days && apart.sessions >= apart.starts.max(apart.rooms));
        }
    }
    assert!(found.least_distance().is_some_and(|least| least.points > 1), "{:?}", found.least_distance());
}

#[test]
fn nothing_better_than_a_front_is_possible() {
    let (mut instance, problem, rules) = read("instances/toy-wishes.json");
    // Published is what people miss most by, so that each move back costs something.
    let network = lower(&problem, &rules);
    let every = all(&network);
    let worst = every.iter().max_by_key(|at| network.score(at)).expect("a timetable").timetable(&problem);
    for (session, placement) in instance.sessions.iter_mut().zip(&worst.placements) {
        let placement = placement.expect("placed");
        session.published = Some(crate::instance::schema::Pin {
            day: Some(instance.days[0].id.clone()),
            start: Some(crate::instance::schema::Clock(problem.calendar.text(placement.start)[11..].to_owned())),
            room: placement.room.map(|room| instance.rooms[room.index()].id.clone()),
        });
    }
    let problem = Problem::build(&instance).expect("valid");
    let aims = aims(&["missed-wish".to_owned(), "published-moved".to_owned()], &rules).expect("aims");
    let found = front(&problem, &rules, &aims, None, (1, 1, 100), &stop(), &Silent);
    assert!(found.complete && found.points.len() > 1, "{:?}", found.cuts);
    let few = front(&problem, &rules, &aims, None, (1, 1, 1), &stop(), &Silent);
    assert!(few.points.len() == 1 && few.known > 1, "{}", few.known);
    let judged = weighed(&rules, &aims);
    let values = |timetable: &Timetable| -> Vec<i64> {
        let verdict = verify(&problem, &judged, timetable);
        let of = |aim: &Aim| verdict.findings.iter().find(|f| f.rule.id == aim.name).map_or(0, |f| f.penalty());
        aims.iter().map(of).collect()
    };
    let network = lower(&problem, &judged);
    let every: Vec<Vec<i64>> = all(&network).iter().map(|at| values(&at.timetable(&problem))).collect();
    for point in &found.points {
        assert_eq!(values(&point.timetable), point.values);
        let no_worse = every.iter().filter(|other| other[0] <= point.values[0] && other[1] <= point.values[1]);
        for other in no_worse {
            assert_eq!(*other, point.values, "it is bettered");
        }
        for aim in [0, 1] {
            let better = every.iter().filter(|other| other[1 - aim] <= point.values[1 - aim]);
            assert!(better.map(|other| other[aim]).min() >= Some(point.least[aim]), "{point:?}");
        }
        assert!(point.is_proved() || point.least != point.values);
    }
    for cut in &found.cuts {
        let sum = |values: &Vec<i64>| cut.weights[0] * values[0] + cut.weights[1] * values[1];
        assert_eq!(every.iter().map(sum).min(), cut.bound, "{cut:?}");
        assert!(found.points.iter().any(|point| Some(sum(&point.values)) == cut.bound), "{cut:?}");
    }
}

#[test]
fn a_front_hears_what_the_search_passes() {
    struct Listener(Mutex<Vec<Assignment>>);
    impl Observer for Listener {
        fn observe(&self, _: &Event) {}
        fn meets(&self) -> bool {
            true
        }
        fn met(&self, at: &Assignment) {
            self.0.lock().expect("nobody fails").push(at.clone());
        }
    }
    let (_, problem, rules) = read("instances/ccr2018.json");
    let network = lower(&problem, &rules);
    let heard = Listener(Mutex::default());
    let options =
        engines::Options { threads: 1, seed: 1, gap: 0.0, engine: Engine::Search, without: Without::default() };
    let outcome = engines::solve(&network, None, &options, &Stop::new(None, Some(300)), &heard);
    let best = outcome.score.expect("a timetable");
    let heard: Vec<Score> = heard.0.into_inner().expect("nobody fails").iter().map(|at| network.score(at)).collect();
    assert!(heard.iter().all(|score| score.hard == 0 && *score >= best), "{heard:?}");
    assert!(heard.iter().any(|score| *score > best), "not only what is best: {heard:?}");
}

#[test]
fn interrupted_there_are_no_candidates_and_no_front() {
    let (_, problem, rules) = read("instances/toy-wishes.json");
    let stop = stop();
    stop.interrupt().store(true, std::sync::atomic::Ordering::Relaxed);
    let wanted = Wanted { count: 3, within: 0.1, threads: 1, seed: 1 };
    let found = candidates(&problem, &rules, None, &wanted, &stop, &Silent);
    assert!(found.candidates.len() < 2);
    let aims = aims(&["missed-wish".to_owned(), "overflow".to_owned()], &rules).expect("aims");
    let found = front(&problem, &rules, &aims, None, (1, 1, 100), &stop, &Silent);
    assert!(found.points.is_empty() && !found.complete);
}

#[test]
fn each_step_of_a_curve_is_as_good_as_is_told() {
    let (_, problem, rules) = read("instances/toy-wishes.json");
    let network = lower(&problem, &rules);
    let every = all(&network);
    // Published is one that is far from good.
    let published = every.iter().max_by_key(|at| network.score(at)).expect("a timetable").timetable(&problem);
    let previous: Vec<Option<Previous>> = published
        .placements
        .iter()
        .map(|placement| {
            placement.map(|was| Previous { start: was.start, room: was.room, room_is_gone: false, mode: was.mode })
        })
        .collect();
    let was = (&previous[..], &published.seats[..], &Cancelled::default());
    let steps = curve(&problem, &rules, was, &[], &published, 6, (1, 1), &stop(), &Silent);
    assert_eq!(steps.len(), 7);
    let mut proved = 0;
    for step in &steps {
        let moved = |at: &&Assignment| {
            let now = at.timetable(&problem);
            let place = |t: &Timetable, id| t.get(id).map(|p: crate::timetable::Placement| (p.start, p.room));
            problem.session_ids().filter(|&id| place(&now, id) != place(&published, id)).count() as i64 <= step.moves
        };
        let best = every.iter().filter(moved).map(|at| network.score(at).soft).min();
        assert!(step.least <= best && best <= step.soft, "{step:?}, {best:?}");
        assert!(step.moved <= Some(step.moves));
        proved += usize::from(step.least == step.soft);
    }
    assert_eq!(steps[0].soft, Some(network.score(&Assignment::of(&problem, &published).expect("on the grid")).soft));
    assert!(proved >= 2 && steps[6].soft < steps[0].soft, "{steps:?}");
}
