//! What part each rule has in the penalty, as intervals from bounds.

use std::collections::BTreeMap;

use super::document::{Block, Section, Table};
use crate::instance::schema::Level;
use crate::study::analysis::{Analysis, Run};
use crate::study::components::{Of, Part, change, parts};
use crate::study::plan::InstanceRead;
use crate::timetable::Score;

/// The section on parts.
pub(super) fn components(analysis: &Analysis<'_>) -> Section {
    let mut blocks = vec![Block::Text(
        "What part of the best possible soft penalty each rule has, in points, as an interval that holds for every best timetable, \
         whatever was cut short. A rule has at most the best known less what all other rules must have together (the bound of a \
         run without the rule), and at least what it must have alone (the bound of a run in which no other wish is looked at: a \
         design of kind one-alone). – : nothing holds a rule down that is switched off."
            .to_owned(),
    )];
    let by_key: BTreeMap<&str, &Run<'_>> = analysis.runs.iter().map(|run| (run.cell.key.as_str(), run)).collect();
    for read in &analysis.plan.instances {
        let all: Vec<Of<'_>> = read.variants.iter().map(|variant| known(analysis, &by_key, variant)).collect();
        blocks.extend(as_written(analysis, &by_key, read, &all));
        blocks.extend(changes(analysis, read, &all));
    }
    if blocks.len() == 1 {
        blocks.push(Block::Text("No variant is there with bounds and with soft penalties only.".to_owned()));
    }
    Section { title: "The part of each rule".to_owned(), blocks }
}

fn known<'p>(
    analysis: &Analysis<'p>,
    by_key: &BTreeMap<&str, &Run<'p>>,
    variant: &'p crate::study::plan::PlannedVariant,
) -> Of<'p> {
    let known = analysis.known.get(&variant.sha256).copied().unwrap_or_default();
    let only_soft = |score: Score| (score.hard == 0 && score.medium == 0).then_some(score.soft);
    let run = analysis.best.get(&variant.sha256).and_then(|key| by_key.get(key.as_str()));
    let lines = run.map_or(&[][..], |run| run.record.rules.as_slice()).iter();
    let soft = lines.filter(|line| line.level == Level::Soft).map(|line| (line.rule.clone(), line.weight));
    Of {
        recipe: &variant.recipe,
        best: known.score.and_then(only_soft),
        bound: known.bound.and_then(only_soft).unwrap_or(0),
        soft: soft.collect(),
    }
}

/// The rules of the instance as written.
fn as_written(
    analysis: &Analysis<'_>,
    by_key: &BTreeMap<&str, &Run<'_>>,
    read: &InstanceRead,
    all: &[Of<'_>],
) -> Option<Block> {
    let (first, variant) = (all.first()?, read.variants.first()?);
    let run = by_key.get(analysis.best.get(&variant.sha256)?.as_str())?;
    let found = parts(first, all);
    let mut table = Table::new(&["Rule", "in the best timetable", "at least", "at most"], &[1, 2, 3]);
    let penalty = |rule: &str| run.record.rules.iter().find(|line| line.rule == rule).map_or(0, |line| line.penalty);
    let mut sorted: Vec<(&String, &Part)> = found.iter().collect();
    sorted.sort_by_key(|(rule, _)| std::cmp::Reverse(penalty(rule)));
    for (rule, part) in sorted {
        let (low, high) = said(Some(part.low), part.high);
        table.rows.push(vec![format!("{}: {rule}", read.id), penalty(rule).to_string(), low, high]);
    }
    (!table.rows.is_empty()).then_some(Block::Table(table))
}

/// What variants change; only rules of whose change something is certain.
fn changes(analysis: &Analysis<'_>, read: &InstanceRead, all: &[Of<'_>]) -> Option<Block> {
    let mut table = Table::new(&["Variant", "compared with", "rule", "at least", "at most", "verdict"], &[3, 4]);
    let by_label: BTreeMap<&str, &Of<'_>> = all.iter().map(|of| (of.recipe.label.as_str(), of)).collect();
    let mut cache: BTreeMap<&str, BTreeMap<String, Part>> = BTreeMap::new();
    for of in all {
        cache.insert(&of.recipe.label, parts(of, all));
    }
    for priced in analysis.prices.iter().filter(|priced| priced.instance == read.id.0) {
        let (label, base) = (priced.variant.recipe.label.as_str(), priced.base.recipe.label.as_str());
        let (Some(with), Some(without)) = (cache.get(label), cache.get(base)) else { continue };
        for (rule, to) in with {
            let Some(from) = without.get(rule) else { continue };
            // Points of another weight are other points.
            let weight = |label: &str| by_label.get(label).and_then(|of| of.soft.get(rule));
            if weight(label).is_some_and(|with| weight(base).is_some_and(|base| base != with)) {
                continue;
            }
            let (low, high) = change(*from, *to);
            let verdict = match (low, high) {
                (Some(low), _) if low > 0 => "more",
                (_, Some(high)) if high < 0 => "less",
                (Some(0), Some(0)) => continue,
                _ if weight(label).is_none() => "undecided",
                _ => continue,
            };
            let (low, high) = said(low, high);
            let row = [label.to_owned(), base.to_owned(), rule.clone(), low, high, verdict.to_owned()];
            table.rows.push(row.to_vec());
        }
    }
    let rows = table.rows.len();
    let title = format!(
        "{}: change of a rule's part by variants: {rows} of which something is certain, or that are switched off",
        read.id
    );
    (rows > 0).then(|| Block::Details(title, vec![Block::Table(table)]))
}

fn said(low: Option<i64>, high: Option<i64>) -> (String, String) {
    let text = |value: Option<i64>| value.map_or_else(|| "–".to_owned(), |value| value.to_string());
    (text(low), text(high))
}
