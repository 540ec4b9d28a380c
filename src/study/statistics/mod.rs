//! Statistics for comparing runs, each in a file of its own. Nothing here knows what a conference is.
//!
//! Everything is checked against SciPy (`scripts/study/reference-statistics.py` writes the values, tests/fixtures holds them).

mod bootstrap;
mod effect;
mod holm;
mod normal;
mod profile;
mod ranks;
mod summary;
mod survival;
#[cfg(test)]
mod tests;
mod wilcoxon;

pub use bootstrap::{Interval, bootstrap};
pub use effect::{rank_biserial, vargha_delaney};
pub use holm::holm;
pub use normal::upper_tail;
pub use profile::{Curve, ecdf, performance_profiles};
pub use ranks::ranks;
pub use summary::{mean, median, quantile, shifted_geometric_mean};
pub use survival::{Observation, kaplan_meier};
pub use wilcoxon::{Side, SignedRank, least_possible, signed_rank};
