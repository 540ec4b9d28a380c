//! Twins of planted conferences that have no timetable, each for one reason that is known.
//!
//! A twin is the conference and one change. The conference has its plan, so nothing but the change can be the reason;
//! and the change is a reason by itself, as each cause below says. Most of them use the *opening*: it is pinned to a
//! slot and a room, nothing else runs beside a plenary, its interpretation is required, and everybody whom it does not
//! need is away.

use std::fmt;

use super::programme::{WALK, clock};
use super::stock::window;
use super::{Impossible, Planted};
use crate::instance::schema::{Id, Instance, Provenance, ProvenanceStatus, Text};
use crate::problem::{LanguageId, Pack, Problem, SessionId};

/// The language of [`Cause::Language`].
const UNKNOWN: &str = "pt";

/// Why there is no timetable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// One of the people of the opening is away while it runs. The `k` whom it needs are all who were there, so `k - 1`
    /// are left at a moment that is pinned.
    People,
    /// The opening is to be interpreted into one more language, into which nobody works. So nobody can sit in that
    /// booth, whenever the opening is.
    Language,
    /// Everybody who works into one language gets fewer hours: `c` a day, where `m` people on `d` days have
    /// `m × d × c` minutes, one less than a multiple of what the required sessions in that language take, or fewer.
    /// Each of those takes its people for its minutes on some day, all of them among the `m`; the sum is too large
    /// wherever they are placed.
    Hours,
    /// There is one mobile booth less than the opening needs beside those that are built into its room, and both its
    /// start and its room are pinned.
    Booths,
    /// Nobody may work as long without a break as the opening lasts.
    Stretch,
    /// A break has to be a minute longer than the pause between the opening and the keynote. Both are pinned, and who
    /// is there for the one is there for the other and needed in both; without a break in between they work from the
    /// start of the one to the end of the other, longer than anybody may.
    Break,
    /// No language may be reached over another booth. The second booth of the opening is reached so only: of those who
    /// are there nobody works from the floor into it.
    Relay,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 7] =
        [Cause::People, Cause::Language, Cause::Hours, Cause::Booths, Cause::Stretch, Cause::Break, Cause::Relay];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Cause::People => "people",
            Cause::Language => "language",
            Cause::Hours => "hours",
            Cause::Booths => "booths",
            Cause::Stretch => "stretch",
            Cause::Break => "break",
            Cause::Relay => "relay",
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A conference without a timetable.
#[derive(Clone, Debug)]
pub struct Twin {
    /// The conference. Its id, title and provenance name the cause; all else but the change is the planted one.
    pub instance: Instance,
    /// What was changed, in a sentence.
    pub change: String,
}

/// What was changed, the part of the instance that it was changed in (a JSON pointer), and how.
struct Change {
    pointer: String,
    sentence: String,
}

/// The twin of a planted conference.
///
/// # Errors
/// [`Impossible::Cause`], where the conference or the rule pack leaves no room for this cause.
pub fn twin(planted: &Planted, cause: Cause) -> Result<Twin, Impossible> {
    let mut instance = planted.instance.clone();
    let change = match cause {
        Cause::People => people(planted, &mut instance),
        Cause::Language => Ok(language(planted, &mut instance)),
        Cause::Hours => hours(planted, &mut instance),
        Cause::Booths => booths(planted, &mut instance),
        Cause::Stretch => stretch(planted, &mut instance),
        Cause::Break => longer_break(planted, &mut instance),
        Cause::Relay => relay(planted, &mut instance),
    }
    .map_err(Impossible::Cause)?;
    instance.id = Id(format!("{}-{cause}", instance.id));
    let title = format!("{} – without a timetable: {}", instance.title.in_language("en"), change.sentence);
    instance.title = Text::Plain(title);
    let note = format!("the one change to the planted conference, which leaves no timetable: {}", change.sentence);
    instance.provenance.insert(change.pointer, Provenance { status: ProvenanceStatus::Assumed, note });
    Ok(Twin { instance, change: change.sentence })
}

fn people(planted: &Planted, instance: &mut Instance) -> Result<Change, String> {
    let opening = planted.opening;
    let problem = &planted.problem;
    let span = planted.timetable.span(problem, opening);
    let last = problem.posts[problem.sessions[opening.index()].posts.clone()]
        .iter()
        .flat_map(|post| planted.timetable.team(post))
        .last();
    let (Some(span), Some(person)) = (span, last) else {
        return Err("the opening is not interpreted, so nobody is missing in it".to_owned());
    };
    let written = &mut instance.interpreters[person.index()];
    written.away.push(window(problem, 0, span));
    let needed = problem.mode(opening, crate::problem::ModeId(0)).people;
    Ok(Change {
        pointer: format!("/interpreters/{}/away", written.id),
        sentence: format!(
            "{} is away during {}, which needs {needed} interpreters of whom {} are left",
            written.id,
            problem.names.sessions[opening.index()],
            needed - 1
        ),
    })
}

fn language(planted: &Planted, instance: &mut Instance) -> Change {
    let opening = planted.opening.index();
    instance.languages.push(UNKNOWN.into());
    if let Some(wanted) = &mut instance.sessions[opening].interpretation {
        wanted.into.push(UNKNOWN.into());
    }
    let id = &instance.sessions[opening].id;
    Change {
        pointer: format!("/sessions/{id}/interpretation/into"),
        sentence: format!("{id} is to be interpreted into {UNKNOWN}, into which nobody works"),
    }
}

/// What the required sessions take of the people of one language.
struct Load {
    language: LanguageId,
    /// Who works into it.
    people: Vec<usize>,
    /// People × minutes.
    minutes: i64,
    /// The most minutes a day for each that do not suffice.
    too_few: i64,
}

/// The load of a language, unless nothing is required in it.
fn load(problem: &Problem, language: LanguageId) -> Option<Load> {
    let into = |person: &crate::problem::Interpreter| person.directions.iter().any(|heard| heard.1 == language);
    let people: Vec<usize> = problem.interpreters.iter().enumerate().filter(|(_, p)| into(p)).map(|(i, _)| i).collect();
    let mut minutes = 0;
    for session in &problem.sessions {
        // With one mode there is no choice.
        let [mode] = &session.modes[..] else { continue };
        let speaks = |staffed: &&crate::problem::Staffed| {
            let work = problem.posts[staffed.post.index()].work;
            problem.booth_work[work.index()].speaks().contains(&language)
        };
        let least: i32 = mode.posts.iter().filter(speaks).map(|staffed| staffed.least).sum();
        minutes += i64::from(least) * i64::from(session.minutes);
    }
    let days = (people.len() * problem.days.len()) as i64;
    (minutes > 0 && days > 0).then(|| Load { language, people, minutes, too_few: (minutes - 1) / days })
}

fn hours(planted: &Planted, instance: &mut Instance) -> Result<Change, String> {
    let problem = &planted.problem;
    let languages = (0..problem.names.languages.len()).map(LanguageId::new);
    // Where most is to be done for each: there the change is smallest.
    let loads = languages.filter_map(|language| load(problem, language));
    let Some(load) = loads.max_by_key(|load| (load.too_few, std::cmp::Reverse(load.language))) else {
        return Err("nothing has to be interpreted, so no hours are too few".to_owned());
    };
    let most = load.too_few as u32;
    for &person in &load.people {
        let written = &mut instance.interpreters[person].max_minutes_per_day;
        *written = Some(written.map_or(most, |own| own.min(most)));
    }
    Ok(Change {
        pointer: "/interpreters/*/max_minutes_per_day".to_owned(),
        sentence: format!(
            "who works into {} has {most} minutes a day: {} people on {} days have {} minutes, {} are required",
            problem.names.languages[load.language.index()],
            load.people.len(),
            problem.days.len(),
            i64::from(most) * (load.people.len() * problem.days.len()) as i64,
            load.minutes
        ),
    })
}

fn booths(planted: &Planted, instance: &mut Instance) -> Result<Change, String> {
    let problem = &planted.problem;
    let (opening, place) = (planted.opening, planted.timetable.get(planted.opening));
    let Some((mode, room)) = place.and_then(|place| Some((place.mode, place.room?))) else {
        return Err("the opening has no room".to_owned());
    };
    let needed = problem.mobile_booths_needed(opening, mode, room);
    if needed == 0 {
        return Err("the opening needs no mobile booth: interpreters work from elsewhere".to_owned());
    }
    instance.mobile_booths.count = (needed - 1) as u32;
    Ok(Change {
        pointer: "/mobile_booths/count".to_owned(),
        sentence: format!(
            "{} in {} needs mobile booths: {needed}; there are: {}",
            problem.names.sessions[opening.index()],
            problem.names.rooms[room.index()],
            needed - 1
        ),
    })
}

/// What a pack states nobody can change.
fn open(planted: &Planted, what: &str, stated: impl Fn(&Pack) -> bool) -> Result<(), String> {
    match planted.problem.terms.pack {
        Some(pack) if stated(pack) => Err(format!("the rule pack {} states {what}; choose another pack", pack.id)),
        _ => Ok(()),
    }
}

fn stretch(planted: &Planted, instance: &mut Instance) -> Result<Change, String> {
    open(planted, "how long people work without a break", |pack| pack.stretch.value().is_some())?;
    let opening = planted.opening.index();
    let most = instance.sessions[opening].minutes - 1;
    instance.interpretation.max_stretch_minutes = Some(most);
    Ok(Change {
        pointer: "/interpretation/max_stretch_minutes".to_owned(),
        sentence: format!(
            "nobody may work more than {most} minutes without a break, {} lasts {}",
            instance.sessions[opening].id,
            most + 1
        ),
    })
}

fn longer_break(planted: &Planted, instance: &mut Instance) -> Result<Change, String> {
    open(planted, "how long a break is", |pack| pack.rest.value().is_some())?;
    let problem = &planted.problem;
    let span = |session: SessionId| planted.timetable.span(problem, session);
    let Some((keynote, first, then)) =
        planted.keynote.and_then(|keynote| Some((keynote, span(planted.opening)?, span(keynote)?)))
    else {
        return Err("nobody may work at two sessions of a day on these terms; choose another pack".to_owned());
    };
    let (pause, whole) = (then.from - first.to, then.to - first.from);
    if problem.terms.stretch.is_none_or(|most| whole <= most) || pause < WALK as i32 {
        return Err("the opening and the keynote together are no longer than anybody may work".to_owned());
    }
    instance.interpretation.break_minutes = Some((pause + 1) as u32);
    Ok(Change {
        pointer: "/interpretation/break_minutes".to_owned(),
        sentence: format!(
            "a break has {} minutes, and from the end of {} at {} to {} there are {pause}",
            pause + 1,
            problem.names.sessions[planted.opening.index()],
            clock((first.to - problem.days[0].span.from) as u32).0,
            problem.names.sessions[keynote.index()],
        ),
    })
}

fn relay(planted: &Planted, instance: &mut Instance) -> Result<Change, String> {
    let problem = &planted.problem;
    let mode = problem.mode(planted.opening, crate::problem::ModeId(0));
    let [_, second] = mode.into[..] else {
        return Err("with two languages nothing is interpreted over a third; draw at least 3 languages".to_owned());
    };
    instance.interpretation.relay = Some(false);
    let name = |language: LanguageId| &problem.names.languages[language.index()];
    Ok(Change {
        pointer: "/interpretation/relay".to_owned(),
        sentence: format!(
            "there is no relay, and nobody who is there for {} works from {} into {}",
            problem.names.sessions[planted.opening.index()],
            name(mode.floor[0]),
            name(second)
        ),
    })
}
