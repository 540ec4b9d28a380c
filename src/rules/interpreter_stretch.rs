//! An interpreter works too long without a break.

use super::duties::by_day;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::{Declaration, Roster};
use crate::problem::{Interval, Problem, Subject};
use crate::timetable::Shift;

pub(super) static RULE: Rule = Rule {
    id: "interpreter-stretch",
    summary: "an interpreter works too long without a break",
    unit: "minutes too many",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "From the start of work to the next break no more time passes than `max_stretch_minutes`. A break is a pause \
          of at least `break_minutes`; a shorter one counts as work. Packs say: sessions of at most four hours with an \
          hour and a half between them (APIC), meetings of three hours with ninety minutes between them (AIIC–UN \
          agreement), remote meetings of two hours (UN Nairobi). Where nothing says how long, the rule is silent.",
    examples: &[
        Example {
            about: "two hours with a quarter of an hour between them, which is no break",
            instance: r#""interpretation": {"max_stretch_minutes": 90, "break_minutes": 30},
                "slots": [{"id": "m", "day": "mon", "start": "09:00", "end": "18:00", "every": 15}],
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1\n b mon 10:15 hall fr:i1",
            amount: 45,
        },
        Example {
            about: "half an hour is one",
            instance: r#""interpretation": {"max_stretch_minutes": 90, "break_minutes": 30},
                "interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}]}],
                "sessions": [{"id": "a", "floor": ["en"], "interpretation": {"into": ["fr"]}},
                             {"id": "b", "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
            timetable: "a mon 09:00 hall fr:i1\n b mon 10:30 hall fr:i1",
            amount: 0,
        },
    ],
    violations,
    declare,
};

/// From each start before which there is a break to the first end after it that a break follows.
fn stretches(shifts: &[Shift], rest: i32) -> Vec<Interval> {
    // Whether nobody works just before, or just after, a moment for as long as a break takes.
    let pause_before = |at: i32| shifts.iter().all(|s| s.span.from >= at || s.span.to + rest <= at);
    let pause_after = |at: i32| shifts.iter().all(|s| s.span.to <= at || s.span.from >= at + rest);
    let mut from: Vec<i32> = shifts.iter().map(|s| s.span.from).filter(|&at| pause_before(at)).collect();
    let mut to: Vec<i32> = shifts.iter().map(|s| s.span.to).filter(|&at| pause_after(at)).collect();
    for moments in [&mut from, &mut to] {
        moments.sort_unstable();
        moments.dedup();
    }
    from.into_iter().zip(to).map(|(from, to)| Interval { from, to }).collect()
}

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let Some(most) = problem.terms.stretch else { return Vec::new() };
    let mut found = Vec::new();
    for (person, _, shifts) in by_day(view) {
        for stretch in stretches(&shifts, problem.terms.rest.max(1)) {
            let minutes = stretch.to - stretch.from;
            if minutes > most {
                let message = format!(
                    "{} works from {} to {} without a break, {} min more than {most}",
                    problem.names.interpreters[person.index()],
                    problem.calendar.text(stretch.from),
                    problem.calendar.clock(stretch.to),
                    minutes - most
                );
                let mut subjects = vec![Subject::Interpreter(person)];
                let within = shifts.iter().filter(|shift| shift.span.overlap(stretch) > 0);
                subjects.extend(within.map(|shift| Subject::Session(shift.session)));
                subjects.dedup();
                let amount = i64::from(minutes - most);
                found.push(Violation { amount, subjects, at: Some(stretch.from), message });
            }
        }
    }
    found
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    if let Some(most) = problem.terms.stretch {
        network.roster(Roster::Stretch { most, rest: problem.terms.rest });
    }
}
