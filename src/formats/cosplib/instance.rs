//! A workbook as an instance.

use std::collections::{BTreeMap, BTreeSet};

use super::Library;
use crate::formats::orbel::{clock, date, id_of, ids, session};
use crate::instance::schema::{
    Attendee, Cost, Costs, Day, FORMAT, Id, Instance, InterpretationTerms, Kind, Level, MobileBooths, Person,
    Provenance, ProvenanceStatus, Room, RuleConfig, Session, SimilarTracks, Slot, Text, Track, Walking, Weight,
};

/// When every session starts, in minutes after midnight; assumed.
pub(super) const FIRST_START: u32 = 9 * 60;
/// How long a session may last, so that it ends at midnight.
pub(super) const MINUTES_OF_A_DAY: u32 = 15 * 60;
/// How long a time slot lasts unless a session has very many; assumed.
const SLOT: u32 = 20;

/// The rules that the terms of the workbook are, in the order of its weights.
const RULES: [&str; 16] = [
    "unwanted-track-slot",
    "unwanted-track-room",
    "unwanted-slot-room",
    "similar-tracks",
    "track-room-change",
    "track-split",
    "track-interrupted",
    "odd-hours",
    "track-order",
    "unwanted-slot",
    "unwanted-room",
    "speakers-across-rooms",
    "audience-across-rooms",
    "track-chairs-clash",
    "speakers-overlap",
    "audience-overlap",
];

/// Rules that would ask for more than the workbook does.
const OFF: [&str; 8] = [
    "idle-gaps",
    "missed-wish",
    "overflow",
    "person-clash",
    "person-load",
    "person-pause",
    "scattered-days",
    "worst-audience",
];

impl Library {
    /// How long every time slot lasts, so that the longest session fits into a day.
    pub(super) fn minutes(&self) -> u32 {
        let longest = self.sessions.iter().map(|session| session.slots).max().unwrap_or(1).max(1);
        (MINUTES_OF_A_DAY / longest).clamp(1, SLOT)
    }

    /// The conference. Every session is a slot on a day of its own, since nothing but their order counts; hours that are
    /// odd for somebody come in as costs. Ids are the names, or numbers if one of them is no identifier.
    #[must_use]
    pub fn instance(&self) -> Instance {
        let days = ids(self.sessions.iter().map(|session| session.name.trim()), "session");
        let rooms = ids(self.rooms.iter().map(|room| room.trim()), "room");
        let tracks = ids(self.tracks.iter().map(|track| track.name.trim()), "track");
        let sessions = ids(self.submissions.iter().map(|submission| submission.name.trim()), "submission");
        let presenters = self.submissions.iter().flat_map(|submission| &submission.presenters);
        let people: BTreeSet<&str> =
            presenters.chain(self.tracks.iter().flat_map(|track| &track.chairs)).map(String::as_str).collect();
        let people_ids = ids(people.iter().copied(), "person");
        let person: BTreeMap<&str, &Id> = people.iter().copied().zip(&people_ids).collect();
        let all = |names: &BTreeSet<String>| names.iter().map(|name| person[name.as_str()].clone()).collect::<Vec<_>>();
        Instance {
            format: FORMAT.to_owned(),
            schema: None,
            id: id_of(&self.name).map_or_else(|| Id::from("cosplib"), Id),
            title: Text::Plain(self.name.clone()),
            time_zone: "UTC".to_owned(),
            languages: Vec::new(),
            provenance: provenance(),
            days: self.days(&days),
            slots: self.slots(&days, &rooms),
            rooms: self.rooms.iter().zip(&rooms).map(|(name, id)| room(name, id)).collect(),
            walking: Walking::default(),
            mobile_booths: MobileBooths::default(),
            kinds: vec![Kind { id: Id::from("talk"), title: None, blocks: Vec::new() }],
            tracks: (self.tracks.iter().zip(&tracks).enumerate())
                .map(|(number, (track, id))| Track {
                    id: id.clone(),
                    title: Some(Text::Plain(track.name.trim().to_owned())),
                    chairs: all(&track.chairs),
                    costs: Costs {
                        slots: costs(&self.track_sessions[number], &days, 1),
                        rooms: costs(&self.track_rooms[number], &rooms, 1),
                    },
                })
                .collect(),
            similar_tracks: self.similar_tracks(&tracks),
            topics: Vec::new(),
            people: (people.iter().zip(&people_ids))
                .map(|(name, id)| Person {
                    id: id.clone(),
                    name: (id.0 != **name).then(|| (*name).to_owned()),
                    ..Person::default()
                })
                .collect(),
            interpreters: Vec::new(),
            interpretation: InterpretationTerms::default(),
            services: Vec::new(),
            sessions: (self.submissions.iter().zip(&sessions))
                .map(|(submission, id)| Session {
                    track: Some(tracks[submission.track].clone()),
                    place_in_track: u32::try_from(submission.order).ok().filter(|&order| order > 0),
                    // Penalties count once for each time slot.
                    costs: Costs {
                        slots: costs(&submission.by_session, &days, submission.slots),
                        rooms: costs(&submission.by_room, &rooms, submission.slots),
                    },
                    odd_hours: if self.weights[7] > 0 {
                        costs(&submission.zone, &days, submission.slots)
                    } else {
                        BTreeMap::new()
                    },
                    speakers: all(&submission.presenters),
                    ..session(id, submission.name.trim(), submission.slots * self.minutes())
                })
                .collect(),
            orders: Vec::new(),
            series: Vec::new(),
            groups: Vec::new(),
            attendees: self.attendees(&sessions, &person),
            rules: self.rules(),
            variants: Vec::new(),
        }
    }

    fn days(&self, days: &[Id]) -> Vec<Day> {
        let time = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let day = |(number, session): (usize, &super::Stretch)| Day {
            id: days[number].clone(),
            date: date(number),
            title: Some(Text::Plain(format!("{} ({}–{})", session.name.trim(), time(session.from), time(session.to)))),
        };
        self.sessions.iter().enumerate().map(day).collect()
    }

    fn slots(&self, days: &[Id], rooms: &[Id]) -> Vec<Slot> {
        let minutes = self.minutes();
        let slot = |(number, session): (usize, &super::Stretch)| Slot {
            id: days[number].clone(),
            day: days[number].clone(),
            start: clock(FIRST_START),
            end: clock(FIRST_START + session.slots * minutes),
            every: (session.slots > 1).then_some(minutes),
            kinds: Vec::new(),
            tags: Vec::new(),
            room_costs: costs(&self.session_rooms[number], rooms, 1),
            title: None,
        };
        self.sessions.iter().enumerate().map(slot).collect()
    }

    fn similar_tracks(&self, ids: &[Id]) -> Vec<SimilarTracks> {
        let pairs = (0..ids.len()).flat_map(|a| (a + 1..ids.len()).map(move |b| (a, b)));
        let of = |(a, b): (usize, usize)| {
            let cost = u32::try_from(self.similar[a][b]).ok().filter(|&cost| cost > 0)?;
            Some(SimilarTracks { tracks: [ids[a].clone(), ids[b].clone()], cost: Cost(cost) })
        };
        pairs.filter_map(of).collect()
    }

    fn attendees(&self, sessions: &[Id], person: &BTreeMap<&str, &Id>) -> Vec<Attendee> {
        let mut wishes: BTreeMap<&str, BTreeMap<String, Weight>> = BTreeMap::new();
        for (submission, id) in self.submissions.iter().zip(sessions) {
            for name in &submission.attendees {
                wishes.entry(name).or_default().insert(id.0.clone(), Weight(1));
            }
        }
        let names: Vec<&str> = wishes.keys().copied().collect();
        let attendee_ids = ids(names.iter().copied(), "attendee");
        (wishes.into_iter().zip(attendee_ids))
            .map(|((name, wishes), id)| Attendee {
                id,
                person: person.get(name).map(|id| (*id).clone()),
                count: 1,
                groups: Vec::new(),
                languages: Vec::new(),
                wishes,
            })
            .collect()
    }

    fn rules(&self) -> BTreeMap<String, RuleConfig> {
        let off = |rule: &str| (rule.to_owned(), RuleConfig { level: Some(Level::Off), ..RuleConfig::default() });
        let mut rules: BTreeMap<String, RuleConfig> = OFF.iter().map(|rule| off(rule)).collect();
        let minutes = i64::from(self.minutes());
        for (rule, &weight) in RULES.iter().zip(&self.weights) {
            let parameters = match *rule {
                "track-order" => BTreeMap::from([("parallel-unit".to_owned(), minutes), ("by-room".to_owned(), 1)]),
                "speakers-overlap" | "audience-overlap" => BTreeMap::from([("unit".to_owned(), minutes)]),
                _ => BTreeMap::new(),
            };
            let weight = Some(u32::try_from(weight).unwrap_or(u32::MAX));
            rules.insert((*rule).to_owned(), RuleConfig { level: Some(Level::Soft), weight, parameters });
        }
        let hard = RuleConfig { level: Some(Level::Hard), ..RuleConfig::default() };
        rules.insert("tracks-mixed".to_owned(), hard);
        rules
    }
}

fn costs(costs: &[i64], ids: &[Id], times: u32) -> BTreeMap<String, Cost> {
    let times = i64::from(times);
    let cost = |(cost, id): (&i64, &Id)| (id.0.clone(), Cost(u32::try_from(cost * times).unwrap_or(u32::MAX)));
    costs.iter().zip(ids).filter(|(cost, _)| **cost > 0).map(cost).collect()
}

fn room(name: &str, id: &Id) -> Room {
    Room {
        id: id.clone(),
        title: (id.0 != name.trim()).then(|| Text::Plain(name.trim().to_owned())),
        venue: None,
        seats: 1,
        parallel: 1,
        features: Vec::new(),
        tags: Vec::new(),
        step_free: true,
        closed: Vec::new(),
        closed_slots: Vec::new(),
        booths: 0,
        mobile_booths: 0,
        joins: Vec::new(),
    }
}

fn provenance() -> BTreeMap<String, Provenance> {
    let assumed = |note: &str| Provenance { status: ProvenanceStatus::Assumed, note: note.to_owned() };
    let times = "only the order of sessions and their time slots count; every session has a day of its own";
    BTreeMap::from([
        ("/days".to_owned(), assumed(times)),
        ("/slots".to_owned(), assumed(times)),
        ("/rooms/*/seats".to_owned(), assumed("the workbook says nothing of seats")),
        ("/sessions/*/minutes".to_owned(), assumed("all time slots are equally long")),
    ])
}
