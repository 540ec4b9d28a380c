//! Who works when: the days of interpreters, and the turns of a team.

use super::{Shift, Timetable};
use crate::problem::{DayId, InterpreterId, Interval, Problem};

/// What an interpreter does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// Who.
    pub person: InterpreterId,
    /// Their days with work, in order.
    pub days: Vec<WorkDay>,
    /// What is paid once for their travel.
    pub travel: i64,
}

/// A day of an interpreter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkDay {
    /// The day to which the starts count; `None` for starts on no day of the conference.
    pub day: Option<DayId>,
    /// From the minutes before the first start to the last end.
    pub present: Interval,
    /// Minutes in booths.
    pub minutes: i32,
    /// What is paid, where fees are known.
    pub paid: Option<Paid>,
    /// What they do, by start.
    pub shifts: Vec<Shift>,
}

/// What is paid for a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The fee, in units of currency.
    pub fee: i64,
    /// The minutes that it covers.
    pub minutes: i32,
}

impl WorkDay {
    /// Minutes that are paid and not spent in booths, where fees are known.
    #[must_use]
    pub fn idle(&self) -> Option<i32> {
        self.paid.map(|paid| (paid.minutes - self.minutes).max(0))
    }
}

/// The rosters of everybody who works, in order of interpreter.
#[must_use]
pub fn rosters(problem: &Problem, timetable: &Timetable) -> Vec<Roster> {
    let mut shifts: Vec<Shift> = timetable.shifts(problem).collect();
    shifts.sort_by_key(|shift| (shift.person, shift.span, shift.post));
    let of_one = shifts.chunk_by(|a, b| a.person == b.person);
    let roster = |shifts: &[Shift]| {
        let person = shifts[0].person;
        let mut days: Vec<(Option<DayId>, Vec<Shift>)> = Vec::new();
        for &shift in shifts {
            let day = problem.day(shift.span.from);
            match days.iter_mut().find(|known| known.0 == day) {
                Some((_, shifts)) => shifts.push(shift),
                None => days.push((day, vec![shift])),
            }
        }
        let fees = problem.interpreters[person.index()].fees;
        let work_day = |(day, shifts): (Option<DayId>, Vec<Shift>)| {
            let lead = |shift: &Shift| problem.posts[shift.post.index()].lead;
            let from = shifts.iter().map(|shift| shift.span.from - lead(shift)).min().unwrap_or(0);
            let to = shifts.iter().map(|shift| shift.span.to).max().unwrap_or(0);
            let paid = fees.map(|fees| Paid { fee: fees.of(to - from), minutes: fees.paid_minutes(to - from) });
            let minutes = shifts.iter().map(|shift| shift.span.to - shift.span.from).sum();
            WorkDay { day, present: Interval { from, to }, minutes, paid, shifts }
        };
        let days = days.into_iter().map(work_day).collect();
        Roster { person, days, travel: fees.map_or(0, |fees| fees.travel) }
    };
    of_one.map(roster).collect()
}

/// Minutes of a turn of interpreters who are heard.
const TURN: i32 = 30;
/// Minutes of a turn of interpreters who sign.
const TURN_OF_SIGNING: i32 = 15;

/// The turns of a team from the start to the end: about half an hour each, a quarter for those who sign, in rotation
/// and of equal length to the minute.
#[must_use]
pub fn turns(span: Interval, team: &[InterpreterId], sign: bool) -> Vec<(Interval, InterpreterId)> {
    let about = if sign { TURN_OF_SIGNING } else { TURN };
    let minutes = span.to - span.from;
    let count = if team.len() > 1 { ((minutes + about / 2) / about).max(1) } else { 1 };
    let begin = |turn: i32| span.from + minutes * turn / count;
    let order = team.iter().copied().cycle().zip(0..count);
    order.map(|(person, turn)| (Interval { from: begin(turn), to: begin(turn + 1) }, person)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_fill_the_time_in_rotation() {
        let [a, b, c] = [0, 1, 2].map(InterpreterId);
        let span = Interval { from: 540, to: 630 };
        let of = |team: &[InterpreterId], sign| -> Vec<(i32, u32)> {
            turns(span, team, sign).into_iter().map(|(turn, person)| (turn.to - turn.from, person.0)).collect()
        };
        assert_eq!(of(&[a, b], false), [(30, 0), (30, 1), (30, 0)]);
        assert_eq!(of(&[a, b, c], true), [(15, 0), (15, 1), (15, 2), (15, 0), (15, 1), (15, 2)]);
        assert_eq!(of(&[a], false), [(90, 0)], "nobody to take turns with");
        assert_eq!(of(&[], false), []);
        let short = turns(Interval { from: 0, to: 50 }, &[a, b], false);
        assert_eq!(short, [(Interval { from: 0, to: 25 }, a), (Interval { from: 25, to: 50 }, b)]);
        assert_eq!(turns(Interval { from: 0, to: 10 }, &[a, b], false).len(), 1);
    }
}
