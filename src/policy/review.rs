//! What the review after an implementation has to say.

use super::facts::Facts;
use super::pack::Pack;
use super::read::keyed;
use super::rule::{Truth, When};
use serde::Deserialize;
use toml::Spanned;

keyed!(Finding);

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
    /// The kind of notes that it tells of: while the record has any, the answer is not that there were none.
    #[serde(default)]
    pub record: String,
    /// When it has to be said; always if empty.
    #[serde(default)]
    pub when: When,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// What the review after a change has to say and does not.
#[must_use]
pub fn unsaid<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Finding> {
    let given =
        |f: &Finding| facts.words(&format!("act.{}", f.id())).is_some_and(|w| w.iter().any(|w| !w.trim().is_empty()));
    pack.findings.iter().filter(|f| f.when.holds(facts, pack) != Truth::No && !given(f)).collect()
}

/// Answers that say that there was nothing.
const NOTHING: [&str; 7] = ["none", "no", "nothing", "nil", "n/a", "0", "-"];

/// What the review says that there was not, and the record has, with what it has.
#[must_use]
pub fn denied<'a>(pack: &'a Pack, facts: &'a Facts) -> Vec<(&'a Finding, &'a [String])> {
    let denies = |f: &Finding| {
        let said = facts.words(&format!("act.{}", f.id())).unwrap_or_default();
        said.iter().any(|w| NOTHING.contains(&w.trim().trim_end_matches('.').to_ascii_lowercase().as_str()))
    };
    let has = |f: &Finding| facts.words(&format!("record.{}", f.record)).unwrap_or_default();
    pack.findings.iter().filter(|f| denies(f) && !has(f).is_empty()).map(|f| (f, has(f))).collect()
}
