//! Speed of what everything stands on: reading, lowering, moves of the search, and the bound.
//!
//! `cargo bench` prints times; moves per second are the throughput of `search`. Compare ratios of one run, not numbers
//! of two machines. Before that it counts how often the search allocates per move: only reports of a better timetable
//! may.
#![expect(unsafe_code, reason = "an allocator that counts is an unsafe trait")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use plenary::engines::{Engine, Options, Silent, Stop, Without, solve};
use plenary::generate::{ConferenceOptions, conference};
use plenary::instance::{Source, load};
use plenary::network::{ConflictGraph, Network, domains};
use plenary::problem::Problem;
use plenary::rules::{RuleSet, lower};
use plenary::verify::verify;

/// The system's allocator, counting.
struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: everything is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as our caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as our caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as our caller promises.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Thousands of moves in one run of the search.
const THOUSANDS: u64 = 50;
/// The same in one that is long past its start.
const LONG: u64 = 2_000;

fn bytes() -> Vec<u8> {
    std::fs::read("instances/ccr2018.json").expect("run in the root of the checkout")
}

fn problem(bytes: Vec<u8>) -> (Problem, RuleSet, Network) {
    let source = Source::from_bytes("bench", bytes).expect("readable");
    let loaded = load(&source, &[]).expect("valid");
    let rules = RuleSet::of(&loaded.instance.rules).expect("rule settings");
    let problem = Problem::build(&loaded.instance).expect("dense");
    let network = lower(&problem, &rules);
    (problem, rules, network)
}

/// A conference of 120 sessions of which every two are wished by somebody, so that every pair has a cost.
fn dense() -> Vec<u8> {
    let options = ConferenceOptions {
        sessions: 120,
        rooms: Some(8),
        days: Some(3),
        attendees: Some(0),
        languages: 2,
        interpreted: Some(0),
        seed: 1,
    };
    let planted = conference(&options).expect("there is room");
    let mut file = serde_json::to_value(&planted.instance).expect("an instance is JSON");
    let sessions: Vec<&str> = planted.instance.sessions.iter().map(|session| session.id.0.as_str()).collect();
    let pairs = sessions.iter().enumerate().flat_map(|(first, a)| sessions[..first].iter().map(move |b| (*a, *b)));
    let attendee = |(number, (a, b)): (usize, (&str, &str))| serde_json::json!({"id": format!("attendee-{number:05}"), "wishes": {a: 1, b: 1}});
    file["attendees"] = pairs.enumerate().map(attendee).collect();
    serde_json::to_vec(&file).expect("JSON")
}

fn run(network: &Network, thousands: u64) -> plenary::engines::Outcome {
    let options = Options { threads: 1, seed: 1, gap: 0.0, engine: Engine::Search, without: Without::default() };
    solve(network, None, &options, &Stop::new(None, Some(thousands)), &Silent)
}

/// Allocations per move of the search, from two runs of different length, which begin alike. Both are long enough that
/// nothing hard is broken any more: mending between cycles allocates.
fn allocations_per_move(network: &Network) -> f64 {
    let count = |thousands: u64| {
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        black_box(run(network, thousands));
        ALLOCATIONS.load(Ordering::Relaxed) - before
    };
    let (few, many) = (count(LONG), count(LONG + 4 * THOUSANDS));
    many.saturating_sub(few) as f64 / (4 * THOUSANDS * 1000) as f64
}

#[expect(clippy::print_stdout, reason = "this is what the bench is for")]
fn benches(criterion: &mut Criterion) {
    let text = bytes();
    let (problem, rules, network) = problem(text.clone());
    for (name, network) in [("ccr2018", &network), ("dense", &self::problem(dense()).2)] {
        let outcome = run(network, LONG);
        let rate = outcome.evaluations as f64 / outcome.seconds;
        println!("{name}: {rate:.0} candidates priced per second of one thread, {} in all", outcome.evaluations);
    }
    let allocations = allocations_per_move(&network);
    println!("allocations per move: {allocations:.5}");
    assert!(allocations < 0.01, "moves allocate: {allocations} times each");
    let mut group = criterion.benchmark_group("ccr2018");
    group.sample_size(20);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("read", |bencher| {
        bencher.iter(|| load(&Source::from_bytes("ccr2018", text.clone()).expect("readable"), &[]).map(black_box));
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("lower", |bencher| bencher.iter(|| lower(black_box(&problem), &rules)));
    group.bench_function("domains and conflicts", |bencher| {
        bencher.iter(|| ConflictGraph::new(&network, &domains(black_box(&network))));
    });
    let best = run(&network, THOUSANDS).best.expect("an assignment");
    group.bench_function("score from scratch", |bencher| bencher.iter(|| network.score(black_box(&best))));
    let timetable = best.timetable(&problem);
    group.bench_function("verify", |bencher| bencher.iter(|| verify(&problem, &rules, black_box(&timetable))));
    group.throughput(Throughput::Elements(THOUSANDS * 1000));
    group.bench_function("search", |bencher| bencher.iter(|| run(black_box(&network), THOUSANDS)));
    group.finish();
}

criterion_group!(all, benches);
criterion_main!(all);
