//! What a deployment that is under way, or that failed, asks for: the first words of a row.

use super::Change;
use crate::domain::run::Deployment;
use crate::policy::diary;
use crate::policy::pack::Pack;

/// What deployments ask for before all else: that those on the way are ended, and what is to be done since the newest
/// failed.
pub(super) fn deployment(change: &Change) -> Option<String> {
    let open: Vec<&str> = change.run.open().filter(|d| !d.last).map(Deployment::place).collect();
    let finish = match open.as_slice() {
        [] => None,
        [one] => Some(format!("finish the deployment to {one}")),
        several => Some(format!("finish the deployments to {}", several.join(" and "))),
    };
    let all: Vec<String> = failed_deployment(change).into_iter().chain(finish).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// That the newest deployment failed, and what is to be done about it.
#[must_use]
pub fn failed_deployment(change: &Change) -> Option<String> {
    let newest = change.run.deployments.last()?;
    let failed = newest.ended.as_ref().is_some_and(|e| !e.succeeded);
    // Once it is reviewed, it has been.
    let back = if newest.last && change.run.reviews.is_empty() { ": back out" } else { "" };
    failed.then(|| format!("the deployment to {} failed{back}", newest.place()))
}

/// What an item of a checklist that failed asks for: who said so, when, and what comes of it.
pub(super) fn failed(change: &Change, pack: &Pack) -> Option<String> {
    let (n, list, again) = crate::domain::checklist::waiting::failed(change)?;
    let told = list.course(n).and_then(|c| c.failed.as_ref());
    let told = told.map(|(at, by, _)| format!(" ({by}, {})", diary::told(*at, pack.calendar.tz)));
    let next = if again { "try it again, or back out" } else { "back out" };
    Some(format!("{next}: item {n} of {} failed{}", list.sealed.title, told.unwrap_or_default()))
}
