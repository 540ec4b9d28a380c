//! From runs to findings: what is known of every variant, prices, comparisons of engines and variants, noise.

use std::collections::{BTreeMap, BTreeSet};

use super::components::switched_off;
use super::measures::{Known, Measures, measure, penalised};
use super::plan::{Cell, Plan, PlannedVariant};
use super::price::{Price, Shares, order, price, shares};
use super::record::Record;
use super::schema::DesignKind;
use super::statistics::{Interval, Side, bootstrap, holm, least_possible, mean, median, rank_biserial, signed_rank};
use super::store::Store;
use crate::instance::schema::Level;
use crate::timetable::Score;

/// Chance of a false alarm in all tests of a table together.
pub const ALPHA: f64 = 0.05;
/// What a run that was cut short counts for in ranks, as a multiple of the time that it was watched.
pub const PAR: f64 = 10.0;
/// Confidence and samples of bootstrap intervals.
pub const BOOTSTRAP: (f64, usize) = (0.95, 2000);

/// A cell that has run.
#[derive(Clone, Debug)]
pub struct Run<'p> {
    /// The cell.
    pub cell: &'p Cell,
    /// The digest of its conference and rules.
    pub problem: &'p str,
    /// What came of it; without the timetable.
    pub record: Record,
    /// Its measures.
    pub measures: Measures,
}

/// What a study found out.
#[derive(Clone, Debug)]
pub struct Analysis<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// The runs, in the order of instances, variants, engines, limits, seeds; repeats of the reference last.
    pub runs: Vec<Run<'p>>,
    /// The cells that have not run.
    pub missing: Vec<&'p Cell>,
    /// What is known of each conference and rules, by digest.
    pub known: BTreeMap<String, Known>,
    /// The key of the run that has the best timetable, by digest.
    pub best: BTreeMap<String, String>,
    /// Variants against what they are compared with.
    pub prices: Vec<Priced<'p>>,
    /// Factorial designs, shared out; or why not.
    pub shares: Vec<(String, Result<Shares, String>)>,
    /// Engines against each other, under each limit.
    pub engines: Vec<Comparison>,
    /// Variants against what they are compared with: are they harder to solve?
    pub hardness: Vec<Comparison>,
    /// Variants against what they are compared with: is what was found worse?
    pub found: Vec<Comparison>,
    /// Repeats of the reference cell, the cell itself first.
    pub noise: Vec<usize>,
}

/// A variant with its price.
#[derive(Clone, Debug)]
pub struct Priced<'p> {
    /// The instance.
    pub instance: &'p str,
    /// The variant.
    pub variant: &'p PlannedVariant,
    /// What it is compared with.
    pub base: &'p PlannedVariant,
    /// What is known of it, from its own runs and from those of what it is compared with.
    pub known: Known,
    /// The price.
    pub price: Price,
}

/// Two things compared on pairs of runs that differ in nothing else.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The one; a positive difference means that it has more of the measure, which is worse.
    pub one: String,
    /// The other.
    pub other: String,
    /// What is measured.
    pub measure: &'static str,
    /// Pairs of runs.
    pub pairs: usize,
    /// Runs on either side that were cut short before the goal.
    pub censored: usize,
    /// Median of the differences.
    pub median: f64,
    /// Mean of the differences, with its bootstrap interval.
    pub interval: Option<Interval>,
    /// Rank-biserial correlation.
    pub effect: f64,
    /// p-value of Wilcoxon's signed-rank test, two-sided.
    pub p: f64,
    /// The same after Holm's correction in its table.
    pub holm: f64,
    /// Pairs that differ.
    pub differing: usize,
}

impl Comparison {
    /// In words, without claiming what is not shown.
    #[must_use]
    pub fn verdict(&self) -> String {
        let worse = |worse: &str, better: &str| format!("{worse} is worse than {better}");
        match self.effect > 0.0 {
            _ if self.holm > ALPHA && least_possible(self.pairs, Side::Both) > ALPHA => {
                format!("no significant difference; {} pairs cannot show one", self.pairs)
            }
            _ if self.holm > ALPHA => "no significant difference".to_owned(),
            true => worse(&self.one, &self.other),
            false => worse(&self.other, &self.one),
        }
    }
}

/// Reads what is there and analyses it. Timetables are left on disk.
#[must_use]
pub fn analyse<'p>(plan: &'p Plan, store: &Store) -> Analysis<'p> {
    let mut read: Vec<(&Cell, &str, Record)> = Vec::new();
    let mut missing = Vec::new();
    let mut cache: BTreeMap<&str, Option<Record>> = BTreeMap::new();
    for cell in in_order(plan) {
        let Some(variant) = plan.variant(cell) else { continue };
        let record = cache.entry(&cell.key).or_insert_with(|| {
            let record = store.read(&cell.key)?;
            Some(Record { timetable: None, ..record })
        });
        match record {
            Some(record) => read.push((cell, &variant.sha256, record.clone())),
            None => missing.push(cell),
        }
    }
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    let mut best: BTreeMap<String, (Score, String)> = BTreeMap::new();
    let mut horizons: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for (cell, problem, record) in &read {
        known.entry((*problem).to_owned()).or_default().learn(record);
        if let Some(score) = record.score.filter(|score| score.hard == 0) {
            let entry = best.entry((*problem).to_owned()).or_insert_with(|| (score, cell.key.clone()));
            if score < entry.0 {
                *entry = (score, cell.key.clone());
            }
        }
        let limit = plan.terms(cell).and_then(|(_, limit)| limit.seconds);
        let horizon = horizons.entry((*problem, cell.limit.0.as_str())).or_default();
        *horizon = limit.unwrap_or_else(|| horizon.max(record.wall_seconds));
    }
    let runs: Vec<Run<'p>> = read
        .into_iter()
        .map(|(cell, problem, record)| {
            let horizon = horizons.get(&(problem, cell.limit.0.as_str())).copied().unwrap_or_default();
            let measures = measure(&record, &known[problem], horizon);
            Run { cell, problem, record, measures }
        })
        .collect();
    let noise = noise(plan, &runs);
    let mut analysis = Analysis {
        plan,
        missing,
        prices: prices(plan, &known, &runs),
        shares: all_shares(plan, &known),
        engines: Vec::new(),
        hardness: Vec::new(),
        found: Vec::new(),
        noise,
        known,
        best: best.into_iter().map(|(problem, (_, key))| (problem, key)).collect(),
        runs,
    };
    analysis.engines = compare_engines(&analysis);
    analysis.hardness = compare_variants(&analysis, HARDNESS, &|_| true);
    // Soft penalties compare where there are no others.
    let only_soft = |run: &Run<'_>| run.record.score.is_some_and(|score| score.hard == 0 && score.medium == 0);
    analysis.found = compare_variants(&analysis, FOUND, &only_soft);
    analysis
}

/// Cells in the order of the study: instances, variants, engines, limits, seeds; repeats last.
fn in_order(plan: &Plan) -> Vec<&Cell> {
    let mut place: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for of in &plan.instances {
        for variant in &of.variants {
            let next = place.len();
            place.insert((&of.id.0, &variant.recipe.label), next);
        }
    }
    let engine = |cell: &Cell| plan.study.engines.iter().position(|engine| engine.id == cell.engine);
    let limit = |cell: &Cell| plan.study.limits.iter().position(|limit| limit.id == cell.limit);
    let mut cells: Vec<&Cell> = plan.cells.iter().collect();
    cells.sort_by_key(|cell| {
        let variant = place.get(&(cell.instance.0.as_str(), cell.variant.as_str())).copied();
        (cell.repeat, variant, engine(cell), limit(cell), cell.seed)
    });
    cells
}

fn prices<'p>(plan: &'p Plan, known: &BTreeMap<String, Known>, runs: &[Run<'_>]) -> Vec<Priced<'p>> {
    let mut prices = Vec::new();
    let mut by_problem: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for run in runs {
        by_problem.entry(run.problem).or_default().push(&run.record);
    }
    let records = |variant: &PlannedVariant| by_problem.get(variant.sha256.as_str()).map_or(&[][..], Vec::as_slice);
    let of = |variant: &PlannedVariant| known.get(&variant.sha256).copied().unwrap_or_default();
    for read in &plan.instances {
        for variant in &read.variants {
            let label = variant.recipe.base.as_ref();
            let base = label.and_then(|label| read.variants.iter().find(|other| other.recipe.label == *label));
            if let Some(base) = base {
                // What comes to the same changes nothing, whatever is known of it.
                let (mut with, mut without) = (of(variant), of(base));
                let price = if base.sha256 == variant.sha256 {
                    Price::Between(Score::ZERO, Score::ZERO)
                } else {
                    if let Some(off) = switched_off(&variant.recipe, &base.recipe) {
                        hand_down((&mut with, &off), (&mut without, records(base)));
                    } else if let Some(off) = switched_off(&base.recipe, &variant.recipe) {
                        hand_down((&mut without, &off), (&mut with, records(variant)));
                    }
                    price(&with, &without, order(&variant.recipe, &base.recipe))
                };
                prices.push(Priced { instance: &read.id.0, variant, base, known: with, price });
            }
        }
    }
    prices
}

/// What is known of a conference with more rules says something of the same with fewer, and the other way round: every
/// timetable of the one is one of the other without the penalties of the rules that are `off`, and no timetable
/// scores less because more rules look at it.
fn hand_down((fewer, off): (&mut Known, &BTreeSet<&str>), (more, records): (&mut Known, &[&Record])) {
    let without = |record: &&Record| {
        let score = record.score.filter(|score| score.hard == 0)?;
        let gone = |level: Level| -> i64 {
            let lines = record.rules.iter().filter(|line| line.level == level && off.contains(line.rule.as_str()));
            lines.map(|line| line.penalty).sum()
        };
        Some(score - Score { hard: 0, medium: gone(Level::Medium), soft: gone(Level::Soft) })
    };
    fewer.score = records.iter().filter_map(without).chain(fewer.score).min();
    more.bound = more.bound.max(fewer.bound);
    more.infeasible |= fewer.infeasible;
}

fn all_shares(plan: &Plan, known: &BTreeMap<String, Known>) -> Vec<(String, Result<Shares, String>)> {
    let mut found = Vec::new();
    let designs = plan.study.designs.iter().filter(|design| design.kind == DesignKind::Factorial && design.shares);
    for design in designs {
        for read in &plan.instances {
            let of: Vec<&PlannedVariant> =
                read.variants.iter().filter(|variant| variant.recipe.design.as_ref() == Some(&design.id)).collect();
            let factors = of.iter().map(|variant| &variant.recipe.factors).max_by_key(|factors| factors.len());
            let subset = |variant: &&PlannedVariant| {
                let mut names = variant.recipe.factors.clone();
                names.sort();
                (names, known.get(&variant.sha256).copied().unwrap_or_default())
            };
            if let Some(factors) = factors {
                let title = format!("{} of {}", design.id, read.id);
                found.push((title, shares(factors, &of.iter().map(subset).collect())));
            }
        }
    }
    found
}

/// The reference cell and its repeats, as positions in the runs.
fn noise(plan: &Plan, runs: &[Run<'_>]) -> Vec<usize> {
    let Some(reference) = plan.cells.iter().find(|cell| cell.repeat > 0) else { return Vec::new() };
    let like = |cell: &Cell| {
        Cell { key: String::new(), repeat: 0, ..cell.clone() }
            == Cell { key: String::new(), repeat: 0, ..reference.clone() }
    };
    (0..runs.len()).filter(|&at| like(runs[at].cell)).collect()
}

/// A measure by name; less is better. With the observation behind it, if it is a time that may have been cut short.
type Measure = (&'static str, fn(&Run<'_>) -> (f64, bool));

/// What engines are compared by.
const OF_ENGINES: [Measure; 4] = [
    ("distance from the best known at the end", |run| (run.measures.primal_gap, true)),
    ("primal integral", |run| (run.measures.primal_integral, true)),
    ("primal–dual integral", |run| (run.measures.primal_dual_integral, true)),
    ("seconds to proof (PAR10)", |run| (penalised(run.measures.proved, PAR), run.measures.proved.happened)),
];

/// How hard a variant is.
const HARDNESS: Measure = ("primal–dual integral", |run| (run.measures.primal_dual_integral, true));
/// How good what was found is.
const FOUND: Measure =
    ("soft penalty found", |run| (run.record.score.map_or(f64::INFINITY, |score| score.soft as f64), true));

fn compare_engines(analysis: &Analysis<'_>) -> Vec<Comparison> {
    let study = &analysis.plan.study;
    let mut found = Vec::new();
    for limit in &study.limits {
        for (position, one) in study.engines.iter().enumerate() {
            for other in &study.engines[position + 1..] {
                let side = |engine: &crate::instance::schema::Id| {
                    let mut seen = BTreeSet::new();
                    let of = analysis
                        .runs
                        .iter()
                        .filter(|run| run.cell.limit == limit.id && run.cell.engine == *engine && run.cell.repeat == 0);
                    // Variants that come to the same are one run, and count once.
                    of.filter(|run| seen.insert(&run.cell.key))
                        .map(|run| ((run.problem.to_owned(), run.cell.seed), run))
                        .collect::<BTreeMap<_, _>>()
                };
                let (ones, others) = (side(&one.id), side(&other.id));
                let suffix = if study.limits.len() > 1 { format!(", {}", limit.id) } else { String::new() };
                let names = (format!("{}{suffix}", one.id), format!("{}{suffix}", other.id));
                for measure in OF_ENGINES {
                    found.extend(compare(&names, measure, &ones, &others, study.order_seed));
                }
            }
        }
    }
    correct(found)
}

/// Variants against what they are compared with, on the runs that count.
fn compare_variants(analysis: &Analysis<'_>, measure: Measure, counts: &dyn Fn(&Run<'_>) -> bool) -> Vec<Comparison> {
    let study = &analysis.plan.study;
    // By label, over all instances that have it.
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for priced in analysis.prices.iter().filter(|priced| priced.variant.sha256 != priced.base.sha256) {
        let pair = (priced.variant.recipe.label.as_str(), priced.base.recipe.label.as_str());
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    let mut by_label: BTreeMap<&str, Vec<&Run<'_>>> = BTreeMap::new();
    for run in analysis.runs.iter().filter(|run| run.cell.repeat == 0 && counts(run)) {
        by_label.entry(&run.cell.variant).or_default().push(run);
    }
    let side = |label: &str| {
        let runs = by_label.get(label).map_or(&[][..], Vec::as_slice).iter();
        let name = |cell: &Cell| format!("{} {} {}", cell.instance, cell.engine, cell.limit);
        runs.map(|&run| ((name(run.cell), run.cell.seed), run)).collect::<BTreeMap<_, _>>()
    };
    let mut found = Vec::new();
    for (label, base) in pairs {
        let names = (label.to_owned(), base.to_owned());
        found.extend(compare(&names, measure, &side(label), &side(base), study.order_seed));
    }
    correct(found)
}

/// Compares on what both sides have. `None` without a pair.
pub(crate) fn compare<K: Ord>(
    (one, other): &(String, String),
    (name, measure): Measure,
    ones: &BTreeMap<K, &Run<'_>>,
    others: &BTreeMap<K, &Run<'_>>,
    seed: u64,
) -> Option<Comparison> {
    let both = ones.iter().filter_map(|(key, run)| Some((measure(run), measure(others.get(key)?))));
    let both: Vec<((f64, bool), (f64, bool))> = both.collect();
    let difference = |&((one, reached), (other, other_reached)): &((f64, bool), (f64, bool))| {
        // Two that were cut short are tied: neither is known to be sooner.
        if reached || other_reached { one - other } else { 0.0 }
    };
    let differences: Vec<f64> = both.iter().map(difference).collect();
    let test = signed_rank(&differences, Side::Both);
    Some(Comparison {
        one: one.clone(),
        other: other.clone(),
        measure: name,
        pairs: differences.len(),
        censored: both.iter().map(|(one, other)| usize::from(!one.1) + usize::from(!other.1)).sum(),
        median: median(&differences)?,
        interval: bootstrap(&differences, mean, (BOOTSTRAP.0, BOOTSTRAP.1, seed)),
        effect: rank_biserial(&differences),
        p: test.p,
        holm: test.p,
        differing: test.pairs,
    })
}

/// Holm's correction over a table.
fn correct(mut table: Vec<Comparison>) -> Vec<Comparison> {
    let adjusted = holm(&table.iter().map(|line| line.p).collect::<Vec<_>>());
    table.iter_mut().zip(adjusted).for_each(|(line, p)| line.holm = p);
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::timetable_json::{RuleLine, Status};

    fn soft(soft: i64) -> Score {
        Score { soft, ..Score::ZERO }
    }

    #[test]
    fn timetables_and_bounds_are_handed_down() {
        let line = |rule: &str, level: Level, penalty: i64| RuleLine {
            rule: rule.to_owned(),
            level,
            weight: 1,
            violations: 1,
            amount: Some(penalty),
            penalty,
        };
        let record = Record {
            status: Status::Feasible,
            score: Some(Score { hard: 0, medium: 2, soft: 100 }),
            rules: vec![line("a", Level::Soft, 60), line("b", Level::Medium, 2), line("c", Level::Soft, 40)],
            ..Record::blank()
        };
        let mut fewer = Known { score: None, bound: Some(soft(30)), infeasible: false };
        let mut more = Known { score: record.score, bound: Some(soft(20)), infeasible: false };
        hand_down((&mut fewer, &BTreeSet::from(["a", "b"])), (&mut more, &[&record]));
        assert_eq!(fewer.score, Some(soft(40)));
        assert_eq!(more.bound, Some(soft(30)));
        // What is known to be better stays.
        fewer.score = Some(soft(35));
        hand_down((&mut fewer, &BTreeSet::from(["a", "b"])), (&mut more, &[&record]));
        assert_eq!(fewer.score, Some(soft(35)));
    }
}
