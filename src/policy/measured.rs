//! Whether a proof was measured at a time at which it is about what it is recorded for.

use super::diary;
use super::evidence::{Test, placed};
use super::facts::Facts;
use super::pack::Pack;
use crate::base::time::Span;

/// Why a proof is about something older than what it is recorded for: it was measured before the change was revised in what
/// reviewers look at, or before there was one. How old a proof of before the change may be is for the pack to say (`max_age`).
pub(super) fn of_before(pack: &Pack, test: &Test, name: &str, facts: &Facts) -> Option<String> {
    let at = *facts.moments.get(&format!("evidence.{name}"))?;
    let (since, what) = match facts.moments.get("revised") {
        Some(since) => (*since, "revised"),
        None if test.max_age.is_some() => return None,
        None => (*facts.moments.get("created")?, "opened"),
    };
    let told = |moment| diary::told(moment, pack.calendar.tz);
    // Reports know whole seconds.
    (at.plus(Span::seconds(1)) <= since)
        .then(|| format!("measured {}, before the change was {what} {}", told(at), told(since)))
}

/// Why a proof was measured too early to count.
pub(super) fn early(pack: &Pack, test: &Test, name: &str, facts: &Facts) -> Option<String> {
    let (after, at) = (test.after.as_ref()?, *facts.moments.get(&format!("evidence.{name}"))?);
    let told = |moment| diary::told(moment, pack.calendar.tz);
    let environment = name.split_once('@').map(|(_, e)| e);
    let words = placed(&after.words, environment);
    let Some(since) = facts.moments.get(&after.moment(environment)) else {
        return Some(format!("measured {}, before {words}", told(at)));
    };
    let earliest = pack.calendar_for(facts).earliest(*since, after.least);
    (at < earliest).then(|| format!("measured {}; it counts from {} on, {words}", told(at), told(earliest)))
}
