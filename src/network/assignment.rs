//! Assignments of sessions to cells.

use super::Network;
use crate::problem::{InterpreterId, Minute, ModeId, Problem, RoomId, SessionId, TimeId};
use crate::timetable::{Placement, Timetable};

/// Nobody sits there.
pub const NOBODY: u16 = u16::MAX;

/// A start, a room and a mode of interpretation, by number. The room after the last real one stands for "outside the rooms of the list".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Position of the start.
    pub time: u32,
    /// Position of the room.
    pub room: u32,
    /// Position of the mode.
    pub mode: u32,
}

/// A cell for every session, or `None` where it is left out; and who sits where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// By session.
    pub cells: Vec<Option<Cell>>,
    /// By seat: a person, or [`NOBODY`]. Seats of posts that do not occur stay empty.
    pub seats: Vec<u16>,
}

impl Assignment {
    /// An assignment in which nothing is placed.
    #[must_use]
    pub fn empty(network: &Network) -> Self {
        Self { cells: vec![None; network.sessions()], seats: vec![NOBODY; network.staff.seats()] }
    }

    /// The cell of a session.
    #[must_use]
    pub fn get(&self, session: SessionId) -> Option<Cell> {
        self.cells[session.index()]
    }

    /// The timetable that this assignment means.
    #[must_use]
    pub fn timetable(&self, problem: &Problem) -> Timetable {
        let place = |cell: Cell| Placement {
            start: problem.starts[cell.time as usize].minute,
            room: ((cell.room as usize) < problem.rooms.len()).then_some(RoomId(cell.room)),
            mode: ModeId(cell.mode),
        };
        let sits = |&person: &u16| (person != NOBODY).then_some(InterpreterId(u32::from(person)));
        Timetable {
            placements: self.cells.iter().map(|cell| cell.map(place)).collect(),
            seats: self.seats.iter().map(sits).collect(),
        }
    }

    /// The assignment that a timetable means, or the first session whose start is not an allowed start.
    ///
    /// # Errors
    /// A session that starts off the grid.
    pub fn of(problem: &Problem, timetable: &Timetable) -> Result<Self, (SessionId, Minute)> {
        let mut cells = Vec::with_capacity(timetable.placements.len());
        for (position, placement) in timetable.placements.iter().enumerate() {
            cells.push(match placement {
                None => None,
                Some(placement) => {
                    let TimeId(time) =
                        problem.time(placement.start).ok_or((SessionId::new(position), placement.start))?;
                    let room = placement.room.map_or(problem.rooms.len() as u32, |room| room.0);
                    Some(Cell { time, room, mode: placement.mode.0 })
                }
            });
        }
        let sits = |seat: &Option<InterpreterId>| seat.map_or(NOBODY, |person| person.0 as u16);
        Ok(Self { cells, seats: timetable.seats.iter().map(sits).collect() })
    }
}

impl Network {
    /// The start, in minutes, of a cell.
    #[must_use]
    pub fn start(&self, cell: Cell) -> Minute {
        self.starts[cell.time as usize]
    }

    /// The end, in minutes, of a session in a cell.
    #[must_use]
    pub fn end(&self, session: SessionId, cell: Cell) -> Minute {
        self.start(cell) + self.durations[session.index()]
    }
}
