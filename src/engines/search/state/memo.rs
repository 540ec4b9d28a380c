//! Answers that were computed before: a table with one entry per remainder of a hash, the newest. The whole question is
//! compared, so that what is found is right.

/// Entries of a table; a power of two.
const ENTRIES: usize = 1 << 12;

/// A table of answers, all questions of the same length.
#[derive(Clone, Debug)]
pub(crate) struct Memo {
    question: usize,
    answer: usize,
    /// By entry: the first word of the question, never negative, the other words, then the answer.
    entries: Vec<i64>,
}

impl Memo {
    /// A table of questions of one word and `question` more, with answers of `answer` words.
    pub(super) fn new(question: usize, answer: usize) -> Self {
        Self { question, answer, entries: vec![-1; ENTRIES * (1 + question + answer)] }
    }

    /// The answer, from memory if the same was asked before.
    pub(super) fn answer(&mut self, first: i64, others: &[i64], compute: impl FnOnce(&mut [i64])) -> &[i64] {
        let mix = |hash: i64, word: &i64| (hash ^ word).wrapping_mul(0x2545_f491_4f6c_dd1d).rotate_left(29);
        let hash = others.iter().fold(first.wrapping_mul(0x1e37_79b9_7f4a_7c15), mix);
        let hash = hash.wrapping_mul(0x2545_f491_4f6c_dd1d).cast_unsigned() >> 40;
        let length = 1 + self.question + self.answer;
        let place = (hash as usize % ENTRIES) * length;
        let (question, answer) = self.entries[place..place + length].split_at_mut(1 + self.question);
        if question[0] != first || question[1..] != *others {
            question[0] = first;
            question[1..].copy_from_slice(others);
            compute(answer);
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_was_asked() {
        let mut memo = Memo::new(2, 1);
        let mut computed = 0;
        for round in 0..3i64 {
            for first in 0..40i64 {
                for word in -70..70i64 {
                    let others = [word, first ^ word];
                    let answer = memo.answer(first, &others, |answer| {
                        computed += 1;
                        answer[0] = first * 1000 + word;
                    });
                    assert_eq!(answer, [first * 1000 + word], "round {round}");
                }
            }
        }
        assert!(computed < 3 * 40 * 140, "nothing was remembered");
    }
}
