//! A calendar exception as it is shown.

use super::time::{Time, Window};
use serde::{Deserialize, Serialize};

/// A calendar exception of a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExceptionRow {
    /// Number within the change.
    pub no: u32,
    /// The change.
    pub change: String,
    /// Kind.
    pub kind: String,
    /// Title of the kind.
    pub title: String,
    /// `asked`, `granted`, `refused`, `used`, `expired`.
    pub state: String,
    /// From when it holds.
    pub from: Time,
    /// Until when it holds.
    pub to: Time,
    /// The window that the change had when it was asked for.
    pub instead_of: Option<Window>,
    /// Environments for which it holds.
    pub environments: Vec<String>,
    /// The only freeze that it waives.
    pub freeze: Option<String>,
    /// Business reason.
    pub reason: Option<String>,
    /// What happens if it is not granted.
    pub impact: Option<String>,
    /// Risk and mitigation.
    pub risk: Option<String>,
    /// Who asked for it.
    pub asked_by: String,
    /// Signatures.
    pub signed: Vec<ExceptionSignature>,
    /// What it lacks.
    pub lacks: Option<String>,
    /// Until when it may be used.
    pub expires: Option<Time>,
    /// When the start used it.
    pub used: Option<Time>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A signature under an exception.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ExceptionSignature {
    /// For which approval.
    pub approval: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Time,
}
