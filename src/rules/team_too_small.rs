//! Booths have fewer people than their work takes.

use super::duties::post_name;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Team};
use crate::problem::{Problem, Subject};

pub(super) static RULE: Rule = Rule {
    id: "team-too-small",
    summary: "the booths of a session have fewer people than they must have",
    unit: "minutes × people missing",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "Every booth of an interpreted session, and every team for sign language or captions, has its people from \
          start to end: as many as the rule pack says for its hours and for whether it works both ways, else `team`. \
          Where a pack gives a number for the whole team by languages used and interpreted into (AIIC, Professional \
          Standards), that many sit in the booths together. Longer than the last step of a pack nobody may work, and \
          no team is large enough. Sources differ: for four hours in one booth AIIC Canada and AICE ask for two \
          people, the United Nations for three where the booth works both ways (`plenary packs`). Sign language takes \
          two or three in turns of about fifteen minutes (AIIC Sign Language Network).",
    examples: &[
        Example {
            about: "one of two",
            instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1",
            amount: 60,
        },
        Example {
            about: "forty minutes are done alone, by the pack of AIIC Canada",
            instance: r#""interpretation": {"pack": "aiic-canada"},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}],
                "sessions": [{"id": "a", "minutes": 40, "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1",
            amount: 0,
        },
        Example {
            about: "three languages into three take five people, by the table of AIIC; four are there",
            instance: r#""interpretation": {"pack": "aiic-table"},
                "interpreters": [{"id": "i1", "combination": {"a": ["en"], "c": ["fr", "es"]}}, {"id": "i2", "combination": {"a": ["fr"], "c": ["en", "es"]}},
                    {"id": "i3", "combination": {"a": ["es"], "c": ["en", "fr"]}}, {"id": "i4", "combination": {"a": ["es"], "c": ["en", "fr"]}}],
                "sessions": [{"id": "a", "floor": ["en", "fr", "es"], "interpretation": {"into": ["en", "fr", "es"]}}]"#,
            timetable: "a mon 09:00 hall en:i1 fr:i2 es:i3,i4",
            amount: 60,
        },
        Example {
            about: "nine hours are longer than anybody may work",
            instance: r#""interpretation": {"pack": "aiic-canada"},
                "sessions": [{"id": "a", "minutes": 540, "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall",
            amount: 1080,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let mode = problem.mode(id, placement.mode);
        let (mut present, mut seats, mut missing) = (0, 0, 0);
        let mut words: Vec<String> = Vec::new();
        for staffed in &mode.posts {
            let post = &problem.posts[staffed.post.index()];
            let here = view.timetable.team(post).count() as i32;
            (present, seats) = (present + here, seats + post.seats.len() as i32);
            if here < staffed.least {
                missing += staffed.least - here;
                words.push(format!("{} has {here} of {} people", post_name(problem, staffed.post), staffed.least));
            }
        }
        let minutes = problem.sessions[id.index()].minutes;
        if mode.people > seats {
            words.push(format!("nobody may work for {minutes} min"));
        } else if mode.people - present > missing {
            words.push(format!("the whole team has {present} of {} people", mode.people));
        }
        let amount = i64::from(missing.max(mode.people - present)) * i64::from(minutes);
        if amount > 0 {
            let message = format!("{}: {}", problem.names.sessions[id.index()], words.join(", "));
            let subjects = vec![Subject::Session(id)];
            found.push(Violation { amount, subjects, at: Some(placement.start), message });
        }
    }
    found
}

fn declare(_: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    network.team(Team::Missing);
}
