//! Facts in words.

use std::collections::BTreeSet;

use crate::instance::schema::{Group, Id, Instance, Order, Pin, Relation, Tags, Window};
use crate::rules::Rule;

/// Names one after the other, the many shortened.
pub(crate) fn list<'a>(ids: impl IntoIterator<Item = &'a Id>) -> String {
    let ids: Vec<&str> = ids.into_iter().map(|id| id.0.as_str()).collect();
    shortened(&ids)
}

pub(crate) fn shortened(ids: &[&str]) -> String {
    const MOST: usize = 12;
    let shown = ids.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    if ids.len() > MOST { format!("{shown} and {} more", ids.len() - MOST) } else { shown }
}

/// `thu until 15:00`.
pub(crate) fn window(window: &Window) -> String {
    let day = window.day.as_ref().map_or("every day", |day| day.0.as_str());
    match (&window.from, &window.to) {
        (None, None) => day.to_owned(),
        (Some(from), None) => format!("{day} from {}", from.0),
        (None, Some(to)) => format!("{day} until {}", to.0),
        (Some(from), Some(to)) => format!("{day} {}–{}", from.0, to.0),
    }
}

/// `thu 09:00`.
pub(crate) fn moment(pin: &Pin) -> String {
    let day = pin.day.as_ref().map_or("", |day| day.0.as_str());
    pin.start.as_ref().map_or_else(|| day.to_owned(), |start| format!("{day} {}", start.0))
}

pub(crate) fn seats_needed(instance: &Instance, seats: u32) -> String {
    let rooms = instance.rooms.iter().filter(|room| room.seats >= seats).map(|room| &room.id);
    let rooms: Vec<&Id> = rooms.collect();
    let largest = instance.rooms.iter().map(|room| room.seats).max().unwrap_or(0);
    if rooms.is_empty() {
        format!("need {seats} seats, the largest room has {largest}")
    } else {
        format!("need {seats} seats (as many are in {})", list(rooms))
    }
}

pub(crate) fn slots_of(kind: &Id, slots: &[&str], all: usize) -> String {
    format!("of {all} slots {} admit {kind}: {}", slots.len(), shortened(slots))
}

pub(crate) fn tags(slot: &Tags, room: &Tags) -> String {
    let part = |what: &str, ids: &[Id]| (!ids.is_empty()).then(|| format!("{what} {}", list(ids)));
    let parts = [
        part("slots tagged", &slot.required),
        part("no slots tagged", &slot.prohibited),
        part("rooms tagged", &room.required),
        part("no rooms tagged", &room.prohibited),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

pub(crate) fn order(order: &Order) -> String {
    let gaps = match (order.min_gap, order.max_gap) {
        (None, None) => String::new(),
        (Some(least), None) => format!(", at least {least} min between"),
        (None, Some(most)) => format!(", at most {most} min between"),
        (Some(least), Some(most)) => format!(", {least} to {most} min between"),
    };
    format!("{} before {}{gaps} ({})", list(&order.before.sessions), list(&order.after.sessions), order.id)
}

pub(crate) fn group(group: &Group) -> String {
    let must = match group.must {
        Relation::SameDay => "on one day",
        Relation::DifferentDay => "on different days",
        Relation::SameStart => "at the same start",
        Relation::NotParallel => "not in parallel",
        Relation::SameRoom => "in one room",
        Relation::DifferentRoom => "in different rooms",
    };
    format!("{must} ({})", group.id)
}

/// A rule, with the numbers that it goes by here where they are few.
pub(crate) fn rule(rule: &Rule, instance: &Instance) -> String {
    let booths = &instance.mobile_booths;
    let text = match rule.id {
        "outside-window" => "a session lies in a slot that admits its kind and is long enough".to_owned(),
        "room-clash" => {
            format!("there are {} rooms, and none holds more sessions at once than it can", instance.rooms.len())
        }
        "room-closed" => "a closed room is not used".to_owned(),
        "blocked" => "what a kind blocks does not run beside it".to_owned(),
        "pin-moved" => "pins hold".to_owned(),
        "order-broken" => "orders hold".to_owned(),
        "series-broken" => "series stay together".to_owned(),
        "group-broken" => "groups hold".to_owned(),
        "person-clash" => "nobody is in two places at once".to_owned(),
        "person-pause" => "people have their pause and time to walk between two sessions".to_owned(),
        "person-away" => "nobody is needed while away".to_owned(),
        "person-load" => "nobody has more on a day than they may".to_owned(),
        "room-too-small" => "a room has the seats that its session must have".to_owned(),
        "missing-feature" => "a room has what its session needs".to_owned(),
        "not-step-free" => "who needs no steps meets none".to_owned(),
        "wrong-tag" => "tags that are demanded are there, prohibited ones are not".to_owned(),
        "topic-clash" => "sessions on one topic do not run in parallel".to_owned(),
        "no-booth" => format!("a room has the booths that its session needs ({})", room_booths(instance)),
        "booth-shortage" => format!(
            "mobile booths in stock: {}; set up in {} min, struck in {} min",
            booths.count, booths.setup_minutes, booths.strike_minutes
        ),
        "booth-moves" => format!(
            "set-ups of mobile booths on one day: at most {}",
            booths.max_moves_per_day.map_or_else(|| "any number".to_owned(), |most| most.to_string())
        ),
        "team-too-small" => {
            let all = instance.interpreters.len();
            format!("every booth has its team; interpreters and signers: {all}{}", by_language(instance))
        }
        "wrong-booth" => "interpreters sit where they can do the work".to_owned(),
        "language-uncovered" => "every language of the floor reaches every channel".to_owned(),
        "interpreter-clash" => "no interpreter is in two booths at once".to_owned(),
        "interpreter-away" => "no interpreter works while away".to_owned(),
        "interpreter-hours" => "no interpreter works longer on a day than they may".to_owned(),
        "interpreter-stretch" => "interpreters have their breaks".to_owned(),
        _ => format!("never: {}", rule.summary),
    };
    format!("{text} ({})", rule.id)
}

/// How many interpreters work into each language that is wanted somewhere.
fn by_language(instance: &Instance) -> String {
    let wanted = instance.sessions.iter().filter_map(|session| session.interpretation.as_ref());
    let wanted: BTreeSet<&Id> = wanted.flat_map(|wanted| &wanted.into).collect();
    let count = |language: &Id| {
        let works = |person: &&crate::instance::schema::Interpreter| {
            let into = person.directions.iter().any(|direction| direction.into == *language);
            into || person.combination.as_ref().is_some_and(|of| of.a.contains(language) || of.b.contains(language))
        };
        format!("{} into {language}", instance.interpreters.iter().filter(works).count())
    };
    let counts: Vec<String> = wanted.into_iter().map(count).collect();
    if counts.is_empty() { String::new() } else { format!(", {}", counts.join(", ")) }
}

/// Which rooms have how many booths.
fn room_booths(instance: &Instance) -> String {
    let counts: BTreeSet<(u32, u32)> = instance.rooms.iter().map(|room| (room.booths, room.mobile_booths)).collect();
    let rooms = |&(built, mobile): &(u32, u32)| {
        let same = instance.rooms.iter().filter(|room| (room.booths, room.mobile_booths) == (built, mobile));
        let names = list(same.map(|room| &room.id));
        match (built, mobile) {
            (0, 0) => format!("none in {names}"),
            (built, 0) => format!("{built} in {names}"),
            (0, mobile) => format!("{mobile} mobile ones fit in {names}"),
            (built, mobile) => format!("{built} and {mobile} mobile ones in {names}"),
        }
    };
    counts.iter().rev().map(rooms).collect::<Vec<_>>().join("; ")
}
