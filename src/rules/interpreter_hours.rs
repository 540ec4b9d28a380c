//! There are not enough interpreter hours on a day.

use super::pools::pools;
use super::{Example, Parameters, Rule, View, Violation};
use crate::instance::schema::Level;
use crate::network::Declaration;
use crate::problem::{DayId, Problem, SessionId, Subject};

pub(super) static RULE: Rule = Rule {
    id: "interpreter-hours",
    summary: "the booths of a day need more interpreter hours than there are",
    unit: "interpreter minutes missing",
    level: Level::Hard,
    weight: 1,
    parameters: &[],
    doc: "On every day the minutes that booths need, team by team, can be shared out among interpreters who can do the \
          work without anybody exceeding `max_minutes_per_day`. The count is necessary, not sufficient: it lets a \
          person leave a booth in the middle of a session.",
    examples: &[Example {
        about: "two hours of a team of two, of whom one has two hours and one has one",
        instance: r#""interpreters": [{"id": "i1", "directions": [{"from": "en", "into": "fr"}], "max_minutes_per_day": 120},
                {"id": "i2", "directions": [{"from": "en", "into": "fr"}], "max_minutes_per_day": 60}],
            "sessions": [{"id": "a", "minutes": 120, "floor": ["en"], "interpretation": {"into": ["fr"]}}]"#,
        timetable: "a mon 09:00 hall",
        amount: 60,
    }],
    violations,
    declare,
};

fn violations(view: &View<'_>) -> Vec<Violation> {
    let problem = view.problem;
    let mut found = Vec::new();
    for day in (0..problem.days.len()).map(DayId::new) {
        let mut needed = vec![0i64; problem.booth_work.len()];
        for (id, placement) in view.timetable.placed() {
            if problem.day(placement.start) == Some(day) {
                let session = &problem.sessions[id.index()];
                for work in &session.booths {
                    needed[work.index()] += i64::from(problem.booth_team) * i64::from(session.minutes);
                }
            }
        }
        let total: i64 = needed.iter().sum();
        let amount = total - shared_out(problem, &needed);
        if amount > 0 {
            let name = &problem.names.days[day.index()];
            let message = format!("the booths of {name} need {total} interpreter minutes, {amount} too many");
            found.push(Violation { amount, subjects: vec![Subject::Day(day)], at: None, message });
        }
    }
    found
}

/// The most minutes of work that interpreters can do within their hours: a maximum flow from work to people, by
/// shortest augmenting paths (Edmonds & Karp 1972).
fn shared_out(problem: &Problem, needed: &[i64]) -> i64 {
    let (works, people) = (needed.len(), problem.interpreters.len());
    let mut left = needed.to_vec();
    let mut free: Vec<i64> = problem.interpreters.iter().map(|i| i64::from(i.max_minutes_per_day)).collect();
    let mut flow = vec![0i64; works * people];
    let mut total = 0;
    loop {
        // Breadth first over work (0..works) and people (works..): who was reached from whom.
        let mut from: Vec<Option<usize>> = vec![None; works + people];
        let mut queue: std::collections::VecDeque<usize> = (0..works).filter(|&work| left[work] > 0).collect();
        for &work in &queue {
            from[work] = Some(work);
        }
        let mut end = None;
        while let Some(node) = queue.pop_front() {
            if node >= works && free[node - works] > 0 {
                end = Some(node);
                break;
            }
            for next in 0..works + people {
                let open = match (node < works, next < works) {
                    (true, false) => problem.interpreters[next - works].can[node],
                    (false, true) => flow[next * people + node - works] > 0,
                    _ => false,
                };
                if open && from[next].is_none() {
                    from[next] = Some(node);
                    queue.push_back(next);
                }
            }
        }
        let Some(end) = end else { return total };
        let mut amount = free[end - works];
        let mut node = end;
        while let Some(before) = from[node].filter(|&before| before != node) {
            if before >= works {
                amount = amount.min(flow[node * people + before - works]);
            }
            node = before;
        }
        amount = amount.min(left[node]);
        left[node] -= amount;
        free[end - works] -= amount;
        total += amount;
        let mut node = end;
        while let Some(before) = from[node].filter(|&before| before != node) {
            if before < works {
                flow[before * people + node - works] += amount;
            } else {
                flow[node * people + before - works] -= amount;
            }
            node = before;
        }
    }
}

fn declare(problem: &Problem, _: &Parameters, network: &mut Declaration<'_>) {
    for pool in pools(problem) {
        let minutes = |session: SessionId| problem.sessions[session.index()].minutes;
        let uses = pool.uses(problem, |session| problem.booth_team.saturating_mul(minutes(session)));
        let limits = pool.limits.into_iter().map(|(works, people)| {
            let hours: i64 = people.iter().map(|&i| i64::from(problem.interpreters[i].max_minutes_per_day)).sum();
            (works, vec![i32::try_from(hours).unwrap_or(i32::MAX); problem.days.len()])
        });
        network.daily(Vec::new(), uses, limits.collect());
    }
}
