//! Curves: how good after which time, how often how near, how many after which time.

use super::comparisons::by_terms;
use super::document::{Block, Figure, Section};
use super::plot::{Axis, Steps, steps};
use crate::study::analysis::{Analysis, Run};
use crate::study::measures::share;
use crate::study::statistics::{Curve, Observation, ecdf, kaplan_meier, performance_profiles};

/// What is drawn of some runs.
type Points<'a> = &'a dyn Fn(&[&Run<'_>]) -> Curve;
/// A time by the name of its figure and in words.
type Goal = (&'static str, &'static str, fn(&Run<'_>) -> Observation);

/// The section with the curves.
pub(super) fn curves(analysis: &Analysis<'_>) -> Section {
    let groups: Vec<(String, Vec<&Run<'_>>)> =
        by_terms(analysis).into_iter().filter(|(_, runs)| !runs.is_empty()).collect();
    let longest = analysis.runs.iter().map(|run| run.record.wall_seconds).fold(0.0, f64::max).max(0.01);
    let soonest = analysis.runs.iter().filter_map(|run| run.record.trace.first()).map(|step| step.seconds);
    let first = soonest.fold(longest, f64::min).clamp(1e-4, longest / 10.0);
    let seconds = Axis { title: "seconds", from: first, to: longest, logarithmic: true };
    let mut blocks = Vec::new();
    let mut figure = |name: &str, caption: &str, svg: String| {
        blocks.push(Block::Figure(Figure { name: name.to_owned(), caption: caption.to_owned(), svg }));
    };
    let share_axis = |title| Axis { title, from: 0.0, to: 1.0, logarithmic: false };
    let lines = |points: Points<'_>, before: f64| -> Vec<Steps> {
        groups.iter().map(|(name, runs)| Steps { name: name.clone(), points: points(runs), before }).collect()
    };
    let anytime = lines(&|runs| mean_gap(analysis, runs, first, longest), 1.0);
    figure(
        "anytime",
        "Mean distance from the best known over time (1 without a timetable), on a logarithmic axis. Its mean over the time allowed is the primal integral.",
        steps("Distance from the best known over time", seconds, share_axis("mean primal gap"), &anytime),
    );
    let goals: [Goal; 4] = [
        ("first", "have a timetable that keeps every hard rule", |run| run.measures.first),
        ("near", "within 1 % of the best known", |run| run.measures.near),
        ("best", "at the best known", |run| run.measures.best),
        ("proof", "proved: nothing is better, or there is nothing", |run| run.measures.proved),
    ];
    for (name, title, goal) in goals {
        let reached = lines(&|runs| kaplan_meier(&runs.iter().map(|run| goal(run)).collect::<Vec<_>>()), 0.0);
        let verb = if name == "first" { "" } else { "are " };
        let caption = format!(
            "Share of runs that {verb}{title} by a time (Kaplan–Meier: runs that were cut short count as not yet there)."
        );
        figure(name, &caption, steps(title, seconds, share_axis("share of runs"), &reached));
    }
    let apart = lines(&|runs| ecdf(&runs.iter().map(|run| run.measures.primal_gap).collect::<Vec<_>>()), 0.0);
    let widest = apart.iter().flat_map(|line| &line.points).map(|(gap, _)| *gap).fold(0.01, f64::max);
    figure(
        "gaps",
        "Share of runs that ended within so much of the best known (empirical distribution function).",
        steps(
            "Distance from the best known at the end",
            Axis { title: "primal gap at the end", from: 0.0, to: widest, logarithmic: false },
            share_axis("share of runs"),
            &apart,
        ),
    );
    if groups.len() > 1 {
        let cases: std::collections::BTreeSet<(&str, u64)> =
            analysis.runs.iter().map(|run| (run.problem, run.cell.seed)).collect();
        let costs: Vec<Vec<f64>> = groups
            .iter()
            .map(|(_, runs)| {
                let cost = |&(problem, seed): &(&str, u64)| {
                    let run = runs.iter().find(|run| run.problem == problem && run.cell.seed == seed);
                    let near = run.map(|run| run.measures.near).filter(|near| near.happened);
                    near.map_or(f64::INFINITY, |near| near.seconds.max(1e-3))
                };
                cases.iter().map(cost).collect()
            })
            .collect();
        let profiles = performance_profiles(&costs);
        let most = profiles.iter().flatten().map(|(ratio, _)| *ratio).fold(2.0, f64::max);
        let drawn: Vec<Steps> = groups
            .iter()
            .zip(profiles)
            .map(|((name, _), points)| Steps { name: name.clone(), points, before: 0.0 })
            .collect();
        let axis = Axis { title: "τ: times the seconds of the fastest", from: 1.0, to: most, logarithmic: true };
        figure(
            "profile",
            "Performance profile (Dolan and Moré): share of cases in which an engine is within 1 % of the best known in at most τ times \
             the seconds of the fastest. With more than two engines it is no ranking: each curve depends on all engines.",
            steps("Performance profile", axis, share_axis("share of cases"), &drawn),
        );
    }
    Section { title: "Curves".to_owned(), blocks }
}

/// The mean over runs of the distance from the best known, at 120 times.
fn mean_gap(analysis: &Analysis<'_>, runs: &[&Run<'_>], first: f64, longest: f64) -> Curve {
    const TIMES: u32 = 120;
    let ratio = longest / first;
    let mut at = vec![0_usize; runs.len()];
    let mut gaps = vec![1.0_f64; runs.len()];
    let mut points = Vec::new();
    for number in 0..=TIMES {
        let time = first * ratio.powf(f64::from(number) / f64::from(TIMES));
        for (position, run) in runs.iter().enumerate() {
            let known = analysis.known.get(run.problem).copied().unwrap_or_default();
            let trace = &run.record.trace;
            while at[position] < trace.len() && trace[at[position]].seconds <= time {
                if let Some(score) = trace[at[position]].incumbent {
                    gaps[position] = share(Some(score), known.score);
                }
                at[position] += 1;
            }
            if known.infeasible && run.measures.proved.happened && run.record.wall_seconds <= time {
                gaps[position] = 0.0;
            }
        }
        points.push((time, gaps.iter().sum::<f64>() / runs.len().max(1) as f64));
    }
    points
}
