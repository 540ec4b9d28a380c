//! What a report says, section by section.

use std::path::Path;

use super::comparisons::{engines, found, hardness, noise};
use super::curves::curves;
use super::differences::differences;
use super::document::{Block, Document, Section, Table};
use super::parts;
use super::prices::{components, levels, matrix, prices};
use crate::study::analysis::Analysis;
use crate::study::price::Price;
use crate::study::store::Store;
use crate::timetable::Score;

/// The report of a study. `command` is what was typed for it.
#[must_use]
pub fn document(analysis: &Analysis<'_>, store: &Store, command: &str) -> Document {
    let plan = analysis.plan;
    let title = plan.study.title.clone().unwrap_or_else(|| format!("Study {}", plan.study.id));
    let sections = vec![
        summary(analysis),
        prices(analysis),
        found(analysis),
        matrix(analysis),
        parts::components(analysis),
        components(analysis),
        differences(analysis, store),
        curves(analysis),
        engines(analysis),
        hardness(analysis),
        noise(analysis),
        provenance(analysis, store.folder(), command),
    ];
    Document { title, sections }
}

fn summary(analysis: &Analysis<'_>) -> Section {
    let (plan, study) = (analysis.plan, &analysis.plan.study);
    let variants: usize = plan.instances.iter().map(|of| of.variants.len()).sum();
    let twins = plan.twins();
    let mut blocks = vec![Block::Text(format!(
        "{}, {} in all, {}, {}, {}: {}, {}. Every timetable was written, read back and judged by the verifier, which shares no code \
         with the engines.",
        many(plan.instances.len(), "instance"),
        many(variants, "variant"),
        many(study.engines.len(), "engine"),
        many(study.limits.len(), "limit"),
        many(study.seeds.len(), "seed"),
        many(plan.cells.len(), "cell"),
        many(plan.runs().len(), "different run")
    ))];
    let mut items = Vec::new();
    if !analysis.missing.is_empty() {
        items.push(format!(
            "{} of {} cells have not run: everything below is about the others.",
            analysis.missing.len(),
            plan.cells.len()
        ));
    }
    if !twins.is_empty() {
        items.push(format!(
            "{} to the same as another one of the instance, with nothing to run again.",
            if twins.len() == 1 { "1 variant comes".to_owned() } else { format!("{} variants come", twins.len()) }
        ));
    }
    for of in &plan.instances {
        let mut here: Vec<_> = analysis.prices.iter().filter(|priced| priced.instance == of.id.0).collect();
        here.sort_by_key(|priced| match priced.price {
            Price::Between(low, high) => std::cmp::Reverse(low.max(Score::ZERO - high)),
            _ => std::cmp::Reverse(Score { hard: i64::MAX, medium: 0, soft: 0 }),
        });
        for priced in here.iter().take(8) {
            let name = format!("{}: {} against {}", of.id, priced.variant.recipe.label, priced.base.recipe.label);
            let said = match priced.price {
                Price::Between(low, high) if low > Score::ZERO => {
                    format!("certainly costs: at least {}, at most {}", levels(low), levels(high))
                }
                Price::Between(low, high) if high < Score::ZERO => {
                    let (least, most) = (Score::ZERO - high, Score::ZERO - low);
                    format!("certainly saves: at least {}, at most {}", levels(least), levels(most))
                }
                Price::Impossible => "leaves no timetable; that is proved".to_owned(),
                Price::Enables => "makes a timetable possible".to_owned(),
                Price::Between(..) | Price::Unknown => continue,
            };
            items.push(format!("{name} {said}."));
        }
        let unknown = here.iter().filter(|priced| priced.price == Price::Unknown).count();
        if unknown > 0 {
            items.push(format!(
                "{}: of {} no price is known, because no timetable was found with it or without it in the time allowed.",
                of.id,
                many(unknown, "variant")
            ));
        }
        let undecided = here.iter().filter(|priced| priced.price.verdict() == "undecided").count();
        if undecided > 0 {
            items.push(format!(
                "{}: for {} the bounds do not say yet whether it costs or saves.",
                of.id,
                many(undecided, "variant")
            ));
        }
    }
    blocks.push(Block::List(items));
    Section { title: "In short".to_owned(), blocks }
}

/// A number of things.
fn many(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn provenance(analysis: &Analysis<'_>, folder: &Path, command: &str) -> Section {
    let plan = analysis.plan;
    let mut table = Table::new(&["What", "is"], &[]);
    let mut line = |what: &str, is: String| table.rows.push(vec![what.to_owned(), is]);
    line("program", format!("plenary {}, SHA-256 {}", plan.version, plan.program_sha256));
    line("solver", plan.solver.clone());
    line("study", format!("{}, SHA-256 {}", plan.study.id, plan.study_sha256));
    for of in &plan.instances {
        let size = format!("{} sessions, {} rooms, {} starts", of.sessions, of.rooms, of.starts);
        line(&format!("instance {}", of.id), format!("{size}; SHA-256 {}", of.sha256));
    }
    for engine in &plan.study.engines {
        let what = if engine.command.is_empty() {
            format!("{:?}, {}", engine.engine, many(usize::from(engine.threads), "thread")).to_lowercase()
        } else {
            format!("another solver: {}", engine.command.join(" "))
        };
        let without = engine.without.iter().map(|name| format!(", without {name}")).collect::<String>();
        line(&format!("engine {}", engine.id), what + &without);
    }
    for limit in &plan.study.limits {
        let seconds = limit.seconds.map(|seconds| format!("{seconds} s"));
        let work = limit.work.map(|work| format!("{work} units of work"));
        let gap = limit.gap.map(|gap| format!("gap {gap}"));
        let all: Vec<String> = [seconds, work, gap].into_iter().flatten().collect();
        line(&format!("limit {}", limit.id), all.join(", "));
    }
    let seeds: Vec<String> = plan.study.seeds.iter().map(ToString::to_string).collect();
    line("seeds", seeds.join(", "));
    line("order", format!("random, seed {}", plan.study.order_seed));
    let mut machines: Vec<&str> = analysis.runs.iter().map(|run| run.record.machine.as_str()).collect();
    machines.sort_unstable();
    machines.dedup();
    machines.iter().for_each(|machine| line("machine", (*machine).to_owned()));
    let pinned = analysis.runs.iter().filter(|run| !run.record.cores.is_empty()).count();
    line("held to cores", format!("{pinned} of {} runs", analysis.runs.len()));
    let alone = analysis.runs.iter().filter(|run| run.record.cpu_seconds.is_some()).count();
    line("in a process of its own", format!("{alone} of {} runs", analysis.runs.len()));
    let folder = folder.display();
    let commands = format!("plenary study run {}.study.json -o {folder}\n{command}", plan.study.id);
    Section { title: "Provenance".to_owned(), blocks: vec![Block::Table(table), Block::Code(commands)] }
}
