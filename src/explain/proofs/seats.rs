//! More seats than people who may sit in them on these days: somebody is in one place at a time, is there, and works whole
//! sessions, so who may work 150 minutes a day sits in one session of 90.

use super::{Proof, Sight};
use crate::instance::schema::Level;
use crate::network::{Primitive, Roster, Team};
use crate::problem::Interval;

/// Sets of people that are looked at, at most.
const MOST_SETS: usize = 64;

/// What people may do.
struct Terms<'n> {
    /// Whether nobody is in two places at once.
    one_at_a_time: bool,
    /// By person: the most minutes on a day.
    minutes: Vec<Option<i32>>,
    /// The most minutes on a day in teams of at most so many.
    by_team: Vec<(i32, i32)>,
    /// By person: when they are not there.
    away: Vec<Vec<&'n Interval>>,
}

impl Terms<'_> {
    /// The most minutes on a day in teams of so many.
    fn in_teams(&self, team: i32) -> Option<i32> {
        self.by_team.iter().filter(|(largest, _)| team <= *largest).map(|(_, most)| *most).min()
    }
}

impl Sight<'_> {
    /// Counts seats that only certain people can take, in sessions that can be on certain days only.
    pub(super) fn seats(&self) -> Option<Proof> {
        let terms = self.terms()?;
        let staff = &self.network.staff;
        // By session: the days on which it can be, one bit each; those beyond are one.
        let bit = |time: u32| 1u64 << self.network.day_of_start[time as usize].min(63);
        let on: Vec<u64> =
            self.domains.iter().map(|d| d.times.iter().fold(0, |days, &time| days | bit(time))).collect();
        let mut days: Vec<u64> = self.needed().map(|session| on[session]).collect();
        days.sort_unstable();
        days.dedup();
        let mut best: Option<Proof> = None;
        for able in self.sets_of_people() {
            let within: Vec<bool> =
                staff.posts.iter().map(|post| post.able.iter().all(|&person| able[person as usize])).collect();
            let seats_of = |session: usize| -> i32 {
                let crews = &staff.crews[session];
                let in_mode = |&mode: &u32| -> i32 {
                    let posts = crews[mode as usize].posts.iter();
                    posts.filter(|(post, _)| within[*post as usize]).map(|(_, least)| *least).sum()
                };
                self.domains[session].modes.iter().map(in_mode).min().unwrap_or(0)
            };
            let needed: Vec<(usize, i32)> =
                self.needed().map(|session| (session, seats_of(session))).filter(|(_, seats)| *seats > 0).collect();
            // Long sessions by themselves: who may work 150 minutes a day sits in one of 90, or in two of 75.
            let mut lengths: Vec<i32> = needed.iter().map(|&(session, _)| self.network.durations[session]).collect();
            lengths.sort_unstable();
            lengths.dedup();
            for (&days, &shortest) in days.iter().flat_map(|days| lengths.iter().map(move |shortest| (days, shortest)))
            {
                let counts = |session: usize| on[session] & !days == 0 && self.network.durations[session] >= shortest;
                let few: Vec<(usize, i32)> = needed.iter().copied().filter(|&(session, _)| counts(session)).collect();
                let sessions: Vec<usize> = few.iter().map(|&(session, _)| session).collect();
                let seats: i64 = few.iter().map(|&(_, seats)| i64::from(seats)).sum();
                if seats == 0 || best.as_ref().is_some_and(|known| known.sessions.len() <= sessions.len()) {
                    continue;
                }
                let people = || (0..staff.people).filter(|&person| able[person]);
                let most = terms.in_teams(self.largest_team(&sessions, &within));
                let there = self.turns(&terms, most, people(), &sessions);
                // A session has all its seats on one day.
                let fewest = few.iter().map(|&(_, seats)| i64::from(seats)).min().unwrap_or(1).max(1);
                let held: i64 = there.iter().map(|turns| turns / fewest).sum();
                let there: i64 = there.iter().sum();
                if seats > there || sessions.len() as i64 > held {
                    let by_day = if seats > there {
                        String::new()
                    } else {
                        format!(", which is enough for {held} of these sessions, day by day")
                    };
                    let text = format!(
                        "{} sessions have {seats} seats for {} interpreters, who can take {there}: one place at a time, while they \
                         are there, and no longer on a day than they may{by_day}",
                        sessions.len(),
                        people().count()
                    );
                    best = Some(self.proof("seats", text, &sessions));
                }
            }
        }
        best
    }

    /// By day: how many sessions like these somebody can be in, of so many minutes at most, summed over people.
    fn turns(
        &self,
        terms: &Terms<'_>,
        most: Option<i32>,
        people: impl Iterator<Item = usize>,
        sessions: &[usize],
    ) -> Vec<i64> {
        let shortest = sessions.iter().map(|&session| self.network.durations[session]).min().unwrap_or(0).max(1);
        let mut times: Vec<u32> = sessions.iter().flat_map(|&session| self.domains[session].times.clone()).collect();
        times.sort_unstable();
        times.dedup();
        let mut sums = vec![0; self.network.days];
        for person in people {
            let minutes = [terms.minutes[person], most].into_iter().flatten().min();
            let hours = minutes.map_or(i64::from(u32::MAX), |minutes| i64::from(minutes.max(0) / shortest));
            let free = |time: &u32| {
                let from = self.network.starts[*time as usize];
                let span = Interval { from, to: from + shortest };
                terms.away[person].iter().all(|away| away.overlap(span) == 0)
            };
            let there: Vec<u32> = times.iter().copied().filter(free).collect();
            for times in there.chunk_by(|a, b| self.day(*a) == self.day(*b)) {
                sums[self.day(times[0]) as usize] += match terms.one_at_a_time {
                    true => hours.min(self.in_sequence(times, shortest) as i64),
                    false => hours,
                };
            }
        }
        sums
    }

    /// The most people in a team that serves one of these sessions at these posts.
    fn largest_team(&self, sessions: &[usize], within: &[bool]) -> i32 {
        let posts = self.network.staff.posts.iter().zip(within).filter(|(_, within)| **within);
        let here = posts.filter(|(post, _)| sessions.contains(&post.session.index()));
        here.map(|(post, _)| post.team()).max().unwrap_or(i32::MAX)
    }

    fn day(&self, time: u32) -> u32 {
        self.network.day_of_start[time as usize]
    }

    /// Those who can do one kind of work, or one of two; by person.
    fn sets_of_people(&self) -> Vec<Vec<bool>> {
        let staff = &self.network.staff;
        let mut sets: Vec<Vec<bool>> = Vec::new();
        for post in &staff.posts {
            let mut set = vec![false; staff.people];
            post.able.iter().for_each(|&person| set[person as usize] = true);
            if !sets.contains(&set) {
                sets.push(set);
            }
        }
        sets.truncate(MOST_SETS);
        for (first, second) in (0..sets.len()).flat_map(|first| (0..first).map(move |second| (first, second))) {
            let both: Vec<bool> = sets[first].iter().zip(&sets[second]).map(|(a, b)| *a || *b).collect();
            if sets.len() < MOST_SETS && !sets.contains(&both) {
                sets.push(both);
            }
        }
        sets
    }

    /// What people may do; `None` unless every seat has to be taken, by somebody who can do the work.
    fn terms(&self) -> Option<Terms<'_>> {
        let hard = || self.network.constraints.iter().filter(|constraint| constraint.level == Level::Hard);
        let has = |wanted: &dyn Fn(&Primitive) -> bool| hard().any(|constraint| wanted(&constraint.body));
        let bound = has(&|body| matches!(body, Primitive::Team(Team::Missing)))
            && has(&|body| matches!(body, Primitive::Team(Team::Unable)));
        if !bound {
            return None;
        }
        let people = self.network.staff.people;
        let one_at_a_time = has(&|body| matches!(body, Primitive::Roster(Roster::Clash)));
        let (minutes, away) = (vec![None; people], vec![Vec::new(); people]);
        let mut terms = Terms { one_at_a_time, minutes, by_team: Vec::new(), away };
        for constraint in hard() {
            match &constraint.body {
                Primitive::Roster(Roster::Hours { most, by_team }) => {
                    terms.by_team.extend(by_team);
                    for (limit, most) in terms.minutes.iter_mut().zip(most) {
                        *limit = [*limit, *most].into_iter().flatten().min();
                    }
                }
                Primitive::Roster(Roster::Away(away)) => {
                    terms.away.iter_mut().zip(away).for_each(|(known, away)| known.extend(away));
                }
                _ => {}
            }
        }
        Some(terms)
    }
}
