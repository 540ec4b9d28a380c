//! Costs by slot and room, tracks and pairs of tracks.

use std::collections::BTreeMap;

use super::{Index, Indices, ids};
use crate::instance::schema::{self, Cost, Instance};
use crate::problem::{BuildError, Costs, PersonId, Session, SessionId, Track, TrackId};

/// Costs by position; empty where nothing costs anything.
pub(super) fn list(written: &BTreeMap<String, Cost>, index: &Index) -> Result<Vec<i64>, BuildError> {
    let mut costs = Vec::new();
    for (id, cost) in written {
        let position = index.get(id)?;
        if cost.0 > 0 {
            costs.resize(index.names.len(), 0);
            costs[position] = i64::from(cost.0);
        }
    }
    Ok(costs)
}

pub(super) fn of(written: &schema::Costs, ix: &Indices) -> Result<Costs, BuildError> {
    Ok(Costs { slots: list(&written.slots, &ix.slots)?, rooms: list(&written.rooms, &ix.rooms)? })
}

pub(super) fn tracks(instance: &Instance, ix: &Indices, sessions: &[Session]) -> Result<Vec<Track>, BuildError> {
    let mut tracks = Vec::with_capacity(instance.tracks.len());
    for track in &instance.tracks {
        let chairs = ids(ix.people.all(&track.chairs)?, PersonId::new);
        tracks.push(Track { sessions: Vec::new(), chairs, costs: of(&track.costs, ix)? });
    }
    for (position, session) in sessions.iter().enumerate() {
        if let Some(track) = session.track {
            tracks[track.index()].sessions.push(SessionId::new(position));
        }
    }
    Ok(tracks)
}

/// Pairs of tracks, the lower one first; what is written twice adds up.
pub(super) fn similar(instance: &Instance, ix: &Indices) -> Result<Vec<(TrackId, TrackId, i64)>, BuildError> {
    let mut sums: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for pair in &instance.similar_tracks {
        let [a, b] = [ix.tracks.get(&pair.tracks[0].0)?, ix.tracks.get(&pair.tracks[1].0)?];
        if a != b {
            *sums.entry((a.min(b), a.max(b))).or_default() += i64::from(pair.cost.0);
        }
    }
    Ok(sums.into_iter().map(|((a, b), cost)| (TrackId::new(a), TrackId::new(b), cost)).collect())
}
