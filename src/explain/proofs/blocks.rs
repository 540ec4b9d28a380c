//! Blocks of time: between two of them is a moment at which nothing can run.

use super::Sight;
use crate::network::Occupancy;
use crate::problem::Interval;

/// The blocks of some sessions' starts.
pub(super) struct Blocks {
    /// By start: the number of its block; none where no session can start.
    pub(super) of: Vec<usize>,
    /// By block: how many sessions follow one another in it, at most.
    pub(super) each: Vec<usize>,
}

impl Blocks {
    /// The blocks of what these sessions may do, with what they take of a room before and after.
    pub(super) fn new(sight: &Sight<'_>, occupancy: &Occupancy, needed: &[usize]) -> Self {
        let network = sight.network;
        let mut spans: Vec<(Interval, u32)> = Vec::new();
        for &session in needed {
            for &time in &sight.domains[session].times {
                let from = network.starts[time as usize];
                let to = from + network.durations[session] + occupancy.after[session];
                spans.push((Interval { from: from - occupancy.before[session], to }, time));
            }
        }
        spans.sort_unstable();
        let mut of = vec![usize::MAX; network.starts.len()];
        let (mut count, mut end) = (0, i32::MIN);
        for &(interval, time) in &spans {
            if interval.from >= end {
                count += 1;
            }
            end = end.max(interval.to);
            of[time as usize] = count - 1;
        }
        let least = |of: &dyn Fn(usize) -> i32| needed.iter().map(|&session| of(session)).min().unwrap_or(0);
        let shortest = least(&|session| network.durations[session])
            + least(&|session| occupancy.before[session])
            + least(&|session| occupancy.after[session]);
        let times_of = |block: usize| -> Vec<u32> {
            (0..network.starts.len() as u32).filter(|&time| of[time as usize] == block).collect()
        };
        let each = (0..count).map(|block| sight.in_sequence(&times_of(block), shortest)).collect();
        Self { of, each }
    }
}
