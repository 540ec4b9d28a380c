//! What sessions are about and whom they are for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, is_default};

/// What a session is about and whom it is for. Labels are free: sessions that share one have it in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Themes: thematic tracks of which a session may have several (rules `theme-clash`, `theme-room-change`,
    /// `scattered-themes`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<Id>,
    /// Sectors or industries (rule `sector-clash`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<Id>,
    /// Contents: what is taught (rules `content-clash`, `content-before-basics`, `scattered-themes`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contents: Vec<Id>,
    /// Types of audience (rules `audience-apart`, `theme-audience-clash`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<Id>,
    /// How much it takes for granted: 1 for beginners, more for those who know more (rules `content-before-basics`,
    /// `level-apart`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1000000))]
    pub level: Option<u32>,
    /// Whether it draws a crowd that has to be steered (rule `crowds`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub draws_crowd: bool,
}
