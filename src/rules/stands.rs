//! Costs by room and mode of interpretation. No rule; how several tell the network what depends on both.

use crate::network::Table;
use crate::problem::{ModeId, Problem, RoomId, SessionId};

/// A value for every room, the one outside the list included, and mode: row-major, the default outside the list.
pub(super) fn by_stand<T: Default>(problem: &Problem, id: SessionId, value: impl Fn(ModeId, RoomId) -> T) -> Vec<T> {
    let mut values = Vec::new();
    for room in problem.room_ids() {
        values.extend(problem.mode_ids(id).map(|mode| value(mode, room)));
    }
    values.extend(problem.mode_ids(id).map(|_| T::default()));
    values
}

/// A table of costs in the rooms of the list; by room alone where the mode makes no difference.
pub(super) fn table(problem: &Problem, id: SessionId, cost: impl Fn(ModeId, RoomId) -> i64) -> Table {
    let costs = by_stand(problem, id, cost);
    let rooms = costs.chunks(problem.sessions[id.index()].modes.len());
    if rooms.clone().all(|modes| modes.iter().all(|cost| *cost == modes[0])) {
        return Table::ByRoom(rooms.map(|modes| modes[0]).collect());
    }
    Table::ByStand(costs)
}
