//! Names: unique where they are defined, known where they are used.

use std::collections::{BTreeMap, BTreeSet};

use super::super::codes::Code;
use super::super::diagnostics::{Collector, Diagnostic, Severity, child, quoted};
use super::super::schema::{Id, Instance, Interpreter, Pin, Selector, Session, Tags, Window};
use super::names::{Catalogue, Names};

pub(super) fn check(instance: &Instance, names: &Names<'_>, collector: &mut Collector) {
    duplicates(instance, collector);
    rooms_slots_kinds(instance, names, collector);
    let mut used = Used::default();
    for (i, session) in instance.sessions.iter().enumerate() {
        used.session(i, session, names, collector);
    }
    for (i, person) in instance.people.iter().enumerate() {
        let pointer = format!("/people/{i}");
        let whose = format!("person \"{}\"", person.id);
        windows(&person.away, &format!("{pointer}/away"), &whose, names, collector);
        all(&person.away_slots, &names.slots, &format!("{pointer}/away_slots"), &whose, collector);
        used.languages_understood(&person.languages, &pointer, &whose, names, collector);
        used.tags(&person.slot_tags, &names.slot_tags, &format!("{pointer}/slot_tags"), &whose, collector);
        used.tags(&person.room_tags, &names.room_tags, &format!("{pointer}/room_tags"), &whose, collector);
    }
    for (i, interpreter) in instance.interpreters.iter().enumerate() {
        interpreter_names(i, interpreter, names, collector);
    }
    for (i, service) in instance.services.iter().enumerate() {
        if let Some(feature) = &service.room_feature {
            let pointer = format!("/services/{i}/room_feature");
            used.nowhere(feature, "feature", &names.features, &pointer, collector, || {
                format!("service \"{}\" needs \"{feature}\", which no room has", service.id)
            });
        }
    }
    for (i, attendee) in instance.attendees.iter().enumerate() {
        let whose = || format!("attendee \"{}\"", attendee.id);
        if attendee.languages.iter().any(|language| names.languages.get(&language.0).is_none()) {
            used.languages_understood(&attendee.languages, &format!("/attendees/{i}"), &whose(), names, collector);
        }
        for wish in attendee.wishes.keys() {
            names.sessions.require(wish, || (child(&format!("/attendees/{i}/wishes"), wish), whose()), collector);
        }
    }
    for (i, order) in instance.orders.iter().enumerate() {
        let whose = format!("order \"{}\"", order.id);
        selector(&order.before, &format!("/orders/{i}/before"), &whose, names, collector);
        selector(&order.after, &format!("/orders/{i}/after"), &whose, names, collector);
    }
    for (i, series) in instance.series.iter().enumerate() {
        let whose = format!("series \"{}\"", series.id);
        all(&series.sessions, &names.sessions, &format!("/series/{i}/sessions"), &whose, collector);
    }
    for (i, group) in instance.groups.iter().enumerate() {
        let whose = format!("group \"{}\"", group.id);
        selector(&group.sessions, &format!("/groups/{i}/sessions"), &whose, names, collector);
    }
}

fn duplicates(instance: &Instance, collector: &mut Collector) {
    fn unique<'a>(section: &str, noun: &str, ids: impl IntoIterator<Item = &'a Id>, collector: &mut Collector) {
        let mut seen: BTreeMap<&Id, usize> = BTreeMap::new();
        for (i, id) in ids.into_iter().enumerate() {
            if let Some(first) = seen.get(id) {
                let message = format!("the {noun} \"{id}\" exists already, as /{section}/{first}");
                collector.push(
                    Diagnostic::error(Code::DuplicateId, format!("/{section}/{i}/id"), message)
                        .with_value(&serde_json::Value::String(id.0.clone()))
                        .with_help("give one of the two another id, or remove it"),
                );
            } else {
                seen.insert(id, i);
            }
        }
    }
    unique("days", "day", instance.days.iter().map(|x| &x.id), collector);
    unique("slots", "slot", instance.slots.iter().map(|x| &x.id), collector);
    unique("rooms", "room", instance.rooms.iter().map(|x| &x.id), collector);
    unique("kinds", "kind", instance.kinds.iter().map(|x| &x.id), collector);
    unique("tracks", "track", instance.tracks.iter().map(|x| &x.id), collector);
    unique("topics", "topic", instance.topics.iter().map(|x| &x.id), collector);
    unique("people", "person", instance.people.iter().map(|x| &x.id), collector);
    unique("interpreters", "interpreter", instance.interpreters.iter().map(|x| &x.id), collector);
    unique("services", "service", instance.services.iter().map(|x| &x.id), collector);
    unique("sessions", "session", instance.sessions.iter().map(|x| &x.id), collector);
    unique("orders", "order", instance.orders.iter().map(|x| &x.id), collector);
    unique("series", "series", instance.series.iter().map(|x| &x.id), collector);
    unique("groups", "group", instance.groups.iter().map(|x| &x.id), collector);
    unique("attendees", "attendee", instance.attendees.iter().map(|x| &x.id), collector);
    unique("variants", "variant", instance.variants.iter().map(|x| &x.id), collector);
    repeated(&instance.languages, "/languages", "the conference", collector);
    services_and_languages(instance, collector);
}

/// Services are named where languages are, so that one name cannot be both.
fn services_and_languages(instance: &Instance, collector: &mut Collector) {
    for (i, service) in instance.services.iter().enumerate() {
        if let Some(j) = instance.languages.iter().position(|language| *language == service.id) {
            let message = format!("the service \"{}\" is a language already, as /languages/{j}", service.id);
            collector.push(
                Diagnostic::error(Code::DuplicateId, format!("/services/{i}/id"), message)
                    .with_value(&serde_json::Value::String(service.id.0.clone()))
                    .with_help(format!("give the service an id of its own, such as \"captions-{}\"", service.id)),
            );
        }
    }
}

fn interpreter_names(i: usize, interpreter: &Interpreter, names: &Names<'_>, collector: &mut Collector) {
    let whose = format!("interpreter \"{}\"", interpreter.id);
    let at = |field: &str| format!("/interpreters/{i}/{field}");
    windows(&interpreter.away, &at("away"), &whose, names, collector);
    let classes = interpreter.combination.iter().flat_map(|combination| {
        [("combination/a", &combination.a), ("combination/b", &combination.b), ("combination/c", &combination.c)]
    });
    for (field, class) in classes.clone() {
        repeated(class, &at(field), &whose, collector);
    }
    if names.languages.is_empty() {
        return;
    }
    for (j, direction) in interpreter.directions.iter().enumerate() {
        for (field, language) in [("from", &direction.from), ("into", &direction.into)] {
            let place = || (at(&format!("directions/{j}/{field}")), whose.clone());
            names.languages.require(&language.0, place, collector);
        }
    }
    for (field, class) in classes {
        all(class, &names.languages, &at(field), &whose, collector);
    }
    if let Some(home) = &interpreter.home_booth {
        names.languages.require(&home.0, || (at("home_booth"), whose.clone()), collector);
    }
}

/// Something listed twice where it does no harm.
fn repeated(ids: &[Id], pointer: &str, whose: &str, collector: &mut Collector) {
    if ids.len() < 2 {
        return;
    }
    let mut seen = BTreeSet::new();
    for (i, id) in ids.iter().enumerate() {
        if !seen.insert(id) {
            let message = format!("{whose} lists \"{id}\" twice");
            collector.push(
                Diagnostic::warning(Code::DuplicateEntry, format!("{pointer}/{i}"), message)
                    .with_help("remove one of the two"),
            );
        }
    }
}

fn all(ids: &[Id], known: &Catalogue<'_>, pointer: &str, whose: &str, collector: &mut Collector) {
    for (i, id) in ids.iter().enumerate() {
        known.require(&id.0, || (format!("{pointer}/{i}"), whose.to_owned()), collector);
    }
}

fn windows(windows: &[Window], pointer: &str, whose: &str, names: &Names<'_>, collector: &mut Collector) {
    for (i, window) in windows.iter().enumerate() {
        if let Some(day) = &window.day {
            names.days.require(&day.0, || (format!("{pointer}/{i}/day"), whose.to_owned()), collector);
        }
    }
}

fn selector(selector: &Selector, pointer: &str, whose: &str, names: &Names<'_>, collector: &mut Collector) {
    all(&selector.sessions, &names.sessions, &format!("{pointer}/sessions"), whose, collector);
    all(&selector.kinds, &names.kinds, &format!("{pointer}/kinds"), whose, collector);
    all(&selector.tracks, &names.tracks, &format!("{pointer}/tracks"), whose, collector);
    all(&selector.topics, &names.topics, &format!("{pointer}/topics"), whose, collector);
}

fn rooms_slots_kinds(instance: &Instance, names: &Names<'_>, collector: &mut Collector) {
    for (i, slot) in instance.slots.iter().enumerate() {
        let whose = format!("slot \"{}\"", slot.id);
        names.days.require(&slot.day.0, || (format!("/slots/{i}/day"), whose.clone()), collector);
        all(&slot.kinds, &names.kinds, &format!("/slots/{i}/kinds"), &whose, collector);
    }
    for (i, room) in instance.rooms.iter().enumerate() {
        let whose = format!("room \"{}\"", room.id);
        all(&room.joins, &names.rooms, &format!("/rooms/{i}/joins"), &whose, collector);
        windows(&room.closed, &format!("/rooms/{i}/closed"), &whose, names, collector);
        all(&room.closed_slots, &names.slots, &format!("/rooms/{i}/closed_slots"), &whose, collector);
    }
    for (i, pair) in instance.walking.pairs.iter().enumerate() {
        for (field, id) in [("from", &pair.from), ("to", &pair.to)] {
            let place = || (format!("/walking/pairs/{i}/{field}"), "a walking time".to_owned());
            names.places.require(&id.0, place, collector);
        }
    }
    for (i, kind) in instance.kinds.iter().enumerate() {
        for (j, blocked) in kind.blocks.iter().enumerate() {
            if blocked != "*" {
                let place = || (format!("/kinds/{i}/blocks/{j}"), format!("kind \"{}\"", kind.id));
                names.kinds.require(blocked, place, collector);
            }
        }
    }
}

/// Names that are used without being defined anywhere and were mentioned already: once each is enough.
#[derive(Default)]
struct Used<'a> {
    mentioned: BTreeSet<(Code, &'static str, &'a str)>,
}

impl<'a> Used<'a> {
    fn session(&mut self, i: usize, session: &'a Session, names: &Names<'_>, collector: &mut Collector) {
        let whose = format!("session \"{}\"", session.id);
        let at = |field: &str| format!("/sessions/{i}/{field}");
        names.kinds.require(&session.kind.0, || (at("kind"), whose.clone()), collector);
        if let Some(track) = &session.track {
            names.tracks.require(&track.0, || (at("track"), whose.clone()), collector);
        }
        for (field, ids, known) in [
            ("topics", &session.topics, &names.topics),
            ("speakers", &session.speakers, &names.people),
            ("chairs", &session.chairs, &names.people),
        ] {
            all(ids, known, &at(field), &whose, collector);
            repeated(ids, &at(field), &whose, collector);
        }
        if !names.languages.is_empty() {
            all(&session.floor, &names.languages, &at("floor"), &whose, collector);
            if let Some(interpretation) = &session.interpretation {
                all(&interpretation.into, &names.languages, &at("interpretation/into"), &whose, collector);
            }
        }
        repeated(&session.floor, &at("floor"), &whose, collector);
        if let Some(interpretation) = &session.interpretation {
            repeated(&interpretation.into, &at("interpretation/into"), &whose, collector);
        }
        for (j, feature) in session.needs.iter().enumerate() {
            self.nowhere(feature, "feature", &names.features, &at(&format!("needs/{j}")), collector, || {
                format!("{whose} needs \"{feature}\", which no room has")
            });
        }
        let about = &session.about;
        for (field, labels) in [
            ("themes", &about.themes),
            ("sectors", &about.sectors),
            ("contents", &about.contents),
            ("audiences", &about.audiences),
        ] {
            repeated(labels, &at(&format!("about/{field}")), &whose, collector);
        }
        self.tags(&session.slot_tags, &names.slot_tags, &at("slot_tags"), &whose, collector);
        self.tags(&session.room_tags, &names.room_tags, &at("room_tags"), &whose, collector);
        if let Some(pin) = &session.pin {
            placement(pin, &at("pin"), &whose, Severity::Error, names, collector);
        }
        if let Some(published) = &session.published {
            placement(published, &at("published"), &whose, Severity::Warning, names, collector);
        }
    }

    fn tags(&mut self, tags: &'a Tags, known: &Catalogue<'_>, pointer: &str, whose: &str, collector: &mut Collector) {
        let what = if pointer.ends_with("slot_tags") { "slot" } else { "room" };
        for (field, ids) in [
            ("required", &tags.required),
            ("prohibited", &tags.prohibited),
            ("preferred", &tags.preferred),
            ("undesired", &tags.undesired),
        ] {
            for (j, tag) in ids.iter().enumerate() {
                self.nowhere(tag, what, known, &format!("{pointer}/{field}/{j}"), collector, || {
                    format!("{whose} has \"{tag}\" among its {field} tags, but no {what} carries it")
                });
            }
        }
    }

    fn languages_understood(
        &mut self,
        ids: &'a [Id],
        pointer: &str,
        whose: &str,
        names: &Names<'_>,
        collector: &mut Collector,
    ) {
        if names.languages.is_empty() {
            return;
        }
        for (j, language) in ids.iter().enumerate() {
            self.nowhere(
                language,
                "language",
                &names.languages,
                &format!("{pointer}/languages/{j}"),
                collector,
                || format!("{whose} understands {}, which is not a language of the conference", quoted(&language.0)),
            );
        }
    }

    /// A warning about a name that is nowhere, once.
    fn nowhere(
        &mut self,
        id: &'a Id,
        what: &'static str,
        known: &Catalogue<'_>,
        pointer: &str,
        collector: &mut Collector,
        message: impl FnOnce() -> String,
    ) {
        if let Some(diagnostic) = known.missing(&id.0, pointer, "", collector)
            && self.mentioned.insert((diagnostic.code, what, &id.0))
        {
            collector.push(Diagnostic { severity: Severity::Warning, message: message(), ..diagnostic });
        }
    }
}

/// The day and room of a placement. A publication may name what is gone; a pin may not.
fn placement(pin: &Pin, pointer: &str, whose: &str, severity: Severity, names: &Names<'_>, collector: &mut Collector) {
    for (field, id, known) in [("day", &pin.day, &names.days), ("room", &pin.room, &names.rooms)] {
        let Some(id) = id else { continue };
        if let Some(diagnostic) = known.missing(&id.0, &format!("{pointer}/{field}"), whose, collector) {
            collector.push(match severity {
                Severity::Error => diagnostic,
                Severity::Warning => Diagnostic {
                    code: Code::StalePublication,
                    severity,
                    message: format!("{whose} was published for the {field} \"{id}\", which does not exist any more"),
                    ..diagnostic
                },
            });
        }
    }
}
