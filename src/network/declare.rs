//! How rules say what they mean to the network.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::implied::{Implied, conditions};
use super::{
    Absence, Attribute, BestOf, Constraint, Cumulative, Gaps, Grid, Hops, Layout, Limit, Moves, Occupancy, Over, Party,
    Peak, Presence, Primitive, Profile, Relation, RelationKind, RoomRelation, Roster, Segments, Sequence, Share, Staff,
    Standing, Table, Tag, Tally, Team, TimeRelation, Unary, Use, Works, Worst,
};
use crate::instance::schema::Level;
use crate::problem::{Interval, Minute, Problem, SessionId, Subject};

/// A weighted constraint network over sessions, allowed starts and rooms.
#[derive(Clone, Debug)]
pub struct Network {
    /// The allowed starts, ascending.
    pub starts: Vec<Minute>,
    /// The day of each start.
    pub day_of_start: Vec<u32>,
    /// Number of days.
    pub days: usize,
    /// Minutes of each session.
    pub durations: Vec<i32>,
    /// Whether a session takes place in a room of the list.
    pub in_room: Vec<bool>,
    /// Groups and slots.
    pub layout: Layout,
    /// Elementary segments of time.
    pub segments: Segments,
    /// Tables of relations over starts (starts × starts).
    pub time_tables: Vec<Vec<i32>>,
    /// Tables of relations over rooms (rooms × rooms).
    pub room_tables: Vec<Vec<i32>>,
    /// Who can serve sessions, and what their modes need.
    pub staff: Staff,
    /// The constraints, in order of declaration.
    pub constraints: Vec<Constraint>,
    /// Resources that cannot be exceeded if the hard constraints hold: they cost nothing, and prune and explain.
    pub implied: Vec<Implied>,
    /// Seats of each room; none outside the list.
    pub seats: Vec<i32>,
    /// Walking minutes, rooms × rooms.
    walking: Vec<i32>,
    /// By room, the rooms that it takes.
    parts: Vec<Vec<u32>>,
}

impl Network {
    /// In how many modes a session may be interpreted.
    #[must_use]
    pub fn modes(&self, session: SessionId) -> usize {
        self.staff.crews[session.index()].len()
    }

    /// Number of sessions.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.durations.len()
    }

    /// Number of rooms, the one that stands for "outside the rooms of the list" included; it comes last.
    #[must_use]
    pub fn rooms(&self) -> usize {
        self.parts.len()
    }

    /// The room that stands for "outside the rooms of the list".
    #[must_use]
    pub fn nowhere(&self) -> u32 {
        self.rooms() as u32 - 1
    }

    /// Minutes on foot from room to room; none to or from outside the list.
    #[must_use]
    pub fn walk(&self, from: u32, to: u32) -> i32 {
        self.walking[from as usize * self.rooms() + to as usize]
    }

    /// The rooms that a room takes: itself and those it is made of.
    #[must_use]
    pub fn parts(&self, room: u32) -> &[u32] {
        &self.parts[room as usize]
    }

    /// The segments from `before` minutes before the start to `after` minutes after the end of a session.
    #[must_use]
    pub fn padded(&self, session: SessionId, time: u32, before: i32, after: i32) -> Range<usize> {
        let start = self.starts[time as usize];
        let end = start + self.durations[session.index()];
        self.segments.within(Interval { from: start - before, to: end + after })
    }
}

/// What a table of starts follows from: the relation, how often it counts, the durations, and the classes of slots where
/// they matter.
type TimeKey = (TimeRelation, i32, (i32, i32), (u32, u32));

/// Collects the declarations of all rules and makes the network of them.
#[derive(Debug)]
pub struct NetworkBuilder {
    network: Network,
    /// Capacities still to be spread over segments: by constraint, one profile per limit or room.
    profiles: BTreeMap<usize, Vec<Profile>>,
    /// Durations and paddings in use: each makes moments at every start.
    pads: BTreeSet<(i32, i32, i32)>,
    time_tables: BTreeMap<TimeKey, u32>,
    room_tables: BTreeMap<(RoomRelation, i32), u32>,
}

impl NetworkBuilder {
    /// A network of the problem without constraints.
    #[must_use]
    pub fn new(problem: &Problem) -> Self {
        let rooms = problem.rooms.len();
        let mut walking = vec![0; (rooms + 1) * (rooms + 1)];
        for from in problem.room_ids() {
            for to in problem.room_ids() {
                walking[from.index() * (rooms + 1) + to.index()] = problem.walk(from, to);
            }
        }
        let mut parts: Vec<Vec<u32>> =
            problem.rooms.iter().map(|room| room.parts.iter().map(|part| part.0).collect()).collect();
        parts.push(Vec::new());
        let network = Network {
            starts: problem.starts.iter().map(|start| start.minute).collect(),
            day_of_start: problem.starts.iter().map(|start| start.day.0).collect(),
            days: problem.days.len(),
            durations: problem.sessions.iter().map(|session| session.minutes).collect(),
            in_room: problem.sessions.iter().map(|session| session.in_room).collect(),
            layout: Layout::of(problem),
            segments: Segments::default(),
            time_tables: Vec::new(),
            room_tables: Vec::new(),
            staff: Staff::of(problem),
            constraints: Vec::new(),
            implied: Vec::new(),
            seats: problem.rooms.iter().map(|room| room.seats).chain([0]).collect(),
            walking,
            parts,
        };
        let pads = network.durations.iter().map(|&minutes| (minutes, 0, 0)).collect();
        Self { network, profiles: BTreeMap::new(), pads, time_tables: BTreeMap::new(), room_tables: BTreeMap::new() }
    }

    /// Lets a rule declare, on a level and with a weight. Nothing is kept of what is off or weighs nothing.
    pub fn declaration(&mut self, rule: usize, level: Level, weight: i64) -> Declaration<'_> {
        Declaration { builder: self, rule, level, weight }
    }

    /// The network.
    #[must_use]
    pub fn finish(mut self) -> Network {
        let mut moments = Vec::new();
        for &(minutes, before, after) in &self.pads {
            for &start in &self.network.starts {
                moments.push(start - before);
                moments.push(start + minutes + after);
            }
        }
        let implied = conditions(&self.network);
        let of_implied = implied.iter().flat_map(|condition| condition.limits.iter().map(|limit| &limit.1));
        for profile in self.profiles.values().flatten().chain(of_implied) {
            for (interval, _) in &profile.changes {
                moments.push(interval.from);
                moments.push(interval.to);
            }
        }
        self.network.segments = Segments::new(moments);
        let segments = &self.network.segments;
        for (position, profiles) in self.profiles {
            match &mut self.network.constraints[position].body {
                Primitive::Occupancy(occupancy) => {
                    occupancy.capacity = profiles.iter().flat_map(|p| p.by_segment(segments)).collect();
                }
                Primitive::Cumulative(cumulative) => {
                    for (limit, profile) in cumulative.limits.iter_mut().zip(&profiles) {
                        limit.capacity = profile.by_segment(segments);
                    }
                }
                _ => {}
            }
        }
        self.network.implied = implied.into_iter().map(|condition| condition.spread(&self.network)).collect();
        self.network
    }
}

/// A rule's door to the network. Constraints that cannot cost anything are not kept.
#[derive(Debug)]
pub struct Declaration<'a> {
    builder: &'a mut NetworkBuilder,
    rule: usize,
    level: Level,
    weight: i64,
}

impl Declaration<'_> {
    /// The network so far, for its dimensions.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.builder.network
    }

    fn add(&mut self, subjects: Vec<Subject>, body: Primitive) -> Option<usize> {
        if self.level == Level::Off || self.weight == 0 {
            return None;
        }
        let tag = Tag { rule: self.rule, subjects };
        self.builder.network.constraints.push(Constraint { tag, level: self.level, weight: self.weight, body });
        Some(self.builder.network.constraints.len() - 1)
    }

    /// A cost on a session's own placement.
    pub fn unary(&mut self, session: SessionId, table: Table) {
        self.unary_about(vec![Subject::Session(session)], session, table);
    }

    fn unary_about(&mut self, subjects: Vec<Subject>, session: SessionId, table: Table) {
        let (Table::ByTime(costs)
        | Table::ByRoom(costs)
        | Table::ByCell(costs)
        | Table::ByMode(costs)
        | Table::ByStand(costs)) = &table;
        if costs.iter().any(|&cost| cost != 0) {
            self.add(subjects, Primitive::Unary(Unary { session, table }));
        }
    }

    /// A cost for leaving a session out.
    pub fn absence(&mut self, session: SessionId, cost: i64) {
        if cost != 0 {
            self.add(vec![Subject::Session(session)], Primitive::Absence(Absence { session, cost }));
        }
    }

    /// A cost on the starts of two sessions; of a session and itself, a cost on its start.
    pub fn times(&mut self, subjects: Vec<Subject>, a: SessionId, b: SessionId, relation: TimeRelation) {
        self.times_counted(subjects, (a, b), relation, 1);
    }

    /// The same, counted so many times.
    pub fn times_counted(
        &mut self,
        subjects: Vec<Subject>,
        (a, b): (SessionId, SessionId),
        relation: TimeRelation,
        count: i32,
    ) {
        let table = self.time_table(a, b, relation, count);
        let network = &self.builder.network;
        let costs = &network.time_tables[table as usize];
        if a == b {
            let itself = costs.iter().step_by(network.starts.len() + 1).map(|&cost| i64::from(cost)).collect();
            self.unary_about(subjects, a, Table::ByTime(itself));
        } else if costs.iter().any(|&cost| cost != 0) {
            self.add(subjects, Primitive::Relation(Relation { a, b, kind: RelationKind::Times(table) }));
        }
    }

    /// The table of a relation of starts; sessions that fit alike share it.
    fn time_table(&mut self, a: SessionId, b: SessionId, relation: TimeRelation, count: i32) -> u32 {
        let network = &mut self.builder.network;
        let durations = (network.durations[a.index()], network.durations[b.index()]);
        let classes = match relation {
            TimeRelation::SameSlot => (network.layout.class_of[a.index()], network.layout.class_of[b.index()]),
            _ => (0, 0),
        };
        *self.builder.time_tables.entry((relation, count, durations, classes)).or_insert_with(|| {
            let costs = relation.table(network, durations, classes);
            network.time_tables.push(costs.into_iter().map(|cost| cost.saturating_mul(count)).collect());
            network.time_tables.len() as u32 - 1
        })
    }

    fn room_table(&mut self, relation: RoomRelation, count: i32) -> u32 {
        let network = &mut self.builder.network;
        *self.builder.room_tables.entry((relation, count)).or_insert_with(|| {
            let costs = relation.table(network);
            network.room_tables.push(costs.into_iter().map(|cost| cost.saturating_mul(count)).collect());
            network.room_tables.len() as u32 - 1
        })
    }

    /// A cost on the rooms of two sessions; of a session and itself, a cost on its room.
    pub fn rooms(&mut self, subjects: Vec<Subject>, a: SessionId, b: SessionId, relation: RoomRelation) {
        self.rooms_counted(subjects, (a, b), relation, 1);
    }

    /// The same, counted so many times.
    pub fn rooms_counted(
        &mut self,
        subjects: Vec<Subject>,
        (a, b): (SessionId, SessionId),
        relation: RoomRelation,
        count: i32,
    ) {
        let table = self.room_table(relation, count);
        let network = &self.builder.network;
        let costs = &network.room_tables[table as usize];
        if a == b {
            let itself = costs.iter().step_by(network.rooms() + 1).map(|&cost| i64::from(cost)).collect();
            self.unary_about(subjects, a, Table::ByRoom(itself));
        } else if costs.iter().any(|&cost| cost != 0) {
            self.add(subjects, Primitive::Relation(Relation { a, b, kind: RelationKind::Rooms(table) }));
        }
    }

    /// What the starts of two sessions cost, counted so many times, times what their rooms cost.
    pub fn times_and_rooms(
        &mut self,
        subjects: Vec<Subject>,
        (a, b): (SessionId, SessionId),
        (times, count): (TimeRelation, i32),
        rooms: RoomRelation,
    ) {
        let table = self.time_table(a, b, times, count);
        let costs = &self.builder.network.time_tables[table as usize];
        // Where all starts cost the same, as on a conference of one day, rooms alone matter.
        if let Some(&same) = costs.first().filter(|&first| a != b && costs.iter().all(|cost| cost == first)) {
            if same != 0 {
                self.rooms_counted(subjects, (a, b), rooms, same);
            }
            return;
        }
        let (times, rooms) = (table, self.room_table(rooms, 1));
        let network = &self.builder.network;
        let ever = |table: &[i32]| table.iter().any(|&cost| cost != 0);
        if a != b && ever(&network.time_tables[times as usize]) && ever(&network.room_tables[rooms as usize]) {
            self.add(subjects, Primitive::Relation(Relation { a, b, kind: RelationKind::Both(times, rooms) }));
        }
    }

    /// A cost on which groups meet in which rooms of which slots.
    pub fn grid(&mut self, grid: Grid) {
        let costs = match &grid {
            Grid::Cells(costs) => costs.iter().flatten().any(|&cost| cost > 0),
            Grid::Used(costs) => costs.iter().any(|&cost| cost > 0),
            Grid::Together(costs) => costs.iter().flatten().any(|&(_, cost)| cost > 0),
            Grid::Split | Grid::Interrupted | Grid::Mixed => self.network().layout.groups > 0,
        };
        if costs {
            self.add(Vec::new(), Primitive::Grid(grid));
        }
    }

    /// A cost on the places of a group's sessions in its programme.
    pub fn sequence(&mut self, subjects: Vec<Subject>, members: Vec<(SessionId, i64)>, by_room: bool) {
        if members.iter().any(|member| member.1 != 0) {
            self.add(subjects, Primitive::Sequence(Sequence { members, by_room }));
        }
    }

    /// Minutes by which the pause between two sessions falls short of `pause` plus the walk between their rooms.
    pub fn walk(&mut self, subjects: Vec<Subject>, a: SessionId, b: SessionId, pause: i32) {
        if a != b {
            self.add(subjects, Primitive::Relation(Relation { a, b, kind: RelationKind::Walk { pause } }));
        }
    }

    /// Rooms in use, each with its capacity over time (the room outside the list included, last). With `pairs`, every
    /// session too many counts once for each other one (see [`Occupancy::pairs`]).
    pub fn occupancy(&mut self, before: Vec<i32>, after: Vec<i32>, capacity: Vec<Profile>, pairs: bool) {
        let pads: Vec<_> =
            self.network().durations.iter().zip(before.iter().zip(&after)).map(|(&m, (&b, &a))| (m, b, a)).collect();
        let body = Primitive::Occupancy(Occupancy { before, after, capacity: Vec::new(), pairs });
        if let Some(position) = self.add(Vec::new(), body) {
            self.builder.profiles.insert(position, capacity);
            self.builder.pads.extend(pads);
        }
    }

    /// A resource used minute by minute. `limits` are sets of kinds of work with their capacity over time.
    /// With `standing`, units stay in their rooms (see [`Cumulative::standing`]).
    pub fn cumulative(
        &mut self,
        subjects: Vec<Subject>,
        uses: Vec<Use>,
        limits: Vec<(Works, Profile)>,
        standing: bool,
    ) {
        let pads: Vec<_> =
            uses.iter().map(|u| (self.network().durations[u.session.index()], u.before, u.after)).collect();
        let (works, profiles): (Vec<Works>, Vec<Profile>) = limits.into_iter().unzip();
        let limits = works.into_iter().map(|works| Limit { works, capacity: Vec::new() }).collect();
        let body = Primitive::Cumulative(Cumulative { over: Over::Minutes, uses, limits, standing });
        if let Some(position) = self.add(subjects, body) {
            self.builder.profiles.insert(position, profiles);
            self.builder.pads.extend(pads);
        }
    }

    /// A resource used day by day; capacities by day.
    pub fn daily(&mut self, subjects: Vec<Subject>, uses: Vec<Use>, limits: Vec<(Works, Vec<i32>)>) {
        let limits = limits.into_iter().map(|(works, capacity)| Limit { works, capacity }).collect();
        let body = Primitive::Cumulative(Cumulative { over: Over::Days, uses, limits, standing: false });
        self.add(subjects, body);
    }

    /// A most on a sum per day or room.
    pub fn tally(&mut self, subjects: Vec<Subject>, members: Vec<(SessionId, i64)>, by: Attribute, most: i64) {
        self.add_tally(subjects, Tally { members, by, most, whole: false });
    }

    /// A most on a sum per start; a sum that exceeds it counts whole.
    pub fn crowd(&mut self, subjects: Vec<Subject>, members: Vec<(SessionId, i64)>, most: i64) {
        self.add_tally(subjects, Tally { members, by: Attribute::Start, most, whole: true });
    }

    fn add_tally(&mut self, subjects: Vec<Subject>, tally: Tally) {
        if tally.members.iter().map(|member| member.1).sum::<i64>() > tally.most {
            self.add(subjects, Primitive::Tally(tally));
        }
    }

    /// A cost on the number of days or rooms that a group touches.
    pub fn presence(&mut self, subjects: Vec<Subject>, members: Vec<SessionId>, of: Attribute, free: i64) {
        if members.len() as i64 > free {
            self.add(subjects, Primitive::Presence(Presence { members, of, free }));
        }
    }

    /// A cost on idle time between the first and the last session of a day, in started units.
    pub fn gaps(&mut self, subjects: Vec<Subject>, members: Vec<SessionId>, unit: i64) {
        if members.len() > 1 {
            self.add(subjects, Primitive::Gaps(Gaps { members, unit }));
        }
    }

    /// A cost on who serves the sessions.
    pub fn team(&mut self, team: Team) {
        if self.network().staff.seats() > 0 || self.network().staff.crews.iter().flatten().any(|crew| crew.people > 0) {
            self.add(Vec::new(), Primitive::Team(team));
        }
    }

    /// A cost on what each person who serves does.
    pub fn roster(&mut self, roster: Roster) {
        if self.network().staff.seats() > 0 {
            self.add(Vec::new(), Primitive::Roster(roster));
        }
    }

    /// A cost on the busiest moment of each day.
    pub fn peak(&mut self, members: Vec<(SessionId, Vec<bool>)>, free: i64, cost: i64) {
        if members.len() as i64 > free && cost > 0 {
            self.add(Vec::new(), Primitive::Peak(Peak { members, free, cost }));
        }
    }

    /// A most on the set-ups of mobile units on one day.
    pub fn moves(&mut self, uses: Vec<Standing>, stock: i32, most: i64) {
        let units = uses.iter().map(|use_| i64::from(use_.demand.most())).sum::<i64>();
        if units > most {
            self.add(Vec::new(), Primitive::Moves(Moves { uses, stock, most }));
        }
    }

    /// A cost on the group that fares worst, in parts of what it might have. Groups that cannot miss anything do not
    /// count.
    pub fn worst(&mut self, groups: Vec<Share>, parts: i64) {
        let can_miss = |group: &Share| {
            group.missed.iter().any(|(_, by_mode, out)| *out > 0 || by_mode.iter().any(|&missed| missed > 0))
        };
        let groups: Vec<Share> = groups.into_iter().filter(|group| group.whole > 0 && can_miss(group)).collect();
        if !groups.is_empty() {
            self.add(Vec::new(), Primitive::Worst(Worst { groups, parts }));
        }
    }

    /// What people miss who attend the best of what runs in parallel.
    pub fn best_of(&mut self, parties: Vec<Party>) {
        if !parties.is_empty() {
            self.add(Vec::new(), Primitive::BestOf(BestOf { parties }));
        }
    }

    /// How often people change rooms who follow what they wish through a slot.
    pub fn hops(&mut self, parties: Vec<Party>) {
        if !parties.is_empty() && self.network().layout.slots > 0 {
            self.add(Vec::new(), Primitive::Hops(Hops { parties }));
        }
    }
}
