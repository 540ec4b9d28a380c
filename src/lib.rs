//! `plenary` schedules conferences: sessions into rooms and time slots, proved and checked.
//!
//! Everything that the command does can be asked of the library: an instance is loaded, made dense, and questions are asked
//! of it. Every question takes a [`Stop`](engines::Stop), which ends it after a time or when its flag is raised from any
//! thread, and an [`Observer`](engines::Observer), which is told what happens. What was known when it ended is the answer.
//!
//! ```
//! use std::path::Path;
//! use std::sync::atomic::{AtomicUsize, Ordering};
//! use std::time::Duration;
//!
//! use plenary::candidates::{Wanted, candidates};
//! use plenary::engines::{Event, Observer, Silent, Stop};
//! use plenary::explain::{Options, Verdict, why};
//! use plenary::instance::{Source, load};
//! use plenary::problem::Problem;
//! use plenary::rules::RuleSet;
//!
//! struct Counter(AtomicUsize);
//! impl Observer for Counter {
//!     fn observe(&self, _: &Event) {
//!         self.0.fetch_add(1, Ordering::Relaxed);
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let source = Source::read_file(Path::new("instances/toy-wishes.json")).map_err(|report| report.to_string())?;
//! let instance = load(&source, &[]).map_err(|report| report.to_string())?.instance;
//! let rules = RuleSet::of(&instance.rules).map_err(|errors| format!("{errors:?}"))?;
//! let problem = Problem::build(&instance)?;
//!
//! // Three different timetables, the worst of them half as bad again as the best at most.
//! let progress = Counter(AtomicUsize::new(0));
//! let wanted = Wanted { count: 3, within: 0.5, threads: 2, seed: 1 };
//! let stop = Stop::new(Some(Duration::from_secs(20)), None);
//! let found = candidates(&problem, &rules, None, &wanted, &stop, &progress);
//! assert_eq!(found.candidates.len(), 3);
//! assert!(found.candidates.iter().all(|candidate| Some(candidate.score) <= found.most));
//! assert!(progress.0.into_inner() > 0);
//!
//! // Why is there no timetable? Another thread may raise the flag, and has what is known by then.
//! let options = Options { cores: 1, repairs: 3, threads: 2, seed: 1, box_seconds: 5.0 };
//! let stop = Stop::new(Some(Duration::from_secs(20)), None);
//! let flag = stop.interrupt();
//! let explanation = why(&instance, &rules, &options, &stop, &Silent);
//! assert_eq!(explanation.status, Verdict::Feasible);
//! flag.store(true, Ordering::Relaxed);
//! # Ok(())
//! # }
//! ```

pub mod candidates;
pub mod cli;
pub mod engines;
pub mod explain;
pub mod formats;
pub mod generate;
pub mod instance;
pub mod network;
pub mod problem;
pub mod rules;
pub mod study;
pub mod timetable;
pub mod verify;

#[cfg(test)]
extern crate self as plenary;
