//! Moves: how often mobile units are set up on a day, when each stays where it stands until it is needed elsewhere.
//!
//! Which unit is taken decides how many moves follow. The one is taken whose room needs it again last (Belady, *A study
//! of replacement algorithms for a virtual-storage computer*, IBM Systems Journal 5, 1966): rooms are the pages, units the
//! frames, a set-up is a fault.

use super::{Assignment, Demand, Network};
use crate::problem::{Minute, SessionId};

/// A most on the set-ups of one day.
#[derive(Clone, Debug)]
pub struct Moves {
    /// Sessions that may need units, with how many, and from when to when around them.
    pub uses: Vec<Standing>,
    /// How many units there are.
    pub stock: i32,
    /// Set-ups on one day that cost nothing.
    pub most: i64,
}

/// A session that may need units to stand in its room.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The session.
    pub session: SessionId,
    /// How many, by room and mode.
    pub demand: Demand,
    /// Minutes before the start from which they stand.
    pub before: i32,
    /// Minutes after the end until which they stand.
    pub after: i32,
}

/// Units stand in a room for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stand {
    pub(crate) from: Minute,
    pub(crate) room: u32,
    pub(crate) to: Minute,
    pub(crate) units: i32,
    pub(crate) day: u32,
}

/// Where set-ups are counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Setups {
    /// Units by room.
    have: Vec<i32>,
    /// Set-ups by day.
    setups: Vec<i64>,
}

impl Moves {
    /// The set-ups beyond the most, summed over days.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let mut stands = Vec::with_capacity(self.uses.len());
        for use_ in &self.uses {
            stands.extend(at.get(use_.session).and_then(|cell| self.stand(network, use_, cell)));
        }
        self.beyond(network, &mut stands, &mut Setups::default())
    }

    /// What a session needs to stand when it is in a cell, if anything.
    pub(crate) fn stand(&self, network: &Network, use_: &Standing, cell: super::Cell) -> Option<Stand> {
        let units = use_.demand.at(cell.room, cell.mode, network.modes(use_.session));
        (units > 0).then(|| Stand {
            from: network.start(cell) - use_.before,
            room: cell.room,
            to: network.end(use_.session, cell) + use_.after,
            units,
            day: network.day_of_start[cell.time as usize],
        })
    }

    /// The same from what stands, in any order; it is sorted. `scratch` is room to count in.
    pub(crate) fn beyond(&self, network: &Network, stands: &mut [Stand], scratch: &mut Setups) -> i64 {
        let Setups { have, setups } = scratch;
        // No unit is set up more often than it is needed.
        if stands.iter().map(|stand| i64::from(stand.units)).sum::<i64>() <= self.most {
            return 0;
        }
        stands.sort_unstable();
        let rooms = network.rooms();
        have.clear();
        have.resize(rooms, 0);
        setups.clear();
        setups.resize(network.days, 0);
        let busy = |stands: &[Stand], room: usize, now: Minute| {
            let here = stands.iter().filter(|stand| stand.room as usize == room && stand.to > now);
            here.map(|stand| stand.units).max().unwrap_or(0)
        };
        for position in 0..stands.len() {
            let stand = stands[position];
            let so_far = &stands[..=position];
            let wanted = busy(so_far, stand.room as usize, stand.from);
            while have[stand.room as usize] < wanted {
                if have.iter().sum::<i32>() >= self.stock {
                    // When a room needs its last unit again: the later, the better to take it from there.
                    let again = |room: usize| {
                        let needs = |next: &&Stand| next.room as usize == room && next.units >= have[room];
                        stands[position + 1..].iter().find(needs).map_or(Minute::MAX, |next| next.from)
                    };
                    let spare = (0..rooms)
                        .filter(|&room| room != stand.room as usize && have[room] > busy(so_far, room, stand.from));
                    let Some(from) = spare.max_by_key(|&room| (again(room), std::cmp::Reverse(room))) else { break };
                    have[from] -= 1;
                }
                have[stand.room as usize] += 1;
                setups[stand.day as usize] += 1;
            }
        }
        setups.iter().map(|setups| (setups - self.most).max(0)).sum()
    }
}
