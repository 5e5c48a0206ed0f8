//! Windows in which changes may run, and freezes in which they may not: the tables of a pack.

use super::bearing::Bears;
use super::read::keyed;
use super::rule::When;
use super::schedule::Schedule;
use serde::{Deserialize, Serialize};
use toml::Spanned;

keyed!(Window, Freeze);

/// A window. Where a pack has windows, a change runs inside one that admits it, or not at all.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Id, unique in the pack.
    pub id: Spanned<String>,
    /// Title for people.
    pub title: String,
    /// When it is open.
    pub on: Schedule,
    /// Which changes it admits: types, risk levels, environments and what else conditions know.
    #[serde(default)]
    pub when: When,
    /// What a change that it admits must have beside, such as an approval.
    #[serde(default)]
    pub needs: When,
    /// What becomes of a change that starts inside and ends after it.
    #[serde(default)]
    pub overrun: Overrun,
    /// Whether it is left out of the answer to a change that it does not admit, while another one would.
    #[serde(default)]
    pub quiet: bool,
    /// Whether only its next turn is open to a change, and none after that.
    #[serde(default)]
    pub next_only: bool,
    /// Whether a change that it admits is begun at once: its own planned window does not hold it back, and the log notes
    /// that it began outside every other window.
    #[serde(default)]
    pub bypass: bool,
    /// Most changes in one turn of it; no limit where none is given.
    #[serde(default)]
    pub capacity: Option<usize>,
    /// How much risk the changes in one turn of it may add up to; what `window.bears` says where nothing is given.
    #[serde(default)]
    pub bears: Option<Bears>,
    /// What to tell people whom it does not admit.
    #[serde(default)]
    pub text: String,
    /// What would change the verdict.
    #[serde(default)]
    pub remedy: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// What becomes of a change that starts inside a window and ends after it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overrun {
    /// It is refused.
    #[default]
    Refuse,
    /// It is allowed with a warning.
    Warn,
    /// It is allowed.
    Allow,
}

/// A freeze: no change that it binds runs in it, but for those that are exempt or may cross it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    /// Id, unique in the pack.
    pub id: Spanned<String>,
    /// Title for people.
    pub title: String,
    /// When it holds.
    pub on: Schedule,
    /// Which changes it binds.
    #[serde(default)]
    pub when: When,
    /// Which of these are exempt; none where nothing is given.
    #[serde(default)]
    pub exempt: Option<When>,
    /// What a change needs to cross it, such as an approval; nothing lets it cross where nothing is given.
    #[serde(default)]
    pub cross: Option<When>,
    /// What to tell people whom it stops.
    #[serde(default)]
    pub text: String,
    /// What would change the verdict.
    #[serde(default)]
    pub remedy: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}
