//! The terms on which interpreters work here: what the rule pack states, and what the instance says where it does not.

use super::packs::{Pack, Step, TeamRow};
use crate::instance::schema;

/// Terms in force.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The pack, if there is one.
    pub pack: Option<&'static Pack>,
    /// People in a booth by booth minutes: one way, both ways; empty: no number is stated, one will do.
    steps: [Vec<Step>; 2],
    /// People in the whole team by number of languages.
    rows: &'static [TeamRow],
    /// Booth minutes for which teams are made strong enough, if more than the session takes.
    strong_for: i32,
    /// Most minutes in booths on one day.
    pub day: Option<i32>,
    /// Most minutes from the start of work to the next break.
    pub stretch: Option<i32>,
    /// Minutes without work that make a break; 0: any pause does.
    pub rest: i32,
    /// Minutes of presence before the start.
    pub lead: i32,
    /// Whether a language may reach a booth over one other booth.
    pub relay: bool,
    /// Interpreters who can give relay from a relayed language; and when the giving booth works both ways.
    pub givers: [i32; 2],
    /// Languages over which a relayed language goes, at least.
    pub pivots: i32,
    /// Whether no booth stands in the room.
    pub remote: bool,
    /// What each interpreted session beyond the first at the busiest moment of a day costs.
    pub split_fee: i64,
    /// Receivers, if their number matters.
    pub receivers: Option<i32>,
    /// Minutes for which receivers are bound before and after a session.
    pub handling: i32,
}

impl Terms {
    /// The terms that an instance writes.
    #[must_use]
    pub fn of(written: &schema::InterpretationTerms) -> Self {
        let pack = written.pack.and_then(Pack::of);
        let own = |minutes: Option<u32>| minutes.map(clamp);
        let stated = |pick: fn(&Pack) -> super::packs::Stated<i32>| pack.and_then(|pack| pick(pack).value());
        let team = vec![Step { minutes: super::packs::ANY, people: own(written.team).unwrap_or(2) }];
        let steps = |pick: fn(&Pack) -> super::packs::Stated<&'static [Step]>| match pack {
            None => team.clone(),
            Some(pack) => match (pick(pack).value(), written.team) {
                (Some(steps), _) => steps.to_vec(),
                (None, Some(_)) => team.clone(),
                (None, None) => Vec::new(),
            },
        };
        let givers = stated(|pack| pack.relay_givers).unwrap_or(0);
        Self {
            pack,
            steps: [steps(|pack| pack.one_way), steps(|pack| pack.both_ways)],
            rows: pack.and_then(|pack| pack.whole_team.value()).unwrap_or(&[]),
            strong_for: own(written.team_for_minutes).unwrap_or(0),
            day: stated(|pack| pack.day).or(own(written.max_minutes_per_day)).or(pack.is_none().then_some(480)),
            stretch: stated(|pack| pack.stretch).or(own(written.max_stretch_minutes)),
            rest: stated(|pack| pack.rest).or(own(written.break_minutes)).unwrap_or(0),
            lead: stated(|pack| pack.lead).or(own(written.lead_minutes)).unwrap_or(0),
            relay: written.relay.unwrap_or(true),
            givers: [givers, stated(|pack| pack.relay_givers_both_ways).unwrap_or(givers)],
            pivots: stated(|pack| pack.pivots).unwrap_or(1),
            remote: pack.and_then(|pack| pack.remote.value()).or(written.remote).unwrap_or(false),
            split_fee: i64::from(written.split_fee.unwrap_or(0)),
            receivers: written.receivers.as_ref().map(|receivers| clamp(receivers.count)),
            handling: written.receivers.as_ref().map_or(0, |receivers| clamp(receivers.handling_minutes)),
        }
    }

    /// The fields of written terms that the pack states itself, so that they are without effect.
    #[must_use]
    pub fn overruled(written: &schema::InterpretationTerms) -> Vec<&'static str> {
        let Some(pack) = written.pack.and_then(Pack::of) else {
            return Vec::new();
        };
        let team = pack.one_way.value().is_some() && pack.both_ways.value().is_some();
        let fields = [
            ("team", written.team.is_some() && team),
            ("max_minutes_per_day", written.max_minutes_per_day.is_some() && pack.day.value().is_some()),
            ("max_stretch_minutes", written.max_stretch_minutes.is_some() && pack.stretch.value().is_some()),
            ("break_minutes", written.break_minutes.is_some() && pack.rest.value().is_some()),
            ("lead_minutes", written.lead_minutes.is_some() && pack.lead.value().is_some()),
            ("remote", written.remote.is_some() && pack.remote.value().is_some()),
        ];
        fields.into_iter().filter(|(_, overruled)| *overruled).map(|(field, _)| field).collect()
    }

    /// People in one booth for a session of `minutes`; `None` when it is longer than anybody may work.
    #[must_use]
    pub fn booth(&self, both_ways: bool, minutes: i32) -> Option<i32> {
        let steps = &self.steps[usize::from(both_ways)];
        let minutes = minutes.max(self.strong_for);
        if steps.is_empty() {
            return Some(1);
        }
        steps.iter().find(|step| minutes <= step.minutes).map(|step| step.people)
    }

    /// People in the whole team when `used` languages are spoken and `into` of them are interpreted into.
    #[must_use]
    pub fn whole_team(&self, used: usize, into: usize) -> i32 {
        let row = self.rows.iter().find(|row| row.used as usize == used && row.into as usize == into);
        row.map_or(0, |row| row.people)
    }

    /// For teams of at most so many people, the most booth minutes on one day: a booth of two that may work four hours
    /// has people who work four hours a day in booths of two. (The sources give the hours of a booth; that they bind
    /// its people is our reading.)
    #[must_use]
    pub fn hours_by_team(&self) -> Vec<(i32, i32)> {
        let mut caps: Vec<(i32, i32)> = Vec::new();
        let all = self.steps.iter().flatten().filter(|step| step.minutes != super::packs::ANY);
        for step in all {
            match caps.iter_mut().find(|cap| cap.0 == step.people) {
                Some(cap) => cap.1 = cap.1.max(step.minutes),
                None => caps.push((step.people, step.minutes)),
            }
        }
        let endless = |people: i32| {
            self.steps.iter().flatten().any(|step| step.minutes == super::packs::ANY && step.people <= people)
        };
        caps.retain(|&(people, minutes)| !endless(people) && self.day.is_none_or(|day| minutes < day));
        caps.sort_unstable();
        caps
    }
}

fn clamp(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::PACKS;

    /// A field is overruled by exactly the packs under which it changes nothing.
    #[test]
    fn what_is_overruled_changes_nothing_and_the_rest_does() {
        let base = schema::InterpretationTerms::default();
        let with = |change: fn(&mut schema::InterpretationTerms)| {
            let mut terms = base.clone();
            change(&mut terms);
            terms
        };
        let fields = [
            ("team", with(|terms| terms.team = Some(7))),
            ("max_minutes_per_day", with(|terms| terms.max_minutes_per_day = Some(17))),
            ("max_stretch_minutes", with(|terms| terms.max_stretch_minutes = Some(17))),
            ("break_minutes", with(|terms| terms.break_minutes = Some(17))),
            ("lead_minutes", with(|terms| terms.lead_minutes = Some(17))),
            ("remote", with(|terms| terms.remote = Some(true))),
        ];
        for pack in PACKS {
            let plain = Terms::of(&schema::InterpretationTerms { pack: Some(pack.name), ..base.clone() });
            for (field, written) in &fields {
                let written = schema::InterpretationTerms { pack: Some(pack.name), ..written.clone() };
                let overruled = Terms::overruled(&written);
                let changed = format!("{:?}", Terms::of(&written)) != format!("{plain:?}");
                assert_eq!(overruled.is_empty(), changed, "{}: {field}", pack.id);
                assert!(overruled.is_empty() || overruled == [*field], "{}: {overruled:?}", pack.id);
            }
        }
        assert!(fields.iter().all(|(_, written)| Terms::overruled(written).is_empty()), "nothing without a pack");
    }
}
