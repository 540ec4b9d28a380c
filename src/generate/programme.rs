//! The programme: which sessions there are, in which slot and room the plan has them, and what is spoken and heard.

use std::collections::BTreeMap;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::workday::{Shift, legal};
use super::{DERIVED_ROOMS, Impossible, MOST_ROOMS, Options, within};
use crate::instance::schema::{
    About, Clock, Costs, Day, FORMAT, Fees, Id, Instance, Interpretation, InterpretationMode, InterpretationTerms,
    Interpreter, Kind, MobileBooths, Pin, Provenance, ProvenanceStatus, Regime, Room, Service, ServiceKind, Session,
    Slot, Tags, Text, Walking,
};
use crate::problem::{Interval, Pack, RoomId, Terms};

/// The languages, in the order in which they come in: the official ones of the United Nations.
pub(super) const LANGUAGES: [&str; 6] = ["en", "fr", "es", "ar", "zh", "ru"];

/// The sign language of conferences that have one.
pub(super) const SIGN: &str = "isl";

/// Minutes on foot between two rooms.
pub(super) const WALK: u32 = 5;

/// The slots of a day, from and to in minutes: pauses of half an hour, or the time to eat.
const DAYS: [&[(u32, u32)]; 3] = [
    &[(540, 630), (660, 750), (840, 930), (960, 1050)],
    &[(540, 630), (660, 720), (810, 900), (930, 990), (1020, 1080)],
    &[(540, 600), (630, 720), (810, 870), (900, 990), (1020, 1080)],
];

/// Where the plan has a session.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The slot, by position among all slots of all days.
    pub(super) slot: usize,
    /// The room.
    pub(super) room: RoomId,
}

/// What was drawn besides the instance.
#[derive(Clone, Debug)]
pub(super) struct Programme {
    /// By session.
    pub(super) places: Vec<Place>,
    /// Slots on each day.
    pub(super) slots: usize,
    /// Whether the second session is a plenary pinned to the first day, with the team of the first.
    pub(super) keynote: bool,
}

impl Programme {
    /// The day of a session, by position.
    pub(super) fn day(&self, session: usize) -> usize {
        self.places[session].slot / self.slots
    }
}

/// Draws sessions and their places. Every interpretation is optional as yet, so that the staffing can see what each
/// choice of languages would take; [`super::staffing::write`] makes them what they are to be.
pub(super) fn draw(rng: &mut Pcg64Mcg, options: &Options) -> Result<(Instance, Programme), Impossible> {
    let slack = f64::from(100 - options.scarcity) / 100.0;
    let days = options.days.unwrap_or(match options.sessions {
        ..=12 => 1,
        13..=45 => 2,
        46..=100 => 3,
        _ => 4,
    });
    let day = DAYS[rng.random_range(0..DAYS.len())];
    let terms = terms(rng, options);
    let keynote = keynote(&Terms::of(&terms), options, day);
    let plenaries = plenaries(rng, options, days, day.len(), keynote);

    let free = days * day.len() - plenaries.len();
    let others = options.sessions - plenaries.len().min(options.sessions);
    let wanted = (others as f64 * (1.05 + 0.35 * slack)).ceil() as usize;
    let rooms = options.rooms.unwrap_or_else(|| wanted.div_ceil(free.max(1)).max(1));
    within(DERIVED_ROOMS, rooms, 1, MOST_ROOMS)?;
    let places = plenaries.len() + free * rooms;
    if options.sessions > places {
        return Err(Impossible::Places { sessions: options.sessions, rooms, days, places });
    }

    let mut cells: Vec<Place> = Vec::with_capacity(free * rooms);
    for slot in (0..days * day.len()).filter(|slot| !plenaries.contains(slot)) {
        cells.extend((0..rooms).map(|room| Place { slot, room: RoomId::new(room) }));
    }
    shuffle(rng, &mut cells);
    let hall = |&slot: &usize| Place { slot, room: RoomId(0) };
    let places: Vec<Place> = plenaries.iter().map(hall).chain(cells).take(options.sessions).collect();
    let programme = Programme { places, slots: day.len(), keynote: keynote.is_some() };

    let signed = options.interpreters.unwrap_or(usize::MAX) >= 12 && options.sessions >= 10;
    let mut sessions = Vec::with_capacity(options.sessions);
    for (position, place) in programme.places.iter().enumerate() {
        let (from, to) = day[place.slot % day.len()];
        let length = to - from;
        let minutes = if length > 60 && rng.random_bool(0.3) && position > 1 { 60 } else { length };
        let mut session = session(position, position < plenaries.len(), minutes);
        if position == 0 || (position == 1 && programme.keynote) {
            // One floor language; beyond two languages the second booth works over the first.
            session.floor = vec![LANGUAGES[0].into()];
            let into = LANGUAGES[1..options.languages.min(3)].iter().map(|&language| language.into()).collect();
            session.interpretation = Some(optional(into));
            session.pin = Some(Pin {
                day: Some(day_id(programme.day(position))),
                start: Some(clock(from)),
                room: Some(room_id(place.room)),
            });
        } else {
            listen(rng, options.languages, signed, &mut session);
        }
        sessions.push(session);
    }
    let plain = Text::Plain(format!(
        "A planted conference: {} sessions, {} languages, {} rooms, {days} days, scarcity {}, seed {}",
        options.sessions, options.languages, rooms, options.scarcity, options.seed
    ));
    let note = "drawn by `plenary generate interpretation`; nothing in it is a real conference";
    let provenance = Provenance { status: ProvenanceStatus::Assumed, note: note.to_owned() };
    let instance = Instance {
        format: FORMAT.to_owned(),
        schema: None,
        id: Id(format!("planted-{}-{}", options.sessions, options.seed)),
        title: plain,
        time_zone: "UTC".to_owned(),
        languages: LANGUAGES[..options.languages].iter().map(|&language| language.into()).collect(),
        provenance: [(String::new(), provenance)].into(),
        days: (0..days).map(|day| Day { id: day_id(day), date: date(day), title: None }).collect(),
        slots: (0..days).flat_map(|number| day.iter().enumerate().map(move |(i, &s)| slot(number, i, s))).collect(),
        rooms: (0..rooms).map(|position| room(rng, position)).collect(),
        walking: Walking { within_venue: WALK, between_venues: WALK, pairs: Vec::new() },
        mobile_booths: MobileBooths { setup_minutes: 30, strike_minutes: 15, seats_lost: 6, ..MobileBooths::default() },
        kinds: vec![
            Kind { id: "plenary".into(), title: None, blocks: vec!["*".to_owned()] },
            Kind { id: "workshop".into(), title: None, blocks: Vec::new() },
        ],
        tracks: Vec::new(),
        similar_tracks: Vec::new(),
        topics: Vec::new(),
        people: Vec::new(),
        interpreters: interpreters(rng, options, signed),
        interpretation: terms,
        services: if signed { vec![sign()] } else { Vec::new() },
        sessions,
        orders: Vec::new(),
        series: Vec::new(),
        groups: Vec::new(),
        attendees: Vec::new(),
        rules: BTreeMap::new(),
        variants: Vec::new(),
    };
    Ok((instance, programme))
}

/// The slots of the plenaries: the opening, the keynote, and one more on each further day of a conference that is
/// large enough for it.
fn plenaries(rng: &mut Pcg64Mcg, options: &Options, days: usize, slots: usize, keynote: Option<usize>) -> Vec<usize> {
    let mut taken: Vec<usize> = std::iter::once(0).chain(keynote).collect();
    for day in 1..days {
        if taken.len() < options.sessions / 5 {
            taken.push(day * slots + rng.random_range(0..slots));
        }
    }
    taken
}

/// The first slot after the opening in which the same team may work again.
fn keynote(terms: &Terms, options: &Options, day: &[(u32, u32)]) -> Option<usize> {
    let shift = |&(from, to): &(u32, u32)| {
        let booths = options.languages.min(3) - 1;
        let whole = terms.whole_team(1, booths) / booths as i32;
        let team = terms.booth(false, (to - from) as i32).unwrap_or(1).max(whole);
        Shift { span: Interval { from: from as i32, to: to as i32 }, lead: terms.lead, day: 0, team, room: RoomId(0) }
    };
    (1..day.len()).find(|&slot| {
        let same_team = shift(&day[slot]).team == shift(&day[0]).team;
        same_team && legal(terms, WALK as i32, vec![shift(&day[0]), shift(&day[slot])])
    })
}

/// Terms: the pack's, and where it says nothing, drawn.
pub(super) fn terms(rng: &mut Pcg64Mcg, options: &Options) -> InterpretationTerms {
    let pack = options.pack.and_then(Pack::of);
    let open = |stated: fn(&Pack) -> bool| !pack.is_some_and(stated);
    let stretch = [120, 150][rng.random_range(0..2)];
    let rest = [15, 20, 30][rng.random_range(0..3)];
    InterpretationTerms {
        pack: options.pack,
        team: None,
        team_for_minutes: None,
        max_minutes_per_day: open(|pack| pack.day.value().is_some()).then_some(360),
        max_stretch_minutes: open(|pack| pack.stretch.value().is_some()).then_some(stretch),
        break_minutes: open(|pack| pack.rest.value().is_some()).then_some(rest),
        lead_minutes: open(|pack| pack.lead.value().is_some()).then_some(15),
        relay: None,
        remote: None,
        fees: Some(Fees {
            day: 900,
            half_day: Some(500),
            half_day_minutes: 240,
            day_minutes: 480,
            overtime_hour: 200,
            travel: 300,
        }),
        split_fee: None,
        receivers: None,
    }
}

/// Draws what is spoken in a session and into what it may be interpreted.
fn listen(rng: &mut Pcg64Mcg, languages: usize, signed: bool, session: &mut Session) {
    let mut drawn: Vec<&str> = LANGUAGES[..languages].to_vec();
    shuffle(rng, &mut drawn);
    // Half of all that is said is said in the first language.
    if rng.random_bool(0.5) {
        drawn.retain(|&language| language != LANGUAGES[0]);
        drawn.insert(0, LANGUAGES[0]);
    }
    let spoken = if rng.random_bool(0.25) { 2 } else { 1 };
    session.floor = drawn[..spoken].iter().map(|&language| language.into()).collect();
    if rng.random_bool(0.25) {
        return;
    }
    let others = &drawn[spoken..];
    let more = if others.is_empty() { 0 } else { rng.random_range(1..=others.len().min(3)) };
    let mut into: Vec<Id> = others[..more].iter().map(|&language| language.into()).collect();
    let mut regime = Regime::Asymmetric;
    if spoken == 2 {
        match rng.random_range(0..3) {
            // Those who speak one of the two follow the other.
            0 => into.clone_from(&session.floor),
            1 if more < 2 => into.extend(session.floor.iter().cloned()),
            _ => {}
        }
        if into.is_empty() {
            into.clone_from(&session.floor);
        }
    } else if rng.random_bool(0.15) {
        regime = Regime::Symmetric;
        into.truncate(1);
    }
    if signed && rng.random_bool(0.1) && regime == Regime::Asymmetric && into.len() < 3 {
        into.push(SIGN.into());
    }
    session.interpretation = Some(Interpretation { regime, ..optional(into) });
}

pub(super) fn optional(into: Vec<Id>) -> Interpretation {
    Interpretation {
        into,
        mode: InterpretationMode::Optional,
        regime: Regime::Asymmetric,
        value: Some(1),
        remote: None,
    }
}

/// The interpreters, each with the booth they belong to; what they work from follows from what the plan has them do.
pub(super) fn interpreters(rng: &mut Pcg64Mcg, options: &Options, signed: bool) -> Vec<Interpreter> {
    let count = options.interpreters.unwrap_or(3 * options.languages + options.sessions * 7 / 25);
    let pair = if signed { 2 + count / 20 } else { 0 };
    let home = |position: usize| match position {
        // First, so that they are among those whom the plan uses.
        _ if position < pair => SIGN,
        _ => LANGUAGES[(position - pair + 1) % options.languages],
    };
    (0..count)
        .map(|position| Interpreter {
            id: Id(format!("interpreter-{:02}", position + 1)),
            directions: Vec::new(),
            combination: None,
            home_booth: Some(home(position).into()),
            away: Vec::new(),
            max_minutes_per_day: None,
            fees: None,
            travels: rng.random_bool(0.2),
        })
        .collect()
}

fn sign() -> Service {
    Service {
        id: SIGN.into(),
        kind: ServiceKind::Sign,
        team: 2,
        lead_minutes: 15,
        room_feature: Some("signers-place".into()),
    }
}

pub(super) fn session(position: usize, plenary: bool, minutes: u32) -> Session {
    Session {
        id: Id(format!("session-{:03}", position + 1)),
        title: Text::Plain(format!("Session {}", position + 1)),
        subtitle: None,
        kind: if plenary { "plenary" } else { "workshop" }.into(),
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

pub(super) fn room(rng: &mut Pcg64Mcg, position: usize) -> Room {
    let seats = if position == 0 { 400 } else { 10 * rng.random_range(3..=14) };
    Room {
        id: room_id(RoomId::new(position)),
        title: None,
        venue: None,
        seats,
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

pub(super) fn slot(day: usize, number: usize, (from, to): (u32, u32)) -> Slot {
    Slot {
        id: Id(format!("day-{}-{}", day + 1, number + 1)),
        day: day_id(day),
        start: clock(from),
        end: clock(to),
        every: None,
        kinds: Vec::new(),
        tags: Vec::new(),
        room_costs: BTreeMap::new(),
        title: None,
    }
}

pub(super) fn day_id(day: usize) -> Id {
    Id(format!("day-{}", day + 1))
}

pub(super) fn room_id(room: RoomId) -> Id {
    Id(format!("room-{:02}", room.index() + 1))
}

pub(super) fn date(day: usize) -> String {
    format!("2030-06-{:02}", day + 1)
}

/// A time of day.
pub(super) fn clock(minutes: u32) -> Clock {
    Clock(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

/// Any order, all equally likely.
pub(super) fn shuffle<T>(rng: &mut Pcg64Mcg, list: &mut [T]) {
    for last in (1..list.len()).rev() {
        list.swap(last, rng.random_range(0..=last));
    }
}
