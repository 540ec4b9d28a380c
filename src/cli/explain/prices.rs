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
    out.push_str("By how much the score falls; where it rises, with a minus: what the best found differ by, and what is proved\n\n");
    let mut table = table(&["", "found", "at least", "at most"], &[1, 2, 3], width().min(140));
    let nothing = Some(Score::ZERO);
    let known = |score: Option<Score>| score.map_or_else(|| "?".to_owned(), said);
    for price in found.prices.iter().filter(|price| !is_free(price) && !is_open(price)) {
        table.add_row(match price.status {
            Verdict::Infeasible => {
                vec![price.text.clone(), "no timetable".to_owned(), "proved".to_owned(), String::new()]
            }
            _ => vec![price.text.clone(), known(price.found), known(price.at_least), known(price.at_most)],
        });
    }
    out.push_str(&text(&table));
    // What may well change nothing is much; what it can change at most is of interest.
    for (kind, what) in KINDS {
        let open: Vec<&Price> = found.prices.iter().filter(|price| is_open(price) && price.kind == *kind).collect();
        let least = open.iter().map(|price| price.at_least).min().flatten();
        let Some(most) = open.iter().map(|price| price.at_most).max() else { continue };
        let range = if least < nothing { format!("from {} to {}", known(least), known(most)) } else { known(most) };
        out.push_str(&format!("Of {} {what} no difference was found; each may make {range} at most.\n", open.len()));
    }
    let count = found.prices.iter().filter(|price| is_free(price)).count();
    out.push_str(&format!("{count} others change nothing; that is proved. --json says all.\n"));
    out
}

/// Kinds of prices, and what they are called where they are many.
const KINDS: &[(&str, &str)] = &[
    ("rule", "other rules"),
    ("pin", "other pins"),
    ("order", "other orders"),
    ("wish", "other sessions’ wishes"),
    ("booth", "other numbers of mobile booths"),
    ("room", "other changes of rooms"),
    ("interpreter", "other changes of interpreters"),
];

/// Whether it is proved that something changes nothing.
fn is_free(price: &Price) -> bool {
    price.at_most == Some(Score::ZERO) && price.at_least == Some(Score::ZERO)
}

/// Whether no difference was found, and none is proved.
fn is_open(price: &Price) -> bool {
    let may_be_none =
        price.at_least.is_none_or(|least| least <= Score::ZERO) && price.at_most.is_none_or(|most| most >= Score::ZERO);
    !is_free(price) && may_be_none && price.found == Some(Score::ZERO)
}

fn said(score: Score) -> String {
    if score == Score::ZERO { "0".to_owned() } else { compact(score) }
}
