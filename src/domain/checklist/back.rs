//! The way back: whether what failed of a change has been taken back, by the lists for that.

use super::Checklist;
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::policy::checklist::{Phase, standing};
use crate::policy::facts::Facts;

/// Whether a change that was given up has been taken back.
#[must_use]
pub fn done(change: &Change, known: &Facts) -> bool {
    done_at(change, known).is_some()
}

/// When a change that was given up had been taken back: once every list by which that was begun was complete. One of before
/// the newest attempt is of another one.
#[must_use]
pub fn done_at(change: &Change, known: &Facts) -> Option<Moment> {
    let newest = change.run.deployments.iter().rev().find(|d| d.last).map(|d| d.begun.0);
    let begun = change.checklists.values().filter(|l| l.sealed.phase == Phase::Rollback);
    let begun: Vec<_> = begun.filter(|l| newest.is_none_or(|at| l.opened.0 >= at)).collect();
    let complete = |l: &&Checklist| standing(&l.sealed.id, known).0 == "complete";
    let at = |l: &&Checklist| known.moments.get(&format!("checklist.{}", l.sealed.id)).copied().unwrap_or(l.opened.0);
    (super::given_up(change) && begun.iter().all(complete)).then(|| begun.iter().map(at).max())?
}

/// Whether what was deployed to the environment that a change ends in, with success, is given up since: a list of it failed.
#[must_use]
pub fn given_up_after(change: &Change) -> bool {
    let newest = change.run.deployments.iter().rev().find(|d| d.last);
    let ended = newest.and_then(|d| d.ended.as_ref().map(|e| (d, e)));
    let of = |stage: Option<&str>, place: Option<&str>| stage.is_none() || stage == place;
    let fell = |place: Option<&str>| {
        change.checklists.values().any(|l| l.backed_out() && of(l.sealed.stage.as_deref(), place))
    };
    ended.is_some_and(|(d, e)| e.succeeded && fell(d.environment.as_deref()))
}
