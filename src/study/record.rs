//! What is kept of a run: format `plenary-cell/1`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::formats::timetable_json::{RuleLine, Status, StopReason, TimetableFile};
use crate::timetable::Score;

/// The format tag of cells.
pub const FORMAT: &str = "plenary-cell/1";

/// A run, as it went.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Always `plenary-cell/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: String,
    /// The key of the cell.
    pub key: String,
    /// What is known.
    pub status: Status,
    /// Why the run ended.
    pub stop_reason: StopReason,
    /// The score, as the verifier found it in what was written and read again; absent without a timetable.
    pub score: Option<Score>,
    /// No timetable scores less.
    pub bound: Option<Score>,
    /// What every rule finds, those that are off included (their penalty is 0).
    pub rules: Vec<RuleLine>,
    /// Seconds that the engines ran.
    pub wall_seconds: f64,
    /// Seconds for reading and stating the problem before.
    pub setup_seconds: f64,
    /// Processor seconds of the run, all threads; absent where several runs shared a process.
    pub cpu_seconds: Option<f64>,
    /// The most memory that was resident, in KiB; absent where several runs shared a process.
    pub peak_memory_kib: Option<i64>,
    /// Incumbents and bounds, in order.
    pub trace: Vec<Step>,
    /// Nodes of the MIP's search tree.
    pub nodes: i64,
    /// Candidates that local search priced.
    pub evaluations: u64,
    /// The cores that the run was held to; empty where it was not.
    pub cores: Vec<usize>,
    /// The machine: processor and system.
    pub machine: String,
    /// What was said of another solver's run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The timetable: placements and staffing only.
    pub timetable: Option<TimetableFile>,
}

#[cfg(test)]
impl Record {
    /// A run that took a second and found nothing, for tests to fill in.
    pub(super) fn blank() -> Self {
        Self {
            format: FORMAT.to_owned(),
            key: "k".to_owned(),
            status: Status::Unknown,
            stop_reason: StopReason::Time,
            score: None,
            bound: None,
            rules: Vec::new(),
            wall_seconds: 1.0,
            setup_seconds: 0.0,
            cpu_seconds: None,
            peak_memory_kib: None,
            trace: Vec::new(),
            nodes: 0,
            evaluations: 0,
            cores: Vec::new(),
            machine: String::new(),
            note: None,
            timetable: None,
        }
    }
}

/// An incumbent or a bound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Seconds since the engines began.
    pub seconds: f64,
    /// The engine that found it.
    pub engine: String,
    /// A timetable of this score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incumbent: Option<Score>,
    /// No timetable scores less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Score>,
}

/// The JSON Schema of cells.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(Record).to_value();
    schema["title"] = Value::String(FORMAT.to_owned());
    schema
}
