//! More sessions that need booths than places where there are any: rooms with booths of their own, and mobile ones.

use super::super::words;
use super::blocks::Blocks;
use super::{Proof, Sight, unmatched};
use crate::instance::schema::Level;
use crate::network::{Cumulative, Demand, Over, Primitive};
use crate::rules::RULES;

impl Sight<'_> {
    /// Hall's condition on rooms in which nothing of a stock is needed, and on what is in stock, block by block. A room holds
    /// one session at a time, a unit of the stock serves one; what is in the way of moving it is left away.
    pub(super) fn booths(&self) -> Option<Proof> {
        let occupancy = self.single_rooms()?;
        let hard = self.network.constraints.iter().filter(|constraint| constraint.level == Level::Hard);
        for constraint in hard {
            let Primitive::Cumulative(cumulative) = &constraint.body else { continue };
            let by_room = |uses: &Cumulative| uses.uses.iter().any(|use_| matches!(use_.demand, Demand::ByStand(_)));
            let [limit] = &cumulative.limits[..] else { continue };
            if cumulative.over != Over::Minutes || !by_room(cumulative) {
                continue;
            }
            let needed: Vec<usize> = self.needed().filter(|&session| self.network.in_room[session]).collect();
            let blocks = Blocks::new(self, occupancy, &needed);
            let rooms = self.network.nowhere() as usize;
            // By session: places in rooms that need nothing of the stock, then the stock itself, both by block.
            let mut open: Vec<Vec<usize>> = Vec::new();
            let mut users: Vec<usize> = Vec::new();
            let mut least = i32::MAX;
            for use_ in cumulative.uses.iter().filter(|use_| limit.counts(use_.work)) {
                let session = use_.session.index();
                if !self.required[session] || !self.network.in_room[session] {
                    continue;
                }
                let mut places = Vec::new();
                for cell in self.domains[session].cells() {
                    let block = blocks.of[cell.time as usize];
                    let demand = use_.demand.at(cell.room, cell.mode, self.network.modes(use_.session));
                    if demand > 0 {
                        least = least.min(demand);
                        places.push(blocks.each.len() * rooms + block);
                    } else {
                        places.push(block * rooms + cell.room as usize);
                    }
                }
                places.sort_unstable();
                places.dedup();
                open.push(places);
                users.push(session);
            }
            let stock = limit.capacity.iter().copied().max().unwrap_or(0).max(0) / least.max(1);
            let in_rooms = (0..blocks.each.len() * rooms).map(|place| blocks.each[place / rooms]);
            let capacity: Vec<usize> = in_rooms.chain(blocks.each.iter().map(|each| each * stock as usize)).collect();
            let Some(stuck) = unmatched(&open, &capacity) else { continue };
            let mut reached: Vec<usize> = stuck.iter().flat_map(|&position| open[position].iter().copied()).collect();
            reached.sort_unstable();
            reached.dedup();
            let (own, lent): (Vec<usize>, Vec<usize>) =
                reached.into_iter().partition(|&place| place < blocks.each.len() * rooms);
            let sum = |places: &[usize]| -> usize { places.iter().map(|&place| capacity[place]).sum() };
            let mut names: Vec<&str> =
                own.iter().map(|place| self.problem.names.rooms[place % rooms].as_str()).collect();
            names.sort_unstable();
            names.dedup();
            let sessions: Vec<usize> = stuck.iter().map(|&position| users[position]).collect();
            let whose = if names.is_empty() { String::new() } else { format!(" ({})", words::shortened(&names)) };
            let text = format!(
                "{} sessions need booths: {} times there is a room with booths of its own{whose}, and {} times a mobile one ({})",
                sessions.len(),
                sum(&own),
                sum(&lent),
                RULES[constraint.tag.rule].id
            );
            return Some(self.proof("booths", text, &sessions));
        }
        None
    }
}
