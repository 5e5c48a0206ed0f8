//! What follows a deployment: watches that people keep for a time, and what the review afterwards has to say.

use super::facts::Facts;
use super::pack::Pack;
use super::read::keyed;
use super::rule::{Truth, When};
use crate::base::calendar::Calendar;
use crate::base::time::{Length, Moment};
use serde::Deserialize;
use toml::Spanned;

keyed!(Watch, Finding);

/// More checks than any watch has; a watch that would have more ends there.
const MOST: usize = 500;

/// A watch: checks that are signed for some time after a moment of the record.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// Id.
    pub id: Spanned<String>,
    /// What is watched.
    pub title: String,
    /// The moment after which it runs, such as `deployed.PROD`.
    pub start: String,
    /// How often it is looked at; once, when the time is over, if not given.
    #[serde(default)]
    pub every: Option<Length>,
    /// How long it lasts.
    pub lasts: Length,
    /// Roles that sign it; whoever may record if empty.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Which changes are watched; all if empty.
    #[serde(default)]
    pub when: When,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A check of a watch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Check {
    /// From when on it may be signed.
    pub opens: Moment,
    /// Until when it is to be signed.
    pub due: Moment,
}

impl Watch {
    /// The checks of the watch; none while it has not begun.
    #[must_use]
    pub fn checks(&self, facts: &Facts, calendar: &Calendar) -> Vec<Check> {
        let Some(start) = facts.moments.get(&self.start).copied() else { return Vec::new() };
        let end = calendar.after(start, self.lasts);
        let Some(every) = self.every else { return vec![Check { opens: end, due: end }] };
        let mut checks = Vec::new();
        let mut opens = start;
        while checks.len() < MOST {
            let due = calendar.after(opens, every);
            if due > end || due <= opens {
                break;
            }
            checks.push(Check { opens, due });
            opens = due;
        }
        checks
    }

    /// How many of its checks are signed.
    #[must_use]
    pub fn signed(&self, facts: &Facts) -> usize {
        facts.numbers.get(&format!("watched.{}", self.id())).map_or(0, |n| usize::try_from(*n).unwrap_or(0))
    }

    /// The check that is signed next; none when all are.
    #[must_use]
    pub fn next(&self, facts: &Facts, calendar: &Calendar) -> Option<Check> {
        self.checks(facts, calendar).get(self.signed(facts)).copied()
    }
}

/// Something that the review after a change has to say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Id, such as `deviations`.
    pub id: Spanned<String>,
    /// Label for people.
    pub label: String,
    /// What to write there.
    #[serde(default)]
    pub hint: String,
    /// When it has to be said; always if empty.
    #[serde(default)]
    pub when: When,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// The watches that apply to these facts and have begun.
#[must_use]
pub fn watches<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Watch> {
    let applies = |w: &&Watch| facts.moments.contains_key(&w.start) && w.when.holds(facts, pack) != Truth::No;
    pack.watches.iter().filter(applies).collect()
}

/// The watches of which a check is not signed yet.
#[must_use]
pub fn open_watches<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Watch> {
    watches(pack, facts).into_iter().filter(|w| w.next(facts, &pack.calendar).is_some()).collect()
}

/// Whether a watch (or `all` that apply) was kept to its end.
#[must_use]
pub fn watched(pack: &Pack, id: &str, facts: &Facts) -> Truth {
    let open = open_watches(pack, facts);
    if id == "all" {
        return Truth::of(open.is_empty());
    }
    let Some(watch) = pack.watches.iter().find(|w| w.id() == id) else { return Truth::Unknown };
    let begun = facts.moments.contains_key(&watch.start);
    Truth::of(begun && open.iter().all(|w| w.id() != id))
}

/// What the review after a change has to say and does not.
#[must_use]
pub fn unsaid<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Finding> {
    let given =
        |f: &Finding| facts.words(&format!("act.{}", f.id())).is_some_and(|w| w.iter().any(|w| !w.trim().is_empty()));
    pack.findings.iter().filter(|f| f.when.holds(facts, pack) != Truth::No && !given(f)).collect()
}
