//! Distributions as steps: empirical ones, and performance profiles.
//!
//! E. D. Dolan, J. J. Moré, *Benchmarking optimization software with performance profiles*, Mathematical Programming 91,
//! 2002. With more than two solvers a profile says how often each is near the best, and no more: it is no ranking (N. Gould,
//! J. Scott, *A note on performance profiles for benchmarking software*, ACM TOMS 43, 2016).

/// Steps: (value, share of cases up to it), both rising.
pub type Curve = Vec<(f64, f64)>;

/// The share of values up to each value. Values that are not finite stand for what never happened.
#[must_use]
pub fn ecdf(values: &[f64]) -> Curve {
    let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    finite.sort_by(f64::total_cmp);
    let mut curve: Curve = Vec::new();
    for (position, value) in finite.into_iter().enumerate() {
        let share = (position + 1) as f64 / values.len() as f64;
        match curve.last_mut() {
            Some(last) if last.0 == value => last.1 = share,
            _ => curve.push((value, share)),
        }
    }
    curve
}

/// For each solver the share of cases in which its cost is at most τ times the least of all solvers. `costs[solver][case]`
/// is positive, or infinite where the solver failed. Cases in which all failed count for nobody.
#[must_use]
pub fn performance_profiles(costs: &[Vec<f64>]) -> Vec<Curve> {
    let cases = costs.iter().map(Vec::len).min().unwrap_or(0);
    let least = |case: usize| costs.iter().map(|of| of[case]).fold(f64::INFINITY, f64::min);
    let least: Vec<f64> = (0..cases).map(least).collect();
    let ratio = |(cost, least): (&f64, &f64)| if least.is_finite() { cost / least } else { f64::INFINITY };
    costs.iter().map(|of| ecdf(&of.iter().zip(&least).map(ratio).collect::<Vec<f64>>())).collect()
}
