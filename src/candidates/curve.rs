//! Quality against the number of sessions that move: what each further move of a published timetable could bring.
//!
//! Moves are an aim beside quality (see [`front`](super::front)): each solve lets a move cost so much, and its bound holds for
//! any number of moves.

use schemars::JsonSchema;
use serde::Serialize;

use super::changes::{Cancelled, changes_with};
use super::replan::{Freeze, Previous, Published, replannable};
use super::weighing::Weighing;
use crate::engines::{Observer, Stop};
use crate::instance::schema::Level;
use crate::network::{Absence, Constraint, Primitive, Table, Tag, Unary};
use crate::problem::{InterpreterId, Problem, Subject};
use crate::rules::{RuleSet, find};
use crate::timetable::Timetable;

/// The best with at most so many moves.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Step {
    /// Sessions that may be elsewhere than published.
    pub moves: i64,
    /// The soft score of the best found with at most so many moves; `null` where none was found that keeps all hard rules.
    pub soft: Option<i64>,
    /// No timetable with so few moves has a smaller soft score; `null` where nothing is proved.
    pub least: Option<i64>,
    /// How many of its sessions are elsewhere.
    pub moved: Option<i64>,
    /// People who would have to be told of it.
    pub people: Option<i64>,
    /// The timetable.
    #[serde(skip)]
    pub timetable: Option<Timetable>,
}

/// The curve from no move to `most` of them, within the time of `stop`; `mended` is a timetable from which to start.
#[expect(clippy::too_many_arguments, reason = "what was published, what is known, and the limits, each used once")]
#[must_use]
pub fn curve(
    problem: &Problem,
    rules: &RuleSet,
    (previous, seats, cancelled): (&[Option<Previous>], &[Option<InterpreterId>], &Cancelled),
    freeze: &[Freeze],
    mended: &Timetable,
    most: i64,
    (threads, seed): (usize, u64),
    stop: &Stop,
    observer: &dyn Observer,
) -> Vec<Step> {
    let published = Published { problem, previous, seats };
    let (mut network, _) = replannable(rules, &published, freeze);
    let mut aim_of: Vec<Option<usize>> =
        network.constraints.iter().map(|constraint| (constraint.level == Level::Soft).then_some(1)).collect();
    let rule = find("published-moved").map_or(0, |(position, _)| position);
    for (id, was) in published.sessions() {
        let room = published.room(was);
        let elsewhere = |minute: i32, to: u32| i64::from(minute != was.start || to != room || was.room_is_gone);
        let starts = problem.starts.iter();
        let rooms = network.rooms() as u32;
        let cells = starts.flat_map(|start| (0..rooms).map(move |to| elsewhere(start.minute, to))).collect();
        let moved = Primitive::Unary(Unary { session: id, table: Table::ByCell(cells) });
        for body in [moved, Primitive::Absence(Absence { session: id, cost: 1 })] {
            let tag = Tag { rule, subjects: vec![Subject::Session(id)] };
            network.constraints.push(Constraint { tag, level: Level::Soft, weight: 1, body });
            aim_of.push(Some(0));
        }
    }
    let start = crate::network::Assignment::of(problem, mended).ok();
    let mut search = Weighing::new(&network, aim_of, 2, start.as_ref());
    // As few moves as can be; every move that brings anything; then what lies between.
    search.corners = vec![vec![1000, 1], vec![1, 1]];
    search.most = most;
    search.run((threads, seed), stop, observer);
    let step = |moves: i64| {
        let few = search.known.points.iter().filter(|(values, _)| values[0] <= moves);
        let best = few.min_by_key(|(values, _)| (values[1], values[0]));
        let least = search.cuts.iter().filter_map(|cut| {
            let rest = cut.bound?.saturating_sub(cut.weights[0].saturating_mul(moves));
            // The least whole number of points that is no less.
            Some(rest.div_euclid(cut.weights[1]) + i64::from(rest.rem_euclid(cut.weights[1]) > 0))
        });
        let timetable = best.map(|(_, at)| at.timetable(problem));
        let told = |timetable: &Timetable| changes_with(problem, previous, seats, cancelled, timetable).told.people();
        Step {
            moves,
            soft: best.map(|(values, _)| values[1]),
            least: least.max().map(|least| least.max(0)),
            moved: best.map(|(values, _)| values[0]),
            people: timetable.as_ref().map(told),
            timetable,
        }
    };
    (0..=most).map(step).collect()
}
