//! What hard constraints on staff imply for time alone: Hall's condition, minute by minute and day by day.
//!
//! If every post has its people, each able, there, and in one place at a time, then at every minute, for every set of
//! kinds of work, the people needed do not exceed the people who can do any of it; and on every day the minutes needed
//! do not exceed their hours (P. Hall 1935; the flow version for hours is the cut condition of Ford & Fulkerson 1956).
//! These are necessary conditions. They cost nothing in the score; engines prune with them, and they say in a planner's
//! terms what is short.

use std::collections::BTreeSet;

use super::{Cumulative, Demand, Limit, Network, Over, Primitive, Profile, Roster, Tag, Team, Use, Works};
use crate::instance::schema::Level;
use crate::problem::{Interval, SessionId};

/// A resource that other constraints imply.
#[derive(Clone, Debug)]
pub struct Implied {
    /// The rule that implies it, with others.
    pub tag: Tag,
    /// What cannot be exceeded.
    pub body: Cumulative,
}

/// A condition whose capacities are still profiles over time.
pub(super) struct Condition {
    pub(super) tag: Tag,
    pub(super) over: Over,
    pub(super) uses: Vec<Use>,
    pub(super) limits: Vec<(Works, Profile)>,
}

impl Condition {
    /// The condition with its capacities spread over segments, or over days.
    pub(super) fn spread(self, network: &Network) -> Implied {
        let capacity = |profile: &Profile| match self.over {
            Over::Minutes => profile.by_segment(&network.segments),
            Over::Days => vec![profile.base; network.days],
        };
        let limits = self.limits.iter().map(|(works, profile)| {
            let capacity = capacity(profile);
            Limit { works: works.clone(), capacity }
        });
        let limits = limits.collect();
        Implied { tag: self.tag, body: Cumulative { over: self.over, uses: self.uses, limits, standing: false } }
    }
}

/// Kinds of work: sets of people who can do the same, and what each session needs of them by mode.
struct Kinds {
    able: Vec<Vec<u32>>,
    needs: Vec<(SessionId, u32, Vec<i32>)>,
}

impl Kinds {
    fn of(network: &Network) -> Self {
        let mut kinds = Self { able: Vec::new(), needs: Vec::new() };
        for session in network.session_ids() {
            let crews = &network.staff.crews[session.index()];
            for (mode, crew) in crews.iter().enumerate() {
                let mut everybody: Vec<u32> = Vec::new();
                for &(post, least) in &crew.posts {
                    let able = &network.staff.posts[post as usize].able;
                    everybody.extend(able);
                    kinds.need(session, able, mode, crews.len(), least);
                }
                // People beyond the least of each post sit in any of them.
                everybody.sort_unstable();
                everybody.dedup();
                let further = crew.people - crew.posts.iter().map(|post| post.1).sum::<i32>();
                kinds.need(session, &everybody, mode, crews.len(), further);
            }
        }
        kinds
    }

    fn need(&mut self, session: SessionId, able: &[u32], mode: usize, modes: usize, people: i32) {
        if people <= 0 {
            return;
        }
        let kind = self.able.iter().position(|known| known == able).unwrap_or_else(|| {
            self.able.push(able.to_vec());
            self.able.len() - 1
        }) as u32;
        let position = self.needs.iter().position(|need| (need.0, need.1) == (session, kind)).unwrap_or_else(|| {
            self.needs.push((session, kind, vec![0; modes]));
            self.needs.len() - 1
        });
        self.needs[position].2[mode] += people;
    }
}

/// The conditions that the hard constraints of a network imply.
pub(super) fn conditions(network: &Network) -> Vec<Condition> {
    let hard = network.constraints.iter().filter(|constraint| constraint.level == Level::Hard);
    let mut tag = None;
    let (mut able, mut one_place, mut away, mut hours) = (false, false, None, None);
    for constraint in hard {
        match &constraint.body {
            Primitive::Team(Team::Missing) => tag = Some(constraint.tag.clone()),
            Primitive::Team(Team::Unable) => able = true,
            Primitive::Roster(Roster::Clash) => one_place = true,
            Primitive::Roster(Roster::Away(list)) => away = Some(list),
            Primitive::Roster(Roster::Hours { most, .. }) => hours = Some(most),
            _ => {}
        }
    }
    let Some(tag) = tag.filter(|_| able) else { return Vec::new() };
    let kinds = Kinds::of(network);
    let mut conditions = Vec::new();
    for (members, sets) in pools(&kinds.able) {
        let uses = |minutes: bool| -> Vec<Use> {
            let mine = kinds.needs.iter().filter(|need| members.contains(&need.1));
            let use_ = |(session, work, people): &(SessionId, u32, Vec<i32>)| {
                let factor = if minutes { network.durations[session.index()] } else { 1 };
                let demand = Demand::ByMode(people.iter().map(|&people| people.saturating_mul(factor)).collect());
                Use { session: *session, work: *work, demand, before: 0, after: 0 }
            };
            mine.map(use_).collect()
        };
        if one_place {
            let there = |people: &[u32]| {
                let mut profile = Profile::constant(people.len() as i32);
                let gone = people.iter().flat_map(|&person| away.map_or(&[][..], |away| &away[person as usize]));
                profile.changes = gone.map(|&away: &Interval| (away, -1)).collect();
                profile
            };
            let limits = sets.iter().map(|(works, people)| (works.clone(), there(people))).collect();
            conditions.push(Condition { tag: tag.clone(), over: Over::Minutes, uses: uses(false), limits });
        }
        if let Some(most) = hours {
            let all = |people: &[u32]| {
                let hours = people.iter().map(|&person| i64::from(most[person as usize].unwrap_or(i32::MAX)));
                Profile::constant(i32::try_from(hours.sum::<i64>()).unwrap_or(i32::MAX))
            };
            let limits = sets.iter().map(|(works, people)| (works.clone(), all(people))).collect();
            conditions.push(Condition { tag: tag.clone(), over: Over::Days, uses: uses(true), limits });
        }
    }
    conditions
}

/// Kinds of work, and the people who can do any of them.
type Workforce = (Works, Vec<u32>);

/// Kinds of work that share people, directly or over others, each with the sets of kinds for which Hall's condition has
/// to be asked: for every set of people that kinds add up to, the largest set of kinds that they can do and nobody else.
fn pools(able: &[Vec<u32>]) -> Vec<(Vec<u32>, Vec<Workforce>)> {
    let mut pools = Vec::new();
    let mut pooled = vec![false; able.len()];
    for first in 0..able.len() {
        if pooled[first] {
            continue;
        }
        pooled[first] = true;
        let mut members = vec![first as u32];
        let mut people: BTreeSet<u32> = able[first].iter().copied().collect();
        while let Some(next) =
            (0..able.len()).find(|&w| !pooled[w] && able[w].iter().any(|person| people.contains(person)))
        {
            pooled[next] = true;
            members.push(next as u32);
            people.extend(&able[next]);
        }
        members.sort_unstable();
        let sets = sets(&members, able);
        pools.push((members, sets));
    }
    pools
}

fn sets(members: &[u32], able: &[Vec<u32>]) -> Vec<Workforce> {
    /// Beyond this many sets in one pool the condition gets weaker: each kind alone and all together are always asked.
    const MOST: usize = 128;
    let union = |a: &[u32], b: &[u32]| -> Vec<u32> {
        let both: BTreeSet<u32> = a.iter().chain(b).copied().collect();
        both.into_iter().collect()
    };
    let mut groups: BTreeSet<Vec<u32>> = members.iter().map(|&work| able[work as usize].clone()).collect();
    let alone: Vec<Vec<u32>> = groups.iter().cloned().collect();
    groups.insert(alone.iter().fold(Vec::new(), |all, people| union(&all, people)));
    'all: for people in &alone {
        for known in groups.clone() {
            if groups.len() >= MOST {
                break 'all;
            }
            groups.insert(union(&known, people));
        }
    }
    let largest = |people: Vec<u32>| {
        let mut works = Works::default();
        for &work in members {
            if able[work as usize].iter().all(|person| people.binary_search(person).is_ok()) {
                works.insert(work);
            }
        }
        (works, people)
    };
    groups.into_iter().map(largest).collect()
}
