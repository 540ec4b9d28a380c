//! Edits of an instance: what it is like without one of its facts, or with what would repair it.

use std::collections::BTreeSet;

use crate::instance::schema::{Combination, Direction, Id, Instance, Interpreter, Level, Pin, Room, Window};
use crate::instance::without;
use crate::rules::RuleSet;

/// Booths, seats or people enough for anything.
const PLENTY: u32 = 1000;

/// One change of an instance and its rules. Where what it names is not there, it changes nothing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Edit {
    /// A session does not take place.
    NoSession(Id),
    /// A session is not pinned to a time.
    FreeTime(Id),
    /// A session is not pinned to a room.
    FreeRoom(Id),
    /// A session takes place wherever there are seats.
    FewerSeats(Id),
    /// A session does not need this equipment.
    NoNeed(Id, Id),
    /// A session, or a person, copes with steps.
    Steps(Id),
    /// What a session, or a person, demands of the tags of slots and rooms is not looked at.
    NoTags(Id),
    /// A session is not on this topic.
    NoTopic(Id, Id),
    /// A person need not be at a session.
    NotNeeded(Id, Id),
    /// Nothing is interpreted at a session.
    NotInterpreted(Id),
    /// A session is not interpreted into this language.
    NotInto(Id, Id),
    /// A person or an interpreter is there in this window after all.
    There(Id, Window),
    /// A person or an interpreter has no daily limit of their own.
    NoDailyLimit(Id),
    /// An interpreter may work so many minutes a day.
    DailyLimit(Id, u32),
    /// A person has sessions in this slot after all.
    ThereIn(Id, Id),
    /// A room can be used in this slot after all.
    OpenIn(Id, Id),
    /// A person needs no pause of their own.
    NoPause(Id),
    /// A room is open in this window after all.
    Open(Id, Window),
    /// An order, a series or a group that is not kept.
    NoOrder(Id),
    /// A series that is not kept.
    NoSeries(Id),
    /// A group that is not kept.
    NoGroup(Id),
    /// A kind that blocks nothing.
    NoBlocks(Id),
    /// Every slot admits this kind.
    AnySlot(Id),
    /// This slot admits this kind.
    OpenSlot(Id, Id),
    /// So many mobile booths more.
    MoreBooths(u32),
    /// A room with so many seats.
    Seats(Id, u32),
    /// Every room has so many seats, or more.
    AllSeats(u32),
    /// A room with so many built-in booths.
    Booths(Id, u32),
    /// A room with this equipment.
    Equipped(Id, Id),
    /// Every room has this equipment.
    AllEquipped(Id),
    /// One more interpreter.
    Interpreter(Box<Interpreter>),
    /// So many mobile booths less.
    FewerBooths(u32),
    /// A room that is never open.
    Closed(Id),
    /// Nobody wishes to attend this session.
    NoWishes(Id),
    /// One more room like this one.
    AnotherRoom(Id),
    /// An interpreter who is never there.
    Away(Id),
    /// One more interpreter like this one, there all the time.
    AnotherInterpreter(Id),
    /// Interpreters may work any time on end.
    NoStretch,
    /// Any pause is a break.
    NoBreak,
    /// Interpreters may work any time on one day, as far as the instance's own terms go.
    NoHours,
    /// Interpreters may work so many minutes on end.
    Stretch(u32),
    /// A pause of so many minutes is a break.
    Break(u32),
    /// Interpreters may work so many minutes on one day.
    Hours(u32),
    /// A language may be reached over another booth.
    Relay,
    /// A rule that is not looked at, by position in the registry.
    RuleOff(usize),
}

impl Edit {
    /// Makes the change.
    pub(crate) fn apply(&self, instance: &mut Instance, rules: &mut RuleSet) {
        match self {
            Edit::NoSession(id) => without::sessions(instance, &BTreeSet::from([id.clone()])),
            Edit::FreeTime(id) => pin(instance, id, |pin| (pin.day, pin.start) = (None, None)),
            Edit::FreeRoom(id) => pin(instance, id, |pin| pin.room = None),
            Edit::FewerSeats(id) => session(instance, id, |s| s.min_seats = None),
            Edit::NoNeed(id, feature) => session(instance, id, |s| s.needs.retain(|need| need != feature)),
            Edit::Steps(id) => {
                session(instance, id, |s| s.step_free = false);
                instance.people.iter_mut().filter(|p| p.id == *id).for_each(|p| p.step_free = false);
            }
            Edit::NoTags(id) => {
                session(instance, id, |s| (s.slot_tags, s.room_tags) = Default::default());
                let people = instance.people.iter_mut().filter(|p| p.id == *id);
                people.for_each(|p| (p.slot_tags, p.room_tags) = Default::default());
            }
            Edit::NoTopic(id, topic) => session(instance, id, |s| s.topics.retain(|t| t != topic)),
            Edit::NotNeeded(id, person) => session(instance, id, |s| {
                s.speakers.retain(|p| p != person);
                s.chairs.retain(|p| p != person);
            }),
            Edit::NotInterpreted(id) => session(instance, id, |s| s.interpretation = None),
            Edit::NotInto(id, language) => session(instance, id, |s| {
                if let Some(wanted) = &mut s.interpretation {
                    wanted.into.retain(|into| into != language);
                    if wanted.into.is_empty() {
                        s.interpretation = None;
                    }
                }
            }),
            Edit::There(id, window) => {
                let people = instance.people.iter_mut().filter(|p| p.id == *id).map(|p| &mut p.away);
                let interpreters = instance.interpreters.iter_mut().filter(|i| i.id == *id).map(|i| &mut i.away);
                people.chain(interpreters).for_each(|away| away.retain(|other| other != window));
            }
            Edit::ThereIn(id, slot) => {
                let person = instance.people.iter_mut().filter(|p| p.id == *id);
                person.for_each(|p| p.away_slots.retain(|other| other != slot));
            }
            Edit::OpenIn(id, slot) => {
                let room = instance.rooms.iter_mut().filter(|r| r.id == *id);
                room.for_each(|r| r.closed_slots.retain(|other| other != slot));
            }
            Edit::NoDailyLimit(id) => daily_limit(instance, id, None),
            Edit::DailyLimit(id, minutes) => daily_limit(instance, id, Some(*minutes)),
            Edit::NoPause(id) => {
                instance.people.iter_mut().filter(|p| p.id == *id).for_each(|p| p.pause_minutes = Some(0));
            }
            Edit::Open(id, window) => {
                instance.rooms.iter_mut().filter(|r| r.id == *id).for_each(|r| r.closed.retain(|w| w != window));
            }
            Edit::NoOrder(id) => instance.orders.retain(|order| order.id != *id),
            Edit::NoSeries(id) => instance.series.retain(|series| series.id != *id),
            Edit::NoGroup(id) => instance.groups.retain(|group| group.id != *id),
            Edit::NoBlocks(id) => instance.kinds.iter_mut().filter(|k| k.id == *id).for_each(|k| k.blocks.clear()),
            Edit::AnySlot(kind) => {
                let closed = instance.slots.iter_mut().filter(|slot| !slot.kinds.is_empty());
                closed.for_each(|slot| slot.kinds.push(kind.clone()));
            }
            Edit::OpenSlot(id, kind) => {
                let slots = instance.slots.iter_mut().filter(|slot| slot.id == *id && !slot.kinds.is_empty());
                slots.for_each(|slot| slot.kinds.push(kind.clone()));
            }
            Edit::MoreBooths(more) => {
                instance.mobile_booths.count = (instance.mobile_booths.count + more).min(PLENTY);
            }
            Edit::Seats(id, seats) => {
                instance.rooms.iter_mut().filter(|r| r.id == *id).for_each(|r| r.seats = r.seats.max(*seats));
            }
            Edit::AllSeats(seats) => instance.rooms.iter_mut().for_each(|room| room.seats = room.seats.max(*seats)),
            Edit::Booths(id, booths) => {
                instance.rooms.iter_mut().filter(|r| r.id == *id).for_each(|r| r.booths = r.booths.max(*booths));
            }
            Edit::Equipped(id, feature) => {
                instance.rooms.iter_mut().filter(|r| r.id == *id).for_each(|r| equip(r, feature))
            }
            Edit::AllEquipped(feature) => instance.rooms.iter_mut().for_each(|room| equip(room, feature)),
            Edit::FewerBooths(less) => {
                instance.mobile_booths.count = instance.mobile_booths.count.saturating_sub(*less);
            }
            Edit::Closed(id) => {
                instance.rooms.iter_mut().filter(|r| r.id == *id).for_each(|r| r.closed.push(always()));
            }
            Edit::NoWishes(id) => instance.attendees.iter_mut().for_each(|attendee| {
                attendee.wishes.remove(&id.0);
            }),
            Edit::AnotherRoom(id) => {
                let like = instance.rooms.iter().find(|room| room.id == *id).cloned();
                instance.rooms.extend(like.map(|like| Room { id: another(id), ..like }));
            }
            Edit::Away(id) => {
                let here = instance.interpreters.iter_mut().filter(|i| i.id == *id);
                here.for_each(|i| i.away.push(always()));
            }
            Edit::AnotherInterpreter(id) => {
                let like = instance.interpreters.iter().find(|i| i.id == *id).cloned();
                let new = like.map(|like| Interpreter { id: another(id), away: Vec::new(), ..like });
                instance.interpreters.extend(new);
            }
            Edit::Interpreter(person) => {
                let mut person = (**person).clone();
                // Several may be added one after the other.
                while instance.interpreters.iter().any(|known| known.id == person.id) {
                    person.id = another(&person.id);
                }
                instance.interpreters.push(person);
            }
            Edit::NoStretch => instance.interpretation.max_stretch_minutes = None,
            Edit::NoBreak => instance.interpretation.break_minutes = Some(0),
            Edit::NoHours => instance.interpretation.max_minutes_per_day = None,
            Edit::Stretch(minutes) => instance.interpretation.max_stretch_minutes = Some(*minutes),
            Edit::Break(minutes) => instance.interpretation.break_minutes = Some(*minutes),
            Edit::Hours(minutes) => instance.interpretation.max_minutes_per_day = Some(*minutes),
            Edit::Relay => instance.interpretation.relay = Some(true),
            Edit::RuleOff(position) => rules.settings[*position].level = Level::Off,
        }
    }
}

fn equip(room: &mut Room, feature: &Id) {
    if !room.features.contains(feature) {
        room.features.push(feature.clone());
    }
}

/// Every day, all day.
fn always() -> Window {
    Window { day: None, from: None, to: None }
}

/// The name of one more like this.
fn another(id: &Id) -> Id {
    Id(format!("another-{id}"))
}

fn session(instance: &mut Instance, id: &Id, change: impl Fn(&mut crate::instance::schema::Session)) {
    instance.sessions.iter_mut().filter(|session| session.id == *id).for_each(change);
}

fn pin(instance: &mut Instance, id: &Id, change: impl Fn(&mut Pin)) {
    session(instance, id, |session| session.pin.iter_mut().for_each(&change));
}

fn daily_limit(instance: &mut Instance, id: &Id, limit: Option<u32>) {
    instance.people.iter_mut().filter(|p| p.id == *id).for_each(|p| p.max_minutes_per_day = limit);
    instance.interpreters.iter_mut().filter(|i| i.id == *id).for_each(|i| i.max_minutes_per_day = limit);
}

/// Somebody who works into `into` from each of `from`.
pub(crate) fn new_interpreter(id: &str, from: &[Id], into: &Id, both_ways: bool) -> Interpreter {
    let others: Vec<Id> = from.iter().filter(|language| *language != into).cloned().collect();
    let direction = |from: &Id| Direction { from: from.clone(), into: into.clone() };
    let (directions, combination) = if both_ways {
        let mut a = others.clone();
        a.push(into.clone());
        (Vec::new(), Some(Combination { a, ..Combination::default() }))
    } else {
        (others.iter().map(direction).collect(), None)
    };
    Interpreter {
        id: Id(id.to_owned()),
        directions,
        combination,
        home_booth: None,
        away: Vec::new(),
        max_minutes_per_day: None,
        fees: None,
        travels: false,
    }
}
