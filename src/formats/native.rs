//! What an instance's own format makes of a timetable.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{cosplib, optaplanner, orbel};

/// The score of a timetable by the format of its instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum NativeScore {
    /// Of the folder format of ORBEL.
    Orbel(orbel::Measures),
    /// Of the workbook of CoSPLib.
    Cosplib(cosplib::Score),
    /// Of the workbook of the conference scheduling example of OptaPlanner.
    Optaplanner(optaplanner::Score),
}
