//! Calendar exceptions: which kinds a pack knows, what each waives, and who grants it.

use super::read::keyed;
use super::schedule::Stretch;
use crate::base::time::Length;
use serde::Deserialize;
use toml::Spanned;

keyed!(ExceptionKind);

/// A kind of calendar exception.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionKind {
    /// Id, such as `freeze_waiver`.
    pub id: Spanned<String>,
    /// Title for people.
    pub title: String,
    /// Whether it lets the change run outside windows.
    #[serde(default)]
    pub windows: bool,
    /// Whether it lets the change run in freezes.
    #[serde(default)]
    pub freezes: bool,
    /// It is for a time that begins within so long after the window of the change, and not for another.
    #[serde(default)]
    pub delays: Option<Length>,
    /// Rules that it sets aside, such as lead times.
    #[serde(default)]
    pub rules: Vec<String>,
    /// What it does to those rules, in words.
    #[serde(default)]
    pub text: String,
    /// Who must grant it, each by another person.
    pub approvals: Vec<ExceptionApproval>,
    /// How long after the last of them it may be used, at most until the end of the time that it is for.
    pub expires: Length,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// Somebody who must grant an exception.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionApproval {
    /// Title for people.
    pub title: String,
    /// Roles of which any may sign; the board's chair where none is named.
    #[serde(default)]
    pub roles: Vec<String>,
}

impl ExceptionKind {
    /// What makes no sense in it, each in words.
    #[must_use]
    pub fn wrong(&self) -> Vec<&'static str> {
        let twice = |(n, a): (usize, &ExceptionApproval)| self.approvals.iter().take(n).any(|b| b.title == a.title);
        [
            (self.approvals.is_empty(), "somebody must grant it; give it `approvals`"),
            (self.approvals.iter().enumerate().any(twice), "each of its approvals needs a title of its own"),
            (!self.windows && !self.freezes && self.rules.is_empty(), "it waives nothing: windows, freezes or rules"),
            (!self.rules.is_empty() && self.text.is_empty(), "people need a `text` that says what its rules mean"),
            (self.delays.is_some() && !self.windows, "`delays` goes with `windows`"),
        ]
        .into_iter()
        .filter_map(|(wrong, what)| wrong.then_some(what))
        .collect()
    }

    /// The approvals that it lacks, in words; none where those who signed are all that it asks for.
    #[must_use]
    pub fn lacking(&self, signed: &[&str]) -> Option<String> {
        let open = self.approvals.iter().map(|a| a.title.as_str()).filter(|title| !signed.contains(title));
        let open: Vec<&str> = open.collect();
        (!open.is_empty()).then(|| format!("it lacks {}", open.join(", ")))
    }

    /// An exception of this kind as the calendar sees it.
    #[must_use]
    pub fn waiver(&self, no: u32, during: Stretch, void: Option<String>) -> Waiver {
        Waiver {
            id: format!("exception/{no}"),
            title: self.title.clone(),
            windows: self.windows,
            freezes: self.freezes,
            rules: self.rules.clone(),
            text: self.text.clone(),
            freeze: None,
            environments: Vec::new(),
            during,
            void,
            expired: false,
            clauses: self.clauses.clone(),
        }
    }
}

/// An exception of the change in question, as the calendar sees it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Waiver {
    /// Its name in chains: `exception/1`.
    pub id: String,
    /// Title of its kind.
    pub title: String,
    /// Whether it lets the change run outside windows.
    pub windows: bool,
    /// Whether it lets the change run in freezes.
    pub freezes: bool,
    /// Rules that it sets aside.
    pub rules: Vec<String>,
    /// What it does to those rules, in words.
    pub text: String,
    /// The only freeze that it waives; any where none is named.
    pub freeze: Option<String>,
    /// Environments for which it holds; all when empty.
    pub environments: Vec<String>,
    /// The time for which it holds.
    pub during: Stretch,
    /// Why it cannot be used any more, where it cannot.
    pub void: Option<String>,
    /// Whether that is because its time is over.
    pub expired: bool,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A rule that an exception sets aside in the time asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waived {
    /// The rule.
    pub rule: String,
    /// The exception: `exception/1`.
    pub by: String,
    /// Title of its kind.
    pub title: String,
    /// Why it cannot be used, where it cannot.
    pub void: Option<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

impl Waiver {
    /// Whether it is for all of these environments. Of an environment that is not known nothing is waived.
    #[must_use]
    pub fn is_for(&self, environments: &[String]) -> bool {
        self.environments.is_empty()
            || (!environments.is_empty() && environments.iter().all(|e| self.environments.contains(e)))
    }

    /// Whether it is for all of these environments and all of a time.
    #[must_use]
    pub fn covers(&self, environments: &[String], (from, to): Stretch) -> bool {
        self.is_for(environments) && self.during.0 <= from && to <= self.during.1
    }

    /// Whether it waives a freeze.
    #[must_use]
    pub fn waives(&self, freeze: &str) -> bool {
        self.freezes && self.freeze.as_ref().is_none_or(|only| only == freeze)
    }
}
