//! Files with mistakes: what a planner reads when one of them is given.
//!
//! Every file of `tests/invalid` has a snapshot of its report; read them as a planner would.

use std::fs::File;
use std::path::{Path, PathBuf};

use plenary::instance::{Code, MOST_BYTES, Report, Severity, Source, load};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The file under its bare name, so that snapshots do not depend on where the project lies.
fn source(path: &Path) -> Result<Source, Report> {
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    Source::from_bytes(name, std::fs::read(path).expect("the file is there"))
}

fn report(path: &Path, variants: &[&str]) -> Report {
    let variants: Vec<String> = variants.iter().map(|id| (*id).to_owned()).collect();
    match source(path).and_then(|source| Ok((load(&source, &variants)?, source))) {
        Err(report) => report,
        Ok((loaded, source)) => Report::new(source.name(), loaded.warnings),
    }
}

#[test]
fn every_invalid_file_is_explained() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder("invalid"))
        .expect("the folder is there")
        .map(|entry| entry.expect("readable").path())
        .collect();
    files.sort();
    assert!(files.len() >= 30, "{} files", files.len());
    for file in files {
        let report = report(&file, &[]);
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        insta::assert_snapshot!(name, report);
    }
}

#[test]
fn mistakes_in_variants_are_explained() {
    for variant in ["v", "w", "x", "y", "z"] {
        let report = report(&folder("invalid/variants.json"), &[variant]);
        assert!(report.errors() > 0);
        insta::assert_snapshot!(format!("variant-{variant}"), report);
    }
}

#[test]
fn the_small_instance_is_fine_with_and_without_its_variant() {
    let path = folder("fixtures/small.json");
    for variants in [&[][..], &["no-room-b"]] {
        let report = report(&path, variants);
        assert_eq!(report.diagnostics, [], "{report}");
    }
    let loaded = load(&source(&path).expect("readable"), &["no-room-b".to_owned()]).expect("valid");
    assert_eq!(loaded.instance.rooms.len(), 2);
    assert_eq!(loaded.settings[0].key, "overflow.weight");
    assert_eq!(loaded.instance.time_zone, "America/Toronto");
}

#[test]
fn huge_files_are_refused_before_they_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("huge.json");
    File::create(&path).and_then(|file| file.set_len(300 << 20)).expect("a sparse file");
    let report = Source::read_file(&path).expect_err("too big");
    assert_eq!(report.diagnostics[0].code, Code::FileTooBig);
    assert_eq!(report.diagnostics[0].message, "the file is 300.0 MiB large; at most 256.0 MiB are read");
    assert_eq!(MOST_BYTES, 256 << 20);
    let report = Source::read_file(&folder.path().join("absent.json")).expect_err("absent");
    assert_eq!(report.diagnostics[0].code, Code::UnreadableFile);
    assert!(Source::read_file(folder.path()).is_err(), "a folder is no file");
}

/// Many members and many mistakes: linear, bounded, counted.
#[test]
fn a_hundred_thousand_mistakes_are_counted_and_a_hundred_printed() {
    let mut value = small();
    let wish = |i: usize| json!({"id": format!("a-{i}"), "wishes": {"tennants": 1, "clinics": 2}});
    value["attendees"] = (0..100_000).map(wish).collect();
    let text = serde_json::to_vec(&value).expect("JSON");
    let source = Source::from_bytes("many.json", text).expect("readable");
    let report = load(&source, &[]).expect_err("unknown sessions");
    assert_eq!(report.errors(), 100_000);
    assert_eq!(report.diagnostics.len(), 1000);
    let text = report.to_string();
    assert!(text.lines().count() < 210);
    assert!(text.ends_with("… and 99900 more\nmany.json: 100000 errors"), "{text}");
    assert_eq!(report.to_json()["errors"], 100_000);

    value["attendees"] = (0..100_000).map(|i| json!({"id": i})).collect();
    let source = Source::from_bytes("many.json", serde_json::to_vec(&value).expect("JSON")).expect("readable");
    let report = load(&source, &[]).expect_err("numbers as ids");
    assert_eq!((report.errors(), report.diagnostics.len()), (100_000, 1000));
}

/// A circle through thousands of sessions must not exhaust the stack, nor an order between thousands the memory.
#[test]
fn long_series_and_large_orders_are_no_burden() {
    let mut value = small();
    let id = |i: usize| format!("s-{i}");
    let session = |i: usize| json!({"id": id(i), "title": "S", "kind": "workshop", "minutes": 30});
    value["sessions"] = (0..20_000).map(session).collect();
    value["attendees"] = json!([]);
    value["series"] = (0..20_000)
        .map(|i| json!({"id": format!("p-{i}"), "sessions": [id(i), id((i + 1) % 20_000)], "max_gap": 9}))
        .collect();
    value["orders"] = (0..2_000)
        .map(|i| json!({"id": format!("o-{i}"), "before": {"kinds": ["plenary"]}, "after": {"kinds": ["workshop"]}}))
        .collect();
    let source = Source::from_bytes("long.json", serde_json::to_vec(&value).expect("JSON")).expect("readable");
    let report = load(&source, &[]).expect_err("a circle");
    let circles: Vec<_> = report.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert_eq!(circles.len(), 1, "{report}");
    assert_eq!(circles[0].code, Code::CyclicOrder);
}

#[test]
fn the_error_index_is_complete() {
    let index = plenary::instance::error_index_markdown();
    for code in Code::ALL {
        assert!(index.contains(&format!("## `{code}`\n\n{}", code.explanation())));
    }
}

fn small() -> Value {
    source(&folder("fixtures/small.json")).and_then(|source| source.parse()).expect("valid")
}

fn nodes(value: &Value, pointer: String, all: &mut Vec<String>) {
    match value {
        Value::Array(members) => {
            members.iter().enumerate().for_each(|(i, member)| nodes(member, format!("{pointer}/{i}"), all));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, field)| {
            nodes(field, format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), all)
        }),
        _ => {}
    }
    all.push(pointer);
}

#[derive(Clone, Debug)]
enum Mutation {
    Delete(Index),
    Replace(Index, Value),
    Swap(Index, Index),
    Copy(Index, Index),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let odd = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(-1)),
        Just(json!(0)),
        Just(json!(1.5)),
        Just(json!(90.0)),
        Just(json!(4_294_967_296_u64)),
        Just(json!(u64::MAX)),
        Just(json!(1e300)),
        Just(json!("")),
        Just(json!("47:59")),
        Just(json!("00:00")),
        Just(json!("*")),
        Just(json!("9999-12-31")),
        Just(json!("workshop")),
        Just(json!("opening")),
        Just(json!([])),
        Just(json!({})),
        Just(json!([["x"], {"id": "y"}])),
        "\\PC{0,8}".prop_map(Value::String),
    ];
    prop_oneof![
        any::<Index>().prop_map(Mutation::Delete),
        (any::<Index>(), odd).prop_map(|(at, value)| Mutation::Replace(at, value)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Mutation::Copy(a, b)),
    ]
}

fn mutate(value: &mut Value, mutation: Mutation) {
    let mut all = Vec::new();
    nodes(value, String::new(), &mut all);
    match mutation {
        Mutation::Replace(at, new) => {
            if let Some(node) = value.pointer_mut(at.get::<String>(&all)) {
                *node = new;
            }
        }
        Mutation::Swap(a, b) => {
            let (a, b) = (a.get(&all), b.get(&all));
            let (x, y) = (value.pointer(a).cloned(), value.pointer(b).cloned());
            if let (Some(x), Some(y)) = (x, y) {
                for (at, new) in [(a, y), (b, x)] {
                    if let Some(node) = value.pointer_mut(at) {
                        *node = new;
                    }
                }
            }
        }
        Mutation::Copy(from, to) => {
            if let Some(copy) = value.pointer(from.get::<String>(&all)).cloned()
                && let Some(node) = value.pointer_mut(to.get::<String>(&all))
            {
                match node {
                    Value::Array(members) => members.push(copy),
                    other => *other = copy,
                }
            }
        }
        Mutation::Delete(at) => {
            let at = at.get(&all);
            let Some((parent, token)) = at.rsplit_once('/') else {
                return;
            };
            let token = token.replace("~1", "/").replace("~0", "~");
            match value.pointer_mut(parent) {
                Some(Value::Array(members)) => {
                    if let Ok(index) = token.parse::<usize>()
                        && index < members.len()
                    {
                        members.remove(index);
                    }
                }
                Some(Value::Object(fields)) => {
                    fields.remove(&token);
                }
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is done to a file, it is read or explained, and every error has a place.
    #[test]
    fn mutations_never_panic(mutations in prop::collection::vec(mutation(), 1..5), with_variant in any::<bool>()) {
        let mut value = small();
        for mutation in mutations {
            mutate(&mut value, mutation);
        }
        let text = serde_json::to_vec_pretty(&value).expect("JSON");
        let source = Source::from_bytes("mutated.json", text).expect("UTF-8");
        let variants = if with_variant { vec!["no-room-b".to_owned()] } else { Vec::new() };
        if let Err(report) = load(&source, &variants) {
            prop_assert!(report.errors() > 0);
            prop_assert!(report.diagnostics.iter().all(|d| d.position.is_some()), "{report}");
        }
    }

    /// Bytes that are no instance are explained as well.
    #[test]
    fn broken_bytes_never_panic(at in any::<Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = std::fs::read(folder("fixtures/small.json")).expect("readable");
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(source) = Source::from_bytes("broken.json", bytes) {
            let _ = load(&source, &[]);
        }
    }
}
