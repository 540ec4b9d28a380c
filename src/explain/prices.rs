//! What each rule, each pin and the wishes for each session cost, and what a booth, a room or an interpreter more or less would bring: bounds on the change
//! of the objective.
//!
//! With the best known S and a bound B of the conference, and S′ and B′ of the same with the change, the best there is falls
//! by at least B − S′ and by at most S − B′, whatever was cut short. Work is shared:
//!
//! * What the change does to the penalty of any timetable, at most, is read off the two networks ([`swing`]): a rule that nothing
//!   can break costs nothing, wishes cost no more than what is wished.
//! * Every solve starts from the best that is known there; what that scores with the change is an S′ before anything is solved.
//! * What is found for a change is tried without it, and may better S; what bounds a conference that allows more bounds this one.
//! * Changes that allow more are solved together first, longer than each could be: what bounds all of them bounds each.

mod items;
mod swing;

use schemars::JsonSchema;
use serde::Serialize;

use super::edit::Edit;
use super::strict::is_hard;
use super::why::Options;
use super::{Verdict, proofs};
use crate::engines::{
    self, Engine, Event, EventKind, Observer, Options as Engines, Outcome, Silent, Status, Stop, Without,
};
use crate::instance::Instance;
use crate::network::{Assignment, NOBODY, Network};
use crate::problem::Problem;
use crate::rules::{RuleSet, lower};
use crate::timetable::Score;
use items::{Effect, Item, items};
use swing::{Before, Swing, swing};

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
    /// By so much the best that was found falls; where it rises, this is negative. It is neither bound: better ones may be found of
    /// either. `null` where no timetable was found with the change.
    pub found: Option<Score>,
}

/// The share of the time for the conference as it is.
const BASE: f64 = 0.35;
/// The share of the time left in which changes that allow more are bounded, all of a kind together.
const TOGETHER: f64 = 0.25;
/// Sessions beyond which a conference is not bounded in less than so many seconds.
const LARGE: usize = 24;
const SHORT: f64 = 4.0;
/// Changes that allow more and are solved together: their kinds, and the hard rules that are left away.
pub(super) const GROUPS: [(&[&str], &[&str]); 4] = [
    (
        &["pin", "order"],
        &[
            "pin-moved",
            "order-broken",
            "series-broken",
            "group-broken",
            "topic-clash",
            "person-clash",
            "person-pause",
            "person-away",
            "person-load",
        ],
    ),
    (&["room"], &["room-closed", "room-too-small", "missing-feature", "not-step-free", "wrong-tag"]),
    (&["booth"], &["no-booth", "booth-shortage", "booth-moves", "receivers-short"]),
    (
        &["interpreter"],
        &["relay-thin", "interpreter-clash", "interpreter-away", "interpreter-hours", "interpreter-stretch"],
    ),
];

/// The conference with something left away or added.
struct Changed {
    network: Network,
    swing: Swing,
    /// Whether counting shows that there is no timetable.
    impossible: bool,
}

/// What is known of the conference with a change.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    found: Option<Score>,
    bound: Option<Score>,
    infeasible: bool,
}

/// The price of every rule that is on, of every pin and order, and of a mobile booth, a room and an interpreter more or less,
/// within the time of `stop`; without a limit each solve has
/// the seconds of one.
#[must_use]
pub fn prices(instance: &Instance, rules: &RuleSet, options: &Options, stop: &Stop, observer: &dyn Observer) -> Prices {
    let mut prices = Prices { score: None, bound: None, prices: Vec::new() };
    let Ok(problem) = Problem::build(instance) else { return prices };
    let network = lower(&problem, rules);
    let items = items(instance, rules);
    let run = Run { instance, rules, network: &network, options, stop, observer };
    let (base, bound) = run.base();
    prices.bound = bound;
    let Some((score, best)) = base.score.filter(|score| score.hard == 0).zip(base.best.as_ref()) else {
        return prices;
    };
    let mut state = State { score, bound, best: best.clone() };
    let mut known: Vec<Known> = vec![Known::default(); items.len()];
    run.say("what changes can do at most".to_owned());
    let before = Before::new(&network);
    let changed: Vec<Option<Changed>> = run.each(&items, |item| run.changed(&[item], Some(&before)));
    // What is exact already takes no solve.
    let open = |position: &usize| {
        changed[*position].as_ref().is_some_and(|changed| changed.swing != Swing::NONE && !changed.impossible)
    };
    let open: Vec<usize> = (0..items.len()).filter(open).collect();
    run.together(&items, &open, &mut state, &mut known);
    run.alone(&items, &changed, &open, &mut state, &mut known);
    prices.score = Some(state.score);
    prices.bound = state.bound;
    let of_rule: Vec<(usize, Option<Score>)> = items
        .iter()
        .zip(&known)
        .filter_map(|(item, known)| match item.edit {
            Edit::RuleOff(position) => Some((position, known.bound)),
            _ => None,
        })
        .collect();
    for ((item, changed), known) in items.iter().zip(&changed).zip(&mut known) {
        let Some(changed) = changed else { continue };
        known.infeasible |= changed.impossible;
        // The best of all is known to all.
        let there = changed.network.score(&run.start(&changed.network, &state.best));
        known.found = [known.found, Some(there)].into_iter().flatten().filter(|score| score.hard == 0).min();
        // No timetable without the rule scores less than its bound, and none of the change less than that by more than it lowers.
        if let Some((rule, lowers)) = changed.swing.but_for {
            let bound = of_rule.iter().find(|(position, _)| *position == rule).and_then(|(_, bound)| *bound);
            known.bound = known.bound.max(bound.map(|bound| bound - lowers));
        }
        prices.prices.push(price(&state, item, changed.swing, *known));
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

/// The best known of the conference as it is.
struct State {
    score: Score,
    bound: Option<Score>,
    best: Assignment,
}

struct Run<'r> {
    instance: &'r Instance,
    rules: &'r RuleSet,
    /// The conference as it is.
    network: &'r Network,
    options: &'r Options,
    stop: &'r Stop,
    observer: &'r dyn Observer,
}

impl Run<'_> {
    /// Seconds for a share of what is left.
    fn left(&self, share: f64) -> f64 {
        self.stop.limit().map_or(self.options.box_seconds, |limit| share * (limit - self.stop.seconds()))
    }

    fn say(&self, text: String) {
        let kind = EventKind::Phase(text);
        self.observer.observe(&Event { seconds: self.stop.seconds(), engine: "prices", kind });
    }

    /// The conference as it is, and a bound of it: of a large one with two threads, one searches and one bounds.
    fn base(&self) -> (Outcome, Option<Score>) {
        let seconds = self.left(BASE);
        if self.options.threads < 2 || self.network.sessions() <= LARGE {
            let base = self.solve(self.network, None, Engine::Portfolio, self.options.threads, seconds, self.observer);
            let bound = base.bound;
            return (base, bound);
        }
        let threads = self.options.threads - 1;
        let (base, bound) = rayon::join(
            || self.solve(self.network, None, Engine::Portfolio, threads, seconds, self.observer),
            || self.solve(self.network, None, Engine::Columns, 1, seconds, &Silent),
        );
        let bound = base.bound.max(bound.bound);
        (base, bound)
    }

    /// What a change is solved with: of a large conference bounds take long, but what starts from a timetable is soon bettered.
    fn engine(&self, seconds: f64) -> Engine {
        let large = self.network.sessions() > LARGE;
        if large && seconds < SHORT { Engine::Search } else { Engine::Portfolio }
    }

    fn solve(
        &self,
        network: &Network,
        start: Option<&Assignment>,
        engine: Engine,
        threads: usize,
        seconds: f64,
        observer: &dyn Observer,
    ) -> Outcome {
        let engines = Engines { threads, seed: self.options.seed, gap: 0.0, engine, without: Without::default() };
        engines::solve(network, start, &engines, &self.stop.apart(seconds), observer)
    }

    /// The answers for these things in order, two at a time where there are threads.
    fn each<T: Sync, A: Send>(&self, things: &[T], ask: impl Fn(&T) -> A + Sync) -> Vec<A> {
        let mut answers = Vec::with_capacity(things.len());
        for pair in things.chunks(self.options.threads.clamp(1, 2)) {
            match pair {
                [one, other] => {
                    let (first, second) = rayon::join(|| ask(one), || ask(other));
                    answers.extend([first, second]);
                }
                several => answers.extend(several.iter().map(&ask)),
            }
        }
        answers
    }

    /// The conference with these things left away or added, all of them.
    fn changed(&self, items: &[&Item], before: Option<&Before<'_>>) -> Option<Changed> {
        let (mut instance, mut rules) = (self.instance.clone(), self.rules.clone());
        items.iter().for_each(|item| item.edit.apply(&mut instance, &mut rules));
        let problem = Problem::build(&instance).ok()?;
        let network = lower(&problem, &rules);
        let swing = match (items, before) {
            ([item], Some(before)) => swing(&item.edit, before, &network),
            _ => Swing::default(),
        };
        let forbids = items.iter().any(|item| item.effect == Effect::Forbids);
        let impossible = forbids && !proofs::of(&problem, &network).is_empty();
        Some(Changed { network, swing, impossible })
    }

    /// A timetable of the conference as it is, with the change: what is added comes last, and only the place outside the rooms has
    /// another number.
    fn start(&self, network: &Network, of: &Assignment) -> Assignment {
        let mut start = of.clone();
        for cell in start.cells.iter_mut().flatten().filter(|cell| cell.room == self.network.nowhere()) {
            cell.room = network.nowhere();
        }
        start.seats.resize(network.staff.seats(), NOBODY);
        start
    }

    /// Learns from a solve of the conference with a change that allows more: no timetable without it is better, and a timetable
    /// may do without it.
    fn learn(&self, outcome: &Outcome, allows: bool, same: bool, state: &mut State) {
        if let (true, Some(bound)) = (allows, outcome.bound) {
            state.bound = state.bound.max(Some(bound));
        }
        if let (true, Some(best)) = (same, outcome.best.as_ref()) {
            let score = self.network.score(best);
            if score < state.score {
                (state.score, state.best) = (score, best.clone());
            }
        }
    }

    /// Bounds what allows more, all of some kinds at once, two groups at a time: what bounds that bounds each of it.
    fn together(&self, items: &[Item], open: &[usize], state: &mut State, known: &mut [Known]) {
        let of_group = |(kinds, rules): &(&[&str], &[&str])| -> Vec<usize> {
            let is_one = |position: &&usize| {
                let item = &items[**position];
                let rule = item.pointer.strip_prefix("/rules/").filter(|rule| is_hard(self.rules, rule));
                let named = kinds.contains(&item.kind) || rule.is_some_and(|rule| rules.contains(&rule));
                item.effect == Effect::Allows && named
            };
            open.iter().filter(is_one).copied().collect()
        };
        let groups: Vec<Vec<usize>> = GROUPS.iter().map(of_group).filter(|group| !group.is_empty()).collect();
        let seconds = self.left(TOGETHER);
        self.say(format!("{} groups of changes, each together", groups.len()));
        let bounds = self.each(&groups, |group| {
            let all: Vec<&Item> = group.iter().map(|&position| &items[position]).collect();
            let Changed { network, .. } = self.changed(&all, None)?;
            let start = self.start(&network, &state.best);
            Some(self.solve(&network, Some(&start), Engine::Columns, 1, seconds, &Silent).bound)
        });
        for (group, bound) in groups.into_iter().zip(bounds.into_iter().map(Option::flatten)) {
            state.bound = state.bound.max(bound);
            for position in group {
                known[position].bound = known[position].bound.max(bound);
            }
        }
    }

    /// Whether timetables mean the same with and without a change.
    fn is_alike(&self, network: &Network) -> bool {
        let modes = |network: &Network| -> Vec<usize> { network.session_ids().map(|id| network.modes(id)).collect() };
        (network.rooms(), &network.starts, network.staff.seats(), network.staff.people, modes(network))
            == (
                self.network.rooms(),
                &self.network.starts,
                self.network.staff.seats(),
                self.network.staff.people,
                modes(self.network),
            )
    }

    /// Solves each change that is open, two at a time where there are threads; the wishes for one session are many and small.
    fn alone(
        &self,
        items: &[Item],
        changed: &[Option<Changed>],
        open: &[usize],
        state: &mut State,
        known: &mut [Known],
    ) {
        const OF_WISHES: f64 = 0.25;
        let share = |position: &usize| if items[*position].kind == "wish" { OF_WISHES } else { 1.0 };
        let at_once = self.options.threads.clamp(1, 2);
        for (round, pair) in open.chunks(at_once).enumerate() {
            if self.stop.reason().is_some() {
                return;
            }
            // What is proved early leaves its time to the others.
            let rest: f64 = open[round * at_once..].iter().map(share).sum();
            let seconds =
                self.left(1.0) * self.stop.limit().map_or(1.0, |_| pair.iter().map(share).sum::<f64>() / rest);
            let outcomes = self.each(pair, |&position| {
                let network = &changed[position].as_ref()?.network;
                let start = self.start(network, &state.best);
                Some(self.solve(network, Some(&start), self.engine(seconds), 1, seconds, &Silent))
            });
            for (&position, outcome) in pair.iter().zip(outcomes) {
                let (Some(outcome), Some(changed)) = (outcome, &changed[position]) else { continue };
                self.learn(&outcome, items[position].effect == Effect::Allows, self.is_alike(&changed.network), state);
                let known = &mut known[position];
                known.found = outcome.score.filter(|score| score.hard == 0);
                known.bound = known.bound.max(outcome.bound);
                known.infeasible = outcome.status == Status::Infeasible;
            }
            self.say(format!("{} of {} changes solved", (round + 1) * at_once, open.len()));
        }
    }
}

/// The price that what is known amounts to.
fn price(state: &State, item: &Item, swing: Swing, known: Known) -> Price {
    let status = match known.found {
        Some(_) => Verdict::Feasible,
        None if known.infeasible => Verdict::Infeasible,
        None => Verdict::Unknown,
    };
    let infeasible = status == Verdict::Infeasible;
    // No timetable is better where less is allowed, and none is worse where more is.
    let bound = known.bound.max(state.bound.filter(|_| item.effect == Effect::Forbids));
    let mut least =
        vec![known.found.zip(state.bound).map(|(found, bound)| bound - found), swing.raises.map(|most| -most)];
    let mut most = vec![Some(state.score - bound.unwrap_or(Score::ZERO)), swing.lowers];
    match item.effect {
        Effect::Allows => least.push(Some(Score::ZERO)),
        Effect::Forbids => most.push(Some(Score::ZERO)),
        Effect::Changes => {}
    }
    let at_least = least.into_iter().flatten().max().filter(|_| !infeasible);
    let at_most = most.into_iter().flatten().min().filter(|_| !infeasible);
    let found = known.found.map(|found| state.score - found);
    let (kind, pointer, text) = (item.kind, item.pointer.clone(), item.text.clone());
    Price { kind, pointer, text, status, at_least, at_most, found }
}
