//! What each primitive is in rows, one file each.

pub(super) mod best_of;
pub(super) mod cliques;
pub(super) mod counts;
pub(super) mod cumulative;
pub(super) mod gaps;
pub(super) mod occupancy;
pub(super) mod relation;
pub(super) mod unary;

use std::ops::Range;

/// Buckets of time in which the same things happen, as one: from spans over buckets, runs of neighbouring buckets that
/// the same spans cover. Each run is given by its first bucket and its buckets.
fn runs(buckets: usize, spans: impl Iterator<Item = Range<usize>>, also: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut cut = vec![false; buckets + 1];
    for span in spans {
        cut[span.start.min(buckets)] = true;
        cut[span.end.min(buckets)] = true;
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (bucket, &cut) in cut.iter().enumerate().take(buckets) {
        match runs.last_mut() {
            Some(run) if !cut && !also(bucket) => run.end = bucket + 1,
            _ => runs.push(bucket..bucket + 1),
        }
    }
    runs
}
