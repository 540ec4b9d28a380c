//! There are not enough interpreters for the booths that work at the same time.

use super::pools::pools;
use super::sweep::stretches;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Profile};
use crate::problem::{BoothWorkId, Interval, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "interpreter-shortage",
    summary: "too few interpreters can work in the booths of one moment",
    unit: "minutes × interpreters missing",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Every booth of every interpreted session has its `team`, minute by minute: as many interpreters who are \
          there, can do the work of that booth, and sit in no other. A booth that works into one language takes people \
          who have at least one direction from the floor into it; a booth that works both ways takes people who have \
          both. For booths of one or two languages this count is exact; for a booth that hears several languages it is \
          necessary, since it does not yet demand that its team covers them all. Who sits where over a day is not \
          decided here.",
    examples: &[
        Example {
            about: "two booths need four people, three can work into French",
            instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]},
                    {"id": "i2", "directions": [{"from": "en", "into": "fr"}]},
                    {"id": "i3", "directions": [{"from": "en", "into": "fr"}]},
                    {"id": "i4", "directions": [{"from": "en", "into": "es"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:30 attic",
            amount: 30,
        },
        Example {
            about: "whoever can do both is needed twice",
            instance: r#""interpretation": {"team": 1},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}, {"from": "en", "into": "es"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["es"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:00 attic",
            amount: 60,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut working: Vec<(SessionId, Interval)> = Vec::new();
    for (id, placement) in view.timetable.placed() {
        if !problem.sessions[id.index()].booths.is_empty() {
            working.push((id, problem.sessions[id.index()].span(placement.start)));
        }
    }
    let away = problem.interpreters.iter().flat_map(|i| i.away.iter().flat_map(|away| [away.from, away.to]));
    let mut found = Vec::new();
    for (between, here) in stretches(&working, away) {
        let mut places: Vec<BoothWorkId> = Vec::new();
        for id in &here {
            for &work in &problem.sessions[id.index()].booths {
                places.extend(std::iter::repeat_n(work, problem.booth_team as usize));
            }
        }
        let missing = places.len() - seated(problem, between, &places);
        if missing > 0 {
            let names: Vec<_> = here.iter().map(|id| problem.names.sessions[id.index()].as_str()).collect();
            let message = format!(
                "{missing} of {} interpreters are missing from {} to {} ({})",
                places.len(),
                problem.calendar.text(between.from),
                problem.calendar.clock(between.to),
                names.join(", ")
            );
            let subjects = here.into_iter().map(Subject::Session).collect();
            let amount = missing as i64 * i64::from(between.to - between.from);
            found.push(Violation { amount, subjects, at: Some(between.from), message });
        }
    }
    found
}

/// The most places that can be filled, by augmenting paths (König).
fn seated(problem: &Problem, between: Interval, places: &[BoothWorkId]) -> usize {
    fn seat(place: usize, can: &dyn Fn(usize, usize) -> bool, holds: &mut [Option<usize>], tried: &mut [bool]) -> bool {
        for person in 0..holds.len() {
            if can(place, person) && !tried[person] {
                tried[person] = true;
                let free = match holds[person] {
                    None => true,
                    Some(other) => seat(other, can, holds, tried),
                };
                if free {
                    holds[person] = Some(place);
                    return true;
                }
            }
        }
        false
    }
    let can = |place: usize, person: usize| {
        let interpreter = &problem.interpreters[person];
        let there = interpreter.away.iter().all(|away| away.overlap(between) == 0);
        there && interpreter.can[places[place].index()]
    };
    let mut holds = vec![None; problem.interpreters.len()];
    let filled = |place: &usize| {
        let mut tried = vec![false; problem.interpreters.len()];
        seat(*place, &can, &mut holds, &mut tried)
    };
    (0..places.len()).filter(filled).count()
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for pool in pools(problem) {
        let uses = pool.uses(problem, |_| problem.booth_team);
        let limits = pool.limits.into_iter().map(|(works, people)| {
            let mut profile = Profile::constant(people.len() as i32);
            for &person in &people {
                profile.changes.extend(problem.interpreters[person].away.iter().map(|&away| (away, -1)));
            }
            (works, profile)
        });
        network.cumulative(Vec::new(), uses, limits.collect(), false);
    }
}
