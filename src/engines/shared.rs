//! What engines that run together share: the best assignment and the best bound.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Event, EventKind, Observer, Silent, Stop};
use crate::network::{Assignment, Network};
use crate::timetable::Score;

/// The best assignment and bound known to any engine.
pub(crate) struct Shared<'r> {
    /// What is shared by those that a part is searched for.
    whole: Option<&'r Shared<'r>>,
    network: &'r Network,
    stop: &'r Stop,
    observer: &'r dyn Observer,
    gap: f64,
    known: Mutex<Known>,
    proved: AtomicBool,
}

/// What is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) best: Option<(Assignment, Score)>,
    pub(crate) bound: Option<Score>,
    pub(crate) infeasible: bool,
    pub(crate) seconds_to_best: f64,
    pub(crate) nodes: i64,
    pub(crate) evaluations: u64,
    pub(crate) history: Vec<Event>,
}

impl<'r> Shared<'r> {
    pub(crate) fn new(network: &'r Network, stop: &'r Stop, observer: &'r dyn Observer, gap: f64) -> Self {
        Self { whole: None, network, stop, observer, gap, known: Mutex::default(), proved: AtomicBool::new(false) }
    }

    /// For the search of a part, or of another version, of a network: what is found and proved there stays there; it is over
    /// when the whole is proved.
    pub(crate) fn of_part(network: &'r Network, whole: &'r Shared<'r>) -> Self {
        Self { whole: Some(whole), ..Self::new(network, whole.stop, &Silent, 0.0) }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, known: &mut Known, engine: &'static str, kind: EventKind) {
        let event = Event { seconds: self.stop.seconds(), engine, kind };
        self.observer.observe(&event);
        known.history.push(event);
    }

    /// Who is told what local search passes, if anybody wants to know.
    pub(crate) fn meets(&self) -> Option<&'r dyn Observer> {
        Some(self.observer).filter(|observer| observer.meets())
    }

    /// A phase begins.
    pub(crate) fn phase(&self, engine: &'static str, name: &str) {
        let mut known = self.lock();
        self.tell(&mut known, engine, EventKind::Phase(name.to_owned()));
    }

    /// The score of an assignment, from scratch.
    pub(crate) fn score(&self, assignment: &Assignment) -> Score {
        self.network.score(assignment)
    }

    /// An assignment that may be better than the best; its score is recomputed from scratch.
    pub(crate) fn offer(&self, engine: &'static str, assignment: &Assignment, claimed: Score) {
        let score = self.score(assignment);
        debug_assert_eq!(score, claimed, "{engine} prices wrongly");
        let mut known = self.lock();
        // Of equals the least is kept, so that the result does not depend on which thread came first.
        let order = |of: &Assignment| (of.cells.clone(), of.seats.clone());
        let better = known.best.as_ref().is_none_or(|(_, best)| score < *best);
        let tied = known.best.as_ref().is_some_and(|(other, best)| score == *best && order(assignment) < order(other));
        if better || tied {
            known.best = Some((assignment.clone(), score));
        }
        if score.hard == 0 && known.bound.is_some_and(|bound| score < bound) {
            // What is found for a part may be filled in with people who are not free in it, and be better than all that is.
            debug_assert!(self.whole.is_some(), "{engine} refutes a bound by {score}");
            self.tell(&mut known, engine, EventKind::Phase("a timetable that refutes the bound so far".to_owned()));
            known.bound = None;
        }
        if better {
            known.seconds_to_best = self.stop.seconds();
            self.tell(&mut known, engine, EventKind::Incumbent(score));
        }
        // No penalty is below zero: what costs nothing is as good as any.
        if better && score == Score::default() {
            self.raise(&mut known, engine, score);
        }
        self.judge(&known);
    }

    /// A bound that may be better than the best.
    pub(crate) fn bound(&self, engine: &'static str, bound: Score) {
        let mut known = self.lock();
        self.raise(&mut known, engine, bound);
        self.judge(&known);
    }

    fn raise(&self, known: &mut Known, engine: &'static str, bound: Score) {
        if let Some((_, score)) = known.best.as_ref().filter(|(_, score)| score.hard == 0 && *score < bound) {
            debug_assert!(self.whole.is_some(), "{engine}: nothing is below {bound}, and there is {score}");
            self.tell(known, engine, EventKind::Phase("a bound that is refuted by the best so far".to_owned()));
            return;
        }
        if known.bound.is_none_or(|best| bound > best) {
            known.bound = Some(bound);
            self.tell(known, engine, EventKind::Bound(bound));
        }
    }

    /// No assignment keeps the hard constraints. A proof that an assignment refutes is not believed.
    pub(crate) fn infeasible(&self, engine: &'static str) {
        let mut known = self.lock();
        if known.best.as_ref().is_some_and(|(_, score)| score.hard == 0) {
            debug_assert!(false, "{engine} proves that what is there cannot be");
            self.tell(&mut known, engine, EventKind::Phase("a proof that is refuted by the best so far".to_owned()));
            return;
        }
        known.infeasible = true;
        drop(known);
        self.proved.store(true, Ordering::Relaxed);
    }

    /// Work done.
    pub(crate) fn count(&self, nodes: i64, evaluations: u64) {
        let mut known = self.lock();
        known.nodes += nodes;
        known.evaluations += evaluations;
    }

    fn judge(&self, known: &Known) {
        if let (Some((_, score)), Some(bound)) = (&known.best, known.bound)
            && score.hard == 0
            && share(*score, bound) <= self.gap
        {
            self.proved.store(true, Ordering::Relaxed);
        }
    }

    /// Whether the best is proved good enough, or infeasibility is proved.
    pub(crate) fn is_proved(&self) -> bool {
        self.proved.load(Ordering::Relaxed) || self.whole.is_some_and(Self::is_proved)
    }

    /// Whether something is known that breaks nothing hard.
    pub(crate) fn is_feasible(&self) -> bool {
        self.lock().best.as_ref().is_some_and(|(_, score)| score.hard == 0)
    }

    /// The best so far.
    pub(crate) fn best(&self) -> Option<(Assignment, Score)> {
        self.lock().best.clone()
    }

    /// Everything known, at the end.
    pub(crate) fn into_known(self) -> Known {
        self.known.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The gap between a score and a bound, as a share of the score, on the first level on which they differ.
pub(crate) fn share(score: Score, bound: Score) -> f64 {
    let levels = [(score.hard, bound.hard), (score.medium, bound.medium), (score.soft, bound.soft)];
    let differ = levels.into_iter().find(|(score, bound)| score != bound).filter(|(score, bound)| score > bound);
    differ.map_or(0.0, |(score, bound)| (score - bound) as f64 / score as f64)
}
