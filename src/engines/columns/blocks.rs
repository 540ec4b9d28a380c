//! The part of a network that falls apart into blocks of time.

use crate::instance::schema::Level;
use crate::network::{Cell, ConflictGraph, Cumulative, Demand, Domain, Network, Over, Party, Primitive, blocks};
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
    /// Hard limits on shared resources, each at its largest anywhere.
    pub(super) limits: Vec<i64>,
    /// Limits of which a session takes more or less by room.
    pub(super) roomed: Vec<i64>,
    /// Sessions × starts: the block of time that a start lies in.
    pub(super) block_of: Vec<u32>,
}

/// A session.
pub(super) struct BlockSession {
    /// Penalty for leaving it out; `None` when it must take place.
    pub(super) absence: Option<i64>,
    /// Positions of the sessions that it can never overlap, ascending, itself included.
    pub(super) conflicts: Vec<u32>,
    /// By mode of interpretation, what is the same in every block.
    pub(super) modes: Vec<BlockMode>,
}

/// A session in a mode of interpretation.
#[derive(Clone, Default)]
pub(super) struct BlockMode {
    /// Who wishes it and can follow: party and weight.
    pub(super) wishers: Vec<(u32, i64)>,
    /// What those miss who wish it and cannot follow.
    pub(super) lost: i64,
    /// What it takes of each limit, by position of the limit.
    pub(super) takes: Vec<i64>,
}

/// A block of time, with all that are the same for every pattern.
pub(super) struct Block {
    /// The blocks of time, as [`BlockProblem::block_of`] has them.
    pub(super) times: Vec<u32>,
    /// Sessions that can be placed in it, by position and mode, each with its cost by room.
    pub(super) candidates: Vec<Candidate>,
    /// Largest sets of rooms that can be used together, by position in [`Candidate::rooms`]: a joined room and its
    /// parts exclude one another.
    pub(super) layouts: Vec<Vec<usize>>,
    /// The most sessions that any of them holds.
    pub(super) most: usize,
}

/// A session in a block and a mode.
#[derive(PartialEq)]
pub(super) struct Candidate {
    pub(super) session: u32,
    pub(super) mode: u32,
    /// Penalty by room (parallel rooms repeated); [`CLOSED`] where it cannot stand.
    pub(super) rooms: Vec<i64>,
    /// The least of them.
    pub(super) least: i64,
    /// By roomed limit: what it takes by room.
    pub(super) roomed: Vec<Vec<i64>>,
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
        let counts: Vec<i64> = parties.iter().map(|(weight, party)| weight * party.count).collect();
        let copies = copies(network);
        let limits = limits(network);
        let shared = copies.windows(2).any(|pair| pair[0] == pair[1] && pair[0] != network.nowhere());
        let roomed = roomed_limits(network, shared);
        let sessions = sessions(network, conflicts, &parties, &limits);
        let mut found: Vec<Block> = Vec::new();
        let mut ids: Vec<u32> = block_of.iter().copied().filter(|&block| block != u32::MAX).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let mut candidates = Vec::new();
            for (session, domain) in domains.iter().enumerate() {
                let row = &block_of[session * network.starts.len()..];
                let times: Vec<u32> = domain.times.iter().copied().filter(|&t| row[t as usize] == id).collect();
                for &mode in domain.modes.iter().filter(|_| !times.is_empty()) {
                    let rooms = room_costs(network, domain, (session, mode), &times, &copies);
                    let least = rooms.iter().copied().min().unwrap_or(CLOSED);
                    let by_copy = |takes: &Takes| -> Vec<i64> {
                        let take = |room: u32| takes[session].in_room(room, mode);
                        let open = rooms.iter().zip(&copies);
                        open.map(|(&cost, &room)| if cost == CLOSED { CLOSED } else { take(room) }).collect()
                    };
                    let roomed = roomed.iter().map(|(_, takes)| by_copy(takes)).collect();
                    candidates.push(Candidate { session: session as u32, mode, rooms, least, roomed });
                }
            }
            let same = |known: &&mut Block| known.candidates == candidates;
            match found.iter_mut().find(same) {
                // What rooms can be used together follows from the candidates.
                Some(known) => known.times.push(id),
                None => {
                    let layouts = layouts(network, &copies, &candidates);
                    let most = layouts.iter().map(Vec::len).max().unwrap_or(0);
                    found.push(Block { times: vec![id], candidates, layouts, most });
                }
            }
        }
        let limits = limits.into_iter().map(|(capacity, _)| capacity).collect();
        let roomed = roomed.into_iter().map(|(capacity, _)| capacity).collect();
        Some(Self { sessions, blocks: found, counts, limits, roomed, block_of })
    }
}

/// The sessions: what they cost when they are left out, and what each mode takes and loses.
fn sessions(
    network: &Network,
    conflicts: &ConflictGraph,
    parties: &[(i64, &Party)],
    limits: &[(i64, Takes)],
) -> Vec<BlockSession> {
    let mut absence = absences(network);
    let mut modes: Vec<Vec<BlockMode>> = Vec::with_capacity(network.sessions());
    for session in network.session_ids() {
        let takes = |mode| limits.iter().map(|limit| limit.1[session.index()].in_room(0, mode)).collect();
        let count = network.modes(session) as u32;
        modes.push((0..count).map(|mode| BlockMode { takes: takes(mode), ..BlockMode::default() }).collect());
    }
    for (position, (weight, party)) in parties.iter().enumerate() {
        for wish in &party.wishes {
            let whole = weight * party.count * wish.weight;
            for (mode, state) in modes[wish.session.index()].iter_mut().enumerate() {
                match wish.follows(mode as u32) {
                    true => state.wishers.push((position as u32, wish.weight)),
                    false => state.lost += whole,
                }
            }
            if let Some(cost) = &mut absence[wish.session.index()] {
                *cost += whole;
            }
        }
    }
    let session = |(session, (modes, absence)): (usize, (Vec<BlockMode>, Option<i64>))| {
        let mut conflicts = conflicts.neighbours(SessionId::new(session)).to_vec();
        conflicts.push(session as u32);
        conflicts.sort_unstable();
        BlockSession { absence, conflicts, modes }
    };
    modes.into_iter().zip(absence).enumerate().map(session).collect()
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
fn layouts(network: &Network, copies: &[u32], candidates: &[Candidate]) -> Vec<Vec<usize>> {
    let open = |copy: &usize| {
        let there = candidates.iter().filter(|candidate| candidate.rooms[*copy] != CLOSED);
        // Candidates of one session, one for each mode, stand side by side.
        let mut sessions: Vec<u32> = there.map(|candidate| candidate.session).collect();
        sessions.dedup();
        sessions.len()
    };
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

/// The soft unary cost of a session in a mode by room copy, at its best start of a block.
fn room_costs(
    network: &Network,
    domain: &Domain,
    (session, mode): (usize, u32),
    times: &[u32],
    copies: &[u32],
) -> Vec<i64> {
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
        let open = times.iter().map(|&time| Cell { time, room, mode }).filter(|&cell| domain.contains(cell));
        open.map(cost).min().unwrap_or(CLOSED)
    };
    copies.iter().map(in_room).collect()
}

/// What a session takes of a resource, by room and mode; the same in every room where that does not matter.
#[derive(Clone, Default)]
struct Take {
    modes: usize,
    /// Rooms × modes, or modes only.
    by_stand: Vec<i64>,
}

impl Take {
    fn in_room(&self, room: u32, mode: u32) -> i64 {
        let row = if self.by_stand.len() > self.modes { room as usize * self.modes } else { 0 };
        self.by_stand[row + mode as usize]
    }

    fn most(&self) -> i64 {
        self.by_stand.iter().copied().max().unwrap_or(0)
    }
}

/// By session.
type Takes = Vec<Take>;

/// The hard resources used minute by minute, those included that hard constraints imply.
fn resources(network: &Network) -> impl Iterator<Item = &Cumulative> {
    let hard = network.constraints.iter().filter(|constraint| constraint.level == Level::Hard);
    let stated = hard.filter_map(|constraint| match &constraint.body {
        Primitive::Cumulative(body) => Some(body),
        _ => None,
    });
    let implied = network.implied.iter().map(|implied| &implied.body);
    stated.chain(implied).filter(|body| body.over == Over::Minutes)
}

/// Each limit of a resource at its largest, with what each session takes of it; uses whose demand depends on the room
/// count if they are `roomed`.
fn takes<'a>(network: &'a Network, body: &'a Cumulative, roomed: bool) -> impl Iterator<Item = (i64, Takes)> + use<'a> {
    body.limits.iter().map(move |limit| {
        let rooms = if roomed { network.rooms() } else { 1 };
        let nothing = |session| {
            let modes = network.modes(session);
            Take { modes, by_stand: vec![0; rooms * modes] }
        };
        let mut takes: Takes = network.session_ids().map(nothing).collect();
        let counted = body.uses.iter().filter(|use_| limit.counts(use_.work));
        for use_ in counted.filter(|use_| roomed || !matches!(use_.demand, Demand::ByStand(_))) {
            let take = &mut takes[use_.session.index()];
            for (position, sum) in take.by_stand.iter_mut().enumerate() {
                let (room, mode) = (position / take.modes, position % take.modes);
                *sum += i64::from(use_.demand.at(room as u32, mode as u32, take.modes));
            }
        }
        (i64::from(limit.capacity.iter().copied().max().unwrap_or(0)), takes)
    })
}

/// Limits on what sessions take by mode: the largest capacity, and what each session takes.
fn limits(network: &Network) -> Vec<(i64, Takes)> {
    let mut found = Vec::new();
    for body in resources(network).filter(|body| !body.standing) {
        // Where two already exceed it in every mode, the conflict graph knows.
        let by_mode = body.uses.iter().any(|use_| matches!(use_.demand, Demand::ByMode(_)));
        let few = if by_mode { 1 } else { 2 };
        found.extend(takes(network, body, false).filter(|(capacity, takes)| {
            let most = |take: &Take| take.most();
            takes.iter().map(most).sum::<i64>() > *capacity && takes.iter().filter(|take| take.most() > 0).count() > few
        }));
    }
    found
}

/// Limits on resources of which a session takes more or less by room. Where every session of a block stands in a room
/// of its own, standing units add up; where rooms are `shared` they may not, and nothing is limited.
fn roomed_limits(network: &Network, shared: bool) -> Vec<(i64, Takes)> {
    let roomed = |body: &&Cumulative| body.uses.iter().any(|use_| matches!(use_.demand, Demand::ByStand(_)));
    let counts = |body: &&Cumulative| roomed(body) && !(body.standing && shared);
    resources(network).filter(counts).flat_map(|body| takes(network, body, true)).collect()
}
