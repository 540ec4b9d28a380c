//! The network laid out flat for incremental evaluation; shared by all search threads.

use std::ops::Range;

use super::company::{Company, LEAST_TIES};
use super::layout::{BySession, Levels, PRESSURE, Price, Slots};
use super::state::hops::HopLayout;
use super::state::wishes::WishLayout;
use crate::network::{
    Attribute, Cell, ConflictGraph, Crew, Demand, Domain, Network, Occupancy, Primitive, RelationKind, Roster, Table,
};
use crate::problem::SessionId;

/// A relation in which rooms matter as one of its two sessions sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) other: u32,
    /// Whether this session is the relation's `a`.
    pub(crate) first: bool,
    pub(crate) kind: RelationKind,
    pub(crate) price: Price,
}

/// A relation of starts as one of its two sessions sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimeLink {
    pub(crate) other: u32,
    /// Where its table begins, this session's starts by row, in [`Compiled::time_costs`].
    table: usize,
    pub(crate) price: Price,
}

/// One occupancy with its spans.
#[derive(Clone, Debug)]
pub(crate) struct Rooms {
    pub(crate) spans: Spans,
    /// Sessions that a room holds, rooms × buckets.
    pub(crate) capacity: Vec<i64>,
    /// Whether pairs are counted (see [`Occupancy::pairs`]).
    pub(crate) pairs: bool,
    pub(crate) price: Price,
}

impl Rooms {
    fn new(network: &Network, domains: &[Domain], occupancy: &Occupancy, price: Price) -> Self {
        let entry = |session: SessionId| (session, occupancy.before[session.index()], occupancy.after[session.index()]);
        let segments = network.segments.len();
        let row = |room: usize| &occupancy.capacity[room * segments..(room + 1) * segments];
        let changes = |segment: usize| (0..network.rooms()).any(|room| row(room)[segment] != row(room)[segment - 1]);
        let spans = Spans::new(network, domains, network.session_ids().map(entry), changes);
        let buckets = |room: usize| spans.first.iter().map(move |&segment| i64::from(row(room)[segment]));
        let capacity = (0..network.rooms()).flat_map(buckets).collect();
        Self { spans, capacity, pairs: occupancy.pairs, price }
    }
}

/// A use of a cumulative resource as its session sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UseRef {
    pub(crate) resource: u32,
    pub(crate) position: u32,
    /// The demand where it is the same everywhere and the one limit of the resource counts it; 0 otherwise.
    pub(crate) plain: i32,
    /// Whether it depends on the room.
    pub(crate) of_room: bool,
}

impl UseRef {
    fn new(body: &crate::network::Cumulative, resource: usize, position: usize) -> Self {
        let use_ = &body.uses[position];
        let plain = match (&use_.demand, &body.limits[..]) {
            (Demand::Fixed(demand), [limit]) if !body.standing && limit.counts(use_.work) => *demand,
            _ => 0,
        };
        let of_room = body.standing || matches!(use_.demand, Demand::ByStand(_));
        Self { resource: resource as u32, position: position as u32, plain, of_room }
    }
}

/// Ranges of buckets by start, for sessions that share duration and padding. A bucket is a run of segments that no open
/// cell of these sessions, and no change of capacity, tells apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spans {
    ranges: Vec<(u32, u32)>,
    times: usize,
    row: Vec<u32>,
    /// By bucket: its first segment, and its minutes.
    first: Vec<usize>,
    pub(crate) minutes: Vec<i64>,
}

impl Spans {
    /// Ranges for a list of (session, before, after); row `i` of the result belongs to entry `i`. `changes` says whether
    /// a segment differs in capacity from the one before it.
    fn new(
        network: &Network,
        domains: &[Domain],
        entries: impl Iterator<Item = (SessionId, i32, i32)>,
        changes: impl Fn(usize) -> bool,
    ) -> Self {
        let (times, segments) = (network.starts.len(), network.segments.len());
        let mut rows: std::collections::BTreeMap<(i32, i32, i32), u32> = std::collections::BTreeMap::new();
        let (mut ranges, mut row) = (Vec::new(), Vec::new());
        let mut cut: Vec<bool> = (0..segments).map(|segment| segment == 0 || changes(segment)).collect();
        for (session, before, after) in entries {
            let next = rows.len() as u32;
            let own = *rows.entry((network.durations[session.index()], before, after)).or_insert_with(|| {
                for time in 0..times as u32 {
                    let range = network.padded(session, time, before, after);
                    ranges.push((range.start as u32, range.end as u32));
                }
                next
            });
            row.push(own);
            for &time in &domains[session.index()].times {
                let (from, to) = ranges[own as usize * times + time as usize];
                for bound in [from, to] {
                    if let Some(cut) = cut.get_mut(bound as usize) {
                        *cut = true;
                    }
                }
            }
        }
        let first: Vec<usize> = (0..segments).filter(|&segment| cut[segment]).collect();
        // What is closed may end within a bucket: nobody asks for it.
        let bucket = |segment: u32| first.partition_point(|&first| first < segment as usize) as u32;
        for (from, to) in &mut ranges {
            (*from, *to) = (bucket(*from), bucket(*to));
        }
        let ends = first.iter().skip(1).copied().chain([segments]);
        let minutes = first.iter().zip(ends).map(|(&from, to)| (from..to).map(|s| network.segments.minutes(s)).sum());
        Self { ranges, times, row, minutes: minutes.collect(), first }
    }

    /// How many buckets there are.
    pub(crate) fn buckets(&self) -> usize {
        self.first.len()
    }

    /// The buckets of an entry at a start that is open to it.
    pub(crate) fn of(&self, entry: usize, time: u32) -> Range<usize> {
        let (from, to) = self.ranges[self.row[entry] as usize * self.times + time as usize];
        from as usize..to as usize
    }
}

/// A cumulative resource with its spans.
#[derive(Clone, Debug)]
pub(crate) struct Resource<'n> {
    pub(crate) body: &'n crate::network::Cumulative,
    /// None for what is counted by day.
    pub(crate) spans: Option<Spans>,
    pub(crate) bucket_amounts: Vec<i64>,
    /// Buckets × limits.
    pub(crate) capacity: Vec<i64>,
    /// Kinds of work × limits: whether the limit counts it.
    counted: Vec<bool>,
    pub(crate) price: Price,
}

impl<'n> Resource<'n> {
    fn new(network: &Network, domains: &[Domain], body: &'n crate::network::Cumulative, price: Price) -> Self {
        let entries = body.uses.iter().map(|use_| (use_.session, use_.before, use_.after));
        let works = 0..body.uses.iter().map(|use_| use_.work + 1).max().unwrap_or(0);
        let counted = works.flat_map(|work| body.limits.iter().map(move |limit| limit.counts(work))).collect();
        let changes =
            |segment: usize| body.limits.iter().any(|limit| limit.capacity[segment] != limit.capacity[segment - 1]);
        let minutes = body.over == crate::network::Over::Minutes;
        let spans = minutes.then(|| Spans::new(network, domains, entries, changes));
        let days: Vec<usize> = (0..network.days).collect();
        let first = spans.as_ref().map_or(&days, |spans| &spans.first);
        let capacity =
            first.iter().flat_map(|&at| body.limits.iter().map(move |limit| i64::from(limit.capacity[at]))).collect();
        let bucket_amounts = spans.as_ref().map_or_else(|| vec![1; network.days], |spans| spans.minutes.clone());
        Self { body, bucket_amounts, capacity, counted, spans, price }
    }

    /// By limit: whether it counts this kind of work.
    pub(crate) fn counted(&self, work: u32) -> &[bool] {
        let limits = self.body.limits.len();
        &self.counted[work as usize * limits..(work as usize + 1) * limits]
    }
}

/// A member of a tally or presence as its session sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member {
    pub(crate) group: u32,
    pub(crate) weight: i64,
}

/// A tally or presence: sums or counts by attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Group {
    pub(crate) by: Attribute,
    /// The most of a tally, or the free count of a presence.
    pub(crate) most: i64,
    /// Whether a sum beyond the most of a tally counts whole.
    pub(crate) whole: bool,
    pub(crate) price: Price,
    /// Where its values begin in the flat counters.
    pub(crate) offset: usize,
}

/// The network, flat.
#[derive(Clone, Debug)]
pub(crate) struct Compiled<'n> {
    pub(crate) network: &'n Network,
    pub(crate) domains: &'n [Domain],
    pub(crate) conflicts: &'n ConflictGraph,
    pub(crate) times: usize,
    pub(crate) rooms: usize,
    pub(crate) by_time: Vec<Levels>,
    pub(crate) by_room: Vec<Levels>,
    pub(crate) by_cell: BySession<(&'n [i64], Price)>,
    /// Costs by room and mode, rooms × modes of the session.
    pub(crate) by_stand: BySession<(&'n [i64], Price)>,
    /// Costs by mode, where the modes of each session begin, and how many it has.
    pub(crate) by_mode: Vec<Levels>,
    pub(crate) first_mode: Vec<u32>,
    pub(crate) modes: Vec<u32>,
    pub(crate) absent: Vec<Levels>,
    /// Relations of starts, and those in which rooms matter too.
    pub(crate) time_links: BySession<TimeLink>,
    /// Tables of relations of starts, each as one session sees it, then as the other does.
    pub(crate) time_costs: Vec<i32>,
    pub(crate) room_links: BySession<Link>,
    /// How the relations are summed ahead, where that pays.
    pub(crate) company: Option<Company>,
    pub(crate) occupancies: Vec<Rooms>,
    pub(crate) resources: Vec<Resource<'n>>,
    pub(crate) uses: BySession<UseRef>,
    pub(crate) tallies: Vec<Group>,
    pub(crate) tally_members: BySession<Member>,
    pub(crate) presences: Vec<Group>,
    pub(crate) presence_members: BySession<Member>,
    pub(crate) gaps: Vec<(&'n crate::network::Gaps, Price)>,
    pub(crate) gap_members: BySession<u32>,
    pub(crate) grids: Vec<(&'n crate::network::Grid, Price)>,
    pub(crate) sequences: Vec<(&'n crate::network::Sequence, Price)>,
    pub(crate) sequence_members: BySession<u32>,
    pub(crate) wishes: Vec<WishLayout>,
    pub(crate) hops: Vec<HopLayout>,
    pub(crate) post_of_seat: Vec<u32>,
    /// By post: the modes of its session in which it occurs, one bit each.
    pub(crate) modes_of_post: Vec<u64>,
    /// The most seats of a session in one mode.
    pub(crate) most_seats: usize,
    pub(crate) teams: Vec<(crate::network::Team, Price)>,
    pub(crate) rosters: Vec<(&'n Roster, Price)>,
    /// Whether nobody can be late for one day's work because of another day's.
    pub(crate) days_apart: bool,
    /// By level: whether a person in two places, or short of a walk, costs there.
    pub(crate) clashes: [bool; 4],
    pub(crate) peaks: Vec<(&'n crate::network::Peak, Price)>,
    pub(crate) peak_members: BySession<(u32, &'n [bool])>,
    pub(crate) moves: Vec<(&'n crate::network::Moves, Price)>,
    pub(crate) movers: BySession<(u32, u32)>,
    pub(crate) worsts: Vec<(&'n crate::network::Worst, Price)>,
    pub(crate) shares: BySession<ShareRef<'n>>,
    pub(crate) slots: Slots,
}

/// Whether the last work of every day ends so long before the first of any later one that no walk takes as long.
fn days_apart(network: &Network) -> bool {
    let longest = network.durations.iter().copied().max().unwrap_or(0);
    let rooms = 0..network.rooms() as u32;
    let walks = rooms.clone().flat_map(|a| rooms.clone().map(move |b| (a, b))).map(|(a, b)| network.walk(a, b));
    let walk = walks.max().unwrap_or(0).max(0);
    let starts = network.starts.iter().zip(&network.day_of_start);
    let apart = |(&earlier, &day): (&i32, &u32)| {
        let mut others = starts.clone().filter(|&(_, &other)| other > day);
        others.all(|(&later, _)| later - earlier - longest >= walk)
    };
    network.day_of_start.is_sorted() && starts.clone().all(apart)
}

/// What a group of a worst-of misses of a session: which constraint and group, by mode, and when it is left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShareRef<'n> {
    pub(crate) worst: u32,
    pub(crate) group: u32,
    pub(crate) by_mode: &'n [i64],
    pub(crate) out: i64,
}

impl<'n> Compiled<'n> {
    /// Whether it counts who changes rooms.
    pub(crate) fn has_hops(&self) -> bool {
        !self.hops.is_empty()
    }

    pub(crate) fn new(network: &'n Network, domains: &'n [Domain], conflicts: &'n ConflictGraph) -> Self {
        let (n, times, rooms) = (network.sessions(), network.starts.len(), network.rooms());
        let mut by_time: Vec<Levels> = vec![[0; 4]; n * times];
        let mut by_room: Vec<Levels> = vec![[0; 4]; n * rooms];
        let mut absent: Vec<Levels> = vec![[0; 4]; n];
        let (mut by_cell, mut uses) = (Vec::new(), Vec::new());
        let (mut time_links, mut room_links) = (Vec::new(), Vec::new());
        let modes: Vec<u32> = network.session_ids().map(|session| network.modes(session) as u32).collect();
        let mut first_mode = Vec::with_capacity(n);
        let mut all_modes = 0;
        for count in &modes {
            first_mode.push(all_modes);
            all_modes += count;
        }
        let mut by_mode: Vec<Levels> = vec![[0; 4]; all_modes as usize];
        let posts = network.staff.posts.iter().enumerate();
        let post_of_seat = posts.flat_map(|(post, desk)| desk.seats.clone().map(move |_| post as u32)).collect();
        let mut modes_of_post = vec![0; network.staff.posts.len()];
        for crews in &network.staff.crews {
            for (mode, crew) in crews.iter().enumerate() {
                crew.posts.iter().for_each(|&(post, _)| modes_of_post[post as usize] |= 1 << mode);
            }
        }
        let (mut by_stand, mut teams, mut rosters) = (Vec::new(), Vec::new(), Vec::new());
        let (mut moves, mut movers) = (Vec::new(), Vec::new());
        let (mut peaks, mut peak_members, mut worsts, mut shares) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut tally_members, mut presence_members, mut gap_members) = (Vec::new(), Vec::new(), Vec::new());
        let (mut occupancies, mut resources, mut gaps) = (Vec::new(), Vec::new(), Vec::new());
        let (mut tallies, mut presences, mut wishes) = (Vec::new(), Vec::new(), Vec::new());
        let (mut grids, mut sequences, mut sequence_members) = (Vec::new(), Vec::new(), Vec::new());
        let mut hops = Vec::new();
        let (mut tally_values, mut presence_values) = (0, 0);
        for constraint in &network.constraints {
            let price = Price::of(network, constraint);
            let level = price.level as usize;
            match &constraint.body {
                Primitive::Unary(unary) => {
                    let session = unary.session.index();
                    let (costs, sums) = match &unary.table {
                        Table::ByTime(costs) => (costs, &mut by_time[session * times..(session + 1) * times]),
                        Table::ByRoom(costs) => (costs, &mut by_room[session * rooms..(session + 1) * rooms]),
                        Table::ByCell(costs) => {
                            by_cell.push((unary.session, (&costs[..], price)));
                            continue;
                        }
                        Table::ByStand(costs) => {
                            by_stand.push((unary.session, (&costs[..], price)));
                            continue;
                        }
                        Table::ByMode(costs) => (costs, &mut by_mode[first_mode[session] as usize..][..costs.len()]),
                    };
                    for (sum, cost) in sums.iter_mut().zip(costs) {
                        sum[level] = sum[level].wrapping_add(price.weight.wrapping_mul(*cost));
                        sum[PRESSURE] = sum[PRESSURE].wrapping_add(price.pressure.wrapping_mul(*cost));
                    }
                }
                Primitive::Absence(absence) => {
                    let sum = &mut absent[absence.session.index()];
                    sum[level] = sum[level].wrapping_add(price.weight.wrapping_mul(absence.cost));
                    sum[PRESSURE] = sum[PRESSURE].wrapping_add(price.pressure.wrapping_mul(absence.cost));
                }
                Primitive::Relation(relation) => {
                    let (a, b, kind) = (relation.a, relation.b, relation.kind);
                    if let RelationKind::Times(table) = kind {
                        let table = table as usize * 2 * times * times;
                        time_links.push((a, TimeLink { other: b.0, table, price }));
                        time_links.push((b, TimeLink { other: a.0, table: table + times * times, price }));
                    } else {
                        room_links.push((a, Link { other: b.0, first: true, kind, price }));
                        room_links.push((b, Link { other: a.0, first: false, kind, price }));
                    }
                }
                Primitive::Occupancy(occupancy) => {
                    occupancies.push(Rooms::new(network, domains, occupancy, price));
                }
                Primitive::Cumulative(body) => {
                    for (position, use_) in body.uses.iter().enumerate() {
                        uses.push((use_.session, UseRef::new(body, resources.len(), position)));
                    }
                    resources.push(Resource::new(network, domains, body, price));
                }
                Primitive::Tally(tally) => {
                    let group = tallies.len() as u32;
                    tally_members.extend(tally.members.iter().map(|&(s, weight)| (s, Member { group, weight })));
                    let (by, most, whole) = (tally.by, tally.most, tally.whole);
                    tallies.push(Group { by, most, whole, price, offset: tally_values });
                    tally_values += tally.by.values(network);
                }
                Primitive::Presence(presence) => {
                    let group = presences.len() as u32;
                    presence_members.extend(presence.members.iter().map(|&s| (s, Member { group, weight: 1 })));
                    let (by, most) = (presence.of, presence.free);
                    presences.push(Group { by, most, whole: false, price, offset: presence_values });
                    presence_values += presence.of.values(network);
                }
                Primitive::Grid(body) => grids.push((body, price)),
                Primitive::Sequence(body) => {
                    sequence_members.extend(body.members.iter().map(|&(s, _)| (s, sequences.len() as u32)));
                    sequences.push((body, price));
                }
                Primitive::Gaps(body) => {
                    gap_members.extend(body.members.iter().map(|&s| (s, gaps.len() as u32)));
                    gaps.push((body, price));
                }
                Primitive::BestOf(body) => wishes.push(WishLayout::new(network, domains, body, price)),
                Primitive::Hops(body) => hops.push(HopLayout::new(network, body, price)),
                Primitive::Team(team) => teams.push((*team, price)),
                Primitive::Roster(roster) => rosters.push((roster, price)),
                Primitive::Peak(peak) => {
                    let position = peaks.len() as u32;
                    peak_members.extend(peak.members.iter().map(|(s, counts)| (*s, (position, &counts[..]))));
                    peaks.push((peak, price));
                }
                Primitive::Moves(body) => {
                    let members = body.uses.iter().enumerate();
                    let position = moves.len() as u32;
                    movers.extend(members.map(|(use_, standing)| (standing.session, (position, use_ as u32))));
                    moves.push((body, price));
                }
                Primitive::Worst(body) => {
                    let worst = worsts.len() as u32;
                    for (group, share) in body.groups.iter().enumerate() {
                        let group = group as u32;
                        let share = share.missed.iter();
                        shares
                            .extend(share.map(|(s, by_mode, out)| (*s, ShareRef { worst, group, by_mode, out: *out })));
                    }
                    worsts.push((body, price));
                }
            }
        }
        let mut time_costs = Vec::with_capacity(network.time_tables.len() * 2 * times * times);
        for table in &network.time_tables {
            time_costs.extend(table);
            time_costs.extend((0..times).flat_map(|b| (0..times).map(move |a| table[a * times + b])));
        }
        let seats_of = |crew: &Crew| crew.posts.iter().map(|of| network.staff.posts[of.0 as usize].seats.len()).sum();
        let mut clashes = [false; 4];
        for (_, price) in rosters.iter().filter(|(roster, _)| matches!(roster, Roster::Clash)) {
            clashes[price.level as usize] = true;
            clashes[PRESSURE] |= price.pressure > 0;
        }
        let mut slots = Slots::default();
        for occupancy in &occupancies {
            let first = slots.take(rooms * occupancy.spans.buckets());
            slots.rooms.push(first);
        }
        for resource in &resources {
            let buckets = resource.bucket_amounts.len();
            let first = slots.take(resource.body.limits.len() * buckets);
            slots.load.push(first);
            let first = slots.take(if resource.body.standing { rooms * buckets } else { 0 });
            slots.standing.push(first);
        }
        slots.tally = slots.take(tally_values);
        slots.presence = slots.take(presence_values);
        slots.present = slots.take(presences.len());
        let cells = if grids.is_empty() { 0 } else { network.layout.slots * rooms };
        let groups = network.layout.groups;
        slots.used = slots.take(cells);
        slots.mixed = slots.take(cells);
        slots.met = slots.take(cells * groups);
        slots.met_rooms = slots.take(if cells == 0 { 0 } else { network.layout.slots * groups });
        for layout in &wishes {
            let first = slots.take(layout.counters());
            slots.wishes.push(first);
        }
        for layout in &hops {
            let first = slots.take(layout.counters());
            slots.hops.push(first);
        }
        for (worst, _) in &worsts {
            let first = slots.take(worst.groups.len());
            slots.missed.push(first);
        }
        slots.worst = slots.take(worsts.len());
        slots.gaps = slots.take(gaps.len() * network.days);
        slots.sequences = slots.take(sequences.len());
        slots.peaks = slots.take(peaks.len() * network.days);
        slots.moves = slots.take(moves.len());
        Self {
            slots,
            clashes,
            days_apart: days_apart(network),
            network,
            domains,
            conflicts,
            times,
            rooms,
            by_time,
            by_room,
            by_cell: BySession::new(n, by_cell),
            absent,
            time_links: BySession::new(n, time_links),
            time_costs,
            room_links: BySession::new(n, room_links),
            company: Company::new(network, LEAST_TIES),
            occupancies,
            resources,
            uses: BySession::new(n, uses),
            tallies,
            tally_members: BySession::new(n, tally_members),
            presences,
            presence_members: BySession::new(n, presence_members),
            gaps,
            gap_members: BySession::new(n, gap_members),
            grids,
            sequences,
            sequence_members: BySession::new(n, sequence_members),
            wishes,
            hops,
            by_stand: BySession::new(n, by_stand),
            by_mode,
            first_mode,
            modes,
            post_of_seat,
            modes_of_post,
            most_seats: network.staff.crews.iter().flatten().map(seats_of).max().unwrap_or(0),
            teams,
            rosters,
            peaks,
            peak_members: BySession::new(n, peak_members),
            moves,
            movers: BySession::new(n, movers),
            worsts,
            shares: BySession::new(n, shares),
        }
    }

    /// Adds what a session in a cell costs whatever others do.
    pub(crate) fn price_alone(&self, sum: &mut Levels, session: u32, cell: Cell, sign: i64) {
        let s = session as usize;
        let time = &self.by_time[s * self.times + cell.time as usize];
        let room = &self.by_room[s * self.rooms + cell.room as usize];
        let mode = &self.by_mode[self.first_mode[s] as usize + cell.mode as usize];
        for (sum, (time, (room, mode))) in sum.iter_mut().zip(time.iter().zip(room.iter().zip(mode))) {
            *sum = sum.wrapping_add(sign.wrapping_mul(time.wrapping_add(*room).wrapping_add(*mode)));
        }
        for (costs, price) in self.by_stand.of(s) {
            let cost = costs[cell.room as usize * self.modes[s] as usize + cell.mode as usize];
            price.pay(sum, sign * cost);
        }
        for (costs, price) in self.by_cell.of(s) {
            let cost = costs[cell.time as usize * self.rooms + cell.room as usize];
            price.pay(sum, sign * cost);
        }
    }

    /// What each start of a session costs, as a relation sees it, with the other session at `there`.
    pub(crate) fn time_cost(&self, link: &TimeLink, here: u32, there: u32) -> i64 {
        i64::from(self.time_costs[link.table + here as usize * self.times + there as usize])
    }

    /// The cost of a relation between two sessions in these cells, `link` seen from the first of them.
    pub(crate) fn link_cost(&self, session: u32, link: &Link, here: Cell, there: Cell) -> i64 {
        let (a, b, (sa, sb)) =
            if link.first { (here, there, (session, link.other)) } else { (there, here, (link.other, session)) };
        let relation = crate::network::Relation { a: SessionId(sa), b: SessionId(sb), kind: link.kind };
        relation.cost(self.network, a, b)
    }
}
