//! Hops: how often people change rooms who follow what they wish through a slot.

use super::{Assignment, Network, Party};

/// Changes of room within slots.
///
/// The sessions of a slot that a person wishes and can follow stand at *positions*, one for each start. At every position the
/// person sits in one of them; at positions without any the person stays in the room.
#[derive(Clone, Debug)]
pub struct Hops {
    /// People with their wishes; how much something is wished does not matter.
    pub parties: Vec<Party>,
}

impl Hops {
    /// The fewest changes of room, summed over slots and people. What has no slot or no room of the list does not count.
    #[must_use]
    pub fn amount(&self, network: &Network, at: &Assignment) -> i64 {
        let mut amount = 0i64;
        // Slot, start and room of what is wished and takes place.
        let mut offers: Vec<(usize, u32, u32)> = Vec::new();
        for party in &self.parties {
            offers.clear();
            for wish in &party.wishes {
                if let Some(cell) = at.get(wish.session).filter(|cell| wish.follows(cell.mode)) {
                    offers.extend(network.slot(wish.session, cell).map(|slot| (slot, cell.time, cell.room)));
                }
            }
            amount = amount.saturating_add(party.count.saturating_mul(fewest_changes(&mut offers)));
        }
        amount
    }
}

/// The fewest changes of room over all slots. Sorts the offers.
///
/// Of all ways with the fewest changes so far, `rooms` holds where they may have led. A way that is one change behind is
/// never better later: the others can make that change, too. So nobody changes as long as one of `rooms` has an offer.
fn fewest_changes(offers: &mut [(usize, u32, u32)]) -> i64 {
    offers.sort_unstable();
    let mut changes = 0;
    for slot in offers.chunk_by(|one, other| one.0 == other.0) {
        let mut rooms: Option<Vec<u32>> = None;
        for position in slot.chunk_by(|one, other| one.1 == other.1) {
            let offered = || position.iter().map(|offer| offer.2);
            let stay: Vec<u32> = offered().filter(|room| rooms.as_ref().is_none_or(|now| now.contains(room))).collect();
            changes += i64::from(stay.is_empty());
            rooms = Some(if stay.is_empty() { offered().collect() } else { stay });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::fewest_changes;

    #[test]
    fn nobody_changes_rooms_before_they_must() {
        let of = |offers: &[(usize, u32, u32)]| fewest_changes(&mut offers.to_vec());
        assert_eq!(of(&[]), 0);
        assert_eq!(of(&[(0, 1, 7)]), 0);
        assert_eq!(of(&[(0, 1, 7), (0, 2, 8), (0, 3, 7)]), 2);
        // A room that offers something throughout is stayed in.
        assert_eq!(of(&[(0, 1, 7), (0, 1, 8), (0, 2, 8), (0, 2, 9), (0, 3, 8)]), 0);
        // Between slots everybody starts anew.
        assert_eq!(of(&[(0, 1, 7), (1, 2, 8), (1, 4, 8), (2, 5, 7), (2, 6, 8)]), 1);
    }
}
