//! What a soft constraint costs at least, whatever stands where: a bound for what slot patterns do not price.

use crate::instance::schema::Level;
use crate::network::{Constraint, Domain, Network, Primitive, Roster, Team, Worst};
use crate::problem::Fees;

/// Shares of costs are integers in these units.
const UNIT: i128 = 1_000_000;

/// The least that the soft constraints cost together that patterns do not price.
pub(super) fn floor(network: &Network, domains: &[Domain]) -> i64 {
    let counts = |constraint: &&Constraint| constraint.level == Level::Soft && !super::prices(constraint);
    let least = |constraint: &Constraint| {
        let amount = match &constraint.body {
            Primitive::Worst(worst) => worst_share(network, domains, worst),
            Primitive::Roster(Roster::Fees(fees)) => least_fees(network, domains, fees),
            _ => 0,
        };
        constraint.weight.saturating_mul(amount)
    };
    network.constraints.iter().filter(counts).map(least).fold(0, i64::saturating_add)
}

/// The share of the group that fares worst if every session had the mode that suits that group best.
fn worst_share(network: &Network, domains: &[Domain], worst: &Worst) -> i64 {
    let required = network.required();
    let share = |group: &crate::network::Share| {
        let least = |(session, by_mode, out): &(crate::problem::SessionId, Vec<i64>, i64)| {
            let open = domains[session.index()].modes.iter().map(|&mode| by_mode[mode as usize]);
            open.chain((!required[session.index()]).then_some(*out)).min().unwrap_or(0)
        };
        worst.share(group, group.missed.iter().map(least).sum())
    };
    worst.groups.iter().map(share).max().unwrap_or(0)
}

/// What the minutes cost that must be worked: every minute of a post at least what the cheapest of those who can work
/// there is paid for a minute of a day that is filled as well as can be.
fn least_fees(network: &Network, domains: &[Domain], fees: &[Option<Fees>]) -> i64 {
    let hard = |test: fn(&Primitive) -> bool| {
        network.constraints.iter().any(|constraint| constraint.level == Level::Hard && test(&constraint.body))
    };
    let staffed = hard(|body| matches!(body, Primitive::Team(Team::Missing)));
    let able = hard(|body| matches!(body, Primitive::Team(Team::Unable)));
    let one_place = hard(|body| matches!(body, Primitive::Roster(Roster::Clash)));
    if !staffed || !able || !one_place {
        return 0;
    }
    let mut most = vec![None; network.staff.people];
    for constraint in network.constraints.iter().filter(|constraint| constraint.level == Level::Hard) {
        if let Primitive::Roster(Roster::Hours { most: hours, .. }) = &constraint.body {
            most.clone_from(hours);
        }
    }
    let rates: Vec<i128> =
        fees.iter().zip(&most).map(|(fees, most)| fees.map_or(0, |fees| rate(&fees, *most))).collect();
    let required = network.required();
    let mut total = 0i128;
    for session in network.session_ids().filter(|session| required[session.index()]) {
        let minutes = i128::from(network.durations[session.index()]);
        let of_mode = |&mode: &u32| -> i128 {
            let crew = &network.staff.crews[session.index()][mode as usize];
            let post = |&(post, least): &(u32, i32)| {
                let able = network.staff.posts[post as usize].able.iter();
                let cheapest = able.map(|&person| rates[person as usize]).min().unwrap_or(0);
                i128::from(least) * minutes * cheapest
            };
            crew.posts.iter().map(post).sum()
        };
        total += domains[session.index()].modes.iter().map(of_mode).min().unwrap_or(0);
    }
    i64::try_from((total + UNIT - 1) / UNIT).unwrap_or(i64::MAX)
}

/// The least that a minute of work costs on a day, in [`UNIT`]s, rounded down. Presence is at least work, so that the
/// cheapest days are those that fill a step of the fees, or the hours that somebody may work.
fn rate(fees: &Fees, most: Option<i32>) -> i128 {
    const DAY: i32 = 48 * 60;
    let most = most.unwrap_or(DAY).clamp(1, DAY);
    let half = fees.half.map(|(minutes, _)| minutes);
    let hours = (0..=DAY / 60).map(|hours| fees.day.0.saturating_add(hours * 60));
    let ends = half.into_iter().chain(hours).filter(|&minutes| (1..most).contains(&minutes)).chain([most]);
    ends.map(|minutes| i128::from(fees.of(minutes)) * UNIT / i128::from(minutes)).min().unwrap_or(0)
}
