//! Local search: a greedy start, then simulated annealing with reheating over small moves.
//!
//! The state prices every change incrementally and exactly ([`state`]). Temperature falls geometrically within a cycle
//! from the spread of sampled moves to half a unit of soft penalty (Lewis & Thompson, *Analysing the effects of
//! solution space connectivity with an effective metaheuristic for the course timetabling problem*, EJOR 240, 2015,
//! section 4); cycles grow and start again from the best, every
//! other one after a shake. Hard penalties are
//! part of the energy with a weight that grows while no timetable without them is known.

mod compiled;
mod construct;
mod layout;
mod moves;
mod state;

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::{Shared, Stop};
use crate::network::{Assignment, ConflictGraph, Domain, Network};
use crate::timetable::Score;

pub(crate) use compiled::Compiled;
pub(crate) use state::State;

/// Moves between two looks at the clock.
const STRIDE: u64 = 256;
/// Moves between two reports, per session.
const REPORT: u64 = 4;
/// Moves of the first cycle of annealing, per session.
const FIRST_CYCLE: u64 = 1_000;
/// Temperature at the beginning of a cycle, in spreads of the energy over random moves.
const HOT: f64 = 2.0;
/// Temperature at the end of a cycle, in units of soft penalty.
const COLD: f64 = 0.4;

/// Runs until told to stop or for `most_moves`; every improvement goes to `shared`. Returns the number of moves
/// evaluated.
#[expect(clippy::too_many_arguments, reason = "what a run of the search needs, each used once")]
pub(super) fn run(
    network: &Network,
    domains: &[Domain],
    conflicts: &ConflictGraph,
    start: Option<&Assignment>,
    seed: u64,
    most_moves: Option<u64>,
    stop: &Stop,
    shared: &Shared<'_>,
) -> u64 {
    let compiled = Compiled::new(network, domains, conflicts);
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut state = State::new(&compiled);
    match start {
        Some(start) => {
            construct::adopt(&mut state, start);
            construct::greedy(&mut state, &mut rng, stop);
        }
        None => construct::greedy(&mut state, &mut rng, stop),
    }
    construct::mend(&mut state, &mut rng, stop);
    let mut search = Annealing::new(state, rng, most_moves, stop, shared);
    search.report();
    let mut cycle = FIRST_CYCLE * network.sessions() as u64;
    while !search.finished() {
        search.cycle(cycle);
        cycle = cycle.saturating_mul(51) / 50;
    }
    search.evaluations
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
            state.undo(&[]);
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
    /// Whether the best is not reported yet, and the number of evaluations when one was last.
    news: bool,
    reported: u64,
    /// Energy of one unit of pressure and of one medium unit, in soft units.
    hard: f64,
    medium: f64,
    evaluations: u64,
    cycles: u64,
    most_moves: Option<u64>,
    stop: &'r Stop,
    shared: &'r Shared<'r>,
}

impl<'c, 'r> Annealing<'c, 'r> {
    fn new(state: State<'c>, rng: Pcg64Mcg, most_moves: Option<u64>, stop: &'r Stop, shared: &'r Shared<'r>) -> Self {
        let (best, best_score) = (state.assignment(), state.score());
        let moves = moves::Moves::new(&state);
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
            evaluations: 0,
            cycles: 0,
            most_moves,
            stop,
            shared,
        }
    }

    fn finished(&self) -> bool {
        let worked = self.most_moves.is_some_and(|most| self.evaluations >= most);
        worked || self.stop.reason().is_some() || self.shared.is_proved() || self.moves.is_idle()
    }

    fn report(&mut self) {
        if std::mem::take(&mut self.news) {
            self.reported = self.evaluations;
            self.shared.offer("search", &self.best, self.best_score);
        }
    }

    fn energy(&self) -> f64 {
        let [_, medium, soft, pressure] = self.state.levels();
        self.hard * pressure as f64 + self.medium * medium as f64 + soft as f64
    }

    /// The spread of the energy over random moves: where annealing begins.
    fn spread(&mut self) -> f64 {
        let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
        for _ in 0..200 {
            let before = self.energy();
            let hard = self.state.levels()[0];
            if self.moves.propose(&mut self.state, &mut self.rng, false) {
                let change = self.energy() - before;
                if self.state.levels()[0] <= hard {
                    sum += change.abs();
                    squares += change * change;
                    count += 1.0;
                }
                self.moves.undo(&mut self.state);
            }
        }
        let mean = sum / f64::max(count, 1.0);
        (squares / f64::max(count, 1.0) - mean * mean / 2.0).max(1.0).sqrt()
    }

    /// One cycle of annealing over `length` moves.
    fn cycle(&mut self, length: u64) {
        // In turn from the best, and from the best after a few forced ejections, which leave its basin for good: what
        // they bring about is judged when the cycle is over, not at once.
        if self.cycles > 0 {
            self.state.load(&self.best);
        }
        if self.cycles % 2 == 1 {
            self.moves.shake(&mut self.state, &mut self.rng);
        }
        let hot = (self.spread() * HOT).max(COLD * 2.0);
        self.cycles += 1;
        let mut temperature = hot;
        let mut energy = self.energy();
        for step in 0..length {
            if step % STRIDE == 0 {
                let finished = self.finished();
                // Whatever is reported is priced from scratch: of a large conference not at every step down.
                if finished || self.evaluations - self.reported >= REPORT * self.best.cells.len() as u64 {
                    self.report();
                }
                if finished {
                    return;
                }
                let share = self.stop.limit().filter(|_| self.most_moves.is_none()).map_or(0.0, |limit| {
                    // The last cycle lands on the cold end exactly at the deadline.
                    let left = limit - self.stop.seconds();
                    let needed = (length - step) as f64 / self.rate();
                    if needed > left { 1.0 - left.max(0.0) / needed } else { 0.0 }
                });
                let progress = (step as f64 / length as f64).max(share * 0.9);
                temperature = hot * (COLD / hot).powf(progress);
            }
            self.evaluations += 1;
            let mend = self.state.levels()[0] > 0;
            if !self.moves.propose(&mut self.state, &mut self.rng, mend) {
                continue;
            }
            let new = self.energy();
            let accept = new <= energy || {
                let dice: f64 = rand::RngExt::random(&mut self.rng);
                dice < ((energy - new) / temperature).exp()
            };
            if accept {
                energy = new;
                if self.state.score() < self.best_score {
                    self.best_score = self.state.score();
                    self.best = self.state.assignment();
                    self.news = true;
                }
            } else {
                self.moves.undo(&mut self.state);
            }
        }
        self.report();
        // While something hard remains at the end of a cycle, it weighs more in the next.
        if self.best_score.hard > 0 {
            self.hard = (self.hard * 2.0).min(1e6);
        }
        if self.best_score.medium > 0 {
            self.medium = (self.medium * 1.5).min(1e6);
        }
    }

    /// Moves per second so far.
    fn rate(&self) -> f64 {
        (self.evaluations as f64 / self.stop.seconds().max(1e-3)).max(1.0)
    }
}
