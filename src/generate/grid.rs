//! The grid: days and slots, rooms, and which session the timetable has in which of them.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::conference::ConferenceOptions;
use super::programme::{
    LANGUAGES, Place, Programme, WALK, clock, date, day_id, interpreters, optional, room_id, session, shuffle, slot,
    terms,
};
use super::{DERIVED_ROOMS, Impossible, MOST_ROOMS, Options, within};
use crate::instance::schema::{
    Day, FORMAT, Id, Instance, Kind, MobileBooths, Pin, Provenance, ProvenanceStatus, Room, Session, Text, Walking,
};
use crate::problem::RoomId;

/// Minutes from one slot to the next.
const PERIOD: u32 = 60;
/// Minutes of a slot. The pause after it is what interpreters are there before a session, so that those whom one
/// session does not need may be away from it and work in the next.
pub(super) const SLOT: u32 = PERIOD - PAUSE;
/// Minutes between two slots, at least.
pub(super) const PAUSE: u32 = 15;
/// Most slots of a day.
const MOST_SLOTS: usize = 12;

/// The slots of a day, from and to in minutes, with an hour to eat in the middle.
fn day(slots: usize) -> Vec<(u32, u32)> {
    let first = if slots > 9 { 480 } else { 540 };
    let start = |slot: usize| first + PERIOD * (slot as u32 + u32::from(slot >= slots / 2));
    (0..slots).map(|slot| (start(slot), start(slot) + SLOT)).collect()
}

/// How the conference is laid out.
struct Layout {
    days: usize,
    rooms: usize,
    /// The slots of every day.
    day: Vec<(u32, u32)>,
    /// Slots with a plenary, ascending: the first of each day and the very last.
    plenaries: Vec<usize>,
    /// The slot for networking: the last of the first day, of a conference with more days than one.
    evening: Option<usize>,
}

impl Layout {
    fn new(options: &ConferenceOptions) -> Self {
        let days = options.days.unwrap_or(match options.sessions {
            ..=60 => 1,
            61..=300 => 3,
            301..=1500 => 4,
            1501..=4000 => 5,
            _ => 7,
        });
        // A quarter more cells than sessions; what plenaries and the evening take comes on top.
        let cells = options.sessions + options.sessions / 4;
        let special = days + 1 + usize::from(days > 1);
        let rooms = options.rooms.unwrap_or_else(|| cells.div_ceil((9 * days).saturating_sub(special).max(1)).max(2));
        let slots = (cells.div_ceil(rooms) + special).div_ceil(days).clamp(4, MOST_SLOTS);
        let all = days * slots;
        let plenaries = (0..days).map(|day| day * slots).chain([all - 1]).collect();
        Self { days, rooms, day: day(slots), plenaries, evening: (days > 1).then(|| slots - 1) }
    }

    fn slots(&self) -> usize {
        self.days * self.day.len()
    }
}

/// Draws sessions and their places. Every interpretation is optional as yet, as in [`super::programme::draw`].
pub(super) fn draw(
    rng: &mut Pcg64Mcg,
    options: &ConferenceOptions,
    staffed: &Options,
) -> Result<(Instance, Programme), Impossible> {
    let layout = Layout::new(options);
    within(DERIVED_ROOMS, layout.rooms, 1, MOST_ROOMS)?;
    let places = places(rng, options, &layout)?;
    let programme = Programme { places, slots: layout.day.len(), keynote: false };
    let sessions = sessions(rng, staffed, &layout, &programme);
    let plain = Text::Plain(format!(
        "A planted conference: {} sessions, {} rooms, {} days, seed {}",
        options.sessions, layout.rooms, layout.days, options.seed
    ));
    let note = "drawn by `plenary generate conference`; nothing in it is a real conference";
    let provenance = Provenance { status: ProvenanceStatus::Assumed, note: note.to_owned() };
    let mut slots = Vec::with_capacity(layout.slots());
    for number in 0..layout.slots() {
        let (on, position) = (number / layout.day.len(), number % layout.day.len());
        let mut slot = slot(on, position, layout.day[position]);
        if layout.evening == Some(number) {
            slot.kinds = vec!["networking".into()];
        }
        slots.push(slot);
    }
    let kind = |id: &str, blocks: &[&str]| Kind {
        id: id.into(),
        title: None,
        blocks: blocks.iter().map(|&blocked| blocked.to_owned()).collect(),
    };
    let terms = terms(rng, staffed);
    let instance = Instance {
        format: FORMAT.to_owned(),
        schema: None,
        id: Id(format!("conference-{}-{}", options.sessions, options.seed)),
        title: plain,
        time_zone: "UTC".to_owned(),
        languages: LANGUAGES[..options.languages].iter().map(|&language| language.into()).collect(),
        provenance: [(String::new(), provenance)].into(),
        days: (0..layout.days).map(|day| Day { id: day_id(day), date: date(day), title: None }).collect(),
        slots,
        rooms: (0..layout.rooms).map(|position| room(rng, position)).collect(),
        walking: Walking { within_venue: WALK, between_venues: WALK, pairs: Vec::new() },
        mobile_booths: MobileBooths { setup_minutes: 10, seats_lost: 6, ..MobileBooths::default() },
        kinds: vec![
            kind("plenary", &["*"]),
            kind("talk", &[]),
            kind("workshop", &[]),
            kind("caucus", &[]),
            kind("networking", &[]),
        ],
        tracks: Vec::new(),
        similar_tracks: Vec::new(),
        topics: Vec::new(),
        people: Vec::new(),
        interpreters: if staffed.sessions == 0 { Vec::new() } else { interpreters(rng, staffed, false) },
        interpretation: terms,
        services: Vec::new(),
        sessions,
        orders: Vec::new(),
        series: Vec::new(),
        groups: Vec::new(),
        attendees: Vec::new(),
        rules: std::collections::BTreeMap::new(),
        variants: Vec::new(),
    };
    Ok((instance, programme))
}

/// Plenaries into the hall, some sessions into the evening, the others anywhere.
fn places(rng: &mut Pcg64Mcg, options: &ConferenceOptions, layout: &Layout) -> Result<Vec<Place>, Impossible> {
    let cells = |slot: usize| (0..layout.rooms).map(move |room| Place { slot, room: RoomId::new(room) });
    let mut places: Vec<Place> =
        layout.plenaries.iter().map(|&slot| Place { slot, room: RoomId(0) }).take(options.sessions).collect();
    if let Some(slot) = layout.evening {
        let mut evening: Vec<Place> = cells(slot).collect();
        shuffle(rng, &mut evening);
        places.extend(evening.into_iter().take(options.sessions / 50));
    }
    let open = |slot: &usize| !layout.plenaries.contains(slot) && layout.evening != Some(*slot);
    let mut free: Vec<Place> = (0..layout.slots()).filter(open).flat_map(cells).collect();
    shuffle(rng, &mut free);
    let fit = places.len() + free.len();
    places.extend(free);
    if options.sessions > fit {
        let (sessions, rooms, days) = (options.sessions, layout.rooms, layout.days);
        return Err(Impossible::Places { sessions, rooms, days, places: fit });
    }
    places.truncate(options.sessions);
    Ok(places)
}

fn sessions(rng: &mut Pcg64Mcg, staffed: &Options, layout: &Layout, programme: &Programme) -> Vec<Session> {
    let plenaries = layout.plenaries.len();
    let mut sessions = Vec::with_capacity(programme.places.len());
    // Those that may be interpreted are spread evenly over all but the opening, which comes on top.
    let others = programme.places.len() - 1;
    let before = |position: usize| position * staffed.sessions / others;
    for (position, place) in programme.places.iter().enumerate() {
        let minutes = if position < plenaries { SLOT } else { [30, 40, SLOT, SLOT][rng.random_range(0..4)] };
        let mut session = session(position, position < plenaries, minutes);
        if position >= plenaries {
            let kind = ["talk", "talk", "workshop", "caucus"][rng.random_range(0..4)];
            session.kind = if layout.evening == Some(place.slot) { "networking" } else { kind }.into();
        }
        let spoken =
            if position < plenaries || rng.random_bool(0.7) { 0 } else { rng.random_range(0..staffed.languages) };
        session.floor = vec![LANGUAGES[spoken].into()];
        if position == 0 {
            let (from, _) = layout.day[place.slot % layout.day.len()];
            session.pin = Some(Pin { day: Some(day_id(0)), start: Some(clock(from)), room: Some(room_id(place.room)) });
            if staffed.sessions > 0 {
                let into = LANGUAGES[1..staffed.languages.min(3)].iter().map(|&language| language.into()).collect();
                session.interpretation = Some(optional(into));
            }
        } else if before(position) != before(position - 1) {
            let unspoken = (0..staffed.languages).filter(|&language| language != spoken);
            let mut into: Vec<Id> = unspoken.map(|language| LANGUAGES[language].into()).collect();
            shuffle(rng, &mut into);
            into.truncate(rng.random_range(1..=2));
            session.interpretation = Some(optional(into));
        } else if position >= plenaries && rng.random_bool(0.01) {
            session.optional_value = Some(rng.random_range(5..=50));
        }
        sessions.push(session);
    }
    sessions
}

/// A room: the hall, or one of a few large ones and many small ones.
fn room(rng: &mut Pcg64Mcg, position: usize) -> Room {
    let seats = match rng.random_range(0..10) {
        _ if position == 0 => 2000,
        0 => 10 * rng.random_range(20..=50),
        1..4 => 10 * rng.random_range(8..=15),
        _ => 5 * rng.random_range(4..=12),
    };
    let mut room = super::programme::room(rng, position);
    room.seats = seats;
    room.step_free = position == 0 || rng.random_bool(0.9);
    room
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn as_many_sessions_may_be_interpreted_as_are_asked_for() {
        for (sessions, interpreted) in [(10, 9), (60, 0), (60, 1), (200, 7), (200, 150), (200, 199)] {
            let options = ConferenceOptions {
                sessions,
                rooms: None,
                days: None,
                attendees: None,
                languages: 3,
                interpreted: Some(interpreted),
                seed: 1,
            };
            let staffed = Options {
                sessions: interpreted,
                languages: 3,
                interpreters: None,
                rooms: None,
                days: None,
                scarcity: 30,
                pack: None,
                seed: 1,
            };
            let (instance, _) = draw(&mut Pcg64Mcg::seed_from_u64(1), &options, &staffed).expect("it fits");
            let count = instance.sessions.iter().skip(1).filter(|session| session.interpretation.is_some()).count();
            assert_eq!(count, interpreted, "of {sessions}");
        }
    }
}
