//! Who speaks and chairs: some once, some several times, all with time to walk, and away when the timetable does without.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::programme::Programme;
use crate::instance::schema::{Id, Instance, Person, Window};

/// Most sessions of one person.
const MOST: usize = 5;
/// Least minutes between two sessions of a person: the pause that the rules ask for, and the walk.
const APART: i32 = 15;

/// Somebody, with the sessions that the timetable has them in.
struct Member {
    languages: Vec<Id>,
    sessions: Vec<usize>,
}

/// Draws speakers and chairs, when they are away, and how much they take on in a day.
pub(super) fn draw(rng: &mut Pcg64Mcg, programme: &Programme, instance: &mut Instance) {
    let spans: Vec<(usize, i32, i32)> = programme.places.iter().map(|place| span(instance, place.slot)).collect();
    let mut cast: Vec<Member> = Vec::new();
    let name = |member: usize| Id(format!("speaker-{:03}", member + 1));
    for session in 0..instance.sessions.len() {
        let (speakers, chairs) = (rng.random_range(1..=2), usize::from(rng.random_bool(0.4)));
        let mut here: Vec<usize> = Vec::new();
        for role in 0..speakers + chairs {
            let again = if role < speakers { 0.3 } else { 0.7 };
            let known = if rng.random_bool(again) { find(rng, &cast, &spans, session, &here) } else { None };
            let member = known.unwrap_or_else(|| {
                let languages = instance.sessions[session].floor.clone();
                cast.push(Member { languages, sessions: Vec::new() });
                cast.len() - 1
            });
            cast[member].sessions.push(session);
            here.push(member);
            let written = &mut instance.sessions[session];
            if role < speakers { &mut written.speakers } else { &mut written.chairs }.push(name(member));
        }
    }
    instance.people = Vec::with_capacity(cast.len());
    for (number, member) in cast.iter().enumerate() {
        let own: Vec<(usize, i32, i32)> = member.sessions.iter().map(|&session| spans[session]).collect();
        let mut person = Person { id: name(number), languages: member.languages.clone(), ..Person::default() };
        if rng.random_bool(0.3) {
            person.away.push(away(rng, instance, &own));
        }
        if rng.random_bool(0.05) {
            let on = |day: usize| own.iter().filter(|span| span.0 == day).map(|span| span.2 - span.1).sum::<i32>();
            person.max_minutes_per_day = (0..instance.days.len()).map(on).max().map(|most| most as u32);
        }
        instance.people.push(person);
    }
}

/// Somebody who is there already and has time, if a few draws find one.
fn find(
    rng: &mut Pcg64Mcg,
    cast: &[Member],
    spans: &[(usize, i32, i32)],
    session: usize,
    here: &[usize],
) -> Option<usize> {
    let (day, from, to) = spans[session];
    let apart = |&other: &usize| {
        let (its_day, its_from, its_to) = spans[other];
        day != its_day || from - its_to >= APART || its_from - to >= APART
    };
    let mut drawn = (0..if cast.is_empty() { 0 } else { 8 }).map(|_| rng.random_range(0..cast.len()));
    drawn.find(|member| {
        let sessions = &cast[*member].sessions;
        sessions.len() < MOST && !here.contains(member) && sessions.iter().all(apart)
    })
}

/// A day on which the timetable does without them; or the time before their first or after their last session.
fn away(rng: &mut Pcg64Mcg, instance: &Instance, own: &[(usize, i32, i32)]) -> Window {
    let day = rng.random_range(0..instance.days.len());
    let id = Some(instance.days[day].id.clone());
    let that_day = || own.iter().filter(|span| span.0 == day);
    let clock = |minutes: i32| Some(super::programme::clock(minutes as u32));
    match (that_day().map(|span| span.1).min(), that_day().map(|span| span.2).max()) {
        (Some(first), _) if rng.random_bool(0.5) => Window { day: id, from: None, to: clock(first) },
        (_, Some(last)) => Window { day: id, from: clock(last), to: None },
        _ => Window { day: id, from: None, to: None },
    }
}

/// The day of a slot, and from and to in minutes of that day.
fn span(instance: &Instance, slot: usize) -> (usize, i32, i32) {
    let slot = &instance.slots[slot];
    let day = instance.days.iter().position(|day| day.id == slot.day).unwrap_or(0);
    (day, slot.start.minutes().unwrap_or(0), slot.end.minutes().unwrap_or(0))
}
