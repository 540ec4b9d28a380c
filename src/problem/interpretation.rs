//! Which booths a session needs and who can work in them.
//!
//! One booth per language interpreted into; a session of two languages needs one booth only, which works both ways
//! if both are spoken on the floor (AIIC Canada, *Booths and teams*; AIIC, *Checklist for simultaneous
//! interpretation equipment*).

use super::LanguageId;

/// The work of a booth.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BoothWork {
    /// From any of `from` into one language: a member must have at least one of these directions.
    Into {
        /// Floor languages, ascending.
        from: Vec<LanguageId>,
        /// The language of the booth.
        into: LanguageId,
    },
    /// Both ways between two languages: a member must have both directions.
    BothWays(LanguageId, LanguageId),
}

impl BoothWork {
    /// The booths for a floor and the languages interpreted into (each ascending).
    #[must_use]
    pub fn of(floor: &[LanguageId], into: &[LanguageId]) -> Vec<BoothWork> {
        let mut all: Vec<LanguageId> = floor.iter().chain(into).copied().collect();
        all.sort_unstable();
        all.dedup();
        if let ([a, b], [_, _], [_, _]) = (&all[..], floor, into) {
            return vec![BoothWork::BothWays(*a, *b)];
        }
        let from = |target: LanguageId| floor.iter().copied().filter(|&f| f != target).collect::<Vec<_>>();
        into.iter()
            .filter(|&&target| !from(target).is_empty())
            .map(|&target| BoothWork::Into { from: from(target), into: target })
            .collect()
    }

    /// Whether somebody with these directions (from, into) can do the work.
    #[must_use]
    pub fn can(&self, directions: &[(LanguageId, LanguageId)]) -> bool {
        match self {
            BoothWork::Into { from, into } => from.iter().any(|&f| directions.contains(&(f, *into))),
            BoothWork::BothWays(a, b) => directions.contains(&(*a, *b)) && directions.contains(&(*b, *a)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booths_follow_the_languages() {
        let [en, fr, es] = [0, 1, 2].map(LanguageId);
        assert_eq!(BoothWork::of(&[en, fr], &[en, fr]), [BoothWork::BothWays(en, fr)]);
        assert_eq!(BoothWork::of(&[en], &[fr]), [BoothWork::Into { from: vec![en], into: fr }]);
        assert_eq!(BoothWork::of(&[en], &[en, fr, es]).len(), 2, "nobody interprets English into English");
        assert_eq!(BoothWork::of(&[en, fr, es], &[en, fr, es]).len(), 3);
        assert!(BoothWork::of(&[en], &[]).is_empty());
    }
}
