//! The staffing plan: into what each session is interpreted, and who sits where. It is written and read back.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FormatError, unknown};
use crate::problem::{BoothWork, InterpreterId, LanguageId, Mode, ModeId, PostId, Problem, SessionId};
use crate::timetable::{BoothPlan, Placement, Timetable, turns};

/// An interpreted session, its booths and teams. Whoever writes it by hand says `session`, `into`, and of each booth
/// `into` and `team`; the rest follows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interpreted {
    /// The session.
    pub session: String,
    /// Languages spoken on the floor; they follow from `into`.
    #[serde(default)]
    pub floor: Vec<String>,
    /// Languages and services that can be followed besides the floor: one of the choices that the instance leaves.
    pub into: Vec<String>,
    /// Its booths, and its teams on the floor.
    #[serde(default)]
    pub booths: Vec<Booth>,
}

/// A booth of a session, or a team on the floor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Booth {
    /// What is done in it, for readers: `en→fr`, `en+es→fr` (from either), `en↔fr` (both ways).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub work: String,
    /// The languages that come out of it, or the service; this names the booth.
    pub into: Vec<String>,
    /// Where it is, for readers; absent for booths of sessions outside the rooms of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Which of the mobile booths it is, for readers: `mobile-1`; absent when the stock has none left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booth: Option<String>,
    /// Interpreters by seat; `null` for a seat that stays empty between others.
    #[serde(default)]
    pub team: Vec<Option<String>>,
    /// Who works when, for readers: a proposal, in rotation from the start to the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Turn>,
}

/// Where a team works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In a booth that belongs to the room.
    BuiltIn,
    /// In a booth that is set up for the session.
    Mobile,
    /// Elsewhere: no booth stands in the room.
    Remote,
    /// On the floor: sign language and captions.
    Floor,
}

impl Place {
    /// As in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Place::BuiltIn => "built-in",
            Place::Mobile => "mobile",
            Place::Remote => "remote",
            Place::Floor => "floor",
        }
    }
}

/// A turn of a member of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// Clock time, such as `09:00`.
    pub from: String,
    /// Clock time, such as `09:30`.
    pub to: String,
    /// The interpreter.
    pub person: String,
}

/// The name of a mobile booth of the stock.
pub(super) fn booth_name(number: usize) -> String {
    format!("mobile-{}", number + 1)
}

/// The names of languages and services.
pub(super) fn languages(problem: &Problem, ids: &[LanguageId]) -> Vec<String> {
    ids.iter().map(|language| problem.names.languages[language.index()].clone()).collect()
}

/// The interpreters of a list of names by seat.
fn interpreter(problem: &Problem, person: InterpreterId) -> String {
    problem.names.interpreters[person.index()].clone()
}

fn work_of(problem: &Problem, post: PostId) -> &BoothWork {
    &problem.booth_work[problem.posts[post.index()].work.index()]
}

/// What is done at a post: `en→fr`.
pub(super) fn work_name(problem: &Problem, post: PostId) -> String {
    let names = |ids: &[LanguageId]| languages(problem, ids).join("+");
    match work_of(problem, post) {
        BoothWork::BothWays(a, b) => format!("{}↔{}", names(&[*a]), names(&[*b])),
        BoothWork::Into { from, into, .. } => format!("{}→{}", names(from), names(&[*into])),
    }
}

/// Where the team of a post works, and in which mobile booth.
pub(super) fn place(
    problem: &Problem,
    plan: &BoothPlan,
    (session, placement): (SessionId, Placement),
    post: PostId,
) -> (Option<Place>, Option<usize>) {
    let mode = problem.mode(session, placement.mode);
    if !problem.posts[post.index()].booth {
        return (Some(Place::Floor), None);
    }
    if mode.booths == 0 {
        return (Some(Place::Remote), None);
    }
    let Some(room) = placement.room else { return (None, None) };
    let before = mode.posts.iter().map(|staffed| staffed.post).take_while(|&other| other != post);
    let position = before.filter(|other| problem.posts[other.index()].booth).count() as i32;
    let built_in = mode.booths - problem.mobile_booths_needed(session, placement.mode, room);
    if position < built_in {
        return (Some(Place::BuiltIn), None);
    }
    let numbers = &plan.numbers[session.index()];
    (Some(Place::Mobile), numbers.get((position - built_in) as usize).copied().flatten())
}

/// The staffing of a session; `None` when it is not interpreted.
pub(super) fn describe(
    problem: &Problem,
    timetable: &Timetable,
    plan: &BoothPlan,
    session: SessionId,
    placement: Placement,
) -> Option<Interpreted> {
    let mode = problem.mode(session, placement.mode);
    let booth = |post: PostId| {
        let work = work_of(problem, post);
        let (place, number) = place(problem, plan, (session, placement), post);
        let mut seats: Vec<_> = timetable.seats[problem.posts[post.index()].seats.clone()].to_vec();
        while seats.last() == Some(&None) {
            seats.pop();
        }
        let signs = |language: &LanguageId| problem.services[language.index()].as_ref().is_some_and(|s| s.sign);
        let mut team: Vec<InterpreterId> = Vec::new();
        for person in seats.iter().flatten() {
            if !team.contains(person) {
                team.push(*person);
            }
        }
        let span = problem.sessions[session.index()].span(placement.start);
        let turns = turns(span, &team, work.speaks().iter().any(signs)).into_iter().map(|(turn, person)| Turn {
            from: problem.calendar.clock(turn.from),
            to: problem.calendar.clock(turn.to),
            person: interpreter(problem, person),
        });
        Booth {
            work: work_name(problem, post),
            into: languages(problem, &work.speaks()),
            place,
            booth: number.map(booth_name),
            team: seats.into_iter().map(|seat| seat.map(|person| interpreter(problem, person))).collect(),
            turns: turns.collect(),
        }
    };
    (!mode.into.is_empty()).then(|| Interpreted {
        session: problem.names.sessions[session.index()].clone(),
        floor: languages(problem, &mode.floor),
        into: languages(problem, &mode.into),
        booths: mode.posts.iter().map(|staffed| booth(staffed.post)).collect(),
    })
}

/// The mode in which a session is interpreted least: into nothing, if that may be.
pub(super) fn least(problem: &Problem, session: SessionId) -> ModeId {
    let into = |mode: &ModeId| problem.mode(session, *mode).into.len();
    problem.mode_ids(session).min_by_key(into).unwrap_or(ModeId(0))
}

/// Puts modes and teams into a timetable whose sessions are placed; `placed` says where each session is.
pub(super) fn read(
    written: &[Interpreted],
    problem: &Problem,
    placed: &BTreeMap<&str, String>,
    timetable: &mut Timetable,
    errors: &mut Vec<FormatError>,
) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (number, entry) in written.iter().enumerate() {
        let pointer = format!("/interpretation/{number}");
        if let Some(before) = seen.insert(&entry.session, pointer.clone()) {
            let message = format!("the interpretation of {} is said twice, here and at {before}", entry.session);
            errors.push(FormatError::new(format!("{pointer}/session"), message).help("remove one of the two"));
            continue;
        }
        let Some(position) = problem.names.sessions.iter().position(|name| *name == entry.session) else {
            errors.push(unknown(format!("{pointer}/session"), "session", &entry.session, &problem.names.sessions));
            continue;
        };
        if !placed.contains_key(entry.session.as_str()) {
            let message = format!("{} is interpreted here and takes place nowhere", entry.session);
            let help = "place it, or remove this entry";
            errors.push(FormatError::new(format!("{pointer}/session"), message).help(help));
        }
        let session = SessionId::new(position);
        let Some(mode) = mode(problem, session, entry, &pointer, errors) else { continue };
        if let Some(placement) = &mut timetable.placements[position] {
            placement.mode = mode;
        }
        let mut taken: BTreeMap<PostId, usize> = BTreeMap::new();
        for (number, booth) in entry.booths.iter().enumerate() {
            let pointer = format!("{pointer}/booths/{number}");
            let team = team(problem, booth, &pointer, errors);
            let Some(post) = post(problem, (session, mode), booth, &pointer, errors) else { continue };
            if let Some(before) = taken.insert(post, number) {
                let message =
                    format!("the booth into {} is there twice, also as number {before}", booth.into.join("+"));
                errors.push(FormatError::new(format!("{pointer}/into"), message).help("put its team in one place"));
                continue;
            }
            let seats = problem.posts[post.index()].seats.clone();
            if team.len() > seats.len() {
                let message = format!(
                    "{} seats are written for the booth into {}, it has {}",
                    team.len(),
                    booth.into.join("+"),
                    seats.len()
                );
                let help = "leave somebody away; how many work in a booth is a matter of the instance's terms";
                errors.push(FormatError::new(format!("{pointer}/team"), message).help(help));
                continue;
            }
            if timetable.placements[position].is_some() {
                timetable.seats[seats].iter_mut().zip(team).for_each(|(seat, person)| *seat = person);
            }
        }
    }
}

/// Languages and services of a list, if all are known.
fn ids(
    problem: &Problem,
    names: &[String],
    pointer: &str,
    errors: &mut Vec<FormatError>,
) -> Option<BTreeSet<LanguageId>> {
    let known = &problem.names.languages;
    let mut found = BTreeSet::new();
    let mut all = true;
    for (number, name) in names.iter().enumerate() {
        if let Some(position) = known.iter().position(|language| language == name) {
            found.insert(LanguageId::new(position));
        } else {
            errors.push(unknown(format!("{pointer}/{number}"), "language or service", name, known));
            all = false;
        }
    }
    all.then_some(found)
}

/// The mode that an entry names.
fn mode(
    problem: &Problem,
    session: SessionId,
    entry: &Interpreted,
    pointer: &str,
    errors: &mut Vec<FormatError>,
) -> Option<ModeId> {
    let floor = ids(problem, &entry.floor, &format!("{pointer}/floor"), errors);
    let into = ids(problem, &entry.into, &format!("{pointer}/into"), errors)?;
    let set = |list: &[LanguageId]| -> BTreeSet<LanguageId> { list.iter().copied().collect() };
    // The symmetric regime adds the languages of the floor, which nobody needs to write.
    let mut with_floor = into.clone();
    with_floor.extend(&problem.sessions[session.index()].floor);
    let of = |wanted: &BTreeSet<LanguageId>| {
        problem.mode_ids(session).find(|&mode| set(&problem.mode(session, mode).into) == *wanted)
    };
    let Some(mode) = of(&into).or_else(|| of(&with_floor).filter(|_| !into.is_empty())) else {
        let choice = |mode: &Mode| match &mode.into[..] {
            [] => "nothing".to_owned(),
            into => languages(problem, into).join(" "),
        };
        let choices: Vec<String> = problem.sessions[session.index()].modes.iter().map(choice).collect();
        let wanted = if entry.into.is_empty() { "nothing".to_owned() } else { entry.into.join(" ") };
        let message = format!("{} is not interpreted into {wanted}", entry.session);
        let help = format!("the instance admits: {}", choices.join("; "));
        errors.push(FormatError::new(format!("{pointer}/into"), message).help(help));
        return None;
    };
    if let Some(floor) = floor.filter(|floor| !floor.is_empty() && *floor != set(&problem.mode(session, mode).floor)) {
        let names: Vec<LanguageId> = floor.into_iter().collect();
        let right = languages(problem, &problem.mode(session, mode).floor).join(" ");
        let message =
            format!("on the floor of {} is {right}, not {}", entry.session, languages(problem, &names).join(" "));
        errors.push(FormatError::new(format!("{pointer}/floor"), message).help("correct it or leave it away"));
    }
    Some(mode)
}

/// The post that a booth names.
fn post(
    problem: &Problem,
    (session, mode): (SessionId, ModeId),
    booth: &Booth,
    pointer: &str,
    errors: &mut Vec<FormatError>,
) -> Option<PostId> {
    let pointer = format!("{pointer}/into");
    let into = ids(problem, &booth.into, &pointer, errors)?;
    let posts: Vec<PostId> = problem.mode(session, mode).posts.iter().map(|staffed| staffed.post).collect();
    let speaks = |post: PostId| work_of(problem, post).speaks();
    let found = posts.iter().copied().find(|&post| speaks(post).into_iter().collect::<BTreeSet<_>>() == into);
    if found.is_none() {
        let there: Vec<String> = posts.iter().map(|&post| languages(problem, &speaks(post)).join("+")).collect();
        let name = &problem.names.sessions[session.index()];
        let message = format!("{name} has no booth into {}", booth.into.join("+"));
        let help = if there.is_empty() { "it has none".to_owned() } else { format!("it has {}", there.join(", ")) };
        errors.push(FormatError::new(pointer, message).help(help));
    }
    found
}

/// The people of a booth by seat; unknown ones leave theirs empty.
fn team(problem: &Problem, booth: &Booth, pointer: &str, errors: &mut Vec<FormatError>) -> Vec<Option<InterpreterId>> {
    let known = &problem.names.interpreters;
    let mut seats = Vec::with_capacity(booth.team.len());
    for (number, name) in booth.team.iter().enumerate() {
        seats.push(name.as_ref().and_then(|name| {
            let position = known.iter().position(|person| person == name);
            if position.is_none() {
                errors.push(unknown(format!("{pointer}/team/{number}"), "interpreter", name, known));
            }
            position.map(InterpreterId::new)
        }));
    }
    seats
}
