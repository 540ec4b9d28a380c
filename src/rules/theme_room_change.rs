//! A theme changes its room on one day.

use super::couples::{self, themes};
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, RoomRelation, TimeRelation};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "theme-room-change",
    summary: "sessions with themes in common are in different rooms on one day",
    unit: "minutes of both × themes in common",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "Whoever follows a theme should not have to change rooms during a day. Every pair in different rooms on one day counts \
          with the minutes of both, once for each theme that they share, whether they overlap or not.",
    examples: &[
        Example {
            about: "one day, two rooms",
            instance: r#""sessions": [{"id": "a", "about": {"themes": ["x"]}},
                {"id": "b", "about": {"themes": ["x"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 11:00 attic",
            amount: 120,
        },
        Example {
            about: "another day",
            instance: r#""sessions": [{"id": "a", "about": {"themes": ["x"]}},
                {"id": "b", "about": {"themes": ["x"]}}]"#,
            timetable: "a mon 09:00 hall\n b tue 11:00 attic",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let any = |session: &crate::problem::Session| !session.about.themes.is_empty();
    couples::violations(view, any, "have themes in common and are in different rooms on one day", |c| {
        if c.same_day && c.here.room != c.there.room { c.share(themes) * c.minutes() } else { 0 }
    })
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for (pair, count) in couples::sharing(problem, themes) {
        let minutes = couples::both_minutes(problem, pair, count);
        let times = (TimeRelation::SameDay, minutes);
        network.times_and_rooms(couples::subjects(pair), pair, times, RoomRelation::Other);
    }
}
