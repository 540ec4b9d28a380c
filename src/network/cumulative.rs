//! Cumulative: a shared resource, used minute by minute or day by day, with one limit or several over kinds of work.
//!
//! With several limits this is Hall's condition: work of kinds 0…k must be matched to people who can do some of
//! them; a matching exists if and only if, for every set of kinds, the work of those kinds does not exceed the people
//! who can do any of them (P. Hall, *On representatives of subsets*, J. London Math. Soc. 10, 1935), and the largest
//! excess is the number of places that stay empty (deficiency version, Ø. Ore, *Graphs and matching theorems*, Duke
//! Math. J. 22, 1955).

use super::{Assignment, Network};
use crate::problem::SessionId;

/// A shared resource.
#[derive(Clone, Debug)]
pub struct Cumulative {
    /// What its capacity is counted over.
    pub over: Over,
    /// Who uses it.
    pub uses: Vec<Use>,
    /// Its limits; the amount counts the one that is exceeded most.
    pub limits: Vec<Limit>,
    /// Whether a unit stays in its room: uses in the same room at the same time then share it, and the room needs the
    /// largest of them instead of their sum. Only with one limit, over minutes.
    pub standing: bool,
}

/// What a capacity is counted over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Every minute: the demand is held from start to end.
    Minutes,
    /// Every day: the demand is added to the day on which the session starts.
    Days,
}

/// A session's use of the resource.
#[derive(Clone, Debug)]
pub struct Use {
    /// The session.
    pub session: SessionId,
    /// The kind of work.
    pub work: u32,
    /// How much.
    pub demand: Demand,
    /// Minutes before the start from which it is held.
    pub before: i32,
    /// Minutes after the end until which it is held.
    pub after: i32,
}

/// How much of a resource is used.
#[derive(Clone, Debug)]
pub enum Demand {
    /// The same everywhere.
    Fixed(i32),
    /// By mode of interpretation.
    ByMode(Vec<i32>),
    /// By room, the one outside the list included, and mode: rooms × modes of the session, row-major.
    ByStand(Vec<i32>),
}

impl Demand {
    /// The demand in a room and mode; `modes` is how many modes the session has.
    #[must_use]
    pub fn at(&self, room: u32, mode: u32, modes: usize) -> i32 {
        match self {
            Demand::Fixed(demand) => *demand,
            Demand::ByMode(demands) => demands[mode as usize],
            Demand::ByStand(demands) => demands[room as usize * modes + mode as usize],
        }
    }

    /// The largest demand.
    #[must_use]
    pub fn most(&self) -> i32 {
        match self {
            Demand::Fixed(demand) => *demand,
            Demand::ByMode(demands) | Demand::ByStand(demands) => demands.iter().copied().max().unwrap_or(0),
        }
    }

    /// The least demand.
    #[must_use]
    pub fn least(&self) -> i32 {
        match self {
            Demand::Fixed(demand) => *demand,
            Demand::ByMode(demands) | Demand::ByStand(demands) => demands.iter().copied().min().unwrap_or(0),
        }
    }
}

/// A limit on the work of some kinds together.
#[derive(Clone, Debug)]
pub struct Limit {
    /// The kinds of work that count.
    pub works: Works,
    /// By segment or by day.
    pub capacity: Vec<i32>,
}

impl Limit {
    /// Whether it counts this kind of work.
    #[must_use]
    pub fn counts(&self, work: u32) -> bool {
        self.works.contains(work)
    }
}

/// A set of kinds of work, of any number.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Works(Vec<u64>);

impl Works {
    /// The set of one kind.
    #[must_use]
    pub fn only(work: u32) -> Self {
        let mut works = Self::default();
        works.insert(work);
        works
    }

    /// Adds a kind.
    pub fn insert(&mut self, work: u32) {
        let word = work as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (work % 64);
    }

    /// Whether a kind is in the set.
    #[must_use]
    pub fn contains(&self, work: u32) -> bool {
        self.0.get(work as usize / 64).is_some_and(|word| word >> (work % 64) & 1 == 1)
    }
}

impl Cumulative {
    /// Number of buckets: segments or days.
    #[must_use]
    pub fn buckets(&self, network: &Network) -> usize {
        match self.over {
            Over::Minutes => network.segments.len(),
            Over::Days => network.days,
        }
    }

    /// What one unit in excess in a bucket amounts to: its minutes, or 1 for a day.
    #[must_use]
    pub fn bucket_amount(&self, network: &Network, bucket: usize) -> i64 {
        match self.over {
            Over::Minutes => network.segments.minutes(bucket),
            Over::Days => 1,
        }
    }

    /// The buckets that a use holds when its session starts at start number `time`.
    #[must_use]
    pub fn buckets_of(&self, network: &Network, of: &Use, time: u32) -> std::ops::Range<usize> {
        match self.over {
            Over::Minutes => network.padded(of.session, time, of.before, of.after),
            Over::Days => {
                let day = network.day_of_start[time as usize] as usize;
                day..day + 1
            }
        }
    }

    /// Units in excess × minutes (or × 1 per day), each bucket by its most exceeded limit.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let buckets = self.buckets(network);
        let mut load = vec![0i64; self.limits.len() * buckets];
        let mut standing = if self.standing { vec![0i32; network.rooms() * buckets] } else { Vec::new() };
        for use_ in &self.uses {
            let Some(cell) = at.get(use_.session) else { continue };
            let demand = use_.demand.at(cell.room, cell.mode, network.modes(use_.session));
            for bucket in self.buckets_of(network, use_, cell.time) {
                if self.standing {
                    let stands = &mut standing[cell.room as usize * buckets + bucket];
                    *stands = demand.max(*stands);
                } else {
                    for (position, limit) in self.limits.iter().enumerate() {
                        if limit.counts(use_.work) {
                            load[position * buckets + bucket] += i64::from(demand);
                        }
                    }
                }
            }
        }
        for (position, &stands) in standing.iter().enumerate() {
            load[position % buckets] += i64::from(stands);
        }
        let worst = |bucket: usize| {
            let excess = |(position, limit): (usize, &Limit)| {
                load[position * buckets + bucket] - i64::from(limit.capacity[bucket])
            };
            self.limits.iter().enumerate().map(excess).max().unwrap_or(0).max(0)
        };
        (0..buckets).map(|bucket| self.bucket_amount(network, bucket) * worst(bucket)).sum()
    }
}
