//! Rosters: what each person does, from the columns of seats.
//!
//! Where nobody may be in two places at once, the seats that somebody may take at one moment exclude one another and
//! stand together in a row; otherwise each has a row of its own.

use std::collections::BTreeMap;

use super::runs;
use super::staff::Premises;
use crate::engines::mip::formulate::Formulation;
use crate::engines::mip::model::{Column, Terms};
use crate::engines::mip::seating::{Phase, Seating, Sit, Stretches, presence, work};
use crate::network::{Constraint, Network, Roster};
use crate::problem::{Fees, Interval, Minute};

/// Columns for the rooms in which people are, beyond which walks are left out.
const MOST_WALKS: usize = 30_000;

pub(in crate::engines::mip) fn rows(
    to: &mut Formulation<'_>,
    constraint: &Constraint,
    roster: &Roster,
    premises: Premises,
) {
    let Some(mut seating) = to.seating.take() else { return };
    let days = days(to.network, &seating);
    match roster {
        Roster::Clash if Formulation::level(constraint).is_none() => {
            one_place(to, &seating);
            walks(to, &seating);
        }
        // Pairs of posts that overlap, at a price for each.
        Roster::Clash => to.exact = false,
        Roster::Away(away) => {
            for sit in &seating.sits {
                let present = presence(to.network, sit.post, sit.time);
                let minutes: i32 = away[sit.person as usize].iter().map(|away| away.overlap(present)).sum();
                to.pay(constraint, sit.column, i64::from(minutes));
            }
        }
        Roster::Hours { most, by_team } => {
            for (&(person, _), sits) in &days {
                let own = most[person as usize].map(|most| (i32::MAX, most));
                for (team, most) in own.into_iter().chain(by_team.iter().copied()) {
                    let seats = |sit: &&Sit| to.network.staff.posts[sit.post as usize].team();
                    let counted = sits.iter().filter(|sit| seats(sit) <= team);
                    let minutes = minutes(to.network, counted);
                    to.limit(constraint, minutes, i64::from(most), 1);
                }
            }
        }
        Roster::Stretch { most, rest } => {
            for (day, sits) in &days {
                seating.stretches.extend(stretches(to, constraint, *day, sits, (*most, (*rest).max(1)), premises));
            }
        }
        Roster::Fees(fees) => {
            let mut travels: BTreeMap<u32, Column> = BTreeMap::new();
            for (&(person, day), sits) in &days {
                let Some(fees) = &fees[person as usize] else { continue };
                let phases = presences(to, constraint, fees, sits, premises);
                if fees.travel > 0 {
                    let travels = *travels.entry(person).or_insert_with(|| {
                        let column = to.model.column(1, false);
                        to.pay(constraint, column, fees.travel);
                        column
                    });
                    let any: Terms = phases.iter().map(|phase| (phase.column, 1)).collect();
                    to.model.define(travels, 1, &any, 0);
                }
                seating.paid.push((person, day, phases));
            }
        }
    }
    to.seating = Some(seating);
}

/// What people may do, by person and day.
fn days(network: &Network, seating: &Seating) -> BTreeMap<(u32, u32), Vec<Sit>> {
    let mut days: BTreeMap<(u32, u32), Vec<Sit>> = BTreeMap::new();
    for sit in &seating.sits {
        days.entry((sit.person, network.day_of_start[sit.time as usize])).or_default().push(*sit);
    }
    days
}

/// Minutes of work.
fn minutes<'a>(network: &Network, sits: impl Iterator<Item = &'a Sit>) -> Terms {
    let minutes = |sit: &Sit| {
        let work = work(network, sit.post, sit.time);
        (sit.column, i64::from(work.to - work.from))
    };
    sits.map(minutes).collect()
}

/// Seats that exclude one another, as one term where they do; otherwise one by one.
fn together(sits: &[Sit], premises: Premises) -> Vec<Terms> {
    if premises.one_place {
        return vec![sits.iter().map(|sit| (sit.there, 1)).collect()];
    }
    sits.iter().map(|sit| vec![(sit.there, 1)]).collect()
}

/// Seats by their interval.
fn by_span(sits: &[Sit], span: impl Fn(&Sit) -> Interval) -> BTreeMap<Interval, Vec<Sit>> {
    let mut groups: BTreeMap<Interval, Vec<Sit>> = BTreeMap::new();
    for sit in sits {
        groups.entry(span(sit)).or_default().push(*sit);
    }
    groups
}

/// Nobody is in two places at once.
fn one_place(to: &mut Formulation<'_>, seating: &Seating) {
    let network = to.network;
    for person in 0..network.staff.people as u32 {
        let span = |sit: &Sit| network.padded(network.staff.posts[sit.post as usize].session, sit.time, 0, 0);
        let sits: Vec<_> = seating.of_person(person).map(|sit| (span(sit), sit.column)).collect();
        for run in runs(network.segments.len(), sits.iter().map(|sit| sit.0.clone()), |_| false) {
            let here = sits.iter().filter(|(span, _)| span.contains(&run.start));
            let terms: Terms = here.map(|&(_, column)| (column, 1)).collect();
            if terms.len() > 1 {
                to.model.at_most(terms, 1);
            }
        }
    }
}

/// Nobody works in rooms so far apart that the pause between does not suffice for the walk. Rooms from which everything
/// is equally far count as one place.
fn walks(to: &mut Formulation<'_>, seating: &Seating) {
    let network = to.network;
    let rooms = 0..network.rooms() as u32;
    let same = |a: u32, b: u32| {
        let alike = |c: u32| network.walk(a, c) == network.walk(b, c) && network.walk(c, a) == network.walk(c, b);
        network.walk(a, b) == 0 && network.walk(b, a) == 0 && rooms.clone().all(alike)
    };
    let place = |room: u32| rooms.clone().find(|&first| same(first, room)).unwrap_or(room);
    let longest = rooms.clone().flat_map(|a| rooms.clone().map(move |b| (a, b))).map(|(a, b)| network.walk(a, b)).max();
    if longest.unwrap_or(0) <= 0 {
        return;
    }
    let places: Vec<Vec<(u32, u32, Column)>> = network
        .session_ids()
        .map(|session| {
            let at = to.places[session.index()].iter();
            at.map(|&((time, class), column)| (time, place(to.classes.representative(class as usize)), column))
                .collect()
        })
        .collect();
    let mut needed = 0;
    let mut wanted: Vec<(u32, Interval, Terms, BTreeMap<u32, Terms>)> = Vec::new();
    let mut of_session: BTreeMap<(u32, u32, u32), Terms> = BTreeMap::new();
    for sit in &seating.sits {
        let session = network.staff.posts[sit.post as usize].session;
        of_session.entry((session.0, sit.time, sit.person)).or_default().push((sit.column, 1));
    }
    for ((session, time, person), works) in of_session {
        let mut held: BTreeMap<u32, Terms> = BTreeMap::new();
        for &(_, place, column) in places[session as usize].iter().filter(|at| at.0 == time) {
            held.entry(place).or_default().push((column, 1));
        }
        needed += if held.len() > 1 { held.len() } else { 0 };
        let from = network.starts[time as usize];
        let span = Interval { from, to: from + network.durations[session as usize] };
        wanted.push((person, span, works, held));
    }
    if needed > MOST_WALKS {
        to.exact = false;
        return;
    }
    // By person, that they work then and there.
    type Spot = (Interval, u32);
    let mut by_person: Vec<BTreeMap<Spot, Terms>> = vec![BTreeMap::new(); network.staff.people];
    for (person, span, works, held) in wanted {
        let several = held.len() > 1;
        for (place, mut held) in held {
            let mut spot = works.clone();
            if several {
                let column = to.model.column(1, false);
                held.extend(works.iter().copied());
                to.model.define(column, 1, &held, 1);
                spot = vec![(column, 1)];
            }
            by_person[person as usize].entry((span, place)).or_default().extend(spot);
        }
    }
    for spots in by_person {
        // What ends at one moment excludes one another, and so does what starts at one moment.
        let mut ends: Vec<(Minute, u32)> = spots.keys().map(|&(span, place)| (span.to, place)).collect();
        let mut starts: Vec<Minute> = spots.keys().map(|spot| spot.0.from).collect();
        ends.sort_unstable();
        ends.dedup();
        starts.sort_unstable();
        starts.dedup();
        for &(end, place) in &ends {
            for &start in starts.iter().filter(|&&start| start >= end) {
                let far = |(span, there): &Spot| span.from == start && network.walk(place, *there) > start - end;
                let then = spots.iter().filter(|(spot, _)| far(spot)).flat_map(|(_, terms)| terms).copied();
                let then: Terms = then.collect();
                if !then.is_empty() {
                    let first = spots.iter().filter(|((span, at), _)| span.to == end && *at == place);
                    let first = first.flat_map(|(_, terms)| terms).copied();
                    to.model.at_most(first.chain(then).collect(), 1);
                }
            }
        }
    }
}

/// Stretches of work: an interval for each, one at a time; nothing begins within less than a break after one ends.
fn stretches(
    to: &mut Formulation<'_>,
    constraint: &Constraint,
    (person, day): (u32, u32),
    sits: &[Sit],
    (most, rest): (i32, i32),
    premises: Premises,
) -> Option<Stretches> {
    let network = to.network;
    let spans = by_span(sits, |sit| work(network, sit.post, sit.time));
    let (first, last) = (spans.keys().map(|span| span.from).min()?, spans.keys().map(|span| span.to).max()?);
    if last - first <= most {
        return None;
    }
    let hard = Formulation::level(constraint).is_none();
    let mut ends: Vec<Minute> = spans.keys().map(|span| span.to).collect();
    let mut starts: Vec<Minute> = spans.keys().map(|span| span.from).collect();
    for list in [&mut ends, &mut starts] {
        list.sort_unstable();
        list.dedup();
    }
    let mut phases = Vec::new();
    for &from in &starts {
        for &end in ends.iter().filter(|&&end| end > from && !(hard && end - from > most)) {
            let column = to.model.column(1, true);
            let cost = i64::from((end - from - most).max(0));
            to.pay(constraint, column, cost);
            phases.push(Phase { span: Interval { from, to: end }, column, cost });
        }
    }
    one_at_a_time(to, &phases);
    for (span, sits) in &spans {
        cover(to, &phases, *span, sits, premises);
    }
    for &end in &ends {
        for &start in starts.iter().filter(|&&start| start >= end && start - end < rest) {
            let over = phases.iter().filter(|phase| phase.span.to == end).map(|phase| (phase.column, 1));
            let over: Terms = over.collect();
            let next: Vec<Sit> =
                spans.iter().filter(|(span, _)| span.from == start).flat_map(|(_, s)| s.clone()).collect();
            for mut terms in together(&next, premises) {
                terms.extend(over.iter().copied());
                to.model.at_most(terms, 1);
            }
        }
    }
    Some(Stretches { person, day, rest, phases })
}

/// Presence on a day: one interval, which holds all that somebody does. Of intervals that cost the same, those within
/// others are left out.
fn presences(
    to: &mut Formulation<'_>,
    constraint: &Constraint,
    fees: &Fees,
    sits: &[Sit],
    premises: Premises,
) -> Vec<Phase> {
    let network = to.network;
    // What costs less the longer it lasts is not told by intervals that may be longer.
    if fees.half.is_some_and(|(_, cost)| cost > fees.day.1) || fees.overtime < 0 {
        to.exact = false;
        return Vec::new();
    }
    let spans = by_span(sits, |sit| presence(network, sit.post, sit.time));
    let mut ends: Vec<Minute> = spans.keys().map(|span| span.to).collect();
    let mut starts: Vec<Minute> = spans.keys().map(|span| span.from).collect();
    for list in [&mut ends, &mut starts] {
        list.sort_unstable();
        list.dedup();
    }
    let hard = Formulation::level(constraint).is_none();
    let mut phases = Vec::new();
    for (i, &from) in starts.iter().enumerate() {
        for (j, &end) in ends.iter().enumerate().filter(|&(_, &end)| end > from) {
            let cost = fees.of(end - from);
            let earlier = i > 0 && fees.of(end - starts[i - 1]) == cost;
            let later = ends.get(j + 1).is_some_and(|&later| fees.of(later - from) == cost);
            if earlier || later || hard && cost > 0 {
                continue;
            }
            let column = to.model.column(1, true);
            to.pay(constraint, column, cost);
            phases.push(Phase { span: Interval { from, to: end }, column, cost });
        }
    }
    to.model.at_most(phases.iter().map(|phase| (phase.column, 1)).collect(), 1);
    for (span, sits) in &spans {
        cover(to, &phases, *span, sits, premises);
    }
    if premises.one_place {
        // No more work than presence.
        let mut terms = minutes(network, sits.iter());
        terms.extend(phases.iter().map(|phase| (phase.column, -i64::from(phase.span.to - phase.span.from))));
        to.model.at_most(terms, 0);
    }
    phases
}

/// Whoever works then is within one of the intervals.
fn cover(to: &mut Formulation<'_>, phases: &[Phase], span: Interval, sits: &[Sit], premises: Premises) {
    let around = phases.iter().filter(|phase| phase.span.from <= span.from && span.to <= phase.span.to);
    let around: Terms = around.map(|phase| (phase.column, -1)).collect();
    for mut terms in together(sits, premises) {
        terms.extend(around.iter().copied());
        to.model.at_most(terms, 0);
    }
}

/// At most one of the intervals at any moment.
fn one_at_a_time(to: &mut Formulation<'_>, phases: &[Phase]) {
    let mut moments: Vec<Minute> = phases.iter().map(|phase| phase.span.from).collect();
    moments.sort_unstable();
    moments.dedup();
    for moment in moments {
        let here = phases.iter().filter(|phase| phase.span.from <= moment && moment < phase.span.to);
        to.model.at_most(here.map(|phase| (phase.column, 1)).collect(), 1);
    }
}
