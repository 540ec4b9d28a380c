//! Holm's correction for several tests.
//!
//! S. Holm, *A simple sequentially rejective multiple test procedure*, Scandinavian Journal of Statistics 6, 1979.

/// The adjusted p-values, in the order given: at level α every hypothesis whose adjusted value is at most α may be
/// rejected, and the chance of even one false rejection is at most α.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut least: f64 = 0.0;
    for (rank, &position) in order.iter().enumerate() {
        least = least.max((p.len() - rank) as f64 * p[position]).min(1.0);
        adjusted[position] = least;
    }
    adjusted
}
