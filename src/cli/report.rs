//! The score per rule as a table, and violations in words; shared by the commands that judge timetables.

use std::fmt::Write;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::terminal::{Paint, harmless, wrap};
use crate::formats::native::NativeScore;
use crate::formats::timetable_json::{RuleLine, TimetableFile};
use crate::instance::schema::Level;
use crate::verify::{Finding, Verdict};

/// The name of a level.
pub(super) fn level_name(level: Level) -> &'static str {
    match level {
        Level::Hard => "hard",
        Level::Medium => "medium",
        Level::Soft => "soft",
        Level::Off => "off",
    }
}

/// What every rule contributes, for the file.
pub(super) fn rule_lines(verdict: &Verdict) -> Vec<RuleLine> {
    let line = |finding: &Finding| RuleLine {
        rule: finding.rule.id.to_owned(),
        level: finding.level,
        weight: finding.weight,
        violations: finding.violations.len() as u64,
        amount: Some(finding.amount()),
        penalty: finding.penalty(),
    };
    verdict.findings.iter().map(line).collect()
}

/// A table in the house style: no lines but one under the header; columns with `right` set are numbers.
pub(super) fn table(header: &[&str], right: &[usize], width: usize) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.to_vec());
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    for &column in right {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// The table as text, without blanks at the ends of lines.
pub(super) fn text(table: &Table) -> String {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The score per rule. Rules without penalty are not listed; how many hard ones hold is said in one line.
pub(super) fn by_rule(rules: &[RuleLine], unit: impl Fn(&str) -> &'static str, width: usize, paint: Paint) -> String {
    let mut out = String::new();
    let broken: Vec<&RuleLine> = rules.iter().filter(|line| line.penalty > 0).collect();
    if !broken.is_empty() {
        let mut table =
            table(&["Rule", "Level", "Penalty", "= weight", "× amount", "", "in places"], &[2, 3, 4, 6], width);
        for line in broken {
            let amount = line.amount.unwrap_or_else(|| if line.weight > 0 { line.penalty / line.weight } else { 0 });
            table.add_row(vec![
                line.rule.clone(),
                level_name(line.level).to_owned(),
                line.penalty.to_string(),
                line.weight.to_string(),
                amount.to_string(),
                unit(&line.rule).to_owned(),
                line.violations.to_string(),
            ]);
        }
        out.push_str(&text(&table));
    }
    let hard: Vec<&RuleLine> = rules.iter().filter(|line| line.level == Level::Hard).collect();
    let violated = hard.iter().filter(|line| line.penalty > 0).count();
    let line = match (violated, hard.len()) {
        (_, 0) => "No rule is hard.".to_owned(),
        (0, all) => format!("All {all} hard rules are kept."),
        (some, all) => paint.alarm(&format!("{some} of {all} hard rules are broken.")),
    };
    let _ = writeln!(out, "{line}");
    out
}

/// One line on interpretation: who works, what it costs, and how the audience fares that is worst off. `None` when
/// nothing is interpreted.
pub(super) fn interpretation(file: &TimetableFile) -> Option<String> {
    let money = file.money.as_ref()?;
    let hours = |minutes: i64| format!("{}:{:02} h", minutes / 60, minutes % 60);
    let people = file.rosters.len();
    let plural = if people == 1 { "" } else { "s" };
    let mut parts = vec![format!("{people} interpreter{plural}, {} in booths", hours(money.booth_minutes))];
    if money.total > 0 {
        parts.push(format!("costs {}, {} paid but idle", money.total, hours(money.idle_minutes)));
    }
    if let Some((worst, share)) = file.inclusion.iter().find_map(|of| Some((of, of.share?))) {
        let (people, languages) = (worst.people, harmless(&worst.languages.join(" ")).to_uppercase());
        parts.push(format!(
            "the {people} who understand {languages} can follow {:.0} % of what they wish",
            share * 100.0
        ));
    }
    Some(parts.join("; "))
}

/// One line on what the instance's own format measures.
pub(super) fn native(measured: &NativeScore) -> String {
    match measured {
        NativeScore::Orbel(of) => {
            format!("ORBEL: missed {}, hops {}, violations {}\n", of.missed, of.hops, of.violations)
        }
        NativeScore::Cosplib(of) => {
            let terms: Vec<String> = of.terms.iter().map(|(term, value)| format!("{term} {value}")).collect();
            let terms = if terms.is_empty() { String::new() } else { format!(" ({})", terms.join(", ")) };
            format!("CoSPLib: objective {}{terms}, illegal {}\n", of.objective, of.illegal)
        }
        NativeScore::Optaplanner(of) => {
            let (hard, medium, soft) = (of.hard, of.medium, of.soft);
            format!("OptaPlanner: {hard}hard/{medium}medium/{soft}soft, illegal {}\n", of.illegal)
        }
    }
}

/// Violations in words, hard rules first, `most` for each rule.
pub(super) fn in_words(verdict: &Verdict, most: usize, width: usize, paint: Paint) -> String {
    let mut out = String::new();
    let mut findings: Vec<&Finding> = verdict.findings.iter().filter(|f| !f.violations.is_empty()).collect();
    findings.sort_by_key(|finding| finding.level);
    for finding in findings {
        let title = format!("{} ({}): {}", finding.rule.id, level_name(finding.level), finding.rule.summary);
        let title = if finding.level == Level::Hard { paint.alarm(&title) } else { paint.bold(&title) };
        let _ = writeln!(out, "{title}");
        for violation in finding.violations.iter().take(most) {
            let message = harmless(&violation.message);
            for (number, line) in wrap(&message, width.saturating_sub(4), usize::MAX).iter().enumerate() {
                let _ = writeln!(out, "  {} {line}", if number == 0 { "·" } else { " " });
            }
        }
        if finding.violations.len() > most {
            let _ = writeln!(out, "  … and {} more (--all)", finding.violations.len() - most);
        }
    }
    out
}
