//! More or fewer booths, rooms and days, with everything that refers to them.

use std::collections::BTreeSet;

use super::schema::Resources;
use crate::instance::schema::{Costs, Id, Instance, Pin, Window};

/// A name in the study that the instance does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Missing {
    /// The field of `resources`.
    pub(crate) field: &'static str,
    /// The name.
    pub(crate) name: String,
    /// What there is.
    pub(crate) known: Vec<String>,
}

/// Makes the changes.
///
/// # Errors
/// Every name that the instance does not have. The instance is then unchanged.
pub(crate) fn apply(instance: &mut Instance, resources: &Resources) -> Result<(), Vec<Missing>> {
    let rooms: Vec<&Id> = instance.rooms.iter().map(|room| &room.id).collect();
    let days: Vec<&Id> = instance.days.iter().map(|day| &day.id).collect();
    let slots: Vec<&Id> = instance.slots.iter().map(|slot| &slot.id).collect();
    let interpreters: Vec<&Id> = instance.interpreters.iter().map(|person| &person.id).collect();
    let mut missing = Vec::new();
    let fields = [
        ("without_rooms", &resources.without_rooms, &rooms),
        ("another_room_like", &resources.another_room_like, &rooms),
        ("without_days", &resources.without_days, &days),
        ("without_slots", &resources.without_slots, &slots),
        ("without_interpreters", &resources.without_interpreters, &interpreters),
    ];
    for (field, named, there) in fields {
        for id in named.iter().filter(|id| !there.contains(id)) {
            let known = there.iter().map(ToString::to_string).collect();
            missing.push(Missing { field, name: id.to_string(), known });
        }
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    let booths = i64::from(instance.mobile_booths.count) + i64::from(resources.mobile_booths);
    instance.mobile_booths.count = u32::try_from(booths).unwrap_or(0);
    for id in &resources.another_room_like {
        another_room(instance, id);
    }
    close_rooms(instance, &resources.without_rooms.iter().cloned().collect());
    drop_days(instance, &resources.without_days.iter().cloned().collect());
    drop_slots(instance, &resources.without_slots.iter().cloned().collect());
    instance.interpreters.retain(|person| !resources.without_interpreters.contains(&person.id));
    Ok(())
}

/// A room like another, right behind it. Nothing is pinned to it; it costs what the other costs.
fn another_room(instance: &mut Instance, like: &Id) {
    let Some(position) = instance.rooms.iter().position(|room| room.id == *like) else { return };
    let mut room = instance.rooms[position].clone();
    let taken: BTreeSet<&Id> = instance.rooms.iter().map(|room| &room.id).collect();
    let fresh = (2_u32..).map(|number| Id(format!("{like}-{number}"))).find(|id| !taken.contains(id));
    room.id = fresh.unwrap_or_else(|| like.clone());
    room.title = None;
    let (old, new) = (like.0.clone(), room.id.0.clone());
    for costs in all_costs(instance) {
        if let Some(cost) = costs.rooms.get(&old).copied() {
            costs.rooms.insert(new.clone(), cost);
        }
    }
    for slot in &mut instance.slots {
        if let Some(cost) = slot.room_costs.get(&old).copied() {
            slot.room_costs.insert(new.clone(), cost);
        }
    }
    instance.rooms.insert(position + 1, room);
}

fn all_costs(instance: &mut Instance) -> impl Iterator<Item = &mut Costs> {
    let sessions = instance.sessions.iter_mut().map(|session| &mut session.costs);
    sessions.chain(instance.tracks.iter_mut().map(|track| &mut track.costs))
}

fn pins(instance: &mut Instance) -> impl Iterator<Item = &mut Option<Pin>> {
    instance.sessions.iter_mut().flat_map(|session| [&mut session.pin, &mut session.published])
}

/// Pins that say nothing any more are none.
fn tidy_pins(instance: &mut Instance) {
    pins(instance).for_each(|pin| {
        if *pin == Some(Pin::default()) {
            *pin = None;
        }
    });
}

fn close_rooms(instance: &mut Instance, named: &BTreeSet<Id>) {
    if named.is_empty() {
        return;
    }
    let joined = instance.rooms.iter().filter(|room| room.joins.iter().any(|part| named.contains(part)));
    let gone: BTreeSet<Id> = named.iter().cloned().chain(joined.map(|room| room.id.clone())).collect();
    instance.rooms.retain(|room| !gone.contains(&room.id));
    instance.rooms.iter_mut().for_each(|room| room.joins.retain(|part| !gone.contains(part)));
    instance.walking.pairs.retain(|pair| !gone.contains(&pair.from) && !gone.contains(&pair.to));
    instance.slots.iter_mut().for_each(|slot| slot.room_costs.retain(|room, _| !gone.contains(&Id(room.clone()))));
    all_costs(instance).for_each(|costs| costs.rooms.retain(|room, _| !gone.contains(&Id(room.clone()))));
    pins(instance).flatten().for_each(|pin| {
        if pin.room.as_ref().is_some_and(|room| gone.contains(room)) {
            pin.room = None;
        }
    });
    tidy_pins(instance);
}

fn drop_days(instance: &mut Instance, gone: &BTreeSet<Id>) {
    if gone.is_empty() {
        return;
    }
    instance.days.retain(|day| !gone.contains(&day.id));
    let slots = instance.slots.iter().filter(|slot| gone.contains(&slot.day)).map(|slot| slot.id.clone()).collect();
    drop_slots(instance, &slots);
    let stays = |window: &Window| window.day.as_ref().is_none_or(|day| !gone.contains(day));
    instance.rooms.iter_mut().for_each(|room| room.closed.retain(stays));
    instance.people.iter_mut().for_each(|person| person.away.retain(stays));
    instance.interpreters.iter_mut().for_each(|person| person.away.retain(stays));
    pins(instance).flatten().for_each(|pin| {
        if pin.day.as_ref().is_some_and(|day| gone.contains(day)) {
            (pin.day, pin.start) = (None, None);
        }
    });
    tidy_pins(instance);
}

fn drop_slots(instance: &mut Instance, gone: &BTreeSet<Id>) {
    if gone.is_empty() {
        return;
    }
    let starts: Vec<Pin> = instance
        .slots
        .iter()
        .filter(|slot| gone.contains(&slot.id))
        .map(|slot| Pin { day: Some(slot.day.clone()), start: Some(slot.start.clone()), room: None })
        .collect();
    instance.slots.retain(|slot| !gone.contains(&slot.id));
    let still: Vec<Pin> = instance
        .slots
        .iter()
        .map(|slot| Pin { day: Some(slot.day.clone()), start: Some(slot.start.clone()), room: None })
        .collect();
    let named = |slot: &String| !gone.contains(&Id(slot.clone()));
    all_costs(instance).for_each(|costs| costs.slots.retain(|slot, _| named(slot)));
    instance.sessions.iter_mut().for_each(|session| session.odd_hours.retain(|slot, _| named(slot)));
    pins(instance).flatten().for_each(|pin| {
        let time = Pin { room: None, ..pin.clone() };
        if starts.contains(&time) && !still.contains(&time) {
            (pin.day, pin.start) = (None, None);
        }
    });
    tidy_pins(instance);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::Code;

    fn ccr() -> Instance {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/instances/ccr2018.json");
        serde_json::from_str(&std::fs::read_to_string(path).expect("there")).expect("an instance")
    }

    #[test]
    fn whatever_is_gone_leaves_nothing_behind() {
        let before = ccr();
        let names = |instance: &Instance| {
            let rooms = instance.rooms.iter().map(|room| room.id.clone()).collect::<Vec<_>>();
            let days = instance.days.iter().map(|day| day.id.clone()).collect::<Vec<_>>();
            (rooms, days)
        };
        let (rooms, days) = names(&before);
        let mut cases: Vec<Resources> = Vec::new();
        for room in rooms {
            cases.push(Resources { without_rooms: vec![room.clone()], ..Resources::default() });
            cases.push(Resources { another_room_like: vec![room], ..Resources::default() });
        }
        for day in days {
            cases.push(Resources { without_days: vec![day], ..Resources::default() });
        }
        for slot in before.slots.iter().map(|slot| slot.id.clone()) {
            cases.push(Resources { without_slots: vec![slot], ..Resources::default() });
        }
        for case in cases {
            let mut instance = ccr();
            apply(&mut instance, &case).expect("all names are there");
            let wrong: Vec<String> = crate::instance::check(&instance)
                .into_iter()
                // That nothing has what a session needs is what such a variant may find out.
                .filter(|diagnostic| ![Code::UnknownFeature, Code::UnknownTag].contains(&diagnostic.code))
                .filter(|diagnostic| diagnostic.code.name().starts_with("unknown-"))
                .map(|diagnostic| format!("{case:?}: {}", diagnostic.message))
                .collect();
            assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        }
    }

    #[test]
    fn names_that_are_not_there_are_all_told() {
        let mut instance = ccr();
        let case = Resources {
            without_rooms: vec![Id::from("nowhere"), Id::from("hall")],
            without_days: vec![Id::from("never")],
            ..Resources::default()
        };
        let missing = apply(&mut instance, &case).expect_err("two are not there");
        assert_eq!(missing.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["nowhere", "never"]);
        assert_eq!(instance.rooms.len(), ccr().rooms.len());
    }

    #[test]
    fn booths_never_go_below_none() {
        let mut instance = ccr();
        apply(&mut instance, &Resources { mobile_booths: -1000, ..Resources::default() }).expect("it is allowed");
        assert_eq!(instance.mobile_booths.count, 0);
    }
}
