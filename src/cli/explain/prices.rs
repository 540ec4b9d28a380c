//! `plenary explain INSTANCE --prices`: what each rule, pin and order costs.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::exit::{Exit, Failure};
use super::super::inputs::Conference;
use super::super::progress::{Reporter, compact};
use super::super::report::{table, text};
use super::super::schema::titled;
use super::super::terminal::{print, say, width};
use super::Args;
use crate::engines::Stop;
use crate::explain::{Options, Price, Prices, Verdict, prices};
use crate::timetable::Score;

const FORMAT: &str = "plenary-prices/1";

/// What everything that can be left away or added costs or would bring.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Report {
    /// Always `plenary-prices/1`.
    #[schemars(extend("const" = FORMAT))]
    format: &'static str,
    /// The conference.
    instance: String,
    /// What makes it another than its file says, as typed: variants, pack, rules, changes of the instance.
    what_if: Vec<String>,
    /// The prices.
    prices: Prices,
}

/// The JSON Schema.
pub(in super::super) fn json_schema() -> serde_json::Value {
    titled::<Report>(FORMAT)
}

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
        let (instance, what_if) = (name.clone(), args.instance.changed());
        let report = Report { format: FORMAT, instance, what_if, prices: found.clone() };
        let text = serde_json::to_string_pretty(&report).map_err(Failure::internal)?;
        print(&format!(
            "{text}
"
        ))?;
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
    out.push_str("By how much the best score falls; where it rises, with a minus\n\n");
    let mut table = table(&["", "at least", "at most"], &[1, 2], width().min(140));
    let nothing = Some(Score::ZERO);
    let free = |price: &&Price| price.at_most == nothing && price.at_least == nothing;
    let known = |score: Option<Score>| score.map_or_else(|| "?".to_owned(), said);
    // Wishes that may well cost nothing are many.
    let small = |price: &&Price| {
        price.kind == "wish" && !free(price) && price.at_least.is_none_or(|least| least <= Score::ZERO)
    };
    for price in found.prices.iter().filter(|price| !free(price) && !small(price)) {
        table.add_row(match price.status {
            Verdict::Infeasible => vec![price.text.clone(), "no timetable".to_owned(), "proved".to_owned()],
            _ => vec![price.text.clone(), known(price.at_least), known(price.at_most)],
        });
    }
    out.push_str(&text(&table));
    if let Some(most) = found.prices.iter().filter(small).map(|price| price.at_most).max() {
        let count = found.prices.iter().filter(small).count();
        let most = known(most);
        out.push_str(&format!(
            "The wishes for each of {count} other sessions cost at most {most}, if anything; --json says all.\n"
        ));
    }
    let count = found.prices.iter().filter(free).count();
    out.push_str(&format!("{count} others change nothing; that is proved.\n"));
    out
}

fn said(score: Score) -> String {
    if score == Score::ZERO { "0".to_owned() } else { compact(score) }
}
