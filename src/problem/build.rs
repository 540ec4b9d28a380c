//! From the instance as written to the dense problem.

mod costs;
mod interpretation;

use std::collections::BTreeMap;

use super::{
    About, BuildError, Calendar, Day, DayId, FeatureId, Group, Interval, Kind, KindId, LabelId, LanguageId, Minute,
    MobileBooths, Names, Order, Person, PersonId, Pin, Problem, Room, RoomId, Series, Session, SessionId, Slot, SlotId,
    Start, TagId, Tags, Terms, TopicId, TrackId,
};
use crate::instance::schema::{self, Instance};

/// Positions by id of one kind of entity.
struct Index {
    what: &'static str,
    at: BTreeMap<String, usize>,
    names: Vec<String>,
}

impl Index {
    fn new<'a>(what: &'static str, ids: impl Iterator<Item = &'a schema::Id>) -> Self {
        let mut index = Index { what, at: BTreeMap::new(), names: Vec::new() };
        for id in ids {
            index.intern(&id.0);
        }
        index
    }

    fn intern(&mut self, id: &str) -> usize {
        if let Some(&position) = self.at.get(id) {
            return position;
        }
        self.at.insert(id.to_owned(), self.names.len());
        self.names.push(id.to_owned());
        self.names.len() - 1
    }

    fn get(&self, id: &str) -> Result<usize, BuildError> {
        self.at.get(id).copied().ok_or_else(|| BuildError::Unknown { what: self.what, id: id.to_owned() })
    }

    /// The positions of `ids`, ascending and distinct.
    fn all<'a>(&self, ids: impl IntoIterator<Item = &'a schema::Id>) -> Result<Vec<usize>, BuildError> {
        let mut positions = ids.into_iter().map(|id| self.get(&id.0)).collect::<Result<Vec<_>, _>>()?;
        positions.sort_unstable();
        positions.dedup();
        Ok(positions)
    }
}

struct Indices {
    days: Index,
    slots: Index,
    rooms: Index,
    kinds: Index,
    tracks: Index,
    topics: Index,
    people: Index,
    features: Index,
    tags: Index,
    labels: Index,
    languages: Index,
    sessions: Index,
}

/// The labels of a session, list by list.
fn labels(about: &schema::About) -> [&Vec<schema::Id>; 4] {
    [&about.themes, &about.sectors, &about.contents, &about.audiences]
}

fn indices(instance: &Instance) -> Indices {
    let tags = |tags: &schema::Tags| {
        [&tags.required, &tags.prohibited, &tags.preferred, &tags.undesired]
            .into_iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut all_tags: Vec<schema::Id> = Vec::new();
    all_tags.extend(instance.slots.iter().flat_map(|slot| slot.tags.iter().cloned()));
    all_tags.extend(instance.rooms.iter().flat_map(|room| room.tags.iter().cloned()));
    for session in &instance.sessions {
        all_tags.extend(tags(&session.slot_tags));
        all_tags.extend(tags(&session.room_tags));
    }
    for person in &instance.people {
        all_tags.extend(tags(&person.slot_tags));
        all_tags.extend(tags(&person.room_tags));
    }
    let languages = instance.languages.iter().chain(
        instance
            .sessions
            .iter()
            .flat_map(|s| s.floor.iter().chain(s.interpretation.iter().flat_map(|i| i.into.iter()))),
    );
    let languages = languages
        .chain(instance.services.iter().map(|service| &service.id))
        .chain(instance.interpreters.iter().flat_map(|i| i.all_directions().into_iter().flat_map(|(a, b)| [a, b])))
        .chain(instance.interpreters.iter().filter_map(|i| i.home_booth.as_ref()))
        .chain(instance.attendees.iter().flat_map(|a| a.languages.iter()));
    Indices {
        days: Index::new("day", instance.days.iter().map(|d| &d.id)),
        slots: Index::new("slot", instance.slots.iter().map(|s| &s.id)),
        rooms: Index::new("room", instance.rooms.iter().map(|r| &r.id)),
        kinds: Index::new("kind", instance.kinds.iter().map(|k| &k.id)),
        tracks: Index::new("track", instance.tracks.iter().map(|t| &t.id)),
        topics: Index::new("topic", instance.topics.iter().map(|t| &t.id)),
        people: Index::new("person", instance.people.iter().map(|p| &p.id)),
        features: Index::new(
            "feature",
            instance
                .rooms
                .iter()
                .flat_map(|r| r.features.iter())
                .chain(instance.sessions.iter().flat_map(|s| s.needs.iter()))
                .chain(instance.services.iter().filter_map(|s| s.room_feature.as_ref())),
        ),
        tags: Index::new("tag", all_tags.iter()),
        labels: Index::new("label", instance.sessions.iter().flat_map(|s| labels(&s.about)).flatten()),
        languages: Index::new("language", languages),
        sessions: Index::new("session", instance.sessions.iter().map(|s| &s.id)),
    }
}

impl Problem {
    /// Makes the dense problem of a validated instance.
    ///
    /// # Errors
    /// If a reference, date or time does not resolve, which validation would have reported with its place.
    pub fn build(instance: &Instance) -> Result<Problem, BuildError> {
        let ix = indices(instance);
        let dates: Vec<String> = instance.days.iter().map(|day| day.date.clone()).collect();
        let calendar = Calendar::new(&instance.time_zone, &dates)?;
        let clock = |day: usize, clock: &schema::Clock| -> Result<Minute, BuildError> {
            let minutes = clock.minutes().ok_or_else(|| BuildError::Time(format!("{:?} is not HH:MM", clock.0)))?;
            calendar.minute(day, minutes)
        };

        let mut slots = Vec::with_capacity(instance.slots.len());
        for slot in &instance.slots {
            let day = ix.days.get(&slot.day.0)?;
            let mut kinds = vec![slot.kinds.is_empty(); ix.kinds.names.len()];
            for kind in ix.kinds.all(&slot.kinds)? {
                kinds[kind] = true;
            }
            let span = Interval { from: clock(day, &slot.start)?, to: clock(day, &slot.end)? };
            let tags = ix.tags.all(&slot.tags)?.into_iter().map(TagId::new).collect();
            let every = slot.every.map(|every| to_i32(every).max(1));
            let room_costs = costs::list(&slot.room_costs, &ix.rooms)?;
            slots.push(Slot { day: DayId::new(day), span, every, kinds, tags, room_costs });
        }
        let days = days(&calendar, dates.len(), &slots)?;
        let starts = starts(&slots);
        let windows = |list: &[schema::Window]| windows(list, &ix.days, &days, &calendar);

        let rooms = rooms(instance, &ix, windows)?;
        let kinds = instance
            .kinds
            .iter()
            .map(|kind| {
                let mut blocks = vec![false; ix.kinds.names.len()];
                for blocked in &kind.blocks {
                    if blocked == "*" {
                        blocks.fill(true);
                    } else {
                        blocks[ix.kinds.get(blocked)?] = true;
                    }
                }
                Ok(Kind { blocks })
            })
            .collect::<Result<Vec<_>, BuildError>>()?;

        let mut sessions = Vec::with_capacity(instance.sessions.len());
        for session in &instance.sessions {
            sessions.push(dense_session(session, &ix, &calendar)?);
        }
        let mut people = Vec::with_capacity(instance.people.len());
        for person in &instance.people {
            people.push(Person {
                sessions: Vec::new(),
                away: windows(&person.away)?,
                away_slots: ids(ix.slots.all(&person.away_slots)?, SlotId::new),
                max_minutes_per_day: person.max_minutes_per_day.map(to_i32),
                pause: person.pause_minutes.map(to_i32),
                step_free: person.step_free,
                slot_tags: tags(&person.slot_tags, &ix.tags)?,
                room_tags: tags(&person.room_tags, &ix.tags)?,
            });
        }
        for (position, session) in sessions.iter().enumerate() {
            for person in &session.people {
                people[person.index()].sessions.push(SessionId::new(position));
            }
        }

        let (attendees, audiences) = interpretation::attendees(instance, &ix)?;
        let mut wished = vec![0i64; sessions.len()];
        for attendee in &attendees {
            for (session, _) in &attendee.wishes {
                wished[session.index()] += attendee.count;
            }
        }
        for (session, (written, wished)) in sessions.iter_mut().zip(instance.sessions.iter().zip(&wished)) {
            if written.expected.is_none() {
                session.expected = i32::try_from(*wished).unwrap_or(i32::MAX);
            }
        }
        let terms = Terms::of(&instance.interpretation);
        let services = interpretation::services(instance, &ix)?;
        let listening = (&attendees[..], &audiences[..]);
        let works = interpretation::modes(instance, &ix, &terms, &services, listening, &mut sessions)?;
        let interpreters = interpretation::interpreters(instance, &ix, &terms, &works.works, windows)?;

        let select = |selector: &schema::Selector| select(selector, &ix, &sessions);
        let orders = instance
            .orders
            .iter()
            .map(|order| {
                Ok(Order {
                    before: select(&order.before)?,
                    after: select(&order.after)?,
                    min_gap: to_i32(order.min_gap.unwrap_or(0)),
                    max_gap: order.max_gap.map(to_i32),
                })
            })
            .collect::<Result<Vec<_>, BuildError>>()?;
        let series = instance
            .series
            .iter()
            .map(|series| {
                Ok(Series {
                    sessions: series
                        .sessions
                        .iter()
                        .map(|id| ix.sessions.get(&id.0).map(SessionId::new))
                        .collect::<Result<_, _>>()?,
                    max_gap: to_i32(series.max_gap),
                    same_room: series.same_room,
                })
            })
            .collect::<Result<Vec<_>, BuildError>>()?;
        let groups = instance
            .groups
            .iter()
            .map(|group| Ok(Group { sessions: select(&group.sessions)?, must: group.must }))
            .collect::<Result<Vec<_>, BuildError>>()?;

        let tracks = costs::tracks(instance, &ix, &sessions)?;
        let similar_tracks = costs::similar(instance, &ix)?;
        let (slot_of, fit_class) = fit(&sessions, &slots, &starts);
        let walking = walking(instance, &ix)?;
        let booths = &instance.mobile_booths;
        Ok(Problem {
            calendar,
            days,
            slots,
            starts,
            rooms,
            walking,
            mobile_booths: MobileBooths {
                count: to_i32(booths.count),
                setup: to_i32(booths.setup_minutes),
                strike: to_i32(booths.strike_minutes),
                seats_lost: to_i32(booths.seats_lost),
                max_moves_per_day: booths.max_moves_per_day.map(to_i32),
            },
            kinds,
            tracks,
            similar_tracks,
            people,
            sessions,
            orders,
            series,
            groups,
            attendees,
            interpreters,
            terms,
            booth_work: works.works,
            posts: works.posts,
            services,
            audiences,
            names: Names {
                conference: instance.id.0.clone(),
                sessions: ix.sessions.names,
                rooms: ix.rooms.names,
                days: ix.days.names,
                slots: instance.slots.iter().map(|s| s.id.0.clone()).collect(),
                kinds: ix.kinds.names,
                tracks: ix.tracks.names,
                topics: ix.topics.names,
                people: ix.people.names,
                features: ix.features.names,
                tags: ix.tags.names,
                labels: ix.labels.names,
                languages: ix.languages.names,
                interpreters: instance.interpreters.iter().map(|i| i.id.0.clone()).collect(),
                orders: instance.orders.iter().map(|o| o.id.0.clone()).collect(),
                series: instance.series.iter().map(|s| s.id.0.clone()).collect(),
                groups: instance.groups.iter().map(|g| g.id.0.clone()).collect(),
            },
            slot_of,
            fit_class,
        })
    }
}

fn to_i32(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

fn ids<T>(positions: Vec<usize>, id: impl Fn(usize) -> T) -> Vec<T> {
    positions.into_iter().map(id).collect()
}

fn days(calendar: &Calendar, count: usize, slots: &[Slot]) -> Result<Vec<Day>, BuildError> {
    let mut days = Vec::with_capacity(count);
    let mut from = calendar.minute(0, 0)?;
    for day in 0..count {
        let mut to = calendar.minute(day, 24 * 60)?;
        for slot in slots.iter().filter(|slot| slot.day.index() == day) {
            to = to.max(slot.span.to);
        }
        from = from.max(calendar.minute(day, 0)?);
        days.push(Day { span: Interval { from, to } });
        from = to;
    }
    Ok(days)
}

/// The distinct allowed starts of all slots, ascending.
fn starts(slots: &[Slot]) -> Vec<Start> {
    let mut starts = Vec::new();
    for slot in slots {
        let every = slot.every.unwrap_or(i32::MAX);
        let mut minute = slot.span.from;
        while minute < slot.span.to {
            starts.push(Start { minute, day: slot.day });
            minute = minute.saturating_add(every);
        }
    }
    starts.sort_unstable_by_key(|start| (start.minute, start.day));
    starts.dedup_by_key(|start| start.minute);
    starts
}

fn windows(
    list: &[schema::Window],
    index: &Index,
    days: &[Day],
    calendar: &Calendar,
) -> Result<Vec<Interval>, BuildError> {
    let mut intervals = Vec::new();
    for window in list {
        let days_meant = match &window.day {
            Some(id) => vec![index.get(&id.0)?],
            None => (0..days.len()).collect(),
        };
        for day in days_meant {
            let time = |clock: &Option<schema::Clock>, default: Minute| match clock {
                Some(clock) => {
                    let minutes =
                        clock.minutes().ok_or_else(|| BuildError::Time(format!("{:?} is not HH:MM", clock.0)))?;
                    calendar.minute_or_next(day, minutes)
                }
                None => Ok(default),
            };
            let from = time(&window.from, days[day].span.from)?;
            let to = time(&window.to, days[day].span.to)?;
            intervals.push(Interval { from, to });
        }
    }
    Ok(union(intervals))
}

/// The same time as disjoint intervals, ascending.
fn union(mut intervals: Vec<Interval>) -> Vec<Interval> {
    intervals.retain(|interval| interval.from < interval.to);
    intervals.sort_unstable();
    let mut disjoint: Vec<Interval> = Vec::with_capacity(intervals.len());
    for interval in intervals {
        match disjoint.last_mut() {
            Some(last) if interval.from <= last.to => last.to = last.to.max(interval.to),
            _ => disjoint.push(interval),
        }
    }
    disjoint
}

fn rooms(
    instance: &Instance,
    ix: &Indices,
    windows: impl Fn(&[schema::Window]) -> Result<Vec<Interval>, BuildError>,
) -> Result<Vec<Room>, BuildError> {
    let mut joins = Vec::with_capacity(instance.rooms.len());
    for room in &instance.rooms {
        joins.push(ix.rooms.all(&room.joins)?);
    }
    let mut rooms = Vec::with_capacity(instance.rooms.len());
    for (position, room) in instance.rooms.iter().enumerate() {
        let mut parts = vec![position];
        let mut next = 0;
        while next < parts.len() {
            for &part in &joins[parts[next]] {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
            next += 1;
        }
        parts.sort_unstable();
        rooms.push(Room {
            seats: to_i32(room.seats),
            parallel: to_i32(room.parallel),
            features: ids(ix.features.all(&room.features)?, FeatureId::new),
            tags: ids(ix.tags.all(&room.tags)?, TagId::new),
            step_free: room.step_free,
            closed: windows(&room.closed)?,
            closed_slots: ids(ix.slots.all(&room.closed_slots)?, SlotId::new),
            booths: to_i32(room.booths),
            mobile_booths: to_i32(room.mobile_booths),
            parts: ids(parts, RoomId::new),
        });
    }
    Ok(rooms)
}

fn walking(instance: &Instance, ix: &Indices) -> Result<Vec<i32>, BuildError> {
    let n = instance.rooms.len();
    let venue = |room: usize| instance.rooms[room].venue.as_ref().map(|v| v.0.as_str());
    let mut walking = vec![0; n * n];
    for from in 0..n {
        for to in 0..n {
            if from != to {
                let same = venue(from) == venue(to);
                let terms = &instance.walking;
                walking[from * n + to] = to_i32(if same { terms.within_venue } else { terms.between_venues });
            }
        }
    }
    // Venue pairs first, so that pairs of rooms are exceptions to them.
    let is_room = |id: &schema::Id| ix.rooms.at.contains_key(&id.0);
    let mut pairs: Vec<_> = instance.walking.pairs.iter().collect();
    pairs.sort_by_key(|pair| usize::from(is_room(&pair.from)) + usize::from(is_room(&pair.to)));
    for pair in pairs {
        let members = |id: &schema::Id| -> Result<Vec<usize>, BuildError> {
            if is_room(id) {
                return Ok(vec![ix.rooms.get(&id.0)?]);
            }
            let rooms: Vec<usize> = (0..n).filter(|&room| venue(room) == Some(id.0.as_str())).collect();
            if rooms.is_empty() {
                return Err(BuildError::Unknown { what: "room or venue", id: id.0.clone() });
            }
            Ok(rooms)
        };
        for &from in &members(&pair.from)? {
            for &to in &members(&pair.to)? {
                if from != to {
                    walking[from * n + to] = to_i32(pair.minutes);
                    walking[to * n + from] = to_i32(pair.minutes);
                }
            }
        }
    }
    Ok(walking)
}

fn tags(written: &schema::Tags, index: &Index) -> Result<Tags, BuildError> {
    Ok(Tags {
        required: ids(index.all(&written.required)?, TagId::new),
        prohibited: ids(index.all(&written.prohibited)?, TagId::new),
        preferred: ids(index.all(&written.preferred)?, TagId::new),
        undesired: ids(index.all(&written.undesired)?, TagId::new),
    })
}

fn about(written: &schema::About, index: &Index) -> Result<About, BuildError> {
    let [themes, sectors, contents, audiences] = labels(written).map(|list| index.all(list));
    Ok(About {
        themes: ids(themes?, LabelId::new),
        sectors: ids(sectors?, LabelId::new),
        contents: ids(contents?, LabelId::new),
        audiences: ids(audiences?, LabelId::new),
        level: written.level,
        draws_crowd: written.draws_crowd,
    })
}

fn pin(written: Option<&schema::Pin>, ix: &Indices, calendar: &Calendar) -> Result<Pin, BuildError> {
    let Some(written) = written else { return Ok(Pin::default()) };
    let day = written.day.as_ref().map(|id| ix.days.get(&id.0)).transpose()?;
    let start = match (&written.start, day) {
        (Some(clock), Some(day)) => {
            let minutes = clock.minutes().ok_or_else(|| BuildError::Time(format!("{:?} is not HH:MM", clock.0)))?;
            Some(calendar.minute_or_next(day, minutes)?)
        }
        (Some(_), None) => return Err(BuildError::Time("a pin with a start needs a day".into())),
        (None, _) => None,
    };
    let room = written.room.as_ref().map(|id| ix.rooms.get(&id.0)).transpose()?;
    Ok(Pin { day: day.map(DayId::new), start, room: room.map(RoomId::new) })
}

fn dense_session(session: &schema::Session, ix: &Indices, calendar: &Calendar) -> Result<Session, BuildError> {
    let floor: Vec<LanguageId> = ids(ix.languages.all(&session.floor)?, LanguageId::new);
    Ok(Session {
        kind: KindId::new(ix.kinds.get(&session.kind.0)?),
        minutes: to_i32(session.minutes),
        setup: to_i32(session.setup_minutes),
        teardown: to_i32(session.teardown_minutes),
        track: session.track.as_ref().map(|t| ix.tracks.get(&t.0).map(TrackId::new)).transpose()?,
        place_in_track: session.place_in_track.map(i64::from),
        costs: costs::of(&session.costs, ix)?,
        odd_hours: costs::list(&session.odd_hours, &ix.slots)?,
        topics: ids(ix.topics.all(&session.topics)?, TopicId::new),
        about: about(&session.about, &ix.labels)?,
        people: ids(ix.people.all(session.speakers.iter().chain(&session.chairs))?, PersonId::new),
        in_room: session.in_room,
        min_seats: session.min_seats.map(to_i32),
        expected: session.expected.map_or(0, to_i32),
        needs: ids(ix.features.all(&session.needs)?, FeatureId::new),
        step_free: session.step_free,
        slot_tags: tags(&session.slot_tags, &ix.tags)?,
        room_tags: tags(&session.room_tags, &ix.tags)?,
        optional_value: session.optional_value.map(i64::from),
        floor,
        modes: Vec::new(),
        posts: 0..0,
        pin: pin(session.pin.as_ref(), ix, calendar)?,
        published: pin(session.published.as_ref(), ix, calendar)?,
    })
}

fn select(selector: &schema::Selector, ix: &Indices, sessions: &[Session]) -> Result<Vec<SessionId>, BuildError> {
    let by_id = ix.sessions.all(&selector.sessions)?;
    let kinds = ix.kinds.all(&selector.kinds)?;
    let tracks = ix.tracks.all(&selector.tracks)?;
    let topics = ix.topics.all(&selector.topics)?;
    let chosen = sessions.iter().enumerate().filter(|(position, session)| {
        by_id.binary_search(position).is_ok()
            || kinds.contains(&session.kind.index())
            || session.track.is_some_and(|track| tracks.contains(&track.index()))
            || session.topics.iter().any(|topic| topics.contains(&topic.index()))
    });
    Ok(chosen.map(|(position, _)| SessionId::new(position)).collect())
}

/// For each class of sessions alike in kind and duration, its slot by start; and the class of each session.
fn fit(sessions: &[Session], slots: &[Slot], starts: &[Start]) -> (Vec<Option<SlotId>>, Vec<u32>) {
    let mut classes: BTreeMap<(KindId, i32), u32> = BTreeMap::new();
    let mut slot_of = Vec::new();
    let mut fit_class = Vec::with_capacity(sessions.len());
    for session in sessions {
        let next = classes.len() as u32;
        let class = *classes.entry((session.kind, session.minutes)).or_insert_with(|| {
            slot_of.extend(starts.iter().map(|start| first_fit(session, start.minute, slots)));
            next
        });
        fit_class.push(class);
    }
    (slot_of, fit_class)
}

fn first_fit(session: &Session, start: Minute, slots: &[Slot]) -> Option<SlotId> {
    let position = slots.iter().position(|slot| {
        slot.offers(start) && slot.kinds[session.kind.index()] && start + session.minutes <= slot.span.to
    });
    position.map(SlotId::new)
}
