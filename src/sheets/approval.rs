//! Approvals that a change needs, with those that somebody else wrote down.

use super::time::Time;
use serde::{Deserialize, Serialize};

/// An approval that the change needs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ApprovalLine {
    /// Approval id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Role that gives it: role ids joined by `|`, `board`, `catalogue`.
    pub role: String,
    /// `pending`, `approved`, `rejected`, `not_required` (on hold).
    pub state: String,
    /// Who gave it.
    pub by: Vec<String>,
    /// Those of them whose word somebody else wrote down.
    pub recorded: Vec<RecordedLine>,
    /// Persons that count, and persons needed.
    pub have: usize,
    /// Persons needed.
    pub need: usize,
    /// When it was completed.
    pub at: Option<Time>,
    /// When it is due.
    pub due_at: Option<Time>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// An approval that was given out of band.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RecordedLine {
    /// Who gave it.
    pub by: String,
    /// Who wrote it down.
    pub recorder: String,
    /// How it was given.
    pub channel: Option<String>,
    /// When it was given.
    pub spoken_at: Option<Time>,
    /// When its approver confirmed it.
    pub confirmed: Option<Time>,
}
