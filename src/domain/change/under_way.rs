//! What a deployment that is under way, or that failed, asks for: the first words of a row.

use super::Change;
use crate::policy::diary;
use crate::policy::pack::Pack;

/// What the newest deployment asks for before all else: that it is ended, or what is to be done since it failed.
pub(super) fn deployment(change: &Change) -> Option<String> {
    let newest = change.run.deployments.last()?;
    match &newest.ended {
        None if newest.last => None,
        None => Some(format!("finish the deployment to {}", newest.place())),
        Some(ended) if ended.succeeded => None,
        // Once it is reviewed, it has been.
        Some(_) if newest.last && change.run.reviews.is_empty() => {
            Some(format!("the deployment to {} failed: back out", newest.place()))
        }
        Some(_) => Some(format!("the deployment to {} failed", newest.place())),
    }
}

/// What an item of a checklist that failed asks for: who said so, when, and what comes of it.
pub(super) fn failed(change: &Change, pack: &Pack) -> Option<String> {
    let (n, list, again) = crate::domain::checklist::waiting::failed(change)?;
    let told = list.course(n).and_then(|c| c.failed.as_ref());
    let told = told.map(|(at, by, _)| format!(" ({by}, {})", diary::told(*at, pack.calendar.tz)));
    let next = if again { "try it again, or back out" } else { "back out" };
    Some(format!("{next}: item {n} of {} failed{}", list.sealed.title, told.unwrap_or_default()))
}
