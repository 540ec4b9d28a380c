//! Where tracks meet. No rule; what several look at.

use std::collections::BTreeSet;

use super::View;
use crate::problem::{Problem, RoomId, SessionId, SlotId, TrackId};

/// The slot and room of a session, if it is in a slot and a room of the list.
pub(super) fn place(view: &View<'_>, id: SessionId) -> Option<(SlotId, RoomId)> {
    let placement = view.timetable.get(id)?;
    Some((view.problem.slot(id, placement.start)?, placement.room?))
}

/// The rooms of slots in which each track has a session.
pub(super) fn meetings(view: &View<'_>) -> BTreeSet<(TrackId, SlotId, RoomId)> {
    let of = |id: SessionId| {
        let (slot, room) = place(view, id)?;
        Some((view.problem.sessions[id.index()].track?, slot, room))
    };
    view.problem.session_ids().filter_map(of).collect()
}

/// The rooms of a track in a slot.
pub(super) fn rooms(met: &BTreeSet<(TrackId, SlotId, RoomId)>, track: TrackId, slot: SlotId) -> Vec<RoomId> {
    met.iter().filter(|(t, s, _)| (*t, *s) == (track, slot)).map(|(_, _, room)| *room).collect()
}

/// All tracks.
pub(super) fn tracks(problem: &Problem) -> impl Iterator<Item = TrackId> + use<> {
    (0..problem.tracks.len()).map(TrackId::new)
}

/// All slots, in the order in which they are written.
pub(super) fn slots(problem: &Problem) -> impl Iterator<Item = SlotId> + use<> {
    (0..problem.slots.len()).map(SlotId::new)
}

/// The cost at a position; nothing where nothing is listed.
pub(super) fn cost(costs: &[i64], position: usize) -> i64 {
    costs.get(position).copied().unwrap_or(0)
}
