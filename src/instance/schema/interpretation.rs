//! Interpretation as a planner writes it: who listens to what, booths, interpreters, and the terms they work on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Id, Window, is_default};

/// Interpretation of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interpretation {
    /// Languages and services (sign language, captions) that can be followed besides the floor.
    #[schemars(length(min = 1, max = 60))]
    pub into: Vec<Id>,
    /// Whether it must be there.
    #[serde(default)]
    pub mode: InterpretationMode,
    /// Whether who listens may also speak.
    #[serde(default, skip_serializing_if = "is_default")]
    pub regime: Regime,
    /// What each language and service of `into` is worth when `mode` is `optional` (rule `not-interpreted`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1000000))]
    pub value: Option<u32>,
    /// Whether interpreters work from elsewhere: no booth stands in the room. The conference's term when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<bool>,
}

/// Whether interpretation must be there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InterpretationMode {
    /// Into all of `into`.
    #[default]
    Required,
    /// Into those of `into` that are worth it: a decision.
    Optional,
}

/// Who may speak in which language (European Commission, SCIC, *Language regime*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Regime {
    /// The floor speaks its languages; the others are listened to only.
    #[default]
    Asymmetric,
    /// Every language that can be listened to may also be spoken, and every language spoken can be listened to.
    Symmetric,
}

/// A service that people follow with their eyes. It has a team on the floor and needs no booth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Identifier, such as `asl` or `captions-en`; sessions, interpreters and attendees name it as they name a language.
    pub id: Id,
    /// What it is.
    pub kind: ServiceKind,
    /// People who do it together.
    #[serde(default = "two")]
    #[schemars(range(min = 1, max = 10))]
    pub team: u32,
    /// Minutes before the start by which they are there.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(max = 1440))]
    pub lead_minutes: u32,
    /// Feature that a room must have: the place for signers, two metres square and within ten metres of who watches
    /// them (AIIC Sign Language Network), or the screen for captions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_feature: Option<Id>,
}

/// Kinds of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceKind {
    /// Sign language; turns of about fifteen minutes.
    Sign,
    /// Captions typed by a provider (CART), one room at a time.
    Captions,
}

/// The stock of mobile booths. A booth is busy from set-up to strike; it stays where it stands when the next session
/// there needs it before it would be struck.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MobileBooths {
    /// How many there are.
    #[serde(default)]
    #[schemars(range(max = 1000))]
    pub count: u32,
    /// Minutes to set one up before a session.
    #[serde(default)]
    #[schemars(range(max = 1440))]
    pub setup_minutes: u32,
    /// Minutes to strike one after a session.
    #[serde(default)]
    #[schemars(range(max = 1440))]
    pub strike_minutes: u32,
    /// Seats that each one takes from its room.
    #[serde(default)]
    #[schemars(range(max = 1000))]
    pub seats_lost: u32,
    /// Times on one day that a booth is set up somewhere, at most; absent: any number (rule `booth-moves`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 10000))]
    pub max_moves_per_day: Option<u32>,
}

/// An interpreter, of spoken or signed languages, or a captioner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interpreter {
    /// Identifier, such as `interpreter-04`.
    pub id: Id,
    /// What they work from and into, one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 600))]
    pub directions: Vec<Direction>,
    /// The same by classes of language: out of all into A, out of A into B.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combination: Option<Combination>,
    /// The booth they sit in when they can, by its language (rule `foreign-booth`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_booth: Option<Id>,
    /// When they are not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<Window>,
    /// Most minutes in booths on one day, if fewer than the terms of the conference allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 2880))]
    pub max_minutes_per_day: Option<u32>,
    /// What they are paid, where it differs from the conference's terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Fees>,
    /// Whether they come from elsewhere: then no day is a half-day, and `travel` is paid once.
    #[serde(default, skip_serializing_if = "is_default")]
    pub travels: bool,
}

/// A direction of interpretation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Direction {
    /// Language heard.
    pub from: Id,
    /// Language spoken or signed.
    pub into: Id,
}

/// A language combination in the classes of AIIC: A, the mother tongue; B, another active language; C, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Combination {
    /// Worked into from all the others.
    #[schemars(length(min = 1, max = 60))]
    pub a: Vec<Id>,
    /// Worked into from the A languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 60))]
    pub b: Vec<Id>,
    /// Worked out of only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 60))]
    pub c: Vec<Id>,
}

impl Interpreter {
    /// Every direction, written one by one or by class, as (from, into), ascending and distinct.
    pub fn all_directions(&self) -> Vec<(&Id, &Id)> {
        let mut all: Vec<(&Id, &Id)> = self.directions.iter().map(|d| (&d.from, &d.into)).collect();
        if let Some(Combination { a, b, c }) = &self.combination {
            all.extend(a.iter().flat_map(|into| a.iter().chain(b).chain(c).map(move |from| (from, into))));
            all.extend(b.iter().flat_map(|into| a.iter().map(move |from| (from, into))));
        }
        all.retain(|(from, into)| from != into);
        all.sort();
        all.dedup();
        all
    }
}

/// How interpreters work. What the rule pack says, it says; the other fields say what it leaves open. Without a pack
/// they say all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InterpretationTerms {
    /// The rule pack (`plenary packs`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackName>,
    /// People in each booth, where the pack does not say. When absent: 2 without a pack, 1 where a pack is silent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 10))]
    pub team: Option<u32>,
    /// Booth minutes on one day that teams are made strong enough for, where the pack's teams grow with the hours;
    /// absent: the length of each session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 2880))]
    pub team_for_minutes: Option<u32>,
    /// Most minutes in booths per interpreter and day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 2880))]
    pub max_minutes_per_day: Option<u32>,
    /// Most minutes from the start of work to the next break.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 2880))]
    pub max_stretch_minutes: Option<u32>,
    /// Least minutes without work that make a break.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1440))]
    pub break_minutes: Option<u32>,
    /// Minutes before the start by which interpreters are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1440))]
    pub lead_minutes: Option<u32>,
    /// Whether a language may reach a booth over one other booth; true when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relay: Option<bool>,
    /// Whether interpreters work from elsewhere, so that no booth stands in any room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<bool>,
    /// What interpreters are paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Fees>,
    /// What is paid for each interpreted session beyond the first that runs at the busiest moment of a day: the team is
    /// split (rule `split-teams`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1000000))]
    pub split_fee: Option<u32>,
    /// The stock of receivers; absent: as many as it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receivers: Option<Receivers>,
}

/// A rule pack: the working conditions that an association or an institution publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PackName {
    /// AIIC, Professional Standards, table of team strength.
    AiicTable,
    /// AIIC Canada and ATIO.
    AiicCanada,
    /// APIC, Portugal.
    Apic,
    /// AICE, Spain.
    Aice,
    /// United Nations.
    Un,
    /// Remote simultaneous interpretation, as at UN Nairobi.
    Rsi,
}

/// What an interpreter is paid for a day, in whole units of currency, by steps of presence: from the first start, less
/// the minutes of presence before it, to the last end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fees {
    /// A day.
    #[schemars(range(max = 1000000))]
    pub day: u32,
    /// A half-day; absent: every day is a whole one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1000000))]
    pub half_day: Option<u32>,
    /// Minutes of presence that a half-day covers.
    #[serde(default = "four_hours")]
    #[schemars(range(min = 1, max = 2880))]
    pub half_day_minutes: u32,
    /// Minutes of presence that a day covers.
    #[serde(default = "eight_hours")]
    #[schemars(range(min = 1, max = 2880))]
    pub day_minutes: u32,
    /// Each hour begun beyond a day.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(max = 1000000))]
    pub overtime_hour: u32,
    /// Once for everybody who travels and works.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(max = 1000000))]
    pub travel: u32,
}

/// Receivers with which the audience listens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receivers {
    /// How many there are.
    #[schemars(range(max = 1000000))]
    pub count: u32,
    /// Minutes before the start and after the end for which they are bound by handing out and collecting.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(max = 1440))]
    pub handling_minutes: u32,
}

fn two() -> u32 {
    2
}
fn four_hours() -> u32 {
    240
}
fn eight_hours() -> u32 {
    480
}
