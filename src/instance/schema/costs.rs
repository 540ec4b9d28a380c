//! What planners would rather avoid, as costs by slot, by room, and by pairs of tracks.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Text, is_default};

/// A cost, in points that the weight of the rule multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Cost(#[schemars(range(max = 100000000))] pub u32);

/// What it costs to be in a slot or in a room, by id; what is not named costs nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// By slot.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub slots: BTreeMap<String, Cost>,
    /// By room.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rooms: BTreeMap<String, Cost>,
}

/// A thematic track: sessions that share an audience, and often a room.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// Identifier.
    pub id: Id,
    /// Name to print.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Who chairs it (rule `track-chairs-clash`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chairs: Vec<Id>,
    /// Slots and rooms in which it should not meet (rules `unwanted-track-slot` and `unwanted-track-room`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub costs: Costs,
}

/// Two tracks that should not meet in the same slot (rule `similar-tracks`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimilarTracks {
    /// The two.
    pub tracks: [Id; 2],
    /// What it costs, for each room of the one and each room of the other.
    pub cost: Cost,
}
