//! What shows by counting that there is no timetable.

mod blocks;
mod booths;
mod seats;

use schemars::JsonSchema;
use serde::Serialize;

use super::strict::Strict;
use crate::instance::schema::{Id, Level};
use crate::network::{
    ConflictGraph, Cumulative, Domain, Network, Occupancy, Over, Primitive, Table, consistent, domains,
};
use crate::problem::{Interval, Problem, SessionId, Subject};
use crate::rules::{RULES, lower};
use blocks::Blocks;

/// A proof by counting.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Proof {
    /// What was counted: `empty-domain`, `order-cycle`, `order`, `places`, `clique`, `booths`, `hours`, `seats`, `stock`.
    pub kind: &'static str,
    /// In words.
    pub text: String,
    /// The sessions that it is about.
    pub sessions: Vec<String>,
}

impl Proof {
    pub(super) fn ids(&self) -> Vec<Id> {
        self.sessions.iter().map(|session| Id(session.clone())).collect()
    }
}

/// What is looked at: sessions that must take place, and where they can be.
struct Sight<'p> {
    problem: &'p Problem,
    network: &'p Network,
    required: Vec<bool>,
    domains: Vec<Domain>,
}

/// Everything that counting shows, what concerns fewest sessions first.
pub(super) fn proofs(strict: &Strict) -> Vec<Proof> {
    let Ok(problem) = Problem::build(&strict.instance) else { return Vec::new() };
    of(&problem, &lower(&problem, &strict.rules))
}

/// The same of a problem and its network.
pub(super) fn of(problem: &Problem, network: &Network) -> Vec<Proof> {
    let sight = Sight { problem, network, required: network.required(), domains: domains(network) };
    let mut proofs = sight.empty_domains();
    if proofs.is_empty() {
        proofs.extend(sight.order_cycle());
    }
    if proofs.is_empty() {
        let consistent = consistent(network, &sight.domains);
        let graph = ConflictGraph::new(network, &consistent);
        let sight = Sight { domains: consistent, ..sight };
        proofs.extend(sight.out_of_order());
        if proofs.is_empty() {
            proofs.extend(sight.cliques(&graph));
            proofs.extend(sight.places());
            proofs.extend(sight.booths());
            proofs.extend(sight.people());
            proofs.extend(sight.seats());
            proofs.extend(sight.stock());
        }
    }
    proofs.sort_by_key(|proof| proof.sessions.len());
    proofs
}

impl Sight<'_> {
    fn name(&self, session: usize) -> String {
        self.problem.names.sessions[session].clone()
    }

    fn proof(&self, kind: &'static str, text: String, sessions: &[usize]) -> Proof {
        Proof { kind, text, sessions: sessions.iter().map(|&session| self.name(session)).collect() }
    }

    fn needed(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.network.sessions()).filter(|&session| self.required[session])
    }

    /// Sessions that cannot stand anywhere, each with the rules that close what there is.
    fn empty_domains(&self) -> Vec<Proof> {
        let empty: Vec<usize> = self.needed().filter(|&session| self.domains[session].is_empty()).collect();
        empty.into_iter().map(|session| self.empty_domain(session)).collect()
    }

    fn empty_domain(&self, session: usize) -> Proof {
        let mut rules: Vec<&str> = Vec::new();
        for constraint in self.network.constraints.iter().filter(|constraint| constraint.level == Level::Hard) {
            let closes = match &constraint.body {
                Primitive::Unary(unary) => unary.session.index() == session && closes(&unary.table),
                _ => false,
            };
            let id = RULES[constraint.tag.rule].id;
            if closes && !rules.contains(&id) {
                rules.push(id);
            }
        }
        let by = if rules.is_empty() {
            String::new()
        } else {
            format!(" (closed by {} and what is in stock)", rules.join(", "))
        };
        let text = format!("{} cannot be anywhere: no start and room is open to it{by}", self.name(session));
        self.proof("empty-domain", text, &[session])
    }

    /// Sessions each of which must be over before the next starts, in a circle.
    fn order_cycle(&self) -> Option<Proof> {
        let n = self.network.sessions();
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); n];
        let hard = self.network.constraints.iter().filter(|constraint| constraint.level == Level::Hard);
        let orders: Vec<u32> = hard
            .filter_map(|constraint| match constraint.tag.subjects.first() {
                Some(&Subject::Order(position)) => Some(position),
                _ => None,
            })
            .collect();
        for (position, order) in self.problem.orders.iter().enumerate() {
            if orders.contains(&(position as u32)) {
                for before in &order.before {
                    after[before.index()].extend(order.after.iter().map(|session| session.index()));
                }
            }
        }
        let required = |session: &usize| self.required[*session];
        for first in self.needed() {
            // Breadth first from each session back to itself: the shortest circle through it.
            let mut from: Vec<Option<usize>> = vec![None; n];
            let mut queue = std::collections::VecDeque::from([first]);
            while let Some(session) = queue.pop_front() {
                for &next in after[session].iter().filter(|next| required(next)) {
                    if next == first {
                        let mut circle = vec![session];
                        while let Some(before) = from[circle[circle.len() - 1]] {
                            circle.push(before);
                        }
                        circle.reverse();
                        let names: Vec<String> = circle.iter().map(|&session| self.name(session)).collect();
                        let text =
                            format!("the orders go round in a circle: {} before {}", names.join(" before "), names[0]);
                        return Some(self.proof("order-cycle", text, &circle));
                    }
                    if from[next].is_none() && next != first {
                        from[next] = Some(session);
                        queue.push_back(next);
                    }
                }
            }
        }
        None
    }

    /// Sessions to which orders and what else relates starts leave nothing.
    fn out_of_order(&self) -> Option<Proof> {
        let session = self.needed().find(|&session| self.domains[session].is_empty())?;
        let text = format!(
            "{} cannot start anywhere: every start that is open to it leaves none to a session before it, after it or beside it",
            self.name(session)
        );
        Some(self.proof("order", text, &[session]))
    }

    /// The most sessions of at least `minutes` that follow one another at these starts.
    fn in_sequence(&self, times: &[u32], minutes: i32) -> usize {
        let (mut count, mut free) = (0, i32::MIN);
        for &time in times {
            let start = self.network.starts[time as usize];
            if start >= free {
                (count, free) = (count + 1, start.saturating_add(minutes));
            }
        }
        count
    }

    /// Sessions of which no two may overlap, more than follow one another.
    fn cliques(&self, graph: &ConflictGraph) -> Vec<Proof> {
        let mut found: Vec<Proof> = Vec::new();
        for clique in graph.cliques() {
            let clique: Vec<usize> =
                clique.iter().map(|&session| session as usize).filter(|&s| self.required[s]).collect();
            // Those whose starts lie within the same few are the reason, if any are.
            let mut sets: Vec<Vec<u32>> = clique.iter().map(|&session| self.domains[session].times.clone()).collect();
            sets.sort();
            sets.dedup();
            for times in sets {
                let within = |&&session: &&usize| self.domains[session].times.iter().all(|time| times.contains(time));
                let members: Vec<usize> = clique.iter().filter(within).copied().collect();
                let shortest = members.iter().map(|&session| self.network.durations[session]).min().unwrap_or(0);
                let most = self.in_sequence(&times, shortest);
                if members.len() > most {
                    let text = format!(
                        "{} sessions of which no two may overlap have {most} times one after the other",
                        members.len()
                    );
                    let proof = self.proof("clique", text, &members);
                    if !found.contains(&proof) {
                        found.push(proof);
                    }
                }
            }
        }
        found.sort_by_key(|proof| proof.sessions.len());
        found.truncate(1);
        found
    }

    /// More sessions than places: Hall's condition on rooms, each as often as sessions can follow one another in it between
    /// two moments at which nothing can run.
    fn places(&self) -> Option<Proof> {
        let occupancy = self.single_rooms()?;
        let needed: Vec<usize> = self.needed().filter(|&session| self.network.in_room[session]).collect();
        // Joined rooms would have to be counted otherwise.
        let plain = (0..self.network.nowhere()).all(|room| self.network.parts(room).len() == 1);
        if needed.is_empty() || !plain {
            return None;
        }
        let blocks = Blocks::new(self, occupancy, &needed);
        let rooms = self.network.nowhere() as usize;
        let mut open: Vec<Vec<usize>> = Vec::new();
        for &session in &needed {
            let cells = self.domains[session].cells();
            let mut places: Vec<usize> =
                cells.map(|cell| blocks.of[cell.time as usize] * rooms + cell.room as usize).collect();
            places.sort_unstable();
            places.dedup();
            open.push(places);
        }
        let capacity: Vec<usize> = (0..blocks.each.len() * rooms).map(|place| blocks.each[place / rooms]).collect();
        let stuck = unmatched(&open, &capacity)?;
        let mut reached: Vec<usize> = stuck.iter().flat_map(|&position| open[position].iter().copied()).collect();
        reached.sort_unstable();
        reached.dedup();
        let places: usize = reached.iter().map(|&place| capacity[place]).sum();
        let sessions: Vec<usize> = stuck.iter().map(|&position| needed[position]).collect();
        let text = format!("{} sessions have {places} places (starts in rooms) to be at", sessions.len());
        Some(self.proof("places", text, &sessions))
    }

    /// What says which rooms are in use, if every room holds one session at a time.
    fn single_rooms(&self) -> Option<&Occupancy> {
        let occupancy = self.network.constraints.iter().find_map(|constraint| match &constraint.body {
            Primitive::Occupancy(occupancy) if constraint.level == Level::Hard => Some(occupancy),
            _ => None,
        })?;
        let single = occupancy.capacity.iter().take(self.network.nowhere() as usize * self.network.segments.len());
        single.clone().all(|&capacity| capacity <= 1).then_some(occupancy)
    }

    /// People who do not suffice by their hours, over all days together.
    fn people(&self) -> Option<Proof> {
        let mut best: Option<(usize, Proof)> = None;
        for implied in self.network.implied.iter().filter(|implied| implied.body.over == Over::Days) {
            for limit in &implied.body.limits {
                let there: i64 = limit.capacity.iter().map(|&minutes| i64::from(minutes)).sum();
                let (sessions, needed) = self.demand(&implied.body, |work| limit.counts(work), |_| 1);
                if needed > there {
                    let text = format!(
                        "{} sessions take {needed} min of interpreters who may work {there} min on all days together",
                        sessions.len()
                    );
                    if best.as_ref().is_none_or(|(size, _)| sessions.len() < *size) {
                        best = Some((sessions.len(), self.proof("hours", text, &sessions)));
                    }
                }
            }
        }
        best.map(|(_, proof)| proof)
    }

    /// A stock that does not suffice for as long as there is: units × minutes.
    fn stock(&self) -> Option<Proof> {
        let hard = self.network.constraints.iter().filter(|constraint| constraint.level == Level::Hard);
        for constraint in hard {
            let Primitive::Cumulative(cumulative) = &constraint.body else { continue };
            if cumulative.over != Over::Minutes || cumulative.standing {
                continue;
            }
            for limit in &cumulative.limits {
                let most = i64::from(limit.capacity.iter().copied().max().unwrap_or(0));
                let minutes = |session: usize| i64::from(self.network.durations[session]);
                let (sessions, needed) = self.demand(cumulative, |work| limit.counts(work), minutes);
                let mut spans: Vec<Interval> = sessions
                    .iter()
                    .flat_map(|&session| {
                        let minutes = self.network.durations[session];
                        let times = self.domains[session].times.iter();
                        times
                            .map(move |&time| self.network.starts[time as usize])
                            .map(move |from| Interval { from, to: from + minutes })
                    })
                    .collect();
                spans.sort_unstable();
                let (mut there, mut end) = (0, i32::MIN);
                for span in spans {
                    there += i64::from((span.to - end.max(span.from)).max(0));
                    end = end.max(span.to);
                }
                if needed > there * most {
                    let rule = RULES[constraint.tag.rule].id;
                    let shared = constraint.tag.subjects.first().map(|&subject| self.problem.names.subject(subject));
                    let count = sessions.len();
                    let text = match shared.filter(|_| most == 1) {
                        Some((what, name)) => format!(
                            "{count} sessions share the {what} {name} and take {needed} min one after the other; there are {there} min \
                             in which they can be ({rule})"
                        ),
                        None => format!(
                            "{count} sessions take {needed} min of something of which there are {most} for {there} min ({rule})"
                        ),
                    };
                    return Some(self.proof("stock", text, &sessions));
                }
            }
        }
        None
    }

    /// The sessions that use a resource whatever is chosen, and how much at least.
    fn demand(
        &self,
        of: &Cumulative,
        counts: impl Fn(u32) -> bool,
        factor: impl Fn(usize) -> i64,
    ) -> (Vec<usize>, i64) {
        let mut sessions = Vec::new();
        let mut sum = 0;
        for use_ in of.uses.iter().filter(|use_| counts(use_.work) && self.required[use_.session.index()]) {
            let session: SessionId = use_.session;
            let least = i64::from(use_.demand.least());
            if least > 0 {
                sum += least * factor(session.index());
                sessions.push(session.index());
            }
        }
        sessions.sort_unstable();
        sessions.dedup();
        (sessions, sum)
    }
}

fn closes(table: &Table) -> bool {
    let (Table::ByTime(costs)
    | Table::ByRoom(costs)
    | Table::ByCell(costs)
    | Table::ByMode(costs)
    | Table::ByStand(costs)) = table;
    costs.iter().any(|&cost| cost > 0)
}

/// Sessions that have fewer places than they are, if any have: those that are reached from one that finds no place (Hall's
/// theorem by augmenting paths). Each place takes as many as its capacity says.
fn unmatched(open: &[Vec<usize>], capacity: &[usize]) -> Option<Vec<usize>> {
    let mut taken: Vec<Vec<usize>> = vec![Vec::new(); capacity.len()];
    for session in 0..open.len() {
        let mut via: Vec<Option<usize>> = vec![None; capacity.len()];
        let mut reached = vec![session];
        let mut place_of: Vec<Option<usize>> = vec![None; open.len()];
        let mut next = 0;
        let mut free = None;
        while next < reached.len() && free.is_none() {
            let here = reached[next];
            next += 1;
            for &place in &open[here] {
                if via[place].is_some() {
                    continue;
                }
                via[place] = Some(here);
                if taken[place].len() < capacity[place] {
                    free = Some(place);
                    break;
                }
                for &other in &taken[place] {
                    if other != session && place_of[other].is_none() {
                        place_of[other] = Some(place);
                        reached.push(other);
                    }
                }
            }
        }
        let Some(mut place) = free else {
            reached.sort_unstable();
            return Some(reached);
        };
        while let Some(who) = via[place] {
            taken[place].push(who);
            let Some(left) = place_of[who].filter(|_| who != session) else { break };
            taken[left].retain(|&other| other != who);
            place = left;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_no_place_is_told_with_those_who_have_them() {
        assert_eq!(unmatched(&[vec![0, 1], vec![0]], &[1, 1]), None);
        assert_eq!(unmatched(&[vec![0], vec![1, 2], vec![0]], &[1, 1, 1]), Some(vec![0, 2]));
        assert_eq!(unmatched(&[vec![0], vec![1, 2], vec![0]], &[2, 1, 1]), None);
        assert_eq!(unmatched(&[vec![0], vec![0, 1], vec![1], vec![0, 1]], &[1, 2]), Some(vec![0, 1, 2, 3]));
        assert_eq!(unmatched(&[vec![]], &[]), Some(vec![0]));
    }
}
