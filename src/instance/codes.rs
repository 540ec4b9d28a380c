//! The codes of diagnostics and what each of them means.

use std::fmt;

macro_rules! codes {
    ($($variant:ident $name:literal $explanation:literal)+) => {
        /// What sort of mistake a diagnostic is about. Names are stable: scripts may rely on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $explanation] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the error index.
            pub const ALL: &[Code] = &[$(Code::$variant,)+];

            /// The name that is printed, such as `unknown-room`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// What it means and what to do, in one paragraph of Markdown.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => $explanation,)+ }
            }
        }
    };
}

codes! {
    UnreadableFile "unreadable-file" "The file could not be opened or read. Check the path and the permissions."
    FileTooBig "file-too-big" "The file is larger than 256 MiB, or holds more than five million values. Real conferences are far smaller, so it is probably not an instance at all; if it is, group attendees with the same wishes into one entry with a `count`."
    NotUtf8 "not-utf8" "The file is not UTF-8 text. It was probably saved by a program that uses another encoding, or is not a text file. Save it again as UTF-8."
    BadJson "bad-json" "The file is not valid JSON: something is written that JSON does not allow, such as a comma after the last member of a list, a comment, a quotation mark of the wrong sort, or a missing comma. The position says where reading stopped; the mistake is there or just before."
    TruncatedJson "truncated-json" "The file ends in the middle. A bracket or quotation mark is missing at the end, or the file was not saved or copied completely."
    NestedTooDeep "nested-too-deep" "Lists and objects are nested more than 127 deep. No instance needs more than eight; the file was probably not meant for this program."
    DuplicateKey "duplicate-key" "An object has the same field twice, so that it is unclear which one counts. Remove one of the two."
    WrongFormat "wrong-format" "The `format` field does not say `plenary-instance/1`. The file is perhaps a timetable, or was written for another version."
    UnknownField "unknown-field" "A field that the format does not know. It is most often a misspelling, and would silently be without effect; remove or correct it. `plenary schema` lists all fields."
    MissingField "missing-field" "A field that must be there is absent."
    WrongType "wrong-type" "A value of the wrong sort, such as a text where a number belongs. Numbers are written without quotation marks, whole numbers without a decimal point; a list stands in square brackets even when it has one member."
    OutOfRange "out-of-range" "A number that is smaller or larger than the format allows. The bounds are generous: a value outside is nearly always a slip or another unit."
    BadIdentifier "bad-identifier" "An identifier starts with a letter or digit, goes on with letters, digits, `-`, `_` and `.`, and has at most 80 characters. Names with spaces and accents belong into `title` or `name`."
    BadClock "bad-clock" "A time of day is written `HH:MM` with two digits each, from `00:00` to `47:59`. Hours from 24 on mean after midnight of the same conference day: `25:30` is half past one in the night."
    BadText "bad-text" "A text that does not have the form that is expected at this place."
    UnknownChoice "unknown-choice" "A word that is not among those that can be chosen here."
    WrongLength "wrong-length" "A list with too few or too many members."
    UnreadableValue "unreadable-value" "A value that passed the schema but could not be read all the same. Compare the place with the documentation of the format, and report it: the schema should have said so."
    UnknownVariant "unknown-variant" "The variant that was asked for is not in the `variants` section."
    BadChange "bad-change" "A change of a variant cannot be made: its path leads nowhere, or to something that must not be changed. A path is a JSON pointer in which members of lists are named by their id, such as `/rooms/room-b/seats`."
    DuplicateId "duplicate-id" "Two members of a list have the same id, so that it is unclear which one is meant where the id is used. Rename one of them."
    DuplicateEntry "duplicate-entry" "Something is listed twice. The second entry has no effect; remove it."
    UnknownDay "unknown-day" "A day is named that is not in `days`."
    UnknownSlot "unknown-slot" "A slot is named that is not in `slots`."
    UnknownRoom "unknown-room" "A room is named that is not in `rooms`. In walking times a venue may be named as well."
    UnknownKind "unknown-kind" "A kind of session is named that is not in `kinds`."
    UnknownTrack "unknown-track" "A track is named that is not in `tracks`."
    UnknownTopic "unknown-topic" "A topic is named that is not in `topics`."
    UnknownPerson "unknown-person" "A speaker or chair is named that is not in `people`."
    UnknownSession "unknown-session" "A session is named that is not in `sessions`."
    UnknownLanguage "unknown-language" "A language is named that is neither in `languages` nor in `services`. For sessions and interpreters this is an error; people may understand languages that the conference does not use, so for them it is a warning, given once for each language."
    UnknownFeature "unknown-feature" "A session or a service needs equipment that no room has. It can then be placed nowhere while the rule on equipment is hard. Correct the name, or add it to the `features` of a room."
    UnknownTag "unknown-tag" "A tag is asked for, or to be avoided, that no slot or room carries. Where it is required, the session can be placed nowhere; otherwise the demand is without effect."
    BadDate "bad-date" "A date is written `YYYY-MM-DD` and must exist in the calendar."
    DaysOutOfOrder "days-out-of-order" "The days are not listed in the order of their dates, or two of them have the same date."
    UnknownTimeZone "unknown-time-zone" "The time zone is not in the IANA database. Zones are named after places, such as `America/Toronto` or `Europe/Zurich`; abbreviations such as `EST` hide the change to summer time."
    ClockChange "clock-change" "A time of day does not exist or exists twice because the clocks are changed in that night: move the slot. When they are changed in the middle of a slot, this is a warning: the slot is an hour longer or shorter than its times suggest."
    BadSlot "bad-slot" "A slot ends before it starts, or its `every` is longer than the slot."
    OverlappingDays "overlapping-days" "A slot that goes past midnight runs into a slot of the next day, so that the same moment belongs to two days. Let one day end before the next begins."
    EmptyWindow "empty-window" "A stretch of time whose end is not after its beginning. Times past midnight are written with hours from 24 on: `22:00` to `26:00`."
    KindWithoutSlot "kind-without-slot" "There are sessions of a kind that no slot admits. Add the kind to the `kinds` of a slot; a slot with an empty list admits every kind."
    SessionTooLong "session-too-long" "A session is longer than every slot that admits its kind, so that it can start nowhere. Shorten it or lengthen a slot."
    EmptyDomain "empty-domain" "A session fits into no room: none has the seats, the equipment and the tags that it needs, or the one that it is pinned to has not. The file can be used, but as long as the rules concerned are hard there is no timetable."
    IncompletePin "incomplete-pin" "A fixed time needs its day: `start` without `day` does not say when."
    ContradictoryPin "contradictory-pin" "A fixed time or room contradicts the rest of the file: no slot starts then, the slot does not admit the kind or is too short, the room is closed, another session is fixed there at the same time, or an order says otherwise. No timetable can follow both."
    StalePublication "stale-publication" "The published placement of a session is not possible any more, because its room is gone or nothing starts at its time. The session counts as moved wherever it is placed."
    CyclicOrder "cyclic-order" "Orders and series together demand that a session comes before itself. The message names the sessions in a circle; drop one of the orders that are named."
    BadGap "bad-gap" "The least gap of an order is greater than its greatest gap."
    EmptySelector "empty-selector" "A selection of sessions selects none, so that what it belongs to is without effect."
    CyclicJoins "cyclic-joins" "A room is made of rooms that are made of it. `joins` lists the smaller rooms of a larger one, never the other way round."
    ContradictoryWalking "contradictory-walking" "The walking time between two places is given twice with different minutes, or from a room to itself. They hold in both directions."
    BadInterpretation "bad-interpretation" "Interpretation that makes no sense: into the only language that is spoken, of a session whose `floor` is not given, from or into what nobody can, by an interpreter who works from a language into the same, or who has no direction at all."
    BadFees "bad-fees" "Fees whose steps do not rise: a half-day that is paid better than a day, or covers more minutes."
    UnmatchedProvenance "unmatched-provenance" "A pointer in `provenance` matches nothing in the file. Pointers start with `/` and name fields and members of lists; `*` stands for every member: `/sessions/*/min_seats`."
    BadSetting "bad-setting" "A rule is set that does not exist, or a level, weight or parameter to a value that it cannot take. `plenary rules` lists the rules, and `plenary rules RULE` what can be set."
    WithoutEffect "without-effect" "Something that changes nothing, because something else that is written holds in its place. Remove it, or what it gives way to; it may also stay, for a variant or another rule pack."
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The index of all codes as Markdown (`docs/errors.md`).
pub fn error_index_markdown() -> String {
    let mut text = String::from(
        "# Error index\n\nWhat the messages about an instance mean and what to do. A message starts with its severity and code:\n\
         `error[unknown-room]: file.json:12:9: /sessions/3/pin/room: …` – here line 12, column 9, and the same place as a JSON pointer.\n",
    );
    for code in Code::ALL {
        text.push_str(&format!("\n## `{}`\n\n{}\n", code.name(), code.explanation()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique() {
        let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        for name in &names {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(error_index_markdown().contains("## `unknown-room`"));
    }
}
