//! What the engines are made of and can do without: for studies of what each part is worth.

/// A part of the engines that can be switched off.
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
    /// Rows of the MIP over cliques of sessions that exclude one another; without them, rows over pairs.
    CliqueRows,
    /// One column of the MIP for interchangeable rooms; without it, one for each room.
    RoomClasses,
    /// What people miss told by the wishes that they share; without it, by what each of them attends.
    SharedWishes,
    /// Rows of the MIP over what hard rules on interpreters imply for time alone (Hall's condition).
    HallRows,
    /// The bound of slot patterns, and with it all that builds on it.
    Patterns,
    /// Slot patterns and the rows of the MIP in one linear program.
    Joint,
    /// The MIP at the prices of patterns.
    Relaxation,
    /// The MIP of which sessions are in which slots, and groups in which of their rooms.
    Outline,
    /// The MIP of where pairs of sessions are.
    PairBound,
    /// The MIP of the whole.
    Whole,
    /// Parts of a timetable set free.
    Parts,
}

/// What formulations of the MIP do without, by name: analysts compare them, and `full` is what the engines use.
pub const FORMULATIONS: [(&str, &[Ingredient]); 6] = [
    ("full", &[]),
    ("pairs", &[Ingredient::CliqueRows]),
    ("rooms", &[Ingredient::RoomClasses]),
    ("attendance", &[Ingredient::SharedWishes]),
    ("compact", &[Ingredient::Patterns]),
    (
        "plain",
        &[
            Ingredient::CliqueRows,
            Ingredient::RoomClasses,
            Ingredient::SharedWishes,
            Ingredient::HallRows,
            Ingredient::Patterns,
        ],
    ),
];

impl Ingredient {
    /// All of them.
    pub const ALL: [Ingredient; 29] = [
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
        Ingredient::CliqueRows,
        Ingredient::RoomClasses,
        Ingredient::SharedWishes,
        Ingredient::HallRows,
        Ingredient::Patterns,
        Ingredient::Joint,
        Ingredient::Relaxation,
        Ingredient::Outline,
        Ingredient::PairBound,
        Ingredient::Whole,
        Ingredient::Parts,
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
            Ingredient::CliqueRows => "clique-rows",
            Ingredient::RoomClasses => "room-classes",
            Ingredient::SharedWishes => "shared-wishes",
            Ingredient::HallRows => "hall-rows",
            Ingredient::Patterns => "patterns",
            Ingredient::Joint => "joint",
            Ingredient::Relaxation => "relaxation",
            Ingredient::Outline => "outline",
            Ingredient::PairBound => "pair-bound",
            Ingredient::Whole => "whole",
            Ingredient::Parts => "parts",
        }
    }
}

/// What a run does without; nothing by default.
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
