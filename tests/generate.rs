//! Generated conferences: the plan keeps every hard rule, and a twin differs by its one change.

use std::collections::BTreeSet;

use plenary::generate::{Cause, ConferenceOptions, Impossible, Options, Planted, conference, interpretation, twin};
use plenary::instance::schema::{Instance, Level};
use plenary::instance::{self, Source};
use plenary::problem::{PACKS, Problem};
use plenary::rules::RuleSet;
use plenary::verify::verify;
use serde_json::{Value, json};

/// Sizes from the smallest to the largest that matter, with many and few to spare, on all terms.
fn conferences() -> impl Iterator<Item = Options> {
    let packs: Vec<_> = std::iter::once(None).chain(PACKS.iter().map(|pack| Some(pack.name))).collect();
    (0..70).map(move |seed: usize| Options {
        sessions: [4, 5, 13, 40, 150][seed % 5],
        languages: 2 + seed / 2 % 5,
        interpreters: None,
        rooms: None,
        days: None,
        scarcity: [0, 30, 70, 100][seed % 4],
        pack: packs[seed % packs.len()],
        seed: seed as u64,
    })
}

fn planted(options: &Options) -> Planted {
    interpretation(options).unwrap_or_else(|error| panic!("{options:?}: {error}"))
}

fn text(instance: &Instance) -> String {
    serde_json::to_string_pretty(instance).expect("JSON")
}

/// Reads an instance as a planner's file is read.
fn load(instance: &Instance) -> instance::Loaded {
    let source = Source::from_bytes("generated", text(instance).into_bytes()).expect("text");
    instance::load(&source, &[]).unwrap_or_else(|report| panic!("{report}"))
}

#[test]
fn plans_keep_every_hard_rule() {
    for options in conferences() {
        let planted = planted(&options);
        let loaded = load(&planted.instance);
        assert!(loaded.warnings.is_empty(), "{options:?}: {:?}", loaded.warnings);
        let verdict = verify(&planted.problem, &RuleSet::default(), &planted.timetable);
        let broken = verdict.findings.iter().filter(|finding| finding.level == Level::Hard);
        for finding in broken {
            assert!(finding.violations.is_empty(), "{options:?}: {}: {:?}", finding.rule.id, finding.violations[0]);
        }
    }
}

#[test]
fn what_every_timetable_costs_the_plan_costs_too() {
    for options in conferences() {
        let planted = planted(&options);
        let verdict = verify(&planted.problem, &RuleSet::default(), &planted.timetable);
        let amount = |rule: &str| -> i64 {
            verdict.findings.iter().filter(|finding| finding.rule.id == rule).map(|finding| finding.amount()).sum()
        };
        // All fees of these conferences are multiples of the hundred in which the rule counts.
        assert!(planted.least.fees <= 100 * amount("interpreter-fees"), "{options:?}");
        // Where the plan is best it is best exactly.
        assert_eq!(planted.least.waiting, amount("idle-gaps") + amount("scattered-days"), "{options:?}");
        assert_eq!(planted.least.relay, amount("relay-used"), "{options:?}");
        for rule in ["missed-wish", "worst-audience", "overflow"] {
            assert_eq!(amount(rule), 0, "{options:?}: {rule}");
        }
    }
}

#[test]
fn the_seed_decides_everything() {
    let options = conferences().nth(3).expect("there are more");
    let again = planted(&options);
    assert_eq!(text(&planted(&options).instance), text(&again.instance));
    assert_eq!(planted(&options).timetable, again.timetable);
    let other = Options { seed: options.seed + 1, ..options };
    assert_ne!(text(&planted(&other).instance), text(&again.instance));
}

#[test]
fn scarcity_takes_away_what_the_plan_does_without() {
    let spare = |scarcity| {
        let options = Options { scarcity, pack: None, ..conferences().nth(3).expect("there are more") };
        let planted = planted(&options);
        let works = |person: usize| planted.timetable.seats.iter().flatten().any(|seat| seat.index() == person);
        (0..planted.problem.interpreters.len()).filter(|&person| !works(person)).count()
    };
    assert!(spare(0) > spare(100), "{} are idle with plenty, {} with nothing", spare(0), spare(100));
}

/// The pointers at which two values differ: the shortest that tell it.
fn differences(one: &Value, other: &Value, at: &str, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let none = Value::Null;
                differences(a.get(key).unwrap_or(&none), b.get(key).unwrap_or(&none), &format!("{at}/{key}"), found);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (position, (a, b)) in a.iter().zip(b).enumerate() {
                differences(a, b, &format!("{at}/{position}"), found);
            }
        }
        _ if one != other => found.push(at.to_owned()),
        _ => {}
    }
}

/// Where a twin may differ, `*` for any number.
fn change(cause: Cause) -> &'static [&'static str] {
    match cause {
        Cause::People => &["/interpreters/*/away"],
        Cause::Language => &["/languages", "/sessions/0/interpretation/into"],
        Cause::Hours => &["/interpreters/*/max_minutes_per_day"],
        Cause::Booths => &["/mobile_booths/count"],
        Cause::Stretch => &["/interpretation/max_stretch_minutes"],
        Cause::Break => &["/interpretation/break_minutes"],
        Cause::Relay => &["/interpretation/relay"],
    }
}

fn with_stars(pointer: &str) -> String {
    let parts = pointer.split('/').enumerate().map(|(position, part)| match part.parse::<usize>() {
        Ok(_) if position == 2 && !pointer.starts_with("/sessions") => "*",
        _ => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn twins_differ_by_their_change_only() {
    let mut made = BTreeSet::new();
    for options in conferences() {
        let planted = planted(&options);
        for cause in Cause::ALL {
            let twin = match twin(&planted, cause) {
                Ok(twin) => twin,
                Err(Impossible::Cause(_)) => continue,
                Err(error) => panic!("{options:?}: {cause}: {error}"),
            };
            made.insert(cause);
            load(&twin.instance);
            let mut as_it_was = json!(planted.instance);
            let changed = json!(twin.instance);
            for told in ["id", "title", "provenance"] {
                as_it_was[told] = changed[told].clone();
            }
            let mut found = Vec::new();
            differences(&as_it_was, &changed, "", &mut found);
            let count = found.len();
            found = found.iter().map(|pointer| with_stars(pointer)).collect();
            found.sort();
            found.dedup();
            assert_eq!(found, change(cause), "{options:?}: {cause}");
            assert!(cause == Cause::Hours || count == found.len(), "{options:?}: {cause}: {count} changes");
            // The plan is no timetable of the twin.
            let problem = Problem::build(&twin.instance).expect("it builds");
            if problem.seats() == planted.problem.seats() {
                assert!(
                    !verify(&problem, &RuleSet::default(), &planted.timetable).is_feasible(),
                    "{options:?}: {cause}"
                );
            }
        }
    }
    assert_eq!(made.len(), Cause::ALL.len(), "each cause occurs: {made:?}");
}

#[test]
fn what_does_not_fit_is_said() {
    let options = || Options {
        sessions: 40,
        languages: 3,
        interpreters: None,
        rooms: None,
        days: None,
        scarcity: 50,
        pack: None,
        seed: 1,
    };
    for (options, said) in [
        (Options { sessions: 3, ..options() }, "sessions: 3 is not from 4 to 5000"),
        (Options { languages: 7, ..options() }, "languages: 7 is not from 2 to 6"),
        (Options { scarcity: 101, ..options() }, "scarcity: 101 is not from 0 to 100"),
        (Options { rooms: Some(1), days: Some(1), ..options() }, "40 sessions do not fit into 1 rooms on 1 days"),
        (
            Options { sessions: 5000, days: Some(1), ..options() },
            "rooms for so many sessions on so few days (add days): ",
        ),
        (Options { interpreters: Some(3), ..options() }, "the opening alone needs 4 interpreters, there are 3"),
    ] {
        let error = interpretation(&options).expect_err("it does not fit").to_string();
        assert!(error.starts_with(said), "{error}");
    }
    assert!(interpretation(&Options { interpreters: Some(4), ..options() }).is_ok(), "four are just enough");
}

/// Large conferences, from the smallest to ones that no test solves.
fn large_conferences() -> impl Iterator<Item = ConferenceOptions> {
    (0..12).map(|seed: usize| ConferenceOptions {
        sessions: [10, 17, 60, 200, 500, 2000][seed % 6],
        rooms: None,
        days: None,
        attendees: if seed.is_multiple_of(2) { None } else { Some(50 * seed) },
        languages: 2 + seed % 5,
        interpreted: [None, Some(0), Some(12)][seed / 2 % 3].filter(|_| seed % 6 > 1),
        seed: seed as u64,
    })
}

fn planted_conference(options: &ConferenceOptions) -> Planted {
    conference(options).unwrap_or_else(|error| panic!("{options:?}: {error}"))
}

#[test]
fn timetables_of_large_conferences_keep_every_hard_rule() {
    for options in large_conferences() {
        let planted = planted_conference(&options);
        let loaded = load(&planted.instance);
        assert!(loaded.warnings.is_empty(), "{options:?}: {:?}", loaded.warnings);
        let problem = Problem::build(&loaded.instance).expect("it builds");
        let verdict = verify(&problem, &RuleSet::default(), &planted.timetable);
        for finding in verdict.findings.iter().filter(|finding| finding.level == Level::Hard) {
            assert!(finding.violations.is_empty(), "{options:?}: {}: {:?}", finding.rule.id, finding.violations[0]);
        }
        let amount = |rule: &str| -> i64 {
            verdict.findings.iter().filter(|finding| finding.rule.id == rule).map(|finding| finding.amount()).sum()
        };
        assert_eq!((amount("missed-wish"), amount("overflow")), (0, 0), "{options:?}");
        assert!(planted.least.waiting <= amount("idle-gaps") + amount("scattered-days"), "{options:?}");
        assert!(planted.least.fees <= 100 * amount("interpreter-fees"), "{options:?}");
        assert!(planted.least.relay <= amount("relay-used"), "{options:?}");
    }
}

#[test]
fn teams_have_the_time_that_is_planned_for_them() {
    let mut series = 0;
    for seed in 0..20 {
        let options = ConferenceOptions {
            interpreted: Some(100),
            seed,
            ..large_conferences().find(|options| options.sessions == 200).expect("there is one")
        };
        let planted = planted_conference(&options);
        let verdict = verify(&planted.problem, &RuleSet::default(), &planted.timetable);
        assert!(verdict.is_feasible(), "{options:?}");
        series += planted.instance.series.len();
    }
    assert!(series > 0, "what is not interpreted still follows one another");
}

#[test]
fn large_conferences_have_something_of_everything() {
    let options = ConferenceOptions { interpreted: Some(12), ..large_conferences().nth(4).expect("there are more") };
    let instance = planted_conference(&options).instance;
    let several = |person: &str| {
        let takes_part = |s: &&instance::schema::Session| s.speakers.iter().chain(&s.chairs).any(|id| id.0 == person);
        instance.sessions.iter().filter(takes_part).count() > 1
    };
    assert!(instance.people.iter().any(|person| !person.away.is_empty() && several(&person.id.0)));
    assert!(instance.sessions.iter().filter(|session| session.kind.0 == "plenary").count() > 1);
    assert!(instance.sessions.iter().any(|session| session.interpretation.is_some() && session.kind.0 != "plenary"));
    assert!(instance.sessions.iter().any(|session| session.topics.len() > 1 && session.track.is_some()));
    assert!(instance.sessions.iter().any(|session| session.optional_value.is_some()));
    assert!(instance.slots.iter().any(|slot| !slot.kinds.is_empty()));
    assert!(instance.rooms.iter().any(|room| !room.closed.is_empty() && !room.features.is_empty()));
    assert!(!instance.series.is_empty() && !instance.orders.is_empty() && !instance.groups.is_empty());
    let languages: BTreeSet<_> = instance.attendees.iter().map(|attendee| &attendee.languages).collect();
    assert!(languages.len() > 3, "{languages:?}");
}

#[test]
fn the_seed_decides_everything_about_large_conferences() {
    for options in large_conferences().take(5) {
        let (one, again) = (planted_conference(&options), planted_conference(&options));
        assert!(text(&one.instance) == text(&again.instance), "{options:?}");
        assert!(one.timetable == again.timetable, "{options:?}");
        let other = ConferenceOptions { seed: options.seed + 1, ..options };
        assert!(text(&planted_conference(&other).instance) != text(&one.instance));
    }
}

#[test]
fn large_conferences_that_do_not_fit_are_refused() {
    let options = || ConferenceOptions { rooms: Some(2), days: Some(1), ..large_conferences().nth(3).expect("more") };
    let error = conference(&options()).expect_err("it does not fit").to_string();
    assert!(error.starts_with("200 sessions do not fit into 2 rooms on 1 days"), "{error}");
    let many = ConferenceOptions { sessions: 20_000, rooms: None, ..options() };
    let error = conference(&many).expect_err("too many rooms").to_string();
    assert!(error.contains("(add days)") && error.ends_with("is not from 1 to 2000"), "{error}");
    let all = ConferenceOptions { sessions: 10, interpreted: Some(10), ..options() };
    let error = conference(&all).expect_err("the opening is interpreted anyway").to_string();
    assert_eq!(error, "interpreted sessions: 10 is not from 0 to 9");
    let error = conference(&ConferenceOptions { sessions: 9, ..options() }).expect_err("too few").to_string();
    assert_eq!(error, "sessions: 9 is not from 10 to 20000");
}
