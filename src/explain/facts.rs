//! The facts of a conference: what a planner said that may be the reason why there is no timetable.
//!
//! A fact is an edit of the instance, told in the planner's words, with the place in the file where it stands. Without it
//! the conference asks for less, never for more.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::edit::Edit;
use super::strict::{Strict, is_hard};
use super::words;
use crate::instance::schema::{Id, Instance, Level, Tags, Window};
use crate::rules::{RULES, RuleSet};

/// A fact of a conference.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Fact {
    /// What it is: `session`, `rule`, `away`, `pin`, …
    pub kind: &'static str,
    /// Where it stands in the instance; members of lists are named by their id, as in variants.
    pub pointer: String,
    /// In words.
    pub text: String,
    /// What facts of the same kind have in common, in words, and what is this one's own.
    #[serde(skip)]
    pub(crate) words: (String, String),
    #[serde(skip)]
    pub(crate) edit: Edit,
    #[serde(skip)]
    pub(crate) rules: &'static [&'static str],
}

impl Fact {
    fn new(
        kind: &'static str,
        rules: &'static [&'static str],
        pointer: String,
        words: (String, String),
        edit: Edit,
    ) -> Self {
        let text = if words.1.is_empty() { words.0.clone() } else { format!("{}: {}", words.0, words.1) };
        Self { kind, pointer, text, words, edit, rules }
    }
}

/// Every session that takes place.
pub(crate) fn sessions(instance: &Instance) -> Vec<Fact> {
    let fact = |id: &Id| {
        let words = ("must take place".to_owned(), id.0.clone());
        Fact::new("session", &["unplaced"], format!("/sessions/{id}"), words, Edit::NoSession(id.clone()))
    };
    instance.sessions.iter().map(|session| fact(&session.id)).collect()
}

/// Every hard rule; that sessions take place is said of each of them.
pub(crate) fn rules(strict: &Strict) -> Vec<Fact> {
    let hard = |(position, setting): (usize, &crate::rules::Setting)| {
        let rule = RULES[position];
        let fact = || {
            let words = (words::rule(rule, &strict.instance), String::new());
            Fact::new("rule", &[], format!("/rules/{}", rule.id), words, Edit::RuleOff(position))
        };
        (setting.level == Level::Hard && rule.id != "unplaced").then(fact)
    };
    strict.rules.settings.iter().enumerate().filter_map(hard).collect()
}

/// Everything else that sessions, people, rooms and the programme say, as far as a hard rule looks at it.
pub(crate) fn data(instance: &Instance, rules: &RuleSet) -> Vec<Fact> {
    let mut facts = Vec::new();
    of_sessions(instance, &mut facts);
    of_people(instance, &mut facts);
    of_programme(instance, &mut facts);
    of_interpreters(instance, &mut facts);
    facts.retain(|fact| fact.rules.iter().any(|rule| is_hard(rules, rule)));
    facts
}

const STAFF: &[&str] = &[
    "no-booth",
    "booth-shortage",
    "booth-moves",
    "team-too-small",
    "wrong-booth",
    "language-uncovered",
    "relay-thin",
    "relay-used",
    "interpreter-clash",
    "interpreter-away",
    "interpreter-hours",
    "interpreter-stretch",
    "receivers-short",
    "missing-feature",
    "room-too-small",
];
const PRESENCE: &[&str] = &["person-clash", "person-pause", "person-away", "person-load", "not-step-free", "wrong-tag"];

fn own(stem: impl Into<String>, item: impl std::fmt::Display) -> (String, String) {
    (stem.into(), item.to_string())
}

fn of_sessions(instance: &Instance, facts: &mut Vec<Fact>) {
    for session in &instance.sessions {
        let id = &session.id;
        let at = format!("/sessions/{id}");
        if let Some(pin) = &session.pin {
            if pin.day.is_some() {
                let words = own(format!("pinned to {}", words::moment(pin)), id);
                facts.push(Fact::new("pin", &["pin-moved"], format!("{at}/pin"), words, Edit::FreeTime(id.clone())));
            }
            if let Some(room) = &pin.room {
                let words = own(format!("pinned to {room}"), id);
                let pointer = format!("{at}/pin/room");
                facts.push(Fact::new("pin", &["pin-moved"], pointer, words, Edit::FreeRoom(id.clone())));
            }
        }
        if let Some(seats) = session.min_seats {
            let words = own(words::seats_needed(instance, seats), id);
            let pointer = format!("{at}/min_seats");
            facts.push(Fact::new("seats", &["room-too-small"], pointer, words, Edit::FewerSeats(id.clone())));
        }
        for need in &session.needs {
            let words = own(format!("need a room with {need}"), id);
            let edit = Edit::NoNeed(id.clone(), need.clone());
            facts.push(Fact::new("need", &["missing-feature"], format!("{at}/needs/{need}"), words, edit));
        }
        if session.step_free {
            let (pointer, edit) = (format!("{at}/step_free"), Edit::Steps(id.clone()));
            facts.push(Fact::new("step-free", &["not-step-free"], pointer, own("need a room without steps", id), edit));
        }
        if demands(&session.slot_tags) || demands(&session.room_tags) {
            let words =
                own(format!("{} demands slots or rooms", id), words::tags(&session.slot_tags, &session.room_tags));
            facts.push(Fact::new("tags", &["wrong-tag"], format!("{at}/slot_tags"), words, Edit::NoTags(id.clone())));
        }
        for topic in &session.topics {
            let words = own(format!("on the topic {topic}, so not in parallel"), id);
            let edit = Edit::NoTopic(id.clone(), topic.clone());
            facts.push(Fact::new("topic", &["topic-clash"], format!("{at}/topics/{topic}"), words, edit));
        }
        let mut people: Vec<(&Id, &str)> = session.speakers.iter().map(|person| (person, "speakers")).collect();
        people.extend(session.chairs.iter().map(|person| (person, "chairs")));
        people.sort_by_key(|(person, _)| *person);
        people.dedup_by_key(|(person, _)| *person);
        for (person, list) in people {
            let pointer = format!("{at}/{list}/{person}");
            let edit = Edit::NotNeeded(id.clone(), person.clone());
            facts.push(Fact::new("presence", PRESENCE, pointer, own(format!("{person} is needed at"), id), edit));
        }
        if let Some(wanted) = &session.interpretation {
            let into: Vec<&str> = wanted.into.iter().map(|language| language.0.as_str()).collect();
            let words = own(format!("to be interpreted into {}", into.join(", ")), id);
            let (pointer, edit) = (format!("{at}/interpretation"), Edit::NotInterpreted(id.clone()));
            facts.push(Fact::new("interpretation", STAFF, pointer, words, edit));
        }
    }
}

fn demands(tags: &Tags) -> bool {
    !tags.required.is_empty() || !tags.prohibited.is_empty()
}

fn away(kind: &'static str, rules: &'static [&'static str], at: &str, id: &Id, windows: &[Window]) -> Vec<Fact> {
    let fact = |(position, window): (usize, &Window)| {
        let words = own(format!("{id} is away"), words::window(window));
        Fact::new(kind, rules, format!("{at}/away/{position}"), words, Edit::There(id.clone(), window.clone()))
    };
    windows.iter().enumerate().map(fact).collect()
}

fn of_people(instance: &Instance, facts: &mut Vec<Fact>) {
    for person in &instance.people {
        let id = &person.id;
        let at = format!("/people/{id}");
        facts.extend(away("away", &["person-away"], &at, id, &person.away));
        for slot in &person.away_slots {
            let (words, pointer) =
                (own(format!("{id} is away"), format!("slot {slot}")), format!("{at}/away_slots/{slot}"));
            let edit = Edit::ThereIn(id.clone(), slot.clone());
            facts.push(Fact::new("away", &["person-away"], pointer, words, edit));
        }
        if let Some(minutes) = person.max_minutes_per_day {
            let (words, pointer) =
                (own(format!("at most {minutes} min a day"), id), format!("{at}/max_minutes_per_day"));
            facts.push(Fact::new("hours", &["person-load"], pointer, words, Edit::NoDailyLimit(id.clone())));
        }
        if let Some(minutes) = person.pause_minutes.filter(|&minutes| minutes > 0) {
            let words = own(format!("{minutes} min of pause between sessions"), id);
            let pointer = format!("{at}/pause_minutes");
            facts.push(Fact::new("pause", &["person-pause"], pointer, words, Edit::NoPause(id.clone())));
        }
        if person.step_free {
            let (pointer, edit) = (format!("{at}/step_free"), Edit::Steps(id.clone()));
            facts.push(Fact::new("step-free", &["not-step-free"], pointer, own("need a room without steps", id), edit));
        }
        if demands(&person.slot_tags) || demands(&person.room_tags) {
            let words = own(format!("{id} demands slots or rooms"), words::tags(&person.slot_tags, &person.room_tags));
            facts.push(Fact::new("tags", &["wrong-tag"], format!("{at}/slot_tags"), words, Edit::NoTags(id.clone())));
        }
    }
}

fn of_programme(instance: &Instance, facts: &mut Vec<Fact>) {
    for kind in &instance.kinds {
        let id = &kind.id;
        let admits = |slot: &&crate::instance::schema::Slot| slot.kinds.is_empty() || slot.kinds.contains(id);
        let slots: Vec<&str> = instance.slots.iter().filter(admits).map(|slot| slot.id.0.as_str()).collect();
        if slots.len() < instance.slots.len() {
            let words = own(words::slots_of(id, &slots, instance.slots.len()), "");
            let pointer = "/slots/*/kinds".to_owned();
            facts.push(Fact::new("slots", &["outside-window"], pointer, words, Edit::AnySlot(id.clone())));
        }
        if !kind.blocks.is_empty() {
            let blocked = if kind.blocks.iter().any(|kind| kind == "*") {
                "nothing".to_owned()
            } else {
                format!("no {}", kind.blocks.join(", "))
            };
            let words = own(format!("{blocked} runs beside a session of kind {id}"), "");
            facts.push(Fact::new(
                "blocks",
                &["blocked"],
                format!("/kinds/{id}/blocks"),
                words,
                Edit::NoBlocks(id.clone()),
            ));
        }
    }
    for room in &instance.rooms {
        for (position, window) in room.closed.iter().enumerate() {
            let words = own(format!("{} is closed", room.id), words::window(window));
            let pointer = format!("/rooms/{}/closed/{position}", room.id);
            facts.push(Fact::new(
                "closed",
                &["room-closed"],
                pointer,
                words,
                Edit::Open(room.id.clone(), window.clone()),
            ));
        }
    }
    for room in &instance.rooms {
        for slot in &room.closed_slots {
            let words = own(format!("{} is closed", room.id), format!("slot {slot}"));
            let pointer = format!("/rooms/{}/closed_slots/{slot}", room.id);
            let edit = Edit::OpenIn(room.id.clone(), slot.clone());
            facts.push(Fact::new("closed", &["room-closed"], pointer, words, edit));
        }
    }
    of_rooms(instance, facts);
    for order in &instance.orders {
        if !order.before.sessions.is_empty() && !order.after.sessions.is_empty() {
            let words = own(words::order(order), "");
            let pointer = format!("/orders/{}", order.id);
            facts.push(Fact::new("order", &["order-broken"], pointer, words, Edit::NoOrder(order.id.clone())));
        }
    }
    let mut series: Vec<&Id> = instance.series.iter().map(|series| &series.id).collect();
    series.dedup();
    for id in series {
        let parts = instance.series.iter().filter(|series| series.id == *id).flat_map(|series| &series.sessions);
        let words = own("one after the other, as a series", words::list(parts));
        facts.push(Fact::new("series", &["series-broken"], format!("/series/{id}"), words, Edit::NoSeries(id.clone())));
    }
    for group in &instance.groups {
        if group.sessions.sessions.len() > 1 {
            let words = own(words::group(group), words::list(&group.sessions.sessions));
            let pointer = format!("/groups/{}", group.id);
            facts.push(Fact::new("group", &["group-broken"], pointer, words, Edit::NoGroup(group.id.clone())));
        }
    }
}

/// What rooms do not have that sessions must have. A room that is large enough for all, or has all, is in nobody's way.
fn of_rooms(instance: &Instance, facts: &mut Vec<Fact>) {
    let most = instance.sessions.iter().filter_map(|session| session.min_seats).max().unwrap_or(0);
    let mut small: Vec<&crate::instance::schema::Room> =
        instance.rooms.iter().filter(|room| room.seats < most).collect();
    small.sort_by_key(|room| std::cmp::Reverse(room.seats));
    if !small.is_empty() {
        let rooms: Vec<String> = small.iter().map(|room| format!("{} {}", room.id, room.seats)).collect();
        let rooms: Vec<&str> = rooms.iter().map(String::as_str).collect();
        let words = own("rooms have no more seats than they have", words::shortened(&rooms));
        let (pointer, edit) = ("/rooms/*/seats".to_owned(), Edit::AllSeats(most));
        facts.push(Fact::new("room-seats", &["room-too-small"], pointer, words, edit));
    }
    let needs: BTreeSet<&Id> = instance.sessions.iter().flat_map(|session| &session.needs).collect();
    for need in needs {
        let with: Vec<&Id> =
            instance.rooms.iter().filter(|room| room.features.contains(need)).map(|room| &room.id).collect();
        if with.len() < instance.rooms.len() {
            let rooms = if with.is_empty() { "no room".to_owned() } else { words::list(with) };
            let words = own(format!("{need} is in {rooms}, and nowhere else"), "");
            let pointer = format!("/rooms/*/features/{need}");
            facts.push(Fact::new("feature", &["missing-feature"], pointer, words, Edit::AllEquipped(need.clone())));
        }
    }
}

fn of_interpreters(instance: &Instance, facts: &mut Vec<Fact>) {
    for person in &instance.interpreters {
        let id = &person.id;
        let at = format!("/interpreters/{id}");
        facts.extend(away("away", &["interpreter-away"], &at, id, &person.away));
        if let Some(minutes) = person.max_minutes_per_day {
            let (words, pointer) =
                (own(format!("at most {minutes} min a day"), id), format!("{at}/max_minutes_per_day"));
            facts.push(Fact::new("hours", &["interpreter-hours"], pointer, words, Edit::NoDailyLimit(id.clone())));
        }
    }
    let terms = &instance.interpretation;
    let mut term = |field: &str, rules: &'static [&'static str], words: String, edit: Edit| {
        facts.push(Fact::new("terms", rules, format!("/interpretation/{field}"), (words, String::new()), edit));
    };
    if let Some(minutes) = terms.max_minutes_per_day {
        let words = format!("interpreters work at most {minutes} min a day");
        term("max_minutes_per_day", &["interpreter-hours"], words, Edit::NoHours);
    }
    if let Some(minutes) = terms.max_stretch_minutes {
        let words = format!("interpreters work at most {minutes} min without a break");
        term("max_stretch_minutes", &["interpreter-stretch"], words, Edit::NoStretch);
    }
    if let Some(minutes) = terms.break_minutes.filter(|&minutes| minutes > 0) {
        let words = format!("a break of interpreters has {minutes} min");
        term("break_minutes", &["interpreter-stretch"], words, Edit::NoBreak);
    }
    if terms.relay == Some(false) {
        const RELAY: &[&str] = &["language-uncovered", "wrong-booth", "team-too-small"];
        term("relay", RELAY, "no language is reached over another booth".to_owned(), Edit::Relay);
    }
}
