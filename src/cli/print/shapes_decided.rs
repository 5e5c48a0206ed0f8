//! Names and fields of the list of decisions.

use super::schema::Kind::{MaybeNumber, Number, Text, Time};
use super::schema::{FieldInfo as F, Kind, Shape};
use super::shapes::{ROW, f, list};

/// What is said of a decision beside its change.
const OF_DECISION: [F; 9] = [
    f(
        "outcome",
        Text,
        "approved, approved_with_conditions, rejected, deferred or withdrawn; with _elsewhere by an import",
    ),
    f("decided_revision", Number, "the revision that was decided upon"),
    f("decided_at", Time, "when"),
    f("decided_by", Text, "who signed last, or closed the ballot"),
    f("ballot", MaybeNumber, "the ballot that decided"),
    f("reason", Kind::Maybe, "why"),
    f(
        "fate",
        Text,
        "stands, withdrawn, voided, turned_back, resubmitted, reopened, disowned, canceled or decided_again",
    ),
    f("became", Text, "what became of it, in words"),
    f("became_at", Kind::MaybeTime, "when that was"),
];

/// The change as it is now, then the decision.
#[allow(clippy::indexing_slicing, reason = "made by the compiler, which refuses an index that is not there")]
const DECIDED: [F; ROW.len() + OF_DECISION.len()] = {
    let mut all = [OF_DECISION[0]; ROW.len() + OF_DECISION.len()];
    let mut i = 0;
    while i < all.len() {
        all[i] = if i < ROW.len() { ROW[i] } else { OF_DECISION[i - ROW.len()] };
        i += 1;
    }
    all
};

/// The list.
pub const OUTPUTS: &[Shape] = &[list(
    "decisions",
    &DECIDED,
    &["id", "outcome", "decided_revision", "decided_at", "decided_by", "became", "title"],
    &[
        "id",
        "outcome",
        "decided_revision",
        "decided_at",
        "decided_by",
        "ballot",
        "reason",
        "became",
        "became_at",
        "type",
        "state",
        "risk",
        "owner",
        "title",
    ],
    "Nothing has been decided yet.",
)];
