//! The folder format of ORBEL: what is read, what is measured, what is written, and what is said of mistakes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use plenary::formats::orbel::{self, Folder, Tables};
use plenary::instance::{Code, Report, Source, load};
use plenary::problem::{ModeId, Problem, RoomId};
use plenary::timetable::{Placement, Timetable};
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;
use serde_json::Value;
use tempfile::TempDir;

/// Talk, presenter.
type Talks = Vec<(String, String)>;

/// A folder as its tables say it, without the program.
struct Written {
    talks: Talks,
    /// Block, rooms, positions.
    blocks: Vec<(String, u32, u32)>,
    /// Participant, talk.
    wishes: Vec<(String, String)>,
    /// Presenter, block.
    away: Vec<(String, String)>,
}

impl Written {
    fn random(rng: &mut impl Rng) -> Self {
        let blocks: Vec<_> = (0..rng.random_range(1..4))
            .map(|block| (format!("B{block}"), rng.random_range(1..4), rng.random_range(1..4)))
            .collect();
        let places: u32 = blocks.iter().map(|block| block.1 * block.2).sum();
        let talks: Talks = (0..rng.random_range(1..=places))
            .map(|talk| (format!("{}", talk + 1), format!("p {}", rng.random_range(0..=talk))))
            .collect();
        let mut wishes = Vec::new();
        for person in 0..rng.random_range(1..6) {
            let wished =
                talks.iter().filter(|_| rng.random_bool(0.6)).map(|talk| (format!("{person}"), talk.0.clone()));
            wishes.extend(wished.collect::<Vec<_>>());
        }
        let away =
            talks.iter().filter(|_| rng.random_bool(0.2)).map(|talk| (talk.1.clone(), blocks[0].0.clone())).collect();
        Self { talks, blocks, wishes, away }
    }

    fn tables(&self) -> Tables {
        let mut talks = "talk_id,presenter_id,keywords\n".to_owned();
        talks.extend(self.talks.iter().map(|(talk, presenter)| format!("{talk},{presenter},a; b\n")));
        let mut blocks = "session_id,n_rooms,n_talks_per_room\n".to_owned();
        blocks.extend(self.blocks.iter().map(|(block, rooms, positions)| format!("{block},{rooms},{positions}\n")));
        let mut wishes = "participant_id,talk_id\n".to_owned();
        wishes.extend(self.wishes.iter().map(|(person, talk)| format!("{person},{talk}\n")));
        let mut away = "presenter_id,unavailable_timeslot\n".to_owned();
        away.extend(self.away.iter().map(|(presenter, block)| format!("{presenter},{block}\n")));
        let bytes = |text: String| Some(text.into_bytes());
        Tables {
            talks: bytes(talks),
            preferences: bytes(wishes),
            sessions: bytes(blocks),
            availability: bytes(away).filter(|_| !self.away.is_empty()),
        }
    }

    fn write(&self, folder: &Path) {
        let tables = self.tables();
        let files = [
            (orbel::TALKS, tables.talks),
            (orbel::PREFERENCES, tables.preferences),
            (orbel::SESSIONS, tables.sessions),
            (orbel::AVAILABILITY, tables.availability),
        ];
        for (name, bytes) in files {
            if let Some(bytes) = bytes {
                fs::write(folder.join(name), bytes).expect("written");
            }
        }
    }

    /// Missed, hops and violations of a table `schedule.csv`, found by trying every way through the rooms.
    fn score(&self, schedule: &str) -> (i64, i64, i64) {
        let mut places: BTreeMap<&str, (&str, u32, &str)> = BTreeMap::new();
        for line in schedule.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let before = places.insert(cells[4], (cells[0], cells[3].parse().expect("a number"), cells[1]));
            assert!(before.is_none(), "a talk has one row");
        }
        let (mut missed, mut hops, mut violations) = (0, 0, self.talks.len() as i64 - places.len() as i64);
        let mut people: Vec<&str> = self.wishes.iter().map(|wish| wish.0.as_str()).collect();
        people.dedup();
        for person in people {
            for (block, _, positions) in &self.blocks {
                let mut ways: Vec<(Option<&str>, i64)> = vec![(None, 0)];
                for position in 1..=*positions {
                    let wished = self.wishes.iter().filter(|wish| wish.0 == person);
                    let rooms: Vec<&str> = wished
                        .filter_map(|wish| places.get(wish.1.as_str()))
                        .filter(|place| place.0 == block && place.1 == position)
                        .map(|place| place.2)
                        .collect();
                    if rooms.is_empty() {
                        continue;
                    }
                    missed += rooms.len() as i64 - 1;
                    let onward = |(at, hops): &(Option<&str>, i64), room| {
                        (Some(room), hops + i64::from(at.is_some_and(|at| at != room)))
                    };
                    ways = ways.iter().flat_map(|way| rooms.iter().map(move |room| onward(way, *room))).collect();
                }
                hops += ways.iter().map(|way| way.1).min().expect("there is a way");
            }
        }
        for (talk, presenter) in &self.talks {
            let Some(place) = places.get(talk.as_str()) else { continue };
            violations += i64::from(self.away.iter().any(|away| away.0 == *presenter && away.1 == place.0));
            let also = self.talks.iter().filter(|other| other.1 == *presenter && other.0 != *talk);
            let parallel: Vec<_> = also
                .filter(|other| places.get(other.0.as_str()).is_some_and(|at| (at.0, at.1) == (place.0, place.1)))
                .collect();
            // Once for every moment: the first talk of it counts.
            let position = |talk: &str| self.talks.iter().position(|other| other.0 == talk);
            let first = parallel.iter().all(|other| position(&other.0) > position(talk));
            violations += i64::from(!parallel.is_empty() && first);
        }
        (missed, hops, violations)
    }
}

fn problem(folder: &Folder) -> Problem {
    let text = serde_json::to_vec(&folder.instance()).expect("JSON");
    let source = Source::from_bytes("folder", text).expect("text");
    let loaded = load(&source, &[]).expect("valid");
    Problem::build(&loaded.instance).expect("it builds")
}

fn schedule(folder: &Folder, timetable: &Timetable) -> String {
    let mut bytes = Vec::new();
    folder.write_schedule(timetable, &mut bytes).expect("places of the folder");
    String::from_utf8(bytes).expect("text")
}

#[test]
fn measures_are_those_of_the_format() {
    let mut rng = Pcg64::seed_from_u64(17);
    let mut hopped = 0;
    for _ in 0..300 {
        let written = Written::random(&mut rng);
        let (folder, _) = orbel::read("folder", "folder", written.tables()).expect("readable");
        let problem = problem(&folder);
        let mut free: Vec<(usize, u32, u32)> = Vec::new();
        for (block, (_, rooms, positions)) in written.blocks.iter().enumerate() {
            free.extend((0..*rooms).flat_map(|room| (0..*positions).map(move |position| (block, position, room))));
        }
        let mut timetable = Timetable::empty(&problem);
        for session in problem.session_ids().filter(|_| rng.random_bool(0.95)).collect::<Vec<_>>() {
            let (block, position, room) = free.swap_remove(rng.random_range(0..free.len()));
            let starts: Vec<i32> =
                problem.starts.iter().filter(|start| start.day.index() == block).map(|start| start.minute).collect();
            let start = starts[position as usize];
            let room = Some(RoomId::new(room as usize));
            timetable.placements[session.index()] = Some(Placement { start, room, mode: ModeId::new(0) });
        }
        let measured = folder.measure(&folder.places(&timetable));
        let expected = written.score(&schedule(&folder, &timetable));
        assert_eq!((measured.missed, measured.hops, measured.violations), expected);
        hopped += measured.hops;
    }
    assert!(hopped > 0, "somebody changes rooms");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn plenary(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plenary")).args(args).current_dir(folder).output().expect("it runs")
}

fn done(folder: &Path, args: &[&str]) {
    let output = plenary(folder, args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn read(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("readable")).expect("JSON")
}

fn small() -> Written {
    let names = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    Written {
        talks: names(&[("1", "10"), ("2", "10"), ("3", "11"), ("4", "12"), ("5", "13")]),
        blocks: vec![("MON".to_owned(), 2, 2), ("TUE".to_owned(), 1, 2)],
        wishes: names(&[("a", "1"), ("a", "3"), ("a", "4"), ("b", "2"), ("b", "5"), ("c", "3"), ("c", "5")]),
        away: names(&[("13", "MON")]),
    }
}

/// Solves, converts both ways and checks; the score of the program is that of the table it wrote.
#[test]
fn a_folder_is_solved_and_answered() {
    let folder = TempDir::new().expect("a folder");
    let here = folder.path();
    fs::create_dir(here.join("conf")).expect("a folder");
    let written = small();
    written.write(&here.join("conf"));
    done(here, &["solve", "conf", "-o", "t.json", "--threads", "1", "--work-limit", "100", "--quiet"]);
    done(here, &["convert", "t.json", "schedule.csv", "--instance", "conf"]);
    done(here, &["check", "conf", "t.json"]);
    let file = read(&here.join("t.json"));
    let (missed, hops, violations) = written.score(&fs::read_to_string(here.join("schedule.csv")).expect("readable"));
    assert_eq!(file["native_score"], serde_json::json!({"missed": missed, "hops": hops, "violations": violations}));
    assert_eq!((missed, violations), (0, 0));
    assert_eq!(file["status"], "optimal");
    assert_eq!(file["score"]["soft"], missed);

    // As an instance of its own it is the same conference, and the table is the usual one.
    done(here, &["convert", "conf", "conf.json"]);
    done(here, &["check", "conf.json", "t.json"]);
    done(here, &["convert", "t.json", "usual.csv", "--instance", "conf.json"]);
    let usual = fs::read_to_string(here.join("usual.csv")).expect("readable");
    assert!(usual.starts_with("session,title,"), "{usual}");
}

#[test]
fn a_format_can_be_forced() {
    let folder = TempDir::new().expect("a folder");
    let here = folder.path();
    let said = |args: &[&str]| {
        let output = plenary(here, args);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    // Nothing in it says what it is meant to be.
    let (code, text) = said(&["convert", ".", "out.json", "--format", "orbel"]);
    assert_eq!(code, Some(3), "{text}");
    for table in [orbel::TALKS, orbel::PREFERENCES, orbel::SESSIONS] {
        assert!(text.contains(&format!("./{table}: the file is missing")), "{text}");
    }
    assert!(!text.contains(orbel::AVAILABILITY), "{text}");
    small().write(here);
    let (code, text) = said(&["solve", ".", "--format", "plenary"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("this is a folder"), "{text}");
}

/// What is said of a folder in which some tables are replaced, as `file:line code`.
fn complaints(changed: impl FnOnce(&mut Tables)) -> (bool, Vec<String>, String) {
    let mut tables = small().tables();
    changed(&mut tables);
    let (failed, reports) = match orbel::read("conf", "conf", tables) {
        Ok((_, warnings)) => (false, warnings),
        Err(reports) => (true, reports),
    };
    let mut found = Vec::new();
    for report in &reports {
        for diagnostic in &report.diagnostics {
            let line = diagnostic.position.map_or(String::new(), |position| format!(":{}", position.line));
            found.push(format!("{}{line} {}", report.source, diagnostic.code));
            assert!(diagnostic.help.is_some() || diagnostic.code == Code::BadText, "{diagnostic:?}");
        }
    }
    (failed, found, reports.iter().map(Report::to_string).collect::<Vec<_>>().join("\n"))
}

#[test]
fn all_mistakes_are_told_at_once() {
    let bytes = |text: &str| Some(text.as_bytes().to_vec());
    let (failed, found, text) = complaints(|tables| {
        tables.talks = bytes("talk_id,presenter_id\n1,10\n2,\n1,11\n\n4 , 12 \n");
        tables.sessions = bytes("session_id,n_rooms,n_talks_per_room\nMON,two,2\nTUE,1,0\nMON,1,1.5\n");
        tables.preferences = bytes("participant_id,talk_id\na,1\na,9\n,4\na,1\n");
        tables.availability = bytes("presenter_id,unavailable_timeslot\n99,MON\n10,WED\n");
    });
    assert!(failed);
    let expected = [
        "conf/talks.csv:3 missing-field",
        "conf/talks.csv:4 duplicate-id",
        "conf/preferences.csv:3 unknown-session",
        "conf/preferences.csv:4 missing-field",
        "conf/preferences.csv:5 duplicate-entry",
        "conf/sessions.csv:2 wrong-type",
        "conf/sessions.csv:3 out-of-range",
        "conf/sessions.csv:4 wrong-type",
        "conf/sessions.csv:4 duplicate-id",
        "conf/availability.csv:2 unknown-person",
        "conf/availability.csv:3 unknown-day",
    ];
    let mut found = found;
    let mut expected = expected.map(str::to_owned).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{text}");
    for value in ["\"two\"", "\"1.5\"", "\"9\"", "\"99\"", "\"WED\""] {
        assert!(text.contains(value), "{value}: {text}");
    }
}

#[test]
fn tables_that_are_none_are_not_blamed_on_others() {
    let (failed, found, text) = complaints(|tables| tables.talks = None);
    assert!(failed);
    assert_eq!(found, ["conf/talks.csv unreadable-file"], "{text}");

    let (_, found, text) = complaints(|tables| tables.talks = Some(b"talkid;presenter_id\n1;10\n".to_vec()));
    assert_eq!(found, ["conf/talks.csv:1 missing-field"; 2], "{text}");
    assert!(text.contains("commas"), "{text}");

    let (_, found, text) = complaints(|tables| tables.talks = Some(b"talk,presenter_id\n1,10\n".to_vec()));
    assert_eq!(found, ["conf/talks.csv:1 missing-field"], "{text}");

    let (_, found, text) = complaints(|tables| tables.talks = Some(b"talk_id,presenter_id\n1,\xff\n".to_vec()));
    assert_eq!(found, ["conf/talks.csv not-utf8"], "{text}");

    let (_, found, text) = complaints(|tables| tables.talks = Some(b"talk_id,presenter_id\n \n,\n".to_vec()));
    assert_eq!(found, ["conf/talks.csv wrong-length"], "{text}");
}

#[test]
fn too_many_rows_are_refused_and_too_many_talks_are_noticed() {
    let (failed, found, text) = complaints(|tables| {
        let mut blocks = "session_id,n_rooms,n_talks_per_room\nMON,2,2\n".to_owned();
        blocks.extend((0..60).map(|block| format!("B{block},1,1\n")));
        tables.sessions = Some(blocks.into_bytes());
    });
    assert!(failed);
    assert_eq!(found, ["conf/sessions.csv:62 wrong-length"], "{text}");

    let (failed, found, text) =
        complaints(|tables| tables.sessions = Some(b"session_id,n_rooms,n_talks_per_room\nMON,2,2\n".to_vec()));
    assert!(!failed, "{text}");
    assert_eq!(found, ["conf/sessions.csv empty-domain"], "{text}");
}

/// The scorer that came with the published conference judges a timetable of ours.
#[test]
#[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
fn the_published_scorer_agrees() {
    let bench: PathBuf = root().join("../shared/bench/orbel");
    let (scorer, conference) = (bench.join("score.py"), bench.join("orbel2017"));
    if !scorer.is_file() || !conference.is_dir() {
        eprintln!("SKIPPED: {} is not there", bench.display());
        return;
    }
    let folder = TempDir::new().expect("a folder");
    let here = folder.path();
    let path = conference.display().to_string();
    done(here, &["solve", &path, "-o", "t.json", "--engine", "search", "--work-limit", "50", "--quiet"]);
    done(here, &["convert", "t.json", "schedule.csv", "--instance", &path]);
    let judged = Command::new("python3").arg(&scorer).arg(&conference).arg(here.join("schedule.csv")).output();
    let Ok(judged) = judged else {
        eprintln!("SKIPPED: there is no python3");
        return;
    };
    let measured = &read(&here.join("t.json"))["native_score"];
    let expected = format!("missed {} hops {} problems 0", measured["missed"], measured["hops"]);
    assert_eq!(String::from_utf8_lossy(&judged.stdout).trim(), expected);
}
