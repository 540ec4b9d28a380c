//! Conferences with a planted plan, for tests and studies.
//!
//! [`interpretation`] draws a plan first – days and slots, sessions without clashes, teams on legal hours, people who
//! listen to what they understand – and then says of the conference no more than what the plan keeps. So there is a
//! timetable without hard violations, and it is known. [`twin`] takes such a conference and makes one change after
//! which there is none, for a reason that is known too.
//!
//! [`conference`] does the same for conferences of any size, with little interpretation and much of everything else.
//!
//! One file for each step: [`programme`] (sessions into slots and rooms), [`staffing`] (who works where, held to
//! [`workday`]), [`people`] (speakers and attendees), [`stock`] (what is left over, and what is not), [`bound`] (what
//! every timetable costs at least), [`twins`]; of large conferences [`grid`], [`ties`], [`cast`], [`needs`] and [`crowd`].
//!
//! The seed decides everything; no clock, no hash map.

mod bound;
mod cast;
mod conference;
mod crowd;
mod grid;
mod needs;
mod people;
mod programme;
mod staffing;
mod stock;
mod ties;
mod twins;
mod workday;

pub use bound::Least;
pub use conference::{ConferenceOptions, conference};
pub use twins::{Cause, Twin, twin};

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use crate::instance::schema::{Instance, PackName};
use crate::problem::{BuildError, ModeId, Problem, SessionId};
use crate::timetable::{Placement, Timetable};

/// What is drawn. Numbers that are absent follow from the others.
#[derive(Clone, Debug)]
pub struct Options {
    /// Sessions; at least four.
    pub sessions: usize,
    /// Languages, from two to six.
    pub languages: usize,
    /// Interpreters.
    pub interpreters: Option<usize>,
    /// Rooms.
    pub rooms: Option<usize>,
    /// Days.
    pub days: Option<usize>,
    /// How little is left over beyond what the plan uses, from 0 (plenty) to 100 (nothing).
    pub scarcity: u32,
    /// The rule pack; without one the instance says its own terms.
    pub pack: Option<PackName>,
    /// Seed of all random choices.
    pub seed: u64,
}

/// Why nothing can be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Impossible {
    /// A number outside its range.
    #[error("{what}: {given} is not from {least} to {most}")]
    Range {
        /// What is counted.
        what: &'static str,
        /// As given.
        given: usize,
        /// At least.
        least: usize,
        /// At most.
        most: usize,
    },
    /// More sessions than slots × rooms.
    #[error("{sessions} sessions do not fit into {rooms} rooms on {days} days, {places} do; add rooms or days")]
    Places {
        /// Sessions asked for.
        sessions: usize,
        /// Rooms asked for.
        rooms: usize,
        /// Days asked for.
        days: usize,
        /// Sessions that fit.
        places: usize,
    },
    /// Too few interpreters for the first plenary.
    #[error("the opening alone needs {needed} interpreters, there are {given}; add interpreters")]
    Interpreters {
        /// Needed.
        needed: usize,
        /// Asked for.
        given: usize,
    },
    /// A cause that this conference cannot have.
    #[error("{0}")]
    Cause(String),
    /// A draft that is not a valid instance: a mistake in this module.
    #[error("the draft cannot be made dense: {0}")]
    Draft(#[from] BuildError),
}

/// A conference with its plan.
#[derive(Clone, Debug)]
pub struct Planted {
    /// The conference.
    pub instance: Instance,
    /// The same, dense.
    pub problem: Problem,
    /// The plan: it keeps every hard rule.
    pub timetable: Timetable,
    /// What every timetable costs at least.
    pub least: Least,
    /// The plenary that is pinned to the first slot of the first day. While it runs nothing else does, and nobody
    /// is there to interpret beyond those whom it needs.
    opening: SessionId,
    /// The plenary pinned to the slot after it, for which the same holds with the same people; absent where the terms
    /// do not let them work twice.
    keynote: Option<SessionId>,
}

/// Draws a conference with its plan.
///
/// # Errors
/// If the numbers leave no room for a plan.
pub fn interpretation(options: &Options) -> Result<Planted, Impossible> {
    within("sessions", options.sessions, 4, 5000)?;
    within("languages", options.languages, 2, programme::LANGUAGES.len())?;
    within("scarcity", options.scarcity as usize, 0, 100)?;
    within("rooms", options.rooms.unwrap_or(1), 1, 500)?;
    within("days", options.days.unwrap_or(1), 1, 30)?;
    within("interpreters", options.interpreters.unwrap_or(1), 1, 5000)?;

    let mut rng = Pcg64Mcg::seed_from_u64(options.seed);
    let (mut instance, programme) = programme::draw(&mut rng, options)?;
    let draft = Problem::build(&instance)?;
    let duties = staffing::draw(&mut rng, options, &draft, &programme)?;
    staffing::write(&duties, &draft, &mut instance);
    people::speakers(&mut rng, &programme, &mut instance);
    stock::rooms(&mut rng, options, &draft, &programme, &duties, &mut instance);
    stock::interpreters(&mut rng, options, &draft, &programme, &duties, &mut instance);
    people::attendees(&mut rng, &draft, &programme, &duties, &mut instance);
    // Who listens follows from who attends, and the stock of receivers from who listens.
    let (heard, plan) = planted(&instance, &draft, &programme, &duties)?;
    stock::receivers(&mut rng, options, &heard, &plan, &mut instance);
    let (problem, timetable) = planted(&instance, &draft, &programme, &duties)?;
    let least = bound::least(&instance, &problem, programme.keynote);
    let keynote = programme.keynote.then_some(SessionId(1));
    Ok(Planted { instance, problem, timetable, least, opening: SessionId(0), keynote })
}

/// Most rooms of a conference.
const MOST_ROOMS: usize = 2000;
/// What is said of rooms that were not asked for.
const DERIVED_ROOMS: &str = "rooms for so many sessions on so few days (add days)";

fn within(what: &'static str, given: usize, least: usize, most: usize) -> Result<(), Impossible> {
    let inside = (least..=most).contains(&given);
    if inside { Ok(()) } else { Err(Impossible::Range { what, given, least, most }) }
}

/// The conference as it stands, dense, and the plan in its terms. Sessions have the modes of the draft or fewer, so
/// modes and seats are found by what they mean.
fn planted(
    instance: &Instance,
    draft: &Problem,
    programme: &programme::Programme,
    duties: &staffing::Duties,
) -> Result<(Problem, Timetable), Impossible> {
    let problem = Problem::build(instance)?;
    let mut timetable = Timetable::empty(&problem);
    for (position, session) in problem.sessions.iter().enumerate() {
        let place = programme.places[position];
        let chosen = draft.mode(SessionId::new(position), duties.modes[position]);
        let mode = session.modes.iter().position(|mode| (&mode.floor, &mode.into) == (&chosen.floor, &chosen.into));
        timetable.placements[position] = Some(Placement {
            start: problem.slots[place.slot].span.from,
            room: Some(place.room),
            mode: ModeId::new(mode.unwrap_or(0)),
        });
        for post in &problem.posts[session.posts.clone()] {
            let work = &problem.booth_work[post.work.index()];
            let team = duties.teams[position].iter().filter(|(theirs, _)| theirs == work);
            let people = team.flat_map(|(_, people)| people).copied();
            for (seat, person) in post.seats.clone().zip(people) {
                timetable.seats[seat] = Some(person);
            }
        }
    }
    Ok((problem, timetable))
}
