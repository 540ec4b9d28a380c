//! Mobile booths are set up more often on a day than there are hands for.

use std::collections::BTreeMap;

use super::stands::by_stand;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Demand, Standing};
use crate::problem::{DayId, Interval, Problem, RoomId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "booth-moves",
    summary: "mobile booths are set up more often on a day than they may",
    unit: "set-ups too many",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "On no day are mobile booths set up more often than `max_moves_per_day` of `mobile_booths`. A booth stays \
          where it stands, overnight too, until it is needed elsewhere; the one is taken whose room needs it again \
          last (Belady 1966). A set-up counts to the day of the session that it is for. Technicians complain of heavy \
          booths and bad access (AIIC USA, *Equipment suppliers and technicians talk to interpreters*).",
    examples: &[
        Example {
            about: "one booth there and back again, two set-ups allowed",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "mobile_booths": 1}, {"id": "attic", "seats": 30, "mobile_booths": 1}],
                "mobile_booths": {"count": 1, "setup_minutes": 30, "strike_minutes": 30, "seats_lost": 0, "max_moves_per_day": 2},
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "c", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall\n b mon 12:00 attic\n c mon 15:00 hall",
            amount: 1,
        },
        Example {
            about: "it stays overnight",
            instance: r#""rooms": [{"id": "hall", "seats": 100, "mobile_booths": 1}],
                "mobile_booths": {"count": 1, "setup_minutes": 30, "strike_minutes": 30, "seats_lost": 0, "max_moves_per_day": 0},
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall\n b tue 09:00 hall",
            amount: 1,
        },
    ],
    violations,
    declare,
};

/// A room needs so many booths for a while, for a session of a day.
#[derive(Clone, Copy)]
struct Need {
    time: Interval,
    room: RoomId,
    booths: usize,
    day: Option<DayId>,
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let Some(most) = problem.mobile_booths.max_moves_per_day else { return Vec::new() };
    let mut needs: Vec<Need> = Vec::new();
    for (id, placement) in view.timetable.placed() {
        let Some(room) = placement.room else { continue };
        let booths = problem.mobile_booths_needed(id, placement.mode, room).max(0) as usize;
        let span = problem.sessions[id.index()].span(placement.start);
        let stock = &problem.mobile_booths;
        let time = Interval { from: span.from - stock.setup, to: span.to + stock.strike };
        needs.push(Need { time, room, booths, day: problem.day(placement.start) });
    }
    needs.retain(|need| need.booths > 0);
    needs.sort_by_key(|need| (need.time.from, need.room, need.time.to, need.booths, need.day));
    let mut setups: BTreeMap<DayId, i64> = BTreeMap::new();
    for day in set_up(problem, &needs).into_iter().flatten() {
        *setups.entry(day).or_default() += 1;
    }
    let mut found = Vec::new();
    for (day, count) in setups {
        let amount = count - i64::from(most);
        if amount > 0 {
            let name = &problem.names.days[day.index()];
            let message = format!("mobile booths are set up {count} times on {name}, {most} times are possible");
            found.push(Violation { amount, subjects: vec![Subject::Day(day)], at: None, message });
        }
    }
    found
}

/// The day of each set-up, booth by booth: each booth of the stock is somewhere, or has not been used yet.
fn set_up(problem: &Problem, needs: &[Need]) -> Vec<Option<DayId>> {
    let mut stands: Vec<Option<RoomId>> = vec![None; problem.mobile_booths.count.max(0) as usize];
    let mut days = Vec::new();
    for (position, need) in needs.iter().enumerate() {
        let in_use = |room: RoomId| {
            let now = needs[..=position].iter().filter(|n| n.room == room && n.time.to > need.time.from);
            now.map(|n| n.booths).max().unwrap_or(0)
        };
        let wanted = in_use(need.room);
        loop {
            let there = |room: RoomId| stands.iter().filter(|&&stand| stand == Some(room)).count();
            if there(need.room) >= wanted {
                break;
            }
            let again = |room: RoomId| {
                let further = &needs[position + 1..];
                further.iter().find(|n| n.room == room && n.booths >= there(room)).map_or(i32::MAX, |n| n.time.from)
            };
            let fresh = stands.iter().position(Option::is_none);
            let taken = fresh.or_else(|| {
                let rooms = problem.room_ids().filter(|&room| room != need.room && there(room) > in_use(room));
                let from = rooms.min_by_key(|&room| (std::cmp::Reverse(again(room)), room))?;
                stands.iter().position(|&stand| stand == Some(from))
            });
            let Some(booth) = taken else { break };
            stands[booth] = Some(need.room);
            days.push(need.day);
        }
    }
    days
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    let stock = &problem.mobile_booths;
    let Some(most) = stock.max_moves_per_day else { return };
    let mut uses = Vec::new();
    for session in problem.session_ids() {
        let needed = |mode, room| problem.mobile_booths_needed(session, mode, room);
        let demand: Vec<i32> = by_stand(problem, session, needed);
        if demand.iter().any(|&booths| booths > 0) {
            let demand = Demand::ByStand(demand);
            uses.push(Standing { session, demand, before: stock.setup, after: stock.strike });
        }
    }
    network.moves(uses, stock.count, i64::from(most));
}
