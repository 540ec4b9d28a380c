//! The part of a network that falls apart into blocks of time.

use crate::instance::schema::Level;
use crate::network::{Cell, ConflictGraph, Demand, Domain, Network, Over, Primitive, blocks};
use crate::problem::SessionId;

use super::prices;

/// Beyond this many rooms that share parts, all of them count as usable together, which relaxes them.
const MOST_JOINED: usize = 12;

/// A room that is closed to a session in a block.
pub(super) const CLOSED: i64 = i64::MAX;

/// Sessions, blocks, and what they cost.
pub(super) struct BlockProblem {
    pub(super) sessions: Vec<BlockSession>,
    pub(super) blocks: Vec<Block>,
    /// By party: how many people, all with the penalty weight of the rule.
    pub(super) counts: Vec<i64>,
    pub(super) limits: Vec<BlockLimit>,
    /// Limits of which a session takes more or less by room.
    pub(super) roomed: Vec<BlockLimit>,
}

/// A session.
pub(super) struct BlockSession {
    /// Penalty for leaving it out; `None` when it must take place.
    pub(super) absence: Option<i64>,
    /// Who wishes it: party and weight.
    pub(super) wishers: Vec<(u32, i64)>,
    /// Positions of the sessions that it can never overlap, ascending.
    pub(super) conflicts: Vec<u32>,
    /// What it takes of each limit, by position of the limit.
    pub(super) takes: Vec<i64>,
}

/// A block of time.
pub(super) struct Block {
    /// Sessions that can be placed in it, by position, each with its cost by room.
    pub(super) candidates: Vec<Candidate>,
    /// Largest sets of rooms that can be used together, by position in [`Candidate::rooms`]: a joined room and its
    /// parts exclude one another.
    pub(super) modes: Vec<Vec<usize>>,
    /// The most sessions that any of them holds.
    pub(super) most: usize,
}

/// A session in a block.
pub(super) struct Candidate {
    pub(super) session: u32,
    /// Penalty by room (parallel rooms repeated); [`CLOSED`] where it cannot stand.
    pub(super) rooms: Vec<i64>,
    /// The least of them.
    pub(super) least: i64,
    /// By roomed limit: what it takes by room.
    pub(super) roomed: Vec<Vec<i64>>,
}

/// A hard limit on a shared resource, at its largest anywhere.
pub(super) struct BlockLimit {
    pub(super) capacity: i64,
}

impl BlockProblem {
    /// The block problem of a network, if time falls into blocks and somebody wishes something.
    pub(super) fn new(network: &Network, domains: &[Domain], conflicts: &ConflictGraph) -> Option<Self> {
        let parties: Vec<_> = network
            .constraints
            .iter()
            .filter(|constraint| prices(constraint))
            .filter_map(|constraint| match &constraint.body {
                Primitive::BestOf(body) => Some(body.parties.iter().map(|party| (constraint.weight, party))),
                _ => None,
            })
            .flatten()
            .collect();
        if parties.is_empty() || domains.iter().any(Domain::is_empty) {
            return None;
        }
        let n = network.sessions();
        let block_of = blocks(network, domains, 0..n)?;
        let mut absence = absences(network);
        let mut wishers = vec![Vec::new(); n];
        let mut counts = Vec::with_capacity(parties.len());
        for (position, (weight, party)) in parties.iter().enumerate() {
            counts.push(weight * party.count);
            for &(session, wish) in &party.wishes {
                wishers[session.index()].push((position as u32, wish));
                if let Some(cost) = &mut absence[session.index()] {
                    *cost += weight * party.count * wish;
                }
            }
        }
        let copies = copies(network);
        let limits = limits(network);
        let shared = copies.windows(2).any(|pair| pair[0] == pair[1] && pair[0] != network.nowhere());
        let roomed = roomed_limits(network, shared);
        let sessions = (0..n)
            .map(|session| BlockSession {
                absence: absence[session],
                wishers: std::mem::take(&mut wishers[session]),
                conflicts: conflicts.neighbours(SessionId::new(session)).to_vec(),
                takes: limits.iter().map(|limit| limit.1[session]).collect(),
            })
            .collect();
        let mut found: Vec<Block> = Vec::new();
        let mut ids: Vec<u32> = block_of.iter().copied().filter(|&block| block != u32::MAX).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let mut candidates = Vec::new();
            for (session, domain) in domains.iter().enumerate() {
                let row = &block_of[session * network.starts.len()..];
                let times: Vec<u32> = domain.times.iter().copied().filter(|&t| row[t as usize] == id).collect();
                if !times.is_empty() {
                    let rooms = room_costs(network, domain, session, &times, &copies);
                    let least = rooms.iter().copied().min().unwrap_or(CLOSED);
                    let by_copy = |demands: &[i64]| -> Vec<i64> {
                        let open = rooms.iter().zip(&copies);
                        open.map(|(&cost, &room)| if cost == CLOSED { CLOSED } else { demands[room as usize] })
                            .collect()
                    };
                    let roomed = roomed.iter().map(|(_, takes)| by_copy(&takes[session])).collect();
                    candidates.push(Candidate { session: session as u32, rooms, least, roomed });
                }
            }
            let modes = modes(network, &copies, &candidates);
            let most = modes.iter().map(Vec::len).max().unwrap_or(0);
            found.push(Block { candidates, modes, most });
        }
        let limits = limits.into_iter().map(|(capacity, _)| BlockLimit { capacity }).collect();
        let roomed = roomed.into_iter().map(|(capacity, _)| BlockLimit { capacity }).collect();
        Some(Self { sessions, blocks: found, counts, limits, roomed })
    }
}

/// Soft penalty for leaving each session out, without wishes; `None` where that is forbidden.
fn absences(network: &Network) -> Vec<Option<i64>> {
    let mut costs = vec![Some(0); network.sessions()];
    for constraint in &network.constraints {
        if let Primitive::Absence(absence) = &constraint.body {
            let cost = &mut costs[absence.session.index()];
            *cost = match constraint.level {
                Level::Hard if absence.cost > 0 => None,
                Level::Soft => cost.map(|sum| sum + constraint.weight * absence.cost),
                _ => *cost,
            };
        }
    }
    costs
}

/// Rooms, those that hold several sessions at once repeated as often; joined rooms count as rooms of their own, which
/// relaxes them. The room outside the list is there once for each session.
fn copies(network: &Network) -> Vec<u32> {
    let segments = network.segments.len();
    let mut most = vec![i64::from(i32::MAX); network.rooms()];
    for constraint in network.constraints.iter().filter(|c| c.level == Level::Hard) {
        if let Primitive::Occupancy(occupancy) = &constraint.body {
            for (room, most) in most.iter_mut().enumerate() {
                let row = &occupancy.capacity[room * segments..(room + 1) * segments];
                *most = (*most).min(i64::from(row.iter().copied().max().unwrap_or(0)));
            }
        }
    }
    let times = |room: u32| most[room as usize].min(network.sessions() as i64).max(0) as usize;
    (0..network.rooms() as u32).flat_map(|room| std::iter::repeat_n(room, times(room))).collect()
}

/// The largest sets of room copies that can be used together and that some candidate can use.
fn modes(network: &Network, copies: &[u32], candidates: &[Candidate]) -> Vec<Vec<usize>> {
    let open = |copy: &usize| candidates.iter().filter(|candidate| candidate.rooms[*copy] != CLOSED).count();
    let mut usable: Vec<usize> = (0..copies.len()).filter(|copy| open(copy) > 0).collect();
    // Of the room outside the list no more copies than sessions that go there.
    let outside = |copy: &usize| copies[*copy] == network.nowhere();
    let first_outside = usable.iter().position(outside).unwrap_or(usable.len());
    let most_outside = usable.get(first_outside).map_or(0, open);
    usable.truncate(first_outside + most_outside);
    // Two rooms exclude one another over a part that holds one session.
    let single = |part: u32| copies.iter().filter(|&&room| room == part).count() <= 1;
    let share = |a: usize, b: usize| {
        let (one, other) = (network.parts(copies[a]), network.parts(copies[b]));
        copies[a] != copies[b] && one.iter().any(|&part| other.contains(&part) && single(part))
    };
    let joined: Vec<usize> = usable.iter().copied().filter(|&a| usable.iter().any(|&b| share(a, b))).collect();
    let free: Vec<usize> = usable.iter().copied().filter(|copy| !joined.contains(copy)).collect();
    if joined.len() > MOST_JOINED {
        return vec![usable];
    }
    let mut sets: Vec<Vec<usize>> = Vec::new();
    for choice in 0u32..1 << joined.len() {
        let set: Vec<usize> = (0..joined.len()).filter(|i| choice >> i & 1 == 1).map(|i| joined[i]).collect();
        let together = set.iter().all(|&a| set.iter().all(|&b| !share(a, b)));
        let largest = joined.iter().all(|&c| set.contains(&c) || set.iter().any(|&b| share(c, b)));
        if together && largest {
            sets.push(free.iter().copied().chain(set).collect());
        }
    }
    sets
}

/// The soft unary cost of a session by room copy, at its best start of a block.
fn room_costs(network: &Network, domain: &Domain, session: usize, times: &[u32], copies: &[u32]) -> Vec<i64> {
    let unaries: Vec<_> = network
        .constraints
        .iter()
        .filter(|constraint| prices(constraint))
        .filter_map(|constraint| match &constraint.body {
            Primitive::Unary(unary) if unary.session.index() == session => Some((constraint.weight, unary)),
            _ => None,
        })
        .collect();
    let cost = |cell: Cell| unaries.iter().map(|(weight, unary)| weight * unary.cost(network, cell)).sum::<i64>();
    let in_room = |&room: &u32| {
        let open = times.iter().map(|&time| Cell { time, room }).filter(|&cell| domain.contains(cell));
        open.map(cost).min().unwrap_or(CLOSED)
    };
    copies.iter().map(in_room).collect()
}

/// Hard limits on resources used minute by minute: the largest capacity, and what each session takes at least.
fn limits(network: &Network) -> Vec<(i64, Vec<i64>)> {
    let mut found = Vec::new();
    for constraint in network.constraints.iter().filter(|c| c.level == Level::Hard) {
        let Primitive::Cumulative(body) = &constraint.body else { continue };
        if body.over != Over::Minutes || body.standing {
            continue;
        }
        for limit in &body.limits {
            let mut takes = vec![0; network.sessions()];
            for use_ in body.uses.iter().filter(|use_| limit.counts(use_.work)) {
                if let Demand::Fixed(demand) = use_.demand {
                    takes[use_.session.index()] += i64::from(demand);
                }
            }
            let capacity = i64::from(limit.capacity.iter().copied().max().unwrap_or(0));
            // Where two already exceed it, the conflict graph knows.
            if takes.iter().sum::<i64>() > capacity && takes.iter().filter(|&&take| take > 0).count() > 2 {
                found.push((capacity, takes));
            }
        }
    }
    found
}

/// Hard limits on resources of which a session takes more or less by room: the largest capacity, and what each session
/// takes in each room. Where every session of a block stands in a room of its own, standing units add up; where rooms
/// are `shared` they may not, and nothing is limited.
fn roomed_limits(network: &Network, shared: bool) -> Vec<(i64, Vec<Vec<i64>>)> {
    let mut found = Vec::new();
    for constraint in network.constraints.iter().filter(|c| c.level == Level::Hard) {
        let Primitive::Cumulative(body) = &constraint.body else { continue };
        let roomed = body.uses.iter().any(|use_| matches!(use_.demand, Demand::ByRoom(_)));
        let counts = roomed && body.over == Over::Minutes && !(body.standing && shared);
        for limit in body.limits.iter().filter(|_| counts) {
            let mut takes = vec![vec![0; network.rooms()]; network.sessions()];
            for use_ in body.uses.iter().filter(|use_| limit.counts(use_.work)) {
                for (room, take) in takes[use_.session.index()].iter_mut().enumerate() {
                    *take += i64::from(use_.demand.in_room(room as u32));
                }
            }
            found.push((i64::from(limit.capacity.iter().copied().max().unwrap_or(0)), takes));
        }
    }
    found
}
