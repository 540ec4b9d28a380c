//! A programme in Markdown: a table for each day, for mails, wikis and repositories.

use std::fmt::Write;

use super::programme::{Locale, Programme, Role};

/// A text in which nothing is taken for a mark or a tag.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '(' | ')' | '#' | '|' | '!' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// The document.
#[must_use]
pub fn write(programme: &Programme<'_>, locale: &Locale) -> String {
    let labels = &locale.labels;
    let mut out = format!("# {}\n", escape(&programme.title(locale)));
    if programme.entries.is_empty() {
        let _ = writeln!(out, "\n{}", labels.empty);
    }
    if !programme.conflicts.is_empty() {
        let _ = writeln!(out, "\n## {}\n\n{}\n", labels.conflicts, labels.conflicts_note);
        for conflict in &programme.conflicts {
            let message = super::programme::clean(&conflict.message);
            let _ = writeln!(out, "* **{}**: {}", escape(&conflict.rule), escape(&message));
        }
    }
    for day in &programme.days {
        let _ = writeln!(out, "\n## {}\n", escape(&programme.day_title(day, locale)));
        let heads = [labels.time, labels.session, labels.kind, labels.room, labels.languages, labels.speakers];
        let _ = writeln!(out, "| {} |\n|{}", heads.join(" | "), " --- |".repeat(heads.len()));
        for entry in day.entries.iter().map(|&position| &programme.entries[position]) {
            let mark = if entry.conflicts.is_empty() { String::new() } else { format!(" **⚠ {}**", labels.conflict) };
            let speakers: Vec<String> = programme.names(entry, Role::Speaker).iter().map(|name| escape(name)).collect();
            let _ = writeln!(
                out,
                "| {} | {}{mark} | {} | {} | {} | {} |",
                entry.span(),
                escape(&programme.session_title(entry, locale)),
                escape(&programme.kind_name(entry.kind, locale)),
                escape(&programme.room_name(entry.room, locale)),
                escape(&entry.languages()),
                speakers.join(", "),
            );
        }
    }
    let _ =
        writeln!(out, "\n{} ({}).", labels.times_in, escape(&super::programme::clean(&programme.instance.time_zone)));
    out
}
