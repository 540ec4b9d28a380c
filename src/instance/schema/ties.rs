//! What ties sessions to one another: orders, series and groups, and how sessions are named in them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, yes};

/// Sessions by id, kind, track or topic; a session is meant when any of the lists names it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Sessions by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<Id>,
    /// Every session of these kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Id>,
    /// Every session of these tracks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<Id>,
    /// Every session on these topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Id>,
}

/// Everything in `before` ends before anything in `after` starts (rule `order-broken`).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Identifier.
    pub id: Id,
    /// The earlier sessions.
    pub before: Selector,
    /// The later sessions.
    pub after: Selector,
    /// Least minutes between the end of the earlier and the start of the later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 100000))]
    pub min_gap: Option<u32>,
    /// Most minutes between the end of the earlier and the start of the later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 100000))]
    pub max_gap: Option<u32>,
}

/// Sessions that follow one another in one room (rule `series-broken`).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Identifier.
    pub id: Id,
    /// The sessions, in order.
    #[schemars(length(min = 2, max = 1000))]
    pub sessions: Vec<Id>,
    /// Most minutes between the end of one and the start of the next.
    #[serde(default)]
    #[schemars(range(max = 100000))]
    pub max_gap: u32,
    /// Whether they share a room; true when absent.
    #[serde(default = "yes")]
    pub same_room: bool,
}

/// A group of sessions that must be together or apart (rule `group-broken`).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Identifier.
    pub id: Id,
    /// Its sessions.
    pub sessions: Selector,
    /// What must hold for every pair of them.
    pub must: Relation,
}

/// What must hold for every pair of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// On the same day.
    SameDay,
    /// On different days.
    DifferentDay,
    /// At the same start.
    SameStart,
    /// Not overlapping in time.
    NotParallel,
    /// In the same room.
    SameRoom,
    /// In different rooms.
    DifferentRoom,
}
