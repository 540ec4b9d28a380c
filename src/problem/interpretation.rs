//! Which booths and teams a session needs, who can work in them, and who can follow.
//!
//! One booth per language interpreted into; a session of two languages needs one booth only, which works both ways
//! if both are spoken on the floor (AIIC Canada, *Booths and teams*; AIIC, *Checklist for simultaneous
//! interpretation equipment*). Sign language and captions have a team on the floor and no booth.

use std::ops::Range;

use super::{BoothWorkId, FeatureId, LanguageId, PostId, SessionId, Terms};

/// The work of a booth or team.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BoothWork {
    /// Into one language: a member must have at least one direction into it, from the floor or from a language that
    /// another booth gives relay in.
    Into {
        /// Floor languages, ascending.
        from: Vec<LanguageId>,
        /// Languages that relay may come from, ascending.
        over: Vec<LanguageId>,
        /// The language of the booth, or the service.
        into: LanguageId,
    },
    /// Both ways between two languages: a member must have both directions.
    BothWays(LanguageId, LanguageId),
}

impl BoothWork {
    /// The booths for a floor and the languages interpreted into (each ascending).
    #[must_use]
    pub fn of(floor: &[LanguageId], into: &[LanguageId], relay: bool) -> Vec<BoothWork> {
        let mut all: Vec<LanguageId> = floor.iter().chain(into).copied().collect();
        all.sort_unstable();
        all.dedup();
        if let ([a, b], [_, _], [_, _]) = (&all[..], floor, into) {
            return vec![BoothWork::BothWays(*a, *b)];
        }
        let others = |list: &[LanguageId], target: LanguageId| -> Vec<LanguageId> {
            list.iter().copied().filter(|&language| language != target).collect()
        };
        let booth = |&target: &LanguageId| {
            let from = others(floor, target);
            let over = if relay { others(into, target) } else { Vec::new() };
            (!from.is_empty()).then_some(BoothWork::Into { from, over, into: target })
        };
        into.iter().filter_map(booth).collect()
    }

    /// Whether somebody with these directions (from, into) can do the work.
    #[must_use]
    pub fn can(&self, directions: &[(LanguageId, LanguageId)]) -> bool {
        match self {
            BoothWork::Into { from, over, into } => {
                from.iter().chain(over).any(|&heard| directions.contains(&(heard, *into)))
            }
            BoothWork::BothWays(a, b) => directions.contains(&(*a, *b)) && directions.contains(&(*b, *a)),
        }
    }

    /// The languages that come out of the booth.
    #[must_use]
    pub fn speaks(&self) -> Vec<LanguageId> {
        match self {
            BoothWork::Into { into, .. } => vec![*into],
            BoothWork::BothWays(a, b) => vec![*a, *b],
        }
    }

    /// Whether it works both ways.
    #[must_use]
    pub fn both_ways(&self) -> bool {
        matches!(self, BoothWork::BothWays(..))
    }
}

/// A booth or team that a session may need.
#[derive(Clone, Debug)]
pub struct Post {
    /// The session.
    pub session: SessionId,
    /// What is done there.
    pub work: BoothWorkId,
    /// Its seats, numbered through all posts: as many as any mode fills.
    pub seats: Range<usize>,
    /// Whether it is a booth; a team on the floor otherwise.
    pub booth: bool,
    /// Minutes before the start by which its people are there.
    pub lead: i32,
}

/// A post in a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staffed {
    /// The post.
    pub post: PostId,
    /// The least number of people in it.
    pub least: i32,
}

/// A way of interpreting a session: into which languages, by whom, and who can follow.
#[derive(Clone, Debug)]
pub struct Mode {
    /// Languages spoken on the floor, ascending.
    pub floor: Vec<LanguageId>,
    /// Languages and services interpreted into, ascending.
    pub into: Vec<LanguageId>,
    /// Its posts.
    pub posts: Vec<Staffed>,
    /// The least number of people in all its posts together; beyond their seats when nobody may work so long.
    pub people: i32,
    /// Booths that stand in the room.
    pub booths: i32,
    /// What it forgoes of the value of optional interpretation.
    pub forgone: i64,
    /// Features that its services need of the room, ascending.
    pub needs: Vec<FeatureId>,
    /// People expected who listen through a receiver.
    pub listeners: i32,
    /// By audience: whether it can follow.
    pub followed: Vec<bool>,
}

impl Mode {
    /// The pairs of languages (floor, interpreted into) that its teams must cover.
    pub fn pairs(&self) -> impl Iterator<Item = (LanguageId, LanguageId)> + '_ {
        let pair = move |&from: &LanguageId| self.into.iter().map(move |&into| (from, into));
        self.floor.iter().flat_map(pair).filter(|(from, into)| from != into)
    }
}

/// A service: what is followed with the eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Whether it is a sign language; captions otherwise.
    pub sign: bool,
    /// People who do it together.
    pub team: i32,
    /// Minutes before the start by which they are there.
    pub lead: i32,
    /// What it needs of the room.
    pub feature: Option<FeatureId>,
}

/// People who understand the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// Languages understood, ascending; empty: not known, and then everything is followed.
    pub understands: Vec<LanguageId>,
    /// How many people.
    pub people: i64,
}

impl Audience {
    /// Whether it follows a session spoken in `floor` and interpreted into `into`: it understands all that is spoken,
    /// or one channel.
    #[must_use]
    pub fn follows(&self, floor: &[LanguageId], into: &[LanguageId]) -> bool {
        let understands = |language: &LanguageId| self.understands.contains(language);
        self.understands.is_empty() || floor.iter().all(understands) || into.iter().any(understands)
    }
}

/// What is known of a session when its modes are made.
pub(super) struct Demand<'a> {
    pub(super) floor: Vec<LanguageId>,
    pub(super) into: Vec<LanguageId>,
    pub(super) optional: bool,
    pub(super) symmetric: bool,
    pub(super) value: i64,
    pub(super) remote: bool,
    pub(super) minutes: i32,
    pub(super) terms: &'a Terms,
    pub(super) services: &'a [Option<Service>],
    pub(super) audiences: &'a [Audience],
}

/// A booth of a mode: its work, how many people at least and at most, and whether it is a booth.
struct Booth {
    work: BoothWork,
    least: i32,
    most: i32,
    booth: bool,
    lead: i32,
}

/// A mode whose booths are not numbered yet.
struct Draft {
    mode: Mode,
    booths: Vec<Booth>,
    /// Whether it takes longer than anybody may work.
    too_long: bool,
}

/// Makes the modes and posts of sessions, one session after the other.
#[derive(Default)]
pub(super) struct Works {
    pub(super) works: Vec<BoothWork>,
    pub(super) posts: Vec<Post>,
    seats: usize,
}

impl Works {
    /// The modes of a session; its posts and kinds of work are added to the lists.
    pub(super) fn modes(&mut self, session: SessionId, demand: &Demand<'_>) -> Vec<Mode> {
        let first = self.posts.len();
        let targets: Vec<Vec<LanguageId>> =
            if demand.optional { choices(&demand.into) } else { vec![demand.into.clone()] };
        let mut modes: Vec<Draft> = Vec::with_capacity(targets.len());
        for draft in targets.iter().map(|into| draft(demand, into)) {
            // The symmetric regime may make two choices the same.
            if modes.iter().all(|other| other.mode.into != draft.mode.into) {
                modes.push(draft);
            }
        }
        // One post per kind of work, with as many seats as any mode fills.
        for booth in modes.iter().flat_map(|draft| &draft.booths) {
            let position = self.works.iter().position(|known| *known == booth.work).unwrap_or_else(|| {
                self.works.push(booth.work.clone());
                self.works.len() - 1
            });
            let work = BoothWorkId::new(position);
            match self.posts[first..].iter_mut().find(|post| post.work == work) {
                Some(post) => post.seats.end = post.seats.end.max(booth.most as usize),
                None => self.posts.push(Post {
                    session,
                    work,
                    seats: 0..booth.most as usize,
                    booth: booth.booth,
                    lead: booth.lead,
                }),
            }
        }
        for post in &mut self.posts[first..] {
            let count = post.seats.end;
            post.seats = self.seats..self.seats + count;
            self.seats += count;
        }
        let mut finished = Vec::with_capacity(modes.len());
        for Draft { mut mode, booths, too_long } in modes {
            for booth in booths {
                let is_it = |post: &Post| self.works[post.work.index()] == booth.work;
                let post = first + self.posts[first..].iter().position(is_it).unwrap_or(0);
                mode.posts.push(Staffed { post: PostId::new(post), least: booth.least });
            }
            if too_long {
                // Another mode may fill more seats in the same booths.
                let seats = mode.posts.iter().map(|staffed| self.posts[staffed.post.index()].seats.len() as i32);
                mode.people = seats.sum::<i32>() + 1;
            }
            finished.push(mode);
        }
        finished
    }
}

/// Into what a session may be interpreted when that is a decision: every subset of a few languages; of many, nothing,
/// each one alone, and all.
fn choices(into: &[LanguageId]) -> Vec<Vec<LanguageId>> {
    const MANY: usize = 3;
    if into.len() > MANY {
        let alone = into.iter().map(|&language| vec![language]);
        return std::iter::once(Vec::new()).chain(alone).chain([into.to_vec()]).collect();
    }
    let subset = |bits: usize| {
        let chosen = into.iter().enumerate().filter(|(position, _)| bits >> position & 1 == 1);
        chosen.map(|(_, &language)| language).collect()
    };
    (0..1 << into.len()).map(subset).collect()
}

fn draft(demand: &Demand<'_>, chosen: &[LanguageId]) -> Draft {
    let service = |language: &LanguageId| demand.services[language.index()].as_ref();
    let (mut floor, mut into) = (demand.floor.clone(), chosen.to_vec());
    if demand.symmetric && chosen.iter().any(|language| service(language).is_none()) {
        floor.extend(chosen.iter().filter(|language| service(language).is_none()));
        into.extend(&demand.floor);
    }
    for list in [&mut floor, &mut into] {
        list.sort_unstable();
        list.dedup();
    }
    let spoken: Vec<LanguageId> = into.iter().copied().filter(|language| service(language).is_none()).collect();
    let works = BoothWork::of(&floor, &spoken, demand.terms.relay);
    let count = works.len() as i32;
    let whole = if works.is_empty() { 0 } else { demand.terms.whole_team(floor.len(), spoken.len()) };
    let mut too_long = false;
    let mut booths = Vec::new();
    for work in works {
        let people = demand.terms.booth(work.both_ways(), demand.minutes);
        too_long |= people.is_none();
        let least = people.unwrap_or(1).max(whole / count);
        let most = least.max((whole + count - 1) / count);
        booths.push(Booth { work, least, most, booth: true, lead: demand.terms.lead });
    }
    let mut needs = Vec::new();
    for &language in into.iter() {
        let Some(service) = service(&language) else { continue };
        let from: Vec<LanguageId> = floor.iter().copied().filter(|&spoken| spoken != language).collect();
        let over = if demand.terms.relay { spoken.clone() } else { Vec::new() };
        let work = BoothWork::Into { from, over, into: language };
        booths.push(Booth { work, least: service.team, most: service.team, booth: false, lead: service.lead });
        needs.extend(service.feature);
    }
    needs.sort_unstable();
    needs.dedup();
    let least: i32 = booths.iter().map(|booth| booth.least).sum();
    let on_floor: i32 = booths.iter().filter(|booth| !booth.booth).map(|booth| booth.least).sum();
    let missing = demand.into.iter().filter(|language| !into.contains(language)).count() as i64;
    let mode = Mode {
        booths: if demand.remote { 0 } else { count },
        forgone: if demand.optional { missing * demand.value } else { 0 },
        followed: demand.audiences.iter().map(|audience| audience.follows(&floor, &into)).collect(),
        listeners: 0,
        floor,
        into,
        posts: Vec::new(),
        people: least.max(whole + on_floor),
        needs,
    };
    Draft { mode, booths, too_long }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::schema;

    #[test]
    fn booths_follow_the_languages() {
        let [en, fr, es] = [0, 1, 2].map(LanguageId);
        assert_eq!(BoothWork::of(&[en, fr], &[en, fr], true), [BoothWork::BothWays(en, fr)]);
        let alone = BoothWork::Into { from: vec![en], over: vec![], into: fr };
        assert_eq!(BoothWork::of(&[en], &[fr], true), [alone]);
        assert_eq!(BoothWork::of(&[en], &[en, fr, es], true).len(), 2, "nobody interprets English into English");
        assert_eq!(BoothWork::of(&[en, fr, es], &[en, fr, es], false).len(), 3);
        assert!(BoothWork::of(&[en], &[], true).is_empty());
    }

    #[test]
    fn no_team_is_large_enough_for_what_is_too_long() {
        let written = schema::InterpretationTerms {
            pack: Some(schema::PackName::AiicCanada),
            relay: Some(false),
            ..Default::default()
        };
        let (terms, languages) = (Terms::of(&written), [0, 1, 2].map(LanguageId).to_vec());
        for (minutes, too_long) in [(480, false), (481, true)] {
            let demand = Demand {
                floor: languages.clone(),
                into: languages.clone(),
                optional: true,
                symmetric: false,
                value: 1,
                remote: false,
                minutes,
                terms: &terms,
                services: &[None, None, None],
                audiences: &[],
            };
            let mut works = Works::default();
            let modes = works.modes(SessionId(0), &demand);
            for mode in modes.iter().filter(|mode| !mode.into.is_empty()) {
                // Into one language one would do, were it not that the booth has two seats for all three together.
                let seats: usize = mode.posts.iter().map(|staffed| works.posts[staffed.post.index()].seats.len()).sum();
                assert_eq!(mode.people > seats as i32, too_long, "{minutes} min into {:?}", mode.into);
            }
        }
    }

    /// Twelve who each booth has at least, and two more in any booths: each has a seat for a third.
    #[test]
    fn a_whole_team_is_more_than_its_booths() {
        let written = schema::InterpretationTerms { pack: Some(schema::PackName::Un), ..Default::default() };
        let (terms, languages) = (Terms::of(&written), (0..6).map(LanguageId).collect::<Vec<_>>());
        let demand = Demand {
            floor: languages.clone(),
            into: languages,
            optional: false,
            symmetric: false,
            value: 0,
            remote: false,
            minutes: 180,
            terms: &terms,
            services: &[None, None, None, None, None, None],
            audiences: &[],
        };
        let mut works = Works::default();
        let modes = works.modes(SessionId(0), &demand);
        assert_eq!((modes.len(), modes[0].posts.len(), modes[0].people), (1, 6, 14));
        assert!(modes[0].posts.iter().all(|staffed| staffed.least == 2));
        assert!(works.posts.iter().all(|post| post.seats.len() == 3));
    }

    #[test]
    fn optional_interpretation_is_a_choice() {
        let [en, fr, es] = [0, 1, 2].map(LanguageId);
        assert_eq!(choices(&[fr, es]), [vec![], vec![fr], vec![es], vec![fr, es]]);
        let many: Vec<LanguageId> = (0..5).map(LanguageId).collect();
        assert_eq!(choices(&many).len(), 7);
        let audience = Audience { understands: vec![es], people: 1 };
        assert!(!audience.follows(&[en], &[fr]));
        assert!(audience.follows(&[en], &[es]));
        let bilingual = Audience { understands: vec![en, fr], people: 1 };
        assert!(bilingual.follows(&[en, fr], &[]) && !audience.follows(&[en, es], &[]));
    }
}
