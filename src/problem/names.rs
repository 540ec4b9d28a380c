//! What things are called, and what messages are about.

use super::*;

/// Names for messages and output, by index.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Conference id.
    pub conference: String,
    /// Session ids.
    pub sessions: Vec<String>,
    /// Room ids.
    pub rooms: Vec<String>,
    /// Day ids.
    pub days: Vec<String>,
    /// Slot ids.
    pub slots: Vec<String>,
    /// Kind ids.
    pub kinds: Vec<String>,
    /// Track ids.
    pub tracks: Vec<String>,
    /// Topic ids.
    pub topics: Vec<String>,
    /// Person ids.
    pub people: Vec<String>,
    /// Feature ids.
    pub features: Vec<String>,
    /// Tag ids.
    pub tags: Vec<String>,
    /// Labels of sessions.
    pub labels: Vec<String>,
    /// Language ids.
    pub languages: Vec<String>,
    /// Interpreter ids.
    pub interpreters: Vec<String>,
    /// Order ids.
    pub orders: Vec<String>,
    /// Series ids.
    pub series: Vec<String>,
    /// Group ids.
    pub groups: Vec<String>,
}

/// Something that a message or a constraint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A session.
    Session(SessionId),
    /// A room.
    Room(RoomId),
    /// A day.
    Day(DayId),
    /// A track.
    Track(TrackId),
    /// A topic.
    Topic(TopicId),
    /// A speaker or chair.
    Person(PersonId),
    /// An order, by position.
    Order(u32),
    /// A series, by position.
    Series(u32),
    /// A group, by position.
    Group(u32),
    /// An interpreter.
    Interpreter(InterpreterId),
    /// A language or service.
    Language(LanguageId),
}

impl Names {
    /// What a subject is and its name: `("room", "room-b")`.
    #[must_use]
    pub fn subject(&self, subject: Subject) -> (&'static str, &str) {
        match subject {
            Subject::Session(id) => ("session", &self.sessions[id.index()]),
            Subject::Room(id) => ("room", &self.rooms[id.index()]),
            Subject::Day(id) => ("day", &self.days[id.index()]),
            Subject::Track(id) => ("track", &self.tracks[id.index()]),
            Subject::Topic(id) => ("topic", &self.topics[id.index()]),
            Subject::Person(id) => ("person", &self.people[id.index()]),
            Subject::Order(position) => ("order", &self.orders[position as usize]),
            Subject::Series(position) => ("series", &self.series[position as usize]),
            Subject::Group(position) => ("group", &self.groups[position as usize]),
            Subject::Interpreter(id) => ("interpreter", &self.interpreters[id.index()]),
            Subject::Language(id) => ("language", &self.languages[id.index()]),
        }
    }
}
