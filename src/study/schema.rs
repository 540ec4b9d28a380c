//! The study as an analyst writes it: format `plenary-study/1`.
//!
//! These types are the source of the JSON Schema and of the messages about shape. A study names instances, variants of
//! them, designs that make further variants, engines, seeds and limits; everything is combined with everything.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::instance::schema::{Change, Id, Level, PackName};

/// The format tag of the studies that this version reads.
pub const FORMAT: &str = "plenary-study/1";

/// A study: what is to be compared, and how it is run.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Study {
    /// Always `plenary-study/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: String,
    /// Optional pointer to the JSON Schema, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Short identifier.
    pub id: Id,
    /// What the study asks, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The conferences.
    #[schemars(length(min = 1, max = 10000))]
    pub instances: Vec<InstanceFile>,
    /// Named changes. Each runs by itself, and designs combine them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub variants: Vec<Variant>,
    /// Sets of variants that are made from factors. The instance as written always runs, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub designs: Vec<Design>,
    /// What solves; the portfolio on one thread when absent.
    #[serde(default = "portfolio")]
    #[schemars(length(min = 1, max = 100))]
    pub engines: Vec<EngineSpec>,
    /// Seeds; 1 when absent.
    #[serde(default = "first_seed")]
    #[schemars(length(min = 1, max = 10000))]
    pub seeds: Vec<u64>,
    /// How long each run lasts.
    #[schemars(length(min = 1, max = 100))]
    pub limits: Vec<Limit>,
    /// Seed of the random order in which cells run, and of every bootstrap in the report.
    #[serde(default = "one")]
    pub order_seed: u64,
    /// How often the reference cell (first instance as written, first engine, limit and seed) runs again, spread over the
    /// study, so that one sees how much of a difference is noise of the machine.
    #[serde(default)]
    #[schemars(range(max = 10000))]
    pub reference_repeats: u32,
}

/// A conference of a study.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceFile {
    /// What the study calls it.
    pub id: Id,
    /// Where it is: in any format that can be read, relative to the study file.
    pub path: String,
}

/// A named set of changes to rules and resources, made in this order: variants of the instance's own, `with`, `changes`,
/// `resources`, `pack`, `set`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What the study calls it.
    pub id: Id,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The instances of the study for which it is meant; all when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<Id>,
    /// Variants of this study that are made first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<Id>,
    /// Variants that the instance itself defines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instance_variants: Vec<Id>,
    /// Changes of values, as in the `variants` of an instance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// More or fewer booths, rooms, days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resources: Option<Resources>,
    /// The rule pack on whose terms interpreters work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackName>,
    /// Level, weight or parameters of rules: `"overflow.weight": 5`, `"topic-clash.level": "soft"`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, SetTo>,
    /// When true it does not run by itself, only as a part of others.
    #[serde(default, skip_serializing_if = "is_false")]
    pub part: bool,
}

/// What a setting is set to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum SetTo {
    /// A weight or a parameter.
    Number(i64),
    /// A level, or a number as text.
    Text(String),
}

impl std::fmt::Display for SetTo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            SetTo::Number(number) => number.fmt(f),
            SetTo::Text(text) => text.fmt(f),
        }
    }
}

/// Changes of what there is. Whatever refers to something that is gone is taken out with it: a session pinned to a room
/// that is closed is pinned no more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resources {
    /// So many mobile booths more; fewer, when negative.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schemars(range(min = -1000, max = 1000))]
    pub mobile_booths: i32,
    /// Rooms that cannot be used at all; joined rooms made of them go, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_rooms: Vec<Id>,
    /// For each of these rooms one more that is like it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub another_room_like: Vec<Id>,
    /// Days on which nothing takes place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_days: Vec<Id>,
    /// Slots that are not used: a day that ends sooner.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_slots: Vec<Id>,
    /// Interpreters who do not come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_interpreters: Vec<Id>,
}

/// How factors are combined into variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DesignKind {
    /// The instance as written with one factor switched: a rule that is on goes off, one that is off goes on, a variant
    /// is made.
    OneAtATime,
    /// All factors, and all but each: rules are on unless they are the one, variants are made unless they are the one.
    AllButOne,
    /// None of the factors, and each of them alone: of the rules that are named, only the one is on.
    OneAlone,
    /// Every subset of the factors: rules on or off, variants made or not.
    Factorial,
    /// One setting or value, one level after the other.
    Sweep,
}

/// A set of variants that is made from factors.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Design {
    /// What the study calls it.
    pub id: Id,
    /// How the factors are combined.
    pub kind: DesignKind,
    /// Rules as factors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<RuleChoice>,
    /// Variants of this study as factors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub variants: Vec<Id>,
    /// Of a sweep: the rule setting, such as `overflow.weight`, or the path of a value, such as `/mobile_booths/count`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Of a sweep: what it is set to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub values: Vec<Value>,
    /// Of a factorial design: also say how the change of the objective is shared out among the factors (Shapley).
    #[serde(default, skip_serializing_if = "is_false")]
    pub shares: bool,
}

/// Which rules are factors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RuleChoice {
    /// A group of rules, found in the registry when the study runs.
    Group(RuleGroup),
    /// Rules by name.
    Named(Vec<String>),
}

/// A group of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleGroup {
    /// Every rule that there is.
    Every,
    /// The rules that are on in the first instance.
    On,
    /// The rules that are hard in the first instance.
    Hard,
    /// The rules that are medium or soft in the first instance.
    Wishes,
}

impl RuleGroup {
    /// Whether a rule on this level belongs to the group.
    #[must_use]
    pub fn has(self, level: Level) -> bool {
        match self {
            RuleGroup::Every => true,
            RuleGroup::On => level != Level::Off,
            RuleGroup::Hard => level == Level::Hard,
            RuleGroup::Wishes => matches!(level, Level::Medium | Level::Soft),
        }
    }
}

/// An engine, or a solver of somebody else's.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EngineSpec {
    /// What the study calls it.
    pub id: Id,
    /// Which of our engines; the portfolio when absent.
    #[serde(default)]
    pub engine: EngineName,
    /// Threads; 1 when absent.
    #[serde(default = "one_thread")]
    #[schemars(range(min = 1, max = 1024))]
    pub threads: u16,
    /// What the search does without (`plenary solve --help` lists it).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// Another solver, instead of an engine: its command, word by word. `{model}` is a file in MPS format that it reads,
    /// `{solution}` the file into which it writes a line `column value` for every column that is not zero; `{seconds}`,
    /// `{threads}` and `{seed}` are what they say. A line `bound NUMBER` on its standard output is its bound.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub command: Vec<String>,
}

/// Our engines by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EngineName {
    /// All of them together.
    #[default]
    Portfolio,
    /// Local search: finds, proves nothing.
    Search,
    /// The mixed-integer program.
    Mip,
    /// Parts of a timetable set free, one after the other.
    Parts,
    /// A search, then the bounds of slot patterns.
    Columns,
}

/// When a run stops.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What the study calls it.
    pub id: Id,
    /// Stop after so many seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.001, max = 10000000.0))]
    pub seconds: Option<f64>,
    /// Stop after so much work: the same on every machine (`plenary solve --work-limit`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub work: Option<u64>,
    /// Stop at this gap, as a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub gap: Option<f64>,
}

/// The JSON Schema (draft 2020-12) of the format. The same in every run.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = schemars::schema_for!(Study).to_value();
    schema["title"] = Value::String(FORMAT.to_owned());
    schema
}

fn portfolio() -> Vec<EngineSpec> {
    vec![EngineSpec {
        id: Id::from("portfolio"),
        engine: EngineName::Portfolio,
        threads: 1,
        without: Vec::new(),
        command: Vec::new(),
    }]
}
fn first_seed() -> Vec<u64> {
    vec![1]
}
fn one() -> u64 {
    1
}
fn one_thread() -> u16 {
    1
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_false(value: &bool) -> bool {
    !*value
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_zero(value: &i32) -> bool {
    *value == 0
}
