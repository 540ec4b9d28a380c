//! What a change does to the penalty of any timetable, at most: known before anything is solved.
//!
//! Two networks of the same sessions, starts, rooms and seats are compared constraint by constraint. If every timetable that
//! keeps the hard rules costs at most `lowers` less and at most `raises` more with the change, so does the best.

use std::collections::{BTreeMap, BTreeSet};

use super::super::edit::Edit;
use crate::instance::schema::Level;
use crate::network::{
    Constraint, Cumulative, Demand, Domain, Network, Primitive, Relation, RelationKind, Unary, Use, Worst, consistent,
    domains,
};
use crate::timetable::Score;

/// By how much a timetable costs less, or more, with a change, at most; `None` where nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Swing {
    /// Of those that keep the hard rules with the change: they keep them without it too, and cost so much more there, at most.
    pub(super) lowers: Option<Score>,
    /// Of those that keep the hard rules without the change: they keep them with it too, and cost so much more there, at most.
    pub(super) raises: Option<Score>,
    /// Where only one hard rule may be kept with the change and broken without: its position, and what `lowers` would be if it
    /// were not looked at.
    pub(super) but_for: Option<(usize, Score)>,
}

impl Swing {
    /// Nothing changes.
    pub(super) const NONE: Self = Self { lowers: Some(Score::ZERO), raises: Some(Score::ZERO), but_for: None };
}

/// The conference as it is, looked at once.
pub(super) struct Before<'n> {
    network: &'n Network,
    frame: String,
    domains: Vec<Domain>,
}

impl<'n> Before<'n> {
    pub(super) fn new(network: &'n Network) -> Self {
        Self { network, frame: frame(network), domains: consistent(network, &domains(network)) }
    }
}

/// What an edit makes of a network if it makes the other of it.
pub(super) fn swing(edit: &Edit, before: &Before<'_>, after: &Network) -> Swing {
    if before.frame != frame(after) {
        return Swing::default();
    }
    let (before, here) = (before.network, &before.domains);
    let (gone, new): (Vec<&Constraint>, Vec<&Constraint>) = match edit {
        Edit::RuleOff(position) => (of_rule(before, *position), Vec::new()),
        _ => different(before, after),
    };
    if matches!(edit, Edit::RuleOff(_)) && before.constraints.len() != after.constraints.len() + gone.len() {
        return Swing::default();
    }
    let there = consistent(after, &domains(after));
    let (mut lowers, mut raises) = (Score::ZERO, Some(Score::ZERO));
    // Rules that what is lower may break: hard ones, and those of which it is not known how much they cost at most.
    let (mut broken, mut unknown) = (BTreeSet::new(), false);
    let mut new = new;
    for constraint in gone {
        let partner = new.iter().position(|other| goes_with(constraint, other));
        let pair = partner.and_then(|position| {
            let swing = between(edit, constraint, new[position], (before, here), (after, &there))?;
            let free = constraint.level != Level::Hard || swing == (0, 0);
            free.then_some((position, swing))
        });
        // What is needed less of is in nobody's way.
        let eased = new.iter().position(|other| constraint.tag.rule == other.tag.rule && eases(constraint, other));
        if let Some((position, swing)) = pair {
            let on = |amount: i64| Score::on(constraint.level, constraint.weight.saturating_mul(amount));
            (lowers, raises) = (lowers + on(swing.0), raises.map(|sum| sum + on(swing.1)));
            new.remove(position);
        } else if let Some(cost) = cost(constraint, before, &there) {
            lowers += cost;
            if let Some(position) = eased {
                new.remove(position);
            }
        } else {
            unknown |= constraint.level != Level::Hard;
            broken.insert(constraint.tag.rule);
            if let Some(position) = eased {
                new.remove(position);
            }
        }
    }
    for constraint in new {
        raises = raises.zip(cost(constraint, after, here)).map(|(sum, cost)| sum + cost);
    }
    let only = broken.first().copied().filter(|_| broken.len() == 1 && !unknown);
    Swing { lowers: broken.is_empty().then_some(lowers), raises, but_for: only.map(|rule| (rule, lowers)) }
}

/// Whether whatever keeps the one resource within its limits keeps the other so: less is needed of as much.
fn eases(gone: &Constraint, new: &Constraint) -> bool {
    let (Primitive::Cumulative(gone), Primitive::Cumulative(new)) = (&gone.body, &new.body) else { return false };
    let modes = |demand: &Demand| match demand {
        Demand::ByMode(demands) => Some(demands.clone()),
        _ => None,
    };
    let less = |use_: &Use| {
        gone.uses.iter().any(|other| {
            let same = (other.session, other.work, other.before, other.after)
                == (use_.session, use_.work, use_.before, use_.after);
            let pairs = modes(&other.demand).zip(modes(&use_.demand));
            same && pairs.is_some_and(|(more, less)| more.iter().zip(&less).all(|(more, less)| less <= more))
        })
    };
    let limits = |of: &Cumulative| format!("{:?} {:?} {}", of.over, of.limits, of.standing);
    limits(gone) == limits(new) && new.uses.iter().all(less)
}

/// Everything in a network that is not a constraint.
fn frame(network: &Network) -> String {
    let mut bare = network.clone();
    bare.segments = crate::network::Segments::default();
    (bare.constraints, bare.implied, bare.time_tables, bare.room_tables) = Default::default();
    format!("{bare:?}")
}

/// What a constraint costs at most; `None` if that is not known, or something hard can be broken.
fn cost(constraint: &Constraint, network: &Network, domains: &[Domain]) -> Option<Score> {
    let most = most(constraint, network, domains)?;
    let free = constraint.level != Level::Hard || most == 0;
    free.then(|| Score::on(constraint.level, constraint.weight.saturating_mul(most)))
}

fn of_rule(network: &Network, position: usize) -> Vec<&Constraint> {
    network.constraints.iter().filter(|constraint| constraint.tag.rule == position).collect()
}

/// The constraints that only the one network has, and those that only the other has.
fn different<'n>(before: &'n Network, after: &'n Network) -> (Vec<&'n Constraint>, Vec<&'n Constraint>) {
    let mut known: BTreeMap<String, Vec<&Constraint>> = BTreeMap::new();
    for constraint in &before.constraints {
        known.entry(meaning(constraint, before)).or_default().push(constraint);
    }
    let mut new = Vec::new();
    for constraint in &after.constraints {
        if known.get_mut(&meaning(constraint, after)).and_then(Vec::pop).is_none() {
            new.push(constraint);
        }
    }
    let mut gone: Vec<&Constraint> = known.into_values().flatten().collect();
    // Capacities by segment mean the same only where the segments are the same.
    if format!("{:?}", before.segments) != format!("{:?}", after.segments) {
        let by_segment =
            |constraint: &&Constraint| matches!(constraint.body, Primitive::Occupancy(_) | Primitive::Cumulative(_));
        gone.extend(before.constraints.iter().filter(by_segment));
        new.extend(after.constraints.iter().filter(by_segment));
    }
    (gone, new)
}

/// All that a constraint says, but for what it is about.
fn meaning(constraint: &Constraint, network: &Network) -> String {
    let table = match &constraint.body {
        Primitive::Relation(relation) => match relation.kind {
            RelationKind::Times(times) => format!("{:?}", network.time_tables[times as usize]),
            RelationKind::Rooms(rooms) => format!("{:?}", network.room_tables[rooms as usize]),
            RelationKind::Both(times, rooms) => {
                format!("{:?} {:?}", network.time_tables[times as usize], network.room_tables[rooms as usize])
            }
            RelationKind::Walk { .. } => String::new(),
        },
        _ => String::new(),
    };
    let body = match &constraint.body {
        Primitive::Relation(Relation { a, b, kind: RelationKind::Walk { pause } }) => {
            format!("walk {a:?} {b:?} {pause}")
        }
        Primitive::Relation(Relation { a, b, .. }) => format!("relation {a:?} {b:?}"),
        body => format!("{body:?}"),
    };
    format!("{} {:?} {} {body} {table}", constraint.tag.rule, constraint.level, constraint.weight)
}

/// Whether one constraint took the place of another.
fn goes_with(gone: &Constraint, new: &Constraint) -> bool {
    let same = (gone.tag.rule, gone.level, gone.weight) == (new.tag.rule, new.level, new.weight);
    same && match (&gone.body, &new.body) {
        (Primitive::Unary(one), Primitive::Unary(other)) => one.session == other.session,
        (Primitive::BestOf(_), Primitive::BestOf(_)) | (Primitive::Worst(_), Primitive::Worst(_)) => true,
        _ => false,
    }
}

/// By how much the amount of what took the place of a constraint is lower, and higher, at most.
fn between(
    edit: &Edit,
    gone: &Constraint,
    new: &Constraint,
    (before, here): (&Network, &[Domain]),
    (after, there): (&Network, &[Domain]),
) -> Option<(i64, i64)> {
    match (&gone.body, &new.body) {
        (Primitive::Unary(one), Primitive::Unary(other)) => {
            let session = one.session.index();
            let least = |domain: &Domain, from: (&Unary, &Network), to: (&Unary, &Network)| {
                let fall = |cell| from.0.cost(from.1, cell) - to.0.cost(to.1, cell);
                domain.cells().map(fall).max().unwrap_or(0).max(0)
            };
            let lowers = least(&there[session], (one, before), (other, after));
            Some((lowers, least(&here[session], (other, after), (one, before))))
        }
        // Who wishes one session less misses no more, and less by what that one was worth to them at most.
        (Primitive::BestOf(one), Primitive::BestOf(other)) if matches!(edit, Edit::NoWishes(_)) => {
            let all = |best: &crate::network::BestOf| -> i64 {
                best.parties.iter().map(|p| p.count * p.wishes.iter().map(|wish| wish.weight).sum::<i64>()).sum()
            };
            Some((all(one) - all(other), 0))
        }
        (Primitive::Worst(one), Primitive::Worst(other)) if matches!(edit, Edit::NoWishes(_)) => {
            Some((worst(one, other, there)?.0, worst(one, other, here)?.1))
        }
        _ => None,
    }
}

/// By how much the largest share of what is missed falls and rises where one session is no longer wished.
fn worst(one: &Worst, other: &Worst, domains: &[Domain]) -> Option<(i64, i64)> {
    if one.groups.len() != other.groups.len() {
        return None;
    }
    let mut swing = (0, 0);
    for (with, without) in one.groups.iter().zip(&other.groups) {
        if without.whole <= 0 || with.whole <= 0 {
            return None;
        }
        let stays = |session| without.missed.iter().any(|(other, ..)| *other == session);
        // What may be missed of the others, and of the one.
        let (mut others, mut own) = (0, 0);
        for (session, by_mode, out) in &with.missed {
            let in_modes = domains[session.index()].modes.iter().map(|&mode| by_mode[mode as usize]);
            let most = in_modes.chain([*out]).max().unwrap_or(0);
            *(if stays(*session) { &mut others } else { &mut own }) += most;
        }
        if with.whole != without.whole {
            // Shares are rounded up, so that differences are at most one more.
            let falls = if own > 0 { one.share(with, own) + 1 } else { 0 };
            let rises = if others > 0 { other.share(without, others) - one.share(with, others) + 1 } else { 0 };
            swing = (swing.0.max(falls), swing.1.max(rises));
        }
    }
    Some(swing)
}

/// The most that a constraint can amount to in these domains; `None` if that is not known.
fn most(constraint: &Constraint, network: &Network, domains: &[Domain]) -> Option<i64> {
    match &constraint.body {
        Primitive::Unary(unary) => {
            let cells = domains[unary.session.index()].cells();
            Some(cells.map(|cell| unary.cost(network, cell)).max().unwrap_or(0).max(0))
        }
        Primitive::Absence(absence) => Some(absence.cost),
        Primitive::Relation(relation) => related(relation, network, domains),
        Primitive::BestOf(best) => {
            let wished = |p: &crate::network::Party| p.count * p.wishes.iter().map(|wish| wish.weight).sum::<i64>();
            Some(best.parties.iter().map(wished).sum())
        }
        Primitive::Worst(worst) => Some(worst.parts),
        Primitive::Cumulative(cumulative) => never(cumulative).then_some(0),
        _ => None,
    }
}

fn related(relation: &Relation, network: &Network, domains: &[Domain]) -> Option<i64> {
    let (a, b) = (&domains[relation.a.index()], &domains[relation.b.index()]);
    let largest = |table: &[i32], size: usize, rows: &[u32], columns: &[u32]| {
        let costs =
            rows.iter().flat_map(|&row| columns.iter().map(move |&column| row as usize * size + column as usize));
        i64::from(costs.map(|position| table[position]).max().unwrap_or(0).max(0))
    };
    let times = |table: u32| largest(&network.time_tables[table as usize], network.starts.len(), &a.times, &b.times);
    let rooms = |table: u32| largest(&network.room_tables[table as usize], network.rooms(), &a.rooms, &b.rooms);
    match relation.kind {
        RelationKind::Times(table) => Some(times(table)),
        RelationKind::Rooms(table) => Some(rooms(table)),
        RelationKind::Both(by_time, by_room) => Some(times(by_time) * rooms(by_room)),
        RelationKind::Walk { .. } => None,
    }
}

/// Whether all that is used at once is there, whatever is placed when.
fn never(cumulative: &Cumulative) -> bool {
    cumulative.limits.iter().all(|limit| {
        let counted = cumulative.uses.iter().filter(|use_| limit.counts(use_.work));
        let all: i64 = counted.map(|use_| i64::from(use_.demand.most())).sum();
        all <= i64::from(limit.capacity.iter().copied().min().unwrap_or(0))
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    use super::super::items::items;
    use super::*;
    use crate::instance::{Instance, Source, load};
    use crate::network::{Assignment, NOBODY};
    use crate::problem::Problem;
    use crate::rules::{RuleSet, lower};

    fn read(path: &str) -> Instance {
        let source = Source::read_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("readable");
        load(&source, &[]).expect("valid").instance
    }

    /// Sessions anywhere that is open to them, and anybody who can do it in every seat.
    fn anything(network: &Network, open: &[Domain], rng: &mut Pcg64Mcg) -> Assignment {
        let cells = open.iter().map(|domain| {
            let cells: Vec<_> = domain.cells().collect();
            (!cells.is_empty()).then(|| cells[rng.random_range(0..cells.len())])
        });
        let mut at = Assignment { cells: cells.collect(), seats: vec![NOBODY; network.staff.seats()] };
        for (session, crews) in network.staff.crews.iter().enumerate() {
            let Some(cell) = at.cells[session] else { continue };
            let posts = crews[cell.mode as usize].posts.iter().map(|(post, _)| &network.staff.posts[*post as usize]);
            for (post, seat) in posts.flat_map(|post| post.seats.clone().map(move |seat| (post, seat))) {
                if post.able.is_empty() {
                    continue;
                }
                at.seats[seat] = post.able[rng.random_range(0..post.able.len())] as u16;
            }
        }
        at
    }

    #[test]
    fn no_timetable_changes_by_more() {
        let mut rng = Pcg64Mcg::seed_from_u64(5);
        let (mut lowered, mut wishes, mut nothing) = (0, 0, 0);
        for path in ["instances/toy-wishes.json", "instances/toy-two-rooms.json", "instances/toy-teams.json"] {
            let instance = read(path);
            let rules = RuleSet::of(&instance.rules).expect("settings");
            let before = lower(&Problem::build(&instance).expect("valid"), &rules);
            for item in items(&instance, &rules) {
                let (mut changed, mut settings) = (instance.clone(), rules.clone());
                item.edit.apply(&mut changed, &mut settings);
                let after = lower(&Problem::build(&changed).expect("valid"), &settings);
                let swing = swing(&item.edit, &Before::new(&before), &after);
                nothing += usize::from(swing == Swing::NONE);
                if swing == Swing::default() {
                    continue;
                }
                let open = domains(&after);
                for _ in 0..400 {
                    let at = anything(&after, &open, &mut rng);
                    let (here, there) = (before.score(&at), after.score(&at));
                    if let (0, Some(lowers)) = (there.hard, swing.lowers) {
                        assert!(here - there <= lowers, "{}: {here} {there} {lowers}", item.text);
                        lowered += usize::from(here > there);
                        wishes += usize::from(item.kind == "wish");
                    }
                    if let (0, Some(raises)) = (here.hard, swing.raises) {
                        assert!(there - here <= raises, "{}: {here} {there} {raises}", item.text);
                    }
                }
            }
        }
        assert!(lowered > 0 && wishes > 0 && nothing > 20, "{lowered} {wishes} {nothing}");
    }

    #[test]
    fn what_nothing_can_break_makes_no_difference() {
        let instance = read("instances/ccr2018.json");
        let rules = RuleSet::of(&instance.rules).expect("settings");
        let before = lower(&Problem::build(&instance).expect("valid"), &rules);
        let swing_of = |edit: &Edit| {
            let (mut changed, mut settings) = (instance.clone(), rules.clone());
            edit.apply(&mut changed, &mut settings);
            swing(edit, &Before::new(&before), &lower(&Problem::build(&changed).expect("valid"), &settings))
        };
        let rule = |id: &str| Edit::RuleOff(crate::rules::find(id).expect("a rule").0);
        // There are no series; there are orders that can be broken.
        assert_eq!(swing_of(&rule("series-broken")), Swing::NONE);
        assert_eq!(swing_of(&rule("order-broken")).lowers, None);
        assert_eq!(swing_of(&rule("order-broken")).raises, Some(Score::ZERO));
        let session = instance.attendees[0].wishes.keys().next().expect("a wish");
        let wish = swing_of(&Edit::NoWishes(crate::instance::schema::Id(session.clone())));
        let weight = |attendee: &crate::instance::schema::Attendee| {
            attendee.wishes.get(session).map_or(0, |weight| i64::from(attendee.count) * i64::from(weight.0))
        };
        let wished: i64 = instance.attendees.iter().map(weight).sum();
        let lowers = wish.lowers.or(wish.but_for.map(|(_, lowers)| lowers));
        assert!(lowers.is_some_and(|lowers| lowers.soft >= wished), "{wish:?}, wished {wished}");
        assert!(wish.raises.is_some(), "fewer people need no more receivers");
    }
}
