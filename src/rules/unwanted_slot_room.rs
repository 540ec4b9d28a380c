//! A room is used in a slot in which it should not be.

use std::collections::BTreeSet;

use super::meetings::{cost, place};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Grid};
use crate::problem::{Problem, Slot, Subject};

pub(super) static RULE: Rule = Rule {
    id: "unwanted-slot-room",
    summary: "a room is used in a slot in which it should not be",
    unit: "points of cost",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Using a room in a slot can cost something (`room_costs` of `slots`): overtime, another tenant, a room that is hard to reach then. It counts once for each room and slot in which any session takes place.",
    examples: &[Example {
        about: "however many sessions are there",
        instance: r#""slots": [{"id": "m", "day": "mon", "start": "09:00", "end": "18:00", "every": 30, "room_costs": {"attic": 7}}]"#,
        timetable: "a mon 09:00 attic\n b mon 10:00 attic",
        amount: 7,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let used: BTreeSet<_> = problem.session_ids().filter_map(|id| place(view, id)).collect();
    let mut found = Vec::new();
    for (slot, room) in used {
        let amount = cost(&problem.slots[slot.index()].room_costs, room.index());
        if amount > 0 {
            let (slot_name, room_name) = (&problem.names.slots[slot.index()], &problem.names.rooms[room.index()]);
            let message = format!("{room_name} is used in slot {slot_name}, which costs {amount}");
            let at = Some(problem.slots[slot.index()].span.from);
            found.push(Violation { amount, subjects: vec![Subject::Room(room)], at, message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let rooms = network.network().rooms();
    let row = |slot: &Slot| (0..rooms).map(|room| cost(&slot.room_costs, room)).collect::<Vec<_>>();
    network.grid(Grid::Used(problem.slots.iter().flat_map(row).collect()));
}
