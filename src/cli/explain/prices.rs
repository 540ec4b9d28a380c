//! `plenary explain INSTANCE --prices`: what each rule, pin and order costs.

use serde_json::json;

use super::super::exit::{Exit, Failure};
use super::super::inputs::Conference;
use super::super::progress::{Reporter, compact};
use super::super::report::{table, text};
use super::super::terminal::{print, say, width};
use super::Args;
use crate::engines::Stop;
use crate::explain::{Options, Price, Prices, prices};
use crate::timetable::Score;

pub(super) fn run(
    args: &Args,
    conference: &Conference,
    options: &Options,
    stop: &Stop,
    reporter: &Reporter,
) -> Result<Exit, Failure> {
    let found = prices(&conference.instance, &conference.rules, options, stop, reporter);
    let name = &conference.problem.names.conference;
    if args.json {
        let report = json!({
            "format": "plenary-prices/1",
            "instance": name,
            "what_if": args.instance.what_if(),
            "prices": found,
        });
        print(&format!("{report:#}\n"))?;
    } else if found.score.is_some() {
        print(&in_words(&found))?;
    }
    if found.score.is_none() {
        say(format_args!("{name}: no timetable that keeps all hard rules was found in time, so nothing has a price"));
        return Ok(Exit::NothingFeasible);
    }
    Ok(Exit::Done)
}

fn in_words(found: &Prices) -> String {
    let score = |score: Option<Score>| score.map_or_else(|| "nothing proved".to_owned(), said);
    let mut out =
        format!("Best found: {}; no timetable scores less than: {}\n", score(found.score), score(found.bound));
    out.push_str("By how much the best score falls\n\n");
    let mut table = table(&["", "at least", "at most"], &[1, 2], width().min(140));
    let free = |price: &&Price| price.at_most == Score::ZERO;
    for price in found.prices.iter().filter(|price| !free(price)) {
        table.add_row(vec![price.text.clone(), said(price.at_least), said(price.at_most)]);
    }
    out.push_str(&text(&table));
    out.push_str(&format!("{} others cost nothing; that is proved.\n", found.prices.iter().filter(free).count()));
    out
}

fn said(score: Score) -> String {
    if score == Score::ZERO { "0".to_owned() } else { compact(score) }
}
