//! A room holds more sessions at once than it can.

use super::sweep::stretches;
use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Profile};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "room-clash",
    summary: "a room holds more sessions at once than it can",
    unit: "minutes × sessions too many",
    level: Level::Hard,
    weight: 1,
    parameters: &[Parameter {
        name: "pairs",
        doc: "1: where there are too many, every pair counts; 0: every session too many",
        default: 0,
        least: 0,
        most: 1,
    }],
    doc: "A room holds one session at a time, or as many as its `parallel` says. A session takes its room from \
          `setup_minutes` before its start to `teardown_minutes` after its end. A joined room takes the rooms that it \
          is made of, and they take it; the excess is counted in each of them. With `pairs`, every pair of sessions \
          counts beyond the pairs that the room may hold.",
    examples: &[
        Example {
            about: "half an hour in the same room",
            instance: "",
            timetable: "a mon 09:00 hall\n b mon 09:30 hall",
            amount: 30,
        },
        Example {
            about: "back to back is fine",
            instance: "",
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 0,
        },
        Example {
            about: "B needs ten minutes to set up",
            instance: r#""sessions": [{"id": "a"}, {"id": "b", "setup_minutes": 10}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 10,
        },
        Example {
            about: "two poster sessions share a room that holds two",
            instance: r#""rooms": [{"id": "foyer", "seats": 50, "parallel": 2}]"#,
            timetable: "a mon 09:00 foyer\n b mon 09:00 foyer",
            amount: 0,
        },
        Example {
            about: "the whole includes its half",
            instance: r#""rooms": [{"id": "half-1", "seats": 50}, {"id": "half-2", "seats": 50},
                {"id": "whole", "seats": 100, "joins": ["half-1", "half-2"]}]"#,
            timetable: "a mon 09:00 whole\n b mon 09:30 half-2",
            amount: 30,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for room in problem.room_ids() {
        let mut uses = Vec::new();
        for (id, placement) in view.timetable.placed() {
            let takes = placement.room.is_some_and(|at| problem.rooms[at.index()].parts.contains(&room));
            if takes {
                uses.push((id, problem.sessions[id.index()].room_span(placement.start)));
            }
        }
        for (between, here) in stretches(&uses, []) {
            let (count, most) = (here.len() as i64, i64::from(problem.rooms[room.index()].parallel));
            let pairs = |sessions: i64| sessions * (sessions - 1) / 2;
            let excess = if view.parameters.get(0) > 0 { pairs(count) - pairs(most) } else { count - most };
            if count > most {
                let names: Vec<_> = here.iter().map(|id| problem.names.sessions[id.index()].as_str()).collect();
                let message = format!(
                    "{} holds {} from {} to {}",
                    problem.names.rooms[room.index()],
                    names.join(" and "),
                    problem.calendar.text(between.from),
                    problem.calendar.clock(between.to)
                );
                let mut subjects = vec![Subject::Room(room)];
                subjects.extend(here.into_iter().map(Subject::Session));
                let amount = excess * i64::from(between.to - between.from);
                found.push(Violation { amount, subjects, at: Some(between.from), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    let mut capacity: Vec<Profile> = problem.rooms.iter().map(|room| Profile::constant(room.parallel)).collect();
    capacity.push(Profile::constant(i32::MAX));
    let before = problem.sessions.iter().map(|session| session.setup).collect();
    let after = problem.sessions.iter().map(|session| session.teardown).collect();
    network.occupancy(before, after, capacity, parameters.get(0) > 0);
}
