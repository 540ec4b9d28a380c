//! What follows from a timetable and its staffing plan: written for readers, and not read back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::staffing::{booth_name, languages, place, work_name};
use crate::problem::{AudienceId, DayId, Problem, RoomId, SessionId};
use crate::timetable::{self, BoothPlan, Costs, Shift, Timetable};

/// What an interpreter does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// The interpreter.
    pub person: String,
    /// Days with work.
    pub days: Vec<RosterDay>,
    /// What is paid once for travel, in units of currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel: Option<i64>,
}

/// A day of an interpreter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterDay {
    /// The day of the conference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Local time by which they are there.
    pub from: String,
    /// Local end of their last session.
    pub to: String,
    /// Minutes in booths.
    pub minutes: i32,
    /// The fee, in units of currency; absent when fees are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<i64>,
    /// Minutes that are paid and not spent in booths; absent when fees are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_minutes: Option<i32>,
    /// What they do, by start.
    pub shifts: Vec<RosterShift>,
}

/// A session that an interpreter works in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterShift {
    /// The session.
    pub session: String,
    /// Local start.
    pub start: String,
    /// Local end.
    pub end: String,
    /// The room; absent outside the rooms of the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// What is done: `en→fr`.
    pub work: String,
    /// Where: `built-in`, `mobile-1`, `mobile` when the stock has none left, `remote` or `floor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booth: Option<String>,
}

/// Where a mobile booth stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MobileBooth {
    /// Its name.
    pub booth: String,
    /// Where it stands, in order; it is set up anew for each.
    pub stands: Vec<BoothStand>,
    /// How often it is set up on each day on which it is.
    pub moves: Vec<BoothMoves>,
}

/// A booth stands in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoothStand {
    /// The room.
    pub room: String,
    /// Local time at which the set-up begins.
    pub from: String,
    /// Local time at which the strike ends if it is struck after the last session here.
    pub to: String,
    /// The sessions for which it is needed here, by start.
    pub sessions: Vec<String>,
}

/// How often a booth is set up on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BoothMoves {
    /// The day of the conference.
    pub day: String,
    /// How often.
    pub moves: u64,
}

/// A stretch of time in which receivers are needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiversNeeded {
    /// Local time from which they are handed out.
    pub from: String,
    /// Local time by which they are collected.
    pub to: String,
    /// How many are needed.
    pub needed: i32,
    /// How many there are; absent when their number does not matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<i32>,
}

/// What an audience can follow of what it wishes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AudienceIncluded {
    /// Languages and services understood.
    pub languages: Vec<String>,
    /// People.
    pub people: i64,
    /// The weight of all their wishes.
    pub wished: i64,
    /// The weight of those for sessions that take place and can be followed.
    pub followed: i64,
    /// `followed` / `wished`; absent when nothing is wished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
}

/// People who can follow nothing of what runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AudienceShutOut {
    /// The time slot.
    pub slot: String,
    /// Local start.
    pub from: String,
    /// Local end.
    pub to: String,
    /// Languages and services understood.
    pub languages: Vec<String>,
    /// People.
    pub people: i64,
    /// What runs.
    pub sessions: Vec<String>,
}

/// What interpretation costs, in units of currency and in minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Fees, travel and split teams together.
    pub total: i64,
    /// Fees of all days.
    pub fees: i64,
    /// Travel.
    pub travel: i64,
    /// Split teams.
    pub splits: i64,
    /// Minutes that are paid, of those whose fees are known.
    pub paid_minutes: i64,
    /// Minutes in booths.
    pub booth_minutes: i64,
    /// Minutes that are paid and not spent in booths, of those whose fees are known.
    pub idle_minutes: i64,
    /// The most sessions with booths that run at the same time.
    pub busiest: i64,
    /// The mean number of sessions with booths while any runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// `busiest` / `mean`: the lower, the more evenly teams are used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_to_mean: Option<f64>,
}

/// A ratio as it is written: to three places.
fn rounded(ratio: f64) -> f64 {
    (ratio * 1000.0).round() / 1000.0
}

fn sessions(problem: &Problem, ids: &[SessionId]) -> Vec<String> {
    ids.iter().map(|session| problem.names.sessions[session.index()].clone()).collect()
}

fn room(problem: &Problem, room: RoomId) -> String {
    problem.names.rooms[room.index()].clone()
}

fn day(problem: &Problem, day: DayId) -> String {
    problem.names.days[day.index()].clone()
}

pub(super) fn rosters(
    problem: &Problem,
    timetable: &Timetable,
    plan: &BoothPlan,
    rosters: &[timetable::Roster],
) -> Vec<Roster> {
    let text = |minute| problem.calendar.text(minute);
    let shift = |shift: &Shift| {
        let placement = timetable.get(shift.session);
        let place = placement.map(|placement| place(problem, plan, (shift.session, placement), shift.post));
        let (place, number) = place.unwrap_or_default();
        RosterShift {
            session: problem.names.sessions[shift.session.index()].clone(),
            start: text(shift.span.from),
            end: text(shift.span.to),
            room: shift.room.map(|id| room(problem, id)),
            work: work_name(problem, shift.post),
            booth: number.map(booth_name).or(place.map(|place| place.name().to_owned())),
        }
    };
    let work_day = |of: &timetable::WorkDay| RosterDay {
        day: of.day.map(|id| day(problem, id)),
        from: text(of.present.from),
        to: text(of.present.to),
        minutes: of.minutes,
        paid: of.paid.map(|paid| paid.fee),
        idle_minutes: of.idle(),
        shifts: of.shifts.iter().map(shift).collect(),
    };
    let roster = |of: &timetable::Roster| Roster {
        person: problem.names.interpreters[of.person.index()].clone(),
        days: of.days.iter().map(work_day).collect(),
        travel: Some(of.travel).filter(|&travel| travel > 0),
    };
    rosters.iter().map(roster).collect()
}

pub(super) fn booth_plan(problem: &Problem, timetable: &Timetable, plan: &BoothPlan) -> Vec<MobileBooth> {
    let used = plan.stands.iter().enumerate().filter(|(_, stands)| !stands.is_empty());
    let booth = |(number, stands): (usize, &Vec<timetable::Stand>)| {
        let mut moves: Vec<BoothMoves> = Vec::new();
        // A set-up belongs to the day of the session that it is for, though it may begin the evening before.
        let first = |stand: &timetable::Stand| timetable.get(*stand.sessions.first()?);
        for of in stands.iter().filter_map(first).filter_map(|first| problem.day(first.start)) {
            let of = day(problem, of);
            match moves.last_mut().filter(|last| last.day == of) {
                Some(last) => last.moves += 1,
                None => moves.push(BoothMoves { day: of, moves: 1 }),
            }
        }
        let stand = |stand: &timetable::Stand| BoothStand {
            room: room(problem, stand.room),
            from: problem.calendar.text(stand.span.from),
            to: problem.calendar.text(stand.span.to),
            sessions: sessions(problem, &stand.sessions),
        };
        MobileBooth { booth: booth_name(number), stands: stands.iter().map(stand).collect(), moves }
    };
    used.map(booth).collect()
}

pub(super) fn receivers(problem: &Problem, timetable: &Timetable) -> Vec<ReceiversNeeded> {
    let stretches = timetable::receivers(problem, timetable).into_iter();
    let needed = stretches.map(|stretch| ReceiversNeeded {
        from: problem.calendar.text(stretch.span.from),
        to: problem.calendar.text(stretch.span.to),
        needed: stretch.needed,
        stock: problem.terms.receivers,
    });
    needed.collect()
}

fn audience(problem: &Problem, id: AudienceId) -> (Vec<String>, i64) {
    let audience = &problem.audiences[id.index()];
    (languages(problem, &audience.understands), audience.people)
}

pub(super) fn inclusion(problem: &Problem, timetable: &Timetable) -> Vec<AudienceIncluded> {
    let line = |of: timetable::Inclusion| {
        let (languages, people) = audience(problem, of.audience);
        let share = of.share().map(rounded);
        AudienceIncluded { languages, people, wished: of.wished, followed: of.followed, share }
    };
    timetable::inclusion(problem, timetable).into_iter().map(line).collect()
}

pub(super) fn shut_out(problem: &Problem, timetable: &Timetable) -> Vec<AudienceShutOut> {
    let line = |of: timetable::ShutOut| {
        let (languages, people) = audience(problem, of.audience);
        AudienceShutOut {
            slot: problem.names.slots[of.slot.index()].clone(),
            from: problem.calendar.text(of.span.from),
            to: problem.calendar.text(of.span.to),
            languages,
            people,
            sessions: sessions(problem, &of.sessions),
        }
    };
    timetable::shut_out(problem, timetable).into_iter().map(line).collect()
}

/// `None` when nobody works and no booth stands.
pub(super) fn money(problem: &Problem, timetable: &Timetable, rosters: &[timetable::Roster]) -> Option<Money> {
    let costs = Costs::of(problem, timetable, rosters);
    let mean = costs.mean();
    #[expect(clippy::cast_precision_loss, reason = "a number of sessions")]
    let peak_to_mean = mean.map(|mean| rounded(costs.busiest as f64 / mean));
    (!rosters.is_empty() || mean.is_some()).then(|| Money {
        total: costs.total(),
        fees: costs.fees,
        travel: costs.travel,
        splits: costs.splits,
        paid_minutes: costs.paid_minutes,
        booth_minutes: costs.booth_minutes,
        idle_minutes: costs.idle_minutes,
        busiest: costs.busiest,
        mean: mean.map(rounded),
        peak_to_mean,
    })
}
