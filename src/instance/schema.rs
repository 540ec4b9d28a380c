//! The instance as a planner writes it: format `plenary-instance/1`.
//!
//! These types are the single source of the JSON Schema (`plenary schema`), of the error messages about shape, and of
//! the documentation of the format. They hold names and civil times, nothing dense; [`crate::problem`] makes numbers
//! of them. Every struct refuses unknown fields.

mod about;
mod costs;
mod interpretation;
mod rules;
mod ties;

pub use about::About;
pub use costs::{Cost, Costs, SimilarTracks, Track};
pub use interpretation::{
    Combination, Direction, Fees, Interpretation, InterpretationMode, InterpretationTerms, Interpreter, MobileBooths,
    PackName, Receivers, Regime, Service, ServiceKind,
};
pub use rules::{Change, Level, RuleConfig, Variant};
pub use ties::{Group, Order, Relation, Selector, Series};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format tag of the instances that this version reads and writes.
pub const FORMAT: &str = "plenary-instance/1";

/// A conference to be scheduled.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Instance {
    /// Always `plenary-instance/1`.
    #[schemars(extend("const" = FORMAT))]
    pub format: String,
    /// Optional pointer to the JSON Schema, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Short identifier of the conference, such as `ccr2018`.
    pub id: Id,
    /// Title of the conference.
    pub title: Text,
    /// IANA time zone of the venue, such as `America/Toronto`; every time in the file is local to it.
    pub time_zone: String,
    /// Languages that the conference works in, as BCP-47 tags (`en`, `fr`, `es`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Id>,
    /// Where the facts come from: JSON pointer (with `*` for "every") to its source. The longest match holds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub provenance: BTreeMap<String, Provenance>,
    /// The days of the conference, in order.
    #[schemars(length(min = 1, max = 60))]
    pub days: Vec<Day>,
    /// The time slots: where sessions may start, and by when they must end.
    #[schemars(length(min = 1, max = 10000))]
    pub slots: Vec<Slot>,
    /// The rooms.
    #[schemars(length(min = 1, max = 2000))]
    pub rooms: Vec<Room>,
    /// Walking times between rooms and venues.
    #[serde(default, skip_serializing_if = "is_default")]
    pub walking: Walking,
    /// The stock of mobile interpretation booths.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mobile_booths: MobileBooths,
    /// The kinds of session and what they block.
    #[schemars(length(min = 1, max = 200))]
    pub kinds: Vec<Kind>,
    /// Thematic tracks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<Track>,
    /// Tracks that should not meet in the same slot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100000))]
    pub similar_tracks: Vec<SimilarTracks>,
    /// Topics; sessions that share one must not run in parallel (rule `topic-clash`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Label>,
    /// Speakers, chairs and other people whose presence a session needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100000))]
    pub people: Vec<Person>,
    /// Interpreters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10000))]
    pub interpreters: Vec<Interpreter>,
    /// How interpreters work.
    #[serde(default, skip_serializing_if = "is_default")]
    pub interpretation: InterpretationTerms,
    /// Sign languages and captions: what people listen to with their eyes. Sessions name them beside languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100))]
    pub services: Vec<Service>,
    /// What is to be scheduled.
    #[schemars(length(min = 1, max = 20000))]
    pub sessions: Vec<Session>,
    /// Orders between groups of sessions: everything in `before` ends before anything in `after` starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
    /// Series: sessions that follow one another without another start between them, in one room.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// Groups of sessions that must be together or apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// People who attend and what they wish to see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 200000))]
    pub attendees: Vec<Attendee>,
    /// Level, weight and parameters of rules, by rule id; what is absent keeps its default (`plenary rules`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<String, RuleConfig>,
    /// Named sets of changes to this instance (`--variant`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
}

/// An identifier: letters, digits, `-`, `_`, `.`; unique within its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Id(#[schemars(regex(pattern = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"))] pub String);

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Self {
        Id(text.to_owned())
    }
}

/// Text, plain or by language tag: `"Youth"` or `{"en": "Youth", "fr": "Jeunes"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Text {
    /// The same text in every language.
    Plain(String),
    /// One text for each language tag.
    ByLanguage(BTreeMap<String, String>),
}

impl Text {
    /// The text in `language`, else in English, else in the first language given.
    pub fn in_language(&self, language: &str) -> &str {
        match self {
            Text::Plain(text) => text,
            Text::ByLanguage(texts) => texts
                .get(language)
                .or_else(|| texts.get("en"))
                .or_else(|| texts.values().next())
                .map_or("", String::as_str),
        }
    }
}

/// Where a fact comes from.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Whether a source says so, it follows from one, or it is our assumption.
    pub status: ProvenanceStatus,
    /// The source, or one line of reasoning.
    pub note: String,
}

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProvenanceStatus {
    /// A source says so.
    Source,
    /// Arithmetic or logic on sourced facts.
    Derived,
    /// Ours: plausible, not known.
    Assumed,
}

/// A day of the conference.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// Identifier, such as `thu`.
    pub id: Id,
    /// Calendar date, `YYYY-MM-DD`.
    pub date: String,
    /// Title to print; the date when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
}

/// A time of day on a conference day, `HH:MM`; hours from 24 on mean after midnight (`25:30` is half past one).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Clock(#[schemars(regex(pattern = r"^([0-3][0-9]|4[0-7]):[0-5][0-9]$"))] pub String);

impl Clock {
    /// Minutes after the local midnight that begins the day, or `None` if the text is not `HH:MM`.
    pub fn minutes(&self) -> Option<i32> {
        let (hours, minutes) = self.0.split_once(':')?;
        let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
        ((0..48).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
    }
}

/// A time slot. A session starts at `start` (or, with `every`, at `start`, `start + every`, …) and ends by `end`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Identifier, such as `thu-1`.
    pub id: Id,
    /// The day it belongs to.
    pub day: Id,
    /// First allowed start.
    pub start: Clock,
    /// Time by which a session in this slot has ended.
    pub end: Clock,
    /// Distance of further allowed starts in minutes; absent: one start only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1440))]
    pub every: Option<u32>,
    /// Kinds of session that may be placed here; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Id>,
    /// Free tags (`early`, `prime-time`, …) that sessions and people refer to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Id>,
    /// What it costs to use a room in this slot, by room (rule `unwanted-slot-room`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub room_costs: BTreeMap<String, Cost>,
    /// Title to print.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
}

/// A stretch of time: one day or every day, whole or in part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The day; absent: every day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Id>,
    /// From when; absent: from the beginning of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Clock>,
    /// Until when; absent: to the end of the day, which is midnight or the end of its last slot, whichever is later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Clock>,
}

/// A room.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// Identifier, such as `room-b`.
    pub id: Id,
    /// Name to print; the id when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The venue or building it stands in (see `walking`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Id>,
    /// Seats.
    #[schemars(range(max = 1000000))]
    pub seats: u32,
    /// Sessions it can hold at the same time (posters, stands); 1 when absent.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1, max = 1000))]
    pub parallel: u32,
    /// Equipment, matched by a session's `needs`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<Id>,
    /// Free tags that sessions refer to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Id>,
    /// Whether it can be reached without steps; true when absent.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub step_free: bool,
    /// When it cannot be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Window>,
    /// Slots whose sessions cannot use it; sessions of other slots can, even if they run at the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed_slots: Vec<Id>,
    /// Built-in interpretation booths.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(max = 100))]
    pub booths: u32,
    /// Mobile booths that fit into it; 0 when absent.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(max = 100))]
    pub mobile_booths: u32,
    /// Rooms that this one is made of: while it is in use they are in use, and the other way round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joins: Vec<Id>,
}

/// Walking times in minutes; symmetric, zero within a room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Walking {
    /// Between two rooms of one venue.
    #[serde(default)]
    #[schemars(range(max = 1440))]
    pub within_venue: u32,
    /// Between two rooms of different venues.
    #[serde(default)]
    #[schemars(range(max = 1440))]
    pub between_venues: u32,
    /// Exceptions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<WalkingPair>,
}

/// The walking time between two rooms or two venues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkingPair {
    /// A room or a venue.
    pub from: Id,
    /// A room or a venue.
    pub to: Id,
    /// Minutes on foot.
    #[schemars(range(max = 1440))]
    pub minutes: u32,
}

/// A kind of session.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Identifier: `plenary`, `preliminary`, `workshop`, `caucus`, `networking`, `working-group`, `social`, `break`, …
    pub id: Id,
    /// Name to print.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Kinds of which nothing may run while a session of this kind runs; `*` means every session.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<String>,
}

/// A topic.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Identifier.
    pub id: Id,
    /// Name to print.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
}

/// Somebody whose presence a session needs.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Identifier, such as `speaker-017`.
    pub id: Id,
    /// Name to print; the id when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Languages spoken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Id>,
    /// When they are not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<Window>,
    /// Slots in which they have no session; in other slots they can, even if those run at the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away_slots: Vec<Id>,
    /// Most minutes in sessions on one day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 2880))]
    pub max_minutes_per_day: Option<u32>,
    /// Pause between two of their sessions, in minutes, walking not included; the rule's default when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1440))]
    pub pause_minutes: Option<u32>,
    /// Needs rooms that can be reached without steps.
    #[serde(default, skip_serializing_if = "is_default")]
    pub step_free: bool,
    /// What the slots of their sessions must, should, should not or must not be tagged with.
    #[serde(default, skip_serializing_if = "is_default")]
    pub slot_tags: Tags,
    /// The same for rooms.
    #[serde(default, skip_serializing_if = "is_default")]
    pub room_tags: Tags,
}

/// Demands on tags.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tags {
    /// Must be there (rule `wrong-tag`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<Id>,
    /// Must not be there (rule `wrong-tag`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prohibited: Vec<Id>,
    /// Should be there (rule `unwanted-tag`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preferred: Vec<Id>,
    /// Should not be there (rule `unwanted-tag`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undesired: Vec<Id>,
}

/// A session to be placed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Identifier, such as `workshop-detention`.
    pub id: Id,
    /// Title.
    pub title: Text,
    /// Subtitle or full title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<Text>,
    /// Kind.
    pub kind: Id,
    /// Duration in minutes.
    #[schemars(range(min = 1, max = 2880))]
    pub minutes: u32,
    /// Minutes that its room is taken before it starts.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(max = 1440))]
    pub setup_minutes: u32,
    /// Minutes that its room is taken after it ends.
    #[serde(default, skip_serializing_if = "is_default")]
    #[schemars(range(max = 1440))]
    pub teardown_minutes: u32,
    /// Track.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<Id>,
    /// Its place among the sessions of its track, counted from 1 (rule `track-order`); any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 20000))]
    pub place_in_track: Option<u32>,
    /// Slots and rooms in which it should not be (rules `unwanted-slot` and `unwanted-room`).
    #[serde(default, skip_serializing_if = "is_default")]
    pub costs: Costs,
    /// What it costs those who join from afar, by slot: when it is night where they are (rule `odd-hours`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub odd_hours: BTreeMap<String, Cost>,
    /// Topics.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Id>,
    /// What it is about and whom it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub about: About,
    /// Speakers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<Id>,
    /// Chairs and moderators.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chairs: Vec<Id>,
    /// Whether it takes place in a room of the list; false for walks and lunches elsewhere. True when absent.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub in_room: bool,
    /// Seats without which it cannot take place (rule `room-too-small`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1000000))]
    pub min_seats: Option<u32>,
    /// Expected attendance (rule `overflow`); where absent, the number of attendees who wish it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1000000))]
    pub expected: Option<u32>,
    /// Room features that it needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Id>,
    /// Needs a room that can be reached without steps.
    #[serde(default, skip_serializing_if = "is_default")]
    pub step_free: bool,
    /// Demands on the tags of its slot.
    #[serde(default, skip_serializing_if = "is_default")]
    pub slot_tags: Tags,
    /// Demands on the tags of its room.
    #[serde(default, skip_serializing_if = "is_default")]
    pub room_tags: Tags,
    /// Present when it may be left out: what it is worth (rule `left-out`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 1000000))]
    pub optional_value: Option<u32>,
    /// Languages spoken on the floor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub floor: Vec<Id>,
    /// Interpretation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpretation: Option<Interpretation>,
    /// A fixed time, room, or both (rule `pin-moved`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
    /// The published placement and what it costs to leave it (rule `published-moved`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Pin>,
    /// What the session was asked to produce (`resources`, `advocacy`, `collaboration`, …); printed only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Id>,
}

/// A place and time, whole or in part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The day, with `start`; alone: any start on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Id>,
    /// The start on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Clock>,
    /// The room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<Id>,
}

/// Somebody who attends, or several people with the same wishes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attendee {
    /// Identifier, such as `attendee-203`.
    pub id: Id,
    /// The speaker or chair who they are, if they are one (rules `audience-across-rooms` and `audience-overlap`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Id>,
    /// How many people this entry stands for; 1 when absent.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1, max = 100000))]
    pub count: u32,
    /// Groups they belong to (`youth`, `abroad`, `funded`, …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Id>,
    /// Languages understood, signed ones and captions included; empty: not known, and then everything can be followed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Id>,
    /// The sessions wished, each with its weight.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub wishes: BTreeMap<String, Weight>,
}

/// A weight from 1 to 1000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Weight(#[schemars(range(min = 1, max = 1000))] pub u32);

fn one() -> u32 {
    1
}
fn yes() -> bool {
    true
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_one(n: &u32) -> bool {
    *n == 1
}
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_yes(b: &bool) -> bool {
    *b
}
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
