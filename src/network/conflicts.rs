//! The conflict graph: which sessions can never overlap in time.
//!
//! Edges come from hard constraints only: relations that forbid every overlap, resources too small for both, and
//! sessions that have one room, the same. Cliques of this graph give the MIP its strongest rows and a proof of
//! infeasibility by counting; its edges drive the Kempe chains of the search.

use std::collections::BTreeMap;

use petgraph::algo::dsatur_coloring;
use petgraph::graph::{NodeIndex, UnGraph};

use super::{Cumulative, Domain, Network, Over, Primitive, Relation, RelationKind};
use crate::instance::schema::Level;
use crate::problem::{Interval, SessionId};

/// Sessions (nodes, by number) and pairs that can never overlap in time (edges).
#[derive(Clone, Debug)]
pub struct ConflictGraph {
    graph: UnGraph<(), ()>,
    neighbours: Vec<Vec<u32>>,
}

impl ConflictGraph {
    /// The sessions of a network, as if none excluded another.
    #[must_use]
    pub fn without_edges(network: &Network) -> Self {
        let mut graph = UnGraph::with_capacity(network.sessions(), 0);
        for _ in 0..network.sessions() {
            graph.add_node(());
        }
        Self { graph, neighbours: vec![Vec::new(); network.sessions()] }
    }

    /// The conflict graph of a network with these domains.
    #[must_use]
    pub fn new(network: &Network, domains: &[Domain]) -> Self {
        let n = network.sessions();
        let mut graph = UnGraph::with_capacity(n, n);
        for _ in 0..n {
            graph.add_node(());
        }
        let mut edges: Vec<(u32, u32)> = Vec::new();
        let mut whole: BTreeMap<(u32, (i32, i32)), bool> = BTreeMap::new();
        for constraint in network.constraints.iter().filter(|c| c.level == Level::Hard) {
            match &constraint.body {
                Primitive::Relation(relation) => {
                    // A table that forbids every overlap at all is asked once, not for every pair of sessions.
                    let RelationKind::Times(table) = relation.kind else { continue };
                    let durations = (network.durations[relation.a.index()], network.durations[relation.b.index()]);
                    let always = || {
                        let all: Vec<u32> = (0..network.starts.len() as u32).collect();
                        forbids_overlap(network, (&all, &all), relation)
                    };
                    let always = *whole.entry((table, durations)).or_insert_with(always);
                    let open = (&domains[relation.a.index()].times[..], &domains[relation.b.index()].times[..]);
                    if always || forbids_overlap(network, open, relation) {
                        edges.push((relation.a.0, relation.b.0));
                    }
                }
                Primitive::Cumulative(cumulative) if cumulative.over == Over::Minutes && !cumulative.standing => {
                    scarce_pairs(cumulative, &mut edges);
                }
                Primitive::Occupancy(occupancy) => {
                    let only = |s: usize| match domains[s].rooms[..] {
                        [room] if room != network.nowhere() => Some(room),
                        _ => None,
                    };
                    let segments = network.segments.len();
                    let single = |room: u32| {
                        let row = room as usize * segments..(room as usize + 1) * segments;
                        occupancy.capacity[row].iter().all(|&capacity| capacity <= 1)
                    };
                    let mut by_room: Vec<Vec<u32>> = vec![Vec::new(); network.rooms()];
                    for session in 0..n {
                        if let Some(room) = only(session).filter(|&room| single(room)) {
                            by_room[room as usize].push(session as u32);
                        }
                    }
                    for together in by_room {
                        pairs(&together, &mut edges);
                    }
                }
                _ => {}
            }
        }
        for implied in network.implied.iter().filter(|implied| implied.body.over == Over::Minutes) {
            scarce_pairs(&implied.body, &mut edges);
        }
        for edge in &mut edges {
            *edge = (edge.0.min(edge.1), edge.0.max(edge.1));
        }
        edges.sort_unstable();
        edges.dedup();
        let mut neighbours = vec![Vec::new(); n];
        for &(a, b) in edges.iter().filter(|(a, b)| a != b) {
            graph.add_edge(NodeIndex::new(a as usize), NodeIndex::new(b as usize), ());
            neighbours[a as usize].push(b);
            neighbours[b as usize].push(a);
        }
        for list in &mut neighbours {
            list.sort_unstable();
        }
        Self { graph, neighbours }
    }

    /// Number of conflicting pairs.
    #[must_use]
    pub fn edges(&self) -> usize {
        self.graph.edge_count()
    }

    /// The sessions that can never overlap with `session`, ascending.
    #[must_use]
    pub fn neighbours(&self, session: SessionId) -> &[u32] {
        &self.neighbours[session.index()]
    }

    /// Whether two sessions can never overlap.
    #[must_use]
    pub fn conflict(&self, a: u32, b: u32) -> bool {
        self.neighbours[a as usize].binary_search(&b).is_ok()
    }

    /// Number of connected components.
    #[must_use]
    pub fn components(&self) -> usize {
        petgraph::algo::connected_components(&self.graph)
    }

    /// An upper bound on the time groups needed if rooms did not matter: the colours that DSATUR uses (Brélaz, *New
    /// methods to color the vertices of a graph*, CACM 22, 1979).
    #[must_use]
    pub fn colours(&self) -> usize {
        if self.graph.node_count() == 0 { 0 } else { dsatur_coloring(&self.graph).1 }
    }

    /// Maximal cliques that together cover every edge, each session list ascending: grown greedily, edge by edge, by
    /// the neighbour with most conflicts.
    #[must_use]
    pub fn cliques(&self) -> Vec<Vec<u32>> {
        let mut covered = std::collections::BTreeSet::new();
        let mut cliques = Vec::new();
        for a in 0..self.neighbours.len() as u32 {
            for &b in self.neighbours[a as usize].iter().filter(|&&b| b > a) {
                if covered.contains(&(a, b)) {
                    continue;
                }
                let clique = self.grow(a, b);
                for (position, &one) in clique.iter().enumerate() {
                    for &other in &clique[position + 1..] {
                        covered.insert((one, other));
                    }
                }
                cliques.push(clique);
            }
        }
        cliques
    }

    fn grow(&self, a: u32, b: u32) -> Vec<u32> {
        let mut clique = vec![a, b];
        let both = |&&c: &&u32| self.conflict(b, c);
        let mut candidates: Vec<u32> = self.neighbours[a as usize].iter().filter(both).copied().collect();
        candidates.sort_unstable_by_key(|&c| (std::cmp::Reverse(self.neighbours[c as usize].len()), c));
        for candidate in candidates {
            if clique.iter().all(|&member| self.conflict(member, candidate)) {
                clique.push(candidate);
            }
        }
        clique.sort_unstable();
        clique
    }
}

fn pairs(members: &[u32], edges: &mut Vec<(u32, u32)>) {
    for (position, &a) in members.iter().enumerate() {
        edges.extend(members[position + 1..].iter().map(|&b| (a, b)));
    }
}

/// Whether a relation forbids every pair of these starts at which the two sessions overlap.
fn forbids_overlap(network: &Network, (of_a, of_b): (&[u32], &[u32]), relation: &Relation) -> bool {
    let RelationKind::Times(table) = relation.kind else { return false };
    let table = &network.time_tables[table as usize];
    let span = |session: SessionId, time: u32| {
        let from = network.starts[time as usize];
        Interval { from, to: from + network.durations[session.index()] }
    };
    of_a.iter().all(|&ta| {
        of_b.iter().all(|&tb| {
            span(relation.a, ta).overlap(span(relation.b, tb)) == 0
                || table[ta as usize * network.starts.len() + tb as usize] > 0
        })
    })
}

/// Pairs of sessions whose least demands together exceed the largest capacity of a limit.
fn scarce_pairs(cumulative: &Cumulative, edges: &mut Vec<(u32, u32)>) {
    for limit in &cumulative.limits {
        let most = i64::from(limit.capacity.iter().copied().max().unwrap_or(0));
        let mut demands: BTreeMap<SessionId, i64> = BTreeMap::new();
        for use_ in cumulative.uses.iter().filter(|use_| limit.counts(use_.work)) {
            *demands.entry(use_.session).or_default() += i64::from(use_.demand.least());
        }
        let demands: Vec<_> = demands.into_iter().collect();
        for (position, &(a, demand)) in demands.iter().enumerate() {
            let with = |&&(_, other): &&(SessionId, i64)| demand + other > most;
            edges.extend(demands[position + 1..].iter().filter(with).map(|&(b, _)| (a.0, b.0)));
        }
    }
}
