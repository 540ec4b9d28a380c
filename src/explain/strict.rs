//! What is hard of a conference: the part that decides whether there is a timetable at all.

use std::collections::BTreeSet;

use crate::instance::schema::{Id, Instance, InterpretationMode, Level, Selector};
use crate::instance::without;
use crate::rules::{RuleSet, find};

/// A conference that has a timetable if and only if the one that it was made of has one, as far as its rules only ever
/// forbid more when more takes place.
#[derive(Clone, Debug)]
pub(crate) struct Strict {
    pub(crate) instance: Instance,
    pub(crate) rules: RuleSet,
}

impl Strict {
    /// The conference with its hard rules only, and selectors that name their sessions one by one.
    pub(crate) fn of(instance: &Instance, rules: &RuleSet) -> Self {
        let mut rules = rules.clone();
        for setting in rules.settings.iter_mut().filter(|setting| setting.level != Level::Hard) {
            setting.level = Level::Off;
        }
        let mut instance = Instance { variants: Vec::new(), provenance: Default::default(), ..instance.clone() };
        let receivers = instance.interpretation.receivers.is_some();
        let heard = ["overflow", "missed-wish", "worst-audience", "not-interpreted"];
        let counted = receivers && is_hard(&rules, "receivers-short");
        if !counted && !heard.iter().any(|rule| is_hard(&rules, rule)) {
            instance.attendees.clear();
        }
        let named: Vec<(Id, Id, Option<Id>, Vec<Id>)> = instance
            .sessions
            .iter()
            .map(|s| (s.id.clone(), s.kind.clone(), s.track.clone(), s.topics.clone()))
            .collect();
        let by_name = |selector: &mut Selector| {
            let chosen: BTreeSet<Id> = named
                .iter()
                .filter(|(id, kind, track, topics)| {
                    selector.sessions.contains(id)
                        || selector.kinds.contains(kind)
                        || track.as_ref().is_some_and(|track| selector.tracks.contains(track))
                        || topics.iter().any(|topic| selector.topics.contains(topic))
                })
                .map(|(id, ..)| id.clone())
                .collect();
            *selector = Selector { sessions: chosen.into_iter().collect(), ..Selector::default() };
        };
        for order in &mut instance.orders {
            by_name(&mut order.before);
            by_name(&mut order.after);
        }
        instance.groups.iter_mut().for_each(|group| by_name(&mut group.sessions));
        Self { instance, rules }
    }

    /// Without what may be left out: optional sessions and optional interpretation.
    pub(crate) fn required_only(&self) -> Self {
        let mut strict = self.clone();
        if !is_hard(&self.rules, "not-interpreted") {
            let optional = |session: &&mut crate::instance::schema::Session| {
                session.interpretation.as_ref().is_some_and(|wanted| wanted.mode == InterpretationMode::Optional)
            };
            strict.instance.sessions.iter_mut().filter(optional).for_each(|session| session.interpretation = None);
        }
        if !is_hard(&self.rules, "left-out") {
            let optional = self.instance.sessions.iter().filter(|session| session.optional_value.is_some());
            let optional = optional.map(|session| session.id.clone()).collect();
            without::sessions(&mut strict.instance, &optional);
        }
        strict
    }

    /// With these sessions only, and without rules that more sessions may help to keep: what has no timetable then has none
    /// with all sessions either.
    pub(crate) fn only(&self, sessions: &[Id]) -> Self {
        let mut strict = self.clone();
        let kept: BTreeSet<&Id> = sessions.iter().collect();
        let gone = self.instance.sessions.iter().map(|session| &session.id).filter(|id| !kept.contains(id));
        let gone: BTreeSet<Id> = gone.cloned().collect();
        if gone.is_empty() {
            return strict;
        }
        without::sessions(&mut strict.instance, &gone);
        strict.growing()
    }

    /// Without rules that more sessions may help to keep.
    pub(crate) fn growing(mut self) -> Self {
        for (position, _) in NOT_GROWING.iter().filter_map(|rule| find(rule)) {
            self.rules.settings[position].level = Level::Off;
        }
        self
    }
}

/// Rules that may find less wrong when more takes place: a booth that a further session keeps standing is not set up again.
const NOT_GROWING: [&str; 4] = ["booth-moves", "idle-gaps", "missed-wish", "worst-audience"];

/// Whether a rule of this name is hard.
pub(crate) fn is_hard(rules: &RuleSet, id: &str) -> bool {
    find(id).is_some_and(|(position, _)| rules.settings[position].level == Level::Hard)
}
