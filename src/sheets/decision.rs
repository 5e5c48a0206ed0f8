//! A decision as it was recorded, with what became of it.

use super::change::ChangeRow;
use super::time::Time;
use serde::{Deserialize, Serialize};

/// A decision that was recorded on a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DecisionLine {
    /// `approved`, `approved_with_conditions`, `rejected`, `deferred`, `withdrawn`; with `_elsewhere` where an import says it.
    pub outcome: String,
    /// The revision that was decided upon.
    pub decided_revision: u32,
    /// When.
    pub decided_at: Time,
    /// Who recorded it: the last who signed, or who closed the ballot.
    pub decided_by: String,
    /// The ballot that decided, where one did.
    pub ballot: Option<u32>,
    /// Why, where it was said.
    pub reason: Option<String>,
    /// `stands`, `withdrawn`, `voided`, `turned_back`, `resubmitted`, `reopened`, `disowned`, `decided_again`.
    pub fate: String,
    /// The same in words: `stands`, or what happened, by whom.
    pub became: String,
    /// When that was; none while it stands.
    pub became_at: Option<Time>,
}

/// The same in a list of several changes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DecisionRow {
    /// The change as it is now.
    #[serde(flatten)]
    pub row: ChangeRow,
    /// The decision.
    #[serde(flatten)]
    pub line: DecisionLine,
}
