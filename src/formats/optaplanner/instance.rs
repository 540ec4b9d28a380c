//! A workbook as an instance.

use std::collections::{BTreeMap, BTreeSet};

use super::constraints::{Constraint, PARAMETERS, SAID};
use super::score::shared;
use super::{CONSTRAINTS, Conference, Demands, Score};
use crate::formats::orbel::{clock, id_of, ids, session};
use crate::instance::schema::{
    About, Day, FORMAT, Id, Instance, InterpretationTerms, Kind, Label, Level, MobileBooths, Order, Person, Pin,
    Provenance, ProvenanceStatus, Room, RuleConfig, Selector, Session, Slot, Tags, Text, Walking,
};

/// Rules that would ask for more than the workbook does.
const OFF: [&str; 6] = ["idle-gaps", "missed-wish", "overflow", "person-load", "scattered-days", "worst-audience"];

/// The longest pause that can matter: it holds within a day.
const DAY: i64 = 24 * 60;

/// Ids by name.
struct Known<'a> {
    position: BTreeMap<&'a str, usize>,
    ids: Vec<Id>,
}

impl<'a> Known<'a> {
    fn new(names: impl Iterator<Item = &'a String>, prefix: &str) -> Self {
        let names: BTreeSet<&str> = names.map(String::as_str).collect();
        Self { ids: ids(names.iter().copied(), prefix), position: names.into_iter().zip(0..).collect() }
    }

    fn of(&self, name: &str) -> Id {
        self.ids[self.position[name]].clone()
    }

    fn all(&self, names: &[String]) -> Vec<Id> {
        names.iter().map(|name| self.of(name)).collect()
    }

    fn demands(&self, of: &Demands) -> Tags {
        Tags {
            required: self.all(&of.required),
            prohibited: self.all(&of.prohibited),
            preferred: self.all(&of.preferred),
            undesired: self.all(&of.undesired),
        }
    }
}

/// The ids of everything that has a name.
struct Names<'a> {
    kinds: Vec<Id>,
    slots: Vec<Id>,
    rooms: Vec<Id>,
    people: Vec<Id>,
    talks: Vec<Id>,
    tags: Known<'a>,
    themes: Known<'a>,
    sectors: Known<'a>,
    contents: Known<'a>,
    audiences: Known<'a>,
    exclusive: Known<'a>,
    languages: Known<'a>,
}

fn all_demands(of: &Demands) -> impl Iterator<Item = &String> {
    [&of.required, &of.preferred, &of.prohibited, &of.undesired].into_iter().flatten()
}

impl<'a> Names<'a> {
    fn of(conference: &'a Conference) -> Self {
        let talks = || conference.talks.iter();
        let speakers =
            conference.speakers.iter().flat_map(|s| all_demands(&s.slot_tags).chain(all_demands(&s.room_tags)));
        let demanded = talks().flat_map(|t| all_demands(&t.slot_tags).chain(all_demands(&t.room_tags)));
        let given = conference.slots.iter().flat_map(|slot| &slot.tags);
        let given = given.chain(conference.rooms.iter().flat_map(|room| &room.tags));
        let slot = |slot: &super::Slot| {
            let clock = |minutes: i64| format!("{:02}{:02}", minutes / 60, minutes % 60);
            Id(format!("{}.{}-{}", slot.date, clock(slot.from), clock(slot.to)))
        };
        Self {
            kinds: ids(conference.types.iter().map(String::as_str), "type"),
            slots: conference.slots.iter().map(slot).collect(),
            rooms: ids(conference.rooms.iter().map(|room| room.name.as_str()), "room"),
            people: ids(conference.speakers.iter().map(|speaker| speaker.name.as_str()), "speaker"),
            talks: ids(talks().map(|talk| talk.code.as_str()), "talk"),
            tags: Known::new(given.chain(speakers).chain(demanded), "tag"),
            themes: Known::new(talks().flat_map(|talk| &talk.themes), "theme"),
            sectors: Known::new(talks().flat_map(|talk| &talk.sectors), "sector"),
            contents: Known::new(talks().flat_map(|talk| &talk.contents), "content"),
            audiences: Known::new(talks().flat_map(|talk| &talk.audiences), "audience"),
            exclusive: Known::new(talks().flat_map(|talk| &talk.exclusive), "exclusive"),
            languages: Known::new(talks().map(|talk| &talk.language), "language"),
        }
    }
}

impl Conference {
    /// The conference. Types of talk are kinds, and features of the rooms that they may use; rewards are costs of what earns
    /// none. Ids are the names, or numbers if one of them is no identifier.
    #[must_use]
    pub fn instance(&self) -> Instance {
        let names = Names::of(self);
        let dates: BTreeSet<&String> = self.slots.iter().map(|slot| &slot.date).collect();
        Instance {
            format: FORMAT.to_owned(),
            schema: None,
            id: id_of(&self.name).map_or_else(|| Id::from("optaplanner"), Id),
            title: Text::Plain(if self.title.is_empty() { self.name.clone() } else { self.title.clone() }),
            time_zone: "UTC".to_owned(),
            languages: names.languages.ids.clone(),
            provenance: provenance(),
            days: dates.into_iter().map(|date| Day { id: Id(date.clone()), date: date.clone(), title: None }).collect(),
            slots: self.slots.iter().zip(&names.slots).map(|(slot, id)| slot_of(slot, id, &names)).collect(),
            rooms: self.rooms.iter().zip(&names.rooms).map(|(room, id)| room_of(room, id, &names)).collect(),
            walking: Walking::default(),
            mobile_booths: MobileBooths::default(),
            kinds: (self.types.iter().zip(&names.kinds))
                .map(|(name, id)| Kind { id: id.clone(), title: title(name, id), blocks: Vec::new() })
                .collect(),
            tracks: Vec::new(),
            similar_tracks: Vec::new(),
            topics: (names.exclusive.position.iter())
                .map(|(name, &at)| Label {
                    id: names.exclusive.ids[at].clone(),
                    title: title(name, &names.exclusive.ids[at]),
                })
                .collect(),
            people: (self.speakers.iter().zip(&names.people))
                .map(|(speaker, id)| Person {
                    id: id.clone(),
                    name: (id.0 != speaker.name).then(|| speaker.name.clone()),
                    away_slots: speaker.unavailable.iter().map(|&slot| names.slots[slot].clone()).collect(),
                    slot_tags: names.tags.demands(&speaker.slot_tags),
                    room_tags: names.tags.demands(&speaker.room_tags),
                    ..Person::default()
                })
                .collect(),
            interpreters: Vec::new(),
            interpretation: InterpretationTerms::default(),
            services: Vec::new(),
            sessions: self.talks.iter().zip(&names.talks).map(|(talk, id)| self.session(talk, id, &names)).collect(),
            orders: self.orders(&names),
            series: Vec::new(),
            groups: Vec::new(),
            attendees: Vec::new(),
            rules: self.rules(),
            variants: Vec::new(),
        }
    }

    fn session(&self, talk: &super::Talk, id: &Id, names: &Names<'_>) -> Session {
        let whole = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        let pin = |(slot, room): (Option<usize>, Option<usize>)| Pin {
            day: slot.map(|slot| Id(self.slots[slot].date.clone())),
            start: slot.map(|slot| clock(whole(self.slots[slot].from))),
            room: room.map(|room| names.rooms[room].clone()),
        };
        let any = |pin: &Pin| *pin != Pin::default();
        Session {
            kind: names.kinds[talk.kind].clone(),
            about: About {
                themes: names.themes.all(&talk.themes),
                sectors: names.sectors.all(&talk.sectors),
                contents: names.contents.all(&talk.contents),
                audiences: names.audiences.all(&talk.audiences),
                level: Some(whole(talk.level)),
                draws_crowd: talk.crowd,
            },
            topics: names.exclusive.all(&talk.exclusive),
            speakers: talk.speakers.iter().map(|&speaker| names.people[speaker].clone()).collect(),
            expected: Some(whole(talk.favourites)),
            needs: vec![names.kinds[talk.kind].clone()],
            slot_tags: names.tags.demands(&talk.slot_tags),
            room_tags: names.tags.demands(&talk.room_tags),
            floor: vec![names.languages.of(&talk.language)],
            pin: talk.pinned.then(|| pin(talk.now)).filter(any),
            published: Some(pin((self.published_slot(talk), talk.published.1))).filter(any),
            ..session(id, &talk.title, whole(talk.minutes(self)))
        }
    }

    /// The published slot, if the talk may be in it; the others cost what they cost wherever the talk is.
    fn published_slot(&self, talk: &super::Talk) -> Option<usize> {
        talk.published.0.filter(|&slot| self.slots[slot].types.contains(&talk.kind))
    }

    fn orders(&self, names: &Names<'_>) -> Vec<Order> {
        let only = |talk: usize| Selector { sessions: vec![names.talks[talk].clone()], ..Selector::default() };
        let pairs =
            self.talks.iter().enumerate().flat_map(|(later, talk)| talk.after.iter().map(move |&first| (first, later)));
        let order = |((first, later), number): ((usize, usize), usize)| Order {
            id: Id(format!("order-{number}")),
            before: only(first),
            after: only(later),
            min_gap: None,
            max_gap: None,
        };
        pairs.zip(1..).map(order).collect()
    }

    fn rules(&self) -> BTreeMap<String, RuleConfig> {
        let off = |rule: &str| (rule.to_owned(), RuleConfig { level: Some(Level::Off), ..RuleConfig::default() });
        let mut rules: BTreeMap<String, RuleConfig> = OFF.iter().map(|rule| off(rule)).collect();
        for (said, &(level, weight)) in SAID.iter().zip(&self.weights) {
            let config = rules.entry(said.rule.to_owned()).or_insert_with(|| off(said.rule).1);
            match said.part {
                None => (config.level, config.weight) = (Some(level), u32::try_from(weight).ok()),
                // What is one rule has one level; the parts have their weights as parameters.
                Some(part) => {
                    if weight > 0 {
                        config.level = Some(level);
                    }
                    config.weight = Some(1);
                    config.parameters.insert(part.to_owned(), weight);
                }
            }
        }
        for (rule, parameter, value) in PARAMETERS {
            if let Some(config) = rules.get_mut(rule) {
                config.parameters.insert(parameter.to_owned(), value);
            }
        }
        if let Some(config) = rules.get_mut("person-pause") {
            config.parameters.insert("minutes".to_owned(), self.pause.min(DAY));
        }
        rules
    }

    /// What the rules of [`Conference::instance`] cost more than the example takes away, in a timetable in which every talk
    /// has a place: the rewards for all pairs of talks that might be in one slot, less what no place can save.
    #[must_use]
    pub fn constant(&self) -> Score {
        let mut constant = Score::default();
        let mut add = |constraint: Constraint, amount: i64| {
            let (level, weight) = self.weights[constraint as usize];
            match level {
                Level::Hard => constant.hard += weight * amount,
                Level::Medium => constant.medium += weight * amount,
                Level::Soft => constant.soft += weight * amount,
                Level::Off => return,
            }
            *constant.constraints.entry(CONSTRAINTS[constraint as usize].to_owned()).or_default() += weight * amount;
        };
        for (position, a) in self.talks.iter().enumerate() {
            if a.published.0.is_some() && self.published_slot(a).is_none() {
                add(Constraint::PublishedTimeslot, -1);
            }
            let minutes = a.minutes(self);
            for b in self.talks[position + 1..].iter().filter(|b| b.minutes(self) == minutes) {
                add(Constraint::AudienceTypeDiversity, shared(&a.audiences, &b.audiences) * minutes);
                add(Constraint::AudienceLevelDiversity, if a.level == b.level { 0 } else { minutes });
                add(Constraint::LanguageDiversity, if a.language == b.language { 0 } else { minutes });
            }
        }
        constant
    }
}

/// A name to print, where it is not the id.
fn title(name: &str, id: &Id) -> Option<Text> {
    (id.0 != name).then(|| Text::Plain(name.to_owned()))
}

fn slot_of(slot: &super::Slot, id: &Id, names: &Names<'_>) -> Slot {
    let time = |minutes: i64| clock(u32::try_from(minutes).unwrap_or(0));
    Slot {
        id: id.clone(),
        day: Id(slot.date.clone()),
        start: time(slot.from),
        end: time(slot.to),
        every: None,
        kinds: slot.types.iter().map(|&kind| names.kinds[kind].clone()).collect(),
        tags: names.tags.all(&slot.tags),
        room_costs: BTreeMap::new(),
        title: None,
    }
}

fn room_of(room: &super::Room, id: &Id, names: &Names<'_>) -> Room {
    Room {
        id: id.clone(),
        title: title(&room.name, id),
        venue: None,
        seats: u32::try_from(room.capacity).unwrap_or(u32::MAX),
        parallel: 1,
        features: room.types.iter().map(|&kind| names.kinds[kind].clone()).collect(),
        tags: names.tags.all(&room.tags),
        step_free: true,
        closed: Vec::new(),
        closed_slots: room.unavailable.iter().map(|&slot| names.slots[slot].clone()).collect(),
        booths: 0,
        mobile_booths: 0,
        joins: Vec::new(),
    }
}

fn provenance() -> BTreeMap<String, Provenance> {
    let assumed = |note: &str| Provenance { status: ProvenanceStatus::Assumed, note: note.to_owned() };
    BTreeMap::from([
        ("/time_zone".to_owned(), assumed("the workbook has local times and no zone")),
        ("/sessions/*/expected".to_owned(), assumed("how many people marked it as a favourite")),
    ])
}
