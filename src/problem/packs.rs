//! Rule packs: the working conditions of interpreters as associations and institutions publish them.
//!
//! A pack is data. Every parameter is either stated, with its source, or not stated, and then nothing is enforced in
//! its name: no pack borrows from another. The sources were read as web pages, some of them copies or excerpts; each
//! note says so. What follows from a source by arithmetic is marked *derived*, what is our reading of it *assumed*.

use crate::instance::schema::PackName;

/// A parameter of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated<T> {
    /// What the source says, and which it is.
    As(T, &'static str),
    /// The source says nothing.
    Not,
}

impl<T: Copy> Stated<T> {
    /// The value, if the source gives one.
    #[must_use]
    pub fn value(self) -> Option<T> {
        match self {
            Stated::As(value, _) => Some(value),
            Stated::Not => None,
        }
    }
}

/// A step of a team: so many people for booth hours up to `minutes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Booth minutes, up to and including.
    pub minutes: i32,
    /// People in the booth.
    pub people: i32,
}

const fn step(minutes: i32, people: i32) -> Step {
    Step { minutes, people }
}

/// As long as it may be.
pub const ANY: i32 = i32::MAX;

/// A row of the table of teams: languages used on the floor, languages interpreted into, interpreters in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeamRow {
    /// Languages used.
    pub used: i32,
    /// Languages interpreted into.
    pub into: i32,
    /// Interpreters, at least.
    pub people: i32,
}

const fn row(used: i32, into: i32, people: i32) -> TeamRow {
    TeamRow { used, into, people }
}

/// A rule pack.
#[derive(Debug)]
pub struct Pack {
    /// Its name in files and on the command line.
    pub id: &'static str,
    /// Its name in the schema.
    pub name: PackName,
    /// What it is.
    pub title: &'static str,
    /// People in a booth that works one way, by booth minutes; nobody may work longer than the last step.
    pub one_way: Stated<&'static [Step]>,
    /// People in a booth that works both ways.
    pub both_ways: Stated<&'static [Step]>,
    /// People in the whole team by number of languages; a pair that is not in the table is not stated.
    pub whole_team: Stated<&'static [TeamRow]>,
    /// Most minutes in booths on one day.
    pub day: Stated<i32>,
    /// Most minutes from the start of work to the next break.
    pub stretch: Stated<i32>,
    /// Least minutes that make a break.
    pub rest: Stated<i32>,
    /// Minutes of presence before the start.
    pub lead: Stated<i32>,
    /// Interpreters who can give relay from a language that some booth gets by relay only.
    pub relay_givers: Stated<i32>,
    /// The same when the booth that gives relay works both ways.
    pub relay_givers_both_ways: Stated<i32>,
    /// Languages between the floor and a channel in relay, at most. Nothing here is interpreted over more than one,
    /// whatever a pack says.
    pub relay_depth: Stated<i32>,
    /// Languages over which a relayed language goes, at least.
    pub pivots: Stated<i32>,
    /// Whether no booth stands in the room.
    pub remote: Stated<bool>,
    /// Working sessions in a week, at most; reported, not enforced.
    pub week: Stated<i32>,
    /// What is paid on cancellation; reported, not enforced.
    pub cancellation: Stated<&'static str>,
}

const CANADA: &str = "AIIC Canada, \"Conference interpretation: teams and booths\" (canada.aiic.net, page 1625), and \
     ATIO, \"Professional practice, conditions of work\" (atio.on.ca)";
const TABLE: &str = "AIIC Professional Standards, table of team strength, in a copy of an older edition \
     (skrivanek-bg.net): its footnotes are lost and one row stands twice; minima, to be verified before quoting";
const RELAY: &str = "AIIC Professional Standards, art. 6, as quoted by AIB Interpreters (aibcnet.com)";
const APIC: &str = "APIC, \"Condições de trabalho\" (apic.org.pt)";
const AICE: &str = "AICE, \"Working hours\" (aice-interpretes.com)";
const UN: &str = "AIIC–UN agreement, checklist for interpreters (usa.aiic.net, page 8876); UN Careers on six-language \
     teams (careers.un.org)";
const RSI: &str = "UN Nairobi as told in an interview with EUATC (euatc.org); one site, carried over to every booth: \
     assumed";

/// Every pack.
pub static PACKS: &[Pack] = &[
    Pack {
        id: "aiic-table",
        name: PackName::AiicTable,
        title: "AIIC, table of team strength by number of languages",
        one_way: Stated::Not,
        both_ways: Stated::Not,
        whole_team: Stated::As(
            &[
                row(1, 1, 2),
                row(1, 2, 4),
                row(2, 1, 2),
                row(2, 2, 3),
                row(2, 3, 5),
                row(2, 4, 7),
                row(3, 1, 2),
                row(3, 2, 3),
                row(3, 3, 5),
                row(3, 4, 7),
                row(3, 5, 9),
                row(4, 2, 4),
                row(4, 3, 6),
                row(4, 4, 8),
                row(4, 6, 12),
            ],
            TABLE,
        ),
        day: Stated::Not,
        stretch: Stated::Not,
        rest: Stated::Not,
        lead: Stated::Not,
        relay_givers: Stated::As(2, RELAY),
        relay_givers_both_ways: Stated::As(3, RELAY),
        relay_depth: Stated::Not,
        pivots: Stated::Not,
        remote: Stated::Not,
        week: Stated::Not,
        cancellation: Stated::Not,
    },
    Pack {
        id: "aiic-canada",
        name: PackName::AiicCanada,
        title: "AIIC Canada and ATIO: teams by hours and direction",
        one_way: Stated::As(
            &[step(40, 1), step(240, 2), step(360, 3), step(480, 4)],
            "assumed: as both ways; AIIC Canada and ATIO say two or more, three where it is heavy, and give no hours",
        ),
        both_ways: Stated::As(&[step(40, 1), step(240, 2), step(360, 3), step(480, 4)], CANADA),
        whole_team: Stated::As(&[row(3, 3, 6)], CANADA),
        day: Stated::As(480, "derived: the last step of the team table"),
        stretch: Stated::Not,
        rest: Stated::Not,
        lead: Stated::Not,
        relay_givers: Stated::Not,
        relay_givers_both_ways: Stated::Not,
        relay_depth: Stated::Not,
        pivots: Stated::Not,
        remote: Stated::Not,
        week: Stated::Not,
        cancellation: Stated::Not,
    },
    Pack {
        id: "apic",
        name: PackName::Apic,
        title: "APIC, Portugal: two sessions of four hours, seven hours in all",
        one_way: Stated::As(&[step(59, 1), step(ANY, 2)], APIC),
        both_ways: Stated::As(
            &[step(59, 1), step(419, 2), step(ANY, 3)],
            "APIC; that \"a day or more\" begins at seven hours is assumed",
        ),
        whole_team: Stated::Not,
        day: Stated::As(420, APIC),
        stretch: Stated::As(240, APIC),
        rest: Stated::As(90, APIC),
        lead: Stated::Not,
        relay_givers: Stated::Not,
        relay_givers_both_ways: Stated::Not,
        relay_depth: Stated::Not,
        pivots: Stated::Not,
        remote: Stated::Not,
        week: Stated::Not,
        cancellation: Stated::As("50 % of the fee at 2 to 7 days' notice, 100 % under 48 hours", APIC),
    },
    Pack {
        id: "aice",
        name: PackName::Aice,
        title: "AICE, Spain: alone up to ninety minutes, two people up to seven hours",
        one_way: Stated::As(&[step(90, 1), step(420, 2)], AICE),
        both_ways: Stated::As(&[step(90, 1), step(420, 2)], "AICE; the direction is not stated: as one-way, assumed"),
        whole_team: Stated::Not,
        day: Stated::As(420, "derived: the last step of the team table"),
        stretch: Stated::Not,
        rest: Stated::Not,
        lead: Stated::As(30, AICE),
        relay_givers: Stated::Not,
        relay_givers_both_ways: Stated::Not,
        relay_depth: Stated::Not,
        pivots: Stated::Not,
        remote: Stated::Not,
        week: Stated::Not,
        cancellation: Stated::Not,
    },
    Pack {
        id: "un",
        name: PackName::Un,
        title: "United Nations: two meetings of three hours",
        one_way: Stated::As(&[step(ANY, 2)], UN),
        both_ways: Stated::As(&[step(ANY, 3)], UN),
        whole_team: Stated::As(&[row(6, 6, 14)], UN),
        day: Stated::As(360, "derived: two meetings of three hours"),
        stretch: Stated::As(180, UN),
        rest: Stated::As(90, UN),
        lead: Stated::Not,
        relay_givers: Stated::Not,
        relay_givers_both_ways: Stated::Not,
        relay_depth: Stated::As(1, "as told in a video transcript (voicetube.com); weak source"),
        pivots: Stated::Not,
        remote: Stated::Not,
        week: Stated::As(7, RSI),
        cancellation: Stated::Not,
    },
    Pack {
        id: "rsi",
        name: PackName::Rsi,
        title: "Remote simultaneous interpretation, after UN Nairobi",
        one_way: Stated::As(&[step(ANY, 3)], RSI),
        both_ways: Stated::As(&[step(ANY, 3)], RSI),
        whole_team: Stated::Not,
        day: Stated::Not,
        stretch: Stated::As(120, RSI),
        rest: Stated::Not,
        lead: Stated::Not,
        relay_givers: Stated::Not,
        relay_givers_both_ways: Stated::Not,
        relay_depth: Stated::Not,
        pivots: Stated::Not,
        remote: Stated::As(true, "what remote interpretation is"),
        week: Stated::As(5, RSI),
        cancellation: Stated::Not,
    },
];

impl Pack {
    /// The pack of a name.
    #[must_use]
    pub fn of(name: PackName) -> Option<&'static Pack> {
        PACKS.iter().find(|pack| pack.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::schema::InterpretationTerms;
    use crate::problem::Terms;

    #[test]
    fn six_languages_at_the_united_nations_take_fourteen_people() {
        let terms = Terms::of(&InterpretationTerms { pack: Some(PackName::Un), ..InterpretationTerms::default() });
        assert_eq!(terms.whole_team(6, 6), 14);
        assert_eq!((terms.whole_team(5, 5), terms.whole_team(6, 5)), (0, 0), "nothing is stated of other numbers");
    }
}
