//! Audiences, services, modes and interpreters of the dense problem.

use std::collections::BTreeMap;

use super::{Indices, ids, to_i32};
use crate::instance::schema::{self, Instance, InterpretationMode, Regime, ServiceKind};
use crate::problem::interpretation::{Demand, Works};
use crate::problem::{
    Attendee, Audience, AudienceId, BoothWork, BuildError, FeatureId, Fees, Interpreter, Interval, LanguageId,
    PersonId, Service, Session, SessionId, Terms,
};

/// Services by language.
pub(super) fn services(instance: &Instance, ix: &Indices) -> Result<Vec<Option<Service>>, BuildError> {
    let mut services = vec![None; ix.languages.names.len()];
    for service in &instance.services {
        services[ix.languages.get(&service.id.0)?] = Some(Service {
            sign: service.kind == ServiceKind::Sign,
            team: to_i32(service.team),
            lead: to_i32(service.lead_minutes),
            feature: service.room_feature.as_ref().map(|f| ix.features.get(&f.0).map(FeatureId::new)).transpose()?,
        });
    }
    Ok(services)
}

/// The people who attend, and the audiences that they form.
pub(super) fn attendees(instance: &Instance, ix: &Indices) -> Result<(Vec<Attendee>, Vec<Audience>), BuildError> {
    let mut numbers: BTreeMap<Vec<LanguageId>, usize> = BTreeMap::new();
    let mut audiences: Vec<Audience> = Vec::new();
    let mut attendees = Vec::with_capacity(instance.attendees.len());
    for attendee in &instance.attendees {
        let mut wishes = Vec::with_capacity(attendee.wishes.len());
        for (session, weight) in &attendee.wishes {
            wishes.push((SessionId::new(ix.sessions.get(session)?), i64::from(weight.0)));
        }
        wishes.sort_unstable();
        let understands = ids(ix.languages.all(&attendee.languages)?, LanguageId::new);
        let number = *numbers.entry(understands.clone()).or_insert_with(|| {
            audiences.push(Audience { understands, people: 0 });
            audiences.len() - 1
        });
        let count = i64::from(attendee.count);
        audiences[number].people += count;
        let person = attendee.person.as_ref().map(|id| ix.people.get(&id.0).map(PersonId::new)).transpose()?;
        attendees.push(Attendee { count, wishes, audience: AudienceId::new(number), person });
    }
    Ok((attendees, audiences))
}

/// Gives every session its modes and posts.
pub(super) fn modes(
    instance: &Instance,
    ix: &Indices,
    terms: &Terms,
    services: &[Option<Service>],
    (attendees, audiences): (&[Attendee], &[Audience]),
    sessions: &mut [Session],
) -> Result<Works, BuildError> {
    let mut works = Works::default();
    let present = present(attendees, sessions.len());
    for (position, (session, written)) in sessions.iter_mut().zip(&instance.sessions).enumerate() {
        let wanted = written.interpretation.as_ref();
        let into = wanted.map_or(&[][..], |wanted| &wanted.into);
        let demand = Demand {
            floor: session.floor.clone(),
            into: ids(ix.languages.all(into)?, LanguageId::new),
            optional: wanted.is_some_and(|wanted| wanted.mode == InterpretationMode::Optional),
            symmetric: wanted.is_some_and(|wanted| wanted.regime == Regime::Symmetric),
            value: wanted.and_then(|wanted| wanted.value).map_or(0, i64::from),
            remote: wanted.and_then(|wanted| wanted.remote).unwrap_or(terms.remote),
            minutes: session.minutes,
            terms,
            services,
            audiences,
        };
        let first = works.posts.len();
        let id = SessionId::new(position);
        session.modes = works.modes(id, &demand);
        session.posts = first..works.posts.len();
        let listeners = listeners(session, services, &present[position], audiences);
        for (mode, listeners) in session.modes.iter_mut().zip(listeners) {
            mode.listeners = listeners;
        }
    }
    Ok(works)
}

/// By session: how many people of which audience wish it; an audience may be there several times.
fn present(attendees: &[Attendee], sessions: usize) -> Vec<Vec<(AudienceId, i64)>> {
    let mut present = vec![Vec::new(); sessions];
    for attendee in attendees {
        for (session, _) in &attendee.wishes {
            present[session.index()].push((attendee.audience, attendee.count));
        }
    }
    present
}

/// By mode: people who need a channel through the ear, among those who wish the session; where nobody's wishes are
/// known, the same share of those expected.
fn listeners(
    session: &Session,
    services: &[Option<Service>],
    wishing: &[(AudienceId, i64)],
    audiences: &[Audience],
) -> Vec<i32> {
    let mut present = vec![0i64; audiences.len()];
    for (audience, count) in wishing {
        present[audience.index()] += count;
    }
    let (mut of, mut expected) = (1, 1);
    if present.iter().all(|&people| people == 0) {
        present = audiences.iter().map(|audience| audience.people).collect();
        (of, expected) = (present.iter().sum::<i64>().max(1), i64::from(session.expected));
    }
    let listens = |mode: &crate::problem::Mode| -> i32 {
        let heard = |language: &LanguageId| services[language.index()].is_none();
        let needs = |(audience, _): &(&Audience, &i64)| {
            let understands = |language: &&LanguageId| audience.understands.contains(language);
            !audience.understands.is_empty()
                && !mode.floor.iter().all(|language| understands(&language))
                && mode.into.iter().filter(|language| heard(language)).any(|language| understands(&language))
        };
        let people: i64 = audiences.iter().zip(&present).filter(needs).map(|(_, &people)| people).sum();
        i32::try_from((people * expected + of - 1) / of).unwrap_or(i32::MAX)
    };
    session.modes.iter().map(listens).collect()
}

/// The interpreters.
pub(super) fn interpreters(
    instance: &Instance,
    ix: &Indices,
    terms: &Terms,
    works: &[BoothWork],
    windows: impl Fn(&[schema::Window]) -> Result<Vec<Interval>, BuildError>,
) -> Result<Vec<Interpreter>, BuildError> {
    let mut interpreters = Vec::with_capacity(instance.interpreters.len());
    for interpreter in &instance.interpreters {
        let language = |id: &schema::Id| ix.languages.get(&id.0).map(LanguageId::new);
        let mut directions = interpreter
            .all_directions()
            .into_iter()
            .map(|(from, into)| Ok((language(from)?, language(into)?)))
            .collect::<Result<Vec<_>, BuildError>>()?;
        directions.sort_unstable();
        let own = interpreter.max_minutes_per_day.map(to_i32);
        let written = interpreter.fees.as_ref().or(instance.interpretation.fees.as_ref());
        interpreters.push(Interpreter {
            away: windows(&interpreter.away)?,
            max_minutes_per_day: own.into_iter().chain(terms.day).min(),
            can: works.iter().map(|work| work.can(&directions)).collect(),
            directions,
            home: interpreter.home_booth.as_ref().map(language).transpose()?,
            fees: written.map(|written| fees(written, interpreter.travels)),
        });
    }
    Ok(interpreters)
}

fn fees(written: &schema::Fees, travels: bool) -> Fees {
    let half = written.half_day.filter(|_| !travels);
    Fees {
        half: half.map(|cost| (to_i32(written.half_day_minutes), i64::from(cost))),
        day: (to_i32(written.day_minutes), i64::from(written.day)),
        overtime: i64::from(written.overtime_hour),
        travel: if travels { i64::from(written.travel) } else { 0 },
    }
}
