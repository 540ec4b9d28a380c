//! A slot or room has a tag that it must not have, or lacks one that it must have.

use super::{Example, Rule, tags};
use crate::instance::schema::Level;
use crate::problem::Tags;

pub(super) static RULE: Rule = Rule {
    id: "wrong-tag",
    summary: "a slot or room lacks a required tag or has a prohibited one",
    unit: "points: by default one for each tag",
    level: Level::Hard,
    weight: 1,
    parameters: &[
        tags::points("session-slot-required", "points for a tag that the session demands and the slot lacks"),
        tags::points("session-slot-prohibited", "points for a tag that the session rules out and the slot has"),
        tags::points("person-slot-required", "points for a tag that one of its people demands and the slot lacks"),
        tags::points("person-slot-prohibited", "points for a tag that one of its people rules out and the slot has"),
        tags::points("session-room-required", "points for a tag that the session demands and the room lacks"),
        tags::points("session-room-prohibited", "points for a tag that the session rules out and the room has"),
        tags::points("person-room-required", "points for a tag that one of its people demands and the room lacks"),
        tags::points("person-room-prohibited", "points for a tag that one of its people rules out and the room has"),
        tags::BY_MINUTES,
    ],
    doc: "Required and prohibited tags of the slot and of the room, as the session and each of its people demand \
          (`slot_tags`, `room_tags`): each one missing or present against the demand counts. A session outside every \
          slot has no slot tags to judge.",
    examples: &[
        Example {
            about: "the room must not be loud",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "tags": ["loud"]}, {"id": "attic", "seats": 30}],
                "sessions": [{"id": "a", "room_tags": {"prohibited": ["loud"]}}]"#,
            timetable: "a mon 09:00 hall",
            amount: 1,
        },
        Example {
            about: "the speaker must be on the first day",
            instance: r#""slots": [{"id": "m", "day": "mon", "start": "09:00", "end": "18:00", "tags": ["first-day"]},
                    {"id": "t", "day": "tue", "start": "09:00", "end": "18:00"}],
                "people": [{"id": "p", "slot_tags": {"required": ["first-day"]}}],
                "sessions": [{"id": "a", "speakers": ["p"]}]"#,
            timetable: "a tue 09:00 hall",
            amount: 1,
        },
    ],
    violations: |view| tags::violations(view, Tags::wrong, "do not do for"),
    declare: |problem, parameters, network| tags::declare(problem, parameters, network, Tags::wrong),
};
