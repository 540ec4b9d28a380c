//! What there is: booths, hours, directions and receivers, as many as the plan uses and as much more as the scarcity
//! leaves.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::Options;
use super::people::booths;
use super::programme::{Programme, clock};
use super::staffing::{Duties, is_banned, on_day};
use super::workday::{Shift, minutes, presence};
use crate::instance::schema::{Direction, Instance, Receivers, Window};
use crate::problem::{Interval, LanguageId, Problem, SessionId};
use crate::timetable::Timetable;

fn slack(options: &Options) -> f64 {
    f64::from(100 - options.scarcity) / 100.0
}

/// Booths built into the rooms, place for mobile ones, their stock, and what sign language needs. The hall lacks one
/// booth for the opening.
pub(super) fn rooms(
    rng: &mut Pcg64Mcg,
    options: &Options,
    draft: &Problem,
    programme: &Programme,
    duties: &Duties,
    instance: &mut Instance,
) {
    let slack = slack(options);
    let opening = booths(draft, duties, 0);
    for room in 0..instance.rooms.len() {
        let here: Vec<usize> =
            (0..instance.sessions.len()).filter(|&session| programme.places[session].room.index() == room).collect();
        let most = here.iter().map(|&session| booths(draft, duties, session)).max().unwrap_or(0);
        let built_in = if room == 0 { (opening - 1).max(0) } else { rng.random_range(0..=most.min(2)) };
        let spare = i64::from(rng.random_bool(slack));
        instance.rooms[room].booths = built_in as u32;
        instance.rooms[room].mobile_booths = ((most - built_in).max(0) + spare) as u32;
        let signed = |session: &usize| !draft.mode(SessionId::new(*session), duties.modes[*session]).needs.is_empty();
        if here.iter().any(signed) || rng.random_bool(0.5 * slack) || (room == 0 && !instance.services.is_empty()) {
            let features = instance.services.iter().filter_map(|service| service.room_feature.clone());
            instance.rooms[room].features = features.collect();
        }
    }
    let spare = (3.0 * slack) as u32;
    instance.mobile_booths.count = standing(draft, programme, duties, instance) + spare;
}

/// The most mobile booths that stand at once in the plan: in each room, as many as any session needs whose time with
/// set-up and strike includes the moment.
fn standing(draft: &Problem, programme: &Programme, duties: &Duties, instance: &Instance) -> u32 {
    let terms = &instance.mobile_booths;
    let mut uses: Vec<(usize, i64, Interval)> = Vec::new();
    for (session, place) in programme.places.iter().enumerate() {
        let room = place.room.index();
        let mobile = booths(draft, duties, session) - i64::from(instance.rooms[room].booths);
        if mobile > 0 {
            let span = draft.sessions[session].span(draft.slots[place.slot].span.from);
            let (from, to) = (span.from - terms.setup_minutes as i32, span.to + terms.strike_minutes as i32);
            uses.push((room, mobile, Interval { from, to }));
        }
    }
    let at = |moment: i32| -> i64 {
        let mut by_room = vec![0; instance.rooms.len()];
        for (room, mobile, _) in uses.iter().filter(|u| u.2.from <= moment && moment < u.2.to) {
            by_room[*room] = (*mobile).max(by_room[*room]);
        }
        by_room.iter().sum()
    };
    uses.iter().map(|(_, _, span)| at(span.from)).max().unwrap_or(0) as u32
}

/// Directions, hours and absences of the interpreters.
pub(super) fn interpreters(
    rng: &mut Pcg64Mcg,
    options: &Options,
    draft: &Problem,
    programme: &Programme,
    duties: &Duties,
    instance: &mut Instance,
) {
    let slack = slack(options);
    let moments = plenary_moments(draft, programme, duties);
    for (position, person) in instance.interpreters.iter_mut().enumerate() {
        let Some(home) = draft.interpreters[position].home else { continue };
        let mut directions = duties.directions[position].clone();
        let least = usize::from(directions.is_empty());
        let more = least.max(rng.random_range(0..=(3.0 * slack) as usize));
        for _ in 0..more {
            let others: Vec<LanguageId> =
                (0..options.languages).map(LanguageId::new).filter(|&language| language != home).collect();
            let heard = (others[rng.random_range(0..others.len())], home);
            if !is_banned(duties, position, heard) || directions.is_empty() {
                directions.insert(heard);
            }
        }
        let name = |language: LanguageId| draft.names.languages[language.index()].as_str().into();
        person.directions =
            directions.iter().map(|&(from, into)| Direction { from: name(from), into: name(into) }).collect();
        // A home in which they never work is none.
        if !directions.iter().any(|heard| heard.1 == home) {
            person.home_booth = None;
        }
        if !duties.opening[position] {
            person.away = moments.iter().map(|&moment| window(draft, 0, moment)).collect();
        }
        let days = draft.days.len();
        for day in 0..days {
            match presence(&on_day(duties, position, day)) {
                None if rng.random_bool(0.1 + 0.5 * (1.0 - slack)) => {
                    person.away.push(Window { day: Some(instance.days[day].id.clone()), from: None, to: None });
                }
                Some(span) if rng.random_bool(0.5 * (1.0 - slack)) => {
                    let end = draft.days[day].span.to;
                    person.away.push(Window { to: None, ..window(draft, day, Interval { from: span.to, to: end }) });
                }
                _ => {}
            }
        }
        let busiest = (0..days).map(|day| minutes(&on_day(duties, position, day))).max().unwrap_or(0);
        if busiest > 0 && rng.random_bool(0.2 + 0.5 * (1.0 - slack)) {
            let own = busiest + 30 * rng.random_range(0..=(4.0 * slack) as i32);
            person.max_minutes_per_day = Some(own as u32);
        }
    }
}

/// When only those are there to interpret whom the opening and the keynote need.
fn plenary_moments(draft: &Problem, programme: &Programme, duties: &Duties) -> Vec<Interval> {
    let Some(person) = duties.opening.iter().position(|&works| works) else { return Vec::new() };
    let mut shifts: Vec<Shift> = on_day(duties, person, 0);
    let start = |session: usize| draft.slots[programme.places[session].slot].span.from;
    let sessions = if programme.keynote { 2 } else { 1 };
    shifts.retain(|shift| (0..sessions).any(|session| start(session) == shift.span.from));
    shifts.sort_unstable_by_key(|shift| shift.span);
    shifts.iter().map(|shift| Interval { from: shift.span.from - shift.lead, to: shift.span.to }).collect()
}

/// A stretch of time as it is written.
pub(super) fn window(draft: &Problem, day: usize, span: Interval) -> Window {
    let midnight = draft.days[day].span.from;
    let written = |minute: i32| Some(clock((minute - midnight).max(0) as u32));
    Window { day: Some(draft.names.days[day].as_str().into()), from: written(span.from), to: written(span.to) }
}

/// Receivers: as many as listen at once in the plan, handing out and collecting included.
pub(super) fn receivers(
    rng: &mut Pcg64Mcg,
    options: &Options,
    heard: &Problem,
    plan: &Timetable,
    instance: &mut Instance,
) {
    let handling: i32 = 10;
    let mut uses: Vec<(Interval, i64)> = Vec::new();
    for (session, placement) in plan.placed() {
        let span = heard.sessions[session.index()].span(placement.start);
        let listeners = i64::from(heard.mode(session, placement.mode).listeners);
        if listeners == 0 {
            continue;
        }
        uses.push((Interval { from: span.from - handling, to: span.to + handling }, listeners));
    }
    let at = |moment: i32| -> i64 {
        uses.iter().filter(|(span, _)| span.from <= moment && moment < span.to).map(|(_, listeners)| listeners).sum()
    };
    let peak = uses.iter().map(|(span, _)| at(span.from)).max().unwrap_or(0);
    if peak > 0 && rng.random_bool(0.7) {
        let spare = (peak as f64 * 0.5 * slack(options)) as i64;
        instance.interpretation.receivers =
            Some(Receivers { count: (peak + spare) as u32, handling_minutes: handling as u32 });
    }
}
