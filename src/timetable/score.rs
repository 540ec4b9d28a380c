//! The lexicographic score.

use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::instance::schema::Level;

/// Penalties by level, compared lexicographically; less is better. Always exact integers, as long as they fit into 64
/// bits; beyond that the sum stays at the largest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// What must be zero.
    pub hard: i64,
    /// What comes before everything soft.
    pub medium: i64,
    /// Everything weighed against everything else.
    pub soft: i64,
}

impl Score {
    /// No penalty at all.
    pub const ZERO: Score = Score { hard: 0, medium: 0, soft: 0 };

    /// A penalty on one level; nothing for a rule that is off.
    #[must_use]
    pub fn on(level: Level, penalty: i64) -> Score {
        match level {
            Level::Hard => Score { hard: penalty, ..Score::ZERO },
            Level::Medium => Score { medium: penalty, ..Score::ZERO },
            Level::Soft => Score { soft: penalty, ..Score::ZERO },
            Level::Off => Score::ZERO,
        }
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} hard, {} medium, {} soft", self.hard, self.medium, self.soft)
    }
}

impl Add for Score {
    type Output = Score;
    fn add(self, other: Score) -> Score {
        Score {
            hard: self.hard.saturating_add(other.hard),
            medium: self.medium.saturating_add(other.medium),
            soft: self.soft.saturating_add(other.soft),
        }
    }
}

impl Neg for Score {
    type Output = Score;
    fn neg(self) -> Score {
        Score {
            hard: self.hard.saturating_neg(),
            medium: self.medium.saturating_neg(),
            soft: self.soft.saturating_neg(),
        }
    }
}

impl Sub for Score {
    type Output = Score;
    fn sub(self, other: Score) -> Score {
        self + -other
    }
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Score) {
        *self = *self + other;
    }
}

impl SubAssign for Score {
    fn sub_assign(&mut self, other: Score) {
        *self = *self - other;
    }
}

impl std::iter::Sum for Score {
    fn sum<I: Iterator<Item = Score>>(scores: I) -> Score {
        scores.fold(Score::ZERO, Add::add)
    }
}
