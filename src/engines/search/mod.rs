//! Local search: a greedy start, then simulated annealing with reheating over small moves.
//!
//! The state prices every change incrementally and exactly ([`state`]). Temperature falls geometrically within a cycle
//! to where small rises are no longer taken (Lewis & Thompson, *Analysing the effects of
//! solution space connectivity with an effective metaheuristic for the course timetabling problem*, EJOR 240, 2015,
//! section 4): in a large conference there are hundreds of them for each session, so that is far below their size.
//! It begins at a quantile of the rises of sampled moves: a small one, which loses nothing of the start, as long
//! as that brings something; then the median and where most moves are taken, in turn. Cycles
//! grow and start again from the best, every
//! other one after a shake. Where it counts who changes rooms, which hangs on everything that people see, one cycle takes all the time there
//! is. Hard penalties are
//! part of the energy with a weight that grows while no timetable without them is known; so are medium ones, and theirs grows, too, when a
//! cycle has taken them in exchange for what is soft.

mod bins;
mod company;
mod compiled;
#[cfg(test)]
mod conformance;
mod construct;
mod layout;
mod moves;
mod packing;
mod state;

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::{Observer, Shared, Stop};
use crate::network::{Assignment, ConflictGraph, Domain, Network};
use crate::timetable::Score;

use super::ingredients::Without;
#[cfg(test)]
pub(crate) use company::Company;
pub(crate) use compiled::Compiled;
use layout::{CASE, PRESSURE};
use state::Limit;
pub(crate) use state::State;

/// Starts, at most, while something hard is broken.
const STARTS: usize = 5;
/// Moves between two looks at the clock.
const STRIDE: u64 = 256;
/// How many of them between two looks at what is broken.
const LOOK: u64 = 16;
/// How much worse than the best it may be, as a share, what is told of in passing.
const NEAR: f64 = 0.02;
/// Moves between two reports, per session.
const REPORT: u64 = 4;
/// Moves of the first cycle of annealing, per session, where others follow that are longer, and where one follows.
const FIRST_CYCLE: u64 = 1_000;
const BEFORE_ONE: u64 = 200;
/// Temperature at the beginning of a cycle while something hard is broken, in spreads of the energy over random moves.
const HOT: f64 = 2.0;
/// Where cycles begin: quantiles of the rises of the energy over random moves.
const MIDDLE: f64 = 0.5;
const UPPER: f64 = 0.8;
/// Where every other one begins where groups meet in rooms of slots, and the rise that nothing hard is cheaper than.
const LARGE: f64 = 0.95;
/// The rise at which cycles end, and the least of it.
const SMALL: f64 = 0.05;
const LEAST: f64 = 1.6;
/// They end below it by a factor that grows with the logarithm of the number of open cells: a small conference is without any
/// such rise every now and then, a large one never is while it is warmer. Both ends are measured (docs/engines.md).
const BELOW: [f64; 2] = [4.0, 11.0];
const CELLS: [f64; 2] = [1e4, 1e5];
/// Where one cycle has all the time it begins at this quantile, and ends so far below the small rise.
const ONE: f64 = 0.6;
const BELOW_ONE: f64 = 8.0;
/// Random moves for these.
const RISES: usize = 2_000;

/// Cycles without a better timetable after which a search looks at what others have found.
const PATIENCE: u32 = 2;

/// Runs until told to stop or for `most_moves` proposals; every improvement goes to `shared`. Returns the number of
/// candidates priced ([`State::priced`]).
pub(super) fn run(
    compiled: &Compiled<'_>,
    start: Option<&Assignment>,
    (seed, without): (u64, Without),
    most_moves: Option<u64>,
    stop: &Stop,
    shared: &Shared<'_>,
) -> u64 {
    let ends = stop.limit().is_some() || most_moves.is_some();
    let once = ends && compiled.has_hops();
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut state = begin(compiled, start, &mut rng, stop);
    // Others mend what is broken meanwhile.
    if state.levels()[PRESSURE] > 0 {
        shared.offer("search", &state.assignment(), state.score());
    }
    // What one start leaves broken another mostly does not (heavy tails: Gomes, Selman, Crato & Kautz, *Heavy-tailed phenomena in
    // satisfiability and constraint satisfaction problems*, Journal of Automated Reasoning 24, 2000).
    for _ in 1..STARTS {
        if state.levels()[PRESSURE] <= 0 || stop.reason().is_some() {
            break;
        }
        let mut other = begin(compiled, start, &mut rng, stop);
        if other.levels()[PRESSURE] < state.levels()[PRESSURE] {
            std::mem::swap(&mut state, &mut other);
        }
        state.priced += other.priced;
    }
    let moves = moves::Moves::new(&state, without);
    let mut search = Annealing::new(state, moves, rng, once, most_moves, stop, shared);
    search.report();
    let mut cycle = if once { BEFORE_ONE } else { FIRST_CYCLE } * compiled.network.sessions() as u64;
    while !search.finished() {
        search.cycle(cycle);
        cycle = if once { u64::MAX } else { cycle.saturating_mul(3) / 2 };
    }
    search.state.priced
}

/// A start as good as taking sessions one after the other makes it.
fn begin<'c>(compiled: &'c Compiled<'_>, start: Option<&Assignment>, rng: &mut Pcg64Mcg, stop: &Stop) -> State<'c> {
    let mut state = State::new(compiled);
    match start {
        Some(start) => construct::adopt(&mut state, start),
        None => packing::pack(&mut state, rng, stop),
    }
    construct::greedy(&mut state, rng, stop);
    construct::mend(&mut state, rng, stop);
    state
}

/// Fills the seats of an assignment whose sessions are in place and whose people are not: the person who costs least for
/// each seat, then changes of people as long as they cost no more.
pub(crate) fn complete(
    network: &Network,
    domains: &[Domain],
    conflicts: &ConflictGraph,
    assignment: &mut Assignment,
    seed: u64,
) {
    const CHANGES: usize = 4000;
    let compiled = Compiled::new(network, domains, conflicts);
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut state = State::new(&compiled);
    construct::adopt(&mut state, assignment);
    let mut worth = state.worth();
    for _ in 0..if network.staff.seats() > 0 { CHANGES } else { 0 } {
        state.mark();
        let mend = state.levels()[0] > 0;
        moves::reseat::propose(&mut state, &mut rng, mend);
        if state.worth() > worth {
            state.undo();
        }
        worth = state.worth();
    }
    *assignment = state.assignment();
}

struct Annealing<'c, 'r> {
    state: State<'c>,
    rng: Pcg64Mcg,
    moves: moves::Moves,
    best: Assignment,
    best_score: Score,
    /// Whether the best is not reported yet, and the number of proposals when one was last.
    news: bool,
    reported: u64,
    /// Energy of one unit of pressure and of one medium unit, in soft units.
    hard: f64,
    medium: f64,
    rises: Vec<f64>,
    proposals: u64,
    cycles: u64,
    /// Cycles that have brought nothing.
    vain: u64,
    /// By how much a cycle ends below a small rise.
    below: f64,
    /// Whether the first cycle is followed by one that has all the time.
    once: bool,
    /// Cycles since the best was found.
    stale: u32,
    /// When annealing began, in seconds.
    begun: f64,
    most_moves: Option<u64>,
    stop: &'r Stop,
    shared: &'r Shared<'r>,
    /// Who wants to be told what is passed, and room for that; the number of proposals when that was last.
    passed: Option<(&'r dyn Observer, Assignment)>,
    told: u64,
}

impl<'c, 'r> Annealing<'c, 'r> {
    fn new(
        state: State<'c>,
        moves: moves::Moves,
        rng: Pcg64Mcg,
        once: bool,
        most_moves: Option<u64>,
        stop: &'r Stop,
        shared: &'r Shared<'r>,
    ) -> Self {
        let (best, best_score) = (state.assignment(), state.score());
        let passed = shared.meets().map(|observer| (observer, best.clone()));
        let cells = |domain: &Domain| domain.times.len() * domain.rooms.len();
        let all: usize = state.compiled.domains.iter().map(cells).sum();
        let large = ((all.max(1) as f64 / CELLS[0]).ln() / (CELLS[1] / CELLS[0]).ln()).clamp(0.0, 1.0);
        let by_size = BELOW[0] + large * (BELOW[1] - BELOW[0]);
        let below = if once { BELOW_ONE } else { by_size };
        Self {
            state,
            rng,
            moves,
            best,
            best_score,
            news: true,
            reported: 0,
            hard: 1.0,
            medium: 4.0,
            rises: Vec::new(),
            proposals: 0,
            cycles: 0,
            vain: 0,
            below,
            once,
            stale: 0,
            begun: stop.seconds(),
            most_moves,
            stop,
            shared,
            passed,
            told: 0,
        }
    }

    fn finished(&self) -> bool {
        let worked = self.most_moves.is_some_and(|most| self.proposals >= most);
        worked || self.stop.reason().is_some() || self.shared.is_proved() || self.moves.is_idle()
    }

    fn report(&mut self) {
        if std::mem::take(&mut self.news) {
            self.reported = self.proposals;
            self.shared.offer("search", &self.best, self.best_score);
        }
    }

    /// Keeps the state if it is the best so far.
    fn note(&mut self) {
        if self.state.score() < self.best_score {
            self.best_score = self.state.score();
            self.state.copy_to(&mut self.best);
            self.news = true;
        }
    }

    /// Tells who wants to know that the search has come down to where it is, if that is nearly as good as its best.
    fn pass(&mut self) {
        let Some((observer, at)) = &mut self.passed else { return };
        // Whoever is told prices it from scratch.
        if self.proposals - self.told < at.cells.len() as u64 {
            return;
        }
        let (score, best) = (self.state.score(), self.best_score);
        let near = (best.soft as f64 * (1.0 + NEAR)) as i64;
        if score.hard == 0 && score.medium <= best.medium && score.soft <= near {
            self.told = self.proposals;
            self.state.copy_to(at);
            observer.met(at);
        }
    }

    /// What energy is, and the most that a move may end at.
    fn limit(&self, most: f64) -> Limit {
        Limit { hard: self.hard, medium: self.medium, most }
    }

    fn energy(&self) -> f64 {
        self.limit(0.0).energy(&self.state.levels())
    }

    /// The spread of the energy over random moves: where annealing begins.
    fn spread(&mut self) -> f64 {
        let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
        let free = self.limit(f64::INFINITY);
        for _ in 0..200 {
            let before = self.energy();
            let hard = self.state.levels()[0];
            if self.moves.propose(&mut self.state, &mut self.rng, false, &free) {
                let change = self.energy() - before;
                if self.state.levels()[0] <= hard {
                    sum += change.abs();
                    squares += change * change;
                    count += 1.0;
                }
                self.state.undo();
            }
        }
        let mean = sum / f64::max(count, 1.0);
        (squares / f64::max(count, 1.0) - mean * mean / 2.0).max(1.0).sqrt()
    }

    /// Where a cycle begins and ends. It begins at small rises of random moves as long as that brings something, then
    /// amid them and where most of them are taken in turn; it ends where the small ones are no longer taken. Breaking something hard is never cheaper than a large one. Where groups meet in rooms of slots one move changes much, and
    /// prices of very different magnitude meet: there cycles begin in turn among the largest rises and amid them, so that what is
    /// dear is decided anew in some and what is cheap in all, and end where anything counts.
    fn heat(&mut self) -> (f64, f64) {
        self.sample();
        let rise = |quantile: f64| {
            let position = (self.rises.len().saturating_sub(1) as f64 * quantile) as usize;
            self.rises.get(position).copied().unwrap_or(0.0)
        };
        let (large, middle) = (rise(LARGE), rise(MIDDLE));
        let small = rise(SMALL).max(LEAST);
        self.hard = self.hard.max(large / CASE as f64);
        let bins = self.moves.has_bins();
        let hot = match self.cycles % 2 {
            0 if bins => large,
            _ if self.once && !bins => rise(ONE),
            _ if bins || self.best_score.hard > 0 => middle,
            _ if self.vain == 0 => rise(SMALL),
            1 => rise(UPPER),
            _ => middle,
        };
        let cold = if bins { 1.0 } else { small } / self.below;
        // What breaks something hard has far to go: every other time it begins anywhere.
        let broken = self.best_score.hard > 0 && self.cycles % 2 == 1;
        let hot = if broken { self.spread() * HOT } else { hot };
        (hot.max(2.0 * cold), cold)
    }

    /// By how much the energy rises over random moves that break nothing hard, ascending.
    fn sample(&mut self) {
        let free = Limit { hard: 0.0, ..self.limit(f64::INFINITY) };
        self.rises.clear();
        for _ in 0..RISES {
            let before = self.state.levels();
            if self.moves.propose(&mut self.state, &mut self.rng, false, &free) {
                let after = self.state.levels();
                let rise = free.energy(&after) - free.energy(&before);
                if after[PRESSURE] <= before[PRESSURE] && rise > 0.0 {
                    self.rises.push(rise);
                }
                self.state.undo();
            }
        }
        self.rises.sort_unstable_by(f64::total_cmp);
    }

    /// One cycle of annealing over `length` moves.
    fn cycle(&mut self, length: u64) {
        // In turn from the best, and from the best after a few forced ejections, which leave its basin for good: what
        // they bring about is judged when the cycle is over, not at once.
        self.adopt();
        if self.cycles > 0 {
            self.state.load(&self.best);
        }
        if self.best_score.hard > 0 {
            construct::mend(&mut self.state, &mut self.rng, self.stop);
            self.note();
        } else if self.cycles % 2 == 1 {
            self.moves.shake(&mut self.state, &mut self.rng);
        }
        let before = self.best_score;
        let (hot, cold) = self.heat();
        self.cycles += 1;
        let mut temperature = hot;
        let mut progress = 0.0;
        let mut energy = self.energy();
        for step in 0..length {
            if step % STRIDE == 0 {
                let finished = self.finished();
                // Whatever is reported is priced from scratch: of a large conference not at every step down.
                if finished || self.proposals - self.reported >= REPORT * self.best.cells.len() as u64 {
                    self.report();
                }
                if finished {
                    return;
                }
                // The last cycle lands on the cold end exactly at the deadline.
                if step % (LOOK * STRIDE) == 0 {
                    self.moves.look_for_trouble(&mut self.state, self.best_score.hard > 0);
                }
                let left = self.moves_left().min((length - step) as f64);
                progress += (1.0 - progress) * (STRIDE as f64 / left.max(STRIDE as f64));
                temperature = hot * (cold / hot).powf(progress);
            }
            self.proposals += 1;
            let mend = self.state.levels()[0] > 0;
            // The dice fall first, so that the move is priced only as far as it takes to know.
            let dice: f64 = rand::RngExt::random(&mut self.rng);
            let limit = self.limit(energy - temperature * dice.ln());
            let found = self.moves.propose(&mut self.state, &mut self.rng, mend, &limit);
            let new = if found { self.energy() } else { f64::INFINITY };
            let accepted = new <= limit.most;
            if !mend {
                self.moves.learn(&self.state, if accepted { (energy - new).max(0.0) } else { 0.0 });
            }
            if accepted {
                let lower = new < energy;
                energy = new;
                self.note();
                if lower {
                    self.pass();
                }
            } else if found {
                self.state.undo();
            }
        }
        self.report();
        let vain = self.best_score >= before;
        self.vain += u64::from(vain);
        self.stale = if vain { self.stale + 1 } else { 0 };
        // While something hard remains at the end of a cycle, it weighs more in the next.
        if self.state.levels()[0] > 0 {
            self.hard = self.hard.max((self.hard * 2.0).min(1e6));
        }
        if self.best_score.medium > 0 {
            self.medium = (self.medium * 1.5).min(1e6);
        }
        // A cycle that bought what is soft with what is medium ends where nothing counts as better: next time at twice the price.
        let end = self.state.score();
        let bought = end.medium - self.best_score.medium;
        if end.hard == 0 && bought > 0 {
            let price = (self.best_score.soft - end.soft) as f64 / bought as f64;
            self.medium = self.medium.max((2.0 * price).min(1e6));
        }
    }

    /// A search that has not got further for a while goes on from the best that any engine knows. Not under a work
    /// limit, where nothing may depend on who is faster.
    fn adopt(&mut self) {
        if self.stale < PATIENCE || self.most_moves.is_some() {
            return;
        }
        if let Some((best, score)) = self.shared.best().filter(|(_, score)| *score < self.best_score) {
            (self.best, self.best_score) = (best, score);
            self.stale = 0;
        }
    }

    /// Moves until the deadline or the end of the work, at the rate so far.
    fn moves_left(&self) -> f64 {
        let work = self.most_moves.map_or(f64::INFINITY, |most| most.saturating_sub(self.proposals) as f64);
        if self.proposals < STRIDE || self.stop.limit().is_none() {
            return work;
        }
        let seconds = self.stop.seconds();
        let rate = self.proposals as f64 / (seconds - self.begun).max(1e-3);
        work.min(self.stop.limit().map_or(f64::INFINITY, |limit| (limit - seconds).max(0.0) * rate))
    }
}
