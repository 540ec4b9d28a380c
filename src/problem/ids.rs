//! Index newtypes: a dense index that cannot be mistaken for another kind of index.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of position `index`.
            ///
            /// # Panics
            /// If `index` does not fit into 32 bits; the limits of the instance format keep it far below.
            #[must_use]
            pub fn new(index: usize) -> Self {
                Self(u32::try_from(index).expect("more than u32::MAX entities"))
            }

            /// The position in the dense list.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )* };
}

ids! {
    /// A session.
    SessionId,
    /// A room.
    RoomId,
    /// A day.
    DayId,
    /// A time slot.
    SlotId,
    /// An allowed start: a position in [`super::Problem::starts`].
    TimeId,
    /// A kind of session.
    KindId,
    /// A track.
    TrackId,
    /// A topic.
    TopicId,
    /// A speaker or chair.
    PersonId,
    /// A room feature.
    FeatureId,
    /// A tag of a slot or room.
    TagId,
    /// A label of sessions.
    LabelId,
    /// A language.
    LanguageId,
    /// An interpreter.
    InterpreterId,
    /// A way of interpreting a session: a position in its list of modes.
    ModeId,
    /// A booth or team of a session: a position in [`super::Problem::posts`].
    PostId,
    /// An audience: people who understand the same languages.
    AudienceId,
    /// A kind of booth work: which interpreters can do it.
    BoothWorkId,
}
