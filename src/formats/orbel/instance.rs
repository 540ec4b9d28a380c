//! A folder as an instance.

use std::collections::{BTreeMap, BTreeSet};

use super::Folder;
use crate::instance::schema::{
    About, Attendee, Clock, Costs, Day, FORMAT, Id, Instance, InterpretationTerms, Kind, Level, MobileBooths, Person,
    Provenance, ProvenanceStatus, Room, RuleConfig, Session, Slot, Tags, Text, Walking, Weight, Window,
};

/// When every block starts, in minutes after midnight; assumed.
pub(super) const FIRST_START: u32 = 9 * 60;
/// How long a block may last, so that it ends at midnight.
pub(super) const MINUTES_OF_A_DAY: u32 = 15 * 60;
/// How long a talk lasts unless a block has very many; assumed.
const TALK: u32 = 20;
/// Minutes of a whole day.
pub(super) const DAY: u32 = 24 * 60;

/// Rules that would ask for more than the folder does.
const OFF: [&str; 5] = ["idle-gaps", "overflow", "person-pause", "scattered-days", "worst-audience"];

impl Folder {
    /// The conference. Every block is a day of its own, at the times that [`FIRST_START`] and [`TALK`] assume; ids are
    /// those of the tables, or numbers if one of them is no identifier.
    #[must_use]
    pub fn instance(&self) -> Instance {
        let presenters: BTreeSet<&str> = self.talks.iter().map(|talk| talk.presenter.as_str()).collect();
        let presenter_ids = ids(presenters.iter().copied(), "presenter");
        let presenter_of: BTreeMap<&str, &Id> = presenters.iter().copied().zip(&presenter_ids).collect();
        let block_ids = ids(self.blocks.iter().map(|block| block.id.as_str()), "block");
        let talk_ids = self.talk_ids();
        let attendee_ids = ids(self.participants.iter().map(|person| person.id.as_str()), "participant");
        Instance {
            format: FORMAT.to_owned(),
            schema: None,
            id: id_of(&self.name).map_or_else(|| Id::from("orbel"), Id),
            title: Text::Plain(self.name.clone()),
            time_zone: "UTC".to_owned(),
            languages: Vec::new(),
            provenance: provenance(),
            days: self.days(&block_ids),
            slots: self.slots(&block_ids),
            rooms: self.rooms(&block_ids),
            walking: Walking::default(),
            mobile_booths: MobileBooths::default(),
            kinds: vec![Kind { id: Id::from("talk"), title: None, blocks: Vec::new() }],
            tracks: Vec::new(),
            similar_tracks: Vec::new(),
            topics: Vec::new(),
            people: presenters
                .iter()
                .zip(&presenter_ids)
                .map(|(name, id)| Person {
                    id: id.clone(),
                    name: (id.0 != *name).then(|| (*name).to_owned()),
                    away: self.away_of(name, &block_ids),
                    ..Person::default()
                })
                .collect(),
            interpreters: Vec::new(),
            interpretation: InterpretationTerms::default(),
            services: Vec::new(),
            sessions: (self.talks.iter().zip(&talk_ids))
                .map(|(talk, id)| Session {
                    subtitle: (!talk.keywords.is_empty()).then(|| Text::Plain(talk.keywords.clone())),
                    speakers: vec![presenter_of[talk.presenter.as_str()].clone()],
                    ..session(id, &talk.id, self.minutes())
                })
                .collect(),
            orders: Vec::new(),
            series: Vec::new(),
            groups: Vec::new(),
            attendees: (self.participants.iter().zip(attendee_ids))
                .map(|(person, id)| Attendee {
                    id,
                    person: None,
                    count: 1,
                    groups: Vec::new(),
                    languages: Vec::new(),
                    wishes: person.wishes.iter().map(|&talk| (talk_ids[talk].0.clone(), Weight(1))).collect(),
                })
                .collect(),
            rules: OFF
                .map(|rule| (rule.to_owned(), RuleConfig { level: Some(Level::Off), ..RuleConfig::default() }))
                .into(),
            variants: Vec::new(),
        }
    }

    /// How long every talk lasts, so that the longest block fits into a day.
    pub(super) fn minutes(&self) -> u32 {
        let longest = self.blocks.iter().map(|block| block.positions).max().unwrap_or(1).max(1);
        (MINUTES_OF_A_DAY / longest).clamp(1, TALK)
    }

    /// The sessions that the talks are, in their order.
    pub(super) fn talk_ids(&self) -> Vec<Id> {
        ids(self.talks.iter().map(|talk| talk.id.as_str()), "talk")
    }

    fn days(&self, block_ids: &[Id]) -> Vec<Day> {
        let day = |(number, block): (usize, &super::Block)| Day {
            id: block_ids[number].clone(),
            date: date(number),
            title: Some(Text::Plain(block.id.clone())),
        };
        self.blocks.iter().enumerate().map(day).collect()
    }

    fn slots(&self, block_ids: &[Id]) -> Vec<Slot> {
        let minutes = self.minutes();
        let slot = |day: &Id, number: u32, positions: u32| Slot {
            id: Id(format!("slot-{number}")),
            day: day.clone(),
            start: clock(FIRST_START),
            end: clock(FIRST_START + positions * minutes),
            every: (positions > 1).then_some(minutes),
            kinds: Vec::new(),
            tags: Vec::new(),
            room_costs: BTreeMap::new(),
            title: None,
        };
        let blocks = self.blocks.iter().zip(block_ids).zip(1..);
        blocks.map(|((block, day), number)| slot(day, number, block.positions)).collect()
    }

    fn rooms(&self, block_ids: &[Id]) -> Vec<Room> {
        let most = self.blocks.iter().map(|block| block.rooms).max().unwrap_or(0);
        let closed = |room: u32| {
            let without = self.blocks.iter().zip(block_ids).filter(move |(block, _)| block.rooms < room);
            without.map(|(_, day)| Window { day: Some(day.clone()), from: None, to: None }).collect()
        };
        let room = |number: u32| Room {
            id: Id(room_name(number)),
            title: None,
            venue: None,
            seats: u32::try_from(self.participants.len()).unwrap_or(u32::MAX),
            parallel: 1,
            features: Vec::new(),
            tags: Vec::new(),
            step_free: true,
            closed: closed(number),
            closed_slots: Vec::new(),
            booths: 0,
            mobile_booths: 0,
            joins: Vec::new(),
        };
        (1..=most).map(room).collect()
    }

    fn away_of(&self, presenter: &str, block_ids: &[Id]) -> Vec<Window> {
        let theirs = self.away.range((presenter.to_owned(), 0)..).take_while(|(who, _)| who == presenter);
        theirs.map(|(_, block)| Window { day: Some(block_ids[*block].clone()), from: None, to: None }).collect()
    }
}

/// A date by number, from a Monday on; two months of dates that have no other meaning. One follows the other: the place of
/// a talk is found from the days between.
pub(in crate::formats) fn date(number: usize) -> String {
    match number {
        0..31 => format!("2001-01-{:02}", number + 1),
        31..59 => format!("2001-02-{:02}", number - 30),
        _ => format!("2001-03-{:02}", number - 58),
    }
}

/// The name of a room by number, from 1.
pub(super) fn room_name(number: u32) -> String {
    format!("Room_{number}")
}

pub(in crate::formats) fn session(id: &Id, title: &str, minutes: u32) -> Session {
    Session {
        id: id.clone(),
        title: Text::Plain(title.to_owned()),
        subtitle: None,
        kind: Id::from("talk"),
        minutes,
        setup_minutes: 0,
        teardown_minutes: 0,
        track: None,
        place_in_track: None,
        costs: Costs::default(),
        odd_hours: BTreeMap::new(),
        topics: Vec::new(),
        speakers: Vec::new(),
        chairs: Vec::new(),
        in_room: true,
        min_seats: None,
        expected: None,
        needs: Vec::new(),
        step_free: false,
        slot_tags: Tags::default(),
        room_tags: Tags::default(),
        optional_value: None,
        floor: Vec::new(),
        interpretation: None,
        pin: None,
        published: None,
        outcomes: Vec::new(),
        about: About::default(),
    }
}

fn provenance() -> BTreeMap<String, Provenance> {
    let note = |status, note: &str| Provenance { status, note: note.to_owned() };
    let times = "the folder knows blocks and positions only; every block has a day of its own";
    BTreeMap::from([
        ("/days".to_owned(), note(ProvenanceStatus::Assumed, times)),
        ("/slots".to_owned(), note(ProvenanceStatus::Assumed, times)),
        ("/rooms/*/seats".to_owned(), note(ProvenanceStatus::Assumed, "every participant finds a seat")),
        ("/sessions/*/minutes".to_owned(), note(ProvenanceStatus::Assumed, "all talks are equally long")),
    ])
}

pub(in crate::formats) fn clock(minutes: u32) -> Clock {
    Clock(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

/// Names as ids: as they are if all of them can be, numbered if not.
pub(in crate::formats) fn ids<'a>(names: impl Iterator<Item = &'a str> + Clone, prefix: &str) -> Vec<Id> {
    if names.clone().all(is_identifier) {
        return names.map(Id::from).collect();
    }
    names.zip(1..).map(|(_, number)| Id(format!("{prefix}-{number}"))).collect()
}

/// Whether a text can be an [`Id`].
fn is_identifier(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    text.len() <= 80 && text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(inside)
}

/// A name as an identifier, what cannot stand in one replaced; `None` if little is left.
pub(in crate::formats) fn id_of(name: &str) -> Option<String> {
    let replaced = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' };
    let text: String = name.chars().take(80).map(replaced).collect();
    is_identifier(&text).then_some(text)
}
