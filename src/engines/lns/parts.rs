//! Parts of a timetable to be set free.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use crate::engines::mip::Classes;
use crate::network::{Assignment, Cell, Domain, Network, Primitive};
use crate::timetable::Score;

/// What is free: domains for sessions, days for people.
pub(super) struct Part {
    /// By session: its open cells; what stays has the cells that are as good as its own.
    pub(super) domains: Vec<Domain>,
    /// By day: whether other people than before may serve the sessions that stay.
    pub(super) days: Vec<bool>,
}

/// How a part is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Who serves on some days, and which interpretation there is; sessions stay.
    People,
    /// Sessions of one day, on that day.
    Day,
    /// What runs at some starts, exchanged among them.
    Slots,
    /// Sessions that have much to do with one another, anywhere.
    Related,
    /// Sessions with which something is wrong, and those that have to do with them.
    Trouble,
}

/// What a session may do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Freedom {
    Stays,
    /// In another mode.
    Mode,
    /// Within the starts of the part.
    Starts,
    Anywhere,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [Self::People, Self::Day, Self::Slots, Self::Related, Self::Trouble];

    /// A first size: days for people, starts for slots, sessions for the others.
    pub(super) fn first_size(self, network: &Network) -> f64 {
        match self {
            Self::People => network.days as f64,
            Self::Slots => 2.0,
            Self::Day | Self::Related | Self::Trouble => 10.0,
        }
    }

    /// Whether there is such a part.
    pub(super) fn suits(self, network: &Network, score: Score) -> bool {
        match self {
            Self::People => network.staff.seats() > 0,
            Self::Trouble => score.hard > 0,
            Self::Day => network.days > 1,
            Self::Slots | Self::Related => true,
        }
    }

    /// A random part of about this size.
    pub(super) fn part(
        self,
        network: &Network,
        domains: &[Domain],
        best: &Assignment,
        related: &Related,
        size: f64,
        rng: &mut Pcg64Mcg,
    ) -> Part {
        let n = network.sessions();
        let size = size.round().max(1.0) as usize;
        let mut freedom = vec![Freedom::Stays; n];
        let mut starts = vec![false; network.starts.len()];
        let mut days = vec![false; network.days];
        let day_of = |session: usize| best.cells[session].map(|cell| network.day_of_start[cell.time as usize] as usize);
        match self {
            Self::People => {
                for _ in 0..size {
                    days[rng.random_range(0..network.days)] = true;
                }
                if size >= network.days {
                    days.fill(true);
                }
                for session in (0..n).filter(|&session| day_of(session).is_some_and(|day| days[day])) {
                    freedom[session] = Freedom::Mode;
                }
            }
            Self::Day => {
                let day = rng.random_range(0..network.days);
                for (start, open) in starts.iter_mut().enumerate() {
                    *open = network.day_of_start[start] as usize == day;
                }
                let mut there: Vec<usize> = (0..n).filter(|&session| day_of(session) == Some(day)).collect();
                for _ in 0..size.min(there.len()) {
                    let session = there.swap_remove(rng.random_range(0..there.len()));
                    freedom[session] = Freedom::Starts;
                }
            }
            Self::Slots => {
                let first = rng.random_range(0..n);
                let open = &domains[first].times;
                for _ in 0..size.min(open.len()) {
                    starts[open[rng.random_range(0..open.len())] as usize] = true;
                }
                if let Some(cell) = best.cells[first] {
                    starts[cell.time as usize] = true;
                }
                for (session, freedom) in freedom.iter_mut().enumerate() {
                    if best.cells[session].is_none_or(|cell| starts[cell.time as usize]) {
                        *freedom = Freedom::Starts;
                    }
                }
            }
            Self::Related => {
                for session in related.around(rng.random_range(0..n), size, rng) {
                    freedom[session] = Freedom::Anywhere;
                }
            }
            Self::Trouble => {
                let wrong = related.wrong(network, best);
                let first = match &wrong[..] {
                    [] => rng.random_range(0..n),
                    some => some[rng.random_range(0..some.len())] as usize,
                };
                // Those with which it is wrong, and all that run at another start, which makes room there.
                let open = &domains[first].times;
                let other = open.get(rng.random_range(0..open.len().max(1))).copied();
                let there = |session: &usize| best.cells[*session].is_some_and(|cell| Some(cell.time) == other);
                let around = related.around(first, size.div_ceil(2), rng);
                for session in (0..n).filter(there).take(size).chain(around) {
                    freedom[session] = Freedom::Anywhere;
                }
            }
        }
        // Whoever moves may move with people.
        for session in (0..n).filter(|&session| freedom[session] != Freedom::Stays) {
            if let Some(day) = day_of(session) {
                days[day] = true;
            }
        }
        let classes = Classes::new(network);
        let mut class = vec![0; network.rooms()];
        for (number, members) in classes.members.iter().enumerate() {
            members.iter().for_each(|&room| class[room as usize] = number);
        }
        let restrict = |(session, domain): (usize, &Domain)| {
            let Some(own) = best.cells[session] else {
                return if freedom[session] == Freedom::Stays { domain.closed() } else { domain.clone() };
            };
            // What stands where it may not is free to leave.
            if !domain.contains(own) {
                return domain.clone();
            }
            let there = |cell: Cell| cell.time == own.time && class[cell.room as usize] == class[own.room as usize];
            domain.only(|cell| match freedom[session] {
                Freedom::Stays => there(cell) && cell.mode == own.mode,
                Freedom::Mode => there(cell),
                Freedom::Starts => starts[cell.time as usize] || there(cell),
                Freedom::Anywhere => true,
            })
        };
        Part { domains: domains.iter().enumerate().map(restrict).collect(), days }
    }
}

/// What sessions have to do with one another.
pub(super) struct Related {
    /// Sessions × sessions: how much.
    weight: Vec<u32>,
    sessions: usize,
}

impl Related {
    /// From the constraints that speak of few sessions, and from wishes.
    pub(super) fn new(network: &Network) -> Self {
        /// Who speaks of more sessions than this says nothing of any two.
        const FEW: usize = 16;
        let n = network.sessions();
        let mut related = Self { weight: vec![0; n * n], sessions: n };
        for constraint in &network.constraints {
            if let Primitive::BestOf(best_of) = &constraint.body {
                for party in &best_of.parties {
                    let wishes: Vec<usize> = party.wishes.iter().map(|wish| wish.session.index()).collect();
                    related.add(&wishes, u32::try_from(party.count).unwrap_or(1));
                }
                continue;
            }
            let members = members(&constraint.body);
            if members.len() <= FEW {
                related.add(&members, 8);
            }
        }
        related
    }

    fn add(&mut self, members: &[usize], weight: u32) {
        for &a in members {
            for &b in members.iter().filter(|&&b| b != a) {
                let sum = &mut self.weight[a * self.sessions + b];
                *sum = sum.saturating_add(weight);
            }
        }
    }

    /// A session and those that have most to do with it, by lot: Shaw's choice from a ranking.
    fn around(&self, first: usize, size: usize, rng: &mut Pcg64Mcg) -> Vec<usize> {
        /// How strongly the first of the ranking are preferred.
        const GREED: f64 = 4.0;
        let mut part = vec![first];
        let row = &self.weight[first * self.sessions..(first + 1) * self.sessions];
        let mut others: Vec<usize> = (0..self.sessions).filter(|&session| session != first).collect();
        // Of equals any.
        let lots: Vec<u32> = row.iter().map(|_| rng.random()).collect();
        others.sort_unstable_by_key(|&session| (std::cmp::Reverse(row[session]), lots[session]));
        while part.len() < size && !others.is_empty() {
            let rank = (rng.random::<f64>().powf(GREED) * others.len() as f64) as usize;
            part.push(others.remove(rank.min(others.len() - 1)));
        }
        part
    }

    /// Sessions of which a broken hard constraint speaks.
    fn wrong(&self, network: &Network, at: &Assignment) -> Vec<u32> {
        let mut wrong = Vec::new();
        for constraint in &network.constraints {
            // What was hard is dear here.
            if network.amount(constraint, at).saturating_mul(constraint.weight) >= super::elastic::DEAR {
                wrong.extend(members(&constraint.body).into_iter().map(|session| session as u32));
            }
        }
        let staff = &network.staff;
        for (session, crews) in staff.crews.iter().enumerate() {
            let Some(cell) = at.cells[session] else { continue };
            let short = |&(post, least): &(u32, i32)| (staff.team(&at.seats, post).count() as i32) < least;
            if crews[cell.mode as usize].posts.iter().any(short) {
                wrong.push(session as u32);
            }
        }
        wrong
    }
}

/// The sessions of which a constraint speaks; none where it speaks of all of them alike.
fn members(body: &Primitive) -> Vec<usize> {
    match body {
        Primitive::Unary(unary) => vec![unary.session.index()],
        Primitive::Absence(absence) => vec![absence.session.index()],
        Primitive::Relation(relation) => vec![relation.a.index(), relation.b.index()],
        Primitive::Cumulative(body) => body.uses.iter().map(|use_| use_.session.index()).collect(),
        Primitive::Tally(tally) => tally.members.iter().map(|member| member.0.index()).collect(),
        Primitive::Presence(presence) => presence.members.iter().map(|session| session.index()).collect(),
        Primitive::Sequence(body) => body.members.iter().map(|member| member.0.index()).collect(),
        Primitive::Gaps(gaps) => gaps.members.iter().map(|session| session.index()).collect(),
        Primitive::Peak(peak) => peak.members.iter().map(|member| member.0.index()).collect(),
        Primitive::Moves(moves) => moves.uses.iter().map(|standing| standing.session.index()).collect(),
        Primitive::Occupancy(_)
        | Primitive::BestOf(_)
        | Primitive::Hops(_)
        | Primitive::Team(_)
        | Primitive::Roster(_)
        | Primitive::Grid(_)
        | Primitive::Worst(_) => Vec::new(),
    }
}
