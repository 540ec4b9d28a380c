//! What two or three aims cost one another: timetables of which none is better in one aim without being worse in another.
//!
//! Aims are weighed against one another and the conference is solved, again and again with other weights: for two aims
//! between neighbours (Aneja & Nair, *Bicriteria transportation problem*, Management Science 25, 1979), for three on an ever
//! finer grid of weights. Each solve brings a timetable and a bound: no timetable has a weighed sum below it. All bounds
//! together say of each timetable how much less of one aim there could be with no more of the others. Timetables that are
//! best for no weights (in the dents of the front) are those that local search passes on its way; the bounds hold for them too.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::weighing::{Cut, Weighing, corner};
use crate::engines::{Observer, Status, Stop};
use crate::instance::schema::Level;
use crate::network::Assignment;
use crate::problem::Problem;
use crate::rules::{RULES, RuleSet, find, lower};
use crate::timetable::Timetable;

/// Groups of rules that are one aim.
pub const GROUPS: &[(&str, &[&str])] = &[
    ("inclusion", &["not-interpreted", "worst-audience", "relay-used", "foreign-booth"]),
    ("cost", &["interpreter-fees", "booth-moves", "split-teams"]),
    ("wishes", &["missed-wish", "left-out", "unwanted-tag", "unwanted-slot", "unwanted-room"]),
    ("compactness", &["scattered-days", "idle-gaps", "track-room-change", "track-split", "track-interrupted"]),
    ("comfort", &["overflow", "odd-hours", "person-load", "person-pause"]),
];

/// All soft rules that are in no other aim.
pub const REST: &str = "rest";

/// Aims, at most.
pub const MOST_AIMS: usize = 3;

/// Something of which there should be little: the penalties of some rules together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Aim {
    /// Its name, of a rule or a group.
    pub name: String,
    /// The rules.
    pub rules: Vec<String>,
    /// Their positions in the registry.
    #[serde(skip)]
    positions: Vec<usize>,
}

/// Aims that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AimError {
    /// Nothing has this name.
    #[error(
        "there is no rule and no group of rules \"{0}\"; groups are inclusion, cost, wishes, compactness, comfort, rest"
    )]
    Unknown(String),
    /// Of a group no rule is on.
    #[error("no rule of \"{0}\" is on, so there is nothing to be weighed")]
    Nothing(String),
    /// A rule is in two aims.
    #[error("rule {0} is in two of the aims")]
    Twice(String),
    /// Too few or too many.
    #[error("{0} aims; it takes two or three")]
    Count(usize),
}

/// The aims of these names. A rule that is named counts although it is off; of a group those count that are soft.
///
/// # Errors
/// What no aim can be made of.
pub fn aims(names: &[String], rules: &RuleSet) -> Result<Vec<Aim>, AimError> {
    if !(2..=MOST_AIMS).contains(&names.len()) {
        return Err(AimError::Count(names.len()));
    }
    let soft = |position: &usize| {
        let setting = &rules.settings[*position];
        setting.level == Level::Soft && setting.weight > 0
    };
    let of_name = |name: &String| -> Option<Vec<usize>> {
        let group = GROUPS.iter().find(|(group, _)| group == name);
        let of_group =
            group.map(|(_, members)| members.iter().filter_map(|id| Some(find(id)?.0)).filter(soft).collect());
        of_group.or_else(|| find(name).map(|(position, _)| vec![position]))
    };
    let mut positions: Vec<Vec<usize>> = Vec::new();
    for name in names {
        let found = if name == REST { Some(Vec::new()) } else { of_name(name) };
        positions.push(found.ok_or_else(|| AimError::Unknown(name.clone()))?);
    }
    let mut taken = BTreeSet::new();
    for &position in positions.iter().flatten() {
        if !taken.insert(position) {
            return Err(AimError::Twice(RULES[position].id.to_owned()));
        }
    }
    let others: Vec<usize> = (0..RULES.len()).filter(|position| soft(position) && !taken.contains(position)).collect();
    let mut aims: Vec<Aim> = Vec::new();
    for (name, mut positions) in names.iter().zip(positions) {
        if aims.iter().any(|aim| aim.name == *name) {
            return Err(AimError::Twice(name.clone()));
        }
        if name == REST {
            positions.clone_from(&others);
        }
        if positions.is_empty() {
            return Err(AimError::Nothing(name.clone()));
        }
        let rules = positions.iter().map(|&position| RULES[position].id.to_owned()).collect();
        aims.push(Aim { name: name.clone(), rules, positions });
    }
    Ok(aims)
}

/// The rules under which aims are weighed: theirs are soft, other soft ones are off; what may be left out is left out only
/// where it cannot take place, unless that is one of the aims.
#[must_use]
pub fn weighed(rules: &RuleSet, aims: &[Aim]) -> RuleSet {
    let mut weighed = rules.clone();
    let left_out = find("left-out").map(|(position, _)| position);
    for (position, setting) in weighed.settings.iter_mut().enumerate() {
        if aims.iter().any(|aim| aim.positions.contains(&position)) {
            setting.level = Level::Soft;
            setting.weight = if setting.weight > 0 { setting.weight } else { i64::from(RULES[position].weight) };
        } else if setting.level == Level::Soft {
            setting.level = if Some(position) == left_out { Level::Medium } else { Level::Off };
        }
    }
    weighed
}

/// A timetable that none of the others betters in every aim.
#[derive(Clone, Debug)]
pub struct Point {
    /// How much of each aim there is; less is better.
    pub values: Vec<i64>,
    /// With no more of the others no timetable has less of each.
    pub least: Vec<i64>,
    /// The timetable.
    pub timetable: Timetable,
}

impl Point {
    /// Whether it is proved that no timetable betters it in one aim without being worse in another.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.values == self.least
    }
}

/// What the aims cost one another.
#[derive(Clone, Debug)]
pub struct Front {
    /// What is known of the first solve: infeasible or unknown if there is no point.
    pub status: Status,
    /// The timetables, by the first aim, then the second; of too many those that are far from one another.
    pub points: Vec<Point>,
    /// How many there are.
    pub known: usize,
    /// What was proved.
    pub cuts: Vec<Cut>,
    /// Whether every solve was carried to its proof and there was nothing left to try.
    pub complete: bool,
    /// Conferences solved.
    pub solves: usize,
}

/// Looks for the front within the time of `stop`, from `start` if it is given, and picks at most `most` timetables of it.
#[must_use]
pub fn front(
    problem: &Problem,
    rules: &RuleSet,
    aims: &[Aim],
    start: Option<&Assignment>,
    (threads, seed, most): (usize, u64, usize),
    stop: &Stop,
    observer: &dyn Observer,
) -> Front {
    let network = lower(problem, &weighed(rules, aims));
    let aim_of = |rule: usize| aims.iter().position(|aim| aim.positions.contains(&rule));
    let aim_of = network.constraints.iter().map(|constraint| aim_of(constraint.tag.rule)).collect();
    let mut search = Weighing::new(&network, aim_of, aims.len(), start);
    search.corners = (0..aims.len()).map(|aim| corner(aims.len(), aim)).collect();
    let (status, complete) = search.run((threads, seed), stop, observer);
    let of = |(values, at): &(Vec<i64>, Assignment)| Point {
        least: search.least(values),
        values: values.clone(),
        timetable: at.timetable(problem),
    };
    let found = search.nondominated();
    let values: Vec<&[i64]> = found.iter().map(|(values, _)| values.as_slice()).collect();
    let points = apart(&values, most).into_iter().map(|point| of(found[point])).collect();
    Front { status, points, known: found.len(), cuts: search.cuts.clone(), complete, solves: search.solves }
}

/// Positions of at most `most` points, ascending: those with least of an aim, then always the one that is farthest from all that
/// are taken, in shares of the range of each aim (Gonzalez, *Clustering to minimize the maximum intercluster distance*, Theoretical
/// Computer Science 38, 1985).
#[expect(clippy::cast_precision_loss, reason = "scores are far below 2^52")]
fn apart(points: &[&[i64]], most: usize) -> Vec<usize> {
    let aims = points.first().map_or(0, |point| point.len());
    let range = |aim: usize| {
        let values = points.iter().map(|point| point[aim]);
        values.clone().max().zip(values.min()).map_or(1.0, |(most, least)| (most - least).max(1) as f64)
    };
    let ranges: Vec<f64> = (0..aims).map(range).collect();
    let distance = |one: &[i64], other: &[i64]| {
        let shares = one.iter().zip(other).zip(&ranges).map(|((one, other), range)| (one - other).abs() as f64 / range);
        shares.fold(0.0, f64::max)
    };
    let mut gaps = vec![f64::INFINITY; points.len()];
    let mut taken = BTreeSet::new();
    let ends = (0..aims).filter_map(|aim| (0..points.len()).min_by_key(|&point| (points[point][aim], points[point])));
    let mut next: Vec<usize> = ends.collect();
    while taken.len() < most {
        let farthest = (0..points.len())
            .filter(|point| !taken.contains(point))
            .max_by(|&one, &other| gaps[one].total_cmp(&gaps[other]));
        let Some(point) = next.pop().or(farthest) else { break };
        taken.insert(point);
        for (gap, other) in gaps.iter_mut().zip(points) {
            *gap = gap.min(distance(points[point], other));
        }
    }
    taken.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_points_those_far_apart_are_taken() {
        let points: Vec<[i64; 2]> = vec![[0, 100], [1, 99], [2, 98], [50, 40], [51, 39], [100, 0]];
        let points: Vec<&[i64]> = points.iter().map(<[i64; 2]>::as_slice).collect();
        assert_eq!(apart(&points, 3)[0], 0);
        assert!([vec![0, 3, 5], vec![0, 4, 5]].contains(&apart(&points, 3)));
        assert_eq!(apart(&points, 9), [0, 1, 2, 3, 4, 5]);
        assert!(apart(&[], 9).is_empty());
    }

    #[test]
    fn aims_are_named_once_and_are_something() {
        let named = |names: &[&str]| -> Vec<String> { names.iter().map(|&name| name.to_owned()).collect() };
        let rules = RuleSet::default();
        let of = |names: &[&str]| aims(&named(names), &rules);
        let cost = of(&["cost", "wishes"]).expect("aims");
        assert_eq!(cost[0].rules, ["interpreter-fees", "split-teams"]);
        assert!(of(&["inclusion", "rest"]).expect("aims")[1].rules.contains(&"missed-wish".to_owned()));
        // A rule that is off, or hard, may be an aim by its own name.
        assert_eq!(of(&["track-split", "topic-clash"]).expect("aims")[1].rules, ["topic-clash"]);
        assert_eq!(of(&["cost"]), Err(AimError::Count(1)));
        assert_eq!(of(&["cost", "interpreter-fees"]), Err(AimError::Twice("interpreter-fees".to_owned())));
        assert_eq!(of(&["rest", "rest"]), Err(AimError::Twice("rest".to_owned())));
        assert_eq!(of(&["cost", "beauty"]), Err(AimError::Unknown("beauty".to_owned())));
    }
}
