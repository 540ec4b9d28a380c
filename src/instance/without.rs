//! An instance without some of its members, and without whatever else names them.
//!
//! What is left asks for nothing that was not asked for before.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::schema::{Costs, Id, Instance, Pin, Selector, Series, Slot, Window};

/// A member of a section that was taken out of the JSON by its path, `/rooms/annex`.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) section: String,
    pub(super) id: Id,
    pub(super) value: Value,
}

/// Takes out whatever still names members that are gone.
pub(super) fn mentions(instance: &mut Instance, members: &[Member]) {
    let of = |section: &str| -> BTreeSet<Id> {
        members.iter().filter(|member| member.section == section).map(|member| member.id.clone()).collect()
    };
    // What is pinned to a slot is known by its start.
    let taken = members.iter().filter(|member| member.section == "slots");
    instance.slots.extend(taken.filter_map(|member| Slot::deserialize(&member.value).ok()));
    sessions(instance, &of("sessions"));
    rooms(instance, &of("rooms"));
    people(instance, &of("people"));
    interpreters(instance, &of("interpreters"));
    slots(instance, &of("slots"));
    days(instance, &of("days"));
    // The parts of a series that was cut are series of their own.
    let mut taken: BTreeSet<Id> = BTreeSet::new();
    for series in &mut instance.series {
        if taken.contains(&series.id) {
            let fresh = (2_u32..).map(|number| Id(format!("{}-{number}", series.id)));
            series.id = fresh.into_iter().find(|id| !taken.contains(id)).unwrap_or_else(|| series.id.clone());
        }
        taken.insert(series.id.clone());
    }
}

/// Takes sessions out, with wishes for them and the orders, series and groups they are in: a series without one of its inner
/// sessions is two series.
pub(crate) fn sessions(instance: &mut Instance, gone: &BTreeSet<Id>) {
    if gone.is_empty() {
        return;
    }
    let stays = |id: &Id| !gone.contains(id);
    instance.sessions.retain(|session| stays(&session.id));
    for order in &mut instance.orders {
        order.before.sessions.retain(stays);
        order.after.sessions.retain(stays);
    }
    // Of an order that named only what is gone nothing is left.
    let nobody = Selector::default();
    instance.orders.retain(|order| order.before != nobody && order.after != nobody);
    instance.groups.iter_mut().for_each(|group| group.sessions.sessions.retain(stays));
    let parts = |series: Series| {
        let runs: Vec<Vec<Id>> = series.sessions.split(|id| !stays(id)).map(<[Id]>::to_vec).collect();
        let runs = runs.into_iter().filter(|run| run.len() > 1);
        runs.map(move |sessions| Series { sessions, ..series.clone() }).collect::<Vec<_>>()
    };
    instance.series = std::mem::take(&mut instance.series).into_iter().flat_map(parts).collect();
    let wished = |id: &String| stays(&Id(id.clone()));
    instance.attendees.iter_mut().for_each(|attendee| attendee.wishes.retain(|id, _| wished(id)));
}

/// Takes people out: sessions do without them, and those who attend as them are attendees like others.
pub(crate) fn people(instance: &mut Instance, gone: &BTreeSet<Id>) {
    if gone.is_empty() {
        return;
    }
    let stays = |id: &Id| !gone.contains(id);
    instance.people.retain(|person| stays(&person.id));
    for session in &mut instance.sessions {
        session.speakers.retain(stays);
        session.chairs.retain(stays);
    }
    for attendee in &mut instance.attendees {
        attendee.person = attendee.person.take().filter(stays);
    }
}

/// Takes interpreters out.
pub(crate) fn interpreters(instance: &mut Instance, gone: &BTreeSet<Id>) {
    instance.interpreters.retain(|interpreter| !gone.contains(&interpreter.id));
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

/// Takes rooms out, those that are joined of them, and what is said of them elsewhere: walking times, costs, pins.
pub(crate) fn rooms(instance: &mut Instance, named: &BTreeSet<Id>) {
    if named.is_empty() {
        return;
    }
    let joined = instance.rooms.iter().filter(|room| room.joins.iter().any(|part| named.contains(part)));
    let gone: BTreeSet<Id> = named.iter().cloned().chain(joined.map(|room| room.id.clone())).collect();
    instance.rooms.retain(|room| !gone.contains(&room.id));
    instance.rooms.iter_mut().for_each(|room| room.joins.retain(|part| !gone.contains(part)));
    instance.walking.pairs.retain(|pair| !gone.contains(&pair.from) && !gone.contains(&pair.to));
    instance.slots.iter_mut().for_each(|slot| slot.room_costs.retain(|room, _| !gone.contains(&Id(room.clone()))));
    costs(instance).for_each(|costs| costs.rooms.retain(|room, _| !gone.contains(&Id(room.clone()))));
    pins(instance).flatten().for_each(|pin| {
        if pin.room.as_ref().is_some_and(|room| gone.contains(room)) {
            pin.room = None;
        }
    });
    tidy_pins(instance);
}

/// Takes days out, with their slots, absences and closing times; pins to them are none.
pub(crate) fn days(instance: &mut Instance, gone: &BTreeSet<Id>) {
    if gone.is_empty() {
        return;
    }
    instance.days.retain(|day| !gone.contains(&day.id));
    let theirs = instance.slots.iter().filter(|slot| gone.contains(&slot.day)).map(|slot| slot.id.clone()).collect();
    slots(instance, &theirs);
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

/// Takes slots out, with what they cost and who is away or closed in them; pins to starts that no other slot has are none.
pub(crate) fn slots(instance: &mut Instance, gone: &BTreeSet<Id>) {
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
    costs(instance).for_each(|costs| costs.slots.retain(|slot, _| named(slot)));
    instance.sessions.iter_mut().for_each(|session| session.odd_hours.retain(|slot, _| named(slot)));
    instance.rooms.iter_mut().for_each(|room| room.closed_slots.retain(|slot| !gone.contains(slot)));
    instance.people.iter_mut().for_each(|person| person.away_slots.retain(|slot| !gone.contains(slot)));
    pins(instance).flatten().for_each(|pin| {
        let time = Pin { room: None, ..pin.clone() };
        if starts.contains(&time) && !still.contains(&time) {
            (pin.day, pin.start) = (None, None);
        }
    });
    tidy_pins(instance);
}

/// What sessions and tracks cost by slot and room.
pub(crate) fn costs(instance: &mut Instance) -> impl Iterator<Item = &mut Costs> {
    let sessions = instance.sessions.iter_mut().map(|session| &mut session.costs);
    sessions.chain(instance.tracks.iter_mut().map(|track| &mut track.costs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::schema::Change;
    use crate::instance::{Source, load_with};

    /// Whatever is dropped, no name leads nowhere: of every member of the sections of the conference of 2018.
    #[test]
    fn a_dropped_member_is_named_nowhere() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/instances/ccr2018.json");
        let source = Source::read_file(path.as_ref()).expect("there");
        let value: Value = serde_json::from_str(source.text()).expect("JSON");
        for section in ["sessions", "rooms", "people", "interpreters", "slots", "days"] {
            let members = value[section].as_array().expect("a list");
            for id in members.iter().step_by(members.len().div_ceil(12)).filter_map(|member| member["id"].as_str()) {
                let change = Change { path: format!("/{section}/{id}"), value: None };
                let names = |report: &crate::instance::Report| {
                    let unknown =
                        report.diagnostics.iter().filter(|problem| problem.code.name().starts_with("unknown-"));
                    // That nothing has what a session needs any more is found out, and said.
                    let unknown =
                        unknown.filter(|problem| !["unknown-feature", "unknown-tag"].contains(&problem.code.name()));
                    unknown.map(|problem| problem.message.clone()).collect::<Vec<_>>()
                };
                match load_with(&source, &[], std::slice::from_ref(&change)) {
                    Ok(loaded) => {
                        let after = serde_json::to_value(&loaded.instance).expect("JSON");
                        let there = |member: &Value| member["id"] == id;
                        assert!(
                            !after[section].as_array().is_some_and(|list| list.iter().any(there)),
                            "{}",
                            change.path
                        );
                    }
                    Err(report) => assert_eq!(names(&report), [""; 0], "{}", change.path),
                }
            }
        }
    }

    #[test]
    fn pins_to_a_dropped_slot_are_none() {
        let source = |pin: Value| {
            let value = serde_json::json!({
                "format": "plenary-instance/1", "id": "x", "title": "X", "time_zone": "UTC",
                "days": [{"id": "mon", "date": "2018-06-04"}],
                "slots": [{"id": "a", "day": "mon", "start": "09:00", "end": "10:00"},
                          {"id": "b", "day": "mon", "start": "10:00", "end": "11:00"}],
                "rooms": [{"id": "hall", "seats": 9, "closed_slots": ["b"]}], "kinds": [{"id": "talk"}],
                "people": [{"id": "p", "away_slots": ["b"]}],
                "sessions": [{"id": "s", "title": "S", "kind": "talk", "minutes": 30, "pin": pin, "speakers": ["p"]}],
                "series": [],
            });
            Source::from_bytes("x.json", value.to_string().into_bytes()).expect("text")
        };
        let drop = [Change { path: "/slots/b".to_owned(), value: None }];
        let pinned = source(serde_json::json!({"day": "mon", "start": "10:00", "room": "hall"}));
        let loaded = load_with(&pinned, &[], &drop).expect("nothing names the slot any more");
        let only_room = Pin { room: Some(Id::from("hall")), ..Pin::default() };
        assert_eq!(loaded.instance.sessions[0].pin, Some(only_room));
        assert!(loaded.instance.rooms[0].closed_slots.is_empty() && loaded.instance.people[0].away_slots.is_empty());
    }

    #[test]
    fn a_series_without_its_middle_is_two() {
        let session = |id| serde_json::json!({"id": id, "title": id, "kind": "talk", "minutes": 30});
        let sessions = ["a", "b", "c", "d", "e"].map(session);
        let mut instance: Instance = serde_json::from_value(serde_json::json!({
            "format": "plenary-instance/1", "id": "x", "title": "X", "time_zone": "UTC",
            "days": [{"id": "mon", "date": "2018-06-04"}],
            "slots": [{"id": "m", "day": "mon", "start": "09:00", "end": "17:00", "every": 30}],
            "rooms": [{"id": "hall", "seats": 9}], "kinds": [{"id": "talk"}],
            "sessions": sessions,
            "series": [{"id": "s", "sessions": ["a", "b", "c", "d", "e"]}],
            "orders": [{"id": "o", "before": {"sessions": ["c"]}, "after": {"sessions": ["a", "e"]}}],
            "attendees": [{"id": "p", "wishes": {"c": 1, "d": 2}}],
        }))
        .expect("an instance");
        super::sessions(&mut instance, &BTreeSet::from([Id::from("c")]));
        let ids = |list: &[Id]| list.iter().map(|id| id.0.clone()).collect::<Vec<_>>();
        let series: Vec<Vec<String>> = instance.series.iter().map(|series| ids(&series.sessions)).collect();
        assert_eq!(series, [["a", "b"], ["d", "e"]]);
        assert_eq!(instance.sessions.len(), 4);
        assert!(instance.orders.is_empty(), "it was between this session and others");
        assert_eq!(instance.attendees[0].wishes.keys().collect::<Vec<_>>(), ["d"]);
        super::sessions(&mut instance, &BTreeSet::from([Id::from("a"), Id::from("e")]));
        assert!(instance.series.is_empty(), "nothing follows anything any more");
    }
}
