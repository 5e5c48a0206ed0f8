//! The way back: whether what failed of a change has been taken back, by the lists for that.

use super::Checklist;
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::change::acts::Case;
use crate::domain::change::states::State;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::checklist::{Phase, standing};
use crate::policy::facts::Facts;

/// Whether a change that was given up, or whose implementation is under way, has been taken back.
#[must_use]
pub fn done(change: &Change, known: &Facts) -> bool {
    done_at(change, known).is_some()
}

/// When it had been taken back: once every list by which that was begun was complete. One of before
/// the newest attempt is of another one.
#[must_use]
pub fn done_at(change: &Change, known: &Facts) -> Option<Moment> {
    let last = change.run.deployments.iter().rev().find(|d| d.last);
    let (newest, going) = (last.map(|d| d.begun.0), last.is_some_and(|d| d.ended.is_none()));
    let begun = change.checklists.values().filter(|l| l.sealed.phase == Phase::Rollback);
    let begun: Vec<_> = begun.filter(|l| newest.is_none_or(|at| l.opened.0 >= at)).collect();
    let complete = |l: &&Checklist| standing(&l.sealed.id, known).0 == "complete";
    let at = |l: &&Checklist| known.moments.get(&format!("checklist.{}", l.sealed.id)).copied().unwrap_or(l.opened.0);
    ((going || super::given_up(change)) && begun.iter().all(complete)).then(|| begun.iter().map(at).max())?
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

/// Whether a list is demanded no more: that of an implementation which failed, is to be backed out or has been.
pub(super) fn moot(phase: Phase, change: &Change, facts: &Facts) -> bool {
    let begun = matches!(change.state, State::Implement | State::Review | State::Closed);
    let up = || super::given_up(change) || done(change, facts);
    begun && matches!(phase, Phase::During | Phase::Post) && up()
}

/// A way back that is complete is not begun anew, which would take from the record that it was gone: only what is deployed again
/// after it can be taken back again.
pub(super) fn gone_already(case: &Case<'_>, list: &Checklist, known: &Facts) -> Result<(), Refusal> {
    let run = &case.change.run;
    let newest = match list.sealed.stage.as_deref() {
        Some(stage) => run.newest(stage),
        None => run.deployments.iter().rev().find(|d| d.last),
    };
    let before = newest.is_some_and(|d| d.begun.0 > list.opened.0);
    if list.sealed.phase != Phase::Rollback || before || standing(&list.sealed.id, known).0 != "complete" {
        return Ok(());
    }
    let (no, id) = (case.change.no, &list.sealed.id);
    let text = format!("{} of {no} is complete: what was deployed has been taken back", list.sealed.title);
    let env = newest.and_then(|d| d.environment.as_ref()).map(|e| format!(" --env {e}")).unwrap_or_default();
    let next = match (newest.is_some_and(|d| d.ended.is_none()), case.change.state) {
        (true, _) => format!("end it as failed: quorate run finish {no}{env} --result failed; "),
        (false, State::Review) => format!("close it as what it was: quorate change close {no} --code unsuccessful; "),
        _ => String::new(),
    };
    let remedy = format!(
        "{next}an item that was signed in error is opened again by quorate run retract {no} N --list {id} --reason TEXT"
    );
    Err(Refusal::new(Kind::AlreadyDone, text, remedy).citing(&list.sealed.clauses))
}
