//! What a deployment that is under way, or that failed, asks for: the first words of a row.

use super::Change;
use crate::domain::checklist::{back, waiting};
use crate::domain::run::Deployment;
use crate::policy::diary;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;

/// What deployments ask for before all else: that those on the way are ended, and what is to be done since the newest
/// failed.
pub(super) fn deployment(change: &Change, known: &Facts) -> Option<String> {
    let open: Vec<&str> = change.run.open().filter(|d| !d.last).map(Deployment::place).collect();
    let finish = match open.as_slice() {
        [] => None,
        [one] => Some(format!("finish the deployment to {one}")),
        several => Some(format!("finish the deployments to {}", several.join(" and "))),
    };
    let all: Vec<String> = failed_deployment(change, known).into_iter().chain(finish).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// Whether the newest deployment of the implementation failed and nobody has taken it back: once it is reviewed, it has been.
#[must_use]
pub fn to_take_back(change: &Change, known: &Facts) -> bool {
    let newest = change.run.deployments.last().filter(|d| d.last && !change.state.over());
    let failed = newest.and_then(|d| d.ended.as_ref()).is_some_and(|e| !e.succeeded);
    failed && change.run.reviews.is_empty() && !back::done(change, known)
}

/// That the newest deployment failed, and what is to be done about it.
#[must_use]
pub fn failed_deployment(change: &Change, known: &Facts) -> Option<String> {
    let newest = change.run.deployments.last().filter(|_| !change.state.over())?;
    let failed = newest.ended.as_ref().is_some_and(|e| !e.succeeded);
    let back = match () {
        () if !newest.last => "",
        () if back::done(change, known) => " and was backed out",
        () if to_take_back(change, known) => ": back out",
        () => "",
    };
    failed.then(|| format!("the deployment to {} failed{back}", newest.place()))
}

/// What an item of a checklist that failed asks for: who said so, when, and what comes of it.
pub(super) fn failed(change: &Change, pack: &Pack, known: &Facts) -> Option<String> {
    let (n, list, again) = waiting::failed(change, known)?;
    let told = list.course(n).and_then(|c| c.failed.as_ref());
    let told = told.map(|(at, by, _)| format!(" ({by}, {})", diary::told(*at, pack.calendar.tz)));
    let next = if again { "try it again, or back out" } else { "back out" };
    Some(format!("{next}: item {n} of {} failed{}", list.sealed.title, told.unwrap_or_default()))
}
