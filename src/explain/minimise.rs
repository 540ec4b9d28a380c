//! Which of many things are needed for there to be no timetable: deletion, in chunks that are halved as long as they
//! cannot go whole, two at a time.
//!
//! The same number of questions as QuickXplain (Junker, *QuickXplain: preferred explanations and relaxations for
//! over-constrained problems*, AAAI 2004), about k log(n / k) for k of n, and unlike it two of them can be asked at once.

use super::oracle::{Answer, Oracle};

/// What is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Minimal {
    /// Positions of the things that are needed, ascending.
    pub(crate) kept: Vec<usize>,
    /// Those of them of which nothing is proved: without one of them neither a timetable nor a proof was found in time.
    pub(crate) unproved: Vec<usize>,
}

/// Makes a set of `count` things small of which `ask` says, given the positions of those that stay and seconds for the
/// answer, whether there is a timetable. There must be none with all of them.
///
/// Questions get little time first: what is left after the easy ones is smaller, and so are the others.
pub(crate) fn minimise(oracle: &Oracle<'_>, count: usize, ask: impl Fn(&[usize], f64) -> Answer + Sync) -> Minimal {
    let mut present = vec![true; count];
    let mut chunks = halves((0..count).collect());
    let mut unproved = Vec::new();
    for seconds in [oracle.quick_seconds(), oracle.box_seconds, 4.0 * oracle.box_seconds] {
        let ask = |kept: &[usize]| ask(kept, seconds);
        unproved = pass(oracle, &mut present, chunks, &ask);
        // Several at once again: what takes long takes less the more is gone.
        chunks = halves(unproved.clone());
    }
    let kept = (0..count).filter(|&position| present[position]).collect();
    Minimal { kept, unproved }
}

/// Takes away what can go of these chunks; returns the things of which it was not found out in time, ascending.
fn pass(
    oracle: &Oracle<'_>,
    present: &mut [bool],
    mut chunks: Vec<Vec<usize>>,
    ask: &(dyn Fn(&[usize]) -> Answer + Sync),
) -> Vec<usize> {
    chunks.reverse();
    let mut unproved = Vec::new();
    while let Some(one) = chunks.pop() {
        let stay = |chunk: &[usize]| -> Vec<usize> {
            (0..present.len()).filter(|position| present[*position] && !chunk.contains(position)).collect()
        };
        let other = if oracle.threads > 1 { chunks.pop() } else { None };
        let answers = match &other {
            Some(other) => {
                let (first, second) = (stay(&one), stay(other));
                oracle.both(|| ask(&first), || ask(&second)).to_vec()
            }
            None => vec![ask(&stay(&one))],
        };
        oracle.remember(&answers);
        let mut removed = false;
        // What comes next, last first.
        let mut again: Vec<Vec<usize>> = Vec::new();
        for (chunk, answer) in std::iter::once(one).chain(other).zip(answers) {
            if answer.is_infeasible() && removed {
                // True while the first was still there; to be asked again.
                again.insert(0, chunk);
            } else if answer.is_infeasible() {
                chunk.iter().for_each(|&position| present[position] = false);
                removed = true;
            } else if let [position] = chunk[..] {
                if !answer.is_feasible() {
                    unproved.push(position);
                }
            } else {
                let mut parts = halves(chunk);
                parts.reverse();
                again.splice(0..0, parts);
            }
        }
        chunks.append(&mut again);
    }
    unproved.sort_unstable();
    unproved
}

fn halves(mut chunk: Vec<usize>) -> Vec<Vec<usize>> {
    let rest = chunk.split_off(chunk.len().div_ceil(2));
    [chunk, rest].into_iter().filter(|half| !half.is_empty()).collect()
}
