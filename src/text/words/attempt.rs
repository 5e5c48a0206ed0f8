//! Attempts as sentences.

use super::{Names, list};
use crate::domain::attempt::events::AttemptEvent;

/// What was attempted.
#[must_use]
pub fn attempt(what: &AttemptEvent, names: &Names<'_>) -> String {
    let AttemptEvent::Refused { about, text, clauses, .. } = what;
    format!("was refused on {about}: \"{}\" ({})", names.quote(text), list(clauses))
}
