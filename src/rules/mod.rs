//! The rules: what a planner would say, one file each.
//!
//! A [`Rule`] says what it means twice, in different terms. [`Rule::violations`] looks at a published timetable in
//! wall-clock minutes, by brute force and without caches; [`Rule::declare`] states the same to the constraint network
//! in starts and rooms by number. The conformance suite compares the two on random timetables, so that one mistaken
//! idea has to be made twice to go unnoticed.
//!
//! To add a rule: write one file here, and add one line to [`RULES`].

mod audience_across_rooms;
mod audience_apart;
mod audience_overlap;
mod blocked;
mod booth_moves;
mod booth_shortage;
mod content_before_basics;
mod content_clash;
mod couples;
mod crowds;
mod duties;
mod example;
mod foreign_booth;
mod group_broken;
mod idle_gaps;
mod interpreter_away;
mod interpreter_clash;
mod interpreter_fees;
mod interpreter_hours;
mod interpreter_stretch;
mod language_apart;
mod language_uncovered;
mod left_out;
mod level_apart;
mod meetings;
mod missed_wish;
mod missing_feature;
mod no_booth;
mod not_interpreted;
mod not_step_free;
mod odd_hours;
mod order_broken;
mod outside_window;
mod overflow;
mod person_away;
mod person_clash;
mod person_load;
mod person_pause;
mod pin_moved;
mod popular_in_small_room;
mod published_moved;
mod published_room;
mod receivers_short;
mod relay;
mod relay_thin;
mod relay_used;
mod room_clash;
mod room_closed;
mod room_hops;
mod room_too_small;
mod scattered_days;
mod scattered_themes;
mod sector_clash;
mod series_broken;
mod settings;
mod shared;
mod similar_tracks;
mod speakers_across_rooms;
mod speakers_overlap;
mod split_teams;
mod stands;
mod sweep;
mod tags;
mod team_too_small;
mod theme_audience_clash;
mod theme_clash;
mod theme_room_change;
mod topic_clash;
mod track_chairs_clash;
mod track_interrupted;
mod track_order;
mod track_room_change;
mod track_split;
mod tracks_mixed;
mod unplaced;
mod unwanted_room;
mod unwanted_slot;
mod unwanted_slot_room;
mod unwanted_tag;
mod unwanted_track_room;
mod unwanted_track_slot;
mod worst_audience;
mod wrong_booth;
mod wrong_tag;

pub use example::Example;
pub use settings::{RuleSet, Setting, SettingError};

use crate::instance::schema::Level;
use crate::network::{Declaration, Network, NetworkBuilder};
use crate::problem::{Minute, Problem, Subject};
use crate::timetable::Timetable;

/// Every rule, in the order in which reports list them.
pub static RULES: &[&Rule] = &[
    &unplaced::RULE,
    &left_out::RULE,
    &outside_window::RULE,
    &room_clash::RULE,
    &room_closed::RULE,
    &blocked::RULE,
    &pin_moved::RULE,
    &published_moved::RULE,
    &published_room::RULE,
    &order_broken::RULE,
    &series_broken::RULE,
    &group_broken::RULE,
    &person_clash::RULE,
    &person_pause::RULE,
    &person_away::RULE,
    &person_load::RULE,
    &idle_gaps::RULE,
    &scattered_days::RULE,
    &room_too_small::RULE,
    &overflow::RULE,
    &missing_feature::RULE,
    &not_step_free::RULE,
    &wrong_tag::RULE,
    &unwanted_tag::RULE,
    &topic_clash::RULE,
    &theme_clash::RULE,
    &sector_clash::RULE,
    &content_clash::RULE,
    &theme_audience_clash::RULE,
    &content_before_basics::RULE,
    &theme_room_change::RULE,
    &scattered_themes::RULE,
    &audience_apart::RULE,
    &level_apart::RULE,
    &language_apart::RULE,
    &popular_in_small_room::RULE,
    &crowds::RULE,
    &no_booth::RULE,
    &booth_shortage::RULE,
    &booth_moves::RULE,
    &team_too_small::RULE,
    &wrong_booth::RULE,
    &language_uncovered::RULE,
    &relay_used::RULE,
    &relay_thin::RULE,
    &foreign_booth::RULE,
    &interpreter_clash::RULE,
    &interpreter_away::RULE,
    &interpreter_hours::RULE,
    &interpreter_stretch::RULE,
    &interpreter_fees::RULE,
    &split_teams::RULE,
    &not_interpreted::RULE,
    &receivers_short::RULE,
    &worst_audience::RULE,
    &missed_wish::RULE,
    &room_hops::RULE,
    &track_room_change::RULE,
    &tracks_mixed::RULE,
    &unwanted_track_slot::RULE,
    &unwanted_track_room::RULE,
    &unwanted_slot_room::RULE,
    &similar_tracks::RULE,
    &track_split::RULE,
    &track_interrupted::RULE,
    &odd_hours::RULE,
    &track_order::RULE,
    &unwanted_slot::RULE,
    &unwanted_room::RULE,
    &speakers_across_rooms::RULE,
    &audience_across_rooms::RULE,
    &track_chairs_clash::RULE,
    &speakers_overlap::RULE,
    &audience_overlap::RULE,
];

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its name, after the problem that it finds: kebab-case.
    pub id: &'static str,
    /// What is wrong when it is violated, in a few words.
    pub summary: &'static str,
    /// What one unit of its amount is.
    pub unit: &'static str,
    /// Its level unless configured otherwise.
    pub level: Level,
    /// Its weight unless configured otherwise.
    pub weight: u32,
    /// Its parameters.
    pub parameters: &'static [Parameter],
    /// What it means, for planners and analysts.
    pub doc: &'static str,
    /// Small conferences with a timetable and the amount that the rule finds in it; they are run as tests.
    pub examples: &'static [Example],
    /// What is wrong with a timetable: brute force, wall-clock minutes, no caches.
    pub violations: fn(&View<'_>) -> Vec<Violation>,
    /// The same, stated to the network.
    pub declare: fn(&Problem, &Parameters, &mut Declaration<'_>),
}

/// A parameter of a rule.
#[derive(Debug)]
pub struct Parameter {
    /// Its name: kebab-case.
    pub name: &'static str,
    /// What it means, with its unit.
    pub doc: &'static str,
    /// Its value unless configured otherwise.
    pub default: i64,
    /// The least that it may be.
    pub least: i64,
    /// The most that it may be.
    pub most: i64,
}

/// The values of a rule's parameters, in the order of [`Rule::parameters`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(pub Vec<i64>);

impl Parameters {
    /// The value at a position.
    ///
    /// # Panics
    /// If the rule has no such parameter.
    #[must_use]
    pub fn get(&self, position: usize) -> i64 {
        self.0[position]
    }

    /// The value at a position, within 32 bits.
    #[must_use]
    pub fn minutes(&self, position: usize) -> i32 {
        i32::try_from(self.get(position)).unwrap_or(i32::MAX)
    }
}

/// What a rule looks at when it looks for violations.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The timetable.
    pub timetable: &'a Timetable,
    /// The rule's parameters.
    pub parameters: &'a Parameters,
}

/// Something that a rule finds wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// How much, in the rule's unit; positive.
    pub amount: i64,
    /// What it is about.
    pub subjects: Vec<Subject>,
    /// When, if it has a time.
    pub at: Option<Minute>,
    /// In words.
    pub message: String,
}

/// The rule of this name and its position in [`RULES`].
#[must_use]
pub fn find(id: &str) -> Option<(usize, &'static Rule)> {
    RULES.iter().position(|rule| rule.id == id).map(|position| (position, RULES[position]))
}

/// The network of a problem under these settings.
#[must_use]
pub fn lower(problem: &Problem, rules: &RuleSet) -> Network {
    let mut builder = NetworkBuilder::new(problem);
    for (position, (rule, setting)) in RULES.iter().zip(&rules.settings).enumerate() {
        if setting.level != Level::Off && setting.weight > 0 {
            let mut declaration = builder.declaration(position, setting.level, setting.weight);
            (rule.declare)(problem, &setting.parameters, &mut declaration);
        }
    }
    builder.finish()
}
