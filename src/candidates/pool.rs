//! Really different timetables that are all nearly as good as the best.
//!
//! Danna & Woodruff, *How to select a small set of diverse solutions to mixed integer programming problems*, Operations
//! Research Letters 37, 2009: find many, then choose few that are far apart. They are found by solving again and again with a
//! price on every place in which a session stands in those chosen so far. The price goes up as long as what is found is good
//! enough, and down when it is not. Of all that is good enough, those are chosen that are furthest from the nearest one.

use rayon::prelude::*;

use super::distance::{Distance, POINTS, alike, distance, far, points};
use crate::engines::{self, Engine, Event, EventKind, Observer, Options as Engines, Silent, Status, Stop, Without};
use crate::instance::schema::Level;
use crate::network::{Assignment, Constraint, Network, Primitive, Table, Tag, Unary};
use crate::problem::{Problem, RoomId, Subject};
use crate::rules::{RuleSet, find, lower};
use crate::timetable::{Score, Timetable};

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Timetables, at most.
    pub count: usize,
    /// How much worse than the best one they may be, as a share of its soft score; on the other levels they are as good.
    pub within: f64,
    /// Threads.
    pub threads: usize,
    /// Seed of all random choices.
    pub seed: u64,
}

/// One of several timetables.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The timetable.
    pub timetable: Timetable,
    /// Its score.
    pub score: Score,
}

/// Different timetables.
#[derive(Clone, Debug)]
pub struct Candidates {
    /// What is known of the best.
    pub status: Status,
    /// No timetable scores less.
    pub bound: Option<Score>,
    /// No candidate scores more.
    pub most: Option<Score>,
    /// The best first, then each as far from those before it as there was one.
    pub candidates: Vec<Candidate>,
    /// How different each is from each; the diagonal is zero.
    pub distances: Vec<Vec<Distance>>,
    /// Timetables that were good enough, those not chosen included.
    pub good: usize,
    /// Conferences solved.
    pub solves: usize,
}

impl Candidates {
    /// The points between the two that are most alike; `None` of fewer than two.
    #[must_use]
    pub fn least_distance(&self) -> Option<Distance> {
        let pairs = self.distances.iter().enumerate().flat_map(|(row, distances)| &distances[..row]);
        pairs.min_by_key(|distance| distance.points).copied()
    }
}

/// The share of the time for the best.
const BASE: f64 = 0.3;
/// Soft weights are taken so many times, so that places can be priced finely.
const SCALE: i64 = 4;
/// Moving every session is worth so many times what a candidate may be worse, at first.
const FIRST_PRICE: f64 = 4.0;
/// Solves for each candidate wanted, on the average.
const SOLVES: f64 = 2.5;
/// A base that was proved in this share of its time is so small that every solve may run to its proof.
const SMALL: f64 = 0.1;
/// Solves one after the other that bring nothing new before it is taken that there is nothing.
const PATIENCE: usize = 24;

/// Looks for different timetables within the time of `stop`, from `start` if it is given. Better ones than the best that are
/// found on the way take its place.
#[must_use]
pub fn candidates(
    problem: &Problem,
    rules: &RuleSet,
    start: Option<&Assignment>,
    wanted: &Wanted,
    stop: &Stop,
    observer: &dyn Observer,
) -> Candidates {
    let network = lower(problem, rules);
    let engines = Engines {
        threads: wanted.threads,
        seed: wanted.seed,
        gap: 0.0,
        engine: Engine::Portfolio,
        without: Without::default(),
    };
    let base_seconds = stop.limit().map_or(f64::INFINITY, |limit| BASE * limit);
    let base = engines::solve(&network, start, &engines, &stop.apart(base_seconds), observer);
    let mut found = Candidates {
        status: base.status,
        bound: base.bound,
        most: None,
        candidates: Vec::new(),
        distances: Vec::new(),
        good: 0,
        solves: 1,
    };
    let Some((score, best)) = base.score.filter(|score| score.hard == 0).zip(base.best) else { return found };
    let small = base.status == Status::Optimal && base.seconds < SMALL * base_seconds;
    let mut pool =
        Pool { problem, network: &network, alike: alike(problem), within: wanted.within, members: Vec::new() };
    pool.add(best, score);
    let mut search = Search { wanted, small, stop, price: FIRST_PRICE, stale: 0, solves: 0 };
    while stop.reason().is_none() && wanted.count > 1 && search.stale < PATIENCE {
        search.round(&mut pool);
        tell(observer, stop, &pool, wanted.count);
    }
    found.solves += search.solves;
    found.good = pool.members.len();
    found.most = Some(pool.most());
    let chosen = pool.choose(wanted.count);
    let timetables: Vec<&Timetable> = chosen.iter().map(|&member| &pool.members[member].timetable).collect();
    let row = |one: &&Timetable| timetables.iter().map(|other| distance(problem, &pool.alike, one, other)).collect();
    found.distances = timetables.iter().map(row).collect();
    if pool.best() < score {
        found.status = Status::Feasible;
    }
    if base.bound == Some(pool.best()) {
        found.status = Status::Optimal;
    }
    let of = |&member: &usize| Candidate {
        timetable: pool.members[member].timetable.clone(),
        score: pool.members[member].score,
    };
    found.candidates = chosen.iter().map(of).collect();
    found
}

fn tell(observer: &dyn Observer, stop: &Stop, pool: &Pool<'_>, count: usize) {
    let chosen = pool.choose(count);
    let nearest = pool.nearest(&chosen).map_or(String::new(), |points| format!(", {points} points apart"));
    let text = format!("{} good enough, {} chosen{nearest}", pool.members.len(), chosen.len());
    observer.observe(&Event { seconds: stop.seconds(), engine: "candidates", kind: EventKind::Phase(text) });
}

/// Timetables that are good enough.
struct Pool<'p> {
    problem: &'p Problem,
    network: &'p Network,
    alike: Vec<RoomId>,
    within: f64,
    /// The best first.
    members: Vec<Member>,
}

struct Member {
    at: Assignment,
    timetable: Timetable,
    score: Score,
}

impl Pool<'_> {
    fn best(&self) -> Score {
        self.members[0].score
    }

    /// What is still good enough.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "scores are far below 2^52")]
    fn most(&self) -> Score {
        let best = self.best();
        Score { soft: best.soft + (best.soft.max(0) as f64 * self.within) as i64, ..best }
    }

    fn is_good(&self, score: Score) -> bool {
        let most = self.most();
        score.hard == 0 && score.medium <= most.medium && score.soft <= most.soft
    }

    /// Adds a timetable if it is good enough and none like it is there; of those alike the better one stays. True if it is new.
    fn add(&mut self, at: Assignment, score: Score) -> bool {
        if !self.members.is_empty() && !self.is_good(score) {
            return false;
        }
        let timetable = at.timetable(self.problem);
        let member = Member { at, timetable, score };
        let same = |known: &Member| far(self.problem, &self.alike, &known.timetable, &member.timetable) == 0;
        let known = self.members.iter().position(same);
        match known {
            Some(known) if self.members[known].score <= score => return false,
            Some(known) => self.members[known] = member,
            None => self.members.push(member),
        }
        self.members.sort_by_key(|member| member.score);
        let most = self.most();
        self.members.retain(|member| member.score.medium <= most.medium && member.score.soft <= most.soft);
        known.is_none()
    }

    /// The best, then again and again the one that is furthest from the nearest of those chosen.
    fn choose(&self, count: usize) -> Vec<usize> {
        let apart = |one: usize, other: usize| {
            far(self.problem, &self.alike, &self.members[one].timetable, &self.members[other].timetable)
        };
        let mut chosen = vec![0];
        let mut nearest: Vec<i64> = (0..self.members.len()).map(|member| apart(0, member)).collect();
        while chosen.len() < count {
            let furthest = (0..self.members.len()).max_by_key(|&member| (nearest[member], std::cmp::Reverse(member)));
            let Some(next) = furthest.filter(|&member| nearest[member] > 0) else { break };
            for (member, least) in nearest.iter_mut().enumerate() {
                *least = (*least).min(apart(next, member));
            }
            chosen.push(next);
        }
        chosen
    }

    /// The points between the two of these that are most alike.
    fn nearest(&self, chosen: &[usize]) -> Option<i64> {
        let pairs = chosen.iter().enumerate().flat_map(|(at, one)| chosen[..at].iter().map(move |other| (one, other)));
        let apart = |(&one, &other): (&usize, &usize)| {
            far(self.problem, &self.alike, &self.members[one].timetable, &self.members[other].timetable)
        };
        pairs.map(apart).min()
    }

    /// The network with a price on every place that these have, and soft weights taken [`SCALE`] times. Moving every session
    /// away from one of them is worth `price` times what a candidate may be worse.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "scores are far below 2^52")]
    fn priced(&self, from: &[usize], price: f64) -> Network {
        let mut network = self.network.clone();
        for constraint in network.constraints.iter_mut().filter(|constraint| constraint.level == Level::Soft) {
            constraint.weight *= SCALE;
        }
        let slack = (self.most().soft - self.best().soft).max(1) as f64;
        let all = (network.sessions() as i64 * POINTS[0] * from.len() as i64).max(1) as f64;
        let unit = price * slack * SCALE as f64 / all;
        let rule = find("published-moved").map_or(0, |(position, _)| position);
        let starts = &self.problem.starts;
        for id in self.problem.session_ids() {
            let place = |room: u32| ((room as usize) < self.problem.rooms.len()).then_some(RoomId(room));
            let like = |minute: i32, room: u32| -> i64 {
                let there = Some((minute, place(room)));
                let stands = from.iter().map(|&member| self.members[member].timetable.get(id));
                let stands = stands.map(|stand| stand.map(|stand| (stand.start, stand.room)));
                stands.map(|stand| POINTS[0] - points(self.problem, &self.alike, stand, there)).sum()
            };
            let cells = starts.iter().flat_map(|start| (0..network.rooms() as u32).map(|room| (start.minute, room)));
            let costs: Vec<i64> =
                cells.map(|(minute, room)| (unit * like(minute, room) as f64).round() as i64).collect();
            if costs.iter().any(|&cost| cost > 0) {
                network.constraints.push(Constraint {
                    tag: Tag { rule, subjects: vec![Subject::Session(id)] },
                    level: Level::Soft,
                    weight: 1,
                    body: Primitive::Unary(Unary { session: id, table: Table::ByCell(costs) }),
                });
            }
        }
        network
    }
}

/// How the next ones are looked for.
struct Search<'s> {
    wanted: &'s Wanted,
    /// Whether every solve may run to its proof.
    small: bool,
    stop: &'s Stop,
    price: f64,
    /// Solves without anything new.
    stale: usize,
    solves: usize,
}

impl Search<'_> {
    /// On each thread one solve at a price of its own, away from those chosen; if there are enough of them, away from all but
    /// the one that adds least.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    fn round(&mut self, pool: &mut Pool<'_>) {
        let mut from = pool.choose(self.wanted.count);
        if from.len() == self.wanted.count {
            from.pop();
        }
        let threads = self.wanted.threads.max(1);
        let left = self.stop.limit().map(|limit| (limit - self.stop.seconds()).max(0.0));
        let all = SOLVES * (self.wanted.count - 1) as f64 / threads as f64;
        let whole = self.stop.limit().map_or(f64::INFINITY, |limit| (1.0 - BASE) * limit / all.ceil());
        let seconds = left.map_or(f64::INFINITY, |left| whole.min(left));
        let prices: Vec<f64> = (0..threads).map(|thread| self.price * 1.5f64.powi(thread as i32)).collect();
        let engine = if self.small { Engine::Portfolio } else { Engine::Search };
        let solve = |(thread, &price): (usize, &f64)| {
            let network = pool.priced(&from, price);
            let seed = self.wanted.seed.wrapping_add((self.solves + thread) as u64);
            let engines = Engines { threads: 1, seed, gap: 0.0, engine, without: Without::default() };
            // From another one each time.
            let start = &pool.members[from[(self.solves + thread) % from.len()]].at;
            engines::solve(&network, Some(start), &engines, &self.stop.apart(seconds), &Silent).best
        };
        let results: Vec<Option<Assignment>> = prices.par_iter().enumerate().map(solve).collect();
        self.solves += threads;
        let mut verdicts = Vec::new();
        for at in results.into_iter().flatten() {
            let score = pool.network.score(&at);
            let good = pool.is_good(score);
            self.stale = if pool.add(at, score) { 0 } else { self.stale + 1 };
            verdicts.push(good);
        }
        // Those that ask more should just fail.
        match verdicts.iter().filter(|good| **good).count() {
            0 => self.price /= 2.0,
            all if all == threads => self.price *= 1.4,
            _ => {}
        }
    }
}
