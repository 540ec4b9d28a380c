//! A session is not at its place in its track.

use super::meetings::{place, tracks};
use super::{Example, Parameter, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, TimeRelation};
use crate::problem::{Problem, SessionId, Subject, TrackId};

pub(super) static RULE: Rule = Rule {
    id: "track-order",
    summary: "a session is not at its place in its track",
    unit: "sessions not at their place, and started units of overlap",
    level: Level::Soft,
    weight: 1,
    parameters: &[
        Parameter {
            name: "parallel-unit",
            doc: "minutes in a unit of overlap of two sessions with a place; 0: overlap does not count",
            default: 30,
            least: 0,
            most: 1440,
        },
        Parameter {
            name: "by-room",
            doc: "1: a programme is read slot by slot, in each slot room by room; 0: by time alone",
            default: 0,
            least: 0,
            most: 1,
        },
    ],
    doc: "Sessions can have a place in the programme of their track (`place_in_track`, from 1). The programme lists the \
          sessions of the track that are in a slot and a room by time; with `by-room`, slot by slot and room by room as \
          they are written. Every session that is not at its place counts 1. Two with a place that run at the same time \
          count 1 for each started unit of their overlap besides; `parallel-unit` 0 leaves that out.",
    examples: &[
        Example {
            about: "the second comes first",
            instance: r#""tracks": [{"id": "t"}], "sessions": [{"id": "a", "track": "t", "place_in_track": 1}, {"id": "b", "track": "t", "place_in_track": 2}]"#,
            timetable: "a mon 11:00 hall\n b mon 09:00 hall",
            amount: 2,
        },
        Example {
            about: "in order",
            instance: r#""tracks": [{"id": "t"}], "sessions": [{"id": "a", "track": "t", "place_in_track": 1}, {"id": "b", "track": "t", "place_in_track": 2}]"#,
            timetable: "a mon 09:00 hall\n b mon 10:00 hall",
            amount: 0,
        },
        Example {
            about: "at the same time",
            instance: r#""tracks": [{"id": "t"}], "sessions": [{"id": "a", "track": "t", "place_in_track": 1}, {"id": "b", "track": "t", "place_in_track": 2}]"#,
            timetable: "a mon 09:00 hall\n b mon 09:00 attic",
            amount: 2,
        },
    ],
    violations,
    declare,
};

fn placed(problem: &Problem) -> impl Iterator<Item = (TrackId, Vec<SessionId>)> {
    tracks(problem).map(|track| (track, problem.tracks[track.index()].sessions.clone()))
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let (problem, unit) = (view.problem, view.parameters.minutes(0));
    let by_room = view.parameters.get(1) > 0;
    let mut found = Vec::new();
    for (track, sessions) in placed(problem) {
        let in_place = |id: SessionId| {
            let (slot, room) = place(view, id)?;
            let (slot, room) = if by_room { (slot.index(), room.index()) } else { (0, 0) };
            Some((slot, room, view.timetable.get(id)?.start, id))
        };
        let mut programme: Vec<_> = sessions.iter().filter_map(|&id| in_place(id)).collect();
        programme.sort_unstable();
        for (number, &(_, _, start, id)) in (1..).zip(&programme) {
            if let Some(wanted) = problem.sessions[id.index()].place_in_track.filter(|&wanted| wanted != number) {
                let (name, track_name) = (&problem.names.sessions[id.index()], &problem.names.tracks[track.index()]);
                let message = format!("{name} is number {number} of {track_name}, not number {wanted}");
                found.push(Violation { amount: 1, subjects: vec![Subject::Session(id)], at: Some(start), message });
            }
        }
        let numbered: Vec<_> =
            sessions.into_iter().filter(|id| problem.sessions[id.index()].place_in_track.is_some()).collect();
        for (a, b) in numbered.iter().enumerate().flat_map(|(i, a)| numbered[i + 1..].iter().map(move |b| (a, b))) {
            let spans = (view.timetable.span(problem, *a), view.timetable.span(problem, *b));
            let (Some(one), Some(other)) = spans else { continue };
            let overlap = one.overlap(other);
            if overlap > 0 && unit > 0 {
                let [a_name, b_name] = [a, b].map(|id| &problem.names.sessions[id.index()]);
                let message = format!("{a_name} and {b_name} have an order and overlap by {overlap} min");
                let subjects = vec![Subject::Session(*a), Subject::Session(*b)];
                let amount = (i64::from(overlap) + i64::from(unit) - 1) / i64::from(unit);
                found.push(Violation { amount, subjects, at: Some(one.from.max(other.from)), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, parameters: &Parameters, network: &mut Declaration<'_>) {
    let wanted = |id: SessionId| problem.sessions[id.index()].place_in_track.unwrap_or(0);
    for (track, sessions) in placed(problem) {
        network.sequence(
            vec![Subject::Track(track)],
            sessions.iter().map(|&id| (id, wanted(id))).collect(),
            parameters.get(1) > 0,
        );
        let numbered: Vec<SessionId> = sessions.into_iter().filter(|&id| wanted(id) > 0).collect();
        for (position, &a) in numbered.iter().enumerate().filter(|_| parameters.get(0) > 0) {
            for &b in &numbered[position + 1..] {
                let subjects = vec![Subject::Session(a), Subject::Session(b)];
                network.times(subjects, a, b, TimeRelation::OverlapUnits(parameters.minutes(0)));
            }
        }
    }
}
