//! Who works where in the plan, and from and into which languages that makes them work.

use std::collections::BTreeSet;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::programme::{Programme, WALK, shuffle};
use super::workday::{Shift, legal, presence};
use super::{Impossible, Options};
use crate::instance::schema::{Instance, InterpretationMode, Regime};
use crate::problem::{BoothWork, InterpreterId, LanguageId, Mode, ModeId, Problem, SessionId};

/// From a language into another.
pub(super) type Heard = (LanguageId, LanguageId);

/// The staffing of the plan.
#[derive(Clone, Debug)]
pub(super) struct Duties {
    /// By session: the mode of the draft.
    pub(super) modes: Vec<ModeId>,
    /// By session: its teams.
    pub(super) teams: Vec<Vec<(BoothWork, Vec<InterpreterId>)>>,
    /// By interpreter: what they do.
    pub(super) shifts: Vec<Vec<Shift>>,
    /// By interpreter: the directions that they need for it.
    pub(super) directions: Vec<BTreeSet<Heard>>,
    /// Interpreters from this one on do nothing in the plan.
    pub(super) spare: usize,
    /// By interpreter: whether they work in the opening.
    pub(super) opening: Vec<bool>,
    /// The direction that nobody in the opening works in, so that it is interpreted over another booth.
    pub(super) relayed: Option<Heard>,
}

/// A team for a session: people by post, with the directions that they take on for it.
struct Team {
    posts: Vec<(BoothWork, Vec<usize>)>,
    shifts: Vec<(usize, Shift)>,
    directions: Vec<(usize, Heard)>,
}

/// Draws the staffing: first the opening and the keynote, then every session in any order, each in the richest mode
/// for which there are people left.
pub(super) fn draw(
    rng: &mut Pcg64Mcg,
    options: &Options,
    draft: &Problem,
    programme: &Programme,
) -> Result<Duties, Impossible> {
    let people = draft.interpreters.len();
    let slack = f64::from(100 - options.scarcity) / 100.0;
    let all = draft.sessions.len();
    let mut duties = Duties {
        modes: vec![ModeId(0); all],
        teams: vec![Vec::new(); all],
        shifts: vec![Vec::new(); people],
        directions: vec![BTreeSet::new(); people],
        spare: people,
        opening: vec![false; people],
        relayed: None,
    };
    open(draft, programme, &mut duties)?;
    // Those beyond the opening whom the plan does without.
    let needed = 1 + duties.opening.iter().rposition(|&works| works).unwrap_or(0);
    duties.spare = (people - (people as f64 * 0.3 * slack) as usize).max(needed);

    let mut order: Vec<usize> = (if programme.keynote { 2 } else { 1 }..all).collect();
    shuffle(rng, &mut order);
    for session in order {
        let modes = &draft.sessions[session].modes;
        let mut by_wealth: Vec<usize> = (0..modes.len()).collect();
        by_wealth.sort_by_key(|&mode| std::cmp::Reverse(modes[mode].into.len()));
        // Some do without although there would be people.
        let lazy = rng.random_bool(0.1);
        let team = by_wealth.into_iter().filter(|&mode| !lazy || modes[mode].into.is_empty()).find_map(|mode| {
            let team = team(rng, draft, programme, &duties, session, &modes[mode])?;
            Some((mode, team))
        });
        if let Some((mode, team)) = team {
            take_on(&mut duties, session, mode, team);
        }
    }
    Ok(duties)
}

/// The teams of the opening and the keynote: the same people, those of the second booth over the first.
fn open(draft: &Problem, programme: &Programme, duties: &mut Duties) -> Result<(), Impossible> {
    let mode = draft.sessions[0].modes.len() - 1;
    let crew = &draft.sessions[0].modes[mode];
    let needed = crew.people.max(0) as usize;
    let floor = crew.floor[0];
    if let [_, second] = crew.into[..] {
        duties.relayed = Some((floor, second));
    }
    // Those whose home the booth is come first, as far as there are any.
    let mut free: Vec<usize> = (0..draft.interpreters.len()).filter(|&person| speaks_at_home(draft, person)).collect();
    let mut posts: Vec<(BoothWork, Vec<usize>)> = Vec::new();
    let mut directions = Vec::new();
    let mut missing = needed;
    for (number, staffed) in crew.posts.iter().enumerate() {
        let post = &draft.posts[staffed.post.index()];
        let work = draft.booth_work[post.work.index()].clone();
        let later: usize = crew.posts[number + 1..].iter().map(|other| other.least as usize).sum();
        let most = missing.saturating_sub(later).min(post.seats.len());
        let Some(&language) = work.speaks().last() else { continue };
        free.sort_by_key(|&person| (draft.interpreters[person].home != Some(language), person));
        let team: Vec<usize> = free.drain(..most.min(free.len())).collect();
        missing -= team.len();
        for &person in &team {
            if work.both_ways() {
                directions.extend([(person, (floor, language)), (person, (language, floor))]);
            } else {
                let from = if duties.relayed == Some((floor, language)) { crew.into[0] } else { floor };
                directions.push((person, (from, language)));
            }
        }
        posts.push((work, team));
    }
    if missing > 0 {
        return Err(Impossible::Interpreters { needed, given: draft.interpreters.len() });
    }
    for session in 0..if programme.keynote { 2 } else { 1 } {
        let shifts = posts.iter().flat_map(|(_, team)| team.iter().map(|&p| (p, team.len() as i32)));
        let shifts = shifts.map(|(person, team)| (person, shift(draft, programme, session, draft.terms.lead, team)));
        let team = Team { posts: posts.clone(), shifts: shifts.collect(), directions: directions.clone() };
        for &(person, _) in &team.shifts {
            duties.opening[person] = true;
        }
        take_on(duties, session, mode, team);
    }
    Ok(())
}

fn speaks_at_home(draft: &Problem, person: usize) -> bool {
    draft.interpreters[person].home.is_some_and(|home| draft.services[home.index()].is_none())
}

fn shift(draft: &Problem, programme: &Programme, session: usize, lead: i32, team: i32) -> Shift {
    let place = programme.places[session];
    let start = draft.slots[place.slot].span.from;
    Shift { span: draft.sessions[session].span(start), lead, day: programme.day(session), team, room: place.room }
}

/// People for every seat that a mode needs, if there are any: by post those who cost least, in fees first.
fn team(
    rng: &mut Pcg64Mcg,
    draft: &Problem,
    programme: &Programme,
    duties: &Duties,
    session: usize,
    mode: &Mode,
) -> Option<Team> {
    let mut team = Team { posts: Vec::new(), shifts: Vec::new(), directions: Vec::new() };
    let mut beyond = mode.people - mode.posts.iter().map(|staffed| staffed.least).sum::<i32>();
    for staffed in &mode.posts {
        let post = &draft.posts[staffed.post.index()];
        let work = &draft.booth_work[post.work.index()];
        let more = beyond.min(post.seats.len() as i32 - staffed.least).max(0);
        beyond -= more;
        let shift = shift(draft, programme, session, post.lead, staffed.least);
        let mut candidates: Vec<(i64, bool, u32, usize)> = Vec::new();
        for person in 0..duties.spare {
            let there = team.shifts.iter().any(|&(other, _)| other == person);
            if !there && can_become(draft, duties, person, work, mode) && is_free(draft, duties, person, shift) {
                let stranger = !work.speaks().iter().any(|&language| draft.interpreters[person].home == Some(language));
                candidates.push((price(draft, duties, person, shift), stranger, rng.random(), person));
            }
        }
        candidates.sort_unstable();
        let chosen: Vec<usize> = candidates.iter().map(|c| c.3).take((staffed.least + more) as usize).collect();
        if chosen.len() < (staffed.least + more) as usize {
            return None;
        }
        team.shifts.extend(chosen.iter().map(|&person| (person, shift)));
        team.posts.push((work.clone(), chosen));
    }
    if beyond > 0 {
        return None;
    }
    cover(duties, mode, &mut team).then_some(team)
}

/// Whether somebody works at home in a booth, or already works into its language, or can take it on as their second.
fn can_become(draft: &Problem, duties: &Duties, person: usize, work: &BoothWork, mode: &Mode) -> bool {
    let is_service = |language: LanguageId| draft.services[language.index()].is_some();
    let Some(home) = draft.interpreters[person].home else { return false };
    let mut active: BTreeSet<LanguageId> = duties.directions[person].iter().map(|heard| heard.1).collect();
    active.insert(home);
    match work {
        BoothWork::Into { into, .. } => {
            let open = mode.floor.iter().any(|&from| from != *into && !is_banned(duties, person, (from, *into)));
            let learns = !is_service(*into) && !is_service(home) && active.len() < 2;
            open && (active.contains(into) || learns)
        }
        BoothWork::BothWays(a, b) => {
            let heard = [(*a, *b), (*b, *a)];
            let banned = heard.iter().any(|&heard| is_banned(duties, person, heard));
            active.extend([*a, *b]);
            !banned && !is_service(home) && (home == *a || home == *b) && active.len() <= 2
        }
    }
}

/// Whether somebody must not work in a direction, lest the opening need no relay.
pub(super) fn is_banned(duties: &Duties, person: usize, heard: Heard) -> bool {
    duties.opening[person] && duties.relayed == Some(heard)
}

fn is_free(draft: &Problem, duties: &Duties, person: usize, shift: Shift) -> bool {
    let mut day: Vec<Shift> = on_day(duties, person, shift.day);
    day.push(shift);
    legal(&draft.terms, WALK as i32, day)
}

/// What somebody does on a day.
pub(super) fn on_day(duties: &Duties, person: usize, day: usize) -> Vec<Shift> {
    duties.shifts[person].iter().copied().filter(|shift| shift.day == day).collect()
}

/// What one more shift costs in fees.
fn price(draft: &Problem, duties: &Duties, person: usize, shift: Shift) -> i64 {
    let Some(fees) = draft.interpreters[person].fees else { return 0 };
    let mut day = on_day(duties, person, shift.day);
    let paid = |day: &[Shift]| presence(day).map_or(0, |span| fees.of(span.to - span.from));
    let before = paid(&day);
    day.push(shift);
    let travel = if duties.shifts[person].is_empty() { fees.travel } else { 0 };
    paid(&day) - before + travel
}

/// Gives the team directions for everything that is said, and everybody at least one; `false` where only people
/// could cover something who must not.
fn cover(duties: &Duties, mode: &Mode, team: &mut Team) -> bool {
    let knows = |taken: &[(usize, Heard)], person: usize, heard: Heard| {
        duties.directions[person].contains(&heard) || taken.contains(&(person, heard))
    };
    for (work, people) in &team.posts {
        if let BoothWork::BothWays(a, b) = work {
            for &person in people {
                team.directions.extend([(person, (*a, *b)), (person, (*b, *a))]);
            }
            continue;
        }
        let speaks = work.speaks();
        for (from, into) in mode.pairs().filter(|(_, into)| speaks.contains(into)) {
            let heard = (from, into);
            if people.iter().any(|&person| knows(&team.directions, person, heard)) {
                continue;
            }
            let able = people.iter().filter(|&&person| !is_banned(duties, person, heard));
            let burden = |person: usize| {
                let taken = team.directions.iter().filter(|(other, _)| *other == person).count();
                (duties.directions[person].len() + taken, person)
            };
            let Some(&person) = able.min_by_key(|&&person| burden(person)) else { return false };
            team.directions.push((person, heard));
        }
        // Nobody sits there who understands nothing of what is said.
        for &person in people {
            let useful = |&&from: &&LanguageId| speaks.iter().all(|&into| from != into);
            let floor: Vec<Heard> = mode
                .floor
                .iter()
                .filter(useful)
                .flat_map(|&from| speaks.iter().map(move |&into| (from, into)))
                .collect();
            if !floor.iter().any(|&heard| knows(&team.directions, person, heard)) {
                let Some(&heard) = floor.iter().find(|&&heard| !is_banned(duties, person, heard)) else { return false };
                team.directions.push((person, heard));
            }
        }
    }
    true
}

fn take_on(duties: &mut Duties, session: usize, mode: usize, team: Team) {
    duties.modes[session] = ModeId::new(mode);
    for (person, shift) in team.shifts {
        duties.shifts[person].push(shift);
    }
    for (person, heard) in team.directions {
        duties.directions[person].insert(heard);
    }
    let ids = |people: Vec<usize>| people.into_iter().map(InterpreterId::new).collect();
    duties.teams[session] = team.posts.into_iter().map(|(work, people)| (work, ids(people))).collect();
}

/// Says in the instance what the plan does: a session is required to be interpreted as it is in the plan, or, if its
/// number falls so, may be.
pub(super) fn write(duties: &Duties, draft: &Problem, instance: &mut Instance) {
    for (position, session) in instance.sessions.iter_mut().enumerate() {
        let Some(wanted) = &mut session.interpretation else { continue };
        let chosen = draft.mode(SessionId::new(position), duties.modes[position]);
        if position >= 2 && position % 4 == 3 {
            wanted.value = Some(4 * (1 + position as u32 % 5));
            continue;
        }
        if chosen.into.is_empty() {
            session.interpretation = None;
            continue;
        }
        (wanted.mode, wanted.value) = (InterpretationMode::Required, None);
        if wanted.regime == Regime::Asymmetric {
            wanted.into.retain(|language| {
                let name = |into: &LanguageId| draft.names.languages[into.index()] == language.0;
                chosen.into.iter().any(name)
            });
        }
    }
}
