//! Team: what is wrong with the people who serve one session.

use super::staff::{Crew, Pair, Staff};
use super::{Assignment, Network};
use crate::problem::SessionId;

/// A cost on the team of every session, in minutes of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Team {
    /// People missing.
    Missing,
    /// People who cannot do the work of their post.
    Unable,
    /// Pairs of a floor language and a channel that nobody covers, directly or by relay over one other channel.
    Uncovered,
    /// Pairs that are covered by relay only.
    Relayed,
    /// People and channels missing where relay is given from: `givers` who can give it (the second number when a post
    /// that gives it works both ways), over `pivots` channels.
    Thin {
        /// People who can give relay.
        givers: [i32; 2],
        /// Channels over which it goes.
        pivots: i32,
    },
    /// People who sit in another booth than theirs.
    Foreign,
}

impl Team {
    /// The amount per minute of a session, from who sits where.
    #[must_use]
    pub fn of(self, staff: &Staff, crew: &Crew, seats: &[u16]) -> i64 {
        match self {
            Team::Missing => {
                let (mut short, mut present) = (0, 0);
                for &(post, least) in &crew.posts {
                    let here = staff.team(seats, post).count() as i32;
                    short += (least - here).max(0);
                    present += here;
                }
                i64::from(short.max(crew.people - present))
            }
            Team::Unable => {
                let strange = |post: u32| {
                    let able = &staff.posts[post as usize].able;
                    staff.team(seats, post).filter(|&person| able.binary_search(&u32::from(person)).is_err()).count()
                };
                crew.posts.iter().map(|&(post, _)| strange(post) as i64).sum()
            }
            Team::Uncovered => {
                let open = |pair: &&Pair| !direct(staff, pair, seats) && relays(staff, pair, seats) == (0, 0, false);
                crew.pairs.iter().filter(open).count() as i64
            }
            Team::Relayed => crew.pairs.iter().filter(|pair| relayed(staff, pair, seats)).count() as i64,
            Team::Thin { givers, pivots } => {
                let missing = |pair: &Pair| {
                    let (channels, people, both_ways) = relays(staff, pair, seats);
                    (givers[usize::from(both_ways)] - people).max(0) + (pivots - channels).max(0)
                };
                let pairs = crew.pairs.iter().filter(|pair| relayed(staff, pair, seats));
                pairs.map(|pair| i64::from(missing(pair))).sum()
            }
            Team::Foreign => {
                let strange = |post: u32| {
                    let list = &staff.posts[post as usize].strangers;
                    staff.team(seats, post).filter(|&person| list.binary_search(&u32::from(person)).is_ok()).count()
                };
                crew.posts.iter().map(|&(post, _)| strange(post) as i64).sum()
            }
        }
    }

    /// The amount: minutes × what is wrong, over all sessions.
    #[must_use]
    pub fn amount(self, network: &Network, at: &Assignment) -> i64 {
        let session = |session: SessionId| {
            let Some(cell) = at.get(session) else { return 0 };
            let crew = &network.staff.crews[session.index()][cell.mode as usize];
            i64::from(network.durations[session.index()]) * self.of(&network.staff, crew, &at.seats)
        };
        network.session_ids().map(session).sum()
    }
}

fn direct(staff: &Staff, pair: &Pair, seats: &[u16]) -> bool {
    staff.team(seats, pair.post).any(|person| staff.works(person, pair.direct))
}

fn relayed(staff: &Staff, pair: &Pair, seats: &[u16]) -> bool {
    !direct(staff, pair, seats) && relays(staff, pair, seats).0 > 0
}

/// Channels over which a pair is relayed, the people who can give that relay, and whether one of their posts works both
/// ways.
fn relays(staff: &Staff, pair: &Pair, seats: &[u16]) -> (i32, i32, bool) {
    let mut found = (0, 0, false);
    for pivot in &pair.over {
        let givers = staff.team(seats, pivot.giver).filter(|&person| staff.works(person, pivot.give)).count() as i32;
        let taken = staff.team(seats, pair.post).any(|person| staff.works(person, pivot.take));
        if givers > 0 && taken {
            let both_ways = staff.posts[pivot.giver as usize].both_ways;
            found = (found.0 + 1, found.1 + givers, found.2 || both_ways);
        }
    }
    found
}
