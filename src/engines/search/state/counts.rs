//! Tallies, presences and gaps, incrementally.

use super::{State, pay};
use crate::network::{Cell, idle, units};
use crate::problem::Interval;

impl State<'_> {
    pub(super) fn change_counts(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        for member in compiled.tally_members.of(session as usize) {
            let tally = &compiled.tallies[member.group as usize];
            let sum = &mut self.tally[tally.offset + tally.by.of(compiled.network, cell)];
            let before = (*sum - tally.most).max(0);
            *sum += i64::from(sign) * member.weight;
            let amount = (*sum - tally.most).max(0) - before;
            pay(&mut self.score, tally.price, amount);
        }
        for member in compiled.presence_members.of(session as usize) {
            let presence = &compiled.presences[member.group as usize];
            let count = &mut self.presence[presence.offset + presence.by.of(compiled.network, cell)];
            let was = *count > 0;
            *count = count.wrapping_add_signed(sign);
            let change = i64::from(*count > 0) - i64::from(was);
            if change != 0 {
                let present = &mut self.present[member.group as usize];
                let before = (*present - presence.most).max(0);
                *present += change;
                let amount = (*present - presence.most).max(0) - before;
                pay(&mut self.score, presence.price, amount);
            }
        }
    }

    /// Idle time of each group of the session on the day of the cell, with the session minus without it.
    pub(super) fn change_gaps(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        let network = compiled.network;
        let day = network.day_of_start[cell.time as usize];
        for &group in compiled.gap_members.of(session as usize) {
            let (gaps, price) = &compiled.gaps[group as usize];
            self.scratch.clear();
            for &member in &gaps.members {
                let Some(at) = self.cells[member.index()] else { continue };
                if network.day_of_start[at.time as usize] == day {
                    self.scratch.push(Interval { from: network.start(at), to: network.end(member, at) });
                }
            }
            if self.scratch.is_empty() {
                continue;
            }
            let without = units(idle(&mut self.scratch), gaps.unit);
            let id = crate::problem::SessionId(session);
            self.scratch.push(Interval { from: network.start(cell), to: network.end(id, cell) });
            let with = units(idle(&mut self.scratch), gaps.unit);
            pay(&mut self.score, *price, i64::from(sign) * (with - without));
        }
    }
}
