//! Whether a change is ready for its next step, what it lacks, and who takes it.

use super::change::{MissingLine, ReasonLine};
use serde::{Deserialize, Serialize};

/// The step of a change on which nothing is to be done any more.
pub const NO_STEP: &str = "nothing more";

/// What a change lacks for its next step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReadySheet {
    /// `CHG-1`.
    pub id: String,
    /// The next step, in words.
    pub step: String,
    /// Whether nothing stands against it.
    pub ready: bool,
    /// What is missing.
    pub missing: Vec<MissingLine>,
    /// Other reasons against it.
    pub reasons: Vec<ReasonLine>,
    /// Warnings.
    pub warnings: Vec<ReasonLine>,
    /// The approvals that it waits for, by title.
    #[serde(default)]
    pub waits: Vec<String>,
    /// The deployment on the way there that comes first, and what it lacks.
    #[serde(default)]
    pub first: Option<Box<Self>>,
    /// Who is waited for to take it: roles, persons, the chair; where the one who asks may not, only those who may.
    #[serde(default)]
    pub by: Vec<String>,
    /// What keeps the person who asks from taking it, whoever else may.
    #[serde(default)]
    pub bars: Vec<ReasonLine>,
}
