//! A series is torn apart.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, RoomRelation, TimeRelation};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "series-broken",
    summary: "a series is out of order, torn apart, or changes its room",
    unit: "neighbours apart, plus room changes",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "The sessions of a series follow one another in order, each starting at most `max_gap` minutes after the one \
          before has ended, and in the same room unless `same_room` is false. Each two neighbours can count twice: for \
          their times and for their rooms.",
    examples: &[Example {
        about: "an hour between them, and another room",
        instance: r#""series": [{"id": "s", "sessions": ["a", "b"], "max_gap": 30, "same_room": true}]"#,
        timetable: "a mon 09:00 hall\n b mon 11:00 attic",
        amount: 2,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (position, series) in problem.series.iter().enumerate() {
        for pair in series.sessions.windows(2) {
            let (Some(one), Some(other)) = (view.timetable.get(pair[0]), view.timetable.get(pair[1])) else { continue };
            let gap = other.start - problem.sessions[pair[0].index()].span(one.start).to;
            let apart = gap < 0 || gap > series.max_gap;
            let moved = series.same_room && one.room != other.room;
            if apart || moved {
                let name = |id: crate::problem::SessionId| &problem.names.sessions[id.index()];
                let how = match (apart, moved) {
                    (true, true) => "right after it nor in its room",
                    (true, false) => "right after it",
                    _ => "in its room",
                };
                let message = format!("{} does not follow {} {how}", name(pair[1]), name(pair[0]));
                let mut subjects = vec![Subject::Series(position as u32)];
                subjects.extend(pair.iter().copied().map(Subject::Session));
                let amount = i64::from(apart) + i64::from(moved);
                found.push(Violation { amount, subjects, at: Some(other.start), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for (position, series) in problem.series.iter().enumerate() {
        for pair in series.sessions.windows(2) {
            let mut subjects = vec![Subject::Series(position as u32)];
            subjects.extend(pair.iter().copied().map(Subject::Session));
            let order = TimeRelation::Order { least: 0, most: Some(series.max_gap) };
            network.times(subjects.clone(), pair[0], pair[1], order);
            if series.same_room {
                network.rooms(subjects, pair[0], pair[1], RoomRelation::Other);
            }
        }
    }
}
