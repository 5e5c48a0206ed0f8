//! The planned timeline of a change, and who answers for what is late.

use super::time::Time;
use serde::{Deserialize, Serialize};

/// A planned step of a change.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MilestoneLine {
    /// First day, counted from the first deployment.
    pub day: i64,
    /// Last day, where it takes several.
    pub until: Option<i64>,
    /// What happens.
    pub title: String,
    /// The planned day, or the first of them (`2026-03-02`); none before the first deployment.
    pub planned: Option<String>,
    /// The last planned day.
    pub planned_to: Option<String>,
    /// When it happened.
    pub actual: Option<Time>,
    /// Whether it is, or came, later than planned.
    pub behind: bool,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// Who answers for what is late, and who is asked next.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct EscalationLine {
    /// Titles of the roles that answer for it, the first one first.
    pub accountable: Vec<String>,
    /// Title of the role that it goes to next.
    pub escalate: String,
    /// Clauses.
    pub clauses: Vec<String>,
}
