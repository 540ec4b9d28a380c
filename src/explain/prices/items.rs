//! What has a price: what may be left away, and what may be added.

use super::super::edit::Edit;
use super::super::facts;
use super::super::strict::is_hard;
use crate::instance::Instance;
use crate::instance::schema::{Interpreter, Level};
use crate::rules::{RULES, RuleSet};

/// What is left away, or added.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) kind: &'static str,
    pub(super) pointer: String,
    pub(super) text: String,
    pub(super) edit: Edit,
    /// Whether no timetable is worse then, or none better.
    pub(super) effect: Effect,
}

/// What a change does to timetables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// None is worse.
    Allows,
    /// None is better.
    Forbids,
    /// Some timetables are better, others worse: fewer people are expected then, too.
    Changes,
}

/// Every rule that is on, every pin and order, the wishes for each session, and a mobile booth, a room and an interpreter more or
/// less.
pub(super) fn items(instance: &Instance, rules: &RuleSet) -> Vec<Item> {
    let mut items = Vec::new();
    let mut item = |kind: &'static str, pointer: String, text: String, edit: Edit, effect: Effect| {
        items.push(Item { kind, pointer, text, edit, effect });
    };
    let on = RULES.iter().zip(&rules.settings).enumerate();
    for (position, (rule, _)) in on.filter(|(_, (_, set))| set.level != Level::Off && set.weight > 0) {
        // Without the rule that sessions take place nothing would.
        if !["unplaced", "left-out"].contains(&rule.id) {
            let (pointer, text) = (format!("/rules/{}", rule.id), format!("without the rule {}", rule.id));
            item("rule", pointer, text, Edit::RuleOff(position), Effect::Allows);
        }
    }
    for fact in facts::data(instance, rules).into_iter().filter(|fact| ["pin", "order"].contains(&fact.kind)) {
        item(fact.kind, fact.pointer, format!("without: {}", fact.text), fact.edit, Effect::Allows);
    }
    let heard = ["missed-wish", "worst-audience"].iter().filter_map(|rule| crate::rules::find(rule));
    let heard =
        heard.map(|(position, _)| &rules.settings[position]).any(|set| set.level != Level::Off && set.weight > 0);
    for session in instance.sessions.iter().filter(|_| heard) {
        if instance.attendees.iter().any(|attendee| attendee.wishes.contains_key(&session.id.0)) {
            let pointer = format!("/attendees/*/wishes/{}", session.id);
            let text = format!("without the wishes for {}", session.id);
            item("wish", pointer, text, Edit::NoWishes(session.id.clone()), Effect::Changes);
        }
    }
    let hard = |rule: &str| is_hard(rules, rule);
    if instance.mobile_booths.count > 0 && hard("booth-shortage") {
        let pointer = || "/mobile_booths/count".to_owned();
        item("booth", pointer(), "with one more mobile booth".to_owned(), Edit::MoreBooths(1), Effect::Allows);
        item("booth", pointer(), "with one mobile booth less".to_owned(), Edit::FewerBooths(1), Effect::Forbids);
    }
    for room in &instance.rooms {
        let joined = !room.joins.is_empty() || instance.rooms.iter().any(|other| other.joins.contains(&room.id));
        let pointer = || format!("/rooms/{}", room.id);
        if hard("room-closed") {
            let text = format!("without the room {}", room.id);
            item("room", pointer(), text, Edit::Closed(room.id.clone()), Effect::Forbids);
        }
        if !joined {
            let text = format!("with another room like {}", room.id);
            item("room", pointer(), text, Edit::AnotherRoom(room.id.clone()), Effect::Allows);
        }
    }
    for (position, person) in instance.interpreters.iter().enumerate() {
        let pointer = || format!("/interpreters/{}", person.id);
        if hard("interpreter-away") {
            let text = format!("without {}", person.id);
            item("interpreter", pointer(), text, Edit::Away(person.id.clone()), Effect::Forbids);
        }
        // Of those who can do the same one is enough.
        let same =
            |other: &Interpreter| (&other.directions, &other.combination) == (&person.directions, &person.combination);
        if !instance.interpreters[..position].iter().any(same) {
            let text = format!("with another interpreter like {}", person.id);
            item("interpreter", pointer(), text, Edit::AnotherInterpreter(person.id.clone()), Effect::Allows);
        }
    }
    items
}
