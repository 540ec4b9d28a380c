//! Orders, series, joined rooms, walking times: what must not go round in a circle or say two things.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::super::codes::Code;
use super::super::diagnostics::{Collector, Diagnostic};
use super::super::schema::{Id, Instance, Selector};
use super::names::{Catalogue, Names};

/// In how many places of a knot a short circle is looked for.
const TRIES: usize = 64;

pub(super) fn check(instance: &Instance, names: &Names<'_>, collector: &mut Collector) {
    let populated = Populated::new(instance);
    for (i, order) in instance.orders.iter().enumerate() {
        for (field, selector) in [("before", &order.before), ("after", &order.after)] {
            populated.warn(
                selector,
                &format!("/orders/{i}/{field}"),
                &format!("order \"{}\"", order.id),
                names,
                collector,
            );
        }
        if let (Some(least), Some(most)) = (order.min_gap, order.max_gap)
            && least > most
        {
            let message = format!("order \"{}\" wants a gap of at least {least} and at most {most} minutes", order.id);
            collector.push(
                Diagnostic::error(Code::BadGap, format!("/orders/{i}/min_gap"), message)
                    .with_help("exchange or correct the two numbers"),
            );
        }
    }
    for (i, group) in instance.groups.iter().enumerate() {
        let pointer = format!("/groups/{i}/sessions");
        populated.warn(&group.sessions, &pointer, &format!("group \"{}\"", group.id), names, collector);
    }
    precedence(instance, names, collector);
    joins(instance, names, collector);
    walking(instance, names, collector);
}

/// The kinds, tracks and topics that have a session.
struct Populated<'a> {
    kinds: BTreeSet<&'a Id>,
    tracks: BTreeSet<&'a Id>,
    topics: BTreeSet<&'a Id>,
}

impl<'a> Populated<'a> {
    fn new(instance: &'a Instance) -> Self {
        let sessions = &instance.sessions;
        Self {
            kinds: sessions.iter().map(|session| &session.kind).collect(),
            tracks: sessions.iter().filter_map(|session| session.track.as_ref()).collect(),
            topics: sessions.iter().flat_map(|session| &session.topics).collect(),
        }
    }

    fn warn(&self, selector: &Selector, pointer: &str, whose: &str, names: &Names<'_>, collector: &mut Collector) {
        let some = !selector.sessions.is_empty()
            || selector.kinds.iter().any(|id| self.kinds.contains(id))
            || selector.tracks.iter().any(|id| self.tracks.contains(id))
            || selector.topics.iter().any(|id| self.topics.contains(id));
        if !some && names.all_known(selector) {
            let message = format!("{whose} selects no session here, so that it is without effect");
            collector.push(
                Diagnostic::warning(Code::EmptySelector, pointer, message)
                    .with_help("name sessions, or kinds, tracks or topics that sessions have"),
            );
        }
    }
}

/// A node of the graph of precedence: a session, or a stop on the way between two.
#[derive(Clone, Copy)]
enum Stop {
    Session(usize),
    Series(usize),
    Order(usize),
    Selection,
}

/// Sessions that must come before themselves. Orders between groups pass through a node of the group and one of the
/// order, so that the graph is no larger than the file.
fn precedence(instance: &Instance, names: &Names<'_>, collector: &mut Collector) {
    let mut graph: DiGraph<Stop, ()> = DiGraph::new();
    let sessions: Vec<NodeIndex> = (0..instance.sessions.len()).map(|i| graph.add_node(Stop::Session(i))).collect();
    let mut selections = Selections::default();
    for (i, series) in instance.series.iter().enumerate() {
        let members: Vec<NodeIndex> = series
            .sessions
            .iter()
            .filter_map(|id| names.sessions.get(&id.0))
            .map(|session| sessions[session])
            .collect();
        for pair in members.windows(2) {
            let stop = graph.add_node(Stop::Series(i));
            graph.add_edge(pair[0], stop, ());
            graph.add_edge(stop, pair[1], ());
        }
    }
    for (i, order) in instance.orders.iter().enumerate() {
        let stop = graph.add_node(Stop::Order(i));
        for source in selections.nodes(&order.before, true, names, &sessions, &mut graph) {
            graph.add_edge(source, stop, ());
        }
        for target in selections.nodes(&order.after, false, names, &sessions, &mut graph) {
            graph.add_edge(stop, target, ());
        }
    }
    selections.connect(instance, &sessions, &mut graph);
    for circle in circles(&graph, |stop| matches!(stop, Stop::Session(_))) {
        let ids: Vec<&str> = circle
            .iter()
            .filter_map(|node| match graph[*node] {
                Stop::Session(i) => Some(instance.sessions[i].id.0.as_str()),
                _ => None,
            })
            .collect();
        let mut causes: Vec<(String, String)> = Vec::new();
        for node in &circle {
            let cause = match graph[*node] {
                Stop::Series(i) => (format!("/series/{i}"), format!("series \"{}\"", instance.series[i].id)),
                Stop::Order(i) => (format!("/orders/{i}"), format!("order \"{}\"", instance.orders[i].id)),
                _ => continue,
            };
            if !causes.contains(&cause) {
                causes.push(cause);
            }
        }
        let pointer = causes.first().map_or("/orders", |(pointer, _)| pointer).to_owned();
        let names: Vec<&str> = causes.iter().map(|(_, name)| name.as_str()).collect();
        let message = if ids.len() == 1 {
            format!("session \"{}\" would have to come before itself", ids[0])
        } else {
            format!("sessions would have to come before themselves: {} → {}", ids.join(" → "), ids[0])
        };
        let help = match &names[..] {
            [one] if ids.len() == 1 => {
                format!("{one} has it on both sides; take it out of one of them")
            }
            [one] => format!("{one} says so; correct it"),
            _ => format!("together, {} say so; correct one of them", names.join(" and ")),
        };
        collector.push(Diagnostic::error(Code::CyclicOrder, pointer, message).with_help(help));
    }
}

/// The nodes of kinds, tracks and topics, before and after an order.
#[derive(Default)]
struct Selections<'a> {
    nodes: BTreeMap<(Attribute, &'a Id, bool), NodeIndex>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Attribute {
    Kind,
    Track,
    Topic,
}

impl<'a> Selections<'a> {
    fn nodes(
        &mut self,
        selector: &'a Selector,
        before: bool,
        names: &Names<'_>,
        sessions: &[NodeIndex],
        graph: &mut DiGraph<Stop, ()>,
    ) -> Vec<NodeIndex> {
        let mut nodes: Vec<NodeIndex> =
            selector.sessions.iter().filter_map(|id| names.sessions.get(&id.0)).map(|i| sessions[i]).collect();
        for (attribute, ids) in [
            (Attribute::Kind, &selector.kinds),
            (Attribute::Track, &selector.tracks),
            (Attribute::Topic, &selector.topics),
        ] {
            for id in ids {
                nodes.push(
                    *self.nodes.entry((attribute, id, before)).or_insert_with(|| graph.add_node(Stop::Selection)),
                );
            }
        }
        nodes
    }

    fn connect(&self, instance: &'a Instance, sessions: &[NodeIndex], graph: &mut DiGraph<Stop, ()>) {
        for (session, node) in instance.sessions.iter().zip(sessions) {
            let attributes = [(Attribute::Kind, &session.kind)]
                .into_iter()
                .chain(session.track.iter().map(|track| (Attribute::Track, track)))
                .chain(session.topics.iter().map(|topic| (Attribute::Topic, topic)));
            for (attribute, id) in attributes {
                if let Some(selection) = self.nodes.get(&(attribute, id, true)) {
                    graph.add_edge(*node, *selection, ());
                }
                if let Some(selection) = self.nodes.get(&(attribute, id, false)) {
                    graph.add_edge(*selection, *node, ());
                }
            }
        }
    }
}

/// One short circle of every knot of a graph, starting with a node that `starts`.
fn circles<N>(graph: &DiGraph<N, ()>, starts: impl Fn(&N) -> bool) -> Vec<Vec<NodeIndex>> {
    let mut circles = Vec::new();
    let mut knot_of = vec![usize::MAX; graph.node_count()];
    for (number, knot) in kosaraju_scc(graph).into_iter().enumerate() {
        if knot.len() == 1 && !graph.contains_edge(knot[0], knot[0]) {
            continue;
        }
        for node in &knot {
            knot_of[node.index()] = number;
        }
        let mut nodes: Vec<NodeIndex> = knot.iter().copied().filter(|node| starts(&graph[*node])).collect();
        nodes.sort_unstable();
        let shortest =
            nodes.iter().take(TRIES).filter_map(|node| circle_through(graph, *node, &knot_of)).min_by_key(Vec::len);
        circles.extend(shortest);
    }
    circles.sort_unstable();
    circles
}

/// The shortest way from a node back to itself within its knot.
fn circle_through<N>(graph: &DiGraph<N, ()>, start: NodeIndex, knot_of: &[usize]) -> Option<Vec<NodeIndex>> {
    let mut came_from: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut next: Vec<NodeIndex> = graph.neighbors(node).collect();
        next.sort_unstable();
        for neighbour in next {
            if neighbour == start {
                let mut circle = vec![node];
                while let Some(before) = came_from.get(circle.last()?) {
                    circle.push(*before);
                }
                circle.reverse();
                return Some(circle);
            }
            if knot_of[neighbour.index()] == knot_of[start.index()] && !came_from.contains_key(&neighbour) {
                came_from.insert(neighbour, node);
                queue.push_back(neighbour);
            }
        }
    }
    None
}

fn joins(instance: &Instance, names: &Names<'_>, collector: &mut Collector) {
    let mut graph: DiGraph<usize, ()> = DiGraph::new();
    let nodes: Vec<NodeIndex> = (0..instance.rooms.len()).map(|i| graph.add_node(i)).collect();
    for (i, room) in instance.rooms.iter().enumerate() {
        for part in room.joins.iter().filter_map(|id| names.rooms.get(&id.0)) {
            graph.add_edge(nodes[i], nodes[part], ());
        }
    }
    for circle in circles(&graph, |_| true) {
        let ids: Vec<&str> = circle.iter().map(|node| instance.rooms[graph[*node]].id.0.as_str()).collect();
        let message = match ids[..] {
            [id] => format!("room \"{id}\" is made of itself"),
            _ => format!("rooms are made of one another: {} → {}", ids.join(" → "), ids[0]),
        };
        let first = circle.first().map_or(0, |node| graph[*node]);
        collector.push(
            Diagnostic::error(Code::CyclicJoins, format!("/rooms/{first}/joins"), message)
                .with_help("\"joins\" belongs to the larger room and lists the smaller ones, not the other way round"),
        );
    }
}

fn walking(instance: &Instance, names: &Names<'_>, collector: &mut Collector) {
    let mut seen: BTreeMap<(&Id, &Id), (usize, u32)> = BTreeMap::new();
    for (i, pair) in instance.walking.pairs.iter().enumerate() {
        let pointer = format!("/walking/pairs/{i}");
        let (a, b) = if pair.from <= pair.to { (&pair.from, &pair.to) } else { (&pair.to, &pair.from) };
        // A venue with itself is the way between its rooms.
        if a == b && names.rooms.get(&a.0).is_some() {
            let message = format!("a walking time from room \"{a}\" to itself");
            collector.push(Diagnostic::error(Code::ContradictoryWalking, pointer, message).with_help(
                "it is zero within a room; name another room, or a venue twice for the way between its rooms",
            ));
            continue;
        }
        match seen.get(&(a, b)) {
            Some((first, minutes)) if *minutes != pair.minutes => {
                let message = format!(
                    "walking between \"{a}\" and \"{b}\" takes {} minutes here and {minutes} in /walking/pairs/{first}",
                    pair.minutes
                );
                collector.push(
                    Diagnostic::error(Code::ContradictoryWalking, pointer, message)
                        .with_help("keep one of the two; walking times hold in both directions"),
                );
            }
            Some((first, _)) => {
                let message =
                    format!("walking between \"{a}\" and \"{b}\" is given already, in /walking/pairs/{first}");
                collector.push(
                    Diagnostic::warning(Code::DuplicateEntry, pointer, message)
                        .with_help("remove one of the two; walking times hold in both directions"),
                );
            }
            None => {
                seen.insert((a, b), (i, pair.minutes));
            }
        }
    }
}

/// For every room the rooms that are in use while it is: itself and what it is made of.
pub(super) fn parts(instance: &Instance, rooms: &Catalogue<'_>) -> Vec<BTreeSet<usize>> {
    (0..instance.rooms.len())
        .map(|room| {
            let (mut all, mut open) = (BTreeSet::from([room]), vec![room]);
            while let Some(next) = open.pop() {
                for part in instance.rooms[next].joins.iter().filter_map(|id| rooms.get(&id.0)) {
                    if all.insert(part) {
                        open.push(part);
                    }
                }
            }
            all
        })
        .collect()
}
