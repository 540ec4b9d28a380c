//! Assignments of sessions to cells.

use super::Network;
use crate::problem::{Minute, Problem, RoomId, SessionId, TimeId};
use crate::timetable::{Placement, Timetable};

/// A start and a room, by number. The room after the last real one stands for "outside the rooms of the list".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Position of the start.
    pub time: u32,
    /// Position of the room.
    pub room: u32,
}

/// A cell for every session, or `None` where it is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// By session.
    pub cells: Vec<Option<Cell>>,
}

impl Assignment {
    /// An assignment in which nothing is placed.
    #[must_use]
    pub fn empty(sessions: usize) -> Self {
        Self { cells: vec![None; sessions] }
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
        };
        Timetable { placements: self.cells.iter().map(|cell| cell.map(place)).collect() }
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
                    Some(Cell { time, room })
                }
            });
        }
        Ok(Self { cells })
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
