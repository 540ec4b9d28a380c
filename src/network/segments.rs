//! Elementary segments of time: between two neighbouring moments at which anything can begin or end.

use crate::problem::{Interval, Minute};

/// The elementary segments of a network; within each, every use of every resource is constant.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    bounds: Vec<Minute>,
}

impl Segments {
    /// The segments between these moments.
    #[must_use]
    pub fn new(mut moments: Vec<Minute>) -> Self {
        moments.sort_unstable();
        moments.dedup();
        Self { bounds: moments }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bounds.len().saturating_sub(1)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Minutes of segment `segment`.
    #[must_use]
    pub fn minutes(&self, segment: usize) -> i64 {
        i64::from(self.bounds[segment + 1] - self.bounds[segment])
    }

    /// The segment's time.
    #[must_use]
    pub fn interval(&self, segment: usize) -> Interval {
        Interval { from: self.bounds[segment], to: self.bounds[segment + 1] }
    }

    /// The segments that lie in an interval whose ends are bounds; rounded inwards otherwise.
    #[must_use]
    pub fn within(&self, interval: Interval) -> std::ops::Range<usize> {
        let from = self.bounds.partition_point(|&bound| bound < interval.from);
        let to = self.bounds.partition_point(|&bound| bound <= interval.to).max(1) - 1;
        from..to.max(from)
    }
}

/// A quantity over time: a base and changes to it.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// The value where nothing changes it.
    pub base: i32,
    /// Intervals and what they add.
    pub changes: Vec<(Interval, i32)>,
}

impl Profile {
    /// The same value always.
    #[must_use]
    pub fn constant(base: i32) -> Self {
        Self { base, changes: Vec::new() }
    }

    /// The value in each segment; the bounds of the changes must be bounds of segments.
    #[must_use]
    pub fn by_segment(&self, segments: &Segments) -> Vec<i32> {
        let mut values = vec![self.base; segments.len()];
        for &(interval, change) in &self.changes {
            for value in &mut values[segments.within(interval)] {
                *value = value.saturating_add(change);
            }
        }
        values
    }
}
