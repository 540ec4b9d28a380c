//! `plenary explain`: why there is no timetable, and what would make one; why a session is where it is.

mod alternatives;
mod prices;

pub(super) use alternatives::json_schema as alternatives_schema;
pub(super) use prices::json_schema as prices_schema;

use std::path::PathBuf;
use std::time::Duration;

use super::exit::{Exit, Failure};
use super::inputs::{self, InstanceArgs};
use super::progress::{Mode, Reporter};
use super::solve::{interruptible, seconds, threads};
use super::terminal::{Paint, print, say};
use crate::engines::Stop;
use crate::explain::{self, Explanation, Options, Repair, Verdict, why};

const EXAMPLES: &str = "Examples:
  plenary explain instances/infeasible/ccr2018-one-mobile-booth.json
  plenary explain talks.json --cores 3 --repairs 10 --json > why.json
  plenary explain talks.json --pin opening=thu-1@hall --drop /rooms/annex
  plenary explain talks.json talks.timetable.json --session opening     where else it could be
  plenary explain talks.json --prices --time-limit 300                      what each rule costs, from … to …
  plenary explain talks.json --time-limit 600 --box 60          where single solves are hard

A core is a set of facts that leave no timetable, and without any one of which there is one. Repairs are ranked by
effort, those of different kinds before more of the same, in points: a mobile booth 2, an interpreter for half a day 3, a slot opened, a pin given up or
equipment put into a room 3, seats, booths
built in, presence after all, longer hours, a topic, other terms of interpreters (more the more they give way), an
interpreter for a day 4, for all days 5, orders, pauses, equipment 5, relay and fewer seats 6, a language less 7, another speaker 8, no interpretation 10, a session 20, a rule 30.

With --session the box is what each place has to be solved in with the session held there; 0 leaves that out.

Exit code 0: there is a timetable; 4: proved that there is none; 5: neither was found out in the time given.";

/// Lines for one set of facts, at most.
const MOST_LINES: usize = 24;
/// The same where it is not known that all of them are needed.
const FEW_LINES: usize = 8;

/// Others of the same kind for one repair, at most.
const MOST_LIKEWISE: usize = 3;

/// Seconds for everything unless something else is said.
const TIME_LIMIT: f64 = 60.0;

/// Say why there is no timetable: minimal sets of facts that exclude one another, and the cheapest repairs; or why a session
/// is where it is.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(flatten)]
    instance: InstanceArgs,
    /// A timetable, JSON or CSV, to ask about one of its sessions
    #[arg(requires = "session")]
    timetable: Option<PathBuf>,
    /// Why is this session of the timetable where it is: where else it could be, and at what price
    #[arg(long, value_name = "SESSION", requires = "timetable")]
    session: Option<String>,
    /// With --session: places that are told, the best first
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    places: u16,
    /// What each rule, pin, order and the wishes for each session cost, and what one booth, room or interpreter more or less would
    /// bring: bounds on the change of the score
    #[arg(long, conflicts_with_all = ["session", "timetable"])]
    prices: bool,
    /// Different minimal sets of facts, at most
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    cores: u16,
    /// Repairs, at most; 0 for none
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u16).range(0..=100))]
    repairs: u16,
    /// Stop after so many seconds [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<f64>,
    /// Seconds for each single solve
    #[arg(long = "box", value_name = "SECONDS", default_value = "6", value_parser = seconds)]
    box_seconds: f64,
    /// Threads: with two or more, two conferences are solved at once [default: as many as the machine has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Seed of all random choices
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Print the explanation as JSON of format plenary-explanation/1
    #[arg(long)]
    json: bool,
    /// How progress is told on the standard error
    #[arg(long, value_enum, default_value = "auto")]
    progress: Mode,
    /// Leave the times out, so that the same work gives the same bytes
    #[arg(long)]
    no_times: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    let conference = inputs::conference(&args.instance, false)?;
    let limit = args.time_limit.unwrap_or(TIME_LIMIT);
    if let (Some(path), Some(session)) = (&args.timetable, &args.session) {
        return alternatives::run(args, &conference, path, session, limit);
    }
    let options = options(args);
    let stop = Stop::new(Some(Duration::from_secs_f64(limit)), None);
    interruptible(&stop, "stopping; what is known so far will be said (again to leave at once)");
    let reporter = Reporter::new(args.progress);
    if args.prices {
        return prices::run(args, &conference, &options, &stop, &reporter);
    }
    let mut explanation = why(&conference.instance, &conference.rules, &options, &stop, &reporter);
    explanation.what_if = args.instance.changed();
    if !args.no_times {
        explanation.wall_seconds = Some((stop.seconds() * 1000.0).round() / 1000.0);
    }
    if args.json {
        let text = serde_json::to_string_pretty(&explanation).map_err(Failure::internal)?;
        print(&format!("{text}\n"))?;
    } else {
        print(&in_words(&explanation, Paint::stdout()))?;
    }
    Ok(match explanation.status {
        Verdict::Feasible => Exit::Done,
        Verdict::Infeasible => Exit::Infeasible,
        Verdict::Unknown => {
            let name = &explanation.instance;
            say(format_args!("{name}: neither a timetable nor a proof that there is none; give it more --time-limit"));
            Exit::NothingFeasible
        }
    })
}

fn options(args: &Args) -> Options {
    Options {
        cores: args.cores.into(),
        repairs: args.repairs.into(),
        threads: threads(args.threads),
        seed: args.seed,
        box_seconds: args.box_seconds,
    }
}

fn in_words(explanation: &Explanation, paint: Paint) -> String {
    let mut out = String::new();
    let name = &explanation.instance;
    out.push_str(&match explanation.status {
        Verdict::Feasible => {
            format!("{name}: there is a timetable that keeps all hard rules; nothing stands in its way.\n")
        }
        Verdict::Infeasible => format!("{name}: no timetable keeps all hard rules; that is proved.\n"),
        Verdict::Unknown => format!("{name}: neither a timetable nor a proof that there is none was found.\n"),
    });
    if !explanation.what_if.is_empty() {
        out.push_str(&format!("That is with {}\n", explanation.what_if.join(" ")));
    }
    if !explanation.proofs.is_empty() {
        out.push_str(&format!("\n{}\n", paint.bold("By counting")));
        for proof in &explanation.proofs {
            out.push_str(&format!("  · {}\n", proof.text));
            if proof.sessions.len() > 1 {
                out.push_str(&format!("    {}\n", proof.sessions.join(", ")));
            }
        }
    }
    for (number, core) in explanation.cores.iter().enumerate() {
        let which = if explanation.cores.len() > 1 { format!("Reason {}", number + 1) } else { "Reason".to_owned() };
        let minimal = if core.minimal {
            "these facts leave no timetable, and without any one of them there is one"
        } else {
            "these facts leave no timetable; time was too short to see whether all of them are needed"
        };
        out.push_str(&format!("\n{}: {minimal}\n", paint.bold(&which)));
        let lines = core.lines();
        let most = if core.minimal { MOST_LINES } else { FEW_LINES };
        for line in lines.iter().take(most) {
            out.push_str(&format!("  · {line}\n"));
        }
        if lines.len() > most {
            out.push_str(&format!("  · and {} more; --json says all\n", lines.len() - most));
        }
    }
    if explanation.complete {
        out.push_str("There is no other reason.\n");
    }
    if !explanation.repairs.is_empty() {
        out.push_str(&format!("\n{}, the least effort first\n", paint.bold("Repairs")));
        for (number, repair) in explanation.repairs.iter().enumerate() {
            out.push_str(&repair_line(number + 1, repair));
        }
    }
    for cut in &explanation.cut_short {
        out.push_str(&format!("\nCut short: {cut}\n"));
    }
    let time = explanation.wall_seconds.map_or(String::new(), |seconds| format!(" in {seconds:.1} s"));
    if explanation.status != Verdict::Feasible {
        out.push_str(&format!("\n{} solves{time}\n", explanation.solves));
    }
    out
}

fn repair_line(number: usize, repair: &Repair) -> String {
    let place = |stand: &explain::Standing| {
        let room = stand.room.as_ref().map_or(String::new(), |room| format!(" in {room}"));
        format!("{} then stands at {}{room}", stand.session, stand.start)
    };
    let stands: Vec<String> = repair.stands.iter().map(place).collect();
    let mut line = format!("{number:>3}. {} [{}]", repair.text, repair.effort);
    if !repair.verified {
        line.push_str(" (not verified: too little time)");
    }
    line.push('\n');
    if !stands.is_empty() {
        line.push_str(&format!("     {}\n", stands.join(", ")));
    }
    if !repair.likewise.is_empty() {
        let more = if repair.likewise.len() > MOST_LIKEWISE { "; …" } else { "" };
        let others: Vec<&str> = repair.likewise.iter().take(MOST_LIKEWISE).map(String::as_str).collect();
        line.push_str(&format!("     or perhaps, not verified: {}{more}\n", others.join("; ")));
    }
    line
}
