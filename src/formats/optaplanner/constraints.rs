//! The thirty-seven constraints and the rules that they are.

/// A constraint, by its position in [`CONSTRAINTS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Constraint {
    /// Room unavailable timeslot.
    RoomUnavailableTimeslot,
    /// Room conflict.
    RoomConflict,
    /// Speaker unavailable timeslot.
    SpeakerUnavailableTimeslot,
    /// Speaker conflict.
    SpeakerConflict,
    /// Talk prerequisite talks.
    TalkPrerequisiteTalks,
    /// Talk mutually-exclusive-talks tags.
    TalkMutuallyExclusiveTalksTags,
    /// Consecutive talks pause.
    ConsecutiveTalksPause,
    /// Crowd control.
    CrowdControl,
    /// Speaker required timeslot tags.
    SpeakerRequiredTimeslotTags,
    /// Speaker prohibited timeslot tags.
    SpeakerProhibitedTimeslotTags,
    /// Talk required timeslot tags.
    TalkRequiredTimeslotTags,
    /// Talk prohibited timeslot tags.
    TalkProhibitedTimeslotTags,
    /// Speaker required room tags.
    SpeakerRequiredRoomTags,
    /// Speaker prohibited room tags.
    SpeakerProhibitedRoomTags,
    /// Talk required room tags.
    TalkRequiredRoomTags,
    /// Talk prohibited room tags.
    TalkProhibitedRoomTags,
    /// Published timeslot.
    PublishedTimeslot,
    /// Published room.
    PublishedRoom,
    /// Theme track conflict.
    ThemeTrackConflict,
    /// Theme track room stability.
    ThemeTrackRoomStability,
    /// Sector conflict.
    SectorConflict,
    /// Audience type diversity.
    AudienceTypeDiversity,
    /// Audience type theme track conflict.
    AudienceTypeThemeTrackConflict,
    /// Audience level diversity.
    AudienceLevelDiversity,
    /// Content audience level flow violation.
    ContentAudienceLevelFlowViolation,
    /// Content conflict.
    ContentConflict,
    /// Language diversity.
    LanguageDiversity,
    /// Same day talks.
    SameDayTalks,
    /// Popular talks.
    PopularTalks,
    /// Speaker preferred timeslot tags.
    SpeakerPreferredTimeslotTags,
    /// Speaker undesired timeslot tags.
    SpeakerUndesiredTimeslotTags,
    /// Talk preferred timeslot tags.
    TalkPreferredTimeslotTags,
    /// Talk undesired timeslot tags.
    TalkUndesiredTimeslotTags,
    /// Speaker preferred room tags.
    SpeakerPreferredRoomTags,
    /// Speaker undesired room tags.
    SpeakerUndesiredRoomTags,
    /// Talk preferred room tags.
    TalkPreferredRoomTags,
    /// Talk undesired room tags.
    TalkUndesiredRoomTags,
}

/// A constraint as it is called in the workbook, the rule that it is, and the parameter of that rule that takes its weight if
/// several constraints are one rule.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) name: &'static str,
    pub(super) rule: &'static str,
    pub(super) part: Option<&'static str>,
}

const fn rule(name: &'static str, rule: &'static str) -> Said {
    Said { name, rule, part: None }
}

const fn tags(name: &'static str, rule: &'static str, part: &'static str) -> Said {
    Said { name, rule, part: Some(part) }
}

/// All constraints, in the order of the sheet.
pub(super) const SAID: [Said; 37] = [
    rule("Room unavailable timeslot", "room-closed"),
    rule("Room conflict", "room-clash"),
    rule("Speaker unavailable timeslot", "person-away"),
    rule("Speaker conflict", "person-clash"),
    rule("Talk prerequisite talks", "order-broken"),
    rule("Talk mutually-exclusive-talks tags", "topic-clash"),
    rule("Consecutive talks pause", "person-pause"),
    rule("Crowd control", "crowds"),
    tags("Speaker required timeslot tags", "wrong-tag", "person-slot-required"),
    tags("Speaker prohibited timeslot tags", "wrong-tag", "person-slot-prohibited"),
    tags("Talk required timeslot tags", "wrong-tag", "session-slot-required"),
    tags("Talk prohibited timeslot tags", "wrong-tag", "session-slot-prohibited"),
    tags("Speaker required room tags", "wrong-tag", "person-room-required"),
    tags("Speaker prohibited room tags", "wrong-tag", "person-room-prohibited"),
    tags("Talk required room tags", "wrong-tag", "session-room-required"),
    tags("Talk prohibited room tags", "wrong-tag", "session-room-prohibited"),
    rule("Published timeslot", "published-moved"),
    rule("Published room", "published-room"),
    rule("Theme track conflict", "theme-clash"),
    rule("Theme track room stability", "theme-room-change"),
    rule("Sector conflict", "sector-clash"),
    rule("Audience type diversity", "audience-apart"),
    rule("Audience type theme track conflict", "theme-audience-clash"),
    rule("Audience level diversity", "level-apart"),
    rule("Content audience level flow violation", "content-before-basics"),
    rule("Content conflict", "content-clash"),
    rule("Language diversity", "language-apart"),
    rule("Same day talks", "scattered-themes"),
    rule("Popular talks", "popular-in-small-room"),
    tags("Speaker preferred timeslot tags", "unwanted-tag", "person-slot-preferred"),
    tags("Speaker undesired timeslot tags", "unwanted-tag", "person-slot-undesired"),
    tags("Talk preferred timeslot tags", "unwanted-tag", "session-slot-preferred"),
    tags("Talk undesired timeslot tags", "unwanted-tag", "session-slot-undesired"),
    tags("Speaker preferred room tags", "unwanted-tag", "person-room-preferred"),
    tags("Speaker undesired room tags", "unwanted-tag", "person-room-undesired"),
    tags("Talk preferred room tags", "unwanted-tag", "session-room-preferred"),
    tags("Talk undesired room tags", "unwanted-tag", "session-room-undesired"),
];

/// The names of the constraints, in the order of the sheet.
pub const CONSTRAINTS: [&str; 37] = {
    let mut names = [""; 37];
    let mut position = 0;
    while position < names.len() {
        names[position] = SAID[position].name;
        position += 1;
    }
    names
};

/// What the rules do as the constraints do, and not unless they are told to.
pub(super) const PARAMETERS: [(&str, &str, i64); 10] = [
    ("room-clash", "pairs", 1),
    ("person-clash", "pairs", 1),
    ("topic-clash", "pairs", 1),
    ("order-broken", "by-minutes", 1),
    ("person-pause", "by-pair", 1),
    ("crowds", "most", 2),
    ("published-moved", "time", 1),
    ("published-moved", "room", 0),
    ("wrong-tag", "by-minutes", 1),
    ("unwanted-tag", "by-minutes", 1),
];

/// The rule that a constraint is, by its name in the workbook.
#[must_use]
pub fn rule_of(constraint: &str) -> Option<&'static str> {
    SAID.iter().find(|said| said.name == constraint).map(|said| said.rule)
}
