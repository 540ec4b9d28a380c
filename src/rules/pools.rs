//! Pools: booth work that competes for the same interpreters. No rule; what two rules declare with.

use std::collections::BTreeSet;

use crate::network::{Demand, Use, Works};
use crate::problem::{Problem, SessionId};

/// Kinds of booth work that share people, directly or over others. Pools share nobody, so that what is missing in all
/// is the sum of what each misses.
pub(super) struct Pool {
    /// The kinds of work, ascending.
    works: Vec<u32>,
    /// Sets of kinds, each with everybody who can do any of them, ascending: those for which Hall's condition has to
    /// be asked. For every set of people it is the largest set of kinds that they can do and nobody else.
    pub(super) limits: Vec<(Works, Vec<usize>)>,
}

impl Pool {
    /// What every session uses of this pool, kind by kind, each as much as `demand` says.
    pub(super) fn uses(&self, problem: &Problem, demand: impl Fn(SessionId) -> i32) -> Vec<Use> {
        let mut uses = Vec::new();
        for session in problem.session_ids() {
            for work in problem.sessions[session.index()].booths.iter().map(|work| work.0) {
                if self.works.binary_search(&work).is_ok() {
                    uses.push(Use { session, work, demand: Demand::Fixed(demand(session)), before: 0, after: 0 });
                }
            }
        }
        uses
    }
}

/// The pools of a problem, by their first kind of work.
pub(super) fn pools(problem: &Problem) -> Vec<Pool> {
    let works = problem.booth_work.len();
    let able = |work: usize| -> Vec<usize> {
        (0..problem.interpreters.len()).filter(|&i| problem.interpreters[i].can[work]).collect()
    };
    let able: Vec<Vec<usize>> = (0..works).map(able).collect();
    let mut pools = Vec::new();
    let mut pooled = vec![false; works];
    for first in 0..works {
        if pooled[first] {
            continue;
        }
        pooled[first] = true;
        let mut members = vec![first];
        let mut people: BTreeSet<usize> = able[first].iter().copied().collect();
        while let Some(next) = (0..works).find(|&w| !pooled[w] && able[w].iter().any(|person| people.contains(person)))
        {
            pooled[next] = true;
            members.push(next);
            people.extend(&able[next]);
        }
        members.sort_unstable();
        let limits = limits(&members, &able);
        pools.push(Pool { works: members.into_iter().map(|work| work as u32).collect(), limits });
    }
    pools
}

/// The sets of kinds of one pool for which Hall's condition has to be asked.
fn limits(members: &[usize], able: &[Vec<usize>]) -> Vec<(Works, Vec<usize>)> {
    /// Beyond this many sets in one pool the condition stays necessary but is no longer sufficient: each kind alone
    /// and all together are always asked.
    const MOST: usize = 4096;
    let union = |a: &[usize], b: &[usize]| -> Vec<usize> {
        let both: BTreeSet<usize> = a.iter().chain(b).copied().collect();
        both.into_iter().collect()
    };
    let mut groups: BTreeSet<Vec<usize>> = members.iter().map(|&work| able[work].clone()).collect();
    let alone: Vec<Vec<usize>> = groups.iter().cloned().collect();
    groups.insert(alone.iter().fold(Vec::new(), |all, people| union(&all, people)));
    'all: for people in &alone {
        for known in groups.clone() {
            if groups.len() >= MOST {
                break 'all;
            }
            groups.insert(union(&known, people));
        }
    }
    let largest = |people: Vec<usize>| {
        let mut works = Works::default();
        for &work in members {
            if able[work].iter().all(|person| people.binary_search(person).is_ok()) {
                works.insert(work as u32);
            }
        }
        (works, people)
    };
    groups.into_iter().map(largest).collect()
}
