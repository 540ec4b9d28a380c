//! A slot or room has a tag that it should not have, or lacks one that it should have.

use super::{Example, Rule, tags};
use crate::instance::schema::Level;
use crate::problem::Tags;

pub(super) static RULE: Rule = Rule {
    id: "unwanted-tag",
    summary: "a slot or room lacks a preferred tag or has an undesired one",
    unit: "points: by default one for each tag",
    level: Level::Soft,
    weight: 1,
    parameters: &[
        tags::points("session-slot-preferred", "points for a tag that the session would like and the slot lacks"),
        tags::points("session-slot-undesired", "points for a tag that the session would rather avoid and the slot has"),
        tags::points("person-slot-preferred", "points for a tag that one of its people would like and the slot lacks"),
        tags::points(
            "person-slot-undesired",
            "points for a tag that one of its people would rather avoid and the slot has",
        ),
        tags::points("session-room-preferred", "points for a tag that the session would like and the room lacks"),
        tags::points("session-room-undesired", "points for a tag that the session would rather avoid and the room has"),
        tags::points("person-room-preferred", "points for a tag that one of its people would like and the room lacks"),
        tags::points(
            "person-room-undesired",
            "points for a tag that one of its people would rather avoid and the room has",
        ),
        tags::BY_MINUTES,
    ],
    doc: "Preferred and undesired tags of the slot and of the room, as the session and each of its people demand \
          (`slot_tags`, `room_tags`): each one missing or present against the wish counts. A session outside every \
          slot has no slot tags to judge.",
    examples: &[
        Example {
            about: "the room should not be loud",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "tags": ["loud"]}, {"id": "attic", "seats": 30}],
                "sessions": [{"id": "a", "room_tags": {"undesired": ["loud"]}}]"#,
            timetable: "a mon 09:00 hall",
            amount: 1,
        },
        Example {
            about: "the speaker would like the first day",
            instance: r#""slots": [{"id": "m", "day": "mon", "start": "09:00", "end": "18:00", "tags": ["first-day"]},
                    {"id": "t", "day": "tue", "start": "09:00", "end": "18:00"}],
                "people": [{"id": "p", "slot_tags": {"preferred": ["first-day"]}}],
                "sessions": [{"id": "a", "speakers": ["p"]}]"#,
            timetable: "a tue 09:00 hall",
            amount: 1,
        },
    ],
    violations: |view| tags::violations(view, Tags::unwanted, "are not what is wished for"),
    declare: |problem, parameters, network| tags::declare(problem, parameters, network, Tags::unwanted),
};
