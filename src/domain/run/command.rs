//! What may be asked of a change that is carried out.

use serde::{Deserialize, Serialize};

/// To a change that is carried out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunCommand {
    /// Write a line into the implementation record.
    Note {
        /// What it is about: `deviation`, `incident`, `health` …
        kind: String,
        /// The environment, where it is of one.
        environment: Option<String>,
        /// What is written.
        text: String,
    },
}
