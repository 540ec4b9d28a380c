//! Tallies, presences and gaps, incrementally.

use super::{LOADS, SPANS, State, pay};
use crate::engines::search::layout::Price;
use crate::network::{Attribute, Cell, excess, idle, units};
use crate::problem::Interval;

impl State<'_> {
    /// Tallies and presences; only those by room if nothing else changes.
    pub(super) fn change_tallies(&mut self, session: u32, cell: Cell, sign: i32, of_room: bool) {
        let compiled = self.compiled;
        for member in compiled.tally_members.of(session as usize) {
            let tally = &compiled.tallies[member.group as usize];
            if of_room && tally.by != Attribute::Room {
                continue;
            }
            let slot = compiled.slots.tally + tally.offset + tally.by.of(compiled.network, cell);
            let sum = self.counts[slot] + i64::from(sign) * member.weight;
            let before = self.count(slot, sum);
            let amount = excess(sum, tally.most, tally.whole) - excess(before, tally.most, tally.whole);
            pay(&mut self.parts[LOADS], tally.price, amount);
        }
        for member in compiled.presence_members.of(session as usize) {
            let presence = &compiled.presences[member.group as usize];
            if of_room && presence.by != Attribute::Room {
                continue;
            }
            let slot = compiled.slots.presence + presence.offset + presence.by.of(compiled.network, cell);
            let count = self.counts[slot] + i64::from(sign);
            let was = self.count(slot, count) > 0;
            let change = i64::from(count > 0) - i64::from(was);
            if change != 0 {
                let slot = compiled.slots.present + member.group as usize;
                let present = self.counts[slot] + change;
                let before = self.count(slot, present);
                let amount = (present - presence.most).max(0) - (before - presence.most).max(0);
                pay(&mut self.parts[LOADS], presence.price, amount);
            }
        }
    }

    /// Idle time of each group of a session on the day of a cell, from where all its members are.
    pub(super) fn measure_gaps(&mut self, session: u32, cell: Cell) {
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
            let now = units(idle(&mut self.scratch), gaps.unit);
            self.measure(compiled.slots.gaps + group as usize * network.days + day as usize, now, *price);
        }
    }

    /// Puts a new amount in the place of the old one.
    pub(super) fn measure(&mut self, slot: usize, now: i64, price: Price) {
        if self.counts[slot] != now {
            let before = self.count(slot, now);
            pay(&mut self.parts[SPANS], price, now - before);
        }
    }
}
