//! What was attempted.

use crate::domain::said::Said;
use serde::{Deserialize, Serialize};

/// What was attempted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptEvent {
    /// An act was refused by clauses of the policy.
    Refused {
        /// What it was about: `CHG-12`, a meeting, `policy`, `people` …
        about: String,
        /// The kind of the refusal, as in JSON.
        refusal: String,
        /// What was said to the person.
        text: Said,
        /// The clauses cited, nearest first.
        clauses: Vec<String>,
    },
}
