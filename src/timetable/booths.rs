//! Where the mobile booths stand and when they move.
//!
//! A booth stays where it stands until it is needed elsewhere. When one must be taken from a room whose need is over,
//! the one is taken whose room needs it again last, which makes set-ups as few as possible (Belady, *A study of
//! replacement algorithms for a virtual-storage computer*, IBM Systems Journal 5, 1966: rooms are the pages, booths the
//! frames).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Timetable;
use crate::problem::{Interval, Minute, Problem, RoomId, SessionId};

/// A booth stands in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// The room.
    pub room: RoomId,
    /// From the beginning of the set-up to the end of the last strike for which it is needed there.
    pub span: Interval,
    /// The sessions for which it is needed there, by start.
    pub sessions: Vec<SessionId>,
}

/// Which mobile booth stands where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoothPlan {
    /// By booth of the stock: where it stands, in order. Each stand begins with a set-up.
    pub stands: Vec<Vec<Stand>>,
    /// By session: its mobile booths; `None` for each that the stock does not have.
    pub numbers: Vec<Vec<Option<usize>>>,
}

/// A booth is needed in a room without interruption.
struct Need {
    room: RoomId,
    /// The first, second … booth of the room.
    level: usize,
    /// From set-up to strike.
    span: Interval,
    /// By start.
    sessions: Vec<SessionId>,
}

impl BoothPlan {
    /// The plan of a timetable.
    #[must_use]
    pub fn of(problem: &Problem, timetable: &Timetable) -> Self {
        let needs = needs(problem, timetable);
        let mut begins: BTreeMap<(RoomId, usize), Vec<Minute>> = BTreeMap::new();
        for need in &needs {
            begins.entry((need.room, need.level)).or_default().push(need.span.from);
        }
        // When so many booths are needed in a room at once, at `from` or later.
        let again = |room: RoomId, standing: usize, from: Minute| -> Minute {
            let begins = begins.get(&(room, standing)).map_or(&[][..], Vec::as_slice);
            begins.get(begins.partition_point(|&begin| begin < from)).copied().unwrap_or(Minute::MAX)
        };
        let count = usize::try_from(problem.mobile_booths.count).unwrap_or(0);
        let mut plan = Self { stands: vec![Vec::new(); count], numbers: vec![Vec::new(); problem.sessions.len()] };
        for need in &needs {
            let free = |stands: &Vec<Stand>| stands.last().is_none_or(|stand| stand.span.to <= need.span.from);
            let room_of = |stands: &Vec<Stand>| stands.last().map(|stand| stand.room);
            let here = plan.stands.iter().position(|stands| free(stands) && room_of(stands) == Some(need.room));
            let number = here.or_else(|| {
                let standing = |room: RoomId| plan.stands.iter().filter(|s| room_of(s) == Some(room)).count();
                let spare = |stands: &Vec<Stand>| {
                    room_of(stands).map_or(Minute::MAX, |room| again(room, standing(room), need.span.from))
                };
                let free = plan.stands.iter().enumerate().filter(|(_, stands)| free(stands));
                // Of several that are needed again equally late, one that stands nowhere yet, then by room.
                let chosen = free.max_by_key(|(number, stands)| {
                    (spare(stands), stands.is_empty(), Reverse((room_of(stands), *number)))
                });
                chosen.map(|(number, _)| number)
            });
            for session in &need.sessions {
                let numbers = &mut plan.numbers[session.index()];
                numbers.resize(numbers.len().max(need.level), None);
                numbers[need.level - 1] = number;
            }
            let Some(number) = number else { continue };
            match plan.stands[number].last_mut().filter(|_| here.is_some()) {
                Some(stand) => {
                    stand.span.to = need.span.to;
                    stand.sessions.extend(&need.sessions);
                }
                None => plan.stands[number].push(Stand {
                    room: need.room,
                    span: need.span,
                    sessions: need.sessions.clone(),
                }),
            }
        }
        plan
    }
}

/// Every need, by beginning. Sessions in one room whose times with set-up and strike meet share their booths.
fn needs(problem: &Problem, timetable: &Timetable) -> Vec<Need> {
    let mut uses: Vec<(RoomId, Interval, SessionId, usize)> = Vec::new();
    for (session, placement) in timetable.placed() {
        let Some(room) = placement.room else { continue };
        let needed = problem.mobile_booths_needed(session, placement.mode, room);
        let span = problem.sessions[session.index()].span(placement.start);
        let stock = &problem.mobile_booths;
        let standing = Interval { from: span.from - stock.setup, to: span.to + stock.strike };
        uses.push((room, standing, session, usize::try_from(needed).unwrap_or(0)));
    }
    uses.sort_by_key(|&(room, span, session, _)| (room, span, session));
    let mut needs: Vec<Need> = Vec::new();
    for level in 1..=uses.iter().map(|used| used.3).max().unwrap_or(0) {
        let first = needs.len();
        for &(room, span, session, _) in uses.iter().filter(|used| used.3 >= level) {
            match needs[first..].last_mut().filter(|need| need.room == room && span.from <= need.span.to) {
                Some(need) => {
                    need.span.to = need.span.to.max(span.to);
                    need.sessions.push(session);
                }
                None => needs.push(Need { room, level, span, sessions: vec![session] }),
            }
        }
    }
    needs.sort_by_key(|need| (need.span.from, need.room, need.level));
    needs
}
