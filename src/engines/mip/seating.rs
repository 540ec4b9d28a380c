//! Who may sit where and when, as columns.
//!
//! A column for every post, open start and person who can be there: how many of its seats they take. What people do on a
//! day is told by further columns, one per interval: the one between arrival and leaving that is paid for, and the
//! stretches between breaks. Those do not follow from rows as least values, so [`Seating::settle`] sets them.

use super::model::Column;
use crate::network::{Assignment, NOBODY, Network};
use crate::problem::Interval;

/// Somebody may sit in a post that begins at some start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sit {
    pub(crate) post: u32,
    pub(crate) time: u32,
    pub(crate) person: u32,
    /// How many seats they take.
    pub(crate) column: Column,
    /// Whether they take any.
    pub(crate) there: Column,
}

/// An interval of somebody's day, with its column and its cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Phase {
    pub(crate) span: Interval,
    pub(crate) column: Column,
    pub(crate) cost: i64,
}

/// All seats, and what follows for each person's days.
#[derive(Debug, Default)]
pub(crate) struct Seating {
    /// By post, then start, then person.
    pub(crate) sits: Vec<Sit>,
    /// By post: the position of its first seat in `sits`; one more at the end.
    first: Vec<usize>,
    /// Presence that is paid for, by person and day: one interval, from the first arrival to the last end or longer.
    pub(crate) paid: Vec<(u32, u32, Vec<Phase>)>,
    /// Work between breaks, by person and day.
    pub(crate) stretches: Vec<Stretches>,
}

/// The stretches that somebody may work on a day.
#[derive(Clone, Debug)]
pub(crate) struct Stretches {
    pub(crate) person: u32,
    pub(crate) day: u32,
    /// The least minutes that make a break; positive.
    pub(crate) rest: i32,
    pub(crate) phases: Vec<Phase>,
}

impl Seating {
    /// From seats in order of post.
    pub(crate) fn new(posts: usize, sits: Vec<Sit>) -> Self {
        let first = (0..=posts).map(|post| sits.partition_point(|sit| (sit.post as usize) < post)).collect();
        Self { sits, first, ..Self::default() }
    }

    /// The seats of a post.
    pub(crate) fn of_post(&self, post: u32) -> &[Sit] {
        &self.sits[self.first[post as usize]..self.first[post as usize + 1]]
    }

    /// The seats of a person.
    pub(crate) fn of_person(&self, person: u32) -> impl Iterator<Item = &Sit> {
        self.sits.iter().filter(move |sit| sit.person == person)
    }

    /// Sets the seats as an assignment has them, and what follows for the days; `None` when somebody sits where nobody
    /// may.
    pub(crate) fn settle(&self, network: &Network, assignment: &Assignment, values: &mut [i64]) -> Option<()> {
        for (post, desk) in network.staff.posts.iter().enumerate() {
            let Some(cell) = assignment.get(desk.session) else { continue };
            for person in network.staff.team(&assignment.seats, post as u32) {
                let wanted = (cell.time, u32::from(person));
                let sit = self.of_post(post as u32).iter().find(|sit| (sit.time, sit.person) == wanted)?;
                values[sit.column.0 as usize] += 1;
            }
        }
        for &(person, day, ref phases) in &self.paid {
            let here = self.on_day(network, values, person, day);
            let spans = || here.iter().map(|sit| presence(network, sit.post, sit.time));
            if let (Some(from), Some(to)) = (spans().map(|span| span.from).min(), spans().map(|span| span.to).max()) {
                let covers = phases.iter().filter(|phase| phase.span.from <= from && to <= phase.span.to);
                if let Some(cheapest) = covers.min_by_key(|phase| phase.cost) {
                    values[cheapest.column.0 as usize] = 1;
                }
            }
        }
        for stretches in &self.stretches {
            let here = self.on_day(network, values, stretches.person, stretches.day);
            let mut spans: Vec<Interval> = here.iter().map(|sit| work(network, sit.post, sit.time)).collect();
            spans.sort_unstable();
            let mut joined: Vec<Interval> = Vec::new();
            for span in spans {
                match joined.last_mut() {
                    Some(last) if span.from - last.to < stretches.rest => last.to = last.to.max(span.to),
                    _ => joined.push(span),
                }
            }
            for phase in stretches.phases.iter().filter(|phase| joined.contains(&phase.span)) {
                values[phase.column.0 as usize] = 1;
            }
        }
        Some(())
    }

    /// Who sits where on somebody's day.
    fn on_day(&self, network: &Network, values: &[i64], person: u32, day: u32) -> Vec<Sit> {
        let here = self.of_person(person).filter(|sit| values[sit.column.0 as usize] > 0);
        here.filter(|sit| network.day_of_start[sit.time as usize] == day).copied().collect()
    }

    /// Seats people as a solution does.
    pub(crate) fn seat(&self, network: &Network, solution: &[f64], assignment: &mut Assignment) {
        let mut free: Vec<usize> = network.staff.posts.iter().map(|desk| desk.seats.start).collect();
        for sit in &self.sits {
            let taken = solution[sit.column.0 as usize].round() as i64;
            let end = network.staff.posts[sit.post as usize].seats.end;
            for _ in 0..taken {
                let seat = free[sit.post as usize];
                if seat < end && sit.person < u32::from(NOBODY) {
                    assignment.seats[seat] = sit.person as u16;
                    free[sit.post as usize] += 1;
                }
            }
        }
    }
}

/// When somebody works who sits in a post.
pub(crate) fn work(network: &Network, post: u32, time: u32) -> Interval {
    let start = network.starts[time as usize];
    let session = network.staff.posts[post as usize].session;
    Interval { from: start, to: start + network.durations[session.index()] }
}

/// When somebody is there who sits in a post: from before the start.
pub(crate) fn presence(network: &Network, post: u32, time: u32) -> Interval {
    let work = work(network, post, time);
    Interval { from: work.from - network.staff.posts[post as usize].lead, ..work }
}
