//! A track wanders from room to room.

use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Attribute, Declaration};
use crate::problem::{Problem, SessionId, Subject, TrackId};

pub(super) static RULE: Rule = Rule {
    id: "track-room-change",
    summary: "a track uses more than one room",
    unit: "further rooms",
    level: Level::Soft,
    weight: 1,
    parameters: &[],
    doc: "The sessions of a track keep one room, so that its audience can stay; every further room counts 1.",
    examples: &[Example {
        about: "two rooms for one track",
        instance: r#""tracks": [{"id": "t"}], "sessions": [{"id": "a", "track": "t"}, {"id": "b", "track": "t"}]"#,
        timetable: "a mon 09:00 hall\n b mon 10:00 attic",
        amount: 1,
    }],
    violations,
    declare,
};

fn sessions_of(problem: &Problem, track: TrackId) -> Vec<SessionId> {
    let of = |id: &SessionId| {
        let session = &problem.sessions[id.index()];
        session.track == Some(track) && session.in_room
    };
    problem.session_ids().filter(of).collect()
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for track in (0..problem.names.tracks.len()).map(TrackId::new) {
        let placed = sessions_of(problem, track).into_iter().filter_map(|id| view.timetable.get(id));
        let mut rooms: Vec<_> = placed.filter_map(|placement| placement.room).collect();
        rooms.sort_unstable();
        rooms.dedup();
        if rooms.len() > 1 {
            let names: Vec<_> = rooms.iter().map(|room| problem.names.rooms[room.index()].as_str()).collect();
            let message = format!("{} uses {}", problem.names.tracks[track.index()], names.join(", "));
            let mut subjects = vec![Subject::Track(track)];
            subjects.extend(rooms.iter().copied().map(Subject::Room));
            found.push(Violation { amount: rooms.len() as i64 - 1, subjects, at: None, message });
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for track in (0..problem.names.tracks.len()).map(TrackId::new) {
        network.presence(vec![Subject::Track(track)], sessions_of(problem, track), Attribute::Room, 1);
    }
}
