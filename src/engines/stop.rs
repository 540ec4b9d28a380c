//! When to stop: time, work, or because somebody says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// There is nothing left to prove.
    Proved,
    /// The gap asked for is reached.
    Gap,
    /// The time limit.
    Time,
    /// The work limit.
    Work,
    /// Ctrl-C, or whoever held the handle.
    Interrupted,
}

/// When to stop. Clones share the interrupt flag.
#[derive(Clone, Debug)]
pub struct Stop {
    begun: Instant,
    deadline: Option<Duration>,
    /// Units of work for each engine: thousands of moves for the search, nodes for the MIP, fifty for a part set free.
    work: Option<u64>,
    interrupted: Arc<AtomicBool>,
    /// Flags that interrupt this run together with others.
    outer: Vec<Arc<AtomicBool>>,
}

impl Stop {
    /// Stops after `time` or after `work` units of work in each engine (a thousand moves of the search, a node of the
    /// MIP, a fiftieth of a part set free), whichever comes first; without either, only at proof or when interrupted. The clock starts now.
    #[must_use]
    pub fn new(time: Option<Duration>, work: Option<u64>) -> Self {
        Self { begun: Instant::now(), deadline: time, work, interrupted: Arc::default(), outer: Vec::new() }
    }

    /// The same, but after so many seconds from now if that is sooner.
    #[must_use]
    pub fn sooner(&self, seconds: f64) -> Self {
        let within = Duration::try_from_secs_f64(seconds.max(0.0)).ok().map(|within| self.begun.elapsed() + within);
        let deadline = [self.deadline, within].into_iter().flatten().min();
        Self { deadline, ..self.clone() }
    }

    /// A run of its own within this one, of so many seconds at most, with a clock that starts now: it ends when this one
    /// ends or is interrupted, and can be interrupted without this one.
    #[must_use]
    pub fn apart(&self, seconds: f64) -> Self {
        let mut outer = self.outer.clone();
        outer.push(Arc::clone(&self.interrupted));
        let left = self.deadline.map(|deadline| deadline.saturating_sub(self.begun.elapsed()));
        let within = Duration::try_from_secs_f64(seconds.max(0.0)).ok();
        let deadline = [left, within].into_iter().flatten().min();
        Self { begun: Instant::now(), deadline, work: self.work, interrupted: Arc::default(), outer }
    }

    /// The same, but a flag of somebody else's interrupts it as well.
    #[must_use]
    pub fn with(mut self, flag: &Arc<AtomicBool>) -> Self {
        self.outer.push(Arc::clone(flag));
        self
    }

    /// The flag that interrupts the run when it is set.
    #[must_use]
    pub fn interrupt(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.interrupted)
    }

    /// Seconds since the start.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    /// The time limit in seconds.
    #[must_use]
    pub fn limit(&self) -> Option<f64> {
        self.deadline.map(|deadline| deadline.as_secs_f64())
    }

    /// The work limit.
    #[must_use]
    pub fn work(&self) -> Option<u64> {
        self.work
    }

    /// Why to stop, if it is time to; work is counted by the engines themselves.
    #[must_use]
    pub fn reason(&self) -> Option<StopReason> {
        let raised = |flag: &Arc<AtomicBool>| flag.load(Ordering::Relaxed);
        if raised(&self.interrupted) || self.outer.iter().any(raised) {
            return Some(StopReason::Interrupted);
        }
        self.deadline.filter(|&deadline| self.begun.elapsed() >= deadline).map(|_| StopReason::Time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_apart_ends_with_the_whole_and_not_the_other_way_round() {
        let whole = Stop::new(None, None);
        let (one, other) = (whole.apart(60.0), whole.apart(60.0).apart(60.0));
        one.interrupt().store(true, Ordering::Relaxed);
        assert_eq!(one.reason(), Some(StopReason::Interrupted));
        assert_eq!((whole.reason(), other.reason()), (None, None));
        whole.interrupt().store(true, Ordering::Relaxed);
        assert_eq!(other.reason(), Some(StopReason::Interrupted));
        assert_eq!(Stop::new(None, None).apart(0.0).reason(), Some(StopReason::Time));
    }
}
