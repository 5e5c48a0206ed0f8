//! Words that several tools share for types, states and outcomes of changes.

use super::change::{ForeignOutcome, ForeignType};
use crate::domain::change::states::State;

/// A word in the form in which the tables of this room hold it: lower case, single blanks, no dashes or underscores.
pub(super) fn plain(word: &str) -> String {
    let spaced: String = word.chars().map(|c| if matches!(c, '_' | '-') { ' ' } else { c }).collect();
    super::mapping::folded(&spaced)
}

/// A type by its word in any of the tools.
pub(super) fn kind(word: &str) -> Option<ForeignType> {
    let word = plain(word);
    let word = word.strip_suffix(" change").unwrap_or(&word);
    Some(match word {
        "standard" | "routine" | "pre approved" | "preapproved" | "pre authorized" | "pre authorised" => {
            ForeignType::Standard
        }
        "normal" | "comprehensive" | "minor" | "major" | "significant" | "planned" => ForeignType::Normal,
        "emergency" | "urgent" | "expedited" => ForeignType::Emergency,
        _ => return None,
    })
}

/// A state by the name that ServiceNow gives it.
pub(super) fn state(word: &str) -> Option<State> {
    Some(match plain(word).as_str() {
        "new" => State::New,
        "assess" => State::Assess,
        "authorize" | "authorise" => State::Authorize,
        "scheduled" => State::Scheduled,
        "implement" => State::Implement,
        "review" => State::Review,
        "closed" => State::Closed,
        "canceled" | "cancelled" => State::Canceled,
        _ => return None,
    })
}

/// An outcome by its word; `Some(None)` where the word says that nothing is decided yet.
pub(super) fn outcome(word: &str) -> Option<Option<ForeignOutcome>> {
    Some(match plain(word).as_str() {
        "approved" | "accepted" => Some(ForeignOutcome::Approved),
        "conditional" | "approved with conditions" | "conditionally approved" => Some(ForeignOutcome::Conditional),
        "rejected" | "declined" | "denied" | "not approved" | "refused" => Some(ForeignOutcome::Rejected),
        "deferred" | "postponed" => Some(ForeignOutcome::Deferred),
        "withdrawn" | "cancelled" | "canceled" => Some(ForeignOutcome::Withdrawn),
        "requested"
        | "not requested"
        | "not yet requested"
        | "pending"
        | "waiting"
        | "waiting for approval"
        | "not required"
        | "no longer required"
        | "duplicate" => None,
        _ => return None,
    })
}

/// `Y`, `yes`, `true`, `1` and the like.
pub(super) fn yes(word: &str) -> bool {
    matches!(plain(word).as_str(), "y" | "yes" | "true" | "1" | "ja" | "oui" | "si" | "sí")
}
