//! Peak: on each day, how many of a group run at the busiest moment.

use super::{Assignment, Network};
use crate::problem::{Interval, SessionId};

/// A cost on the busiest moment of each day.
#[derive(Clone, Debug)]
pub struct Peak {
    /// Sessions, and the modes in which they count.
    pub members: Vec<(SessionId, Vec<bool>)>,
    /// How many cost nothing.
    pub free: i64,
    /// What each further one costs.
    pub cost: i64,
}

impl Peak {
    /// How many run at the busiest moment beyond those that are free, summed over days, times their cost.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let mut days: Vec<Vec<Interval>> = vec![Vec::new(); network.days];
        for (session, counts) in &self.members {
            let Some(cell) = at.get(*session).filter(|cell| counts[cell.mode as usize]) else { continue };
            let span = Interval { from: network.start(cell), to: network.end(*session, cell) };
            days[network.day_of_start[cell.time as usize] as usize].push(span);
        }
        self.cost * days.iter().map(|spans| (busiest(spans) - self.free).max(0)).sum::<i64>()
    }
}

/// The most intervals that share a moment: it is at the start of one of them.
#[must_use]
pub(crate) fn busiest(spans: &[Interval]) -> i64 {
    let running = |at: i32| spans.iter().filter(|span| span.from <= at && at < span.to).count() as i64;
    spans.iter().map(|span| running(span.from)).max().unwrap_or(0)
}
