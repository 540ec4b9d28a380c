//! What changes in the timetable.

use std::collections::BTreeMap;

use super::document::{Block, Section, Table};
use crate::formats::timetable_json::{Placed, TimetableFile};
use crate::study::analysis::Analysis;
use crate::study::store::Store;

/// Sessions that are told one by one, at most.
const MOST_TOLD: usize = 40;

/// The section on how the best timetables differ.
pub(super) fn differences(analysis: &Analysis<'_>, store: &Store) -> Section {
    let mut blocks = vec![Block::Text(
        "The best timetable of a variant against the best of what it is compared with: sessions at another time, in another room \
         at the same time, or only in one of the two. Many timetables may be equally good, so a session that moved need not have \
         moved because of the variant."
            .to_owned(),
    )];
    let mut cache: BTreeMap<&str, Option<TimetableFile>> = BTreeMap::new();
    for of in &analysis.plan.instances {
        let mut table =
            Table::new(&["Variant", "compared with", "other time", "other room", "only in one"], &[2, 3, 4]);
        let mut details = Vec::new();
        for priced in analysis.prices.iter().filter(|priced| priced.instance == of.id.0) {
            let both = [&priced.variant.sha256, &priced.base.sha256].map(|problem| analysis.best.get(problem));
            let [Some(with), Some(without)] = both else { continue };
            if with == without {
                continue;
            }
            for key in [with, without] {
                cache.entry(key).or_insert_with(|| store.read(key)?.timetable);
            }
            let (Some(Some(with)), Some(Some(without))) = (cache.get(with.as_str()), cache.get(without.as_str()))
            else {
                continue;
            };
            let changes = changes(without, with);
            let count = |kind: Kind| changes.iter().filter(|change| change.kind == kind).count().to_string();
            let label = &priced.variant.recipe.label;
            table.rows.push(vec![
                label.clone(),
                priced.base.recipe.label.clone(),
                count(Kind::Time),
                count(Kind::Room),
                count(Kind::OnlyInOne),
            ]);
            if !changes.is_empty() {
                let mut told = Table::new(&["Session", "without", "with"], &[]);
                let row = |change: &Change| vec![change.session.clone(), change.from.clone(), change.to.clone()];
                told.rows.extend(changes.iter().take(MOST_TOLD).map(row));
                let more = changes.len().saturating_sub(MOST_TOLD);
                let more = if more > 0 { format!(" (the first {MOST_TOLD})") } else { String::new() };
                details.push(Block::Details(
                    format!("{label}: {} sessions differ{more}", changes.len()),
                    vec![Block::Table(told)],
                ));
            }
        }
        if !table.rows.is_empty() {
            blocks.push(Block::Text(format!("{}:", of.id)));
            blocks.push(Block::Table(table));
            blocks.extend(details);
        }
    }
    Section { title: "What changes in the timetable".to_owned(), blocks }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Time,
    Room,
    OnlyInOne,
}

#[derive(Clone, Debug)]
struct Change {
    session: String,
    from: String,
    to: String,
    kind: Kind,
}

fn changes(from: &TimetableFile, to: &TimetableFile) -> Vec<Change> {
    let by_session = |file: &'_ TimetableFile| -> BTreeMap<String, Placed> {
        file.placements.iter().map(|placed| (placed.session.clone(), placed.clone())).collect()
    };
    let (from, to) = (by_session(from), by_session(to));
    let text = |placed: Option<&Placed>| {
        placed.map_or_else(|| "–".to_owned(), |placed| format!("{} {}", placed.start, placed.rooms.join(" ")))
    };
    let mut sessions: Vec<&String> = from.keys().chain(to.keys()).collect();
    sessions.sort();
    sessions.dedup();
    let change = |session: &String| {
        let (before, after) = (from.get(session), to.get(session));
        let kind = match (before, after) {
            (Some(before), Some(after)) if before.start != after.start => Kind::Time,
            (Some(before), Some(after)) if before.rooms != after.rooms => Kind::Room,
            (Some(_), Some(_)) => return None,
            _ => Kind::OnlyInOne,
        };
        Some(Change { session: session.clone(), from: text(before), to: text(after), kind })
    };
    sessions.into_iter().filter_map(change).collect()
}
