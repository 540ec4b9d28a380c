//! What each rule and each pin costs, and what one more booth would bring: bounds on the change of the objective.
//!
//! With the best known S and a bound B of the conference, and S′ and B′ of the same without the rule, the best there is falls
//! by at least B − S′ and by at most S − B′, whatever was cut short.

use schemars::JsonSchema;
use serde::Serialize;

use super::edit::Edit;
use super::facts;
use super::why::Options;
use crate::engines::{self, Engine, Observer, Options as Engines, Outcome, Silent, Stop, Without};
use crate::instance::Instance;
use crate::instance::schema::Level;
use crate::network::Assignment;
use crate::problem::Problem;
use crate::rules::{RULES, RuleSet, lower};
use crate::timetable::Score;

/// The prices of a conference.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Prices {
    /// The score of the best timetable that was found; absent if none keeps all hard rules.
    pub score: Option<Score>,
    /// No timetable scores less.
    pub bound: Option<Score>,
    /// The prices, the dearest first.
    pub prices: Vec<Price>,
}

/// The price of one thing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Price {
    /// What is dropped or added: `rule`, `pin`, `order`, `booth`.
    pub kind: &'static str,
    /// Where it stands in the instance.
    pub pointer: String,
    /// In words.
    pub text: String,
    /// By at least so much the best score falls.
    pub at_least: Score,
    /// By at most so much: no score is less than none.
    pub at_most: Score,
}

/// The share of the time for the conference as it is.
const BASE: f64 = 0.3;

/// What is left away, or added.
struct Item {
    kind: &'static str,
    pointer: String,
    text: String,
    edit: Edit,
}

/// The price of every rule that is on, of every pin and order, and of one more mobile booth, within the time of `stop`, which
/// is shared evenly.
#[must_use]
pub fn prices(instance: &Instance, rules: &RuleSet, options: &Options, stop: &Stop, observer: &dyn Observer) -> Prices {
    let items = items(instance, rules);
    let left = |share: f64| stop.limit().map_or(options.box_seconds, |limit| share * (limit - stop.seconds()));
    let engines = |threads| Engines {
        threads,
        seed: options.seed,
        gap: 0.0,
        engine: Engine::Portfolio,
        without: Without::default(),
    };
    let mut prices = Prices { score: None, bound: None, prices: Vec::new() };
    let Ok(problem) = Problem::build(instance) else { return prices };
    let network = lower(&problem, rules);
    let base = engines::solve(&network, None, &engines(options.threads), &stop.apart(left(BASE)), observer);
    prices.bound = base.bound;
    let Some((score, best)) = base.score.filter(|score| score.hard == 0).zip(base.best.as_ref()) else {
        return prices;
    };
    prices.score = Some(score);
    let rounds = items.len().div_ceil(options.threads.clamp(1, 2)).max(1);
    let seconds = left(1.0) / rounds as f64;
    let price = |item: &Item| {
        let outcome = changed(instance, rules, item, best, &engines(1), &stop.apart(seconds))?;
        Some(Price {
            kind: item.kind,
            pointer: item.pointer.clone(),
            text: item.text.clone(),
            at_least: least(base.bound, &outcome),
            at_most: (score - outcome.bound.unwrap_or(Score::ZERO)).max(Score::ZERO),
        })
    };
    // Two at a time where there are threads.
    for pair in items.chunks(options.threads.clamp(1, 2)) {
        let found = match pair {
            [one, other] => {
                let (first, second) = rayon::join(|| price(one), || price(other));
                vec![first, second]
            }
            several => several.iter().map(price).collect(),
        };
        prices.prices.extend(found.into_iter().flatten());
        if stop.reason() == Some(engines::StopReason::Interrupted) {
            break;
        }
    }
    prices.prices.sort_by_key(|price| (std::cmp::Reverse((price.at_least, price.at_most)), price.pointer.clone()));
    prices
}

/// By how much the best falls at least.
fn least(bound: Option<Score>, outcome: &Outcome) -> Score {
    match (bound, outcome.score) {
        (Some(bound), Some(score)) if score.hard == 0 => (bound - score).max(Score::ZERO),
        _ => Score::ZERO,
    }
}

/// The conference with something left away or added, solved from the best of the whole.
fn changed(
    instance: &Instance,
    rules: &RuleSet,
    item: &Item,
    best: &Assignment,
    engines: &Engines,
    stop: &Stop,
) -> Option<Outcome> {
    let (mut instance, mut rules) = (instance.clone(), rules.clone());
    item.edit.apply(&mut instance, &mut rules);
    let problem = Problem::build(&instance).ok()?;
    let network = lower(&problem, &rules);
    let mut start = best.clone();
    // Who may interpret, and how, is not touched by these changes.
    start.seats.resize(network.staff.seats(), crate::network::NOBODY);
    Some(engines::solve(&network, Some(&start), engines, stop, &Silent))
}

fn items(instance: &Instance, rules: &RuleSet) -> Vec<Item> {
    let mut items = Vec::new();
    let on = RULES.iter().zip(&rules.settings).enumerate();
    for (position, (rule, _)) in on.filter(|(_, (_, set))| set.level != Level::Off && set.weight > 0) {
        // Without the rule that sessions take place nothing would.
        if !["unplaced", "left-out"].contains(&rule.id) {
            let (pointer, edit) = (format!("/rules/{}", rule.id), Edit::RuleOff(position));
            items.push(Item { kind: "rule", pointer, text: format!("without the rule {}", rule.id), edit });
        }
    }
    for fact in facts::data(instance, rules).into_iter().filter(|fact| ["pin", "order"].contains(&fact.kind)) {
        items.push(Item {
            kind: fact.kind,
            pointer: fact.pointer,
            text: format!("without: {}", fact.text),
            edit: fact.edit,
        });
    }
    if instance.mobile_booths.count > 0 {
        let (pointer, edit) = ("/mobile_booths/count".to_owned(), Edit::MoreBooths(1));
        items.push(Item { kind: "booth", pointer, text: "with one more mobile booth".to_owned(), edit });
    }
    items
}
