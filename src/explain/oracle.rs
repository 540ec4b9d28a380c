//! Is there a timetable? Time-boxed, counted, in parallel.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::edit::Edit;
use super::proofs;
use super::strict::Strict;
use super::witness::{self, Witness};
use crate::engines::{self, Engine, Event, EventKind, Observer, Options, Status, Stop, Without};
use crate::problem::Problem;
use crate::rules::lower;

/// Sessions beyond which it is searched for a timetable before anything else.
const LARGE: usize = 24;

/// Seconds in which a search finds a timetable of a large conference, if it finds one soon.
const FIRST_SEARCH: f64 = 1.0;

/// The answer to a question.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// There is a timetable: this one.
    Feasible(Arc<Witness>),
    /// There is none, and that is proved.
    Infeasible,
    /// Neither was found in the time given.
    Unknown,
}

impl Answer {
    pub(crate) fn is_infeasible(&self) -> bool {
        matches!(self, Answer::Infeasible)
    }

    pub(crate) fn is_feasible(&self) -> bool {
        matches!(self, Answer::Feasible(_))
    }
}

/// Answers questions until it is stopped.
pub(crate) struct Oracle<'r> {
    /// When everything ends.
    pub(crate) stop: &'r Stop,
    /// Seconds for one question.
    pub(crate) box_seconds: f64,
    pub(crate) threads: usize,
    pub(crate) seed: u64,
    observer: &'r dyn Observer,
    /// What tells the time of all that is said.
    clock: &'r Stop,
    asked: AtomicUsize,
    undecided: AtomicUsize,
    /// The last timetables that were found.
    known: Mutex<Vec<Arc<Witness>>>,
}

impl<'r> Oracle<'r> {
    pub(crate) fn new(stop: &'r Stop, observer: &'r dyn Observer, threads: usize, seed: u64, box_seconds: f64) -> Self {
        let (asked, undecided) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let known = Mutex::new(Vec::new());
        Self { stop, box_seconds, threads: threads.max(1), seed, observer, clock: stop, asked, undecided, known }
    }

    /// Seconds for a question of which there are many.
    pub(crate) fn quick_seconds(&self) -> f64 {
        (self.box_seconds / 8.0).min(1.0)
    }

    /// Questions asked so far, and how many of them were cut short.
    pub(crate) fn asked(&self) -> (usize, usize) {
        (self.asked.load(Ordering::Relaxed), self.undecided.load(Ordering::Relaxed))
    }

    /// Works within another limit, counts what is asked, and knows the same timetables before and after.
    pub(crate) fn within<T>(&self, stop: &Stop, work: impl FnOnce(&Oracle<'_>) -> T) -> T {
        let new = Oracle::new(stop, self.observer, self.threads, self.seed, self.box_seconds);
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let inner = Oracle { clock: self.clock, known: Mutex::new(known), ..new };
        let done = work(&inner);
        let (asked, undecided) = inner.asked();
        self.asked.fetch_add(asked, Ordering::Relaxed);
        self.undecided.fetch_add(undecided, Ordering::Relaxed);
        let found = inner.known.into_inner().unwrap_or_else(PoisonError::into_inner);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = found;
        done
    }

    /// Keeps the timetables of these answers, to be tried first on what is asked later. Whoever asks says when, so that the same
    /// is known whichever of two answers comes first.
    pub(crate) fn remember<'a>(&self, answers: impl IntoIterator<Item = &'a Answer>) {
        /// Timetables that are kept.
        const MOST: usize = 12;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for answer in answers {
            if let Answer::Feasible(witness) = answer {
                known.insert(0, witness.clone());
            }
        }
        known.truncate(MOST);
    }

    /// Says what is going on.
    pub(crate) fn say(&self, phase: String) {
        self.observer.observe(&Event {
            seconds: self.clock.seconds(),
            engine: "explain",
            kind: EventKind::Phase(phase),
        });
    }

    /// Whether the conference has a timetable after these edits.
    pub(crate) fn ask(&self, strict: &Strict, edits: &[&Edit]) -> Answer {
        self.ask_for(strict, edits, self.box_seconds)
    }

    /// Whether the conference has a timetable after these edits, within so many seconds.
    pub(crate) fn ask_for(&self, strict: &Strict, edits: &[&Edit], seconds: f64) -> Answer {
        // Searches find a timetable of a large conference long before the program does, if there is one.
        let large = strict.instance.sessions.len() > LARGE && seconds.is_finite();
        let search = (FIRST_SEARCH / seconds).min(0.6);
        let engines: &[(Engine, f64)] = match large {
            true => &[(Engine::Search, search), (Engine::Mip, 0.8 - search), (Engine::Portfolio, 0.2)],
            false => &[(Engine::Mip, 0.6), (Engine::Portfolio, 0.4)],
        };
        let answer = self.put(strict, edits, seconds, engines);
        if matches!(answer, Answer::Unknown) && self.stop.reason().is_none() {
            self.undecided.fetch_add(1, Ordering::Relaxed);
        }
        answer
    }

    /// The same where a timetable is of use and a proof is not.
    pub(crate) fn find(&self, strict: &Strict, edits: &[&Edit]) -> Answer {
        self.put(strict, edits, self.quick_seconds().min(FIRST_SEARCH) / 2.0, &[(Engine::Search, 1.0)])
    }

    /// The same where a proof is of use and a timetable is not: nobody searches for one when the program has found neither.
    pub(crate) fn refute(&self, strict: &Strict, seconds: f64) -> Answer {
        self.put(strict, &[], seconds, &[(Engine::Mip, 1.0)])
    }

    fn put(&self, strict: &Strict, edits: &[&Edit], seconds: f64, engines: &[(Engine, f64)]) -> Answer {
        if self.stop.reason().is_some() {
            return Answer::Unknown;
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        let mut edited = strict.clone();
        for edit in edits {
            edit.apply(&mut edited.instance, &mut edited.rules);
        }
        self.solve(&edited, seconds, engines)
    }

    fn solve(&self, strict: &Strict, seconds: f64, engines: &[(Engine, f64)]) -> Answer {
        let Ok(problem) = Problem::build(&strict.instance) else { return Answer::Unknown };
        let network = lower(&problem, &strict.rules);
        // What counting shows, and what a timetable that is known shows, takes no search.
        if !proofs::of(&problem, &network).is_empty() {
            return Answer::Infeasible;
        }
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(timetable) = known.iter().find_map(|known| witness::holds(known, &problem, &network)) {
            return Answer::Feasible(Arc::new((problem, timetable)));
        }
        // One that nearly holds is mended soon.
        let mut start = known.iter().find_map(|known| witness::start(known, &problem));
        // The program decides small conferences either way; where it finds nothing, searches may.
        for &(engine, share) in engines {
            let stop = self.stop.apart(seconds * share);
            let first = First { interrupt: stop.interrupt(), found: AtomicBool::new(false) };
            let options = Options { threads: 1, seed: self.seed, gap: 0.0, engine, without: Without::default() };
            let outcome = engines::solve(&network, start.as_ref(), &options, &stop, &first);
            match (outcome.status, outcome.best) {
                (Status::Infeasible, _) => return Answer::Infeasible,
                (Status::Optimal | Status::Feasible, Some(best)) => {
                    let timetable = best.timetable(&problem);
                    return Answer::Feasible(Arc::new((problem, timetable)));
                }
                // What one engine leaves broken the next may mend.
                (_, best) => start = best.or(start),
            }
            if self.stop.reason().is_some() {
                break;
            }
        }
        Answer::Unknown
    }

    /// The answers to two questions, asked at the same time where there are threads for both.
    pub(crate) fn both(
        &self,
        one: impl FnOnce() -> Answer + Send,
        other: impl FnOnce() -> Answer + Send,
    ) -> [Answer; 2] {
        if self.threads == 1 {
            return [one(), other()];
        }
        let (first, second) = rayon::join(one, other);
        [first, second]
    }

    /// What comes of many questions, in order, two at a time.
    pub(crate) fn each<T: Sync, A: Send>(&self, items: &[T], ask: impl Fn(&T) -> A + Sync) -> Vec<A> {
        let answers: Mutex<Vec<Option<A>>> = Mutex::new(items.iter().map(|_| None).collect());
        let next = AtomicUsize::new(0);
        let work = || {
            loop {
                let position = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(position) else { return };
                let answer = ask(item);
                answers.lock().unwrap_or_else(PoisonError::into_inner)[position] = Some(answer);
            }
        };
        if self.threads == 1 {
            work();
        } else {
            rayon::join(work, work);
        }
        answers.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
    }
}

/// Ends a run with its first timetable that breaks nothing.
struct First {
    interrupt: Arc<AtomicBool>,
    found: AtomicBool,
}

impl Observer for First {
    fn observe(&self, event: &Event) {
        if let EventKind::Incumbent(score) = &event.kind
            && score.hard == 0
            && !self.found.swap(true, Ordering::Relaxed)
        {
            self.interrupt.store(true, Ordering::Relaxed);
        }
    }
}
