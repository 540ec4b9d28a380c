//! The grid of a day: rooms side by side, time downwards.

use super::{Entry, Programme};
use crate::problem::Minute;

/// A grid: stretches of time × rooms, with cells that cover several of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Rooms by position in the instance; `None` for what takes place outside the list.
    pub columns: Vec<Option<usize>>,
    /// Stretches of time in which something runs, ascending.
    pub rows: Vec<(Minute, Minute)>,
    /// The cells that hold something, by row, then column.
    pub cells: Vec<Cell>,
    /// What is at each place, row by row.
    squares: Vec<Square>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// First row.
    pub row: usize,
    /// Rows that it covers.
    pub rows: usize,
    /// First column.
    pub column: usize,
    /// Columns that it covers.
    pub columns: usize,
    /// Positions of the entries in it; several where they overlap in one room.
    pub entries: Vec<usize>,
}

/// What is at a place of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Square {
    /// Nothing.
    Free,
    /// Part of a cell that begins elsewhere.
    Covered,
    /// The beginning of the cell of this number.
    Begins(usize),
}

impl Grid {
    /// The grid of these entries of a programme. What has its time to itself and is for everybody goes right across.
    #[must_use]
    pub fn new(programme: &Programme<'_>, entries: &[usize]) -> Self {
        let entry = |position: usize| &programme.entries[position];
        let alone = alone(programme, entries);
        let mut columns: Vec<Option<usize>> = Vec::new();
        for (&position, &alone) in entries.iter().zip(&alone) {
            if !alone {
                columns.push(entry(position).room);
            }
        }
        columns.sort_by_key(|room| (room.is_none(), *room));
        columns.dedup();
        if columns.is_empty() {
            columns.extend(entries.first().map(|&position| entry(position).room));
        }
        let rows = rows(programme, entries);
        // Entries of one column that overlap share a cell.
        let mut groups: Vec<(usize, usize, Vec<usize>)> = Vec::new();
        let mut last: Vec<Option<usize>> = vec![None; columns.len()];
        for (&position, &alone) in entries.iter().zip(&alone) {
            let entry = entry(position);
            let column = columns.iter().position(|room| *room == entry.room).filter(|_| !alone);
            let before = column.and_then(|column| last[column]);
            match before {
                Some(group) if end(programme, &groups[group].2) > entry.start.minute => groups[group].2.push(position),
                _ => {
                    if let Some(column) = column {
                        last[column] = Some(groups.len());
                    }
                    let across = if alone { columns.len() } else { 1 };
                    groups.push((column.unwrap_or_default(), across, vec![position]));
                }
            }
        }
        let mut cells: Vec<Cell> = Vec::new();
        for (column, across, entries) in groups {
            let from = entries.iter().map(|&position| entry(position).start.minute).min().unwrap_or_default();
            let to = end(programme, &entries);
            let row = rows.partition_point(|row| row.0 < from);
            let after = rows.partition_point(|row| row.0 < to);
            cells.push(Cell { row, rows: after - row, column, columns: across, entries });
        }
        cells.sort_by_key(|cell| (cell.row, cell.column));
        let mut squares = vec![Square::Free; rows.len() * columns.len()];
        for (number, cell) in cells.iter().enumerate() {
            for row in cell.row..cell.row + cell.rows {
                for column in cell.column..cell.column + cell.columns {
                    squares[row * columns.len() + column] = Square::Covered;
                }
            }
            squares[cell.row * columns.len() + cell.column] = Square::Begins(number);
        }
        Self { columns, rows, cells, squares }
    }

    /// What is at a place.
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> Square {
        self.squares[row * self.columns.len() + column]
    }
}

fn end(programme: &Programme<'_>, entries: &[usize]) -> Minute {
    entries.iter().map(|&position| programme.entries[position].end.minute).max().unwrap_or_default()
}

/// Whether each entry has its time to itself and blocks others, or is outside the rooms.
fn alone(programme: &Programme<'_>, entries: &[usize]) -> Vec<bool> {
    let mut alone: Vec<bool> = entries.iter().map(|&position| for_everybody(programme, position)).collect();
    // Entries come by start: what overlaps with any earlier one overlaps with the one that ends last.
    let mut latest: Option<usize> = None;
    for number in 0..entries.len() {
        let entry: &Entry<'_> = &programme.entries[entries[number]];
        if let Some(before) = latest
            && programme.entries[entries[before]].end.minute > entry.start.minute
        {
            alone[before] = false;
            alone[number] = false;
        }
        if latest.is_none_or(|before| programme.entries[entries[before]].end.minute < entry.end.minute) {
            latest = Some(number);
        }
    }
    alone
}

fn for_everybody(programme: &Programme<'_>, position: usize) -> bool {
    let entry = &programme.entries[position];
    let kind = programme.instance.kinds.get(entry.kind);
    entry.room.is_none() || kind.is_some_and(|kind| !kind.blocks.is_empty())
}

/// The stretches between starts and ends in which something runs.
fn rows(programme: &Programme<'_>, entries: &[usize]) -> Vec<(Minute, Minute)> {
    let span = |position: &usize| {
        let entry = &programme.entries[*position];
        (entry.start.minute, entry.end.minute)
    };
    let mut borders: Vec<Minute> = entries.iter().map(span).flat_map(|(from, to)| [from, to]).collect();
    borders.sort_unstable();
    borders.dedup();
    let mut changes: Vec<(Minute, i32)> = entries.iter().map(span).flat_map(|(a, b)| [(a, 1), (b, -1)]).collect();
    changes.sort_unstable();
    let (mut running, mut next) = (0, 0);
    let mut rows = Vec::new();
    for pair in borders.windows(2) {
        while next < changes.len() && changes[next].0 <= pair[0] {
            running += changes[next].1;
            next += 1;
        }
        if running > 0 {
            rows.push((pair[0], pair[1]));
        }
    }
    rows
}
