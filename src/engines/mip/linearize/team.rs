//! Teams: what is wrong with the people who serve a session, from the columns of seats.
//!
//! "Somebody in the post works in this direction" is a column for each post and direction that is asked for, stated from
//! above and from below; relay over another channel is the product of two of them.

use std::collections::BTreeMap;

use super::staff::Premises;
use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{Column, FREE, Terms};
use crate::engines::mip::seating::{Seating, Sit};
use crate::network::{Constraint, Pair, Pivot, Team};
use crate::problem::SessionId;

pub(in crate::engines::mip) fn rows(
    to: &mut Formulation<'_>,
    constraint: &Constraint,
    team: Team,
    premises: Premises,
    languages: &mut Languages,
) {
    let Some(seating) = to.seating.take() else { return };
    let network = to.network;
    let minutes = |sit: &Sit| {
        let session = network.staff.posts[sit.post as usize].session;
        i64::from(network.durations[session.index()])
    };
    match team {
        Team::Missing if Formulation::level(constraint).is_none() => manned(to, &seating),
        Team::Missing => missing(to, constraint, &seating),
        Team::Unable | Team::Foreign => {
            for sit in &seating.sits {
                let desk = &network.staff.posts[sit.post as usize];
                let strange = match team {
                    Team::Unable => desk.able.binary_search(&sit.person).is_err(),
                    _ => desk.strangers.binary_search(&sit.person).is_ok(),
                };
                if strange {
                    to.pay(constraint, sit.column, minutes(sit));
                }
            }
        }
        Team::Uncovered | Team::Relayed | Team::Thin { .. } => {
            let mut speech = Speech { seating: &seating, premises, known: languages };
            for session in network.session_ids() {
                pairs(to, constraint, team, session, &mut speech);
            }
        }
    }
    to.seating = Some(seating);
}

/// The people in a post, whenever it begins.
fn people(seating: &Seating, post: u32) -> Terms {
    seating.of_post(post).iter().map(|sit| (sit.column, 1)).collect()
}

/// Every post has its people, and the whole crew too, start by start.
fn manned(to: &mut Formulation<'_>, seating: &Seating) {
    let network = to.network;
    for session in network.session_ids() {
        let crews = &network.staff.crews[session.index()];
        let mut needs: BTreeMap<Vec<u32>, Vec<i32>> = BTreeMap::new();
        for (mode, crew) in crews.iter().enumerate() {
            let mut need =
                |posts: Vec<u32>, least: i32| needs.entry(posts).or_insert_with(|| vec![0; crews.len()])[mode] = least;
            for &(post, least) in &crew.posts {
                need(vec![post], least);
            }
            if crew.people > crew.posts.iter().map(|post| post.1).sum() {
                need(crew.posts.iter().map(|post| post.0).collect(), crew.people);
            }
        }
        for (posts, least) in needs {
            let mut numbers = least.clone();
            numbers.sort_unstable();
            numbers.dedup();
            let mut by_start: BTreeMap<u32, Terms> = BTreeMap::new();
            for number in numbers.into_iter().filter(|&number| number > 0) {
                for (time, column) in to.starts_in(session, |mode| least[mode as usize] == number) {
                    by_start.entry(time).or_default().push((column, i64::from(number)));
                }
            }
            for (time, mut terms) in by_start {
                let sits = posts.iter().flat_map(|&post| seating.of_post(post)).filter(|sit| sit.time == time);
                terms.extend(sits.map(|sit| (sit.column, -1)));
                to.model.at_most(terms, 0);
            }
        }
    }
}

/// People missing, at a price.
fn missing(to: &mut Formulation<'_>, constraint: &Constraint, seating: &Seating) {
    let network = to.network;
    for session in network.session_ids() {
        let crews = &network.staff.crews[session.index()];
        let modes = to.modes[session.index()].clone();
        let mut posts: Vec<u32> = crews.iter().flat_map(|crew| crew.posts.iter().map(|post| post.0)).collect();
        posts.sort_unstable();
        posts.dedup();
        let mut all = Terms::new();
        let mut short = Terms::new();
        for &post in &posts {
            let mut lacking: Terms = people(seating, post).into_iter().map(|(column, _)| (column, -1)).collect();
            all.extend(&lacking);
            for &(mode, column) in &modes {
                let crew = &crews[mode as usize];
                let least = crew.posts.iter().find(|of| of.0 == post).map_or(0, |of| of.1);
                lacking.push((column, i64::from(least)));
            }
            let column = to.model.column(FREE, false);
            to.model.define(column, 1, &lacking, 0);
            short.push((column, 1));
        }
        all.extend(modes.iter().map(|&(mode, column)| (column, i64::from(crews[mode as usize].people))));
        if all.iter().any(|term| term.1 > 0) {
            let missing = to.model.column(FREE, false);
            to.model.define(missing, 1, &short, 0);
            to.model.define(missing, 1, &all, 0);
            to.pay(constraint, missing, i64::from(network.durations[session.index()]));
        }
    }
}

/// Whether something holds while a post occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    Never,
    Always,
    If(Column),
}

impl Truth {
    /// As terms and a constant.
    fn times(self, factor: i64) -> (Terms, i64) {
        match self {
            Truth::Never => (Terms::new(), 0),
            Truth::Always => (Terms::new(), factor),
            Truth::If(column) => (vec![(column, factor)], 0),
        }
    }
}

/// What is spoken in which post, as far as somebody has asked.
#[derive(Debug, Default)]
pub(in crate::engines::mip) struct Languages {
    spoken: BTreeMap<(u32, u32), Truth>,
    relayed: BTreeMap<(u32, u32, u32, u32), Truth>,
}

struct Speech<'a> {
    seating: &'a Seating,
    premises: Premises,
    known: &'a mut Languages,
}

impl Speech<'_> {
    /// Whether somebody in a post works in a direction.
    fn spoken(&mut self, to: &mut Formulation<'_>, post: u32, direction: u32) -> Truth {
        if let Some(&known) = self.known.spoken.get(&(post, direction)) {
            return known;
        }
        let staff = &to.network.staff;
        let mut by_person: BTreeMap<u32, Terms> = BTreeMap::new();
        let mut everybody = true;
        for sit in self.seating.of_post(post) {
            if staff.works(sit.person as u16, direction) {
                by_person.entry(sit.person).or_default().push((sit.there, 1));
            } else {
                everybody = false;
            }
        }
        let crews = staff.crews[staff.posts[post as usize].session.index()].iter();
        let manned = self.premises.manned && crews.flat_map(|crew| &crew.posts).all(|of| of.0 != post || of.1 > 0);
        let truth = match by_person.is_empty() {
            true => Truth::Never,
            false if everybody && manned => Truth::Always,
            false => {
                let column = to.model.column(1, false);
                for terms in by_person.values() {
                    to.model.define(column, 1, terms, 0);
                }
                let mut any: Terms = by_person.into_values().flatten().map(|(there, _)| (there, -1)).collect();
                any.push((column, 1));
                to.model.at_most(any, 0);
                Truth::If(column)
            }
        };
        self.known.spoken.insert((post, direction), truth);
        truth
    }

    /// Whether relay over a channel reaches a post.
    fn relayed(&mut self, to: &mut Formulation<'_>, post: u32, pivot: &Pivot) -> Truth {
        let key = (post, pivot.take, pivot.giver, pivot.give);
        if let Some(&known) = self.known.relayed.get(&key) {
            return known;
        }
        let truth = match (self.spoken(to, pivot.giver, pivot.give), self.spoken(to, post, pivot.take)) {
            (Truth::Never, _) | (_, Truth::Never) => Truth::Never,
            (Truth::Always, other) | (other, Truth::Always) => other,
            (Truth::If(given), Truth::If(taken)) => {
                let column = to.model.column(1, false);
                to.model.define(column, 1, &vec![(given, 1), (taken, 1)], 1);
                to.model.at_most(vec![(column, 1), (given, -1)], 0);
                to.model.at_most(vec![(column, 1), (taken, -1)], 0);
                Truth::If(column)
            }
        };
        self.known.relayed.insert(key, truth);
        truth
    }
}

/// What tells pairs of languages apart: the post and the direct direction, and each way over another channel.
type Ways = (u32, u32, Vec<(u32, u32, u32)>);

/// The pairs of languages of a session, those that are the same in several modes once.
fn pairs(to: &mut Formulation<'_>, constraint: &Constraint, team: Team, session: SessionId, speech: &mut Speech<'_>) {
    let network = to.network;
    let minutes = i64::from(network.durations[session.index()]);
    let mut modes: BTreeMap<Ways, (&Pair, Terms)> = BTreeMap::new();
    for (mode, column) in to.modes[session.index()].clone() {
        for pair in &network.staff.crews[session.index()][mode as usize].pairs {
            let over = pair.over.iter().map(|pivot| (pivot.giver, pivot.give, pivot.take)).collect();
            let entry = modes.entry((pair.post, pair.direct, over)).or_insert_with(|| (pair, Terms::new()));
            entry.1.push((column, 1));
        }
    }
    for (pair, needed) in modes.into_values() {
        let direct = speech.spoken(to, pair.post, pair.direct);
        if direct == Truth::Always {
            continue;
        }
        let relays: Vec<(&Pivot, Truth)> = pair.over.iter().map(|p| (p, speech.relayed(to, pair.post, p))).collect();
        let relays: Vec<(&Pivot, Truth)> = relays.into_iter().filter(|relay| relay.1 != Truth::Never).collect();
        match team {
            Team::Uncovered => {
                if relays.iter().any(|relay| relay.1 == Truth::Always) {
                    continue;
                }
                let mut terms = needed;
                terms.extend(direct.times(-1).0);
                terms.extend(relays.iter().flat_map(|relay| relay.1.times(-1).0));
                to.beyond(constraint, terms, 0, minutes);
            }
            Team::Relayed => {
                if let Some(relayed) = relayed(to, &needed, direct, &relays, speech.premises) {
                    to.pay(constraint, relayed, minutes);
                }
            }
            Team::Thin { givers, pivots } => {
                if let Some(relayed) = relayed(to, &needed, direct, &relays, speech.premises) {
                    thin(to, constraint, (relayed, &relays), (givers, pivots), minutes, speech.seating);
                }
            }
            Team::Missing | Team::Unable | Team::Foreign => {}
        }
    }
}

/// Whether a pair is covered by relay only.
fn relayed(
    to: &mut Formulation<'_>,
    needed: &Terms,
    direct: Truth,
    relays: &[(&Pivot, Truth)],
    premises: Premises,
) -> Option<Column> {
    if relays.is_empty() {
        return None;
    }
    let column = to.model.column(1, false);
    let mut terms = needed.clone();
    terms.extend(direct.times(-1).0);
    if premises.covered || relays.iter().any(|relay| relay.1 == Truth::Always) {
        to.model.define(column, 1, &terms, 0);
        return Some(column);
    }
    for (_, relay) in relays {
        let mut terms = terms.clone();
        terms.extend(relay.times(1).0);
        to.model.define(column, 1, &terms, 1);
    }
    Some(column)
}

/// What is missing in givers and channels where relay is used.
fn thin(
    to: &mut Formulation<'_>,
    constraint: &Constraint,
    (relayed, relays): (Column, &[(&Pivot, Truth)]),
    (givers, pivots): ([i32; 2], i32),
    minutes: i64,
    seating: &Seating,
) {
    let staff = &to.network.staff;
    let givers = givers.map(i64::from);
    let pivots = i64::from(pivots);
    // People who give the relay that is taken, channels, and whether one of their posts works both ways.
    let mut people: Terms = Vec::new();
    let (mut channels, mut sure) = (Terms::new(), 0);
    let both_ways = to.model.column(1, false);
    let mut ways: Terms = vec![(both_ways, 1)];
    let mut always = 0;
    for (pivot, relay) in relays {
        let gives = |sit: &&Sit| staff.works(sit.person as u16, pivot.give);
        let mut count: Terms = seating.of_post(pivot.giver).iter().filter(gives).map(|sit| (sit.column, 1)).collect();
        let (terms, certain) = relay.times(1);
        if staff.posts[pivot.giver as usize].both_ways {
            to.model.define(both_ways, 1, &terms, -certain);
            ways.extend(relay.times(-1).0);
            always += certain;
        }
        if let Truth::If(column) = relay {
            // As many as there are if the relay is taken, none otherwise.
            let most = staff.posts[pivot.giver as usize].seats.len() as i64;
            let giving = to.model.column(most, false);
            let mut from_below = count.clone();
            from_below.push((*column, most));
            to.model.define(giving, 1, &from_below, most);
            let mut from_above: Terms = count.iter().map(|&(sit, _)| (sit, -1)).collect();
            from_above.push((giving, 1));
            to.model.at_most(from_above, 0);
            to.model.at_most(vec![(giving, 1), (*column, -most)], 0);
            count = vec![(giving, 1)];
        }
        people.extend(count);
        channels.extend(terms);
        sure += certain;
    }
    to.model.at_most(ways, always);
    let more = givers[1] - givers[0];
    let mut short: Terms = people.into_iter().map(|(column, _)| (column, -1)).collect();
    short.push((both_ways, more));
    short.push((relayed, givers[0] + more.max(0)));
    to.beyond(constraint, short, more.max(0), minutes);
    let mut few: Terms = channels.into_iter().map(|(column, _)| (column, -1)).collect();
    few.push((relayed, pivots));
    to.beyond(constraint, few, sure, minutes);
}
