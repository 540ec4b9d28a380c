//! Roster: what is wrong with, or paid for, what one person does.

use super::staff::Work;
use super::{Assignment, Network};
use crate::problem::{Fees, Interval};

/// A cost on what every person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Roster {
    /// Minutes in two places at once, or short of the walk from one to the other; over every pair of posts.
    Clash,
    /// Minutes, presence before the start included, while somebody is not there.
    Away(Vec<Vec<Interval>>),
    /// Minutes on a day beyond the most: of a person, and of everybody in teams of at most so many.
    Hours {
        /// By person: the most on one day.
        most: Vec<Option<i32>>,
        /// Teams of at most so many people, and the most minutes in them on one day.
        by_team: Vec<(i32, i32)>,
    },
    /// Minutes of work beyond the most before a break; pauses shorter than a break count as work.
    Stretch {
        /// The most minutes.
        most: i32,
        /// The least minutes that make a break; 0: any pause.
        rest: i32,
    },
    /// What people are paid.
    Fees(Vec<Option<Fees>>),
}

impl Roster {
    /// The amount of a person's work on one day, [`Roster::Clash`] apart. The work comes in any order and is sorted.
    #[must_use]
    pub fn on_day(&self, person: usize, work: &mut [Work]) -> i64 {
        match self {
            Roster::Clash => 0,
            Roster::Away(away) => {
                let minutes = |work: &Work| {
                    let present = Interval { from: work.span.from - work.lead, to: work.span.to };
                    away[person].iter().map(|away| i64::from(away.overlap(present))).sum::<i64>()
                };
                work.iter().map(minutes).sum()
            }
            Roster::Hours { most, by_team } => {
                let beyond = |team: i32, most: i32| {
                    let counted = work.iter().filter(|work| work.team <= team);
                    let minutes: i32 = counted.map(|work| work.span.to - work.span.from).sum();
                    i64::from((minutes - most).max(0))
                };
                let own = most[person].map_or(0, |most| beyond(i32::MAX, most));
                own + by_team.iter().map(|&(team, most)| beyond(team, most)).sum::<i64>()
            }
            Roster::Stretch { most, rest } => {
                work.sort_unstable_by_key(|work| (work.span.from, work.span.to));
                let mut beyond = 0;
                let mut stretch: Option<Interval> = None;
                for work in work.iter() {
                    match &mut stretch {
                        Some(current) if work.span.from - current.to < (*rest).max(1) => {
                            current.to = current.to.max(work.span.to);
                        }
                        _ => {
                            beyond += stretch.map_or(0, |done| i64::from((done.to - done.from - most).max(0)));
                            stretch = Some(work.span);
                        }
                    }
                }
                beyond + stretch.map_or(0, |done| i64::from((done.to - done.from - most).max(0)))
            }
            Roster::Fees(fees) => {
                let from = work.iter().map(|work| work.span.from - work.lead).min();
                let to = work.iter().map(|work| work.span.to).max();
                match (fees[person], from, to) {
                    (Some(fees), Some(from), Some(to)) => fees.of(to - from),
                    _ => 0,
                }
            }
        }
    }

    /// What somebody costs who works at all, on top of the days.
    #[must_use]
    pub fn once(&self, person: usize) -> i64 {
        match self {
            Roster::Fees(fees) => fees[person].map_or(0, |fees| fees.travel),
            _ => 0,
        }
    }

    /// The amount of two pieces of work of one person, where pairs matter.
    #[must_use]
    pub fn pair(&self, network: &Network, a: &Work, b: &Work) -> i64 {
        if *self != Roster::Clash {
            return 0;
        }
        let (first, then) = if a.span.from <= b.span.from { (a, b) } else { (b, a) };
        let gap = then.span.from - first.span.to;
        if gap < 0 {
            return i64::from(first.span.overlap(then.span));
        }
        i64::from((network.walk(first.room, then.room) - gap).max(0))
    }

    /// The amount, over all people.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let mut amount = 0;
        for (person, work) in network.work(at).into_iter().enumerate() {
            for (position, a) in work.iter().enumerate() {
                amount += work[position + 1..].iter().map(|b| self.pair(network, a, b)).sum::<i64>();
            }
            for day in 0..network.days as u32 {
                let mut here: Vec<Work> = work.iter().copied().filter(|work| work.day == day).collect();
                if !here.is_empty() {
                    amount += self.on_day(person, &mut here);
                }
            }
            if !work.is_empty() {
                amount += self.once(person);
            }
        }
        amount
    }
}
