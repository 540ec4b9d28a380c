//! Worst: of several groups, the one that fares worst.

use super::{Assignment, Network};
use crate::problem::SessionId;

/// A cost on the group that misses the largest share.
#[derive(Clone, Debug)]
pub struct Worst {
    /// The groups.
    pub groups: Vec<Share>,
    /// Parts of a whole: 1000 for per mille.
    pub parts: i64,
}

/// What a group misses, of what it might have.
#[derive(Clone, Debug)]
pub struct Share {
    /// The whole; positive.
    pub whole: i64,
    /// By session: what is missed in each mode, and when it is left out.
    pub missed: Vec<(SessionId, Vec<i64>, i64)>,
}

impl Share {
    /// What is missed in all.
    #[must_use]
    pub fn of(&self, at: &Assignment) -> i64 {
        let missed = |(session, by_mode, out): &(SessionId, Vec<i64>, i64)| match at.get(*session) {
            Some(cell) => by_mode[cell.mode as usize],
            None => *out,
        };
        self.missed.iter().map(missed).sum()
    }
}

impl Worst {
    /// The share of a sum, in parts, rounded up.
    #[must_use]
    pub fn share(&self, group: &Share, missed: i64) -> i64 {
        let parts = i128::from(missed) * i128::from(self.parts);
        let whole = i128::from(group.whole);
        i64::try_from((parts + whole - 1).div_euclid(whole)).unwrap_or(i64::MAX)
    }

    /// The largest share.
    #[must_use]
    pub fn amount(&self, _: &Network, at: &Assignment) -> i64 {
        self.groups.iter().map(|group| self.share(group, group.of(at))).max().unwrap_or(0)
    }
}
