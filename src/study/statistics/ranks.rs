//! Ranks.

/// The rank of every value, from 1 for the least; equal values share the mean of their ranks. Values must not be NaN.
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let mut last = first;
        while last + 1 < order.len() && values[order[last + 1]] == values[order[first]] {
            last += 1;
        }
        let mean = (first + last) as f64 / 2.0 + 1.0;
        order[first..=last].iter().for_each(|&position| ranks[position] = mean);
        first = last + 1;
    }
    ranks
}
