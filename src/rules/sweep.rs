//! Time cut where anything begins or ends. No rule; how the specifications of several look at what runs together.

use crate::problem::{Interval, Minute};

/// The stretches between neighbouring moments at which something begins or ends, or of `further` ones, ascending; each
/// with what runs in it, in the order given. Stretches in which nothing runs are there, too.
pub(super) fn stretches<T: Copy>(
    running: &[(T, Interval)],
    further: impl IntoIterator<Item = Minute>,
) -> Vec<(Interval, Vec<T>)> {
    let mut moments: Vec<Minute> = running.iter().flat_map(|(_, span)| [span.from, span.to]).collect();
    moments.extend(further);
    moments.sort_unstable();
    moments.dedup();
    let stretch = |pair: &[Minute]| {
        let between = Interval { from: pair[0], to: pair[1] };
        let here = running.iter().filter(|(_, span)| span.overlap(between) > 0).map(|use_| use_.0).collect();
        (between, here)
    };
    moments.windows(2).map(stretch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_together_is_cut_at_every_begin_and_end() {
        let span = |from, to| Interval { from, to };
        let running = [("a", span(0, 30)), ("b", span(20, 40)), ("c", span(50, 60))];
        let expected = vec![
            (span(0, 20), vec!["a"]),
            (span(20, 25), vec!["a", "b"]),
            (span(25, 30), vec!["a", "b"]),
            (span(30, 40), vec!["b"]),
            (span(40, 50), vec![]),
            (span(50, 60), vec!["c"]),
        ];
        assert_eq!(stretches(&running, [25]), expected);
        assert_eq!(stretches::<u8>(&[], []), vec![]);
    }
}
