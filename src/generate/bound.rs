//! What every timetable of a planted conference costs at least.

use crate::instance::schema::Instance;
use crate::problem::{Fees, Problem};

/// Least amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Least {
    /// What interpreters are paid, in units of currency.
    pub fees: i64,
    /// Waiting of speakers within a day and further days of theirs, together: who speaks twice does one or the other.
    pub waiting: i64,
    /// Minutes × pairs of languages that are covered by relay only.
    pub relay: i64,
}

/// A day of work: what is paid for it, and the most minutes of work that it covers.
struct Item {
    paid: i64,
    minutes: i64,
}

/// The least amounts.
///
/// *Fees.* Every session that must be interpreted takes its people for its minutes, whoever they are and whenever it
/// is. Somebody who works from the first slot `i` of a day to the last slot `j` works at most the minutes of the slots
/// from `i` to `j`, and is paid for a presence that is no shorter than the sum of those and the pauses between them.
/// So the fees are no less than the cheapest way to cover the minutes by such days, any number of each.
///
/// *Waiting.* Slots have pauses between them, so two sessions of one speaker on one day leave them waiting; otherwise
/// they come on a further day.
///
/// *Relay.* Of those who are there for the opening and the keynote nobody works from the floor into the second
/// language.
pub(super) fn least(instance: &Instance, problem: &Problem, keynote: bool) -> Least {
    let mut demand = 0;
    for (session, written) in problem.sessions.iter().zip(&instance.sessions) {
        let required = written.interpretation.as_ref().is_some_and(|wanted| wanted.value.is_none());
        if let (true, [mode]) = (required, &session.modes[..]) {
            demand += i64::from(mode.people) * i64::from(session.minutes);
        }
    }
    let waiting = problem.people.iter().filter(|person| person.sessions.len() > 1).count() as i64;
    let tight = &problem.sessions[..if keynote { 2 } else { 1 }];
    let relayed = tight.iter().filter(|session| session.modes[0].into.len() > 1);
    let relay = relayed.map(|session| i64::from(session.minutes)).sum();
    Least { fees: cover(demand, &items(problem)), waiting, relay }
}

fn items(problem: &Problem) -> Vec<Item> {
    let mut fees: Vec<Fees> = Vec::new();
    for theirs in problem.interpreters.iter().filter_map(|person| person.fees) {
        if !fees.contains(&theirs) {
            fees.push(theirs);
        }
    }
    let lead = problem.posts.iter().map(|post| post.lead).min().unwrap_or(0);
    // A session in the last slot may be shorter than the slot, and presence ends with it.
    let mut lengths: Vec<i32> = problem.sessions.iter().map(|session| session.minutes).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let mut items = Vec::new();
    for (position, first) in problem.slots.iter().enumerate() {
        let mut before = 0;
        for last in problem.slots[position..].iter().take_while(|slot| slot.day == first.day) {
            let whole = last.span.to - last.span.from;
            for &length in lengths.iter().filter(|&&length| length <= whole) {
                let presence = last.span.from + length - first.span.from + lead;
                let minutes = i64::from(before + length);
                let most = problem.terms.day.map_or(minutes, |most| minutes.min(i64::from(most)));
                items.extend(fees.iter().map(|fees| Item { paid: fees.of(presence), minutes: most }));
            }
            before += whole;
        }
    }
    items
}

/// The least that is paid for days that cover so many minutes together.
fn cover(demand: i64, items: &[Item]) -> i64 {
    const UNIT: i64 = 30;
    let units = |minutes: i64| usize::try_from((minutes + UNIT - 1) / UNIT).unwrap_or(0);
    // Demand rounded down and work rounded up: what is less than a unit makes the bound weaker, never wrong.
    let demand = usize::try_from(demand / UNIT).unwrap_or(0);
    let mut paid = vec![0i64; demand + 1];
    for covered in 1..=demand {
        let ways = items.iter().map(|item| item.paid + paid[covered.saturating_sub(units(item.minutes).max(1))]);
        paid[covered] = ways.min().unwrap_or(0);
    }
    paid[demand]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_cheaper_than_two_halves() {
        let items = [Item { paid: 540, minutes: 180 }, Item { paid: 900, minutes: 330 }];
        assert_eq!(cover(0, &items), 0);
        assert_eq!(cover(180, &items), 540);
        assert_eq!(cover(210, &items), 900);
        assert_eq!(cover(330 + 180, &items), 900 + 540);
    }
}
