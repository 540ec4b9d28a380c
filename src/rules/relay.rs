//! From the floor to the ear: who carries which language into which channel, directly or by relay. No rule; how the
//! specifications of several look at a team.

use super::View;
use crate::problem::{LanguageId, Minute, Post, Problem, SessionId, Subject};

/// A language spoken on the floor of a session, a channel that must carry it, and how it gets there.
pub(super) struct Route {
    pub(super) session: SessionId,
    pub(super) start: Minute,
    pub(super) minutes: i64,
    pub(super) from: LanguageId,
    pub(super) into: LanguageId,
    /// Whether somebody in the booth of the channel works from the floor language.
    pub(super) direct: bool,
    /// The channels over which it can be relayed.
    pub(super) over: Vec<Giver>,
}

/// A channel that gives relay.
pub(super) struct Giver {
    pub(super) channel: LanguageId,
    /// People in its booth who work from the floor language into it.
    pub(super) people: i64,
    /// Whether its booth works both ways.
    pub(super) both_ways: bool,
}

impl Route {
    /// Whether the channel is carried by relay only.
    pub(super) fn relayed(&self) -> bool {
        !self.direct && !self.over.is_empty()
    }

    pub(super) fn subjects(&self) -> Vec<Subject> {
        vec![Subject::Session(self.session), Subject::Language(self.from), Subject::Language(self.into)]
    }

    /// The names of the session, of the floor language and of the channel.
    pub(super) fn names<'a>(&self, problem: &'a Problem) -> [&'a str; 3] {
        let language = |id: LanguageId| problem.names.languages[id.index()].as_str();
        [&problem.names.sessions[self.session.index()], language(self.from), language(self.into)]
    }
}

/// Every pair of a floor language and a channel of every session that takes place.
pub(super) fn routes(view: &View<'_>) -> Vec<Route> {
    let problem = view.problem;
    let mut found = Vec::new();
    for (session, placement) in view.timetable.placed() {
        let mode = problem.mode(session, placement.mode);
        let works = |post: &Post| &problem.booth_work[post.work.index()];
        let booth = |channel: LanguageId| {
            let posts = mode.posts.iter().map(|staffed| &problem.posts[staffed.post.index()]);
            posts.into_iter().find(|post| works(post).speaks().contains(&channel))
        };
        let carriers = |heard: LanguageId, channel: LanguageId| {
            let team = booth(channel).into_iter().flat_map(|post| view.timetable.team(post));
            let able = team.filter(|who| problem.interpreters[who.index()].directions.contains(&(heard, channel)));
            able.count() as i64
        };
        for (&from, &into) in mode.floor.iter().flat_map(|from| mode.into.iter().map(move |into| (from, into))) {
            if from == into {
                continue;
            }
            let gives = |&channel: &LanguageId| {
                problem.terms.relay
                    && channel != from
                    && channel != into
                    && problem.services[channel.index()].is_none()
                    && carriers(from, channel) > 0
                    && carriers(channel, into) > 0
            };
            let giver = |channel: LanguageId| Giver {
                channel,
                people: carriers(from, channel),
                both_ways: booth(channel).is_some_and(|post| works(post).both_ways()),
            };
            found.push(Route {
                session,
                start: placement.start,
                minutes: i64::from(problem.sessions[session.index()].minutes),
                from,
                into,
                direct: carriers(from, into) > 0,
                over: mode.into.iter().copied().filter(gives).map(giver).collect(),
            });
        }
    }
    found
}
