//! Staff: who can sit where, and what a session needs in each of its modes. The tables that [`super::Team`] and
//! [`super::Roster`] are measured with.

use std::collections::BTreeMap;

use super::{Assignment, NOBODY, Network};
use crate::problem::{BoothWork, Interval, LanguageId, Problem, SessionId};

/// Posts, people and modes by number.
#[derive(Clone, Debug, Default)]
pub struct Staff {
    /// Number of people.
    pub people: usize,
    /// The posts, by session.
    pub posts: Vec<Desk>,
    /// By session: its modes, each with its crew.
    pub crews: Vec<Vec<Crew>>,
    /// The session of each seat.
    pub session_of_seat: Vec<u32>,
    /// People × directions, row-major: whether somebody works so.
    works: Vec<bool>,
    directions: usize,
}

/// A post: a booth, or a team on the floor.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Its session.
    pub session: SessionId,
    /// Its seats.
    pub seats: std::ops::Range<usize>,
    /// Who can work there, ascending.
    pub able: Vec<u32>,
    /// Whose home is another booth, ascending.
    pub strangers: Vec<u32>,
    /// Minutes before the start by which its people are there.
    pub lead: i32,
    /// Whether it works both ways.
    pub both_ways: bool,
    /// Whether it is a booth; a team on the floor otherwise.
    pub booth: bool,
}

/// What a session needs in a mode.
#[derive(Clone, Debug, Default)]
pub struct Crew {
    /// Its posts with the least number of people in each.
    pub posts: Vec<(u32, i32)>,
    /// The least number of people in all.
    pub people: i32,
    /// What must be covered.
    pub pairs: Vec<Pair>,
}

/// A floor language that a channel must carry.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The floor language.
    pub from: LanguageId,
    /// The channel.
    pub into: LanguageId,
    /// The direct direction, by number.
    pub direct: u32,
    /// The post of the channel.
    pub post: u32,
    /// Ways over another channel.
    pub over: Vec<Pivot>,
}

/// A way over another channel.
#[derive(Clone, Copy, Debug)]
pub struct Pivot {
    /// The post that gives relay.
    pub giver: u32,
    /// The direction that a member of it must work in.
    pub give: u32,
    /// The direction that a member of the channel's post must work in.
    pub take: u32,
}

/// Somebody works at a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// From the start to the end of the session.
    pub span: Interval,
    /// Minutes before the start by which they are there.
    pub lead: i32,
    /// The day to which the start counts.
    pub day: u32,
    /// The room, the one outside the list included.
    pub room: u32,
    /// Seats in the booth; a team on the floor is never too small for its hours, so `i32::MAX`.
    pub team: i32,
    /// The post.
    pub post: u32,
}

impl Desk {
    /// How many sit there, as hours count: a team on the floor is never too small for its hours.
    #[must_use]
    pub fn team(&self) -> i32 {
        if self.booth { self.seats.len() as i32 } else { i32::MAX }
    }
}

impl Staff {
    pub(super) fn of(problem: &Problem) -> Self {
        let mut numbers: BTreeMap<(LanguageId, LanguageId), u32> = BTreeMap::new();
        let mut number = |pair: (LanguageId, LanguageId)| {
            let next = numbers.len() as u32;
            *numbers.entry(pair).or_insert(next)
        };
        let mut crews: Vec<Vec<Crew>> = Vec::with_capacity(problem.sessions.len());
        for session in &problem.sessions {
            let crew = |mode| crew(problem, mode, &mut number);
            crews.push(session.modes.iter().map(crew).collect());
        }
        let mut posts = Vec::with_capacity(problem.posts.len());
        let mut session_of_seat = Vec::with_capacity(problem.seats());
        for post in &problem.posts {
            let people = problem.interpreters.iter().enumerate();
            let speaks = problem.booth_work[post.work.index()].speaks();
            let able = people.clone().filter(|(_, person)| person.can[post.work.index()]);
            let away_from_home = |home: Option<LanguageId>| home.is_some_and(|home| !speaks.contains(&home));
            let strangers = people.filter(|(_, person)| away_from_home(person.home));
            session_of_seat.extend(post.seats.clone().map(|_| post.session.0));
            posts.push(Desk {
                session: post.session,
                seats: post.seats.clone(),
                able: able.map(|(position, _)| position as u32).collect(),
                strangers: strangers.map(|(position, _)| position as u32).collect(),
                lead: post.lead,
                both_ways: problem.booth_work[post.work.index()].both_ways(),
                booth: post.booth,
            });
        }
        let directions = numbers.len();
        let mut works = vec![false; problem.interpreters.len() * directions];
        for (position, person) in problem.interpreters.iter().enumerate() {
            for direction in person.directions.iter().filter_map(|direction| numbers.get(direction)) {
                works[position * directions + *direction as usize] = true;
            }
        }
        Self { people: problem.interpreters.len(), posts, crews, session_of_seat, works, directions }
    }

    /// Whether somebody works in a direction.
    #[must_use]
    pub fn works(&self, person: u16, direction: u32) -> bool {
        self.works[person as usize * self.directions + direction as usize]
    }

    /// The people in a post.
    pub fn team<'a>(&self, seats: &'a [u16], post: u32) -> impl Iterator<Item = u16> + Clone + 'a {
        seats[self.posts[post as usize].seats.clone()].iter().copied().filter(|&person| person != NOBODY)
    }

    /// Number of seats.
    #[must_use]
    pub fn seats(&self) -> usize {
        self.session_of_seat.len()
    }
}

fn crew(
    problem: &Problem,
    mode: &crate::problem::Mode,
    number: &mut impl FnMut((LanguageId, LanguageId)) -> u32,
) -> Crew {
    let speaks = |post: crate::problem::PostId, language: LanguageId| {
        let work = &problem.booth_work[problem.posts[post.index()].work.index()];
        work.speaks().contains(&language)
    };
    // The post of each channel.
    let post_of = |language: LanguageId| mode.posts.iter().map(|s| s.post).find(|&post| speaks(post, language));
    let mut pairs = Vec::new();
    for (from, into) in mode.pairs() {
        let Some(post) = post_of(into) else { continue };
        let mut over = Vec::new();
        let relay = match &problem.booth_work[problem.posts[post.index()].work.index()] {
            BoothWork::Into { over, .. } => &over[..],
            BoothWork::BothWays(..) => &[],
        };
        // Over a channel that has its own booth; a service gives no relay.
        for &pivot in relay.iter().filter(|&&pivot| pivot != from && pivot != into) {
            if problem.services[pivot.index()].is_none()
                && let Some(giver) = post_of(pivot)
            {
                over.push(Pivot { giver: giver.0, give: number((from, pivot)), take: number((pivot, into)) });
            }
        }
        pairs.push(Pair { from, into, direct: number((from, into)), post: post.0, over });
    }
    let posts = mode.posts.iter().map(|staffed| (staffed.post.0, staffed.least)).collect();
    Crew { posts, people: mode.people, pairs }
}

impl Network {
    /// What everybody does, by person, in order of seats.
    #[must_use]
    pub fn work(&self, at: &Assignment) -> Vec<Vec<Work>> {
        let mut work = vec![Vec::new(); self.staff.people];
        for (post, desk) in self.staff.posts.iter().enumerate() {
            let Some(cell) = at.get(desk.session) else { continue };
            for person in self.staff.team(&at.seats, post as u32) {
                work[person as usize].push(self.work_in(post as u32, cell));
            }
        }
        work
    }

    /// What somebody does who sits in a post while its session is in this cell.
    #[must_use]
    pub fn work_in(&self, post: u32, cell: super::Cell) -> Work {
        let desk = &self.staff.posts[post as usize];
        Work {
            span: Interval { from: self.start(cell), to: self.end(desk.session, cell) },
            lead: desk.lead,
            day: self.day_of_start[cell.time as usize],
            room: cell.room,
            team: desk.team(),
            post,
        }
    }
}
