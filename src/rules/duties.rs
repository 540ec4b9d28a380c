//! Who does what: how the specifications of the rules on interpreters look at a timetable. No rule.

use super::View;
use crate::problem::{DayId, InterpreterId, PostId, Problem};
use crate::timetable::Shift;

/// What everybody does, in order of time. Who does nothing is not in it.
pub(super) fn by_person(view: &View<'_>) -> Vec<(InterpreterId, Vec<Shift>)> {
    let mut shifts: Vec<Shift> = view.timetable.shifts(view.problem).collect();
    shifts.sort_by_key(|shift| (shift.person, shift.span, shift.post));
    shifts.chunk_by(|a, b| a.person == b.person).map(|own| (own[0].person, own.to_vec())).collect()
}

/// The same day by day. A shift counts to the day on which its session starts.
pub(super) fn by_day(view: &View<'_>) -> Vec<(InterpreterId, DayId, Vec<Shift>)> {
    let mut found = Vec::new();
    for (person, shifts) in by_person(view) {
        for day in (0..view.problem.days.len()).map(DayId::new) {
            let starts_there = |shift: &&Shift| view.problem.day(shift.span.from) == Some(day);
            let here: Vec<Shift> = shifts.iter().filter(starts_there).copied().collect();
            if !here.is_empty() {
                found.push((person, day, here));
            }
        }
    }
    found
}

/// What planners call a post: `the fr booth`, `the en/fr booth`, `the asl team`.
pub(super) fn post_name(problem: &Problem, id: PostId) -> String {
    let post = &problem.posts[id.index()];
    let spoken = problem.booth_work[post.work.index()].speaks();
    let names: Vec<&str> = spoken.iter().map(|language| problem.names.languages[language.index()].as_str()).collect();
    format!("the {} {}", names.join("/"), if post.booth { "booth" } else { "team" })
}
