//! Why there is no timetable, and what would make one.
//!
//! [`why`] looks for what explains itself first ([`Proof`]: a session with nowhere to go, more sessions than places, hours
//! that do not suffice), then for **cores**: sets of facts that leave no timetable, and of which every one is needed. A
//! [`Fact`] is an edit of the instance, told in the planner's words: a session that takes place, a speaker's absence, a
//! pin, a topic, a rule. So neither rules nor engines know of explanations, and every claim is a solve: without the fact
//! there is a timetable, with it there is none. [`Repair`]s are edits too, cheapest first, each verified by solving.
//!
//! [`prices()`] bounds what each rule and pin costs.
//!
//! What time cuts short is said: a fact of which nothing was proved, a repair that was not verified.

mod actions;
mod cores;
mod edit;
mod facts;
mod minimise;
mod oracle;
mod prices;
mod proofs;
mod repairs;
mod strict;
#[cfg(test)]
mod tests;
mod why;
mod witness;
mod words;

use schemars::JsonSchema;
use serde::Serialize;

pub use cores::Core;
pub use facts::Fact;
pub use prices::{Price, Prices, prices};
pub use proofs::Proof;
pub use repairs::{Action, Repair, Standing};
pub use why::{Options, why};

/// The format tag of explanations.
pub const FORMAT: &str = "plenary-explanation/1";

/// Why there is no timetable, or that there is one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Explanation {
    /// Always `plenary-explanation/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: &'static str,
    /// The conference.
    pub instance: String,
    /// What makes it another than its file says, as typed: variants, pack, rules, changes of the instance.
    pub what_if: Vec<String>,
    /// Whether there is a timetable.
    pub status: Verdict,
    /// What shows by counting that there is none, if anything does.
    pub proofs: Vec<Proof>,
    /// Sets of facts that leave no timetable.
    pub cores: Vec<Core>,
    /// Whether it is proved that every set of facts that leaves no timetable contains one of `cores`.
    pub complete: bool,
    /// What would make a timetable, the least effort first.
    pub repairs: Vec<Repair>,
    /// What was cut short, in words.
    pub cut_short: Vec<String>,
    /// How many conferences were solved for this, each with some facts less or some repairs more.
    pub solves: usize,
    /// Seconds in all; absent where they are not wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wall_seconds: Option<f64>,
}

/// Whether there is a timetable that keeps all hard rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// There is one.
    Feasible,
    /// There is none, and that is proved.
    Infeasible,
    /// Neither was found out in the time given.
    Unknown,
}

/// The JSON Schema of explanations.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Explanation).to_value();
    schema["title"] = serde_json::Value::String(FORMAT.to_owned());
    schema
}
