//! Engines and variants compared, with tests.

use super::document::{Block, Section, Table};
use super::plot::short;
use crate::study::analysis::{ALPHA, Analysis, Comparison, PAR, Run};
use crate::study::measures::{Measures, penalised};
use crate::study::statistics::{
    Observation, Side, least_possible, median, quantile, shifted_geometric_mean, vargha_delaney,
};

/// A time by name.
type Goal = (&'static str, fn(&Measures) -> Observation);

/// Seconds that are added before the geometric mean of times and taken off after it.
const SHIFT: f64 = 1.0;

fn table(lines: &[Comparison]) -> Table {
    let mut table = Table::new(
        &[
            "One – other",
            "measure",
            "pairs",
            "differ",
            "cut short",
            "median",
            "mean [95 %]",
            "effect r",
            "p",
            "p (Holm)",
            "verdict",
        ],
        &[2, 3, 4, 5, 6, 7, 8, 9],
    );
    for line in lines {
        let interval = line
            .interval
            .map_or("–".to_owned(), |of| format!("{} [{}, {}]", short(of.estimate), short(of.low), short(of.high)));
        table.rows.push(vec![
            format!("{} – {}", line.one, line.other),
            line.measure.to_owned(),
            line.pairs.to_string(),
            line.differing.to_string(),
            line.censored.to_string(),
            short(line.median),
            interval,
            short(line.effect),
            p_value(line.p),
            p_value(line.holm),
            line.verdict(),
        ]);
    }
    table
}

fn p_value(p: f64) -> String {
    if p < 0.0001 { "< 0.0001".to_owned() } else { format!("{p:.4}") }
}

/// The section on engines.
pub(super) fn engines(analysis: &Analysis<'_>) -> Section {
    let mut blocks = vec![Block::Text(format!(
        "Times: shifted geometric mean with a shift of {SHIFT} s over all runs that differ in what determines them. A run that was \
         cut short counts with the time that it was given, so that means with ≥ are least values; how many there were is said. \
         A run within one per cent of the best known is near it."
    ))];
    let goals: [Goal; 4] = [
        ("to first", |measures| measures.first),
        ("to near best", |measures| measures.near),
        ("to best known", |measures| measures.best),
        ("to proof", |measures| measures.proved),
    ];
    let mut header = vec!["Engine · limit", "runs"];
    header.extend(goals.iter().map(|(name, _)| *name));
    header.extend(["primal integral", "primal–dual integral", "CPU s (median)", "memory MiB (most)"]);
    let numbers: Vec<usize> = (1..header.len()).collect();
    let mut times = Table::new(&header, &numbers);
    for (name, runs) in by_terms(analysis) {
        let mut row = vec![name, runs.len().to_string()];
        for (_, goal) in goals {
            let observed: Vec<Observation> = runs.iter().map(|run| goal(&run.measures)).collect();
            let cut = observed.iter().filter(|one| !one.happened).count();
            let seconds: Vec<f64> = observed.iter().map(|one| penalised(*one, 1.0)).collect();
            let mean = shifted_geometric_mean(&seconds, SHIFT).map_or("–".to_owned(), short);
            row.push(if cut > 0 { format!("≥ {mean} ({cut} cut short)") } else { mean });
        }
        let of = |measure: fn(&Measures) -> f64| {
            let values: Vec<f64> = runs.iter().map(|run| measure(&run.measures)).collect();
            shifted_geometric_mean(&values, 0.01).map_or("–".to_owned(), short)
        };
        row.extend([of(|measures| measures.primal_integral), of(|measures| measures.primal_dual_integral)]);
        let cpu: Vec<f64> = runs.iter().filter_map(|run| run.record.cpu_seconds).collect();
        row.push(median(&cpu).map_or("–".to_owned(), short));
        let memory = runs.iter().filter_map(|run| run.record.peak_memory_kib).max();
        row.push(memory.map_or("–".to_owned(), |memory| (memory / 1024).to_string()));
        times.rows.push(row);
    }
    blocks.push(Block::Table(times));
    if analysis.engines.is_empty() {
        blocks.push(Block::Text("There is one engine: nothing to compare.".to_owned()));
    } else {
        blocks.push(Block::Text(format!(
            "Pairs of runs on the same instance, variant and seed. Wilcoxon's signed-rank test, two-sided, exact up to 50 pairs \
             that differ; Holm's correction over the table; effect: rank-biserial correlation, 1 if the first always has more, \
             which is worse. To proof, a run that was cut short counts {PAR} times its time (PAR{PAR}), and two that were cut short are tied. \
             The tests are about these instances and seeds, not about conferences in general."
        )));
        blocks.push(Block::Table(table(&analysis.engines)));
    }
    Section { title: "Engines".to_owned(), blocks }
}

/// Runs by engine and limit; what comes to the same run counts once.
pub(super) fn by_terms<'a>(analysis: &'a Analysis<'_>) -> Vec<(String, Vec<&'a Run<'a>>)> {
    let study = &analysis.plan.study;
    let mut groups = Vec::new();
    for engine in &study.engines {
        for limit in &study.limits {
            let mut seen = std::collections::BTreeSet::new();
            let of = |run: &&Run<'_>| {
                run.cell.engine == engine.id
                    && run.cell.limit == limit.id
                    && run.cell.repeat == 0
                    && seen.insert(run.cell.key.clone())
            };
            groups.push((format!("{} · {}", engine.id, limit.id), analysis.runs.iter().filter(of).collect()));
        }
    }
    groups
}

/// The section on how hard variants are.
pub(super) fn hardness(analysis: &Analysis<'_>) -> Section {
    let mut blocks = vec![Block::Text(
        "Is a variant harder to solve than what it is compared with? The primal–dual integral (the mean gap between score and bound \
         over the time allowed, 1 while one of them is missing), on pairs of runs of the same engine, limit and seed; tests and \
         corrections as for engines. This is about the engines, not about the programme."
            .to_owned(),
    )];
    let told: Vec<&Comparison> =
        analysis.hardness.iter().filter(|line| !line.verdict().starts_with("no sig")).collect();
    let (all, shown) = (analysis.hardness.len(), told.len());
    blocks.push(Block::Text(format!(
        "{shown} of {all} variants differ significantly; for the others no significant difference was found."
    )));
    if all > 0 {
        let rows = table(&analysis.hardness);
        blocks.push(Block::Details(format!("All {all} comparisons"), vec![Block::Table(rows)]));
    }
    Section { title: "How hard variants are".to_owned(), blocks }
}

/// The section on what was found: not bounds, but what one gets in the time allowed.
pub(super) fn found(analysis: &Analysis<'_>) -> Section {
    let (all, told) = (&analysis.found, analysis.found.iter().filter(|line| !line.verdict().starts_with("no sig")));
    let mut blocks = vec![Block::Text(
        "Is what was found in the time allowed worse than without the variant? The soft penalty of the last timetables, on pairs of \
         runs of the same instance, engine, limit and seed that have no other penalties; tests and corrections as for engines. \
         Unlike prices this is no statement about the best possible timetable: the engine may have had bad luck."
            .to_owned(),
    )];
    if all.is_empty() {
        blocks.push(Block::Text("There are no such pairs.".to_owned()));
    } else {
        blocks.push(Block::Text(format!(
            "{} of {} variants differ significantly; for the others no significant difference was found.{}",
            told.count(),
            all.len(),
            all.iter().map(|line| line.pairs).min().map_or(String::new(), |pairs| few(pairs, all.len()))
        )));
        blocks.push(Block::Table(table(all)));
    }
    Section { title: "What was found".to_owned(), blocks }
}

/// A warning where so few pairs cannot show anything in a table of this size.
fn few(pairs: usize, lines: usize) -> String {
    let enough = |pairs: usize| least_possible(pairs, Side::Both) * lines as f64 <= ALPHA;
    if enough(pairs) {
        return String::new();
    }
    let wanted = (pairs..200).find(|&pairs| enough(pairs));
    let wanted = wanted
        .map_or(String::new(), |pairs| format!("; {pairs} could: more seeds, several instances, or fewer variants"));
    format!(" {pairs} pairs cannot show a difference in a table of {lines} lines, whatever they are{wanted}.")
}

/// The section on noise.
pub(super) fn noise(analysis: &Analysis<'_>) -> Section {
    let runs: Vec<&Run<'_>> = analysis.noise.iter().map(|&at| &analysis.runs[at]).collect();
    let mut blocks = Vec::new();
    if runs.len() < 2 {
        blocks.push(Block::Text(
            "The reference cell was not repeated: how much of a difference is noise of the machine is not known. Set \
             \"reference_repeats\" in the study."
                .to_owned(),
        ));
        return Section { title: "Noise".to_owned(), blocks };
    }
    blocks.push(Block::Text(format!(
        "The reference cell ({}) ran {} times, spread over the study. What differs between its runs is noise: of the machine, and of \
         threads that run side by side.",
        runs[0].cell.text(),
        runs.len()
    )));
    let mut table = Table::new(&["Measure", "least", "median", "most", "spread"], &[1, 2, 3, 4]);
    let mut line = |name: &str, values: Vec<f64>| {
        let of = |share| quantile(&values, share).unwrap_or_default();
        let (low, middle, high) = (of(0.0), of(0.5), of(1.0));
        let spread =
            if middle > 0.0 { format!("{} %", short(100.0 * (high - low) / middle)) } else { "–".to_owned() };
        table.rows.push(vec![name.to_owned(), short(low), short(middle), short(high), spread]);
    };
    line("soft penalty", runs.iter().filter_map(|run| run.record.score).map(|score| score.soft as f64).collect());
    line("wall seconds", runs.iter().map(|run| run.record.wall_seconds).collect());
    line("CPU seconds", runs.iter().filter_map(|run| run.record.cpu_seconds).collect());
    line("primal–dual integral", runs.iter().map(|run| run.measures.primal_dual_integral).collect());
    table.rows.retain(|row| !(row[0] == "CPU seconds" && row[2] == "0"));
    blocks.push(Block::Table(table));
    let seconds: Vec<f64> = runs.iter().map(|run| run.record.wall_seconds).collect();
    let (early, late) = seconds.split_at(seconds.len() / 2);
    if let Some(a) = vargha_delaney(late, early) {
        blocks.push(Block::Text(format!(
            "Drift: a run of the later half took longer than one of the earlier half with probability {} (0.5: no drift).",
            short(a)
        )));
    }
    Section { title: "Noise".to_owned(), blocks }
}
