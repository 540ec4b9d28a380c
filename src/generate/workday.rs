//! What one interpreter may do on one day.

use crate::problem::{Interval, RoomId, Terms};

/// Somebody works at a session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shift {
    /// The session.
    pub(super) span: Interval,
    /// Minutes of presence before it.
    pub(super) lead: i32,
    /// The day, by position.
    pub(super) day: usize,
    /// The least number of people in the team.
    pub(super) team: i32,
    /// The room.
    pub(super) room: RoomId,
}

/// Minutes of work.
pub(super) fn minutes(shifts: &[Shift]) -> i32 {
    shifts.iter().map(|shift| shift.span.to - shift.span.from).sum()
}

/// From the first start, less the presence before it, to the last end; `None` without work.
pub(super) fn presence(shifts: &[Shift]) -> Option<Interval> {
    let from = shifts.iter().map(|shift| shift.span.from - shift.lead).min()?;
    let to = shifts.iter().map(|shift| shift.span.to).max()?;
    Some(Interval { from, to })
}

/// Whether the terms let one person do all this on one day, with so many minutes from any room to any other.
pub(super) fn legal(terms: &Terms, walk: i32, mut shifts: Vec<Shift>) -> bool {
    shifts.sort_unstable_by_key(|shift| shift.span);
    let apart = |pair: &[Shift]| {
        let walk = if pair[0].room == pair[1].room { 0 } else { walk };
        pair[1].span.from - pair[0].span.to >= walk
    };
    let in_teams_of = |people: i32| -> i32 {
        let counted: Vec<Shift> = shifts.iter().copied().filter(|shift| shift.team <= people).collect();
        minutes(&counted)
    };
    shifts.windows(2).all(apart)
        && terms.day.is_none_or(|most| minutes(&shifts) <= most)
        && terms.hours_by_team().iter().all(|&(people, most)| in_teams_of(people) <= most)
        && terms.stretch.is_none_or(|most| stretches(terms.rest, &shifts).all(|stretch| stretch <= most))
}

/// The lengths of the stretches of work between breaks; the shifts by start.
fn stretches(rest: i32, shifts: &[Shift]) -> impl Iterator<Item = i32> {
    let goes_on = move |a: &Shift, b: &Shift| b.span.from - a.span.to < rest.max(1);
    let length = |stretch: &[Shift]| presence_without_lead(stretch);
    shifts.chunk_by(goes_on).map(length)
}

fn presence_without_lead(shifts: &[Shift]) -> i32 {
    match shifts {
        [first, .., last] => last.span.to - first.span.from,
        [only] => only.span.to - only.span.from,
        [] => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::schema::{InterpretationTerms, PackName};

    fn shift(from: i32, to: i32) -> Shift {
        Shift { span: Interval { from, to }, lead: 0, day: 0, team: 2, room: RoomId(0) }
    }

    fn un() -> Terms {
        Terms::of(&InterpretationTerms { pack: Some(PackName::Un), ..InterpretationTerms::default() })
    }

    #[test]
    fn a_short_pause_is_no_break() {
        assert!(legal(&un(), 5, vec![shift(0, 90), shift(90, 180)]));
        assert!(!legal(&un(), 5, vec![shift(0, 90), shift(179, 269)]), "89 minutes are no break: 269 in one stretch");
        assert!(legal(&un(), 5, vec![shift(0, 90), shift(180, 270)]), "90 minutes are one");
    }

    #[test]
    fn nobody_is_in_two_places() {
        let elsewhere = |from, to| Shift { room: RoomId(1), ..shift(from, to) };
        assert!(!legal(&un(), 5, vec![shift(0, 60), shift(59, 100)]));
        assert!(!legal(&un(), 5, vec![shift(0, 60), elsewhere(64, 100)]));
        assert!(legal(&un(), 5, vec![elsewhere(65, 100), shift(0, 60)]));
    }

    #[test]
    fn the_day_ends() {
        let day = |last: i32| vec![shift(0, 180), shift(300, 300 + last)];
        assert!(legal(&un(), 5, day(180)) && !legal(&un(), 5, day(181)));
    }
}
