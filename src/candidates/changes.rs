//! What is different between a published timetable and a new one, and who has to be told.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::replan::Previous;
use crate::problem::{InterpreterId, PersonId, Problem, SessionId};
use crate::timetable::{Placement, Timetable};

/// Everything that is different.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Changes {
    /// Sessions that are elsewhere, new, or out, in the order of the instance; interpreters who change alone do not count.
    pub sessions: Vec<Change>,
    /// Who has to be told, each once as far as their names are known.
    pub told: Told,
    /// Interpreters whose duties have changed.
    pub interpreters: Vec<String>,
}

/// How many people have to be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Told {
    /// Speakers and chairs.
    pub speakers: usize,
    /// Attendees who wish a session that has moved, or those expected where no wishes are known.
    pub attendees: i64,
    /// Interpreters.
    pub interpreters: usize,
}

impl Told {
    /// All of them.
    #[must_use]
    pub fn people(&self) -> i64 {
        self.speakers as i64 + self.attendees + self.interpreters as i64
    }
}

/// A session that is not where it was.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// The session.
    pub session: String,
    /// Where it was published to be; absent if it is new.
    pub from: Option<Place>,
    /// Where it is now; absent if it is left out.
    pub to: Option<Place>,
    /// Whether the conference no longer has it.
    pub cancelled: bool,
    /// Its speakers and chairs.
    pub speakers: Vec<String>,
    /// Who is expected there.
    pub expected: i32,
}

/// A start and a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// Local start.
    pub start: String,
    /// The room; absent outside the rooms of the list, or when it is no more.
    pub room: Option<String>,
}

/// Sessions that were published and are no longer part of the conference.
#[derive(Clone, Debug, Default)]
pub struct Cancelled {
    /// The conference as it was when it still had them, if that is known: it says whom they concern.
    pub before: Option<Problem>,
    /// The sessions.
    pub sessions: Vec<Gone>,
}

/// A session that was published and is no longer part of the conference.
#[derive(Clone, Debug)]
pub struct Gone {
    /// Its name.
    pub session: String,
    /// Where it was published to be.
    pub from: Place,
    /// Who interpreted it, by name.
    pub interpreters: Vec<String>,
}

/// The difference between what was published and a timetable; `seats` are those of the published one.
#[must_use]
pub fn changes(
    problem: &Problem,
    previous: &[Option<Previous>],
    seats: &[Option<InterpreterId>],
    now: &Timetable,
) -> Changes {
    changes_with(problem, previous, seats, &Cancelled::default(), now)
}

/// As [`changes`], with sessions that are no more: whom they concern has to be told, too.
#[must_use]
pub fn changes_with(
    problem: &Problem,
    previous: &[Option<Previous>],
    seats: &[Option<InterpreterId>],
    cancelled: &Cancelled,
    now: &Timetable,
) -> Changes {
    let mut changes = Changes::default();
    let (mut speakers, mut moved) = (BTreeSet::new(), BTreeSet::new());
    for id in problem.session_ids() {
        let (was, is) = (previous[id.index()], now.get(id));
        let same = match (was, is) {
            (Some(was), Some(is)) => was.start == is.start && was.room == is.room && !was.room_is_gone,
            (None, None) => true,
            _ => false,
        };
        if same {
            continue;
        }
        let session = &problem.sessions[id.index()];
        let name = |person: &PersonId| problem.names.people[person.index()].clone();
        // Of a new session nobody has heard yet.
        if was.is_some() {
            speakers.extend(session.people.iter().copied());
            moved.insert(id);
        }
        changes.sessions.push(Change {
            session: problem.names.sessions[id.index()].clone(),
            from: was.map(|was| place(problem, Placement { start: was.start, room: was.room, mode: was.mode })),
            to: is.map(|is| place(problem, is)),
            cancelled: false,
            speakers: session.people.iter().map(name).collect(),
            expected: session.expected,
        });
    }
    let mut interpreters = duties_changed(problem, previous, seats, now);
    let position = |names: &[String], name: &String| names.iter().position(|known| known == name);
    // Who wishes what was cancelled is known only of the conference that had it.
    let (mut concerned, mut unknown_before) = (BTreeSet::new(), BTreeSet::new());
    for id in moved {
        let before = cancelled.before.as_ref();
        match before.and_then(|before| position(&before.names.sessions, &problem.names.sessions[id.index()])) {
            Some(session) => concerned.insert(SessionId::new(session)),
            None => unknown_before.insert(id),
        };
    }
    for gone in &cancelled.sessions {
        let here = gone.interpreters.iter().filter_map(|name| position(&problem.names.interpreters, name));
        interpreters.extend(here.map(InterpreterId::new));
        let before = cancelled.before.as_ref();
        let was = before.and_then(|before| Some((before, position(&before.names.sessions, &gone.session)?)));
        let people = was.map_or(&[][..], |(before, session)| &before.sessions[session].people);
        let name = |person: &PersonId| was.map(|(before, _)| &before.names.people[person.index()]);
        // Whoever no longer takes part knows.
        let still = people.iter().filter_map(name).filter_map(|name| position(&problem.names.people, name));
        let still: Vec<PersonId> = still.map(PersonId::new).collect();
        concerned.extend(was.map(|(_, session)| SessionId::new(session)));
        changes.sessions.push(Change {
            session: gone.session.clone(),
            from: Some(gone.from.clone()),
            to: None,
            cancelled: true,
            speakers: still.iter().map(|person| problem.names.people[person.index()].clone()).collect(),
            expected: was.map_or(0, |(before, session)| before.sessions[session].expected),
        });
        speakers.extend(still);
    }
    let before = cancelled.before.as_ref().map_or(0, |before| attendees(before, &concerned));
    changes.told = Told {
        speakers: speakers.len(),
        attendees: before + attendees(problem, &unknown_before),
        interpreters: interpreters.len(),
    };
    changes.interpreters =
        interpreters.iter().map(|person| problem.names.interpreters[person.index()].clone()).collect();
    changes
}

fn place(problem: &Problem, placement: Placement) -> Place {
    Place {
        start: problem.calendar.text(placement.start),
        room: placement.room.map(|room| problem.names.rooms[room.index()].clone()),
    }
}

/// Attendees who wish any of these sessions, each once; of sessions that nobody wishes, who is expected.
fn attendees(problem: &Problem, moved: &BTreeSet<SessionId>) -> i64 {
    let wishes = |session: &SessionId, attendee: &crate::problem::Attendee| {
        attendee.wishes.iter().any(|(wished, _)| wished == session)
    };
    let concerned = problem.attendees.iter().filter(|attendee| moved.iter().any(|session| wishes(session, attendee)));
    let known: i64 = concerned.map(|attendee| attendee.count).sum();
    let unknown = moved.iter().filter(|session| !problem.attendees.iter().any(|attendee| wishes(session, attendee)));
    known + unknown.map(|session| i64::from(problem.sessions[session.index()].expected)).sum::<i64>()
}

/// Who sits somewhere else, or at another time, than published.
fn duties_changed(
    problem: &Problem,
    previous: &[Option<Previous>],
    seats: &[Option<InterpreterId>],
    now: &Timetable,
) -> BTreeSet<InterpreterId> {
    let mut before = BTreeSet::new();
    let mut after = BTreeSet::new();
    for (position, post) in problem.posts.iter().enumerate() {
        if let Some(was) = previous[post.session.index()] {
            let people = seats[post.seats.clone()].iter().flatten();
            before.extend(people.map(|&person| (person, position, was.start, was.room)));
        }
        if let Some(is) = now.get(post.session) {
            after.extend(now.team(post).map(|person| (person, position, is.start, is.room)));
        }
    }
    before.symmetric_difference(&after).map(|duty| duty.0).collect()
}
