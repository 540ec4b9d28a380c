//! Sequence: the places of a group's sessions in its programme.

use super::{Assignment, Cell, Network};
use crate::problem::SessionId;

/// A cost of 1 for each session that is not at its wanted place, counted from 1, among those of its group that are in a
/// slot and a room: by start, then number.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// The group, ascending, each with its wanted place; 0 for any.
    pub members: Vec<(SessionId, i64)>,
    /// Whether they are read slot by slot and room by room, and by start only in each of them.
    pub by_room: bool,
}

impl Sequence {
    /// What a session in a cell is sorted by.
    pub(crate) fn key(
        &self,
        network: &Network,
        session: SessionId,
        cell: Cell,
    ) -> Option<(usize, u32, u32, SessionId)> {
        let slot = network.slot(session, cell)?;
        let (slot, room) = if self.by_room { (slot, cell.room) } else { (0, 0) };
        Some((slot, room, cell.time, session))
    }

    /// How many are not at their place.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let place =
            |&(session, wanted): &(SessionId, i64)| Some((self.key(network, session, at.get(session)?)?, wanted));
        misplaced(&mut self.members.iter().filter_map(place).collect::<Vec<_>>())
    }
}

/// Of sessions with their key and wanted place, how many are not there; sorts them.
pub(crate) fn misplaced<K: Ord + Copy>(placed: &mut [(K, i64)]) -> i64 {
    placed.sort_unstable_by_key(|place| place.0);
    let wrong = |&(place, (_, wanted)): &(i64, &(K, i64))| *wanted != 0 && *wanted != place;
    (1..).zip(placed.iter()).filter(wrong).count() as i64
}
