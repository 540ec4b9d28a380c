//! The smallest change that mends a published timetable.
//!
//! Three solves, each with less freedom than the one before. First nothing counts but hard rules and notices: everybody at
//! a session that moves has to be told. What is found says how much disruption there has to be; a session that would cause
//! more by itself stays where it is, and what is left is solved for quality, with interpreters where they were if that can be.

use crate::engines::{Engine, Observer, Options as Engines, Outcome, Status, Stop, Without, solve};
use crate::instance::schema::Level;
use crate::network::{Absence, Assignment, Cell, Constraint, NOBODY, Network, Primitive, Table, Tag, Team, Unary};
use crate::problem::{InterpreterId, Minute, ModeId, Problem, RoomId, SessionId, Subject};
use crate::rules::{RuleSet, find, lower};
use crate::timetable::Timetable;

/// Where a session was published to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Previous {
    /// Its start.
    pub start: Minute,
    /// Its room; `None` outside the rooms of the list.
    pub room: Option<RoomId>,
    /// Whether its room is no more: then it has moved wherever it is.
    pub room_is_gone: bool,
    /// How it was interpreted, as far as that still is a choice.
    pub mode: ModeId,
}

/// What must stay as it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freeze {
    /// The start of every session.
    Time,
    /// The room of every session.
    Room,
    /// The day of every session.
    Day,
    /// The people in every booth.
    Team,
}

/// How to look for the change.
#[derive(Clone, Debug)]
pub struct Options {
    /// What must stay.
    pub freeze: Vec<Freeze>,
    /// Threads.
    pub threads: usize,
    /// Seed of all random choices.
    pub seed: u64,
    /// Seconds for quality, once the least disruption is known; less if the run ends before.
    pub quality_seconds: f64,
}

/// A mended timetable.
#[derive(Clone, Debug)]
pub struct Replanned {
    /// Whether there is one: feasible, proved infeasible, or unknown. Optimal where the disruption is the least that there
    /// can be and nothing of the same disruption is better.
    pub status: Status,
    /// Whether it is proved that no timetable tells fewer.
    pub least: bool,
    /// The timetable.
    pub timetable: Option<Timetable>,
}

/// Disruption is counted in hundredths of a notice, so that of equal notices the smaller moves win.
const NOTICE: i64 = 100;
/// Notices weigh so much against rules that are medium.
const BEFORE_MEDIUM: i64 = 1000;

/// Mends a published timetable: `previous` by session, with the people who sat in each seat.
#[must_use]
pub fn replan(
    problem: &Problem,
    rules: &RuleSet,
    previous: &[Option<Previous>],
    seats: &[Option<InterpreterId>],
    options: &Options,
    stop: &Stop,
    observer: &dyn Observer,
) -> Replanned {
    let published = Published { problem, previous, seats };
    let (mut whole, start) = replannable(rules, &published, &options.freeze);

    let mut calm = whole.clone();
    calm.constraints.retain(|constraint| constraint.level == Level::Hard);
    published.disruption(&mut calm, 1);
    let first = published.least(&calm, &start, options, stop, observer);
    let Some(mended) = first.best.filter(|_| first.score.is_some_and(|score| score.hard == 0)) else {
        return Replanned { status: first.status, least: false, timetable: None };
    };
    let disruption = first.score.map_or(0, |score| score.medium);
    let least = first.status == Status::Optimal;

    // Then quality, with whatever cannot move for so little left where it is.
    published.disruption(&mut whole, BEFORE_MEDIUM);
    published.keep_still(&mut whole, disruption);
    let fits = |found: &Assignment| {
        let score = calm.score(found);
        score.hard == 0 && score.medium <= disruption
    };
    let mut best = mended.clone();
    let mut optimal = false;
    let mut kept = false;
    for teams_stay in [true, false] {
        let mut network = whole.clone();
        if teams_stay {
            published.keep_teams(&mut network, &mended);
        }
        let stop = stop.apart(options.quality_seconds);
        let outcome = best_of(&network, &published.with_teams(&network, &mended), options, &stop, observer);
        if let Some(found) = outcome.best.filter(fits) {
            optimal = outcome.status == Status::Optimal;
            (best, kept) = (found, teams_stay);
            break;
        }
    }
    if !kept && let Some(calmer) = published.reseat(&lower(problem, rules), &best, options, stop, observer).filter(fits)
    {
        // Who interprets comes before what it costs.
        (best, optimal) = (calmer, false);
    }
    let status = if least && optimal { Status::Optimal } else { Status::Feasible };
    Replanned { status, least, timetable: Some(best.timetable(problem)) }
}

/// The network of the conference as it is now, with what is frozen, and as much of what was published as has a place in it.
pub(super) fn replannable(rules: &RuleSet, published: &Published<'_>, freeze: &[Freeze]) -> (Network, Assignment) {
    let mut network = lower(published.problem, rules);
    published.freeze(&mut network, freeze);
    let start = published.assignment(&network);
    (network, start)
}

/// Seconds in which a search for quality has to bring something, or it ends.
const SLICE: f64 = 0.4;

fn engines(options: &Options, engine: Engine) -> Engines {
    Engines { threads: options.threads, seed: options.seed, gap: 0.0, engine, without: Without::default() }
}

/// The best in the time there is: with most of it held still the program alone is mostly done at once, else everything together
/// goes on from what is at hand, as long as that brings something.
fn best_of(network: &Network, start: &Assignment, options: &Options, stop: &Stop, observer: &dyn Observer) -> Outcome {
    /// The share of the time that the program has first.
    const SHARE: f64 = 0.4;
    let alone = stop.limit().map_or(f64::INFINITY, |limit| SHARE * (limit - stop.seconds()));
    let mut outcome = solve(network, None, &engines(options, Engine::Mip), &stop.apart(alone), observer);
    let over = |outcome: &Outcome| matches!(outcome.status, Status::Optimal | Status::Infeasible);
    let bound = outcome.bound;
    let mut best = start.clone();
    let mut score = network.score(start);
    while !over(&outcome) && stop.reason().is_none() {
        if let Some((better, at)) = outcome.score.filter(|better| *better < score).zip(outcome.best.clone()) {
            (best, score) = (at, better);
        }
        let before = score;
        outcome = solve(network, Some(&best), &engines(options, Engine::Portfolio), &stop.apart(SLICE), observer);
        // What the program has proved stays proved.
        if outcome.score.is_some() && outcome.score == bound {
            (outcome.status, outcome.bound) = (Status::Optimal, bound);
        }
        if outcome.score.is_none_or(|score| score >= before) {
            break;
        }
    }
    outcome
}

/// What was published, in terms of the problem as it is now.
pub(super) struct Published<'p> {
    pub(super) problem: &'p Problem,
    pub(super) previous: &'p [Option<Previous>],
    pub(super) seats: &'p [Option<InterpreterId>],
}

impl Published<'_> {
    pub(super) fn sessions(&self) -> impl Iterator<Item = (SessionId, Previous)> + '_ {
        self.problem.session_ids().filter_map(|id| Some((id, self.previous[id.index()]?)))
    }

    pub(super) fn room(&self, previous: Previous) -> u32 {
        previous.room.map_or(self.problem.rooms.len() as u32, |room| room.0)
    }

    /// As much of it as has a place in the network.
    fn assignment(&self, network: &Network) -> Assignment {
        let mut at = Assignment::empty(network);
        for (id, previous) in self.sessions().filter(|(_, previous)| !previous.room_is_gone) {
            if let Some(time) = self.problem.time(previous.start) {
                at.cells[id.index()] = Some(Cell { time: time.0, room: self.room(previous), mode: previous.mode.0 });
            }
        }
        for (seat, person) in self.seats.iter().enumerate() {
            at.seats[seat] = person.map_or(NOBODY, |person| person.0 as u16);
        }
        at
    }

    /// The same placements, and in each seat who sat there if they may.
    fn with_teams(&self, network: &Network, at: &Assignment) -> Assignment {
        let mut at = at.clone();
        for desk in &network.staff.posts {
            for seat in desk.seats.clone() {
                if let (Some(person), true) = (self.seats[seat], at.seats[seat] != NOBODY)
                    && desk.able.binary_search(&person.0).is_ok()
                    && !desk.seats.clone().any(|other| at.seats[other] == person.0 as u16)
                {
                    at.seats[seat] = person.0 as u16;
                }
            }
        }
        at
    }

    /// What it takes to tell everybody that a session is elsewhere: its people, who is expected, who interprets.
    fn notices(&self, id: SessionId) -> i64 {
        let session = &self.problem.sessions[id.index()];
        let posts = &self.problem.posts[session.posts.clone()];
        let team = posts.iter().flat_map(|post| post.seats.clone()).filter(|&seat| self.seats[seat].is_some()).count();
        session.people.len() as i64 + i64::from(session.expected) + team as i64
    }

    /// The least disruption. A change is looked for among few sessions, more each time; whatever would cause more by itself than
    /// the change that was found cannot move in a smaller one, so that what is left is small enough to be proved. Where nothing
    /// is found in this way, everything is solved together.
    fn least(
        &self,
        network: &Network,
        start: &Assignment,
        options: &Options,
        stop: &Stop,
        observer: &dyn Observer,
    ) -> Outcome {
        /// Shares of the time for each set of few sessions, and for what is left.
        const SHARES: [f64; 2] = [0.04, 0.3];
        let left = || stop.limit().map_or(f64::INFINITY, |limit| limit - stop.seconds());
        let program = |network: &Network, share: f64| {
            solve(network, None, &engines(options, Engine::Mip), &stop.apart(share * left()), observer)
        };
        let broken = self.broken(network, start);
        let mut told: Vec<i64> = self.sessions().map(|(id, _)| self.notices(id)).collect();
        told.sort_unstable();
        let mut best: Option<Assignment> = None;
        for share in [0.0, 0.3, 0.7] {
            let most =
                told.get((share * told.len() as f64) as usize).map_or(0, |&most| if share > 0.0 { most } else { -1 });
            let mut few = network.clone();
            let stays = |id: SessionId, previous: Previous| {
                !previous.room_is_gone && !broken[id.index()] && self.notices(id) > most
            };
            for (id, previous) in self.sessions().filter(|&(id, previous)| stays(id, previous)) {
                self.hold(&mut few, id, previous);
            }
            best = program(&few, SHARES[0]).best.filter(|found| network.score(found).hard == 0);
            if best.is_some() {
                break;
            }
        }
        let mut rest = network.clone();
        if let Some(best) = &best {
            self.keep_still(&mut rest, network.score(best).medium);
        }
        let outcome = program(&rest, SHARES[1]);
        if matches!(outcome.status, Status::Optimal | Status::Infeasible) || stop.reason().is_some() {
            return outcome;
        }
        let found = outcome.best.filter(|found| network.score(found).hard == 0);
        let best = best.into_iter().chain(found).min_by_key(|found| network.score(found));
        let start = best.as_ref().unwrap_or(start);
        solve(&rest, Some(start), &engines(options, Engine::Portfolio), &stop.apart(left()), observer)
    }

    /// By session: whether something hard is less broken without it.
    fn broken(&self, network: &Network, at: &Assignment) -> Vec<bool> {
        let mut placed = network.clone();
        placed
            .constraints
            .retain(|constraint| constraint.level == Level::Hard && !matches!(constraint.body, Primitive::Absence(_)));
        let hard = placed.score(at).hard;
        let without = |id: SessionId| {
            let mut at = at.clone();
            at.cells[id.index()] = None;
            placed.score(&at).hard
        };
        self.problem.session_ids().map(|id| at.get(id).is_none() || without(id) < hard).collect()
    }

    /// A session stays in its place.
    fn hold(&self, network: &mut Network, id: SessionId, previous: Previous) {
        let room = self.room(previous);
        let rooms = network.rooms() as u32;
        let cell = |start: Minute, to: u32| i64::from(start != previous.start || to != room);
        let starts = self.problem.starts.iter();
        let cells = starts.flat_map(|start| (0..rooms).map(move |to| cell(start.minute, to)));
        self.forbid(network, id, Table::ByCell(cells.collect()));
    }

    /// Makes notices a cost that comes before everything but hard rules.
    fn disruption(&self, network: &mut Network, weight: i64) {
        let rooms = network.rooms();
        for (id, previous) in self.sessions() {
            let told = NOTICE * (self.notices(id) + 1);
            let room = self.room(previous);
            let day = self.problem.day(previous.start);
            let mut costs = Vec::with_capacity(network.starts.len() * rooms);
            for start in &self.problem.starts {
                let later = match (start.minute == previous.start, Some(start.day) == day) {
                    (true, _) => 0,
                    (false, true) => 2,
                    (false, false) => 4,
                };
                costs.extend((0..rooms as u32).map(|to| {
                    let elsewhere = i64::from(to != room || previous.room_is_gone);
                    if later + elsewhere == 0 { 0 } else { told + later + elsewhere }
                }));
            }
            self.state(
                network,
                Level::Medium,
                weight,
                id,
                Primitive::Unary(Unary { session: id, table: Table::ByCell(costs) }),
            );
            let out = Primitive::Absence(Absence { session: id, cost: told + 5 });
            self.state(network, Level::Medium, weight, id, out);
        }
    }

    fn state(&self, network: &mut Network, level: Level, weight: i64, id: SessionId, body: Primitive) {
        let rule = find("published-moved").map_or(0, |(position, _)| position);
        let tag = Tag { rule, subjects: vec![Subject::Session(id)] };
        network.constraints.push(Constraint { tag, level, weight, body });
    }

    fn forbid(&self, network: &mut Network, id: SessionId, table: Table) {
        self.state(network, Level::Hard, 1, id, Primitive::Unary(Unary { session: id, table }));
    }

    fn freeze(&self, network: &mut Network, freeze: &[Freeze]) {
        for (id, previous) in self.sessions() {
            let starts = &self.problem.starts;
            if freeze.contains(&Freeze::Time) {
                let other = starts.iter().map(|start| i64::from(start.minute != previous.start)).collect();
                self.forbid(network, id, Table::ByTime(other));
            }
            if freeze.contains(&Freeze::Day) {
                let day = self.problem.day(previous.start);
                let other = starts.iter().map(|start| i64::from(Some(start.day) != day)).collect();
                self.forbid(network, id, Table::ByTime(other));
            }
            if freeze.contains(&Freeze::Room) && !previous.room_is_gone {
                let room = self.room(previous);
                let other = (0..network.rooms() as u32).map(|to| i64::from(to != room)).collect();
                self.forbid(network, id, Table::ByRoom(other));
            }
        }
        if freeze.contains(&Freeze::Team) {
            let at = self.assignment(network);
            self.keep_teams(network, &at);
        }
    }

    /// Sessions that would cause more than this much disruption by themselves stay.
    fn keep_still(&self, network: &mut Network, disruption: i64) {
        for (id, previous) in self.sessions().filter(|(_, previous)| !previous.room_is_gone) {
            if NOTICE * (self.notices(id) + 1) > disruption {
                self.hold(network, id, previous);
            }
        }
    }

    /// Lets nobody else sit where somebody sat, at sessions that stand in `at` where they were published.
    fn keep_teams(&self, network: &mut Network, at: &Assignment) {
        let moved = |session: SessionId| {
            let now = at.get(session).map(|cell| (self.problem.starts[cell.time as usize].minute, cell.room));
            now != self.previous[session.index()].map(|previous| (previous.start, self.room(previous)))
        };
        for desk in network.staff.posts.iter_mut().filter(|desk| !moved(desk.session)) {
            let sat = self.sat(desk.seats.clone());
            if !sat.is_empty() && sat.iter().all(|person| desk.able.binary_search(person).is_ok()) {
                desk.able = sat;
            }
        }
    }

    /// Who sat in these seats, ascending.
    fn sat(&self, seats: std::ops::Range<usize>) -> Vec<u32> {
        let mut sat: Vec<u32> = self.seats[seats].iter().flatten().map(|person| person.0).collect();
        sat.sort_unstable();
        sat
    }

    /// The same placements with as few minutes as possible of interpreters who did not sit there before.
    fn reseat(
        &self,
        network: &Network,
        at: &Assignment,
        options: &Options,
        stop: &Stop,
        observer: &dyn Observer,
    ) -> Option<Assignment> {
        if self.seats.iter().all(Option::is_none) {
            return None;
        }
        let mut network = network.clone();
        for id in self.problem.session_ids() {
            let (rooms, modes) = (network.rooms(), network.modes(id));
            let now = at.get(id);
            let open = |time: u32, room: u32| now.is_some_and(|cell| (cell.time, cell.room) == (time, room));
            let starts = 0..network.starts.len() as u32;
            let cells = starts.flat_map(|time| (0..rooms as u32).map(move |room| (time, room)));
            let closed = cells.map(|(time, room)| i64::from(!open(time, room))).collect();
            self.forbid(&mut network, id, Table::ByCell(closed));
            let other = (0..modes as u32).map(|mode| i64::from(now.is_none_or(|cell| cell.mode != mode)));
            self.forbid(&mut network, id, Table::ByMode(other.collect()));
        }
        // Strangers are those who were not there.
        network.constraints.retain(|constraint| !matches!(constraint.body, Primitive::Team(Team::Foreign)));
        for position in 0..network.staff.posts.len() {
            let sat = self.sat(network.staff.posts[position].seats.clone());
            let desk = &mut network.staff.posts[position];
            desk.strangers = desk.able.iter().copied().filter(|person| sat.binary_search(person).is_err()).collect();
        }
        self.state(&mut network, Level::Medium, BEFORE_MEDIUM, SessionId(0), Primitive::Team(Team::Foreign));
        let stop = stop.apart(options.quality_seconds / 2.0);
        let outcome = best_of(&network, &self.with_teams(&network, at), options, &stop, observer);
        outcome.best.filter(|best| network.score(best).hard == 0 && network.score(best) <= network.score(at))
    }
}
