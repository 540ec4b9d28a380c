//! The more popular of two sessions has the smaller room.

use super::couples;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, RoomRelation};
use crate::problem::Problem;

pub(super) static RULE: Rule = Rule {
    id: "popular-in-small-room",
    summary: "the more popular of two sessions has the smaller room",
    unit: "minutes of both",
    level: Level::Off,
    weight: 1,
    parameters: &[],
    doc: "Rooms go by popularity: of any two sessions, whenever they are, the one for which more people are expected (`expected`, \
          else the number of those who wish it) has a room with at least as many seats. A pair that is not so counts with the \
          minutes of both.",
    examples: &[
        Example {
            about: "the larger room for the fewer people",
            instance: r#""sessions": [{"id": "a", "expected": 10}, {"id": "b", "expected": 20}]"#,
            timetable: "a mon 09:00 hall\n b tue 11:00 attic",
            amount: 120,
        },
        Example {
            about: "equally popular",
            instance: r#""sessions": [{"id": "a", "expected": 20}, {"id": "b", "expected": 20}]"#,
            timetable: "a mon 09:00 hall\n b tue 11:00 attic",
            amount: 0,
        },
    ],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let seats = |room: Option<crate::problem::RoomId>| room.map(|room| view.problem.rooms[room.index()].seats);
    let words = "have their rooms the wrong way round: the more popular one has fewer seats";
    couples::violations(
        view,
        |session| session.in_room,
        words,
        |c| {
            let (Some(here), Some(there)) = (seats(c.here.room), seats(c.there.room)) else { return 0 };
            let (one, other) = (c.one.expected, c.other.expected);
            if one < other && here > there || one > other && here < there { c.minutes() } else { 0 }
        },
    )
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for (a, b) in couples::all(problem, |session| session.in_room) {
        let expected = |id: crate::problem::SessionId| problem.sessions[id.index()].expected;
        let pair = match expected(a).cmp(&expected(b)) {
            std::cmp::Ordering::Less => (a, b),
            std::cmp::Ordering::Greater => (b, a),
            std::cmp::Ordering::Equal => continue,
        };
        let minutes = couples::both_minutes(problem, pair, 1);
        network.rooms_counted(couples::subjects(pair), pair, RoomRelation::Larger, minutes);
    }
}
