//! What the record of an implementation tells of it that no review may deny: that it left its window, incidents, deviations.

use crate::base::time::{Moment, Span};
use crate::domain::change::Change;
use crate::policy::diary::told;
use crate::policy::facts::Facts;
use crate::policy::layer::named;
use crate::policy::pack::Pack;

impl Change {
    /// When the window of the implementation closed, and how long that went on afterwards: to its end, or until now.
    #[must_use]
    pub fn overrun(&self, now: Moment) -> Option<(Moment, Span)> {
        let (_, closed) = self.window()?;
        let ended = match self.run.deployments.iter().rev().find(|d| d.last) {
            Some(newest) => newest.ended.as_ref().map(|e| e.by.0),
            // One that began before deployments were recorded.
            None => {
                let begun = self.moments.get("started")?;
                self.moments.get("finished").copied().filter(|end| end >= begun)
            }
        };
        let end = ended.unwrap_or(now);
        (end > closed).then(|| (closed, end.since(closed)))
    }
}

/// Lays what the record tells: that the window was left, and by how much; notes of each kind, with when and by whom.
pub fn lay(facts: &mut Facts, pack: &Pack, change: &Change, now: Moment) {
    let tz = pack.calendar.tz;
    let overrun =
        change.overrun(now).map(|(closed, over)| format!("{} after it closed {}", over.words(), told(closed, tz)));
    facts.set_flag("overrun", overrun.is_some());
    for (kind, _) in super::KINDS {
        let notes = change.run.notes.iter().filter(|n| n.kind == kind);
        let mut lines: Vec<String> = notes.map(|n| format!("{} by {}", told(n.by.0, tz), n.by.1)).collect();
        if kind == "deviation" {
            lines.extend(overrun.iter().map(|by| format!("the window was left, {by}")));
            let departed = facts.words("flag.departed").is_some_and(|w| w.iter().any(|w| w == "yes"));
            lines.extend(departed.then(|| "a step failed, was waived or left out".to_owned()));
        }
        facts.set_words(named(["record.", kind]), lines);
    }
    facts.set_words("overrun", overrun);
}
