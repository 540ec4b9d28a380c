//! What pairs of sessions cost: when they take place and where they stand, and for each pair in which two of these.
//!
//! Where most sessions have to do with most others, the rows of a relation say little: half of the one session here and half of
//! the other there cost nothing. With a column for each pair of places of a pair of sessions, and a pair being somewhere exactly as
//! often as each of the two is, they say nearly all (Adams & Johnson, *Improved linear programming-based lower bounds for the
//! quadratic assignment problem*, DIMACS 16, 1994; Sherali & Adams, *A hierarchy of relaxations*, SIAM J. Disc. Math. 3, 1990,
//! level 1). Starts and rooms have columns of their own, joined by what relations and equal rooms ask of both; so this is a
//! relaxation, and small only for a few dozen sessions.

use std::collections::BTreeMap;

use super::Formulation;
use super::highs::{self, Answer, Limits, Meaning, Task};
use super::model::{Column, FREE, Model, Terms};
use crate::engines::ingredients::Without;
use crate::engines::{Shared, Stop};
use crate::instance::schema::Level;
use crate::network::{Cell, ConflictGraph, Constraint, Domain, Network, Primitive, Relation, RelationKind, Table};

/// The share of the time left that starts alone and rooms alone have at most, each.
const APART: f64 = 0.4;
/// Columns for pairs of places, at most.
const MOST_PAIRS: usize = 120_000;
/// As many columns for pairs of places are few.
const FEW_PAIRS: usize = 6_000;
/// Soft relations for each session, at least: with fewer of them, other rows say more.
const LEAST_RELATIONS: usize = 4;

/// Where a session can be, in time or in space: the value, or nowhere, and the column that says that it is there.
type Places = Vec<(Option<u32>, Column)>;

/// For two sessions, those pairs of places that are not forbidden, with their columns.
type Joint = BTreeMap<(Option<u32>, Option<u32>), Column>;

/// What a pair of places costs, by the two values; `None` where a hard constraint forbids it.
type Costs = BTreeMap<(u32, u32), Option<i64>>;

/// Whether pairs of sessions decide most of what a timetable costs. Where groups meet in rooms of slots the outline does.
fn matter(network: &Network) -> bool {
    let soft = |c: &&Constraint| c.level == Level::Soft && matches!(c.body, Primitive::Relation(_));
    let grid = network.constraints.iter().any(|c| matches!(c.body, Primitive::Grid(_)));
    !grid && network.constraints.iter().filter(soft).count() >= LEAST_RELATIONS * network.sessions()
}

/// Bounds what pairs of sessions cost: by where they stand, by when they take place, then by both. Nothing where
/// pairs of sessions decide little (see [`matter`]). Returns the nodes of the search tree.
pub(in crate::engines) fn bound(
    network: &Network,
    domains: &[Domain],
    conflicts: &ConflictGraph,
    seed: u64,
    stop: &Stop,
    shared: &Shared<'_>,
) -> i64 {
    if !matter(network) {
        return 0;
    }
    // What is small is solved as a whole in less time than its sides take.
    let small = pairs_of(domains, Part::Both) <= FEW_PAIRS;
    let parts: &[Part] = if small { &[Part::Both] } else { &Part::ALL };
    bound_by(parts, network, domains, conflicts, seed, stop, shared)
}

/// The same, by these parts in this order.
pub(super) fn bound_by(
    parts: &[Part],
    network: &Network,
    domains: &[Domain],
    conflicts: &ConflictGraph,
    seed: u64,
    stop: &Stop,
    shared: &Shared<'_>,
) -> i64 {
    let mut least = Least::default();
    let mut nodes = 0;
    let sooner =
        |share: f64| stop.limit().map_or_else(|| stop.clone(), |limit| stop.sooner(share * (limit - stop.seconds())));
    for &part in parts {
        let sooner = sooner(if part == Part::Both { 1.0 } else { APART });
        let Some(formulation) = relaxation(network, domains, part, least) else { continue };
        let model = &formulation.model;
        shared.phase("mip", &format!("{} columns, {} rows of pairs: {part:?}", model.columns(), model.rows.len()));
        let step = step(model);
        let meaning = Meaning::Outlines;
        let task = Task { formulation: &formulation, conflicts, level: 1, medium: 0, seed, meaning, step };
        let limits = Limits { stop: &sooner, nodes: stop.work(), refute: false };
        let (answer, explored) = highs::solve(&task, &limits, shared);
        nodes += explored;
        match answer {
            Answer::Infeasible => {
                shared.infeasible("mip");
                return nodes;
            }
            Answer::Bounded(value) => least.raise(part, value - model.constant[1]),
            Answer::Solved(_) | Answer::Stopped => {}
        }
        if shared.is_proved() {
            return nodes;
        }
    }
    nodes
}

/// What of a timetable a relaxation looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Starts alone.
    Times,
    /// Rooms alone.
    Rooms,
    /// Starts and rooms, and what is joint.
    Both,
}

impl Part {
    /// Each by itself, then both.
    pub(super) const ALL: [Self; 3] = [Self::Rooms, Self::Times, Self::Both];

    /// Whether it looks at starts, and at rooms.
    fn looks_at(self) -> (bool, bool) {
        (self != Self::Rooms, self != Self::Times)
    }
}

/// Pairs of places of pairs of sessions.
fn pairs_of(domains: &[Domain], part: Part) -> usize {
    let (times, rooms) = part.looks_at();
    let squares = |wanted: bool, size: fn(&Domain) -> usize| {
        let sizes: Vec<usize> = domains.iter().map(|domain| size(domain) + 1).collect();
        let (sum, own) = (sizes.iter().sum::<usize>(), sizes.iter().map(|size| size * size).sum::<usize>());
        if wanted { (sum * sum - own) / 2 } else { 0 }
    };
    squares(times, |domain| domain.times.len()) + squares(rooms, |domain| domain.rooms.len())
}

/// What is known to be the least that starts alone and rooms alone cost.
#[derive(Clone, Copy, Debug, Default)]
struct Least {
    times: i64,
    rooms: i64,
}

impl Least {
    fn raise(&mut self, part: Part, to: i64) {
        match part {
            Part::Times => self.times = self.times.max(to),
            Part::Rooms => self.rooms = self.rooms.max(to),
            Part::Both => {}
        }
    }
}

/// A number that every cost is a multiple of.
fn step(model: &Model) -> i64 {
    let divisor = |a: i64, b: i64| {
        let (mut a, mut b) = (a, b);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    model.cost.iter().map(|cost| cost[1]).fold(0, divisor).max(1)
}

/// The relaxation to a part, on the soft level; `None` where there are too many pairs. What the other part costs at least is its
/// constant.
fn relaxation<'n>(network: &'n Network, domains: &'n [Domain], part: Part, least: Least) -> Option<Formulation<'n>> {
    if pairs_of(domains, part) > MOST_PAIRS {
        return None;
    }
    let (with_times, with_rooms) = part.looks_at();
    let mut to = Formulation::empty(network, domains, Without::default());
    to.exact = false;
    let out = absences(&mut to, with_times);
    let absences = to.model.columns();
    let side = |to: &mut Formulation<'n>, side: Side| {
        // Absences count in time.
        let first = to.model.columns();
        let places = places(to, side, &out);
        let joint = join(to, side, &places);
        match side {
            Side::Times => rooms_hold(to, &places, &joint),
            Side::Rooms => starts_hold(to, &places, &joint),
        }
        let out = if side == Side::Times { 0..absences } else { 0..0 };
        let costs =
            out.chain(first..to.model.columns()).map(|column| (Column(column as u32), to.model.cost[column][1]));
        (joint, costs.filter(|cost| cost.1 > 0).collect::<Terms>())
    };
    let in_time = with_times.then(|| side(&mut to, Side::Times));
    let in_space = with_rooms.then(|| side(&mut to, Side::Rooms));
    match (in_time, in_space) {
        (Some((in_time, times)), Some((in_space, rooms))) => {
            to.model.row(least.times, FREE, times);
            to.model.row(least.rooms, FREE, rooms);
            never_in_one_cell(&mut to, &in_time, &in_space);
            for constraint in &network.constraints {
                if let Primitive::Relation(relation) = &constraint.body {
                    both(&mut to, constraint, relation, &in_time, &in_space);
                }
            }
        }
        (Some(_), None) => to.model.constant[1] = least.rooms,
        (None, _) => to.model.constant[1] = least.times,
    }
    Some(to)
}

/// By session: the column that says that it does not take place, where it need not, and what that costs if it is counted.
fn absences(to: &mut Formulation<'_>, counted: bool) -> Vec<Option<Column>> {
    let network = to.network;
    let mut out: Vec<Option<Column>> =
        network.required().into_iter().map(|required| (!required).then(|| to.model.column(1, true))).collect();
    for constraint in &network.constraints {
        if let (Primitive::Absence(absence), Some(level)) = (&constraint.body, Formulation::level(constraint))
            && let Some(out) = &mut out[absence.session.index()]
            && counted
        {
            to.model.cost[out.0 as usize][level] += constraint.weight * absence.cost;
        }
    }
    out
}

/// Time or space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Times,
    Rooms,
}

impl Side {
    fn of(self, cell: Cell) -> u32 {
        match self {
            Side::Times => cell.time,
            Side::Rooms => cell.room,
        }
    }

    fn values(self, domain: &Domain) -> &[u32] {
        match self {
            Side::Times => &domain.times,
            Side::Rooms => &domain.rooms,
        }
    }

    /// Whether a cost on a session's own cell is counted here: what depends on more than the room is the least that it is at a start.
    fn counts(self, table: &Table) -> bool {
        let by_room = matches!(table, Table::ByRoom(_) | Table::ByStand(_));
        by_room == (self == Side::Rooms)
    }

    /// The part of a relation that is counted here: on this side alone, or on both where the other side always costs something;
    /// with what that is at least.
    fn part_of(self, to: &Formulation<'_>, relation: &Relation) -> Option<(Relation, i64)> {
        let with = |kind| Relation { kind, ..relation.clone() };
        match (relation.kind, self) {
            (RelationKind::Times(_), Side::Times) | (RelationKind::Rooms(_), Side::Rooms) => {
                Some((relation.clone(), 1))
            }
            (RelationKind::Both(times, rooms), _) => {
                let [times, rooms] = [with(RelationKind::Times(times)), with(RelationKind::Rooms(rooms))];
                let (here, there, other) = match self {
                    Side::Times => (times, rooms, Side::Rooms),
                    Side::Rooms => (rooms, times, Side::Times),
                };
                let always = other.least(to, &there);
                // Where both are always something, rooms count it.
                let counted = self == Side::Times && self.least(to, &here) > 0;
                (always > 0 && !counted).then_some((here, always))
            }
            _ => None,
        }
    }

    /// The least that a relation on this side costs.
    fn least(self, to: &Formulation<'_>, relation: &Relation) -> i64 {
        let [a, b] = [relation.a, relation.b].map(|session| self.values(&to.domains[session.index()]));
        let pairs = a.iter().flat_map(|&here| b.iter().map(move |&there| (here, there)));
        pairs.map(|(here, there)| at(to, relation, here, there)).min().unwrap_or(0)
    }
}

/// What a relation on one side costs at two values.
fn at(to: &Formulation<'_>, relation: &Relation, here: u32, there: u32) -> i64 {
    let cell = |value| Cell { time: value, room: value, mode: 0 };
    relation.cost(to.network, cell(here), cell(there))
}

/// For each session its starts or rooms, each with what it costs there at least.
fn places(to: &mut Formulation<'_>, side: Side, out: &[Option<Column>]) -> Vec<Places> {
    let network = to.network;
    let mut all = Vec::with_capacity(network.sessions());
    for session in network.session_ids() {
        let domain = &to.domains[session.index()];
        let mut costs: BTreeMap<u32, [i64; 2]> = side.values(domain).iter().map(|&value| (value, [0; 2])).collect();
        for constraint in &network.constraints {
            let (Some(level), Primitive::Unary(unary)) = (Formulation::level(constraint), &constraint.body) else {
                continue;
            };
            if unary.session != session || !side.counts(&unary.table) {
                continue;
            }
            let mut least: BTreeMap<u32, i64> = BTreeMap::new();
            for cell in domain.cells() {
                let known = least.entry(side.of(cell)).or_insert(i64::MAX);
                *known = (*known).min(constraint.weight * unary.cost(network, cell));
            }
            for (value, cost) in least {
                costs.entry(value).or_default()[level] += cost;
            }
        }
        let mut places: Places = Vec::with_capacity(costs.len() + 1);
        for (value, cost) in costs {
            let column = to.model.column(1, true);
            to.model.cost[column.0 as usize] = cost;
            places.push((Some(value), column));
        }
        places.extend(out[session.index()].map(|out| (None, out)));
        to.model.row(1, 1, places.iter().map(|&(_, column)| (column, 1)).collect());
        all.push(places);
    }
    all
}

/// By pair of sessions, the first being the lesser, their pairs of places: the two are somewhere as often as each of them is.
fn join(to: &mut Formulation<'_>, side: Side, places: &[Places]) -> BTreeMap<(usize, usize), Joint> {
    let costs = costs(to, side);
    let mut all = BTreeMap::new();
    for a in 0..places.len() {
        for b in a + 1..places.len() {
            let costs = costs.get(&(a, b));
            let mut joint = Joint::new();
            for &(here, _) in &places[a] {
                for &(there, _) in &places[b] {
                    let cost = costs.zip(here.zip(there)).and_then(|(costs, pair)| costs.get(&pair));
                    let Some(cost) = cost.copied().unwrap_or(Some(0)) else { continue };
                    let column = to.model.column(1, false);
                    to.model.cost[column.0 as usize][1] = cost;
                    joint.insert((here, there), column);
                }
            }
            for (places, second) in [(&places[a], false), (&places[b], true)] {
                for &(value, place) in places {
                    let here = joint.iter().filter(|(pair, _)| if second { pair.1 == value } else { pair.0 == value });
                    let mut terms: Terms = here.map(|(_, &column)| (column, 1)).collect();
                    terms.push((place, -1));
                    to.model.row(0, 0, terms);
                }
            }
            all.insert((a, b), joint);
        }
    }
    all
}

/// What relations cost and forbid on one side.
fn costs(to: &Formulation<'_>, side: Side) -> BTreeMap<(usize, usize), Costs> {
    let mut all: BTreeMap<(usize, usize), Costs> = BTreeMap::new();
    for constraint in &to.network.constraints {
        let Primitive::Relation(relation) = &constraint.body else { continue };
        let level = Formulation::level(constraint);
        let Some((relation, times)) = side.part_of(to, relation).filter(|_| level != Some(0)) else { continue };
        let (a, b) = (relation.a.index(), relation.b.index());
        let sum = all.entry((a.min(b), a.max(b))).or_default();
        for &here in side.values(&to.domains[a]) {
            for &there in side.values(&to.domains[b]) {
                let cost = at(to, &relation, here, there);
                if cost > 0 {
                    let known = sum.entry(if a < b { (here, there) } else { (there, here) }).or_insert(Some(0));
                    *known = known.filter(|_| level.is_some()).map(|sum| sum + constraint.weight * cost * times);
                }
            }
        }
    }
    all
}

/// The columns of a pair in which the first is here and the second there, as `of` says, whichever way round it is stored.
fn columns(
    joint: &BTreeMap<(usize, usize), Joint>,
    (a, b): (usize, usize),
    mut of: impl FnMut(Option<u32>, Option<u32>) -> bool,
) -> Terms {
    let stored = joint[&(a.min(b), a.max(b))].iter();
    let wanted = stored.filter(|((one, other), _)| if a < b { of(*one, *other) } else { of(*other, *one) });
    wanted.map(|(_, &column)| (column, 1)).collect()
}

/// A set of which no more than so many can hold, for each place of each session as well: if that one is there.
fn at_most(
    to: &mut Formulation<'_>,
    places: &[Places],
    joint: &BTreeMap<(usize, usize), Joint>,
    holds: impl Fn(usize, u32) -> bool,
    most: i64,
) {
    let inside = |session: usize, value: Option<u32>| value.is_some_and(|value| holds(session, value));
    let mut all = Terms::new();
    for (session, places) in places.iter().enumerate() {
        all.extend(places.iter().filter(|place| inside(session, place.0)).map(|&(_, column)| (column, 1)));
    }
    if all.len() as i64 <= most {
        return;
    }
    to.model.at_most(all, most);
    for (session, own) in places.iter().enumerate() {
        for &(value, column) in own {
            let others = (0..places.len()).filter(|&other| other != session);
            let mut terms: Terms = others
                .flat_map(|other| columns(joint, (session, other), |here, there| here == value && inside(other, there)))
                .collect();
            terms.push((column, i64::from(inside(session, value)) - most));
            to.model.at_most(terms, 0);
        }
    }
}

/// At any time no more sessions take place than there are rooms for those of them that have no others.
fn rooms_hold(to: &mut Formulation<'_>, starts: &[Places], joint: &BTreeMap<(usize, usize), Joint>) {
    let network = to.network;
    let domains = to.domains;
    let mut kinds: Vec<&[u32]> = domains.iter().map(|domain| domain.rooms.as_slice()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for rooms in kinds.into_iter().filter(|rooms| rooms.iter().all(|&room| single(network, room))) {
        let confined = |session: usize| domains[session].rooms.iter().all(|room| rooms.contains(room));
        let mut moments: Vec<i32> = (0..starts.len())
            .filter(|&session| confined(session))
            .flat_map(|session| &domains[session].times)
            .map(|&time| network.starts[time as usize])
            .collect();
        moments.sort_unstable();
        moments.dedup();
        for moment in moments {
            let holds = |session: usize, time: u32| {
                let from = network.starts[time as usize];
                confined(session) && from <= moment && moment < from + network.durations[session]
            };
            at_most(to, starts, joint, holds, rooms.len() as i64);
        }
    }
}

/// Whether a room holds one session at a time, for itself.
fn single(network: &Network, room: u32) -> bool {
    let all = network.segments.len();
    network.parts(room) == [room]
        && network.constraints.iter().any(|constraint| match &constraint.body {
            Primitive::Occupancy(occupancy) if constraint.level == Level::Hard => {
                let row = &occupancy.capacity[room as usize * all..(room as usize + 1) * all];
                row.iter().all(|&capacity| capacity <= 1)
            }
            _ => false,
        })
}

/// A room holds no more sessions than can follow one another at the starts that they have.
fn starts_hold(to: &mut Formulation<'_>, stands: &[Places], joint: &BTreeMap<(usize, usize), Joint>) {
    let network = to.network;
    let domains = to.domains;
    let mut kinds: Vec<&[u32]> = domains.iter().map(|domain| domain.times.as_slice()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for times in kinds {
        let confined = |session: usize| domains[session].times.iter().all(|time| times.contains(time));
        let shortest = (0..stands.len()).filter(|&s| confined(s)).map(|s| network.durations[s]).min().unwrap_or(0);
        // As many as fit if each is as short as the shortest.
        let mut starts: Vec<i32> = times.iter().map(|&time| network.starts[time as usize]).collect();
        starts.sort_unstable();
        let (mut most, mut free) = (0, i32::MIN);
        for start in starts {
            if start >= free {
                (most, free) = (most + 1, start + shortest);
            }
        }
        for room in (0..network.rooms() as u32).filter(|&room| single(network, room)) {
            at_most(to, stands, joint, |session, stand| confined(session) && stand == room, most);
        }
    }
}

/// Two sessions that overlap are not in one room.
fn never_in_one_cell(
    to: &mut Formulation<'_>,
    in_time: &BTreeMap<(usize, usize), Joint>,
    in_space: &BTreeMap<(usize, usize), Joint>,
) {
    let network = to.network;
    for &(a, b) in in_time.keys() {
        let overlap = |here: Option<u32>, there: Option<u32>| {
            here.zip(there).is_some_and(|(here, there)| {
                let [from, other] = [here, there].map(|time| network.starts[time as usize]);
                from < other + network.durations[b] && other < from + network.durations[a]
            })
        };
        let same =
            |here: Option<u32>, there: Option<u32>| here == there && here.is_some_and(|room| single(network, room));
        let mut terms = columns(in_time, (a, b), overlap);
        terms.extend(columns(in_space, (a, b), same));
        to.model.at_most(terms, 1);
    }
}

/// A relation on both sides: the least that it costs where it costs anything on each. Nothing where one side counts it.
fn both(
    to: &mut Formulation<'_>,
    constraint: &Constraint,
    relation: &Relation,
    in_time: &BTreeMap<(usize, usize), Joint>,
    in_space: &BTreeMap<(usize, usize), Joint>,
) {
    let RelationKind::Both(times, rooms) = relation.kind else { return };
    let counted = [Side::Times, Side::Rooms].iter().any(|side| side.part_of(to, relation).is_some());
    if counted || Formulation::level(constraint) == Some(0) {
        return;
    }
    let mut all = Terms::new();
    let mut least = 1;
    for (kind, joint) in [(RelationKind::Times(times), in_time), (RelationKind::Rooms(rooms), in_space)] {
        let part = Relation { kind, ..relation.clone() };
        let mut smallest = i64::MAX;
        let some = columns(joint, (relation.a.index(), relation.b.index()), |here, there| {
            let cost = here.zip(there).map_or(0, |(here, there)| at(to, &part, here, there));
            if cost > 0 {
                smallest = smallest.min(cost);
            }
            cost > 0
        });
        if some.is_empty() {
            return;
        }
        least *= smallest;
        all.extend(some);
    }
    if Formulation::level(constraint).is_none() {
        to.model.at_most(all, 1);
        return;
    }
    let hit = to.model.column(FREE, false);
    to.model.define(hit, 1, &all, 1);
    to.charge(constraint, hit, least);
}
