//! What each rule, each pin and the wishes for each session cost, and what a booth, a room or an interpreter more or less would bring: bounds on the change
//! of the objective.
//!
//! With the best known S and a bound B of the conference, and S′ and B′ of the same with the change, the best there is falls
//! by at least B − S′ and by at most S − B′, whatever was cut short. Every solve starts from the best of the whole; what it
//! scores with the change is an S′ before anything is solved.

use schemars::JsonSchema;
use serde::Serialize;

use super::edit::Edit;
use super::strict::is_hard;
use super::why::Options;
use super::{Verdict, facts};
use crate::engines::{
    self, Engine, Event, EventKind, Observer, Options as Engines, Outcome, Silent, Status, Stop, Without,
};
use crate::instance::Instance;
use crate::instance::schema::{Interpreter, Level};
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Price {
    /// What is left away or added: `rule`, `pin`, `order`, `wish`, `booth`, `room`, `interpreter`.
    pub kind: &'static str,
    /// Where it stands in the instance.
    pub pointer: String,
    /// In words.
    pub text: String,
    /// Whether there is a timetable then.
    pub status: Verdict,
    /// By at least so much the best score falls; where it rises, this is negative. `null` where nothing is known, or where there is no
    /// timetable then.
    pub at_least: Option<Score>,
    /// By at most so much. `null` where there is no timetable then.
    pub at_most: Option<Score>,
}

/// The share of the time for the conference as it is.
const BASE: f64 = 0.3;

/// What is left away, or added.
struct Item {
    kind: &'static str,
    pointer: String,
    text: String,
    edit: Edit,
    /// Whether no timetable is worse then, or none better.
    effect: Effect,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    Allows,
    Forbids,
    /// Some timetables are better, others worse: fewer people are expected then, too.
    Changes,
}

/// The price of every rule that is on, of every pin and order, and of a mobile booth, a room and an interpreter more or less,
/// within the time of `stop`, which is shared evenly; without a limit each has
/// the seconds of one solve.
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
    let at_once = options.threads.clamp(1, 2);
    let price = |item: &Item, seconds: f64| {
        let (score_of_best, outcome) =
            changed(instance, rules, item, (&problem, best), &engines(1), &stop.apart(seconds))?;
        Some(between((score, base.bound), score_of_best, item, &outcome))
    };
    // Two at a time where there are threads; the wishes for one session are many and small.
    for (round, pair) in items.chunks(at_once).enumerate() {
        // What is proved early leaves its time to the others.
        const OF_WISHES: f64 = 0.5;
        let shares = |items: &[Item]| -> f64 {
            items.iter().map(|item| if item.kind == "wish" { OF_WISHES } else { 1.0 }).sum()
        };
        let rest = shares(&items[round * at_once..]);
        let seconds = left(1.0) * stop.limit().map_or(1.0, |_| shares(pair) / rest);
        if stop.reason() == Some(engines::StopReason::Interrupted) {
            break;
        }
        let found = match pair {
            [one, other] => {
                let (first, second) = rayon::join(|| price(one, seconds), || price(other, seconds));
                vec![first, second]
            }
            several => several.iter().map(|item| price(item, seconds)).collect(),
        };
        prices.prices.extend(found.into_iter().flatten());
        let text = format!("{} of {} prices", prices.prices.len(), items.len());
        observer.observe(&Event { seconds: stop.seconds(), engine: "prices", kind: EventKind::Phase(text) });
    }
    // What leaves nothing comes first, then by effect, whether it is good or bad.
    let size = |score: Option<Score>| score.map_or(Score::ZERO, |score| score.max(-score));
    prices.prices.sort_by_cached_key(|price| {
        let leaves = price.status != Verdict::Infeasible;
        let sizes = (size(price.at_least).min(size(price.at_most)), size(price.at_least).max(size(price.at_most)));
        (leaves, std::cmp::Reverse(sizes), price.pointer.clone(), price.text.clone())
    });
    prices
}

/// What the conference with the change says of the price. `stays` is what the best of the whole scores there.
fn between((score, bound): (Score, Option<Score>), stays: Option<Score>, item: &Item, outcome: &Outcome) -> Price {
    let found = [outcome.score, stays].into_iter().flatten().filter(|score| score.hard == 0).min();
    let status = match (found, outcome.status) {
        (Some(_), _) => Verdict::Feasible,
        (None, Status::Infeasible) => Verdict::Infeasible,
        (None, _) => Verdict::Unknown,
    };
    let mut at_least = found.zip(bound).map(|(found, bound)| bound - found);
    let mut at_most = Some(score - outcome.bound.unwrap_or(Score::ZERO)).filter(|_| status != Verdict::Infeasible);
    match item.effect {
        Effect::Allows => at_least = at_least.map(|least| least.max(Score::ZERO)).or(Some(Score::ZERO)),
        Effect::Forbids => at_most = at_most.map(|most| most.min(Score::ZERO)),
        Effect::Changes => {}
    }
    let (kind, pointer, text) = (item.kind, item.pointer.clone(), item.text.clone());
    Price { kind, pointer, text, status, at_least, at_most }
}

/// The conference with something left away or added, solved from the best of the whole; and what that scores there.
fn changed(
    instance: &Instance,
    rules: &RuleSet,
    item: &Item,
    (before, best): (&Problem, &Assignment),
    engines: &Engines,
    stop: &Stop,
) -> Option<(Option<Score>, Outcome)> {
    let (mut instance, mut rules) = (instance.clone(), rules.clone());
    item.edit.apply(&mut instance, &mut rules);
    let problem = Problem::build(&instance).ok()?;
    let network = lower(&problem, &rules);
    let mut start = best.clone();
    // What is added comes last: only the place outside the rooms has another number.
    for cell in start.cells.iter_mut().flatten().filter(|cell| cell.room as usize == before.rooms.len()) {
        cell.room = network.nowhere();
    }
    start.seats.resize(network.staff.seats(), crate::network::NOBODY);
    let there = network.score(&start);
    let outcome = engines::solve(&network, Some(&start), engines, stop, &Silent);
    Some((Some(there), outcome))
}

fn items(instance: &Instance, rules: &RuleSet) -> Vec<Item> {
    let mut items = Vec::new();
    let mut item = |kind: &'static str, pointer: String, text: String, edit: Edit, effect: Effect| {
        items.push(Item { kind, pointer, text, edit, effect });
    };
    let on = RULES.iter().zip(&rules.settings).enumerate();
    for (position, (rule, _)) in on.filter(|(_, (_, set))| set.level != Level::Off && set.weight > 0) {
        // Without the rule that sessions take place nothing would.
        if !["unplaced", "left-out"].contains(&rule.id) {
            let (pointer, text) = (format!("/rules/{}", rule.id), format!("without the rule {}", rule.id));
            item("rule", pointer, text, Edit::RuleOff(position), Effect::Allows);
        }
    }
    for fact in facts::data(instance, rules).into_iter().filter(|fact| ["pin", "order"].contains(&fact.kind)) {
        item(fact.kind, fact.pointer, format!("without: {}", fact.text), fact.edit, Effect::Allows);
    }
    let heard = ["missed-wish", "worst-audience"].iter().filter_map(|rule| crate::rules::find(rule));
    let heard =
        heard.map(|(position, _)| &rules.settings[position]).any(|set| set.level != Level::Off && set.weight > 0);
    for session in instance.sessions.iter().filter(|_| heard) {
        if instance.attendees.iter().any(|attendee| attendee.wishes.contains_key(&session.id.0)) {
            let pointer = format!("/attendees/*/wishes/{}", session.id);
            let text = format!("without the wishes for {}", session.id);
            item("wish", pointer, text, Edit::NoWishes(session.id.clone()), Effect::Changes);
        }
    }
    let hard = |rule: &str| is_hard(rules, rule);
    if instance.mobile_booths.count > 0 && hard("booth-shortage") {
        let pointer = || "/mobile_booths/count".to_owned();
        item("booth", pointer(), "with one more mobile booth".to_owned(), Edit::MoreBooths(1), Effect::Allows);
        item("booth", pointer(), "with one mobile booth less".to_owned(), Edit::FewerBooths(1), Effect::Forbids);
    }
    for room in &instance.rooms {
        let joined = !room.joins.is_empty() || instance.rooms.iter().any(|other| other.joins.contains(&room.id));
        let pointer = || format!("/rooms/{}", room.id);
        if hard("room-closed") {
            let text = format!("without the room {}", room.id);
            item("room", pointer(), text, Edit::Closed(room.id.clone()), Effect::Forbids);
        }
        if !joined {
            let text = format!("with another room like {}", room.id);
            item("room", pointer(), text, Edit::AnotherRoom(room.id.clone()), Effect::Allows);
        }
    }
    for (position, person) in instance.interpreters.iter().enumerate() {
        let pointer = || format!("/interpreters/{}", person.id);
        if hard("interpreter-away") {
            let text = format!("without {}", person.id);
            item("interpreter", pointer(), text, Edit::Away(person.id.clone()), Effect::Forbids);
        }
        // Of those who can do the same one is enough.
        let same =
            |other: &Interpreter| (&other.directions, &other.combination) == (&person.directions, &person.combination);
        if !instance.interpreters[..position].iter().any(same) {
            let text = format!("with another interpreter like {}", person.id);
            item("interpreter", pointer(), text, Edit::AnotherInterpreter(person.id.clone()), Effect::Allows);
        }
    }
    items
}
