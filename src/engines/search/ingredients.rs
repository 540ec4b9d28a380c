//! What the search is made of and can do without: for studies of what each part is worth.

/// A part of the search that can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ingredient {
    /// One session to another cell, or out.
    Relocate,
    /// One session into another mode of interpretation.
    Mode,
    /// One session to another room at its start.
    Room,
    /// Two sessions exchange cells, starts or rooms.
    Swap,
    /// A Kempe chain between two starts.
    Chain,
    /// Two Kempe chains between the same two starts.
    Chains,
    /// Sessions tied to one room together to another time or room, those there to where they were.
    Block,
    /// Rooms anew for all sessions of a start.
    Rooms,
    /// Two starts exchange their sessions.
    Slots,
    /// One session where it wants, those in the way wherever it costs least.
    Eject,
    /// Ruin and recreate by regret.
    Regret,
    /// People change seats.
    Reseat,
    /// A session goes where others of its group are.
    Within,
    /// What stands in two rooms of slots changes places.
    Bins,
    /// Two rooms change places wherever a group meets in the one.
    GroupRooms,
    /// Two slots change places, with all their rooms.
    WholeSlots,
    /// A group is laid out anew where it meets.
    Repack,
    /// Kinds of moves are tried more often that have brought more for their work.
    AdaptiveChoice,
}

impl Ingredient {
    /// All of them.
    pub const ALL: [Ingredient; 18] = [
        Ingredient::Relocate,
        Ingredient::Mode,
        Ingredient::Room,
        Ingredient::Swap,
        Ingredient::Chain,
        Ingredient::Chains,
        Ingredient::Block,
        Ingredient::Rooms,
        Ingredient::Slots,
        Ingredient::Eject,
        Ingredient::Regret,
        Ingredient::Reseat,
        Ingredient::Within,
        Ingredient::Bins,
        Ingredient::GroupRooms,
        Ingredient::WholeSlots,
        Ingredient::Repack,
        Ingredient::AdaptiveChoice,
    ];

    /// The name by which it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Ingredient::Relocate => "relocate",
            Ingredient::Mode => "mode",
            Ingredient::Room => "room",
            Ingredient::Swap => "swap",
            Ingredient::Chain => "chain",
            Ingredient::Chains => "chains",
            Ingredient::Block => "block",
            Ingredient::Rooms => "rooms",
            Ingredient::Slots => "slots",
            Ingredient::Eject => "eject",
            Ingredient::Regret => "regret",
            Ingredient::Reseat => "reseat",
            Ingredient::Within => "within",
            Ingredient::Bins => "bins",
            Ingredient::GroupRooms => "group-rooms",
            Ingredient::WholeSlots => "whole-slots",
            Ingredient::Repack => "repack",
            Ingredient::AdaptiveChoice => "adaptive-choice",
        }
    }
}

/// What a search does without; nothing by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Without(u32);

impl Without {
    /// Whether this is left out.
    #[must_use]
    pub fn contains(self, ingredient: Ingredient) -> bool {
        self.0 >> ingredient as u32 & 1 == 1
    }
}

impl FromIterator<Ingredient> for Without {
    fn from_iter<I: IntoIterator<Item = Ingredient>>(ingredients: I) -> Self {
        Self(ingredients.into_iter().fold(0, |set, ingredient| set | 1 << ingredient as u32))
    }
}
