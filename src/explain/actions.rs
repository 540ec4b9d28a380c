//! What would undo a core, and how much effort it is.

use std::collections::{BTreeMap, BTreeSet};

use super::cores::Core;
use super::edit::{Edit, new_interpreter};
use super::facts::Fact;
use super::oracle::Oracle;
use super::repairs::Action;
use super::words;
use crate::instance::schema::{Clock, Id, Instance, Interpreter, Window};
use crate::rules::find;

/// Rooms and slots that are offered for one fact, at most.
const OFFERS: usize = 8;
/// Changes that are looked at where it is not known which facts of a core are needed.
const PROMISING: usize = 4;
/// Mobile booths that are added.
const ADDED: [u32; 8] = [1, 2, 3, 4, 6, 8, 12, 16];
/// Booths that are built into one room, at most.
const MOST_BUILT: u32 = 4;
/// Minutes that people work longer on a day.
const MORE_MINUTES: [u32; 8] = [15, 30, 60, 90, 120, 180, 240, 300];
/// Noon, where a half-day ends.
const NOON: &str = "13:00";

/// What each kind of change takes, in points: what is rented or granted with a call, what somebody has to agree to, what
/// the programme loses.
pub(super) const EFFORT: &[(&str, u32)] = &[
    ("booth", 2),
    ("half-day", 3),
    ("slots", 3),
    ("pin", 3),
    ("equipment", 3),
    ("day", 4),
    ("booths", 4),
    ("larger", 4),
    ("away", 4),
    ("closed", 4),
    ("hours", 4),
    ("topic", 4),
    ("terms", 4),
    ("interpreter", 5),
    ("order", 5),
    ("group", 5),
    ("pause", 5),
    ("need", 5),
    ("tags", 5),
    ("relay", 6),
    ("seats", 6),
    ("series", 6),
    ("language", 7),
    ("presence", 8),
    ("step-free", 9),
    ("interpretation", 10),
    ("blocks", 12),
    ("session", 20),
    ("rule", 30),
];

fn effort(kind: &str) -> u32 {
    EFFORT.iter().find(|(known, _)| *known == kind).map_or(30, |(_, effort)| *effort)
}

fn action(kind: &'static str, pointer: impl Into<String>, text: String, edits: Vec<Edit>) -> Action {
    let pointer = pointer.into();
    let ladder = (format!("{kind} {pointer} {text}"), 0);
    Action { kind, pointer, text, effort: effort(kind), sessions: Vec::new(), edits, ladder }
}

/// Changes of which each later one does more than those before it.
type Ladder = Vec<Action>;

/// So many further people of one kind: all the time, or on one day, or half of it.
struct Recruits {
    always: Action,
    days: Vec<(Action, [Action; 2])>,
}

/// The changes that undo a core of a conference, each of them alone.
pub(super) fn actions(oracle: &Oracle<'_>, core: &Core, whole: &Instance) -> Vec<Action> {
    let instance = &core.alone.instance;
    let mut ladders: Vec<Ladder> = Vec::new();
    for fact in &core.facts {
        ladders.extend(of_fact(fact, instance));
    }
    let people: Vec<&Fact> = core.facts.iter().filter(|fact| fact.kind == "hours").collect();
    if people.len() > 1 {
        ladders.push(longer_hours(&people, instance));
        ladders.push(longer_hours_for_all(&people, whole));
    }
    for ladder in ladders.iter_mut().filter(|ladder| ladder.len() > 1) {
        let name = ladder[0].ladder.0.clone();
        for (rung, action) in ladder.iter_mut().enumerate() {
            action.ladder = (name.clone(), rung);
        }
    }
    let mut recruits = more_people(core);
    if !core.minimal {
        ladders = promising(oracle, core, ladders);
        recruits.retain(|offers| offers.last().is_some_and(|most| finds(oracle, core, &most.always.edits)));
    }
    let climbed = oracle.each(&ladders, |ladder| climb(oracle, core, ladder));
    let recruited = oracle.each(&recruits, |offers| recruit(oracle, core, offers));
    let mut found: Vec<Action> = climbed.into_iter().chain(recruited).flatten().collect();
    found.sort_by_key(|action| action.effort);
    let mut texts = BTreeSet::new();
    found.retain(|action| texts.insert(action.text.clone()));
    found
}

/// Where not all facts of a core are needed, few changes of a kind undo it: some that do, found by halving, those of least
/// effort first.
fn promising(oracle: &Oracle<'_>, core: &Core, ladders: Vec<Ladder>) -> Vec<Ladder> {
    let mut kinds: BTreeMap<(u32, &'static str), Vec<Ladder>> = BTreeMap::new();
    for ladder in ladders {
        if let Some(highest) = ladder.last() {
            kinds.entry((highest.effort, highest.kind)).or_default().push(ladder);
        }
    }
    let kinds: Vec<Vec<Ladder>> = kinds.into_values().collect();
    let mut few: Vec<Ladder> = Vec::new();
    for pair in kinds.chunks(2) {
        if few.len() < PROMISING {
            let found = oracle.each(pair, |kind| halve(oracle, core, kind));
            few.extend(found.into_iter().flatten());
        }
    }
    few
}

/// Whether a search finds a timetable of a core after these changes.
fn finds<'e>(oracle: &Oracle<'_>, core: &Core, edits: impl IntoIterator<Item = &'e Edit>) -> bool {
    let answer = oracle.find(&core.alone, &edits.into_iter().collect::<Vec<_>>());
    oracle.remember([&answer]);
    answer.is_feasible()
}

/// One of these ladders that undoes a core by itself, if halving finds one: of the first half if that undoes it, else of the
/// other.
fn halve(oracle: &Oracle<'_>, core: &Core, ladders: &[Ladder]) -> Option<Ladder> {
    let undo = |ladders: &[Ladder]| {
        finds(oracle, core, ladders.iter().filter_map(|ladder| ladder.last()).flat_map(|highest| &highest.edits))
    };
    let mut left = ladders;
    if !undo(left) {
        return None;
    }
    while left.len() > 1 {
        let (first, second) = left.split_at(left.len() / 2);
        left = [first, second].into_iter().find(|half| undo(half))?;
    }
    left.first().cloned()
}

/// The lowest rung of a ladder that undoes the core, and those above it, which do more and need not be tried. The highest is
/// tried first: where that is not enough, nothing below it is.
fn climb(oracle: &Oracle<'_>, core: &Core, ladder: &Ladder) -> Vec<Action> {
    let undoes = |action: &Action| {
        let edits: Vec<&Edit> = action.edits.iter().collect();
        oracle.ask_for(&core.alone, &edits, oracle.quick_seconds()).is_feasible()
    };
    let Some((highest, below)) = ladder.split_last().filter(|(highest, _)| undoes(highest)) else { return Vec::new() };
    let lowest = below.partition_point(|action| !undoes(action));
    below[lowest..].iter().chain([highest]).cloned().collect()
}

/// As few further people as undo the core: for all of the conference, and where that is enough for a day or half of it.
fn recruit(oracle: &Oracle<'_>, core: &Core, offers: &[Recruits]) -> Vec<Action> {
    let undoes = |action: &Action| {
        let edits: Vec<&Edit> = action.edits.iter().collect();
        oracle.ask_for(&core.alone, &edits, oracle.quick_seconds()).is_feasible()
    };
    // More people do no harm, so the most are tried first.
    let Some(most) = offers.last().filter(|most| undoes(&most.always)) else { return Vec::new() };
    let few = offers[..offers.len() - 1].iter().position(|offer| undoes(&offer.always));
    let offer = few.map_or(most, |position| &offers[position]);
    let mut found = Vec::new();
    for (day, halves) in &offer.days {
        if undoes(day) {
            found.extend(halves.iter().filter(|half| undoes(half)).cloned());
            found.push(day.clone());
        }
    }
    found.extend(offers[few.unwrap_or(offers.len() - 1)..].iter().map(|offer| offer.always.clone()));
    found
}

fn of_fact(fact: &Fact, instance: &Instance) -> Vec<Ladder> {
    let one = |text: String| vec![vec![action(fact.kind, fact.pointer.clone(), text, vec![fact.edit.clone()])]];
    match &fact.edit {
        Edit::NoSession(id) => one(format!("leave {id} out")),
        Edit::FreeTime(id) => about(id, one(format!("let {id} start at another time"))),
        Edit::FreeRoom(id) => about(id, one(format!("let {id} be in another room"))),
        Edit::FewerSeats(id) => {
            let mut ladders = about(id, one(format!("let {id} be in a room with fewer seats")));
            ladders.extend(larger_rooms(id, instance));
            ladders
        }
        Edit::NoNeed(id, feature) => {
            let mut ladders = about(id, one(format!("let {id} do without {feature}")));
            ladders.extend(equipment(id, feature, instance));
            ladders
        }
        Edit::Steps(id) => one(format!("let {id} be where there are steps")),
        Edit::NoTags(id) => one(format!("give up what {id} demands of slots and rooms")),
        Edit::NoTopic(id, topic) => about(id, one(format!("let {id} run beside others on {topic}"))),
        Edit::NotNeeded(id, person) => about(id, one(format!("have somebody else than {person} at {id}"))),
        Edit::NotInterpreted(id) => {
            let mut ladders = about(id, one(format!("do not interpret {id}")));
            let session = instance.sessions.iter().find(|session| session.id == *id);
            let into =
                session.and_then(|session| session.interpretation.as_ref()).map_or(&[][..], |wanted| &wanted.into);
            for language in into.iter().filter(|_| into.len() > 1) {
                let pointer = format!("{}/into/{language}", fact.pointer);
                let edit = Edit::NotInto(id.clone(), language.clone());
                let text = format!("do not interpret {id} into {language}");
                ladders.extend(about(id, vec![vec![action("language", pointer, text, vec![edit])]]));
            }
            ladders
        }
        Edit::There(id, window) => one(format!("have {id} there after all: {}", words::window(window))),
        Edit::NoDailyLimit(_) => vec![longer_hours(&[fact], instance)],
        Edit::ThereIn(id, slot) => one(format!("have {id} there after all: slot {slot}")),
        Edit::OpenIn(id, slot) => one(format!("open {id} after all: slot {slot}")),
        Edit::NoPause(id) => one(format!("let {id} do without the pause")),
        Edit::Open(id, window) => one(format!("open {id} after all: {}", words::window(window))),
        Edit::NoOrder(id) => one(format!("give up the order {id}")),
        Edit::NoSeries(id) => one(format!("give up the series {id}")),
        Edit::NoGroup(id) => one(format!("give up the group {id}")),
        Edit::NoBlocks(id) => one(format!("let sessions run beside {id}")),
        Edit::AnySlot(kind) => open_slots(kind, instance),
        Edit::NoStretch | Edit::NoBreak | Edit::NoHours => vec![other_terms(fact, instance)],
        Edit::Relay => {
            vec![vec![action("relay", fact.pointer.clone(), "allow relay".to_owned(), vec![fact.edit.clone()])]]
        }
        Edit::RuleOff(position) => of_rule(fact, *position, instance),
        _ => Vec::new(),
    }
}

/// Changes after which one wants to know where a session stands.
fn about(id: &Id, mut ladders: Vec<Ladder>) -> Vec<Ladder> {
    ladders.iter_mut().flatten().for_each(|action| action.sessions = vec![id.clone()]);
    ladders
}

fn of_rule(fact: &Fact, position: usize, instance: &Instance) -> Vec<Ladder> {
    let is = |id: &str| find(id).is_some_and(|(found, _)| found == position);
    let rule = crate::rules::RULES[position].id;
    let text = format!("make {rule} a wish (--set {rule}.level=soft)");
    let mut ladders = vec![vec![action("rule", fact.pointer.clone(), text, vec![fact.edit.clone()])]];
    if is("booth-shortage") {
        let more = |count: u32| {
            let text = match count {
                1 => "one more mobile booth".to_owned(),
                count => format!("{count} more mobile booths"),
            };
            let mut more = action("booth", "/mobile_booths/count", text, vec![Edit::MoreBooths(count)]);
            more.effort *= count;
            more
        };
        ladders.push(ADDED.into_iter().map(more).collect());
    }
    if is("no-booth") {
        let mut rooms: Vec<_> = instance.rooms.iter().collect();
        rooms.sort_by_key(|room| std::cmp::Reverse(room.seats));
        for room in rooms.into_iter().take(OFFERS) {
            let more = |count: u32| {
                let text = format!("{count} more built-in booth{} in {}", if count == 1 { "" } else { "s" }, room.id);
                let edit = Edit::Booths(room.id.clone(), room.booths + count);
                let mut more = action("booths", format!("/rooms/{}/booths", room.id), text, vec![edit]);
                more.effort += count - 1;
                more
            };
            ladders.push((1..=MOST_BUILT).map(more).collect());
        }
    }
    ladders
}

/// Larger rooms for a session, those first to which least is missing.
fn larger_rooms(id: &Id, instance: &Instance) -> Vec<Ladder> {
    let Some(needed) = instance.sessions.iter().find(|s| s.id == *id).and_then(|s| s.min_seats) else {
        return Vec::new();
    };
    let mut rooms: Vec<_> = instance.rooms.iter().filter(|room| room.seats < needed).collect();
    rooms.sort_by_key(|room| std::cmp::Reverse(room.seats));
    let larger = |room: &crate::instance::schema::Room| {
        let text = format!("{} more seats in {} (or a room with {needed} instead)", needed - room.seats, room.id);
        let edit = Edit::Seats(room.id.clone(), needed);
        let mut larger = action("larger", format!("/rooms/{}/seats", room.id), text, vec![edit]);
        larger.effort += (needed - room.seats) / 100;
        vec![larger]
    };
    rooms.into_iter().take(3).map(larger).collect()
}

/// Rooms in which there could be what a session needs, the largest first.
fn equipment(id: &Id, feature: &Id, instance: &Instance) -> Vec<Ladder> {
    let mut rooms: Vec<_> = instance.rooms.iter().filter(|room| !room.features.contains(feature)).collect();
    rooms.sort_by_key(|room| std::cmp::Reverse(room.seats));
    let equipped = |room: &crate::instance::schema::Room| {
        let edit = Edit::Equipped(room.id.clone(), feature.clone());
        let pointer = format!("/rooms/{}/features", room.id);
        vec![action("equipment", pointer, format!("{feature} in {}", room.id), vec![edit])]
    };
    about(id, rooms.into_iter().take(OFFERS).map(equipped).collect())
}

/// Slots that would admit one more kind.
fn open_slots(kind: &Id, instance: &Instance) -> Vec<Ladder> {
    let minutes = instance.sessions.iter().filter(|s| s.kind == *kind).map(|s| s.minutes as i32).min().unwrap_or(0);
    let closed = instance.slots.iter().filter(|slot| !slot.kinds.is_empty() && !slot.kinds.contains(kind));
    let long = closed.filter(|slot| {
        let (from, to) = (slot.start.minutes().unwrap_or(0), slot.end.minutes().unwrap_or(0));
        to - from >= minutes
    });
    let open = |slot: &crate::instance::schema::Slot| {
        let text = format!("open slot {} ({} {}) to {kind}", slot.id, slot.day, slot.start.0);
        let edit = Edit::OpenSlot(slot.id.clone(), kind.clone());
        vec![action("slots", format!("/slots/{}/kinds", slot.id), text, vec![edit])]
    };
    long.take(OFFERS).map(open).collect()
}

/// Longer hours for these people together, by half-hours.
fn longer_hours(people: &[&Fact], instance: &Instance) -> Ladder {
    let limit = |id: &Id| {
        let person = instance.people.iter().find(|p| p.id == *id).and_then(|p| p.max_minutes_per_day);
        person.or_else(|| instance.interpreters.iter().find(|i| i.id == *id).and_then(|i| i.max_minutes_per_day))
    };
    let known = people.iter().filter_map(|fact| match &fact.edit {
        Edit::NoDailyLimit(id) => Some((id.clone(), limit(id)?)),
        _ => None,
    });
    let known: Vec<(Id, u32)> = known.collect();
    let more = |minutes: u32| {
        let edits = known.iter().map(|(id, now)| Edit::DailyLimit(id.clone(), now + minutes)).collect();
        let text = format!("{minutes} min more a day for {}", words::list(known.iter().map(|(id, _)| id)));
        let pointer = people[0].pointer.clone();
        let mut more = action("hours", pointer, text, edits);
        more.effort += minutes / 60 + u32::from(known.len() > 1);
        more
    };
    MORE_MINUTES.into_iter().map(more).collect()
}

/// Longer hours for everybody who has a limit of their own: one decision where the core names several of them.
fn longer_hours_for_all(people: &[&Fact], whole: &Instance) -> Ladder {
    let limits = whole.people.iter().map(|person| (&person.id, person.max_minutes_per_day));
    let limits = limits.chain(whole.interpreters.iter().map(|person| (&person.id, person.max_minutes_per_day)));
    let known: Vec<(Id, u32)> = limits.filter_map(|(id, limit)| Some((id.clone(), limit?))).collect();
    if known.len() <= people.len() {
        return Vec::new();
    }
    let more = |minutes: u32| {
        let edits = known.iter().map(|(id, now)| Edit::DailyLimit(id.clone(), now + minutes)).collect();
        let text = format!("{minutes} min more a day for all {} who have a limit of their own", known.len());
        let mut more = action("hours", people[0].pointer.clone(), text, edits);
        more.effort += minutes / 60 + 2;
        more
    };
    MORE_MINUTES.into_iter().map(more).collect()
}

/// Terms of interpreters that give way a little, then more.
fn other_terms(fact: &Fact, instance: &Instance) -> Ladder {
    const MORE: [u32; 8] = [10, 20, 30, 45, 60, 90, 120, 180];
    /// Breaks give way by steps of so many minutes.
    const STEP: u32 = 5;
    let terms = &instance.interpretation;
    let longer = |now: u32, what: &str, edit: fn(u32) -> Edit, cheap: u32| -> Ladder {
        let rung = |more: u32| {
            let text = format!("let interpreters work {} min {what} ({now} now)", now + more);
            let mut rung = action(fact.kind, fact.pointer.clone(), text, vec![edit(now + more)]);
            rung.effort += more / cheap;
            rung
        };
        MORE.into_iter().map(rung).collect()
    };
    match &fact.edit {
        Edit::NoStretch => longer(terms.max_stretch_minutes.unwrap_or(0), "without a break", Edit::Stretch, 30),
        Edit::NoHours => longer(terms.max_minutes_per_day.unwrap_or(0), "on a day", Edit::Hours, 60),
        _ => {
            let now = terms.break_minutes.unwrap_or(0);
            let rung = |minutes: u32| {
                let text = format!("let {minutes} min be a break of interpreters ({now} now)");
                let mut rung = action(fact.kind, fact.pointer.clone(), text, vec![Edit::Break(minutes)]);
                rung.effort += (now - minutes) / 15;
                rung
            };
            (0..now.div_ceil(STEP)).rev().map(|step| rung(step * STEP)).collect()
        }
    }
}

/// More interpreters for the languages of a core that is about people who interpret: for half a day, a day, or all of the conference.
fn more_people(core: &Core) -> Vec<Vec<Recruits>> {
    let about_people = core.facts.iter().any(|fact| {
        let staff = ["team-too-small", "wrong-booth", "language-uncovered", "interpreter-", "relay-"];
        fact.kind == "rule" && staff.iter().any(|rule| fact.pointer.starts_with(&format!("/rules/{rule}")))
    });
    if !about_people {
        return Vec::new();
    }
    let instance = &core.alone.instance;
    let mut needs: BTreeSet<(Id, Vec<Id>, bool)> = BTreeSet::new();
    for session in &instance.sessions {
        let Some(wanted) = &session.interpretation else { continue };
        let service = |id: &Id| instance.services.iter().any(|service| service.id == *id);
        let spoken = session.floor.iter().chain(&wanted.into).filter(|id| !service(id));
        let spoken: BTreeSet<Id> = spoken.cloned().collect();
        for into in &wanted.into {
            let from: Vec<Id> = spoken.iter().filter(|language| *language != into).cloned().collect();
            // A booth between two languages works both ways.
            needs.insert((into.clone(), from, spoken.len() == 2 && !service(into)));
        }
    }
    let offers = |(into, from, both_ways): &(Id, Vec<Id>, bool)| {
        (1..=3).map(|count| recruits(instance, into, from, *both_ways, count)).collect()
    };
    needs.iter().map(offers).collect()
}

/// So many further people who work into a language.
fn recruits(instance: &Instance, into: &Id, from: &[Id], both_ways: bool, count: u32) -> Recruits {
    let words = format!("{}–{into}", from.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join("/"));
    let someone = |kind: &'static str, when: &str, away: Vec<Window>| {
        let person = |number: u32| {
            let name = format!("new-{into}-{number}");
            let person = Interpreter { away: away.clone(), ..new_interpreter(&name, from, into, both_ways) };
            Edit::Interpreter(Box::new(person))
        };
        let how_many = ["one more interpreter", "two more interpreters", "three more interpreters"][count as usize - 1];
        let text = format!("{how_many} {words}{when}");
        let mut someone = action(kind, "/interpreters/-", text, (0..count).map(person).collect());
        someone.effort *= count;
        someone.ladder = (format!("interpreters {words}"), count as usize);
        someone
    };
    let window = |day: &Id, from: Option<&str>, to: Option<&str>| {
        let clock = |text: &str| Clock(text.to_owned());
        Window { day: Some(day.clone()), from: from.map(clock), to: to.map(clock) }
    };
    let on_day = |day: &Id| {
        let others = instance.days.iter().filter(|other| other.id != *day);
        let others: Vec<Window> = others.map(|other| window(&other.id, None, None)).collect();
        let with = |more: Window| others.iter().cloned().chain([more]).collect::<Vec<_>>();
        let morning = with(window(day, Some(NOON), None));
        let afternoon = with(window(day, None, Some(NOON)));
        let halves = [
            someone("half-day", &format!(", {day} until {NOON}"), morning),
            someone("half-day", &format!(", {day} from {NOON}"), afternoon),
        ];
        (someone("day", &format!(", {day}"), others), halves)
    };
    Recruits {
        always: someone("interpreter", "", Vec::new()),
        days: instance.days.iter().map(|day| on_day(&day.id)).collect(),
    }
}
