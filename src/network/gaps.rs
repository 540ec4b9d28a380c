//! Gaps: idle time of a group between its first and its last session of a day.

use super::{Assignment, Network};
use crate::problem::{Interval, SessionId};

/// A cost on idle time, in started units, day by day.
#[derive(Clone, Debug)]
pub struct Gaps {
    /// The group.
    pub members: Vec<SessionId>,
    /// Minutes in a unit; a started unit counts whole.
    pub unit: i64,
}

impl Gaps {
    /// Started units of idle time, summed over days.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let mut by_day: Vec<Vec<Interval>> = vec![Vec::new(); network.days];
        for &session in &self.members {
            if let Some(cell) = at.get(session) {
                let interval = Interval { from: network.start(cell), to: network.end(session, cell) };
                by_day[network.day_of_start[cell.time as usize] as usize].push(interval);
            }
        }
        by_day.iter_mut().map(|busy| units(idle(busy), self.unit)).sum()
    }
}

/// Minutes between the first start and the last end that no interval covers; sorts the intervals.
#[must_use]
pub(crate) fn idle(busy: &mut [Interval]) -> i64 {
    busy.sort_unstable();
    let Some(first) = busy.first() else { return 0 };
    let (mut idle, mut until) = (0, first.to);
    for interval in busy.iter() {
        idle += i64::from((interval.from - until).max(0));
        until = until.max(interval.to);
    }
    idle
}

/// Minutes in started units.
#[must_use]
pub(crate) fn units(minutes: i64, unit: i64) -> i64 {
    (minutes + unit - 1) / unit
}
