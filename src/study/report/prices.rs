//! What variants cost, and where it shows.

use std::collections::BTreeMap;

use super::document::{Block, Figure, Section, Table};
use super::plot::{intervals, short};
use crate::formats::timetable_json::RuleLine;
use crate::study::analysis::{Analysis, Priced, Run};
use crate::study::price::Price;
use crate::timetable::Score;

/// Variants that are drawn, unless several are equal.
const MOST_DRAWN: usize = 30;

/// A score or a change of one, levels without anything left away.
pub(super) fn levels(score: Score) -> String {
    let named = [(score.hard, "hard"), (score.medium, "medium")];
    let above = named.into_iter().filter(|(value, _)| *value != 0).map(|(value, name)| format!("{value} {name}, "));
    format!("{}{}", above.collect::<String>(), score.soft)
}

fn signed(score: Score) -> String {
    let text = levels(score);
    if score > Score::ZERO && !text.starts_with('-') { format!("+{text}") } else { text }
}

fn by_label<'a>(analysis: &'a Analysis<'_>, priced: &Priced<'_>, label: &str) -> Vec<&'a Run<'a>> {
    let of = |run: &&Run<'_>| run.cell.instance.0 == priced.instance && run.cell.variant == label;
    let kept = |run: &&Run<'_>| run.record.score.is_some_and(|score| score.hard == 0) && run.cell.repeat == 0;
    analysis.runs.iter().filter(of).filter(kept).collect()
}

/// The section on prices.
pub(super) fn prices(analysis: &Analysis<'_>) -> Section {
    let mut blocks = vec![Block::Text(
        "By how much the best possible score changes when a variant is made: at least the bound with it less the best known \
         without, at most the best known with it less the bound without. That holds whatever was cut short; the interval \
         shrinks with more time. A variant that only switches rules off costs nothing, and every timetable of the instance is one of it, too. Above zero it is worse. Levels count in order: hard, medium, soft; numbers without a name are \
         soft."
            .to_owned(),
    )];
    for of in &analysis.plan.instances {
        let here: Vec<&Priced<'_>> = analysis.prices.iter().filter(|priced| priced.instance == of.id.0).collect();
        if here.is_empty() {
            continue;
        }
        let mut table = Table::new(
            &["Variant", "compared with", "at least", "at most", "verdict", "best known", "bound"],
            &[2, 3, 5, 6],
        );
        let mut lines = Vec::new();
        let mut sorted = here.clone();
        sorted.sort_by_key(|priced| match priced.price {
            Price::Between(low, high) => (0, std::cmp::Reverse((low, high))),
            Price::Impossible | Price::Enables => (1, std::cmp::Reverse((Score::ZERO, Score::ZERO))),
            Price::Unknown => (2, std::cmp::Reverse((Score::ZERO, Score::ZERO))),
        });
        for priced in sorted {
            let known = priced.known;
            let (low, high) = match priced.price {
                Price::Between(low, high) => (signed(low), signed(high)),
                _ => ("–".to_owned(), "–".to_owned()),
            };
            let label = &priced.variant.recipe.label;
            let title = priced.variant.recipe.title.as_ref().map_or(String::new(), |title| format!(" ({title})"));
            table.rows.push(vec![
                format!("{label}{title}"),
                priced.base.recipe.label.clone(),
                low,
                high,
                priced.price.verdict().to_owned(),
                known.score.map_or("–".to_owned(), levels),
                known.bound.map_or("–".to_owned(), levels),
            ]);
            if let Price::Between(low, high) = priced.price
                && (low.medium, high.medium, low.hard, high.hard) == (0, 0, 0, 0)
                && (low, high) != (Score::ZERO, Score::ZERO)
            {
                lines.push((label.clone(), low.soft as f64, high.soft as f64));
            }
        }
        if !lines.is_empty() {
            // Those that may matter most, in the order of the table.
            let size = |line: &(String, f64, f64)| line.1.abs().max(line.2.abs());
            let mut sizes: Vec<f64> = lines.iter().map(size).collect();
            sizes.sort_by(|a, b| b.total_cmp(a));
            let least = sizes[sizes.len().min(MOST_DRAWN) - 1];
            lines.retain(|line| size(line) >= least);
            lines.truncate(2 * MOST_DRAWN);
            let title = format!("Prices of variants of {}", of.id);
            blocks.push(Block::Figure(Figure {
                name: format!("prices-{}", of.id),
                caption: format!(
                    "{}: change of the best soft penalty, least to most. Orange: certainly worse; green: certainly better; grey: \
                     undecided. Variants that certainly change nothing, and those beyond the {MOST_DRAWN} that may matter most, are left out.",
                    of.id
                ),
                svg: intervals(&title, "change of the best soft penalty", &lines),
            }));
        }
        blocks.push(Block::Table(table));
    }
    for (title, shares) in &analysis.shares {
        match shares {
            Err(why) => blocks.push(Block::Text(format!("Shares ({title}): not to be had: {why}."))),
            Ok(shares) => {
                blocks.push(Block::Text(format!(
                    "Shares ({title}): how the change of the best soft penalty from none of the factors to all of them, {} to {}, is \
                     shared out (Shapley's value: the mean over all orders of what each factor adds).",
                    short(shares.whole.0),
                    short(shares.whole.1)
                )));
                let mut table = Table::new(&["Factor", "at least", "at most"], &[1, 2]);
                table
                    .rows
                    .extend(shares.of.iter().map(|(name, low, high)| vec![name.clone(), short(*low), short(*high)]));
                blocks.push(Block::Table(table));
            }
        }
    }
    Section { title: "What variants cost".to_owned(), blocks }
}

/// The section on what each rule finds.
pub(super) fn components(analysis: &Analysis<'_>) -> Section {
    let mut blocks = vec![Block::Text(
        "What every rule finds in the best timetable of a variant, in the rule's own unit, against the best of what it is compared \
         with; in brackets the least and the most over the last timetables of all runs. These are figures of timetables, not \
         bounds: another timetable of the same score may have others. Rules that a variant switches off are measured all the \
         same."
            .to_owned(),
    )];
    for of in &analysis.plan.instances {
        let mut table = Table::new(&["Variant", "rule", "without", "with", "over all runs"], &[2, 3, 4]);
        for priced in analysis.prices.iter().filter(|priced| priced.instance == of.id.0) {
            let label = &priced.variant.recipe.label;
            let (with, without) =
                (by_label(analysis, priced, label), by_label(analysis, priced, &priced.base.recipe.label));
            let (Some(best), Some(before)) = (best(&with), best(&without)) else { continue };
            for (now, then) in best.record.rules.iter().zip(&before.record.rules) {
                if now.amount == then.amount {
                    continue;
                }
                let all: Vec<i64> = with.iter().filter_map(|run| amount(&run.record.rules, &now.rule)).collect();
                let (low, high) = (all.iter().min().copied().unwrap_or(0), all.iter().max().copied().unwrap_or(0));
                let number = |line: &RuleLine| line.amount.unwrap_or(0).to_string();
                let row = [label.clone(), now.rule.clone(), number(then), number(now), format!("[{low} … {high}]")];
                table.rows.push(row.to_vec());
            }
        }
        if !table.rows.is_empty() {
            let rows = table.rows.len();
            blocks.push(Block::Details(
                format!("{}: {rows} rules differ in some variant", of.id),
                vec![Block::Table(table)],
            ));
        }
    }
    Section { title: "Where it shows".to_owned(), blocks }
}

fn amount(rules: &[RuleLine], rule: &str) -> Option<i64> {
    rules.iter().find(|line| line.rule == rule)?.amount
}

fn best<'a>(runs: &[&'a Run<'a>]) -> Option<&'a Run<'a>> {
    runs.iter().copied().min_by_key(|run| (run.record.score, run.cell.key.clone()))
}

/// The matrix: the best, the median and the gap of every variant under every engine and limit.
pub(super) fn matrix(analysis: &Analysis<'_>) -> Section {
    let study = &analysis.plan.study;
    let mut blocks = vec![Block::Text(
        "For every engine and limit: the best score over the seeds, the median of the soft penalty, and the median gap to the \
         run's own bound. ✓: every seed was proved optimal; ✗: proved that there is no timetable; –: no timetable."
            .to_owned(),
    )];
    let terms: Vec<(&str, &str)> = study
        .engines
        .iter()
        .flat_map(|engine| study.limits.iter().map(move |limit| (engine.id.0.as_str(), limit.id.0.as_str())))
        .collect();
    for of in &analysis.plan.instances {
        let mut cells: BTreeMap<(&str, &str, &str), Vec<&Run<'_>>> = BTreeMap::new();
        for run in analysis.runs.iter().filter(|run| run.cell.instance == of.id && run.cell.repeat == 0) {
            let name = (run.cell.variant.as_str(), run.cell.engine.0.as_str(), run.cell.limit.0.as_str());
            cells.entry(name).or_default().push(run);
        }
        let mut header = vec![of.id.to_string()];
        header.extend(terms.iter().map(|(engine, limit)| format!("{engine} · {limit}")));
        let numbers = (1..header.len()).collect();
        let row = |label: &str| {
            let cell = |(engine, limit): &(&str, &str)| {
                cells.get(&(label, *engine, *limit)).map_or_else(|| "not run".to_owned(), |runs| summary(runs))
            };
            std::iter::once(label.to_owned()).chain(terms.iter().map(cell)).collect::<Vec<_>>()
        };
        let rows = of.variants.iter().map(|variant| row(&variant.recipe.label)).collect();
        blocks.push(Block::Table(Table { header, numbers, rows }));
    }
    Section { title: "Matrix".to_owned(), blocks }
}

fn summary(runs: &[&Run<'_>]) -> String {
    use crate::formats::timetable_json::Status;
    use crate::study::statistics::median;
    let scores: Vec<Score> = runs.iter().filter_map(|run| run.record.score).filter(|score| score.hard == 0).collect();
    let Some(best) = scores.iter().min() else {
        let proved = runs.iter().all(|run| run.record.status == Status::Infeasible);
        return if proved { "✗".to_owned() } else { "–".to_owned() };
    };
    let soft: Vec<f64> = scores.iter().map(|score| score.soft as f64).collect();
    let gaps: Vec<f64> = runs.iter().map(|run| run.measures.gap).collect();
    let proved = runs.iter().all(|run| run.measures.proved.happened);
    let mut text = levels(*best);
    if let Some(median) = median(&soft).filter(|median| (median - best.soft as f64).abs() > 0.0) {
        text.push_str(&format!(" (median {})", short(median)));
    }
    match median(&gaps) {
        _ if proved => text.push_str(" ✓"),
        Some(gap) => text.push_str(&format!(", gap {} %", short(100.0 * gap))),
        None => {}
    }
    text
}
