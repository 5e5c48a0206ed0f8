//! Sheets from records: what a world, a pack and the words beside the ledger look like to people.

pub mod ballot;
mod barring;
pub mod catalogue;
pub mod change;
pub mod checklist;
pub mod command;
pub mod conditions;
pub mod course;
pub mod deciding;
mod due;
mod fields;
pub mod pack;
pub mod people;
pub mod progress;
pub mod run;
pub mod timeline;

use crate::domain::change::Value;
use crate::domain::desk::Desk;
use crate::domain::said::Said;
use crate::domain::world::World;
use crate::policy::verdict::Reason;
use crate::sheets::change::ReasonLine;

/// What a sheet is made from.
pub struct Lens<'a> {
    /// The streams that matter, folded.
    pub world: &'a World,
    /// Who looks, when, under which pack.
    pub desk: &'a Desk,
    /// The words of a commitment; none when they were removed.
    pub prose: &'a dyn Fn(&Said) -> Option<String>,
    /// Display name of a person.
    pub name: &'a dyn Fn(&str) -> String,
}

impl Lens<'_> {
    /// The words, or the mark of their removal.
    #[must_use]
    pub fn words(&self, said: &Said) -> String {
        (self.prose)(said).unwrap_or_else(|| "[removed]".into())
    }

    /// A field's value as text.
    #[must_use]
    pub fn value(&self, value: &Value) -> Option<String> {
        match value {
            Value::Words(words) if words.is_empty() => None,
            Value::Words(words) => Some(words.join(", ")),
            Value::Said(said) => Some(self.words(said)),
        }
    }
}

/// A reason as a line.
#[must_use]
pub fn reason(reason: &Reason) -> ReasonLine {
    ReasonLine {
        rule: reason.rule.clone(),
        text: reason.text.clone(),
        clauses: reason.clauses.clone(),
        settings: reason.settings.clone(),
        remedy: reason.remedy.clone(),
    }
}
