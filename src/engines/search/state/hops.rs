//! Changes of room within slots, incrementally.
//!
//! People are bits. Who wishes a session and can follow it in a mode is a set, and so is, for each room, who can be in it after
//! some positions without another change. A slot is gone through position by position for sixty-four people at once: who finds
//! an offer where they can be stays there; who finds offers elsewhere only has changed rooms, and can be in any of them.
//! Only the slots that a session leaves and enters are gone through anew, and only for people who wish it.

use std::collections::BTreeMap;

use super::{HOPS, State, pay};
use crate::engines::search::layout::{Levels, Price};
use crate::network::{Cell, Hops, Network};
use crate::problem::SessionId;

/// No row, no position.
const NONE: u32 = u32::MAX;
/// Where sessions in a cell are counted: bits of the exclusive or of their rows; above them, how many there are.
const SESSIONS: u32 = 32;

/// Who wishes what, flat.
#[derive(Clone, Debug)]
pub(crate) struct HopLayout {
    price: Price,
    /// People by bit.
    counts: Vec<i64>,
    /// By word: how many people each of its bits stands for if that is the same for all; 0 otherwise.
    alike: Vec<i64>,
    /// By session: the row of its first mode, if anybody wishes it.
    first_row: Vec<u32>,
    /// By session and mode: who wishes it and can follow.
    rows: Vec<u64>,
    /// The sessions with rows.
    members: Vec<u32>,
    /// By slot: where its positions begin, ascending by start.
    slots: Vec<u32>,
    /// By class of sessions that fit alike, then by start: the slot and the position.
    places: Vec<(u32, u32)>,
    times: usize,
    rooms: usize,
}

/// What is needed while a slot is gone through.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// Slots to go through.
    touched: Vec<u32>,
    /// For whom, by word.
    concerned: Vec<u64>,
    /// Position, room and row of what stands in the slot.
    offers: Vec<(u32, u32, u32)>,
    /// By room: who finds something there at the position, and who can be there.
    offered: Vec<u64>,
    inside: Vec<u64>,
}

impl Scratch {
    pub(super) fn new(layouts: &[HopLayout]) -> Self {
        let most = |of: fn(&HopLayout) -> usize| layouts.iter().map(of).max().unwrap_or(0);
        let (words, rooms) = (most(HopLayout::words), most(|layout| layout.rooms));
        Self {
            touched: Vec::with_capacity(64),
            concerned: vec![0; words],
            offers: Vec::with_capacity(most(|layout| layout.members.len())),
            offered: vec![0; rooms],
            inside: vec![0; rooms],
        }
    }
}

impl HopLayout {
    pub(crate) fn new(network: &Network, body: &Hops, price: Price) -> Self {
        // Those who wish the same count together; people of the same number lie together.
        let mut alike: BTreeMap<Vec<(SessionId, u64)>, i64> = BTreeMap::new();
        for party in &body.parties {
            let mut wishes: Vec<(SessionId, u64)> =
                party.wishes.iter().map(|wish| (wish.session, wish.modes)).collect();
            wishes.retain(|(_, modes)| *modes != 0);
            wishes.sort_unstable();
            if wishes.len() > 1 {
                let count = alike.entry(wishes).or_default();
                *count = count.wrapping_add(party.count);
            }
        }
        let mut parties: Vec<(i64, Vec<(SessionId, u64)>)> = alike.into_iter().map(|(w, count)| (count, w)).collect();
        parties.sort();
        let counts: Vec<i64> = parties.iter().map(|party| party.0).collect();
        let words = counts.len().div_ceil(64);
        let same = |word: &[i64]| if word.iter().all(|count| *count == word[0]) { word[0] } else { 0 };
        let mut members: Vec<u32> = parties.iter().flat_map(|party| &party.1).map(|wish| wish.0.0).collect();
        members.sort_unstable();
        members.dedup();
        let mut first_row = vec![NONE; network.sessions()];
        let mut all_rows = 0;
        for &session in &members {
            first_row[session as usize] = all_rows;
            all_rows += network.modes(SessionId(session)) as u32;
        }
        let mut rows = vec![0u64; all_rows as usize * words];
        for (bit, (_, wishes)) in parties.iter().enumerate() {
            for &(session, modes) in wishes {
                for mode in (0..network.modes(session)).filter(|mode| modes >> mode & 1 == 1) {
                    let row = first_row[session.index()] as usize + mode;
                    rows[row * words + bit / 64] |= 1 << (bit % 64);
                }
            }
        }
        let (times, layout) = (network.starts.len(), &network.layout);
        let classes = layout.class_of.iter().max().map_or(0, |&last| last + 1);
        let mut places = Vec::with_capacity(classes as usize * times);
        for class in 0..classes {
            let slot = |time| layout.slot_in_class(class, time).map_or(NONE, |slot| slot as u32);
            places.extend((0..times as u32).map(|time| (slot(time), NONE)));
        }
        let (mut slots, mut positions) = (vec![0], 0);
        for slot in 0..layout.slots as u32 {
            for time in 0..times {
                let mut here = false;
                for place in places.iter_mut().skip(time).step_by(times).filter(|place| place.0 == slot) {
                    (place.1, here) = (positions, true);
                }
                positions += u32::from(here);
            }
            slots.push(positions);
        }
        let alike = counts.chunks(64).map(same).collect();
        Self { price, counts, alike, first_row, rows, members, slots, places, times, rooms: network.rooms() }
    }

    fn words(&self) -> usize {
        self.alike.len()
    }

    /// Counters of what stands in each room of each position.
    fn cells(&self) -> usize {
        self.slots.last().map_or(0, |&positions| positions as usize) * self.rooms
    }

    /// Counters: what stands in each room of each position, then how often people of each word change rooms in each slot.
    pub(crate) fn counters(&self) -> usize {
        self.cells() + (self.slots.len() - 1) * self.words()
    }

    /// Who wishes it by row.
    fn row(&self, row: u32) -> &[u64] {
        &self.rows[row as usize * self.words()..][..self.words()]
    }

    /// Where a session in a cell stands: its row, the slot and the position; none where nobody asks.
    fn stand(&self, network: &Network, session: u32, cell: Cell) -> Option<(u32, u32, u32)> {
        let row = self.first_row[session as usize];
        if row == NONE || cell.room == network.nowhere() {
            return None;
        }
        let class = network.layout.class_of[session as usize] as usize;
        let (slot, position) = self.places[class * self.times + cell.time as usize];
        (slot != NONE).then_some((row + cell.mode, slot, position))
    }

    /// How many people the bits of a word stand for.
    fn people(&self, word: usize, mut bits: u64) -> i64 {
        if self.alike[word] != 0 {
            return self.alike[word].wrapping_mul(i64::from(bits.count_ones()));
        }
        let mut people = 0i64;
        while bits != 0 {
            people = people.wrapping_add(self.counts[word * 64 + bits.trailing_zeros() as usize]);
            bits &= bits - 1;
        }
        people
    }
}

impl State<'_> {
    /// Sessions have gone from one cell to another, or in or out; `self.cells` says where they are now.
    pub(super) fn move_hops(&mut self, changes: impl Iterator<Item = (u32, Option<Cell>, Option<Cell>)> + Clone) {
        let compiled = self.compiled;
        for (number, layout) in compiled.hops.iter().enumerate() {
            let first = compiled.slots.hops[number];
            let mut scratch = std::mem::take(&mut self.hops);
            for (session, from, to) in changes.clone() {
                for (cell, sign) in [(from, -1), (to, 1)] {
                    let Some(cell) = cell else { continue };
                    let Some((row, slot, position)) = layout.stand(compiled.network, session, cell) else { continue };
                    let counter = first + position as usize * layout.rooms + cell.room as usize;
                    let there = self.counts[counter];
                    self.count(counter, (there ^ i64::from(row)).wrapping_add(sign << SESSIONS));
                    if !scratch.touched.contains(&slot) {
                        scratch.touched.push(slot);
                    }
                    for (concerned, wish) in scratch.concerned.iter_mut().zip(layout.row(row)) {
                        *concerned |= wish;
                    }
                }
            }
            for slot in scratch.touched.drain(..) {
                self.collect(layout, first, slot, &mut scratch.offers);
                for word in (0..layout.words()).filter(|&word| scratch.concerned[word] != 0) {
                    let now = layout.changes(&scratch.offers, word, &mut scratch.offered, &mut scratch.inside);
                    let counter = first + layout.cells() + slot as usize * layout.words() + word;
                    if self.counts[counter] != now {
                        let before = self.count(counter, now);
                        pay(&mut self.parts[HOPS], layout.price, now.wrapping_sub(before));
                    }
                }
                self.work(scratch.offers.len() as u64);
            }
            scratch.concerned.fill(0);
            self.hops = scratch;
        }
    }

    /// What stands in a slot, by position.
    fn collect(&self, layout: &HopLayout, first: usize, slot: u32, offers: &mut Vec<(u32, u32, u32)>) {
        let network = self.compiled.network;
        offers.clear();
        for position in layout.slots[slot as usize]..layout.slots[slot as usize + 1] {
            let row = &self.counts[first + position as usize * layout.rooms..][..layout.rooms];
            for (room, &there) in row.iter().enumerate().filter(|(_, there)| **there != 0) {
                let room = room as u32;
                if there >> SESSIONS == 1 {
                    offers.push((position, room, there as u32));
                    continue;
                }
                for &session in &layout.members {
                    let Some(cell) = self.cells[session as usize].filter(|cell| cell.room == room) else { continue };
                    let stand = layout.stand(network, session, cell).filter(|stand| stand.2 == position);
                    offers.extend(stand.map(|(row, ..)| (position, room, row)));
                }
            }
        }
    }

    /// What changes of room cost, but in the slots that these changes touch.
    pub(super) fn least_hops(&self, changes: impl Iterator<Item = (u32, Option<Cell>, Option<Cell>)>) -> Levels {
        let compiled = self.compiled;
        let mut least = self.parts[HOPS];
        let mut touched = [NONE; 16];
        let mut many = 0;
        for (session, from, to) in changes {
            for cell in [from, to].into_iter().flatten() {
                for (number, layout) in compiled.hops.iter().enumerate() {
                    let Some((_, slot, _)) = layout.stand(compiled.network, session, cell) else { continue };
                    let key = number as u32 * layout.slots.len() as u32 + slot;
                    if touched[..many].contains(&key) {
                        continue;
                    }
                    if many == touched.len() {
                        return [0; 4];
                    }
                    touched[many] = key;
                    many += 1;
                    let amounts = compiled.slots.hops[number] + layout.cells() + slot as usize * layout.words();
                    let amount = self.counts[amounts..][..layout.words()].iter().fold(0i64, |a, b| a.wrapping_add(*b));
                    pay(&mut least, layout.price, amount.wrapping_neg());
                }
            }
        }
        least.map(|cost| cost.max(0))
    }
}

impl HopLayout {
    /// How often people of a word change rooms among what stands in a slot.
    fn changes(&self, offers: &[(u32, u32, u32)], word: usize, offered: &mut [u64], inside: &mut [u64]) -> i64 {
        let (offered, inside) = (&mut offered[..self.rooms], &mut inside[..self.rooms]);
        let mut changes = 0i64;
        inside.fill(u64::MAX);
        for position in offers.chunk_by(|one, other| one.0 == other.0) {
            offered.fill(0);
            for &(_, room, row) in position {
                offered[room as usize] |= self.rows[row as usize * self.words() + word];
            }
            let (mut anywhere, mut stay) = (0, 0);
            for (offered, inside) in offered.iter().zip(&*inside) {
                anywhere |= offered;
                stay |= offered & inside;
            }
            let change = anywhere & !stay;
            for (offered, inside) in offered.iter().zip(&mut *inside) {
                *inside = *inside & !anywhere | offered & (*inside | change);
            }
            changes = changes.wrapping_add(self.people(word, change));
        }
        changes
    }
}
