//! The names that a file defines, for looking up and for proposing.

use std::collections::{BTreeMap, BTreeSet};

use super::super::codes::Code;
use super::super::diagnostics::{Collector, Diagnostic, quoted, suggestion};
use super::super::schema::{Id, Instance, Selector};

/// One sort of name: what it is called and what there is of it.
pub(super) struct Catalogue<'a> {
    code: Code,
    noun: &'static str,
    plural: &'static str,
    listed: Vec<&'a str>,
    index: BTreeMap<&'a str, usize>,
}

impl<'a> Catalogue<'a> {
    fn new(code: Code, noun: &'static str, plural: &'static str, ids: impl IntoIterator<Item = &'a Id>) -> Self {
        let (mut listed, mut index) = (Vec::new(), BTreeMap::new());
        for (i, id) in ids.into_iter().enumerate() {
            listed.push(id.0.as_str());
            index.entry(id.0.as_str()).or_insert(i);
        }
        Self { code, noun, plural, listed, index }
    }

    /// The number of the (first) member with this id.
    pub(super) fn get(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// What is wrong with `id`, if it is unknown.
    pub(super) fn missing(&self, id: &str, pointer: &str, whose: &str, collector: &Collector) -> Option<Diagnostic> {
        if self.get(id).is_some() {
            return None;
        }
        let help = if collector.wants_advice() { suggestion(id, self.plural, &self.listed) } else { String::new() };
        let message = format!("{whose} names the {} {}, which does not exist", self.noun, quoted(id));
        Some(
            Diagnostic::error(self.code, pointer, message)
                .with_value(&serde_json::Value::String(id.to_owned()))
                .with_help(help),
        )
    }

    /// Reports `id` if it is unknown. `place` gives the pointer and whose name it is.
    pub(super) fn require(&self, id: &str, place: impl FnOnce() -> (String, String), collector: &mut Collector) {
        if self.get(id).is_none() {
            let (pointer, whose) = place();
            if let Some(diagnostic) = self.missing(id, &pointer, &whose, collector) {
                collector.push(diagnostic);
            }
        }
    }
}

/// All names of an instance.
pub(super) struct Names<'a> {
    pub(super) days: Catalogue<'a>,
    pub(super) slots: Catalogue<'a>,
    pub(super) rooms: Catalogue<'a>,
    pub(super) places: Catalogue<'a>,
    pub(super) kinds: Catalogue<'a>,
    pub(super) tracks: Catalogue<'a>,
    pub(super) topics: Catalogue<'a>,
    pub(super) people: Catalogue<'a>,
    pub(super) sessions: Catalogue<'a>,
    pub(super) languages: Catalogue<'a>,
    pub(super) features: Catalogue<'a>,
    pub(super) slot_tags: Catalogue<'a>,
    pub(super) room_tags: Catalogue<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn new(instance: &'a Instance) -> Self {
        let rooms = &instance.rooms;
        let venues: BTreeSet<&Id> = rooms.iter().filter_map(|room| room.venue.as_ref()).collect();
        let features: BTreeSet<&Id> = rooms.iter().flat_map(|room| &room.features).collect();
        let room_tags: BTreeSet<&Id> = rooms.iter().flat_map(|room| &room.tags).collect();
        // Services are named as languages are. Where no language is listed, every one is known.
        let services = instance.services.iter().map(|service| &service.id).filter(|_| !instance.languages.is_empty());
        let languages = instance.languages.iter().chain(services);
        let slot_tags: BTreeSet<&Id> = instance.slots.iter().flat_map(|slot| &slot.tags).collect();
        Self {
            days: Catalogue::new(Code::UnknownDay, "day", "days", instance.days.iter().map(|day| &day.id)),
            slots: Catalogue::new(Code::UnknownSlot, "slot", "slots", instance.slots.iter().map(|slot| &slot.id)),
            rooms: Catalogue::new(Code::UnknownRoom, "room", "rooms", rooms.iter().map(|room| &room.id)),
            places: Catalogue::new(
                Code::UnknownRoom,
                "room or venue",
                "rooms and venues",
                rooms.iter().map(|room| &room.id).chain(venues),
            ),
            kinds: Catalogue::new(Code::UnknownKind, "kind", "kinds", instance.kinds.iter().map(|kind| &kind.id)),
            tracks: Catalogue::new(
                Code::UnknownTrack,
                "track",
                "tracks",
                instance.tracks.iter().map(|track| &track.id),
            ),
            topics: Catalogue::new(
                Code::UnknownTopic,
                "topic",
                "topics",
                instance.topics.iter().map(|topic| &topic.id),
            ),
            people: Catalogue::new(
                Code::UnknownPerson,
                "person",
                "people",
                instance.people.iter().map(|person| &person.id),
            ),
            sessions: Catalogue::new(
                Code::UnknownSession,
                "session",
                "sessions",
                instance.sessions.iter().map(|session| &session.id),
            ),
            languages: Catalogue::new(Code::UnknownLanguage, "language", "languages", languages),
            features: Catalogue::new(Code::UnknownFeature, "feature", "features of rooms", features),
            slot_tags: Catalogue::new(Code::UnknownTag, "slot tag", "tags of slots", slot_tags),
            room_tags: Catalogue::new(Code::UnknownTag, "room tag", "tags of rooms", room_tags),
        }
    }

    /// Whether a selector names only what exists.
    pub(super) fn all_known(&self, selector: &Selector) -> bool {
        let known = |ids: &[Id], names: &Catalogue<'_>| ids.iter().all(|id| names.get(&id.0).is_some());
        known(&selector.sessions, &self.sessions)
            && known(&selector.kinds, &self.kinds)
            && known(&selector.tracks, &self.tracks)
            && known(&selector.topics, &self.topics)
    }
}
