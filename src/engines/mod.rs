//! Engines turn a network into timetables and bounds. They know no rule by name, read no clock but the one of
//! [`Stop`], print nothing, and tell what happens through an [`Observer`].

mod columns;
#[cfg(test)]
mod conformance;
mod ingredients;
mod lns;
mod mip;
mod search;
mod shared;
mod stop;

use std::sync::LazyLock;

pub use stop::{Stop, StopReason};

pub use ingredients::{FORMULATIONS, Ingredient, Without};
pub use mip::{Names, lp, mps, of_solution, solver_version, unknown_columns};
pub(crate) use shared::Shared;

use crate::network::{Assignment, ConflictGraph, Domain, Network, consistent, domains};
use crate::timetable::Score;
use columns::Patterns;

/// What to run, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Threads.
    pub threads: usize,
    /// Seed of every random choice.
    pub seed: u64,
    /// Stop when the gap between the score and its bound is at most this share (0.01 is one per cent).
    pub gap: f64,
    /// Which engines run.
    pub engine: Engine,
    /// What the run does without.
    pub without: Without,
}

/// Which engines run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// All of them together.
    Portfolio,
    /// Local search only: finds, proves nothing.
    Search,
    /// The MIP only.
    Mip,
    /// A search, then parts of its timetable set free, one after the other.
    Parts,
    /// A search, then the bounds of slot patterns.
    Columns,
}

/// What is known at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The timetable is as good as any (within the gap asked for), and that is proved.
    Optimal,
    /// The timetable breaks no hard rule.
    Feasible,
    /// No timetable can keep the hard rules, and that is proved.
    Infeasible,
    /// Neither a timetable that keeps the hard rules nor a proof that there is none.
    Unknown,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Seconds since the start.
    pub seconds: f64,
    /// The engine that says so.
    pub engine: &'static str,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum EventKind {
    /// A phase begins.
    Phase(String),
    /// A better timetable.
    Incumbent(Score),
    /// A better bound: no timetable scores less.
    Bound(Score),
}

/// Is told what happens, from any thread.
pub trait Observer: Sync {
    /// Something happened.
    fn observe(&self, event: &Event);

    /// Whether it wants to be told what local search [passes](Observer::met).
    fn meets(&self) -> bool {
        false
    }

    /// Local search passes an assignment that breaks nothing hard and is nearly as good as the best it has found.
    fn met(&self, _: &Assignment) {}
}

/// An observer that does not listen.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Observer for Silent {
    fn observe(&self, _: &Event) {}
}

/// The result of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What is known.
    pub status: Status,
    /// Why the run ended.
    pub stop_reason: StopReason,
    /// The best assignment found, feasible or not; `None` when infeasibility is proved or nothing was found.
    pub best: Option<Assignment>,
    /// Its score, recomputed from scratch.
    pub score: Option<Score>,
    /// No timetable scores less than this.
    pub bound: Option<Score>,
    /// Seconds in all.
    pub seconds: f64,
    /// Seconds until the best was found.
    pub seconds_to_best: f64,
    /// Nodes of the MIP's search tree.
    pub nodes: i64,
    /// Candidates that local search priced: moves that were tried, and cells in which sessions were tried while a move
    /// was put together. Proposals for which nothing was found do not count, nor does the construction of the start.
    pub evaluations: u64,
    /// Everything that happened, in order.
    pub history: Vec<Event>,
}

impl Outcome {
    /// The gap between score and bound as a share of the score, on the first level on which they differ; `None`
    /// without a score or a bound, 0 at proof.
    #[must_use]
    pub fn gap(&self) -> Option<f64> {
        let (score, bound) = (self.score?, self.bound?);
        Some(shared::share(score, bound))
    }
}

/// Moves per session that the search makes before the MIP when there is one thread for both.
const ALONE: u64 = 20_000;

/// Seconds of the first moments in which parts and the whole take turns while something hard is broken.
const FIRST_MOMENT: f64 = 0.25;
/// Seconds of the first turn, where parts and the whole share a thread.
const FIRST_TURN: f64 = 2.0;
/// Seconds of the first slice in which parts must bring something, and how many times longer the search is that has its turn if they do not.
const FIRST_SLICE: f64 = 2.0;
const SEARCH_ON: f64 = 3.0;
/// Seconds that one cycle of annealing has, about, where parts do not know what they cost: where one lands matters more than how long it
/// takes.
const ANNEALING: f64 = 8.0;
/// Seconds for looking among few patterns, there.
const CLOSING: f64 = 10.0;
/// The share of the time that a search has at most, where everything else waits for it.
const FIRST_SHARE: f64 = 0.3;
/// The share of the time left that the MIP of the whole has there.
const WHOLE: f64 = 0.45;
/// Open cells beyond which the MIP of the whole does not get past its first linear program there.
const MOST_CELLS_IN_TURNS: usize = 10_000;
/// Seconds for the bound of slot patterns, there.
const PATTERNS: f64 = 10.0;
/// Units of the work limit that a part costs.
const UNITS_PER_ROUND: u64 = 50;
/// Open cells, starts × rooms × modes of all sessions, beyond which the MIP and the patterns would take more time and
/// memory to set up than they could give back.
const MOST_CELLS: usize = 400_000;

/// How many cells may be open to all sessions together, at most: what the size of the MIP grows with.
fn open_cells(domains: &[Domain]) -> usize {
    domains.iter().map(|domain| domain.times.len() * domain.rooms.len() * domain.modes.len()).sum()
}

/// A piece of work for a thread.
type Job<'a> = Box<dyn FnOnce() + Send + 'a>;

/// Runs jobs at the same time, each on a thread of its own; one after the other if threads cannot be had. One alone runs here:
/// whoever waits for a pool takes up other work of its own pool meanwhile, and may be solving then, and waiting.
fn together(jobs: Vec<Job<'_>>) {
    if jobs.len() < 2 {
        return jobs.into_iter().for_each(|job| job());
    }
    match rayon::ThreadPoolBuilder::new().num_threads(jobs.len().max(1)).build() {
        Ok(pool) => pool.scope(|scope| {
            for job in jobs {
                scope.spawn(|_| job());
            }
        }),
        Err(_) => jobs.into_iter().for_each(|job| job()),
    }
}

/// Solves a network, from `start` if it is given.
#[must_use]
pub fn solve(
    network: &Network,
    start: Option<&Assignment>,
    options: &Options,
    stop: &Stop,
    observer: &dyn Observer,
) -> Outcome {
    let domains = domains(network);
    let conflicts = ConflictGraph::new(network, &domains);
    let shared = Shared::new(network, stop, observer, options.gap);
    let threads = options.threads.max(1);
    let most = |share: u64| stop.work().map(|work| work * share);
    let compiled = LazyLock::new(|| search::Compiled::new(network, &domains, &conflicts));
    let search_until = &|thread: usize, most_moves: Option<u64>, stop: &Stop| {
        let seed = options.seed.wrapping_add(thread as u64);
        let evaluations = search::run(&compiled, start, (seed, options.without), most_moves, stop, &shared);
        shared.count(0, evaluations);
    };
    let search = &|thread: usize, most_moves: Option<u64>| search_until(thread, most_moves, stop);
    // A search that others have to wait for.
    let search_first = || {
        let stop = stop.limit().map_or_else(|| stop.clone(), |limit| stop.sooner(FIRST_SHARE * limit));
        search_until(0, Some(ALONE * network.sessions() as u64), &stop);
    };
    // A further one, from the best so far.
    let search_on = &|turn: u64, stop: &Stop| {
        let Some((best, _)) = shared.best() else { return };
        let seed = options.seed.wrapping_add((threads as u64).saturating_mul(turn));
        let evaluations = search::run(&compiled, Some(&best), (seed, options.without), None, stop, &shared);
        shared.count(0, evaluations);
    };
    let (seed, without) = (options.seed, options.without);
    let hops = &|| compiled.has_hops();
    let prover = &Prover { network, seed, without, stop, shared: &shared, search_on, hops };
    let parts = || prover.parts(&domains);
    let searches = |first: usize, last: usize| -> Vec<Job<'_>> {
        let job = |thread| -> Job<'_> { Box::new(move || search(thread, most(1000))) };
        (first..last).map(job).collect()
    };
    let cells = open_cells(&domains);
    match options.engine {
        Engine::Search => together(searches(0, threads)),
        Engine::Mip => prover.prove(&domains, Prover::whole),
        Engine::Columns => {
            search_first();
            prover.prove(&domains, |prover, premises| drop(prover.columns(premises)));
        }
        Engine::Parts => {
            if stop.work().is_some() {
                search(0, most(1000));
            } else {
                search_first();
            }
            parts();
        }
        Engine::Portfolio if cells > MOST_CELLS => {
            let phase = format!("{cells} open cells are more than a MIP of the whole is of use for ({MOST_CELLS})");
            shared.phase("portfolio", &phase);
            if prover.hopeless(&consistent(network, &domains)) {
                shared.infeasible("portfolio");
            } else if threads == 1 || stop.work().is_some() || !lns::suits(network) {
                together(searches(0, threads));
                if stop.work().is_some() {
                    parts();
                }
            } else {
                let mut jobs = searches(1, threads);
                jobs.push(Box::new(&parts));
                together(jobs);
            }
        }
        // Under a work limit one engine after the other, so that nothing depends on who is faster.
        Engine::Portfolio if stop.work().is_some() => {
            together(searches(0, threads));
            parts();
            prover.prove(&domains, Prover::whole);
        }
        Engine::Portfolio if threads == 1 => {
            search_first();
            prover.prove(&domains, Prover::in_turns);
        }
        Engine::Portfolio if threads == 2 => {
            let mut jobs = searches(1, threads);
            jobs.push(Box::new(|| prover.prove(&domains, Prover::in_turns)));
            together(jobs);
        }
        Engine::Portfolio => {
            let mut jobs = searches(2, threads);
            jobs.push(Box::new(&parts));
            jobs.push(Box::new(|| prover.prove(&domains, Prover::all)));
            together(jobs);
        }
    }
    conclude(shared, stop, options.gap)
}

/// What the MIP needs, alone and on parts.
struct Prover<'r> {
    network: &'r Network,
    seed: u64,
    without: Without,
    stop: &'r Stop,
    shared: &'r Shared<'r>,
    /// Searches on from the best so far, with random choices of its own by turn.
    search_on: &'r (dyn Fn(u64, &Stop) + Sync),
    /// Whether it counts who changes rooms: that has no rows, so parts do not know what they cost.
    hops: &'r (dyn Fn() -> bool + Sync),
}

/// Consistent domains and their conflicts.
struct Premises {
    domains: Vec<Domain>,
    conflicts: ConflictGraph,
}

impl Prover<'_> {
    /// What can be proved before there is a tree to be searched, then `rest`.
    fn prove(&self, domains: &[Domain], rest: impl Fn(&Self, &Premises)) {
        if self.finished() {
            return;
        }
        let domains = consistent(self.network, domains);
        let conflicts = ConflictGraph::new(self.network, &domains);
        if self.hopeless(&domains) || mip::refutes(self.network, &domains, self.seed, self.stop, self.shared) {
            self.shared.infeasible("mip");
            return;
        }
        rest(self, &Premises { domains, conflicts });
    }

    /// Whether a session that must take place has nowhere to go.
    fn hopeless(&self, domains: &[Domain]) -> bool {
        let required = self.network.required();
        domains.iter().zip(required).any(|(domain, required)| required && domain.is_empty())
    }

    fn finished(&self) -> bool {
        self.stop.reason().is_some() || self.shared.is_proved()
    }

    /// The bound of slot patterns, then the MIP of the whole, to the end.
    fn whole(&self, premises: &Premises) {
        let mut patterns = self.patterns(premises, self.stop);
        self.close(premises, &mut patterns, self.stop);
        self.mip(premises, patterns.as_ref(), self.stop);
    }

    fn has(&self, ingredient: Ingredient) -> bool {
        !self.without.contains(ingredient)
    }

    fn patterns(&self, premises: &Premises, stop: &Stop) -> Option<Patterns> {
        if !self.has(Ingredient::Patterns) {
            return None;
        }
        columns::patterns(self.network, &premises.domains, &premises.conflicts, stop, self.shared)
    }

    /// Looks among few patterns, further each time, as long as that betters the bound. What is better by its patterns is looked
    /// for as a timetable: every session in its block of time.
    fn close(&self, premises: &Premises, patterns: &mut Option<Patterns>, stop: &Stop) {
        let Some(patterns) = patterns else { return };
        while !self.finished() && stop.reason().is_none() {
            let closer = patterns.close(self.network, stop, self.shared);
            if let Some(starts) = closer.starts {
                let within = |(domain, starts): (&Domain, &Vec<u32>)| domain.only(|cell| starts.contains(&cell.time));
                let domains: Vec<Domain> = premises.domains.iter().zip(&starts).map(within).collect();
                lns::put_back(self.network, &domains, self.seed, stop, self.shared);
            }
            if !closer.more {
                return;
            }
        }
    }

    /// The bounds of slot patterns: alone, chosen among few, and with the rows of the MIP. True if there is nothing more to
    /// be had of them.
    fn columns(&self, premises: &Premises) -> (Option<Patterns>, bool) {
        let mut patterns = self.patterns(premises, self.stop);
        self.close(premises, &mut patterns, self.stop);
        let relaxation = self.join(premises, patterns.as_ref(), self.stop);
        let exhausted = self.relaxed(premises, relaxation.as_ref(), self.stop);
        self.outlined(premises, self.stop);
        (patterns, exhausted)
    }

    /// All bounds of slot patterns, then the MIP of the whole, to the end.
    fn all(&self, premises: &Premises) {
        let (patterns, _) = self.columns(premises);
        self.mip(premises, patterns.as_ref(), self.stop);
    }

    /// The linear program of the MIP's rows over slot patterns; not under a work limit, which it does not know.
    fn join<'p>(&self, premises: &'p Premises, patterns: Option<&Patterns>, stop: &Stop) -> Option<mip::Formulation<'p>>
    where
        Self: 'p,
    {
        let fits = open_cells(&premises.domains) <= MOST_CELLS_IN_TURNS && stop.work().is_none();
        let patterns = patterns.filter(|_| fits && self.has(Ingredient::Joint) && !self.finished())?;
        patterns.join(self.network, &premises.domains, &premises.conflicts, stop, self.shared)
    }

    /// What is left of the MIP's rows at the prices of patterns, in whole numbers. True if there is no such thing, or it is
    /// solved to the end.
    fn relaxed(&self, premises: &Premises, relaxation: Option<&mip::Formulation<'_>>, stop: &Stop) -> bool {
        let wanted = self.has(Ingredient::Relaxation) && !self.finished();
        let Some(relaxation) = relaxation.filter(|_| wanted) else { return true };
        let (solved, nodes) = mip::relaxed(relaxation, &premises.conflicts, self.seed, stop, self.shared);
        self.shared.count(nodes, 0);
        solved
    }

    /// The bounds of the outline, where groups fill the rooms of slots, and of pairs of sessions, where these decide most.
    fn outlined(&self, premises: &Premises, stop: &Stop) {
        let Premises { domains, conflicts } = premises;
        let mut nodes = 0;
        if self.has(Ingredient::Outline) && !self.finished() {
            nodes += mip::outlined(self.network, domains, conflicts, self.seed, stop, self.shared);
        }
        if self.has(Ingredient::PairBound) && !self.finished() {
            nodes += mip::paired(self.network, domains, conflicts, self.seed, stop, self.shared);
        }
        self.shared.count(nodes, 0);
    }

    fn mip(&self, premises: &Premises, patterns: Option<&Patterns>, stop: &Stop) {
        if self.finished() || !self.has(Ingredient::Whole) {
            return;
        }
        let Premises { domains, conflicts } = premises;
        let bound = patterns.map(|patterns| patterns.bound);
        let nodes = mip::run(self.network, domains, conflicts, self.without, bound, self.seed, stop, self.shared);
        self.shared.count(nodes, 0);
    }

    /// Parts of the best timetable, to the end.
    fn parts(&self, domains: &[Domain]) {
        if !self.has(Ingredient::Parts) {
            return;
        }
        if lns::suits(self.network) {
            let rounds = self.stop.work().map(|work| work / UNITS_PER_ROUND);
            let mut memory = lns::Rounds::new(self.network, self.seed);
            lns::run(self.network, domains, &mut memory, (rounds, false), self.stop, self.shared);
        } else {
            self.shared.phase("lns", "the conference is too large for parts");
        }
    }

    /// Parts and the whole in turns: while something hard is broken, parts that mend it; the bound of slot patterns; parts
    /// for a moment; the whole for its share of the time, unless it is too large to get anywhere; parts again. Without a
    /// time limit the turns grow.
    fn in_turns(&self, premises: &Premises) {
        if !lns::suits(self.network) || !self.has(Ingredient::Parts) {
            return self.all(premises);
        }
        let domains = &premises.domains;
        let mut memory = lns::Rounds::new(self.network, self.seed);
        let rounds = self.stop.work().map(|work| work / UNITS_PER_ROUND);
        let mut parts = |mend: bool, seconds: f64| {
            let stop = self.stop.sooner(seconds);
            lns::run(self.network, domains, &mut memory, (rounds, mend), &stop, self.shared)
        };
        let left = || self.stop.limit().map(|limit| limit - self.stop.seconds());
        let mut patterns = None;
        // What is small is refuted in less time than it takes to give up mending it.
        let mut moment = FIRST_MOMENT;
        while !self.finished() && !self.shared.is_feasible() && moment < FIRST_TURN {
            parts(true, moment);
            if !self.shared.is_feasible() && open_cells(domains) <= MOST_CELLS_IN_TURNS {
                self.mip(premises, None, &self.stop.sooner(moment));
            }
            moment *= 2.0;
        }
        let mut turn = FIRST_TURN;
        while !self.finished() {
            parts(true, 3.0 * turn);
            let first = patterns.is_none();
            if first && self.shared.is_feasible() {
                patterns = self.patterns(premises, &self.stop.sooner(PATTERNS));
                self.close(premises, &mut patterns, &self.stop.sooner(CLOSING));
            }
            // What is small is solved in less time than parts have.
            if !(self.hops)() {
                parts(false, turn * (open_cells(domains) as f64 / MOST_CELLS_IN_TURNS as f64).min(1.0));
            }
            let share = |left: Option<f64>| self.stop.sooner(left.map_or(10.0 * turn, |left| WHOLE * left));
            // As long as the bound of patterns rises, that of the whole does not get there.
            let mut exhausted = true;
            if first {
                let relaxation = self.join(premises, patterns.as_ref(), &share(left()));
                exhausted = self.relaxed(premises, relaxation.as_ref(), &share(left()));
                self.outlined(premises, &share(left()));
            }
            if exhausted && open_cells(domains) <= MOST_CELLS_IN_TURNS {
                self.mip(premises, patterns.as_ref(), &share(left()));
            }
            turn *= 3.0;
            // To the end, or for a while if there is none.
            let end = self.stop.seconds() + left().unwrap_or(10.0 * turn);
            let mut slice = FIRST_SLICE;
            for round in 1.. {
                let rest = end - self.stop.seconds();
                if self.finished() || rest <= 0.0 {
                    break;
                }
                if (self.hops)() {
                    (self.search_on)(round, &self.stop.sooner(rest / (rest / ANNEALING).round().max(1.0)));
                } else if !parts(false, slice.min(rest)) {
                    // What parts do not find any more, small steps may.
                    (self.search_on)(round, &self.stop.sooner((SEARCH_ON * slice).min(rest)));
                }
                slice *= 1.5;
            }
        }
    }
}

fn conclude(shared: Shared<'_>, stop: &Stop, gap: f64) -> Outcome {
    let known = shared.into_known();
    let score = known.best.as_ref().map(|(_, score)| *score);
    let proved = match (score, known.bound) {
        (Some(score), Some(bound)) => score.hard == 0 && shared::share(score, bound) <= gap,
        _ => false,
    };
    // A proof that a timetable refutes is none, also if that came later.
    let infeasible = known.infeasible && score.is_none_or(|score| score.hard > 0);
    let status = match score {
        _ if infeasible => Status::Infeasible,
        Some(_) if proved => Status::Optimal,
        Some(score) if score.hard == 0 => Status::Feasible,
        _ => Status::Unknown,
    };
    let exact = score.is_some() && score == known.bound;
    let stop_reason = match stop.reason() {
        _ if infeasible || exact => StopReason::Proved,
        _ if proved => StopReason::Gap,
        Some(reason) => reason,
        None => StopReason::Work,
    };
    Outcome {
        status,
        stop_reason,
        best: known.best.map(|(best, _)| best).filter(|_| !infeasible),
        score: score.filter(|_| !infeasible),
        bound: known.bound.filter(|_| !infeasible),
        seconds: stop.seconds(),
        seconds_to_best: known.seconds_to_best,
        nodes: known.nodes,
        evaluations: known.evaluations,
        history: known.history,
    }
}
