//! Times that were cut short.
//!
//! E. L. Kaplan, P. Meier, *Nonparametric estimation from incomplete observations*, JASA 53, 1958.

use super::Curve;

/// A time until something happened, or until watching ended without it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// Seconds.
    pub seconds: f64,
    /// Whether it happened; if not, it happens later or never.
    pub happened: bool,
}

/// The share of cases in which it has happened by a time, as steps (time, share from there on). What was cut short counts
/// as not yet happened as long as it was watched.
#[must_use]
pub fn kaplan_meier(observations: &[Observation]) -> Curve {
    let mut sorted = observations.to_vec();
    sorted.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    let mut curve = Vec::new();
    let mut still = 1.0;
    let mut first = 0;
    while first < sorted.len() {
        let time = sorted[first].seconds;
        let at_risk = sorted.len() - first;
        let same = sorted[first..].iter().take_while(|one| one.seconds == time).count();
        let happened = sorted[first..first + same].iter().filter(|one| one.happened).count();
        if happened > 0 {
            still *= 1.0 - happened as f64 / at_risk as f64;
            curve.push((time, 1.0 - still));
        }
        first += same;
    }
    curve
}
