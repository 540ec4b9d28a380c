//! What interpretation costs, in money and in hours.

use super::{Roster, Timetable};
use crate::problem::{DayId, Interval, Problem};

/// What interpretation costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// Fees of all days, in units of currency.
    pub fees: i64,
    /// Travel, in units of currency.
    pub travel: i64,
    /// Split teams, in units of currency.
    pub splits: i64,
    /// Minutes that are paid, of those whose fees are known.
    pub paid_minutes: i64,
    /// Minutes in booths.
    pub booth_minutes: i64,
    /// Minutes that are paid and not spent in booths, of those whose fees are known.
    pub idle_minutes: i64,
    /// The most sessions with booths that run at the same time.
    pub busiest: i64,
    /// Minutes of sessions with booths.
    pub session_minutes: i64,
    /// Minutes in which a session with booths runs.
    pub busy_minutes: i64,
}

impl Costs {
    /// What a timetable with these rosters costs.
    #[must_use]
    pub fn of(problem: &Problem, timetable: &Timetable, rosters: &[Roster]) -> Self {
        let mut costs = Self::default();
        for roster in rosters {
            costs.travel += roster.travel;
            for day in &roster.days {
                costs.fees += day.paid.map_or(0, |paid| paid.fee);
                costs.paid_minutes += day.paid.map_or(0, |paid| i64::from(paid.minutes));
                costs.booth_minutes += i64::from(day.minutes);
                costs.idle_minutes += day.idle().map_or(0, i64::from);
            }
        }
        let mut spans: Vec<(Option<DayId>, Interval)> = Vec::new();
        for (session, placement) in timetable.placed() {
            // Sign language and captions alone split no team.
            if problem.mode(session, placement.mode).posts.iter().any(|of| problem.posts[of.post.index()].booth) {
                let span = problem.sessions[session.index()].span(placement.start);
                spans.push((problem.day(span.from), span));
            }
        }
        spans.sort_unstable();
        for of_day in spans.chunk_by(|a, b| a.0 == b.0) {
            let busiest = busiest(of_day);
            costs.busiest = costs.busiest.max(busiest);
            costs.splits += problem.terms.split_fee * (busiest - 1).max(0);
        }
        spans.sort_unstable_by_key(|(_, span)| *span);
        let mut until = i32::MIN;
        for (_, span) in spans {
            costs.session_minutes += i64::from(span.to - span.from);
            costs.busy_minutes += i64::from((span.to - span.from.max(until)).max(0));
            until = until.max(span.to);
        }
        costs
    }

    /// Everything that is paid, in units of currency.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.fees + self.travel + self.splits
    }

    /// The mean number of sessions with booths while any runs; `None` when none ever does.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "minutes are far below 2^52")]
        (self.busy_minutes > 0).then(|| self.session_minutes as f64 / self.busy_minutes as f64)
    }
}

/// The most that run at once: at the start of one of them.
fn busiest(spans: &[(Option<DayId>, Interval)]) -> i64 {
    let running = |at: i32| spans.iter().filter(|(_, span)| span.from <= at && at < span.to).count() as i64;
    spans.iter().map(|(_, span)| running(span.from)).max().unwrap_or(0)
}
