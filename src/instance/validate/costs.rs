//! Costs by slot and room, chairs and pairs of tracks: known names, and nothing said of a track and itself.

use std::collections::BTreeMap;

use super::super::codes::Code;
use super::super::diagnostics::{Collector, Diagnostic, child};
use super::super::schema::{Cost, Costs, Instance};
use super::names::{Catalogue, Names};

pub(super) fn check(instance: &Instance, names: &Names<'_>, collector: &mut Collector) {
    for (i, slot) in instance.slots.iter().enumerate() {
        let whose = || format!("slot \"{}\"", slot.id);
        known(&slot.room_costs, &names.rooms, &format!("/slots/{i}/room_costs"), whose, collector);
    }
    for (i, track) in instance.tracks.iter().enumerate() {
        let whose = || format!("track \"{}\"", track.id);
        costs(&track.costs, &format!("/tracks/{i}/costs"), whose, names, collector);
        for (j, chair) in track.chairs.iter().enumerate() {
            names.people.require(&chair.0, || (format!("/tracks/{i}/chairs/{j}"), whose()), collector);
        }
    }
    for (i, pair) in instance.similar_tracks.iter().enumerate() {
        for (j, track) in pair.tracks.iter().enumerate() {
            let place = || (format!("/similar_tracks/{i}/tracks/{j}"), "a pair of similar tracks".to_owned());
            names.tracks.require(&track.0, place, collector);
        }
        if pair.tracks[0] == pair.tracks[1] {
            let message = format!("track \"{}\" is said to be similar to itself", pair.tracks[0]);
            let error = Diagnostic::error(Code::DuplicateEntry, format!("/similar_tracks/{i}/tracks"), message);
            collector.push(error.with_help("name two tracks, or remove the entry"));
        }
    }
    for (i, session) in instance.sessions.iter().enumerate() {
        let whose = || format!("session \"{}\"", session.id);
        costs(&session.costs, &format!("/sessions/{i}/costs"), whose, names, collector);
        known(&session.odd_hours, &names.slots, &format!("/sessions/{i}/odd_hours"), whose, collector);
        if session.place_in_track.is_some() && session.track.is_none() {
            let message = format!("{} has a place in its track, and no track", whose());
            let warning = Diagnostic::warning(Code::WithoutEffect, format!("/sessions/{i}/place_in_track"), message);
            collector.push(warning.with_help("give it a track, or remove the place"));
        }
    }
    for (i, attendee) in instance.attendees.iter().enumerate() {
        if let Some(person) = &attendee.person {
            let place = || (format!("/attendees/{i}/person"), format!("attendee \"{}\"", attendee.id));
            names.people.require(&person.0, place, collector);
        }
    }
}

fn costs(costs: &Costs, at: &str, whose: impl Fn() -> String, names: &Names<'_>, collector: &mut Collector) {
    known(&costs.slots, &names.slots, &format!("{at}/slots"), &whose, collector);
    known(&costs.rooms, &names.rooms, &format!("{at}/rooms"), &whose, collector);
}

fn known(
    costs: &BTreeMap<String, Cost>,
    names: &Catalogue<'_>,
    at: &str,
    whose: impl Fn() -> String,
    collector: &mut Collector,
) {
    for id in costs.keys() {
        names.require(id, || (child(at, id), whose()), collector);
    }
}
