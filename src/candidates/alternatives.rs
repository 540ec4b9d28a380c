//! Why a session is where it is: what every other place would cost and break.
//!
//! Quickly: the session alone is moved, or changes places with the one that is there, everything else stays, and the score is
//! taken from scratch. Places that hard rules close to the session by themselves come last. Exactly, for the best of these: the session is held there and the rest is solved again, from the timetable at hand, within a time; a bound says how
//! much better it could still be.

use schemars::JsonSchema;
use serde::Serialize;

use super::changes::{Changes, Place, changes};
use super::replan::Previous;
use crate::engines::{Engine, Observer, Options as Engines, Status, Stop, Without, solve};
use crate::instance::schema::Level;
use crate::network::{Assignment, Cell, Constraint, Network, Primitive, Table, Tag, Unary, consistent, domains};
use crate::problem::{Problem, SessionId, Subject};
use crate::rules::{RULES, RuleSet, find, lower};
use crate::timetable::{Score, Timetable};
use crate::verify::verify;

/// How many places to look at, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Places that are told, the best first.
    pub places: usize,
    /// Seconds for solving with the session held in one of them; 0 to leave that out.
    pub seconds: f64,
    /// Threads.
    pub threads: usize,
    /// Seed of all random choices.
    pub seed: u64,
}

/// A session and where else it could be.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Alternatives {
    /// The session.
    pub session: String,
    /// Where it is; absent if it is left out.
    pub now: Option<Place>,
    /// The score of the timetable.
    pub score: Score,
    /// How many places there are besides this one.
    pub places: usize,
    /// How many of them break nothing hard if nothing else moves.
    pub free: usize,
    /// How many of them hard rules leave open to the session at all, wherever others are.
    pub open: usize,
    /// The best other places.
    pub best: Vec<Alternative>,
}

/// Another place for a session.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Alternative {
    /// Where.
    pub to: Place,
    /// What changes if nothing else moves; positive is worse.
    pub alone: Score,
    /// The rules that find more wrong then, and by how much (weighted), the dearest first.
    pub worse: Vec<Difference>,
    /// The rules that find less wrong.
    pub better: Vec<Difference>,
    /// What is newly broken, in words.
    pub broken: Vec<String>,
    /// What changes if it changes places with the one session that is there, and nothing else moves.
    pub exchanged: Option<Exchanged>,
    /// The best that was found with the session there and everything else free; absent if it was not looked for.
    pub solved: Option<Held>,
}

/// Two sessions that change places.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Exchanged {
    /// The other session.
    pub with: String,
    /// What changes; positive is worse.
    pub change: Score,
}

/// What a rule finds more or less wrong.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Difference {
    /// The rule.
    pub rule: String,
    /// Its level.
    pub level: Level,
    /// Penalty more or less.
    pub penalty: i64,
}

/// The best with a session held in its place.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Held {
    /// `optimal`, `feasible`, `infeasible` (there is no timetable with the session there) or `unknown`.
    pub status: &'static str,
    /// What changes; positive is worse.
    pub change: Option<Score>,
    /// No timetable with the session there changes the score by less.
    pub at_least: Option<Score>,
    /// Who and what is affected.
    pub changes: Option<Changes>,
}

/// Where else a session could be.
#[must_use]
pub fn alternatives(
    problem: &Problem,
    rules: &RuleSet,
    timetable: &Timetable,
    session: SessionId,
    look: &Look,
    stop: &Stop,
    observer: &dyn Observer,
) -> Alternatives {
    let network = lower(problem, rules);
    let at = Assignment::of(problem, timetable).unwrap_or_else(|_| Assignment::empty(&network));
    let score = network.score(&at);
    let now = at.get(session);
    let mode = now.map_or(0, |cell| cell.mode);
    let outside = !problem.sessions[session.index()].in_room;
    let rooms = if outside { network.nowhere()..network.nowhere() + 1 } else { 0..network.nowhere() };
    let domain = &consistent(&network, &domains(&network))[session.index()];
    let mut others: Vec<Other> = Vec::new();
    for time in 0..network.starts.len() as u32 {
        for room in rooms.clone() {
            let cell = Cell { time, room, mode };
            if now != Some(cell) && problem.slot_at(session, crate::problem::TimeId(time)).is_some() {
                let alone = network.score(&moved(&at, session, cell));
                let exchanged = exchange(&network, &at, session, cell);
                others.push(Other { closed: !domain.contains(cell), alone, exchanged, cell });
            }
        }
    }
    others.sort_by_key(|other| {
        let least = other.exchanged.map_or(other.alone, |(_, there)| there.min(other.alone));
        (other.closed, least, other.alone, other.cell)
    });
    let free = others.iter().filter(|other| other.alone.hard <= score.hard).count();
    let told = |other: &Other| {
        let with = moved(&at, session, other.cell);
        let mut alternative = describe(problem, rules, &network, (&at, timetable), &with, other.cell);
        alternative.alone = other.alone - score;
        alternative.exchanged = other.exchanged.map(|(other, there)| Exchanged {
            with: problem.names.sessions[other.index()].clone(),
            change: there - score,
        });
        if look.seconds > 0.0 && stop.reason().is_none() {
            alternative.solved =
                Some(held(problem, &network, (timetable, score), &with, session, look, stop, observer));
        }
        alternative
    };
    let mut best: Vec<Alternative> = others.iter().take(look.places).map(told).collect();
    // What is known of the whole comes before what happens alone.
    best.sort_by_key(|alternative| match &alternative.solved {
        Some(Held { change: Some(change), .. }) => (0, *change),
        Some(Held { status: "infeasible", .. }) => (2, Score::ZERO),
        _ => (1, Score::ZERO),
    });
    Alternatives {
        session: problem.names.sessions[session.index()].clone(),
        now: now.map(|cell| place(problem, cell)),
        score,
        places: others.len(),
        free,
        open: others.iter().filter(|other| !other.closed).count(),
        best,
    }
}

/// Another place, looked at quickly.
struct Other {
    /// Whether hard rules close it to the session whatever others do.
    closed: bool,
    alone: Score,
    exchanged: Option<(SessionId, Score)>,
    cell: Cell,
}

/// The one session that is in a place, and the score if a session changes places with it.
fn exchange(network: &Network, at: &Assignment, session: SessionId, cell: Cell) -> Option<(SessionId, Score)> {
    let now = at.get(session)?;
    let there = |other: &SessionId| {
        let place = at.get(*other).map(|cell| (cell.time, cell.room));
        *other != session && place == Some((cell.time, cell.room))
    };
    let mut here = network.session_ids().filter(there);
    let (other, None) = (here.next()?, here.next()) else { return None };
    let mut exchanged = moved(at, session, cell);
    let mode = at.get(other)?.mode;
    exchanged.cells[other.index()] = Some(Cell { mode, ..now });
    Some((other, network.score(&exchanged)))
}

fn moved(at: &Assignment, session: SessionId, cell: Cell) -> Assignment {
    let mut at = at.clone();
    at.cells[session.index()] = Some(cell);
    at
}

fn place(problem: &Problem, cell: Cell) -> Place {
    Place {
        start: problem.calendar.text(problem.starts[cell.time as usize].minute),
        room: problem.names.rooms.get(cell.room as usize).cloned(),
    }
}

/// What is different by rule, and what is newly broken.
fn describe(
    problem: &Problem,
    rules: &RuleSet,
    network: &Network,
    (at, timetable): (&Assignment, &Timetable),
    with: &Assignment,
    cell: Cell,
) -> Alternative {
    let (before, after) = (network.amounts_by_rule(at, RULES.len()), network.amounts_by_rule(with, RULES.len()));
    let (mut worse, mut better) = (Vec::new(), Vec::new());
    for (position, (before, after)) in before.into_iter().zip(after).enumerate() {
        let setting = &rules.settings[position];
        let penalty = (after - before) * setting.weight;
        let difference = || Difference { rule: RULES[position].id.to_owned(), level: setting.level, penalty };
        match penalty {
            0 => {}
            1.. => worse.push(difference()),
            _ => better.push(difference()),
        }
    }
    worse.sort_by_key(|difference: &Difference| (difference.level, -difference.penalty));
    better.sort_by_key(|difference: &Difference| (difference.level, difference.penalty));
    let hard = |timetable: &Timetable| -> Vec<String> {
        let verdict = verify(problem, rules, timetable);
        let broken = verdict.findings.iter().filter(|finding| finding.level == Level::Hard);
        broken.flat_map(|finding| finding.violations.iter().map(|violation| violation.message.clone())).collect()
    };
    let known = hard(timetable);
    let mut broken = hard(&with.timetable(problem));
    broken.retain(|message| !known.contains(message));
    Alternative { to: place(problem, cell), alone: Score::ZERO, worse, better, broken, exchanged: None, solved: None }
}

/// The best timetable with the session there.
#[expect(clippy::too_many_arguments, reason = "what is known and the limits of the solve, each used once")]
fn held(
    problem: &Problem,
    network: &Network,
    (timetable, score): (&Timetable, Score),
    with: &Assignment,
    session: SessionId,
    look: &Look,
    stop: &Stop,
    observer: &dyn Observer,
) -> Held {
    let mut network = network.clone();
    let Some(there) = with.get(session) else {
        return Held { status: "unknown", change: None, at_least: None, changes: None };
    };
    let (starts, rooms) = (network.starts.len() as u32, network.rooms() as u32);
    let cells = (0..starts).flat_map(|time| (0..rooms).map(move |room| (time, room)));
    let other = cells.map(|(time, room)| i64::from((time, room) != (there.time, there.room))).collect();
    let rule = find("pin-moved").map_or(0, |(position, _)| position);
    network.constraints.push(Constraint {
        tag: Tag { rule, subjects: vec![Subject::Session(session)] },
        level: Level::Hard,
        weight: 1,
        body: Primitive::Unary(Unary { session, table: Table::ByCell(other) }),
    });
    let engines = Engines {
        threads: look.threads,
        seed: look.seed,
        gap: 0.0,
        engine: Engine::Portfolio,
        without: Without::default(),
    };
    let outcome = solve(&network, Some(with), &engines, &stop.apart(look.seconds), observer);
    let status = match outcome.status {
        Status::Optimal => "optimal",
        Status::Feasible => "feasible",
        Status::Infeasible => "infeasible",
        Status::Unknown => "unknown",
    };
    let found = outcome.best.filter(|_| outcome.score.is_some_and(|score| score.hard == 0));
    let previous: Vec<Option<Previous>> = timetable
        .placements
        .iter()
        .map(|placement| {
            placement.map(|was| Previous { start: was.start, room: was.room, room_is_gone: false, mode: was.mode })
        })
        .collect();
    Held {
        status,
        change: found.as_ref().and(outcome.score).map(|there| there - score),
        at_least: outcome.bound.map(|bound| bound - score),
        changes: found.map(|found| changes(problem, &previous, &timetable.seats, &found.timetable(problem))),
    }
}
