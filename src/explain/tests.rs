//! What an explanation claims is solved again here: nothing with all facts of a core, something without any one of them.

use std::path::Path;

use super::edit::Edit;
use super::oracle::Oracle;
use super::strict::Strict;
use super::*;
use crate::engines::{Observer, Silent, Stop};
use crate::generate::{Cause, interpretation, twin};
use crate::instance::{Instance, Source, load};
use crate::rules::RuleSet;

fn read(path: &str) -> Instance {
    let source = Source::read_file(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("readable");
    load(&source, &[]).expect("valid").instance
}

fn options(cores: usize, threads: usize) -> Options {
    Options { cores, repairs: 3, threads, seed: 1, box_seconds: 30.0 }
}

fn explain(instance: &Instance, options: &Options) -> Explanation {
    let rules = RuleSet::of(&instance.rules).expect("settings");
    why(instance, &rules, options, &Stop::new(None, None), &Silent)
}

fn silent(stop: &Stop) -> Oracle<'_> {
    Oracle::new(stop, &Silent as &dyn Observer, 1, 7, 30.0)
}

/// Every core of the conference leaves nothing, and something without any one of its facts.
fn cores_are_minimal(explanation: &Explanation) {
    assert_eq!(explanation.status, Verdict::Infeasible);
    assert!(!explanation.cores.is_empty());
    let stop = Stop::new(None, None);
    let oracle = silent(&stop);
    for core in &explanation.cores {
        assert!(core.minimal, "{:?}", core.lines());
        assert!(oracle.ask(&core.alone, &[]).is_infeasible(), "{:?}", core.lines());
        for fact in &core.facts {
            assert!(oracle.ask(&core.alone, &[&fact.edit]).is_feasible(), "{} is not needed", fact.text);
        }
    }
}

/// Every repair that is verified makes a timetable of the whole conference, and no part of it does.
fn repairs_repair(instance: &Instance, explanation: &Explanation) {
    let rules = RuleSet::of(&instance.rules).expect("settings");
    let base = Strict::of(instance, &rules);
    let stop = Stop::new(None, None);
    let oracle = silent(&stop);
    for repair in explanation.repairs.iter().filter(|repair| repair.verified) {
        let edits = |without: Option<usize>| -> Vec<&Edit> {
            let kept = repair.actions.iter().enumerate().filter(|(position, _)| Some(*position) != without);
            kept.flat_map(|(_, action)| &action.edits).collect()
        };
        assert!(oracle.ask(&base, &edits(None)).is_feasible(), "{}", repair.text);
        for part in 0..repair.actions.len() {
            assert!(!oracle.ask(&base, &edits(Some(part))).is_feasible(), "more than is needed: {}", repair.text);
        }
    }
}

#[test]
fn one_speaker_three_sessions_two_slots() {
    let instance = read("instances/infeasible/toy-three-into-two.json");
    for threads in [1, 2] {
        let explanation = explain(&instance, &options(1, threads));
        cores_are_minimal(&explanation);
        repairs_repair(&instance, &explanation);
        let lines = explanation.cores[0].lines();
        assert!(lines.contains(&"speaker-1 is needed at: a, b, c".to_owned()), "{lines:?}");
        assert!(explanation.proofs.iter().any(|proof| proof.kind == "clique"));
        assert!(explanation.repairs[0].text.contains("somebody else than speaker-1"), "{:?}", explanation.repairs);
    }
}

#[test]
fn asked_twice_it_says_the_same() {
    let instance = read("instances/infeasible/ccr2018-small-hall.json");
    let text = || serde_json::to_string(&explain(&instance, &options(1, 2))).expect("JSON");
    assert_eq!(text(), text());
}

#[test]
fn several_reasons_are_told_apart() {
    let mut instance = read("instances/toy-two-rooms.json");
    let first = instance.sessions[0].id.clone();
    instance.sessions[0].min_seats = Some(100_000);
    instance.sessions[1].min_seats = Some(200_000);
    let explanation = explain(&instance, &options(5, 2));
    cores_are_minimal(&explanation);
    assert_eq!(explanation.cores.len(), 2, "{:#?}", explanation.cores.iter().map(Core::lines).collect::<Vec<_>>());
    assert!(explanation.complete);
    assert_eq!(explanation.cores.iter().filter(|core| core.lines()[0].ends_with(&first.0)).count(), 1);
    // Seats that there are not are the rooms' as much as the session's.
    assert!(explanation.cores.iter().all(|core| core.facts.iter().any(|fact| fact.kind == "room-seats")));
    repairs_repair(&instance, &explanation);
    // Both have to be repaired.
    assert!(explanation.repairs.iter().all(|repair| repair.verified), "{:?}", explanation.repairs);
    let alone = explain(&instance, &options(1, 1));
    assert_eq!((alone.cores.len(), alone.complete), (1, false));
}

#[test]
fn what_has_a_timetable_needs_no_reason() {
    let explanation = explain(&read("instances/toy-wishes.json"), &options(3, 1));
    assert_eq!(explanation.status, Verdict::Feasible);
    assert!(explanation.cores.is_empty() && explanation.repairs.is_empty() && explanation.proofs.is_empty());
}

#[test]
fn interrupted_it_says_so() {
    let instance = read("instances/infeasible/toy-three-into-two.json");
    let stop = Stop::new(None, None);
    stop.interrupt().store(true, std::sync::atomic::Ordering::Relaxed);
    let explanation = why(&instance, &RuleSet::default(), &options(1, 2), &stop, &Silent);
    // Counting takes no time, and proves it all the same.
    assert_eq!(explanation.status, Verdict::Infeasible);
    assert!(explanation.cores.is_empty());
    assert!(!explanation.cut_short.is_empty());
}

#[test]
fn planted_causes_are_found() {
    let planted = interpretation(&crate::generate::Options {
        sessions: 12,
        languages: 3,
        interpreters: None,
        rooms: None,
        days: None,
        scarcity: 50,
        pack: None,
        seed: 3,
    })
    .expect("a conference");
    for (cause, kind) in [(Cause::Language, "interpretation"), (Cause::Booths, "rule"), (Cause::Relay, "terms")] {
        let twin = twin(&planted, cause).expect("a twin");
        let explanation = explain(&twin.instance, &options(1, 2));
        cores_are_minimal(&explanation);
        assert!(
            explanation.cores[0].facts.iter().any(|fact| fact.kind == kind),
            "{cause}: {:?}",
            explanation.cores[0].lines()
        );
        repairs_repair(&twin.instance, &explanation);
        assert!(explanation.repairs.iter().any(|repair| repair.verified), "{cause}");
    }
}

/// A conference of one room and two slots; with these members.
fn conference(members: serde_json::Value) -> Instance {
    let mut whole = serde_json::json!({
        "format": "plenary-instance/1", "id": "x", "title": "X", "time_zone": "UTC",
        "days": [{"id": "mon", "date": "2018-06-04"}],
        "slots": [{"id": "one", "day": "mon", "start": "09:00", "end": "10:30"},
                  {"id": "two", "day": "mon", "start": "11:00", "end": "12:30"}],
        "rooms": [{"id": "hall", "seats": 50, "booths": 2}], "kinds": [{"id": "talk"}],
        "sessions": [{"id": "a", "title": "A", "kind": "talk", "minutes": 90, "speakers": ["p"]},
                     {"id": "b", "title": "B", "kind": "talk", "minutes": 90}],
        "people": [{"id": "p"}],
    });
    for (member, value) in members.as_object().expect("members") {
        whole[member] = value.clone();
    }
    let source = Source::from_bytes("x".to_owned(), whole.to_string().into_bytes()).expect("text");
    load(&source, &[]).expect("valid").instance
}

#[test]
fn slots_in_which_people_and_rooms_are_closed_are_reasons() {
    let away = conference(serde_json::json!({"people": [{"id": "p", "away_slots": ["one", "two"]}]}));
    let closed = conference(serde_json::json!({
        "rooms": [{"id": "hall", "seats": 50, "closed_slots": ["one"]}],
    }));
    let cases = [
        (away, "p is away: slot one, slot two", "have p there after all: slot one"),
        (closed, "hall is closed: slot one", "open hall after all: slot one"),
    ];
    for (instance, line, repair) in cases {
        let explanation = explain(&instance, &options(1, 2));
        cores_are_minimal(&explanation);
        repairs_repair(&instance, &explanation);
        let lines = explanation.cores[0].lines();
        assert!(lines.contains(&line.to_owned()), "{lines:?}");
        assert_eq!(explanation.repairs[0].text, repair);
    }
}

#[test]
fn the_first_repairs_are_different_decisions() {
    let mut instance = read("instances/infeasible/toy-three-into-two.json");
    let explanation = explain(&instance, &options(1, 2));
    let kinds: Vec<&str> = explanation.repairs.iter().map(|repair| repair.actions[0].kind).collect();
    assert_eq!(kinds, ["presence", "session", "rule"]);
    assert_eq!(explanation.repairs[0].likewise.len(), 2, "at any of three sessions");
    // One more session of the same speaker: what one change cannot do two of the same kind can.
    let mut another = instance.sessions[0].clone();
    another.id = crate::instance::schema::Id("z".to_owned());
    instance.sessions.push(another);
    let explanation = explain(&instance, &options(1, 2));
    repairs_repair(&instance, &explanation);
    let presence = explanation.repairs.iter().find(|repair| repair.actions[0].kind == "presence").expect("a repair");
    assert!(presence.verified && presence.actions.len() == 2 && presence.actions[1].kind == "presence", "{presence:?}");
}

/// Two people interpret the only session but for their terms.
fn interpreted(terms: serde_json::Value, minutes: Option<u32>) -> Instance {
    let person = |id: &str| {
        let mut person = serde_json::json!({"id": id, "directions": [{"from": "en", "into": "fr"}]});
        if let Some(minutes) = minutes {
            person["max_minutes_per_day"] = minutes.into();
        }
        person
    };
    conference(serde_json::json!({
        "languages": ["en", "fr"],
        "interpretation": terms,
        "interpreters": [person("i"), person("j")],
        "sessions": [{"id": "a", "title": "A", "kind": "talk", "minutes": 90, "floor": ["en"],
                      "interpretation": {"into": ["fr"]}}],
    }))
}

#[test]
fn terms_give_way_no_more_than_they_must() {
    let instance = interpreted(serde_json::json!({"max_stretch_minutes": 75}), None);
    let explanation = explain(&instance, &options(1, 2));
    cores_are_minimal(&explanation);
    repairs_repair(&instance, &explanation);
    let terms = explanation.repairs.iter().find(|repair| repair.actions[0].kind == "terms").expect("a repair");
    assert_eq!(terms.text, "let interpreters work 95 min without a break (75 now)");
}

/// The kinds of proofs by counting that a conference has none.
fn counted(instance: &Instance) -> Vec<&'static str> {
    let strict = Strict::of(instance, &RuleSet::of(&instance.rules).expect("settings"));
    proofs::proofs(&strict).iter().map(|proof| proof.kind).collect()
}

#[test]
fn booths_built_in_and_mobile_are_counted_together() {
    let with = |count: usize, mobile: u32| {
        let session = |number: usize| {
            let id = format!("s-{number}");
            serde_json::json!({"id": id, "title": "S", "kind": "talk", "minutes": 90, "floor": ["en"],
                               "interpretation": {"into": ["fr"]}})
        };
        let people: Vec<serde_json::Value> = (0..12)
            .map(
                |number| serde_json::json!({"id": format!("i-{number}"), "directions": [{"from": "en", "into": "fr"}]}),
            )
            .collect();
        conference(serde_json::json!({
            "languages": ["en", "fr"],
            "rooms": [{"id": "hall", "seats": 50, "booths": 1}, {"id": "annex", "seats": 50, "mobile_booths": 1},
                      {"id": "attic", "seats": 50, "mobile_booths": 1}],
            "mobile_booths": {"count": mobile},
            "interpreters": people,
            "sessions": (0..count).map(session).collect::<Vec<_>>(),
        }))
    };
    // Two slots: the hall twice, a mobile booth twice.
    assert!(counted(&with(4, 1)).is_empty());
    assert_eq!(counted(&with(5, 1)), ["booths"]);
    assert!(counted(&with(5, 2)).is_empty());
    let explanation = explain(&with(5, 1), &options(1, 2));
    cores_are_minimal(&explanation);
    repairs_repair(&with(5, 1), &explanation);
    assert_eq!(explanation.repairs[0].text, "one more mobile booth");
}

#[test]
fn hours_go_in_whole_sessions() {
    let with = |minutes: u32| {
        let person = |id: &str| serde_json::json!({"id": id, "directions": [{"from": "en", "into": "fr"}], "max_minutes_per_day": minutes});
        let session = |id: &str| {
            serde_json::json!({"id": id, "title": id, "kind": "talk", "minutes": 90, "floor": ["en"],
                               "interpretation": {"into": ["fr"]}})
        };
        conference(serde_json::json!({
            "languages": ["en", "fr"],
            "interpretation": {"team_for_minutes": 60},
            "interpreters": [person("i"), person("j"), person("k")],
            "sessions": [session("a"), session("b")],
        }))
    };
    // Four seats of 90 min; 450 min of interpreters, but one session each.
    assert_eq!(counted(&with(150)), ["seats"]);
    assert!(counted(&with(180)).is_empty());
    let explanation = explain(&with(150), &options(1, 2));
    cores_are_minimal(&explanation);
    repairs_repair(&with(150), &explanation);
}

#[test]
fn languages_are_covered_by_people_who_sit_there() {
    // Nobody may work for as long as the session; that one person sits in one place need not be said for it.
    let instance = interpreted(serde_json::json!({}), Some(60));
    let rules = RuleSet::of(&instance.rules).expect("settings");
    let mut strict = Strict::of(&instance, &rules);
    for id in ["interpreter-clash", "team-too-small", "wrong-booth"] {
        let (position, _) = crate::rules::find(id).expect("a rule");
        strict.rules.settings[position].level = crate::instance::schema::Level::Off;
    }
    let stop = Stop::new(None, None);
    assert!(silent(&stop).ask(&strict, &[]).is_infeasible());
}

#[test]
fn equipment_is_missing_somewhere() {
    let mut instance = read("instances/toy-two-rooms.json");
    let stage = crate::instance::schema::Id("stage".to_owned());
    instance.sessions[0].needs.push(stage.clone());
    let explanation = explain(&instance, &options(1, 2));
    cores_are_minimal(&explanation);
    repairs_repair(&instance, &explanation);
    let lines = explanation.cores[0].lines();
    assert!(lines.iter().any(|line| line == "stage is in no room, and nowhere else"), "{lines:?}");
    let best = &explanation.repairs[0];
    assert!(best.verified && best.text.starts_with("stage in "), "{best:?}");
    assert_eq!(best.stands.len(), 1, "one wants to know where the session stands then");
}

/// The best score of a conference, proved.
fn optimum(instance: &Instance, rules: &RuleSet) -> Option<crate::timetable::Score> {
    let problem = crate::problem::Problem::build(instance).expect("valid");
    let engines = crate::engines::Options {
        threads: 1,
        seed: 3,
        gap: 0.0,
        engine: crate::engines::Engine::Mip,
        without: crate::engines::Without::default(),
    };
    let network = crate::rules::lower(&problem, rules);
    let outcome = crate::engines::solve(&network, None, &engines, &Stop::new(None, None), &Silent);
    assert!(matches!(outcome.status, crate::engines::Status::Optimal | crate::engines::Status::Infeasible));
    outcome.score
}

#[test]
fn prices_are_differences_of_optima() {
    let instance = read("instances/toy-wishes.json");
    let rules = RuleSet::of(&instance.rules).expect("settings");
    let found = prices(&instance, &rules, &options(1, 2), &Stop::new(None, None), &Silent);
    let score = optimum(&instance, &rules).expect("a timetable");
    assert_eq!((found.score, found.bound), (Some(score), Some(score)));
    let edits = |price: &Price| -> Option<Edit> {
        let name = |stem: &str| crate::instance::schema::Id(price.pointer.trim_start_matches(stem).to_owned());
        match price.kind {
            "rule" => crate::rules::find(&name("/rules/").0).map(|(position, _)| Edit::RuleOff(position)),
            "room" if price.text.starts_with("without") => Some(Edit::Closed(name("/rooms/"))),
            "room" => Some(Edit::AnotherRoom(name("/rooms/"))),
            _ => None,
        }
    };
    let mut rooms = 0;
    for price in &found.prices {
        let Some(edit) = edits(price) else { continue };
        let (mut changed, mut settings) = (instance.clone(), rules.clone());
        edit.apply(&mut changed, &mut settings);
        let there = optimum(&changed, &settings);
        let verdict = if there.is_some() { Verdict::Feasible } else { Verdict::Infeasible };
        assert_eq!(price.status, verdict, "{}", price.text);
        let fall = there.map(|there| score - there);
        assert_eq!((price.at_least, price.at_most), (fall, fall), "{}", price.text);
        rooms += usize::from(price.kind == "room");
    }
    assert_eq!(rooms, 2 * instance.rooms.len());
    assert!(found.prices.iter().any(|price| price.at_least > Some(crate::timetable::Score::ZERO)));
    let leaves_nothing = found.prices.iter().take_while(|price| price.status == Verdict::Infeasible).count();
    assert!(found.prices[leaves_nothing..].iter().all(|price| price.status == Verdict::Feasible));
    assert!(leaves_nothing > 0, "with a room less there is no timetable");
}

#[test]
fn interpreters_and_booths_have_prices() {
    let instance = read("instances/toy-teams.json");
    let rules = RuleSet::of(&instance.rules).expect("settings");
    let stop = Stop::new(Some(std::time::Duration::from_secs(15)), None);
    let found = prices(&instance, &rules, &options(1, 2), &stop, &Silent);
    let kinds: std::collections::BTreeSet<&str> = found.prices.iter().map(|price| price.kind).collect();
    assert!(kinds.contains("interpreter") && kinds.contains("room"), "{kinds:?}");
    for price in &found.prices {
        assert!(price.at_least <= price.at_most || price.at_most.is_none(), "{price:?}");
        let more = price.text.starts_with("with another") || price.text.contains("one more");
        assert!(!more || price.at_least >= Some(crate::timetable::Score::ZERO), "{price:?}");
        let less = price.text.contains("less") || price.text.starts_with("without the room");
        assert!(!less || price.at_most <= Some(crate::timetable::Score::ZERO), "{price:?}");
    }
}

#[test]
fn interrupted_only_what_takes_no_solve_is_exact() {
    let instance = read("instances/toy-wishes.json");
    let stop = Stop::new(None, None);
    stop.interrupt().store(true, std::sync::atomic::Ordering::Relaxed);
    let found = prices(&instance, &RuleSet::default(), &options(1, 1), &stop, &Silent);
    let zero = Some(crate::timetable::Score::ZERO);
    let of = |rule: &str| found.prices.iter().find(|price| price.pointer == format!("/rules/{rule}")).expect("a price");
    // There are no orders; there are rooms, of which nothing was solved.
    assert_eq!((of("order-broken").at_least, of("order-broken").at_most), (zero, zero));
    assert_eq!(of("room-clash").at_least, zero);
    assert!(of("room-clash").at_most > zero);
}

#[test]
fn what_goes_by_families_of_rules_are_rules() {
    let named = cores::FAMILIES.iter().copied().chain(prices::GROUPS.iter().map(|(_, rules)| *rules));
    for rule in named.flatten() {
        assert!(crate::rules::find(rule).is_some(), "{rule}");
    }
}

/// Where time was too short to make a core small, changes that undo it are found all the same, by halving their kinds.
#[test]
fn a_core_of_all_facts_is_undone_too() {
    let instance = read("instances/infeasible/toy-three-into-two.json");
    let rules = RuleSet::of(&instance.rules).expect("settings");
    let base = Strict::of(&instance, &rules).required_only();
    let over = Stop::new(None, None);
    over.interrupt().store(true, std::sync::atomic::Ordering::Relaxed);
    let all = cores::core(&silent(&over), &base, Some(base.clone()));
    assert!(!all.minimal);
    assert_eq!(all.facts.iter().filter(|fact| fact.kind == "session").count(), base.instance.sessions.len());
    let stop = Stop::new(None, None);
    let oracle = silent(&stop);
    let found = actions::actions(&oracle, &all, &base.instance);
    assert!(!found.is_empty());
    for action in &found {
        let edits: Vec<&Edit> = action.edits.iter().collect();
        assert!(oracle.ask(&base, &edits).is_feasible(), "{}", action.text);
    }
}
