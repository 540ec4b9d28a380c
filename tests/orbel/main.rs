//! The folder format of ORBEL: what is read, what is measured, what is written, and what is said of mistakes.

mod mistakes;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use plenary::formats::orbel::{self, Folder, Tables};
use plenary::instance::{Source, load};
use plenary::network::Assignment;
use plenary::problem::{ModeId, Problem, RoomId};
use plenary::rules::{self, RULES, RuleSet};
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

/// What the rule on changes of room finds, as the engines count it.
fn room_hops(problem: &Problem, timetable: &Timetable) -> i64 {
    let mut settings = RuleSet::default();
    settings.set("room-hops.level=soft").expect("a rule");
    let (position, _) = rules::find("room-hops").expect("a rule");
    let at = Assignment::of(problem, timetable).expect("allowed starts");
    rules::lower(problem, &settings).amounts_by_rule(&at, RULES.len())[position]
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
        assert_eq!(room_hops(&problem, &timetable), measured.hops, "what the rule counts is what the format measures");
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

/// Off as delivered, so that what is missed is proved; on, both measures count.
#[test]
fn changes_of_room_count_where_they_are_asked_for() {
    let folder = TempDir::new().expect("a folder");
    let here = folder.path();
    let names = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    // Nobody misses anything only if 1 runs beside 3 and 2 beside 4; then somebody changes rooms.
    let written = Written {
        talks: names(&[("1", "10"), ("2", "11"), ("3", "12"), ("4", "13")]),
        blocks: vec![("MON".to_owned(), 2, 2)],
        wishes: names(&[("a", "1"), ("a", "2"), ("b", "3"), ("b", "4"), ("c", "1"), ("c", "4")]),
        away: Vec::new(),
    };
    fs::create_dir(here.join("conf")).expect("a folder");
    written.write(&here.join("conf"));
    let solve = |answer: &str, more: &[&str]| {
        let usual = ["solve", "conf", "-o", answer, "--threads", "1", "--work-limit", "100", "--quiet"];
        done(here, &[&usual[..], more].concat());
        let file = read(&here.join(answer));
        let of = |measure: &str| file["native_score"][measure].as_i64().expect("a number");
        (file["score"]["soft"].as_i64().expect("a number"), of("missed"), of("hops"))
    };
    let (soft, missed, _) = solve("missed.json", &[]);
    assert_eq!((soft, missed), (0, 0));
    let both = ["--set", "room-hops.level=soft", "--set", "room-hops.weight=3"];
    assert_eq!(solve("both.json", &both), (1, 1, 0), "to miss a talk is cheaper than to change rooms");
    let (soft, missed, hops) = solve("even.json", &["--set", "missed-wish.weight=9", "--set", "room-hops.level=soft"]);
    assert_eq!((soft, missed, hops), (1, 0, 1), "to change rooms is cheaper than to miss a talk");
}

/// One talk for each of as many blocks as there may be, each in a block of its own.
#[test]
fn the_place_of_a_talk_is_in_its_block() {
    let blocks = 60;
    let names = |prefix: &str, n: usize| format!("{prefix}{n}");
    let written = Written {
        talks: (0..blocks).map(|n| (names("T", n), names("p", n))).collect(),
        blocks: (0..blocks).map(|n| (names("B", n), 1, 1)).collect(),
        wishes: vec![("a".to_owned(), "T0".to_owned())],
        away: Vec::new(),
    };
    let (folder, _) = orbel::read("folder", "folder", written.tables()).expect("readable");
    let problem = problem(&folder);
    let mut timetable = Timetable::empty(&problem);
    for start in &problem.starts {
        let room = Some(RoomId::new(0));
        let placement = Placement { start: start.minute, room, mode: ModeId::new(0) };
        timetable.placements[start.day.index()] = Some(placement);
    }
    for (talk, place) in folder.places(&timetable).into_iter().enumerate() {
        assert_eq!(place, Some(orbel::Place { block: talk, position: 0, room: 0 }));
    }
}

#[test]
fn a_schedule_is_read_back() {
    let mut rng = Pcg64::seed_from_u64(23);
    for _ in 0..100 {
        let written = Written::random(&mut rng);
        let (folder, _) = orbel::read("folder", "folder", written.tables()).expect("readable");
        let problem = problem(&folder);
        let mut timetable = Timetable::empty(&problem);
        for session in problem.session_ids().collect::<Vec<_>>() {
            let start = &problem.starts[rng.random_range(0..problem.starts.len())];
            let rooms = folder.blocks[start.day.index()].rooms as usize;
            let room = Some(RoomId::new(rng.random_range(0..rooms)));
            let placement = Placement { start: start.minute, room, mode: ModeId::new(0) };
            timetable.placements[session.index()] = Some(placement).filter(|_| rng.random_bool(0.9));
        }
        assert_eq!(folder.read_schedule(&schedule(&folder, &timetable)), Ok(timetable));
    }
}

#[test]
fn a_schedule_of_others_is_read_and_its_mistakes_are_told() {
    let (folder, _) = orbel::read("folder", "folder", small().tables()).expect("readable");
    // As the published one: other columns, other names of talks and rooms, empty places, lines that end as elsewhere.
    let text = "Talk_ID,Slot,Room_Name,Block_ID,Title\r\nT001,1,Room_1,MON,x\r\nDUMMY_1,2,Room_1,MON,\r\n\r\n5,2,R_1,TUE,y\r\n";
    assert!(orbel::is_schedule(text));
    let places = folder.places(&folder.read_schedule(text).expect("readable"));
    let place = |block, position| Some(orbel::Place { block, position, room: 0 });
    assert_eq!(places, [place(0, 0), None, None, None, place(1, 1)]);

    let text = "Block_ID,Room_ID,Slot,Talk_ID\nMON,Room_1,1,1\n\nMON,Room_2,1,1\nMON,Room_3,1,2\nWED,Room_1,1,3\n\
                MON,Room_1,0,4\nMON,Room_1,2,9\n";
    let errors = folder.read_schedule(text).expect_err("mistakes");
    let lines: Vec<usize> = errors.iter().filter_map(|error| error.position).map(|(line, _)| line).collect();
    assert_eq!(lines, [4, 5, 6, 7, 8], "{errors:?}");
    assert!(errors[0].message.contains("here and in line 2"), "{errors:?}");

    let errors = folder.read_schedule("Block_ID,Slot,Talk_ID\n").expect_err("a column is missing");
    assert!(errors[0].to_string().contains("Room_ID"), "{errors:?}");
}

/// Wherever a timetable can be named, the answer to a folder can be.
#[test]
fn a_schedule_is_a_timetable() {
    let folder = TempDir::new().expect("a folder");
    let here = folder.path();
    fs::create_dir(here.join("conf")).expect("a folder");
    small().write(&here.join("conf"));
    let quick = ["--threads", "1", "--work-limit", "100", "--quiet"];
    done(here, &[&["solve", "conf"], &quick[..]].concat());
    assert!(here.join("conf.timetable.json").is_file(), "the conference gives its name");
    done(here, &["convert", "conf.timetable.json", "schedule.csv", "--instance", "conf"]);
    done(here, &["check", "conf", "schedule.csv"]);
    done(here, &["show", "schedule.csv", "--instance", "conf"]);
    done(here, &["convert", "schedule.csv", "again.json", "--instance", "conf"]);
    done(here, &["convert", "again.json", "again.csv", "--instance", "conf"]);
    let text = |name: &str| fs::read_to_string(here.join(name)).expect("readable");
    assert_eq!(text("schedule.csv"), text("again.csv"));
    let (first, again) = (read(&here.join("conf.timetable.json")), read(&here.join("again.json")));
    assert_eq!((&first["placements"], &first["native_score"]), (&again["placements"], &again["native_score"]));
    done(here, &[&["solve", "conf", "--start", "schedule.csv", "-o", "on.json"], &quick[..]].concat());

    // Without the folder nobody knows what it means.
    let output = plenary(here, &["show", "schedule.csv"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("ORBEL folder"), "{said}");

    // From inside, the folder still has a name.
    done(&here.join("conf"), &[&["solve", "."], &quick[..]].concat());
    assert!(here.join("conf/conf.timetable.json").is_file());
}

#[test]
fn tables_of_the_folder_are_not_written_over_and_violations_are_noted() {
    let folder = TempDir::new().expect("a folder");
    let here = folder.path();
    fs::create_dir(here.join("conf")).expect("a folder");
    small().write(&here.join("conf"));
    fs::remove_file(here.join("conf").join(orbel::AVAILABILITY)).expect("removed");
    fs::write(here.join("s.csv"), "Block_ID,Room_ID,Slot,Talk_ID\nMON,Room_1,1,1\nMON,Room_2,1,2\n").expect("written");
    for table in [orbel::TALKS, orbel::PREFERENCES, orbel::SESSIONS, orbel::AVAILABILITY] {
        let path = format!("conf/{table}");
        let before = fs::read(here.join(&path)).ok();
        for args in [
            &["convert", "s.csv", &path, "--instance", "conf"][..],
            &["solve", "conf", "-o", &path, "--work-limit", "1", "--quiet"],
        ] {
            let output = plenary(here, args);
            assert_eq!(output.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(fs::read(here.join(&path)).ok(), before);
    }
    // Three talks have no place, and one presenter has two at once.
    let output = plenary(here, &["convert", "s.csv", "conf/schedule.csv", "--instance", "conf"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.starts_with("note: violations: 4 "), "{said}");
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
