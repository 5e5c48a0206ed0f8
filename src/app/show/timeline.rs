//! The planned timeline of a change beside what happened, and who answers for a deadline that was missed.

use super::Lens;
use crate::domain::change::Change;
use crate::domain::change::clocks::answers;
use crate::policy::clock::Clock;
use crate::policy::facts::Facts;
use crate::policy::lists::Milestone;
use crate::policy::pack::{Pack, Path};
use crate::sheets::time::Time;
use crate::sheets::timeline::{EscalationLine, MilestoneLine};
use chrono::Days;

/// The timeline of a change; empty where the pack plans none, and for what is authorised at once and goes faster.
#[must_use]
pub fn timeline(lens: &Lens<'_>, change: &Change, known: &Facts) -> Vec<MilestoneLine> {
    let pack = &*lens.desk.pack;
    let urgent = pack.change_type(&change.change_type).is_some_and(|t| t.path == Path::Urgent);
    let production = change.words("environment").iter().any(|e| pack.stage(e).is_some_and(|s| s.production));
    if urgent || !production {
        return Vec::new();
    }
    let first = change.run.deployments.first().map(|d| pack.calendar.day(d.begun.0));
    let day = |n: i64| first?.checked_add_days(Days::new(n.unsigned_abs()));
    let today = pack.calendar.day(lens.desk.now);
    let line = |m: &Milestone| {
        let actual = known.moments.get(&m.actual).copied();
        let last = day(m.until.unwrap_or(m.day));
        let reached = actual.map_or(today, |at| pack.calendar.day(at));
        MilestoneLine {
            day: m.day,
            until: m.until,
            title: m.title.clone(),
            planned: day(m.day).map(|d| d.to_string()),
            planned_to: m.until.and_then(day).map(|d| d.to_string()),
            actual: actual.map(Time),
            // What never came of a change that is over is late no more.
            behind: (actual.is_some() || !m.actual.is_empty() && !change.state.over())
                && last.is_some_and(|last| reached > last),
            clauses: m.clauses.clone(),
        }
    };
    pack.milestones.iter().map(line).collect()
}

/// Who answers for a clock, in words.
#[must_use]
pub fn escalation(pack: &Pack, change: &Change, clock: &Clock) -> Option<EscalationLine> {
    let found = answers(pack, change, clock)?;
    let title = |id: &String| pack.roles.iter().find(|r| r.id() == id).map_or_else(|| id.clone(), |r| r.title.clone());
    let (escalate, clauses) = match clock.escalate.as_slice() {
        [] => (title(&found.escalate), found.clauses.clone()),
        roles => (roles.iter().map(title).collect::<Vec<_>>().join(" and "), clock.clauses.clone()),
    };
    Some(EscalationLine { accountable: vec![title(&found.primary), title(&found.secondary)], escalate, clauses })
}
