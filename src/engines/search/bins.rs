//! Rooms of slots as bins: what stands in one lies there end to end, or with pauses, and goes elsewhere together.
//!
//! For networks that say which groups meet in which rooms of which slots ([`Grid`](crate::network::Grid)). A bin is what
//! the grid calls a cell. Whatever is said here of room in a bin is a guess at what will fit, the pricing decides.

use super::{Compiled, State};
use crate::network::{Cell, Primitive};
use crate::problem::SessionId;

/// A room of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bin {
    pub(crate) slot: u32,
    pub(crate) room: u32,
}

/// The bins of a network, and what goes into them.
#[derive(Clone, Debug)]
pub(crate) struct Bins {
    /// All of them, by slot, then room.
    pub(crate) all: Vec<Bin>,
    /// By slot: the starts in it of any session, ascending.
    pub(crate) starts: Vec<Vec<u32>>,
    /// By slot: minutes from its first start to the last end of any session.
    minutes: Vec<i32>,
    /// By group: its sessions.
    pub(crate) members: Vec<Vec<u32>>,
    /// By session: the place that it wants in the programme of its group, from 1; 0 for any.
    pub(crate) wanted: Vec<i64>,
    /// By session: minutes that it takes of its room before it starts, and from its start on.
    takes: Vec<(i32, i32)>,
}

impl Bins {
    /// The bins; `None` where nothing depends on who meets in them.
    pub(crate) fn new(compiled: &Compiled<'_>) -> Option<Self> {
        let network = compiled.network;
        if compiled.grids.is_empty() {
            return None;
        }
        let sessions = network.sessions();
        let mut starts = vec![Vec::new(); network.layout.slots];
        let mut ends = vec![i32::MIN; network.layout.slots];
        let mut members = vec![Vec::new(); network.layout.groups];
        for session in network.session_ids().filter(|id| !compiled.domains[id.index()].is_empty()) {
            for &time in &compiled.domains[session.index()].times {
                if let Some(slot) = network.layout.slot(session, time) {
                    starts[slot].push(time);
                    let end = network.starts[time as usize] + network.durations[session.index()];
                    ends[slot] = ends[slot].max(end);
                }
            }
            if let Some(group) = network.layout.group_of[session.index()] {
                members[group as usize].push(session.0);
            }
        }
        for starts in &mut starts {
            starts.sort_unstable();
            starts.dedup();
        }
        let length =
            |(starts, end): (&Vec<u32>, &i32)| starts.first().map_or(0, |&time| end - network.starts[time as usize]);
        let minutes = starts.iter().zip(&ends).map(length).collect();
        let mut takes: Vec<(i32, i32)> = network.durations.iter().map(|&duration| (0, duration)).collect();
        let mut wanted = vec![0; sessions];
        for constraint in &network.constraints {
            match &constraint.body {
                Primitive::Occupancy(occupancy) => {
                    for (session, takes) in takes.iter_mut().enumerate() {
                        let from_start = network.durations[session] + occupancy.after[session];
                        *takes = (takes.0.max(occupancy.before[session]), takes.1.max(from_start));
                    }
                }
                Primitive::Sequence(sequence) => {
                    sequence.members.iter().for_each(|&(session, place)| wanted[session.index()] = place);
                }
                _ => {}
            }
        }
        let open = (0..network.layout.slots as u32).filter(|&slot| !starts[slot as usize].is_empty());
        let all = open.flat_map(|slot| (0..network.nowhere()).map(move |room| Bin { slot, room })).collect();
        Some(Self { all, starts, minutes, members, wanted, takes })
    }

    /// The bin in which a session stands.
    pub(crate) fn of(&self, state: &State<'_>, session: u32) -> Option<Bin> {
        let cell = state.cell(session)?;
        let slot = state.compiled.network.slot(SessionId(session), cell)?;
        Some(Bin { slot: slot as u32, room: cell.room })
    }

    /// What stands in a bin, by start.
    pub(crate) fn contents(&self, state: &State<'_>, bin: Bin, contents: &mut Vec<u32>) {
        contents.clear();
        let network = state.compiled.network;
        for session in 0..network.sessions() as u32 {
            let there = state.cell(session).filter(|cell| cell.room == bin.room);
            if there.is_some_and(|cell| network.layout.slot(SessionId(session), cell.time) == Some(bin.slot as usize)) {
                contents.push(session);
            }
        }
        contents.sort_unstable_by_key(|&session| (state.cell(session).map(|cell| cell.time), session));
    }

    /// Whether a start in a bin is open to a session.
    pub(crate) fn open(&self, state: &State<'_>, session: u32, bin: Bin, time: u32) -> Option<Cell> {
        let compiled = state.compiled;
        let domain = &compiled.domains[session as usize];
        let mode = state.cell(session).map_or_else(|| domain.modes.first().copied(), |cell| Some(cell.mode))?;
        let cell = Cell { time, room: bin.room, mode };
        let there = compiled.network.layout.slot(SessionId(session), time) == Some(bin.slot as usize);
        (there && domain.contains(cell)).then_some(cell)
    }

    /// The first open start of a session in a bin that is filled up to a minute.
    pub(crate) fn next(&self, state: &State<'_>, session: u32, bin: Bin, filled: i32) -> Option<Cell> {
        let network = state.compiled.network;
        let earliest = filled.saturating_add(self.takes[session as usize].0);
        let starts = &self.starts[bin.slot as usize];
        let first = starts.partition_point(|&time| network.starts[time as usize] < earliest);
        starts[first..].iter().find_map(|&time| self.open(state, session, bin, time))
    }

    /// Up to which minute a session in a cell fills its bin.
    pub(crate) fn end(&self, state: &State<'_>, session: u32, cell: Cell) -> i32 {
        state.compiled.network.start(cell) + self.takes[session as usize].1
    }

    /// Minutes from the first start in a bin to the last end.
    pub(crate) fn minutes(&self, bin: Bin) -> i32 {
        self.minutes[bin.slot as usize]
    }

    /// Lays sessions end to end into a bin, from its beginning; false if they do not fit.
    pub(crate) fn pack(
        &self,
        state: &State<'_>,
        sessions: &[u32],
        bin: Bin,
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let mut filled = i32::MIN;
        for &session in sessions {
            let Some(cell) = self.next(state, session, bin, filled) else { return false };
            filled = self.end(state, session, cell);
            note(state, session, cell, changes);
        }
        true
    }

    /// Brings what stands in one bin into another: everything as long after the beginning of its slot as before, or end to end if
    /// that does not go; false if neither does.
    pub(crate) fn carry(
        &self,
        state: &State<'_>,
        contents: &[u32],
        (from, to): (Bin, Bin),
        changes: &mut Vec<(u32, Option<Cell>)>,
    ) -> bool {
        let network = state.compiled.network;
        let begin = |bin: Bin| self.starts[bin.slot as usize].first().map_or(0, |&time| network.starts[time as usize]);
        let later = begin(to) - begin(from);
        let known = changes.len();
        for &session in contents {
            let moved = state.cell(session).and_then(|cell| {
                let time = network.starts.binary_search(&(network.start(cell) + later)).ok()?;
                self.open(state, session, to, time as u32)
            });
            let Some(cell) = moved else {
                changes.truncate(known);
                return self.pack(state, contents, to, changes);
            };
            note(state, session, cell, changes);
        }
        true
    }
}

/// Notes a change, if it is one.
pub(crate) fn note(state: &State<'_>, session: u32, cell: Cell, changes: &mut Vec<(u32, Option<Cell>)>) {
    if state.cell(session) != Some(cell) {
        changes.push((session, Some(cell)));
    }
}
