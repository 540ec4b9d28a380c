//! What is taken from a run: times to goals, integrals, gaps.
//!
//! T. Berthold, *Measuring the impact of primal heuristics*, Operations Research Letters 41, 2013 (primal integral); the
//! primal–dual integral is the same with the bound in place of the best known.

use super::record::Record;
use super::statistics::Observation;
use crate::formats::timetable_json::Status;
use crate::timetable::Score;

/// What is known of a conference from all runs on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The best score that keeps every hard rule.
    pub score: Option<Score>,
    /// The best bound.
    pub bound: Option<Score>,
    /// Whether a run proved that there is no timetable.
    pub infeasible: bool,
}

impl Known {
    /// Takes a run into account.
    pub fn learn(&mut self, record: &Record) {
        if let Some(score) = record.score.filter(|score| score.hard == 0) {
            self.score = Some(self.score.map_or(score, |best| best.min(score)));
        }
        if let Some(bound) = record.bound {
            self.bound = Some(self.bound.map_or(bound, |best| best.max(bound)));
        }
        self.infeasible |= record.status == Status::Infeasible;
    }

    /// The best bound; no score is less than none.
    #[must_use]
    pub fn least(&self) -> Score {
        self.bound.unwrap_or(Score::ZERO)
    }
}

/// The measures of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Until a timetable kept every hard rule.
    pub first: Observation,
    /// Until one was within one per cent of the best known.
    pub near: Observation,
    /// Until the best known was found.
    pub best: Observation,
    /// Until it was proved that nothing is better, or that there is nothing.
    pub proved: Observation,
    /// How far the last timetable is from the best known, as a share; 1 without one.
    pub primal_gap: f64,
    /// How far it is from its own bound, as a share; 1 without one.
    pub gap: f64,
    /// The mean of the primal gap over the time allowed.
    pub primal_integral: f64,
    /// The mean of the gap over the time allowed.
    pub primal_dual_integral: f64,
}

/// Within this share of the best known a timetable is near it.
pub const NEAR: f64 = 0.01;

/// How far a score is from a lesser one, as a share of it, on the first level on which they differ; 1 if it breaks hard rules.
#[must_use]
pub fn share(score: Option<Score>, of: Option<Score>) -> f64 {
    let Some((score, of)) = score.filter(|score| score.hard == 0).zip(of) else { return 1.0 };
    let levels = [(score.hard, of.hard), (score.medium, of.medium), (score.soft, of.soft)];
    let differ = levels.into_iter().find(|(score, of)| score != of).filter(|(score, of)| score > of);
    differ.map_or(0.0, |(score, of)| (score - of) as f64 / score as f64)
}

/// Measures a run over `horizon` seconds: those that the runs it is compared with were allowed, too.
#[must_use]
pub fn measure(record: &Record, known: &Known, horizon: f64) -> Measures {
    let goal = |reached: &dyn Fn(Option<Score>) -> bool| -> Observation {
        let step = record.trace.iter().find(|step| step.incumbent.is_some() && reached(step.incumbent));
        match step {
            Some(step) => Observation { seconds: step.seconds, happened: true },
            None => Observation { seconds: record.wall_seconds, happened: false },
        }
    };
    let near = |reach: f64| goal(&move |score| known.score.is_some() && share(score, known.score) <= reach);
    let proved = match record.status {
        Status::Infeasible => true,
        Status::Optimal => share(record.score, record.bound) == 0.0,
        Status::Feasible | Status::Unknown => false,
    };
    // With a proof that there is nothing, nothing is missing any more.
    let nothing = record.status == Status::Infeasible;
    let (mut primal, mut dual) = (0.0, 0.0);
    let (mut incumbent, mut bound): (Option<Score>, Option<Score>) = (None, None);
    let mut since = 0.0;
    let mut add = |until: f64, incumbent: Option<Score>, bound: Option<Score>| {
        let span = until.min(horizon) - since;
        if span > 0.0 {
            primal += span * share(incumbent, known.score);
            dual += span * share(incumbent, bound);
            since += span;
        }
    };
    for step in &record.trace {
        add(step.seconds, incumbent, bound);
        incumbent = step.incumbent.or(incumbent);
        bound = step.bound.or(bound);
    }
    add(record.wall_seconds, incumbent, bound);
    if !nothing {
        add(horizon, record.score, record.bound);
    }
    let over = |integral: f64| if horizon > 0.0 { integral / horizon } else { 1.0 };
    Measures {
        first: goal(&|score| score.is_some_and(|score| score.hard == 0)),
        near: near(NEAR),
        best: near(0.0),
        proved: Observation { seconds: record.wall_seconds, happened: proved },
        primal_gap: if nothing { 0.0 } else { share(record.score, known.score) },
        gap: if nothing { 0.0 } else { share(record.score, record.bound) },
        primal_integral: over(primal),
        primal_dual_integral: over(dual),
    }
}

/// A time for means and ranks: what was cut short counts as `factor` times the time that it was watched (PAR).
#[must_use]
pub fn penalised(observation: Observation, factor: f64) -> f64 {
    if observation.happened { observation.seconds } else { factor * observation.seconds }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::record::Step;

    /// Seconds, an incumbent, a bound.
    type Told = (f64, Option<i64>, Option<i64>);

    fn soft(soft: i64) -> Score {
        Score { soft, ..Score::ZERO }
    }

    fn record(trace: &[Told], wall: f64, status: Status) -> Record {
        let step = |&(seconds, incumbent, bound): &Told| Step {
            seconds,
            engine: "search".to_owned(),
            incumbent: incumbent.map(soft),
            bound: bound.map(soft),
        };
        let last = |of: &dyn Fn(&Told) -> Option<i64>| trace.iter().rev().find_map(of).map(soft);
        Record {
            status,
            score: last(&|step| step.1),
            bound: last(&|step| step.2),
            wall_seconds: wall,
            trace: trace.iter().map(step).collect(),
            ..Record::blank()
        }
    }

    #[test]
    fn integrals_are_areas() {
        // 2 s without a timetable, 3 s with 200, 5 s with 100; the bound 50 from the first second on.
        let run =
            record(&[(1.0, None, Some(50)), (2.0, Some(200), None), (5.0, Some(100), None)], 10.0, Status::Feasible);
        let mut known = Known::default();
        known.learn(&run);
        let measured = measure(&run, &known, 10.0);
        assert!((measured.primal_integral - (2.0 + 3.0 * 0.5) / 10.0).abs() < 1e-12);
        assert!((measured.primal_dual_integral - (2.0 + 3.0 * 0.75 + 5.0 * 0.5) / 10.0).abs() < 1e-12);
        assert_eq!((measured.first.seconds, measured.best.seconds), (2.0, 5.0));
        assert!(!measured.proved.happened);
        assert_eq!((measured.primal_gap, measured.gap), (0.0, 0.5));
    }

    #[test]
    fn what_ends_early_goes_on_as_it_ended() {
        let run = record(&[(1.0, Some(100), None), (1.0, None, Some(100))], 2.0, Status::Optimal);
        let known = Known { score: Some(soft(50)), ..Known::default() };
        let measured = measure(&run, &known, 4.0);
        assert!((measured.primal_integral - (1.0 + 3.0 * 0.5) / 4.0).abs() < 1e-12);
        assert!((measured.primal_dual_integral - 0.25).abs() < 1e-12);
        assert_eq!(measured.proved, Observation { seconds: 2.0, happened: true });
        assert_eq!(measured.best, Observation { seconds: 2.0, happened: false });
    }

    #[test]
    fn a_proof_that_there_is_nothing_ends_the_integral() {
        let run = record(&[], 1.0, Status::Infeasible);
        let measured = measure(&run, &Known { infeasible: true, ..Known::default() }, 10.0);
        assert!((measured.primal_dual_integral - 0.1).abs() < 1e-12);
        assert_eq!(measured.gap, 0.0);
        assert_eq!(penalised(measured.first, 10.0), 10.0);
    }

    #[test]
    fn levels_come_in_order() {
        let (high, low) = (Score { hard: 0, medium: 4, soft: 1 }, Score { hard: 0, medium: 2, soft: 900 });
        assert_eq!(share(Some(high), Some(low)), 0.5);
        assert_eq!(share(Some(low), Some(high)), 0.0);
        assert_eq!(share(Some(Score { hard: 1, medium: 0, soft: 0 }), Some(low)), 1.0);
    }
}
