//! What sessions cost in each other's company: sums over others, and how far they are behind.
//!
//! The sums are of a moment that is past: those who have moved since are on a list, and are looked at one by one. When what was
//! tried has been taken or undone ([`State::mark`]), those who really are elsewhere are brought into the sums.

use super::State;
use crate::engines::search::layout::Levels;
use crate::network::Cell;

/// Sessions on the list beyond which it is shorter work to bring the sums up to date, whatever becomes of the move.
const MOST_BEHIND: usize = 12;

/// The sums and what they are of; empty where they are not kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    sums: Vec<i64>,
    /// By session: where it stands in the sums.
    settled: Vec<Option<Cell>>,
    /// Those who may stand elsewhere.
    behind: Vec<u32>,
    is_behind: Vec<bool>,
}

impl Sums {
    pub(super) fn new(compiled: &super::Compiled<'_>) -> Self {
        compiled.company.as_ref().map_or_else(Self::default, |company| Self {
            sums: vec![0; company.sums()],
            settled: vec![None; company.sessions],
            behind: Vec::with_capacity(company.sessions),
            is_behind: vec![false; company.sessions],
        })
    }

    /// A session is moved.
    pub(super) fn touch(&mut self, session: u32) {
        if let Some(is_behind) = self.is_behind.get_mut(session as usize)
            && !std::mem::replace(is_behind, true)
        {
            self.behind.push(session);
        }
    }
}

/// Start and room.
fn stand(cell: Cell) -> (u32, u32) {
    (cell.time, cell.room)
}

impl State<'_> {
    /// What a session costs together with others, in this cell.
    pub(super) fn price_company(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        let Some(company) = &compiled.company else {
            self.price_time_links(session, (sign > 0).then_some(cell.time), (sign < 0).then_some(cell.time));
            return self.price_room_links(compiled.room_links.of(session as usize), session, cell, sign);
        };
        if self.sums.behind.len() > MOST_BEHIND {
            self.settle();
        }
        let mut cost: Levels = [0; 4];
        let here = stand(cell);
        for (position, &level) in company.levels.iter().enumerate() {
            cost[level] = company.sum(&self.sums.sums, position, session, here);
        }
        for &other in &self.sums.behind {
            let (then, now) = (self.sums.settled[other as usize], self.cells[other as usize]);
            if other == session || then == now {
                continue;
            }
            for tie in company.ties_with(session, other) {
                let with = |cell: Option<Cell>| cell.map_or(0, |there| company.cost(tie, here, stand(there)));
                let level = &mut cost[company.levels[tie.level as usize]];
                *level = level.wrapping_add(with(now).wrapping_sub(with(then)));
            }
        }
        if sign > 0 {
            super::add(&mut self.parts[super::LINKS], &cost);
        } else {
            super::subtract(&mut self.parts[super::LINKS], &cost);
        }
        self.price_room_links(company.walks.of(session as usize), session, cell, sign);
    }

    /// Brings the sums up to date.
    pub(super) fn settle(&mut self) {
        let compiled = self.compiled;
        let Some(company) = &compiled.company else { return };
        let Sums { sums, settled, behind, is_behind } = &mut self.sums;
        for session in behind.drain(..) {
            is_behind[session as usize] = false;
            let now = self.cells[session as usize];
            let then = std::mem::replace(&mut settled[session as usize], now);
            if then == now {
                continue;
            }
            for tie in company.ties(session) {
                company.shift(sums, tie, then.map(stand), now.map(stand));
            }
        }
    }
}
