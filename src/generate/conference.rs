//! Conferences of any size: a planted timetable, and around it whatever it keeps.
//!
//! Days and slots, plenaries that block everything, and sessions in rooms come first ([`super::grid`]); then the few
//! sessions with interpretation and their teams ([`super::staffing`]); then what ties sessions to one another
//! ([`super::ties`]), who speaks and chairs ([`super::cast`]), what sessions need of their rooms ([`super::needs`]), and
//! who attends what ([`super::crowd`]). Every step says of the conference what the timetable keeps, so that the timetable
//! breaks no hard rule. Every step takes time in proportion to what it makes.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::{Impossible, MOST_ROOMS, Options, Planted};
use super::{bound, cast, crowd, grid, needs, planted, programme, staffing, stock, ties, within};
use crate::problem::{Problem, SessionId};

/// What is drawn. Numbers that are absent follow from the others.
#[derive(Clone, Debug)]
pub struct ConferenceOptions {
    /// Sessions; at least ten.
    pub sessions: usize,
    /// Rooms.
    pub rooms: Option<usize>,
    /// Days.
    pub days: Option<usize>,
    /// Attendees.
    pub attendees: Option<usize>,
    /// Languages, from two to six.
    pub languages: usize,
    /// Sessions that may be interpreted, the opening not counted.
    pub interpreted: Option<usize>,
    /// Seed of all random choices.
    pub seed: u64,
}

/// Draws a conference with its timetable.
///
/// # Errors
/// If the numbers leave no room for a timetable.
pub fn conference(options: &ConferenceOptions) -> Result<Planted, Impossible> {
    within("sessions", options.sessions, 10, 20_000)?;
    within("rooms", options.rooms.unwrap_or(1), 1, MOST_ROOMS)?;
    within("days", options.days.unwrap_or(1), 1, 30)?;
    within("attendees", options.attendees.unwrap_or(0), 0, 200_000)?;
    within("languages", options.languages, 2, programme::LANGUAGES.len())?;
    let interpreted = options.interpreted.unwrap_or(options.sessions / 100);
    within("interpreted sessions", interpreted, 0, (options.sessions - 1).min(2000))?;

    let mut rng = Pcg64Mcg::seed_from_u64(options.seed);
    // What the steps for interpretation ask for: as many interpreters as that many sessions need.
    let staffed = Options {
        sessions: interpreted,
        languages: options.languages,
        interpreters: None,
        rooms: options.rooms,
        days: options.days,
        scarcity: 30,
        pack: None,
        seed: options.seed,
    };
    let (mut instance, programme) = grid::draw(&mut rng, options, &staffed)?;
    let draft = Problem::build(&instance)?;
    let duties = staffing::draw(&mut rng, &staffed, &draft, &programme)?;
    staffing::write(&duties, &draft, &mut instance);
    stock::rooms(&mut rng, &staffed, &draft, &programme, &duties, &mut instance);
    stock::interpreters(&mut rng, &staffed, &draft, &programme, &duties, &mut instance);
    ties::labels(&mut rng, &programme, &mut instance);
    ties::chains(&mut rng, &programme, &mut instance);
    cast::draw(&mut rng, &programme, &mut instance);
    needs::draw(&mut rng, &draft, &programme, &duties, &mut instance);
    let attendees = options.attendees.unwrap_or((5 * options.sessions).min(50_000));
    crowd::draw(&mut rng, attendees, &draft, &programme, &duties, &mut instance);
    // Who listens follows from who attends, and the stock of receivers from who listens.
    let (heard, plan) = planted(&instance, &draft, &programme, &duties)?;
    stock::receivers(&mut rng, &staffed, &heard, &plan, &mut instance);
    let (problem, timetable) = planted(&instance, &draft, &programme, &duties)?;
    let least = bound::least(&instance, &problem, false);
    Ok(Planted { instance, problem, timetable, least, opening: SessionId(0), keynote: None })
}
