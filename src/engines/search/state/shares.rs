//! Peaks, worst-off groups and set-ups, incrementally.

use super::{State, WISHES, pay};
use crate::network::{Cell, busiest};
use crate::problem::Interval;

impl State<'_> {
    /// The busiest moment of the day of a cell, from where everything is, if the session counts there.
    pub(super) fn measure_peaks(&mut self, session: u32, cell: Cell) {
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
            let now = peak.cost * (busiest(&self.scratch) - peak.free).max(0);
            self.measure(compiled.slots.peaks + position as usize * network.days + day as usize, now, *price);
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

    /// Set-ups of mobile units, from where everything is.
    pub(super) fn measure_moves(&mut self, position: usize) {
        let compiled = self.compiled;
        let network = compiled.network;
        let (moves, price) = &compiled.moves[position];
        self.stands.clear();
        for use_ in &moves.uses {
            let at = self.cells[use_.session.index()];
            self.stands.extend(at.and_then(|at| moves.stand(network, use_, at)));
        }
        let now = moves.beyond(network, &mut self.stands, &mut self.setups);
        self.measure(compiled.slots.moves + position, now, *price);
    }

    /// Whether a session needs mobile units in a cell.
    pub(super) fn needs_units(&self, position: usize, session: u32, cell: Cell) -> bool {
        let compiled = self.compiled;
        let modes = compiled.modes[session as usize] as usize;
        let mut uses = compiled.movers.of(session as usize).iter().filter(|(of, _)| *of as usize == position);
        uses.any(|&(_, own)| compiled.moves[position].0.uses[own as usize].demand.at(cell.room, cell.mode, modes) > 0)
    }
}
