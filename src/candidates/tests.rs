//! Replanning on small conferences, where the least change can be counted.

use std::path::Path;
use std::time::Duration;

use super::*;
use crate::engines::{Silent, Status, Stop};
use crate::instance::schema::{Id, Window};
use crate::instance::{Instance, Source, load};
use crate::network::Assignment;
use crate::problem::Problem;
use crate::rules::{RuleSet, lower};
use crate::timetable::Timetable;
use crate::verify::verify;

fn read(path: &str) -> Instance {
    let source = Source::read_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("readable");
    load(&source, &[]).expect("valid").instance
}

fn solved(instance: &Instance) -> (Problem, RuleSet, Timetable) {
    let problem = Problem::build(instance).expect("valid");
    let rules = RuleSet::of(&instance.rules).expect("settings");
    let engines = crate::engines::Options {
        threads: 1,
        seed: 1,
        gap: 0.0,
        engine: crate::engines::Engine::Portfolio,
        without: crate::engines::Without::default(),
    };
    let stop = Stop::new(Some(Duration::from_secs(60)), None);
    let outcome = crate::engines::solve(&lower(&problem, &rules), None, &engines, &stop, &Silent);
    let timetable = outcome.best.expect("a timetable").timetable(&problem);
    (problem, rules, timetable)
}

fn previous(timetable: &Timetable) -> Vec<Option<Previous>> {
    let was = |placement: crate::timetable::Placement| Previous {
        start: placement.start,
        room: placement.room,
        room_is_gone: false,
        mode: placement.mode,
    };
    timetable.placements.iter().map(|placement| placement.map(was)).collect()
}

fn mend(instance: &Instance, published: &Timetable, freeze: &[Freeze]) -> (Problem, RuleSet, Replanned) {
    let problem = Problem::build(instance).expect("valid");
    let rules = RuleSet::of(&instance.rules).expect("settings");
    let options = Options { freeze: freeze.to_vec(), threads: 1, seed: 1, quality_seconds: 20.0 };
    let stop = Stop::new(Some(Duration::from_secs(120)), None);
    let mended = replan(&problem, &rules, &previous(published), &published.seats, &options, &stop, &Silent);
    (problem, rules, mended)
}

/// The fewest notices of all timetables that break nothing, by looking at every one.
fn least_by_hand(problem: &Problem, rules: &RuleSet, published: &Timetable) -> i64 {
    let network = lower(problem, rules);
    let domains = crate::network::domains(&network);
    let mut least = i64::MAX;
    let mut at = Assignment::empty(&network);
    fn go(
        session: usize,
        at: &mut Assignment,
        (problem, network, domains, published): (
            &Problem,
            &crate::network::Network,
            &[crate::network::Domain],
            &Timetable,
        ),
        least: &mut i64,
    ) {
        if session == problem.sessions.len() {
            if network.score(at).hard == 0 {
                let now = at.timetable(problem);
                let moved = problem.session_ids().filter(|&id| {
                    let place = |timetable: &Timetable| timetable.get(id).map(|place| (place.start, place.room));
                    place(&now) != place(published)
                });
                let told = |id: crate::problem::SessionId| {
                    let session = &problem.sessions[id.index()];
                    session.people.len() as i64 + i64::from(session.expected) + 1
                };
                *least = (*least).min(moved.map(told).sum());
            }
            return;
        }
        for cell in domains[session].cells() {
            at.cells[session] = Some(cell);
            go(session + 1, at, (problem, network, domains, published), least);
        }
    }
    go(0, &mut at, (problem, &network, &domains, published), &mut least);
    least
}

#[test]
fn what_needs_no_change_is_not_changed() {
    for file in ["toy-wishes", "toy-two-rooms", "toy-bilingual", "toy-teams"] {
        let instance = read(&format!("instances/{file}.json"));
        let (problem, rules, published) = solved(&instance);
        let (_, _, mended) = mend(&instance, &published, &[]);
        let now = mended.timetable.expect("a timetable");
        assert!(mended.least, "{file}");
        let found = changes(&problem, &previous(&published), &published.seats, &now);
        assert!(found.sessions.is_empty() && found.interpreters.is_empty(), "{file}: {found:?}");
        assert_eq!(verify(&problem, &rules, &now).score(), verify(&problem, &rules, &published).score(), "{file}");
    }
}

#[test]
fn as_few_are_told_as_can_be() {
    let instance = read("instances/toy-wishes.json");
    let (problem, _, published) = solved(&instance);
    // Every session in turn must not be when it was published to be.
    for (position, placement) in published.placements.iter().enumerate() {
        let mut changed = instance.clone();
        let id = changed.sessions[position].id.clone();
        let start = placement.expect("placed").start;
        let slot = changed.slots.iter().find(|slot| problem.calendar.text(start).ends_with(&slot.start.0));
        let day = slot.expect("a slot").day.clone();
        let clock = slot.expect("a slot").start.clone();
        changed.people.push(crate::instance::schema::Person {
            id: Id("visitor".to_owned()),
            away: vec![Window { day: Some(day), from: Some(clock), to: None }],
            ..Default::default()
        });
        let from: u32 = slot.expect("a slot").start.minutes().expect("a time") as u32;
        changed.people[0..].iter_mut().filter(|person| person.id.0 == "visitor").for_each(|person| {
            person.away[0].to =
                Some(crate::instance::schema::Clock(format!("{:02}:{:02}", (from + 1) / 60, (from + 1) % 60)));
        });
        changed.sessions[position].speakers.push(Id("visitor".to_owned()));
        let (now_problem, rules, mended) = mend(&changed, &published, &[]);
        let now = mended.timetable.expect("a timetable");
        assert!(mended.least && verify(&now_problem, &rules, &now).is_feasible(), "{id}");
        let found = changes(&now_problem, &previous(&published), &published.seats, &now);
        let told: i64 = found.sessions.iter().map(|c| c.speakers.len() as i64 + i64::from(c.expected) + 1).sum();
        assert_eq!(told, least_by_hand(&now_problem, &rules, &published), "{id}: {found:?}");
    }
}

#[test]
fn what_is_frozen_stays() {
    let mut instance = read("instances/toy-wishes.json");
    let (problem, _, published) = solved(&instance);
    // The room of the first session is closed all day.
    let room = published.placements[0].expect("placed").room.expect("in a room");
    instance.rooms[room.index()].closed.push(Window { day: None, from: None, to: None });
    let (now_problem, rules, mended) = mend(&instance, &published, &[Freeze::Time]);
    match mended.timetable {
        None => assert_eq!(mended.status, Status::Infeasible),
        Some(now) => {
            assert!(verify(&now_problem, &rules, &now).is_feasible());
            for id in problem.session_ids() {
                assert_eq!(now.get(id).map(|p| p.start), published.get(id).map(|p| p.start));
            }
        }
    }
    // With rooms frozen too there is nothing left to change.
    let (_, _, stuck) = mend(&instance, &published, &[Freeze::Time, Freeze::Room]);
    assert_eq!((stuck.status, stuck.timetable), (Status::Infeasible, None));
}

#[test]
fn interpreters_stay_where_they_can() {
    let instance = read("instances/toy-bilingual.json");
    let (_, _, published) = solved(&instance);
    let worker = published.seats.iter().flatten().next().copied().expect("somebody works");
    let mut changed = instance.clone();
    changed.interpreters[worker.index()].away.push(Window { day: None, from: None, to: None });
    let mut spare = changed.interpreters[worker.index()].clone();
    spare.id = Id("spare".to_owned());
    spare.away.clear();
    changed.interpreters.push(spare);
    let (now_problem, rules, mended) = mend(&changed, &published, &[Freeze::Time, Freeze::Room]);
    let now = mended.timetable.expect("the spare one takes over");
    assert!(verify(&now_problem, &rules, &now).is_feasible());
    let found = changes(&now_problem, &previous(&published), &published.seats, &now);
    let who: Vec<String> = found.interpreters;
    assert_eq!(who.len(), 2, "the one who is gone, the one who comes: {who:?}");
}

/// Whoever spoke at a session that is no more, wished it or interpreted it is told, and each once.
#[test]
fn whoever_a_cancelled_session_concerns_is_told() {
    let mut instance = read("instances/toy-bilingual.json");
    let (before, _, published) = solved(&instance);
    let desk = before.posts.iter().find(|post| published.team(post).next().is_some()).expect("somebody interprets");
    let (gone, team) = (desk.session.index(), published.team(desk).count());
    let name = before.names.sessions[gone].clone();
    let speakers = before.sessions[gone].people.len();
    crate::instance::without::sessions(&mut instance, &std::iter::once(Id(name.clone())).collect());
    let problem = Problem::build(&instance).expect("an instance");
    // What is left stays where it was, so that nobody has to be told of anything else.
    let here = |name: &String| before.names.sessions.iter().position(|known| known == name).expect("it was there");
    let places: Vec<usize> = problem.names.sessions.iter().map(here).collect();
    let was: Vec<Option<Previous>> = places.iter().map(|&place| previous(&published)[place]).collect();
    let now = Timetable {
        placements: places.iter().map(|&place| published.placements[place]).collect(),
        seats: vec![None; problem.seats()],
    };
    let place = Place { start: "2018-06-04T09:00".to_owned(), room: None };
    let interpreters: Vec<String> =
        published.team(desk).map(|person| before.names.interpreters[person.index()].clone()).collect();
    let session = Gone { session: name.clone(), from: place, interpreters };
    let seats = vec![None; problem.seats()];
    let found = |before: Option<Problem>| {
        let cancelled = Cancelled { before, sessions: vec![session.clone()] };
        changes_with(&problem, &was, &seats, &cancelled, &now)
    };
    let expected = i64::from(before.sessions[gone].expected);
    let told = found(Some(before.clone()));
    assert_eq!(told.sessions.len(), 1);
    assert!(told.sessions[0].cancelled && told.sessions[0].session == name && told.sessions[0].to.is_none());
    assert_eq!((told.told.speakers, told.told.interpreters), (speakers, team));
    let wishers = before.attendees.iter().filter(|who| who.wishes.iter().any(|wish| wish.0.index() == gone));
    let wishers: i64 = wishers.map(|who| who.count).sum();
    assert_eq!(told.told.attendees, if wishers > 0 { wishers } else { expected });
    // Of a conference that nobody knows any more only the booths are known.
    assert_eq!(found(None).told, Told { speakers: 0, attendees: 0, interpreters: team });
}
