//! Deadlines: a function of recorded moments, the calendar and now. Time passing is never an event.

use super::facts::Facts;
use super::rule::When;
use crate::base::calendar::Calendar;
use crate::base::time::{Length, Moment};
use serde::Deserialize;

/// The moment at which the last approval was there that a change needs.
pub const ALL_APPROVED: &str = "approved.all";

/// A deadline of the pack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Id.
    pub id: String,
    /// What is due.
    pub title: String,
    /// Name of the moment that starts it: `created`, `submitted`, `reviews_done`, `decided`, `deferred`, `finished` …
    pub start: String,
    /// Name of the moment that stops it.
    pub stop: String,
    /// Amber after this.
    #[serde(default)]
    pub target: Option<Length>,
    /// Breached after this.
    #[serde(default)]
    pub limit: Option<Length>,
    /// The setting that says it, where the document leaves it open; while that has no value the clock does not run.
    #[serde(default)]
    pub limit_setting: Option<String>,
    /// Whether it runs for the register as a whole and not for each change.
    #[serde(default)]
    pub register: bool,
    /// When it runs; always if empty.
    #[serde(default)]
    pub when: When,
    /// Roles that are to act.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Roles to which it passes once it has run out; without any, those to whom the pack escalates its environment.
    #[serde(default)]
    pub escalate: Vec<String>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// How a clock stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Running, on time.
    Running,
    /// Running, past its target.
    Amber,
    /// Running, past its limit.
    Breached,
    /// Stopped in time.
    Met,
    /// Stopped too late.
    Late,
    /// Stopped before its limit, since nobody waits for it any more.
    Dropped,
}

/// A clock that has started.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading<'a> {
    /// The clock.
    pub clock: &'a Clock,
    /// When it started.
    pub start: Moment,
    /// When it turns amber.
    pub target: Option<Moment>,
    /// When it is breached.
    pub limit: Moment,
    /// How it stands now.
    pub standing: Standing,
}

impl PartialEq for Clock {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for Clock {}

impl Clock {
    /// How long it runs; none while the setting that says so has no value.
    #[must_use]
    pub fn length(&self, facts: &Facts) -> Option<Length> {
        match &self.limit_setting {
            Some(id) => facts.words(&format!("setting.{id}"))?.first()?.parse().ok(),
            None => self.limit,
        }
    }

    /// How long it runs, in words: the length, or the setting that says it.
    #[must_use]
    pub fn limit_words(&self) -> String {
        match (&self.limit_setting, self.limit) {
            (Some(id), _) => format!("what {id} says"),
            (None, Some(length)) => length.to_string(),
            (None, None) => "none".into(),
        }
    }

    /// The moment from which nobody waits for it any more: the change was canceled, or what waits for an approval was
    /// rejected. A draft that was rejected is waited for no more at all, but for what runs from a field of its own.
    fn moot(&self, facts: &Facts, start: Moment) -> Option<Moment> {
        let since = |name: &str| facts.moments.get(name).copied().filter(|at| *at >= start);
        let approval = self.stop == "approved" || self.stop.starts_with("approved.");
        let draft = facts.words("state").is_some_and(|w| w.iter().any(|w| w == "new"));
        let rejected = since("rejected").filter(|_| approval || draft && !self.start.starts_with("field."));
        [since("canceled"), rejected].into_iter().flatten().min()
    }

    /// The reading of the clock; `None` while it has not started. A stop before the start does not stop it.
    #[must_use]
    pub fn read<'a>(&'a self, facts: &Facts, calendar: &Calendar) -> Option<Reading<'a>> {
        let start = *facts.moments.get(&self.start)?;
        let limit = calendar.after(start, self.length(facts)?);
        let target = self.target.map(|t| calendar.after(start, t));
        let at = |name: &str| facts.moments.get(name).copied().filter(|stop| *stop >= start);
        // A test that is run again was run when it was run first.
        let done = at(&format!("{}.first", self.stop)).or_else(|| at(&self.stop));
        let now = facts.now();
        let standing = match done.or_else(|| self.moot(facts, start)) {
            Some(stop) if stop <= limit && done.is_none() => Standing::Dropped,
            Some(stop) if stop <= limit => Standing::Met,
            Some(_) => Standing::Late,
            None if now > limit => Standing::Breached,
            None if target.is_some_and(|t| now > t) => Standing::Amber,
            None => Standing::Running,
        };
        Some(Reading { clock: self, start, target, limit, standing })
    }
}
