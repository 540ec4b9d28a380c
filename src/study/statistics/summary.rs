//! Means and quantiles.

/// The arithmetic mean; `None` of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The shifted geometric mean, exp(mean(ln(value + shift))) − shift: ratios count, but not those of tiny values. `None` of
/// nothing, or where a value is not above −shift.
#[must_use]
pub fn shifted_geometric_mean(values: &[f64], shift: f64) -> Option<f64> {
    if values.iter().any(|value| value + shift <= 0.0) {
        return None;
    }
    let logarithms: Vec<f64> = values.iter().map(|value| (value + shift).ln()).collect();
    mean(&logarithms).map(|mean| mean.exp() - shift)
}

/// The quantile at `share`, linear between order statistics (type 7, as in R and NumPy); `None` of nothing.
#[must_use]
pub fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    let position = share.clamp(0.0, 1.0) * last as f64;
    let below = position.floor() as usize;
    let above = (below + 1).min(last);
    let (low, high) = (sorted[below], sorted[above]);
    // Without this, infinite neighbours would make something that is no number.
    Some(if low == high { low } else { low + (position - below as f64) * (high - low) })
}

/// The median; `None` of nothing.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}
