//! Peaks, worst-off groups and set-ups, incrementally.

use super::{SPANS, State, WISHES, pay};
use crate::network::{Cell, busiest};
use crate::problem::Interval;

impl State<'_> {
    /// The busiest moment of the day of the cell, with the session and without it.
    pub(super) fn change_peaks(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        let network = compiled.network;
        let day = network.day_of_start[cell.time as usize];
        for &(position, counts) in compiled.peak_members.of(session as usize) {
            if !counts[cell.mode as usize] {
                continue;
            }
            let (peak, price) = &compiled.peaks[position as usize];
            self.scratch.clear();
            for (member, counts) in &peak.members {
                let Some(at) = self.cells[member.index()].filter(|at| counts[at.mode as usize]) else { continue };
                if network.day_of_start[at.time as usize] == day {
                    self.scratch.push(Interval { from: network.start(at), to: network.end(*member, at) });
                }
            }
            let without = (busiest(&self.scratch) - peak.free).max(0);
            let id = crate::problem::SessionId(session);
            self.scratch.push(Interval { from: network.start(cell), to: network.end(id, cell) });
            let with = (busiest(&self.scratch) - peak.free).max(0);
            pay(&mut self.parts[SPANS], *price, i64::from(sign) * peak.cost * (with - without));
        }
    }

    /// What the groups miss; the worst-off counts.
    pub(super) fn change_shares(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        let shares = compiled.shares.of(session as usize);
        if shares.is_empty() {
            return;
        }
        for share in shares {
            let slot = compiled.slots.missed[share.worst as usize] + share.group as usize;
            let more = i64::from(sign) * (share.by_mode[cell.mode as usize] - share.out);
            self.count(slot, self.counts[slot].wrapping_add(more));
        }
        for (position, (worst, price)) in compiled.worsts.iter().enumerate() {
            let groups = worst.groups.iter().zip(&self.counts[compiled.slots.missed[position]..]);
            let now = groups.map(|(group, &missed)| worst.share(group, missed)).max().unwrap_or(0);
            let before = self.count(compiled.slots.worst + position, now);
            pay(&mut self.parts[WISHES], *price, now - before);
        }
    }

    /// Set-ups of mobile units, with what the session needs and without it.
    pub(super) fn change_moves(&mut self, session: u32, cell: Cell, sign: i32) {
        let compiled = self.compiled;
        let network = compiled.network;
        for &(position, own) in compiled.movers.of(session as usize) {
            let (moves, price) = &compiled.moves[position as usize];
            let Some(stand) = moves.stand(network, &moves.uses[own as usize], cell) else { continue };
            let stands = &mut self.stands;
            stands.clear();
            for use_ in &moves.uses {
                let at = self.cells[use_.session.index()];
                stands.extend(at.and_then(|at| moves.stand(network, use_, at)));
            }
            let without = moves.beyond(network, stands);
            stands.push(stand);
            let with = moves.beyond(network, stands);
            pay(&mut self.parts[SPANS], *price, i64::from(sign) * (with - without));
        }
    }
}
