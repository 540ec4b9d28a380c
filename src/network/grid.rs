//! Grid: which groups of sessions meet in which rooms of which slots.
//!
//! Groups are disjoint (the tracks). A session is in the slot that its start and its kind and length say, and in a room of
//! the list; sessions outside slots or rooms take no part. A *cell* is a room in a slot.

use super::{Assignment, Cell, Network};
use crate::problem::{Problem, SessionId, TimeId};

/// No slot.
const NONE: u32 = u32::MAX;

/// Which session belongs to which group, and in which slot it is from when.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// Number of groups.
    pub groups: usize,
    /// Number of slots.
    pub slots: usize,
    /// By session: its group.
    pub group_of: Vec<Option<u32>>,
    /// By class of sessions that fit alike, then by start: the slot.
    slot_rows: Vec<Vec<u32>>,
    /// By session: its class.
    pub class_of: Vec<u32>,
}

impl Layout {
    /// The layout of a problem: tracks are the groups.
    pub(super) fn of(problem: &Problem) -> Self {
        let mut classes = Vec::new();
        let mut layout = Self { groups: problem.tracks.len(), slots: problem.slots.len(), ..Self::default() };
        for id in problem.session_ids() {
            let session = &problem.sessions[id.index()];
            let class = (session.kind, session.minutes);
            let position = classes.iter().position(|&known| known == class).unwrap_or_else(|| {
                let slot = |time| problem.slot_at(id, TimeId::new(time)).map_or(NONE, |slot| slot.0);
                layout.slot_rows.push((0..problem.starts.len()).map(slot).collect());
                classes.push(class);
                classes.len() - 1
            });
            layout.class_of.push(position as u32);
            layout.group_of.push(session.track.map(|track| track.0));
        }
        layout
    }

    /// The slot of a session that starts then.
    #[must_use]
    pub fn slot(&self, session: SessionId, time: u32) -> Option<usize> {
        self.slot_in_class(self.class_of[session.index()], time)
    }

    /// The slot of a session of this class that starts then.
    #[must_use]
    pub fn slot_in_class(&self, class: u32, time: u32) -> Option<usize> {
        let slot = self.slot_rows[class as usize][time as usize];
        (slot != NONE).then_some(slot as usize)
    }
}

/// What is measured of groups in cells.
#[derive(Clone, Debug)]
pub enum Grid {
    /// A cost for each cell in which a group meets: by group, slots × rooms of the network, row-major; empty: nothing.
    Cells(Vec<Vec<i64>>),
    /// A cost for each cell in which anything takes place: slots × rooms of the network, row-major.
    Used(Vec<i64>),
    /// The rooms of a group in a slot beyond the first.
    Split,
    /// 1 for each group whose slots do not follow one another without a gap, in the order of slots.
    Interrupted,
    /// For two groups, a cost for each room of the one and each room of the other in the same slot: by group, the others
    /// with their cost, in both directions.
    Together(Vec<Vec<(u32, i64)>>),
    /// The groups of a cell beyond the first.
    Mixed,
}

/// Where groups are: counts of sessions.
struct Counts {
    rooms: usize,
    slots: usize,
    /// Groups × slots × rooms.
    sessions: Vec<u32>,
    /// Slots × rooms.
    all: Vec<u32>,
}

impl Counts {
    fn of(network: &Network, at: &Assignment) -> Self {
        let (layout, rooms) = (&network.layout, network.rooms());
        let cells = layout.slots * rooms;
        let mut counts =
            Self { rooms, slots: layout.slots, sessions: vec![0; layout.groups * cells], all: vec![0; cells] };
        for session in network.session_ids() {
            let Some((slot, cell)) = at.get(session).and_then(|cell| Some((network.slot(session, cell)?, cell))) else {
                continue;
            };
            let position = slot * rooms + cell.room as usize;
            counts.all[position] += 1;
            if let Some(group) = layout.group_of[session.index()] {
                counts.sessions[group as usize * cells + position] += 1;
            }
        }
        counts
    }

    fn meets(&self, group: usize, slot: usize, room: usize) -> bool {
        self.sessions[(group * self.slots + slot) * self.rooms + room] > 0
    }

    /// How many rooms a group has in a slot.
    fn rooms(&self, group: usize, slot: usize) -> i64 {
        (0..self.rooms).filter(|&room| self.meets(group, slot, room)).count() as i64
    }
}

impl Network {
    /// The slot of a session in a cell in a room of the list.
    #[must_use]
    pub fn slot(&self, session: SessionId, cell: Cell) -> Option<usize> {
        if cell.room == self.nowhere() { None } else { self.layout.slot(session, cell.time) }
    }
}

impl Grid {
    /// The amount under an assignment.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let counts = Counts::of(network, at);
        let (groups, slots, rooms) = (network.layout.groups, counts.slots, counts.rooms);
        let cells = || (0..slots).flat_map(|slot| (0..rooms).map(move |room| (slot, room)));
        let in_slots = || (0..groups).flat_map(|group| (0..slots).map(move |slot| (group, slot)));
        match self {
            Grid::Cells(costs) => {
                let with_costs = costs.iter().enumerate().filter(|(_, costs)| !costs.is_empty());
                let of = |(group, costs): (usize, &Vec<i64>)| -> i64 {
                    let met = cells().filter(|&(slot, room)| counts.meets(group, slot, room));
                    met.map(|(slot, room)| costs[slot * rooms + room]).sum()
                };
                with_costs.map(of).sum()
            }
            Grid::Used(costs) => {
                costs.iter().zip(&counts.all).filter(|(_, count)| **count > 0).map(|(cost, _)| cost).sum()
            }
            Grid::Split => in_slots().map(|(group, slot)| (counts.rooms(group, slot) - 1).max(0)).sum(),
            Grid::Interrupted => {
                let broken = |group: &usize| !is_run((0..slots).map(|slot| counts.rooms(*group, slot) > 0));
                (0..groups).filter(broken).count() as i64
            }
            Grid::Together(costs) => {
                let pairs =
                    costs.iter().enumerate().flat_map(|(a, list)| list.iter().map(move |&(b, cost)| (a, b, cost)));
                let once = pairs.filter(|&(a, b, _)| a < b as usize);
                let cost = |(a, b, cost): (usize, u32, i64)| -> i64 {
                    (0..slots).map(|slot| cost * counts.rooms(a, slot) * counts.rooms(b as usize, slot)).sum()
                };
                once.map(cost).sum()
            }
            Grid::Mixed => {
                let met = |(slot, room)| (0..groups).filter(|&group| counts.meets(group, slot, room)).count() as i64;
                cells().map(|cell| (met(cell) - 1).max(0)).sum()
            }
        }
    }
}

/// Whether what is true lies side by side.
pub(crate) fn is_run(flags: impl Iterator<Item = bool>) -> bool {
    let (mut begun, mut ended) = (false, false);
    for flag in flags {
        if flag && ended {
            return false;
        }
        begun |= flag;
        ended |= begun && !flag;
    }
    true
}
