//! More or fewer booths, rooms and days, with everything that refers to them.

use std::collections::BTreeSet;

use super::schema::Resources;
use crate::instance::schema::{Id, Instance};
use crate::instance::without;

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
    without::rooms(instance, &resources.without_rooms.iter().cloned().collect());
    without::days(instance, &resources.without_days.iter().cloned().collect());
    without::slots(instance, &resources.without_slots.iter().cloned().collect());
    without::interpreters(instance, &resources.without_interpreters.iter().cloned().collect());
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
    for costs in without::costs(instance) {
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
