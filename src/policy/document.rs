//! The policy document: identity, settings, roles, and what it says beside rules.

use super::read::keyed;
use super::value::Takes;
use chrono::{Datelike as _, NaiveDate};
use serde::Deserialize;
use toml::Spanned;

keyed!(Setting, Role);

/// Identity and review cycle of the policy document.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Document {
    /// File of the document.
    pub source: String,
    /// The document's own number.
    pub id: String,
    /// Version.
    pub version: String,
    /// First day on which it applies.
    pub effective: Option<NaiveDate>,
    /// Last change as written (a date or a month).
    pub updated: String,
    /// Owners.
    pub owner: Vec<String>,
    /// Classification banner.
    pub classification: String,
    /// How often it is reviewed: `annual`, `quarterly`.
    pub cadence: String,
    /// Last day on which the next review is not overdue.
    pub next_review: Option<NaiveDate>,
    /// What the next review date is called in the document ("March 2026").
    pub next_review_words: String,
    /// Signatures needed to adopt an edited pack: `title`, `role`.
    pub signatures: Vec<Signature>,
    /// Revision table.
    pub revisions: Vec<Revision>,
    /// Clauses for identity.
    pub clauses: Vec<String>,
    /// Clauses for the review cycle.
    pub review_clauses: Vec<String>,
    /// Clauses for the revision table.
    pub revision_clauses: Vec<String>,
    /// Clauses for the signatures.
    pub signature_clauses: Vec<String>,
}

impl Document {
    /// Whether the policy's review is overdue on a day; never where the document names no date.
    #[must_use]
    pub fn overdue(&self, day: NaiveDate) -> bool {
        self.next_review.is_some_and(|last| day > last)
    }

    /// The signatures that an edited pack still lacks, given the roles that have signed.
    #[must_use]
    pub fn unsigned<'a>(&'a self, signed: &[&str]) -> Vec<&'a Signature> {
        self.signatures.iter().filter(|s| !signed.contains(&s.role.as_str())).collect()
    }
}

/// A signature that the document carries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// In what capacity ("Approver").
    pub title: String,
    /// Role that signs.
    pub role: String,
    /// Date in the seed document.
    #[serde(default)]
    pub date: Option<NaiveDate>,
}

/// A row of the revision table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// Version.
    pub version: String,
    /// Date or month as written.
    pub date: String,
    /// Author.
    pub author: String,
    /// What changed.
    pub change: String,
}

/// A setting with its default value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Name such as `vote.majority_of`.
    pub id: Spanned<String>,
    /// Value as text; `unset` where the document demands one and gives none.
    pub value: String,
    /// Whether the organisation is asked for it: the value given here is only preset.
    #[serde(default)]
    pub ask: bool,
    /// Values that are allowed, any when empty; the strictest first, which counts where packs are combined.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The kind of value, where it is none of a few.
    #[serde(default)]
    pub takes: Takes,
    /// Words each of which it may name, where it is a list of them.
    #[serde(default)]
    pub each_of: Vec<String>,
    /// Which of two values is the stricter, where they are no choices.
    #[serde(default)]
    pub stricter: Option<Stricter>,
    /// Whether a new value binds changes in flight too: it names days or a state of affairs, not how a change is judged.
    #[serde(default)]
    pub in_flight: bool,
    /// What is told while its dates name no day of a year; nothing if empty.
    #[serde(default)]
    pub yearly: String,
    /// What it decides, in a sentence.
    #[serde(default)]
    pub text: String,
    /// Entry of the list of ambiguities that explains the default.
    #[serde(default)]
    pub reading: String,
    /// Clauses that it reads.
    #[serde(default)]
    pub clauses: Vec<String>,
}

impl Setting {
    /// What is told of a year of which its dates name no day.
    #[must_use]
    pub fn lacks(&self, year: i32) -> Option<String> {
        let of_year = |day: &str| day.parse::<NaiveDate>().is_ok_and(|d| d.year() == year);
        let named = self.value.split([',', '/', ' ']).any(of_year);
        (!self.yearly.is_empty() && !named).then(|| format!("{} for {year}", self.yearly))
    }

    /// A setting that the organisation is asked for, with its preset value, in a line.
    #[must_use]
    pub fn question(&self) -> String {
        let preset = if self.value.is_empty() { "empty" } else { &self.value };
        let id = self.id();
        format!(
            "{id} is asked of the organisation: {}; preset: {preset}; answer: quorate policy set {id} VALUE",
            self.text
        )
    }
}

/// Which of two values of a setting is the stricter, when packs are combined.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stricter {
    /// The smaller number or shorter time.
    Less,
    /// The larger number or longer time.
    More,
    /// The words of both lists.
    All,
    /// The words that both lists have.
    Common,
}

/// A role.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Id, lower snake case.
    pub id: Spanned<String>,
    /// Title in the document.
    pub title: String,
    /// Other names of the same role.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What the document expects of the role, for display.
    #[serde(default)]
    pub duties: Vec<String>,
    /// What its holders do when a change is undone, such as "supports the rollback"; nothing if empty.
    #[serde(default)]
    pub rollback: String,
    /// Who acts when the holder is not available (role ids).
    #[serde(default)]
    pub backup: Vec<String>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A statement or list that is shown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guidance {
    /// Heading.
    pub title: String,
    /// Lines.
    #[serde(default)]
    pub lines: Vec<String>,
    /// Clauses that make it concrete.
    #[serde(default)]
    pub links: Vec<String>,
    /// Whether each line is to be confirmed when the pack is adopted, and warned of until then.
    #[serde(default)]
    pub confirm: bool,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail loudly")]
    use super::*;

    #[test]
    fn a_review_is_overdue_after_its_last_day_only() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let document = Document { next_review: Some(day("2026-03-31")), ..Document::default() };
        assert!(!document.overdue(day("2026-03-31")));
        assert!(document.overdue(day("2026-04-01")));
        assert!(!Document::default().overdue(day("2030-01-01")));
    }
}
