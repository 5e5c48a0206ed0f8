//! How far a change has come in the process of its document, and the deviations that go with it.

use super::time::Time;
use serde::{Deserialize, Serialize};

/// A stage of the process.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProcessLine {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// `done`, `current` or `open`.
    pub state: String,
    /// What is done in it.
    pub activities: Vec<ActivityLine>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// Something that is done in a stage.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ActivityLine {
    /// What.
    pub text: String,
    /// `done`, `open` or `not_needed`.
    pub state: String,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A deviation from the policy for one change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeviationLine {
    /// Its id: `CHG-1/D1`.
    pub id: String,
    /// The rule, field or review that it sets aside.
    pub rule: String,
    /// `approved`, `open` while a signature lacks, or `lapsed` where a later result is covered by none.
    pub state: String,
    /// Who signed.
    pub signed: Vec<SignatureLine>,
    /// Whose signature lacks.
    pub lacks: Vec<String>,
    /// Why, in the words of whoever signed last.
    pub reason: Option<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A signature under a deviation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignatureLine {
    /// In which role.
    pub role: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Time,
}
